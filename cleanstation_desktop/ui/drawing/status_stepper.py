"""The life of a build as a line of stages: what is behind it, where it stands, what is still to come (DOMAIN §3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.ui import theme
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.status import status_words

_STAGES: Mapping[BuildStatus, Callable[[], str]] = {
    BuildStatus.ORDER_CREATED: lambda: tr("Created|build"),
    BuildStatus.SINK_BODY_EXTERNAL_PRODUCTION: lambda: tr("External production|stage"),
    BuildStatus.READY_FOR_PRE_QC: lambda: tr("Pre-QC"),
    BuildStatus.READY_FOR_PRODUCTION: lambda: tr("Production|stage"),
    BuildStatus.IN_ASSEMBLY: lambda: tr("Assembly|stage"),
    BuildStatus.TESTING_COMPLETE: lambda: tr("Tested|build"),
    BuildStatus.PACKAGING_COMPLETE: lambda: tr("Packed|build"),
    BuildStatus.READY_FOR_FINAL_QC: lambda: tr("Final QC"),
    BuildStatus.READY_FOR_SHIP: lambda: tr("To ship|build"),
    BuildStatus.SHIPPED: lambda: tr("Shipped|build"),
}
STAGES = tuple(_STAGES)
_REJECTED = {
    BuildStatus.PRE_QC_REJECTED: BuildStatus.READY_FOR_PRE_QC,
    BuildStatus.FINAL_QC_REJECTED: BuildStatus.READY_FOR_FINAL_QC,
}

_RADIUS, _COMPACT_HEIGHT, _BAR = 13, 16, 6
_LABEL_PIXELS, _LABEL_ROWS = 12, 2
# As a number: to join two of Qt's enumerations takes Python longer than to write the text.
_WRAPPED = (Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop).value | Qt.TextFlag.TextWordWrap.value
_NARROWEST_LABEL = 68  # pixels for a stage, below which only the one where the build stands is named


class StatusStepper(QWidget):
    """Stages of one build. A reject, a hold or a cancellation is a mark on the stage where it happened.

    Parameters: compact, a low bar for rows of lists and cards, which says its words in a tooltip.
    """

    def __init__(self, *, compact: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._compact = compact
        self._status: BuildStatus | None = None
        self._stage = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("State of the build"))

    def set_status(self, status: BuildStatus, *, stage: BuildStatus | None = None) -> None:
        """Show where a build stands.

        Parameters: stage, where a held or cancelled build stood before, when that is known.
        """
        at = _REJECTED.get(status) or (stage if status not in STAGES else status)
        if status is BuildStatus.ON_HOLD_PARTS and at is None:
            at = BuildStatus.IN_ASSEMBLY
        self._status = status
        self._stage = STAGES.index(at) if at in STAGES else 0
        self.setAccessibleDescription(self.words())
        self.update()

    def words(self) -> str:
        """Where the build stands, in words."""
        if self._status is None:
            return ""
        if self._status is BuildStatus.CANCELLED:
            return status_words(self._status)
        words, number = status_words(self._status), self._stage + 1
        return tr("{status}: stage {number} of {total}", status=words, number=number, total=len(STAGES))

    def sizeHint(self) -> QSize:  # noqa: N802 - a method of Qt
        """Room for all labels; as low as it can be when compact."""
        if self._compact:
            return QSize(160, _COMPACT_HEIGHT)
        return QSize(900, 2 * _RADIUS + 10 + _LABEL_ROWS * (_LABEL_PIXELS + 6))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - a method of Qt
        """Room for the marks."""
        width = len(STAGES) * (8 if self._compact else 2 * _RADIUS + 6)
        return QSize(width, self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Say where the build stands when the pointer rests here."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.words(), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - a method of Qt
        """Draw the stages from left to right."""
        if self._status is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._compact:
            self._paint_bars(painter)
        else:
            self._paint_stages(painter)
        painter.end()

    def _look(self, number: int) -> tuple[str, str]:
        """Tokens of a stage: fill and line."""
        if self._status is BuildStatus.CANCELLED:
            return ("neutral_bg", "border_strong") if number == self._stage else ("surface2", "border")
        if number < self._stage or self._status is BuildStatus.SHIPPED:
            return "primary", "primary"
        if number > self._stage:
            return "surface2", "border_strong"
        if self._status in _REJECTED:
            return "bad_bg", "bad"
        return ("warn_bg", "warn") if self._status is BuildStatus.ON_HOLD_PARTS else ("primary_soft", "primary")

    def _paint_bars(self, painter: QPainter) -> None:
        width = (self.width() + 2) / len(STAGES)
        top = (self.height() - _BAR) / 2
        for number in range(len(STAGES)):
            fill, line = self._look(number)
            here = number == self._stage
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(_colour(line if here else fill if number < self._stage else "border"))
            grow = 2 if here else 0
            painter.drawRoundedRect(QRectF(number * width, top - grow, width - 3, _BAR + 2 * grow), 3, 3)

    def _paint_stages(self, painter: QPainter) -> None:
        width = self.width() / len(STAGES)
        y = _RADIUS + 2.0
        for number in range(len(STAGES) - 1):
            behind = number < self._stage and self._status is not BuildStatus.CANCELLED
            painter.setPen(QPen(_colour("primary" if behind else "border"), 3))
            start, end = (number + 0.5) * width + _RADIUS + 2, (number + 1.5) * width - _RADIUS - 2
            if end > start:
                painter.drawLine(QPointF(start, y), QPointF(end, y))
        for number, stage in enumerate(STAGES):
            middle = QPointF((number + 0.5) * width, y)
            fill, line = self._look(number)
            painter.setPen(QPen(_colour(line), 2))
            painter.setBrush(_colour(fill))
            painter.drawEllipse(middle, _RADIUS, _RADIUS)
            self._mark(painter, middle, number)
            self._label(painter, number, stage, width)

    def _mark(self, painter: QPainter, middle: QPointF, number: int) -> None:
        """Check behind, cross or pause or dot where the build stands, nothing ahead."""
        here = number == self._stage
        x, y = middle.x(), middle.y()
        if number < self._stage or self._status is BuildStatus.SHIPPED:
            cancelled = self._status is BuildStatus.CANCELLED
            painter.setPen(_pen("text2" if cancelled else "on_primary"))
            painter.drawPolyline([QPointF(x - 5, y), QPointF(x - 1.5, y + 4), QPointF(x + 5.5, y - 4)])
        elif here and (self._status in _REJECTED or self._status is BuildStatus.CANCELLED):
            painter.setPen(_pen("bad" if self._status in _REJECTED else "text2"))
            painter.drawLine(QPointF(x - 4.5, y - 4.5), QPointF(x + 4.5, y + 4.5))
            painter.drawLine(QPointF(x - 4.5, y + 4.5), QPointF(x + 4.5, y - 4.5))
        elif here and self._status is BuildStatus.ON_HOLD_PARTS:
            painter.setPen(_pen("warn"))
            for side in (-3.5, 3.5):
                painter.drawLine(QPointF(x + side, y - 4.5), QPointF(x + side, y + 4.5))
        elif here:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(_colour("primary"))
            painter.drawEllipse(middle, 5, 5)

    def _label(self, painter: QPainter, number: int, stage: BuildStatus, width: float) -> None:
        here = number == self._stage
        narrow = width < _NARROWEST_LABEL
        if narrow and not here:
            return
        text, tone = _STAGES[stage](), "text" if number <= self._stage else "text2"
        if here and self._status is not None and self._status not in STAGES:
            text, tone = status_words(self._status), self._look(number)[1]
        if self._status is BuildStatus.CANCELLED:
            tone = "text" if here else "text2"
        font = QFont(self.font())
        font.setPixelSize(_LABEL_PIXELS)
        font.setBold(here)
        painter.setFont(font)
        painter.setPen(_colour(tone))
        room = QRectF(number * width + 2, 2 * _RADIUS + 8, width - 4, self.height() - 2 * _RADIUS - 8)
        if narrow:
            wide = min(float(self.width()), 240.0)
            left = min(max(0.0, room.center().x() - wide / 2), self.width() - wide)
            room = QRectF(left, room.top(), wide, room.height())
        painter.drawText(room, _WRAPPED, text)


def _colour(token: str) -> QColor:
    return QColor(getattr(theme.current(), token))


def _pen(token: str) -> QPen:
    return QPen(_colour(token), 2.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
