"""A row of widgets that goes on in the next line where there is no room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

_CHANGES = (QEvent.Type.LayoutRequest, QEvent.Type.StyleChange, QEvent.Type.FontChange, QEvent.Type.Show)
"""What may change the size of a widget inside."""


class Flow(QWidget):
    """Lays its widgets out from left to right, line by line, each as large as it wants to be.

    A widget and no layout of its own kind: the items of a layout written in Python are freed twice.
    """

    def __init__(self, spacing: int = 8) -> None:
        super().__init__()
        self._widgets: list[QWidget] = []
        self._spacing = spacing
        self._heights: dict[int, int] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, widget: QWidget) -> None:
        """Take a widget in, behind the others."""
        widget.setParent(self)
        self._widgets.append(widget)
        self._heights.clear()

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - a method of Qt
        """The narrower, the more lines."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - a method of Qt
        """Height of all lines at a width; a layout asks for it dozens of times."""
        if not self.isVisible():
            # Unseen it is not told when a widget comes or goes.
            return self._arrange(width, move=False)
        if width not in self._heights:
            self._heights[width] = self._arrange(width, move=False)
        return self._heights[width]

    def sizeHint(self) -> QSize:  # noqa: N802 - a method of Qt
        """All in one line."""
        sizes = [widget.sizeHint() for widget in self._seen()]
        width = sum(size.width() for size in sizes) + self._spacing * max(0, len(sizes) - 1)
        return QSize(width, max((size.height() for size in sizes), default=0))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - a method of Qt
        """The widest widget alone."""
        sizes = [widget.minimumSizeHint().expandedTo(widget.minimumSize()) for widget in self._seen()]
        width = max((size.width() for size in sizes), default=0)
        return QSize(width, max((size.height() for size in sizes), default=0))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - a method of Qt
        """Put the widgets into their places."""
        super().resizeEvent(event)
        self._arrange(self.width(), move=True)

    def event(self, event: QEvent) -> bool:
        """A widget wants another size, or came or went."""
        if event.type() in _CHANGES:
            self._heights.clear()
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._arrange(self.width(), move=True)
        return super().event(event)

    def _seen(self) -> list[QWidget]:
        return [widget for widget in self._widgets if not widget.isHidden()]

    def _arrange(self, width: int, *, move: bool) -> int:
        lines: list[list[tuple[QWidget, QRect]]] = [[]]
        x = y = 0
        for widget in self._seen():
            size = widget.sizeHint().expandedTo(widget.minimumSize()).boundedTo(widget.maximumSize())
            size.setWidth(min(size.width(), max(width, widget.minimumWidth())))
            if x and x + size.width() > width:
                x, y = 0, y + _height(lines[-1]) + self._spacing
                lines.append([])
            lines[-1].append((widget, QRect(x, y, size.width(), size.height())))
            x += size.width() + self._spacing
        if move:
            for line in lines:
                for widget, place in line:
                    widget.setGeometry(place.translated(0, (_height(line) - place.height()) // 2))
        return y + _height(lines[-1])


def _height(line: list[tuple[QWidget, QRect]]) -> int:
    return max((place.height() for _, place in line), default=0)
