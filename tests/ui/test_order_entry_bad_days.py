"""The wizard on bad days: bad input, a server that goes away, impatience, two people on one draft."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import order_drafts, order_lists
from cleanstation_desktop.ui.client import Client, StationFacts
from cleanstation_desktop.ui.messages import Message
from cleanstation_desktop.ui.order_entry.answer_fields import TextAnswer
from cleanstation_desktop.ui.order_entry.customer_page import CustomerPage
from cleanstation_desktop.ui.order_entry.screen import OrderEntryScreen
from cleanstation_desktop.ui.order_entry.sinks_page import SinksPage
from cleanstation_desktop.ui.order_entry.wizard import CONFIGURATION, CUSTOMER, REVIEW, SINKS
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.shell.workplace import Workplace
from tests.support.clusters import Clone
from tests.support.order_entry import (
    checked,
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
    wizard_of,
    words_of,
)
from tests.support.orders import build_json, submit_order
from tests.support.people import make_person, session_of
from tests.support.slow_proxy import SlowProxy


@pytest.fixture
def client(database: Clone, client_of: Callable[..., Client]) -> Client:
    return client_of(database, Role.PRODUCTION_COORDINATOR)


@pytest.fixture
def screen(client: Client, qtbot: QtBot) -> OrderEntryScreen:
    return open_wizard(client, qtbot)


def messages_of(client: Client) -> list[Message]:
    shown: list[Message] = []
    client.messages.shown.connect(shown.append)
    return shown


def told(screen: OrderEntryScreen, qtbot: QtBot, path: str, words: str) -> None:
    """Wait until this is said at the field."""
    qtbot.waitUntil(lambda: words in error_at(screen, path), timeout=5000)


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


# -- The server goes away --------------------------------------------------------------------------------------------


@pytest.fixture
def proxy(database: Clone) -> Iterator[SlowProxy]:
    known = database.dsn()
    with SlowProxy(known["host"], known["port"]) as running:
        yield running


@pytest.fixture
def far_client(database: Clone, proxy: SlowProxy, tmp_path: Path, qapp: QApplication) -> Iterator[Client]:
    """A coordinator whose server can be taken away."""
    person = make_person(database, Role.PRODUCTION_COORDINATOR)
    session = session_of(database, person, url=proxy.url(database.url()))
    client = Client(session, StationFacts("bench-1", "demo", "localhost", tmp_path))
    yield client
    client.close()
    qapp.sendPostedEvents()
    qapp.processEvents()


def test_the_server_goes_away_while_typing(far_client: Client, proxy: SlowProxy, qtbot: QtBot) -> None:
    screen = open_wizard(far_client, qtbot)
    parking = wizard_of(screen).parking
    fill_customer(screen, "PO-AWAY")
    saved(screen, qtbot)
    proxy.stop_server()
    give(screen, "customer", "Another Hospital")
    give(screen, "want_date", "2020-01-31")
    # It stays usable: what can be judged here is judged, and the state says that it is not saved.
    told(screen, qtbot, "want_date", "must lie in the future")
    parking.save()
    qtbot.waitUntil(lambda: parking.state == "away", timeout=10_000)
    qtbot.waitUntil(lambda: "Not saved yet: server away" in words_of(screen))
    assert "not saved" in screen.unsaved()
    put_build(screen)
    go(screen, qtbot, REVIEW)
    qtbot.waitUntil(lambda: "server is away" in words_of(screen), timeout=10_000)
    assert not screen.next.isEnabled()
    # It comes back by itself.
    proxy.accept()
    parking._retry.start(10)
    qtbot.waitUntil(lambda: parking.settled, timeout=10_000)
    qtbot.waitUntil(lambda: parking.state == "saved", timeout=10_000)
    assert screen.unsaved() == ""
    assert parking.key is not None
    draft = order_drafts.load_draft(far_client.session, parking.key.id)
    assert draft.body["order"]["customer"] == "Another Hospital"
    assert len(order_drafts.list_drafts(far_client.session)) == 1


def test_an_answer_that_never_came_is_not_saved_twice(far_client: Client, proxy: SlowProxy, qtbot: QtBot) -> None:
    screen = open_wizard(far_client, qtbot)
    parking = wizard_of(screen).parking
    proxy.delay = 0.6
    give(screen, "customer", "General Hospital")
    parking.save()
    qtbot.waitUntil(lambda: parking.state == "saving")
    qtbot.wait(900)
    proxy.cut()
    qtbot.waitUntil(lambda: parking.state in {"away", "saved"}, timeout=15_000)
    proxy.delay = 0.0
    give(screen, "project", "New wing")
    parking._retry.start(10)
    saved(screen, qtbot)
    drafts = order_drafts.list_drafts(far_client.session)
    assert len(drafts) == 1
    assert order_drafts.load_draft(far_client.session, drafts[0].key.id).body["order"]["project"] == "New wing"


def test_submitting_while_the_server_is_away_loses_nothing(far_client: Client, proxy: SlowProxy, qtbot: QtBot) -> None:
    screen = open_wizard(far_client, qtbot)
    shown = messages_of(far_client)
    places = opened_by(far_client)
    fill_customer(screen, "PO-LATER")
    put_build(screen)
    saved(screen, qtbot)
    go(screen, qtbot, REVIEW)
    checked(screen, qtbot)
    qtbot.waitUntil(screen.next.isEnabled, timeout=10_000)
    screen.next.click()
    proxy.stop_server()
    press(dialog_of(screen), "Submit order")
    qtbot.waitUntil(lambda: bool(shown), timeout=10_000)
    assert shown[-1].action is not None and shown[-1].action[0] == "Send again"
    proxy.accept()
    shown[-1].action[1]()
    qtbot.waitUntil(lambda: bool(places), timeout=10_000)
    assert [build.po_number for build in order_lists.list_builds(far_client.session)] == ["PO-LATER"]


def submit_unanswered(screen: OrderEntryScreen, proxy: SlowProxy, qtbot: QtBot, po: str) -> None:
    """Submit a whole order; the server makes it, and the connection breaks before it can say so."""
    live = screen.client.live
    live.start()
    qtbot.waitUntil(lambda: live.state == "live", timeout=10_000)
    fill_customer(screen, po)
    put_build(screen)
    saved(screen, qtbot)
    go(screen, qtbot, REVIEW)
    qtbot.waitUntil(screen.next.isEnabled, timeout=10_000)
    screen.next.click()
    proxy.loses = b"COMMIT\0"
    press(dialog_of(screen), "Submit order")


def submit_unheard(screen: OrderEntryScreen, database: Clone, proxy: SlowProxy, qtbot: QtBot, po: str) -> None:
    """The order is made, and the server gone before this thread comes to hear of it, by the feed say."""
    submit_unanswered(screen, proxy, qtbot, po)
    until = time.monotonic() + 20
    with database.connect(autocommit=True) as made:
        while not made.execute("SELECT 1 FROM cs.customer_order").fetchone() and time.monotonic() < until:
            time.sleep(0.002)
    proxy.stop_server()


def test_a_submit_whose_answer_is_lost_is_asked_for_again_by_itself(
    far_client: Client, proxy: SlowProxy, qtbot: QtBot
) -> None:
    """The draft is gone with the order: that was nobody else, and no second draft of the same order is offered."""
    shown, places = messages_of(far_client), opened_by(far_client)
    screen = open_wizard(far_client, qtbot)
    submit_unanswered(screen, proxy, qtbot, "PO-UNHEARD")
    qtbot.waitUntil(lambda: bool(places) or screen.asking is not None, timeout=20_000)
    assert screen.asking is None
    assert [place.name for place in places] == ["order"]
    assert [message.kind for message in shown] == ["warn", "ok"]
    assert [build.po_number for build in order_lists.list_builds(far_client.session)] == ["PO-UNHEARD"]
    assert order_drafts.list_drafts(far_client.session) == ()
    # The message outlives it: what it sends is the same order once more.
    assert shown[0].action is not None
    shown[0].action[1]()
    qtbot.waitUntil(lambda: not far_client.runner.busy, timeout=10_000)
    assert len(order_lists.list_builds(far_client.session)) == 1


def test_coming_back_to_an_order_whose_submit_had_no_answer_opens_it(
    far_client: Client, database: Clone, proxy: SlowProxy, qtbot: QtBot
) -> None:
    """What was changed meanwhile is not in it, and that is said."""
    shown, places = messages_of(far_client), opened_by(far_client)
    workplace = Workplace(far_client)
    qtbot.addWidget(workplace)
    workplace.resize(1280, 800)
    workplace.show()
    workplace.go(Place.of("order_entry", draft_id=None))
    screen = wizard_in(workplace, qtbot)
    submit_unheard(screen, database, proxy, qtbot, "PO-LEFT-ALONE")
    qtbot.waitUntil(lambda: bool(shown), timeout=20_000)
    wizard_of(screen).put("project", "New wing")
    workplace.go(Place("settings"))
    workplace.go_back()
    screen = wizard_in(workplace, qtbot)
    proxy.accept()
    qtbot.waitUntil(lambda: bool(places) or screen.asking is not None, timeout=30_000)
    assert [place.name for place in places] == ["order"]
    assert "is submitted as you sent it" in shown[-1].text
    assert len(order_lists.list_builds(far_client.session)) == 1


@pytest.mark.parametrize("second", ["submit", "throw away"])
def test_what_is_wanted_while_the_server_is_away_does_not_hide_the_submit_before(
    far_client: Client, database: Clone, proxy: SlowProxy, qtbot: QtBot, second: str
) -> None:
    """The order that nobody heard of is made: it opens, and is not offered as a draft of somebody else's doing."""
    shown, places = messages_of(far_client), opened_by(far_client)
    screen = open_wizard(far_client, qtbot)
    submit_unheard(screen, database, proxy, qtbot, "PO-TWICE-AWAY")
    qtbot.waitUntil(lambda: bool(shown), timeout=20_000)
    want(screen, qtbot, second)
    qtbot.waitUntil(lambda: len(shown) > 1 and not screen.submitting.under_way, timeout=20_000)
    proxy.accept()
    opens_the_one_order(screen, places, qtbot)


