"""The instruments screen: entered, calibrated anew, retired and taken back; what is wrong is said at its field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import audit, instruments
from cleanstation_desktop.services.audit import AuditFilter
from cleanstation_desktop.services.plant import read_today
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.ui import text
from cleanstation_desktop.ui.checks import accessible_name, find_faults
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.instruments.dialogs import CalibrationDialog, NameDialog, NewInstrumentDialog
from cleanstation_desktop.ui.instruments.screen import InstrumentsScreen
from cleanstation_desktop.ui.places import REGISTER, Place, listed_for
from tests.support.clusters import Clone
from tests.support.people import make_person, session_of
from tests.support.screens import confirmed
from tests.support.ui import assert_looks_right, named, press, tab_to, words_on, write

Clients = Callable[..., Client]
WAIT = 10_000


@pytest.fixture
def client(database: Clone, client_of: Clients) -> Client:
    """The administrator's client."""
    return client_of(database, Role.ADMIN)


@pytest.fixture
def today(client: Client) -> dt.date:
    """The day at the plant."""
    return read_today(client.session)


def opened(qtbot: QtBot, client: Client, rows: int) -> InstrumentsScreen:
    """The screen, once it shows so many."""
    screen = InstrumentsScreen(client, Place.of("instruments"))
    qtbot.addWidget(screen)
    screen.resize(1072, 740)
    with qtbot.waitActive(screen):
        screen.show()
        screen.activateWindow()
    screen.load()
    qtbot.waitUntil(lambda: screen._found is not None and screen.model.rowCount() == rows, timeout=WAIT)
    return screen


def states(screen: InstrumentsScreen) -> dict[str, str]:
    """Number and state of each line."""
    index = screen.model.index
    return {str(index(row, 0).data()): str(index(row, 3).data()) for row in range(screen.model.rowCount())}


def new_dialog() -> NewInstrumentDialog:
    """The dialog that asks for a new one."""
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, NewInstrumentDialog)
    return dialog


def focus_name() -> str:
    """What has the focus, by its name."""
    focused = QApplication.focusWidget()
    return accessible_name(focused) if focused is not None else ""


def test_an_instrument_from_its_first_to_its_last_day(qtbot: QtBot, client: Client, today: dt.date) -> None:
    """The empty page leads to the first one, a double click writes it once; calibrated, retired, used again."""
    screen = opened(qtbot, client, 0)
    assert "without one that is calibrated no end-of-line test can be done" in words_on(screen)
    assert_looks_right(screen, touch=True)
    first = screen._notice.action if screen._notice is not None else None
    assert first is not None
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    dialog = new_dialog()
    assert_looks_right(dialog, touch=True)
    dialog.number.setText("  TH-001 ")
    dialog.name.setText("Reference thermometer")
    dialog.due.set_day(today)
    for _ in range(2):
        qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: states(screen) == {"TH-001": "Calibration due soon"}, timeout=WAIT)
    assert len(instruments.list_instruments(client.session)) == 1
    assert "Today is the last day" in words_on(screen)
    with qtbot.waitActive(screen):
        screen.activateWindow()
    assert_looks_right(screen, touch=True, focus=True)

    screen.calibrate.click()
    again = QApplication.activeModalWidget()
    assert isinstance(again, CalibrationDialog)
    assert_looks_right(again, touch=True)
    again.due.set_day(today + dt.timedelta(days=31))
    for _ in range(2):
        qtbot.mouseClick(again.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: states(screen) == {"TH-001": "In use"}, timeout=WAIT)
    assert "31 days left" in words_on(screen)
    assert [each.version for each in instruments.list_instruments(client.session)] == [2]

    screen.retire.click()
    confirmed(qtbot)
    qtbot.waitUntil(lambda: states(screen) == {}, timeout=WAIT)
    assert "All instruments are retired." in words_on(screen)
    assert not screen.retire.isVisible()
    screen.with_retired.click()
    assert states(screen) == {"TH-001": "Retired"}
    assert screen.calibrate.isHidden()
    screen.take_back.click()
    qtbot.waitUntil(lambda: states(screen) == {"TH-001": "In use"}, timeout=WAIT)


def test_a_retired_instrument_leaves_nothing_chosen(qtbot: QtBot, client: Client, today: dt.date) -> None:
    """The next press on Retire is for no other; who searches gets the first that fits."""
    for number in ("TH-1", "TH-2", "TH-3"):
        instruments.add_instrument(client.session, number, "Thermometer", today + dt.timedelta(days=60))
    screen = opened(qtbot, client, 3)
    screen.retire.click()
    confirmed(qtbot)
    qtbot.waitUntil(lambda: list(states(screen)) == ["TH-2", "TH-3"], timeout=WAIT)
    assert screen.instrument is None
    assert screen.retire.isHidden()
    assert "Choose an instrument in the list." in words_on(screen)
    screen.search.setText("TH-3")
    assert screen.instrument is not None
    assert screen.instrument.number == "TH-3"


