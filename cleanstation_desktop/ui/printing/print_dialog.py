"""The dialog in front of every print: preview, printer or file, copies, and the reason of a reprint."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from cleanstation_desktop.domain.errors import Finding
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.files import write_file
from cleanstation_desktop.ui.printing.jobs import PrintJob, Target, Way
from cleanstation_desktop.ui.printing.paper_note import paper_note
from cleanstation_desktop.ui.printing.preview import PreviewPanel
from cleanstation_desktop.ui.printing.printable import PrintableDocument
from cleanstation_desktop.ui.printing.printers import Printer, list_printers
from cleanstation_desktop.ui.printing.station import MOST_COPIES, printing_of
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import button, column, label, row
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from cleanstation_desktop.ui.widgets.fields import Field, choice, count_edit, text_edit
from cleanstation_desktop.ui.widgets.file_dialog import file_dialog

_SHORTEST_REASON = 3
_SIZE = QSize(1180, 860)


class PrintDialog(Dialog):
    """Prints one document. Every paper is counted and carries the number of its copy (DOMAIN §8).

    Signal: counted, a copy that is counted is on its way or saved.
    """

    counted = Signal()

    def __init__(self, client: Client, parent: QWidget, document: PrintableDocument, *, reason: str = "") -> None:
        super().__init__(parent, tr("Print {title}", title=document.title), runner=client.runner, width=980)
        self._client = client
        self._document = document
        self._printing = printing_of(client)
        self._copies_so_far: int | None = None
        self._action = uuid4()
        self.preview = PreviewPanel(client.runner)
        self.printer = choice([(None, tr("Looking for printers…"))])
        self.printer.setEnabled(False)
        self.copies = count_edit(1, MOST_COPIES, 1 if reason else document.usual_copies)
        self.reason = text_edit(reason, lines=3)
        self._copy_note = label("", "muted", wrap=True)
        self._lay_out()
        self._connect()
        self._read()

    def _lay_out(self) -> None:
        name = tr("Reason for more copies")
        hint = tr("It stands on the paper and in the records.")
        self._reason_field = self.form.add(Field("reason", name, self.reason, hint=hint))
        fields = column(
            self.form.add(Field("printer", tr("Printer"), self.printer)),
            paper_note(self._client.runner, self.printer, self.preview),
            self.form.add(Field("copies", tr("Copies"), self.copies)),
            self._copy_note,
            self._reason_field,
            None,
            spacing=14,
        )
        side = QWidget()
        side.setFixedWidth(340)
        side.setLayout(fields)
        self.preview.setMinimumHeight(360)
        parts = row(self.preview, side, spacing=20)
        parts.setStretch(0, 1)
        self.body.addLayout(parts)
        self.save_button = button(tr("Save as PDF…"), partial(self._choose_file, self.save_to), icon="save")
        self.foot.insertWidget(0, self.save_button)
        self.uncontrolled_button = button(
            tr("Save an uncontrolled copy…"),
            partial(self._choose_file, self.save_uncontrolled_to),
            tip=tr("For reading only: it is not counted, and each page says so."),
        )
        self.uncontrolled_button.setVisible(self._document.uncontrolled is not None)
        self.foot.insertWidget(1, self.uncontrolled_button)
        self.add_cancel()
        self.print_button = self.add_action(tr("Print|verb"), self._print)
        self.print_button.setEnabled(False)
        self.save_button.setEnabled(False)
        self.uncontrolled_button.setEnabled(False)
        self.resize(_SIZE.boundedTo(self.screen().availableSize() * 0.95))

    def _connect(self) -> None:
        self.copies.valueChanged.connect(lambda _count: self._show_copy())
        self.printer.currentIndexChanged.connect(lambda _index: self._enable())
        self.preview.ready.connect(self._enable)
        self.preview.failed.connect(lambda _error: self._enable())

    def _read(self) -> None:
        runner = self._client.runner
        self.preview.load(self._document.preview)
        runner.run(self, list_printers, self._show_printers, self._no_printers, key="printers")
        runner.run(self, self._document.copies_so_far, self._count, self._cannot_count, key="copies")

    def _show_printers(self, found: tuple[Printer, ...]) -> None:
        options: list[tuple[Target, str]] = [(Target(Way.SYSTEM, each.name), each.words) for each in found]
        label_printer = self._printing.label_printer
        if self._document.is_label and label_printer is not None:
            options.insert(0, (label_printer, tr("Label printer {name}", name=label_printer.words)))
        self.printer.clear()
        for target, words in options:
            self.printer.addItem(words, target)
        if not options:
            self.printer.addItem(tr("No printer on this station"), None)
            self.banner.tell("info", tr("Ask the administrator for a printer, or save as PDF."))
        self.printer.setEnabled(bool(options))
        self.printer.setCurrentIndex(self._usual(options))
        self._enable()

    def _usual(self, options: list[tuple[Target, str]]) -> int:
        """Labels go to the label printer, everything else where it went last."""
        if self._document.is_label and self._printing.label_printer is not None:
            return 0
        last = self._printing.last_printer
        return next((number for number, (target, _) in enumerate(options) if str(target) == last), 0)

    def _no_printers(self, _error: Exception) -> None:
        self._show_printers(())

    def _count(self, copies: int) -> None:
        self._copies_so_far = copies
        if copies and not self.reason.toPlainText():
            self.copies.setValue(1)
        self._show_copy()
        self._enable()

    def _cannot_count(self, error: Exception) -> None:
        self._client.messages.error(error)
        self._count(0)

    def _show_copy(self) -> None:
        first = (self._copies_so_far or 0) + 1
        last = first + self.copies.value() - 1
        if first == last:
            self._copy_note.setText(tr("This will be copy {number}.", number=first))
        else:
            self._copy_note.setText(tr("These will be copies {first} to {last}.", first=first, last=last))
        self._reason_field.setVisible(self._needs_reason())
        usual = self._document.usual_reason
        if self._needs_reason() and first == 1 and usual and not self.reason.toPlainText():
            self.reason.setPlainText(usual)

    def _needs_reason(self) -> bool:
        return self.copies.value() > 1 or bool(self._copies_so_far)

    def _enable(self) -> None:
        ready = bool(self.preview.pdf) and self._copies_so_far is not None
        self.save_button.setEnabled(ready)
        self.uncontrolled_button.setEnabled(bool(self.preview.pdf))
        self.print_button.setEnabled(ready and self.printer.currentData() is not None)

    def _reason(self) -> str | None:
        """What was typed as the reason; None when it is missing, which is told at the field."""
        given = self.reason.toPlainText().strip() if self._needs_reason() else ""
        if self._needs_reason() and len(given) < _SHORTEST_REASON:
            self._reason_field.tell(tr("Please write at least {count} characters.", count=_SHORTEST_REASON))
            self._reason_field.focus()
            return None
        return given

    def _command(self, reason: str) -> UUID:
        """The id of the print: the same for every try of this dialog, so that a full disk costs no copy number."""
        return uuid5(self._action, reason)

    def _print(self) -> None:
        target, reason, copies = self.printer.currentData(), self._reason(), self.copies.value()
        if reason is None or not isinstance(target, Target):
            return
        document, printing = self._document, self._printing

        command_id = self._command(reason)

        def work(_click: UUID) -> tuple[PrintJob, ...]:
            return printing.submit(document, target, copies=copies, reason=reason, command_id=command_id)

        def done(_jobs: tuple[PrintJob, ...]) -> None:
            printing.remember_printer(target)
            printing.refresh()
            self._client.messages.info(tr("{title} is in the print queue.", title=document.title))
            self.counted.emit()
            self.accept()

        self.write(work, done, pressed=self.print_button)

    def _choose_file(self, chosen: Callable[[str], None]) -> None:
        if chosen == self.save_to and self._reason() is None:
            return
        chooser = file_dialog(self, tr("Save as PDF"), chosen, saves=True)
        chooser.setNameFilter(tr("PDF document (*.pdf)"))
        chooser.setDefaultSuffix("pdf")
        chooser.selectFile(self._document.pdf_name)
        chooser.open()

    def save_to(self, file: str) -> None:
        """Save one counted copy as a file."""
        reason, document = self._reason(), self._document
        if reason is None:
            return

        command_id = self._command(reason)
        self._save(file, lambda: document.print(reason, command_id).pdf, self.save_button, self.counted.emit)

    def save_uncontrolled_to(self, file: str) -> None:
        """Save what is no controlled copy, says so, and is not counted, as a file."""
        if self._document.uncontrolled is not None:
            self._save(file, self._document.uncontrolled, self.uncontrolled_button)

    def _save(
        self,
        file: str,
        make: Callable[[], bytes],
        pressed: QPushButton,
        then: Callable[[], object] = lambda: None,
    ) -> None:
        def work(_click: UUID) -> Path:
            return write_file(Path(file), make())

        def done(saved: Path) -> None:
            self._client.messages.success(tr("Saved as {file}.", file=str(saved)))
            then()
            self.accept()

        self.write(work, done, pressed=pressed)

    def show_findings(self, findings: list[Finding]) -> list[Finding]:
        """A reason that is asked for after all (somebody else has printed meanwhile) shows its field."""
        if any(finding.field == "reason" for finding in findings):
            self._copies_so_far = max(self._copies_so_far or 0, 1)
            self._show_copy()
        return super().show_findings(findings)


def print_document(
    client: Client,
    parent: QWidget,
    document: PrintableDocument,
    *,
    reason: str = "",
    counted: Callable[[], Any] | None = None,
) -> PrintDialog:
    """Open the print dialog for a document: what screens call behind their Print button.

    Parameters: reason, offered as the reason of a reprint; counted, called when a copy that is counted is on its way
    or saved.
    """
    dialog = PrintDialog(client, parent, document, reason=reason)
    if counted is not None:
        dialog.counted.connect(counted)
    dialog.open()
    return dialog
