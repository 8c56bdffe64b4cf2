"""A pencil for drawings to scale: lines in inches with a thickness in pixels, and text that keeps to its room."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from cleanstation_desktop.ui.drawing.sink_parts import Box
from cleanstation_desktop.ui.theme import Tokens

_SMALLEST, _LARGEST = 10, 17
_INCHES_OF_TEXT = 1.85
# As a number: to join two of Qt's enumerations takes Python longer than to write the text.
_DONT_CLIP = Qt.TextFlag.TextDontClip.value
SOLID, HIDDEN = Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine


class View:
    """Where inches lie on the screen. Parameters: origin, the place of inch (0, 0); scale, pixels for an inch."""

    def __init__(self, origin: QPointF, scale: float) -> None:
        self.origin = origin
        self.scale = scale

    def point(self, x: float, y: float) -> QPointF:
        """Where a point in inches lies."""
        return QPointF(self.origin.x() + x * self.scale, self.origin.y() + y * self.scale)

    def rectangle(self, box: Box) -> QRectF:
        """Where a box in inches lies."""
        return QRectF(self.point(box.x, box.y), self.point(box.right, box.bottom))


class Pencil(View):
    """Draws inches into a view. Parameters: painter, in logical pixels; tokens, colours."""

    def __init__(self, painter: QPainter, origin: QPointF, scale: float, tokens: Tokens) -> None:
        super().__init__(origin, scale)
        self.painter = painter
        self.tokens = tokens
        self._colours: dict[str, QColor] = {}
        self._fonts: dict[tuple[int, bool], tuple[QFont, QFontMetricsF]] = {}

    @property
    def view(self) -> View:
        """The view alone, which outlives the painter."""
        return View(self.origin, self.scale)

    def colour(self, token: str) -> QColor:
        """The colour of a token."""
        if token not in self._colours:
            self._colours[token] = QColor(getattr(self.tokens, token))
        return self._colours[token]

    def take(
        self, line: str = "", fill: str | QColor = "", *, width: float = 1.5, style: Qt.PenStyle = SOLID
    ) -> QPainter:
        """Set line and fill, by token; empty for none. Parameters: width, of the line in pixels."""
        pen = QPen(Qt.PenStyle.NoPen)
        if line:
            pen = QPen(self.colour(line), width, style, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        self.painter.setPen(pen)
        if isinstance(fill, str):
            self.painter.setBrush(self.colour(fill) if fill else Qt.BrushStyle.NoBrush)
        else:
            self.painter.setBrush(fill)
        return self.painter

    def box(self, box: Box, radius: float = 0.0) -> None:
        """Draw a box. Parameters: radius, of its corners in inches."""
        self.painter.drawRoundedRect(self.rectangle(box), radius * self.scale, radius * self.scale)

    def line(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """Draw a line between two points in inches."""
        self.painter.drawLine(self.point(x1, y1), self.point(x2, y2))

    def circle(self, x: float, y: float, radius: float) -> None:
        """Draw a circle. Parameters: radius, in inches."""
        self.painter.drawEllipse(self.point(x, y), radius * self.scale, radius * self.scale)

    def arrow_head(self, tip: QPointF, dx: float, dy: float, length: float = 8.0, half: float = 2.6) -> None:
        """Fill an arrow head with the brush in hand. Parameters: dx, dy, the way it points, of length 1."""
        back = QPointF(tip.x() - dx * length, tip.y() - dy * length)
        aside = QPointF(-dy * half, dx * half)
        self.painter.drawPolygon(QPolygonF([tip, back + aside, back - aside]))

    def _font(self, factor: float, bold: bool) -> tuple[QFont, QFontMetricsF]:
        """The font for text of this scale, and its measures. Parameters: factor, of the usual size."""
        pixels = round(max(_SMALLEST, min(_LARGEST, self.scale * _INCHES_OF_TEXT) * factor))
        if (pixels, bold) not in self._fonts:
            font = QFont(self.painter.font())
            font.setPixelSize(pixels)
            font.setBold(bold)
            self._fonts[pixels, bold] = font, QFontMetricsF(font)
        return self._fonts[pixels, bold]

    def text(
        self,
        text: str,
        room: QRectF,
        *,
        ink: str = "text",
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignCenter,
        factor: float = 1.0,
        bold: bool = False,
        ground: str = "",
    ) -> bool:
        """Write a line of text where it has room, a little smaller if that helps; False when it has none.

        Parameters: room, in pixels; ink, token of the letters; ground, token of what lies behind them, or empty.
        """
        for attempt in (factor, factor * 0.85, factor * 0.72):
            font, metrics = self._font(attempt, bold)
            if metrics.horizontalAdvance(text) <= room.width() and metrics.capHeight() + 2 <= room.height():
                break
        else:
            return False
        self.painter.setFont(font)
        if ground:
            extent = metrics.boundingRect(room, align, text)
            self.painter.fillRect(extent.adjusted(-3, 0, 3, 0), self.colour(ground))
        self.painter.setPen(self.colour(ink))
        self.painter.drawText(room, align.value | _DONT_CLIP, text)
        return True
