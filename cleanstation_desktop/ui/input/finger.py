"""One finger scrolls what lies under it; a tap is still a tap, and the mouse selects as ever."""

from __future__ import annotations

import time
from collections import deque

from PySide6.QtCore import QEasingCurve, QEvent, QObject, QPointF, Qt, QTimer, QVariantAnimation
from PySide6.QtGui import QInputDevice, QMouseEvent, QPointingDevice, QWindow
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QAbstractSlider,
    QApplication,
    QHeaderView,
    QScrollBar,
    QSplitterHandle,
    QWidget,
)
from shiboken6 import isValid

from cleanstation_desktop.ui.input.windows import WindowFilter

_START = 12
"""So many pixels a finger goes before it is no tap; gloves are no precise tools."""
_HOLD_MS = 250
_RECENT_S = 0.1
_SLOWEST = 0.3
_GLIDE_MS = 500
_FAR = QPointF(-100_000, -100_000)
_PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)
_EVENTS = frozenset({*_PRESSES, QEvent.Type.MouseMove, QEvent.Type.MouseButtonRelease})
_WITH_OWN_DRAG = (QAbstractSlider, QHeaderView, QSplitterHandle)


class FingerScrolling(WindowFilter):
    """Holds back the press that Qt makes of a touch until it is known to be one: a drag scrolls and presses nothing.

    Not QScroller: it leaves the press with what lies under the finger, which moves along with the finger, so that
    lifting it is a click.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._areas: list[QAbstractScrollArea] = []
        self._held: list[QEvent] = []
        self._window: QWindow | None = None
        self._bar: QScrollBar | None = None
        self._unit = 1.0
        self._start = self._origin = QPointF()
        self._value = 0
        self._passing = False
        self._recent: deque[tuple[float, QPointF]] = deque(maxlen=8)
        self._hold = QTimer(self, singleShot=True, interval=_HOLD_MS)
        self._hold.timeout.connect(self._deliver)
        self._glide = QVariantAnimation(self)
        self._glide.setDuration(_GLIDE_MS)
        self._glide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._glide.valueChanged.connect(self._glided)
        self._gliding: QScrollBar | None = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Look at what a finger does; what it does to a window that scrolls nowhere there goes on to that."""
        if self._passing or event.type() not in _EVENTS or not isinstance(event, QMouseEvent) or not _is_finger(event):
            return False
        if event.type() in _PRESSES:
            return self._pressed(watched, event)
        if not self._areas:
            return False
        if event.type() is QEvent.Type.MouseMove:
            return self._moved(event)
        return self._released()

    def _pressed(self, watched: QObject, event: QMouseEvent) -> bool:
        self._glide.stop()
        if event.type() is QEvent.Type.MouseButtonPress:
            self._areas = _areas_at(event)
            self._held, self._bar = [], None
            self._start = event.globalPosition()
            self._window = watched if isinstance(watched, QWindow) else None
        if not self._areas:
            return False
        self._held.append(event.clone())
        self._hold.start()
        return True

    def _moved(self, event: QMouseEvent) -> bool:
        at = event.globalPosition()
        if self._bar is None and not self._begin(event):
            return bool(self._held)
        if self._bar is not None and isValid(self._bar):
            gone = at - self._origin
            pixels = gone.y() if self._bar.orientation() is Qt.Orientation.Vertical else gone.x()
            self._bar.setValue(round(self._value - pixels / self._unit))
            self._recent.append((time.monotonic(), at))
        return True

    def _begin(self, event: QMouseEvent) -> bool:
        """Take up the scrolling, when the finger went far enough and something scrolls where it goes."""
        gone = event.globalPosition() - self._start
        if max(abs(gone.x()), abs(gone.y())) < _START:
            return False
        upright = abs(gone.y()) >= abs(gone.x())
        found = next((area for area in self._areas if isValid(area) and _has_room(_bar_of(area, upright))), None)
        if found is None:
            self._deliver()
            self._areas = []
            return False
        self._hold.stop()
        if not self._held:
            self._take_back(event)
        self._held = []
        self._bar = _bar_of(found, upright)
        room = found.viewport().height() if upright else found.viewport().width()
        # Some scroll by lines or rows: a page of them is what is in sight.
        self._unit = max(1.0, room / max(1, self._bar.pageStep()))
        self._origin, self._value = event.globalPosition(), self._bar.value()
        self._recent.clear()
        return True

    def _released(self) -> bool:
        self._hold.stop()
        bar, self._bar = self._bar, None
        if bar is None:
            self._deliver()
        elif isValid(bar):
            self._let_go(bar)
        self._areas = []
        return bar is not None

    def _deliver(self) -> None:
        """It is a press after all. By `notify`, since what `sendEvent` sends gives no focus."""
        self._hold.stop()
        held, self._held = self._held, []
        for event in held:
            self._pass_on(event)

    def _take_back(self, event: QMouseEvent) -> None:
        """The press was passed on when the finger rested: release it where nothing is."""
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        kind, keys = QEvent.Type.MouseButtonRelease, event.modifiers()
        device = event.pointingDevice()
        self._pass_on(QMouseEvent(kind, _FAR, _FAR, _FAR, left, none, keys, device))

    def _pass_on(self, event: QEvent) -> None:
        application = QApplication.instance()
        if application is None or self._window is None or not isValid(self._window):
            return
        self._passing = True
        try:
            application.notify(self._window, event)
        finally:
            self._passing = False

    def _let_go(self, bar: QScrollBar) -> None:
        """Go on for a moment, as fast as the finger was at last."""
        now = time.monotonic()
        recent = [each for each in self._recent if now - each[0] < _RECENT_S]
        if len(recent) < 2 or recent[-1][0] == recent[0][0]:
            return
        gone, took = recent[-1][1] - recent[0][1], (recent[-1][0] - recent[0][0]) * 1000
        speed = (gone.y() if bar.orientation() is Qt.Orientation.Vertical else gone.x()) / took
        if abs(speed) >= _SLOWEST:
            self._gliding = bar
            self._glide.setStartValue(float(bar.value()))
            self._glide.setEndValue(bar.value() - speed * _GLIDE_MS / 2 / self._unit)
            self._glide.start()

    def _glided(self, value: float) -> None:
        if self._gliding is not None and isValid(self._gliding):
            self._gliding.setValue(round(value))


def _is_finger(event: QMouseEvent) -> bool:
    device = event.pointingDevice()
    touch = isinstance(device, QPointingDevice) and device.type() == QInputDevice.DeviceType.TouchScreen
    # Windows makes mouse events of touches by itself, and says them to be the mouse's.
    return touch or event.source() is Qt.MouseEventSource.MouseEventSynthesizedBySystem


def _areas_at(event: QMouseEvent) -> list[QAbstractScrollArea]:
    """What scrolls at that place, from the inside out; nothing where a control is there to be dragged itself."""
    if QApplication.activePopupWidget() is not None:
        return []
    found: list[QAbstractScrollArea] = []
    at: QWidget | None = QApplication.widgetAt(event.globalPosition().toPoint())
    while at is not None:
        if isinstance(at, _WITH_OWN_DRAG):
            return []
        if isinstance(at, QAbstractScrollArea) and any(_has_room(_bar_of(at, upright)) for upright in (True, False)):
            found.append(at)
        at = None if at.isWindow() else at.parentWidget()
    return found


def _bar_of(area: QAbstractScrollArea, upright: bool) -> QScrollBar:
    return area.verticalScrollBar() if upright else area.horizontalScrollBar()


def _has_room(bar: QScrollBar) -> bool:
    return bar.maximum() > bar.minimum()
