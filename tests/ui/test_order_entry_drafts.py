"""Drafts of the wizard: parked by themselves, taken up elsewhere, changed by two, thrown away."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import draft_files, order_drafts
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.order_entry.answer_fields import TextAnswer
from cleanstation_desktop.ui.order_entry.customer_page import CustomerPage
from cleanstation_desktop.ui.order_entry.drafts_screen import DraftsScreen
from cleanstation_desktop.ui.order_entry.parking import Parking
from cleanstation_desktop.ui.order_entry.screen import OrderEntryScreen
from cleanstation_desktop.ui.order_entry.wizard import CONFIGURATION, CUSTOMER, SINKS, Wizard
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from cleanstation_desktop.ui.widgets.table import TableView
from tests.support.clusters import Clone
from tests.support.order_entry import (
    dialog_of,
    fill_customer,
    give,
    go,
    open_wizard,
    opened_by,
    page_of,
    press,
    put_build,
    saved,
    wizard_of,
    words_of,
)
from tests.support.orders import build_json, submit_order
from tests.support.shop import DRAWING


@pytest.fixture
def client(database: Clone, client_of: Callable[..., Client]) -> Client:
    return client_of(database, Role.PRODUCTION_COORDINATOR)


@pytest.fixture
def other(database: Clone, client_of: Callable[..., Client], client: Client) -> Client:
    """A second coordinator, at another station."""
    return client_of(database, Role.PRODUCTION_COORDINATOR)


def text_of(screen: OrderEntryScreen, path: str) -> str:
    field = page_of(screen).form.fields[path]
    assert isinstance(field, TextAnswer)
    return field.line.text()


def draft_of(screen: OrderEntryScreen) -> int:
    key = wizard_of(screen).parking.key
    assert key is not None
    return key.id


def test_nothing_is_parked_before_something_is_entered(client: Client, qtbot: QtBot) -> None:
    screen = open_wizard(client, qtbot)
    go(screen, qtbot, SINKS)
    assert (screen.unsaved(), wizard_of(screen).parking.state) == ("", "new")
    assert "Nothing to save yet" in words_of(screen)
    assert order_drafts.list_drafts(client.session) == ()


def test_it_is_parked_by_itself_and_taken_up_at_another_station(client: Client, other: Client, qtbot: QtBot) -> None:
    screen = open_wizard(client, qtbot)
    fill_customer(screen, "PO-PARKED")
    qtbot.waitUntil(lambda: wizard_of(screen).parking.state == "saved", timeout=10_000)
    put_build(screen, number="B-PARKED")
    # Going to another step saves at once, without waiting for the typing to rest.
    go(screen, qtbot, CONFIGURATION)
    qtbot.waitUntil(lambda: wizard_of(screen).parking.settled, timeout=10_000)
    qtbot.waitUntil(lambda: "Draft saved" in words_of(screen))
    again = open_wizard(other, qtbot, draft_of(screen))
    assert wizard_of(again).answers.body() == wizard_of(screen).answers.body()
    # Everything is answered: it opens at the review.
    qtbot.waitUntil(lambda: wizard_of(again).step == 4)
    assert "PO-PARKED · General Hospital" in words_of(again)


def test_leaving_right_after_typing_loses_nothing(client: Client, qtbot: QtBot) -> None:
    screen = open_wizard(client, qtbot)
    give(screen, "customer", "General Hospital")
    assert screen.unsaved() == ""
    parking = wizard_of(screen).parking
    state = screen.state()
    screen.hide()
    assert state["wizard"].wizard is wizard_of(screen)
    qtbot.waitUntil(lambda: parking.settled and parking.key is not None, timeout=10_000)
    assert [row.title for row in order_drafts.list_drafts(client.session)] == ["General Hospital"]


def test_signing_out_right_after_typing_loses_nothing(client: Client, other: Client, qtbot: QtBot) -> None:
    screen = open_wizard(client, qtbot)
    give(screen, "customer", "General Hospital")
    client.close()
    assert [row.title for row in order_drafts.list_drafts(other.session)] == ["General Hospital"]


def test_two_people_on_one_draft(client: Client, other: Client, qtbot: QtBot) -> None:
    mine = open_wizard(client, qtbot)
    fill_customer(mine, "PO-SHARED")
    saved(mine, qtbot)
    theirs = open_wizard(other, qtbot, draft_of(mine))
    go(theirs, qtbot, CUSTOMER)
    give(theirs, "customer", "Their Hospital")
    saved(theirs, qtbot)
    # Both sides are shown, and the person decides: first for the own one …
    give(mine, "customer", "My Hospital")
    wizard_of(mine).parking.save()
    qtbot.waitUntil(lambda: mine.asking is not None, timeout=10_000)
    model = dialog_of(mine).findChildren(TableView)[0].model()
    shown = [[model.index(row, column).data() for column in range(3)] for row in range(model.rowCount())]
    assert shown == [["Customer", "My Hospital", "Their Hospital"]]
    press(dialog_of(mine), "Keep yours")
    saved(mine, qtbot)
    draft = order_drafts.load_draft(client.session, draft_of(mine))
    assert draft.body["order"]["customer"] == "My Hospital"
    # … then for the other one.
    give(theirs, "project", "Their wing")
    wizard_of(theirs).parking.save()
    qtbot.waitUntil(lambda: theirs.asking is not None, timeout=10_000)
    press(dialog_of(theirs), "Take theirs")
    assert text_of(theirs, "customer") == "My Hospital" and text_of(theirs, "project") == ""


def test_a_change_elsewhere_is_taken_over_when_nothing_is_at_stake(client: Client, other: Client, qtbot: QtBot) -> None:
    mine = open_wizard(client, qtbot)
    fill_customer(mine, "PO-SEEN")
    saved(mine, qtbot)
    theirs = open_wizard(other, qtbot, draft_of(mine))
    go(theirs, qtbot, CUSTOMER)
    give(theirs, "customer", "Their Hospital")
    saved(theirs, qtbot)
    mine.load()  # what a change of a watched table sets off
    qtbot.waitUntil(lambda: text_of(mine, "customer") == "Their Hospital", timeout=10_000)
    assert wizard_of(mine).parking.settled


def test_a_change_right_behind_the_own_one_is_seen_too(client: Client, other: Client, qtbot: QtBot) -> None:
    """It is told while the own write is still on its way; nothing else would ever tell of it."""
    mine = open_wizard(client, qtbot)
    fill_customer(mine, "PO-BEHIND")
    saved(mine, qtbot)
    key = wizard_of(mine).parking.key
    assert key is not None
    give(mine, "project", "My wing")
    wizard_of(mine).parking.save()
    # The server has it soon; its answer waits in the queue of this thread, which does not come to it meanwhile.
    while (found := order_drafts.load_draft(other.session, key.id)).key == key:
        pass
    body = {**found.body, "order": {**found.body["order"], "customer": "Their Hospital"}}
    order_drafts.save_draft(other.session, body, key=found.key)
    mine.load()  # what a change of a watched table sets off
    qtbot.waitUntil(lambda: text_of(mine, "customer") == "Their Hospital", timeout=10_000)
    assert text_of(mine, "project") == "My wing"


def test_a_wizard_ends_with_the_last_way_back_to_it(client: Client, qtbot: QtBot, qapp: QApplication) -> None:
    def left_over() -> list[object]:
        gc.collect()
        qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        return [*client.findChildren(Wizard), *client.findChildren(Parking)]

    def typed_and_left() -> Mapping[str, Any]:
        screen = OrderEntryScreen(client, Place.of("order_entry", draft_id=None))
        screen.load()
        qtbot.waitUntil(lambda: bool(screen.pages) and wizard_of(screen).is_checked, timeout=10_000)
        give(screen, "customer", "Left Hospital")
        assert screen.unsaved() == ""  # what was typed last goes out behind
        screen.deleteLater()
        return screen.state()

    way_back: Mapping[str, Any] | None = typed_and_left()
    assert way_back and len(left_over()) == 2
    again = OrderEntryScreen(client, Place.of("order_entry", draft_id=None))
    again.restore(way_back)
    again.load()
    assert text_of(again, "customer") == "Left Hospital"
    way_back = None
    again.deleteLater()
    del again
    qtbot.waitUntil(lambda: left_over() == [], timeout=10_000)
    assert [row.title for row in order_drafts.list_drafts(client.session)] == ["Left Hospital"]


def test_last_answers_that_met_those_of_somebody_else_are_told_of(client: Client, other: Client, qtbot: QtBot) -> None:
    mine = open_wizard(client, qtbot)
    fill_customer(mine, "PO-LEFT")
    saved(mine, qtbot)
    draft = order_drafts.load_draft(other.session, draft_of(mine))
    order_drafts.save_draft(other.session, {**draft.body, "order": {"customer": "Their Hospital"}}, key=draft.key)
    give(mine, "customer", "My Hospital")
    with qtbot.waitSignal(client.messages.shown, timeout=10_000) as said:
        wizard_of(mine).let_go()
    assert said.args[0].text == "Your last answers to a draft are not saved: somebody else changed it."
    qtbot.waitUntil(lambda: client.findChildren(Parking) == [], timeout=10_000)


def test_a_draft_that_is_gone(client: Client, other: Client, qtbot: QtBot) -> None:
    screen = open_wizard(client, qtbot)
    fill_customer(screen, "PO-GONE")
    saved(screen, qtbot)
    key = wizard_of(screen).parking.key
    assert key is not None
    order_drafts.delete_draft(other.session, key)
    give(screen, "project", "New wing")
    wizard_of(screen).parking.save()
    qtbot.waitUntil(lambda: screen.asking is not None, timeout=10_000)
    press(dialog_of(screen), "Keep as a new draft")
    saved(screen, qtbot)
    drafts = order_drafts.list_drafts(client.session)
    assert len(drafts) == 1 and drafts[0].key.id != key.id


def test_after_a_draft_is_thrown_away_no_other_is_chosen(client: Client, qtbot: QtBot) -> None:
    for customer in ("North Clinic", "South Clinic"):
        order_drafts.save_draft(client.session, {"order": {"customer": customer}, "builds": []})
    screen = DraftsScreen(client, Place.of("drafts"))
    qtbot.addWidget(screen)
    screen.show()
    screen.load()
    qtbot.waitUntil(lambda: screen.model.rowCount() == 2, timeout=10_000)
    screen.delete_button.click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, Dialog)
    dialog.accept()
    qtbot.waitUntil(lambda: screen.model.rowCount() == 1, timeout=10_000)
    assert screen.table.current_row() is None
    assert not screen.delete_button.isEnabled()
    assert not screen.open_button.isEnabled()
    screen.table.selectRow(0)
    assert screen.delete_button.isEnabled()


def test_the_file_of_a_draft(client: Client, other: Client, qtbot: QtBot, tmp_path: Path) -> None:
    screen = open_wizard(client, qtbot)
    page = page_of(screen)
    assert isinstance(page, CustomerPage)
    file = tmp_path / "order of the customer.pdf"
    file.write_bytes(DRAWING)
    # Nothing else was entered yet: the draft is made for the file.
    page.document.take(file)
    qtbot.waitUntil(lambda: wizard_of(screen).parking.file is not None, timeout=10_000)
    assert draft_files.read_file(other.session, draft_of(screen)) == DRAWING
    again = open_wizard(other, qtbot, draft_of(screen))
    qtbot.waitUntil(lambda: "order of the customer.pdf" in words_of(page_of(again)))
    page = page_of(again)
    assert isinstance(page, CustomerPage)
    page.document._remove()
    qtbot.waitUntil(lambda: wizard_of(again).parking.file is None, timeout=10_000)
    qtbot.waitUntil(lambda: "or drop it here" in words_of(page))


def change_elsewhere(other: Client, screen: OrderEntryScreen, file: bytes | None = None) -> None:
    """Save another customer, and perhaps a file, of the same draft at the other station."""
    draft = order_drafts.load_draft(other.session, draft_of(screen))
    body = {**draft.body, "order": {**draft.body["order"], "customer": "Their Hospital"}}
    key = order_drafts.save_draft(other.session, body, key=draft.key)
    if file is not None:
        draft_files.park_file(other.session, key, "theirs.pdf", file)


def attach(screen: OrderEntryScreen, folder: Path) -> CustomerPage:
    """Attach the file mine.pdf."""
    page = page_of(screen)
    assert isinstance(page, CustomerPage)
    file = folder / "mine.pdf"
    file.write_bytes(DRAWING)
    page.document.take(file)
    return page


def test_a_file_is_attached_to_a_draft_that_was_changed_elsewhere(
    client: Client, other: Client, qtbot: QtBot, tmp_path: Path
) -> None:
    """Nothing stands against the other's answers, and nobody else attached one: both are there."""
    screen = open_wizard(client, qtbot)
    fill_customer(screen, "PO-FILE")
    saved(screen, qtbot)
    change_elsewhere(other, screen)
    page = attach(screen, tmp_path)
    qtbot.waitUntil(lambda: text_of(screen, "customer") == "Their Hospital", timeout=10_000)
    qtbot.waitUntil(lambda: wizard_of(screen).parking.settled, timeout=10_000)
    assert draft_files.read_file(other.session, draft_of(screen)) == DRAWING
    draft = order_drafts.load_draft(other.session, draft_of(screen))
    assert draft.body["order"]["customer"] == "Their Hospital"
    assert draft.file == wizard_of(screen).parking.file
    qtbot.waitUntil(lambda: "mine.pdf" in words_of(page.document) and "Reading" not in words_of(page.document))


