"""The end of the session while the wizard's answers are on their way: none is lost without a word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import builds
from cleanstation_desktop.services.order_choices import read_choices
from cleanstation_desktop.ui.change_requests.revision_wizard import RevisionWizard
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.order_entry.screen import OrderEntryScreen
from cleanstation_desktop.ui.order_entry.wizard import REVIEW
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.shell.window import MainWindow
from cleanstation_desktop.ui.shell.workplace import Workplace
from tests.support.clusters import Clone
from tests.support.order_entry import (
    dialog_of,
    fill_customer,
    give,
    go,
    open_wizard,
    opened_by,
    press,
    put_build,
    saved,
    wizard_of,
    words_of,
)
from tests.support.orders import submit_order
from tests.support.people import make_person
from tests.support.screens import client_over_a_line
from tests.support.slow_proxy import SlowProxy
from tests.support.windows import make_window, sign_in


@pytest.fixture
def window(database: Clone, proxy: SlowProxy, tmp_path: Path, qtbot: QtBot) -> MainWindow:
    """The client of a coordinator whose server can be taken away, in the wizard."""
    made = make_window(qtbot, proxy.url(database.url()), tmp_path)
    sign_in(qtbot, made, make_person(database, Role.PRODUCTION_COORDINATOR))
    work_in(made).go(Place.of("order_entry", draft_id=None))
    screen = wizard_in(made)
    qtbot.waitUntil(lambda: bool(screen.pages) and wizard_of(screen).is_checked, timeout=10_000)
    return made


def work_in(window: MainWindow) -> Workplace:
    """The work that is open."""
    assert window.current is not None
    return window.current


def wizard_in(window: MainWindow) -> OrderEntryScreen:
    """The wizard that is open in the window."""
    screen = work_in(window).screen_shown
    assert isinstance(screen, OrderEntryScreen)
    return screen


def titles(database: Clone) -> list[str]:
    """What the drafts are called."""
    with database.connect() as connection:
        return [title for (title,) in connection.execute("SELECT title FROM cs.order_draft")]


def test_what_was_typed_during_a_save_goes_out_at_the_end(database: Clone, tmp_path: Path, qtbot: QtBot) -> None:
    """The newest answers follow the write under way, which the end of the session waits for."""
    with client_over_a_line(database, make_person(database, Role.PRODUCTION_COORDINATOR), tmp_path) as (client, line):
        screen = open_wizard(client, qtbot)
        line.delay = 0.4
        give(screen, "customer", "General Hospital")
        wizard_of(screen).parking.save()
        assert wizard_of(screen).parking.state == "saving"
        give(screen, "customer", "Another Hospital")
        client.close()
    assert titles(database) == ["Another Hospital"]


@pytest.mark.parametrize("how", ["sign out", "close"])
@pytest.mark.parametrize("state", ["waiting", "saving"])
def test_answers_that_a_lost_server_does_not_take_are_asked_about(
    window: MainWindow, proxy: SlowProxy, qtbot: QtBot, state: str, how: str
) -> None:
    """Also in the moment before anybody noticed: the end waits until it is known whether they are saved."""
    work = work_in(window)
    screen = wizard_in(window)
    parking = wizard_of(screen).parking
    give(screen, "customer", "General Hospital")
    if state == "saving":
        proxy.delay = 30.0
        parking.save()
    assert parking.state == state
    proxy.stop_server()
    if how == "close":
        window.close()
    else:
        window._sign_out(work)
    qtbot.waitUntil(lambda: "not saved" in words_of(window), timeout=20_000)
    assert window.isVisible() and window.current is work
    press(dialog_of(window), "Stay")
    proxy.delay = 0.0
    proxy.accept()
    parking._retry.start(10)
    qtbot.waitUntil(lambda: parking.settled, timeout=10_000)


def test_answers_that_wait_behind_another_page_are_asked_about_too(
    window: MainWindow, proxy: SlowProxy, qtbot: QtBot
) -> None:
    work = work_in(window)
    parking = wizard_of(wizard_in(window)).parking
    give(wizard_in(window), "customer", "General Hospital")
    proxy.stop_server()
    parking.save()
    qtbot.waitUntil(lambda: parking.state == "away", timeout=20_000)
    work.go(Place("settings"))
    press(dialog_of(window), "Leave")
    window._sign_out(work)
    qtbot.waitUntil(lambda: "Sign out?" in words_of(window), timeout=20_000)
    assert words_of(window).count("Your last answers are not saved") == 1
    press(dialog_of(window), "Stay")


def test_signing_out_right_after_typing_asks_nothing(
    window: MainWindow, database: Clone, proxy: SlowProxy, qtbot: QtBot
) -> None:
    """A server that is only slow is waited for."""
    work = work_in(window)
    give(wizard_in(window), "customer", "General Hospital")
    proxy.delay = 0.1
    window._sign_out(work)
    qtbot.waitUntil(lambda: window.current is None, timeout=20_000)
    assert titles(database) == ["General Hospital"]


def test_who_does_not_wait_for_a_submit_and_comes_back_finds_the_order(
    window: MainWindow, database: Clone, proxy: SlowProxy, qtbot: QtBot
) -> None:
    """The answer came when its page was gone: the draft went with the order, and nobody offers it as a new one."""
    work, screen = work_in(window), wizard_in(window)
    fill_customer(screen, "PO-LEFT")
    put_build(screen)
    saved(screen, qtbot)
    go(screen, qtbot, REVIEW)
    qtbot.waitUntil(screen.next.isEnabled, timeout=10_000)
    screen.next.click()
    proxy.delay = 1.5
    press(dialog_of(screen), "Submit order")
    work.go(Place("settings"))
    qtbot.waitUntil(lambda: "Still being sent" in words_of(window), timeout=10_000)
    press(dialog_of(window), "Do not wait")
    proxy.delay = 0.0
    qtbot.waitUntil(lambda: titles(database) == [], timeout=20_000)
    opened = opened_by(work.client)
    work.go_back()
    qtbot.waitUntil(lambda: bool(opened) or "new draft" in words_of(window), timeout=20_000)
    assert [place.name for place in opened] == ["order"]
    qtbot.waitUntil(lambda: not work.client.runner.busy, timeout=10_000)


def test_an_editor_of_a_change_leaves_no_draft_behind(database: Clone, client_of: Callable[..., Client]) -> None:
    """It is the wizard of order entry, but nothing of it is parked."""
    client = client_of(database, Role.PRODUCTION_COORDINATOR)
    order = submit_order(client.session)
    choices = read_choices(client.session, "MDRD")
    build_id = order.builds[0].id
    basis = builds.read_build(client.session, build_id).configuration
    wizard = RevisionWizard(client, choices, build_id, dict(basis))
    wizard.put("builds[0].length", 84)
    client.close()
    assert titles(database) == []
