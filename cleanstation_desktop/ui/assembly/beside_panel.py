"""Beside the work: the plan of the sink, its documents, serial numbers, parts that are waited for, and who worked."""

from __future__ import annotations

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from cleanstation_desktop.services.procurement import PartIssue
from cleanstation_desktop.ui.assembly.bench import Bench
from cleanstation_desktop.ui.builds.assembly_tab import serial_columns
from cleanstation_desktop.ui.builds.tab import RowsTable
from cleanstation_desktop.ui.drawing.sink_plan import SinkPlan
from cleanstation_desktop.ui.orders.documents_panel import DocumentsPanel
from cleanstation_desktop.ui.procurement.line_words import fault_words, settled_words
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import moment, tr
from cleanstation_desktop.ui.widgets.controls import card, chip, clear, column, label, row, scrolled


class BesidePanel(QTabWidget):
    """Tabs. Parameters: screen, which reads for them."""

    def __init__(self, screen: Screen, build_id: int) -> None:
        super().__init__()
        self.setDocumentMode(True)
        self.plan = SinkPlan()
        self.documents = DocumentsPanel(screen, build_id=build_id)
        # Beside the steps there is room for what it is and what it is called.
        self.documents.table.widths.leave_out(("of", "size", "at", "by"))
        self.serials = RowsTable(
            screen,
            tr("Serial numbers"),
            "assembly-serials",
            serial_columns(),
            tr("None yet. They are recorded in the forms."),
        )
        self._people: QVBoxLayout = column(spacing=10, margins=(0, 8, 8, 0))
        self._issues: QVBoxLayout = column(spacing=10, margins=(0, 8, 8, 0))
        self.addTab(_page(self.plan), tr("Plan"))
        self.addTab(_page(self.documents), tr("Documents"))
        self.addTab(_page(self.serials, self.serials.nothing), tr("Serials|tab"))
        self.addTab(_listing(self._issues), tr("Parts|tab"))
        self.addTab(_listing(self._people), tr("People|work"))
        self._shown: Bench | None = None
        self._held = False

    def show_bench(self, bench: Bench) -> None:
        """Show the build; when it is newly held, what holds it."""
        facts, before = bench.facts, None if self._shown is None else self._shown.facts
        self._shown = bench
        if before is None or before.build.configuration != facts.build.configuration:
            self.plan.set_configuration(facts.build.configuration)
        self.documents.load(facts.build.head.order_id, {facts.id: facts.build.head.build_number})
        self.serials.set_rows(list(bench.serials), row_id="serial")
        if before is None or before.claims != facts.claims:
            self._show_people(bench)
        if before is None or (before.issues, before.settled) != (facts.issues, facts.settled):
            self._show_issues(facts.issues, facts.settled)
        if facts.issues and not self._held:
            self.setCurrentIndex(3)
        self._held = bool(facts.issues)

    def _show_people(self, bench: Bench) -> None:
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

    def _show_issues(self, issues: tuple[PartIssue, ...], settled: tuple[PartIssue, ...]) -> None:
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