@pytest.mark.parametrize("second", ["submit", "throw away"])
def test_what_is_wanted_when_the_server_is_back_waits_for_the_submit_before(
    far_client: Client, database: Clone, proxy: SlowProxy, qtbot: QtBot, second: str
) -> None:
    """Before the feed told of anything."""
    shown, places = messages_of(far_client), opened_by(far_client)
    screen = open_wizard(far_client, qtbot)
    submit_unheard(screen, database, proxy, qtbot, "PO-TWICE")
    qtbot.waitUntil(lambda: bool(shown), timeout=20_000)
    far_client.live.stop()
    proxy.accept()
    want(screen, qtbot, second)
    opens_the_one_order(screen, places, qtbot)
    assert [message.kind for message in shown] == ["warn", "ok"]


def want(screen: OrderEntryScreen, qtbot: QtBot, what: str) -> None:
    """Press it, and say yes."""
    qtbot.waitUntil(screen.next.isEnabled, timeout=10_000)
    (screen.delete if what == "throw away" else screen.next).click()
    press(dialog_of(screen), "Throw away" if what == "throw away" else "Submit order")


def opens_the_one_order(screen: OrderEntryScreen, places: list[Place], qtbot: QtBot) -> None:
    """Wait for it; nothing is asked meanwhile."""
    qtbot.waitUntil(lambda: bool(places) or screen.asking is not None, timeout=30_000)
    assert screen.asking is None
    assert [place.name for place in places] == ["order"]
    assert len(order_lists.list_builds(screen.client.session)) == 1
    assert order_drafts.list_drafts(screen.client.session) == ()


