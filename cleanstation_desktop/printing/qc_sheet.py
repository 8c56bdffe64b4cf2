"""The QC sheet: one inspection as an A4 document (DOMAIN §6, §8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cleanstation_desktop.domain.checklist import Result
from cleanstation_desktop.domain.checklist_template import Outcome
from cleanstation_desktop.domain.sheets import QcSheet, SheetItem
from cleanstation_desktop.printing import fonts
from cleanstation_desktop.printing.frame import Frame, details, render, reprint_note
from cleanstation_desktop.printing.layout import Band, Table, columns_of, space
from cleanstation_desktop.printing.nonconformances import nonconformance_block
from cleanstation_desktop.printing.pen import MM, PALE
from cleanstation_desktop.printing.qc_course import course_bands
from cleanstation_desktop.printing.qc_items import item_bands
from cleanstation_desktop.printing.signing import altered_note, signature_block
from cleanstation_desktop.printing.text import ALARM, FAINT, INK, Span
from cleanstation_desktop.printing.wording import Wording


def qc_sheet_pdf(sheet: QcSheet) -> bytes:
    """Print an inspection; the same sheet always gives the same bytes.

    An unsigned inspection is printed too, as a draft that says so on every page.
    """
    wording = Wording(sheet.language, sheet.zone)
    signed = bool(sheet.signatures)
    frame = Frame(
        wording=wording,
        company=sheet.company,
        title=sheet.title,
        subtitle=" · ".join((sheet.document_number, sheet.version, wording("attempt", number=sheet.attempt))),
        document=f"{sheet.document_number} {sheet.version}",
        build_number=sheet.build_number,
        created=max(signature.signed_at for signature in sheet.signatures) if signed else sheet.started_at,
        draft=_mark(sheet, wording),
        copy=sheet.copy,
        qr=sheet.qr,
    )
    bands = [
        *details(wording, _identity(sheet, wording)),
        *reprint_note(frame),
        *altered_note(wording, altered=sheet.altered),
        *course_bands(sheet, wording),
        *_drawings(sheet, wording),
        space(4),
        *_outcome(sheet, wording),
        *item_bands(sheet, wording),
        *nonconformance_block(sheet, wording),
        *signature_block(wording, sheet.signatures, sheet.seal, lack="" if signed else wording("unsigned_sheet")),
    ]
    return render(frame, bands)


def _mark(sheet: QcSheet, wording: Wording) -> str:
    """What lies over every page; nothing over a signed sheet that stands."""
    if sheet.altered:
        return wording("altered_mark")
    if sheet.status == "VOID":
        return wording("void")
    return "" if sheet.signatures else wording("draft_sheet")


def _identity(sheet: QcSheet, wording: Wording) -> list[tuple[str, str]]:
    return [
        ("build_number", sheet.build_number),
        ("po_number", sheet.po_number),
        ("customer", sheet.customer),
        ("project", sheet.project),
        ("model", sheet.model),
        ("family", sheet.family),
        ("attempt_label", wording.number(sheet.attempt)),
        ("status_label", wording.code("status", sheet.status)),
    ]


def _drawings(sheet: QcSheet, wording: Wording) -> list[Band]:
    """The drawings that counted, each by its name and the beginning of its digest."""
    named = "; ".join(f"{drawing.file_name} (SHA-256\u00a0{drawing.sha256[:16]})" for drawing in sheet.drawings)
    label = Span(wording.code("drawings", sheet.status) + " ", fonts.REGULAR, FAINT)
    table = Table(columns_of([("", 1)], inset=0), size=8.4, leading=10.8)
    return table.row([[label, Span(named or wording("no_drawing"))]], rule=False)


def _outcome(sheet: QcSheet, wording: Wording) -> list[Band]:
    """The result in larger type, whether it passed at once, and the count of answers."""
    items = [item for section in sheet.sections for item in section.items]
    asked = sheet.first_pass is not None
    plan = [(wording("result"), 42), (wording("first_pass") if asked else "", 34), (wording("answers"), 106)]
    columns = columns_of(plan, inset=2 * MM)
    names = Table(columns, size=6.8, leading=8.2, padding=3)
    values = Table(columns, size=9.0, leading=12, padding=3)
    first_pass = [Span(wording.yes_no(value=sheet.first_pass), fonts.BOLD)] if sheet.first_pass is not None else ""
    return [
        *names.row([[Span(column.head, fonts.REGULAR, FAINT)] for column in columns], fill=PALE, rule=False),
        *values.row([_verdict(sheet.result, wording), first_pass, _counts(items, wording)], fill=PALE),
    ]


def _verdict(result: Result | None, wording: Wording) -> list[Span]:
    mark = {Result.PASSED: "PASS", Result.FAILED: "FAIL", None: "OPEN"}[result]
    color = {Result.PASSED: INK, Result.FAILED: ALARM, None: FAINT}[result]
    return [Span("", mark=mark), Span(" " + wording.code("verdict", result or "OPEN"), fonts.BOLD, color)]


def _counts(items: Sequence[SheetItem], wording: Wording) -> list[Span]:
    tally = Counter(item.outcome for item in items)
    spans: list[Span] = []
    for outcome in (*Outcome, None):
        word = wording.code("outcome", outcome or "OPEN")
        spans.append(Span("", mark=outcome or "OPEN"))
        # Each count is one word to the line breaker, so that it moves as a whole.
        spans.append(Span(f"\u00a0{tally[outcome]}\u00a0{word}\u00a0\u00a0 ".replace(" ", "\u00a0") + " "))
    return spans
