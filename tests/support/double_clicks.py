"""Two clicks on one spot, for tests of what writes, and how many writes the server carried out for them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop.ui.input.second_taps import is_resting
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from cleanstation_desktop.ui.widgets.signing import SignDialog
from tests.support.clusters import Clone
from tests.support.screens import PATIENCE_MS, asked


def commands(database: Clone) -> int:
    """How many writes the server has carried out."""
    with database.connect() as connection:
        row = connection.execute("SELECT count(*) FROM cs.command").fetchone()
    assert row is not None
    return int(row[0])


def click_twice(qtbot: QtBot, made: QWidget, pause: int) -> None:
    """As the windows get it, once it is to be seen; the second one goes to whatever lies there by then.

    Parameters: pause, in between, ms.
    """
    window = made.window()
    # What a page offers has its place when the layouts heard of it: on a busy machine it is read some time before.
    qtbot.waitUntil(
        lambda: made.isVisible() and window.childAt(made.mapTo(window, made.rect().center())) is made,
        timeout=PATIENCE_MS,
    )
    spot = made.mapToGlobal(made.rect().center())
    parent = window.parentWidget()
    beneath = window if parent is None else parent.window()
    for wait in (pause, 0):
        at = window.mapFromGlobal(spot)
        if window.rect().contains(at):  # beside a dialog nobody hears it
            QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
        qtbot.wait(wait)
        window = QApplication.activeModalWidget() or beneath


def filled(dialog: Dialog, **texts: str) -> Dialog:
    """The dialog, open, with this in its fields."""
    dialog.open()
    for name, text in texts.items():
        dialog.form.fields[name].editor.setProperty("text", text)
        dialog.form.fields[name].editor.setProperty("plainText", text)
    return dialog


def signing(qtbot: QtBot, password: str) -> QAbstractButton:
    """The button that signs, in the dialog that stands in front, with the password typed."""
    dialog = asked(qtbot)
    assert isinstance(dialog, SignDialog)
    dialog.password.setText(password)
    return dialog.sign


def nothing(*_answer: object) -> None:
    """For what is told when it is done."""


def counted(qtbot: QtBot, database: Clone, busy: Callable[[], bool], pressed: QWidget, pause: int) -> int:
    """How many writes two clicks on this are."""
    qtbot.waitUntil(lambda: not busy(), timeout=PATIENCE_MS)
    # A hand is slower than a test: what was pressed last does not rest there any more.
    qtbot.waitUntil(lambda: not is_resting(pressed.mapToGlobal(pressed.rect().center())), timeout=PATIENCE_MS)
    before = commands(database)
    click_twice(qtbot, pressed, pause)
    qtbot.wait(100)
    qtbot.waitUntil(lambda: not busy(), timeout=PATIENCE_MS)
    return commands(database) - before
