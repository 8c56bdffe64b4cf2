"""Service parts: the cart, what procurement decides, and that each sees the other's step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import catalogue, orderable_items, service_orders
from cleanstation_desktop.services.catalogue_browsing import browse_items
from cleanstation_desktop.services.paging import Page
from cleanstation_desktop.ui import text
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.service_orders.cart_panel import CartPanel
from cleanstation_desktop.ui.service_orders.request_panel import RequestPanel
from cleanstation_desktop.ui.service_orders.screen import ServiceOrdersScreen
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from tests.support.clusters import Clone
from tests.support.people import make_person
from tests.support.screens import asked, client_over_a_line, heard
from tests.support.ui import assert_looks_right, cut_off, named, words_on

Clients = Callable[..., Client]


def opened(qtbot: QtBot, client: Client) -> ServiceOrdersScreen:
    """The screen, filled."""
    screen = ServiceOrdersScreen(client, Place.of("service_orders"))
    qtbot.addWidget(screen)
    screen.resize(1280, 740)
    screen.show()
    screen.load()
    qtbot.waitUntil(lambda: not client.runner.busy, timeout=10_000)
    return screen


@pytest.mark.parametrize("language", ["EN", "FR", "ES"])
def test_the_lists_do_not_scroll_sideways_in_the_smallest_window(
    qtbot: QtBot, database: Clone, client_of: Clients, language: str
) -> None:
    """What was requested when is read without reaching for a bar."""
    client = client_of(database, Role.SERVICE_DEPARTMENT, Role.PROCUREMENT_SPECIALIST)
    part = orderable_items.browse(client.session)[0].number
    service_orders.request_parts(client.session, [{"item": part, "quantity": 1}])
    text.set_language(language)
    screen = opened(qtbot, client)
    screen.resize(946, 540)
    assert screen.cart is not None
    for panel in (screen.cart, screen.requests):
        screen._tabs.setCurrentWidget(panel)
        QApplication.processEvents()
        assert panel.table.model().rowCount() > 0
        assert panel.table.horizontalScrollBar().maximum() == 0
        assert not cut_off(panel.table.horizontalHeader())
        assert_looks_right(screen, touch=True)
    assert not cut_off(screen.requests.table)


def test_parts_are_requested_and_approved(qtbot: QtBot, database: Clone, client_of: Clients) -> None:
    """Two parts go into the cart by the keyboard; procurement approves fewer of one; the requester sees it."""
    service = client_of(database, Role.SERVICE_DEPARTMENT)
    screen = opened(qtbot, service)
    assert screen.cart is not None
    QAbstractItemModelTester(screen.cart.model, QAbstractItemModelTester.FailureReportingMode.Fatal, screen)
    assert not screen.cart.send.isEnabled()
    screen.cart.table.setFocus()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Return):
        qtbot.keyClick(screen.cart.table, key)
    assert sorted(screen.cart.lines.values()) == [1, 2]
    assert screen.unsaved()
    assert_looks_right(screen)
    press(qtbot, screen, "Request")
    press(qtbot, screen, "Request")
    qtbot.waitUntil(lambda: screen.requests.model.rowCount() == 1, timeout=10_000)
    assert not screen.unsaved()
    buyer = client_of(database, Role.PROCUREMENT_SPECIALIST)
    deciding = opened(qtbot, buyer)
    first = next(iter(deciding.requests._quantities.values()))
    asked_for = first.value()
    first.setValue(0)
    assert_looks_right(deciding)
    assert deciding.unsaved()
    press(qtbot, deciding, "Approve")
    question = asked(qtbot)
    assert f": 0 of {asked_for}" in words_on(question)
    press(qtbot, question, "Approve")
    qtbot.waitUntil(lambda: _states(service) == ["APPROVED"], timeout=10_000)
    assert sorted(line.approved_quantity or 0 for line in _orders(service)[0].lines) in ([0, 1], [0, 2])


def test_a_long_name_leaves_room_for_its_quantity_in_the_cart(
    qtbot: QtBot, database: Clone, client_of: Clients
) -> None:
    screen = opened(qtbot, client_of(database, Role.SERVICE_DEPARTMENT))
    assert screen.cart is not None
    first = screen.cart.model.rows[0]
    screen.cart.add(replace(first, name="Overhead light bracket with plastic washers " * 5))
    QApplication.sendPostedEvents()
    areas = screen.cart.findChildren(QScrollArea)
    assert [area.horizontalScrollBar().maximum() for area in areas] == [0]
    assert_looks_right(screen, touch=True)


def test_a_rejection_needs_a_reason(qtbot: QtBot, database: Clone, client_of: Clients) -> None:
    """Without one the dialog stays; with one the request is rejected and the reason is shown."""
    service = client_of(database, Role.SERVICE_DEPARTMENT)
    screen = opened(qtbot, service)
    assert screen.cart is not None
    screen.cart.add(screen.cart.model.rows[0])
    press(qtbot, screen, "Request")
    qtbot.waitUntil(lambda: _states(service) == ["PENDING"], timeout=10_000)
    deciding = opened(qtbot, client_of(database, Role.PROCUREMENT_SPECIALIST))
    press(qtbot, deciding, "Reject")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, Dialog)
    press(qtbot, dialog, "Reject")
    assert dialog.form.fields["text"].error
    qtbot.keyClicks(dialog.form.fields["text"].editor, "Not sold any more")
    press(qtbot, dialog, "Reject")
    qtbot.waitUntil(lambda: _states(service) == ["REJECTED"], timeout=10_000)


def press(qtbot: QtBot, screen: QWidget, words: str) -> None:
    """Press the button of these words, as soon as it is shown."""
    qtbot.waitUntil(lambda: words in words_on(screen), timeout=10_000)
    qtbot.mouseClick(named(screen, words, QPushButton), Qt.MouseButton.LeftButton)


def rows_come(qtbot: QtBot, panel: CartPanel | RequestPanel, count: int) -> None:
    """Wait until a list shows so many rows."""
    qtbot.waitUntil(lambda: panel.model.rowCount() == count, timeout=10_000)


def _orders(client: Client) -> tuple[service_orders.ServiceOrder, ...]:
    return service_orders.list_service_orders(client.session)


def _states(client: Client) -> list[str]:
    return [order.state for order in _orders(client)]


def test_quantities_being_decided_outlive_a_live_refresh(qtbot: QtBot, database: Clone, client_of: Clients) -> None:
    """Somebody else requests parts meanwhile: what procurement typed is not set back to what was asked."""
    service = client_of(database, Role.SERVICE_DEPARTMENT)
    lines = [{"item": orderable_items.browse(service.session, search="")[0].number, "quantity": 5}]
    service_orders.request_parts(service.session, lines, note="", command_id=uuid4())
    deciding = opened(qtbot, client_of(database, Role.PROCUREMENT_SPECIALIST))
    first = next(iter(deciding.requests._quantities.values()))
    first.setValue(3)
    service_orders.request_parts(service.session, lines, note="", command_id=uuid4())
    deciding.load()
    qtbot.waitUntil(lambda: deciding.requests.model.rowCount() == 2, timeout=10_000)
    assert next(iter(deciding.requests._quantities.values())).value() == 3


def test_quantities_being_decided_are_kept_while_another_request_is_looked_at(
    qtbot: QtBot, database: Clone, client_of: Clients
) -> None:
    """By request, also in another language; the wheel over one of them scrolls and changes nothing."""
    service = client_of(database, Role.SERVICE_DEPARTMENT)
    lines = [{"item": orderable_items.browse(service.session, search="")[0].number, "quantity": 5}]
    for _ in range(2):
        service_orders.request_parts(service.session, lines, note="", command_id=uuid4())
    deciding = opened(qtbot, client_of(database, Role.PROCUREMENT_SPECIALIST))
    requests = deciding.requests
    requests.table.selectRow(0)
    next(iter(requests._quantities.values())).setValue(3)
    requests.table.selectRow(1)
    other = next(iter(requests._quantities.values()))
    assert other.value() == 5
    requests.table.setFocus()
    wheel(other)
    wheel(requests.state_filter)
    assert (other.value(), requests.state_filter.currentIndex()) == (5, 0)
    assert not other.hasFocus()
    requests.table.selectRow(0)
    assert next(iter(requests._quantities.values())).value() == 3
    assert deciding.unsaved()
    again = ServiceOrdersScreen(deciding.client, Place.of("service_orders"))
    qtbot.addWidget(again)
    again.restore(deciding.state())
    assert again.unsaved()


def wheel(over: QWidget) -> None:
    """Turn the wheel of the mouse over a widget."""
    place = over.mapTo(over.window(), over.rect().center())
    window = over.window().windowHandle()
    assert window is not None
    QTest.wheelEvent(window, place, QPoint(0, -120))


def test_every_request_and_every_part_can_be_reached(qtbot: QtBot, database: Clone, client_of: Clients) -> None:
    """The list says that there are more and shows them; who decides begins with the longest waiting."""
    admin = client_of(database, Role.ADMIN).session
    held_back = [item for item in browse_items(admin, page=Page(size=500)) if not item.service_orderable]
    for item in held_back[:20]:
        catalogue.switch_service_orderable(admin, item.number, orderable=True, version=item.version)
    service = client_of(database, Role.SERVICE_DEPARTMENT)
    parts = orderable_items.browse(service.session, page=Page(size=500))
    assert 100 < len(parts) < 200
    for _ in range(103):
        service_orders.request_parts(service.session, [{"item": parts[0].number, "quantity": 1}])
    asking = opened(qtbot, service)
    assert asking.cart is not None
    lists: tuple[tuple[CartPanel | RequestPanel, int], ...] = ((asking.cart, len(parts)), (asking.requests, 103))
    for shown, count in lists:
        rows_come(qtbot, shown, 100)
        shown.more.click()
        rows_come(qtbot, shown, count)
        assert shown.more.isHidden()
    numbers = [order.number for order in asking.requests.model.rows]
    assert numbers == sorted(numbers, reverse=True)
    asking.load()
    qtbot.waitUntil(lambda: not service.runner.busy, timeout=10_000)
    assert (asking.cart.model.rowCount(), asking.requests.model.rowCount()) == (len(parts), 103)
    deciding = opened(qtbot, client_of(database, Role.PROCUREMENT_SPECIALIST))
    requests = deciding.requests
    requests.state_filter.setCurrentIndex(requests.state_filter.findData("PENDING"))
    qtbot.waitUntil(lambda: requests.model.rows[0].number == numbers[-1], timeout=10_000)
    assert "The oldest 100 requests" in words_on(deciding)
    assert_looks_right(deciding)
    requests.more.click()
    qtbot.waitUntil(lambda: [order.number for order in requests.model.rows] == numbers[::-1], timeout=10_000)
    assert "103 requests" in words_on(deciding)


def test_after_a_decision_no_other_request_is_chosen(qtbot: QtBot, database: Clone, client_of: Clients) -> None:
    """The one that was decided leaves the pending ones: a second press decides nothing."""
    service = client_of(database, Role.SERVICE_DEPARTMENT)
    lines = [{"item": orderable_items.browse(service.session)[0].number, "quantity": 1}]
    for _ in range(2):
        service_orders.request_parts(service.session, lines)
    deciding = opened(qtbot, client_of(database, Role.PROCUREMENT_SPECIALIST))
    requests = deciding.requests
    requests.state_filter.setCurrentIndex(requests.state_filter.findData("PENDING"))
    qtbot.waitUntil(lambda: requests.table.currentIndex().isValid(), timeout=10_000)
    press(qtbot, deciding, "Approve")
    qtbot.waitUntil(lambda: requests.model.rowCount() == 1, timeout=10_000)
    qtbot.waitUntil(lambda: "Choose a request to see its parts." in words_on(deciding), timeout=10_000)
    assert requests.table.current_row() is None
    assert "Approve" not in words_on(deciding)
    requests.table.selectRow(0)
    back = ServiceOrdersScreen(deciding.client, deciding.place)
    qtbot.addWidget(back)
    back.restore(deciding.state())
    back.load()
    qtbot.waitUntil(lambda: back.requests.table.current_row() == requests.model.rows[0], timeout=10_000)
    assert back.requests.state_filter.currentData() == "PENDING"
    one = requests.model.rows[0]
    sent_here = ServiceOrdersScreen(deciding.client, Place.of("service_orders", chosen=one.id, state="PENDING"))
    qtbot.addWidget(sent_here)
    sent_here.load()
    qtbot.waitUntil(lambda: sent_here.requests.table.current_row() == one, timeout=10_000)


def test_a_request_whose_answer_is_lost_is_one_request(qtbot: QtBot, database: Clone, tmp_path: Path) -> None:
    """The cart is still full and its button enabled: pressed again, it is the same request."""
    person = make_person(database, Role.SERVICE_DEPARTMENT)
    with client_over_a_line(database, person, tmp_path) as (client, line):
        screen, said = opened(qtbot, client), heard(client)
        assert screen.cart is not None
        screen.cart._add_current()
        line.loses = b"COMMIT\0"
        screen.cart.send.click()
        qtbot.waitUntil(lambda: bool(said), timeout=20_000)
        assert said[0].action is not None
        assert len(_orders(client)) == 1
        assert screen.unsaved()
        screen.cart.send.click()
        qtbot.waitUntil(lambda: not screen.unsaved(), timeout=20_000)
        number = _orders(client)[0].number
        said[0].action[1]()
        qtbot.waitUntil(lambda: len(said) == 3, timeout=20_000)
        assert [message.text for message in said[1:]] == [f"Request {number} went to procurement."] * 2
        assert [order.number for order in _orders(client)] == [number]
        qtbot.waitUntil(lambda: not client.runner.busy, timeout=20_000)
