"""Replacing a one-time password: nothing else is possible before (DOMAIN §9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from cleanstation_desktop.ui.failures import describe, findings_of
from cleanstation_desktop.ui.input.caps_lock import CapsLockHint
from cleanstation_desktop.ui.runner import Runner
from cleanstation_desktop.ui.shell.ahead import load_services
from cleanstation_desktop.ui.shell.start import Start
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import button, column, label
from cleanstation_desktop.ui.widgets.fields import Field, Form
from cleanstation_desktop.ui.widgets.states import Banner

if TYPE_CHECKING:
    from cleanstation_desktop.services.sign_in import PasswordChangeNeeded


def password_edit() -> QLineEdit:
    """A line for a password: nothing is shown, nothing is kept."""
    made = QLineEdit()
    made.setEchoMode(QLineEdit.EchoMode.Password)
    made.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData)
    return made


class PasswordChange(QWidget):
    """Replaces a one-time password. Signals: changed, sign-in name and new password; given_up."""

    changed = Signal(str, str)
    given_up = Signal()

    def __init__(self, start: Start, runner: Runner) -> None:
        super().__init__()
        self._start = start
        self._runner = runner
        self._asked: tuple[PasswordChangeNeeded, str] | None = None
        self.form = Form()
        self.banner = Banner()
        self.new = password_edit()
        self.again = password_edit()
        self._welcome = label(wrap=True)
        self._button = button(tr("Set password and sign in"), self._send, look="primary")
        self.new.returnPressed.connect(self.again.setFocus)
        self.again.returnPressed.connect(self._send)
        rule = tr("At least 12 characters, and not one of the well-known passwords.")
        first = self.form.add(Field("password", tr("New password"), self.new, hint=rule))
        second = self.form.add(Field("again", tr("New password once more"), self.again))
        back = button(tr("Back"), self.given_up.emit, look="link")
        self.setLayout(
            column(self._welcome, first, second, CapsLockHint(self.new), self.banner, self._button, back, spacing=12)
        )

    @property
    def sending(self) -> bool:
        """Whether the new password is on its way."""
        return not self._button.isEnabled()

    def ask(self, needed: PasswordChangeNeeded, current: str) -> None:
        """Ask a person for a password of their own."""
        self._asked = (needed, current)
        self._welcome.setText(
            tr("Welcome, {name}. Your password works once. Choose one that only you know.", name=needed.full_name)
        )
        self.form.clear()
        self.banner.clear()
        self.new.clear()
        self.again.clear()
        self.new.setFocus()

    def forget(self) -> None:
        """Keep nothing of what was typed here: somebody else may sit down now."""
        self._asked = None
        self.new.clear()
        self.again.clear()

    def _send(self) -> None:
        if self._asked is None or not self._button.isEnabled():
            return
        self.form.clear()
        self.banner.clear()
        needed, current = self._asked
        new = self.new.text()
        if new != self.again.text():
            self.form.fields["again"].tell(tr("The two passwords differ."))
            self.again.setFocus()
            return
        self._button.setEnabled(False)
        station = self._start.station.name
        self._runner.run(
            self,
            lambda: _change_password(needed, current, new, station),
            lambda _nothing: self._done(needed.login, new),
            self._failed,
        )

    def _done(self, login: str, new: str) -> None:
        self._button.setEnabled(True)
        self.forget()
        self.changed.emit(login, new)

    def _failed(self, error: Exception) -> None:
        self._button.setEnabled(True)
        findings = findings_of(error)
        if findings and not self.form.show(findings):
            return
        told = describe(error)
        self.banner.tell(told.kind, f"{told.sentence} {told.hint}".strip())


def _change_password(needed: PasswordChangeNeeded, current: str, new: str, station: str) -> None:
    load_services()
    from cleanstation_desktop.services import sign_in  # noqa: PLC0415 - loaded in the background

    sign_in.change_password(needed.url, needed.login, current, new, station=station)
