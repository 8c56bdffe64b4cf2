"""Painting the sink from the front."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

from cleanstation_desktop.ui.drawing import sink_words
from cleanstation_desktop.ui.drawing.pencil import HIDDEN, SOLID, Pencil, View
from cleanstation_desktop.ui.drawing.sink_answers import basin_tag
from cleanstation_desktop.ui.drawing.sink_painting import fit
from cleanstation_desktop.ui.drawing.sink_parts import Box, Kind, Part, SinkLayout
from cleanstation_desktop.ui.theme import Tokens
from cleanstation_desktop.ui.theme.materials import BOARD_COLOURS

_HOLES = 4.0  # inches between the dots of a perforated board
_LABELLED = 2.2  # pixels for an inch from which on basins carry their labels


def paint_front(painter: QPainter, layout: SinkLayout, room: QRectF, tokens: Tokens) -> View:
    """Paint the view from the front into a rectangle of logical pixels; returns where everything lies."""
    pencil = Pencil(painter, *fit(layout.bounds, room), tokens)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pencil.take("border_strong", width=1.0)
    bounds = layout.bounds
    pencil.line(bounds.x, bounds.bottom - 1, bounds.right, bounds.bottom - 1)
    for part in layout.parts:
        _PAINTERS[part.kind](pencil, layout, part)
    _note(pencil, layout, room)
    return pencil.view


def _note(pencil: Pencil, layout: SinkLayout, room: QRectF) -> None:
    """What the sink stands on, in words beside it where there is room."""
    answers, line = layout.answers, 18
    beside = pencil.rectangle(layout.bounds).right() + line
    floor = pencil.rectangle(layout.bounds).bottom()
    align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    texts = sink_words.legs_text(answers.legs_kind, answers.legs_model), sink_words.feet_text(answers.feet)
    for row, text in enumerate(texts):
        top = floor - (len(texts) - row) * line
        pencil.text(text, QRectF(beside, top, room.right() - beside, line), ink="text2", align=align, factor=1.2)


def _board(pencil: Pencil, layout: SinkLayout, part: Part) -> None:
    board, box = layout.answers.board, part.box
    colour = QColor(BOARD_COLOURS[board.color]) if board and board.color else pencil.colour("surface")
    style = SOLID if part.known and part.variant else HIDDEN
    pencil.take("border_strong", width=1.2)
    for x in (box.x + box.width * 0.12, box.right - box.width * 0.12):
        pencil.line(x, box.bottom, x, 0)
    pencil.take("text", colour, width=1.3, style=style)
    pencil.box(box, 0.6)
    if part.variant == "perforated":
        pencil.take("", "surface" if colour.lightness() < 150 else "text2")
        columns, rows = int(box.width / _HOLES), int(box.height / _HOLES)
        for column in range(1, columns):
            for row in range(1, rows):
                pencil.circle(box.x + column * box.width / columns, box.y + row * box.height / rows, 0.32)


def _leg(pencil: Pencil, _layout: SinkLayout, part: Part) -> None:
    box = part.box
    pencil.take("text", "surface", width=1.3, style=SOLID if part.known else HIDDEN)
    pencil.box(box)
    if part.variant == "height_adjustable":
        # A column that slides in a wider one.
        pencil.take("text", "surface2", width=1.3)
        pencil.box(Box(box.x - 0.7, box.middle[1], box.width + 1.4, box.bottom - box.middle[1]), 0.3)


def _foot(pencil: Pencil, _layout: SinkLayout, part: Part) -> None:
    box = part.box
    x = box.middle[0]
    if part.variant == "casters":
        pencil.take("text", "surface", width=1.3)
        pencil.circle(x, box.bottom - 1.6, 1.6)
        pencil.take("", "text")
        pencil.circle(x, box.bottom - 1.6, 0.5)
        pencil.take("text", "surface2", width=1.2)
        pencil.box(Box(x - 1.6, box.y, 3.2, 1.0))
    else:
        pencil.take("text", "surface", width=1.3, style=SOLID if part.known else HIDDEN)
        pencil.box(Box(x - 0.5, box.y, 1.0, box.height - 1.2))
        pencil.box(Box(box.x, box.bottom - 1.2, box.width, 1.2), 0.4)


def _bowl(pencil: Pencil, layout: SinkLayout, part: Part) -> None:
    box = part.box
    line, fill = ("warn", "warn_bg") if part.over else ("text2", "surface")
    pencil.take(line, fill, width=1.2, style=HIDDEN)
    pencil.box(box, 1.4)
    x = box.middle[0]
    pencil.line(x, box.bottom, x, box.bottom + 2.5)
    if pencil.scale >= _LABELLED:
        room = pencil.rectangle(Box(box.x, 2.6, box.width, box.height - 2.8))
        answer = layout.answers.basins[part.index]
        pencil.text(basin_tag(answer, part.index), room, bold=True, ink="warn" if part.over else "text")


def _faucet(pencil: Pencil, _layout: SinkLayout, part: Part) -> None:
    x, top = part.box.middle[0], part.box.y
    bow = QPainterPath(pencil.point(x, 0))
    bow.lineTo(pencil.point(x, top + 2.4))
    bow.cubicTo(pencil.point(x, top - 0.6), pencil.point(x + 2.4, top - 0.6), pencil.point(x + 2.4, top + 2.4))
    bow.lineTo(pencil.point(x + 2.4, top + 4.4))
    pencil.take("text" if part.known else "primary", width=1.8).drawPath(bow)


def _body(pencil: Pencil, _layout: SinkLayout, part: Part) -> None:
    pencil.take("text", "surface2", width=1.8, style=SOLID if part.known else HIDDEN)
    pencil.box(part.box, 0.5)


def _control_box(pencil: Pencil, _layout: SinkLayout, part: Part) -> None:
    pencil.take("border_strong", "surface", width=1.2, style=SOLID if part.variant else HIDDEN)
    pencil.box(part.box, 0.5)
    pencil.take("border_strong", width=0.8)
    for lift in (2.0, 3.5, 5.0):
        pencil.line(part.box.x + 2, part.box.y + lift, part.box.right - 2, part.box.y + lift)


def _overhead_light(pencil: Pencil, _layout: SinkLayout, part: Part) -> None:
    pencil.take("warn", "warn_bg", width=1.0)
    pencil.box(part.box, 0.5)


_PAINTERS: Mapping[Kind, Callable[[Pencil, SinkLayout, Part], None]] = {
    Kind.BOARD: _board,
    Kind.OVERHEAD_LIGHT: _overhead_light,
    Kind.LEG: _leg,
    Kind.FOOT: _foot,
    Kind.BASIN: _bowl,
    Kind.FAUCET: _faucet,
    Kind.BODY: _body,
    Kind.CONTROL_BOX: _control_box,
}
