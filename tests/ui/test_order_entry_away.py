"""The wizard while the server is away: what is typed, saved and submitted meanwhile, and two people on one draft."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import order_drafts, order_lists
from cleanstation_desktop.ui.client import Client, StationFacts
from cleanstation_desktop.ui.order_entry.screen import OrderEntryScreen
from cleanstation_desktop.ui.order_entry.wizard import REVIEW, SINKS
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.shell.workplace import Workplace
from tests.support.clusters import Clone
from tests.support.order_entry import (
    checked,
    dialog_of,
    fill_customer,
    give,
    go,
    open_wizard,
    opened_by,
    press,
    put_build,
    saved,
    told,
    wizard_of,
    words_of,
)
from tests.support.people import make_person, session_of
from tests.support.screens import heard
from tests.support.slow_proxy import SlowProxy


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
    shown = heard(far_client)
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
    shown, places = heard(far_client), opened_by(far_client)
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
    shown, places = heard(far_client), opened_by(far_client)
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
    shown, places = heard(far_client), opened_by(far_client)
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
    shown, places = heard(far_client), opened_by(far_client)
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
    shown, places = heard(far_client), opened_by(far_client)
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
    shown = heard(far_client)
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
