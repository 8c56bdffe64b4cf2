"""The words in lists, tables and their headers: those rows that are in view."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionHeader,
    QStyleOptionViewItem,
    QTableView,
)

from cleanstation_desktop.ui.checks.words import Words, extent
from cleanstation_desktop.ui.widgets.chips import CHIP_WORDS, KIND_ROLE, ChipDelegate, chip_font, chip_room

_ROWS = 12
"""Rows looked at in each list: the rest are of the same make."""


def words_of_cells(view: QAbstractItemView) -> Iterator[Words]:
    """The words in the rows of a list or table that are in view; a delegate of a list's own paints as it likes."""
    model = view.model()
    if model is None or isinstance(view, QHeaderView):
        return
    parent = view.rootIndex()
    # Qt hides columnCount of the models of its own lists.
    columns = 1 if isinstance(view, QListView) else model.columnCount(parent)
    for row in range(min(_ROWS, model.rowCount(parent))):
        for column in range(columns):
            index = model.index(row, column, parent)
            found = _of_cell(view, index)
            if found is not None:
                yield found


def _of_cell(view: QAbstractItemView, index: QModelIndex) -> Words | None:
    place = view.visualRect(index)
    text = index.data(Qt.ItemDataRole.DisplayRole)
    delegate = view.itemDelegateForIndex(index)
    if type(delegate) not in (QStyledItemDelegate, ChipDelegate) or text is None or not str(text).strip():
        return None
    if not view.viewport().rect().contains(place) or view.indexWidget(index) is not None:
        return None
    if isinstance(delegate, ChipDelegate) and index.data(KIND_ROLE) is not None:
        return _of_chip(view, index, place)
    font = index.data(Qt.ItemDataRole.FontRole)
    option = QStyleOptionViewItem()
    option.initFrom(view)
    option.rect, option.text, option.index = place, str(text), index
    option.font = font if isinstance(font, QFont) else view.font()
    option.features = QStyleOptionViewItem.ViewItemFeature.HasDisplay
    if index.data(Qt.ItemDataRole.DecorationRole) is not None:
        option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
        option.decorationSize = view.iconSize() if view.iconSize().isValid() else QSize(20, 20)
    # Qt writes inside this room with the margin of the focus around.
    margin = view.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, option, view) + 1
    room = view.style().subElementRect(QStyle.SubElement.SE_ItemViewItemText, option, view)
    room.adjust(margin, 0, -margin, 0)
    needed = extent(view.font(), str(text))
    if isinstance(view, QTableView) and view.wordWrap():
        needed.setWidth(0)
    at = view.viewport().mapTo(view, room.topLeft())
    enabled = view.isEnabled() and bool(index.flags() & Qt.ItemFlag.ItemIsEnabled)
    told = str(index.data(Qt.ItemDataRole.ToolTipRole) or "")
    return Words(view, str(text), QRect(at, room.size()), needed, view.font(), told, True, enabled)


def _of_chip(view: QAbstractItemView, index: QModelIndex, place: QRect) -> Words:
    words, font = str(index.data(Qt.ItemDataRole.DisplayRole)), chip_font(view.font())
    needed, left = extent(font, words), place.x() + CHIP_WORDS
    width = min(needed.width(), chip_room(place.width()))
    room = QRect(left, place.center().y() - needed.height() // 2, width, needed.height())
    at = QRect(view.viewport().mapTo(view, room.topLeft()), room.size())
    told = str(index.data(Qt.ItemDataRole.ToolTipRole) or "")
    return Words(view, words, at, needed, font, told, True, view.isEnabled())


def words_of_header(header: QHeaderView) -> Iterator[Words]:
    """The words in those sections of a header that are in view."""
    model = header.model()
    if model is None or header.orientation() is Qt.Orientation.Vertical:
        return
    for section in range(header.count()):
        text = model.headerData(section, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole)
        left = header.sectionViewportPosition(section)
        place = QRect(left, 0, header.sectionSize(section), header.height())
        if header.isSectionHidden(section) or not text or not header.rect().contains(place):
            continue
        option = QStyleOptionHeader()
        option.initFrom(header)
        option.rect, option.section, option.text = place, section, str(text)
        if header.isSortIndicatorShown() and header.sortIndicatorSection() == section:
            option.sortIndicator = QStyleOptionHeader.SortIndicator.SortDown
        room = header.style().subElementRect(QStyle.SubElement.SE_HeaderLabel, option, header)
        told = str(model.headerData(section, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole) or "")
        needed = extent(header.font(), str(text))
        yield Words(header, str(text), room, needed, header.font(), told, True)
