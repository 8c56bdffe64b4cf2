"""A window that people share: what a lock, another person, another language or the end of a session finds open."""

from __future__ import annotations

import gc
from contextlib import ExitStack, closing
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import people
from cleanstation_desktop.services.sign_in import change_password
from cleanstation_desktop.ui import text, theme
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.orders.list_screen import OrderListScreen
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.shell.window import MainWindow
from cleanstation_desktop.ui.shell.workplace import Workplace
from cleanstation_desktop.ui.widgets.dialogs import Dialog, confirm
from cleanstation_desktop.ui.widgets.fields import line_edit
from cleanstation_desktop.ui.widgets.signing import SignDialog
from tests.support.clusters import Clone
from tests.support.held import Held
from tests.support.orders import submit_order
from tests.support.people import TestPerson, make_person, session_of
from tests.support.screens import PATIENCE_MS
from tests.support.ui import named, words_on
from tests.support.windows import lock_page, sign_in, unlock, work_of


def test_what_opens_behind_the_lock_waits_for_it(
    qtbot: QtBot, window: MainWindow, screen: Screen, person: TestPerson
) -> None:
    """The answer of a write opens a dialog, while the window was locked meanwhile."""
    work, opened = Held(), list[Dialog]()
    screen.write(work, lambda _answer: opened.append(confirm(screen, "One-time password", "secret", "Close", str)))
    window.lock()
    work.go_on()
    qtbot.waitUntil(lambda: bool(opened), timeout=PATIENCE_MS)
    assert not opened[0].isVisible()
    assert QApplication.activeModalWidget() is None
    unlock(qtbot, window, person)
    assert opened[0].isVisible()
    opened[0].reject()


def test_a_menu_goes_with_the_lock(qtbot: QtBot, window: MainWindow, screen: Screen) -> None:
    """An open list or menu is not left over the locked page."""
    menu = QMenu(screen)
    menu.addAction("Something")
    menu.popup(screen.mapToGlobal(screen.rect().center()))
    assert QApplication.activePopupWidget() is menu
    window.lock()
    assert not menu.isVisible()


def test_a_password_typed_to_sign_does_not_outlive_the_lock(
    qtbot: QtBot, window: MainWindow, screen: Screen, person: TestPerson
) -> None:
    """A badge opens the window but never signs (DOMAIN §9): after it the password is typed anew."""
    client = screen.client
    dialog = SignDialog(screen, client.runner, client.session.person, "I approve.", [], lambda *_given: None, print)
    dialog.open()
    qtbot.keyClicks(dialog.password, person.password)
    dialog.comment.setPlainText("A remark")
    window.lock()
    assert dialog.password.text() == ""
    unlock(qtbot, window, person)
    assert dialog.isVisible()
    assert dialog.password.text() == ""
    assert dialog.comment.toPlainText() == "A remark"
    dialog.reject()


def test_a_dialog_outlives_the_language_of_another_person(
    qtbot: QtBot, window: MainWindow, workplace: Workplace, screen: Screen, person: TestPerson, database: Clone
) -> None:
    """Somebody else works here in French and dark meanwhile; what was half typed is there again."""
    dialog = Dialog(screen, "Half done")
    line = line_edit("half a se")
    dialog.body.addWidget(line)
    dialog.open()
    window.switch()
    other = work_of(qtbot, window, make_person(database, Role.QC_PERSON))
    window._on_wanted(other, "language-FR")
    window._on_wanted(other, "theme-dark")
    window.switch()
    sign_in(qtbot, window, person)
    assert window.current is workplace
    assert (text.language().value, theme.is_dark()) == ("EN", False)
    assert isValid(dialog)
    assert dialog.isVisible()
    assert line.text() == "half a se"
    dialog.done(0)


def test_a_page_comes_back_in_the_language_of_its_person(
    qtbot: QtBot, window: MainWindow, workplace: Workplace, person: TestPerson, database: Clone
) -> None:
    """What came while somebody else worked here in French is read when the page is seen again."""
    workplace.go(Place("orders"))
    screen = workplace.screen_shown
    assert isinstance(screen, OrderListScreen)
    qtbot.waitUntil(lambda: workplace.client.live.state == "live", timeout=PATIENCE_MS)
    window.switch()
    other = work_of(qtbot, window, make_person(database, Role.QC_PERSON))
    window._on_wanted(other, "language-FR")
    heard: list[object] = []
    workplace.client.live.changed.connect(heard.append)
    submit_order(database)
    qtbot.waitUntil(lambda: bool(heard), timeout=PATIENCE_MS)
    qtbot.wait(500)
    window.switch()
    sign_in(qtbot, window, person)
    qtbot.waitUntil(lambda: screen.table.long.rowCount() == 1, timeout=PATIENCE_MS)
    assert "1 order" in words_on(screen)
    assert "commande" not in words_on(screen)


def test_a_dialog_outlives_the_look_that_the_station_is_given(
    qtbot: QtBot, window: MainWindow, workplace: Workplace, screen: Screen, person: TestPerson
) -> None:
    """A person who never chose a look keeps the one the work was opened in, until the next sign-in."""
    dialog = Dialog(screen, "Half done")
    dialog.open()
    window.switch()
    window.sign_in._dress(look="dark")
    assert theme.is_dark()
    sign_in(qtbot, window, person)
    assert window.current is workplace
    assert not theme.is_dark()
    assert isValid(dialog)
    assert dialog.isVisible()
    dialog.reject()
    window.leave(workplace)
    work_of(qtbot, window, person)
    assert theme.is_dark()


