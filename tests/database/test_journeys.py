"""How often a piece of work goes to the server and back: half a second each, where the line is that long.

Counted by a proxy that delays each answer: what is sent before an answer has come is the same journey.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from sqlalchemy import func, select, text

from cleanstation_desktop.database.driver import QuickConnection
from cleanstation_desktop.database.orders import customer_order
from cleanstation_desktop.domain.errors import Refused, ServerAway
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import build_browsing, order_browsing, plant, sign_in
from cleanstation_desktop.services.session import Command, Session
from tests.support.clusters import Clone
from tests.support.orders import submit_order
from tests.support.people import TestPerson, make_person, session_of
from tests.support.slow_proxy import SlowProxy

LATE = 0.2
TIMES = 3
CONNECTING = 4
"""Whether to encrypt, who, and the two halves of proving the password."""
END = 1
"""The end of a transaction that read: sent, but nobody waits for its answer."""
GOODBYE = 1
"""The end of a connection, likewise."""


@pytest.fixture
def proxy(database: Clone) -> Iterator[SlowProxy]:
    """A long line to the server."""
    known = database.dsn()
    with SlowProxy(known["host"], known["port"], delay=LATE) as opened:
        yield opened


@pytest.fixture
def person(database: Clone) -> TestPerson:
    """Who sits at its other end."""
    return make_person(database, Role.PRODUCTION_COORDINATOR)


@pytest.fixture
def session(database: Clone, person: TestPerson, proxy: SlowProxy) -> Iterator[Session]:
    """Signed in through it, with one connection open."""
    with closing(session_of(database, person, url=proxy.url(database.url()))) as opened:
        plant.read_today(opened)
        yield opened


def journeys(proxy: SlowProxy, work: Callable[[], object]) -> int:
    """How many journeys a piece of work takes: of three times, the whole part, since a busy machine can add some."""
    before = at_rest(proxy)
    for _ in range(TIMES):
        work()
    return (at_rest(proxy) - before) // TIMES


def at_rest(proxy: SlowProxy) -> int:
    """The count when nothing is on its way any more: what nobody waits for is counted too."""
    count = -1
    while count != proxy.journeys:
        count = proxy.journeys
        time.sleep(2 * LATE)
    return count


def test_signing_in_asks_once(database: Clone, person: TestPerson, proxy: SlowProxy) -> None:
    url = proxy.url(database.url())

    def come_in() -> None:
        made = sign_in.sign_in(url, person.login, person.password, station="far-1")
        assert isinstance(made, Session)
        made.close()

    assert journeys(proxy, come_in) == CONNECTING + 1 + GOODBYE


def test_the_first_question_is_the_only_journey(session: Session, proxy: SlowProxy) -> None:
    assert journeys(proxy, lambda: plant.read_plant(session)) == 1 + END


def test_each_further_question_is_one_more(session: Session, proxy: SlowProxy) -> None:
    def ask() -> None:
        with session.read() as connection:
            connection.execute(text("SELECT 1"))
            connection.execute(select(func.count()).select_from(customer_order))

    assert journeys(proxy, ask) == 2 + END


def test_a_page_begins_and_ends_once(session: Session, proxy: SlowProxy) -> None:
    def ask() -> None:
        with session.snapshot():
            plant.read_plant(session)
            plant.read_today(session)

    assert journeys(proxy, ask) == 2 + END


def test_a_page_that_could_not_be_read_leaves_nothing_behind(session: Session) -> None:
    with pytest.raises(Refused), session.snapshot(), session.read() as connection:
        connection.execute(text("SELECT * FROM cs_audit.log"))
    with session.snapshot(), session.read() as connection:
        inside = connection.scalar(text("SELECT pg_current_snapshot()::text"))
        with session.snapshot(), session.read() as again:
            assert again.scalar(text("SELECT pg_current_snapshot()::text")) == inside
        with session.read() as again:
            assert again is connection
    with session.write(Command("nothing", {})) as work:
        work.answer = {}


def test_a_list_begins_in_a_few_journeys(database: Clone, session: Session, proxy: SlowProxy) -> None:
    submit_order(database)
    found, read = 1, 1
    assert journeys(proxy, lambda: build_browsing.browse_builds(session)) == found + read + END
    heads, builds = 1, 1
    assert journeys(proxy, lambda: order_browsing.browse_orders(session)) == found + heads + builds + END


def test_following_what_changes_takes_two_more_than_connecting(session: Session, proxy: SlowProxy) -> None:
    session.open_feed().close()  # takes the connection that the pool has
    assert journeys(proxy, lambda: session.open_feed().close()) == CONNECTING + 2 + GOODBYE


def test_a_command_waits_until_it_is_written(session: Session, proxy: SlowProxy) -> None:
    def send() -> None:
        with session.write(Command("nothing", {})) as work:
            work.answer = {}

    begin, finish, commit = 1, 1, 1
    assert journeys(proxy, send) == begin + finish + commit


def test_a_question_sees_one_snapshot_and_writes_nothing(session: Session) -> None:
    with session.read() as connection:
        settings = "SELECT current_setting('transaction_isolation'), current_setting('transaction_read_only')"
        assert connection.execute(text(settings)).one() == ("repeatable read", "on")
    with session.write(Command("nothing", {})) as work:
        assert work.connection.execute(text(settings)).one() == ("read committed", "off")


def test_nothing_of_a_question_is_left_for_the_next_one(session: Session) -> None:
    for _ in range(3):
        with pytest.raises(Refused), session.read() as connection:
            connection.execute(text("SELECT * FROM cs_audit.log"))
        with session.read() as connection:
            assert connection.execute(text("SELECT 1")).scalar() == 1
            driver = connection.connection.driver_connection
            assert isinstance(driver, QuickConnection)
            connection.rollback()
            assert connection.execute(text("SELECT 2")).scalar() == 2


def test_the_server_keeps_the_questions_that_have_no_values(session: Session, proxy: SlowProxy) -> None:
    values, none = text("SELECT id FROM cs.person WHERE login = :login"), text("SELECT max(id) FROM cs.person")

    def ask() -> None:
        with session.read() as connection:
            connection.execute(values, {"login": "somebody"})
            connection.execute(none)

    assert journeys(proxy, ask) == 2 + END
    kept = text("SELECT generic_plans FROM pg_prepared_statements WHERE statement LIKE :wanted")
    with session.read() as connection:
        assert connection.scalars(kept, {"wanted": "%cs.person%"}).all() == [TIMES]
    with session.write(Command("nothing", {}, once=False)) as work:
        work.connection.execute(none)
        work.answer = {}


def test_a_line_that_broke_between_two_questions_is_made_anew(session: Session, proxy: SlowProxy) -> None:
    plant.read_today(session)
    proxy.stop_server()
    with pytest.raises(ServerAway):
        plant.read_today(session)
    proxy.accept()
    assert plant.read_today(session)