@pytest.mark.parametrize(
    ("number", "name", "day", "field", "said"),
    [
        ("", "Thermometer", "+1", "number", "Type the number"),
        ("  ", "Thermometer", "+1", "number", "Type the number"),
        ("TH-2", "", "+1", "name", "Say what it is"),
        ("TH-2", "Thermometer", "", "calibration_due", "Give the last day"),
        ("TH-2", "Thermometer", "soon", "calibration_due", "year-month-day"),
        ("TH-2", "Thermometer", "2026-02-30", "calibration_due", "year-month-day"),
        ("TH-2", "Thermometer", "-1", "calibration_due", "is past"),
        ("TH-2", "Thermometer", "+4000", "calibration_due", "ten years"),
        ("TH-1", "Thermometer", "+1", "number", "already used"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    qtbot: QtBot, client: Client, today: dt.date, number: str, name: str, day: str, field: str, said: str
) -> None:
    """What was typed stays, nothing is written; the last case is told by the server."""
    instruments.add_instrument(client.session, "TH-1", "Thermometer", today)
    screen = opened(qtbot, client, 1)
    screen.add.click()
    dialog = new_dialog()
    dialog.number.setText(number)
    dialog.name.setText(name)
    dialog.due.line.setText((today + dt.timedelta(days=int(day))).isoformat() if day[:1] in "+-" and day else day)
    dialog.action.click()
    qtbot.waitUntil(lambda: said in dialog.form.fields[field].error, timeout=WAIT)
    assert [path for path, made in dialog.form.fields.items() if made.error] == [field]
    assert dialog.number.text() == number
    assert len(instruments.list_instruments(client.session)) == 1
    dialog.reject()


def test_all_that_is_missing_is_said_at_once(qtbot: QtBot, client: Client) -> None:
    """The first of them has the cursor."""
    screen = opened(qtbot, client, 0)
    screen.add.click()
    dialog = new_dialog()
    dialog.action.click()
    assert all(made.error for made in dialog.form.fields.values())
    assert dialog.focusWidget() is dialog.number
    assert_looks_right(dialog, touch=True)


def test_a_mistyped_name_is_corrected_with_a_reason(qtbot: QtBot, client: Client, today: dt.date) -> None:
    """The number stays; neither name nor reason can be left out, and the audit keeps the reason."""
    instruments.add_instrument(client.session, "TH-1", "Thermomter", today + dt.timedelta(days=60))
    screen = opened(qtbot, client, 1)
    screen.rename.click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, NameDialog)
    assert dialog.name.text() == "Thermomter"
    dialog.name.clear()
    dialog.action.click()
    assert all(dialog.form.fields[field].error for field in ("name", "reason"))
    assert_looks_right(dialog, touch=True)
    dialog.name.setText("Thermometer")
    dialog.reason.setText("mistyped")
    for _ in range(2):
        qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: [each.name for each in screen.model.rows] == ["Thermometer"], timeout=WAIT)
    (known,) = instruments.list_instruments(client.session)
    assert (known.number, known.name, known.version) == ("TH-1", "Thermometer", 2)
    (entry, _entered) = audit.search(client.session, AuditFilter(table="instrument")).entries
    assert (entry.reason, entry.action) == ("mistyped", "UPDATE")
    assert_looks_right(screen, touch=True)


def test_a_day_in_the_past_calibrates_nothing(qtbot: QtBot, client: Client, today: dt.date) -> None:
    """The screen says which are overdue; a new day that is past as well is refused."""
    instruments.add_instrument(client.session, "TH-1", "Thermometer", today - dt.timedelta(days=1))
    screen = opened(qtbot, client, 1)
    assert states(screen) == {"TH-1": "Calibration overdue"}
    assert "not to be used" in words_on(screen)
    screen.calibrate.click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, CalibrationDialog)
    for typed in ("", "31.12.2030", (today - dt.timedelta(days=1)).isoformat()):
        dialog.due.line.setText(typed)
        dialog.action.click()
        assert dialog.form.fields["calibration_due"].error
    assert instruments.list_instruments(client.session)[0].version == 1


