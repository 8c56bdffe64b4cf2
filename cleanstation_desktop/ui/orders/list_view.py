"""The table of a long list: it tells what is looked at, sorts by its header, and keeps its place when refreshed."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent

from cleanstation_desktop.services.build_filters import NEWEST_FIRST, BuildSort, SortColumn
from cleanstation_desktop.services.order_browsing import ORDER_COLUMNS
from cleanstation_desktop.ui.orders.list_columns import SORTED_BY
from cleanstation_desktop.ui.orders.list_models import LongModel, OrdersModel
from cleanstation_desktop.ui.preferences import Preferences
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.stand import Stand
from cleanstation_desktop.ui.widgets.table import TableView

_REST_MS = 25
_AROUND = 40
_ARROW = 44


class LongTable(TableView):
    """Signals: looked_at, first and last line, when the view rests; sorted_by, a BuildSort that is chosen; sort_shown,
    the one by which the list is sorted now."""

    looked_at = Signal(int, int)
    sorted_by = Signal(object)
    sort_shown = Signal(object)

    def __init__(self, name: str, preferences: Preferences, key: str, model: LongModel) -> None:
        super().__init__(name, preferences, key)
        self.long = model
        self._sort = NEWEST_FIRST
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self.look)
        self.setModel(model)
        head = self.horizontalHeader()
        head.setSectionsClickable(True)
        head.setSortIndicatorShown(True)
        head.sectionClicked.connect(self._on_header)
        head.setToolTip(tr("Click a title to sort by it, again to turn the order round"))
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._rest.start())
        for changed in (model.modelReset, model.rowsInserted, model.rowsRemoved):
            changed.connect(lambda *_what: self._rest.start())

    def show_sort(self, sort: BuildSort) -> None:
        """Mark the column that the list is sorted by."""
        self._sort = sort
        keys = [column.key for column in self.long.columns]
        place = next((keys.index(key) for key, by in SORTED_BY.items() if by is sort.column and key in keys), -1)
        order = Qt.SortOrder.DescendingOrder if sort.descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(place, order)
        self.sort_shown.emit(sort)

    def sortable(self) -> list[tuple[SortColumn, str]]:
        """What the list can be sorted by, with the titles."""
        found = ((self._by(place), column.title) for place, column in enumerate(self.long.columns))
        return [(by, title) for by, title in found if by is not None]

    def look(self) -> None:
        """Tell what is in view, with some lines around it."""
        first, last = self.in_view()
        if last >= 0:
            self.looked_at.emit(max(0, first - _AROUND), min(last + _AROUND, self.long.rowCount() - 1))

    def in_view(self) -> tuple[int, int]:
        """First and last line in view; last is -1 when there is none."""
        count = self.long.rowCount()
        if not count:
            return 0, -1
        first = max(0, self.rowAt(0))
        last = self.rowAt(self.viewport().height() - 1)
        return first, count - 1 if last < 0 else last

    def stand(self) -> Stand:
        """Where the view stands now."""
        first, last = self.in_view()
        if last < 0:
            return Stand()
        index = self.currentIndex()
        top = self.long.mark_of(first) if first else None
        chosen = self.long.mark_of(index.row()) if index.isValid() else None
        return Stand(top, chosen, self.long.opened if isinstance(self.long, OrdersModel) else frozenset())

    def take_up(self, stand: Stand) -> None:
        """Go where another list stood, as far as its lines are here."""
        if isinstance(self.long, OrdersModel):
            self.long.open_again(cast("frozenset[tuple[int, int]]", stand.marked))  # as `stand` gave them
        chosen = self.long.row_marked(stand.chosen) if stand.chosen is not None else -1
        if chosen >= 0:
            self.setCurrentIndex(self.long.index(chosen, 0))
        top = self.long.row_marked(stand.top) if stand.top is not None else 0
        if top >= 0:
            self.verticalScrollBar().setValue(self.verticalHeader().sectionPosition(top))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Right and Left open and close an order."""
        index = self.currentIndex()
        model = self.long
        if isinstance(model, OrdersModel) and index.isValid():
            opened = model.is_open(index.row())
            if (event.key() == Qt.Key.Key_Right and not opened) or (event.key() == Qt.Key.Key_Left and opened):
                self.toggle(index)
                return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A click on the arrow opens and closes an order."""
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        within = event.position().x() - self.columnViewportPosition(0)
        if index.isValid() and index.column() == 0 and within < _ARROW and isinstance(self.long, OrdersModel):
            self.toggle(index)

    def toggle(self, index: QModelIndex) -> None:
        """Open or close the order of a line; the cursor stays on it."""
        if isinstance(self.long, OrdersModel):
            key = self.long.key_of(index.row())
            self.long.toggle(index.row())
            self.setCurrentIndex(self.long.index(self.long.row_of(key), 0))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """More lines may be in view now."""
        super().resizeEvent(event)
        self._rest.start()

    def _by(self, section: int) -> SortColumn | None:
        by = SORTED_BY.get(self.long.columns[section].key)
        return None if isinstance(self.long, OrdersModel) and by not in ORDER_COLUMNS else by

    def _on_header(self, section: int) -> None:
        by = self._by(section)
        if by is None:
            self.show_sort(self._sort)
            return
        if by is not self._sort.column:
            sort = BuildSort(by)
        elif not self._sort.descending:
            sort = BuildSort(by, descending=True)
        else:
            sort = NEWEST_FIRST
        self.show_sort(sort)
        self.sorted_by.emit(sort)