def test_the_sign_in_page_has_the_look_of_the_station(
    qtbot: QtBot, window: MainWindow, workplace: Workplace, person: TestPerson
) -> None:
    """Not that of whoever worked here last; the locked page has that of the person whose work it locks."""
    window._on_wanted(workplace, "language-FR")
    window._on_wanted(workplace, "theme-dark")
    window.lock()
    assert "verrouillé" in words_on(lock_page(window))
    window.switch()
    lock = [page for _work, page in window.workplaces.values()]
    assert len(lock) == 1
    window._show_sign_in()
    assert (text.language().value, theme.is_dark()) == ("EN", False)
    qtbot.keyClicks(window.sign_in.login, "x")
    window.sign_in._send()
    assert "Type your password." in words_on(window.sign_in)


def test_a_person_whose_session_ends_does_not_disturb_who_works_here(
    qtbot: QtBot, window: MainWindow, workplace: Workplace, database: Clone
) -> None:
    """The administrator disables one of two people who share the window; the other goes on."""
    window.switch()
    second = work_of(qtbot, window, make_person(database, Role.QC_PERSON))
    workplace.client.live.refused.emit()
    assert window.current is second
    assert window._stack.currentWidget() is second
    assert next(iter(window.workplaces.values()))[0] is second
    workplace.client.live.refused.emit()
    assert window.current is second


def test_sessions_that_an_administrator_ends_are_over(
    qtbot: QtBot, window: MainWindow, workplace: Workplace, person: TestPerson, database: Clone
) -> None:
    """Also behind the lock, where badge and PIN would open them; the person signs in again and is told why."""
    live = workplace.client.live
    qtbot.waitUntil(lambda: live.state == "live", timeout=PATIENCE_MS)
    window.lock()
    with closing(session_of(database, make_person(database, Role.ADMIN))) as admin:
        people.end_sessions(admin, person.id)
    qtbot.waitUntil(lambda: not window.workplaces, timeout=PATIENCE_MS)
    assert window._stack.currentWidget() is window.sign_in
    assert "Your session was ended by the server." in window.sign_in.banner.accessibleName()
    again = work_of(qtbot, window, person)
    qtbot.waitUntil(lambda: again.client.live.state == "live", timeout=PATIENCE_MS)
    assert window.current is again


@pytest.mark.parametrize("way", ["unlock", "sign in"])
def test_a_password_that_was_changed_elsewhere_opens_the_work(
    qtbot: QtBot, window: MainWindow, workplace: Workplace, person: TestPerson, database: Clone, way: str
) -> None:
    """What the work connects with from then on is the new one: the former would lock the account."""
    session = workplace.client.session
    qtbot.waitUntil(lambda: workplace.client.live.state == "live", timeout=PATIENCE_MS)
    window.lock()
    change_password(database.url(), person.login, person.password, "three grey herons wait", station="office")
    anew = replace(person, password="three grey herons wait")
    if way == "unlock":
        unlock(qtbot, window, anew)
    else:
        window.switch()
        sign_in(qtbot, window, anew)
    assert window.current is workplace
    with ExitStack() as stack:
        for _ in range(4):
            stack.enter_context(session.read()).exec_driver_sql("SELECT 1")
        session.open_feed().close()


def test_a_locked_page_is_not_signed_out_over_unsaved_work(
    qtbot: QtBot, window: MainWindow, workplace: Workplace, monkeypatch: pytest.MonkeyPatch, screen: Screen
) -> None:
    """Whoever passes by can sign the person out, but is told what is lost."""
    monkeypatch.setattr(screen, "unsaved", lambda: "A comment was not sent.")
    window.lock()
    named(lock_page(window), "Sign out", QPushButton).click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, Dialog)
    assert "A comment was not sent." in words_on(dialog)
    assert window.workplaces
    dialog.accept()
    assert not window.workplaces


def test_an_unlocking_that_comes_late_opens_nothing(
    qtbot: QtBot, window: MainWindow, workplace: Workplace, database: Clone
) -> None:
    """Somebody else signed in while the server still thought about the password."""
    window.lock()
    page = lock_page(window)
    window.switch()
    second = work_of(qtbot, window, make_person(database, Role.QC_PERSON))
    page._opened()
    assert window.current is second
    assert window._stack.currentWidget() is second


def test_language_and_look_wait_for_a_signing_in(qtbot: QtBot, window: MainWindow, person: TestPerson) -> None:
    """The page would be made anew, and the session that the server opens belong to nobody."""
    page = window.sign_in
    page.login.setText(person.login)
    page.password.setText(person.password)
    page._send()
    page._dress(look="dark")
    assert window.sign_in is page
    qtbot.waitUntil(lambda: window.current is not None, timeout=PATIENCE_MS)


@pytest.mark.slow
def test_ten_rounds_leave_nothing_behind(qtbot: QtBot, window: MainWindow, person: TestPerson, database: Clone) -> None:
    """Neither widgets of the screens nor what people worked with; a station runs for weeks."""
    order = submit_order(database)
    places = (
        Place("orders"),
        Place("order", {"order_id": order.id}),
        Place("build", {"build_id": order.builds[0].id}),
        Place("drafts"),
        Place("order_entry"),
        Place("print_queue"),
        Place("settings"),
        Place("home"),
    )

    def one_round() -> None:
        work = work_of(qtbot, window, person)
        for place in places:
            work.go(place)
            qtbot.waitUntil(lambda: not work.client.runner.busy, timeout=PATIENCE_MS)
        window.lock()
        window.leave(work)
        gc.collect()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    one_round()
    one_round()
    before = len(QApplication.allWidgets())
    for _ in range(10):
        one_round()
    assert len(QApplication.allWidgets()) == before
    qtbot.waitUntil(lambda: window.findChildren(Client) == [], timeout=PATIENCE_MS)
