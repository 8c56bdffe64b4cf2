"""Telling the server what it refused: a refused transaction takes its own traces with it (docs/adr/0005)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import structlog
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from cleanstation_desktop.domain.errors import CleanStationError, Frozen, OutOfOrder, Refused, SignatureRefused

_KINDS: tuple[tuple[type[CleanStationError], str, str], ...] = (
    # Narrow before wide: OutOfOrder is a Refused.
    (OutOfOrder, "OUT_OF_ORDER", "CS412"),
    (SignatureRefused, "SIGNATURE_REFUSED", "CS401"),
    (Frozen, "FROZEN", "CS423"),
    (Refused, "REFUSED", "CS403"),
)
_log = structlog.get_logger(__name__)


class Refusals:
    """Reports the refusals of one person at one station as security events.

    Parameters: engine, connections of that person; station, its name.
    """

    def __init__(self, engine: Engine, station: str) -> None:
        self._engine = engine
        self._station = station

    @contextmanager
    def watch(self) -> Iterator[Callable[[Connection], None]]:
        """Report a refusal that comes out of the block, and let it go on.

        Must stand around the whole transaction: the report is a transaction of its own, after that one is over. The
        block calls what it is given with its connection, since the server's log names the server process too.
        """
        processes: list[int] = []

        def seen(connection: Connection) -> None:
            driver: Any = connection.connection.driver_connection
            processes.append(driver.info.backend_pid)

        try:
            yield seen
        except CleanStationError as error:
            self.report(error, processes[-1] if processes else None)
            raise

    def report(self, error: CleanStationError, process: int | None = None) -> None:
        """Record one refusal; errors of other kinds are none. A failure to report is logged and does not hide it."""
        told = next(((kind, state) for of, kind, state in _KINDS if isinstance(error, of)), None)
        if told is None:
            return
        kind, usual_state = told
        refused = _of_server(error)
        state = None if refused is None else refused.sqlstate
        values = {
            "kind": kind,
            "state": state or usual_state,
            # In the server's own words, as they stand in its log: by them the two are known to be one.
            "detail": (refused.diag.message_primary if refused is not None else None) or error.message,
            "station": self._station,
            # What this client refused by itself stands in no server log.
            "process": process if state else None,
        }
        try:
            with self._engine.begin() as connection:
                connection.execute(
                    text("SELECT cs_audit.report_refusal(:kind, :state, :detail, :station, :process)"), values
                )
        except SQLAlchemyError as failure:
            _log.warning("refusal_not_reported", kind=kind, failure=type(failure).__name__)


def _of_server(error: CleanStationError) -> psycopg.Error | None:
    """The database error behind a known error, if there is one."""
    cause = error.__cause__
    original = cause.orig if isinstance(cause, DBAPIError) else cause
    return original if isinstance(original, psycopg.Error) else None
