"""Dialogs: opened, never executed, so that the window goes on living behind them."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, TypeVar
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QPushButton, QToolButton, QVBoxLayout, QWidget

from cleanstation_desktop.domain.errors import Finding
from cleanstation_desktop.ui.failures import describe, findings_of
from cleanstation_desktop.ui.input.editors import editor_of, typed_in
from cleanstation_desktop.ui.input.keyboard_button import keyboard_button
from cleanstation_desktop.ui.input.lock_keys import hear_lock_keys
from cleanstation_desktop.ui.input.second_taps import rest_in, rest_where
from cleanstation_desktop.ui.runner import Runner
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import button, column, frame, label, row
from cleanstation_desktop.ui.widgets.fields import Field, Form, text_edit
from cleanstation_desktop.ui.widgets.room import BodyRoom
from cleanstation_desktop.ui.widgets.scrolling import show_what_has_the_focus
from cleanstation_desktop.ui.widgets.states import Banner
from cleanstation_desktop.ui.writing import Writer

T = TypeVar("T")

PLACE_OF_WORK = "placeOfWork"
"""Property of the widget that stands for one person's work in the window."""

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Dialog(QDialog):
    """A dialog with a title, a body, a place for errors and a row of buttons.

    Parameters: runner, for what it writes; without one it only asks. Fill `self.body`, name fields in `self.form`.
    """

    keeps_what_it_sends: ClassVar[bool] = True
    """Whether a write that failed can be sent again as it was. Not where a password was typed: that would outlive a
    locked screen, which badge and PIN open (DOMAIN §9)."""
    scrolls: ClassVar[bool] = True
    """Whether all that it asks scrolls where the screen is too low. Not where it says itself what of it does."""
    has_keys: ClassVar[bool] = False
    """Whether it brings keys of its own for what is typed into it: the on-screen keyboard is not offered then."""

    def __init__(self, parent: QWidget, title: str, *, runner: Runner | None = None, width: int = 520) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle(title)
        self.setMinimumWidth(width)
        self.form = Form()
        self.banner = Banner()
        self.body: QVBoxLayout = column(spacing=12)
        self.foot = row(None, spacing=10, margins=(20, 12, 20, 12))
        self._title_row = row(label(title, "h1", wrap=True), spacing=12)
        self._title_row.setStretch(0, 1)
        room = BodyRoom(_holding(self.body)) if self.scrolls else self.body
        inner = column(self._title_row, self.banner, room, spacing=12, margins=(20, 18, 20, 18))
        inner.setStretch(2, 1)
        outer = column(inner, frame(self.foot, "foot"), spacing=0)
        outer.setStretch(0, 1)
        self.setLayout(outer)
        self._writer = Writer(self, runner) if runner is not None else None
        hear_lock_keys(self)
        self._is_open = False

    @property
    def is_open(self) -> bool:
        """Whether it waits for its answer, also behind a locked window."""
        return self._is_open

    def add_cancel(self, words: str = "") -> QPushButton:
        """Add the button that closes without doing anything."""
        made = button(words or tr("Cancel"), self.reject)
        self.foot.addWidget(made)
        return made

    def add_action(self, words: str, on_click: Callable[[], object], *, look: str = "primary") -> QPushButton:
        """Add the button that does it; Enter presses it, but never what is dangerous: that is pressed by itself."""
        made = button(words, on_click, look=look)
        made.setDefault(look != "danger")
        self.foot.addWidget(made)
        return made

    def write(
        self, work: Callable[[UUID], T], done: Callable[[T], None], *, pressed: QPushButton | None = None
    ) -> None:
        """Send a write; errors show in the dialog, which stays open with everything that was typed. What is
        too long is told at its field, and not sent."""
        if self._writer is None:
            raise RuntimeError("a dialog that writes needs a runner")
        self.form.clear()
        self.banner.clear()
        if self.form.stop_too_long():
            return
        self._writer.send(work, done, self._failed, button=pressed, keeps=self.keeps_what_it_sends)

    def show_findings(self, findings: list[Finding]) -> list[Finding]:
        """Show faults at the fields of this dialog. Returns: those that belong to none."""
        return self.form.show(findings)

    def unsaved(self) -> str:
        """What would be lost if the person left, as a sentence; empty when nothing would."""
        if not typed_in(self):
            return ""
        return tr("What you typed under “{title}” is not sent yet.", title=self.windowTitle())

    def setVisible(self, visible: bool) -> None:  # noqa: N802 - Qt's name
        """Show or hide. One that is opened behind a locked window waits until the work is to be seen again."""
        self._is_open = self._is_open or visible
        place = self._place_of_work() if visible else None
        if place is not None and place.window().isVisible() and not place.isVisible():
            place.installEventFilter(self)
            return
        super().setVisible(visible)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """The work is to be seen again."""
        if event.type() == QEvent.Type.Show:
            watched.removeEventFilter(self)
            self.open()
        return super().eventFilter(watched, event)

    def _place_of_work(self) -> QWidget | None:
        at = self.parentWidget()
        while at is not None and at.property(PLACE_OF_WORK) is None:
            at = at.parentWidget()
        return at

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Be as high as wrapped text needs: Qt reckons with another width than the one it has then."""
        super().showEvent(event)
        rest_in(self)
        self._offer_keyboard()
        needed = self._needed_height()
        if needed > self.height() or (needed > 0 and not self.testAttribute(Qt.WidgetAttribute.WA_Resized)):
            self._resize_to(needed)

    def event(self, event: QEvent) -> bool:
        """Grow when sentences of faults come in: fields would lie over each other."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible() and self._needed_height() > self.height():
            self._resize_to(self._needed_height())
        return done

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter presses the button that has the focus; the deed only from elsewhere. Qt would do the deed on “Cancel”,
        for by itself it takes as pressed by Enter only buttons that become the deed when they get the focus."""
        focused = self.focusWidget()
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in _ENTER and not held and isinstance(focused, QPushButton | QToolButton):
            # A key that is held down was meant for what stood there before.
            if not event.isAutoRepeat():
                focused.click()
            return
        super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's name
        """Show what Tab comes to."""
        return show_what_has_the_focus(self, moved=super().focusNextPrevChild(forward))

    def _needed_height(self) -> int:
        layout = self.layout()
        return layout.totalHeightForWidth(self.width()) if layout is not None else 0

    def _resize_to(self, height: int) -> None:
        """Take this height, as far as the screen has room, and stay on the screen."""
        room = self.screen().availableGeometry()
        self.resize(self.width(), min(height, max(self.height(), round(room.height() * 0.95))))
        below = self.frameGeometry().bottom() - room.bottom()
        if below > 0:
            self.move(self.x(), max(room.top(), self.y() - below))

    def _offer_keyboard(self) -> None:
        """Where something is typed, people with gloves need the on-screen keyboard; the top bar is out of reach now."""
        from cleanstation_desktop.ui.checks.walk import POINTER_ONLY  # noqa: PLC0415 - with all checks, not at the start

        if self.has_keys or self._title_row.count() > 1:
            return
        if any(editor_of(widget) for widget in self.findChildren(QWidget) if widget.isVisibleTo(self)):
            made = keyboard_button()
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            made.setProperty(POINTER_ONLY, True)
            self._title_row.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)

    def done(self, result: int) -> None:
        """Close; what follows on the answer may open another page. A second tap is for nothing that lay beneath."""
        self._is_open = False
        under = self.parentWidget()
        if self.isVisible() and under is not None:
            rest_where(self.frameGeometry(), under.window())
        super().done(result)

    def reject(self) -> None:
        """Close, but not while a write is under way: whoever closes shall know what became of it. What was typed is
        given up only by who says so."""
        if self._writer is not None and self._writer.busy:
            return
        lost = self.unsaved()
        if lost:
            confirm_throwing_away(self, lost, self._close)
        else:
            self._close()

    def _close(self) -> None:
        super().reject()

    def _failed(self, error: Exception, again: Callable[[], None]) -> None:
        findings = findings_of(error)
        if findings and not self.show_findings(findings):
            return
        told = describe(error)
        text = f"{told.sentence} {told.hint}".strip()
        self.banner.tell(
            told.kind, text, (tr("Send again"), again) if told.again and self.keeps_what_it_sends else None
        )


def _holding(layout: QVBoxLayout) -> QWidget:
    made = QWidget()
    made.setLayout(layout)
    return made


def confirm(
    parent: QWidget, title: str, text: str, yes: str, done: Callable[[], object], *, danger: bool = False, no: str = ""
) -> Dialog:
    """Ask before something is done. Parameters: yes, what the button says: the deed, not "OK"; done, the deed; danger,
    the focus begins on what gives it up, and Enter does not do the deed by itself."""
    dialog = Dialog(parent, title)
    dialog.body.addWidget(label(text, wrap=True))
    stay = dialog.add_cancel(no)
    if danger:
        stay.setFocus()
    dialog.add_action(yes, dialog.accept, look="danger" if danger else "primary")
    dialog.accepted.connect(done)
    dialog.open()
    return dialog


def confirm_throwing_away(parent: QWidget, lost: str, done: Callable[[], object]) -> Dialog:
    """Ask before something typed is given up. Parameters: lost, what, in a sentence; done, gives it up."""
    title, yes, no = tr("Throw away what you typed?"), tr("Throw away"), tr("Go on writing")
    return confirm(parent, title, lost, yes, done, danger=True, no=no)


def ask_text(
    parent: QWidget,
    title: str,
    text: str,
    name: str,
    yes: str,
    runner: Runner,
    work: Callable[[str, UUID], T],
    done: Callable[[T], None],
    *,
    danger: bool = False,
    shortest: int = 3,
    no: str = "",
) -> Dialog:
    """Ask for a reason or another text and write with it. Parameters: name, of the field; work, gets text and id of the
    command; shortest, characters that are needed; no, what the button says that gives it up."""
    dialog = Dialog(parent, title, runner=runner)
    if text:
        dialog.body.addWidget(label(text, "muted", wrap=True))
    editor = text_edit()
    field = dialog.form.add(Field("text", name, editor))
    dialog.body.addWidget(field)
    dialog.add_cancel(no)

    def finish(answer: T) -> None:
        dialog.accept()
        done(answer)

    def send() -> None:
        given = editor.toPlainText().strip()
        if len(given) < shortest:
            field.tell(tr("Please write at least {count} characters.", count=shortest))
            field.focus()
            return
        dialog.write(lambda command_id: work(given, command_id), finish, pressed=action)

    action = dialog.add_action(yes, send, look="danger" if danger else "primary")
    dialog.open()
    editor.setFocus()
    return dialog
