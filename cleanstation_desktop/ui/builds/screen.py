"""One build: where it stands, what may be done now, and everything that belongs to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QTabWidget, QWidget

from cleanstation_desktop.services.live_feed import Change
from cleanstation_desktop.ui.builds.acting import Acting
from cleanstation_desktop.ui.builds.assembly_tab import AssemblyTab
from cleanstation_desktop.ui.builds.bom_tab import BomTab
from cleanstation_desktop.ui.builds.configuration_tab import ConfigurationTab
from cleanstation_desktop.ui.builds.facts import BuildFacts, read_facts
from cleanstation_desktop.ui.builds.inspections_tab import InspectionsTab
from cleanstation_desktop.ui.builds.more_menu import MoreMenu
from cleanstation_desktop.ui.builds.next_steps import NextSteps
from cleanstation_desktop.ui.builds.nonconformances_tab import NonconformancesTab
from cleanstation_desktop.ui.builds.order_tabs import CommentsTab, DocumentsTab, TimelineTab
from cleanstation_desktop.ui.builds.tab import BuildTab
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.drawing.status_stepper import StatusStepper
from cleanstation_desktop.ui.orders.late import days_words, late_kind, late_words
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.printing import printable
from cleanstation_desktop.ui.printing.print_dialog import print_document
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import day, tr
from cleanstation_desktop.ui.widgets.controls import button, chip, column, frame
from cleanstation_desktop.ui.widgets.status import status_kind, status_words
from cleanstation_desktop.ui.widgets.tab_page import TabPage

_TIMELINE = "timeline"
# What no other tab tells of.
_OF_TIMELINE = frozenset({"print_record", "order_change"})


class BuildScreen(Screen):
    """Place "build" with build_id, and tab: the name of the tab to begin with."""

    watches = frozenset(
        {
            *("build", "customer_order", "bom_revision", "change_request", "inspection", "nonconformance"),
            *("assembly_claim", "task", "part_issue", "document", "comment", "signature", "outsourcing"),
        }
        | _OF_TIMELINE
    )

    def __init__(self, client: Client, place: Place) -> None:
        super().__init__(client, place)
        self._build_id = int(place.arguments["build_id"])
        self.facts: BuildFacts | None = None
        self.load()
        self._acting = Acting(self)
        self._order = button(tr("Order"), self._open_order, icon="orders")
        self._label = button(tr("Print the label"), self._print_label, icon="label", shortcut="Ctrl+P")
        self._more = MoreMenu(self, self._build_id)
        for made in (self._more.button, self._order, self._label):
            self.buttons.addWidget(made)
        self.stepper = StatusStepper()
        self.next_steps = NextSteps(client.session.person)
        self.body.addWidget(frame(column(self.stepper), "card", margins=(10, 12, 10, 8)))
        self.body.addWidget(self.next_steps)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self._pages: dict[str, TabPage[BuildTab]] = {}
        self._stale: set[str] = set()
        for name, title, make in self._make_tabs():
            self._pages[name] = TabPage(make)
            self.tabs.addTab(self._pages[name], title)
        self.body.addWidget(self.tabs, 1)
        self._choose(str(place.arguments.get("tab") or ""))
        self.next_steps.wanted.connect(self._carry_out)
        self.tabs.currentChanged.connect(lambda _index: self._fill())
        self.set_heading(tr("Build"))

    def load(self) -> None:
        """Read the build."""
        session, build_id = self.client.session, self._build_id
        self.read(lambda: read_facts(session, build_id), self._show)

    def concerns(self, change: Change) -> bool:
        """Much is printed in a plant: the timeline alone tells of it, and is read when it is looked at."""
        told = change.table not in _OF_TIMELINE or self._current() == _TIMELINE
        return told and super().concerns(change)

    def state(self) -> Mapping[str, Any]:
        """The tab, and what was typed in it."""
        comments = self._pages["comments"].made
        written = comments.panel.editor.toPlainText() if isinstance(comments, CommentsTab) else ""
        return {"tab": self._current(), "comment": written}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take both over."""
        self._choose(state["tab"])
        comments = self.tab("comments") if state["comment"] else None
        if isinstance(comments, CommentsTab):
            comments.panel.editor.setPlainText(state["comment"])

    def unsaved(self) -> str:
        """What was typed in a tab and not sent."""
        return " ".join(filter(None, (page.made.unsaved() for page in self._pages.values() if page.made is not None)))

    def tab(self, name: str) -> BuildTab:
        """A tab by its name. Raises KeyError for another name."""
        return self._pages[name].tab()

    def _make_tabs(self) -> list[tuple[str, str, Callable[[], BuildTab]]]:
        return [
            ("configuration", tr("Configuration"), lambda: ConfigurationTab(self)),
            ("bom", tr("BOM"), lambda: BomTab(self)),
            ("inspections", tr("Inspections"), lambda: InspectionsTab(self)),
            ("nonconformances", tr("NCRs|tab"), lambda: NonconformancesTab(self)),
            ("assembly", tr("Assembly"), lambda: AssemblyTab(self)),
            ("documents", tr("Documents"), lambda: DocumentsTab(self, self._build_id)),
            ("comments", tr("Comments"), lambda: CommentsTab(self, self._build_id)),
            (_TIMELINE, tr("Timeline"), lambda: TimelineTab(self, self._build_id)),
        ]

    def _show(self, facts: BuildFacts) -> None:
        self.facts = facts
        head = facts.build.head
        days = days_words(head.want_date, head.status, facts.today)
        wanted = tr("wanted {day}", day=day(head.want_date))
        parts = [head.po_number, head.customer, facts.row.model, wanted, days]
        late = late_kind(facts.row)
        chips: list[QWidget] = [chip(status_words(head.status), status_kind(head.status))]
        if late is not None:
            chips.append(chip(late_words(facts.row), late))
        title = tr("Build {number}", number=head.build_number)
        self.set_heading(title, "  ·  ".join(part for part in parts if part), *chips)
        self.stepper.set_status(head.status, stage=facts.before)
        self.next_steps.show_facts(facts)
        # Made after the tabs, and before them in reading order.
        before: QWidget = self._label
        for made in self.next_steps.buttons.values():
            QWidget.setTabOrder(before, made)
            before = made
        self._more.show_build(head.build_number)
        self._stale = set(self._pages)
        self.records = facts.records
        self._count("inspections", tr("Inspections"), len(facts.inspections))
        self._count("nonconformances", tr("NCRs|tab"), len(facts.nonconformances))
        self._fill()

    def _count(self, name: str, title: str, count: int) -> None:
        place = self.tabs.indexOf(self._pages[name])
        self.tabs.setTabText(place, tr("{title} ({count})", title=title, count=count) if count else title)

    def _current(self) -> str:
        return next(name for name, page in self._pages.items() if page is self.tabs.currentWidget())

    def _choose(self, name: str) -> None:
        if name in self._pages:
            self.tabs.setCurrentWidget(self._pages[name])

    def _fill(self) -> None:
        name = self._current()
        if self.facts is not None and (name in self._stale or name == _TIMELINE):
            self._stale.discard(name)
            self.tab(name).show_facts(self.facts)

    def _carry_out(self, deed: Any, pressed: Any) -> None:
        if self.facts is not None:
            self._acting.carry_out(deed, self.facts, pressed)

    def _open_order(self) -> None:
        if self.facts is not None:
            self.client.open("order", order_id=self.facts.build.head.order_id)

    def _print_label(self) -> None:
        if self.facts is not None:
            title = tr("Label of build {number}", number=self.facts.build.head.build_number)
            print_document(self.client, self, printable.build_label(self.client.session, self._build_id, title))
