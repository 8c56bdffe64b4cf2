"""Starts the client: application, look, crash reports, the enrolment of a new station, and the window."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QMainWindow

from cleanstation_desktop.settings import Settings, default_data_folder
from cleanstation_desktop.ui import dress
from cleanstation_desktop.ui.preferences import Preferences
from cleanstation_desktop.ui.runner import Runner
from cleanstation_desktop.ui.shell.crash import CrashReports
from cleanstation_desktop.ui.shell.start import Start
from cleanstation_desktop.ui.shell.window import MainWindow

NAME = "CleanStation Desktop"


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


def open_enrolment(done: Callable[[Settings], None]) -> QMainWindow:
    """Make the window of a station that belongs to no server yet. Parameters: done, gets what was entered."""
    from cleanstation_desktop.ui.enrolment.page import EnrolmentPage  # noqa: PLC0415 - seen once in a station's life

    window = QMainWindow()
    window.setWindowTitle(NAME)
    window.resize(1280, 800)
    page = EnrolmentPage(Runner(window))
    page.enrolled.connect(done)
    window.setCentralWidget(page)
    return window


def run(start: Start | None, start_of: Callable[[Settings], Start]) -> int:
    """Show the client until its window is closed.

    Parameters: start, None for a station that is to be enrolled first; start_of, what to start with afterwards.
    Returns: the exit status.
    """
    qt = application(sys.argv[:1])
    reports = CrashReports(start.station.folder if start is not None else default_data_folder())
    reports.install()
    shown: list[QMainWindow] = []

    def show(known: Start) -> None:
        window = open_window(known)
        reports.met.connect(window.show_crash)
        window.show()
        for before in shown:
            before.close()
        shown.append(window)

    if start is not None:
        show(start)
    else:
        dress.put_on("EN", "light")
        shown.append(open_enrolment(lambda settings: show(start_of(settings))))
        shown[0].show()
    try:
        return qt.exec()
    finally:
        reports.uninstall()
