"""The page of procurement: what is to be approved, released, awaited and settled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from PySide6.QtWidgets import QTabWidget

from cleanstation_desktop.services.procurement_work import ProcurementWork, read_procurement
from cleanstation_desktop.services.work_lists import MOST_COUNTED
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.procurement.approve_tab import ApproveTab
from cleanstation_desktop.ui.procurement.arrivals_tab import ArrivalsTab
from cleanstation_desktop.ui.procurement.issues_tab import IssuesTab
from cleanstation_desktop.ui.procurement.release_tab import ReleaseTab
from cleanstation_desktop.ui.procurement.tab import ProcurementTab
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import number, tr
from cleanstation_desktop.ui.widgets.controls import give_tip, icon_button, label, row
from cleanstation_desktop.ui.widgets.fields import search_line
from cleanstation_desktop.ui.widgets.stand import Stand
from cleanstation_desktop.ui.widgets.tab_page import TabPage

Kind = TypeVar("Kind", bound=ProcurementTab)

# Rows of a tab that are read at first, more than a large window shows.
_FIRST = 40


class ProcurementScreen(Screen):
    """Place "procurement" with tab: approve, release, arrivals or issues; without one, the first that is not empty.
    With chosen, the key of a row in that tab, that one is under the cursor at first."""

    watches = frozenset(
        {"bom_revision", "build", "outsourcing", "part_issue", "change_request", "signature", "customer_order"}
    )

    def __init__(self, client: Client, place: Place) -> None:
        super().__init__(client, place)
        self._work: ProcurementWork | None = None
        self._then: Callable[[], object] | None = None
        self._wanted = str(place.arguments.get("tab") or "")
        chosen = place.arguments.get("chosen")
        # It may stand further down than the first rows go.
        self._whole = chosen is not None
        self._stands: dict[str, Stand] = {self._wanted: Stand(chosen, chosen)} if self._whole else {}
        self.load()
        self.set_heading(tr("Procurement"))
        self.search = search_line(tr("Search PO, build, customer or part"))
        self._more = label(tr("There is more than is shown: narrow it down."), "warning")
        self._more.hide()
        refresh = icon_button("refresh", tr("Refresh"), self.load)
        # The key is the window's, for all pages.
        give_tip(refresh, tr("Refresh"), "F5")
        bar = row(self.search, self._more, refresh, spacing=10)
        bar.setStretch(0, 1)
        self.body.addLayout(bar)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self._approve = TabPage(lambda: self._make("approve", ApproveTab(self)))
        self._release = TabPage(lambda: self._make("release", ReleaseTab(self)))
        self._arrivals = TabPage(lambda: self._make("arrivals", ArrivalsTab(self)))
        self._issues = TabPage(lambda: self._make("issues", IssuesTab(self)))
        self._named: dict[str, tuple[TabPage[Any], str, type[ProcurementTab]]] = {
            "approve": (self._approve, tr("Approve"), ApproveTab),
            "release": (self._release, tr("Release|noun"), ReleaseTab),
            "arrivals": (self._arrivals, tr("Arrivals"), ArrivalsTab),
            "issues": (self._issues, tr("Part issues"), IssuesTab),
        }
        for page, title, _kind in self._named.values():
            self.tabs.addTab(page, title)
        self.body.addWidget(self.tabs, 1)
        self.search.textChanged.connect(lambda _text: self._search())
        self.choose(self._wanted)
        self.tabs.currentChanged.connect(lambda _place: self._look())
        # While the work is read; mostly it is the one that is looked at then.
        self._look()

    @property
    def approve(self) -> ApproveTab:
        """BOMs and changes to be approved."""
        return self._approve.tab()

    @property
    def release(self) -> ReleaseTab:
        """Builds to be released."""
        return self._release.tab()

    @property
    def arrivals(self) -> ArrivalsTab:
        """Builds that are awaited."""
        return self._arrivals.tab()

    @property
    def issues(self) -> IssuesTab:
        """Missing and bad parts."""
        return self._issues.tab()

    @property
    def current(self) -> str:
        """The name of the tab that is looked at."""
        return next(name for name, (page, *_more) in self._named.items() if page is self.tabs.currentWidget())

    def choose(self, name: str) -> None:
        """Look at a tab; an unknown name changes nothing."""
        if name in self._named:
            self.tabs.setCurrentWidget(self._named[name][0])

    def load(self) -> None:
        """Read what waits."""
        session, shown = self.client.session, MOST_COUNTED if self._whole else _FIRST
        self.read(lambda: read_procurement(session, shown), self._show)

    def want_whole(self, then: Callable[[], object] | None = None) -> None:
        """Read what waits in full, for what the first rows do not do: searching, scrolling on, a whole order.

        Parameters: then, what to do when all of it is there; a table that scrolls meanwhile takes nothing of it back.
        """
        self._then = then or self._then
        if self._work is not None and self._work.whole:
            self._go_on()
        elif not self._whole:
            self._whole = True
            self.load()

    def _go_on(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            then()

    def _search(self) -> None:
        if self._work is not None and self._work.whole:
            self._fill()
        else:
            self.want_whole()

    def state(self) -> Mapping[str, Any]:
        """The tab, the search, how much was read, and in each tab the place and the ticks."""
        made = {name: page.made.table.stand() for name, (page, *_more) in self._named.items() if page.made is not None}
        return {"tab": self.current, "words": self.search.text(), "whole": self._whole, "stands": self._stands | made}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take it over."""
        self._wanted = state["tab"]
        if self._whole != state["whole"]:
            self._whole = state["whole"]
            self.load()
        self._stands = dict(state["stands"])
        for name, (page, *_more) in self._named.items():
            if page.made is not None:
                self._take_up(name, page.made)
        self.choose(state["tab"])
        self.search.setText(state["words"])

    def _show(self, work: ProcurementWork) -> None:
        self._work = work
        self._more.setVisible(work.capped)
        counts = {name: kind.waiting(work) for name, (_page, _title, kind) in self._named.items()}
        for place, (name, (_page, title, _kind)) in enumerate(self._named.items()):
            words = tr("{title} ({count})", title=title, count=number(counts[name])) if counts[name] else title
            self.tabs.setTabText(place, words)
        if not self._wanted:
            self._wanted = next((name for name, count in counts.items() if count), "approve")
            self.choose(self._wanted)
        self._fill()
        if work.whole:
            self._go_on()

    def _look(self) -> None:
        """Make the tab that is looked at."""
        self._named[self.current][0].tab()

    def _fill(self) -> None:
        for page, *_more in self._named.values():
            if page.made is not None:
                self._show_in(page.made)

    def _make(self, name: str, tab: Kind) -> Kind:
        tab.whole_wanted.connect(self.want_whole)
        self._take_up(name, tab)
        self._show_in(tab)
        return tab

    def _show_in(self, tab: ProcurementTab) -> None:
        if self._work is not None:
            tab.show_work(self._work, self.search.text())

    def _take_up(self, name: str, tab: ProcurementTab) -> None:
        stand = self._stands.pop(name, None)
        if stand is not None:
            tab.table.take_up(stand)
