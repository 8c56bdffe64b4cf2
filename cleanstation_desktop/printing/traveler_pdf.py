"""The traveler: one A4 page that goes with a build, to be scanned at each station and noted on by hand (DOMAIN §8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cleanstation_desktop.domain.travelers import Traveler
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.printing import fonts
from cleanstation_desktop.printing.frame import Frame, details, render, room_left, short_reprint_note
from cleanstation_desktop.printing.layout import Band, Table, columns_of, space
from cleanstation_desktop.printing.pen import HAIRLINE, LEFT, MM, PALE, WIDTH, Pen
from cleanstation_desktop.printing.signing import heading
from cleanstation_desktop.printing.text import ALARM, FAINT, Span
from cleanstation_desktop.printing.wording import Wording

STAGES = ("body_arrived", "pre_qc", "production", "end_of_line_test", "packaging", "final_qc", "shipped")
"""What happens to a build, in order, by the names of the wording."""

_HELD = frozenset({BuildStatus.PRE_QC_REJECTED, BuildStatus.ON_HOLD_PARTS, BuildStatus.FINAL_QC_REJECTED})
"""In these a build does not go on."""

_MOST_PARTS = 18
_LEAST_FOR_PARTS = 30 * MM
_LONGEST = 64
"""Letters of a part's name or a customer's: the whole of it stands in the bill and in the order."""

_RARE = 0x2000
"""From this letter on, a font may not have it."""

_ROW = 11.5 * MM
_BY_HAND = (58, 30, 26, 68)


def traveler_pdf(traveler: Traveler) -> bytes:
    """Print a traveler; the same one always gives the same bytes, and always one page."""
    build = traveler.build
    wording = Wording(build.language, build.zone)
    revision = wording("revision", number=traveler.revision)
    frame = Frame(
        wording=wording,
        company=build.company,
        title=wording("traveler_title"),
        subtitle=" · ".join((wording("build_of", number=build.number, total=build.total), revision)),
        document=f"{wording('traveler_title')} · {revision}",
        build_number=build.build_number,
        created=build.created_at,
        draft="" if traveler.approved else wording("draft_bom"),
        copy=traveler.copy,
        qr=build.link,
    )
    identity = details(wording, _identity(traveler, wording))
    hold = [*_hold(traveler, wording), space(6)]
    below = [space(8), *heading(wording("traveler_way")), *_by_hand(wording), *_note(wording("traveler_note"))]
    again = short_reprint_note(frame, room_left(frame, [*identity, *hold, *below]) - _LEAST_FOR_PARTS)
    above = [*identity, *again, *hold]
    parts = _parts(traveler, wording, room_left(frame, [*above, *below]))
    return render(frame, [*above, *parts, *below])


def _identity(traveler: Traveler, wording: Wording) -> list[tuple[str, str]]:
    build = traveler.build
    return [
        ("po_number", _short(build.po_number)),
        ("customer", _short(build.customer)),
        ("project", _short(build.project)),
        ("want_date", wording.date(build.want_date)),
        ("model", build.model),
        ("family", build.family),
        ("traveler_size", wording.with_unit(f"{traveler.length} × {traveler.width}", "in")),
        ("build_number", build.build_number),
    ]


def _hold(traveler: Traveler, wording: Wording) -> list[Band]:
    """What kept the build from going on when this was printed."""
    if traveler.status not in _HELD:
        return []
    table = Table(columns_of([("", 1)], inset=0), size=12, leading=15)
    return table.row([[Span(wording.code("build_status", traveler.status), fonts.BOLD, ALARM)]], rule=False)


def _parts(traveler: Traveler, wording: Wording, room: float) -> Iterator[Band]:
    """As many of the parts as have room, and how many more there are."""
    plan = [(wording("bom_item"), 62), (wording("bom_name"), 104), (wording("bom_quantity"), 16)]
    table = Table(columns_of(plan, align=("left", "left", "right")), size=8, leading=10, padding=1.6)
    head = table.head(fill=PALE)
    room -= _height([head, *_note(wording("traveler_more", count=len(traveler.parts)))])
    yield head
    shown = 0
    for part in traveler.parts[:_MOST_PARTS]:
        item = [Span(_short(part.item), fonts.BOLD)]
        row = table.row([item, _short(part.name), wording.number(part.quantity)])
        room -= _height(row)
        if room < 0:
            break
        shown += 1
        yield from row
    left_out = len(traveler.parts) - shown
    if left_out:
        yield from _note(wording("traveler_more", count=left_out))


def _height(bands: Sequence[Band]) -> float:
    return sum(band.height for band in bands)


def _by_hand(wording: Wording) -> Iterator[Band]:
    """A row for each stage, high enough for a pen."""
    heads = ("traveler_stage", "traveler_date", "traveler_initials", "traveler_remark")
    columns = columns_of([(wording(head), width) for head, width in zip(heads, _BY_HAND, strict=True)])
    yield Table(columns, size=8, leading=10).head(fill=PALE)

    def row(stage: str) -> Band:
        def draw(pen: Pen, top: float) -> None:
            pen.frame(LEFT, top + (_ROW - 4 * MM) / 2, 4 * MM, 4 * MM)
            name = Span(wording(f"traveler_stage.{stage}"), fonts.BOLD)
            pen.put(LEFT + 6 * MM, top + _ROW / 2 - 6, name, 9, columns[0].width - 5 * MM)
            for column in columns[1:]:
                pen.rule(column.x, top + _ROW - 2.6 * MM, column.width, color=HAIRLINE)
            pen.rule(LEFT, top + _ROW, WIDTH, color=HAIRLINE)

        return Band(_ROW, draw)

    yield from (row(stage) for stage in STAGES)


def _note(words: str) -> list[Band]:
    table = Table(columns_of([("", 1)], inset=0), size=7.6, leading=10)
    return table.row([[Span(words, fonts.REGULAR, FAINT)]], rule=False)


def _short(text: str) -> str:
    """On one line or two, whatever was typed."""
    words = " ".join(text.split())
    room = _LONGEST
    for place, letter in enumerate(words):
        # What no font has is printed as its number.
        room -= 1 if ord(letter) < _RARE else 9
        if room < 0:
            return f"{words[:place]}…"
    return words
