"""What other stations change, as it happens: keys and versions for the screens that show them (DESIGN §4)."""

from __future__ import annotations

import threading
from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from cleanstation_desktop.database.change_feed import PAGE, FeedConnection, Row
from cleanstation_desktop.database.failures import known_errors

TOO_MANY = 5_000
"""Changes after which everything is loaded again instead of one by one."""


@dataclass(frozen=True)
class Change:
    """A changed row. Parameters: table, without its schema where that is cs; key, as text, comma between the parts of
    one; version, None for a table without."""

    table: str
    key: str
    version: int | None


@dataclass(frozen=True)
class Position:
    """How far a station has followed."""

    transaction: int
    number: int


@dataclass(frozen=True)
class Batch:
    """What came together. Parameters: changes, in order, none when the time was over first; reload, too much changed to
    be told, or the server was set back to an earlier state: load everything anew."""

    changes: tuple[Change, ...]
    reload: bool = False


class LiveFeed:
    """Follows the change feed; made by `Session.open_feed`, read by one thread, closed by any.

    Parameters: signed_in_at, when the session began, by the server's clock; after, where an earlier feed of this
    session stood when its connection was lost; without it everything that was loaded before this feed was opened must
    be loaded again. Errors: ServerAway and whatever signing in meets; SignInRefused also when the session was ended.
    """

    def __init__(self, engine: Engine, station: str, signed_in_at: datetime, *, after: Position | None = None) -> None:
        self._lock = threading.Lock()
        self._closed = False
        self._reading = False
        with known_errors():
            self._connection = FeedConnection(engine)
            try:
                horizon = self._connection.listen(station, signed_in_at)
            except BaseException:
                self._connection.close()
                raise
        # Beyond the newest transaction: the server was restored from a backup.
        self._set_back = after is not None and after.transaction > horizon
        self.position = after if after is not None and not self._set_back else Position(horizon, 0)
        self._behind = after is not None

    @property
    def closed(self) -> bool:
        """Whether it has ended: closed, or its connection lost."""
        return self._closed

    def batches(self, timeout: float = 15.0) -> Generator[Batch, None, None]:
        """Wait for changes and hand them out, until the feed is closed; an empty batch after each `timeout` seconds.
        Whoever stops before that closes the generator: the thread that reads is who gives the connection back.

        Errors: ServerAway when the connection is lost. The caller then opens another feed after `position`.
        """
        with self._lock:
            if self._closed:
                return
            self._reading = True
        try:
            # What changed while there was no connection is told by nobody: it is read at once.
            while (self._behind or self._wait(timeout)) and not self._closed:
                self._behind = False
                yield self._read()
        finally:
            with self._lock:
                self._reading = False
                self._closed = True
            self._connection.close()

    def close(self) -> None:
        """Stop following; a wait in another thread ends at once. Again does no harm."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            if self._reading:
                self._connection.wake()
                return
        self._connection.close()

    def _wait(self, timeout: float) -> bool:
        with known_errors():
            return self._connection.wait(timeout)

    def _read(self) -> Batch:
        if self._set_back:
            self._set_back = False
            return Batch((), reload=True)
        found: list[Row] = []
        with known_errors():
            while True:
                horizon, page = self._connection.read(self.position.transaction, self.position.number)
                found.extend(page)
                if page:
                    self.position = Position(page[-1][0], page[-1][1])
                if len(page) < PAGE:
                    break
                if len(found) > TOO_MANY:
                    # What stands between here and there is loaded with everything else.
                    self.position = Position(horizon, 0)
                    return Batch((), reload=True)
        return Batch(tuple(Change(*row[2:]) for row in found))
