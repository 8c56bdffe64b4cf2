"""The audit: changes of all records, security events, and the proof that nobody edited either (DESIGN §4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QTabWidget

from cleanstation_desktop.services import audit
from cleanstation_desktop.ui.audit.changes_tab import ChangesTab
from cleanstation_desktop.ui.audit.events_tab import EventsTab
from cleanstation_desktop.ui.audit.verify_dialog import VerifyDialog
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import counted, moment, number, tr
from cleanstation_desktop.ui.widgets.controls import button


class AuditScreen(Screen):
    """Place "audit"."""

    def __init__(self, client: Client, place: Place) -> None:
        super().__init__(client, place)
        self.set_heading(tr("Audit"))
        self.seal = button(tr("Seal now"), self._seal, icon="lock")
        self.verify = button(tr("Verify…"), self._verify, look="primary", icon="audit")
        self.buttons.addWidget(self.seal)
        self.buttons.addWidget(self.verify)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(tr("Audit"))
        self.tabs.tabBar().setAccessibleName(tr("Parts of the audit"))
        self.changes = ChangesTab(self)
        self.events = EventsTab(self)
        self.tabs.addTab(self.changes, tr("Changes"))
        self.tabs.addTab(self.events, tr("Security events"))
        self.body.addWidget(self.tabs, 1)

    def load(self) -> None:
        """Read the newest of both, and the newest seal."""
        session = self.client.session
        self.changes.load()
        self.events.load()
        self.read(lambda: audit.latest_seal(session), self._show_seal, key="seal")

    def state(self) -> Mapping[str, Any]:
        """Which part, and the filter."""
        return {"tab": self.tabs.currentIndex(), "filter": self.changes.filters.state()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take it over."""
        self.tabs.setCurrentIndex(state["tab"])
        self.changes.filters.restore(state["filter"])

    def _show_seal(self, seal: audit.Seal | None) -> None:
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
