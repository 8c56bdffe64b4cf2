"""The stations screen: who is where, names that nobody entered, added, changed, retired and taken back."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import stations
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.ui import text
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.stations.screen import StationDialog, StationsScreen
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from tests.support.clusters import Clone
from tests.support.people import STATION, make_person, session_of
from tests.support.ui import assert_looks_right

Clients = Callable[..., Client]


def opened(qtbot: QtBot, client: Client) -> StationsScreen:
    """The screen, filled."""
    screen = StationsScreen(client, Place.of("stations"))
    qtbot.addWidget(screen)
    screen.resize(1072, 740)
    screen.show()
    screen.load()
    qtbot.waitUntil(lambda: screen.model.rowCount() > 0, timeout=10_000)
    return screen


def dialog_of() -> StationDialog:
    """The dialog that is open."""
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, StationDialog)
    return dialog


def states(screen: StationsScreen) -> dict[str, str]:
    """Name and state of each line."""
    index = screen.model.index
    return {str(index(row, 0).data()): str(index(row, 2).data()) for row in range(screen.model.rowCount())}


def test_a_station_from_its_first_to_its_last_day(qtbot: QtBot, database: Clone, client_of: Clients) -> None:
    """The PC that is used but not listed can be adopted; a name is unique; retired ones can be used again."""
    client = client_of(database, Role.ADMIN)
    stations.add_station(client.session, "FLOOR-1", "Beside the press")
    at_work = session_of(database, make_person(database, Role.QC_PERSON), station="FLOOR-1")
    with contextlib.closing(at_work), at_work.read() as connection:
        connection.exec_driver_sql("SELECT 1")
        screen = opened(qtbot, client)
        assert states(screen) == {"FLOOR-1": "In use now", STATION: "Not in the list"}
        assert "qc since" in screen._facts.text()
    assert_looks_right(screen, touch=True)
    screen.table.setCurrentIndex(screen.model.index(1, 0))
    screen.adopt.click()
    dialog = dialog_of()
    assert_looks_right(dialog, touch=True)
    assert dialog.name.text() == STATION
    dialog.name.setText("FLOOR-1")
    dialog.action.click()
    qtbot.waitUntil(lambda: dialog.form.fields["name"].error != "", timeout=10_000)
    dialog.name.setText(STATION)
    qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: states(screen)[STATION] == "In use now", timeout=10_000)
    assert screen.row is not None
    assert screen.row.name == STATION
    screen.change.click()
    dialog = dialog_of()
    dialog.location.setText("Office")
    dialog.action.click()
    qtbot.waitUntil(lambda: "Office" in screen._facts.text(), timeout=10_000)
    screen.retire.click()
    asked = QApplication.activeModalWidget()
    assert isinstance(asked, Dialog)
    asked.accept()
    # Somebody is still signed in there, so the line stays.
    qtbot.waitUntil(lambda: states(screen)[STATION] == "Retired", timeout=10_000)
    screen.take_back.click()
    assert not screen.take_back.isEnabled()  # what was pressed waits for its answer
    qtbot.waitUntil(lambda: states(screen)[STATION] == "In use now", timeout=10_000)


def test_who_signs_in_and_out_is_seen_without_being_asked_for(
    qtbot: QtBot, database: Clone, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No change tells of it. What somebody looks at stays where it is; under a dialog and behind the lock all rests."""
    monkeypatch.setattr(StationsScreen, "reads_again_ms", 100)
    client = client_of(database, Role.ADMIN)
    for each in range(40):
        stations.add_station(client.session, f"FLOOR-{each:02}", "Hall")
    screen = opened(qtbot, client)
    screen.table.selectRow(30)
    bar = screen.table.verticalScrollBar()
    bar.setValue(1)
    qc = make_person(database, Role.QC_PERSON)

    def signed_in() -> Session:
        session = session_of(database, qc, station="FLOOR-00")
        with session.read() as connection:
            connection.exec_driver_sql("SELECT 1")
        return session

    with contextlib.closing(signed_in()):
        qtbot.waitUntil(lambda: states(screen)["FLOOR-00"] == "In use now", timeout=10_000)
        assert screen.row is not None
        assert (screen.row.name, bar.value()) == ("FLOOR-30", 1)
        screen.change.click()
        dialog = dialog_of()
        qtbot.waitUntil(lambda: not client.runner.busy, timeout=10_000)
    qtbot.wait(500)
    assert states(screen)["FLOOR-00"] == "In use now"
    dialog.reject()
    qtbot.waitUntil(lambda: states(screen)["FLOOR-00"] == "Free", timeout=10_000)
    screen.hide()
    with contextlib.closing(signed_in()):
        qtbot.wait(500)
        assert states(screen)["FLOOR-00"] == "Free"
        screen.show()
        qtbot.waitUntil(lambda: states(screen)["FLOOR-00"] == "In use now", timeout=10_000)
    assert (screen.row.name, bar.value()) == ("FLOOR-30", 1)


def test_a_retired_station_leaves_nothing_chosen(qtbot: QtBot, database: Clone, client_of: Clients) -> None:
    """The next press on Retire is for no other."""
    client = client_of(database, Role.ADMIN)
    for name in ("FLOOR-1", "FLOOR-2"):
        stations.add_station(client.session, name, "Beside the press")
    screen = opened(qtbot, client)
    screen.table.selectRow(0)
    screen.retire.click()
    asked = QApplication.activeModalWidget()
    assert isinstance(asked, Dialog)
    asked.accept()
    qtbot.waitUntil(lambda: "FLOOR-1" not in states(screen), timeout=10_000)
    assert screen.row is None
    assert screen.retire.isHidden()
    assert screen._facts.text() == "Choose a station in the list."


def test_the_state_is_kept_and_french_fits(qtbot: QtBot, database: Clone, client_of: Clients) -> None:
    """After another language the same station is chosen."""
    client = client_of(database, Role.ADMIN)
    for name in ("FLOOR-1", "FLOOR-2"):
        stations.add_station(client.session, name, "Beside the press")
    screen = opened(qtbot, client)
    screen.table.setCurrentIndex(screen.model.index(1, 0))
    text.set_language("FR")
    again = StationsScreen(client, Place.of("stations"))
    qtbot.addWidget(again)
    again.resize(1072, 740)
    again.show()
    again.restore(screen.state())
    again.load()
    qtbot.waitUntil(lambda: again.row is not None and again.row.name == "FLOOR-2", timeout=10_000)
    assert_looks_right(again, touch=True)
