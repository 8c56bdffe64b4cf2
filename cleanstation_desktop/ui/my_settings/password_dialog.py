"""Changing the own password; the present one is typed again, also by who is signed in."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from cleanstation_desktop.domain.errors import SignInRefused
from cleanstation_desktop.services import sign_in
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.failures import describe
from cleanstation_desktop.ui.input.caps_lock import CapsLockHint
from cleanstation_desktop.ui.shell.password_change import password_edit
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from cleanstation_desktop.ui.widgets.fields import Field


class PasswordDialog(Dialog):
    """Replaces the password of the person who is signed in."""

    keeps_what_it_sends = False

    def __init__(self, parent: QWidget, client: Client) -> None:
        super().__init__(parent, tr("Change my password"), runner=client.runner)
        self._client = client
        self.current = password_edit()
        self.new = password_edit()
        self.again = password_edit()
        rule = tr("At least 12 characters, and not one of the well-known passwords.")
        for field in (
            Field("current", tr("Present password"), self.current),
            Field("password", tr("New password"), self.new, hint=rule),
            Field("again", tr("New password once more"), self.again),
        ):
            self.body.addWidget(self.form.add(field))
        self.body.addWidget(CapsLockHint(self.current))
        self.add_cancel()
        self.action = self.add_action(tr("Change the password"), self._send)
        self.current.setFocus()

    def _send(self) -> None:
        self.form.clear()
        if self.new.text() != self.again.text():
            self.form.fields["again"].tell(tr("The two passwords differ."))
            self.again.setFocus()
            return
        session = self._client.session
        current, new = self.current.text(), self.new.text()
        self.current.clear()
        self.write(
            lambda _command_id: sign_in.change_own_password(session, current, new),
            self._changed,
            pressed=self.action,
        )

    def _changed(self, _none: None) -> None:
        self.new.clear()
        self.again.clear()
        self.accept()
        self._client.messages.success(tr("Your password is changed."))

    def _failed(self, error: Exception, again: Callable[[], None]) -> None:
        super()._failed(error, again)
        if isinstance(error, SignInRefused):
            self.banner.clear()
            self.form.fields["current"].tell(describe(error).sentence)
        self.current.setFocus()
