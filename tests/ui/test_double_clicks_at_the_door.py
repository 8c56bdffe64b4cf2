"""Two clicks where another page comes into view: the second one is for nothing that lies on it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import badges, people
from cleanstation_desktop.ui import text
from cleanstation_desktop.ui.input.second_taps import is_resting
from cleanstation_desktop.ui.my_settings.password_dialog import PasswordDialog
from cleanstation_desktop.ui.my_settings.screen import MySettingsScreen
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.shell.window import MainWindow
from cleanstation_desktop.ui.shell.workplace import Workplace
from tests.support.clusters import Clone, unique_login
from tests.support.counted_writes import AT_THE_DOOR
from tests.support.double_clicks import Told, commands, press_each_twice
from tests.support.people import TestPerson, make_person, session_of
from tests.support.screens import PATIENCE_MS, asked
from tests.support.ui import named, scan
from tests.support.windows import lock_page, sign_in, work_of


def heard_twice(qtbot: QtBot, window: MainWindow, pressed: QAbstractButton, there: Callable[[], bool]) -> bool:
    """Whether the page that a click brings into view hears a second one. Parameters: there, whether it has come."""
    heard: list[bool] = []
    middle = pressed.rect().center()
    # What has just come has its place when the layouts heard of it.
    qtbot.waitUntil(lambda: window.childAt(pressed.mapTo(window, middle)) is pressed, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not is_resting(pressed.mapToGlobal(middle)), timeout=PATIENCE_MS)
    spot = pressed.mapToGlobal(middle)
    click(window, spot)
    qtbot.waitUntil(there, timeout=PATIENCE_MS)
    cover = QPushButton(window)
    cover.clicked.connect(lambda: heard.append(True))
    cover.setGeometry(window.rect())
    cover.show()
    click(window, spot)
    qtbot.wait(50)
    cover.deleteLater()
    return bool(heard)


def click(window: QWidget, spot: QPoint) -> None:
    """As the window gets it."""
    at = window.mapFromGlobal(spot)
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)


def test_two_clicks_on_sign_in(qtbot: QtBot, window: MainWindow, person: TestPerson) -> None:
    window.sign_in.login.setText(person.login)
    window.sign_in.password.setText(person.password)
    pressed = named(window.sign_in, "Sign in", QPushButton)
    assert not heard_twice(qtbot, window, pressed, lambda: window.current is not None)


def test_two_clicks_on_a_one_time_password(qtbot: QtBot, window: MainWindow, database: Clone) -> None:
    """Neither the page that asks for another one hears the second, nor the work that opens after it."""
    admin = session_of(database, make_person(database, Role.ADMIN))
    new = people.NewPerson(unique_login("new"), "New Person", "NP77", frozenset({Role.QC_PERSON}))
    once = people.create(admin, new).password or ""
    admin.close()
    page, change = window.sign_in, window.sign_in._change
    page.login.setText(new.login)
    page.password.setText(once)
    assert not heard_twice(qtbot, window, named(page, "Sign in", QPushButton), change.isVisible)
    for line in (change.new, change.again):
        line.setText("correct horse staple 7")
    pressed = named(change, "Set password and sign in", QPushButton)
    assert not heard_twice(qtbot, window, pressed, lambda: window.current is not None)


def test_two_clicks_at_the_lock(qtbot: QtBot, window: MainWindow, database: Clone, person: TestPerson) -> None:
    """By password, and by badge and PIN: that is one write."""
    boss = session_of(database, make_person(database, Role.ADMIN))
    badges.set_badge(boss, person.id, "BADGE-0042", "4711")
    boss.close()
    sign_in(qtbot, window, person)
    window.lock()
    page = lock_page(window)
    page.password.setText(person.password)
    pressed = named(page, "Unlock", QPushButton)
    assert not heard_twice(qtbot, window, pressed, lambda: window.current is not None)
    window.lock()
    scan("BADGE-0042")
    qtbot.waitUntil(page.pin.isVisible, timeout=PATIENCE_MS)
    page.pin.setText("4711")
    before = commands(database)
    assert not heard_twice(qtbot, window, pressed, lambda: window.current is not None)
    assert list((commands(database) - before).elements()) == AT_THE_DOOR["unlock"]


def test_two_clicks_on_the_way_to_another_page(
    qtbot: QtBot, window: MainWindow, workplace: Workplace, person: TestPerson
) -> None:
    pressed = named(workplace, "New order", QPushButton)
    qtbot.waitUntil(pressed.isVisible)
    before = workplace.screen_shown
    assert not heard_twice(qtbot, window, pressed, lambda: workplace.screen_shown is not before)


class Own:
    """What people arrange for themselves."""

    def __init__(self, qtbot: QtBot, workplace: Workplace, person: TestPerson) -> None:
        self.qtbot, self.workplace, self.person = qtbot, workplace, person
        workplace.go(Place("settings"))

    @property
    def screen(self) -> MySettingsScreen:
        """The page, which is made anew in another language."""
        screen = self.workplace.screen_shown
        assert isinstance(screen, MySettingsScreen)
        return screen

    def change_password(self) -> QAbstractButton:
        """Change the own password. Done twice, the present one would be wrong, and the dialog would say so."""
        self.screen.password.click()
        dialog = asked(self.qtbot)
        assert isinstance(dialog, PasswordDialog)
        new = "three grey herons wait"
        for line, typed in ((dialog.current, self.person.password), (dialog.new, new), (dialog.again, new)):
            assert isinstance(line, QLineEdit)
            line.setText(typed)
        return dialog.action


def test_what_people_arrange_for_themselves_is_one_write(
    qtbot: QtBot, window: MainWindow, database: Clone, person: TestPerson
) -> None:
    work = work_of(qtbot, window, person)
    own = Own(qtbot, work, person)
    wanted = {"change_password": AT_THE_DOOR["change_password"]}
    press_each_twice(qtbot, database, own, wanted, Told(work.client), lambda: work.client.runner.busy)
    before = commands(database)
    languages = own.screen.language
    languages.showPopup()
    view = languages.view()
    qtbot.waitUntil(view.isVisible)
    qtbot.wait(400)  # a list that has just opened takes no release of a button for a choice
    entry = view.visualRect(languages.model().index(languages.findData("FR"), 0)).center()
    spot = view.viewport().mapToGlobal(entry)
    click(view.window(), spot)
    click(window, spot)
    qtbot.waitUntil(lambda: not work.client.runner.busy, timeout=PATIENCE_MS)
    assert text.language() is Language.FR
    assert list((commands(database) - before).elements()) == AT_THE_DOOR["language"]
