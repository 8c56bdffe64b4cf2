"""The window with a dialog open: locked, unlocked, left and closed; the on-screen keyboard; the station's settings."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.ui import text, theme
from cleanstation_desktop.ui.my_settings.password_dialog import PasswordDialog
from cleanstation_desktop.ui.my_settings.screen import MySettingsScreen
from cleanstation_desktop.ui.people.edit_dialogs import CreateDialog
from cleanstation_desktop.ui.people.screen import PeopleScreen
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.shell.window import MainWindow
from cleanstation_desktop.ui.shell.workplace import Workplace
from cleanstation_desktop.ui.widgets.dialogs import Dialog, ask_text, confirm
from cleanstation_desktop.ui.widgets.file_dialog import file_dialog
from tests.support.clusters import Clone
from tests.support.people import TestPerson, make_person, session_of
from tests.support.screens import heard
from tests.support.ui import assert_looks_right, named, scan, words_on
from tests.support.windows import unlock


@pytest.fixture
def person(database: Clone) -> TestPerson:
    """An administrator."""
    return make_person(database, Role.ADMIN)


@pytest.fixture
def workplace(qtbot: QtBot, workplace: Workplace) -> Workplace:
    """The administrator's work, open on the people screen."""
    workplace.go(Place("people"))
    screen = workplace.screen_shown
    assert isinstance(screen, PeopleScreen)
    qtbot.waitUntil(lambda: screen.model.rowCount() == 1, timeout=10_000)
    return workplace


def test_a_dialog_goes_with_the_lock_and_comes_back_as_it_was(
    qtbot: QtBot, window: MainWindow, workplace: Workplace, person: TestPerson
) -> None:
    """Nobody reads or types into it while the window is locked; what was typed is there again afterwards."""
    screen = workplace.screen_shown
    assert isinstance(screen, PeopleScreen)
    screen.new.click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, CreateDialog)
    dialog.full_name.setText("Half A Name")
    window.lock()
    assert QApplication.activeModalWidget() is None
    assert not dialog.isVisible()
    unlock(qtbot, window, person)
    assert window.current is workplace
    assert dialog.isVisible()
    assert dialog.full_name.text() == "Half A Name"
    dialog.done(0)


@pytest.mark.parametrize("switches", [False, True], ids=["locks", "switches person"])
def test_the_keys_that_lock_act_in_a_dialog_too(
    qtbot: QtBot, window: MainWindow, workplace: Workplace, person: TestPerson, switches: bool
) -> None:
    """The dialog goes with the work and comes back with it; at the lock the keys do nothing."""
    screen = workplace.screen_shown
    assert isinstance(screen, PeopleScreen)
    screen.new.click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, CreateDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClicks(dialog.full_name, "Half A Name")
    shift = Qt.KeyboardModifier.ShiftModifier if switches else Qt.KeyboardModifier.NoModifier
    qtbot.keyClick(dialog.full_name, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | shift)
    assert window.current is None
    assert not dialog.isVisible()
    assert (window._stack.currentWidget() is window.sign_in) is switches
    asked = confirm(window, "Sign out?", "Something is lost.", "Sign out", lambda: None)
    qtbot.waitUntil(asked.isActiveWindow)
    before = window._stack.currentWidget()
    qtbot.keyClick(asked, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert asked.isVisible()
    assert window._stack.currentWidget() is before
    asked.reject()
    window._open(workplace)
    assert dialog.isVisible()
    assert dialog.full_name.text() == "Half A Name"
    dialog.done(0)


def test_a_dialog_for_a_file_goes_with_the_lock_and_comes_back(
    qtbot: QtBot, window: MainWindow, workplace: Workplace, person: TestPerson
) -> None:
    """Qt's own hears the keys too."""
    chosen: list[str] = []
    dialog = file_dialog(workplace, "Export", chosen.append)
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    line = dialog.findChild(QLineEdit)
    assert line is not None
    line.setText("my-name.csv")
    qtbot.keyClick(line, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert (window.current, dialog.isVisible()) == (None, False)
    unlock(qtbot, window, person)
    assert (dialog.isVisible(), line.text(), chosen) == (True, "my-name.csv", [])
    dialog.reject()
    qtbot.waitUntil(lambda: not isValid(dialog))


def test_a_dialog_of_the_system_answers_nobody_once_the_window_is_locked(
    qtbot: QtBot, window: MainWindow, workplace: Workplace, person: TestPerson
) -> None:
    """One that stands in a file dialog's stead may stay in front of the lock, where anybody can choose a file in it."""
    chosen: list[str] = []
    dialog = file_dialog(workplace, "Export", chosen.append)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)  # as Qt does then
    dialog.open()
    window.lock()
    assert not dialog.isVisible()
    dialog.fileSelected.emit("theirs.csv")
    qtbot.waitUntil(lambda: not isValid(dialog))
    assert chosen == []
    unlock(qtbot, window, person)
    assert QApplication.activeModalWidget() is None


def test_signing_out_ends_open_dialogs_first(qtbot: QtBot, window: MainWindow, workplace: Workplace) -> None:
    """Also from behind the lock; nothing of them is left to run into a closed session."""
    screen = workplace.screen_shown
    assert isinstance(screen, PeopleScreen)
    screen.new.click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QDialog)
    window.lock()
    window.leave(workplace)
    qtbot.waitUntil(lambda: not isValid(dialog), timeout=5_000)
    assert window.current is None
    assert QApplication.activeModalWidget() is None


