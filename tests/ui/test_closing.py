"""Who signs out or closes the program waits for nothing: what was sent goes on behind the window, and is told."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from cleanstation_desktop.domain.errors import Duplicate, EnvironmentFault, ServerAway
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.ui.printing.station import printing_of
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.shell.window import MainWindow
from cleanstation_desktop.ui.shell.workplace import Workplace
from tests.support.clusters import Clone
from tests.support.held import Held
from tests.support.people import TestPerson, make_person
from tests.support.screens import PATIENCE_MS, asked
from tests.support.ui import named
from tests.support.windows import work_of

AT_ONCE = 1.0
"""Seconds in which a window surely answers; what is held below would hold it for twenty."""


# The window is closed while it reads and writes.
PROGRAM = """
import sys, time
from PySide6.QtCore import QTimer
from cleanstation_desktop.ui.shell.window import MainWindow
from cleanstation_desktop.verbs import opening

def write():
    time.sleep(2)
    print("written")

def begin(window, *_given):
    window._runner.run(window, lambda: time.sleep(120), lambda _nothing: None)
    window._runner.run(window, write, lambda _nothing: None, write=True)
    QTimer.singleShot(200, window, window.close)

MainWindow.look_for_start = begin
sys.exit(opening.open_client())
"""


def test_the_process_ends_with_its_writes_and_without_its_readings(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that thinks long keeps no process without a window on the station."""
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False, timeout=90)
    assert (done.returncode, done.stdout) == (0, "written\n"), done.stderr


@pytest.mark.parametrize("way", ["signs out", "session ended by the server"])
def test_a_person_leaves_while_the_server_thinks_about_a_reading(
    qtbot: QtBot, window: MainWindow, workplace: Workplace, screen: Screen, database: Clone, way: str
) -> None:
    """The sign-in page is there at once, and the next person works; the connections close when the answer came."""
    held, client = Held(), workplace.client
    screen.read(held, lambda _nothing: None)
    qtbot.waitUntil(lambda: held.begun == 1, timeout=PATIENCE_MS)
    began = time.monotonic()
    if way == "signs out":
        window._on_wanted(workplace, "sign_out")
    else:
        client.live.refused.emit()
    assert time.monotonic() - began < AT_ONCE
    assert window._stack.currentWidget() is window.sign_in
    second = work_of(qtbot, window, make_person(database, Role.QC_PERSON))
    assert not held.ended
    assert isValid(client)
    held.go_on()
    qtbot.waitUntil(lambda: not isValid(client), timeout=PATIENCE_MS)
    assert window.current is second


def test_who_does_not_wait_for_a_write_leaves_at_once(
    qtbot: QtBot, window: MainWindow, workplace: Workplace, screen: Screen
) -> None:
    """What becomes of it is told at the sign-in page."""
    held = Held()
    screen.write(held, lambda _nothing: None)
    window._on_wanted(workplace, "sign_out")
    question = asked(qtbot)
    began = time.monotonic()
    named(question, "Do not wait", QPushButton).click()
    assert time.monotonic() - began < AT_ONCE
    assert window._stack.currentWidget() is window.sign_in
    held.go_on(ServerAway("The server cannot be reached."))
    qtbot.waitUntil(lambda: not window.sign_in.banner.isHidden(), timeout=PATIENCE_MS)
    assert "The server cannot be reached." in window.sign_in.banner.accessibleName()


def test_what_failed_is_told_when_the_sign_in_page_is_seen_again(
    qtbot: QtBot, window: MainWindow, workplace: Workplace, screen: Screen, person: TestPerson, database: Clone
) -> None:
    """Somebody else works here already when the answer comes; whose write it was is said."""
    held, client = Held(), workplace.client
    screen.write(held, lambda _nothing: None)
    window.leave(workplace)
    work_of(qtbot, window, make_person(database, Role.QC_PERSON))
    held.go_on(ServerAway("The server cannot be reached."))
    qtbot.waitUntil(lambda: not isValid(client), timeout=PATIENCE_MS)
    window.switch()
    told = window.sign_in.banner.accessibleName()
    assert person.full_name in told
    assert "The server cannot be reached." in told


