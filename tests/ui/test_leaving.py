"""A page is left while it sends something: the answer is seen first, and who does not wait for it knows that."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from cleanstation_desktop.domain.checklist_template import ItemKind, Outcome
from cleanstation_desktop.domain.errors import Refused, ServerAway
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import inspections, service_orders, sign_in
from cleanstation_desktop.services.inspection_model import InspectionItem
from cleanstation_desktop.services.inspections import Answer
from cleanstation_desktop.services.sign_in import PasswordChangeNeeded
from cleanstation_desktop.ui import text
from cleanstation_desktop.ui.inspections.outbox import outbox_of
from cleanstation_desktop.ui.inspections.screen import InspectionScreen
from cleanstation_desktop.ui.messages import Message
from cleanstation_desktop.ui.people.handing_over import HandOverDialog
from cleanstation_desktop.ui.people.screen import PeopleScreen
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.service_orders.cart_panel import CartPanel
from cleanstation_desktop.ui.service_orders.screen import ServiceOrdersScreen
from cleanstation_desktop.ui.shell.window import MainWindow
from cleanstation_desktop.ui.shell.workplace import Workplace
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from tests.support.clusters import Clone
from tests.support.held import Held
from tests.support.people import TestPerson, make_person
from tests.support.screens import PATIENCE_MS
from tests.support.shop import PRE_QC, Shop
from tests.support.slow_proxy import SlowProxy
from tests.support.ui import named, words_on
from tests.support.windows import lock_page, make_window, work_of

WAITING = "Still being sent"


class Thinking:
    """A server that thinks until the test lets it go on: somebody else holds the rows of a table."""

    def __init__(self, database: Clone, table: str) -> None:
        self._open = ExitStack()
        connection = self._open.enter_context(database.connect())
        connection.execute(f"LOCK TABLE cs.{table} IN SHARE ROW EXCLUSIVE MODE".encode())

    def end(self) -> None:
        """Let it answer."""
        self._open.close()


def opened(qtbot: QtBot, window: MainWindow, person: TestPerson, place: str) -> Workplace:
    """The person's work, open on a page."""
    work = work_of(qtbot, window, person)
    work.go(Place(place))
    qtbot.waitUntil(lambda: not work.client.runner.busy, timeout=PATIENCE_MS)
    return work


def window_of(work: Workplace) -> MainWindow:
    """The window it stands in."""
    window = work.window()
    assert isinstance(window, MainWindow)
    return window


def in_front() -> Dialog:
    """The dialog that is open."""
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, Dialog), dialog
    return dialog


def wait_for_dialog(qtbot: QtBot, title: str) -> Dialog:
    """The dialog of this title, as soon as it is open."""

    def shown() -> bool:
        dialog = QApplication.activeModalWidget()
        return dialog is not None and dialog.windowTitle() == title

    qtbot.waitUntil(shown, timeout=PATIENCE_MS)
    return in_front()


WAYS: dict[str, tuple[Callable[[Workplace], object], Callable[[MainWindow, Workplace], bool]]] = {
    "another page": (
        lambda work: work.sidebar.chosen.emit("stations"),
        lambda _window, work: work.screen_shown is not None and work.screen_shown.place.name == "stations",
    ),
    "back": (
        lambda work: work.client.back(),
        lambda _window, work: not isinstance(work.screen_shown, PeopleScreen),
    ),
    "another language": (
        lambda work: window_of(work)._on_wanted(work, "language-FR"),
        lambda _window, _work: text.language().value == "FR",
    ),
    "signing out": (
        lambda work: window_of(work)._on_wanted(work, "sign_out"),
        lambda window, _work: not window.workplaces,
    ),
    "closing the program": (
        lambda work: work.window().close(),
        lambda window, _work: not window.isVisible(),
    ),
}


@pytest.mark.parametrize("patient", [True, False], ids=["at once", "after a while"])
@pytest.mark.parametrize("way", WAYS)
def test_a_one_time_password_is_seen_before_the_page_is_left(
    qtbot: QtBot, database: Clone, window: MainWindow, way: str, patient: bool
) -> None:
    """The server thinks about it; the page waits, shows the password, and goes where the person wanted afterwards."""
    go, gone = WAYS[way]
    quality = make_person(database, Role.QC_PERSON)
    work = opened(qtbot, window, make_person(database, Role.ADMIN), "people")
    screen = work.screen_shown
    assert isinstance(screen, PeopleScreen)
    screen.search.setText(quality.login)
    thinking = Thinking(database, "person")
    screen.card.reset.click()
    in_front().accept()
    qtbot.waitUntil(lambda: screen.writing, timeout=PATIENCE_MS)
    go(work)
    assert not gone(window, work)
    if not patient:
        assert "goes on by itself" in words_on(wait_for_dialog(qtbot, WAITING))
    thinking.end()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), HandOverDialog), timeout=PATIENCE_MS)
    shown = in_front()
    assert isinstance(shown, HandOverDialog)
    password = shown.password.text()
    assert isinstance(sign_in.sign_in(database.url(), quality.login, password, station="FLOOR-1"), PasswordChangeNeeded)
    assert not gone(window, work)
    shown.action.click()
    qtbot.waitUntil(lambda: gone(window, work), timeout=PATIENCE_MS)


