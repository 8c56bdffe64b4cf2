"""Commands whose answer was lost: asked for once more, they are the same commands (DESIGN §4)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from uuid import UUID

from cleanstation_desktop.domain.errors import ServerAway

_KEPT = 15 * 60.0
"""Seconds for which a deed asked for again is taken for the one that had no answer: later it is meant anew."""

_Key = tuple[str, bytes]


@dataclass
class Attempt:
    """One sending of a command: the number that it goes out under.

    `first` is whether the server saw that number for the first time: None as long as it said nothing.
    """

    id: UUID
    first: bool | None = None


class Unanswered:
    """Remembers the numbers of commands whose answer did not come, by name and digest of the request.

    Whoever presses the button again after a lost answer makes a new command, and the server may have carried the lost
    one out. It then gets the number of the lost one, so that the work is done once. Nothing of a request is kept.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lost: dict[_Key, tuple[UUID, float]] = {}
        self._same_as: dict[UUID, UUID] = {}

    @contextmanager
    def attempt(self, name: str, sha256: bytes, command_id: UUID, *, once: bool) -> Iterator[Attempt]:
        """Send a command under the number that it has to have. Parameters: as of `session.Command`."""
        key = (name, sha256)
        number, repeats = self._number_of(key, command_id)
        made = Attempt(number)
        try:
            yield made
        except ServerAway:
            if once:
                with self._lock:
                    self._lost[key] = (number, monotonic())
            raise
        except BaseException:
            self._settle(key, made, undone=True, repeats=repeats)
            raise
        self._settle(key, made, undone=False, repeats=repeats)

    def _number_of(self, key: _Key, command_id: UUID) -> tuple[UUID, bool]:
        """The number to send it under, and whether a command of before is sent once more by it."""
        with self._lock:
            known = self._same_as.get(command_id)
            if known is not None:
                return known, True
            lost, since = self._lost.get(key, (command_id, 0.0))
            if lost == command_id:
                return lost, key in self._lost
            if monotonic() - since > _KEPT:
                del self._lost[key]
                return command_id, False
            # For good: a message that offers to send this one again may outlive the answer to the other.
            self._same_as[command_id] = lost
            return lost, True

    def _settle(self, key: _Key, made: Attempt, *, undone: bool, repeats: bool) -> None:
        """The server has answered: what is asked for from now on is another deed."""
        if made.first is None:
            # Refused before the server looked at it, at its door say: that tells nothing of an earlier attempt.
            return
        with self._lock:
            self._lost.pop(key, None)
            if made.first and not undone and not repeats:
                # What was done since may have undone the lost one: a claim that was released can be made again.
                about = key[0].partition(".")[0]
                for other in [other for other in self._lost if other[0].partition(".")[0] == about]:
                    del self._lost[other]
