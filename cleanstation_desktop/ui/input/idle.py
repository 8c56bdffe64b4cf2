"""Noticing that nobody is at the station, so that it can lock itself (DOMAIN §9: after 10 minutes)."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, QTimer, Signal
from PySide6.QtGui import QMouseEvent

from cleanstation_desktop.ui.input.windows import WindowFilter

_SIGNS_OF_LIFE = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.TouchUpdate,
    QEvent.Type.TabletPress,
}


class IdleWatch(WindowFilter):
    """Tells when no key, mouse, touch or scan came for a while.

    Signal: went_idle, once; the next sign of life, or `stir`, starts the watch again.
    """

    went_idle = Signal()

    def __init__(
        self, seconds: float, parent: QObject | None = None, *, clock: Callable[[], float] = time.time
    ) -> None:
        """Parameters: seconds, how long is idle; clock, seconds of the wall clock, which goes on while a PC sleeps."""
        super().__init__(parent)
        self._limit = seconds
        self._clock = clock
        self._last = clock()
        self._told = False
        self._pointer = QPointF()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)
        self._wait(seconds)

    def stir(self) -> None:
        """Somebody is there: a scan came, or the screen was opened again."""
        self._last = self._clock()
        self._told = False
        self._wait(self._limit)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """See every sign of life; none is taken away."""
        if event.type() in _SIGNS_OF_LIFE and self._is_new(event):
            self._alive()
        return False

    def _is_new(self, event: QEvent) -> bool:
        """A mouse that lies still is no sign of life, though a window that opens under it is told of it."""
        if event.type() is not QEvent.Type.MouseMove or not isinstance(event, QMouseEvent):
            return True
        moved = event.globalPosition() != self._pointer
        self._pointer = event.globalPosition()
        return moved

    def _alive(self) -> None:
        # A PC that slept for an hour is woken by the first key: that key must not count as one minute too early.
        if not self._told and self._idle_for() >= self._limit:
            self._look()
        else:
            # The timer runs on and is set anew when it ends: a mouse moves a hundred times a second.
            self._last = self._clock()
            if self._told:
                self.stir()

    def _idle_for(self) -> float:
        # A clock that was put back says less than nothing about how long nobody was there.
        return max(0.0, self._clock() - self._last)

    def _look(self) -> None:
        left = self._limit - self._idle_for()
        if left > 0:
            self._wait(left)
        elif not self._told:
            self._told = True
            self.went_idle.emit()

    def _wait(self, seconds: float) -> None:
        self._timer.start(max(1, round(seconds * 1000)))
