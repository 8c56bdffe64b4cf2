"""Waiting for the window: it works until something holds; nobody sleeps for a fixed time."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from types import FrameType, TracebackType

from PySide6.QtCore import QEventLoop, QTimer

_LOOK_AGAIN_MS = 4


class Lost(Exception):
    """The pilot does not find its way: what a person was told to look for is not there, or does not come."""


class Patience:
    """Lets the window work, and ends the waiting for what comes in between: errors of the program, and signals.

    Parameter: most, seconds that anything may take.
    """

    def __init__(self, most: float = 20.0) -> None:
        self.most = most
        self._met: BaseException | None = None
        self._told_to_end = 0

    @contextmanager
    def attentive(self) -> Iterator[None]:
        """Catch errors of the program and signals from here on: Qt would print the one and die at the other."""
        before = {number: signal.signal(number, self._end) for number in (signal.SIGINT, signal.SIGTERM)}
        hook = sys.excepthook
        sys.excepthook = self._catch
        try:
            yield
        finally:
            sys.excepthook = hook
            for number, handler in before.items():
                signal.signal(number, handler)

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait until something holds. Parameter: what, that is waited for. Errors: Lost, and what was met meanwhile."""
        end = monotonic() + self.most
        loop = QEventLoop()
        again = QTimer(interval=_LOOK_AGAIN_MS)
        held: list[bool] = []

        def look() -> None:
            if self._met is not None or self._told_to_end or monotonic() > end:
                loop.quit()
            elif holds():
                held.append(True)
                loop.quit()

        again.timeout.connect(look)
        again.start()
        look()
        if not held:
            loop.exec()
        again.stop()
        self.look_up()
        if not held:
            raise Lost(f"after {self.most:.0f} s: {what}")

    def look_up(self) -> None:
        """Raise what was met while the window worked."""
        if self._told_to_end == signal.SIGINT:
            raise KeyboardInterrupt
        if self._told_to_end:
            raise SystemExit(128 + self._told_to_end)
        if self._met is not None:
            met, self._met = self._met, None
            raise met

    def _catch(self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        self._met = self._met or error

    def _end(self, number: int, _frame: FrameType | None) -> None:
        self._told_to_end = number
