"""Work under way for as long as a test wants."""

from __future__ import annotations

import threading


class Held:
    """Work that waits until the test lets it go on; by itself after a while, so that a test that fails ends.

    Parameter: seconds, of that while. How often it began is counted: it may be sent again.
    """

    def __init__(self, seconds: float = 20.0) -> None:
        self._error: Exception | None = None
        self._seconds = seconds
        self._go = threading.Event()
        self.begun, self.ended = 0, False

    def __call__(self, *_given: object) -> str:
        self.begun += 1
        self._go.wait(self._seconds)
        self.ended = True
        if self._error is not None:
            raise self._error
        return "answer"

    def go_on(self, error: Exception | None = None) -> None:
        """Let it end, from now on with this error or none."""
        self._error = error
        self._go.set()
