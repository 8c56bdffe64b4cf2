"""Loading tables in bulk: without triggers, foreign keys and secondary indexes, which stand again afterwards."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

import psycopg

Connection = psycopg.Connection[Any]

_KEYS = """
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', c.conrelid::regclass, c.conname),
       format('ALTER TABLE %s ADD CONSTRAINT %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid))
  FROM pg_constraint c
 WHERE c.contype = 'f' AND (c.conrelid = ANY ($1::regclass[]) OR c.confrelid = ANY ($1::regclass[]))
 ORDER BY c.conrelid::regclass::text, c.conname
"""
_INDEXES = """
SELECT format('DROP INDEX %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid)
  FROM pg_index i
 WHERE i.indrelid = ANY ($1::regclass[])
   AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
 ORDER BY i.indexrelid::regclass::text
"""
_TRIGGERS = """
SELECT format('ALTER TABLE %s DISABLE TRIGGER %I', t.tgrelid::regclass, t.tgname),
       format('ALTER TABLE %s ENABLE %s TRIGGER %I', t.tgrelid::regclass,
              CASE t.tgenabled WHEN 'A' THEN 'ALWAYS' ELSE '' END, t.tgname)
  FROM pg_trigger t
 WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND t.tgrelid = ANY ($1::regclass[])
 ORDER BY t.tgrelid::regclass::text, t.tgname
"""
_SEQUENCES = """
SELECT format('SELECT setval(%L, greatest((SELECT coalesce(max(%I), 1) FROM %s), (SELECT last_value FROM %s)))',
              s.name, s.attname, s.attrelid::regclass, s.name)
  FROM (SELECT a.*, pg_get_serial_sequence(a.attrelid::regclass::text, a.attname) AS name
          FROM pg_attribute a WHERE a.attrelid = ANY ($1::regclass[]) AND a.attidentity <> '') s
"""


@contextlib.contextmanager
def bare_tables(connection: Connection, tables: Sequence[str]) -> Iterator[None]:
    """Take triggers, foreign keys and secondary indexes off tables while the block loads them, and put them back.

    Parameters: connection, of a superuser, in autocommit; tables, with their schema. What was loaded against a foreign
    key or a unique index fails when that is put back.
    """
    names = list(tables)
    # Triggers first to be written down: a foreign key's own are internal and come and go with it.
    taken = [
        *_read(connection, _TRIGGERS, names),
        *_read(connection, _KEYS, names),
        *_read(connection, _INDEXES, names),
    ]
    for away, _back in taken:
        _run(connection, away)
    yield
    # Indexes first: the foreign keys are checked with their help.
    for _away, back in reversed(taken):
        _run(connection, back)
    for (statement,) in _read(connection, _SEQUENCES, names):
        _run(connection, statement)
    for name in names:
        _run(connection, f"VACUUM (ANALYZE) {name}")


def _read(connection: Connection, query: str, names: list[str]) -> list[tuple[str, ...]]:
    # Raw: the queries hold format()'s own signs.
    return psycopg.RawCursor(connection).execute(query.encode(), [names]).fetchall()


def _run(connection: Connection, statement: str) -> None:
    connection.execute(statement.encode())
