"""Telling whether something still moves on the screen: finds its place, comes, goes, or is painted anew."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

_MOVING = frozenset(
    {
        *(QEvent.Type.LayoutRequest, QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide),
        *(QEvent.Type.Polish, QEvent.Type.DeferredDelete, QEvent.Type.ChildAdded),
    }
)
_LOOKS = 3
_SOON_MS = 500


class Stillness(QObject):
    """Counts what moves in the whole application, from when it is made until `end`."""

    def __init__(self, application: QApplication) -> None:
        super().__init__()
        self._application = application
        self._moved = 0
        self._seen = -1
        self._still_since = 0
        application.installEventFilter(self)

    def end(self) -> None:
        """Count no more."""
        self._application.removeEventFilter(self)

    def has_come(self) -> bool:
        """Whether nothing moved between a few looks in a row."""
        self._still_since = self._still_since + 1 if self._moved == self._seen else 0
        self._seen = self._moved
        return self._still_since >= _LOOKS

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Note what moves; nothing is held back."""
        if event.type() in _MOVING:
            self._moved += 1
        return False


def is_due(root: QObject) -> bool:
    """Whether something in a window waits for a moment before it goes on, as a preview does before it draws a page."""
    return any(
        timer.isActive() and timer.isSingleShot() and timer.interval() <= _SOON_MS
        for timer in root.findChildren(QTimer)
    )
