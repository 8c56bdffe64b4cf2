"""An error for a report that is handed on: what it is and where it happened, without values that a database told."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from types import TracebackType

import psycopg
from sqlalchemy.exc import DBAPIError

_THEN = "\nFrom this, or while it was dealt with:\n\n"


def error_report(error: BaseException, trace: TracebackType | None) -> str:
    """The error and those it came from, the first one first. Parameters: trace, of the error itself."""
    parts = []
    for each in reversed(list(_chain(error))):
        where = traceback.format_tb(trace if each is error else each.__traceback__)
        parts.append("".join(("Traceback (most recent call last):\n", *where) if where else where) + error_words(each))
    return _THEN.join(parts)


def error_words(error: BaseException) -> str:
    """What an error is, in one line or more.

    The server tells values of rows in the detail of an error (`Key (login)=(...)`, `Failing row contains (...)`) and
    in its context, which quotes statements; where the fault is a value, in its message too. None of it is said here.
    """
    if isinstance(error, DBAPIError):
        return f"{_name(error)}: {error.statement}\n"
    if isinstance(error, psycopg.Error) and (error.sqlstate is not None or isinstance(error, psycopg.OperationalError)):
        told = error.diag
        message = None if (error.sqlstate or "").startswith("22") else told.message_primary
        known = (error.sqlstate, message, told.schema_name, told.table_name, told.column_name, told.constraint_name)
        return f"{_name(error)}: {', '.join(filter(None, known))}\n"
    return "".join(traceback.format_exception_only(error))


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    at: BaseException | None = error
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        yield at
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)


def _name(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"
