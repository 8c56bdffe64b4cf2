"""The plan of the sink as a widget: redrawn with each answer, each part of it leading to its field."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cleanstation_desktop.domain.configuration_model import Configuration
from cleanstation_desktop.ui import theme
from cleanstation_desktop.ui.drawing import sink_words
from cleanstation_desktop.ui.drawing.pencil import View
from cleanstation_desktop.ui.drawing.sink_answers import read_answers
from cleanstation_desktop.ui.drawing.sink_parts import Kind, Part, SinkLayout
from cleanstation_desktop.ui.drawing.sink_sheet import SinkSheet, part_at
from cleanstation_desktop.ui.text import tr

_FORWARD = (Qt.Key.Key_Right, Qt.Key.Key_Down)
_BACKWARD = (Qt.Key.Key_Left, Qt.Key.Key_Up)
_PRESS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class SinkPlan(QWidget):
    """A drawing to scale of one configuration, also of one that is still being written.

    `clicked` tells the field of the part that was clicked, as in `basins[1].type`. With `set_interactive(True)` the
    arrow keys walk through the parts and Enter clicks; otherwise the drawing is only looked at.
    """

    clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet = SinkSheet(read_answers(None))
        self._drawn: tuple[tuple[View, SinkLayout], ...] = ()
        self._picture: QPixmap | None = None
        self._told = False
        self._interactive = False
        self._current: str | None = None
        self._walked = -1
        self.setMinimumSize(280, 200)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Plan of the sink"))
        self._describe()

    def set_configuration(self, configuration: Configuration | Mapping[str, object] | None) -> None:
        """Draw a configuration: a value, its JSON object with any part of it missing, or nothing yet."""
        self._told = True
        self._sheet = SinkSheet(read_answers(configuration))
        self._walked = -1
        self._describe()
        self._redraw()

    def set_interactive(self, interactive: bool) -> None:
        """Say whether parts can be clicked."""
        self._interactive = interactive
        self.setMouseTracking(interactive)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if interactive else Qt.FocusPolicy.NoFocus)

    def set_current(self, field: str | None) -> None:
        """Mark what the field that is being answered belongs to, as in `basins[1].size`; None marks nothing."""
        if field != self._current:
            self._current = field
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - a method of Qt
        """As large as a plan with its view from the front is read well."""
        return QSize(720, 520)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - a method of Qt
        """Show the picture, drawn anew only when something changed, and the marks on it."""
        if not self._told:
            return  # what it is to show is still being read
        if self._picture is None:
            self._draw()
        painter = QPainter(self)
        if self._picture is not None:
            painter.drawPixmap(0, 0, self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for view, layout in self._drawn:
            for number, part in enumerate(layout.places):
                walked = self.hasFocus() and layout is self._sheet.plan and number == self._walked
                if walked or self._is_current(part):
                    painter.setPen(QPen(QColor(theme.current().focus), 3.0))
                    painter.drawRoundedRect(view.rectangle(part.box).adjusted(-3, -3, 3, 3), 5, 5)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(theme.current().focus))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - a method of Qt
        """Draw for the new size."""
        super().resizeEvent(event)
        self._redraw()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - a method of Qt
        """Draw in the new look."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.StyleChange, QEvent.Type.PaletteChange, QEvent.Type.FontChange}:
            self._redraw()

    def event(self, event: QEvent) -> bool:
        """Answer what a part is when the pointer rests on it."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            part = self._part_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.tip_of(part) if part else "", self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - a method of Qt
        """Show by the pointer what can be clicked."""
        part = self._part_at(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if part else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - a method of Qt
        """Tell the field of the part that was clicked."""
        part = self._part_at(event.position())
        if self._interactive and part and event.button() is Qt.MouseButton.LeftButton:
            self.clicked.emit(part.field)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - a method of Qt
        """Walk through the parts and click one by the keyboard."""
        parts = self._sheet.plan.places
        if event.key() in _FORWARD + _BACKWARD:
            step = 1 if event.key() in _FORWARD else -1
            self._walked = (self._walked + step) % len(parts) if self._walked >= 0 else 0
            self.setAccessibleDescription(self.tip_of(parts[self._walked]))
            self.update()
        elif event.key() in _PRESS and self._walked >= 0:
            self.clicked.emit(parts[self._walked].field)
        else:
            super().keyPressEvent(event)

    def tip_of(self, part: Part) -> str:
        """What a part is, in words."""
        return sink_words.part_text(self._sheet.answers, part)

    def place_of(self, field: str) -> QPointF | None:
        """Middle of the topmost part that shows a field, in pixels of the widget; None where it is not drawn."""
        if self._picture is None:
            self._draw()
        for view, layout in self._drawn:
            for part in reversed(layout.places):
                if part.field == field:
                    return view.rectangle(part.box).center()
        return None

    def _part_at(self, place: QPointF) -> Part | None:
        return part_at(self._drawn, place)

    def _is_current(self, part: Part) -> bool:
        if not self._current:
            return False
        whole = part.kind in {Kind.BASIN, Kind.FAUCET, Kind.SPRAYER, Kind.BOARD, Kind.LEG, Kind.BODY}
        same_thing = part.field.partition(".")[0] == self._current.partition(".")[0]
        return part.kind is not Kind.DRAIN and (part.field == self._current or (whole and same_thing))

    def _describe(self) -> None:
        self.setAccessibleDescription(sink_words.describe(self._sheet.answers))

    def _redraw(self) -> None:
        self._picture = None
        self.update()

    def _draw(self) -> None:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(theme.current().surface))
        painter = QPainter(picture)
        painter.setFont(self.font())
        self._drawn = self._sheet.paint(painter, QRectF(self.rect()), theme.current())
        painter.end()
        self._picture = picture
