"""Entries of menus: none is mistaken for one that was deleted before."""

from __future__ import annotations

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.orders.detail_screen import OrderScreen
from cleanstation_desktop.ui.orders.list_screen import OrderListScreen
from cleanstation_desktop.ui.places import Place
from tests.support.clusters import Clone
from tests.support.orders import submit_order
from tests.support.screens import show


def test_an_order_opens_after_the_list_filled_its_menu_anew(
    qtbot: QtBot, database: Clone, client_of: Callable[..., Client]
) -> None:
    """Qt takes the address of a deleted entry again, and PySide gave the order the wrapper of the deleted one."""
    order = submit_order(database)
    client = client_of(database, Role.PRODUCTION_COORDINATOR)
    for _ in range(3):
        views = OrderListScreen(client, Place("orders")).views
        for _fill in range(5):
            views.offer(())
        place = Place("order", {"order_id": order.id})
        screen = show(qtbot, OrderScreen(client, place), lambda shown: shown.facts is not None)
        assert screen.more.isVisible()
