"""The search in the top bar with fast typists: what was typed counts, not the list that stands there yet."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.ui.orders.list_screen import OrderListScreen
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.shell.workplace import Workplace
from tests.support.clusters import Clone
from tests.support.orders import Person, submit_order
from tests.support.screens import PATIENCE_MS


def test_enter_in_the_search_opens_what_was_typed(qtbot: QtBot, workplace: Workplace, database: Clone) -> None:
    """A fast typist or a scanner ends with Enter before the answer is there: the words count, not the list before."""
    orders = [submit_order(database) for _ in range(2)]
    went: list[Place] = []
    workplace.client.place_wanted.disconnect(workplace.go)
    workplace.client.place_wanted.connect(went.append)
    box = workplace.top_bar.search
    box.setFocus()
    first, second = (order.builds[0].build_number for order in orders)
    qtbot.keyClicks(box, first)
    qtbot.waitUntil(lambda: box._list.isVisible() and first in box._list.item(0).text(), timeout=PATIENCE_MS)
    box.selectAll()
    qtbot.keyClicks(box, second)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(went), timeout=PATIENCE_MS)
    assert went[0].arguments == {"build_id": orders[1].builds[0].id}
    assert not box._list.isVisible()


def test_enter_opens_the_number_that_was_typed_and_the_rest_is_in_the_list_of_orders(
    qtbot: QtBot, workplace: Workplace, database: Clone
) -> None:
    """Though many begin with it; that there are more is said, and the arrow keys lead there."""
    with Person(database, Role.PRODUCTION_COORDINATOR) as coordinator:
        for number in range(45000, 45007):
            submit_order(coordinator.session, po_number=str(number))
        wanted = submit_order(coordinator.session, po_number="4500")
    went: list[Place] = []
    workplace.client.place_wanted.connect(went.append)
    box = workplace.top_bar.search
    box.setFocus()
    qtbot.keyClicks(box, "4500")
    qtbot.waitUntil(lambda: box._list.isVisible() and box._list.count() == 7, timeout=PATIENCE_MS)
    assert box._list.item(6).text() == "There are more: show all in Orders"
    for _ in range(9):
        qtbot.keyClick(box, Qt.Key.Key_Down)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    screen = workplace.screen_shown
    assert isinstance(screen, OrderListScreen)
    assert screen.filters.search.text() == "4500"
    qtbot.waitUntil(lambda: screen.orders.long.rowCount() == 8, timeout=PATIENCE_MS)
    box.setFocus()
    qtbot.keyClicks(box, "4500")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(went) == 2, timeout=PATIENCE_MS)
    assert went[1].arguments == {"order_id": wanted.id}


def test_more_parts_are_told_and_not_chosen(qtbot: QtBot, workplace: Workplace) -> None:
    """No list of theirs is open to everybody: the line says what to do, and the arrow keys stop before it."""
    box = workplace.top_bar.search
    box.setFocus()
    qtbot.keyClicks(box, "t2-")
    qtbot.waitUntil(lambda: box._list.isVisible() and box._list.count() == 7, timeout=PATIENCE_MS)
    assert "More parts" in box._list.item(6).text()
    for _ in range(9):
        qtbot.keyClick(box, Qt.Key.Key_Down)
    assert box._list.currentRow() == 5


def test_the_list_of_an_emptied_search_does_not_come_back(qtbot: QtBot, workplace: Workplace) -> None:
    """Its answer comes after the words are gone."""
    box = workplace.top_bar.search
    box.setFocus()
    qtbot.keyClicks(box, "PO")
    box._search()
    box.clear()
    qtbot.waitUntil(lambda: not workplace.client.runner.busy, timeout=PATIENCE_MS)
    assert not box._list.isVisible()
