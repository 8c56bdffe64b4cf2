"""Faults of place and size: controls too small for a finger, widgets on top of each other, out of their parent, or cut
at the side of what scrolls up and down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from itertools import combinations

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QCalendarWidget,
    QHeaderView,
    QScrollArea,
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
    """Widgets that stick out of their parent, where they are cut off; what can be scrolled to is none. What is cut at
    the side of an area that scrolls is found by `sideways`."""
    for widget in shown(root):
        parent = widget.parentWidget()
        if widget is root or parent is None or widget.property(OVERLAY) or _scrolls(parent):
            continue
        room = parent.rect().adjusted(-_SLACK, -_SLACK, _SLACK, _SLACK)
        if not room.contains(widget.geometry()):
            message = f"{_beyond(widget.geometry(), parent.rect())} px of it are outside of {describe(parent)}"
            yield Fault(FaultKind.OUTSIDE, way_to(widget, root), message)


def sideways(root: QWidget) -> Iterator[Fault]:
    """Pages and columns wider than the area in which they scroll up and down: their right end is cut, or to be scrolled
    to sideways, where nobody looks for a button. Tables may scroll sideways."""
    for widget in shown(root):
        if isinstance(widget, QTabBar):
            yield from _tabs_beyond(widget, root)
        inside = widget.widget() if isinstance(widget, QScrollArea) else None
        if not isinstance(widget, QScrollArea) or inside is None:
            continue
        beyond = inside.width() - widget.viewport().width()
        if beyond > _SLACK:
            # What is worked is missed most.
            widest = max(controls(inside), key=partial(_end, inside), default=inside)
            message = f"{beyond} px of it are cut at the side, such as of {describe(widest)}"
            yield Fault(FaultKind.SIDEWAYS, way_to(inside, root), message)


def _tabs_beyond(bar: QTabBar, root: QWidget) -> Iterator[Fault]:
    """Tabs that are to be scrolled to in their bar."""
    for tab in range(bar.count()):
        place = bar.tabRect(tab)
        if bar.isTabVisible(tab) and (place.right() >= bar.width() + _SLACK or place.left() < -_SLACK):
            message = f"tab “{bar.tabText(tab)}” is beyond the side of its bar"
            yield Fault(FaultKind.SIDEWAYS, way_to(bar, root), message)


def _end(inside: QWidget, widget: QWidget) -> int:
    """Where a widget in it ends at the right."""
    return widget.mapTo(inside, widget.rect().topRight()).x()


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
