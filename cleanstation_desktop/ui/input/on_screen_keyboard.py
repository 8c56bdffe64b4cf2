"""The on-screen keyboard for gloves: shown by a button or by touching a field, it types as a real keyboard does."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QInputDevice, QKeyEvent, QPointerEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.ui import theme
from cleanstation_desktop.ui.checks.walk import accessible_name
from cleanstation_desktop.ui.input.editors import editor_of
from cleanstation_desktop.ui.input.keyboard_button import main_window
from cleanstation_desktop.ui.input.keyboard_panel import KeyboardPanel
from cleanstation_desktop.ui.input.windows import WindowFilter
from cleanstation_desktop.ui.text import language

_AIR = 12
_KEY_OF = {" ": Qt.Key.Key_Space}


class OnScreenKeyboard(WindowFilter):
    """One for the client. Signal: shown_changed, whether it is shown, for the button in the top bar.

    It stands at the foot of the window and never covers the field: what scrolls is scrolled, a dialog moves up, and
    where nothing helps, the keyboard goes to the head of the window.
    """

    shown_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None, *, automatic: bool = False) -> None:
        """Parameters: automatic, a preference: touching a field shows it, and leaving the fields hides it."""
        super().__init__(parent)
        self.automatic = automatic
        self._panel: KeyboardPanel | None = None
        self._dress: tuple[Language, theme.Tokens] | None = None
        self._wanted = False
        self._grown: tuple[QWidget, int] | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_changed)
            application.applicationStateChanged.connect(self._state_changed)

    @property
    def shown(self) -> bool:
        """Whether it is shown, or will be as soon as there is a field to type into."""
        return self._wanted

    @property
    def panel(self) -> KeyboardPanel | None:
        """The keys, while they are to be seen."""
        return self._panel if self._panel is not None and isValid(self._panel) and self._panel.isVisible() else None

    def toggle(self) -> None:
        """The button in the top bar."""
        if self._wanted:
            self.hide()
        else:
            self.show()

    def show(self) -> None:
        """Show it, now or with the next field that gets the focus."""
        self._want(True)
        self._follow(QApplication.focusWidget())

    def hide(self) -> None:
        """Put it away."""
        self._want(False)
        self._put_away()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Notice that a field is touched or the window moves; nothing is taken away."""
        if self.automatic and _is_touch(event):
            # The touch has to reach the field first, which then has the focus.
            QTimer.singleShot(0, self, self._touched)
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize) and self.panel is not None:
            QTimer.singleShot(0, self, lambda: self._follow(QApplication.focusWidget()))
        return False

    def _touched(self) -> None:
        if editor_of(QApplication.focusWidget()) is not None and self.panel is None:
            self.show()

    def _want(self, wanted: bool) -> None:
        if wanted != self._wanted:
            self._wanted = wanted
            self.shown_changed.emit(wanted)

    def _state_changed(self, state: Qt.ApplicationState) -> None:
        """It stands above all windows, so it must go when another program comes to the front."""
        if self._wanted and state is Qt.ApplicationState.ApplicationActive:
            self._follow(QApplication.focusWidget())
        elif self._wanted:
            self._put_away()

    def _focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if not self._wanted or new is None:
            return
        if editor_of(new) is not None:
            self._follow(new)
        elif self.automatic:
            self.hide()
        else:
            self._put_away()

    def _follow(self, focused: QWidget | None) -> None:
        field = editor_of(focused)
        if field is None:
            return
        panel = self._panel_for(field.window())
        self._dock(panel, field)
        self._tell()
        panel.show()

    def _panel_for(self, window: QWidget) -> KeyboardPanel:
        panel = self._panel
        dress = (language(), theme.current())
        if panel is not None and isValid(panel) and panel.parentWidget() is window and dress == self._dress:
            return panel
        self._put_away()
        if panel is not None and isValid(panel):
            panel.deleteLater()
        made = KeyboardPanel(window)
        made.typed.connect(self._type)
        made.pressed.connect(self._press)
        made.hide_wanted.connect(self.hide)
        self._panel, self._dress = made, dress
        return made

    def _put_away(self) -> None:
        if self._panel is not None and isValid(self._panel):
            self._panel.hide()
        self._give_room_back()

    def _type(self, character: str) -> None:
        key = _KEY_OF.get(character)
        if key is None:
            upper = character.upper()
            key = Qt.Key(ord(upper)) if upper.isascii() and upper.isalnum() else Qt.Key.Key_unknown
        shift = Qt.KeyboardModifier.ShiftModifier if character.isupper() else Qt.KeyboardModifier.NoModifier
        self._send(key, character, shift)

    def _press(self, key: Qt.Key) -> None:
        texts = {Qt.Key.Key_Backspace: "\b", Qt.Key.Key_Tab: "\t", Qt.Key.Key_Return: "\r"}
        self._send(key, texts.get(key, ""), Qt.KeyboardModifier.NoModifier)

    def _send(self, key: Qt.Key, text: str, held: Qt.KeyboardModifier) -> None:
        """Press and release a key at the widget that has the focus, as the window does with a real key."""
        target = QApplication.focusWidget()
        if editor_of(target) is None or target is None:
            return
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            if isValid(target):
                QApplication.sendEvent(target, QKeyEvent(kind, key, held, text))
        self._tell()

    def _tell(self) -> None:
        """Show what is typed above the keys, where the eyes are."""
        focused = QApplication.focusWidget()
        field = editor_of(focused)
        panel = self._panel
        if panel is None or not isValid(panel) or field is None or focused is None:
            return
        secret = isinstance(focused, QLineEdit) and focused.echoMode() != QLineEdit.EchoMode.Normal
        text = "" if secret else _text_before_caret(focused)
        panel.tell_field(accessible_name(field), text, secret=secret)

    def _dock(self, panel: KeyboardPanel, field: QWidget) -> None:
        host = _frame_of(field.window())
        height = panel.height_of(compact=False)
        self._scroll_up(field, host.bottom() + 1 - height)
        if isinstance(field.window(), QDialog):
            _move_up(field.window(), _bottom(field) + _AIR - (host.bottom() + 1 - height))
        compact = panel.height_of(compact=True)
        for tall, top in ((height, host.bottom() + 1 - height), (compact, host.bottom() + 1 - compact)):
            place = QRect(host.left(), top, host.width(), tall)
            if _bottom(field) < top:
                break
        else:
            place = QRect(host.left(), host.top(), host.width(), compact)
        panel.height_of(compact=place.height() < height)
        panel.setGeometry(place)

    def _scroll_up(self, field: QWidget, top: int) -> None:
        """Scroll the area that the field is in until it ends above `top`; at its end the area is made longer for it."""
        area = _area_of(field)
        inside = area.widget() if area is not None else None
        if area is None or inside is None:
            return
        bar = area.verticalScrollBar()
        missing = bar.value() + _bottom(field) + _AIR - top - bar.maximum()
        layout = inside.layout()
        if missing > 0 and layout is not None:
            margins = layout.contentsMargins()
            if self._grown is None or self._grown[0] is not inside:
                self._give_room_back()
                self._grown = (inside, margins.bottom())
            # What does not fill its area yet must fill it first, before it can be scrolled.
            missing += max(0, area.viewport().height() - inside.sizeHint().height())
            margins.setBottom(margins.bottom() + missing)
            layout.setContentsMargins(margins)
            layout.activate()
            QApplication.sendEvent(area, QEvent(QEvent.Type.LayoutRequest))  # now, not when events are next seen to
        hidden = _bottom(field) + _AIR - top
        above = area.viewport().mapToGlobal(QPoint(0, 0)).y() + _AIR - field.mapToGlobal(QPoint(0, 0)).y()
        if hidden > 0:
            bar.setValue(bar.value() + hidden)
        elif above > 0:
            bar.setValue(bar.value() - above)

    def _give_room_back(self) -> None:
        if self._grown is not None and isValid(self._grown[0]):
            inside, bottom = self._grown
            layout = inside.layout()
            if layout is not None:
                margins = layout.contentsMargins()
                margins.setBottom(bottom)
                layout.setContentsMargins(margins)
        self._grown = None


