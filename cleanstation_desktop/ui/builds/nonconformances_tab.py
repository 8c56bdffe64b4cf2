"""The nonconformances of a build, as far as the person may read them (DOMAIN §2)."""

from __future__ import annotations

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services.nonconformances import Nonconformance
from cleanstation_desktop.ui.builds.facts import BuildFacts
from cleanstation_desktop.ui.builds.tab import BuildTab, RowsTable
from cleanstation_desktop.ui.orders.timeline_words import code_words
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import moment, tr
from cleanstation_desktop.ui.widgets.controls import row
from cleanstation_desktop.ui.widgets.form_names import form_words
from cleanstation_desktop.ui.widgets.opening import open_button
from cleanstation_desktop.ui.widgets.table import Column

_ALL_READERS = (Role.PROCUREMENT_SPECIALIST, Role.QC_PERSON, Role.ADMIN)


class NonconformancesTab(BuildTab):
    """Enter or a double click opens one."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen)
        empty = tr("No nonconformance was opened on this build.")
        if not self.client.holds(*_ALL_READERS):
            empty = tr("No nonconformance that you may read. You read those of builds that are yours.")
        self.table = RowsTable(screen, tr("Nonconformances"), "build-nonconformances", _columns(), empty)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.table.nothing)
        self.open = open_button(self.table, "nonconformance")
        self.body.addLayout(row(None, self.open))
        self.body.addStretch()
        self.table.opened.connect(lambda found: self.client.open("nonconformance", nonconformance_id=found.id))

    def show_facts(self, facts: BuildFacts) -> None:
        """Show them, newest first."""
        self.table.set_rows(list(reversed(facts.nonconformances)))
        self.open.setVisible(bool(facts.nonconformances))


def _columns() -> list[Column[Nonconformance]]:
    return [
        Column("number", tr("Number"), 150, lambda found: found.number),
        Column(
            "state",
            tr("State"),
            120,
            lambda found: code_words("ncr_state", found.state),
            kind=lambda found: {"OPEN": "bad", "DISPOSITIONED": "warn", "VERIFIED": "info"}.get(found.state, "ok"),
        ),
        Column("disposition", tr("Disposition"), 135, lambda found: code_words("disposition", found.disposition or "")),
        Column("what", tr("What is wrong"), 210, lambda found: found.description, fills=True),
        Column("form", tr("Form"), 175, lambda found: form_words(found.kind)),
        Column("opened", tr("Opened"), 156, lambda found: moment(found.opened_at)),
    ]
