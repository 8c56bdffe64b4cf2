"""The on-screen keyboard where nobody is signed in yet or any more: a station without a real one lets people in."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import sign_in as signing_in
from cleanstation_desktop.ui import text
from cleanstation_desktop.ui.checks import accessible_name
from cleanstation_desktop.ui.enrolment.page import EnrolmentPage
from cleanstation_desktop.ui.input.keyboard_panel import KeyboardPanel
from cleanstation_desktop.ui.shell.window import MainWindow
from tests.support.clusters import Clone
from tests.support.people import STATION, TestPerson, make_person
from tests.support.ui import assert_looks_right, named, press
from tests.support.windows import lock_page

WAIT = 15_000
OWN = "Gl0ve$ ^on~ `all day`"


@pytest.fixture
def window(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """The client on its sign-in page, with the keyboard's focus."""
    with qtbot.waitActive(window):
        window.activateWindow()
    return window


@pytest.fixture
def person(database: Clone) -> TestPerson:
    """Somebody whose password holds all that the keyboard once lacked."""
    made = make_person(database, Role.ASSEMBLER)
    signing_in.change_password(database.url(), made.login, made.password, OWN, station=STATION)
    return made


def panel_of(window: MainWindow) -> KeyboardPanel:
    """The keys, which are to be seen."""
    panel = window._inputs.keyboard.panel
    assert panel is not None
    return panel


def touch(window: MainWindow, characters: str) -> None:
    """Touch the key of each character, on whichever face it stands."""
    panel = panel_of(window)
    for character in characters:
        if character == " ":
            tap(panel, "Space")
            continue
        if character.isupper():
            tap(panel, "Shift")
        if not has(panel, character):
            tap(panel, "Signs")
        key = next(made for made in panel.findChildren(QPushButton) if made.property("character") == character)
        QTest.mouseClick(key, Qt.MouseButton.LeftButton)
        if not has(panel, "q"):
            tap(panel, "Signs")


def has(panel: KeyboardPanel, character: str) -> bool:
    """Whether the face that is shown has a key."""
    return any(made.property("character") == character for made in panel.findChildren(QPushButton))


def tap(panel: KeyboardPanel, name: str) -> None:
    """Touch another key by its name."""
    QTest.mouseClick(named(panel, name, QPushButton), Qt.MouseButton.LeftButton)


def open_keyboard(page: QWidget) -> None:
    """Touch the button that every such page has; the field keeps the focus."""
    made = named(page, "On-screen keyboard", QToolButton)
    QTest.mouseClick(made, Qt.MouseButton.LeftButton)
    assert min(made.width(), made.height()) >= 44
    assert "On-screen keyboard" in made.toolTip()


def assert_uncovered(window: MainWindow, field: QWidget) -> None:
    """The field that is typed into is to be seen."""
    place = QRect(field.mapToGlobal(QPoint(0, 0)), field.size())
    assert not panel_of(window).geometry().intersects(place)


def test_in_and_back_in_without_a_real_keyboard(qtbot: QtBot, window: MainWindow, person: TestPerson) -> None:
    """Name and password at the sign-in page, the password again at the lock: by touch alone."""
    page = window.sign_in
    assert_looks_right(page, touch=True)
    open_keyboard(page)
    assert page.login.hasFocus()
    touch(window, person.login)
    assert_uncovered(window, page.login)
    tap(panel_of(window), "Enter")
    touch(window, OWN)
    assert page.password.text() == OWN
    assert_uncovered(window, page.password)
    tap(panel_of(window), "Enter")
    qtbot.waitUntil(lambda: window.current is not None, timeout=WAIT)

    window.lock()
    lock = lock_page(window)
    assert window._inputs.keyboard.panel is None
    assert_looks_right(lock, touch=True)
    with qtbot.waitActive(window):
        window.activateWindow()
    open_keyboard(lock)
    touch(window, OWN)
    assert lock.password.text() == OWN
    assert_uncovered(window, lock.password)
    tap(panel_of(window), "Enter")
    qtbot.waitUntil(lambda: window.current is not None, timeout=WAIT)


def test_in_the_smallest_window_it_covers_no_field(qtbot: QtBot, window: MainWindow, person: TestPerson) -> None:
    """What is typed into is scrolled above the keys; afterwards the page stands as before."""
    window.resize(1024, 640)
    page = window.sign_in
    qtbot.wait(50)
    before = page.login.mapTo(window, QPoint(0, 0))
    open_keyboard(page)
    for field in (page.login, page.password):
        field.setFocus()
        qtbot.wait(50)
        assert_uncovered(window, field)
        assert panel_of(window).y() > field.mapToGlobal(QPoint(0, 0)).y()
    tap(panel_of(window), "Hide the keyboard")
    qtbot.waitUntil(lambda: page.login.mapTo(window, QPoint(0, 0)) == before, timeout=WAIT)
    page.login.setText(person.login)
    page.password.setText(OWN)
    page.password.setFocus()
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.current is not None, timeout=WAIT)
    window.lock()
    lock = lock_page(window)
    open_keyboard(lock)
    qtbot.wait(50)
    assert_uncovered(window, lock.password)


def test_an_own_password_in_place_of_a_one_time_one(qtbot: QtBot, database: Clone, window: MainWindow) -> None:
    """The forced change of a password has the same button above it."""
    newcomer = make_person(database, Role.ASSEMBLER)
    with database.connect() as connection:
        connection.execute(
            "UPDATE cs.person SET must_change_password = true, version = version + 1 WHERE id = %s", [newcomer.id]
        )
    page = window.sign_in
    page.login.setText(newcomer.login)
    page.password.setText(newcomer.password)
    page.password.setFocus()
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(page._change.isVisible, timeout=WAIT)
    qtbot.waitUntil(page._change.new.hasFocus, timeout=WAIT)
    open_keyboard(page)
    for field in (page._change.new, page._change.again):
        assert field.hasFocus()
        touch(window, OWN)
        assert_uncovered(window, field)
        tap(panel_of(window), "Enter")
    qtbot.waitUntil(lambda: window.current is not None, timeout=WAIT)


@pytest.mark.parametrize("language", ["EN", "FR", "ES"])
def test_a_new_station_is_set_up_by_touch(qtbot: QtBot, window: MainWindow, language: str) -> None:
    """The page that asks for the server has the button, too, in each language."""
    text.set_language(language)
    window.look_for_start(lambda: None, lambda _settings: pytest.fail("nothing is enrolled"))
    qtbot.waitUntil(lambda: isinstance(window._stack.currentWidget(), EnrolmentPage), timeout=WAIT)
    page = window._stack.currentWidget()
    assert isinstance(page, EnrolmentPage)
    assert_looks_right(page, touch=True)
    names = {"EN": "On-screen keyboard", "FR": "Clavier à l’écran", "ES": "Teclado en pantalla"}
    server = page.form.form.fields["server"].editor
    server.setFocus()
    QTest.mouseClick(named(page, names[language], QToolButton), Qt.MouseButton.LeftButton)
    assert server.hasFocus()
    for letter in "abc":
        key = next(made for made in panel_of(window).findChildren(QPushButton) if accessible_name(made) == letter)
        QTest.mouseClick(key, Qt.MouseButton.LeftButton)
    assert server.property("text") == "abc"
    assert_uncovered(window, server)
