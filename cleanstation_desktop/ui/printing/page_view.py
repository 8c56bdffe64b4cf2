"""Pages of a document below each other, painted from pictures that somebody else makes."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea

from cleanstation_desktop.ui import theme
from cleanstation_desktop.ui.printing.documents import POINTS_PER_INCH
from cleanstation_desktop.ui.text import tr

ZOOM_STEP: Final = 1.25
_GAP: Final = 16
_SMALLEST, _LARGEST = 0.1, 6.0
# A page with more device pixels is one smaller picture, and what is in sight of it one of its full size over that.
_MOST_PIXELS: Final = 6_000_000
# So much is kept of pages that are in sight no more, the nearest first.
_MOST_BYTES: Final = 48_000_000
_PIXELS_PER_INCH: Final = 96


class PageView(QAbstractScrollArea):
    """The pages below each other. Pictures come from a worker; until one is there, the page is white.

    Signals: moved, the first page in sight, from 0; wanted, (page, width of the whole page in device pixels, part of it
    in these pixels, a null one for all) of a picture that is needed.
    """

    moved = Signal(int)
    wanted = Signal(int, int, QRect)

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Pages"))
        self._sizes: tuple[tuple[float, float], ...] = ()
        self._pictures: dict[int, QImage] = {}
        self._parts: dict[int, _Part] = {}
        self._fit = "width"
        self._zoom = 1.0
        self._page = 0
        self._ask = QTimer(self, singleShot=True, interval=60)
        self._ask.timeout.connect(self._ask_for_pictures)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    @property
    def zoom(self) -> float:
        """How large the pages are: 1.0 is their size on paper at 96 pixels to the inch."""
        return self._zoom

    @property
    def page(self) -> int:
        """The page in sight, from 0."""
        return self._page

    @property
    def memory(self) -> int:
        """How many bytes its pictures take."""
        parts = (part.picture for part in self._parts.values())
        return sum(picture.sizeInBytes() for picture in (*self._pictures.values(), *parts))

    def show_pages(self, sizes: tuple[tuple[float, float], ...]) -> None:
        """Show other pages. Parameters: sizes, width and height of each in points."""
        self._sizes = sizes
        self._pictures.clear()
        self._parts.clear()
        self._page = 0
        self._arrange()
        self.verticalScrollBar().setValue(0)

    def show_picture(self, page: int, picture: QImage, width: int, part: QRect) -> None:
        """Take a picture in that was asked for by `wanted`."""
        if part.isNull():
            self._pictures[page] = picture
        else:
            self._parts[page] = _Part(picture, width, part)
        self.viewport().update()

    def fit(self, how: str) -> None:
        """Zoom. Parameters: how, "page", "width", or "" for paper size."""
        self._fit = how
        if not how:
            self._zoom = 1.0
        self._arrange(keep=True)

    def zoom_by(self, factor: float) -> None:
        """Zoom in or out, the page in sight stays in sight."""
        self._fit = ""
        self._zoom = min(max(self._zoom * factor, _SMALLEST), _LARGEST)
        self._arrange(keep=True)

    def go_to(self, page: int) -> None:
        """Bring a page to the top."""
        if self._sizes:
            page = min(max(page, 0), len(self._sizes) - 1)
            self.verticalScrollBar().setValue(int(self._rects()[page].top() - _GAP))
            self._see(page)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the pages in sight."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        tokens = theme.current()
        painter.fillRect(self.viewport().rect(), QColor(tokens.surface2))
        seen = QRectF(self.viewport().rect())
        for number, rect in enumerate(self._rects()):
            shown = rect.translated(-self._offset())
            if not shown.intersects(seen):
                continue
            painter.setPen(QColor(tokens.border_strong))
            painter.setBrush(Qt.GlobalColor.white)
            painter.drawRect(shown.adjusted(-1, -1, 0, 0))
            picture = self._pictures.get(number)
            if picture is not None:
                painter.drawImage(shown, picture)
            part = self._parts.get(number)
            if part is not None:
                painter.drawImage(part.place_in(shown), part.picture)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fit the pages to the new size."""
        super().resizeEvent(event)
        self._arrange(keep=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Page up and down go by pages, Home and End to the first and last."""
        moves: dict[int, Callable[[], None]] = {
            Qt.Key.Key_PageDown: lambda: self.go_to(self._page + 1),
            Qt.Key.Key_PageUp: lambda: self.go_to(self._page - 1),
            Qt.Key.Key_Home: lambda: self.go_to(0),
            Qt.Key.Key_End: lambda: self.go_to(len(self._sizes) - 1),
        }
        move = moves.get(event.key())
        if move is None:
            super().keyPressEvent(event)
        else:
            move()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Ctrl and the wheel zoom."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(ZOOM_STEP if event.angleDelta().y() > 0 else 1 / ZOOM_STEP)
        else:
            super().wheelEvent(event)

    def _pixels(self, points: float) -> float:
        return points / POINTS_PER_INCH * _PIXELS_PER_INCH * self._zoom

    def _rects(self) -> list[QRectF]:
        """Where the pages lie, in pixels from the top left of the whole."""
        widest = max((self._pixels(width) for width, _ in self._sizes), default=0.0)
        middle = max(widest + 2 * _GAP, self.viewport().width()) / 2
        rects = []
        top = float(_GAP)
        for points in self._sizes:
            width, height = self._whole(self._pixels(points[0])), self._whole(self._pixels(points[1]))
            rects.append(QRectF(self._whole(middle - width / 2), top, width, height))
            top += height + _GAP
        return rects

    def _whole(self, pixels: float) -> float:
        """Round to whole pixels of the screen: a picture on half a pixel is a blurred one."""
        return round(pixels * self.devicePixelRatioF()) / self.devicePixelRatioF()

    def _offset(self) -> QPointF:
        return QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def _arrange(self, *, keep: bool = False) -> None:
        if not self._sizes:
            return
        page = self._page
        if self._fit:
            wide = max(width for width, _ in self._sizes) / POINTS_PER_INCH * _PIXELS_PER_INCH
            high = max(height for _, height in self._sizes) / POINTS_PER_INCH * _PIXELS_PER_INCH
            zoom = (self.viewport().width() - 2 * _GAP) / wide
            if self._fit == "page":
                zoom = min(zoom, (self.viewport().height() - 2 * _GAP) / high)
            self._zoom = min(max(zoom, _SMALLEST), _LARGEST)
        rects = self._rects()
        self.verticalScrollBar().setPageStep(self.viewport().height())
        self.verticalScrollBar().setSingleStep(40)
        self.verticalScrollBar().setRange(0, max(0, int(rects[-1].bottom()) + _GAP - self.viewport().height()))
        widest = max(rect.width() for rect in rects) + 2 * _GAP
        self.horizontalScrollBar().setPageStep(self.viewport().width())
        self.horizontalScrollBar().setRange(0, max(0, int(widest) - self.viewport().width()))
        if keep:
            self.verticalScrollBar().setValue(int(rects[page].top() - _GAP))
            self._see(page)
        self.viewport().update()
        self._ask.start()

    def _scrolled(self) -> None:
        middle = self.verticalScrollBar().value() + self.viewport().height() / 2
        rects = self._rects()
        self._see(next((number for number, rect in enumerate(rects) if rect.bottom() > middle), len(rects) - 1))
        self.viewport().update()
        self._ask.start()

    def _see(self, page: int) -> None:
        if page != self._page:
            self._page = page
            self.moved.emit(page)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for the pictures that were not asked for while nobody could see them."""
        super().showEvent(event)
        self._ask.start()

    def _ask_for_pictures(self) -> None:
        if not self.isVisible():
            return
        seen = self.viewport().rect().translated(self._offset().toPoint())
        rects = self._rects()
        near = [number for number, rect in enumerate(rects) if rect.intersects(QRectF(seen))]
        if not near:
            return
        self._let_go_but(near)
        ratio = self.devicePixelRatioF()
        for number in near:
            rect = rects[number]
            width, bounded = round(rect.width() * ratio), self._bounded(number)
            picture = self._pictures.get(number)
            if picture is None or picture.width() != min(width, bounded):
                self.wanted.emit(number, min(width, bounded), QRect())
            if width <= bounded:
                self._parts.pop(number, None)
                continue
            shown = rect.intersected(QRectF(seen)).translated(-rect.topLeft())
            page = QRect(0, 0, width, round(rect.height() * ratio))
            wish = QRectF(shown.topLeft() * ratio, shown.size() * ratio).toAlignedRect().intersected(page)
            part = self._parts.get(number)
            if part is None or part.width != width or not part.part.contains(wish):
                self.wanted.emit(number, width, wish)

    def _bounded(self, page: int) -> int:
        """The width of a picture of a whole page at which it has as many pixels as one may have."""
        width, height = self._sizes[page]
        return max(1, int(math.sqrt(_MOST_PIXELS * width / height)))

    def _let_go_but(self, near: list[int]) -> None:
        """Drop the pictures for which there is no room, those of the pages farthest from what is in sight first."""
        for number in set(self._parts) - set(near):
            del self._parts[number]
        kept = 0
        for number in sorted(self._pictures, key=lambda page: max(near[0] - page, page - near[-1])):
            kept += self._pictures[number].sizeInBytes()
            if kept > _MOST_BYTES and number not in near:
                del self._pictures[number]


@dataclass(frozen=True)
class _Part:
    """What was in sight of a page. Parameters: width, of the whole page; part, where it lies in that."""

    picture: QImage
    width: int
    part: QRect

    def place_in(self, page: QRectF) -> QRectF:
        """Where it lies in a page that may have another size by now."""
        scale = page.width() / self.width
        return QRectF(page.topLeft() + QPointF(self.part.topLeft()) * scale, QSizeF(self.part.size()) * scale)
