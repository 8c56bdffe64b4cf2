"""Live refresh: another station's change is shown, and a lost connection is shown and comes back by itself."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.ui.client import Client, StationFacts
from tests.support.clusters import Clone
from tests.support.orders import submit_order
from tests.support.people import make_person, session_of
from tests.support.slow_proxy import SlowProxy

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
