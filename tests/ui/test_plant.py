"""The settings of the plant on the screen: each fault at its field, what changes asked once, saved all or none."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import plant_settings
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.ui import text
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.my_settings.screen import MySettingsScreen
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.plant.screen import PlantScreen
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from tests.support.clusters import Clone
from tests.support.people import make_person, session_of
from tests.support.screens import deed_of
from tests.support.ui import assert_looks_right, named, press, words_on

Clients = Callable[..., Client]
WAIT = 10_000


@pytest.fixture
def client(database: Clone, client_of: Clients) -> Client:
    """The administrator's client."""
    return client_of(database, Role.ADMIN)


def opened(qtbot: QtBot, client: Client) -> PlantScreen:
    """The screen, filled."""
    screen = PlantScreen(client, Place.of("plant"))
    qtbot.addWidget(screen)
    screen.resize(1072, 740)
    with qtbot.waitActive(screen):
        screen.show()
        screen.activateWindow()
    screen.load()
    qtbot.waitUntil(lambda: screen.company.text() != "", timeout=WAIT)
    return screen


def saved(session: Session) -> dict[str, object]:
    """What the server holds."""
    return {row.name: row.value for row in plant_settings.list_settings(session)}


def question() -> Dialog:
    """The question that is open."""
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, Dialog)
    return dialog


def test_all_that_was_changed_is_asked_once_and_saved_at_once(qtbot: QtBot, client: Client) -> None:
    """A double press writes once; nothing changed, nothing to save."""
    screen = opened(qtbot, client)
    assert_looks_right(screen, touch=True, focus=True)
    assert not screen.save.isEnabled()
    screen.company.setText("  Kärcher & Söhne ")
    screen.zone.setCurrentText("Europe/Berlin")
    screen.idle.setText("4,5")
    screen.soon.setText("7")
    assert screen.unsaved()
    press(Qt.Key.Key_S, keys=Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None, timeout=WAIT)
    asked = question()
    assert "Name of the company: Torvan Medical → Kärcher & Söhne" in words_on(asked)
    assert "Hours until an idle session ends: 8 → 4.5" in words_on(asked)
    assert "Minutes until" not in words_on(asked)
    assert_looks_right(asked, touch=True)
    yes = deed_of(asked)
    for _ in range(2):
        qtbot.mouseClick(yes, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: saved(client.session)["plant_zone"] == "Europe/Berlin", timeout=WAIT)
    assert saved(client.session) == {
        "company_name": "Kärcher & Söhne",
        "plant_zone": "Europe/Berlin",
        "idle_session_hours": 4.5,
        "station_lock_minutes": 10,
        "due_soon_days": 7,
    }
    qtbot.waitUntil(lambda: not screen.unsaved(), timeout=WAIT)
    assert not screen.save.isEnabled()
    assert {row.version for row in plant_settings.list_settings(client.session)} == {1, 2}


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("company_name", "   ", "1 to 200"),
        ("station_lock_minutes", "0", "above 0, at most 60"),
        ("station_lock_minutes", "61", "above 0, at most 60"),
        ("station_lock_minutes", "ten", "above 0, at most 60"),
        ("station_lock_minutes", "", "above 0, at most 60"),
        ("idle_session_hours", "NaN", "above 0, at most 24"),
        ("idle_session_hours", "1e9", "above 0, at most 24"),
        ("due_soon_days", "2.5", "whole number"),
        ("due_soon_days", "-1", "above 0, at most 365"),
    ],
)
def test_a_fault_is_said_at_its_field(qtbot: QtBot, client: Client, name: str, typed: str, said: str) -> None:
    """Nothing is asked and nothing is written."""
    screen = opened(qtbot, client)
    before = saved(client.session)
    editor = screen.form.fields[name].editor
    assert isinstance(editor, QLineEdit)
    editor.setText(typed)
    screen.save.click()
    assert said in screen.form.fields[name].error
    assert QApplication.activeModalWidget() is None
    assert saved(client.session) == before


def test_what_somebody_else_saves_is_seen_and_what_was_typed_stays(
    qtbot: QtBot, database: Clone, client: Client
) -> None:
    """A setting that was not touched follows; one that was is asked about with the newest value beside it."""
    screen = opened(qtbot, client)
    screen.soon.setText("5")
    client.live.start()
    qtbot.waitUntil(lambda: client.live.state == "live", timeout=WAIT)
    other = session_of(database, make_person(database, Role.ADMIN))
    plant_settings.change_plant(other, {"company_name": ("Elsewhere", 1), "due_soon_days": (9, 1)})
    other.close()
    qtbot.waitUntil(lambda: screen.company.text() == "Elsewhere", timeout=WAIT)
    assert screen.soon.text() == "5"
    screen.save.click()
    assert "Days in which a build is due soon: 9 → 5" in words_on(question())
    question().accept()
    qtbot.waitUntil(lambda: saved(client.session)["due_soon_days"] == 5, timeout=WAIT)


def test_the_way_there_is_the_administrators(qtbot: QtBot, database: Clone, client_of: Clients, client: Client) -> None:
    """My settings has a card for it, which nobody else sees; in French and Spanish too, with what was typed."""
    wanted: list[Place] = []
    client.place_wanted.connect(wanted.append)
    for who, there in ((client, True), (client_of(database, Role.QC_PERSON), False)):
        mine = MySettingsScreen(who, Place.of("settings"))
        qtbot.addWidget(mine)
        mine.resize(1072, 740)
        mine.show()
        assert ("Plant settings" in words_on(mine)) == there
        assert_looks_right(mine, touch=True)
        if there:
            named(mine, "Plant settings", QPushButton).click()
    assert wanted == [Place.of("plant")]
    screen = opened(qtbot, client)
    screen.idle.setText("2.5")
    for language in ("FR", "ES"):
        text.set_language(language)
        again = PlantScreen(client, Place.of("plant"))
        qtbot.addWidget(again)
        again.resize(1072, 740)
        again.show()
        again.restore(screen.state())
        again.load()
        qtbot.waitUntil(partial(shows_idle, again, "2.5"), timeout=WAIT)
        assert again.unsaved()
        assert_looks_right(again, touch=True)


def shows_idle(screen: PlantScreen, hours: str) -> bool:
    return screen.idle.text() == hours
