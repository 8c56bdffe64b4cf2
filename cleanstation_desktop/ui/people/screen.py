"""People: who they are, what they may do, whether they can sign in, and where they are signed in now (DOMAIN §2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QPushButton

from cleanstation_desktop.services import people
from cleanstation_desktop.services.people import NewPerson, OneTimePassword, PersonRecord
from cleanstation_desktop.services.people_directory import DirectoryEntry, read_directory
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.people.badge_dialog import BadgeDialog
from cleanstation_desktop.ui.people.edit_dialogs import CreateDialog, EditDialog, RolesDialog
from cleanstation_desktop.ui.people.handing_over import hand_over
from cleanstation_desktop.ui.people.names import in_order, matches, role_words, state_of, stations_of
from cleanstation_desktop.ui.people.person_card import PersonCard, is_last_admin
from cleanstation_desktop.ui.people.role_chips import RoleChips
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import moment, number, tr
from cleanstation_desktop.ui.widgets.controls import button, give_tip, label
from cleanstation_desktop.ui.widgets.dialogs import confirm
from cleanstation_desktop.ui.widgets.fields import search_line
from cleanstation_desktop.ui.widgets.table import Column, RowsModel, TableView


class PeopleScreen(Screen):
    """Place "people"; with chosen, the one under the cursor at first."""

    watches = frozenset({"person", "person_role", "person_badge"})
    reads_again_ms = 15_000

    def __init__(self, client: Client, place: Place) -> None:
        super().__init__(client, place)
        self._entries: tuple[DirectoryEntry, ...] = ()
        self._chosen: int | None = place.arguments.get("chosen")
        self.set_heading(tr("People"))
        self.new = button(tr("New person"), self._create, look="primary", icon="person-add", shortcut="Ctrl+N")
        refresh = button(tr("Refresh"), self.load, icon="refresh")
        give_tip(refresh, tr("Refresh"), "F5")
        self.buttons.addWidget(refresh)
        self.buttons.addWidget(self.new)
        self.search = search_line(tr("Search name, role, state or station"))
        self.model = RowsModel(_columns())
        self.table = TableView(tr("People"), client.preferences, "people")
        self.table.setModel(self.model)
        self.table.setItemDelegateForColumn(3, RoleChips(self.table))
        self.card = PersonCard(
            client.session.person.id,
            {
                "edit": self._edit,
                "roles": self._give_roles,
                "reset": self._ask_reset,
                "badge": self._give_badge,
                "unlock": self._unlock,
                "end": self._ask_end,
                "enable": self._enable,
                "disable": self._ask_disable,
            },
        )
        self._sum = label("", "muted")
        for part in (self.search, self.table, self._sum, self.card):
            self.body.addWidget(part, 1 if part is self.table else 0)
        self.search.textChanged.connect(lambda _text: self._filter(searched=True))
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._choose())
        self.table.opened.connect(lambda _entry: self._edit())

    def load(self) -> None:
        """Read everybody."""
        session = self.client.session
        self.read(lambda: read_directory(session), self._show)

    def state(self) -> Mapping[str, Any]:
        """Search and choice."""
        return {"words": self.search.text(), "chosen": self._chosen}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take search and choice over."""
        self._chosen = state["chosen"]
        with QSignalBlocker(self.search):  # nobody searches: `load` finds who was chosen
            self.search.setText(state["words"])

    @property
    def entry(self) -> DirectoryEntry | None:
        """The chosen person."""
        return next((entry for entry in self.model.rows if entry.person.id == self._chosen), None)

    def _show(self, entries: tuple[DirectoryEntry, ...]) -> None:
        self._entries = entries
        self._filter()

    def _filter(self, *, searched: bool = False) -> None:
        """Show who fits the search. Whoever leaves the list by itself is followed by nobody; who searches gets the
        first."""
        kept = self._chosen
        shown = [entry for entry in self._entries if matches(entry, self.search.text())]
        self.table.show_rows(shown, lambda entry: entry.person.id, else_first=searched or not self.model.rows)
        at = next((place for place, entry in enumerate(shown) if entry.person.id == kept), None)
        if at is not None and at != self.table.currentIndex().row():
            # A new one, or the one of before another language.
            self.table.selectRow(at)
        self._choose()
        here = sum(bool(entry.sessions) for entry in self._entries)
        self._sum.setText(
            tr(
                "{shown} of {all} people, {here} signed in now",
                shown=number(len(shown)),
                all=number(len(self._entries)),
                here=number(here),
            )
        )

    def _choose(self) -> None:
        found = self.table.current_row()
        entry = found if isinstance(found, DirectoryEntry) else None
        self._chosen = entry.person.id if entry is not None else None
        self.card.show_entry(entry, last_admin=entry is not None and is_last_admin(self._entries, entry))

    def _create(self) -> None:
        def made(password: OneTimePassword, new: NewPerson) -> None:
            self.search.clear()
            self._chosen = password.person_id
            self.load()
            hand_over(self, self.client, password, new.full_name, new.language)

        CreateDialog(self, self.client, made).open()

    def _edit(self) -> None:
        if self.entry is not None:
            EditDialog(self, self.client, self.entry.person, self.load).open()

    def _give_roles(self) -> None:
        if self.entry is not None:
            RolesDialog(self, self.client, self.entry.person, self.load).open()

    def _give_badge(self) -> None:
        if self.entry is not None:
            BadgeDialog(self, self.client, self.entry, self.load).open()

    def _ask_reset(self) -> None:
        if self.entry is None:
            return
        person, session = self.entry.person, self.client.session

        def reset() -> None:
            self.write(
                lambda command_id: people.reset_password(session, person.id, person.version, command_id=command_id),
                handed,
                button=self.card.reset,
            )

        def handed(password: OneTimePassword) -> None:
            self.load()
            hand_over(self, self.client, password, person.full_name, person.language)

        confirm(
            self,
            tr("A new one-time password for {name}?", name=person.full_name),
            tr("The present password ends, and so does everything the person has open. Roles wait for the new one."),
            tr("Reset the password"),
            reset,
            danger=True,
        )

    def _ask_disable(self) -> None:
        if self.entry is None:
            return
        person = self.entry.person
        stations = stations_of(self.entry.sessions)
        text = (
            tr(
                "The person is signed in at {stations}; that ends at once. The history keeps the name.",
                stations=stations,
            )
            if stations
            else tr("The person cannot sign in any more. The history keeps the name.")
        )
        confirm(
            self,
            tr("Disable {name}?", name=person.full_name),
            text,
            tr("Disable"),
            lambda: self._carry_out(
                people.disable,
                person,
                tr("{name} is disabled.", name=person.full_name),
                pressed=self.card.disable,
            ),
            danger=True,
        )

    def _enable(self) -> None:
        if self.entry is not None:
            person = self.entry.person
            said = tr("{name} may sign in again.", name=person.full_name)
            self._carry_out(people.enable, person, said, pressed=self.card.enable)

    def _unlock(self) -> None:
        if self.entry is None:
            return
        person, session = self.entry.person, self.client.session
        self.write(
            lambda command_id: people.unlock(session, person.id, command_id=command_id),
            lambda _none: self._say(tr("{name} may sign in again.", name=person.full_name)),
            button=self.card.unlock,
        )

    def _ask_end(self) -> None:
        if self.entry is None:
            return
        person, session = self.entry.person, self.client.session

        def end() -> None:
            self.write(
                lambda command_id: people.end_sessions(session, person.id, command_id=command_id),
                lambda _none: self._say(tr("The sessions of {name} are ended.", name=person.full_name)),
                button=self.card.end,
            )

        confirm(
            self,
            tr("End the sessions of {name}?", name=person.full_name),
            tr(
                "Signed in at {stations}. What is not saved there is lost; the person can sign in again.",
                stations=stations_of(self.entry.sessions),
            ),
            tr("End sessions"),
            end,
            danger=True,
        )

    def _carry_out(self, deed: Callable[..., None], person: PersonRecord, said: str, *, pressed: QPushButton) -> None:
        session = self.client.session

        def work(command_id: UUID) -> None:
            deed(session, person.id, person.version, command_id=command_id)

        self.write(work, lambda _none: self._say(said), button=pressed)

    def _say(self, text: str) -> None:
        self.client.messages.success(text)
        self.load()


def _columns() -> list[Column[DirectoryEntry]]:
    return [
        Column("name", tr("Name|of a person"), 150, lambda entry: entry.person.full_name, fills=True),
        Column("login", tr("Sign-in name"), 152, lambda entry: entry.person.login),
        Column("initials", tr("Initials"), 80, lambda entry: entry.person.initials),
        Column("roles", tr("Roles"), 180, _roles),
        Column(
            "state",
            tr("State"),
            140,
            lambda entry: state_of(entry.person)[0],
            kind=lambda entry: state_of(entry.person)[1],
        ),
        Column("seen", tr("Last seen"), 154, lambda entry: moment(entry.last_seen) if entry.last_seen else "–"),
        Column("now", tr("Now at"), 96, lambda entry: stations_of(entry.sessions) or "–"),
    ]


def _roles(entry: DirectoryEntry) -> str:
    return ", ".join(role_words(role) for role in in_order(entry.person.roles | entry.person.pending))
