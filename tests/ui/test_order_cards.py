"""The cards of an order's builds: whole whenever they are painted, from the first time on, and in a small window."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.numbering import BUILD_NUMBER_LENGTH
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.ui import text
from cleanstation_desktop.ui.checks import find_faults
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.drawing.status_stepper import StatusStepper
from cleanstation_desktop.ui.orders.detail_screen import OrderScreen
from cleanstation_desktop.ui.places import Place
from tests.support.clusters import Clone
from tests.support.days import today
from tests.support.orders import build_json, submit_order, wanted_by
from tests.support.painted import Painted
from tests.support.people import make_person, session_of

WAIT = 15_000


@pytest.mark.parametrize("size", [(1050, 740), (1072, 620), (840, 420)])
@pytest.mark.parametrize("builds", [2, 5])
def test_a_card_is_whole_whenever_it_is_painted(
    qtbot: QtBot,
    qapp: QApplication,
    client_of: Callable[..., Client],
    database: Clone,
    size: tuple[int, int],
    builds: int,
) -> None:
    person = make_person(database, Role.PRODUCTION_COORDINATOR)
    session = session_of(database, person)
    order = submit_order(session, [build_json() for _ in range(builds)], notes="Dock at the back")
    session.close()
    client = client_of(database, person=person)
    screen = OrderScreen(client, Place.of("order", order_id=order.id))
    qtbot.addWidget(screen)
    screen.resize(*size)
    painted = Painted(lambda card: card.parent() is screen.cards)
    qapp.installEventFilter(painted)
    try:
        screen.show()
        screen.load()
        qtbot.waitUntil(lambda: screen.facts is not None and not client.runner.busy, timeout=WAIT)
        qtbot.waitUntil(lambda: painted.count >= 2, timeout=WAIT)
        qtbot.waitUntil(lambda: len(screen.cards.findChildren(StatusStepper)) == builds, timeout=WAIT)
        screen.resize(size[0] + 150, size[1])
        before = painted.count
        qtbot.waitUntil(lambda: painted.count > before, timeout=WAIT)
    finally:
        qapp.removeEventFilter(painted)
    assert painted.squeezed == []


@pytest.mark.parametrize("language", ["EN", "FR", "ES"])
def test_cards_of_the_longest_numbers_do_not_scroll_sideways(
    qtbot: QtBot, client_of: Callable[..., Client], database: Clone, language: str
) -> None:
    """Late, with the longest name of a state, in the smallest window: one of each two would be cut."""
    person = make_person(database, Role.PRODUCTION_COORDINATOR)
    session = session_of(database, person)
    order = submit_order(session, [build_json(f"{place}".rjust(BUILD_NUMBER_LENGTH, "W")) for place in range(3)])
    session.close()
    wanted_by(database, order.id, today() - dt.timedelta(days=20))
    text.set_language(language)
    client = client_of(database, person=person)
    screen = OrderScreen(client, Place.of("order", order_id=order.id))
    qtbot.addWidget(screen)
    screen.resize(946, 540)
    screen.show()
    screen.load()
    qtbot.waitUntil(lambda: len(screen.cards.findChildren(StatusStepper)) == 3, timeout=WAIT)
    for _ in range(10):
        QApplication.processEvents()
    text.set_language("EN")
    assert [str(fault) for fault in find_faults(screen, touch=True, colours=False)] == []
