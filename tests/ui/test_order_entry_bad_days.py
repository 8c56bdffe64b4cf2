"""The wizard on bad days: bad input, impatience, a number that was taken meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import order_lists
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.order_entry.answer_fields import TextAnswer
from cleanstation_desktop.ui.order_entry.customer_page import CustomerPage
from cleanstation_desktop.ui.order_entry.screen import OrderEntryScreen
from cleanstation_desktop.ui.order_entry.sinks_page import SinksPage
from cleanstation_desktop.ui.order_entry.wizard import CONFIGURATION, CUSTOMER, REVIEW, SINKS
from tests.support.clusters import Clone
from tests.support.order_entry import (
    dialog_of,
    error_at,
    fill_customer,
    give,
    go,
    open_wizard,
    opened_by,
    page_of,
    press,
    put_build,
    saved,
    told,
    wizard_of,
    words_of,
)
from tests.support.orders import build_json, submit_order


@pytest.fixture
def client(database: Clone, client_of: Callable[..., Client]) -> Client:
    return client_of(database, Role.PRODUCTION_COORDINATOR)


@pytest.fixture
def screen(client: Client, qtbot: QtBot) -> OrderEntryScreen:
    return open_wizard(client, qtbot)


def test_what_is_typed_is_judged_at_its_field(screen: OrderEntryScreen, client: Client, qtbot: QtBot) -> None:
    submit_order(client.session, po_number="PO-1")
    give(screen, "want_date", "2020-01-31")
    told(screen, qtbot, "want_date", "must lie in the future")
    give(screen, "want_date", "next week")
    told(screen, qtbot, "want_date", "Please give a day such as 2026-12-31.")
    give(screen, "customer", "ab")
    told(screen, qtbot, "customer", "Please write at least 3 characters.")
    # What was not reached yet is not missed.
    assert error_at(screen, "sales_person") == ""
    fill_customer(screen, "po-1")
    told(screen, qtbot, "po_number", "already used")
    go(screen, qtbot, SINKS)
    for number, words in (("B 1", "letters A to Z"), ("x" * 41, "40 characters"), ("", "Please answer this.")):
        give(screen, "build_numbers[0]", number)
        if not number:
            go(screen, qtbot, CONFIGURATION)
            go(screen, qtbot, SINKS)
        told(screen, qtbot, "build_numbers[0]", words)
    go(screen, qtbot, CONFIGURATION)
    for length, words in (("121", "from 48 to 120"), ("6 ft", "Whole inches"), ("72.5", "Whole inches"), ("72", "")):
        give(screen, "builds[0].length", length)
        qtbot.waitUntil(lambda words=words: (words in error_at(screen, "builds[0].length")) is True, timeout=5000)  # type: ignore[misc]
    go(screen, qtbot, CUSTOMER)
    assert error_at(screen, "po_number") != ""


def test_ten_thousand_characters_and_line_breaks(screen: OrderEntryScreen, qtbot: QtBot) -> None:
    field = page_of(screen).form.fields["customer"]
    assert isinstance(field, TextAnswer)
    clipboard = QApplication.clipboard()
    clipboard.setText("General\r\nHospital\n")
    field.line.setFocus()
    field.line.paste()
    assert wizard_of(screen).answers.at("customer") == "General Hospital"
    clipboard.setText("x" * 10_000)
    field.line.selectAll()
    field.line.paste()
    told(screen, qtbot, "customer", "At most 200 characters fit here.")
    assert len(field.line.text()) == 10_000
    assert wizard_of(screen).answers.at("customer") == "x" * 10_000
    give(screen, "notes", "Line 1\nLine 2\n" + "y" * 10_000)
    told(screen, qtbot, "notes", "characters fit here")
    give(screen, "notes", "Line 1\nLine 2")
    qtbot.waitUntil(lambda: error_at(screen, "notes") == "")
    saved(screen, qtbot)


def test_a_file_that_is_none(screen: OrderEntryScreen, qtbot: QtBot, tmp_path: Path) -> None:
    page = page_of(screen)
    assert isinstance(page, CustomerPage)
    wrong = tmp_path / "po.pdf"
    wrong.write_bytes(b"MZ this is a program")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(wrong))])
    drop = QDropEvent(
        QPointF(QPoint(5, 5)),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    page.document.dropEvent(drop)
    qtbot.waitUntil(lambda: "Only JPEG, PNG, WebP and PDF" in words_of(page.document), timeout=5000)
    page.document.take(tmp_path / "gone.pdf")
    qtbot.waitUntil(lambda: "cannot be read" in words_of(page.document), timeout=5000)
    assert wizard_of(screen).parking.file is None


def test_submitting_twice_makes_one_order(screen: OrderEntryScreen, client: Client, qtbot: QtBot) -> None:
    places = opened_by(client)
    fill_customer(screen, "PO-TWICE")
    put_build(screen)
    go(screen, qtbot, REVIEW)
    qtbot.waitUntil(screen.next.isEnabled, timeout=10_000)
    screen.next.click()
    dialog = dialog_of(screen)
    yes = next(button for button in dialog.findChildren(QPushButton) if button.text() == "Submit order")
    qtbot.mouseDClick(yes, Qt.MouseButton.LeftButton)
    screen.submitting.ask()
    screen.submitting._settle()
    qtbot.waitUntil(lambda: bool(places), timeout=10_000)
    qtbot.wait(200)
    assert [place.name for place in places] == ["order"]
    assert len(order_lists.list_builds(client.session)) == 1


def test_a_number_that_was_taken_meanwhile(screen: OrderEntryScreen, client: Client, qtbot: QtBot) -> None:
    fill_customer(screen, "PO-RACE")
    put_build(screen)
    saved(screen, qtbot)
    go(screen, qtbot, REVIEW)
    qtbot.waitUntil(screen.next.isEnabled, timeout=10_000)
    submit_order(client.session, [build_json(language="FR")], po_number="PO-RACE")
    screen.next.click()
    press(dialog_of(screen), "Submit order")
    qtbot.waitUntil(lambda: wizard_of(screen).step == CUSTOMER, timeout=10_000)
    assert "already used" in error_at(screen, "po_number")
    give(screen, "po_number", "PO-RACE-2")
    go(screen, qtbot, REVIEW)
    qtbot.waitUntil(screen.next.isEnabled, timeout=10_000)
    places = opened_by(client)
    screen.next.click()
    press(dialog_of(screen), "Submit order")
    qtbot.waitUntil(lambda: bool(places), timeout=10_000)


@pytest.mark.parametrize("typed", ["²", "٣", "①", "-1", "", "x"])
def test_a_sign_that_only_looks_like_a_digit_is_no_quantity(screen: OrderEntryScreen, qtbot: QtBot, typed: str) -> None:
    """The number before stays, in an order's quantity as in an accessory's."""
    page = go(screen, qtbot, SINKS)
    assert isinstance(page, SinksPage)
    stepper = page.quantity.stepper
    stepper.set_value(2)
    stepper.line.setText(typed)
    qtbot.keyClick(stepper.line, Qt.Key.Key_Return)
    assert (stepper.value, stepper.line.text()) == (2, "2")
