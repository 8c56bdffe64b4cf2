"""Dialogs by the keyboard: what Enter and Escape do in them, wherever the focus is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop.ui.checks import accessible_name
from cleanstation_desktop.ui.widgets.dialogs import Dialog, confirm
from cleanstation_desktop.ui.widgets.fields import count_edit, line_edit, search_line
from cleanstation_desktop.ui.widgets.table import Column, RowsModel, TableView
from tests.support.ui import named, press, words_on, write


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    """What the dialogs open over, in the active window."""
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(900, 600)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def focused(qtbot: QtBot, dialog: Dialog) -> str:
    """The name of the control that has the focus in a dialog, once it is in front."""
    qtbot.waitUntil(lambda: dialog.isActiveWindow() and QApplication.focusWidget() is not None)
    at = QApplication.focusWidget()
    assert at is not None
    return accessible_name(at)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
@pytest.mark.parametrize("danger", [False, True])
def test_enter_presses_the_button_that_has_the_focus(qtbot: QtBot, page: QWidget, danger: bool, key: Qt.Key) -> None:
    """Who walked to “Stay” and presses Enter stays: the deed is not done, dangerous or not."""
    done: list[str] = []
    dialog = confirm(page, "Leave?", "It is lost.", "Leave", lambda: done.append("left"), danger=danger, no="Stay")
    focused(qtbot, dialog)
    named(dialog, "Stay", QPushButton).setFocus()
    press(key)
    assert not dialog.is_open
    assert done == []
    dialog = confirm(page, "Leave?", "It is lost.", "Leave", lambda: done.append("left"), danger=danger, no="Stay")
    focused(qtbot, dialog)
    named(dialog, "Leave", QPushButton).setFocus()
    press(key)
    assert done == ["left"]


@pytest.mark.parametrize("danger", [False, True])
def test_what_is_dangerous_is_not_done_by_an_enter_that_nobody_aimed(qtbot: QtBot, page: QWidget, danger: bool) -> None:
    """The focus begins on what gives it up; where nothing is lost, Enter does what was asked for."""
    done: list[str] = []
    dialog = confirm(page, "Go?", "It goes.", "Go", lambda: done.append("gone"), danger=danger, no="Stay")
    assert focused(qtbot, dialog) == ("Stay" if danger else "Go")
    press(Qt.Key.Key_Return)
    assert done == ([] if danger else ["gone"])
    assert not dialog.is_open


def test_enter_in_a_line_does_the_deed(qtbot: QtBot, page: QWidget) -> None:
    """As before: a line is no button. A dangerous deed is pressed by itself."""
    done: list[str] = []
    for look in ("primary", "danger"):
        dialog = Dialog(page, "Send?")
        line = line_edit()
        line.setAccessibleName("Line")
        dialog.body.addWidget(line)
        dialog.add_cancel()
        dialog.add_action("Send", lambda: done.append("sent"), look=look)
        dialog.open()
        line.setFocus()
        assert focused(qtbot, dialog) == "Line"
        press(Qt.Key.Key_Return)
        assert dialog.is_open
        dialog.done(0)
    assert done == ["sent"]


@pytest.mark.parametrize("by", ["Escape", "Cancel"])
def test_what_was_typed_is_thrown_away_only_after_asking(qtbot: QtBot, page: QWidget, by: str) -> None:
    """Escape reaches for what stands in front: the question is answered by Escape with “Go on writing”."""
    dialog = Dialog(page, "Why?")
    line = line_edit()
    dialog.body.addWidget(line)
    dialog.add_cancel()
    dialog.open()
    line.setFocus()
    focused(qtbot, dialog)
    write("a good reason")

    def leave() -> Dialog:
        if by == "Escape":
            # A window manager does that when the question closes; here there is none.
            dialog.activateWindow()
            line.setFocus()
            focused(qtbot, dialog)
            press(Qt.Key.Key_Escape)
        else:
            named(dialog, by, QPushButton).click()
        assert dialog.is_open
        made = QApplication.activeModalWidget()
        assert isinstance(made, Dialog) and made is not dialog
        assert "under “Why?”" in words_on(made)
        assert focused(qtbot, made) == "Go on writing"
        return made

    leave()
    press(Qt.Key.Key_Escape)
    assert dialog.is_open
    assert line.text() == "a good reason"
    named(leave(), "Throw away", QPushButton).click()
    assert not dialog.is_open


def test_a_search_a_number_a_password_and_blanks_are_no_loss(qtbot: QtBot, page: QWidget) -> None:
    """They are typed again in a moment, or kept by nobody."""
    dialog = Dialog(page, "Choose")
    secret = line_edit()
    secret.setEchoMode(QLineEdit.EchoMode.Password)
    editors = [search_line("Search"), count_edit(0, 100, 1, "Copies"), secret, line_edit()]
    for editor in editors:
        dialog.body.addWidget(editor)
    dialog.open()
    for editor, typed in zip(editors, ["PO-1", "2", "herons", "  "], strict=True):
        editor.setFocus()
        focused(qtbot, dialog)
        write(typed)
    press(Qt.Key.Key_Escape)
    assert not dialog.is_open


@pytest.mark.parametrize("opens", [False, True])
def test_enter_in_a_search_goes_to_the_list_and_in_the_list_does_the_deed(
    qtbot: QtBot, page: QWidget, opens: bool
) -> None:
    """Who types words and Enter looks for something, and sends nothing yet. A row that opens takes the key itself."""
    sent: list[str] = []
    opened: list[str] = []
    dialog = Dialog(page, "Which part?")
    search = search_line("Search")
    model: RowsModel[str] = RowsModel([Column("name", "Name", 200, lambda row: row)])
    table = TableView("Parts")
    table.setModel(model)
    model.set_rows(["a pipe", "a tap"])
    search.leads_to = table
    if opens:
        table.opened.connect(opened.append)
    for widget in (search, table):
        dialog.body.addWidget(widget)
    dialog.add_action("Send", lambda: sent.append("sent"))
    dialog.open()
    search.setFocus()
    assert focused(qtbot, dialog) == "Search"
    write("pipe")
    press(Qt.Key.Key_Return)
    assert sent == []
    assert focused(qtbot, dialog) == "Parts"
    assert table.current_row() == "a pipe"
    press(Qt.Key.Key_Return)
    assert (sent, opened) == (([], ["a pipe"]) if opens else (["sent"], []))
