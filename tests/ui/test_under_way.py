"""What a person does while something is under way: nothing of it is lost, nothing moves under the finger."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import uuid4

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from cleanstation_desktop.domain.errors import ServerAway
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import order_drafts
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.home.screen import HomeScreen
from cleanstation_desktop.ui.input.second_taps import is_resting
from cleanstation_desktop.ui.messages import Message
from cleanstation_desktop.ui.orders.detail_screen import OrderScreen
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.printing.jobs import State
from cleanstation_desktop.ui.printing.queue_screen import PrintQueueScreen
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.shell.toasts import Toasts
from cleanstation_desktop.ui.shell.window import MainWindow
from cleanstation_desktop.ui.widgets.controls import column
from cleanstation_desktop.ui.widgets.scrolling import bring_into_view
from tests.support.clusters import Clone
from tests.support.every_place import quiet, settled
from tests.support.held import Held
from tests.support.orders import submit_order
from tests.support.people import make_person
from tests.support.print_jobs import keep_unsettled
from tests.support.screens import PATIENCE_MS, show
from tests.support.ui import assert_looks_right, named
from tests.support.windows import work_of

Clients = Callable[..., Client]


def test_a_comment_begun_while_another_is_sent_stays(qtbot: QtBot, database: Clone, client_of: Clients) -> None:
    """Only what was sent leaves the field."""
    order = submit_order(database)
    client = client_of(database, Role.PRODUCTION_COORDINATOR)
    place = Place("order", {"order_id": order.id})
    screen = show(qtbot, OrderScreen(client, place), lambda shown: shown.facts is not None)
    comments = screen.comments
    comments.editor.setPlainText("The first.")
    comments.send.click()
    comments.editor.setPlainText("The second, half wri")
    qtbot.waitUntil(lambda: [shown.body for shown in comments._shown] == ["The first."], timeout=PATIENCE_MS)
    assert comments.editor.toPlainText() == "The second, half wri"
    comments.editor.setPlainText("The second.")
    comments.send.click()
    qtbot.waitUntil(lambda: len(comments._shown) == 2, timeout=PATIENCE_MS)
    assert comments.editor.toPlainText() == ""


def test_two_print_jobs_dismissed_at_once_are_both_dismissed(qtbot: QtBot, database: Clone, client_of: Clients) -> None:
    """All workers wait for the server: the first change is not dropped for the second."""
    client = client_of(database, Role.ASSEMBLER)
    for number in (1, 2):
        keep_unsettled(client, State.FAILED, title=f"Label {number}")
    screen = show(qtbot, PrintQueueScreen(client, Place("print_queue")), lambda shown: shown.job is not None)
    qtbot.waitUntil(lambda: not client.runner.busy, timeout=PATIENCE_MS)
    held = Held()
    for _ in range(8):
        client.runner.run(client, held, lambda _answer: None)
    for row in (0, 1):
        screen.table.selectRow(row)
        screen.dismiss.click()
    held.go_on()
    qtbot.waitUntil(lambda: not screen.model.rows, timeout=PATIENCE_MS)


class Deed(Held):
    """A write that waits until the test lets it go on. Parameters: log, gets its name when it begins."""

    def __init__(self, name: str, log: list[str]) -> None:
        super().__init__()
        self._name, self._log = name, log

    def __call__(self, *given: object) -> str:
        self._log.append(self._name)
        super().__call__(*given)
        return self._name


@pytest.fixture
def screen(qtbot: QtBot, database: Clone, client_of: Clients) -> Screen:
    """A screen with nothing of its own."""
    made = Screen(client_of(database, Role.ASSEMBLER), Place("home"))
    qtbot.addWidget(made)
    return made


def test_a_second_deed_waits_for_the_first(qtbot: QtBot, screen: Screen) -> None:
    """At a slow server two tasks are ticked one after the other: both are done, in that order."""
    begun, done = list[str](), list[str]()
    deeds = [Deed(name, begun) for name in ("first", "second", "third")]
    buttons = [QPushButton(screen) for _ in deeds]
    for deed, button in zip(deeds, buttons, strict=True):
        screen.write(deed, done.append, button=button)
    qtbot.wait(200)
    assert begun == ["first"]
    assert not any(button.isEnabled() for button in buttons)
    deeds[2].go_on()
    deeds[1].go_on()
    deeds[0].go_on()
    qtbot.waitUntil(lambda: len(done) == 3, timeout=PATIENCE_MS)
    assert begun == ["first", "second", "third"]
    assert set(done) == set(begun)
    assert all(button.isEnabled() for button in buttons)
    assert not screen.writing


def test_a_deed_that_is_asked_for_twice_is_one_and_says_so(qtbot: QtBot, screen: Screen) -> None:
    """By the same button, or by none: the second is not begun, and not swallowed without a word."""
    begun, said = list[str](), list[str]()
    screen.client.messages.shown.connect(lambda message: said.append(message.text))
    button = QPushButton(screen)
    for made in (button, None):
        first = Deed("first", begun)
        for deed in (first, Deed("second", begun)):
            screen.write(deed, lambda _answer: None, button=made)
        assert said.pop() == "Still sending the last one; try again when it is done."
        first.go_on()
        qtbot.waitUntil(lambda: not screen.writing, timeout=PATIENCE_MS)
    assert begun == ["first", "first"]
    assert said == []


def test_sending_again_waits_for_what_is_under_way(qtbot: QtBot, screen: Screen) -> None:
    """Its message is gone with the click: swallowed, nobody would have the command any more."""
    begun, done, again = list[str](), list[str](), list[Callable[[], None]]()
    screen.client.messages.shown.connect(lambda message: again.append(message.action[1]))
    lost, other = Deed("lost", begun), Deed("other", begun)
    screen.write(lost, done.append, button=QPushButton(screen))
    lost.go_on(ServerAway("The connection to the server was lost."))
    qtbot.waitUntil(lambda: bool(again), timeout=PATIENCE_MS)
    screen.write(other, done.append, button=QPushButton(screen))
    lost.go_on()
    again[0]()
    qtbot.wait(100)
    assert done == []
    other.go_on()
    qtbot.waitUntil(lambda: done == ["other", "lost"], timeout=PATIENCE_MS)


def test_what_waits_goes_on_without_its_screen(qtbot: QtBot, database: Clone, client_of: Clients) -> None:
    """The screen is left meanwhile; signing out lets it end too."""
    begun = list[str]()
    screen = Screen(client_of(database, Role.ASSEMBLER), Place("home"))
    deeds = [Deed(name, begun) for name in ("first", "second")]
    for deed in deeds:
        screen.write(deed, lambda _answer: None, button=QPushButton(screen))
    client = screen.client
    screen.deleteLater()
    qtbot.waitUntil(lambda: not isValid(screen), timeout=PATIENCE_MS)
    for deed in deeds:
        deed.go_on()
    client.close()
    assert begun == ["first", "second"]


def below(parent: QWidget) -> Toasts:
    """Messages below a page."""
    made = Toasts(parent)
    layout = column(QWidget(), made)
    layout.setStretch(0, 1)
    parent.setLayout(layout)
    return made


def test_messages_cover_no_button(qtbot: QtBot, database: Clone, window: MainWindow) -> None:
    """Not those at the foot of a page in the smallest window, however many messages stay; and who means what stood at
    the foot does not press what came there."""
    window.resize(1024, 640)
    work = work_of(qtbot, window, make_person(database, Role.ADMIN))
    work.go(Place("people"))
    quiet(qtbot, work.client)
    screen = work.screen_shown
    assert screen is not None
    low = named(screen, "New password", QPushButton)
    foot = low.mapToGlobal(low.rect().center())
    for number in range(5):
        work.client.messages.warning(f"Message {number}", "Do that first.")
    assert is_resting(foot)
    settled(qtbot, window)
    for made in screen.findChildren(QPushButton):
        seen = made.visibleRegion().boundingRect()
        assert seen.isEmpty() or window.childAt(made.mapTo(window, seen.center())) is made, made.text()
    bring_into_view(low)
    assert low.visibleRegion().boundingRect() == low.rect()
    assert window.childAt(low.mapTo(window, low.rect().center())) is low
    qtbot.waitUntil(lambda: not is_resting(foot))
    window._choose(work, "theme", "dark")
    assert [box.accessibleName() for box in work._toasts._shown][-1] == "Message 4 Do that first."
    assert work._toasts.isVisible()
    assert_looks_right(window, touch=True)


def test_a_message_that_holds_a_command_is_not_pushed_out(qtbot: QtBot) -> None:
    """The others go, the oldest first; what can be sent again stays until it is."""
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(800, 600)
    toasts, sent = below(parent), list[int]()

    def shown() -> list[str]:
        return [box.accessibleName() for box in toasts._shown]

    for number in range(3):
        toasts.show_message(Message("bad", f"lost {number}", action=("Send again", partial(sent.append, number))))
        toasts.show_message(Message("warn", f"note {number}", stays=True))
    assert shown() == ["lost 0", "lost 1", "lost 2", "note 2"]
    for number in range(3, 6):
        toasts.show_message(Message("bad", f"lost {number}", action=("Send again", partial(sent.append, number))))
    toasts.show_message(Message("warn", "note 6", stays=True))
    assert shown() == [*(f"lost {number}" for number in range(6)), "note 6"]
    for button in toasts.findChildren(QPushButton):
        if button.text() == "Send again":
            button.click()
    assert sorted(sent) == list(range(6))


def test_more_messages_than_the_window_has_room_for_are_scrolled(qtbot: QtBot) -> None:
    """The newest is in sight, and none hangs out of the window."""
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(800, 600)
    parent.show()
    toasts = below(parent)
    for number in range(20):
        toasts.show_message(Message("bad", f"Message {number}", "Do this.", action=("Send again", lambda: None)))
    newest = toasts._shown[-1]

    def in_sight(box: QWidget) -> bool:
        return box.visibleRegion().boundingRect() == box.rect()

    qtbot.waitUntil(lambda: in_sight(newest))
    assert parent.rect().contains(toasts.geometry())
    parent.resize(800, 300)
    qtbot.waitUntil(lambda: parent.rect().contains(toasts.geometry()))
    toasts.verticalScrollBar().setValue(0)
    qtbot.waitUntil(lambda: in_sight(toasts._shown[0]))
    toasts._drop(toasts._shown[0])
    qtbot.waitUntil(lambda: in_sight(toasts._shown[0]))
    parent.resize(800, 600)
    for box in toasts._shown[2:]:
        toasts._drop(box)
    qtbot.waitUntil(lambda: all(in_sight(box) for box in toasts._shown))
    qtbot.waitUntil(lambda: toasts.height() < 250 and not toasts.verticalScrollBar().isVisible())


def words_in_view(screen: QWidget) -> list[str]:
    """Names of the buttons that can be seen."""
    return [made.accessibleName() for made in screen.findChildren(QPushButton) if made.isVisible()]


def test_the_home_page_keeps_the_focus_when_something_comes(qtbot: QtBot, database: Clone, client_of: Clients) -> None:
    """A second draft appears; the button that had the focus has it still; without news nothing is made anew."""
    client = client_of(database, Role.PRODUCTION_COORDINATOR)
    draft = {"order": {"po_number": "PO-1", "customer": "Clinic"}, "builds": []}
    order_drafts.save_draft(client.session, draft, key=None, command_id=uuid4())
    screen = show(qtbot, HomeScreen(client, Place("home")), lambda shown: bool(shown._made))
    button = next(made for made in screen.findChildren(QPushButton) if made.accessibleName().startswith("Go on"))
    name = button.accessibleName()
    button.setFocus()
    cards = list(screen._made)
    screen.load()
    qtbot.waitUntil(lambda: not client.runner.busy, timeout=PATIENCE_MS)
    assert screen._made == cards
    order_drafts.save_draft(client.session, {**draft, "order": {"po_number": "PO-2"}}, key=None, command_id=uuid4())
    screen.load()
    qtbot.waitUntil(lambda: screen._made != cards, timeout=PATIENCE_MS)
    # The new cards are in view once the layout has shown them.
    qtbot.waitUntil(lambda: name in words_in_view(screen), timeout=PATIENCE_MS)
    assert QApplication.focusWidget() is named(screen, name, QPushButton)