def _is_touch(event: QEvent) -> bool:
    if event.type() not in (QEvent.Type.TouchEnd, QEvent.Type.MouseButtonRelease):
        return False
    device = event.pointingDevice() if isinstance(event, QPointerEvent) else None
    return device is not None and device.type() == QInputDevice.DeviceType.TouchScreen


def _frame_of(window: QWidget) -> QRect:
    """Where the keyboard stands: in the main window, which a dialog lies in front of."""
    main = main_window(window)
    return QRect(main.mapToGlobal(QPoint(0, 0)), main.size())


def _bottom(field: QWidget) -> int:
    """The lowest pixel of a field, on the screen; of a tall one, the line with the caret."""
    if isinstance(field, QPlainTextEdit | QTextEdit):
        return field.viewport().mapToGlobal(field.cursorRect().bottomLeft()).y()
    return field.mapToGlobal(field.rect().bottomLeft()).y()


def _area_of(widget: QWidget) -> QScrollArea | None:
    at = widget.parentWidget()
    while at is not None and not isinstance(at, QScrollArea):
        at = at.parentWidget()
    return at


def _move_up(window: QWidget, pixels: int) -> None:
    room = min(pixels, window.frameGeometry().top() - window.screen().availableGeometry().top())
    if room > 0:
        window.move(window.x(), window.y() - room)


def _text_before_caret(focused: QWidget) -> str:
    if isinstance(focused, QLineEdit):
        return focused.displayText()[: focused.cursorPosition()][-60:]
    if isinstance(focused, QPlainTextEdit | QTextEdit):
        cursor = focused.textCursor()
        return cursor.block().text()[: cursor.positionInBlock()][-60:]
    return focused.text()[-60:] if isinstance(focused, QAbstractSpinBox) else ""
