"""The list of nonconformances: open ones first, by decision, by what waits for the person, and by words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cleanstation_desktop.services import nonconformances
from cleanstation_desktop.services.nonconformances import Disposition, Nonconformance
from cleanstation_desktop.services.paging import read_first
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.nonconformances.words import STATE_LOOKS, deeds, disposition_words, state_words
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import moment, number, tr
from cleanstation_desktop.ui.widgets.controls import label, row
from cleanstation_desktop.ui.widgets.fields import choice, search_line
from cleanstation_desktop.ui.widgets.form_names import form_words
from cleanstation_desktop.ui.widgets.table import Column, RowsModel, TableView

_MOST = 5_000


class NonconformanceListScreen(Screen):
    """Place "nonconformances", with words that the search begins with, such as a build number."""

    watches = frozenset({"nonconformance"})

    def __init__(self, client: Client, place: Place) -> None:
        super().__init__(client, place)
        self._found: tuple[Nonconformance, ...] = ()
        self.set_heading(tr("Nonconformances"))
        self.search = search_line(tr("Search number, build or what is wrong"))
        self.which = choice(
            [
                ("open", tr("Not closed")),
                ("waiting", tr("Waiting for me")),
                ("mine", tr("Mine|nonconformances")),
                ("all", tr("All|nonconformances")),
            ],
            name=tr("Which"),
        )
        decisions = [(each.value, disposition_words(each)) for each in Disposition]
        self.decision = choice(
            [("", tr("All decisions")), ("NONE", tr("Not decided")), *decisions], name=tr("Decision")
        )
        filters = row(self.search, self.which, self.decision)
        filters.setStretch(0, 1)
        self.model = RowsModel(_columns())
        self.table = TableView(tr("Nonconformances"), client.preferences, "nonconformances")
        self.table.setModel(self.model)
        self._foot = label("", "muted")
        self.body.addLayout(filters)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self._foot)
        self._take_up_filters()
        self.search.setText(str(place.arguments.get("words", "")))
        self.search.textChanged.connect(lambda _text: self._filter())
        self.which.activated.connect(lambda _index: self._choose())
        self.decision.activated.connect(lambda _index: self._choose())
        self.table.opened.connect(lambda ncr: client.open("nonconformance", nonconformance_id=ncr.id))

    def load(self) -> None:
        """Read those that are not closed, or all."""
        session = self.client.session
        open_only = self.which.currentData() in ("open", "waiting")
        self.read(lambda: _read_all(session, open_only), self._show)

    def state(self) -> Mapping[str, Any]:
        """The filters."""
        return {"words": self.search.text()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take the filters over."""
        self.search.setText(state["words"])

    def _take_up_filters(self) -> None:
        kept = self.client.preferences.get("nonconformances/filters", {})
        for box, name in ((self.which, "which"), (self.decision, "decision")):
            box.setCurrentIndex(max(0, box.findData(kept.get(name, "") if isinstance(kept, dict) else "")))

    def _choose(self) -> None:
        kept = {"which": self.which.currentData(), "decision": self.decision.currentData()}
        self.client.preferences.set("nonconformances/filters", kept)
        self._filter()
        self.load()

    def _show(self, found: tuple[Nonconformance, ...]) -> None:
        self._found = found
        self._filter()

    def _filter(self) -> None:
        rows = [ncr for ncr in reversed(self._found) if self._wanted(ncr)]
        self.table.show_rows(rows, lambda ncr: ncr.id)
        if rows:
            self.show_content()
            self._foot.setText(tr("{count} shown", count=number(len(rows))))
        elif self.search.text() or self.decision.currentData() or self.which.currentData() != "open":
            self.show_content()
            self._foot.setText(tr("Nothing here fits the filters."))
        else:
            self.show_content()
            self._foot.setText(tr("No nonconformance is open. Well done."))

    def _wanted(self, ncr: Nonconformance) -> bool:
        person = self.client.session.person
        which, decision = self.which.currentData(), self.decision.currentData()
        mine = (ncr.opened_by, ncr.decided_by, ncr.conceded_by, ncr.verified_by, ncr.closed_by)
        if which == "waiting" and not deeds(ncr, person):
            return False
        if which == "mine" and person.initials not in mine:
            return False
        if decision and (ncr.disposition.value if ncr.disposition is not None else "NONE") != decision:
            return False
        words = self.search.text().casefold().strip()
        return words in f"{ncr.number} {ncr.build_number} {ncr.item_code} {ncr.description} {ncr.reason}".casefold()


def _read_all(session: Session, open_only: bool) -> tuple[Nonconformance, ...]:
    return read_first(
        lambda page: nonconformances.list_nonconformances(session, open_only=open_only, page=page),
        lambda ncr: ncr.id,
        _MOST,
    )


def _columns() -> list[Column[Nonconformance]]:
    return [
        Column("number", tr("Number"), 140, lambda ncr: ncr.number),
        Column("state", tr("State"), 120, lambda ncr: state_words(ncr.state), kind=lambda ncr: STATE_LOOKS[ncr.state]),
        Column("build", tr("Build"), 115, lambda ncr: ncr.build_number),
        Column("form", tr("Form"), 205, lambda ncr: form_words(ncr.kind)),
        Column("item", tr("Item|checklist"), 80, lambda ncr: ncr.item_code),
        Column("what", tr("What is wrong"), 230, lambda ncr: ncr.description.replace("\n", " ")),
        Column("decision", tr("Decision"), 160, lambda ncr: disposition_words(ncr.disposition)),
        Column("by", tr("Opened by"), 120, lambda ncr: ncr.opened_by),
        Column("at", tr("Opened|nonconformance"), 160, lambda ncr: moment(ncr.opened_at)),
    ]
