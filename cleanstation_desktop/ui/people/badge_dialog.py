"""Badge and PIN of a person: they open a locked screen, nothing else (DOMAIN §9)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRegularExpression
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QLineEdit, QWidget

from cleanstation_desktop.services import badges
from cleanstation_desktop.services.people_directory import DirectoryEntry
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.input.scan_codes import badge_of
from cleanstation_desktop.ui.shell.password_change import password_edit
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import button, label
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from cleanstation_desktop.ui.widgets.fields import Field, line_edit

_LONGEST_BADGE = 100


def pin_edit() -> QLineEdit:
    """A line for a PIN: digits only, not shown."""
    made = password_edit()
    made.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]{0,12}"), made))
    return made


class BadgeDialog(Dialog):
    """Gives a badge with its PIN, or takes both back. The badge is scanned, the PIN typed by the person."""

    def __init__(self, parent: QWidget, client: Client, entry: DirectoryEntry, done: Callable[[], None]) -> None:
        super().__init__(parent, tr("Badge of {name}", name=entry.person.full_name), runner=client.runner)
        self._client = client
        self._person = entry.person
        self._done = done
        said = (
            tr("There is a badge already. A new one takes its place.")
            if entry.has_badge
            else tr("Badge and PIN open a locked screen of this person, never a session, never a signature.")
        )
        self.body.addWidget(label(said, "muted", wrap=True))
        self.badge = line_edit(longest=_LONGEST_BADGE)
        self.pin = pin_edit()
        self.again = pin_edit()
        for field in (
            Field("badge", tr("Badge"), self.badge, hint=tr("Scan the badge now, or type what stands on it.")),
            Field("pin", tr("PIN"), self.pin, hint=tr("4 to 12 digits, typed by the person.")),
            Field("again", tr("PIN once more"), self.again),
        ):
            self.body.addWidget(self.form.add(field))
        self.back = button(tr("Take the badge back"), self._take_back, look="danger", icon="remove")
        self.back.setVisible(entry.has_badge)
        self.foot.insertWidget(0, self.back)
        self.add_cancel()
        self.action = self.add_action(tr("Give this badge"), self._send)
        self.badge.setFocus()

    def take_scan(self, code: str) -> bool:
        """A scanned badge goes into its field, wherever the focus is."""
        badge = badge_of(code)
        if badge is None:
            return False
        self.badge.setText(badge)
        self.pin.setFocus()
        return True

    def _send(self) -> None:
        badge, pin = self.badge.text().strip(), self.pin.text()
        self.form.clear()
        if pin != self.again.text():
            self.form.fields["again"].tell(tr("The two PINs differ."))
            self.again.setFocus()
            return
        session, key = self._client.session, self._person.id
        self.write(
            lambda command_id: badges.set_badge(session, key, badge, pin, command_id=command_id),
            lambda _none: self._finish(),
            pressed=self.action,
        )

    def _take_back(self) -> None:
        session, key = self._client.session, self._person.id
        self.write(
            lambda command_id: badges.take_badge_back(session, key, command_id=command_id),
            lambda _none: self._finish(),
            pressed=self.back,
        )

    def _finish(self) -> None:
        self.accept()
        self._done()
