"""The pen: draws finished lines, rules, marks and codes on a ReportLab canvas, in points from the top left.

Colours carry no meaning of their own: each mark has its own shape and stands beside a word, so that a sheet
photocopied in black and white says the same.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import segno
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from cleanstation_desktop.printing import fonts
from cleanstation_desktop.printing.barcode import QUIET_MODULES, code128
from cleanstation_desktop.printing.text import ALARM, FAINT, INK, Line, Span, single_line

MM = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = 210 * MM, 297 * MM
LEFT = 14 * MM
WIDTH = PAGE_WIDTH - 2 * LEFT
HAIRLINE = "#C3CCD6"
STRONG = "#76859A"
BAND = "#E8EDF2"
PALE = "#F5F7FA"
# Smaller type nobody reads; a build number of 40 letters, as wide as they come, is never set in it.
_LEAST_TYPE = 5.0
_HAIR = 0.001
_GREEN = "#14663B"
# Under 0.17 mm a module is lost between the dots of an office printer and the eye of a scanner.
_MIN_MODULE = 0.17 * MM
_MAX_MODULE = 0.33 * MM


class Pen:
    """Draws on one canvas. All coordinates in points, y downwards from the top edge of the page (A4 unless said)."""

    def __init__(self, canvas: Canvas, page_height: float = PAGE_HEIGHT) -> None:
        self._canvas = canvas
        self._height = page_height

    def lines(self, x: float, top: float, lines: Sequence[Line], size: float, leading: float) -> None:
        """Draw lines of type below each other, the first one starting at top."""
        for number, line in enumerate(lines):
            self.line(x, top + number * leading, line, size, leading)

    def line(self, x: float, top: float, line: Line, size: float, leading: float) -> None:
        """Draw one line of type; its baseline lies where the type stands centred in the leading."""
        baseline = self._height - top - leading / 2 - size * 0.36
        out = self._canvas.beginText()
        for piece in line.pieces:
            if piece.span.mark:
                self._mark(piece.span.mark, x + piece.offset, top + (leading - size) / 2, size)
                continue
            out.setTextOrigin(x + piece.offset, baseline)
            out.setFont(piece.span.font, size, leading)
            out.setFillColor(HexColor(piece.span.color))
            out.textOut(piece.span.text)
        self._canvas.drawText(out)

    def put(self, x: float, top: float, span: Span, size: float, width: float, *, align: str = "left") -> None:
        """Draw a text that is sure to be short on one line of a width, at its left, right or centre."""
        line = single_line(span, size, width)
        shift = {"left": 0.0, "right": width - line.width, "center": (width - line.width) / 2}[align]
        self.line(x + shift, top, line, size, size * 1.3)

    def whole(self, x: float, top: float, span: Span, size: float, width: float, *, align: str = "left") -> None:
        """Draw a text that may not be cut on one line of a width: smaller, where it would have no room."""
        natural = single_line(span, size, math.inf).width
        fitting = size if natural <= width else max(size * width / natural - _HAIR, _LEAST_TYPE)
        self.put(x, top + (size - fitting) * 0.65, span, fitting, width, align=align)

    def fill(self, x: float, top: float, width: float, height: float, color: str) -> None:
        """Fill a box."""
        self._canvas.setFillColor(HexColor(color))
        self._canvas.rect(x, self._height - top - height, width, height, stroke=0, fill=1)

    def rule(self, x: float, top: float, width: float, *, color: str = HAIRLINE, weight: float = 0.5) -> None:
        """Draw a horizontal rule."""
        self._canvas.setStrokeColor(HexColor(color))
        self._canvas.setLineWidth(weight)
        self._canvas.line(x, self._height - top, x + width, self._height - top)

    def frame(self, x: float, top: float, width: float, height: float) -> None:
        """Draw the outline of a box."""
        self._canvas.setStrokeColor(HexColor(STRONG))
        self._canvas.setLineWidth(0.6)
        self._canvas.rect(x, self._height - top - height, width, height, stroke=1, fill=0)

    def barcode(self, right: float, top: float, width: float, height: float, value: str) -> bool:
        """Draw Code 128 flush right, as wide as a scanner likes within a width; False when it cannot be read so."""
        bars = code128(value)
        if bars is None:
            return False
        modules = sum(bars) + 2 * QUIET_MODULES
        module = min(width / modules, _MAX_MODULE)
        if module < _MIN_MODULE:
            return False
        # The right quiet zone may reach into the margin of the page: white is white.
        x = right - sum(bars) * module
        self._canvas.setFillColor(HexColor("#000000"))
        for number, bar in enumerate(bars):
            if number % 2 == 0:
                self._canvas.rect(x, self._height - top - height, bar * module, height, stroke=0, fill=1)
            x += bar * module
        return True

    def qr(self, x: float, top: float, side: float, value: str) -> None:
        """Draw a QR code in a square, its quiet zone of four modules included."""
        code = segno.make(value, error="m", micro=False)
        rows = [list(row) for row in code.matrix_iter(border=4)]
        module = side / len(rows)
        self._canvas.setFillColor(HexColor("#000000"))
        for down, row in enumerate(rows):
            start: int | None = None
            for across, dark in enumerate([*row, 0]):
                if dark and start is None:
                    start = across
                elif not dark and start is not None:
                    y = self._height - top - (down + 1) * module
                    self._canvas.rect(x + start * module, y, (across - start) * module, module, stroke=0, fill=1)
                    start = None

    def watermark(self, text: str) -> None:
        """Lay a word over the whole page, see-through, from corner to corner."""
        canvas = self._canvas
        size = min(64.0, 220 * MM / max(fonts.advance(text, fonts.BOLD), 1.0))
        canvas.saveState()
        canvas.translate(PAGE_WIDTH / 2, PAGE_HEIGHT / 2)
        canvas.rotate(54)
        canvas.setFillColor(HexColor(INK))
        canvas.setFillAlpha(0.11)
        canvas.setFont(fonts.BOLD, size)
        canvas.drawCentredString(0, -size * 0.36, text)
        canvas.restoreState()

    def _mark(self, mark: str, x: float, top: float, size: float) -> None:
        """Draw a result: PASS a tick, FAIL a filled box with a cross, NA a box with a dash, OPEN a dashed empty box."""
        canvas = self._canvas
        side = size * 0.92
        y = self._height - top - size * 0.96
        canvas.saveState()
        canvas.setLineWidth(size * 0.13)
        if mark == "PASS":
            canvas.setStrokeColor(HexColor(_GREEN))
            canvas.setLineCap(1)
            canvas.setLineJoin(1)
            tick = canvas.beginPath()
            tick.moveTo(x + side * 0.08, y + side * 0.48)
            tick.lineTo(x + side * 0.38, y + side * 0.14)
            tick.lineTo(x + side * 0.94, y + side * 0.90)
            canvas.drawPath(tick, stroke=1, fill=0)
        elif mark == "FAIL":
            canvas.setFillColor(HexColor(ALARM))
            canvas.rect(x, y, side, side, stroke=0, fill=1)
            canvas.setStrokeColor(HexColor("#FFFFFF"))
            canvas.line(x + side * 0.22, y + side * 0.22, x + side * 0.78, y + side * 0.78)
            canvas.line(x + side * 0.22, y + side * 0.78, x + side * 0.78, y + side * 0.22)
        else:
            canvas.setStrokeColor(HexColor(FAINT))
            canvas.setLineWidth(size * 0.09)
            if mark == "NA":
                canvas.line(x + side * 0.24, y + side / 2, x + side * 0.76, y + side / 2)
            else:
                canvas.setDash(size * 0.18, size * 0.14)
            canvas.rect(x + size * 0.05, y + size * 0.05, side - size * 0.1, side - size * 0.1, stroke=1, fill=0)
        canvas.restoreState()
