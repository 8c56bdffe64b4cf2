"""What a person does while something is under way: nothing of it is lost, nothing moves under the finger."""

from __future__ import annotations

import threading
from collections.abc import Callable
from uuid import uuid4

from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import order_drafts
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.home.screen import HomeScreen
from cleanstation_desktop.ui.orders.detail_screen import OrderScreen
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.printing.jobs import State
from cleanstation_desktop.ui.printing.queue_screen import PrintQueueScreen
from tests.support.clusters import Clone
from tests.support.orders import submit_order
from tests.support.print_jobs import keep_unsettled
from tests.support.screens import PATIENCE_MS, show
from tests.support.ui import named

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
    go = threading.Event()
    for _ in range(8):
        client.runner.run(client, lambda: go.wait(20), lambda _answer: None)
    for row in (0, 1):
        screen.table.selectRow(row)
        screen.dismiss.click()
    go.set()
    qtbot.waitUntil(lambda: not screen.model.rows, timeout=PATIENCE_MS)


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
