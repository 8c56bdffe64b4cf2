"""From rows to pages: bands of a known height, put on pages so that nothing is cut or left alone.

Every band is lower than a page, since a row whose text is long is made of several bands; so no text, however
long, can break the layout. Pages are known before anything is drawn: "page 3 of 7" needs no second run.

ReportLab's own layout (Platypus) is not used: it refuses a row that is higher than a page, knows no second font for a
missing letter and no right-to-left line, and counts the pages by drawing them twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from cleanstation_desktop.printing import fonts
from cleanstation_desktop.printing.pen import HAIRLINE, LEFT, MM, WIDTH, Pen
from cleanstation_desktop.printing.text import FAINT, Line, Span, single_line, wrap

# A row of up to so many lines stays whole; a longer one may be parted by a page end after every few lines.
_WHOLE_ROW = 10
_LINES_PER_BAND = 4


@dataclass(frozen=True)
class Band:
    """A strip of a page over its whole width.

    Parameters: height, points; draw, called with the pen and the y of the top edge; keep_next, stays on one page with
    the band that follows; repeat, bands drawn again above this one when it begins a page (table heads, section name);
    gap, only air between parts, left out at the top of a page.
    """

    height: float
    draw: Callable[[Pen, float], None]
    keep_next: bool = False
    repeat: tuple[Band, ...] = ()
    gap: bool = False


@dataclass(frozen=True)
class Column:
    """One column of a table: x and width in points, head, and where its text stands ("left", "right", "center")."""

    x: float
    width: float
    head: str = ""
    align: str = "left"


Content = str | Sequence[Span]


def columns_of(
    plan: Sequence[tuple[str, float]], *, align: Sequence[str] = (), gutter: float = 2.2 * MM, inset: float = 3.0
) -> tuple[Column, ...]:
    """Spread columns over the width of the page.

    Parameters: plan, head and share of the width of each; align, of each, left where nothing is said; gutter, air
    between two columns; inset, air at both edges, in points.
    """
    share = (WIDTH - 2 * inset + gutter) / sum(part for _, part in plan)
    columns = []
    x = LEFT + inset
    for number, (head, part) in enumerate(plan):
        side = align[number] if number < len(align) else "left"
        columns.append(Column(x, part * share - gutter, head, side))
        x += part * share
    return tuple(columns)


@dataclass(frozen=True)
class Table:
    """Columns with a type size; makes bands out of rows."""

    columns: tuple[Column, ...]
    size: float = 8.0
    leading: float = 10.4
    padding: float = 2.6

    def row(
        self,
        cells: Sequence[Content],
        *,
        fill: str | None = None,
        rule: bool = True,
        keep_next: bool = False,
        repeat: tuple[Band, ...] = (),
        indents: Sequence[float] = (),
    ) -> list[Band]:
        """Set one row, one content per column; long texts give several bands.

        Parameters: fill, a ground colour; rule, a thin rule below the row; keep_next and repeat as in Band;
        indents, points by which each cell is moved to the right.
        """
        shifts = [*indents, *([0.0] * (len(self.columns) - len(indents)))]
        set_cells = [
            (column, shift, wrap(spans_of(content), self.size, column.width - shift))
            for column, content, shift in zip(self.columns, cells, shifts, strict=True)
        ]
        count = max((len(lines) for _, _, lines in set_cells), default=1)
        step = count if count <= _WHOLE_ROW else _LINES_PER_BAND
        starts = range(0, count, step)
        bands = []
        for start in starts:
            part = [(column, shift, lines[start : start + step]) for column, shift, lines in set_cells]
            last = start == starts[-1]
            bands.append(self._band(part, first=start == 0, last=last, fill=fill, rule=rule and last))
        bands[-1] = replace(bands[-1], keep_next=keep_next)
        return [replace(band, repeat=repeat) for band in bands]

    def head(self, *, fill: str) -> Band:
        """Set the row of column heads."""
        cells = [[Span(column.head, fonts.BOLD, FAINT)] for column in self.columns]
        small = replace(self, size=self.size * 0.88, leading=self.leading * 0.9)
        (band,) = small.row(cells, fill=fill, keep_next=True)
        return band

    def one_line(self, span: Span, *, fill: str | None = None, rule: bool = True) -> Band:
        """Set a text that stands in full elsewhere on one line of the first column, cut by an ellipsis if need be."""
        column = self.columns[0]
        line = single_line(span, self.size, column.width)
        return self._band([(column, 0.0, (line,))], first=True, last=True, fill=fill, rule=rule)

    def part(self, first: int, *, size: float | None = None) -> Table:
        """Give a table of one wide column, from the given column to the right edge, for notes under a row."""
        start, end = self.columns[first], self.columns[-1]
        column = Column(start.x, end.x + end.width - start.x)
        return replace(self, columns=(column,), size=size or self.size)

    def _band(
        self,
        cells: Sequence[tuple[Column, float, tuple[Line, ...]]],
        *,
        first: bool,
        last: bool,
        fill: str | None,
        rule: bool,
    ) -> Band:
        above = self.padding if first else 0.0
        height = above + max(len(lines) for _, _, lines in cells) * self.leading + (self.padding if last else 0.0)

        def draw(pen: Pen, top: float) -> None:
            if fill:
                pen.fill(LEFT, top, WIDTH, height, fill)
            for column, shift, lines in cells:
                for number, line in enumerate(lines):
                    room = column.width - shift - line.width
                    aside = {"left": 0.0, "right": room, "center": room / 2}[column.align]
                    y = top + above + number * self.leading
                    pen.line(column.x + shift + aside, y, line, self.size, self.leading)
            if rule:
                pen.rule(LEFT, top + height, WIDTH, color=HAIRLINE)

        return Band(height, draw)


def spans_of(content: Content) -> Sequence[Span]:
    """Take a plain text as one span."""
    return [Span(content)] if isinstance(content, str) else content


def space(height: float) -> Band:
    """Give air above the band that follows."""
    return Band(height, lambda _pen, _top: None, keep_next=True, gap=True)


def paginate(bands: Sequence[Band], first_height: float, height: float) -> list[list[Band]]:
    """Put bands on pages.

    Parameters: bands in order; first_height and height, the points that the first and the other pages have.
    Bands that keep with the next move on together as long as they fit on one page at all.
    """
    pages: list[list[Band]] = [[]]
    left = first_height
    index = 0
    while index < len(bands):
        chain = _chain(bands, index)
        index += len(chain)
        if _height(chain) > left and pages[-1]:
            body = [band for band in chain if not band.gap]
            page = [*(body[0].repeat if body else ()), *body]
            if _height(page) <= height:
                pages.append(page)
                left = height - _height(page)
                continue
        # Either it fits, or it fits on no page at all and flows on band by band.
        for band in chain:
            if band.height > left and pages[-1]:
                pages.append(list(band.repeat))
                left = height - _height(band.repeat)
            pages[-1].append(band)
            left -= band.height
    return pages


def _height(bands: Sequence[Band]) -> float:
    return sum(band.height for band in bands)


def _chain(bands: Sequence[Band], start: int) -> list[Band]:
    end = start
    while bands[end].keep_next and end + 1 < len(bands):
        end += 1
    return list(bands[start : end + 1])