@pytest.mark.parametrize("second", ["submit", "throw away"])
def test_what_is_wanted_after_a_submit_that_never_came_is_done(
    far_client: Client, proxy: SlowProxy, qtbot: QtBot, second: str
) -> None:
    """It did not reach the server: the draft is there, and what is wanted now counts."""
    shown, places = messages_of(far_client), opened_by(far_client)
    screen = open_wizard(far_client, qtbot)
    fill_customer(screen, "PO-NEVER")
    put_build(screen)
    saved(screen, qtbot)
    go(screen, qtbot, REVIEW)
    qtbot.waitUntil(screen.next.isEnabled, timeout=10_000)
    proxy.stop_server()
    want(screen, qtbot, "submit")
    qtbot.waitUntil(lambda: bool(shown), timeout=20_000)
    proxy.accept()
    want(screen, qtbot, second)
    qtbot.waitUntil(lambda: bool(places) or screen.asking is not None, timeout=20_000)
    assert [place.name for place in places] == ["drafts" if second == "throw away" else "order"]
    assert len(order_lists.list_builds(far_client.session)) == (second == "submit")
    assert order_drafts.list_drafts(far_client.session) == ()


def wizard_in(workplace: Workplace, qtbot: QtBot) -> OrderEntryScreen:
    """The wizard that is open at the place of work."""
    screen = workplace.screen_shown
    assert isinstance(screen, OrderEntryScreen)
    qtbot.waitUntil(lambda: bool(screen.pages) and wizard_of(screen).is_checked, timeout=10_000)
    return screen


