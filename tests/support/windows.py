"""The whole window for tests: made on a database, signed in to as a person does it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import URL

from cleanstation_desktop.ui.app import open_window
from cleanstation_desktop.ui.client import StationFacts
from cleanstation_desktop.ui.shell.lock import LockPage
from cleanstation_desktop.ui.shell.start import Start
from cleanstation_desktop.ui.shell.window import MainWindow
from cleanstation_desktop.ui.shell.workplace import Workplace
from tests.support.people import TestPerson
from tests.support.screens import PATIENCE_MS

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
    qtbot.waitUntil(lambda: window.current is not None, timeout=PATIENCE_MS)


def work_of(qtbot: QtBot, window: MainWindow, person: TestPerson) -> Workplace:
    """Sign a person in, and wait until what is shown first has been read."""
    sign_in(qtbot, window, person)
    work = window.current
    assert work is not None
    qtbot.waitUntil(lambda: not work.client.runner.busy, timeout=PATIENCE_MS)
    return work


def lock_page(window: MainWindow) -> LockPage:
    """The page that stands before the work now."""
    page = window._stack.currentWidget()
    assert isinstance(page, LockPage)
    return page


def unlock(qtbot: QtBot, window: MainWindow, person: TestPerson) -> None:
    """Type the password at the lock, and wait for the work to open."""
    page = lock_page(window)
    qtbot.keyClicks(page.password, person.password)
    qtbot.keyClick(page.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.current is not None, timeout=PATIENCE_MS)
