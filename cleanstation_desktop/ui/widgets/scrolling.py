"""Scrolling: areas without a look of their own, and the way to what lies in them out of sight."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt
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


def make_room(grown: QWidget) -> None:
    """Show at once what was put into a widget that is scrolled, in the room that it needs. Qt does so at later events,
    and may paint before: what is there then stands squeezed in the room that there was."""
    for child in grown.children():
        if isinstance(child, QWidget):
            child.show()
    asked: QWidget | None = grown
    while asked is not None and not isinstance(asked, QScrollArea):
        QCoreApplication.sendPostedEvents(asked, QEvent.Type.LayoutRequest.value)
        asked = asked.parentWidget()


def show_what_has_the_focus(window: QWidget, *, moved: bool) -> bool:
    """Show what Tab came to. Qt scrolls only those areas for it that Tab was in before. Parameters: moved, whether Tab
    leads anywhere. Returns: the same, for Qt."""
    now = window.focusWidget()
    if moved and now is not None:
        bring_into_view(now)
    return moved


class Area(QScrollArea):
    """Scrolls what stands in it, and is not seen itself: it has no frame, no ground, and never the focus.

    Parameters: inside; sideways, whether it scrolls that way too where it has to; fits, whether Qt gives what stands in
    it all the room that there is.
    """

    def __init__(self, inside: QWidget, *, sideways: bool = False, fits: bool = True) -> None:
        super().__init__()
        self.setWidgetResizable(fits)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if not sideways:
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # The style sheet knows it by this name.
        inside.setObjectName("inside")
        self._inside = inside
        self.setWidget(inside)


class Roomy(Area):
    """Wants the height that its content needs, wrapped as it is, and gives of it what others need more."""

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
