"""Import of the three catalogue files: first looked through without writing, then brought in after a question."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QProgressBar, QWidget

from cleanstation_desktop.domain.errors import Finding, Stale
from cleanstation_desktop.services.catalogue_folder import import_directory
from cleanstation_desktop.services.catalogue_import import ImportReport, last_import
from cleanstation_desktop.ui.failures import describe, finding_text
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import counted, number, tr, tr_later
from cleanstation_desktop.ui.widgets.controls import button, column, label, row
from cleanstation_desktop.ui.widgets.dialogs import confirm
from cleanstation_desktop.ui.widgets.fields import choice
from cleanstation_desktop.ui.widgets.file_dialog import file_dialog
from cleanstation_desktop.ui.widgets.states import Banner
from cleanstation_desktop.ui.widgets.table import Column, RowsModel, TableView
from cleanstation_desktop.ui.writing import Writer


class ImportTab(QWidget):
    """The third part of the catalogue screen."""

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self._screen = screen
        self._folder: Path | None = None
        self._report: ImportReport | None = None
        self._findings: tuple[Finding, ...] = ()
        self._writer = Writer(self, screen.client.runner)
        said = tr("The folder holds categories.json, assemblies.json and parts.json. Looking through writes nothing.")
        self.choose = button(tr("Choose a folder…"), self._choose_folder, icon="folder")
        self.bring_in = button(tr("Import…"), self._ask, icon="import", look="primary")
        self.bring_in.setEnabled(False)
        self._path = label("", "muted", wrap=True)
        self.told = Banner()
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setAccessibleName(tr("Working"))
        self._busy.hide()
        self.severity = choice(
            [("", tr("All findings")), ("error", tr("Errors")), ("warning", tr("Warnings"))], name=tr("Severity")
        )
        self._sum = label("", "muted")
        self.model = RowsModel(_columns())
        self.table = TableView(tr("Findings"), screen.client.preferences, "catalogue-findings")
        self.table.setModel(self.model)
        head = row(self.choose, self.bring_in, self._path, spacing=10)
        head.setStretch(2, 1)
        filters = row(self.severity, self._sum, None, spacing=10)
        layout = column(
            label(said, "muted", wrap=True), head, self._busy, self.told, filters, self.table, margins=(0, 12, 0, 0)
        )
        layout.setStretch(5, 1)
        self.setLayout(layout)
        self.severity.currentIndexChanged.connect(lambda _index: self._filter())

    def load(self) -> None:
        """Read what the last import found, unless files are being looked through."""
        session = self._screen.client.session
        self._screen.read(lambda: last_import(session), self._show_last, key="last import")

    def look_through(self, folder: str) -> None:
        """Say what an import of this folder would do."""
        self._folder = Path(folder)
        self._path.setText(folder)
        self._report = None
        self.told.clear()
        self._work(True)
        session, path = self._screen.client.session, self._folder
        self._screen.client.runner.run(
            self, lambda: import_directory(session, path, dry_run=True), self._looked, self._failed, key="look"
        )

    def _choose_folder(self) -> None:
        chooser = file_dialog(self._screen, tr("Folder with the catalogue files"), self.look_through)
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.setOption(QFileDialog.Option.ShowDirsOnly)
        chooser.open()

    def _work(self, on: bool) -> None:
        self._busy.setVisible(on)
        self.choose.setEnabled(not on)
        ready = self._report is not None and not self._report.refused and self._report.changes > 0
        self.bring_in.setEnabled(not on and ready)

    def _failed(self, error: Exception) -> None:
        self._work(False)
        told = describe(error)
        self._show_findings(())
        self.told.tell(told.kind, f"{told.sentence} {told.hint}".strip())

    def _looked(self, report: ImportReport) -> None:
        self._report = report
        self._work(False)
        self._show_findings(report.findings)
        if report.refused:
            self.told.tell("bad", tr("There are errors: nothing can be imported. Correct the files and look again."))
        elif not report.changes:
            self.told.tell("ok", tr("Nothing to do: the database holds the same catalogue."))
        else:
            self.told.tell("info", tr("An import would write: {changes}.", changes=changes_words(report)))

    def _ask(self) -> None:
        if self._report is not None:
            confirm(
                self._screen,
                tr("Import this catalogue?"),
                tr(
                    "It writes: {changes}. Orders and bills that exist keep what they have.",
                    changes=changes_words(self._report),
                ),
                tr("Import|verb"),
                self._import,
            )

    def _import(self) -> None:
        session, path, confirmed = self._screen.client.session, self._folder, self._report
        if path is None or confirmed is None:
            return
        self._work(True)
        self._writer.send(
            lambda command_id: import_directory(session, path, confirmed=confirmed, command_id=command_id),
            self._imported,
            self._not_imported,
        )

    def _not_imported(self, error: Exception, again: Callable[[], None]) -> None:
        if isinstance(error, Stale):
            # What was confirmed is not what there is any more: it is looked through before it is asked once more.
            self._report = None
        self._work(False)
        told = describe(error)
        action = (tr("Send again"), lambda: self._again(again)) if told.again else None
        self.told.tell(told.kind, f"{told.sentence} {told.hint}".strip(), action)

    def _again(self, again: Callable[[], None]) -> None:
        self.told.clear()
        self._work(True)
        again()

    def _imported(self, report: ImportReport) -> None:
        self._report = None
        self._work(False)
        self._show_findings(report.findings)
        if report.refused:
            self.told.tell("bad", tr("There are errors: nothing can be imported. Correct the files and look again."))
            return
        self.told.tell("ok", tr("Imported: {changes}.", changes=changes_words(report)))
        self._screen.client.messages.success(tr("The catalogue is imported."))
        self._screen.load()

    def _show_last(self, report: ImportReport | None) -> None:
        if self._folder is not None:
            return
        if report is None:
            self.told.tell("info", tr("No catalogue was imported yet."))
            return
        self.told.tell("info", tr("This is what the last import found."))
        self._show_findings(report.findings)

    def _show_findings(self, findings: tuple[Finding, ...]) -> None:
        self._findings = findings
        self._filter()

    def _filter(self) -> None:
        wanted = self.severity.currentData()
        findings = self._findings
        self.model.set_rows([each for each in findings if not wanted or each.severity == wanted])
        errors = sum(each.severity == "error" for each in findings)
        self._sum.setText(
            tr(
                "{errors} {errors:error/errors}, {warnings} {warnings:warning/warnings}",
                errors=counted(errors),
                warnings=counted(len(findings) - errors),
            )
        )


_CHANGES = {
    "category_added": tr_later("{count} categories added"),
    "category_changed": tr_later("{count} categories changed"),
    "category_withdrawn": tr_later("{count} categories withdrawn"),
    "subcategory_added": tr_later("{count} subcategories added"),
    "subcategory_changed": tr_later("{count} subcategories changed"),
    "subcategory_withdrawn": tr_later("{count} subcategories withdrawn"),
    "item_added": tr_later("{count} items added"),
    "item_changed": tr_later("{count} items changed"),
    "item_withdrawn": tr_later("{count} items withdrawn"),
    "components_replaced": tr_later("{count} component lists replaced"),
}


def changes_words(report: ImportReport) -> str:
    """What an import writes, as a list: only what is more than nothing."""
    return ", ".join(tr(_CHANGES[name], count=number(count)) for name, count in report.counts.items() if count)


def _columns() -> list[Column[Finding]]:
    return [
        Column(
            "severity",
            tr("Severity"),
            140,
            lambda finding: tr("Error") if finding.severity == "error" else tr("Warning"),
            kind=lambda finding: "bad" if finding.severity == "error" else "warn",
        ),
        Column("place", tr("Where"), 220, lambda finding: finding.field),
        Column("message", tr("What is wrong"), 580, finding_text, fills=True),
    ]
