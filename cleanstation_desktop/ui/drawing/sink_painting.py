"""Painting the plan of a sink from above: outlines, basins with their labels, fittings, dimension lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from cleanstation_desktop.ui.drawing import sink_symbols, sink_words
from cleanstation_desktop.ui.drawing.pencil import HIDDEN, SOLID, Pencil, View
from cleanstation_desktop.ui.drawing.sink_answers import basin_tag
from cleanstation_desktop.ui.drawing.sink_parts import Box, Dimension, Kind, Part, SinkLayout
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.theme import Tokens
from cleanstation_desktop.ui.theme.materials import BOARD_COLOURS

# Pixels for an inch below which text and dimension lines would only be dirt.
READABLE = 3.4
_HOLES = 2.5  # inches between the dots of a perforated board

_FILLS = {"e_sink": "info_bg", "e_sink_di": "info_bg", "e_drain": "neutral_bg", "": "surface"}


def fit(bounds: Box, room: QRectF) -> tuple[QPointF, float]:
    """Centre a view in a rectangle of pixels: where its inch (0, 0) lies, and how many pixels an inch gets."""
    scale = min(room.width() / bounds.width, room.height() / bounds.height)
    middle = bounds.middle
    return QPointF(room.center().x() - middle[0] * scale, room.center().y() - middle[1] * scale), scale


def paint_plan(painter: QPainter, layout: SinkLayout, room: QRectF, tokens: Tokens) -> View:
    """Paint the plan into a rectangle of logical pixels, as large as it goes; a bare sketch where that is small.

    Returns where everything lies.
    """
    origin, scale = fit(layout.bounds, room)
    detailed = scale >= READABLE
    if not detailed:
        origin, scale = fit(layout.sketch_bounds, room)
    pencil = Pencil(painter, origin, scale, tokens)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for part in layout.parts:
        _PAINTERS[part.kind](pencil, layout, part, detailed)
    if detailed:
        for dimension in layout.dimensions:
            draw_dimension(pencil, dimension)
    return pencil.view


def _body(pencil: Pencil, layout: SinkLayout, part: Part, detailed: bool) -> None:
    pencil.take("text", "surface2", width=2.0, style=SOLID if part.known else HIDDEN)
    pencil.box(part.box, 1.0)
    if not detailed:
        return
    pencil.take("border_strong", width=0.8)
    pencil.box(Box(0.7, 0.7, part.box.width - 1.4, part.box.height - 1.4), 0.6)
    front = max([0.0, *(basin.box.bottom for basin in layout.of(Kind.BASIN))])
    strip = Box(part.box.width / 4, front + 0.2, part.box.width / 2, part.box.height - front - 0.9)
    if strip.height > 0:
        pencil.text(tr("Front"), pencil.rectangle(strip), ink="text2", factor=0.8)


def _basin(pencil: Pencil, layout: SinkLayout, part: Part, detailed: bool) -> None:
    box = part.box
    style = SOLID if part.known and part.variant else HIDDEN
    line, fill = ("warn", "warn_bg") if part.over else ("text", _FILLS[part.variant])
    pencil.take(line, fill, width=1.8, style=style)
    pencil.box(box, 1.6)
    x, y = box.middle
    inner = Box(box.x + 1.1, box.y + 1.1, box.width - 2.2, box.height - 2.2)
    pencil.take("warn" if part.over else "border_strong", width=0.7)
    for corner_x in (inner.x + 0.5, inner.right - 0.5):
        for corner_y in (inner.y + 0.5, inner.bottom - 0.5):
            pencil.line(corner_x, corner_y, x, y)
    pencil.take("primary" if part.variant == "e_sink_di" else "border_strong", width=1.0)
    pencil.box(inner, 1.0)
    body = layout.of(Kind.BODY)[0].box
    if part.over and box.right > body.right:
        pencil.take("warn", width=1.6, style=HIDDEN)
        pencil.line(body.right, box.y, body.right, box.bottom)
    if detailed:
        _label_basin(pencil, layout, part, inner, fill)


def _label_basin(pencil: Pencil, layout: SinkLayout, part: Part, inner: Box, ground: str) -> None:
    answer = layout.answers.basins[part.index]
    ink = "warn" if part.over else "text"
    row = 2.8
    head = pencil.rectangle(Box(inner.x + 0.5, inner.y + 0.3, inner.width - 1.0, row))
    left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    pencil.text(basin_tag(answer, part.index), head, ink=ink, align=left, factor=1.25, bold=True, ground=ground)
    low = inner.bottom - 2 * row - 0.2
    if low > inner.middle[1] + 1.5:
        name = pencil.rectangle(Box(inner.x + 0.3, low, inner.width - 0.6, row))
        pencil.text(sink_words.basin_name(answer.type), name, ink=ink, bold=True, ground=ground)
    size = pencil.rectangle(Box(inner.x + 0.3, low + row, inner.width - 0.6, row))
    pencil.text(sink_words.size_text(answer.size), size, ink=ink, factor=0.95, ground=ground)


def _board(pencil: Pencil, layout: SinkLayout, part: Part, detailed: bool) -> None:
    board, box = layout.answers.board, part.box
    colour = QColor(BOARD_COLOURS[board.color]) if board and board.color else pencil.colour("surface")
    style = SOLID if part.known and part.variant else HIDDEN
    pencil.take("text", colour, width=1.4, style=style)
    pencil.box(box, 0.3)
    if part.variant == "perforated" and detailed:
        pencil.take("", "surface" if colour.lightness() < 150 else "text2")
        for number in range(1, int(box.width / _HOLES)):
            pencil.circle(box.x + number * box.width / int(box.width / _HOLES), box.middle[1], 0.28)
    if detailed and board:
        middle = box.middle[0]
        half = min(middle - layout.bounds.x, layout.bounds.right - middle)
        room = pencil.rectangle(Box(middle - half, layout.bounds.y, 2 * half, box.y - layout.bounds.y))
        pencil.text(sink_words.board_text(board), room)


def _overhead_light(pencil: Pencil, _layout: SinkLayout, part: Part, _detailed: bool) -> None:
    pencil.take("warn", "warn_bg", width=1.0)
    pencil.box(part.box, 0.5)


def _sprayer(pencil: Pencil, _layout: SinkLayout, part: Part, detailed: bool) -> None:
    sink_symbols.draw_sprayer(pencil, part)
    if detailed and part.variant:
        letter = tr("W|water gun") if part.variant.startswith("water") else tr("A|air gun")
        pencil.text(letter, sink_symbols.sprayer_letter_room(pencil, part), bold=True, factor=0.9)


def _workflow(pencil: Pencil, _layout: SinkLayout, part: Part, detailed: bool) -> None:
    if not detailed:
        return
    room = pencil.rectangle(part.box)
    arrow = QRectF(room.left(), room.top(), min(room.width() * 0.22, 12 * pencil.scale), room.height())
    ends = QPointF(arrow.left(), arrow.center().y()), QPointF(arrow.right(), arrow.center().y())
    token = "primary" if part.variant else "border_strong"
    tail, tip = ends if part.variant != "right_to_left" else ends[::-1]
    way = 1.0 if tip.x() > tail.x() else -1.0
    pencil.take(token, width=3.0, style=SOLID if part.variant else HIDDEN).drawLine(
        tail, QPointF(tip.x() - way * 8, tip.y())
    )
    pencil.take("", token)
    if part.variant:
        pencil.arrow_head(tip, way, 0.0, 14.0, 7.0)
    left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    pencil.text(sink_words.workflow_text(part.variant), room.adjusted(arrow.width() + 8, 0, 0, 0), align=left)


def _control_box(pencil: Pencil, _layout: SinkLayout, part: Part, detailed: bool) -> None:
    if detailed:
        pencil.take("border_strong", "surface", width=1.2, style=HIDDEN)
        pencil.box(part.box, 0.4)
        room = pencil.rectangle(part.box).adjusted(4, 0, -4, 0)
        if not pencil.text(sink_words.control_box_text(part.variant), room):
            pencil.text(part.variant, room)


def draw_dimension(pencil: Pencil, dimension: Dimension) -> None:
    """A dimension line with its arrows, its extension lines and its figure in inches."""
    (x1, y1), (x2, y2) = dimension.start, dimension.end
    token = "warn" if dimension.over else "text2"
    upright = x1 == x2
    pencil.take("warn" if dimension.over else "border_strong", width=0.8)
    reach = dimension.extension - 0.6
    for x, y in (dimension.start, dimension.end):
        pencil.line(*((x - reach, y, x + 0.8, y) if upright else (x, y - reach, x, y + 0.8)))
    start, end = pencil.point(x1, y1), pencil.point(x2, y2)
    pencil.take(token, width=1.1).drawLine(start, end)
    dx, dy = (0.0, 1.0) if upright else (1.0, 0.0)
    pencil.take("", token)
    pencil.arrow_head(start, -dx, -dy)
    pencil.arrow_head(end, dx, dy)
    painter, middle = pencil.painter, (start + end) / 2
    length = (end - start).manhattanLength()
    painter.save()
    painter.translate(middle)
    if upright:
        painter.rotate(-90)
    room = QRectF(-length / 2 + 9, -9, length - 18, 18)
    text = sink_words.inches(dimension.inches)
    pencil.text(text, room, ink="warn" if dimension.over else "text", bold=dimension.over, ground="surface")
    painter.restore()


_PAINTERS: Mapping[Kind, Callable[[Pencil, SinkLayout, Part, bool], None]] = {
    Kind.BODY: _body,
    Kind.BOARD: _board,
    Kind.OVERHEAD_LIGHT: _overhead_light,
    Kind.BASIN: _basin,
    Kind.SPRAYER: _sprayer,
    Kind.WORKFLOW: _workflow,
    Kind.CONTROL_BOX: _control_box,
    Kind.FOOT: lambda pencil, _layout, part, _detailed: sink_symbols.draw_foot(pencil, part),
    Kind.DRAIN: lambda pencil, _layout, part, _detailed: sink_symbols.draw_drain(pencil, part),
    Kind.P_TRAP: lambda pencil, _layout, part, _detailed: sink_symbols.draw_trap(pencil, part),
    Kind.BASIN_LIGHT: lambda pencil, _layout, part, _detailed: sink_symbols.draw_lamp(pencil, part),
    Kind.FAUCET: lambda pencil, _layout, part, _detailed: sink_symbols.draw_faucet(pencil, part),
}
