"""The lines of a BOM as a tree for Qt, filtered in memory: a bill is read as a whole and has some thousand lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from cleanstation_desktop.domain.bom_diff import FlatLine
from cleanstation_desktop.domain.bom_model import BomLine
from cleanstation_desktop.ui.boms.kinds import kind_words, positions_words
from cleanstation_desktop.ui.text import number, tr
from cleanstation_desktop.ui.widgets.table import ROW_ROLE, Column, cell, heading

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class LineFilter:
    """Which lines are shown. Parameters: words, in number, name or rule; kind, empty for all; depth, deepest level
    shown, counted from 0, None for all. The lines above a shown one are shown too."""

    words: str = ""
    kind: str = ""
    depth: int | None = None

    def takes(self, line: BomLine) -> bool:
        """Whether a line is shown for its own sake."""
        if self.depth is not None and line.level > self.depth:
            return False
        return self._fits(line.kind, line.item, line.name, line.rule or "")

    def takes_total(self, total: FlatLine) -> bool:
        """Whether the total of a part is shown; it stands on no level."""
        return self._fits(total.kind, total.item, total.name, *total.rules)

    def _fits(self, kind: str, *texts: str) -> bool:
        words = self.words.casefold().strip()
        return (not self.kind or kind == self.kind) and any(words in text.casefold() for text in texts)


@dataclass(eq=False)
class _Node:
    line: BomLine | None
    parent: _Node | None
    row: int
    children: list[_Node] = field(default_factory=list)


def line_columns() -> list[Column[BomLine]]:
    """The columns of the tree."""
    return [
        Column("item", tr("Part number"), 262, lambda line: line.item),
        Column("rule", tr("Rule"), 74, lambda line: line.rule or ""),
        Column("name", tr("Name"), 196, lambda line: line.name, fills=True),
        Column("kind", tr("Kind"), 88, lambda line: kind_words(line.kind), tip=_note),
        Column("quantity", tr("Per parent"), 108, lambda line: number(line.quantity), right=True),
        Column("extended", tr("Per build"), 98, lambda line: number(line.extended_quantity), right=True),
        Column("positions", tr("Basins"), 80, positions_words),
        Column("note", tr("Note"), 60, lambda line: line.note or ""),
    ]


def total_columns() -> list[Column[FlatLine]]:
    """The columns of the totals by part."""
    return [
        Column("item", tr("Part number"), 280, lambda total: total.item),
        Column("rule", tr("Rule"), 110, lambda total: ", ".join(total.rules)),
        Column("name", tr("Name"), 290, lambda total: total.name, fills=True),
        Column("kind", tr("Kind"), 96, lambda total: kind_words(total.kind)),
        Column("extended", tr("Per build"), 98, lambda total: number(total.quantity), right=True),
        Column("positions", tr("Basins"), 80, positions_words),
        Column("note", tr("Note"), 84, lambda total: total.note or ""),
    ]


def columns_unsaid(lines: Sequence[BomLine]) -> frozenset[str]:
    """Keys of the columns in which no line of a bill says anything: the names need their room."""
    said = {"positions": any(line.positions for line in lines), "note": any(line.note for line in lines)}
    return frozenset(key for key, says in said.items() if not says)


def _note(line: BomLine) -> str:
    return line.note or kind_words(line.kind)


class LineModel(QAbstractItemModel):
    """The tree of a BOM."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = line_columns()
        self._lines: Sequence[BomLine] = ()
        self._root = _Node(None, None, 0)
        self.shown = 0

    def set_lines(self, lines: Sequence[BomLine], wanted: LineFilter) -> None:
        """Show these lines, as far as the filter takes them."""
        self.beginResetModel()
        self._lines = lines
        self._root, self.shown = _tree(lines, wanted.takes)
        self.endResetModel()

    def line_at(self, index: Index) -> BomLine | None:
        """The line of an index."""
        return _node(index).line if index.isValid() else None

    def index_of(self, path: str) -> QModelIndex:
        """The index of the line with a path; an invalid one when it is not shown."""
        stack = list(self._root.children)
        while stack:
            node = stack.pop()
            if node.line is not None and node.line.path == path:
                return self.createIndex(node.row, 0, node)
            stack.extend(node.children)
        return QModelIndex()

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 - Qt's default
        """Index of a child."""
        holder = _node(parent) if parent.isValid() else self._root
        if 0 <= row < len(holder.children) and 0 <= column < len(self.columns):
            return self.createIndex(row, column, holder.children[row])
        return QModelIndex()

    def parent(self, index: Index = QModelIndex()) -> Any:  # noqa: B008 - Qt's default
        """Index of the line above."""
        above = _node(index).parent if index.isValid() else None
        if above is None or above.line is None:
            return QModelIndex()
        return self.createIndex(above.row, 0, above)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and default
        """Number of children."""
        if parent.isValid() and parent.column() > 0:
            return 0
        return len((_node(parent) if parent.isValid() else self._root).children)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and default
        """Number of columns."""
        return len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:  # noqa: N802 - Qt's name
        """Titles of the columns."""
        return heading(self.columns, section, orientation, role)

    def data(self, index: Index, role: int = 0) -> Any:
        """What a cell shows."""
        line = self.line_at(index)
        if line is None:
            return None
        if role == ROW_ROLE:
            return line
        return cell(self.columns[index.column()], line, role)


def _tree(lines: Sequence[BomLine], takes: Callable[[BomLine], bool]) -> tuple[_Node, int]:
    """Tree of the lines that are taken, with those above them; and how many are taken."""
    root = _Node(None, None, 0)
    above: list[tuple[BomLine, _Node | None]] = []
    taken = 0
    for line in lines:
        del above[line.level :]
        above.append((line, None))
        if takes(line):
            taken += 1
            _plant(root, above)
    return root, taken


def _plant(root: _Node, above: list[tuple[BomLine, _Node | None]]) -> None:
    holder = root
    for place, (line, node) in enumerate(above):
        planted = node
        if planted is None:
            planted = _Node(line, holder, len(holder.children))
            holder.children.append(planted)
            above[place] = (line, planted)
        holder = planted


def _node(index: Index) -> _Node:
    found = index.internalPointer()
    assert isinstance(found, _Node)  # noqa: S101 - every index of this model is made with one
    return found
