"""The bill of materials as an A4 document: the structure with its levels, or the totals by item (DOMAIN §8)."""

from __future__ import annotations

from collections.abc import Sequence

from cleanstation_desktop.printing import fonts
from cleanstation_desktop.printing.boms import BomDocument, BomFinding, BomLine, BomTotal, depth, distinct_items, totals
from cleanstation_desktop.printing.frame import Frame, details, render, reprint_note
from cleanstation_desktop.printing.layout import Band, Content, Table, columns_of, space
from cleanstation_desktop.printing.pen import MM, PALE
from cleanstation_desktop.printing.signing import heading, signature_block
from cleanstation_desktop.printing.text import ACCENT, ALARM, FAINT, INK, Span
from cleanstation_desktop.printing.wording import Wording

_INDENT = 3.2 * MM
# Deeper levels are told by the line number alone, or the part number would have no room left.
_MAX_INDENTED_LEVEL = 5


def bom_pdf(document: BomDocument, *, flat: bool = False) -> bytes:
    """Print a revision; the same document always gives the same bytes.

    Parameters: flat, totals by item instead of the structure.
    """
    wording = Wording(document.language, document.zone)
    frame = Frame(
        wording=wording,
        company=document.company,
        title=wording("bom_flat_title" if flat else "bom_title"),
        subtitle=" · ".join((wording("revision", number=document.revision), wording.code("status", document.status))),
        document=f"{wording('bom_title')} · {wording('revision', number=document.revision)}",
        build_number=document.build_number,
        created=document.created,
        draft="" if document.signatures else wording("draft_bom"),
        copy=document.copy,
        qr=document.qr,
    )
    bands = [
        *details(wording, _identity(document, wording)),
        *reprint_note(frame),
        *_change(document, wording),
        *_findings(document.findings, wording),
        *(_flat(document, wording) if flat else _tree(document, wording)),
        *signature_block(wording, document.signatures, document.seal, unsigned=wording("unsigned_bom")),
    ]
    return render(frame, bands)


def _identity(document: BomDocument, wording: Wording) -> list[tuple[str, str]]:
    lines = document.lines
    return [
        ("build_number", document.build_number),
        ("po_number", document.po_number),
        ("customer", document.customer),
        ("project", document.project),
        ("model", document.model),
        ("family", document.family),
        ("revision_label", f"{document.revision} – {wording.code('status', document.status)}"),
        ("made_label", wording.utc(document.made_at)),
        ("lines_label", wording.number(len(lines))),
        ("distinct_label", wording.number(distinct_items(lines))),
        ("depth_label", wording.number(depth(lines))),
    ]


def _change(document: BomDocument, wording: Wording) -> list[Band]:
    if not document.change:
        return []
    table = Table(columns_of([("", 1)], inset=0), size=8.4, leading=10.8)
    return table.row([[Span(wording("change_label") + " ", fonts.BOLD), Span(document.change)]], rule=False)


def _findings(findings: Sequence[BomFinding], wording: Wording) -> list[Band]:
    if not findings:
        return []
    title = wording("findings")
    plan = [(wording("bom_severity"), 26), (wording("bom_field"), 40), (wording("bom_message"), 116)]
    table = Table(columns_of(plan), size=7.8, leading=10.2)
    head = table.head(fill="#FFFFFF")
    repeat = (heading(wording("continued", title=title)), head)
    bands = [space(7), heading(title), head]
    for finding in findings:
        color = ALARM if finding.severity == "error" else INK
        severity = [Span(wording.code("severity", finding.severity), fonts.BOLD, color)]
        bands += table.row([severity, [Span(finding.field, fonts.REGULAR, FAINT)], finding.message], repeat=repeat)
    return bands


def _tree(document: BomDocument, wording: Wording) -> list[Band]:
    plan = (
        ("path", 15),
        ("item", 57),
        ("rule", 16),
        ("name", 58),
        ("quantity", 10),
        ("extended", 13),
        ("positions", 13),
    )
    table = _table(plan, wording, right={"quantity", "extended"})
    title = wording("tree")
    head = table.head(fill="#FFFFFF")
    repeat = (heading(wording("continued", title=title)), head)
    bands = [space(7), heading(title), head]
    if not document.lines:
        bands += table.part(0).row([[Span(wording("no_lines"), fonts.ITALIC, FAINT)]])
    for line in document.lines:
        bands += _line(line, table, wording, repeat)
    return bands


def _line(line: BomLine, table: Table, wording: Wording, repeat: tuple[Band, ...]) -> list[Band]:
    top = line.level == 0
    cells: list[Content] = [
        [Span(line.path, fonts.REGULAR, FAINT)],
        _item(line.item, line.kind, wording, bold=top),
        [Span(line.rule, fonts.REGULAR, FAINT)],
        [Span(line.name, fonts.BOLD if top else fonts.REGULAR)],
        wording.number(line.quantity),
        [Span(wording.number(line.extended_quantity), fonts.BOLD)],
        ", ".join(str(position) for position in line.positions),
    ]
    indent = min(line.level, _MAX_INDENTED_LEVEL) * _INDENT
    return _with_note(table, cells, line.note, wording, repeat, indents=(0.0, indent), fill=PALE if top else None)


def _flat(document: BomDocument, wording: Wording) -> list[Band]:
    plan = (("item", 62), ("kind", 20), ("rule", 18), ("name", 52), ("extended", 14), ("used_in", 14))
    table = _table(plan, wording, right={"extended", "used_in"})
    title = wording("totals")
    head = table.head(fill="#FFFFFF")
    repeat = (heading(wording("continued", title=title)), head)
    bands = [space(7), heading(title), head]
    if not document.lines:
        bands += table.part(0).row([[Span(wording("no_lines"), fonts.ITALIC, FAINT)]])
    for total in totals(document.lines):
        bands += _total(total, table, wording, repeat)
    return bands


def _total(total: BomTotal, table: Table, wording: Wording, repeat: tuple[Band, ...]) -> list[Band]:
    cells: list[Content] = [
        _item(total.item, total.kind, wording, bold=True),
        [Span(wording.code("kind", total.kind), fonts.REGULAR, FAINT)],
        [Span("\n".join(total.rules), fonts.REGULAR, FAINT)],
        total.name,
        [Span(wording.number(total.quantity), fonts.BOLD)],
        wording.number(total.places),
    ]
    return _with_note(table, cells, "\n".join(total.notes), wording, repeat)


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
