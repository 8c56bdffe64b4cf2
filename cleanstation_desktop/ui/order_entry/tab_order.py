"""Tab follows the order in which people read, also after fields came or went."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QStackedWidget, QTabWidget, QWidget

from cleanstation_desktop.ui.order_entry.choice_row import ChoiceRow


def follow_reading_order(root: QWidget) -> None:
    """Chain everything that Tab stops at in the order of the layouts; a row of choices has none of its own."""
    for before, after in pairwise(_stops(root)):
        QWidget.setTabOrder(before, after)


def _stops(widget: QWidget) -> Iterator[QWidget]:
    # What hands on what it gets, such as a panel to its tabs, goes before that: left behind, it would lead Tab back.
    first = widget.focusProxy()
    if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and (first is None or widget.isAncestorOf(first)):
        yield widget
    if isinstance(widget, QScrollArea):
        inside = widget.widget()
        if inside is not None:
            yield from _stops(inside)
    elif isinstance(widget, QStackedWidget | QTabWidget):
        if isinstance(widget, QTabWidget):
            yield from _stops(widget.tabBar())
        shown: QWidget | None = widget.currentWidget()
        if shown is not None:
            yield from _stops(shown)
    elif isinstance(widget, ChoiceRow):
        for made in widget.buttons.values():
            yield from _stops(made)
    else:
        layout = widget.layout()
        if layout is not None:
            yield from _in_layout(layout)


def _in_layout(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield from _stops(widget)
        elif inner is not None:
            yield from _in_layout(inner)
