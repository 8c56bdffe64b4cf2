"""What happened to an order or a build: when, who, what, old → new; newest first, a page at a time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from cleanstation_desktop.services.timeline import TimelineEntry
from cleanstation_desktop.ui.orders.timeline_words import Told, tell
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import moment, tr
from cleanstation_desktop.ui.widgets.controls import button, column, row
from cleanstation_desktop.ui.widgets.table import Column, RowsModel, TableView

_PAGE = 200


class TimelinePanel(QWidget):
    """A table of entries.

    Parameters: read, gives so many entries from a place on; runs off the UI thread; with_build, whether a column says
    which build it was.
    """

    def __init__(
        self, screen: Screen, read: Callable[[int, int], tuple[TimelineEntry, ...]], *, with_build: bool = False
    ) -> None:
        super().__init__()
        self._screen = screen
        self._read = read
        self.model: RowsModel[Told] = RowsModel(_columns(with_build=with_build))
        key = "timeline-order" if with_build else "timeline"
        self.table = TableView(tr("Timeline"), screen.client.preferences, key)
        self.table.setModel(self.model)
        self.older = button(tr("Older entries"), self._read_older, look="link")
        self.older.hide()
        layout = column(self.table, row(self.older, None), spacing=6)
        layout.setStretch(0, 1)
        self.setLayout(layout)

    def load(self) -> None:
        """Read the newest entries; as many as are shown already."""
        count = max(_PAGE, len(self.model.rows))
        read = self._read
        self._screen.read(lambda: read(0, count), lambda found: self._show(found, count), key="timeline", blank=False)

    def _show(self, found: tuple[TimelineEntry, ...], asked: int) -> None:
        if [told.entry for told in self.model.rows] != list(found):
            self.table.show_rows([tell(entry) for entry in found], lambda told: told.entry)
        self.older.setVisible(len(found) == asked)

    def _read_older(self) -> None:
        read, begin = self._read, len(self.model.rows)
        self._screen.read(lambda: read(begin, _PAGE), self._add, key="timeline", blank=False)

    def _add(self, found: tuple[TimelineEntry, ...]) -> None:
        at = self.table.verticalScrollBar().value()
        self.model.set_rows([*self.model.rows, *(tell(entry) for entry in found)])
        self.table.verticalScrollBar().setValue(at)
        self.older.setVisible(len(found) == _PAGE)


def _columns(*, with_build: bool) -> list[Column[Told]]:
    build: Column[Told] = Column("build", tr("Build"), 95, lambda told: told.entry.build_number or "")
    return [
        Column("at", tr("When"), 160, lambda told: moment(told.entry.at)),
        Column("who", tr("Who"), 150, lambda told: told.entry.by or tr("the server")),
        *([build] if with_build else []),
        Column("what", tr("What"), 190, lambda told: told.what, kind=lambda told: told.look),
        Column("change", tr("What changed"), 245, _change, fills=True),
        Column("more", tr("Reason"), 110, lambda told: told.more),
    ]


def _change(told: Told) -> str:
    return tr("{old} → {new}", old=told.old, new=told.new) if told.old else told.new
