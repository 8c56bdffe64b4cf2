"""Two clicks in the wizard are one step, one file, one order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QAbstractButton, QToolButton
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.order_entry.customer_page import CustomerPage
from cleanstation_desktop.ui.order_entry.wizard import ACCESSORIES, CUSTOMER, REVIEW, SINKS
from tests.support.clusters import Clone
from tests.support.counted_writes import OF_ORDER_ENTRY
from tests.support.double_clicks import Told, choosing, press_each_twice
from tests.support.order_entry import (
    checked,
    fill_customer,
    go,
    open_wizard,
    opened_by,
    page_of,
    put_build,
    saved,
    wizard_of,
)
from tests.support.screens import PATIENCE_MS, asked, deed_of
from tests.support.shop import DRAWING


class Entry:
    """An order that is entered, a button after the other. Attribute: places, where its pages led."""

    def __init__(self, qtbot: QtBot, client: Client, folder: Path) -> None:
        self.qtbot, self.client = qtbot, client
        self.file = folder / "order.pdf"
        self.file.write_bytes(DRAWING)
        self.places = opened_by(client)
        self.screen = open_wizard(client, qtbot)
        fill_customer(self.screen, "PO-TWICE")
        saved(self.screen, qtbot)

    @property
    def page(self) -> CustomerPage:
        """The first page, where the file of the customer is."""
        page = page_of(self.screen)
        assert isinstance(page, CustomerPage)
        return page

    def park_file(self) -> QAbstractButton:
        """Attach the customer's order: the file is opened by two clicks."""
        self.page.document.choose.click()
        return choosing(self.qtbot, self.page, self.file)

    def drop_file(self) -> QAbstractButton:
        """Take it off; choosing another one stands there afterwards."""
        self.qtbot.waitUntil(lambda: wizard_of(self.screen).parking.file is not None, timeout=PATIENCE_MS)
        (remove,) = self.page.document.findChildren(QToolButton)
        return remove

    def step(self) -> QAbstractButton:
        """Go on by one step. What the first two have in common is seen by the next case."""
        saved(self.screen, self.qtbot)
        return self.screen.next

    def step_back(self) -> QAbstractButton:
        """Go back by one."""
        assert wizard_of(self.screen).step == SINKS
        self.screen.next.click()
        return self.screen.back

    def step_to_the_end(self) -> QAbstractButton:
        """Go to the last step, where the same button submits."""
        assert wizard_of(self.screen).step == SINKS
        put_build(self.screen)
        go(self.screen, self.qtbot, REVIEW)
        saved(self.screen, self.qtbot)
        self.qtbot.waitUntil(self.screen.next.isEnabled, timeout=PATIENCE_MS)
        go(self.screen, self.qtbot, ACCESSORIES)
        checked(self.screen, self.qtbot)
        return self.screen.next

    def submit(self) -> QAbstractButton:
        """Submit it."""
        assert wizard_of(self.screen).step == REVIEW
        self.qtbot.waitUntil(self.screen.next.isEnabled, timeout=PATIENCE_MS)
        self.screen.next.click()
        return deed_of(asked(self.qtbot))

    def throw_away(self) -> QAbstractButton:
        """Throw another draft away, from the wizard."""
        assert [place.name for place in self.places] == ["order"]
        self.screen = open_wizard(self.client, self.qtbot)
        assert wizard_of(self.screen).step == CUSTOMER
        fill_customer(self.screen, "PO-NEVER")
        saved(self.screen, self.qtbot)
        self.screen.delete.click()
        return deed_of(asked(self.qtbot))


def test_two_clicks_in_the_wizard_are_one(
    qtbot: QtBot, database: Clone, client_of: Callable[..., Client], tmp_path: Path
) -> None:
    client = client_of(database, Role.PRODUCTION_COORDINATOR)
    entry = Entry(qtbot, client, tmp_path)
    press_each_twice(qtbot, database, entry, OF_ORDER_ENTRY, Told(client), lambda: client.runner.busy)
    assert [place.name for place in entry.places] == ["order", "drafts"]