def test_what_somebody_else_does_is_seen(qtbot: QtBot, database: Clone, client: Client, today: dt.date) -> None:
    """The list follows by itself and the choice stays; a change on an old version is refused in words."""
    seen = instruments.add_instrument(client.session, "TH-2", "Thermometer", today + dt.timedelta(days=60))
    screen = opened(qtbot, client, 1)
    client.live.start()
    qtbot.waitUntil(lambda: client.live.state == "live", timeout=WAIT)
    other = session_of(database, make_person(database, Role.ADMIN))
    screen.calibrate.click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, CalibrationDialog)
    instruments.add_instrument(other, "TH-1", "Thermometer", today + dt.timedelta(days=10))
    instruments.calibrate(other, seen, today + dt.timedelta(days=5))
    wanted = {"TH-1": "Calibration due soon", "TH-2": "Calibration due soon"}
    qtbot.waitUntil(lambda: states(screen) == wanted, timeout=WAIT)
    assert screen.instrument is not None
    assert screen.instrument.number == "TH-2"
    dialog.due.set_day(today + dt.timedelta(days=90))
    dialog.action.click()
    qtbot.waitUntil(lambda: "Somebody else" in dialog.banner.accessibleName(), timeout=WAIT)
    assert dialog.due.day == today + dt.timedelta(days=90)
    other.close()


def test_with_the_keyboard_alone(qtbot: QtBot, client: Client, today: dt.date) -> None:
    """Ctrl+N, three fields, Enter; Enter on the line asks for the next calibration; Ctrl+F searches."""
    screen = opened(qtbot, client, 0)
    press(Qt.Key.Key_N, keys=Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: focus_name() == "Number")
    write("TH-9")
    tab_to("What it is")
    write("Thermometer")
    tab_to("Calibrated until")
    write((today + dt.timedelta(days=3)).isoformat())
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: states(screen) == {"TH-9": "Calibration due soon"}, timeout=WAIT)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None, timeout=WAIT)
    with qtbot.waitActive(screen):
        screen.activateWindow()
    tab_to("Instruments")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: focus_name() == "Calibrated until")
    write((today + dt.timedelta(days=300)).isoformat())
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: states(screen) == {"TH-9": "In use"}, timeout=WAIT)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None, timeout=WAIT)
    with qtbot.waitActive(screen):
        screen.activateWindow()
    press(Qt.Key.Key_F, keys=Qt.KeyboardModifier.ControlModifier)
    assert screen.search.hasFocus()
    write("nothing like it")
    assert states(screen) == {}
    assert "No instrument fits the search." in words_on(screen)


def test_only_the_administrator_goes_there() -> None:
    """Nobody else has it in the sidebar; that the server refuses them, too, is tested with the services."""
    for role in Role:
        assert ("instruments" in listed_for(frozenset({role}))) == (role is Role.ADMIN)
    assert REGISTER["instruments"].roles == {Role.ADMIN}


def test_model_search_and_state_are_kept_and_french_fits(qtbot: QtBot, client: Client, today: dt.date) -> None:
    """After another language the same search, filter and choice stand; overdue, due soon, in use and retired."""
    for number, days in (("TH-1", -3), ("TH-2", 30), ("TH-3", 31), ("FM-1", 200), ("FM-2", 10)):
        instruments.add_instrument(client.session, number, "Thermometer", today + dt.timedelta(days=days))
    retired = next(each for each in instruments.list_instruments(client.session) if each.number == "FM-2")
    instruments.retire(client.session, Seen(retired.id, retired.version))
    screen = opened(qtbot, client, 4)
    tester = QAbstractItemModelTester(screen.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert states(screen) == {
        "FM-1": "In use",
        "TH-1": "Calibration overdue",
        "TH-2": "Calibration due soon",
        "TH-3": "In use",
    }
    screen.with_retired.click()
    assert states(screen)["FM-2"] == "Retired"
    screen.search.setText("th- therm")
    assert set(states(screen)) == {"TH-1", "TH-2", "TH-3"}
    screen.table.setCurrentIndex(screen.model.index(1, 0))
    assert named(screen, "Calibrated until…", QPushButton) is screen.calibrate
    assert_looks_right(screen, touch=True, focus=True)
    tester.deleteLater()
    for language in ("FR", "ES"):
        text.set_language(language)
        again = InstrumentsScreen(client, Place.of("instruments"))
        qtbot.addWidget(again)
        again.resize(1072, 740)
        again.show()
        again.restore(screen.state())
        again.load()
        qtbot.waitUntil(partial(has_chosen, again), timeout=WAIT)
        assert again.instrument is not None
        assert (again.instrument.number, again.with_retired.isChecked()) == ("TH-2", True)
        assert set(states(again)) == {"TH-1", "TH-2", "TH-3"}
        # A wrapped line has its height when the layouts were asked twice.
        qtbot.waitUntil(partial(looks_right, again), timeout=WAIT)
        assert_looks_right(again, touch=True)


def has_chosen(screen: InstrumentsScreen) -> bool:
    return screen.instrument is not None


def looks_right(screen: InstrumentsScreen) -> bool:
    return not find_faults(screen, touch=True)