def test_no_page_opens_behind_a_dialog(qtbot: QtBot, window: MainWindow, workplace: Workplace) -> None:
    """As by a scan that was looked up late: the page and the dialog over it would be gone with what was typed."""
    said = heard(workplace.client)
    screen = workplace.screen_shown
    assert isinstance(screen, PeopleScreen)
    screen.new.click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, CreateDialog)
    qtbot.keyClicks(dialog.full_name, "Half A Name")
    workplace.client.open("settings")
    workplace.client.back()
    assert [message.text for message in said] == ["A dialog is open."] * 2
    assert workplace.screen_shown is screen
    assert isValid(dialog) and dialog.isVisible()
    assert dialog.full_name.text() == "Half A Name"
    dialog.done(0)
    workplace.client.open("settings")
    assert isinstance(workplace.screen_shown, MySettingsScreen)


def test_a_dialog_opens_a_page_after_its_deed(qtbot: QtBot, workplace: Workplace) -> None:
    """What was typed is sent: nothing is asked any more."""
    screen, client = workplace.screen_shown, workplace.client
    assert screen is not None
    dialog = ask_text(
        screen, "Why?", "", "Reason", "Send", client.runner, lambda *_given: 1, lambda _done: client.open("settings")
    )
    qtbot.keyClicks(dialog.form.fields["text"].editor, "a good reason")
    assert dialog.unsaved() == "What you typed under “Why?” is not sent yet."
    named(dialog, "Send", QPushButton).click()
    qtbot.waitUntil(lambda: isinstance(workplace.screen_shown, MySettingsScreen), timeout=10_000)
    assert QApplication.activeModalWidget() is None


@pytest.mark.parametrize("typed", ["in a field", "a password", "nothing"])
def test_signing_out_at_the_lock_asks_about_what_a_dialog_holds(
    qtbot: QtBot, window: MainWindow, workplace: Workplace, typed: str
) -> None:
    """Anybody may press that button. Passwords are gone with the lock anyhow."""
    workplace.go(Place("settings"))
    settings = workplace.screen_shown
    assert isinstance(settings, MySettingsScreen)
    dialog: Dialog
    if typed == "in a field":
        dialog = ask_text(
            settings, "Why?", "", "Reason", "Send", workplace.client.runner, lambda *_given: 1, lambda _done: None
        )
        qtbot.keyClicks(dialog.form.fields["text"].editor, "a good reason")
    else:
        settings.password.click()
        found = QApplication.activeModalWidget()
        assert isinstance(found, PasswordDialog)
        dialog = found
        if typed == "a password":
            qtbot.keyClicks(found.new, "three grey herons")
    window.lock()
    window._sign_out(workplace)
    if typed != "in a field":
        assert workplace.client.session.person.id not in window.workplaces
        return
    asked = QApplication.activeModalWidget()
    assert isinstance(asked, Dialog)
    assert "under “Why?”" in words_on(asked)
    asked.reject()
    assert workplace.client.session.person.id in window.workplaces
    dialog.done(0)


