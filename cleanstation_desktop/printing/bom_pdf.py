"""The bill of materials as an A4 document: the structure with its levels, or the totals by item (DOMAIN §8)."""

from __future__ import annotations

from collections.abc import Sequence

from cleanstation_desktop.domain.bom_diff import FlatLine, flat
from cleanstation_desktop.domain.bom_document import BomDocument
from cleanstation_desktop.domain.bom_model import BomLine
from cleanstation_desktop.domain.errors import Finding
from cleanstation_desktop.printing import findings, fonts
from cleanstation_desktop.printing.bom_table import state_words
from cleanstation_desktop.printing.frame import Frame, details, render, reprint_note
from cleanstation_desktop.printing.layout import Band, Content, Table, columns_of, space
from cleanstation_desktop.printing.pen import MM, PALE
from cleanstation_desktop.printing.signing import altered_note, heading, heading_again, signature_block
from cleanstation_desktop.printing.text import ACCENT, ALARM, FAINT, INK, Span
from cleanstation_desktop.printing.wording import Wording

_INDENT = 3.2 * MM
# Deeper levels are told by the line number alone, or the part number would have no room left.
_MAX_INDENTED_LEVEL = 5


def bom_pdf(document: BomDocument, *, by_item: bool = False) -> bytes:
    """Print a revision; the same document always gives the same bytes.

    Parameters: by_item, totals by item instead of the structure.
    """
    wording = Wording(document.language, document.zone)
    title = wording("bom_flat_title" if by_item else "bom_title")
    frame = Frame(
        wording=wording,
        company=document.company,
        title=title,
        subtitle=" · ".join((wording("revision", number=document.revision), state_words(document, wording))),
        document=f"{title} · {wording('revision', number=document.revision)}",
        build_number=document.bom.build_number,
        created=document.created,
        draft=_mark(document, wording),
        copy=document.copy,
        qr=document.qr,
    )
    bands = [
        *details(wording, _identity(document, wording)),
        *reprint_note(frame),
        *altered_note(wording, altered=document.altered),
        *_change(document, wording),
        *_findings(document.bom.findings, wording),
        *(_by_item(document, wording) if by_item else _tree(document, wording)),
        *signature_block(wording, document.signatures, document.seal, lack=_lack(document, wording)),
    ]
    return render(frame, bands)


def _mark(document: BomDocument, wording: Wording) -> str:
    """The words over every page of what nobody may build by."""
    if document.altered:
        return wording("altered_mark")
    if not document.is_approved:
        return wording("draft_bom")
    if document.superseded_by is not None:
        return wording("superseded_mark", number=document.superseded_by)
    return ""


def _lack(document: BomDocument, wording: Wording) -> str:
    if document.is_approved:
        return ""
    return wording("half_signed_bom" if document.signatures else "unsigned_bom")


def _identity(document: BomDocument, wording: Wording) -> list[tuple[str, str]]:
    size = document.bom.totals
    return [
        ("build_number", document.bom.build_number),
        ("po_number", document.po_number),
        ("customer", document.customer),
        ("project", document.project),
        ("model", document.model),
        ("family", document.family),
        ("revision_label", f"{document.revision} – {state_words(document, wording)}"),
        ("made_label", wording.utc(document.made_at)),
        ("lines_label", wording.number(size.lines)),
        ("distinct_label", wording.number(size.distinct_items)),
        ("depth_label", wording.number(size.depth)),
    ]


def _change(document: BomDocument, wording: Wording) -> list[Band]:
    if not document.change:
        return []
    table = Table(columns_of([("", 1)], inset=0), size=8.4, leading=10.8)
    return table.row([[Span(wording("change_label") + " ", fonts.BOLD), Span(document.change)]], rule=False)


def _findings(found: Sequence[Finding], wording: Wording) -> list[Band]:
    if not found:
        return []
    title = wording("findings")
    plan = [(wording("bom_severity"), 26), (wording("bom_field"), 40), (wording("bom_message"), 116)]
    table = Table(columns_of(plan), size=7.8, leading=10.2)
    head = table.head(fill="#FFFFFF")
    repeat = (heading_again(wording("continued", title=title)), head)
    bands = [space(7), *heading(title), head]
    for finding in found:
        color = ALARM if finding.severity == "error" else INK
        severity = [Span(wording.code("severity", finding.severity), fonts.BOLD, color)]
        place = [Span(findings.place(finding, wording), fonts.REGULAR, FAINT)]
        bands += table.row([severity, place, findings.sentence(finding, wording)], repeat=repeat)
    return bands


