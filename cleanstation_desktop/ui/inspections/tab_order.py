"""Tab follows the way people read, also among cards and panels that are made later than what stands below them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QTabWidget, QWidget


def chain(parts: Iterable[QWidget]) -> None:
    """Chain what Tab stops at, part after part, within each in the order in which it was made, and tabs before their
    pages."""
    stops = (stop for part in parts for stop in _stops(part))
    for before, after in pairwise(dict.fromkeys(stops)):
        QWidget.setTabOrder(before, after)


def _stops(part: QWidget) -> Iterator[QWidget]:
    for widget in (part, *part.findChildren(QWidget)):
        if _takes_tab(widget, part):
            yield widget
        if isinstance(widget, QTabWidget):
            yield widget.tabBar()


def _takes_tab(widget: QWidget, part: QWidget) -> bool:
    # A list box holds another window, for its list.
    if widget.window() is not part.window() or isinstance(widget.parentWidget(), QComboBox):
        return False
    # What hands on what it gets, such as a panel to its tabs, goes before that: left behind, it would lead Tab back.
    first = widget.focusProxy()
    by_tab = bool(widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value)
    return by_tab and (first is None or widget.isAncestorOf(first))
