"""Size and place of the window, as the station remembers them."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QByteArray, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from cleanstation_desktop.ui.preferences import Preferences
from cleanstation_desktop.ui.widgets.scrolling import Area, show_what_has_the_focus

_SMALLEST: Final = (1024, 640)
_TITLE_BAR: Final = 40
_AT_FIRST: Final = (1280, 800)
_KEPT: Final = "window"


def put_where_it_was(window: QWidget, station: Preferences) -> None:
    """Give the window the size and place that it had last."""
    # At twice the size of everything a screen has half the room.
    room = window.screen().availableGeometry().size() - QSize(0, _TITLE_BAR)
    window.setMinimumSize(QSize(*_SMALLEST).boundedTo(room))
    window.resize(QSize(*_AT_FIRST).boundedTo(room))
    geometry = station.get(_KEPT)
    if isinstance(geometry, str):
        window.restoreGeometry(QByteArray.fromBase64(geometry.encode()))


class Body(Area):
    """What stands in the window: its pages, which scroll where the screen has no room for the smallest of them. Else
    they have the size of the window, whatever their words would like best."""

    def __init__(self, pages: QWidget) -> None:
        super().__init__(pages, sideways=True, fits=False)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fit the pages into the window."""
        super().resizeEvent(event)
        self._inside.resize(self.viewport().size().expandedTo(QSize(*_SMALLEST)))

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's name
        """Show what Tab comes to."""
        return show_what_has_the_focus(self, moved=super().focusNextPrevChild(forward))


def remember(window: QWidget, station: Preferences) -> None:
    """Keep its size and place."""
    station.set(_KEPT, bytes(window.saveGeometry().toBase64().data()).decode())
    station.save()