@pytest.mark.parametrize("answer", ["Keep yours", "Take theirs"])
def test_two_files_for_one_draft_are_compared(
    client: Client, other: Client, qtbot: QtBot, tmp_path: Path, answer: str
) -> None:
    """Escape gives up neither: the next save asks again."""
    screen = open_wizard(client, qtbot)
    fill_customer(screen, "PO-FILES")
    saved(screen, qtbot)
    change_elsewhere(other, screen, DRAWING + b"theirs")
    page = attach(screen, tmp_path)
    qtbot.waitUntil(lambda: screen.asking is not None, timeout=10_000)
    dialog_of(screen).reject()
    assert not wizard_of(screen).parking.settled
    first = screen.asking
    wizard_of(screen).parking.save()
    qtbot.waitUntil(lambda: screen.asking is not first, timeout=10_000)
    model = dialog_of(screen).findChildren(TableView)[0].model()
    shown = [[model.index(row, column).data() for column in range(3)] for row in range(model.rowCount())]
    assert shown == [["Customer", "General Hospital", "Their Hospital"], ["PO document", "mine.pdf", "theirs.pdf"]]
    press(dialog_of(screen), answer)
    saved(screen, qtbot)
    draft = order_drafts.load_draft(other.session, draft_of(screen))
    assert draft.file is not None
    assert wizard_of(screen).parking.file == draft.file
    kept = "mine.pdf" if answer == "Keep yours" else "theirs.pdf"
    assert draft.file.file_name == kept
    qtbot.waitUntil(lambda: kept in words_of(page.document))
    assert "Reading" not in words_of(page.document)
    assert ("Your file is not attached" in words_of(page.document)) is (answer == "Take theirs")


