"""Every attempt of every form of a build: its result, to be opened or printed."""

from __future__ import annotations

from cleanstation_desktop.services.inspections import InspectionRow
from cleanstation_desktop.ui.builds.facts import BuildFacts
from cleanstation_desktop.ui.builds.tab import BuildTab, RowsTable
from cleanstation_desktop.ui.printing import printable
from cleanstation_desktop.ui.printing.print_dialog import print_document
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import moment, tr
from cleanstation_desktop.ui.widgets.controls import button, row
from cleanstation_desktop.ui.widgets.form_names import attempt_words, form_state, form_words
from cleanstation_desktop.ui.widgets.table import Column


class InspectionsTab(BuildTab):
    """Newest first; Enter or a double click opens one."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen)
        self._number = ""
        empty = tr("No form was opened yet. The first one is the pre-production check, when the sink body is there.")
        self.table = RowsTable(screen, tr("Inspections"), "build-inspections", _columns(), empty)
        self.print = button(tr("Print the sheet"), self._print, icon="printer")
        self.open = button(tr("Open"), self._open_current, icon="checklist")
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.table.nothing)
        self.body.addLayout(row(None, self.print, self.open))
        self.table.opened.connect(self._open)
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._enable())

    def show_facts(self, facts: BuildFacts) -> None:
        """Show the attempts."""
        self._number = facts.build.head.build_number
        self.table.set_rows(list(reversed(facts.inspections)))
        if facts.inspections and self.table.current_row() is None:
            self.table.selectRow(0)
        self._enable()

    def _enable(self) -> None:
        chosen = self.table.current_row() is not None
        self.print.setEnabled(chosen)
        self.open.setEnabled(chosen)

    def _open(self, form: InspectionRow) -> None:
        self.client.open("inspection", inspection_id=form.id)

    def _open_current(self) -> None:
        form = self.table.current_row()
        if form is not None:
            self._open(form)

    def _print(self) -> None:
        form = self.table.current_row()
        if form is not None:
            title = attempt_words(form_words(form.kind), self._number, form.attempt)
            print_document(self.client, self, printable.qc_sheet(self.client.session, form.id, title))


def _columns() -> list[Column[InspectionRow]]:
    return [
        Column("form", tr("Form"), 300, lambda form: form_words(form.kind)),
        Column("attempt", tr("Attempt"), 110, lambda form: str(form.attempt)),
        Column(
            "result",
            tr("Result"),
            190,
            lambda form: form_state(form.state, form.result)[0],
            kind=lambda form: form_state(form.state, form.result)[1],
        ),
        Column("started", tr("Opened"), 200, lambda form: moment(form.started_at)),
    ]