def test_a_one_time_password_waits_behind_the_lock(qtbot: QtBot, database: Clone, window: MainWindow) -> None:
    """Locked while the server thinks: nobody else sees it, and whoever signs the person out there is asked."""
    admin, quality = make_person(database, Role.ADMIN), make_person(database, Role.QC_PERSON)
    work = opened(qtbot, window, admin, "people")
    screen = work.screen_shown
    assert isinstance(screen, PeopleScreen)
    screen.search.setText(quality.login)
    thinking = Thinking(database, "person")
    screen.card.reset.click()
    in_front().accept()
    work.go(Place("stations"))
    window.lock()
    page = lock_page(window)
    sign_out = named(page, "Sign out", QPushButton)
    sign_out.click()
    assert window.workplaces
    thinking.end()
    question = wait_for_dialog(qtbot, "Sign out?")
    assert "A one-time password was not handed over yet." in words_on(question)
    question.reject()
    qtbot.keyClicks(page.password, admin.password)
    page._send()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), HandOverDialog), timeout=PATIENCE_MS)
    shown = in_front()
    assert isinstance(shown, HandOverDialog)
    assert shown.password.text()
    assert work.screen_shown is screen
    shown.action.click()


@pytest.fixture
def work(qtbot: QtBot, database: Clone, window: MainWindow) -> Workplace:
    """The service department's page with a part in the cart."""
    person = make_person(database, Role.SERVICE_DEPARTMENT)
    made = opened(qtbot, window, person, "service_orders")
    cart_of(made).table.setFocus()
    cart_of(made)._add_current()
    return made


def cart_of(work: Workplace) -> CartPanel:
    """The cart of the page that is shown."""
    assert isinstance(work.screen_shown, ServiceOrdersScreen)
    assert work.screen_shown.cart is not None
    return work.screen_shown.cart


def test_a_request_is_in_no_cart_any_more_when_one_comes_back(qtbot: QtBot, database: Clone, work: Workplace) -> None:
    """Left while it was under way: it is one request, and the cart that one finds is empty."""
    thinking = Thinking(database, "service_order")
    cart_of(work).send.click()
    work.go(Place("home"))
    assert isinstance(work.screen_shown, ServiceOrdersScreen)
    thinking.end()
    qtbot.waitUntil(lambda: not isinstance(work.screen_shown, ServiceOrdersScreen), timeout=PATIENCE_MS)
    work.go_back()
    assert cart_of(work).lines == {}
    assert len(service_orders.list_service_orders(work.client.session)) == 1


def test_a_write_that_fails_keeps_the_person_on_the_page(qtbot: QtBot, work: Workplace) -> None:
    """What was wanted is forgotten; the message and everything that was typed are there."""
    screen, held, said = work.screen_shown, Held(), list[Message]()
    assert screen is not None
    work.client.messages.shown.connect(said.append)
    screen.write(held, lambda _nothing: None)
    work.go(Place("home"))
    wait_for_dialog(qtbot, WAITING)
    held.go_on(Refused("You may not do this."))
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None, timeout=PATIENCE_MS)
    qtbot.wait(50)
    assert work.screen_shown is screen
    assert [message.kind for message in said] == ["bad"]
    assert cart_of(work).lines


def test_who_signs_out_at_the_lock_is_told_that_it_failed(qtbot: QtBot, window: MainWindow, work: Workplace) -> None:
    """The message stands on the page behind it."""
    held = Held()
    assert work.screen_shown is not None
    work.screen_shown.write(held, lambda _nothing: None)
    window.lock()
    window._sign_out(work)
    held.go_on(ServerAway("The connection to the server was lost."))
    question = wait_for_dialog(qtbot, "Sign out?")
    assert "What was being sent was not saved." in words_on(question)
    question.accept()
    assert not window.workplaces


@pytest.mark.parametrize("stays", [True, False], ids=["stays", "leaves"])
def test_a_server_that_does_not_answer_keeps_nobody(qtbot: QtBot, work: Workplace, stays: bool) -> None:
    """The person decides: to stay, which forgets the other page, or to leave without the answer."""
    screen, held = work.screen_shown, Held()
    assert screen is not None
    screen.write(held, lambda _nothing: None)
    work.go(Place("print_queue"))
    work.go(Place("home"))
    dialog = wait_for_dialog(qtbot, WAITING)
    assert "you do not see the answer" in words_on(dialog)
    named(dialog, "Stay" if stays else "Do not wait", QPushButton).click()
    assert (work.screen_shown is screen) is stays
    held.go_on()
    qtbot.waitUntil(lambda: not work.client.runner.busy, timeout=PATIENCE_MS)
    qtbot.wait(50)
    assert work.screen_shown is not None
    assert work.screen_shown.place.name == ("service_orders" if stays else "home")


