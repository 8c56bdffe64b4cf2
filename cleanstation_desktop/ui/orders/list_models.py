"""The lists of builds, flat and grouped by order, as models of Qt: a million rows, of which a window is in memory."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PySide6.QtGui import QPixmap, QTransform

from cleanstation_desktop.services.build_browsing import BuildListRow
from cleanstation_desktop.services.order_browsing import OrderGroup
from cleanstation_desktop.ui.orders.list_window import ListWindow
from cleanstation_desktop.ui.theme.icons import pixmap
from cleanstation_desktop.ui.widgets.chips import Index
from cleanstation_desktop.ui.widgets.table import CELL_ROLES, Column, cell

_NOT_HERE = "…"
_ARROW = 20
_DECORATION = int(Qt.ItemDataRole.DecorationRole)


class LongModel(QAbstractTableModel):
    """What both lists have in common. `window` holds what a line of the list is made from."""

    def __init__(self, columns: Sequence[Column[Any]], window: ListWindow[Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = list(columns)
        self.window = window

    def line(self, row: int) -> Any:
        """What a line shows; None while it is not here."""
        return self.window.row_at(row)

    def key_of(self, row: int) -> int:
        """Key of the build or order that a line belongs to. Raises IndexError outside of the list."""
        return self.window.id_at(row)

    def row_of(self, key: int) -> int:
        """The line of a key; -1 without one."""
        return self.window.place_of(key)

    def mark_of(self, row: int) -> Hashable:
        """What names a line for good."""
        return self.key_of(row)

    def row_marked(self, mark: Any) -> int:
        """The line of such a name; -1 without one."""
        return self.row_of(mark)

    def places(self, first: int, last: int) -> tuple[int, int]:
        """The places in the window that lines from one to another need."""
        return first, last

    def begin(self, rows: Sequence[Any]) -> None:
        """Show the first rows of another list."""
        self.beginResetModel()
        self.window.begin(rows)
        self.endResetModel()

    def set_ids(self, ids: bytes) -> None:
        """Show the whole list. What is there already stays where it is when the list goes on from it."""
        before = self.window.ids
        if ids == before:
            return
        if len(ids) > len(before) and ids.startswith(before) and before:
            have = self.rowCount()
            self.beginInsertRows(QModelIndex(), have, have + (len(ids) - len(before)) // 8 - 1)
            self.window.set_ids(ids)
            self.endInsertRows()
            return
        self.beginResetModel()
        self.take_ids(ids)
        self.endResetModel()

    def take_ids(self, ids: bytes) -> None:
        """Take over the order of another list."""
        self.window.set_ids(ids)

    def take(self, rows: Sequence[Any], first: int, last: int) -> None:
        """Show rows that were read. Parameters: first and last, lines in view."""
        self.window.take(rows)
        last = min(last, self.rowCount() - 1)
        if 0 <= first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and Qt's default
        """Number of lines."""
        return 0 if parent.isValid() else len(self.window)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and Qt's default
        """Number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:  # noqa: N802 - Qt's name
        """Titles of the columns."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = 0) -> Any:
        """What a cell shows; a mark while its row is being read."""
        if role not in CELL_ROLES or not index.isValid():
            return None
        line = self.line(index.row())
        if line is None:
            return _NOT_HERE if role == Qt.ItemDataRole.DisplayRole and index.column() == 0 else None
        return cell(self.columns[index.column()], line, role)


class BuildsModel(LongModel):
    """Builds, one a line."""

    def __init__(self, columns: Sequence[Column[BuildListRow]], parent: QObject | None = None) -> None:
        super().__init__(columns, ListWindow[BuildListRow](lambda row: row.id), parent)


class OrdersModel(LongModel):
    """Orders, one a line; the builds of an opened one stand below it."""

    def __init__(self, columns: Sequence[Column[Any]], parent: QObject | None = None) -> None:
        super().__init__(columns, ListWindow[OrderGroup](lambda group: group.order.id), parent)
        self._opened: dict[int, int] = {}
        self._starts: list[int] = []
        self._places: list[int] = []

    def begin(self, rows: Sequence[Any]) -> None:
        """Show the first orders of another list, all closed."""
        self.beginResetModel()
        self.window.begin(rows)
        self._opened = {}
        self._count_up()
        self.endResetModel()

    def take_ids(self, ids: bytes) -> None:
        """Take over the order of another list; what is opened stays so wherever it stands now."""
        super().take_ids(ids)
        self._count_up()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and Qt's default
        """Orders, and the builds of those that are opened."""
        return 0 if parent.isValid() else len(self.window) + sum(self._opened.values())

    def line(self, row: int) -> Any:
        """An order with its builds, or one of its builds."""
        place, child = self._at(row)
        group: OrderGroup | None = self.window.row_at(place)
        if group is None or child < 0:
            return group
        return group.builds[child] if child < len(group.builds) else None

    def key_of(self, row: int) -> int:
        """Key of the order that a line belongs to."""
        return self.window.id_at(self._at(row)[0])

    def row_of(self, key: int) -> int:
        """The line of an order."""
        place = self.window.place_of(key)
        before = bisect_left(self._places, place)
        if place < 0 or not before:
            return place
        last = self._places[before - 1]
        return self._starts[before - 1] + self._opened[self.window.id_at(last)] + place - last

    def mark_of(self, row: int) -> Hashable:
        """What names a line: its order, its build and which one that is, for as long as the builds are not here."""
        place, child = self._at(row)
        line = self.line(row) if child >= 0 else None
        return self.window.id_at(place), -1 if line is None else line.id, child

    def row_marked(self, mark: Any) -> int:
        """The line of such a name; that of its order when the build is gone, or the order closed."""
        key, build_id, child = mark
        head = self.row_of(key)
        if head < 0 or child < 0 or key not in self._opened:
            return head
        group: OrderGroup | None = self.window.row_at(self.window.place_of(key))
        if group is not None and build_id >= 0:
            child = next((place for place, build in enumerate(group.builds) if build.id == build_id), -1)
        return head + 1 + child if child < self._opened[key] else head

    def places(self, first: int, last: int) -> tuple[int, int]:
        """The orders that lines from one to another belong to."""
        return self._at(first)[0], self._at(last)[0]

    def is_open(self, row: int) -> bool:
        """Whether the order of a line is opened."""
        return self.key_of(row) in self._opened

    @property
    def opened(self) -> frozenset[tuple[int, int]]:
        """The opened orders, each with the number of its builds."""
        return frozenset(self._opened.items())

    def open_again(self, opened: Iterable[tuple[int, int]]) -> None:
        """Open what was opened in another list, as far as it is here."""
        for key, count in opened:
            if key not in self._opened and (place := self.window.place_of(key)) >= 0:
                group: OrderGroup | None = self.window.row_at(place)
                self._show_builds(key, count if group is None else len(group.builds))

    def toggle(self, row: int) -> None:
        """Open the order of a line, or close it."""
        place, _ = self._at(row)
        key = self.window.id_at(place)
        group: OrderGroup | None = self.window.row_at(place)
        self._show_builds(key, 0 if key in self._opened or group is None else len(group.builds))

    def take(self, rows: Sequence[Any], first: int, last: int) -> None:
        """Show orders that were read; one that is open and has other builds now is closed meanwhile."""
        other = [group for group in rows if self._has_other_builds(group)]
        for group in other:
            self._show_builds(group.order.id, 0)
        super().take(rows, first, last)
        for group in other:
            self._show_builds(group.order.id, len(group.builds))

    def data(self, index: Index, role: int = 0) -> Any:
        """What a cell shows; an arrow tells whether an order is opened."""
        if role == _DECORATION and index.isValid() and index.column() == 0:
            place, child = self._at(index.row())
            if child < 0 and self.window.row_at(place) is not None:
                return _arrow(opened=self.window.id_at(place) in self._opened)
            return None
        return super().data(index, role)

    def _at(self, row: int) -> tuple[int, int]:
        """Place of the order that a line belongs to, and which of its builds it is, -1 for the order itself."""
        found = bisect_right(self._starts, row) - 1
        if found < 0:
            return row, -1
        place = self._places[found]
        within = row - self._starts[found]
        count = self._opened[self.window.id_at(place)]
        return (place, within - 1) if within <= count else (place + within - count, -1)

    def _count_up(self) -> None:
        """Find the opened orders in the list; one that left it is not opened any more."""
        placed = sorted((place, key) for key in self._opened if (place := self.window.place_of(key)) >= 0)
        self._opened = {key: self._opened[key] for _place, key in placed}
        self._starts, self._places, before = [], [], 0
        for place, key in placed:
            self._places.append(place)
            self._starts.append(place + before)
            before += self._opened[key]

    def _has_other_builds(self, group: OrderGroup) -> bool:
        key = group.order.id
        if key not in self._opened:
            return False
        before: OrderGroup | None = self.window.row_at(self.window.place_of(key))
        if before is None:
            return self._opened[key] != len(group.builds)
        return [build.id for build in before.builds] != [build.id for build in group.builds]

    def _show_builds(self, key: int, count: int) -> None:
        """Show so many builds below an order that is closed, or none below one that is opened."""
        head, had = self.row_of(key), self._opened.get(key, 0)
        if had == count:
            return
        if had:
            self.beginRemoveRows(QModelIndex(), head + 1, head + had)
            del self._opened[key]
            self._count_up()
            self.endRemoveRows()
        else:
            self.beginInsertRows(QModelIndex(), head + 1, head + count)
            self._opened[key] = count
            self._count_up()
            self.endInsertRows()
        self.dataChanged.emit(self.index(head, 0), self.index(head, 0))


def _arrow(*, opened: bool) -> QPixmap:
    right = pixmap("chevron-right", _ARROW)
    return right.transformed(QTransform().rotate(90)) if opened else right