def test_a_file_that_lies_with_the_draft_is_shown_whoever_attached_it(
    client: Client, other: Client, qtbot: QtBot, tmp_path: Path
) -> None:
    """Also when the own answers were kept; a draft that is gone took its file along."""
    screen = open_wizard(client, qtbot)
    fill_customer(screen, "PO-THEIRS")
    saved(screen, qtbot)
    page = attach(screen, tmp_path)
    qtbot.waitUntil(lambda: wizard_of(screen).parking.file is not None, timeout=10_000)
    change_elsewhere(other, screen, DRAWING + b"theirs")
    give(screen, "customer", "My Hospital")
    wizard_of(screen).parking.save()
    qtbot.waitUntil(lambda: screen.asking is not None, timeout=10_000)
    press(dialog_of(screen), "Keep yours")
    saved(screen, qtbot)
    qtbot.waitUntil(lambda: "theirs.pdf" in words_of(page.document))
    assert text_of(screen, "customer") == "My Hospital"
    first, key = screen.asking, wizard_of(screen).parking.key
    assert key is not None
    order_drafts.delete_draft(other.session, key)
    give(screen, "project", "New wing")
    wizard_of(screen).parking.save()
    qtbot.waitUntil(lambda: screen.asking is not first, timeout=10_000)
    press(dialog_of(screen), "Keep as a new draft")
    saved(screen, qtbot)
    qtbot.waitUntil(lambda: "or drop it here" in words_of(page.document))


