"""The live feed: what others change arrives in order, once, through lost connections and long transactions."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from queue import Empty, SimpleQueue

import pytest

from cleanstation_desktop.domain.errors import Refused, ServerAway
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import comments, live_feed
from cleanstation_desktop.services.live_feed import Batch, Change, LiveFeed, Position
from cleanstation_desktop.services.session import Session
from tests.support.clusters import Clone
from tests.support.company import Company
from tests.support.orders import submit_order
from tests.support.people import make_person, session_of
from tests.support.psql_floor import value


class Follower:
    """A thread that reads a feed, and what it met."""

    def __init__(self, feed: LiveFeed, timeout: float = 5.0) -> None:
        self.feed = feed
        self.met: SimpleQueue[Batch | Exception] = SimpleQueue()
        self.thread = threading.Thread(target=self._follow, args=(timeout,))
        self.thread.start()

    def _follow(self, timeout: float) -> None:
        try:
            for batch in self.feed.batches(timeout):
                if batch.changes or batch.reload:
                    self.met.put(batch)
        except ServerAway as error:
            self.met.put(error)

    def next(self, seconds: float = 60.0) -> Batch | Exception:
        """What it met next. A transaction of another test on the same server, held open, holds the feed back."""
        return self.met.get(timeout=seconds)

    def comments(self, count: int) -> list[str]:
        """Keys of comments, in the order in which they came."""
        keys: list[str] = []
        while len(keys) < count:
            keys += comment_keys(self.next())
        return keys

    def comments_within(self, seconds: float) -> list[str]:
        """Keys of the comments that come in this time. Other changes may come that are older than the feed: a
        transaction of another test on the same server had held them back when it was opened."""
        keys: list[str] = []
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            with suppress(Empty):
                keys += comment_keys(self.met.get(timeout=left))
        return keys

    def close(self) -> None:
        self.feed.close()
        self.thread.join(5)
        assert not self.thread.is_alive()


def comment_keys(met: Batch | Exception) -> list[str]:
    """Keys of the comments in a batch."""
    assert isinstance(met, Batch)
    return [change.key for change in met.changes if change.table == "comment"]


@pytest.fixture
def order_id(company: Company) -> int:
    return submit_order(company.coordinator).id


@pytest.fixture
def follow() -> Iterator[Callable[..., Follower]]:
    """Follows feeds, and stops at the end of the test."""
    made: list[Follower] = []

    def start(session: Session, timeout: float = 5.0, after: Position | None = None) -> Follower:
        made.append(Follower(session.open_feed(after=after), timeout))
        return made[-1]

    yield start
    for follower in made:
        follower.close()


def test_changes_of_others_arrive_in_order_and_once(
    company: Company, order_id: int, follow: Callable[..., Follower]
) -> None:
    followers = [follow(company.qc), follow(company.service)]
    keys = [str(comments.add_comment(company.coordinator, order_id, f"Remark {number}")) for number in range(20)]
    for follower in followers:
        assert follower.comments(20) == keys
    comments.add_comment(company.procurement, order_id, "One more")
    batch = followers[0].next()
    assert isinstance(batch, Batch)
    assert batch.changes == (Change("comment", str(int(keys[-1]) + 1), None),)
    with pytest.raises(Empty):
        followers[0].met.get(timeout=0.2)


def test_a_version_comes_with_what_has_one(company: Company, follow: Callable[..., Follower]) -> None:
    follower = follow(company.qc)
    made = submit_order(company.coordinator)
    changes: list[Change] = []
    while not any(change.table == "order_progress" for change in changes):
        batch = follower.next()
        assert isinstance(batch, Batch)
        changes += batch.changes
    assert Change("build", str(made.builds[0].id), 1) in changes
    # What triggers derive for the list is told by the rows that it is derived from.
    assert "build_listing" not in {change.table for change in changes}


def test_what_commits_beside_an_older_transaction_comes_when_that_one_ends(
    company: Company, order_id: int, follow: Callable[..., Follower]
) -> None:
    follower = follow(company.qc)
    with company.database.connect() as slow:
        slow.execute("SELECT pg_current_xact_id()")
        key = comments.add_comment(company.coordinator, order_id, "Later")
        assert follower.comments_within(0.3) == []
        slow.rollback()
        # Nobody tells of a rollback: the feed asks again by itself.
        assert follower.comments(1) == [str(key)]


def test_a_lost_connection_is_told_and_the_next_feed_goes_on_from_there(
    company: Company, order_id: int, follow: Callable[..., Follower]
) -> None:
    follower = follow(company.qc)
    first = str(comments.add_comment(company.coordinator, order_id, "Before"))
    assert follower.comments(1) == [first]
    with company.database.connect(autocommit=True) as superuser:
        ended = superuser.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
            "AND application_name = 'cleanstation-feed/test-station'"
        ).fetchall()
    assert ended == [(True,)]
    assert isinstance(follower.next(), ServerAway)
    missed = [str(comments.add_comment(company.coordinator, order_id, f"Meanwhile {n}")) for n in range(3)]
    again = follow(company.qc, after=follower.feed.position)
    assert again.comments(3) == missed
    # The person's other connections are not touched by it.
    assert len(comments.list_comments(company.qc, order_id)) == 4


def test_a_server_that_was_set_back_is_loaded_anew(company: Company, follow: Callable[..., Follower]) -> None:
    follower = follow(company.qc, after=Position(2**60, 5))
    assert follower.next() == Batch((), reload=True)
    assert follower.feed.position.transaction < 2**60


def test_too_much_is_loaded_anew(
    company: Company, order_id: int, follow: Callable[..., Follower], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_feed, "TOO_MANY", 1_500)
    follower = follow(company.qc)
    with company.database.connect() as connection:
        connection.execute(
            "INSERT INTO cs.comment (order_id, body) SELECT %s, 'many' FROM generate_series(1, 2600)", (order_id,)
        )
    assert follower.next() == Batch((), reload=True)
    key = comments.add_comment(company.coordinator, order_id, "After")
    assert follower.comments(1) == [str(key)]


def test_closing_ends_a_wait_at_once_and_frees_the_connection(company: Company) -> None:
    follower = Follower(company.qc.open_feed(), timeout=60)
    time.sleep(0.1)
    begun = time.monotonic()
    follower.close()
    assert time.monotonic() - begun < 1
    follower.feed.close()
    assert list(follower.feed.batches()) == []
    never_read = company.qc.open_feed()
    never_read.close()
    assert _feeds(company.database) == 0


def test_signing_out_ends_the_feeds_of_a_session(company: Company) -> None:
    session = session_of(company.database, make_person(company.database, Role.QC_PERSON))
    follower = Follower(session.open_feed(), timeout=60)
    session.open_feed()
    assert _feeds(company.database) == 2
    session.close()
    follower.thread.join(5)
    assert not follower.thread.is_alive()
    assert _feeds(company.database) == 0


def _feeds(database: Clone) -> object:
    """How many feeds the server holds, once those that were closed are gone from its list."""
    counted: object = None
    for _ in range(50):
        with database.connect() as connection:
            counted = value(
                connection,
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND application_name ^@ 'cleanstation-feed/'",
            )
        if counted in {0, 2}:
            break
        time.sleep(0.05)
    return counted


def test_it_leaves_the_pool_to_the_screens(company: Company, order_id: int, follow: Callable[..., Follower]) -> None:
    for _ in range(6):
        follow(company.qc)
    with company.qc.read(), company.qc.read(), company.qc.read():
        assert comments.list_comments(company.qc, order_id) == ()


def test_a_long_station_name_fits(database: Clone) -> None:
    session = session_of(database, make_person(database, Role.QC_PERSON), station="Packing line " + "x" * 50)
    feed = session.open_feed()
    with database.connect() as connection:
        names = connection.execute(
            "SELECT application_name FROM pg_stat_activity WHERE application_name LIKE 'cleanstation-feed/Packing%'"
        ).fetchall()
    assert [len(name) for (name,) in names] == [63]
    feed.close()
    session.close()


def test_who_has_not_changed_the_first_password_follows_nothing(database: Clone) -> None:
    session = session_of(database, make_person(database))
    with pytest.raises(Refused):
        session.open_feed()
    session.close()
