"""What can be printed: each kind of document with its preview, its counted print, and the name of its file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from typing import Final
from uuid import UUID

from cleanstation_desktop.domain.bom_document import BomDocument
from cleanstation_desktop.domain.errors import NotFound
from cleanstation_desktop.domain.file_names import safe_file_name
from cleanstation_desktop.domain.labels import BuildLabel
from cleanstation_desktop.domain.sheets import QcSheet
from cleanstation_desktop.domain.travelers import Traveler
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.ui.text import tr

_OF_THE_PRINT: Final = frozenset({"copy", "seal", "reader"})


@dataclass(frozen=True)
class Printed:
    """A print that was counted. Parameters: pdf; copy, its number; zpl, the same for a label printer of so many dots
    per millimetre, where the document is a label; facts, the digest of what it says of its record."""

    pdf: bytes
    copy: int
    zpl: Callable[[int], bytes] | None = None
    facts: str = ""


@dataclass(frozen=True)
class PrintableDocument:
    """A document that a screen gives to `print_document`.

    Parameters: title, for people and for the print system's list; file_name, without ending; kind and record, as
    `services.documents.record_print` counts it; preview, makes the PDF as it would be printed now, uncounted; print,
    takes a reason and the id of the command, counts a print and makes it; copies_so_far, how many were counted before;
    uncontrolled, makes the PDF for a file that says on each page that it is no controlled copy, None for what has no
    such; is_label, whether a label printer takes it too; usual_copies of a first print, with the usual_reason for more
    than one; facts, of what it would say now, as `Printed` has them. The callables read the database: not for the UI
    thread.
    """

    title: str
    file_name: str
    kind: str
    record: str
    preview: Callable[[], bytes]
    print: Callable[[str, UUID], Printed]
    copies_so_far: Callable[[], int]
    uncontrolled: Callable[[], bytes] | None = None
    is_label: bool = False
    usual_copies: int = 1
    usual_reason: str = ""
    facts: Callable[[], str] = str

    @property
    def pdf_name(self) -> str:
        """A safe name for its file."""
        return safe_file_name(f"{self.file_name}.pdf", "application/pdf")


def qc_sheet(session: Session, inspection_id: int, title: str = "") -> PrintableDocument:
    """The QC sheet of an inspection. Parameters: title, with the build's number where the screen knows it."""
    from cleanstation_desktop.printing.qc_sheet import qc_sheet_pdf  # noqa: PLC0415
    from cleanstation_desktop.services import sheets  # noqa: PLC0415
    from cleanstation_desktop.services.print_marks import uncontrolled_copy  # noqa: PLC0415

    def made(reason: str, command_id: UUID) -> Printed:
        sheet = sheets.print_qc_sheet(session, inspection_id, reason=reason, command_id=command_id)
        return Printed(qc_sheet_pdf(sheet), sheet.copy.number, facts=_facts(sheet))

    def marked() -> bytes:
        sheet = sheets.preview_qc_sheet(session, inspection_id)
        return qc_sheet_pdf(replace(sheet, copy=uncontrolled_copy(session)))

    document = _document(
        session,
        title or tr("QC sheet"),
        ("QC_SHEET", f"inspection:{inspection_id}"),
        lambda: qc_sheet_pdf(sheets.preview_qc_sheet(session, inspection_id)),
        made,
    )
    return replace(document, uncontrolled=marked, facts=lambda: _facts(sheets.preview_qc_sheet(session, inspection_id)))


def bom(session: Session, bom_revision_id: int, title: str = "", *, by_item: bool = False) -> PrintableDocument:
    """A BOM revision. Parameters: by_item, totals by item instead of the structure."""
    from cleanstation_desktop.printing.bom_pdf import bom_pdf  # noqa: PLC0415
    from cleanstation_desktop.services import sheets  # noqa: PLC0415
    from cleanstation_desktop.services.print_marks import bom_record  # noqa: PLC0415

    def made(reason: str, command_id: UUID) -> Printed:
        document = sheets.print_bom(session, bom_revision_id, by_item=by_item, reason=reason, command_id=command_id)
        return Printed(bom_pdf(document, by_item=by_item), document.copy.number, facts=_facts(document))

    document = _document(
        session,
        title or (tr("Bill of materials, totals by part") if by_item else tr("Bill of materials")),
        ("BOM", bom_record(bom_revision_id, by_item=by_item)),
        lambda: bom_pdf(sheets.preview_bom(session, bom_revision_id), by_item=by_item),
        made,
    )
    return replace(
        document,
        uncontrolled=lambda: bom_pdf(uncontrolled_bom(session, bom_revision_id), by_item=by_item),
        facts=lambda: _facts(sheets.preview_bom(session, bom_revision_id)),
    )


