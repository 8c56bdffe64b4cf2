"""Screens for tests: opened and filled, dialogs that they ask with, and a client whose server can go away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop.ui.client import Client, StationFacts
from cleanstation_desktop.ui.messages import Message
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.printing.preview import PreviewPanel
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from tests.support.clusters import Clone
from tests.support.people import TestPerson, session_of
from tests.support.slow_proxy import SlowProxy

AnyScreen = TypeVar("AnyScreen", bound=Screen)

# Content beside the sidebar in the smallest window that is promised (1280 × 800).
SIZE = (1072, 740)
PATIENCE_MS = 15_000


class OfSize:
    """A screen of this size, as far as a window asks for it."""

    def __init__(self, width: int, height: int) -> None:
        self._room = QRect(0, 0, width, height)

    def availableGeometry(self) -> QRect:  # noqa: N802 - Qt's name
        """All of it."""
        return self._room


def show(qtbot: QtBot, screen: AnyScreen, filled: Callable[[AnyScreen], bool]) -> AnyScreen:
    """Open a screen as the shell does, and wait until it is filled."""
    qtbot.addWidget(screen)
    screen.resize(*SIZE)
    screen.show()
    screen.load()
    qtbot.waitUntil(lambda: filled(screen), timeout=PATIENCE_MS)
    return screen


def asked(qtbot: QtBot) -> Dialog:
    """The dialog that stands in front."""
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), Dialog), timeout=PATIENCE_MS)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, Dialog)
    return dialog


def deed_of(dialog: QWidget) -> QPushButton:
    """The button of a dialog that does what is asked about, and not the one that leaves it."""
    (deed,) = [made for made in dialog.findChildren(QPushButton) if made.property("look") in ("primary", "danger")]
    return deed


def confirmed(qtbot: QtBot) -> None:
    """Say yes to the question that stands in front."""
    qtbot.mouseClick(deed_of(asked(qtbot)), Qt.MouseButton.LeftButton)


def closed(qtbot: QtBot) -> None:
    """Wait until no dialog is open."""
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None, timeout=PATIENCE_MS)


def painted(qtbot: QtBot, client: Client, preview: PreviewPanel) -> tuple[QColor, QColor]:
    """Wait for the page of a preview, and give what is painted at its upper and at its lower edge."""
    qtbot.waitUntil(lambda: bool(preview.pdf), timeout=30_000)
    qtbot.waitUntil(lambda: preview.view.memory > 0 and not client.runner.busy, timeout=30_000)
    preview.view.fit("page")
    shown = preview.view.viewport().grab().toImage()
    middle = shown.width() // 2
    return shown.pixelColor(middle, shown.height() // 4), shown.pixelColor(middle, shown.height() * 3 // 4)


def heard(client: Client) -> list[Message]:
    """What the client says from now on."""
    said: list[Message] = []
    client.messages.shown.connect(said.append)
    return said


def places(client: Client) -> list[Place]:
    """Where the client is sent from now on."""
    went: list[Place] = []
    client.place_wanted.connect(went.append)
    return went


@contextmanager
def client_over_a_line(database: Clone, person: TestPerson, folder: Path) -> Iterator[tuple[Client, SlowProxy]]:
    """A client whose line to the server can be cut."""
    url = database.url()
    with SlowProxy(url.host or "127.0.0.1", url.port or 5432) as line:
        session = session_of(database, person, url=line.url(url))
        client = Client(session, StationFacts("bench-1", "demo", "localhost", folder))
        try:
            yield client, line
        finally:
            line.accept()
            client.close()
            application = QApplication.instance()
            assert application is not None
            application.processEvents()
