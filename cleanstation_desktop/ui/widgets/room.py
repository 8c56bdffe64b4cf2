"""The room of a screen's content, which scrolls in a window that is too low for it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from cleanstation_desktop.ui.widgets.scrolling import Area


class Room(Area):
    """Gives its content all the room that there is, and never less height than it can do with: then it scrolls.

    Left to Qt it would scroll as soon as the content has less than it likes best, though its tables could be lower.
    Parameters: inside, with a layout of its own; its width is that of the room.
    """

    def __init__(self, inside: QWidget) -> None:
        super().__init__(inside, fits=False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def sizeHint(self) -> QSize:  # noqa: N802 - a method of Qt
        """What the content likes best."""
        return self._inside.sizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - a method of Qt
        """Across it cannot be scrolled."""
        return QSize(self._inside.minimumSizeHint().width(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - a method of Qt
        """Fit the content into the new room."""
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - a method of Qt
        """Fit the content anew when it needs another height."""
        if event.type() is QEvent.Type.LayoutRequest and watched is self._inside:
            self.updateGeometry()
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        needed = self._needed(self.width())
        on = Qt.ScrollBarPolicy.ScrollBarAlwaysOn
        policy = on if needed > self.height() else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if policy is not self.verticalScrollBarPolicy():
            self.setVerticalScrollBarPolicy(policy)
        room = self.viewport().size()
        # Beside the bar it is narrower, and its words may take more lines.
        self._inside.resize(room.width(), max(room.height(), self._needed(room.width()) if policy is on else 0))

    def _needed(self, width: int) -> int:
        layout = self._inside.layout()
        if layout is None:
            return 0
        return layout.minimumHeightForWidth(width) if layout.hasHeightForWidth() else layout.minimumSize().height()


class BodyRoom(Room):
    """The room of what a dialog asks: as high as that likes best at its width, where the screen has so much."""

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - a method of Qt
        """Whether it is higher where it is narrower: wrapped words are."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - a method of Qt
        """The height of all its content at this width."""
        layout = self._inside.layout()
        if layout is None or not layout.hasHeightForWidth():
            return self._inside.sizeHint().height()
        return layout.totalHeightForWidth(width)
