"""Tables of frozen rows: columns declared as data, widths remembered per person, chips for states."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QMetaMethod,
    QModelIndex,
    QSignalBlocker,
    Qt,
    Signal,
)
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableView,
)

from cleanstation_desktop.ui.preferences import Preferences
from cleanstation_desktop.ui.widgets.chips import KIND_ROLE, ROW_HEIGHT, ChipDelegate, Index
from cleanstation_desktop.ui.widgets.stand import Stand
from cleanstation_desktop.ui.widgets.widths import Widths

Row = TypeVar("Row")

ROW_ROLE = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A column. Parameters: key, its lasting name; title; width, pixels at first; text, of a row; kind, of a row: the
    look of a chip (ok, warn, bad, info, neutral), None for plain text; tip, of a row; right, aligned there; fills,
    whether it takes what is left of the table, where that is more: else the last one does."""

    key: str
    title: str
    width: int
    text: Callable[[Row], str]
    kind: Callable[[Row], str | None] | None = None
    tip: Callable[[Row], str] | None = None
    right: bool = False
    fills: bool = False


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Rows that are all in memory."""

    def __init__(self, columns: Sequence[Column[Row]]) -> None:
        super().__init__()
        self.columns = list(columns)
        self.rows: list[Row] = []

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def row_at(self, row: int) -> Row | None:
        """The row of a line, None while it is not there."""
        return self.rows[row] if 0 <= row < len(self.rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and Qt's default
        """Number of rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and Qt's default
        """Number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:  # noqa: N802 - Qt's name
        """Titles of the columns."""
        return heading(self.columns, section, orientation, role)

    def data(self, index: Index, role: int = 0) -> Any:
        """What a cell shows."""
        if not index.isValid():
            return None
        row = self.row_at(index.row())
        return None if row is None else cell(self.columns[index.column()], row, role)


def heading(columns: Sequence[Column[Any]], section: int, orientation: Qt.Orientation, role: int) -> Any:
    """What the head of a column shows for a role of Qt."""
    if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(columns):
        return None
    if role == Qt.ItemDataRole.DisplayRole:
        return columns[section].title
    return _alignment(columns[section].right) if role == Qt.ItemDataRole.TextAlignmentRole else None


_CELLS: dict[int, Callable[[Column[Any], Any], Any]] = {
    int(Qt.ItemDataRole.DisplayRole): lambda column, row: column.text(row),
    int(Qt.ItemDataRole.AccessibleTextRole): lambda column, row: f"{column.title}: {column.text(row)}",
    int(Qt.ItemDataRole.ToolTipRole): lambda column, row: (column.tip or column.text)(row),
    int(Qt.ItemDataRole.TextAlignmentRole): lambda column, _row: _alignment(column.right),
    KIND_ROLE: lambda column, row: column.kind(row) if column.kind is not None else None,
    ROW_ROLE: lambda _column, row: row,
}
CELL_ROLES = frozenset(_CELLS)
"""Roles that a cell answers; a view asks for ten others each time it paints one."""


def cell(column: Column[Row], row: Row, role: int) -> Any:
    """What a cell of a column shows for a role of Qt; None for roles that it leaves to the view."""
    give = _CELLS.get(role)
    return None if give is None else give(column, row)


class TableView(QTableView):
    """A table that opens a row by Enter or a double click. `opened` carries the row."""

    opened = Signal(object)

    def __init__(self, name: str, preferences: Preferences | None = None, key: str = "") -> None:
        """Parameters: name, for screen readers; key, under which the widths are remembered."""
        super().__init__()
        self._gone = False
        self._key_of: Callable[[Any], Hashable] | None = None
        self._stand: Stand | None = None
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._chips = ChipDelegate(self)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setFixedHeight(ROW_HEIGHT)
        self.widths = Widths(head, preferences, key)
        self.doubleClicked.connect(self._open)

    def setModel(self, model: Any) -> None:  # noqa: N802 - Qt's name
        """Show a model that has `columns`; their remembered widths are taken up."""
        super().setModel(model)
        for place, column in enumerate(model.columns):
            # The others are painted by Qt alone: to come to Python for each cell takes most of the time of a page.
            if column.kind is not None:
                self.setItemDelegateForColumn(place, self._chips)
        filling = next((place for place, column in enumerate(model.columns) if column.fills), None)
        self.widths.take_up(((column.key, column.width) for column in model.columns), fills=filling)

    def show_rows(self, rows: Sequence[Any], key: Callable[[Any], Hashable], *, else_first: bool = False) -> None:
        """Show other rows; the one under the cursor stays there, as a live refresh demands.

        Parameters: key, names a row for good; else_first, whether the first row is chosen when that one is gone.
        """
        current = self.current_row()
        kept, self._stand, self._key_of = self._stand, None, key
        wanted = kept.chosen if kept is not None else None if current is None else key(current)
        bar = self.verticalScrollBar()
        at = bar.value()
        model: Any = self.model()
        model.set_rows(rows)
        places = {key(row): place for place, row in enumerate(rows)}
        found = places.get(wanted) if wanted is not None else None
        if kept is not None:
            at = self.verticalHeader().sectionPosition(places.get(kept.top, 0))
        elif found is None and else_first and rows:
            found = 0
            at = 0
        self._gone = found is None and wanted is not None
        if found is not None:
            self.selectRow(found)
        self.executeDelayedItemsLayout()
        # Choosing it scrolls there, away from what somebody looks at.
        bar.setValue(at)

    def stand(self) -> Stand:
        """Where the view stands now."""
        model: Any = self.model()
        if self._stand is not None or self._key_of is None or not model.rows:
            return self._stand or Stand()
        top, chosen = max(0, self.rowAt(0)), self.current_row()
        return Stand(self._key_of(model.rows[top]), None if chosen is None else self._key_of(chosen))

    def take_up(self, stand: Stand) -> None:
        """Stand where another table stood, as soon as rows are shown."""
        self._stand = stand if stand != Stand() else None

    def current_row(self) -> Any:
        """The row under the cursor, None without one."""
        index = self.currentIndex()
        return index.data(ROW_ROLE) if index.isValid() else None

    def keyPressEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """Enter opens the row; where no row opens it goes on, to the dialog that the table stands in."""
        opens = self.isSignalConnected(QMetaMethod.fromSignal(self.opened))
        if opens and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """Qt puts the cursor on the first row when there is none; where the chosen one is gone, nobody chose that."""
        if not self._gone or self.currentIndex().isValid():
            super().focusInEvent(event)
            return
        with QSignalBlocker(self.selectionModel()):
            super().focusInEvent(event)
            self.selectionModel().clearCurrentIndex()

    def open_current(self) -> None:
        """Open the row under the cursor."""
        self._open(self.currentIndex())

    def _open(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if row is not None:
            self.opened.emit(row)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Give the column that fills the table what is left."""
        super().resizeEvent(event)
        self.widths.fill()


_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


def _alignment(right: bool) -> int:
    return _RIGHT if right else _LEFT
