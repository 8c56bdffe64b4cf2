"""What a drawing of a sink is made of, in inches: parts, dimension lines and the box that holds them; no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from cleanstation_desktop.ui.drawing.sink_answers import SinkAnswers

_GRIP = 1.6


class Kind(StrEnum):
    """What a part of the drawing is."""

    BODY = "body"
    FOOT = "foot"
    LEG = "leg"
    BOARD = "board"
    OVERHEAD_LIGHT = "overhead_light"
    BASIN = "basin"
    DRAIN = "drain"
    P_TRAP = "p_trap"
    BASIN_LIGHT = "basin_light"
    FAUCET = "faucet"
    SPRAYER = "sprayer"
    WORKFLOW = "workflow"
    CONTROL_BOX = "control_box"
    DIMENSION = "dimension"


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle in inches."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return self.x + self.width / 2, self.y + self.height / 2

    def holds(self, other: Box) -> bool:
        """Whether the other box lies within this one."""
        return self.x <= other.x and self.y <= other.y and other.right <= self.right and other.bottom <= self.bottom

    @staticmethod
    def around(x: float, y: float, width: float, height: float) -> Box:
        """A box by its centre."""
        return Box(x - width / 2, y - height / 2, width, height)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing in the drawing.

    Parameters: field, the answer that it shows, as in `basins[0].type`; index, of the basin, faucet or sprayer, from 0;
    variant, which kind of it, empty while open; known, its size is an answer and not a stand-in; over, it does not fit.
    """

    kind: Kind
    field: str
    box: Box
    index: int = 0
    variant: str = ""
    known: bool = True
    over: bool = False


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension line between two points in inches.

    Parameters: inches, the figure, None while open; extension, how far the thin lines reach back to what is measured;
    over, the figure is more than there is room for; index, of the basin.
    """

    start: tuple[float, float]
    end: tuple[float, float]
    inches: int | None
    field: str
    extension: float
    over: bool = False
    index: int = 0


def _grip(line: Dimension) -> Part:
    (x1, y1), (x2, y2) = line.start, line.end
    box = Box(x1 - _GRIP, y1 - _GRIP, x2 - x1 + 2 * _GRIP, y2 - y1 + 2 * _GRIP)
    return Part(Kind.DIMENSION, line.field, box, line.index, known=line.inches is not None, over=line.over)


@dataclass(frozen=True)
class SinkLayout:
    """A drawing in inches: its parts from the lowest to the topmost, its dimension lines, and what holds them all."""

    answers: SinkAnswers
    parts: tuple[Part, ...]
    dimensions: tuple[Dimension, ...]
    bounds: Box

    def of(self, kind: Kind) -> tuple[Part, ...]:
        """The parts of one kind."""
        return tuple(part for part in self.parts if part.kind is kind)

    @cached_property
    def places(self) -> tuple[Part, ...]:
        """All that can be pointed at: the parts, and the dimension lines as wide as a finger finds them."""
        return self.parts + tuple(_grip(line) for line in self.dimensions)

    @property
    def sketch_bounds(self) -> Box:
        """What holds the parts alone, without notes and dimension lines: for a picture too small to read."""
        boxes = [part.box for part in self.parts if part.kind not in {Kind.WORKFLOW, Kind.CONTROL_BOX}]
        left, top = min(box.x for box in boxes) - 1, min(box.y for box in boxes) - 1
        return Box(left, top, max(box.right for box in boxes) + 1 - left, max(box.bottom for box in boxes) + 1 - top)
