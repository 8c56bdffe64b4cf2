"""The window around the screens: signing in, locking, switching person, looks and languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.ui import theme
from cleanstation_desktop.ui.app import open_window
from cleanstation_desktop.ui.client import StationFacts
from cleanstation_desktop.ui.shell.start import Start
from cleanstation_desktop.ui.shell.window import MainWindow
from tests.support.clusters import Clone
from tests.support.people import TestPerson, make_person


@pytest.fixture
def person(database: Clone) -> TestPerson:
    """Somebody with work in the office and on the floor."""
    return make_person(database, Role.PRODUCTION_COORDINATOR, Role.ADMIN)


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, database: Clone, tmp_path: Path) -> MainWindow:
    """The client on its sign-in page."""
    start = Start(database.url(), StationFacts("bench-1", "tests", "localhost", tmp_path))
    made = open_window(start)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    return made


def sign_in(qtbot: QtBot, window: MainWindow, person: TestPerson) -> None:
    """Type name and password as a person does, and wait for the work to open."""
    page = window.sign_in
    qtbot.keyClicks(page.login, person.login)
    qtbot.keyClick(page.login, Qt.Key.Key_Return)
    qtbot.keyClicks(page.password, person.password)
    qtbot.keyClick(page.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.current is not None, timeout=10_000)


def test_a_person_signs_in_with_the_keyboard_alone(qtbot: QtBot, window: MainWindow, person: TestPerson) -> None:
    """Name, Enter, password, Enter; the password is not kept."""
    sign_in(qtbot, window, person)
    assert window.current is not None
    assert window.sign_in.password.text() == ""


def test_a_wrong_password_is_told_and_empties_the_line(qtbot: QtBot, window: MainWindow, person: TestPerson) -> None:
    """The name stays, the password goes, and a sentence says what to do."""
    page = window.sign_in
    qtbot.keyClicks(page.login, person.login)
    qtbot.keyClicks(page.password, "certainly wrong")
    qtbot.keyClick(page.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not page.banner.isHidden(), timeout=10_000)
    assert page.login.text() == person.login
    assert page.password.text() == ""
    assert window.current is None


def test_another_look_dresses_the_sign_in_page(qapp: QApplication, window: MainWindow) -> None:
    """Dark and French, before anybody signed in."""
    window.sign_in._dress(look="dark", language="FR")
    assert theme.is_dark()
    assert window.sign_in._button.text() == "Se connecter"
