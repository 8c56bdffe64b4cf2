"""Work that says how far it is and can be stopped: verifying, exporting."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

T = TypeVar("T")


class _StoppedError(Exception):
    """Raised inside the work to leave it; never gets out of `Watched`."""


class Watched(QObject):
    """Lives in the UI thread; `report` is called from the work. Signal: progressed, stage, what is done, what there is.

    It belongs to no widget, so that it is still there when the work reports for the last time.
    """

    progressed = Signal(str, int, int)

    def __init__(self) -> None:
        super().__init__()
        self._stop = threading.Event()

    def stop(self) -> None:
        """End the work at its next report."""
        self._stop.set()

    def report(self, stage: str, done: int, total: int) -> None:
        """Tell how far the work is."""
        if self._stop.is_set():
            raise _StoppedError
        self.progressed.emit(stage, done, total)

    def carry_out(self, work: Callable[[], T]) -> T | None:
        """Do it, off the UI thread. Returns: its answer, None when it was stopped."""
        try:
            return work()
        except _StoppedError:
            return None
