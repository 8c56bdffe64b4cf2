"""Second taps: who taps twice, or once more out of impatience, means the first deed and not the next one, which stands
there meanwhile. What stands there is not disabled: it only does not hear the finger for a moment."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QTimer
from PySide6.QtGui import QMouseEvent, QWindow
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

SHORT_MS, LONG_MS = 300, 400

# Readings take so long at most; a station without its server is not left deaf.
_MOST_MS = 3_000

# The end of a rest comes later than that when the window hung meanwhile.
_HUNG_S = 0.1

_PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)
_resting: list[_Rest] = []


def rest(widget: QWidget, ms: int = LONG_MS, *, goes_on: Callable[[], bool] = lambda: False) -> None:
    """Let nothing hear a press for a while where this widget stands, in its window. Parameters: goes_on, asked when
    that is over: while it holds, it is not over yet."""
    if widget.isVisible():
        rest_where(QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size()), widget.window(), ms, goes_on)


def rest_around(widget: QWidget) -> None:
    """The same for everything but this widget: what is pressed there again and again hears each press, whatever comes
    to lie there instead, as the question that it asks, does not."""
    handle = widget.window().windowHandle()
    if handle is not None and widget.isVisible():
        _Rest(handle, QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size()), SHORT_MS, lambda: False, widget)


def rest_where(where: QRect, window: QWidget, ms: int = SHORT_MS, goes_on: Callable[[], bool] = lambda: False) -> None:
    """The same at a place of the screen."""
    handle = window.windowHandle()
    if handle is not None:
        _Rest(handle, where, ms, goes_on)


def rest_in(window: QWidget) -> None:
    """What rests at a place of the screen rests as long in a window too that comes to lie there."""
    for each in [*filter(isValid, _resting)]:
        rest_where(each.where, window, each.left_ms)


def is_resting(at: QPoint) -> bool:
    """Whether nothing hears a press at a place of the screen now."""
    return any(isValid(each) and each.takes(at) for each in _resting)


class _Rest(QObject):
    """Takes presses from a window, which come to it before they go to what is in it."""

    def __init__(
        self, window: QWindow, where: QRect, ms: int, goes_on: Callable[[], bool], but: QWidget | None = None
    ) -> None:
        super().__init__(window)
        self.where, self._goes_on, self._ms, self._waited, self._but = where, goes_on, ms, 0, but
        self._begun = time.monotonic()
        # Held here: the window's own stand-in on this side comes and goes.
        _resting[:] = [*filter(isValid, _resting), self]
        window.installEventFilter(self)
        self._timer = QTimer(self, interval=ms)
        self._timer.timeout.connect(self._end)
        # A page is made meanwhile, most often: the time counts from when the window hears anything again.
        QTimer.singleShot(0, self, self._timer.start)

    @property
    def left_ms(self) -> int:
        """How long it still rests, unless it goes on."""
        return max(self._timer.remainingTime(), 0) if self._timer.isActive() else self._ms

    def takes(self, at: QPoint) -> bool:
        """Whether it takes a press at a place of the screen away from what lies there."""
        if not self.where.contains(at):
            return False
        but = self._but
        if but is None or not isValid(but) or not but.isVisible():
            return True
        window = but.window()
        return window.childAt(window.mapFromGlobal(at)) is not but

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """A press there is nobody's."""
        if event.type() in _PRESSES and isinstance(event, QMouseEvent):
            return self.takes(event.globalPosition().toPoint())
        return super().eventFilter(watched, event)

    def _end(self) -> None:
        self._waited += self._ms
        hung = time.monotonic() - self._begun > self._ms / 1000 + _HUNG_S
        if self._waited < _MOST_MS and (hung or self._goes_on()):
            # What stands there now was not painted while it hung: the whole rest begins with it.
            self._begun = time.monotonic()
            self._timer.start()
            return
        # What was pressed before now may still wait behind this timer: it is heard before one of no time.
        self._timer.stop()
        QTimer.singleShot(0, self, self._go)

    def _go(self) -> None:
        _resting.remove(self)
        self.where = QRect()  # it goes when the events are through
        self.deleteLater()
