"""Signs for the fittings of a sink, seen from above: faucets, sprayers, drains, traps, lights and feet."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath

from cleanstation_desktop.ui.drawing.pencil import HIDDEN, SOLID, Pencil
from cleanstation_desktop.ui.drawing.sink_parts import Box, Part


def draw_faucet(pencil: Pencil, part: Part) -> None:
    """A faucet on the deck with its spout over the basin; one that comes by itself is drawn in the accent colour."""
    x, y = part.box.middle[0], part.box.y + 1.5
    line = "text" if part.known else "primary"
    if part.variant == "wrist_blade":
        pencil.take(line, width=3.0)
        for side in (-1, 1):
            pencil.line(x + side * 2.8, y, x + side * 4.2, y + 1.7)
        pencil.take(line, "surface", width=1.4)
        pencil.box(Box.around(x, y, 6.4, 1.6), 0.8)
        _spout(pencil, x, y, 7.4, 0.55)
    elif part.variant == "pre_rinse":
        pencil.take(line, "surface", width=1.4)
        pencil.box(Box.around(x, y, 5.2, 1.4), 0.7)
        _spout(pencil, x, y, 5.4, 0.4)
        pencil.circle(x, y, 1.5)
        pencil.take(line, width=1.0)
        pencil.circle(x, y, 1.0)
        pencil.take(line, "surface", width=1.4)
        pencil.circle(x, y + 5.8, 1.6)
        pencil.take("", line)
        for dx, dy in ((-0.6, 0), (0.6, 0), (0, -0.6), (0, 0.6)):
            pencil.circle(x + dx, y + 5.8 + dy, 0.22)
    elif part.variant == "di_gooseneck":
        pencil.take(line, width=2.0)
        pencil.line(x, y, x + 2.6, y - 0.6)
        pencil.take(line, "surface", width=1.4)
        _spout(pencil, x, y, 6.6, 0.3)
        pencil.circle(x, y, 1.1)
        pencil.take("", line)
        pencil.circle(x, y + 6.6, 0.6)
    else:
        pencil.take("border_strong", "surface", style=HIDDEN)
        pencil.circle(x, y, 1.4)
        _spout(pencil, x, y, 6.0, 0.4)


def _spout(pencil: Pencil, x: float, y: float, reach: float, half: float) -> None:
    pencil.box(Box(x - half, y, 2 * half, reach), half)


def draw_sprayer(pencil: Pencil, part: Part) -> None:
    """A gun with its hose at a turret (a post that swivels) or a rosette (a flange with screws)."""
    box, x = part.box, part.box.middle[0]
    style = SOLID if part.variant else HIDDEN
    top = box.y + 1.9
    hose = QPainterPath(pencil.point(x, top))
    hose.cubicTo(
        pencil.point(box.right + 0.6, top + 1.2),
        pencil.point(box.x - 0.6, box.bottom - 4.2),
        pencil.point(x, box.bottom - 3.0),
    )
    pencil.take("text2", width=1.2, style=style).drawPath(hose)
    pencil.take("text", "surface", width=1.4, style=style)
    pencil.circle(x, top, 1.7)
    if part.variant.endswith("turret"):
        pencil.circle(x, top, 0.8)
    elif part.variant.endswith("rosette"):
        pencil.take("", "text")
        for dx, dy in ((-0.8, -0.8), (0.8, -0.8), (-0.8, 0.8), (0.8, 0.8)):
            pencil.circle(x + dx, top + dy, 0.24)
    pencil.take("text", "info_bg" if part.variant.startswith("water") else "neutral_bg", width=1.4, style=style)
    pencil.box(Box(x - 1.5, box.bottom - 3.2, 3.0, 3.0), 0.8)


def sprayer_letter_room(pencil: Pencil, part: Part) -> QRectF:
    """Where the letter of a gun stands (W for water, A for air)."""
    return pencil.rectangle(Box(part.box.middle[0] - 1.5, part.box.bottom - 3.2, 3.0, 3.0))


def draw_drain(pencil: Pencil, part: Part) -> None:
    """A drain: circle and cross; a filled heart where a motor opens it (E-Drain)."""
    x, y = part.box.middle
    radius = part.box.width / 2
    pencil.take("text", "surface", width=1.4)
    pencil.circle(x, y, radius)
    pencil.take("text2", width=1.0)
    pencil.line(x - radius, y, x + radius, y)
    pencil.line(x, y - radius, x, y + radius)
    pencil.take("text", "text" if part.variant == "e_drain" else "surface", width=1.0)
    pencil.circle(x, y, radius * 0.42)


def draw_trap(pencil: Pencil, part: Part) -> None:
    """A P-trap below the basin: a hidden bend from the drain to the side."""
    box = part.box
    x, y = box.x, box.middle[1]
    bend = QPainterPath(pencil.point(x, y))
    bend.lineTo(pencil.point(x + 2.2, y))
    bend.cubicTo(pencil.point(x + 2.4, y + 2.6), pencil.point(x + 4.4, y + 2.6), pencil.point(x + 4.6, y))
    bend.lineTo(pencil.point(x + 4.6, y - 1.2))
    bend.lineTo(pencil.point(box.right, y - 1.2))
    pencil.take("text", width=1.6, style=HIDDEN).drawPath(bend)


def draw_lamp(pencil: Pencil, part: Part) -> None:
    """A light: the circle with a cross of electrical drawings."""
    x, y = part.box.middle
    radius = part.box.width / 2
    reach = radius * 0.7
    pencil.take("warn", "warn_bg", width=1.4)
    pencil.circle(x, y, radius)
    pencil.line(x - reach, y - reach, x + reach, y + reach)
    pencil.line(x - reach, y + reach, x + reach, y - reach)


def draw_foot(pencil: Pencil, part: Part) -> None:
    """A foot below the body: a wheel, or a plate with its bolt."""
    x, y = part.box.middle
    size = part.box.width
    pencil.take("border_strong", width=1.0, style=HIDDEN)
    if part.variant == "casters":
        pencil.circle(x, y, size / 2)
        pencil.take("", "border_strong")
        pencil.box(Box.around(x, y, size * 0.28, size * 0.62), 0.3)
    else:
        pencil.box(part.box)
        if part.variant == "seismic":
            pencil.take("border_strong", width=1.0)
            pencil.circle(x, y, size * 0.2)
