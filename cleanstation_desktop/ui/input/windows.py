"""Filters on windows rather than on the application, where Python would be asked about every single event."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QWindow


class WindowFilter(QObject):
    """Filters the events of every window of the client, those that open later too.

    Keys, clicks and touches come to a window before they go to a widget in it: here each is seen once. Keys go to the
    window that has the focus, and a click gives it.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        application = QGuiApplication.instance()
        if not isinstance(application, QGuiApplication):
            raise RuntimeError("there is no application whose windows could be watched")
        for window in application.topLevelWindows():
            self._watch(window)
        application.focusWindowChanged.connect(self._watch)

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)  # a second time does no harm
