"""The chosen person below the list: facts, where he or she is signed in, and what an administrator may do."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtWidgets import QFrame, QPushButton

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services.people_directory import DirectoryEntry
from cleanstation_desktop.ui.people.names import in_order, is_locked, role_words, state_of
from cleanstation_desktop.ui.text import moment, tr
from cleanstation_desktop.ui.widgets.controls import button, chip, clear, column, give_tip, label, row


class PersonCard(QFrame):
    """Parameters: own_id, who is signed in; deeds, by name what each button does with the chosen person."""

    def __init__(self, own_id: int, deeds: dict[str, Callable[[], object]]) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._own_id = own_id
        self._name = label("", "h2")
        self._chips = row(spacing=6)
        self._facts = label("", "muted", wrap=True)
        self._why = label("", "small", wrap=True)
        self.edit = button(tr("Change"), deeds["edit"], icon="edit")
        self.roles = button(tr("Roles"), deeds["roles"], icon="people")
        self.reset = button(tr("New password"), deeds["reset"], icon="key")
        self.badge = button(tr("Badge"), deeds["badge"], icon="badge")
        self.unlock = button(tr("Unlock"), deeds["unlock"], icon="unlock")
        self.end = button(tr("End sessions"), deeds["end"], icon="sign-out")
        self.enable = button(tr("Enable"), deeds["enable"], icon="check")
        self.disable = button(tr("Disable"), deeds["disable"], look="danger", icon="cancel")
        self._tips = {made: made.toolTip() for made in self._buttons()}
        # What is seldom there stands beside the name: eight buttons in a row are too wide in French.
        head = row(self._name, self._chips, None, self.unlock, self.end, spacing=10)
        deeds_row = row(self.edit, self.roles, self.reset, self.badge, self.enable, self.disable, None)
        for seldom in (self.unlock, self.end, self.enable):
            seldom.hide()
        self.setLayout(column(head, self._facts, deeds_row, self._why, spacing=8, margins=(18, 14, 18, 14)))

    def show_entry(self, entry: DirectoryEntry | None, *, last_admin: bool = False) -> None:
        """Show a person, or that nobody is chosen. Parameters: last_admin, nobody else could administer."""
        clear(self._chips)
        for made in self._buttons():
            made.setEnabled(entry is not None)
            give_tip(made, self._tips[made])
        self.unlock.setVisible(entry is not None and is_locked(entry.person))
        self.end.setVisible(entry is not None and bool(entry.sessions))
        disabled = entry is not None and entry.person.state == "DISABLED"
        self.enable.setVisible(disabled)
        self.disable.setVisible(not disabled)
        if entry is None:
            self._name.setText(tr("Nobody chosen"))
            self._facts.setText(tr("Choose a person in the list."))
            self._why.hide()
            return
        person = entry.person
        self._name.setText(person.full_name)
        self._chips.addWidget(chip(*state_of(person)))
        if entry.has_badge:
            self._chips.addWidget(chip(tr("Badge"), "info"))
        self._facts.setText("\n".join(_facts(entry)))
        self._bar(entry, last_admin=last_admin)

    def _buttons(self) -> tuple[QPushButton, ...]:
        return (self.edit, self.roles, self.reset, self.badge, self.unlock, self.end, self.enable, self.disable)

    def _bar(self, entry: DirectoryEntry, *, last_admin: bool) -> None:
        """Switch off what is refused for this person, and say why."""
        person = entry.person
        why = ""
        barred: tuple[QPushButton, ...] = ()
        if person.id == self._own_id:
            why = tr("This is you. Roles and access of your own are changed by another administrator.")
            barred = (self.roles, self.reset, self.disable)
        elif person.break_glass:
            why = tr("The emergency account stays as it is; only its password can be reset, and is sealed again.")
            barred = (self.roles, self.badge, self.disable)
        elif person.state == "DISABLED":
            why = tr("A disabled person cannot sign in and has no badge. Enable the person first.")
            barred = (self.badge, self.reset)
        elif last_admin:
            why = tr("This is the last administrator. Make somebody else an administrator first.")
            barred = (self.disable,)
        for made in barred:
            made.setEnabled(False)
            give_tip(made, why)
        self._why.setText(why)
        self._why.setVisible(bool(why))


def _facts(entry: DirectoryEntry) -> list[str]:
    person = entry.person
    roles = ", ".join(role_words(role) for role in in_order(person.roles)) or "–"
    lines = [
        tr(
            "Sign-in name {login}, initials {initials}, reads {language}",
            login=person.login,
            initials=person.initials,
            language=person.language,
        ),
        tr("Roles: {roles}", roles=roles),
    ]
    if person.pending:
        waiting = ", ".join(role_words(role) for role in in_order(person.pending))
        lines.append(tr("Given with the first password change: {roles}", roles=waiting))
    for session in entry.sessions:
        lines.append(
            tr(
                "Signed in at {station} since {since}, last active {active}",
                station=session.station,
                since=moment(session.since),
                active=moment(session.last_active),
            )
        )
    return lines


def is_last_admin(entries: Iterable[DirectoryEntry], entry: DirectoryEntry) -> bool:
    """Whether nobody else could administer without this person; the emergency account does not count."""
    able = [
        each.person.id
        for each in entries
        if Role.ADMIN in each.person.roles and each.person.state == "ACTIVE" and not each.person.break_glass
    ]
    return able == [entry.person.id]
