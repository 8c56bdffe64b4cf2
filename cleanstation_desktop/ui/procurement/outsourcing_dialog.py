"""Dialogs of outsourced lines: marking lines of the approved BOM, and following one of them (DOMAIN §3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtWidgets import QWidget

from cleanstation_desktop.domain.bom_model import BomLine
from cleanstation_desktop.domain.errors import Finding
from cleanstation_desktop.services import boms, procurement
from cleanstation_desktop.services.outsourced_lines import BOM_CHANGED, OutsourcedLine
from cleanstation_desktop.services.procurement import SUPPLIER
from cleanstation_desktop.services.procurement_work import BuildWithLines
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.failures import describe, findings_of
from cleanstation_desktop.ui.procurement.line_words import state_kind, state_words
from cleanstation_desktop.ui.procurement.picking import PickModel, PickTable
from cleanstation_desktop.ui.procurement.tab import matches
from cleanstation_desktop.ui.text import number, tr
from cleanstation_desktop.ui.widgets.controls import label, row
from cleanstation_desktop.ui.widgets.days import DayEdit
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from cleanstation_desktop.ui.widgets.fields import Field, choice, line_edit, search_line
from cleanstation_desktop.ui.widgets.table import Column


@dataclass(frozen=True)
class _Line:
    """A line of the BOM, and how it is followed when it is marked already."""

    line: BomLine
    marked: OutsourcedLine | None


class OutsourcingDialog(Dialog):
    """Marks lines as made outside. Parameters: done, called afterwards."""

    def __init__(self, parent: QWidget, client: Client, entry: BuildWithLines, done: Callable[[], object]) -> None:
        title = tr("Lines of {build} that are made outside", build=entry.build.build_number)
        super().__init__(parent, title, runner=client.runner, width=900)
        self._client, self._entry, self._finished = client, entry, done
        self._lines: list[_Line] = []
        self.search = search_line(tr("Search part number or name"))
        self.model: PickModel[_Line] = PickModel(
            _line_columns(), lambda entry: (entry.line.path, entry.line.item), lambda entry: entry.marked is None
        )
        self.table = PickTable(tr("Lines of the BOM"), self.model, client.preferences, "procurement-lines")
        self.table.setMinimumHeight(264)
        self.search.leads_to = self.table
        self.supplier = line_edit(longest=SUPPLIER[1])
        self.expected = DayEdit(tr("Expected on"))
        self.body.addWidget(self.search)
        self.body.addWidget(self.table, 1)
        supplier = self.form.add(Field("supplier", tr("Supplier"), self.supplier, optional=True))
        self._expected = self.form.add(Field("expected_on", tr("Expected on"), self.expected, optional=True))
        both = row(supplier, self._expected, spacing=14)
        both.setStretch(0, 2)
        both.setStretch(1, 1)
        self.body.addLayout(both)
        self.add_cancel()
        self.action = self.add_action(tr("Mark as made outside"), self._send)
        self.action.setEnabled(False)
        self.search.textChanged.connect(lambda _text: self._filter())
        self.model.picked_changed.connect(self._count)
        self._read()

    def show_findings(self, findings: list[Finding]) -> list[Finding]:
        """All lines get the same supplier and day: a fault of one is a fault of the field."""
        return super().show_findings([replace(found, field=found.field.rpartition(".")[2]) for found in findings])

    def _read(self) -> None:
        session, entry = self._client.session, self._entry
        self._client.runner.run(self, lambda: _read_lines(session, entry), self._show, self._not_read, key="lines")

    def _show(self, lines: list[_Line]) -> None:
        self._lines = lines
        self._filter()
        self.search.setFocus()

    def _not_read(self, error: Exception) -> None:
        told = describe(error)
        self.banner.tell(told.kind, f"{told.sentence} {told.hint}".strip(), (tr("Try again"), self._read))

    def _filter(self) -> None:
        # What is ticked stays in view, whatever is searched for.
        words, picked = self.search.text(), {entry.line.path for entry in self.model.picked}
        self.model.set_rows(
            [
                entry
                for entry in self._lines
                if entry.line.path in picked or matches(words, entry.line.item, entry.line.name)
            ]
        )

    def _count(self) -> None:
        count = len(self.model.picked)
        self.action.setEnabled(count > 0)
        self.action.setText(
            tr("Mark {count} lines as made outside", count=number(count)) if count > 1 else tr("Mark as made outside")
        )

    def _send(self) -> None:
        fault = self.expected.fault
        if fault:
            self._expected.tell(fault)
            self._expected.focus()
            return
        session, build_id = self._client.session, self._entry.build.id
        supplier, expected_on = self.supplier.text().strip(), self.expected.day
        lines: list[dict[str, object]] = [
            {"path": entry.line.path, "item": entry.line.item, "supplier": supplier, "expected_on": expected_on}
            for entry in self.model.picked
        ]
        self.write(
            lambda command_id: procurement.mark_outsourced(session, build_id, lines, command_id=command_id),
            self._marked,
            pressed=self.action,
        )

    def _failed(self, error: Exception, again: Callable[[], None]) -> None:
        super()._failed(error, again)
        if any(found.code in BOM_CHANGED for found in findings_of(error)):
            self._read()

    def _marked(self, marked: tuple[Seen, ...]) -> None:
        self.accept()
        self._client.messages.success(tr("Lines marked as made outside: {count}", count=number(len(marked))))
        self._finished()


class FollowDialog(Dialog):
    """Says how an outsourced line stands. Parameters: done, called afterwards."""

    def __init__(self, parent: QWidget, client: Client, line: OutsourcedLine, done: Callable[[], object]) -> None:
        super().__init__(parent, tr("Follow up {item}", item=line.item), runner=client.runner)
        self._client, self._line, self._finished = client, line, done
        states = ["ORDERED", "RECEIVED", "DROPPED"]
        options = [(state, state_words(state)) for state in states]
        if line.state == "MARKED":
            options.insert(0, ("MARKED", state_words("MARKED")))
        self.state = choice(options, line.state)
        self.supplier = line_edit(line.supplier, longest=SUPPLIER[1])
        self.expected = DayEdit(tr("Expected on"), line.expected_on)
        if line.quantity is not None:
            self.body.addWidget(label(tr("Per build: {count}", count=number(line.quantity))))
        self.body.addWidget(self.form.add(Field("state", tr("State"), self.state)))
        self.body.addWidget(self.form.add(Field("supplier", tr("Supplier"), self.supplier, optional=True)))
        self._expected = self.form.add(Field("expected_on", tr("Expected on"), self.expected, optional=True))
        self.body.addWidget(self._expected)
        note = tr("A line that is received or made inside is closed and not followed any further.")
        self.body.addWidget(label(note, "small", wrap=True))
        self.add_cancel()
        self.action = self.add_action(tr("Save"), self._send)

    def _send(self) -> None:
        fault = self.expected.fault
        if fault:
            self._expected.tell(fault)
            self._expected.focus()
            return
        session, seen = self._client.session, Seen(self._line.id, self._line.version)
        state, supplier, expected_on = self.state.currentData(), self.supplier.text().strip(), self.expected.day
        self.write(
            lambda command_id: procurement.follow_line(
                session,
                seen,
                state=None if state == "MARKED" else state,
                supplier=supplier,
                expected_on=expected_on,
                forget_day=expected_on is None,
                command_id=command_id,
            ),
            self._saved,
            pressed=self.action,
        )

    def _saved(self, _version: int) -> None:
        self.accept()
        self._client.messages.success(tr("{item} is followed up.", item=self._line.item))
        self._finished()


def _read_lines(session: Session, entry: BuildWithLines) -> list[_Line]:
    # By item too: a line that was received stays where it was when the BOM has its item no more.
    marked = {(line.path, line.item): line for line in entry.lines}
    lines = boms.read_approved(session, entry.build.id).bom.lines
    return [_Line(line, marked.get((line.path, line.item))) for line in lines]


def _line_columns() -> list[Column[_Line]]:
    return [
        Column("item", tr("Part number"), 290, lambda entry: _indented(entry.line)),
        Column("name", tr("Name"), 250, lambda entry: entry.line.name),
        Column("quantity", tr("Per build"), 90, lambda entry: number(entry.line.extended_quantity), right=True),
        Column(
            "state",
            tr("State"),
            120,
            lambda entry: "" if entry.marked is None else state_words(entry.marked.state),
            kind=lambda entry: None if entry.marked is None else state_kind(entry.marked.state),
        ),
    ]


def _indented(line: BomLine) -> str:
    return "    " * line.level + line.item
