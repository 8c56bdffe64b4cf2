"""The frame of every printed record: title block, running head, foot with page x of y, watermark, file metadata."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cleanstation_desktop.domain.print_marks import FIRST_COPY, PrintCopy
from cleanstation_desktop.printing import fonts
from cleanstation_desktop.printing.canvas import open_canvas
from cleanstation_desktop.printing.layout import Band, Table, columns_of, paginate
from cleanstation_desktop.printing.pen import LEFT, MM, PAGE_HEIGHT, STRONG, WIDTH, Pen
from cleanstation_desktop.printing.text import ACCENT, FAINT, INK, Span, clean, single_line, wrap_at_most
from cleanstation_desktop.printing.wording import Wording, copy_line

_TOP_FIRST = 11 * MM
_TOP = 21 * MM
_FOOT = 20 * MM
_FIRST_HEIGHT = PAGE_HEIGHT - _TOP_FIRST - _FOOT
_CODE_WIDTH = 62 * MM
_BARS = 10.5 * MM
_NOTE = Table(columns_of([("", 1)], inset=0), size=8, leading=10.4)


@dataclass(frozen=True)
class Frame:
    """What stands around the content.

    Parameters: wording; company; title; subtitle, the line under it; document, number and revision for the foot;
    build_number, also the barcode; draft, words of the watermark or ""; created, the time in the file's metadata;
    copy; qr, text of a QR code or "".
    """

    wording: Wording
    company: str
    title: str
    subtitle: str
    document: str
    build_number: str
    created: datetime
    draft: str = ""
    copy: PrintCopy = FIRST_COPY
    qr: str = ""


def room_left(frame: Frame, bands: Sequence[Band]) -> float:
    """Points that the first page has left beside these bands; negative when they need more than one."""
    cleaned = replace(frame, title=clean(frame.title), build_number=clean(frame.build_number))
    with fonts.ENGINE_LOCK:
        return _FIRST_HEIGHT - sum(band.height for band in (_title_block(cleaned), *bands))


def render(frame: Frame, bands: Sequence[Band]) -> bytes:
    """Make the PDF: the same frame and bands always give the same bytes."""
    frame = replace(frame, title=clean(frame.title), build_number=clean(frame.build_number))
    with fonts.ENGINE_LOCK:
        pages = paginate([_title_block(frame), *bands], _FIRST_HEIGHT, PAGE_HEIGHT - _TOP - _FOOT)
        target = io.BytesIO()
        canvas = open_canvas(
            target,
            frame.wording.language,
            title=f"{frame.document} – {frame.title} – {frame.build_number}",
            author=frame.company,
            subject=frame.subtitle,
            created=frame.created,
        )
        pen = Pen(canvas)
        for number, page in enumerate(pages, start=1):
            if number > 1:
                _running_head(pen, frame)
            top = _TOP_FIRST if number == 1 else _TOP
            for band in page:
                band.draw(pen, top)
                top += band.height
            _foot(pen, frame, number, len(pages))
            mark = frame.draft or ("" if frame.copy.number else frame.wording("uncontrolled_mark"))
            if mark:
                pen.watermark(mark)
            canvas.showPage()
        canvas.save()
    return target.getvalue()


def details(wording: Wording, pairs: Sequence[tuple[str, str]], *, columns: int = 4) -> list[Band]:
    """Set label and value pairs in a grid, label small above its value. pairs: (label key, value)."""
    grid = columns_of([("", 1)] * columns, gutter=4 * MM, inset=0)
    small = Table(grid, size=6.8, leading=8.2, padding=1.2)
    large = Table(grid, size=9.0, leading=11.2, padding=1.2)
    bands: list[Band] = []
    for start in range(0, len(pairs), columns):
        part = [*pairs[start : start + columns]]
        part += [("", "")] * (columns - len(part))
        names = [[Span(wording(key) if key else "", fonts.REGULAR, FAINT)] for key, _ in part]
        values = [[Span(value or ("–" if key else ""), fonts.REGULAR, INK)] for key, value in part]
        bands += small.row(names, rule=False, keep_next=True)
        bands += large.row(values, rule=False)
    return bands


def reprint_note(frame: Frame) -> list[Band]:
    """The foot has one line for the copy; why it was printed again stands here in full."""
    if not frame.copy.why_again:
        return []
    return _NOTE.row([[_copy_span(frame)]], rule=False)


def short_reprint_note(frame: Frame, room: float) -> list[Band]:
    """The same for a paper of one page: on as many lines as have room, two at least; an ellipsis ends what has none."""
    if not frame.copy.why_again:
        return []
    lines = wrap_at_most(_copy_span(frame), _NOTE.size, WIDTH, max(2, int(room / _NOTE.leading)))
    height = len(lines) * _NOTE.leading
    return [Band(height, lambda pen, top: pen.lines(LEFT, top, lines, _NOTE.size, _NOTE.leading))]


def _copy_span(frame: Frame) -> Span:
    return Span(copy_line(frame.copy, frame.wording), fonts.REGULAR, FAINT)


def _title_block(frame: Frame) -> Band:
    """Company and title at the left, barcode and build number at the right, a strong rule below."""
    qr_side = 17 * MM if frame.qr else 0.0
    text_width = WIDTH - _CODE_WIDTH - qr_side - 6 * MM
    title = wrap_at_most(Span(frame.title, fonts.BOLD), 15, text_width, 4)
    subtitle = wrap_at_most(Span(frame.subtitle, fonts.REGULAR, FAINT), 9, text_width, 4)
    label = Span(frame.wording("build", number=frame.build_number), fonts.BOLD)
    label_width = _CODE_WIDTH - (2 * MM if frame.qr else 0)
    number = wrap_at_most(label, 9, label_width, 4)
    under_bars = _BARS + 3 + len(number) * 11.7
    height = max(14 + len(title) * 19 + len(subtitle) * 12, 17 * MM, under_bars) + 8

    def draw(pen: Pen, top: float) -> None:
        pen.put(LEFT, top, Span(frame.company, fonts.BOLD, ACCENT), 9, text_width)
        pen.lines(LEFT, top + 14, title, 15, 19)
        pen.lines(LEFT, top + 15 + len(title) * 19, subtitle, 9, 12)
        right = LEFT + WIDTH - qr_side
        code_left = right - _CODE_WIDTH
        drawn = pen.barcode(code_left + label_width, top + 1, _CODE_WIDTH, _BARS, frame.build_number)
        below = top + (_BARS + 3 if drawn else 4)
        for place, line in enumerate(number):
            pen.line(code_left + label_width - line.width, below + place * 11.7, line, 9, 11.7)
        if frame.qr:
            pen.qr(LEFT + WIDTH - qr_side + 1.5 * MM, top - 1.5 * MM, qr_side, frame.qr)
        pen.rule(LEFT, top + height - 4, WIDTH, color=INK, weight=1.1)

    return Band(height, draw)


def _running_head(pen: Pen, frame: Frame) -> None:
    y = 10 * MM
    number = Span(frame.build_number, fonts.BOLD)
    side = WIDTH * 0.2
    # A long number takes from the title, which stands in full on the first page.
    right = min(max(side, single_line(number, 8, WIDTH).width + 3 * MM), WIDTH * 0.5)
    pen.put(LEFT, y, Span(frame.company, fonts.BOLD, ACCENT), 8, side)
    pen.put(LEFT + side, y, Span(frame.title, fonts.BOLD), 8, WIDTH - side - right, align="center")
    pen.whole(LEFT + WIDTH - right, y, number, 8, right, align="right")
    pen.put(LEFT, y + 11, Span(frame.subtitle, fonts.REGULAR, FAINT), 7.2, WIDTH, align="center")
    pen.rule(LEFT, y + 23, WIDTH, color=STRONG, weight=0.7)


def _foot(pen: Pen, frame: Frame, number: int, total: int) -> None:
    y = PAGE_HEIGHT - 16 * MM
    wording = frame.wording
    pen.rule(LEFT, y, WIDTH, color=STRONG, weight=0.7)
    third = WIDTH / 3
    pen.whole(LEFT, y + 4, Span(frame.document, fonts.REGULAR, FAINT), 7.2, third - 3 * MM)
    page = Span(wording("page", number=number, total=total))
    pen.put(LEFT + 2 * third, y + 4, page, 7.2, third, align="right")
    build = Span(wording("build", number=frame.build_number), fonts.BOLD)
    long = single_line(build, 7.2, WIDTH).width > third
    middle = WIDTH - third - single_line(page, 7.2, third).width - 3 * MM if long else third
    pen.whole(LEFT + third, y + 4, build, 7.2, middle, align="center")
    pen.put(LEFT, y + 14, _copy_span(frame), 7.2, WIDTH)
