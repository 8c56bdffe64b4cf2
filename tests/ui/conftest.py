"""What every test of the client begins with: English, the light look, no secret and no settings of earlier tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.ui import text, theme
from cleanstation_desktop.ui.client import Client, StationFacts
from cleanstation_desktop.ui.collecting import Collecting
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.shell.window import MainWindow
from cleanstation_desktop.ui.shell.workplace import Workplace
from tests.support.clusters import Clone
from tests.support.cups_server import PaperTray
from tests.support.memory_keyring import MemoryKeyring
from tests.support.people import TestPerson, make_person, session_of
from tests.support.slow_proxy import SlowProxy
from tests.support.windows import make_window, work_of


@pytest.fixture(scope="session", autouse=True)
def collecting(qapp: QApplication) -> Iterator[None]:
    """Garbage is collected in the UI thread, as in the client: elsewhere it takes widgets away from under it."""
    made = Collecting(qapp)
    yield
    made.end()


@pytest.fixture(autouse=True)
def fresh_station(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A station that nobody has used: folders of its own, an empty keyring, and afterwards the usual look again."""
    for folder in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{folder}_HOME", str(tmp_path / "station" / folder.lower()))
    MemoryKeyring.secrets.clear()
    yield
    text.set_language("EN")
    application = QApplication.instance()
    if isinstance(application, QApplication) and theme.is_dark():
        theme.apply(application, "light")


@pytest.fixture
def qtbot(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> QtBot:
    """pytest-qt's, which dresses what a test shows alone, as the client's window dresses what is in it."""
    add = qtbot.addWidget

    def dress_and_add(widget: QWidget, **more: Any) -> None:
        if widget.parent() is None and not widget.styleSheet():
            theme.dress(widget)
        add(widget, **more)

    monkeypatch.setattr(qtbot, "addWidget", dress_and_add)
    return qtbot


@pytest.fixture
def client_of(qapp: QApplication, tmp_path: Path) -> Iterator[Callable[..., Client]]:
    """Makes clients of people: `client_of(database, Role.QC_PERSON)` or `client_of(database, person=person)`.

    They are closed after the test, when all their work came to an end.
    """
    made: list[Client] = []

    def make(database: Clone, *roles: Role, person: TestPerson | None = None) -> Client:
        who = person or make_person(database, *roles)
        session = session_of(database, who)
        made.append(Client(session, StationFacts("bench-1", "demo", "localhost", tmp_path)))
        return made[-1]

    yield make
    for client in made:
        client.close()
    # What the workers still handed over is for nobody: it must not reach the widgets of the next test.
    qapp.sendPostedEvents()
    qapp.processEvents()


@pytest.fixture
def ground(qtbot: QtBot, client_of: Callable[..., Client]) -> Iterator[QWidget]:
    """An empty window for dialogs to lie on; they are closed before their client is."""
    made = QWidget()
    made.resize(1280, 800)
    qtbot.addWidget(made)
    made.show()
    yield made
    for dialog in made.findChildren(QDialog):
        dialog.close()


@pytest.fixture
def tray() -> Iterator[PaperTray]:
    """A label printer on the network that works."""
    made = PaperTray()
    yield made
    made.close()


@pytest.fixture
def person(database: Clone) -> TestPerson:
    """Somebody with work in the office."""
    return make_person(database, Role.PRODUCTION_COORDINATOR)


@pytest.fixture
def buyer(database: Clone) -> TestPerson:
    """The procurement specialist."""
    return make_person(database, Role.PROCUREMENT_SPECIALIST)


@pytest.fixture
def proxy(database: Clone) -> Iterator[SlowProxy]:
    """The line to the server, which can be cut or made slow."""
    known = database.dsn()
    with SlowProxy(known["host"], known["port"]) as running:
        yield running


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, database: Clone, tmp_path: Path) -> MainWindow:
    """The client on its sign-in page."""
    return make_window(qtbot, database.url(), tmp_path)


@pytest.fixture
def workplace(qtbot: QtBot, window: MainWindow, person: TestPerson) -> Workplace:
    """The person's work in that window, open and read."""
    return work_of(qtbot, window, person)


@pytest.fixture
def screen(workplace: Workplace) -> Screen:
    """The screen that this work shows first."""
    assert workplace.screen_shown is not None
    return workplace.screen_shown
