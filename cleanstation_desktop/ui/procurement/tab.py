"""What the tabs of procurement have in common."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services.build_browsing import BuildListRow
from cleanstation_desktop.services.procurement_work import ProcurementWork
from cleanstation_desktop.services.work_sections import WorkKind
from cleanstation_desktop.ui.orders.late import late_kind, late_words
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import day, tr
from cleanstation_desktop.ui.widgets.controls import column
from cleanstation_desktop.ui.widgets.states import Notice
from cleanstation_desktop.ui.widgets.table import Column, TableView


class ProcurementTab(QWidget):
    """A tab: its content, or a picture and a sentence while nothing waits.

    Parameters: screen, which reads and writes; title and sentence, of the picture.
    Attributes: kinds, of the work that waits in it.
    Signal: whole_wanted, more than the first rows is needed; carries what to do then, or None.
    """

    whole_wanted = Signal(object)
    kinds: ClassVar[tuple[WorkKind, ...]] = ()
    table: TableView

    def __init__(self, screen: Screen, title: str, sentence: str) -> None:
        super().__init__()
        self.screen_of = screen
        self.client = screen.client
        self.may = screen.client.holds(Role.PROCUREMENT_SPECIALIST)
        self.body: QVBoxLayout = column(spacing=12, margins=(2, 12, 2, 2))
        inside = QWidget()
        inside.setLayout(self.body)
        self._pages = QStackedWidget()
        self._pages.addWidget(inside)
        self._pages.addWidget(Notice("checklist-done", title, sentence))
        self._none_found = Notice("search-nothing", tr("Nothing found"), tr("Try fewer letters, or another tab."))
        self._pages.addWidget(self._none_found)
        self._words = ""
        outer = column(self._pages)
        self.setLayout(outer)

    @classmethod
    def waiting(cls, work: ProcurementWork) -> int:
        """How much waits in all, of which a search and the first rows show a part."""
        return sum(work.counts[kind] for kind in cls.kinds)

    def show_work(self, work: ProcurementWork, words: str) -> None:
        """Show what waits, narrowed down to the words searched for."""
        raise NotImplementedError

    def show_rows(self, table: TableView, rows: Sequence[Any], key: Callable[[Any], Hashable], words: str) -> None:
        """Show rows of a table, at first and for other words with the first one chosen. One that left the list by
        itself is followed by none: the next press would be for another."""
        model: Any = table.model()
        table.show_rows(rows, key, else_first=words != self._words or not model.rows)
        self._words = words

    def follow_scrolling(self, table: TableView) -> None:
        """Ask for the rest when somebody scrolls near the end of a table."""
        table.verticalScrollBar().valueChanged.connect(partial(self._on_scrolled, table))

    def _on_scrolled(self, table: TableView, value: int) -> None:
        # A table that goes away with its screen scrolls once more.
        if isValid(self) and isValid(table):
            bar = table.verticalScrollBar()
            if value >= bar.maximum() - bar.pageStep():
                self.whole_wanted.emit(None)

    def show_page(self, work: ProcurementWork, shown: int) -> None:
        """Show the content or why there is none."""
        self._pages.setCurrentIndex(1 if self.waiting(work) == 0 else 2 if shown == 0 else 0)


def matches(words: str, *texts: str) -> bool:
    """Whether each word searched for stands in one of the texts."""
    said = " ".join(texts).casefold()
    return all(word in said for word in words.casefold().split())


def build_matches(words: str, build: BuildListRow, *more: str) -> bool:
    """Whether a build is meant by the words searched for."""
    return matches(words, build.po_number, build.build_number, build.customer, build.project or "", *more)


def build_columns(build_of: Callable[[Any], BuildListRow]) -> list[Column[Any]]:
    """The columns that name a build, for a table of anything that has one."""
    return [
        Column("po", tr("Order|PO number"), 126, lambda row: build_of(row).po_number),
        Column("build", tr("Build"), 120, lambda row: build_of(row).build_number),
        Column("customer", tr("Customer"), 110, lambda row: build_of(row).customer, fills=True),
    ]


def wanted_columns(build_of: Callable[[Any], BuildListRow]) -> list[Column[Any]]:
    """When a build is wanted, with its mark when that is soon or past."""
    return [
        Column("wanted", tr("Wanted"), 124, lambda row: day(build_of(row).want_date)),
        Column(
            "late",
            tr("Due"),
            92,
            lambda row: late_words(build_of(row)),
            kind=lambda row: late_kind(build_of(row)),
        ),
    ]
