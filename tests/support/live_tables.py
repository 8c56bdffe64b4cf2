"""Which tables a piece of work reads, as the server says, and which of them the change feed tells of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import pq

from cleanstation_desktop.database.driver import READING, QuickConnection

# What a transaction has read is locked until it ends: through views, functions and policies alike.
_LOCKED = (
    "SELECT DISTINCT c.relnamespace::regnamespace || '.' || c.relname FROM pg_locks l "
    "JOIN pg_class c ON c.oid = l.relation WHERE l.pid = pg_backend_pid() AND c.relkind IN ('r', 'p')"
)
# An audited table without its schema, as the feed names it.
_TOLD = "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgfoid = 'cs_audit.record_row'::regproc"


@contextmanager
def tables_read() -> Iterator[set[str]]:
    """The tables of the client's own schema that are read inside the block, in any thread and by any session."""
    read: set[str] = set()
    end = QuickConnection.rollback

    def note_and_end(connection: QuickConnection) -> None:
        reads = connection.begin == READING and not connection._ending
        if reads and connection.pgconn.transaction_status == pq.TransactionStatus.INTRANS:
            names = [str(name) for (name,) in connection.execute(_LOCKED).fetchall()]
            read.update(name.removeprefix("cs.") for name in names if name.startswith("cs."))
        end(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QuickConnection, "rollback", note_and_end)
        yield read


def tables_told(connection: psycopg.Connection[tuple[str]]) -> frozenset[str]:
    """The tables whose changes the feed tells."""
    return frozenset(name.removeprefix("cs.") for (name,) in connection.execute(_TOLD).fetchall())


def changed_alone(connection: psycopg.Connection[tuple[str]], table: str, others: frozenset[str]) -> list[str]:
    """Transactions that changed a table and none of the others."""
    alone = (
        "SELECT DISTINCT f.transaction::text FROM cs.change_feed f WHERE f.table_name = %s AND NOT EXISTS (SELECT "
        "FROM cs.change_feed o WHERE o.transaction = f.transaction AND o.table_name = ANY (%s))"
    )
    return [transaction for (transaction,) in connection.execute(alone, (table, list(others))).fetchall()]
