"""The proxy of the bad-day tests, before a real server."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from cleanstation_desktop.domain.errors import ServerAway
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import order_lists
from tests.support.clusters import Clone
from tests.support.people import make_person, session_of
from tests.support.slow_proxy import SlowProxy


@pytest.fixture
def proxy(database: Clone) -> Iterator[SlowProxy]:
    """Before the server of the test, without delay."""
    known = database.dsn()
    with SlowProxy(known["host"], known["port"]) as running:
        yield running


def reach(database: Clone, proxy: SlowProxy) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(**{**database.dsn(), "port": proxy.port}, autocommit=True)


def asked(connection: psycopg.Connection[tuple[object, ...]]) -> float:
    """Seconds that one question takes."""
    begun = time.perf_counter()
    assert connection.execute("SELECT 1").fetchone() == (1,)
    return time.perf_counter() - begun


def test_each_answer_comes_later_and_none_is_lost(database: Clone, proxy: SlowProxy) -> None:
    with reach(database, proxy) as connection:
        quick = asked(connection)
        proxy.delay = 0.2
        slow = asked(connection)
        # A large answer comes in many pieces: late as a whole, not each piece after the other.
        begun = time.perf_counter()
        row = connection.execute("SELECT repeat('x', 5000000)").fetchone()
        large = time.perf_counter() - begun
        assert row is not None and len(str(row[0])) == 5_000_000
    assert quick < 0.15
    assert 0.2 <= slow < 0.4
    assert 0.2 <= large < 1.0


def test_connections_are_delayed_side_by_side(database: Clone, proxy: SlowProxy) -> None:
    connections = [reach(database, proxy) for _ in range(4)]
    proxy.delay = 0.3
    begun = time.perf_counter()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(asked, connections))
    assert time.perf_counter() - begun < 0.9
    assert proxy.connections == 4
    for connection in connections:
        connection.close()


def test_a_stopped_server_and_one_that_comes_back(database: Clone, proxy: SlowProxy) -> None:
    person = make_person(database, Role.QC_PERSON)
    session = session_of(database, person, url=proxy.url(database.url()))
    order_lists.list_builds(session)
    proxy.stop_server()
    with pytest.raises(ServerAway):
        order_lists.list_builds(session)
    with pytest.raises(ServerAway):
        order_lists.list_builds(session)
    proxy.accept()
    assert order_lists.list_builds(session) == ()
    session.close()


def test_cut_connections_break_and_new_ones_go_through(database: Clone, proxy: SlowProxy) -> None:
    with reach(database, proxy) as connection:
        asked(connection)
        assert proxy.cut() == 1
        with pytest.raises(psycopg.OperationalError):
            asked(connection)
    with reach(database, proxy) as connection:
        asked(connection)
    assert proxy.accepted == 2


def test_refusing_keeps_those_who_are_in(database: Clone, proxy: SlowProxy) -> None:
    with reach(database, proxy) as connection:
        proxy.refuse()
        asked(connection)
        with pytest.raises(psycopg.OperationalError, match="refused"):
            reach(database, proxy)
        proxy.accept()
        reach(database, proxy).close()
