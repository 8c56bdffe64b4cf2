"""Beside the work: the plan of the sink, its documents, serial numbers, parts that are waited for, and who worked."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from cleanstation_desktop.ui.assembly.bench import Bench
from cleanstation_desktop.ui.builds.assembly_tab import serial_columns
from cleanstation_desktop.ui.builds.tab import RowsTable
from cleanstation_desktop.ui.drawing.sink_plan import SinkPlan
from cleanstation_desktop.ui.orders.documents_panel import DocumentsPanel
from cleanstation_desktop.ui.procurement.line_words import fault_words, settled_words
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import moment, tr
from cleanstation_desktop.ui.widgets.controls import card, chip, clear, column, label, row, scrolled
from cleanstation_desktop.ui.widgets.tab_page import TabPage


class BesidePanel(QTabWidget):
    """Tabs; all but the plan are made when somebody looks at them. Parameters: screen, which reads for them."""

    def __init__(self, screen: Screen, build_id: int) -> None:
        super().__init__()
        self.setDocumentMode(True)
        self._screen = screen
        self._build_id = build_id
        self.plan = SinkPlan()
        self._people: QVBoxLayout = column(spacing=10, margins=(0, 8, 8, 0))
        self._issues: QVBoxLayout = column(spacing=10, margins=(0, 8, 8, 0))
        # Each with what fills it from the build.
        self._late: dict[TabPage[QWidget], Callable[[Bench, Bench | None], object]] = {}
        self.addTab(_page(self.plan), tr("Plan"))
        self._add(tr("Documents"), self._make_documents, self._show_documents)
        self._add(tr("Serials|tab"), self._make_serials, self._show_serials)
        self._add(tr("Parts|tab"), lambda: _listing(self._issues), self._show_issues)
        self._add(tr("People|work"), lambda: _listing(self._people), self._show_people)
        self._shown: Bench | None = None
        self._held = False
        self.currentChanged.connect(lambda _place: self._look())

    def show_bench(self, bench: Bench) -> None:
        """Show the build; when it is newly held, what holds it."""
        facts, before = bench.facts, self._shown
        self._shown = bench
        if before is None or before.facts.build.configuration != facts.build.configuration:
            self.plan.set_configuration(facts.build.configuration)
        for page, show in self._late.items():
            if page.made is not None:
                show(bench, before)
        self._look()
        if facts.issues and not self._held:
            self.setCurrentIndex(3)
        self._held = bool(facts.issues)

    def _add(self, title: str, make: Callable[[], QWidget], show: Callable[[Bench, Bench | None], object]) -> None:
        page = TabPage(make)
        self._late[page] = show
        self.addTab(page, title)

    def _look(self) -> None:
        """Make what is looked at, once there is something to show."""
        page, bench = self.currentWidget(), self._shown
        if isinstance(page, TabPage) and page.made is None and bench is not None:
            page.tab()
            self._late[page](bench, None)

    def _make_documents(self) -> QWidget:
        self._documents = DocumentsPanel(self._screen, build_id=self._build_id)
        # Beside the steps there is room for what it is and what it is called.
        self._documents.table.widths.leave_out(("of", "size", "at", "by"))
        return _page(self._documents)

    def _show_documents(self, bench: Bench, _before: Bench | None) -> None:
        head = bench.facts.build.head
        self._documents.load(head.order_id, {head.id: head.build_number})

    def _make_serials(self) -> QWidget:
        nothing = tr("None yet. They are recorded in the forms.")
        self._serials = RowsTable(self._screen, tr("Serial numbers"), "assembly-serials", serial_columns(), nothing)
        return _page(self._serials, self._serials.nothing)

    def _show_serials(self, bench: Bench, _before: Bench | None) -> None:
        self._serials.set_rows(list(bench.serials), row_id="serial")

    def _show_people(self, bench: Bench, before: Bench | None) -> None:
        if before is not None and before.facts.claims == bench.facts.claims:
            return
        clear(self._people)
        if not bench.facts.claims:
            self._people.addWidget(label(tr("Nobody has worked on it yet."), "muted", wrap=True))
        for claim in reversed(bench.facts.claims):
            if claim.ended_at is None:
                until = tr("since {moment}", moment=moment(claim.claimed_at))
            else:
                until = tr("{start} to {end}", start=moment(claim.claimed_at), end=moment(claim.ended_at))
            name = tr("{name} ({initials})", name=claim.full_name, initials=claim.initials)
            self._people.addLayout(column(label(name, "h3"), label(until, "muted"), spacing=2))
        self._people.addStretch(1)

    def _show_issues(self, bench: Bench, before: Bench | None) -> None:
        issues, settled = bench.facts.issues, bench.facts.settled
        if before is not None and (before.facts.issues, before.facts.settled) == (issues, settled):
            return
        clear(self._issues)
        if not issues:
            self._issues.addWidget(label(tr("No part is waited for."), "muted", wrap=True))
        for issue in issues:
            head = row(label(issue.item, "h3"), chip(fault_words(issue.what), "warn"), None)
            reported = label(tr("reported {moment}", moment=moment(issue.created_at)), "small")
            self._issues.addWidget(card(head, label(issue.description, wrap=True), reported, spacing=4))
        for issue in reversed(settled):
            head = row(label(issue.item, "h3"), chip(tr("Settled|part"), "ok"), None)
            answer = label(issue.resolution or "", wrap=True, selectable=True)
            told = label(settled_words(issue), "small", wrap=True)
            self._issues.addWidget(card(head, label(issue.description, "muted", wrap=True), answer, told, spacing=4))
        self._issues.addStretch(1)


def _page(*parts: QWidget) -> QWidget:
    made = QWidget()
    layout = column(*parts, spacing=8, margins=(2, 10, 2, 2))
    layout.setStretch(0, 1)
    layout.addStretch()
    made.setLayout(layout)
    return made


def _listing(layout: QVBoxLayout) -> QWidget:
    inside = QWidget()
    inside.setLayout(layout)
    return _page(scrolled(inside))
