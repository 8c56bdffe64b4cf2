"""The audit: changes of all records, security events, and the proof that nobody edited either (DESIGN §4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QTabWidget

from cleanstation_desktop.services import audit, people
from cleanstation_desktop.ui.audit.changes_tab import ChangesTab
from cleanstation_desktop.ui.audit.events_tab import EventsTab
from cleanstation_desktop.ui.audit.verify_dialog import VerifyDialog
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import counted, moment, number, tr
from cleanstation_desktop.ui.widgets.controls import button
from cleanstation_desktop.ui.widgets.tab_page import TabPage


@dataclass(frozen=True)
class _Around:
    tables: tuple[str, ...]
    logins: tuple[str, ...]
    seal: audit.Seal | None


class AuditScreen(Screen):
    """Place "audit"."""

    def __init__(self, client: Client, place: Place) -> None:
        super().__init__(client, place)
        self._read_around()
        self.set_heading(tr("Audit"))
        self.seal = button(tr("Seal now"), self._seal, icon="lock")
        self.verify = button(tr("Verify…"), self._verify, look="primary", icon="audit")
        self.buttons.addWidget(self.seal)
        self.buttons.addWidget(self.verify)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(tr("Audit"))
        self.tabs.tabBar().setAccessibleName(tr("Parts of the audit"))
        self.changes = ChangesTab(self)
        self._events = TabPage(lambda: EventsTab(self))
        self.tabs.addTab(self.changes, tr("Changes"))
        self.tabs.addTab(self._events, tr("Security events"))
        self.body.addWidget(self.tabs, 1)
        self.tabs.currentChanged.connect(lambda _place: self._look())
        self.changes.load()

    @property
    def events(self) -> EventsTab:
        """The security events."""
        return self._events.tab()

    def load(self) -> None:
        """Read the newest of what was looked at, what can be chosen, and the newest seal."""
        self._read_around()
        self.changes.load()
        if self._events.made is not None:
            self.events.load()

    def _look(self) -> None:
        """Make the part that is looked at."""
        if self.tabs.currentWidget() is self._events and self._events.made is None:
            self.events.load()

    def _read_around(self) -> None:
        session = self.client.session

        def work() -> _Around:
            with session.snapshot():
                logins = tuple(person.login for person in people.list_people(session))
                return _Around(audit.recorded_tables(session), logins, audit.latest_seal(session))

        self.read(work, self._show_around, key="around")

    def state(self) -> Mapping[str, Any]:
        """Which part, and the filter."""
        return {"tab": self.tabs.currentIndex(), "filter": self.changes.filters.state()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take it over."""
        self.tabs.setCurrentIndex(state["tab"])
        if self.changes.filters.state() != state["filter"]:
            self.changes.filters.restore(state["filter"])
            self.changes.load()

    def _show_around(self, around: _Around) -> None:
        self.changes.filters.offer(around.tables, around.logins)
        seal = around.seal
        said = (
            tr("Nothing is sealed yet.")
            if seal is None
            else tr("Newest seal: {number}, {moment}", number=number(seal.id), moment=moment(seal.at))
        )
        self.set_heading(tr("Audit"), said)

    def _seal(self) -> None:
        session = self.client.session

        def sealed(rows: int) -> None:
            self.client.messages.success(tr("{count} {count:row is/rows are} sealed.", count=counted(rows)))
            self.load()

        self.write(lambda _command_id: audit.seal_now(session), sealed, button=self.seal)

    def _verify(self) -> None:
        VerifyDialog(self, self.client).open()
