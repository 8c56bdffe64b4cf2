"""Samples of what is printed, and readers that take a printed PDF apart again."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from cleanstation_desktop.domain.bom_document import BomDocument
from cleanstation_desktop.domain.bom_model import Bom, BomLine
from cleanstation_desktop.domain.checklist import Result
from cleanstation_desktop.domain.checklist_template import Outcome
from cleanstation_desktop.domain.errors import Finding
from cleanstation_desktop.domain.labels import BuildLabel
from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.domain.print_marks import AuditSeal, PrintCopy, Signature
from cleanstation_desktop.domain.sheets import (
    MirroredAnswer,
    QcSheet,
    SheetBasin,
    SheetItem,
    SheetNonconformance,
    SheetSection,
)

START = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
ZONE = ZoneInfo("America/Toronto")
HASH = "0123456789abcdef" * 4
SEAL = AuditSeal(1234, "fedcba9876543210" * 4, START + timedelta(hours=5))
SIGNED = Signature("qc", "INSPECTION_PASSED", START + timedelta(hours=3), HASH, "QC1", "QC_PERSON")
BAD_TEXTS = {
    "one long word": "x" * 10_000,
    "long note": ("The drain solenoid was wired the wrong way round, turned, and tested again. " * 140)[:10_000],
    "emoji": "fits \U0001f600 \U0001f469‍\U0001f527 done",
    "emoji only": "\U0001f600" * 1_000,
    "controls": "a\x00b\x07c\td\r\ne\u2028f\x85g\u202eh\x9d",
    "half a character": "before \ud800 after",
    "hebrew": "הכיור נבדק (QC1) בתאריך 23.11.2026 והכול תקין. " * 40,
    "arabic": "تم فحص الحوض من قبل المفتش QC1 والنتيجة مطابقة. " * 40,
    "unknown script": "中文 ชื่อ \ue000",
    "marks": "e\u0301 Z\u0351\u0352\u0353",
    "markup": "<b>bold</b> & <para>&amp; %s {x} {0} \\ (half",
    "sql": "'; DROP TABLE inspection; --",
    "spaces": " " * 5_000 + "x",
    "line ends": "\n" * 300,
    "nothing": "",
}


def item(number: str, outcome: Outcome | None = Outcome.PASS, **more: Any) -> SheetItem:
    """An item answered at START by QC1."""
    answered = {} if outcome is None else {"initials": "QC1", "answered_at": START}
    given: dict[str, Any] = {"number": number, "text": f"Point {number} is as drawn", "outcome": outcome}
    return SheetItem(**{**given, **answered, **more})


def sheet(language: Language = Language.EN, *, signed: bool = True, **more: Any) -> QcSheet:
    """A small sheet with one of everything, all of it on one page."""
    items = (
        item(
            "PP-01",
            reading=Decimal("72.00"),
            unit="in",
            target=Decimal(72),
            minimum=Decimal("71.75"),
            maximum=Decimal("72.25"),
        ),
        item("PP-02", Outcome.FAIL, note="4 in off the drawing"),
        item("PP-03", Outcome.NA, note="no pegboard ordered"),
        item("PP-04", None),
        item("PP-05", value="DP1C", carried_from=1),
        item("PP-06", value="TH-0042", instrument_due=date(2027, 3, 1)),
    )
    basins = (item("PP-10", basin=2), item("PP-10", basin=1), item("PP-11", basin=2))
    ncr = SheetNonconformance(
        "NCR-0007",
        "PP-02",
        "Fill hole too far left",
        "CLOSED",
        "USE_AS_IS",
        "within reach of the valve",
        opened_by="QC1",
        opened_at=START,
        dispositioned_by="QC2",
        dispositioned_at=START,
        concession_by="QC3",
        concession_at=START,
        verified_by="QC2",
        verified_at=START,
        closed_by="QC1",
        closed_at=START,
    )
    made = QcSheet(
        title="Pre-production check",
        document_number="CLP.T2.001",
        version="V01",
        language=language,
        po_number="PO-4711",
        customer="Hôpital général",
        project="Phase 2",
        build_number="B-1001-02",
        model="T2-B2",
        family="MDRD",
        attempt=2,
        status="SIGNED" if signed else "OPEN",
        result=Result.PASSED if signed else None,
        first_pass=False,
        started_at=START,
        sections=(SheetSection("A", "Dimensions", items), SheetSection("B", "Basins", basins)),
        basins=(SheetBasin(1, "E-Sink, 24 × 20 × 8 in"), SheetBasin(2, "E-Drain, 28 × 20 × 9 in")),
        nonconformances=(ncr,),
        signatures=(SIGNED,) if signed else (),
        seal=SEAL,
        zone=ZONE,
    )
    return replace(made, **more)


def long_sheet(language: Language = Language.EN, count: int = 60, *, mirrored: bool = False) -> QcSheet:
    """A sheet of several pages: one section of the whole sink, one by basin."""
    beside = (MirroredAnswer("CLP SP-11", Outcome.PASS, "DP1C", "AS2", START), MirroredAnswer("CLP PK-02", None))
    reading: dict[str, Any] = {"reading": Decimal("20.50"), "unit": "in", "target": Decimal("20.5")}
    whole = tuple(item(f"A-{n}", note="seen" if n % 7 == 0 else "", **reading) for n in range(1, count // 2 + 1))
    by_basin = tuple(item(f"B-{n}", basin=1 + (n > count // 4)) for n in range(1, count // 2 + 1))
    if mirrored:
        whole = tuple(replace(point, mirrored=beside) for point in whole)
    sections = (SheetSection("A", "Dimensions", whole), SheetSection("B", "Basins", by_basin))
    return sheet(language, sections=sections)


def bom_lines(count: int) -> tuple[BomLine, ...]:
    """Lines of three levels: each selected item of six holds a sub-assembly with four parts."""
    lines: list[BomLine] = []
    while len(lines) < count:
        top = len(lines) // 6 + 1
        lines.append(BomLine(str(top), 0, f"T2-KIT-{top}", "assembly", f"KIT {top}", 2, 2, f"709.{top}", (1, 2)))
        lines.append(BomLine(f"{top}.1", 1, "T2-FRAME", "assembly", "FRAME, WELDED", 3, 6))
        lines += [BomLine(f"{top}.1.{n}", 2, f"98-{n:03}", "part", "HEX SCREW 1/4-20", 4, 24) for n in range(1, 5)]
    return tuple(lines[:count])


def bom(language: Language = Language.EN, *, count: int = 24, signed: bool = True, **more: Any) -> BomDocument:
    """A bill with a custom item, a note, and two findings."""
    custom = BomLine("90", 0, "T2-ADW-BASIN-28X20X9", "custom", "BASIN", 1, 1, "720.215.001", (2,), "28 × 20 × 9 in")
    findings = (
        Finding("warning", "shelf", "accessories[2].item", "The shelf is for sinks from 84 in."),
        Finding("error", "unresolved", "pegboard", "708.77 is not in the catalogue."),
    )
    made = BomDocument(
        bom=Bom("B-1001-02", (*bom_lines(count), custom), findings),
        language=language,
        revision=2,
        status="APPROVED" if signed else "SUBMITTED",
        made_at=START,
        po_number="PO-4711",
        customer="Hôpital général",
        change="Basin 2 is larger",
        signatures=(replace(SIGNED, meaning="BOM_APPROVED"),) if signed else (),
        seal=SEAL,
        zone=ZONE,
    )
    return replace(made, **more)


def label(language: Language = Language.EN, **more: Any) -> BuildLabel:
    """A label with one of everything."""
    made = BuildLabel(
        build_number="B-2026-0042",
        po_number="PO-4711",
        customer="Hôpital général",
        model="T2-B2",
        family="MDRD",
        want_date=date(2027, 2, 1),
        language=language,
        created_at=START,
        number=2,
        total=5,
        zone=ZONE,
    )
    return replace(made, **more)


def reprint(reason: str = "the first print was lost") -> PrintCopy:
    """The second copy."""
    return PrintCopy(2, reason, START + timedelta(days=1), "QC1", "FLOOR-3")


@dataclass(frozen=True)
class Word:
    """A stretch of text on a page: what, set in which font, and its box in points (left, bottom, right, top)."""

    text: str
    font: str
    embedded: bool
    box: tuple[float, float, float, float]


@contextmanager
def opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """A printed document, opened by another program than the one that made it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