@pytest.mark.parametrize("way", ["signs out", "closes"])
def test_a_turn_of_the_print_queue_is_waited_for_and_is_no_write(
    qtbot: QtBot, window: MainWindow, workplace: Workplace, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """The queue keeps what is left: nobody is told of something that was sent and not saved."""
    turn, client, printing = Held(2.0), workplace.client, printing_of(workplace.client)
    qtbot.waitUntil(lambda: not client.runner.busy, timeout=PATIENCE_MS)
    monkeypatch.setattr(printing.queue, "turn", turn)
    printing.refresh()
    qtbot.waitUntil(lambda: turn.begun > 0, timeout=PATIENCE_MS)
    if way == "closes":
        window.end()
        assert turn.ended
        return
    window.leave(workplace)
    turn.go_on(EnvironmentFault("The print queue cannot be written."))
    qtbot.waitUntil(lambda: not isValid(client), timeout=PATIENCE_MS)
    assert window.sign_in.banner.isHidden()


def test_a_write_is_carried_out_though_a_newer_one_takes_its_place(workplace: Workplace, screen: Screen) -> None:
    """The answer of the first is dropped, and not its work, also when no worker was free to begin it."""
    runner, busy, writes = workplace.client.runner, [Held(20) for _ in range(8)], [Held(0.0), Held(0.0)]
    for held in busy:
        runner.run(screen, held, lambda _nothing: None)
    for write in writes:
        runner.run(screen, write, lambda _nothing: None, key="name", write=True)
    for held in busy:
        held.go_on()
    runner.close()
    assert [write.ended for write in writes] == [True, True]


def test_all_that_failed_is_told_until_somebody_signs_in(
    qtbot: QtBot, window: MainWindow, workplace: Workplace, screen: Screen, person: TestPerson, database: Clone
) -> None:
    """Neither a page that is left alone nor another language takes any of it away."""
    writes, client = [Held(20) for _ in range(3)], workplace.client
    for number, held in enumerate(writes):
        screen.write(held, lambda _nothing: None, key=str(number))
    window.leave(workplace)
    for held in writes[:2]:
        held.go_on(ServerAway("The server cannot be reached."))
    writes[2].go_on(Duplicate("This number is used.", field="number"))
    qtbot.waitUntil(lambda: not isValid(client), timeout=PATIENCE_MS)

    def told() -> list[str]:
        return window.sign_in.banner.accessibleName().splitlines()

    all_of_it = [
        f"2 things that {person.full_name} sent last were not saved. The server cannot be reached.",
        f"What {person.full_name} sent last was not saved. This number is used.",
    ]
    assert sorted(told()) == all_of_it
    window.sign_in.login.setText("x")
    window.sign_in.idle.timeout.emit()
    assert sorted(told()) == all_of_it
    assert not window.sign_in.banner.isHidden()
    window.sign_in._dress(language="FR")
    assert [person.full_name in line for line in told()] == [True, True]
    window.sign_in._dress(language="EN")
    work_of(qtbot, window, make_person(database, Role.QC_PERSON))
    window.switch()
    assert window.sign_in.banner.isHidden()


def test_the_end_of_the_program_waits_for_writes_and_not_for_readings(
    qtbot: QtBot, window: MainWindow, workplace: Workplace, screen: Screen
) -> None:
    """Also for the writes of somebody who signed out before. The window is gone meanwhile."""
    writing, reading = Held(2.0), Held(6.0)
    screen.write(writing, lambda _nothing: None)
    screen.read(reading, lambda _nothing: None)
    qtbot.waitUntil(lambda: (writing.begun, reading.begun) == (1, 1), timeout=PATIENCE_MS)
    window.leave(workplace)
    assert not writing.ended
    began = time.monotonic()
    window.end()
    assert not window.isVisible()
    assert writing.ended
    assert time.monotonic() - began < 2.0 + 2 * AT_ONCE
    assert not reading.ended
    reading.go_on()


def test_a_write_that_fails_after_signing_out_is_told_at_the_sign_in(
    qtbot: QtBot, window: MainWindow, workplace: Workplace, screen: Screen
) -> None:
    """Signing out lets it end; what became of it is not kept back."""
    work = Held()
    screen.write(work, lambda _answer: None)
    work.go_on(ServerAway("The server cannot be reached.", hint="Try again."))
    window.leave(workplace)
    qtbot.waitUntil(lambda: not window.sign_in.banner.isHidden(), timeout=PATIENCE_MS)
    assert "The server cannot be reached." in window.sign_in.banner.accessibleName()


def test_a_write_that_the_end_of_a_session_cuts_off_is_told_with_it(
    qtbot: QtBot, window: MainWindow, workplace: Workplace, screen: Screen
) -> None:
    """The server ended the session while something was sent: nobody is told of a lost line and to try again."""
    work = Held()
    screen.write(work, lambda _answer: None)
    work.go_on(ServerAway("The connection to the server was lost."))
    workplace.client.live.refused.emit()
    assert "Your session was ended by the server." in window.sign_in.banner.accessibleName()
    qtbot.waitUntil(lambda: "was not saved" in window.sign_in.banner.accessibleName(), timeout=PATIENCE_MS)
    told = window.sign_in.banner.accessibleName()
    assert "Your session was ended by the server" in told
    assert "lost" not in told
