"""Faults of place and size: controls too small for a finger, widgets on top of each other or out of their parent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QCalendarWidget,
    QHeaderView,
    QSplitter,
    QTabBar,
    QTableView,
    QTabWidget,
    QTreeView,
    QWidget,
)

from cleanstation_desktop.ui.checks.fault import Fault, FaultKind, describe, way_to
from cleanstation_desktop.ui.checks.walk import OVERLAY, controls, shown

FINGER = 44
"""Least height and width of what a finger works, in pixels (house rule for touch)."""

_SLACK = 1


def small_controls(root: QWidget) -> Iterator[Fault]:
    """Controls, tabs and rows under the size of a finger."""
    for widget in controls(root):
        for what, size in _targets(widget):
            if min(size.width(), size.height()) < FINGER:
                message = f"{what} is {size.width()} × {size.height()} px, a finger needs {FINGER}"
                yield Fault(FaultKind.SMALL, way_to(widget, root), message)


def _targets(widget: QWidget) -> Iterator[tuple[str, QSize]]:
    if isinstance(widget, QTabBar):
        for tab in range(widget.count()):
            if widget.isTabVisible(tab):
                yield f"tab “{widget.tabText(tab)}”", widget.tabRect(tab).size()
    elif isinstance(widget, QAbstractItemView):
        model = widget.model()
        first = model.index(0, 0, widget.rootIndex()) if model is not None else None
        if first is not None and first.isValid() and widget.selectionMode() != widget.SelectionMode.NoSelection:
            # A column may be narrow: it is the row that is touched.
            height = widget.rowHeight(0) if isinstance(widget, QTableView) else widget.visualRect(first).height()
            yield "a row", QSize(FINGER, height)
        header = _header(widget)
        if header is not None and header.isVisibleTo(widget) and header.sectionsClickable():
            yield "the header", QSize(FINGER, header.height())
    elif not isinstance(widget, QCalendarWidget):
        yield describe(widget), widget.size()


def _header(view: QAbstractItemView) -> QHeaderView | None:
    if isinstance(view, QTableView):
        return view.horizontalHeader()
    return view.header() if isinstance(view, QTreeView) else None


def overlaps(root: QWidget) -> Iterator[Fault]:
    """Neighbours that lie on top of each other; what is meant to lie above others says so (`OVERLAY`)."""
    families: defaultdict[QWidget, list[QWidget]] = defaultdict(list)
    for widget in shown(root):
        parent = widget.parentWidget()
        if widget is root or parent is None or widget.property(OVERLAY):
            continue
        if not isinstance(parent, QAbstractScrollArea | QSplitter | QTabWidget):
            families[parent].append(widget)
    for family in families.values():
        for one, other in combinations(family, 2):
            common = one.geometry().intersected(other.geometry())
            if common.width() > _SLACK and common.height() > _SLACK:
                message = f"{describe(other)} lies {common.width()} × {common.height()} px over it"
                yield Fault(FaultKind.OVERLAP, way_to(one, root), message)


def outside(root: QWidget) -> Iterator[Fault]:
    """Widgets that stick out of their parent, where they are cut off; what can be scrolled to is none."""
    for widget in shown(root):
        parent = widget.parentWidget()
        if widget is root or parent is None or widget.property(OVERLAY) or _scrolls(parent):
            continue
        room = parent.rect().adjusted(-_SLACK, -_SLACK, _SLACK, _SLACK)
        if not room.contains(widget.geometry()):
            message = f"{_beyond(widget.geometry(), parent.rect())} px of it are outside of {describe(parent)}"
            yield Fault(FaultKind.OUTSIDE, way_to(widget, root), message)


def _scrolls(parent: QWidget) -> bool:
    above = parent.parentWidget()
    return isinstance(parent, QAbstractScrollArea) or (
        isinstance(above, QAbstractScrollArea) and above.viewport() is parent
    )


def _beyond(inner: QRect, outer: QRect) -> int:
    return max(
        outer.left() - inner.left(),
        inner.right() - outer.right(),
        outer.top() - inner.top(),
        inner.bottom() - outer.bottom(),
    )
