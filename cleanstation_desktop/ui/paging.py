"""Tables that are read page by page: the button that shows more, the line that counts, and the refresh of all of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from cleanstation_desktop.services.paging import Key, Page, read_first
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import button, label
from cleanstation_desktop.ui.widgets.table import TableView

Row = TypeVar("Row")
_PAGE = 100


class Paging(Generic[Row, Key]):
    """What stands below such a table: `more` and `sum`.

    Parameters: screen, that reads; table; key, names a row for good, and the next page begins after it; question, names
    the reading; words, for the line that counts, of how many rows are shown and whether these are all; shown, called
    when rows were shown.
    """

    def __init__(
        self,
        screen: Screen,
        table: TableView,
        key: Callable[[Row], Key],
        *,
        question: str,
        words: Callable[[int, bool], str],
        shown: Callable[[], None] = lambda: None,
    ) -> None:
        self._screen = screen
        self._table = table
        self._key: Callable[[Row], Key] = key
        self._question = question
        self._words = words
        self._shown = shown
        self._wanted: object = None
        self._read_page: Callable[[Page[Key]], Sequence[Row]] | None = None
        self._count = self._first = _PAGE
        self._new = True
        self._reading = False
        self.sum = label("", "muted")
        self.more = button(tr("Show more"), self._more, icon="down")
        self.more.hide()

    def read(self, wanted: object, read_page: Callable[[Page[Key]], Sequence[Row]]) -> None:
        """Read the list: the same once more as far as it is shown, another one from its first page.

        Parameters: wanted, what the list is of; read_page, reads a page of it, off the UI thread.
        """
        if self._read_page is None or wanted != self._wanted:
            self._count, self._new = self._first, True
            self._first = _PAGE
        self._wanted, self._read_page, self._reading = wanted, read_page, True
        count, key = self._count, self._key
        self._screen.read(lambda: read_first(read_page, key, count + 1), self._show, key=self._question)

    def state(self) -> dict[str, Any]:
        """How much is shown, and where in it somebody stands."""
        return {"count": max(self._count, self._first), "stand": self._table.stand()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Begin with as much, there."""
        self._first = state["count"]
        self._table.take_up(state["stand"])

    def _more(self) -> None:
        rows, read_page = self._rows, self._read_page
        if not rows or read_page is None or self._new:
            return
        # A refresh that overtakes this reads these too; one that this overtakes is read here.
        self._count = len(rows) + _PAGE
        if self._reading:
            self.read(self._wanted, read_page)
            return
        page = Page(self._key(rows[-1]), _PAGE + 1)
        self._screen.read(lambda: read_page(page), self._append, key=self._question)

    @property
    def _rows(self) -> list[Row]:
        model: Any = self._table.model()
        rows: list[Row] = model.rows
        return rows

    def _append(self, found: Sequence[Row]) -> None:
        self._show([*self._rows, *found])

    def _show(self, found: Sequence[Row]) -> None:
        # One row more was asked for, to know whether there is one.
        whole = len(found) <= self._count
        # Whoever chose a row means that one: when it is gone, no other takes its place under their hands.
        first = self._new or not self._rows
        self._new = self._reading = False
        self._table.show_rows(found[: self._count], self._key, else_first=first)
        self.more.setVisible(not whole)
        self.sum.setText(self._words(len(self._rows), whole))
        self._shown()
