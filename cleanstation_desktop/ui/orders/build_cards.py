"""The builds of an order as cards: a sketch of the sink, where it stands, and the way to it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from cleanstation_desktop.services.build_browsing import BuildListRow
from cleanstation_desktop.ui import theme
from cleanstation_desktop.ui.boms.kinds import state_words
from cleanstation_desktop.ui.drawing.sink_answers import read_answers
from cleanstation_desktop.ui.drawing.sink_sheet import sink_sketch
from cleanstation_desktop.ui.drawing.status_stepper import StatusStepper
from cleanstation_desktop.ui.orders.facts import OrderFacts
from cleanstation_desktop.ui.orders.late import late_kind, late_words
from cleanstation_desktop.ui.text import number, tr
from cleanstation_desktop.ui.widgets.controls import button, chip, clear, column, label, row
from cleanstation_desktop.ui.widgets.flow import Flow
from cleanstation_desktop.ui.widgets.scrolling import make_room
from cleanstation_desktop.ui.widgets.status import status_kind, status_words

_PICTURE = QSize(168, 108)
_COLUMNS = 2


class BuildCards(QWidget):
    """Two cards in a row. Signal: opened, the key of a build."""

    opened = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setSpacing(14)
        for place in range(_COLUMNS):
            self._grid.setColumnStretch(place, 1)
        self.setLayout(column(self._grid, None))
        self._shown: OrderFacts | None = None
        self._left: list[tuple[int, BuildListRow]] = []
        self._slice = QTimer(self, interval=0)
        self._slice.timeout.connect(lambda: self._make(_COLUMNS))

    def show_facts(self, facts: OrderFacts) -> None:
        """Show the builds, row by row; those that did not change are left alone, with the focus on them."""
        before = self._shown
        if before is not None and (before.rows, before.configurations) == (facts.rows, facts.configurations):
            return
        self._shown = facts
        clear(self._grid)
        self._left = list(enumerate(facts.rows))
        self._make(_COLUMNS)
        self._slice.start()

    def _make(self, count: int) -> None:
        """Make so many of the cards that are left."""
        facts = self._shown
        if facts is None or not self._left:
            self._slice.stop()
            return
        now, self._left = self._left[:count], self._left[count:]
        for place, build in now:
            card = _Card(build, facts.configurations.get(build.id, {}))
            card.open.clicked.connect(lambda _on=False, key=build.id: self.opened.emit(key))
            self._grid.addWidget(card, place // _COLUMNS, place % _COLUMNS)
        make_room(self)


class _Card(QFrame):
    def __init__(self, build: BuildListRow, configuration: dict[str, Any]) -> None:
        super().__init__()
        self.setProperty("look", "card")
        drawn = QLabel()
        look = "dark" if theme.is_dark() else "light"
        ratio = self.devicePixelRatioF()
        drawn.setPixmap(sink_sketch(read_answers(configuration), _PICTURE, look, ratio))
        drawn.setFixedSize(_PICTURE)
        drawn.setAccessibleName(tr("Sketch of build {number}", number=build.build_number))
        self.open = button(tr("Open"), icon="build", tip=tr("Open build {number}", number=build.build_number))
        self.open.setAccessibleName(tr("Open build {number}", number=build.build_number))
        stepper = StatusStepper(compact=True)
        stepper.set_status(build.status, stage=build.held_from)
        chips = Flow()
        chips.add(chip(status_words(build.status), status_kind(build.status)))
        late = late_kind(build)
        if late is not None:
            chips.add(chip(late_words(build), late))
        head = row(label(build.build_number, "h2", wrap=True, selectable=True), self.open, spacing=8)
        head.setStretch(0, 1)
        told = column(head, chips, stepper, label(_words(build, configuration), "small", wrap=True), None, spacing=7)
        layout = row(drawn, spacing=14, margins=(14, 12, 14, 12))
        layout.addLayout(told, 1)
        self.setLayout(layout)


def _words(build: BuildListRow, configuration: dict[str, Any]) -> str:
    """Model and length, the BOM, and whose hands it is in."""
    told = [build.model]
    if isinstance(configuration.get("length"), int):
        told.append(tr("{length} in", length=number(configuration["length"])))
    bom = tr("BOM revision {revision}: {state}", revision=build.bom_revision, state=state_words(build.bom_state))
    told.append(bom)
    if build.assignees:
        told.append(", ".join(build.assignees))
    return "  ·  ".join(told)
