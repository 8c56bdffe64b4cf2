"""The sheet: the plan as large as it goes, and the view from the front in the room that the plan leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from cleanstation_desktop.domain.configuration_model import Configuration
from cleanstation_desktop.ui.drawing.pencil import View
from cleanstation_desktop.ui.drawing.sink_answers import SinkAnswers, read_answers
from cleanstation_desktop.ui.drawing.sink_front import front_layout
from cleanstation_desktop.ui.drawing.sink_front_painting import paint_front
from cleanstation_desktop.ui.drawing.sink_layout import plan_layout
from cleanstation_desktop.ui.drawing.sink_painting import paint_plan
from cleanstation_desktop.ui.drawing.sink_parts import Kind, Part, SinkLayout
from cleanstation_desktop.ui.theme import DARK, LIGHT, Tokens

_MARGIN, _GAP = 6, 14
_LOWEST_FRONT, _NARROWEST_FRONT = 96, 170  # pixels below which the view from the front would say nothing


@dataclass(frozen=True)
class SinkSheet:
    """Everything that is drawn of one configuration."""

    answers: SinkAnswers

    @cached_property
    def plan(self) -> SinkLayout:
        """The view from above."""
        return plan_layout(self.answers)

    @cached_property
    def front(self) -> SinkLayout:
        """The view from the front."""
        return front_layout(self.answers)

    def rooms(self, room: QRectF) -> tuple[QRectF, QRectF | None]:
        """Share a rectangle between the plan and the view from the front, which may get none."""
        bounds = self.plan.bounds
        scale = min(room.width() / bounds.width, room.height() / bounds.height)
        below = room.height() - bounds.height * scale - _GAP
        beside = room.width() - bounds.width * scale - _GAP
        if below >= _LOWEST_FRONT:
            upper = QRectF(room.left(), room.top(), room.width(), bounds.height * scale)
            return upper, QRectF(room.left(), upper.bottom() + _GAP, room.width(), below)
        if beside >= _NARROWEST_FRONT:
            left = QRectF(room.left(), room.top(), bounds.width * scale, room.height())
            return left, QRectF(left.right() + _GAP, room.top(), beside, room.height())
        return room, None

    def paint(self, painter: QPainter, room: QRectF, tokens: Tokens) -> tuple[tuple[View, SinkLayout], ...]:
        """Paint both views; returns each with the place it has, for finding parts by their place."""
        room = room.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        plan_room, front_room = self.rooms(room)
        drawn = [(paint_plan(painter, self.plan, plan_room, tokens), self.plan)]
        if front_room is not None:
            drawn.append((paint_front(painter, self.front, front_room, tokens), self.front))
        return tuple(drawn)


def part_at(drawn: tuple[tuple[View, SinkLayout], ...], place: QPointF, slack: float = 4.0) -> Part | None:
    """The part at a place in pixels: the smallest one there. Parameters: slack, pixels by which one may miss it."""
    found: list[tuple[float, Part]] = []
    for view, layout in drawn:
        for part in layout.places:
            rectangle = view.rectangle(part.box)
            if part.kind is not Kind.BODY:
                rectangle = rectangle.adjusted(-slack, -slack, slack, slack)
            if rectangle.contains(place):
                found.append((rectangle.width() * rectangle.height(), part))
    return min(found, key=lambda entry: entry[0])[1] if found else None


def sink_plan_image(
    configuration: Configuration | Mapping[str, object] | None,
    size: QSize,
    look: str = "light",
    ratio: float = 1.0,
) -> QImage:
    """The plan as a picture, for lists and previews; small ones are sketches without text.

    Parameters: size, in logical pixels; look, "light" (also for paper) or "dark"; ratio, pixels of the screen for each.
    """
    return _drawn(read_answers(configuration), size, look, ratio)


@lru_cache(maxsize=64)
def sink_sketch(answers: SinkAnswers, size: QSize, look: str, ratio: float) -> QPixmap:
    """A plan so small that it has no words, as `sink_plan_image`; builds that look alike have one, drawn once."""
    return QPixmap.fromImage(_drawn(answers, size, look, ratio))


def _drawn(answers: SinkAnswers, size: QSize, look: str, ratio: float) -> QImage:
    tokens = DARK if look == "dark" else LIGHT
    image = QImage(size * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(tokens.surface))
    painter = QPainter(image)
    painter.setFont(QApplication.font())
    SinkSheet(answers).paint(painter, QRectF(0, 0, size.width(), size.height()), tokens)
    painter.end()
    return image
