"""The whole window for tests: made on a database, signed in to as a person does it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import URL

from cleanstation_desktop.ui.app import open_window
from cleanstation_desktop.ui.client import StationFacts
from cleanstation_desktop.ui.shell.start import Start
from cleanstation_desktop.ui.shell.window import MainWindow
from tests.support.people import TestPerson

ENVIRONMENT = "tests"
"""The mark of the template database."""


def make_window(qtbot: QtBot, url: URL, folder: Path, *, environment: str = ENVIRONMENT) -> MainWindow:
    """The window on its sign-in page, shown; closed after the test."""
    window = open_window(Start(url, StationFacts("bench-1", environment, "localhost", folder)))
    qtbot.addWidget(window, before_close_func=lambda _window: window.end())
    window.resize(1280, 800)
    window.show()
    return window


def sign_in(qtbot: QtBot, window: MainWindow, person: TestPerson) -> None:
    """Type name and password as a person does, and wait for the work to open."""
    page = window.sign_in
    page.login.clear()
    qtbot.keyClicks(page.login, person.login)
    qtbot.keyClick(page.login, Qt.Key.Key_Return)
    qtbot.keyClicks(page.password, person.password)
    qtbot.keyClick(page.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.current is not None, timeout=15_000)
