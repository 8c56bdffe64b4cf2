"""Two clicks on one spot, for tests of what writes, and which writes the server carried out for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialogButtonBox, QFileDialog, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.input.second_taps import is_resting
from cleanstation_desktop.ui.messages import Message
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from cleanstation_desktop.ui.widgets.signing import SignDialog
from tests.support.clusters import Clone
from tests.support.counted_writes import Writes
from tests.support.screens import PATIENCE_MS, asked


def commands(database: Clone) -> Counter[str]:
    """How many writes of each name the server has carried out."""
    with database.connect() as connection:
        rows = connection.execute("SELECT name, count(*) FROM cs.command GROUP BY name").fetchall()
    return Counter({str(name): int(count) for name, count in rows})


def click_twice(qtbot: QtBot, made: QWidget, pause: int) -> None:
    """As the windows get it, once it is to be seen; the second one goes to whatever lies there by then.

    Parameters: made, a button, or an open menu with one entry; pause, in between, ms.
    """
    window = made.window()
    # What a page offers has its place when the layouts heard of it: on a busy machine it is read some time before.
    qtbot.waitUntil(
        lambda: made.isVisible() and (window.childAt(made.mapTo(window, made.rect().center())) or window) is made,
        timeout=PATIENCE_MS,
    )
    spot = made.mapToGlobal(made.rect().center())
    beneath = [window]
    while (parent := beneath[-1].parentWidget()) is not None:
        beneath.append(parent.window())
    for wait in (pause, 0):
        at = window.mapFromGlobal(spot)
        if window.rect().contains(at):  # beside a dialog nobody hears it
            QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
        qtbot.wait(wait)
        left = (each for each in beneath if isValid(each) and each.isVisible())
        window = QApplication.activeModalWidget() or next(left)


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


def choosing(qtbot: QtBot, over: QWidget, file: Path) -> QAbstractButton:
    """The button that takes a file, in the chooser that opens over a widget."""
    qtbot.waitUntil(lambda: over.findChild(QFileDialog) is not None, timeout=PATIENCE_MS)
    chooser = over.findChild(QFileDialog)
    assert isinstance(chooser, QFileDialog)
    chooser.selectFile(str(file))
    buttons = chooser.findChild(QDialogButtonBox)
    assert isinstance(buttons, QDialogButtonBox)
    (taken,) = (
        each for each in buttons.buttons() if buttons.buttonRole(each) is QDialogButtonBox.ButtonRole.AcceptRole
    )
    return taken


def nothing(*_answer: object) -> None:
    """For what is told when it is done."""


def counted(qtbot: QtBot, database: Clone, busy: Callable[[], bool], pressed: QWidget, pause: int) -> list[str]:
    """The names of the writes that two clicks on this are."""
    qtbot.waitUntil(lambda: not busy(), timeout=PATIENCE_MS)
    # A hand is slower than a test: what was pressed last does not rest there any more.
    qtbot.waitUntil(lambda: not is_resting(pressed.mapToGlobal(pressed.rect().center())), timeout=PATIENCE_MS)
    before = commands(database)
    click_twice(qtbot, pressed, pause)
    qtbot.wait(100)
    qtbot.waitUntil(lambda: not busy(), timeout=PATIENCE_MS)
    return sorted((commands(database) - before).elements())


class Told:
    """What clients say but that something is done."""

    def __init__(self, *clients: Client) -> None:
        self.said: list[str] = []
        for client in clients:
            self.hear(client)

    def hear(self, client: Client) -> None:
        """Hear one more."""
        client.messages.shown.connect(self._take)

    def _take(self, message: Message) -> None:
        if message.kind != "ok":
            self.said.append(f"{message.kind}: {message.text}")


def press_each_twice(
    qtbot: QtBot,
    database: Clone,
    cases: object,
    wanted: Writes,
    told: Told,
    busy: Callable[[], bool],
    *,
    pause: int = 150,
    leaves: Mapping[str, type[Dialog]] = MappingProxyType({}),
) -> None:
    """Two clicks on each button are what one is to write; nothing else is told, and nothing is open that nobody asked
    for. Parameters: cases, whose methods give the buttons; leaves, the dialogs that stand there afterwards."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for name in wanted:
        pressed = getattr(cases, name)()
        told.said.clear()
        written = counted(qtbot, database, busy, pressed, pause)
        found[name] = (written, [*told.said])
        left = QApplication.activeModalWidget()
        if name in leaves:
            assert isinstance(left, leaves[name]), name
            left.done(0)
        else:
            assert left is None, f"{name}: {left.windowTitle()}"
    assert found == {name: (written, []) for name, written in wanted.items()}
