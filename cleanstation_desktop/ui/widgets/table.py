"""Tables of frozen rows: columns declared as data, widths remembered per person, chips for states."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QMetaMethod,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSignalBlocker,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from cleanstation_desktop.ui import theme
from cleanstation_desktop.ui.preferences import Preferences

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex

ROW_ROLE = int(Qt.ItemDataRole.UserRole)
KIND_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_HEIGHT = 44


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A column. Parameters: key, its lasting name; title; width, pixels at first; text, of a row; kind, of a row: the
    look of a chip (ok, warn, bad, info, neutral), None for plain text; tip, of a row; right, aligned there."""

    key: str
    title: str
    width: int
    text: Callable[[Row], str]
    kind: Callable[[Row], str | None] | None = None
    tip: Callable[[Row], str] | None = None
    right: bool = False


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


class ChipDelegate(QStyledItemDelegate):
    """Paints a cell with a kind as a coloured chip with a dot; the word tells the state without the colour."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a cell."""
        kind = index.data(KIND_ROLE)
        if not isinstance(kind, str):
            super().paint(painter, option, index)
            return
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        words = ground.text
        ground.text = ""
        widget = option.widget
        if widget is not None:
            widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, ground, painter, widget)
        paint_chip(painter, QRectF(option.rect), words, kind, option.font)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        """Rows are as high as a finger needs."""
        return QSize(super().sizeHint(option, index).width(), _HEIGHT)


def paint_chip(painter: QPainter, area: QRectF, words: str, kind: str, base: QFont) -> None:
    """Paint a chip at the left of an area."""
    tokens = theme.current()
    font = QFont(base)
    font.setPixelSize(12)
    font.setWeight(QFont.Weight.DemiBold)
    metrics = QFontMetricsF(font)
    room = area.width() - 24
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room - 32)
    shape = QRectF(area.x() + 12, area.center().y() - 11, min(metrics.horizontalAdvance(shown) + 32, room), 22)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(getattr(tokens, f"{kind}_bg")))
    painter.drawRoundedRect(shape, 11, 11)
    colour = QColor(getattr(tokens, kind))
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(shape.x() + 12, shape.center().y()), 3.5, 3.5)
    painter.setPen(QPen(colour))
    painter.setFont(font)
    painter.drawText(shape.adjusted(21, 0, -6, 0), int(Qt.AlignmentFlag.AlignVCenter), shown)
    painter.restore()


class TableView(QTableView):
    """A table that opens a row by Enter or a double click. `opened` carries the row."""

    opened = Signal(object)

    def __init__(self, name: str, preferences: Preferences | None = None, key: str = "") -> None:
        """Parameters: name, for screen readers; key, under which the widths are remembered."""
        super().__init__()
        self._preferences = preferences
        self._key = f"columns/{key}"
        self._gone = False
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(ChipDelegate(self))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(_HEIGHT)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setStretchLastSection(True)
        head.setFixedHeight(_HEIGHT)
        self._later = QTimer(self, singleShot=True, interval=400)
        self._later.timeout.connect(self._remember)
        head.sectionResized.connect(lambda *_sizes: self._later.start())
        self.doubleClicked.connect(self._open)

    def setModel(self, model: Any) -> None:  # noqa: N802 - Qt's name
        """Show a model that has `columns`; their remembered widths are taken up."""
        super().setModel(model)
        kept = self._preferences.get(self._key, {}) if self._preferences is not None else {}
        for place, column in enumerate(model.columns):
            self.setColumnWidth(place, int(kept.get(column.key, column.width)))
        self._later.stop()

    def show_rows(self, rows: Sequence[Any], key: Callable[[Any], Hashable], *, else_first: bool = False) -> None:
        """Show other rows; the one under the cursor stays there, as a live refresh demands.

        Parameters: key, names a row for good; else_first, whether the first row is chosen when that one is gone.
        """
        current = self.current_row()
        wanted = None if current is None else key(current)
        bar = self.verticalScrollBar()
        at = bar.value()
        model: Any = self.model()
        model.set_rows(rows)
        found = next((place for place, row in enumerate(rows) if wanted is not None and key(row) == wanted), None)
        if found is None and else_first and rows:
            found = 0
            at = 0
        self._gone = found is None and wanted is not None
        if found is not None:
            self.selectRow(found)
        # Choosing it scrolls there, away from what somebody looks at.
        bar.setValue(at)

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

    def _open(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if row is not None:
            self.opened.emit(row)

    def _remember(self) -> None:
        model: Any = self.model()
        if self._preferences is None or model is None:
            return
        # The last column takes what is left of the window: its width is no choice of the person's.
        widths = {column.key: self.columnWidth(place) for place, column in enumerate(model.columns[:-1])}
        self._preferences.set(self._key, widths)


def _alignment(right: bool) -> int:
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)


def small_table(name: str, model: RowsModel[Any], parent: QWidget | None = None) -> TableView:
    """A table inside a card, as high as its rows need, up to eight of them."""
    view = TableView(name)
    view.setParent(parent)
    view.setModel(model)

    def fit() -> None:
        view.setFixedHeight(_HEIGHT * (min(max(model.rowCount(), 1), 8) + 1) + 4)

    model.modelReset.connect(fit)
    fit()
    return view
