"""How statements travel: as few journeys to the server as a piece of work needs, since each may take half a second.

A transaction begins on the way of its first statement, and one that only read ends without waiting for the server's
word. What the server says by itself when somebody connects is not asked for once more.
"""

from __future__ import annotations

import select
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, cast

import psycopg
from psycopg import ServerCursor, generators, pq
from sqlalchemy import Connection
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

NAME = "postgresql+cleanstation"
WRITING = "BEGIN ISOLATION LEVEL READ COMMITTED"
READING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
PREPARED_FROM = 5
"""A statement that is sent for the sixth time is kept by the server, with its plan (the driver's own number)."""


class QuickConnection(psycopg.Connection[Any]):
    """A connection that begins its transactions itself: for the driver each statement stands alone.

    `begin` is what the next transaction begins with, empty for statements that stand alone at the server too.
    """

    begin = WRITING
    _ending = False

    @property
    def idle(self) -> bool:
        """Whether no transaction is open."""
        return self.pgconn.transaction_status == pq.TransactionStatus.IDLE

    def rollback(self) -> None:
        """Go back; of a transaction that only read, the server's answer is taken later, by `settle`."""
        if self._ending:
            return
        if self.begin != READING or self.pgconn.transaction_status != pq.TransactionStatus.INTRANS:
            super().rollback()
            return
        with self.lock:
            self.pgconn.send_query(b"ROLLBACK")
            self._ending = True
            self.wait(generators.send(self.pgconn))

    def settle(self) -> None:
        """Take the answer that is still on its way, before anything else is sent. Errors: psycopg's, of a lost line."""
        if not self._ending:
            return
        with self.lock:
            self._ending = False
            for result in self.wait(generators.fetch_many(self.pgconn)):
                if result.status == pq.ExecStatus.FATAL_ERROR:
                    raise psycopg.errors.error_from_result(result)

    def renew(self) -> None:
        """Be as if new: for who gets it next. Errors: as `settle`, of a line that broke while nobody used it too."""
        self.settle()
        self._hear()
        self.begin = WRITING
        self.prepare_threshold = PREPARED_FROM

    def _hear(self) -> None:
        """Take what the server said unasked, as that it ends this session; costs no journey.

        Errors: psycopg's, when nothing more will come.
        """
        while select.select([self.pgconn.socket], [], [], 0)[0]:
            self.pgconn.consume_input()


class ClientDialect(PGDialect_psycopg):
    """PostgreSQL through psycopg, over long lines."""

    supports_statement_cache = True

    def connect(self, *arguments: Any, **options: Any) -> DBAPIConnection:
        """Open a connection of this kind."""
        return cast("DBAPIConnection", QuickConnection.connect(*arguments, autocommit=True, **options))

    def initialize(self, connection: Connection) -> None:
        """Take over what the server said of itself; SQLAlchemy would ask for it, in six journeys."""
        driver = _driver(connection)
        major, minor = divmod(driver.pgconn.server_version, 10_000)
        self.server_version_info = (major, minor)
        self.default_schema_name = "public"
        self.default_isolation_level = "READ COMMITTED"
        self._backslash_escapes = driver.pgconn.parameter_status(b"standard_conforming_strings") == b"off"

    def do_execute(self, cursor: DBAPICursor, statement: str, parameters: Any, context: Any = None) -> None:
        """Send a statement; the first one of a transaction takes its beginning along."""
        driver = cast("QuickConnection", cast("Any", cursor).connection)
        driver.settle()
        begins = bool(driver.begin) and driver.idle
        in_pieces = isinstance(cursor, ServerCursor)
        kept = driver.begin == READING and not parameters and not in_pieces
        # Both go along with the statement: neither the beginning nor what the server keeps is a journey of its own.
        with driver.pipeline() if (begins or kept) and not in_pieces else nullcontext():
            if begins:
                driver.execute(driver.begin)
            with _keeping(driver) if kept else nullcontext():
                cursor.execute(statement, parameters)

    def do_executemany(self, cursor: DBAPICursor, statement: str, parameters: Any, context: Any = None) -> None:
        """Send a statement with many sets of values."""
        driver = cast("QuickConnection", cast("Any", cursor).connection)
        driver.settle()
        if driver.begin and driver.idle:
            driver.execute(driver.begin)
        cursor.executemany(statement, parameters)


def begin_reading(connection: Connection) -> None:
    """Make the transaction that begins now one snapshot that nothing is written in.

    Its statements are planned for their own values: what is typed decides which index is best, and one that the server
    keeps is in the end planned once for all values. One without values has no other plan, and is kept from the first
    time on: the lists of the home page take as long to be planned as to be read.
    """
    driver = _driver(connection)
    driver.begin = READING
    driver.prepare_threshold = None


def stand_alone(connection: Connection) -> None:
    """Have each statement be its own transaction until the connection is given back."""
    _driver(connection).begin = ""


def renew(dbapi_connection: DBAPIConnection, _record: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
    """A connection comes out of the pool with nothing left of who had it before; a lost one is made anew."""
    try:
        cast("QuickConnection", dbapi_connection).renew()
    except psycopg.Error as error:
        raise DisconnectionError from error


@contextmanager
def _keeping(driver: QuickConnection) -> Iterator[None]:
    driver.prepare_threshold = 0
    try:
        yield
    finally:
        driver.prepare_threshold = None


def _driver(connection: Connection) -> QuickConnection:
    return cast("QuickConnection", connection.connection.driver_connection)


registry.register(NAME.replace("+", "."), __name__, ClientDialect.__name__)
