"""The list of nonconformances: open ones first, by decision, by what waits for the person, and by words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSignalBlocker

from cleanstation_desktop.services.nonconformance_browsing import NonconformanceFilter, browse_nonconformances
from cleanstation_desktop.services.nonconformances import Disposition, Nonconformance
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.nonconformances.words import STATE_LOOKS, disposition_words, state_words
from cleanstation_desktop.ui.paging import Paging
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import counted, moment, number, tr
from cleanstation_desktop.ui.widgets.controls import row
from cleanstation_desktop.ui.widgets.fields import choice, search_line
from cleanstation_desktop.ui.widgets.form_names import form_words
from cleanstation_desktop.ui.widgets.opening import open_button
from cleanstation_desktop.ui.widgets.pace import Pace
from cleanstation_desktop.ui.widgets.table import Column, RowsModel, TableView

_PAUSE_MS = 120


class NonconformanceListScreen(Screen):
    """Place "nonconformances", with words that the search begins with, such as a build number."""

    # Whether a decision was carried out hangs on build and task; what an assembler may read, on the own claims.
    watches = frozenset({"nonconformance", "build", "task", "assembly_claim", "signature"})

    def __init__(self, client: Client, place: Place) -> None:
        super().__init__(client, place)
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
        self._paging = Paging[Nonconformance, int](
            self, self.table, lambda ncr: ncr.id, question="nonconformances", words=self._count_words
        )
        self.body.addLayout(filters)
        self.body.addWidget(self.table, 1)
        self.open = open_button(self.table, "nonconformance")
        self.body.addLayout(row(self._paging.sum, self._paging.more, None, self.open))
        self._take_up_filters()
        self.search.setText(str(place.arguments.get("words", "")))
        self._pace = Pace(self, _PAUSE_MS)
        self._pace.due.connect(self.load)
        self.search.textChanged.connect(lambda _text: self._pace.ask())
        self.which.activated.connect(lambda _index: self._choose())
        self.decision.activated.connect(lambda _index: self._choose())
        self.table.opened.connect(lambda ncr: client.open("nonconformance", nonconformance_id=ncr.id))

    def load(self) -> None:
        """Read the newest of those that are wanted."""
        session, which, decision = self.client.session, self.which.currentData(), self.decision.currentData()
        wanted = NonconformanceFilter(
            open_only=which == "open",
            mine=which == "mine",
            waiting=which == "waiting",
            undecided=decision == "NONE",
            disposition=Disposition(decision) if decision in set(Disposition) else None,
            search=self.search.text(),
        )
        self._paging.read((which, wanted), lambda page: browse_nonconformances(session, wanted, page=page))

    def state(self) -> Mapping[str, Any]:
        """What is searched for, and the place in the list; the filters are remembered."""
        return {"words": self.search.text(), "list": self._paging.state()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take it over."""
        with QSignalBlocker(self.search):  # what is looked for is read by `load`
            self.search.setText(state["words"])
        self._paging.restore(state["list"])

    def _take_up_filters(self) -> None:
        kept = self.client.preferences.get("nonconformances/filters", {})
        for box, name in ((self.which, "which"), (self.decision, "decision")):
            box.setCurrentIndex(max(0, box.findData(kept.get(name, "") if isinstance(kept, dict) else "")))

    def _choose(self) -> None:
        kept = {"which": self.which.currentData(), "decision": self.decision.currentData()}
        self.client.preferences.set("nonconformances/filters", kept)
        self.load()

    def _count_words(self, shown: int, whole: bool) -> str:
        if shown and whole:
            return tr("{count} shown", count=counted(shown))
        if shown:
            return tr("The newest {count} are shown", count=number(shown))
        if self.search.text() or self.decision.currentData() or self.which.currentData() != "open":
            return tr("Nothing here fits the filters.")
        return tr("No nonconformance is open. Well done.")


def _columns() -> list[Column[Nonconformance]]:
    return [
        Column("number", tr("Number"), 144, lambda ncr: ncr.number),
        Column("state", tr("State"), 114, lambda ncr: state_words(ncr.state), kind=lambda ncr: STATE_LOOKS[ncr.state]),
        Column("build", tr("Build"), 120, lambda ncr: ncr.build_number),
        Column("item", tr("Item|checklist"), 84, lambda ncr: ncr.item_code, tip=_item),
        Column("what", tr("What is wrong"), 220, lambda ncr: ncr.description.replace("\n", " "), fills=True),
        Column("decision", tr("Decision"), 148, lambda ncr: disposition_words(ncr.disposition)),
        Column("at", tr("Opened|nonconformance"), 154, lambda ncr: moment(ncr.opened_at), tip=_opened),
    ]


def _item(ncr: Nonconformance) -> str:
    return f"{form_words(ncr.kind)}, {ncr.item_code}" if ncr.item_code else form_words(ncr.kind)


def _opened(ncr: Nonconformance) -> str:
    return f"{moment(ncr.opened_at)}, {ncr.opened_by}"
