"""Dialogs by the keyboard: what Enter and Escape do in them, wherever the focus is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop.ui.checks import accessible_name
from cleanstation_desktop.ui.widgets.dialogs import Dialog, confirm
from cleanstation_desktop.ui.widgets.fields import line_edit
from tests.support.ui import named, press


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
