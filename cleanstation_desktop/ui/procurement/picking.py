"""A table whose rows are ticked, for what is done to several at once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QModelIndex, Qt, Signal

from cleanstation_desktop.ui.preferences import Preferences
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.chips import Index
from cleanstation_desktop.ui.widgets.stand import Stand
from cleanstation_desktop.ui.widgets.table import Column, RowsModel, TableView

Row = TypeVar("Row")

_TICK_WIDTH = 76


class PickModel(RowsModel[Row], Generic[Row]):
    """Rows with a tick in the first column. Signal: picked_changed.

    Parameters: key, names a row for good; may, whether a row can be ticked.
    """

    picked_changed = Signal()

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        key: Callable[[Row], Hashable],
        may: Callable[[Row], bool] = lambda _row: True,
    ) -> None:
        tick: Column[Row] = Column("tick", tr("Choose|tick"), _TICK_WIDTH, lambda _row: "", tip=self._tip)
        super().__init__([tick, *columns])
        self._key = key
        self._may = may
        self._all: Sequence[Row] | None = None
        self._picked: set[Hashable] = set()

    @property
    def picked(self) -> list[Row]:
        """The ticked rows, in the order in which they stand."""
        among = self.rows if self._all is None else self._all
        return [row for row in among if self._key(row) in self._picked]

    @property
    def marked(self) -> frozenset[Hashable]:
        """The keys of the ticked rows."""
        return frozenset(self._picked)

    def take_up(self, marked: frozenset[Hashable]) -> None:
        """Tick the rows of these keys, once they are shown."""
        self._picked = set(marked)

    def set_all(self, rows: Sequence[Row]) -> None:
        """Say which rows there are, also those that a search hides: a tick stays as long as its row is one of them."""
        self._all = rows

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows; ticks stay with those that are still there."""
        before = set(self._picked)
        self._picked &= {self._key(row) for row in (rows if self._all is None else self._all) if self._may(row)}
        super().set_rows(rows)
        if self._picked != before:
            self.picked_changed.emit()

    def toggle(self, place: int) -> None:
        """Tick a row, or take its tick away."""
        row = self.row_at(place)
        if row is None or not self._may(row):
            return
        self._picked ^= {self._key(row)}
        self._tell()

    def pick(self, rows: Sequence[Row]) -> None:
        """Tick these and no others."""
        self._picked = {self._key(row) for row in rows if self._may(row)}
        self._tell()

    def data(self, index: Index, role: int = 0) -> Any:
        """What a cell shows; the first one its tick."""
        row = self.row_at(index.row()) if index.isValid() else None
        if row is not None and index.column() == 0:
            ticked = self._key(row) in self._picked
            if role == Qt.ItemDataRole.CheckStateRole:
                return (Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked) if self._may(row) else None
            if role == Qt.ItemDataRole.AccessibleTextRole:
                return tr("Chosen|tick") if ticked else tr("Not chosen|tick")
        return super().data(index, role)

    def _tip(self, row: Row) -> str:
        return tr("Click or press Space to choose") if self._may(row) else ""

    def _tell(self) -> None:
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, 0))
        self.picked_changed.emit()


class PickTable(TableView):
    """A table of a `PickModel`: a click in the first column or Space ticks."""

    def __init__(self, name: str, model: PickModel[Any], preferences: Preferences | None = None, key: str = "") -> None:
        super().__init__(name, preferences, key)
        self.rows = model
        self.setModel(model)
        self.clicked.connect(self._clicked)

    def stand(self) -> Stand:
        """Where the view stands now, and what is ticked."""
        return replace(super().stand(), marked=self.rows.marked)

    def take_up(self, stand: Stand) -> None:
        """Stand where another table stood, with its ticks."""
        super().take_up(stand)
        self.rows.take_up(stand.marked)

    def keyPressEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """Space ticks the row under the cursor."""
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self.rows.toggle(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """Two quick clicks on a tick are two clicks; elsewhere they open the row."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == 0:
            self.rows.toggle(index.row())
            return
        super().mouseDoubleClickEvent(event)

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == 0:
            self.rows.toggle(index.row())
