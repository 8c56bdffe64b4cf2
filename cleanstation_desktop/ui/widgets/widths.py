"""The widths of columns that a person dragged, remembered for tables and trees alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QHeaderView

from cleanstation_desktop.ui.preferences import Preferences

_PAUSE_MS = 400


class Widths(QObject):
    """Keeps the widths under a head. Parameters: preferences, None to keep nothing; key, of the table."""

    def __init__(self, head: QHeaderView, preferences: Preferences | None, key: str) -> None:
        super().__init__(head)
        self._preferences = preferences
        self._key = f"columns/{key}"
        self._columns: list[str] = []
        self._left = -1
        self._later = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._later.timeout.connect(self._remember)
        head.sectionResized.connect(lambda *_sizes: self._later.start())

    @property
    def _head(self) -> QHeaderView:
        # Asked for each time: the object that stands for it here goes before the head itself does.
        return cast("QHeaderView", self.parent())

    def take_up(self, columns: Iterable[tuple[str, int]], *, fills: int | None = None) -> None:
        """Give the columns their remembered widths.

        Parameters: key and first width of each, in their order; fills, the place of the one that takes what is left of
        the window, the last one without it: its width is no choice of the person's.
        """
        kept = self._preferences.get(self._key, {}) if self._preferences is not None else {}
        self._columns = []
        for place, (key, width) in enumerate(columns):
            self._columns.append(key)
            self._head.resizeSection(place, width if place == fills else int(kept.get(key, width)))
        self._left = len(self._columns) - 1 if fills is None else fills
        self._later.stop()

    def _remember(self) -> None:
        if self._preferences is not None:
            chosen = [(place, key) for place, key in enumerate(self._columns) if place != self._left]
            self._preferences.set(self._key, {key: self._head.sectionSize(place) for place, key in chosen})