def _tree(document: BomDocument, wording: Wording) -> list[Band]:
    plan = (
        ("path", 15),
        ("item", 55),
        ("rule", 20),
        ("name", 56),
        ("quantity", 10),
        ("extended", 13),
        ("positions", 13),
    )
    table = _table(plan, wording, right={"quantity", "extended", "positions"})
    title = wording("tree")
    head = table.head(fill="#FFFFFF")
    repeat = (heading_again(wording("continued", title=title)), head)
    bands = [space(7), *heading(title), head]
    if not document.bom.lines:
        bands += table.part(0).row([[Span(wording("no_lines"), fonts.ITALIC, FAINT)]])
    for line in document.bom.lines:
        bands += _line(line, table, wording, repeat)
    return bands


def _line(line: BomLine, table: Table, wording: Wording, repeat: tuple[Band, ...]) -> list[Band]:
    top = line.level == 0
    cells: list[Content] = [
        [Span(line.path, fonts.REGULAR, FAINT)],
        _item(line.item, line.kind, wording, bold=top),
        [Span(line.rule or "", fonts.REGULAR, FAINT)],
        [Span(line.name, fonts.BOLD if top else fonts.REGULAR)],
        wording.number(line.quantity),
        [Span(wording.number(line.extended_quantity), fonts.BOLD)],
        ", ".join(str(position) for position in line.positions),
    ]
    indent = min(line.level, _MAX_INDENTED_LEVEL) * _INDENT
    return _with_note(table, cells, line.note or "", wording, repeat, indents=(0.0, indent), fill=PALE if top else None)


def _by_item(document: BomDocument, wording: Wording) -> list[Band]:
    plan = (("item", 64), ("kind", 21), ("rule", 20), ("name", 61), ("extended", 16))
    table = _table(plan, wording, right={"extended"})
    title = wording("totals")
    head = table.head(fill="#FFFFFF")
    repeat = (heading_again(wording("continued", title=title)), head)
    bands = [space(7), *heading(title), head]
    if not document.bom.lines:
        bands += table.part(0).row([[Span(wording("no_lines"), fonts.ITALIC, FAINT)]])
    for total in flat(document.bom):
        bands += _total(total, table, wording, repeat)
    return bands


def _total(total: FlatLine, table: Table, wording: Wording, repeat: tuple[Band, ...]) -> list[Band]:
    cells: list[Content] = [
        _item(total.item, total.kind, wording, bold=True),
        [Span(wording.code("kind", total.kind), fonts.REGULAR, FAINT)],
        [Span(", ".join(total.rules), fonts.REGULAR, FAINT)],
        total.name,
        [Span(wording.number(total.quantity), fonts.BOLD)],
    ]
    return _with_note(table, cells, total.note or "", wording, repeat)


def _table(plan: Sequence[tuple[str, float]], wording: Wording, *, right: set[str]) -> Table:
    heads = [(wording(f"bom_{key}"), width) for key, width in plan]
    align = ["right" if key in right else "left" for key, _ in plan]
    return Table(columns_of(heads, align=align), size=7.6, leading=9.8, padding=1.9)


def _item(item: str, kind: str, wording: Wording, *, bold: bool) -> list[Span]:
    spans = [Span(item, fonts.BOLD if bold else fonts.REGULAR)]
    if kind == "custom":
        spans.append(Span(" " + wording("custom_tag").replace(" ", "\u00a0"), fonts.BOLD, ACCENT))
    return spans


def _with_note(
    table: Table,
    cells: Sequence[Content],
    note: str,
    wording: Wording,
    repeat: tuple[Band, ...],
    *,
    indents: tuple[float, ...] = (),
    fill: str | None = None,
) -> list[Band]:
    bands = table.row(cells, rule=not note, keep_next=bool(note), repeat=repeat, indents=indents, fill=fill)
    if note:
        spans = [Span(wording("note") + " ", fonts.BOLD, FAINT), Span(note, fonts.ITALIC)]
        bands += table.part(1).row([spans], repeat=repeat, indents=indents[1:], fill=fill)
    return bands
