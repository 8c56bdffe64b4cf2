"""The client in a process of its own, worked by a program: how soon screens are filled, and how long the window stalls.

Run as a module; it reads what to do from its input as JSON and prints what it measured as JSON:
url, login, password, station folder; visits, [place, arguments]; rounds, how often all of them; words, to type into the
search line of the last place.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from sqlalchemy import make_url

from cleanstation_desktop.ui.app import application, open_window
from cleanstation_desktop.ui.client import StationFacts
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.shell.start import Start
from cleanstation_desktop.ui.shell.window import MainWindow
from cleanstation_desktop.ui.shell.workplace import Workplace

_PAGE = os.sysconf("SC_PAGE_SIZE")
_PATIENCE = 90.0


class Clock(QObject):
    """A tick each millisecond in the UI thread: what waits is asked, and the longest gap between ticks is a stall."""

    def __init__(self) -> None:
        super().__init__()
        self.stall_ms = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=1)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.stall_ms = max(self.stall_ms, (now - self._last) * 1000 - 1)
        self._last = now

    def until(self, holds: Callable[[], bool], patience: float = _PATIENCE) -> bool:
        """Let the window work until something holds. Returns: whether it did in time."""
        loop = QEventLoop()
        end = time.perf_counter() + patience
        held = False

        def ask() -> None:
            # Kept: what a page makes behind what is seen may begin before the loop has ended.
            nonlocal held
            held = held or holds()
            if held or time.perf_counter() > end:
                loop.quit()

        asked = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=1)
        asked.timeout.connect(ask)
        asked.start()
        loop.exec()
        asked.stop()
        return held


def resident_mb() -> float:
    """Memory of this process that is in use, in megabytes."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE / 1e6


def filled(workplace: Workplace) -> bool:
    """Whether the open screen has read what it shows."""
    screen = workplace.screen_shown
    return screen is not None and not workplace.client.runner.busy and not _is_loading(screen)


def _is_loading(screen: Screen) -> bool:
    return screen._stack.currentWidget() is screen._loading


def _has_failed(screen: Screen) -> bool:
    """Whether it shows why it could not be read; an empty list is shown in the same way, but is not to be retried."""
    action = screen._notice.action if screen._notice is not None else None
    return action is not None and action.text() == "Try again"


def visit(clock: Clock, workplace: Workplace, place: Place) -> dict[str, Any]:
    """Go to a place as a click does, and wait until it is filled and painted."""
    clock.until(lambda: filled(workplace))
    clock.stall_ms = 0.0
    begun = time.perf_counter()
    workplace.go(place)
    done = clock.until(lambda: filled(workplace))
    workplace.window().repaint()
    taken = (time.perf_counter() - begun) * 1000
    # The stall may come with the repainting just done, or with what the screen does a moment later.
    clock.until(lambda: False, 0.05)
    screen = workplace.screen_shown
    assert screen is not None
    return {
        "place": place.name,
        "ms": taken,
        "stall_ms": clock.stall_ms,
        "filled": done and screen.place == place and not _has_failed(screen),
    }


def type_words(clock: Clock, workplace: Workplace, line: QLineEdit, words: str) -> list[dict[str, Any]]:
    """Type into a search line, a letter at a time, and wait for what it finds after each."""
    line.setFocus()
    line.clear()
    clock.until(lambda: filled(workplace))
    clock.until(lambda: False, 0.3)
    measured = []
    for letter in words:
        clock.stall_ms = 0.0
        begun = time.perf_counter()
        QTest.keyClick(line, ord(letter.upper()))
        clock.until(lambda: workplace.client.runner.busy, 0.5)
        clock.until(lambda: filled(workplace))
        measured.append({"ms": (time.perf_counter() - begun) * 1000, "stall_ms": clock.stall_ms})
    return measured


def sign_in(clock: Clock, window: MainWindow, login: str, password: str) -> Workplace:
    """Sign in on the page, as a person does."""
    window.sign_in.login.setText(login)
    window.sign_in.password.setText(password)
    QTest.keyClick(window.sign_in.password, Qt.Key.Key_Return)
    if not clock.until(lambda: window.current is not None and filled(window.current)):
        raise AssertionError("nobody is signed in")
    assert window.current is not None
    return window.current


def main() -> None:
    """Do what the input says."""
    given = json.load(sys.stdin)
    qt = application(sys.argv[:1])
    station = StationFacts("bench", "tests", "127.0.0.1", Path(given["folder"]))
    window = open_window(Start(make_url(given["url"]), station))
    window.show()
    answer = _work(Clock(), window, given)
    window.close()
    print(json.dumps(answer))  # noqa: T201 - read by the bench that started it
    qt.quit()


def _work(clock: Clock, window: MainWindow, given: dict[str, Any]) -> dict[str, Any]:
    workplace = sign_in(clock, window, given["login"], given["password"])
    visits: list[dict[str, Any]] = []
    typed: list[dict[str, Any]] = []
    memory = [resident_mb()]
    for _round in range(given.get("rounds", 1)):
        for name, arguments in given["visits"]:
            visits.append(visit(clock, workplace, Place(name, arguments)))
        gc.collect()
        memory.append(resident_mb())
    for words in given.get("words", []):
        screen = workplace.screen_shown
        assert screen is not None
        typed += type_words(clock, workplace, screen.findChildren(QLineEdit)[0], words)
    return {"visits": visits, "typed": typed, "resident_mb": memory}


if __name__ == "__main__":
    main()
