"""The cards of an order's builds: whole whenever they are painted, from the first time on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.drawing.status_stepper import StatusStepper
from cleanstation_desktop.ui.orders.detail_screen import OrderScreen
from cleanstation_desktop.ui.places import Place
from tests.support.clusters import Clone
from tests.support.orders import build_json, submit_order
from tests.support.people import make_person, session_of

WAIT = 15_000


class _Painted(QObject):
    """Hears each painting of a card. `squeezed`: height that it had, and height that it needs at its width."""

    def __init__(self, cards: QWidget) -> None:
        super().__init__()
        self._cards = cards
        self.count = 0
        self.squeezed: list[tuple[int, int]] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() is QEvent.Type.Paint and isinstance(watched, QWidget) and watched.parent() is self._cards:
            self.count += 1
            needed = max(watched.heightForWidth(watched.width()), watched.minimumSizeHint().height())
            if watched.height() < needed:
                self.squeezed.append((watched.height(), needed))
        return False


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
    painted = _Painted(screen.cards)
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
