"""Exports of a BOM: PDF, CSV and XLSX, written to a file that the person names."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from cleanstation_desktop.services.session import Session
from cleanstation_desktop.ui.file_kinds import name_filter
from cleanstation_desktop.ui.files import write_file
from cleanstation_desktop.ui.printing.printable import uncontrolled_bom
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.file_dialog import file_dialog

KINDS = ("pdf", "csv", "xlsx")


def save(screen: Screen, bom_revision_id: int, kind: str, name: str, *, by_item: bool) -> QFileDialog:
    """Ask for the file and write it, off the UI thread.

    Parameters: name, of the file without ending; by_item, totals instead of the structure, which the name then says.
    """
    session = screen.client.session
    if by_item and kind != "xlsx":
        name = f"{name}-totals"

    def write(path: str) -> None:
        screen.read(
            partial(_write, session, bom_revision_id, kind, Path(path), by_item=by_item),
            lambda written: screen.client.messages.success(tr("Saved as {file}.", file=written.name)),
            key="export",
        )

    dialog = file_dialog(screen, tr("Export"), write, saves=True)
    dialog.setDefaultSuffix(kind)
    dialog.setNameFilter(name_filter(kind))
    dialog.selectFile(f"{name}.{kind}")
    dialog.open()
    return dialog


def export(session: Session, bom_revision_id: int, kind: str, *, by_item: bool) -> bytes:
    """The bytes of an export: an uncontrolled copy, which counts no print.

    Errors: NotFound, Refused, InvalidInput for what a spreadsheet cannot hold.
    """
    # Each is loaded by the first export that needs it.
    document = uncontrolled_bom(session, bom_revision_id)
    if kind == "pdf":
        from cleanstation_desktop.printing.bom_pdf import bom_pdf  # noqa: PLC0415

        return bom_pdf(document, by_item=by_item)
    if kind == "csv":
        from cleanstation_desktop.printing.bom_csv import bom_csv  # noqa: PLC0415

        return bom_csv(document, by_item=by_item)
    from cleanstation_desktop.printing.bom_xlsx import bom_xlsx  # noqa: PLC0415

    return bom_xlsx(document)


def _write(session: Session, bom_revision_id: int, kind: str, path: Path, *, by_item: bool) -> Path:
    return write_file(path, export(session, bom_revision_id, kind, by_item=by_item))
