"""Service parts: the cart, what procurement decides, and that each sees the other's step."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import orderable_items, service_orders
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.service_orders.screen import ServiceOrdersScreen
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from tests.support.clusters import Clone
from tests.support.ui import assert_looks_right, named, words_on

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
    first.setValue(0)
    assert_looks_right(deciding)
    press(qtbot, deciding, "Approve")
    qtbot.waitUntil(lambda: _states(service) == ["APPROVED"], timeout=10_000)
    assert sorted(line.approved_quantity or 0 for line in _orders(service)[0].lines) in ([0, 1], [0, 2])


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
