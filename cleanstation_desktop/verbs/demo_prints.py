"""What the demo prints: sheets of every form, BOMs in three formats, and a stand-in for the customer's drawing."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.domain.errors import EnvironmentFault
from cleanstation_desktop.printing.bom_csv import bom_csv
from cleanstation_desktop.printing.bom_pdf import bom_pdf
from cleanstation_desktop.printing.bom_xlsx import bom_xlsx
from cleanstation_desktop.printing.qc_sheet import qc_sheet_pdf
from cleanstation_desktop.services import sheets
from cleanstation_desktop.services.orders import SubmittedOrder
from cleanstation_desktop.services.session import Session


class Printer:
    """Writes documents into a folder and counts them. Parameter: out, the folder, which exists."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self.files: list[Path] = []

    def sheets(self, session: Session, inspections: Iterable[tuple[InspectionKind, int]]) -> None:
        """The QC sheet of each inspection, in the language of its order."""
        for kind, inspection_id in inspections:
            sheet = sheets.print_qc_sheet(session, inspection_id)
            name = f"{sheet.build_number}_{kind.value.lower()}_attempt-{sheet.attempt}.pdf"
            self._write(name, qc_sheet_pdf(sheet))

    def boms(self, session: Session, orders: Iterable[SubmittedOrder]) -> None:
        """The BOM of each build: PDF as tree and by item, CSV, XLSX."""
        for order in orders:
            for build in order.builds:
                document = sheets.print_bom(session, build.bom_revision_id)
                stem = f"{build.build_number}_BOM_rev-{document.revision}"
                self._write(f"{stem}.pdf", bom_pdf(document))
                self._write(f"{stem}_by-item.pdf", bom_pdf(document, by_item=True))
                self._write(f"{stem}.csv", bom_csv(document))
                self._write(f"{stem}.xlsx", bom_xlsx(document))

    def _write(self, name: str, content: bytes) -> None:
        path = self._out / name
        try:
            path.write_bytes(content)
        except OSError as error:
            raise EnvironmentFault(
                f"{path} cannot be written: {error.strerror}.", hint="Make room, or name another folder with --out."
            ) from error
        self.files.append(path)


def drawing(build_number: str) -> bytes:
    """A one-page PDF that stands for the approved drawing of a build."""
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415 - 0.1 s that only the demo pays

    buffer = io.BytesIO()
    page = Canvas(buffer, pagesize=(420, 297), invariant=1)
    page.setTitle(f"Drawing of {build_number}")
    page.drawString(30, 260, f"Approved drawing (demo): {build_number}")
    page.rect(30, 40, 360, 200)
    page.save()
    return buffer.getvalue()
