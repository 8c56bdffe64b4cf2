"""Size and place of the window, as the station remembers them."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QWidget

from cleanstation_desktop.ui.preferences import Preferences

_SMALLEST: Final = (1024, 640)
_AT_FIRST: Final = (1280, 800)
_KEPT: Final = "window"


def put_where_it_was(window: QWidget, station: Preferences) -> None:
    """Give the window the size and place that it had last."""
    window.setMinimumSize(*_SMALLEST)
    window.resize(*_AT_FIRST)
    geometry = station.get(_KEPT)
    if isinstance(geometry, str):
        window.restoreGeometry(QByteArray.fromBase64(geometry.encode()))


def remember(window: QWidget, station: Preferences) -> None:
    """Keep its size and place."""
    station.set(_KEPT, bytes(window.saveGeometry().toBase64().data()).decode())
    station.save()
