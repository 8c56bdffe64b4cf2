"""Scrolling: what is as high as its content where there is room, and scrolls where there is not."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QStyle, QWidget

_LEAST = 96
_AIR = 6
"""Above and below what is scrolled to, in pixels."""


def bring_into_view(widget: QWidget) -> None:
    """Scroll to a widget in every area that it lies in: to all of it, where Qt is content with the cursor of a line."""
    around = widget.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea) and (inside := around.widget()) is not None:
            middle = widget.mapTo(inside, widget.rect().center())
            room = around.viewport().size()
            reach = QSize(min(widget.width(), room.width()), min(widget.height(), room.height())) / 2
            around.ensureVisible(middle.x(), middle.y(), reach.width(), reach.height() + _AIR)
        around = around.parentWidget()


class Roomy(QScrollArea):
    """Wants the height that its content needs, wrapped as it is, and gives of it what others need more."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside.setObjectName("inside")
        self._inside = inside
        self.setWidget(inside)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Whether it is higher where it is narrower: wrapped words are."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """The height of all its content at this width."""
        layout = self._inside.layout()
        if layout is None or not layout.hasHeightForWidth():
            return self._inside.sizeHint().height()
        return layout.totalHeightForWidth(width)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The room for all of it, and for its scroll bar."""
        wanted = self._inside.sizeHint()
        return QSize(wanted.width() + self._bar(), wanted.height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Across, the room for all of it; in height, for two or three lines."""
        least = self._inside.minimumSizeHint()
        return QSize(least.width() + self._bar(), min(least.height(), _LEAST))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Ask for other room when the content has become another."""
        if watched is self._inside and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def _bar(self) -> int:
        return self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self)
