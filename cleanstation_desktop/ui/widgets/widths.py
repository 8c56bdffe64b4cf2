"""The widths of columns, for tables and trees alike: what a person dragged is remembered, one column fills the rest."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import cast

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QAbstractItemView, QHeaderView

from cleanstation_desktop.ui.preferences import Preferences

_PAUSE_MS = 400


class Widths(QObject):
    """Keeps the widths under a head. Parameters: preferences, None to keep nothing; key, of the table."""

    def __init__(self, head: QHeaderView, preferences: Preferences | None, key: str) -> None:
        super().__init__(head)
        self._preferences = preferences
        self._key = f"columns/{key}"
        self._columns: list[str] = []
        self._filling: tuple[int, int] | None = None
        self._later = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._later.timeout.connect(self._remember)
        head.sectionResized.connect(self._resized)

    @property
    def _head(self) -> QHeaderView:
        # Asked for each time: the object that stands for it here goes before the head itself does.
        return cast("QHeaderView", self.parent())

    def take_up(self, columns: Iterable[tuple[str, int]], *, fills: int | None = None) -> None:
        """Give the columns their remembered widths.

        Parameters: key and first width of each, in their order; fills, the place of the one that takes what is left of
        the window, but never less than its first width; the last one without it. Its width is no choice of the
        person's.
        """
        kept = self._kept()
        self._filling = None
        self._columns = []
        for place, (key, width) in enumerate(columns):
            self._columns.append(key)
            self._head.resizeSection(place, width if place == fills else int(kept.get(key, width)))
            if place == fills:
                self._filling = place, width
        self._head.setStretchLastSection(fills is None)
        self.fill()
        self._later.stop()

    def leave_out(self, keys: Collection[str]) -> None:
        """Show all columns but these."""
        for place, key in enumerate(self._columns):
            self._head.setSectionHidden(place, key in keys)
        self.fill()

    def fill(self) -> None:
        """Give the column that fills the window what is left; to be called when the view has another size."""
        if self._filling is not None:
            head = self._head
            place, least = self._filling
            room = cast("QAbstractItemView", head.parentWidget()).viewport().width()
            head.resizeSection(place, max(least, room - head.length() + head.sectionSize(place)))

    def _resized(self, place: int, _before: int, _now: int) -> None:
        self._later.start()
        if self._filling is not None and place != self._filling[0]:
            self.fill()

    def _kept(self) -> dict[str, int]:
        return self._preferences.get(self._key, {}) if self._preferences is not None else {}

    def _remember(self) -> None:
        if self._preferences is not None:
            left = len(self._columns) - 1 if self._filling is None else self._filling[0]
            chosen = [
                (place, key)
                for place, key in enumerate(self._columns)
                if place != left and not self._head.isSectionHidden(place)
            ]
            sizes = {key: self._head.sectionSize(place) for place, key in chosen}
            self._preferences.set(self._key, {**self._kept(), **sizes})
