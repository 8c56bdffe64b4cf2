"""The view of a BOM as a tree: Enter or a double click opens a line, as in a table; and where somebody is in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView

from cleanstation_desktop.domain.bom_model import BomLine
from cleanstation_desktop.ui.boms.line_model import LineModel
from cleanstation_desktop.ui.preferences import Preferences
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.chips import ChipDelegate
from cleanstation_desktop.ui.widgets.stand import Stand
from cleanstation_desktop.ui.widgets.table import ROW_ROLE
from cleanstation_desktop.ui.widgets.widths import Widths


class LineTree(QTreeView):
    """The lines of a BOM. `opened` carries the line."""

    opened = Signal(object)

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self.lines = LineModel(self)
        self.setModel(self.lines)
        self.setAccessibleName(tr("Structure of the bill"))
        self.setUniformRowHeights(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(ChipDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        # Else a double click opens or closes the line besides: what a person sees when he comes back is another tree.
        self.setExpandsOnDoubleClick(False)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.widths = Widths(self.header(), preferences, "bom-structure")
        columns = self.lines.columns
        name = next(place for place, column in enumerate(columns) if column.fills)
        self.widths.take_up(((column.key, column.width) for column in columns), fills=name)
        self.doubleClicked.connect(lambda _index: self._open())

    def current_row(self) -> BomLine | None:
        """The line under the cursor, None without one."""
        found = self.currentIndex().data(ROW_ROLE)
        return found if isinstance(found, BomLine) else None

    def stand(self) -> Stand:
        """Where the view stands now, by the paths of its lines."""
        opened = frozenset(self._path(index) for index in self._all() if self.isExpanded(index))
        return Stand(self._path(self.indexAt(QPoint(0, 0))), self._path(self.currentIndex()), opened)

    def take_up(self, stand: Stand) -> None:
        """Stand where another tree stood, as far as its lines are shown."""
        places = {self._path(index): index for index in self._all()}
        for path, index in places.items():
            self.setExpanded(index, path in stand.marked)
        if stand.chosen in places:
            self.setCurrentIndex(places[stand.chosen])
        if stand.top in places:
            self.scrollTo(places[stand.top], QAbstractItemView.ScrollHint.PositionAtTop)

    def keyPressEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """Enter opens the line."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_row() is not None:
            self._open()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Give the names what is left."""
        super().resizeEvent(event)
        self.widths.fill()

    def _open(self) -> None:
        line = self.current_row()
        if line is not None:
            self.opened.emit(line)

    def _all(self, above: QModelIndex | None = None) -> Iterator[QModelIndex]:
        above = QModelIndex() if above is None else above
        for row in range(self.lines.rowCount(above)):
            index = self.lines.index(row, 0, above)
            yield index
            yield from self._all(index)

    def _path(self, index: QModelIndex) -> str | None:
        line = self.lines.line_at(index)
        return None if line is None else line.path
