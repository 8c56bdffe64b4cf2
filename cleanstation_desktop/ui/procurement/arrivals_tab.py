"""Bodies that are made outside: their outsourced lines are followed, and the arrival is booked (DOMAIN §3)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from cleanstation_desktop.services import procurement
from cleanstation_desktop.services.moves import BuildPlace
from cleanstation_desktop.services.outsourced_lines import OutsourcedLine
from cleanstation_desktop.services.procurement_work import BuildWithLines, ProcurementWork
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.services.work_sections import WorkKind
from cleanstation_desktop.ui.procurement.line_words import state_kind, state_words
from cleanstation_desktop.ui.procurement.outsourcing_dialog import FollowDialog, OutsourcingDialog
from cleanstation_desktop.ui.procurement.picking import PickModel, PickTable
from cleanstation_desktop.ui.procurement.tab import ProcurementTab, build_columns, build_matches, wanted_columns
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import day, moment, number, tr
from cleanstation_desktop.ui.widgets.controls import button, elided, label, row
from cleanstation_desktop.ui.widgets.dialogs import confirm
from cleanstation_desktop.ui.widgets.table import Column, RowsModel, TableView


class ArrivalsTab(ProcurementTab):
    """Builds above, the lines of the one under the cursor below."""

    kinds = (WorkKind.BODIES_AWAITED,)

    def __init__(self, screen: Screen) -> None:
        super().__init__(
            screen, tr("Nothing is awaited"), tr("Builds stand here while their sink body is made outside.")
        )
        columns = [
            *build_columns(lambda entry: entry.build),
            Column("lines", tr("Made outside"), 165, _open_words, kind=_open_kind),
            Column(
                "next", tr("Next expected"), 150, lambda entry: "" if entry.next_day is None else day(entry.next_day)
            ),
            *wanted_columns(lambda entry: entry.build),
        ]
        self.model: PickModel[BuildWithLines] = PickModel(columns, lambda entry: entry.build.id)
        self.table = PickTable(
            tr("Builds in external production"), self.model, self.client.preferences, "procurement-out"
        )
        self.lines: RowsModel[OutsourcedLine] = RowsModel(_line_columns())
        self.lines_table = TableView(tr("Lines made outside"), self.client.preferences, "procurement-out-lines")
        self.lines_table.setModel(self.lines)
        self._lines_title = elided("", "h2")
        self._no_lines = label(tr("No line of this build is marked as made outside."), "muted", wrap=True)
        self.add = button(tr("Mark more lines…"), self._mark, icon="outsourcing")
        self.follow = button(tr("Follow up…"), self._follow, icon="edit")
        self.received = button(tr("Received|verb"), self._ask_received, icon="check")
        self.open = button(tr("Open the build"), self._open_current, icon="build")
        self.arrival = button(tr("Book the arrival"), self._ask, look="primary", icon="arrival")
        self._said = label("", "muted", wrap=True)
        foot = row(self.open, self._said, self.arrival, spacing=10)
        foot.setStretch(1, 1)
        head = row(self._lines_title, self.add, self.follow, self.received, spacing=10)
        head.setStretch(0, 1)
        self.body.addWidget(self.table, 3)
        self.body.addLayout(foot)
        self.body.addLayout(head)
        self.body.addWidget(self._no_lines)
        self.body.addWidget(self.lines_table, 2)
        self.body.addStretch()
        for made in (self.add, self.follow, self.received, self.arrival):
            made.setVisible(self.may)
        self.follow_scrolling(self.table)
        self.model.picked_changed.connect(self._enable)
        self.table.opened.connect(self._open)
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._show_lines())
        self.lines_table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._enable())
        self.lines_table.opened.connect(lambda _line: self._follow() if self.may else None)

    def show_work(self, work: ProcurementWork, words: str) -> None:
        """Show the builds; the one under the cursor stays so."""
        self.model.set_all(work.arrivals)
        shown = [
            entry
            for entry in work.arrivals
            if build_matches(words, entry.build, *(f"{line.item} {line.supplier}" for line in entry.lines))
        ]
        self.show_rows(self.table, shown, lambda entry: entry.build.id, words)
        self.show_page(work, len(shown))
        self._show_lines()

    def _show_lines(self) -> None:
        entry: BuildWithLines | None = self.table.current_row()
        lines = () if entry is None else entry.lines
        self.lines_table.show_rows(lines, lambda line: line.id)
        title = "" if entry is None else tr("Lines of {build}", build=entry.build.build_number)
        self._lines_title.setText(title)
        self._lines_title.setToolTip(title)
        self._no_lines.setVisible(entry is not None and not lines)
        self.lines_table.setVisible(bool(lines))
        self._enable()

    def _enable(self) -> None:
        picked = self.model.picked
        line: OutsourcedLine | None = self.lines_table.current_row()
        still_open = line is not None and line.state in procurement.OPEN_STATES
        chosen = self.table.current_row() is not None
        self.open.setEnabled(chosen)
        self.add.setEnabled(chosen)
        self.follow.setEnabled(still_open)
        self.received.setEnabled(still_open)
        self.arrival.setEnabled(bool(picked))
        if not self.may:
            self._said.setText(tr("Procurement books arrivals; you look on."))
        elif picked:
            self._said.setText(tr("Chosen: {count}", count=number(len(picked))))
        else:
            self._said.setText(tr("Tick the builds whose sink body has arrived."))

    def _mark(self) -> None:
        entry: BuildWithLines | None = self.table.current_row()
        if entry is not None:
            OutsourcingDialog(self, self.client, entry, self.screen_of.load).open()

    def _follow(self) -> None:
        line: OutsourcedLine | None = self.lines_table.current_row()
        if line is not None and line.state in procurement.OPEN_STATES:
            FollowDialog(self, self.client, line, self.screen_of.load).open()

    def _ask_received(self) -> None:
        entry: BuildWithLines | None = self.table.current_row()
        line: OutsourcedLine | None = self.lines_table.current_row()
        if entry is None or line is None:
            return
        said = tr(
            "{item} of build {build} is here. This cannot be taken back.",
            item=line.item,
            build=entry.build.build_number,
        )
        confirm(self, tr("Has it arrived?"), said, tr("Received|verb"), partial(self._receive, line))

    def _receive(self, line: OutsourcedLine) -> None:
        session, seen = self.client.session, Seen(line.id, line.version)

        def received(_version: int) -> None:
            self.client.messages.success(tr("{item} is received.", item=line.item))
            self.screen_of.load()

        self.screen_of.write(
            lambda command_id: procurement.follow_line(session, seen, state="RECEIVED", command_id=command_id),
            received,
            button=self.received,
        )

    def _open(self, entry: BuildWithLines) -> None:
        self.client.open("build", build_id=entry.build.id)

    def _open_current(self) -> None:
        if self.table.current_row() is not None:
            self._open(self.table.current_row())

    def _ask(self) -> None:
        picked = self.model.picked
        if not picked:
            return
        told = [tr("{build}: {lines}", build=entry.build.build_number, lines=_open_words(entry)) for entry in picked]
        left = sum(len(entry.open_lines) for entry in picked)
        if left:
            told.append("")
            told.append(tr("Every line that is still open is taken as received with it: {count}", count=number(left)))
        words = tr("Receive everything and book") if left else tr("Book the arrival")
        confirm(self, tr("Has it all arrived?"), "\n".join(told), words, lambda: self._book(picked))

    def _book(self, picked: Sequence[BuildWithLines]) -> None:
        session = self.client.session
        seen = [Seen(entry.build.id, entry.build.version) for entry in picked]
        # Those of the question: one that was marked since has not been asked about.
        lines = [Seen(line.id, line.version) for entry in picked for line in entry.open_lines]
        self.screen_of.write(
            lambda command_id: procurement.book_arrival(session, seen, received=lines, command_id=command_id),
            self._booked,
            button=self.arrival,
        )

    def _booked(self, places: tuple[BuildPlace, ...]) -> None:
        self.model.pick([])
        numbers = ", ".join(place.build_number for place in places)
        self.client.messages.success(tr("Ready for pre-QC: {numbers}", numbers=numbers))
        self.screen_of.load()


def _open_words(entry: BuildWithLines) -> str:
    if not entry.lines:
        return tr("no line marked")
    if not entry.open_lines:
        return tr("everything received")
    return tr("{open} of {count} open", open=number(len(entry.open_lines)), count=number(len(entry.lines)))


def _open_kind(entry: BuildWithLines) -> str | None:
    if not entry.lines:
        return None
    return "info" if entry.open_lines else "ok"


def _line_columns() -> list[Column[OutsourcedLine]]:
    return [
        Column("item", tr("Part number"), 220, lambda line: line.item),
        Column(
            "quantity",
            tr("Per build"),
            116,
            lambda line: "" if line.quantity is None else number(line.quantity),
            right=True,
        ),
        Column(
            "state", tr("State"), 150, lambda line: state_words(line.state), kind=lambda line: state_kind(line.state)
        ),
        Column("supplier", tr("Supplier"), 200, lambda line: line.supplier),
        Column(
            "expected", tr("Expected on"), 130, lambda line: "" if line.expected_on is None else day(line.expected_on)
        ),
        Column(
            "received",
            tr("Received|when"),
            170,
            lambda line: "" if line.received_at is None else moment(line.received_at),
        ),
    ]
