"""Ticks in the long lists of procurement: they stay, whatever is read, searched or gone away from meanwhile."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.procurement.picking import PickModel
from cleanstation_desktop.ui.procurement.screen import ProcurementScreen
from cleanstation_desktop.ui.shell.window import MainWindow
from cleanstation_desktop.ui.widgets.table import Column
from tests.support.clusters import Clone
from tests.support.every_place import settled
from tests.support.orders import approve, build_json, submit_order
from tests.support.people import TestPerson
from tests.support.screens import PATIENCE_MS, asked, show
from tests.support.ui import words_on
from tests.support.windows import work_of

Clients = Callable[..., Client]


def opened(qtbot: QtBot, client: Client, tab: str = "") -> ProcurementScreen:
    return show(qtbot, ProcurementScreen(client, Place.of("procurement", tab=tab)), lambda made: made._work is not None)


def left(qtbot: QtBot, made: object) -> None:
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)


def test_the_model_of_ticks_keeps_the_rules_of_qt(qtbot: QtBot) -> None:
    """Also with rows that cannot be ticked."""
    model: PickModel[int] = PickModel([Column("n", "Number", 90, str)], lambda row: row, lambda row: row != 2)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_rows([1, 2, 3])
    for place in range(3):
        model.toggle(place)
    assert model.picked == [1, 3]
    model.set_rows([3, 4])
    assert model.picked == [3]
    assert tester.model() is model


def test_the_rest_is_read_when_it_is_wanted(
    qtbot: QtBot, database: Clone, client_of: Clients, buyer: TestPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first rows come at once, all are counted; the others come for the whole order, and for a search."""
    monkeypatch.setattr("cleanstation_desktop.ui.procurement.screen._FIRST", 2)
    made = submit_order(database, [build_json() for _ in range(4)])
    client = client_of(database, person=buyer)
    screen = opened(qtbot, client)
    tab = screen.approve
    assert screen.tabs.tabText(0) == "Approve (4)"
    assert tab.model.rowCount() == 2
    tab.table.selectRow(1)
    left(qtbot, tab.whole_order)
    tab.whole_wanted.emit(None)  # as a table does that is scrolled before the rest is there
    qtbot.waitUntil(lambda: len(tab.model.picked) == 4, timeout=PATIENCE_MS)
    assert {item.record_id for item in tab.model.picked} == {build.bom_revision_id for build in made.builds}
    assert tab.table.currentIndex().row() == 1
    again = opened(qtbot, client)
    assert again.approve.model.rowCount() == 2
    again.search.setText(made.builds[3].build_number)
    qtbot.waitUntil(lambda: again.approve.model.rowCount() == 1, timeout=PATIENCE_MS)
    assert again.tabs.tabText(0) == "Approve (4)"


def test_scrolling_down_brings_the_rest(
    qtbot: QtBot, database: Clone, client_of: Clients, buyer: TestPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cleanstation_desktop.ui.procurement.screen._FIRST", 6)
    submit_order(database, [build_json() for _ in range(10)])
    screen = opened(qtbot, client_of(database, person=buyer))
    screen.resize(1072, 380)
    table = screen.approve.table
    table.selectRow(0)
    qtbot.waitUntil(lambda: table.verticalScrollBar().maximum() > 0, timeout=PATIENCE_MS)
    settled(qtbot, screen)  # a higher table takes back what was scrolled
    assert screen.approve.model.rowCount() == 6
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum())
    at = table.verticalScrollBar().value()
    qtbot.waitUntil(lambda: screen.approve.model.rowCount() == 10, timeout=PATIENCE_MS)
    assert (table.verticalScrollBar().value(), table.currentIndex().row()) == (at, 0)


def test_the_way_back_leads_to_the_same_place_with_its_ticks(
    qtbot: QtBot, database: Clone, window: MainWindow, buyer: TestPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody who looks at a BOM between two ticks goes on where he or she was; what left the list is not ticked."""
    monkeypatch.setattr("cleanstation_desktop.ui.procurement.screen._FIRST", 6)
    gone, *_others = [submit_order(database, [build_json() for _ in range(count)]) for count in (1, 10, 10)]
    work = work_of(qtbot, window, buyer)

    def stands() -> ProcurementScreen:
        screen = work.screen_shown
        assert isinstance(screen, ProcurementScreen)
        qtbot.waitUntil(lambda: screen._work is not None and not work.client.runner.busy, timeout=PATIENCE_MS)
        return screen

    work.client.open("procurement", tab="approve")
    screen = stands()
    screen.want_whole()
    qtbot.waitUntil(lambda: screen.approve.model.rowCount() == 21, timeout=PATIENCE_MS)
    keys = [item.record_id for item in screen.approve.model.rows]
    screen.approve.table.selectRow(9)
    for place in (keys.index(gone.builds[0].bom_revision_id), 9, 12):
        screen.approve.model.toggle(place)
    screen.approve.table.verticalScrollBar().setValue(7 * 44)
    qtbot.keyClick(screen.approve.table, Qt.Key.Key_Return)
    approve(database, gone, buyer)
    work.client.back()
    screen = stands()
    table = screen.approve.table
    assert [item.record_id for item in screen.approve.model.picked] == [keys[9], keys[12]]
    assert table.current_row().record_id == keys[9]
    assert screen.approve.model.rows[table.rowAt(0)].record_id == keys[7]


def test_a_search_takes_no_tick_away(qtbot: QtBot, database: Clone, client_of: Clients, buyer: TestPerson) -> None:
    """Ticks are gathered from search to search; what is signed is listed in the dialog."""
    made = submit_order(database, [build_json() for _ in range(3)])
    screen = opened(qtbot, client_of(database, person=buyer), "approve")
    tab = screen.approve
    for build in made.builds[:2]:
        screen.search.setText(build.build_number)
        assert tab.model.rowCount() == 1
        tab.model.toggle(0)
    assert {item.record_id for item in tab.model.picked} == {build.bom_revision_id for build in made.builds[:2]}
    assert tab.sign.isEnabled()
    left(qtbot, tab.sign)
    dialog = asked(qtbot)
    assert all(build.build_number in words_on(dialog) for build in made.builds[:2])
    dialog.done(0)
