"""What is asked at the workbench: which part is missing or bad, and to whom a build is handed over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QButtonGroup, QWidget

from cleanstation_desktop.domain.bom_model import BomLine
from cleanstation_desktop.domain.errors import Finding
from cleanstation_desktop.services import assembly, boms
from cleanstation_desktop.services.assembly import Assembler, Claim, PartFault, ReportedIssue
from cleanstation_desktop.services.boms import StoredBom
from cleanstation_desktop.services.outsourced_lines import BOM_CHANGED
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.failures import describe, findings_of
from cleanstation_desktop.ui.procurement.line_words import fault_words
from cleanstation_desktop.ui.text import number, tr
from cleanstation_desktop.ui.widgets.controls import button, label, row
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from cleanstation_desktop.ui.widgets.fields import Field, search_line, text_edit
from cleanstation_desktop.ui.widgets.table import ROW_ROLE, Column, RowsModel, TableView


class PartIssueDialog(Dialog):
    """Asks which line of the BOM, what is wrong, and a description. Parameters: done, gets what came of it."""

    def __init__(self, parent: QWidget, client: Client, build_id: int, done: Callable[[ReportedIssue], object]) -> None:
        super().__init__(parent, tr("Which part is missing or bad?"), runner=client.runner, width=820)
        self._client, self._build_id, self._finished = client, build_id, done
        self._lines: tuple[BomLine, ...] = ()
        self.search = search_line(tr("Search part number or name"))
        self.model: RowsModel[BomLine] = RowsModel(_line_columns())
        self.table = TableView(tr("Lines of the BOM"), client.preferences, "assembly-parts")
        self.table.setModel(self.model)
        # Room that the sentences of faults take when there are any.
        self.table.setMinimumHeight(136)
        self.faults = QButtonGroup(self)
        choices = row(spacing=8)
        for fault in PartFault:
            made = button(fault_words(fault.value), look="answer")
            made.setCheckable(True)
            made.setProperty("kind", "choice")
            made.setProperty("fault", fault.value)
            self.faults.addButton(made)
            choices.addWidget(made)
        self._no_fault = label("", "error")
        self._no_fault.hide()
        self.description = text_edit(lines=2)
        self.body.addWidget(self.search)
        self._part = self.form.add(Field("path", tr("Part"), self.table))
        self.body.addWidget(self._part, 1)
        self.body.addWidget(label(tr("What is wrong"), "h3"))
        self.body.addLayout(choices)
        self.body.addWidget(self._no_fault)
        self.body.addWidget(self.form.add(Field("description", tr("Describe it"), self.description)))
        note = tr("The build waits until procurement has settled it. What is filled in stays as it is.")
        self.body.addWidget(label(note, "small", wrap=True))
        self.add_cancel()
        self.action = self.add_action(tr("Report and put on hold"), self._send)
        self.search.leads_to = self.table
        self.search.textChanged.connect(lambda _text: self._filter())
        self.faults.buttonClicked.connect(lambda _button: self._no_fault.hide())
        self.table.selectionModel().selectionChanged.connect(lambda _now, _before: self._part.tell(""))
        self.resize(820, 640)
        self._read()

    def _read(self) -> None:
        session, build_id = self._client.session, self._build_id
        self._client.runner.run(
            self, lambda: boms.read_approved(session, build_id), self._show, self._not_read, key="lines"
        )

    def _show(self, stored: StoredBom) -> None:
        self._lines = stored.bom.lines
        self._filter()
        self.search.setFocus()

    def _not_read(self, error: Exception) -> None:
        told = describe(error)
        self.banner.tell(told.kind, f"{told.sentence} {told.hint}".strip(), (tr("Try again"), self._read))

    def _filter(self) -> None:
        kept: BomLine | None = _chosen(self.table)
        words = self.search.text().casefold().split()
        found = [line for line in self._lines if all(word in f"{line.item} {line.name}".casefold() for word in words)]
        self.model.set_rows(found)
        for place, line in enumerate(found):
            if kept is not None and (line.path, line.item) == (kept.path, kept.item):
                self.table.selectRow(place)
        if len(found) == 1:
            self.table.selectRow(0)

    def _send(self) -> None:
        line: BomLine | None = _chosen(self.table)
        chosen = self.faults.checkedButton()
        told = self.description.toPlainText().strip()
        findings = []
        if line is None:
            findings.append(Finding("error", "missing", "path", tr("Choose the line of the BOM.")))
        if len(told) < 3:
            findings.append(
                Finding("error", "missing", "description", tr("Please write at least {count} characters.", count=3))
            )
        self._no_fault.setText(tr("Choose what is wrong."))
        self._no_fault.setVisible(chosen is None)
        self.form.show(findings)
        if line is None or chosen is None or findings:
            return
        session, build_id, path, item = self._client.session, self._build_id, line.path, line.item
        fault = PartFault(chosen.property("fault"))
        self.write(
            lambda command_id: assembly.report_part_issue(
                session, build_id, path, fault, told, item=item, command_id=command_id
            ),
            self._done,
            pressed=self.action,
        )

    def _failed(self, error: Exception, again: Callable[[], None]) -> None:
        changed = any(found.code in BOM_CHANGED for found in findings_of(error))
        if changed:
            # What was searched for may stand there no more. Before the fault is told: a choice takes it away.
            self.search.clear()
        super()._failed(error, again)
        if changed:
            self._read()

    def _done(self, reported: ReportedIssue) -> None:
        self.accept()
        self._finished(reported)


class HandOverDialog(Dialog):
    """Asks to whom one's own claim goes. Parameters: done, gets the name of the other assembler."""

    def __init__(
        self, parent: QWidget, client: Client, claim: Claim, number: str, done: Callable[[str], object]
    ) -> None:
        super().__init__(parent, tr("Hand build {number} over", number=number), runner=client.runner)
        self._client, self._claim, self._finished = client, claim, done
        note = tr("Your claim ends, and the other assembler works on it from now on.")
        self.body.addWidget(label(note, "muted", wrap=True))
        self.people: RowsModel[Assembler] = RowsModel(
            [
                Column("name", tr("Name|person"), 320, lambda person: person.full_name),
                Column("initials", tr("Initials"), 110, lambda person: person.initials),
            ]
        )
        self.table = TableView(tr("Hand over to"), client.preferences, "assembly-people")
        self.table.setModel(self.people)
        self.table.setMinimumHeight(240)
        self.body.addWidget(self.form.add(Field("handed_to", tr("Hand over to"), self.table)), 1)
        self.add_cancel()
        self.action = self.add_action(tr("Hand over"), self._send)
        self.action.setEnabled(False)
        self.table.selectionModel().selectionChanged.connect(
            lambda _now, _before: self.action.setEnabled(_chosen(self.table) is not None)
        )
        self._read()

    def _read(self) -> None:
        session = self._client.session
        self._client.runner.run(
            self, lambda: assembly.list_assemblers(session), self._show, self._not_read, key="people"
        )

    def _show(self, found: tuple[Assembler, ...]) -> None:
        others = [person for person in found if person.id != self._claim.person_id]
        self.people.set_rows(others)
        if not others:
            self.banner.tell("info", tr("There is no other assembler. Release your claim instead."))

    def _not_read(self, error: Exception) -> None:
        told = describe(error)
        self.banner.tell(told.kind, f"{told.sentence} {told.hint}".strip(), (tr("Try again"), self._read))

    def _send(self) -> None:
        other: Assembler | None = _chosen(self.table)
        if other is None:
            return
        session, seen = self._client.session, Seen(self._claim.id, self._claim.version)

        def done(_nothing: None) -> None:
            self.accept()
            self._finished(other.full_name)

        self.write(
            lambda command_id: assembly.hand_over(session, seen, other.id, command_id=command_id),
            done,
            pressed=self.action,
        )


def _chosen(table: TableView) -> Any:
    """The marked row. A table that only has the focus has a current row too, which nobody chose."""
    rows = table.selectionModel().selectedRows()
    return rows[0].data(ROW_ROLE) if rows else None


def _line_columns() -> list[Column[BomLine]]:
    return [
        Column("item", tr("Part number"), 300, lambda line: "    " * line.level + line.item),
        Column("name", tr("Name"), 300, lambda line: line.name),
        Column("quantity", tr("Per build"), 100, lambda line: number(line.extended_quantity), right=True),
    ]
