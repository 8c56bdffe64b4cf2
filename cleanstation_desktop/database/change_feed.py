"""The change feed on a connection of its own: woken by NOTIFY, read by position, so that nothing is missed."""

from __future__ import annotations

import select
import socket
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

import psycopg
from sqlalchemy import Engine

FEED_NAME = "cleanstation-feed"
CHANNEL = "cs_change"
PAGE = 1_000
NOWHERE = (2**63 - 1, 0)
# A change that is told of while an older transaction still runs is read when that one has ended, which nobody tells:
# asked for soon, and ever less often.
SOON, LATER = 0.05, 1.0

Row = tuple[int, int, str, str, int | None]
"""Transaction, number, table, key and version of a change."""


class FeedConnection:
    """A connection that listens. One thread reads from it; any other may wake it.

    Parameters: engine, of the person, which knows how to connect.
    """

    def __init__(self, engine: Engine) -> None:
        self._awaited: set[int] = set()
        self._patience = SOON
        self._owner = engine.connect()
        self._driver: psycopg.Connection[Any] = cast(
            "psycopg.Connection[Any]", self._owner.connection.driver_connection
        )
        # Out of the pool for good, and out of SQLAlchemy's transactions.
        self._owner.detach()
        self._driver.autocommit = True
        # Last: one that was lost in the pool says so above, and leaves nothing open.
        self._wake, self._woken = socket.socketpair()

    def listen(self, station: str, signed_in_at: datetime) -> int:
        """Begin; what happens from now on is told.

        Parameters: station, shown beside it at the server: under the name of a feed, so that it never counts as
        somebody at work; signed_in_at, of the session, by the server's clock.
        Returns: the oldest transaction that still runs. Errors: psycopg's, also when the session was ended since.
        """
        self._driver.add_notify_handler(self._told)
        # All in one journey; what is read must follow, for it to be told of everything that comes after it.
        with self._driver.pipeline():
            self._driver.execute("SELECT set_config('application_name', %s, false)", (f"{FEED_NAME}/{station}"[:63],))
            self._driver.execute(f"LISTEN {CHANNEL}")
            self._driver.execute("SELECT cs_adm.demand_own_session(%s)", (signed_in_at,))
        return self.read(*NOWHERE)[0]

    def _told(self, notice: psycopg.Notify) -> None:
        self._awaited.add(int(notice.payload))

    def wait(self, seconds: float) -> bool:
        """Wait until something may have changed, or so long. Returns: False when it was woken instead."""
        patience = min(seconds, self._patience) if self._awaited else seconds
        ready, _, _ = select.select([cast("Any", self._driver.pgconn.socket), self._woken], [], [], patience)
        return self._woken not in ready

    def read(self, transaction: int, number: int) -> tuple[int, Sequence[Row]]:
        """Up to 1,000 changes after a position, in order, and the oldest transaction that still runs: below it nothing
        is added any more."""
        rows = self._driver.execute(
            "SELECT cs.feed_position()::text, f.transaction::text, f.id, f.table_name, f.record, f.record_version "
            "FROM (SELECT) here LEFT JOIN cs.changes_since(%s::text::xid8, %s, %s) f ON true",
            (str(transaction), number, PAGE),
        ).fetchall()
        horizon = int(rows[0][0])
        self._awaited = {told for told in self._awaited if told >= horizon}
        self._patience = min(2 * self._patience, LATER) if self._awaited else SOON
        return horizon, [(int(row[1]), *row[2:]) for row in rows if row[1] is not None]

    def wake(self) -> None:
        """End a wait that is under way, and every later one."""
        self._wake.send(b"x")

    def close(self) -> None:
        """Give the connection back to the server; by the thread that reads, or when none does any more."""
        try:
            self._driver.close()
            # Said to be gone, or it would be rolled back first.
            self._owner.invalidate()
            self._owner.close()
        finally:
            self._wake.close()
            self._woken.close()
