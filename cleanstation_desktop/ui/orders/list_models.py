"""The lists of builds, flat and grouped by order, as models of Qt: a million rows, of which a window is in memory."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PySide6.QtGui import QPixmap, QTransform

from cleanstation_desktop.services.build_browsing import BuildListRow
from cleanstation_desktop.services.order_browsing import OrderGroup
from cleanstation_desktop.ui.orders.list_window import ListWindow
from cleanstation_desktop.ui.theme.icons import pixmap
from cleanstation_desktop.ui.widgets.table import CELL_ROLES, Column, Index, cell

_NOT_HERE = "…"
_ARROW = 20


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
        self.window.set_ids(ids)
        self.endResetModel()

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
        self._forget()
        self.endResetModel()

    def set_ids(self, ids: bytes) -> None:
        """Show the whole list; opened orders close when it is another one."""
        before = self.window.ids
        if not (before and len(ids) > len(before) and ids.startswith(before)) and ids != before:
            self.beginResetModel()
            self.window.set_ids(ids)
            self._forget()
            self.endResetModel()
            return
        super().set_ids(ids)

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
        if place < 0:
            return -1
        return place + sum(count for opened, count in self._opened.items() if opened < place)

    def places(self, first: int, last: int) -> tuple[int, int]:
        """The orders that lines from one to another belong to."""
        return self._at(first)[0], self._at(last)[0]

    def is_open(self, row: int) -> bool:
        """Whether the order of a line is opened."""
        return self._at(row)[0] in self._opened

    def toggle(self, row: int) -> None:
        """Open the order of a line, or close it."""
        place, _ = self._at(row)
        group: OrderGroup | None = self.window.row_at(place)
        if group is None or not group.builds:
            return
        head = self.row_of(group.order.id)
        if place in self._opened:
            self.beginRemoveRows(QModelIndex(), head + 1, head + self._opened[place])
            del self._opened[place]
            self._count_up()
            self.endRemoveRows()
        else:
            self.beginInsertRows(QModelIndex(), head + 1, head + len(group.builds))
            self._opened[place] = len(group.builds)
            self._count_up()
            self.endInsertRows()
        self.dataChanged.emit(self.index(head, 0), self.index(head, 0))

    def take(self, rows: Sequence[Any], first: int, last: int) -> None:
        """Show orders that were read; one that is open and has other builds now is closed first."""
        for group in rows:
            place = self.window.place_of(group.order.id)
            if self._opened.get(place, len(group.builds)) != len(group.builds):
                self.toggle(self.row_of(group.order.id))
        super().take(rows, first, last)

    def data(self, index: Index, role: int = 0) -> Any:
        """What a cell shows; an arrow tells whether an order is opened."""
        if role == Qt.ItemDataRole.DecorationRole and index.isValid() and index.column() == 0:
            place, child = self._at(index.row())
            if child < 0 and self.window.row_at(place) is not None:
                return _arrow(opened=place in self._opened)
            return None
        return super().data(index, role)

    def _at(self, row: int) -> tuple[int, int]:
        """Place of the order that a line belongs to, and which of its builds it is, -1 for the order itself."""
        found = bisect_right(self._starts, row) - 1
        if found < 0:
            return row, -1
        place = self._places[found]
        within = row - self._starts[found]
        count = self._opened[place]
        return (place, within - 1) if within <= count else (place + within - count, -1)

    def _count_up(self) -> None:
        self._starts, self._places, before = [], [], 0
        for place in sorted(self._opened):
            self._places.append(place)
            self._starts.append(place + before)
            before += self._opened[place]

    def _forget(self) -> None:
        self._opened = {}
        self._count_up()


def _arrow(*, opened: bool) -> QPixmap:
    right = pixmap("chevron-right", _ARROW)
    return right.transformed(QTransform().rotate(90)) if opened else right
