"""What can be seen of the client at a moment: the window in front, the controls in it by name, and the words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLabel,
    QListWidget,
    QTabBar,
    QTreeView,
    QWidget,
)

from cleanstation_desktop.ui.checks.walk import accessible_name, controls, is_control, shown

Kind = TypeVar("Kind", bound=QWidget)
Index = QModelIndex | QPersistentModelIndex

_KEYS = re.compile(r" \([^()]*\)$")
_MOST_TOLD = 40


def front() -> QWidget | None:
    """What takes clicks before the window does: an open menu or list, else the dialog in front."""
    return QApplication.activePopupWidget() or QApplication.activeModalWidget()


def names_of(widget: QWidget) -> Iterator[str]:
    """What a person may call a control: what a screen reader says, the words on it, its tooltip, what stands in it."""
    own = widget.accessibleName()
    yield own
    words = widget.property("text")
    if isinstance(words, str):
        yield words.replace("&", "")
    yield _KEYS.sub("", widget.toolTip())
    placeholder = widget.property("placeholderText")
    if isinstance(placeholder, str):
        yield placeholder
    if not own:
        yield accessible_name(widget)  # of the label that is its buddy


def called(root: QWidget, name: str, kind: type[Kind]) -> list[Kind]:
    """The controls in view that are called so; where several are, those alone that a screen reader calls so."""
    found = [
        widget
        for widget in root.findChildren(kind)
        if widget.isVisible() and name in names_of(widget) and is_control(widget, root)
    ]
    exact = [widget for widget in found if name in (widget.accessibleName(), accessible_name(widget))]
    return exact or found


def beside(root: QWidget, words: str, beginning: str, kind: type[Kind]) -> list[Kind]:
    """The controls whose name begins so, in the same line as a label with just these words, the nearest first."""
    found: list[tuple[int, Kind]] = []
    for label in (one for one in shown(root) if isinstance(one, QLabel) and one.text() == words):
        line = _on_screen(label)
        for one in controls(root):
            place = _on_screen(one)
            level = place.top() <= line.bottom() and line.top() <= place.bottom()
            named = any(name.startswith(beginning) for name in names_of(one))
            if isinstance(one, kind) and named and level and place.left() > line.left():
                found.append((place.left() - line.left(), one))
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def _on_screen(widget: QWidget) -> QRect:
    return QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size())


def told(root: QWidget, kind: type[QWidget]) -> str:
    """The names of the controls that are there, for a message."""
    there = sorted({accessible_name(widget) for widget in controls(root) if isinstance(widget, kind)})
    return ", ".join(f"“{name}”" for name in there[:_MOST_TOLD]) or "none"


def read_aloud(root: QWidget, name: str) -> str:
    """The words of the label that a screen reader knows by this name; empty without one."""
    found = (one for one in shown(root) if isinstance(one, QLabel) and one.accessibleName() == name)
    return next((one.text() for one in found), "")


def words_in_view(root: QWidget) -> str:
    """Everything that can be read: labels, buttons, tabs, and the cells of tables."""
    return "\n".join(words for widget in shown(root) for words in _words_of(widget) if words)


def cells(view: QAbstractItemView) -> Iterator[tuple[Index, str]]:
    """The cells of a table, list or tree, row by row, with their words; of a tree the rows that are open."""
    model = view.model()
    if model is None:
        return
    rows = _open_rows(view, view.rootIndex()) if isinstance(view, QTreeView) else _rows(view, view.rootIndex())
    for first in rows:
        for place in range(model.columnCount(first.parent())):
            index = first.siblingAtColumn(place)
            words = index.data(Qt.ItemDataRole.DisplayRole)
            if isinstance(words, str):
                yield index, words


def is_offered(words: str) -> bool:
    """Whether a list that hangs below a field offers this first."""
    lists = (one for one in QApplication.topLevelWidgets() if isinstance(one, QListWidget) and one.isVisible())
    return any((first := one.item(0)) is not None and words in first.text() for one in lists)


def _rows(view: QAbstractItemView, parent: QModelIndex) -> Iterator[QModelIndex]:
    model = view.model()
    for row in range(model.rowCount(parent)):
        yield model.index(row, 0, parent)


def _open_rows(view: QTreeView, parent: QModelIndex) -> Iterator[QModelIndex]:
    for index in _rows(view, parent):
        yield index
        if view.isExpanded(index):
            yield from _open_rows(view, index)


def _words_of(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QAbstractItemView):
        yield from (words for _, words in cells(widget))
    elif isinstance(widget, QTabBar):
        yield from (widget.tabText(place) for place in range(widget.count()))
    else:
        for name in ("text", "title", "plainText", "currentText"):
            words = widget.property(name)
            if isinstance(words, str):
                yield words
        if isinstance(widget, QLabel) and widget.accessibleName():
            yield widget.accessibleName()