def test_repeating_an_order_lands_in_the_wizard(client: Client, qtbot: QtBot) -> None:
    order = submit_order(client.session, [build_json("B-1", length=84), build_json("B-2")], po_number="PO-FIRST")
    key = order_drafts.repeat_order(client.session, order.id)
    screen = open_wizard(client, qtbot, key.id)
    wizard = wizard_of(screen)
    qtbot.waitUntil(lambda: wizard.step == CUSTOMER and wizard.is_checked)
    assert (wizard.answers.quantity, wizard.answers.at("builds[0].length")) == (2, 84)
    assert text_of(screen, "po_number") == "" and text_of(screen, "customer") == "General Hospital"


def test_the_list_of_drafts(client: Client, qtbot: QtBot) -> None:
    for name in ("First", "Second"):
        order_drafts.save_draft(client.session, {"order": {"po_number": name, "customer": "Clinic"}, "builds": []})
    order_drafts.save_draft(client.session, {"order": {}, "builds": []})
    screen = DraftsScreen(client, Place.of("drafts"))
    qtbot.addWidget(screen)
    screen.resize(1060, 700)
    screen.show()
    places = opened_by(client)
    screen.load()
    qtbot.waitUntil(lambda: screen.model.rowCount() == 3, timeout=10_000)
    titles = [screen.model.index(row, 0).data() for row in range(3)]
    assert titles == ["Without a name yet", "Second · Clinic", "First · Clinic"]
    screen.table.selectRow(1)
    screen.open_button.click()
    assert (places[0].name, places[0].arguments["draft_id"]) == ("order_entry", screen.model.rows[1].key.id)
    back = DraftsScreen(client, screen.place)
    qtbot.addWidget(back)
    back.restore(screen.state())
    back.load()
    qtbot.waitUntil(lambda: back.table.current_row() == screen.model.rows[1], timeout=10_000)
    screen.delete_button.click()
    assert "Second · Clinic" in words_of(dialog_of(screen))
    press(dialog_of(screen), "Throw away")
    qtbot.waitUntil(lambda: screen.model.rowCount() == 2, timeout=10_000)
    for left in (1, 0):
        screen.table.selectRow(0)
        screen.delete_button.click()
        press(dialog_of(screen), "Throw away")
        qtbot.waitUntil(partial(is_left, screen, left), timeout=10_000)
    qtbot.waitUntil(lambda: "No drafts" in words_of(screen), timeout=10_000)


def is_left(screen: DraftsScreen, count: int) -> bool:
    return screen.model.rowCount() == count


def test_throwing_a_draft_away_from_the_wizard(client: Client, qtbot: QtBot) -> None:
    screen = open_wizard(client, qtbot)
    places = opened_by(client)
    assert not screen.delete.isEnabled()
    fill_customer(screen, "PO-NEVER")
    saved(screen, qtbot)
    screen.delete.click()
    press(dialog_of(screen), "Throw away")
    qtbot.waitUntil(lambda: [place.name for place in places] == ["drafts"], timeout=10_000)
    assert order_drafts.list_drafts(client.session) == ()
