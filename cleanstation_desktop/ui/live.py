"""Live refresh: what other stations changed, told to the screens; and whether the server is there."""

from __future__ import annotations

import threading
from contextlib import closing
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from cleanstation_desktop.domain.errors import CleanStationError, SignInRefused
from cleanstation_desktop.services.live_feed import Batch, LiveFeed, Position
from cleanstation_desktop.services.session import Session

# Seconds between two tries to reach a server that is away: at once at first, then more patient.
_PATIENCE = (0.3, 0.6, 1.0, 2.0, 5.0)
# Seconds in which a thread that reads its feed surely hears that it is closed.
_LONGEST_GOODBYE = 0.3


class Live(QObject):
    """Follows the change feed in a thread of its own and comes back by itself.

    Signals: changed, a tuple of changes (table, key, version); all_changed, everything shown must be read anew;
    state_changed, "live" or "away", since when in `away_since`; refused, the server lets this person in no more: signed
    out by the admin, disabled.
    """

    changed = Signal(object)
    all_changed = Signal()
    state_changed = Signal(str)
    refused = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._closed = threading.Event()
        self._feed: LiveFeed | None = None
        self._thread: threading.Thread | None = None
        self.state = "off"
        self.away_since: datetime | None = None

    def start(self) -> None:
        """Follow from now on."""
        self._thread = threading.Thread(target=self._follow, name="live-feed", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop following."""
        self._closed.set()
        feed = self._feed
        if feed is not None:
            feed.close()

    def join(self) -> None:
        """Wait for the thread that follows; one that reaches for a server that says nothing ends by itself, later."""
        if self._thread is not None:
            # Nobody who signs out waits for the driver's patience, which no other thread can cut short.
            self._thread.join(_LONGEST_GOODBYE)

    def _follow(self) -> None:
        position: Position | None = None
        failures = 0
        while not self._closed.is_set():
            try:
                self._feed = feed = self._session.open_feed(after=position)
                if position is None and self._is_heard:
                    # What changed between the first reading of a screen and now was told by nobody.
                    self.all_changed.emit()
                position = feed.position
                failures = 0
                self._say("live")
                self._tell_all(feed)
            except SignInRefused:
                self._say("away")
                if self._is_heard:
                    self.refused.emit()
                return
            except CleanStationError:
                self._say("away")
            if self._feed is not None:
                position = self._feed.position
            self._closed.wait(_PATIENCE[min(failures, len(_PATIENCE) - 1)])
            failures += 1

    def _tell_all(self, feed: LiveFeed) -> None:
        if self._closed.is_set():
            # Closed while it was being opened: nobody else knows of this feed.
            feed.close()
        with closing(feed.batches()) as batches:
            for batch in batches:
                self._tell(batch)

    def _tell(self, batch: Batch) -> None:
        if not self._is_heard:
            return
        if batch.reload:
            self.all_changed.emit()
        elif batch.changes:
            self.changed.emit(batch.changes)

    @property
    def _is_heard(self) -> bool:
        """Whether anybody is there to be told: after the end not even this object may be."""
        return not self._closed.is_set() and isValid(self)

    def _say(self, state: str) -> None:
        if state != self.state and self._is_heard:
            self.state = state
            self.away_since = datetime.now(UTC) if state == "away" else None
            self.state_changed.emit(state)