def uncontrolled_bom(session: Session, bom_revision_id: int) -> BomDocument:
    """A BOM revision for a file that is no controlled copy, and says so. Errors: NotFound, Refused."""
    from cleanstation_desktop.services import sheets  # noqa: PLC0415
    from cleanstation_desktop.services.print_marks import uncontrolled_copy  # noqa: PLC0415

    return replace(sheets.preview_bom(session, bom_revision_id), copy=uncontrolled_copy(session))


def build_label(session: Session, build_id: int, title: str = "") -> PrintableDocument:
    """The label of a build."""
    from cleanstation_desktop.printing.label_pdf import label_pdf  # noqa: PLC0415
    from cleanstation_desktop.printing.label_zpl import ZplPrinter, label_zpl  # noqa: PLC0415
    from cleanstation_desktop.services import labels  # noqa: PLC0415

    def made(reason: str, command_id: UUID) -> Printed:
        label = labels.print_label(session, build_id, reason=reason, command_id=command_id)
        return Printed(
            label_pdf(label),
            label.copy.number,
            zpl=lambda dots: label_zpl(label, ZplPrinter(dots)),
            facts=_facts(label),
        )

    document = _document(
        session,
        title or tr("Build label"),
        ("LABEL", f"build:{build_id}"),
        lambda: label_pdf(labels.preview_label(session, build_id)),
        made,
    )
    # DOMAIN §6: the final QC looks for it in both places.
    reason = tr("One label for the right skirt, one for the back")
    return replace(
        document,
        is_label=True,
        usual_copies=2,
        usual_reason=reason,
        facts=lambda: _facts(labels.preview_label(session, build_id)),
    )


def traveler(session: Session, build_id: int, title: str = "") -> PrintableDocument:
    """The page that goes with a build."""
    from cleanstation_desktop.printing.traveler_pdf import traveler_pdf  # noqa: PLC0415
    from cleanstation_desktop.services import travelers  # noqa: PLC0415

    def made(reason: str, command_id: UUID) -> Printed:
        page = travelers.print_traveler(session, build_id, reason=reason, command_id=command_id)
        return Printed(traveler_pdf(page), page.copy.number, facts=_facts(page))

    document = _document(
        session,
        title or tr("Traveler"),
        ("TRAVELER", f"build:{build_id}"),
        lambda: traveler_pdf(travelers.preview_traveler(session, build_id)),
        made,
    )
    return replace(document, facts=lambda: _facts(travelers.preview_traveler(session, build_id)))


def of_record(session: Session, kind: str, record: str, title: str) -> PrintableDocument:
    """The document of a counted print. Errors: NotFound for a kind that only its own screen can print."""
    makers: dict[str, Callable[[Session, int, str], PrintableDocument]] = {
        "QC_SHEET": qc_sheet,
        "BOM": bom,
        "LABEL": build_label,
        "TRAVELER": traveler,
    }
    of, _, number = record.rpartition(":")
    if of == "bom_totals":
        return bom(session, int(number), title, by_item=True)
    if kind not in makers:
        raise NotFound(
            tr("This cannot be printed again from here."), hint=tr("Print the document again from its screen.")
        )
    return makers[kind](session, int(number), title)


def _facts(content: QcSheet | BomDocument | BuildLabel | Traveler) -> str:
    """The digest of what a paper says of its record, without what each print has of its own."""
    said = [(each.name, getattr(content, each.name)) for each in fields(content) if each.name not in _OF_THE_PRINT]
    return sha256(repr(said).encode()).hexdigest()


def _document(
    session: Session,
    title: str,
    counted: tuple[str, str],
    preview: Callable[[], bytes],
    made: Callable[[str, UUID], Printed],
) -> PrintableDocument:
    from cleanstation_desktop.services.documents import count_prints  # noqa: PLC0415

    return PrintableDocument(
        title=title,
        file_name=title,
        kind=counted[0],
        record=counted[1],
        preview=preview,
        print=made,
        copies_so_far=lambda: count_prints(session, *counted),
    )