def test_an_order_that_was_not_made_is_kept_when_its_draft_is_deleted_elsewhere(
    far_client: Client, proxy: SlowProxy, qtbot: QtBot
) -> None:
    """Nobody heard the submit: then the draft is really gone, and the person is asked."""
    screen = open_wizard(far_client, qtbot)
    shown = messages_of(far_client)
    fill_customer(screen, "PO-UNSENT")
    put_build(screen)
    saved(screen, qtbot)
    go(screen, qtbot, REVIEW)
    qtbot.waitUntil(screen.next.isEnabled, timeout=10_000)
    screen.next.click()
    proxy.stop_server()
    press(dialog_of(screen), "Submit order")
    qtbot.waitUntil(lambda: bool(shown), timeout=20_000)
    key = wizard_of(screen).parking.key
    assert key is not None
    proxy.accept()
    order_drafts.delete_draft(far_client.session, key)
    screen.load()  # what a change of a watched table sets off
    qtbot.waitUntil(lambda: screen.asking is not None, timeout=20_000)
    press(dialog_of(screen), "Keep as a new draft")
    saved(screen, qtbot)
    assert order_lists.list_builds(far_client.session) == ()
    assert len(order_drafts.list_drafts(far_client.session)) == 1


def test_the_order_can_be_submitted_when_the_server_is_back(far_client: Client, proxy: SlowProxy, qtbot: QtBot) -> None:
    """What was looked at without the server is looked at again by itself, with nobody doing anything."""
    far_client.live.start()
    qtbot.waitUntil(lambda: far_client.live.state == "live", timeout=10_000)
    screen = reviewed_while_away(far_client, proxy, qtbot)
    qtbot.waitUntil(lambda: far_client.live.state == "away", timeout=10_000)
    proxy.accept()
    qtbot.waitUntil(lambda: far_client.live.state == "live", timeout=20_000)
    qtbot.waitUntil(screen.next.isEnabled, timeout=10_000)
    assert "server is away" not in words_of(screen)


def test_going_to_another_step_looks_again_at_what_was_not_looked_at_by_the_server(
    far_client: Client, proxy: SlowProxy, qtbot: QtBot
) -> None:
    screen = reviewed_while_away(far_client, proxy, qtbot)
    proxy.accept()
    go(screen, qtbot, SINKS)
    go(screen, qtbot, REVIEW)
    qtbot.waitUntil(screen.next.isEnabled, timeout=10_000)
    assert "server is away" not in words_of(screen)


def reviewed_while_away(client: Client, proxy: SlowProxy, qtbot: QtBot) -> OrderEntryScreen:
    """A whole order whose last answer was typed, and reviewed, while the server was away."""
    screen = open_wizard(client, qtbot)
    fill_customer(screen, "PO-BACK")
    put_build(screen)
    saved(screen, qtbot)
    checked(screen, qtbot)
    proxy.stop_server()
    give(screen, "project", "New wing")
    go(screen, qtbot, REVIEW)
    qtbot.waitUntil(lambda: "can be submitted when it is back" in words_of(screen), timeout=10_000)
    assert not screen.next.isEnabled()
    return screen
