"""The keys of the on-screen keyboard, in a window of its own that never takes the focus."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from cleanstation_desktop.ui.checks.walk import POINTER_ONLY
from cleanstation_desktop.ui.input.keyboard_layouts import Layer, rows
from cleanstation_desktop.ui.text import language, tr
from cleanstation_desktop.ui.theme.icons import icon as themed_icon
from cleanstation_desktop.ui.widgets.controls import button, column, frame, label, row, set_look

KEY = 56
"""Least height and width of a key, in pixels: a finger in a glove."""

_GAP = 6
_WIDEST = 1240
_REPEAT_AFTER, _REPEAT_EVERY = 450, 60


class KeyboardPanel(QWidget):
    """The keyboard itself; it knows nothing of fields.

    Signals: typed, a character; pressed, another key (backspace, tab, return); hide_wanted.
    """

    typed = Signal(str)
    pressed = Signal(Qt.Key)
    hide_wanted = Signal()

    def __init__(self, window: QWidget) -> None:
        """Parameters: window, that it types into; a modal dialog lets its own children alone be worked."""
        # A tip, for it is the one kind of window that takes the focus on no platform.
        super().__init__(window, Qt.WindowType.ToolTip)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setObjectName("root")
        self.setProperty(POINTER_ONLY, True)
        self.setWindowTitle(tr("On-screen keyboard"))
        self._layer, self._shift, self._lock = Layer.LETTERS, False, False
        self._keys: list[QPushButton] = []
        self._field = label("", "muted")
        self._echo = label("", "h3")
        self._head = QWidget()
        self._grid = QGridLayout()
        self._grid.setSpacing(_GAP)
        self._shift_key = self._extra(tr("Shift"), self._turn_shift, icon="shift")
        self._lock_key = self._extra(tr("Caps"), self._turn_lock, name=tr("Capitals only"))
        self._accents_key = self._extra("áéñ", lambda: self._turn(Layer.ACCENTS), name=tr("Letters with accents"))
        self._signs_key = self._extra("#+=", lambda: self._turn(Layer.SIGNS), name=tr("Signs"))
        for key in (self._shift_key, self._lock_key, self._accents_key, self._signs_key):
            key.setCheckable(True)
        self._arrange()
        self._fill()

    def tell_field(self, name: str, text: str, *, secret: bool) -> None:
        """Say which field is typed into, and what stands in it; of a password neither, and no key lights up."""
        self._field.setText(name)
        self._echo.setText("" if secret else text)
        for key in self.findChildren(QPushButton):
            set_look(key, "secret", secret)

    def height_of(self, *, compact: bool) -> int:
        """The height that it takes. Parameters: compact, without the line that shows what is typed."""
        self._head.setVisible(not compact)
        return self.sizeHint().height()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Begin with small letters."""
        self._lock = self._shift = False
        self._turn_to(Layer.LETTERS)
        super().showEvent(event)

    def _arrange(self) -> None:
        for widget in (self._field, self._echo):
            widget.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        line = row(self._field, self._echo, spacing=12, margins=(4, 4, 4, 2))
        line.setStretch(0, 1)
        line.setStretch(1, 4)
        self._head.setLayout(line)
        foot = QHBoxLayout()
        foot.setSpacing(_GAP)
        space = self._extra(tr("Space"), lambda: self.typed.emit(" "))
        back = self._extra("", lambda: self.pressed.emit(Qt.Key.Key_Backspace), icon="backspace", name=tr("Backspace"))
        back.setAutoRepeat(True)
        back.setAutoRepeatDelay(_REPEAT_AFTER)
        back.setAutoRepeatInterval(_REPEAT_EVERY)
        following = self._extra(tr("Next field"), lambda: self.pressed.emit(Qt.Key.Key_Tab))
        enter = self._extra(tr("Enter"), lambda: self.pressed.emit(Qt.Key.Key_Return), icon="enter")
        hide = self._extra("", self.hide_wanted.emit, icon="keyboard", name=tr("Hide the keyboard"))
        for key, share in (
            *((self._shift_key, 3), (self._lock_key, 2), (self._accents_key, 2), (self._signs_key, 2)),
            *((space, 6), (back, 2), (following, 3), (enter, 3), (hide, 1)),
        ):
            foot.addWidget(key, share)
        inner = QWidget()
        inner.setMaximumWidth(_WIDEST)
        inner.setLayout(column(self._head, self._grid, foot, spacing=_GAP))
        ground = frame(_centred(inner), "keyboard", margins=(10, 6, 10, 8))
        self.setLayout(column(ground, spacing=0))

    def _extra(self, words: str, on_click: Callable[[], object], *, icon: str = "", name: str = "") -> QPushButton:
        key = _key(words, name or words)
        set_look(key, "extra", True)
        if icon:
            key.setIcon(themed_icon(icon, "text", "on_primary"))
            key.setIconSize(QSize(22, 22))
        key.clicked.connect(lambda _checked=False: on_click())
        return key

    def _fill(self) -> None:
        for line, characters in enumerate(rows(language(), self._layer)):
            for place, character in enumerate(characters):
                key = _key(character, character)
                key.clicked.connect(lambda _checked=False, key=key: self._type(key))
                self._grid.addWidget(key, line, place)
                self._keys.append(key)

    def _turn(self, layer: Layer) -> None:
        self._turn_to(Layer.LETTERS if self._layer is layer else layer)

    def _turn_to(self, layer: Layer) -> None:
        self._layer = layer
        for key, character in zip(self._keys, "".join(rows(language(), layer)), strict=True):
            capital = character.upper() if self._shift != self._lock and len(character.upper()) == 1 else character
            key.setText(capital.replace("&", "&&"))
            key.setAccessibleName(capital if capital.isalnum() else tr("Sign {sign}", sign=capital))
            key.setProperty("character", capital)
        self._shift_key.setChecked(self._shift)
        self._lock_key.setChecked(self._lock)
        self._accents_key.setChecked(layer is Layer.ACCENTS)
        self._signs_key.setChecked(layer is Layer.SIGNS)

    def _turn_shift(self) -> None:
        self._shift = not self._shift
        self._turn_to(self._layer)

    def _turn_lock(self) -> None:
        self._lock = not self._lock
        self._turn_to(self._layer)

    def _type(self, key: QPushButton) -> None:
        self.typed.emit(str(key.property("character")))
        if self._shift:
            self._turn_shift()


def _key(words: str, name: str) -> QPushButton:
    key = button(words, look="key", tip=name)
    key.setToolTip("")  # it would open under the finger and cover the neighbours
    key.setAccessibleName(name)
    key.setProperty("kind", "word" if len(words) > 1 else "letter")
    key.setMinimumSize(KEY, KEY)
    key.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    key.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return key


def _centred(inner: QWidget) -> QHBoxLayout:
    layout = QHBoxLayout()
    layout.addStretch(1)
    layout.addWidget(inner, 100)
    layout.addStretch(1)
    return layout