@dataclass(frozen=True)
class PageLines:
    """What stands at the head and the foot of each page of a sheet, at the left, centre and right."""

    head: tuple[str, str, str]
    foot: str


def page_lines(book: bytes) -> list[PageLines]:
    """The heads and feet of a workbook's sheets, spaces that hold together as plain ones."""
    found = []
    for sheet in openpyxl.load_workbook(io.BytesIO(book)).worksheets:
        head: Any = sheet.oddHeader
        foot: Any = sheet.oddFooter
        read = [part.text.replace("\u00a0", " ") for part in (head.left, head.center, head.right, foot.left)]
        found.append(PageLines((read[0], read[1], read[2]), read[3]))
    return found


def texts(pdf: bytes) -> list[str]:
    """The text of each page, spaces and line ends as single spaces."""
    with opened(pdf) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def words(pdf: bytes) -> list[list[Word]]:
    """The stretches of text of each page."""
    with opened(pdf) as document:
        return [_words(page) for page in document]


def _words(page: Any) -> list[Word]:
    found = []
    for stretch in page.get_objects([pdfium.FPDF_PAGEOBJ_TEXT], textpage=page.get_textpage()):
        font = stretch.get_font()
        found.append(Word(stretch.extract().strip(), font.get_base_name(), font.is_embedded, stretch.get_bounds()))
    return found
