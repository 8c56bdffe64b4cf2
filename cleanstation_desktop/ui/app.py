"""Starts the client: application, look, crash reports and the window."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from cleanstation_desktop.ui import dress
from cleanstation_desktop.ui.collecting import Collecting
from cleanstation_desktop.ui.preferences import Preferences
from cleanstation_desktop.ui.shell.crash import CrashReports
from cleanstation_desktop.ui.shell.meeting import Meeting
from cleanstation_desktop.ui.shell.running_mark import hold_running_mark
from cleanstation_desktop.ui.shell.start import Start
from cleanstation_desktop.ui.shell.window import MainWindow
from cleanstation_desktop.ui.station_facts import StationFacts

if TYPE_CHECKING:
    from cleanstation_desktop.settings import Settings

NAME = "CleanStation Desktop"

_TICK_MS = 300


def application(arguments: list[str]) -> QApplication:
    """The Qt application, named, so that its windows carry the product's name."""
    found = QApplication.instance()
    made = found if isinstance(found, QApplication) else QApplication(arguments)
    made.setApplicationName(NAME)
    made.setApplicationDisplayName("")
    made.setDesktopFileName("cleanstation-desktop")
    return made


def open_window(start: Start) -> MainWindow:
    """Make the window on its sign-in page, not yet shown."""
    preferences = Preferences(start.station.folder, "station")
    dress.put_on(str(preferences.get("language", start.language)), str(preferences.get("theme", "light")))
    return MainWindow(start, preferences)


def run(
    find_start: Callable[[], Start | None],
    start_of: Callable[[Settings], Start],
    folder: Path,
    *,
    meets: bool = False,
    link: str = "",
) -> int:
    """Show the client until its window is closed.

    Parameters: find_start, reads the settings once the window is painted, None for a station that is to be enrolled;
    start_of, what to start with after that; folder, of the station's files, for preferences and crash reports; meets,
    whether a client that runs for this account and folder already is shown instead; link, to go to after the sign-in.
    Returns: the exit status.
    """
    told = _hear_the_system()
    qt = application(sys.argv[:1])
    meeting = Meeting(folder, qt) if meets else None
    if meeting is not None and meeting.hand_over(link):
        return 0
    hold_running_mark()
    reports = CrashReports(folder)
    reports.install()
    collecting = Collecting(qt)
    window = open_window(Start(None, StationFacts("", "production", "", folder)))
    window.look_for_start(find_start, start_of)
    reports.met.connect(window.show_crash)
    window.show()
    if link:
        window.links.open(link)
    if meeting is not None:
        meeting.asked.connect(partial(_take, window))
        # Behind the first painting, for which everybody waits.
        QTimer.singleShot(0, meeting, meeting.listen)
    _end_when_told(window, told)
    try:
        return qt.exec()
    finally:
        if meeting is not None:
            meeting.close()
        collecting.end()
        reports.uninstall()


def tell_alone(sentence: str) -> None:
    """Say something to a person who sees no terminal, in a window of its own, and wait until it is closed."""
    told = _hear_the_system()
    qt = application(sys.argv[:1])
    box = QMessageBox(QMessageBox.Icon.Warning, NAME, sentence, QMessageBox.StandardButton.Ok)
    # It repeats the name of a file, which may look like markup and would then fetch what that names.
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.finished.connect(qt.quit)
    tick = QTimer(box)
    tick.timeout.connect(lambda: box.close() if told else None)
    tick.start(_TICK_MS)
    box.show()
    qt.exec()


def _take(window: MainWindow, link: str) -> None:
    """Another program asks: come to the front, and go where its link leads."""
    window.setWindowState((window.windowState() & ~Qt.WindowState.WindowMinimized) | Qt.WindowState.WindowActive)
    window.show()
    window.raise_()
    window.activateWindow()
    if link:
        window.links.open(link)


def _hear_the_system() -> list[int]:
    """Signals by which the system or a terminal tells the program to end, noted as they come.

    From here on: one that came while Qt calls Python would otherwise be an exception in a place that nobody leaves.
    """
    told: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda caught, _frame: told.append(caught))
    return told


def _end_when_told(window: MainWindow, told: list[int]) -> None:
    """Close the window in order once a signal was noted."""
    # Python looks at signals between its own steps; without a tick it would wait for the next mouse move.
    tick = QTimer(window)
    tick.timeout.connect(lambda: window.end() if told else None)
    tick.start(_TICK_MS)
