"""Live refresh: another station's change is shown, and a lost connection is shown and comes back by itself."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services.live_feed import Change
from cleanstation_desktop.ui import text
from cleanstation_desktop.ui.client import Client, StationFacts
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.widgets.states import Notice
from tests.support.clusters import Clone
from tests.support.orders import submit_order
from tests.support.people import make_person, session_of
from tests.support.screens import PATIENCE_MS, client_over_a_line
from tests.support.slow_proxy import SlowProxy
from tests.support.ui import assert_looks_right, words_on
from tests.support.windows import make_window, work_of

Clients = Callable[..., Client]


def test_a_change_of_another_station_is_told(qtbot: QtBot, database: Clone, client_of: Clients) -> None:
    """An order entered elsewhere arrives as changes of its tables."""
    client = client_of(database, Role.QC_PERSON)
    heard: set[str] = set()
    client.live.changed.connect(lambda changes: heard.update(change.table for change in changes))
    client.live.start()
    qtbot.waitUntil(lambda: client.live.state == "live", timeout=10_000)
    submit_order(database)
    qtbot.waitUntil(lambda: {"build", "customer_order"} <= heard, timeout=10_000)


def test_a_lost_connection_is_shown_and_comes_back(qtbot: QtBot, database: Clone, tmp_path: Path) -> None:
    """What changed meanwhile is told afterwards."""
    person = make_person(database, Role.QC_PERSON)
    there = database.url()
    with SlowProxy(str(there.host), int(there.port or 0)) as proxy:
        session = session_of(database, person, url=proxy.url(there))
        client = Client(session, StationFacts("bench-1", "tests", "localhost", tmp_path))
        try:
            heard: set[str] = set()
            client.live.changed.connect(lambda changes: heard.update(change.table for change in changes))
            client.live.start()
            qtbot.waitUntil(lambda: client.live.state == "live", timeout=10_000)
            proxy.stop_server()
            qtbot.waitUntil(lambda: client.live.state == "away", timeout=10_000)
            submit_order(database)
            proxy.accept()
            qtbot.waitUntil(lambda: client.live.state == "live", timeout=20_000)
            qtbot.waitUntil(lambda: "build" in heard, timeout=10_000)
        finally:
            client.close()


def test_signing_out_does_not_wait_for_a_server_that_says_nothing(
    qtbot: QtBot, database: Clone, tmp_path: Path
) -> None:
    """The thread that reaches for it ends by itself, and leaves no connection behind."""
    person = make_person(database, Role.QC_PERSON)
    there = database.url()
    with SlowProxy(str(there.host), int(there.port or 0)) as proxy:
        session = session_of(database, person, url=proxy.url(there))
        client = Client(session, StationFacts("bench-1", "tests", "localhost", tmp_path))
        heard: list[str] = []
        client.live.state_changed.connect(heard.append)
        client.live.start()
        qtbot.waitUntil(lambda: client.live.state == "live", timeout=10_000)
        proxy.delay = 3.0
        before = proxy.accepted
        proxy.cut()
        qtbot.waitUntil(lambda: client.live.state == "away" and proxy.accepted > before, timeout=10_000)
        client.close()
        thread = client.live._thread
        # It is still there: nobody waited for it.
        assert thread is not None and thread.is_alive()
        qtbot.waitUntil(lambda: not thread.is_alive(), timeout=30_000)
        # What the driver gave up lies in circles, which the client collects in this thread.
        qtbot.waitUntil(lambda: gc.collect() >= 0 and proxy.connections == 0, timeout=10_000)
    assert heard == ["live", "away"]


class Watching(Screen):
    """Shows how often it was read. Parameters: seconds, that a reading takes; blank, as of `read`."""

    watches = frozenset({"build"})

    def __init__(self, client: Client, seconds: float = 0.0, *, blank: bool = True) -> None:
        super().__init__(client, Place("home"))
        self.seconds, self.blank = seconds, blank
        self.asked, self.shown = count(), list[int]()

    def load(self) -> None:
        """Read, with a question to the server."""
        number, session = next(self.asked), self.client.session

        def work() -> int:
            time.sleep(self.seconds)
            with session.read() as connection:
                connection.exec_driver_sql("SELECT 1")
            return number

        self.read(work, self.shown.append, blank=self.blank)


def test_a_page_that_could_not_be_read_at_first_comes_back_with_the_server(
    qtbot: QtBot, database: Clone, tmp_path: Path
) -> None:
    """Nobody has to press anything."""
    with client_over_a_line(database, make_person(database, Role.QC_PERSON), tmp_path) as (client, line):
        client.live.start()
        qtbot.waitUntil(lambda: client.live.state == "live", timeout=PATIENCE_MS)
        line.stop_server()
        qtbot.waitUntil(lambda: client.live.state == "away", timeout=PATIENCE_MS)
        screen = Watching(client)
        qtbot.addWidget(screen)
        screen.show()
        screen.load()
        qtbot.waitUntil(lambda: bool(screen.findChildren(Notice)), timeout=PATIENCE_MS)
        line.accept()
        qtbot.waitUntil(lambda: bool(screen.shown), timeout=20_000)
        assert screen.content.isVisible()


def test_a_part_that_could_not_be_read_at_first_says_so(qtbot: QtBot, database: Clone, tmp_path: Path) -> None:
    """There is no moment to name yet."""
    with client_over_a_line(database, make_person(database, Role.QC_PERSON), tmp_path) as (client, line):
        screen = Watching(client, blank=False)
        qtbot.addWidget(screen)
        screen.show()
        line.stop_server()
        screen.load()
        qtbot.waitUntil(screen.banner.isVisible, timeout=PATIENCE_MS)
        assert screen.banner.accessibleName() == "No connection. Nothing was read here yet."


def test_a_busy_plant_does_not_keep_a_page_from_being_read_again(
    qtbot: QtBot, database: Clone, client_of: Clients
) -> None:
    """Changes come faster than they are gathered, and faster than a reading is answered."""
    client = client_of(database, Role.QC_PERSON)
    screen = Watching(client, 0.3)
    qtbot.addWidget(screen)
    screen.show()
    changes = (Change("build", "1", 1),)
    busy = QTimer(screen, interval=40)
    busy.timeout.connect(lambda: client.live.changed.emit(changes))
    busy.start()
    qtbot.waitUntil(lambda: len(screen.shown) >= 2, timeout=5_000)
    busy.stop()


@pytest.mark.parametrize(("language", "look"), [("EN", "light"), ("FR", "dark"), ("ES", "dark")])
def test_a_lost_connection_is_said_in_words_over_the_page(
    qtbot: QtBot, database: Clone, tmp_path: Path, language: str, look: str
) -> None:
    """Fingers see no tooltip. The band comes and goes by itself, fits a small window and hides nothing."""
    there = database.url()
    with SlowProxy(str(there.host), int(there.port or 0)) as line:
        window = make_window(qtbot, line.url(there), tmp_path)
        window.resize(1024, 700)
        work = work_of(qtbot, window, make_person(database, Role.PRODUCTION_COORDINATOR))
        window._choose(work, "language", language)
        window._choose(work, "theme", look)
        work = window.current or work
        live = work.client.live
        qtbot.waitUntil(lambda: live.state == "live" and not work.client.runner.busy, timeout=PATIENCE_MS)
        assert not work.connection_band.isVisible()
        line.stop_server()
        band = work.connection_band
        qtbot.waitUntil(band.isVisible, timeout=PATIENCE_MS)
        assert live.away_since is not None
        assert text.clock(live.away_since) in words_on(work.connection_band)
        if language == "EN":
            assert "nothing can be saved until it is back" in words_on(work.connection_band)
        assert_looks_right(window)
        line.accept()
        qtbot.waitUntil(lambda: not work.connection_band.isVisible(), timeout=20_000)