def answering(
    qtbot: QtBot, database: Clone, folder: Path, shop: Shop, line: SlowProxy
) -> tuple[Workplace, InspectionScreen]:
    """The QC person at a form, behind a long line."""
    key = inspections.start(shop.qc.session, shop.arrived_build(), PRE_QC)
    window = make_window(qtbot, line.url(database.url()), folder)
    work = work_of(qtbot, window, shop.qc.person)
    work.go(Place.of("inspection", inspection_id=key))
    screen = work.screen_shown
    assert isinstance(screen, InspectionScreen)
    qtbot.waitUntil(lambda: screen.cards.complete, timeout=PATIENCE_MS)
    return work, screen


def answer_three(qtbot: QtBot, screen: InspectionScreen) -> None:
    """Answer three items, quicker than the server takes them, and the first one otherwise at the end."""
    shown = screen.filling.inspection
    assert shown is not None
    first, *_others = items = [item for item in shown.items if item.kind is ItemKind.CHECK][:3]

    def is_there(item: InspectionItem) -> bool:
        return screen.cards.current == item.id and screen.cards.complete

    for item in items:
        screen.go_to(item.id)
        qtbot.waitUntil(partial(is_there, item), timeout=PATIENCE_MS)
        screen.cards.cards[item.id]._answers[Outcome.PASS].click()
    outbox_of(screen.client).give(shown.id, first.id, Answer(Outcome.FAIL, note="a scratch"), None)


def outcomes(database: Clone) -> list[str]:
    """What is recorded."""
    with database.connect() as connection:
        found = connection.execute("SELECT outcome FROM cs.answer ORDER BY inspection_item_id").fetchall()
    return [outcome for (outcome,) in found]


@pytest.mark.parametrize("waits", [True, False], ids=["waits", "does not wait"])
def test_answers_of_a_form_are_saved_before_the_session_ends(
    qtbot: QtBot, database: Clone, tmp_path: Path, waits: bool
) -> None:
    """One goes out after the other; nobody is asked about answers that are on their way."""
    with closing(Shop(database)) as shop, SlowProxy(database.url().host or "", database.url().port or 0) as line:
        work, screen = answering(qtbot, database, tmp_path, shop, line)
        window, client = window_of(work), work.client
        line.delay = 0.3
        answer_three(qtbot, screen)
        assert outcomes(database) == []
        window._sign_out(work)
        if not waits:
            told = wait_for_dialog(qtbot, WAITING)
            assert "lost" not in words_on(told)
            named(told, "Do not wait", QPushButton).click()
            assert not window.workplaces
        qtbot.waitUntil(lambda: not isValid(client), timeout=PATIENCE_MS)
        assert not window.workplaces
        assert window.sign_in.banner.isHidden()
    assert outcomes(database) == ["FAIL", "PASS", "PASS"]


def test_a_session_that_ends_meanwhile_ends_the_waiting(qtbot: QtBot, window: MainWindow, work: Workplace) -> None:
    """The question does not stand before the sign-in page."""
    held = Held()
    assert work.screen_shown is not None
    work.screen_shown.write(held, lambda _nothing: None)
    window.lock()
    window._sign_out(work)
    wait_for_dialog(qtbot, WAITING)
    threading.Timer(0.2, partial(held.go_on, None)).start()
    work.client.live.refused.emit()
    assert QApplication.activeModalWidget() is None
    assert not window.workplaces


def test_a_write_that_fails_after_its_screen_is_left_is_told(
    qtbot: QtBot, window: MainWindow, workplace: Workplace, screen: Screen
) -> None:
    """Nothing is swallowed; the same command can be sent again from the message."""
    work, said = Held(), list[str]()
    workplace.client.messages.shown.connect(lambda message: said.append(message.text))
    screen.write(work, lambda _answer: None)
    workplace.go(Place("print_queue"))
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None, timeout=PATIENCE_MS)
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    named(dialog, "Do not wait", QPushButton).click()
    qtbot.waitUntil(lambda: not isValid(screen), timeout=PATIENCE_MS)
    work.go_on(ServerAway("The server cannot be reached.", hint="Try again."))
    qtbot.waitUntil(lambda: bool(said), timeout=PATIENCE_MS)
    work.go_on()
    named(workplace, "Send again", QPushButton).click()
    qtbot.waitUntil(lambda: work.begun == 2 and said[-1] == "Sent.", timeout=PATIENCE_MS)


def test_sending_again_after_the_screen_is_left(qtbot: QtBot, workplace: Workplace, screen: Screen) -> None:
    """The message stays when the screen goes, and its button still does what it says."""
    work, said = Held(), list[str]()
    button = named(screen, "New order", QPushButton)
    workplace.client.messages.shown.connect(lambda message: said.append(message.text))
    screen.write(work, lambda _answer: None, button=button)
    work.go_on(ServerAway("The server cannot be reached.", hint="Try again."))
    qtbot.waitUntil(lambda: bool(said), timeout=PATIENCE_MS)
    workplace.go(Place("print_queue"))
    qtbot.waitUntil(lambda: not isValid(screen), timeout=PATIENCE_MS)
    work.go_on()
    named(workplace, "Send again", QPushButton).click()
    qtbot.waitUntil(lambda: work.begun == 2 and said[-1] == "Sent.", timeout=PATIENCE_MS)
