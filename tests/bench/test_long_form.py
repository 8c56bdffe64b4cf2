"""How long the window is away while a long form is walked page by page (DESIGN §7: no stall over 50 ms).

Time of the UI thread's own, by a tick of the loop, since other work on the machine is no fault of the screen.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.services import inspections
from cleanstation_desktop.ui import collecting, theme
from cleanstation_desktop.ui.client import Client, StationFacts
from cleanstation_desktop.ui.inspections.screen import InspectionScreen
from cleanstation_desktop.ui.loading import load
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.shell.ahead import pages, warm_up
from tests.bench.figures import Budget, Figures
from tests.support.clusters import Clone
from tests.support.configurations import ADJUSTABLE, PEGBOARD, basin
from tests.support.orders import build_json
from tests.support.people import session_of
from tests.support.shop import Shop

STALL_MS = 50.0
WAIT = 60_000
TURNS = 3


@pytest.fixture
def client(qapp: QApplication, database: Clone, shop: Shop, tmp_path: Path) -> Iterator[Client]:
    """The assembler at a station that has loaded what comes later, in the look of the client."""
    theme.apply(qapp, "light")
    warm_up()
    for name in pages():
        load(name)
    collecting.keep()
    made = Client(session_of(database, shop.assembler.person), StationFacts("bench-1", "demo", "localhost", tmp_path))
    yield made
    made.close()
    qapp.processEvents()
    gc.unfreeze()


def test_a_long_form_is_walked_without_a_stall(qtbot: QtBot, shop: Shop, client: Client) -> None:
    """The end-of-line test of three E-Sinks."""
    three = [basin("e_sink", light=True) for _ in range(3)]
    build = build_json(basins=three, model="T2-B3", length=110, legs=ADJUSTABLE, pegboard=PEGBOARD)
    kind = InspectionKind.END_OF_LINE_TEST
    key = inspections.start(shop.assembler.session, shop.in_assembly(build), kind)
    budget = Budget("longest step of a long form, opened and walked through", STALL_MS, shared=False)
    gaps: list[float] = []
    last = [time.thread_time()]

    def tick() -> None:
        now = time.thread_time()
        gaps.append((now - last[0]) * 1000)
        last[0] = now

    timer = QTimer(interval=0)
    timer.timeout.connect(tick)
    timer.start()
    screen = InspectionScreen(client, Place.of("inspection", inspection_id=key))
    qtbot.addWidget(screen)
    screen.resize(1050, 740)
    screen.show()
    screen.load()
    qtbot.waitUntil(lambda: screen.cards.complete and not client.runner.busy, timeout=WAIT)
    opening = max(gaps)
    walked: list[float] = []
    for _ in range(TURNS):
        for page in screen.filling.pages:
            gaps.clear()
            screen.turn_to(page.key)
            qtbot.waitUntil(lambda: screen.cards.complete, timeout=WAIT)
            qtbot.wait(20)
            walked.append(max(gaps))
    timer.stop()
    turning = Figures.of(walked)
    beside = f"{len(screen.filling.items)} items; opening {opening:.0f} ms, turning a page {turning}, thread time"
    assert budget.allows(max(opening, turning.worst), beside)
