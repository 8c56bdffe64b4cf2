"""Garbage is collected in the UI thread alone.

Python collects circles of objects in whichever thread happens to make the next object. Screens, models and what they
call lie in such circles; collected in a thread of the runner, their Qt side is destroyed beside the UI thread, which
may be painting it: the client then ends without a word, after hours of work.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_PAUSE_MS = 1000


class Collecting(QObject):
    """Takes the collecting over from Python for as long as it lives. Parameters: parent, lives in the UI thread."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=_PAUSE_MS)
        self._timer.timeout.connect(collect_due)
        self._timer.start()
        gc.disable()

    def end(self) -> None:
        """Let Python collect again."""
        self._timer.stop()
        gc.enable()


def keep() -> None:
    """What is loaded now stays to the end: it is not gone through again at each collecting."""
    gc.freeze()


def collect_due() -> None:
    """Collect the generations that Python itself would collect now."""
    for generation, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)):
        if count > most:
            gc.collect(generation)
