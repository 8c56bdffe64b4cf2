"""How many builds stand at each stage, as bars that lead to those builds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.ui import theme
from cleanstation_desktop.ui.text import counted, number, tr
from cleanstation_desktop.ui.widgets.status import status_kind, status_words

_HEIGHT, _BAR, _LABEL_PART, _COUNT_WIDTH = 44, 14, 0.42, 48


@dataclass(frozen=True, slots=True)
class StageCount:
    """One bar. Parameters: key, what a click tells; label, in the reader's language; kind, of the colour: info, ok,
    warn, bad or neutral."""

    key: str
    label: str
    count: int
    kind: str = "info"


def status_counts(counts: Mapping[BuildStatus, int]) -> tuple[StageCount, ...]:
    """Bars for these states in the order of a build's life; their keys are the values of the states."""
    return tuple(
        StageCount(status.value, status_words(status), counts[status], status_kind(status))
        for status in BuildStatus
        if status in counts
    )


class StageBars(QWidget):
    """A small bar chart with a row for each stage. `clicked` tells the key of the row."""

    clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, _Row] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.setAccessibleName(tr("Builds by stage"))

    def set_stages(self, stages: Sequence[StageCount]) -> None:
        """Show these bars; rows that stay keep the focus."""
        if [stage.key for stage in stages] != list(self._rows):
            self._build(stages)
        most = max((stage.count for stage in stages), default=0)
        for stage in stages:
            self._rows[stage.key].show_stage(stage, most)

    def _build(self, stages: Sequence[StageCount]) -> None:
        for row in self._rows.values():
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = {stage.key: _Row(stage, self) for stage in stages}
        for row in self._rows.values():
            row.clicked.connect(row.tell)
            row.told.connect(self.clicked)
            self._column.addWidget(row)


class _Row(QAbstractButton):
    told = Signal(str)

    def __init__(self, stage: StageCount, parent: QWidget) -> None:
        super().__init__(parent)
        self._stage = stage
        self._most = 0
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_stage(self, stage: StageCount, most: int) -> None:
        """Show a count. Parameters: most, the count whose bar takes all the room."""
        self._stage, self._most = stage, most
        words = tr("{stage}: {count} {count:build/builds}", stage=stage.label, count=counted(stage.count))
        self.setText(words)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def tell(self) -> None:
        """Tell which row was clicked."""
        self.told.emit(self._stage.key)

    def sizeHint(self) -> QSize:  # noqa: N802 - a method of Qt
        """A row that a finger hits."""
        return QSize(320, _HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - a method of Qt
        """Room for a short label, a bar and the count."""
        return QSize(220, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - a method of Qt
        """Label, bar, count."""
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect()).adjusted(8, 0, -8, 0)
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.surface2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0, 2, 0, -2), 6, 6)
        label = QRectF(room.left(), room.top(), room.width() * _LABEL_PART - 8, room.height())
        text = QFontMetricsF(self.font()).elidedText(self._stage.label, Qt.TextElideMode.ElideRight, label.width())
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(tokens.text if self._stage.count else tokens.text2))
        painter.drawText(label, Qt.AlignmentFlag.AlignLeft | middle, text)
        count = QRectF(room.right() - _COUNT_WIDTH, room.top(), _COUNT_WIDTH, room.height())
        painter.drawText(count, Qt.AlignmentFlag.AlignRight | middle, number(self._stage.count))
        track = QRectF(label.right() + 8, room.center().y() - _BAR / 2, count.left() - label.right() - 8, _BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.surface2))
        painter.drawRoundedRect(track, 4, 4)
        if self._stage.count:
            share = max(6.0, track.width() * self._stage.count / self._most)
            colour = tokens.primary if self._stage.kind == "info" else getattr(tokens, self._stage.kind)
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(QRectF(track.left(), track.top(), share, _BAR), 4, 4)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens.focus), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 2, -1, -2), 6, 6)
        painter.end()