def test_the_keyboard_button_and_the_settings_of_the_station(
    qtbot: QtBot, window: MainWindow, workplace: Workplace
) -> None:
    """The button shows the keyboard; the automatic one and the scanner's prefix hold at once."""
    named(workplace.top_bar, "On-screen keyboard", QToolButton).click()
    keyboard = window._inputs.keyboard
    assert keyboard.shown
    named(workplace.top_bar, "On-screen keyboard", QToolButton).click()
    assert not keyboard.shown
    workplace.go(Place("settings"))
    settings = workplace.screen_shown
    assert isinstance(settings, MySettingsScreen)
    qtbot.waitUntil(lambda: settings.isVisible() and settings.width() > 900)
    assert_looks_right(settings, touch=True)
    settings.automatic.click()
    assert keyboard.automatic
    settings.prefix.setCurrentIndex(settings.prefix.findData("F9"))
    settings.prefix.activated.emit(settings.prefix.currentIndex())
    with qtbot.waitSignal(window._inputs.scanner.scanned, timeout=2_000) as told:
        window.activateWindow()
        qtbot.waitUntil(lambda: QApplication.focusWindow() is not None)
        scan("B-1001", prefix=Qt.Key.Key_F9)
    assert told.args == ["B-1001"]


def test_a_dialog_in_front_offers_the_keyboard_for_what_is_typed_in_it(
    qtbot: QtBot, window: MainWindow, workplace: Workplace
) -> None:
    """A password to sign with, above all: the top bar can't be reached then. What asks only yes or no offers none."""
    screen = workplace.screen_shown
    assert isinstance(screen, PeopleScreen)
    screen.new.click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, Dialog)
    qtbot.waitUntil(lambda: isinstance(dialog.focusWidget(), QLineEdit) and dialog.isActiveWindow())
    field = QApplication.focusWidget()
    QTest.mouseClick(named(dialog, "On-screen keyboard", QToolButton), Qt.MouseButton.LeftButton)
    panel = window._inputs.keyboard.panel
    assert panel is not None
    QTest.mouseClick(named(panel, "q", QPushButton), Qt.MouseButton.LeftButton)
    assert isinstance(field, QLineEdit)
    assert (QApplication.focusWidget(), field.text()) == (field, "q")
    assert_looks_right(dialog, touch=True)
    dialog.reject()
    asked = confirm(screen, "Leave?", "Nothing is lost.", "Leave", lambda: None)
    assert not [made for made in asked.findChildren(QToolButton) if made.accessibleName() == "On-screen keyboard"]
    asked.reject()


def test_language_and_look_hold_at_once_and_are_kept(qtbot: QtBot, window: MainWindow, workplace: Workplace) -> None:
    """The screen is made anew in the other language and stands where it stood."""
    workplace.go(Place("settings"))
    settings = workplace.screen_shown
    assert isinstance(settings, MySettingsScreen)
    settings.language.setCurrentIndex(settings.language.findData("FR"))
    settings.language.activated.emit(settings.language.currentIndex())
    assert text.language().value == "FR"
    settings = workplace.screen_shown
    assert isinstance(settings, MySettingsScreen)
    assert settings.language.currentData() == "FR"
    settings.look.setCurrentIndex(settings.look.findData("dark"))
    settings.look.activated.emit(settings.look.currentIndex())
    assert theme.is_dark()
    assert workplace.client.preferences.get("language") == "FR"


def test_the_own_password_is_changed_with_the_present_one(
    qtbot: QtBot, window: MainWindow, workplace: Workplace, database: Clone, person: TestPerson
) -> None:
    """A wrong present one, two that differ and a weak one are told at their fields; the new one opens a session."""
    workplace.go(Place("settings"))
    settings = workplace.screen_shown
    assert isinstance(settings, MySettingsScreen)
    settings.password.click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PasswordDialog)
    assert_looks_right(dialog, touch=True)
    new = "three grey herons wait"

    def send(current: str, first: str, second: str) -> None:
        for line, typed in ((dialog.current, current), (dialog.new, first), (dialog.again, second)):
            assert isinstance(line, QLineEdit)
            line.setText(typed)
        dialog.action.click()

    send(person.password, new, "three grey herons")
    assert dialog.form.fields["again"].error
    send("not the password", new, new)
    qtbot.waitUntil(lambda: dialog.form.fields["current"].error != "", timeout=10_000)
    send(person.password, "password1234", "password1234")
    qtbot.waitUntil(lambda: dialog.form.fields["password"].error != "", timeout=10_000)
    send(person.password, new, new)
    qtbot.waitUntil(lambda: not isValid(dialog) or not dialog.isVisible(), timeout=10_000)
    again = TestPerson(person.id, person.login, new, person.full_name, person.initials, person.roles)
    session = session_of(database, again)
    with session.read() as connection:
        connection.exec_driver_sql("SELECT 1")
    session.close()
