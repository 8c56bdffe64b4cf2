"""Changing one row under the optimistic lock: every update says the version it saw (DESIGN §4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, and_, select, update
from sqlalchemy.sql import ColumnElement

from cleanstation_desktop.domain.errors import NotFound, Refused, Stale


def change(connection: Connection, table: Table, key: Any, version: int, **values: Any) -> int:
    """Change one row that is still as it was seen.

    Parameters: key, value of the primary key, or a mapping of its columns; version, that the caller saw; values,
    columns to set.
    Returns: the new version.
    Errors: Stale when somebody else was faster, NotFound when there is no such row for this person, Refused when a row
    policy keeps it from being changed (the database then answers with no row instead of an error).
    """
    condition = _is_row(table, key)
    statement = update(table).where(condition, table.c.version == version).values(**values, version=version + 1)
    if connection.execute(statement).rowcount == 1:
        return version + 1
    found = connection.execute(select(table.c.version).where(condition)).scalar()
    if found is None:
        raise NotFound(f"There is no such {_name(table)}.")
    if found == version:
        raise Refused(f"You may not change this {_name(table)}.")
    raise Stale(f"Somebody else changed this {_name(table)}: it is at version {found}, you saw {version}.")


def demand_version(connection: Connection, table: Table, key: Any, version: int) -> None:
    """Make sure that a row is still as it was seen, for work that hangs on it; the change itself asks again.

    Errors: Stale, NotFound.
    """
    found = connection.execute(select(table.c.version).where(_is_row(table, key))).scalar()
    if found is None:
        raise NotFound(f"There is no such {_name(table)}.")
    if found != version:
        raise Stale(f"Somebody else changed this {_name(table)}: it is at version {found}, you saw {version}.")


def _is_row(table: Table, key: Any) -> ColumnElement[bool]:
    if isinstance(key, Mapping):
        return and_(*(table.c[name] == value for name, value in key.items()))
    (column,) = table.primary_key.columns
    condition: ColumnElement[bool] = column == key
    return condition


def _name(table: Table) -> str:
    return table.name.replace("_", " ")
