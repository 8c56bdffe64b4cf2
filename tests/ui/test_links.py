"""Links from the desktop at the window: hand-over between real processes, and where a link leads."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.folders import default_data_folder
from cleanstation_desktop.ui import app
from cleanstation_desktop.ui.shell.meeting import Meeting
from cleanstation_desktop.ui.shell.window import MainWindow
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from tests.support.clusters import Clone
from tests.support.command import COMMAND, clean_environment
from tests.support.orders import build_json, submit_order
from tests.support.people import TestPerson, make_person
from tests.support.ui import words_on
from tests.support.windows import lock_page, sign_in, unlock

LINK = "cleanstation://build/L-1"


@pytest.fixture(autouse=True)
def own_meeting_place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """No client of another test, or of whoever runs the tests, is met here. The path of a socket must be short."""
    with tempfile.TemporaryDirectory(prefix="meet-", dir="/tmp") as place:
        monkeypatch.setenv("XDG_RUNTIME_DIR", place)
        yield Path(place)


@pytest.fixture
def meeting(qapp: QApplication, tmp_path: Path) -> Iterator[Meeting]:
    """The client that runs, as others meet it."""
    made = Meeting(default_data_folder())
    assert not made.hand_over() and made.is_first
    made.listen()
    yield made
    made.close()


@pytest.fixture
def window(window: MainWindow, database: Clone) -> MainWindow:
    """The client on its sign-in page, at a plant with one build, L-1."""
    submit_order(database, [build_json("L-1")], po_number="PO-L")
    return window


def opened(*arguments: str) -> subprocess.Popen[str]:
    """`cleanstation …` as the desktop starts it, on a screen that nobody sees."""
    environment = clean_environment(QT_QPA_PLATFORM="offscreen")
    return subprocess.Popen(
        [*COMMAND, *arguments], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def ended(qtbot: QtBot, process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Status and output of a program that ends by itself, while this one answers it."""
    qtbot.waitUntil(lambda: process.poll() is not None, timeout=60_000)
    out, err = process.communicate()
    return process.returncode, out, err


def test_a_second_program_hands_over_to_the_first(qtbot: QtBot, meeting: Meeting, tmp_path: Path) -> None:
    asked: list[str] = []
    meeting.asked.connect(asked.append)
    assert ended(qtbot, opened()) == (0, "", "")
    assert ended(qtbot, opened("open")) == (0, "", "")
    assert ended(qtbot, opened("open", LINK)) == (0, "", "")
    file = tmp_path / "ein Link.cleanstation"
    file.write_text(f"{LINK}\n")
    assert ended(qtbot, opened("open", str(file))) == (0, "", "")
    assert asked == ["", "", LINK, LINK]
    for bad, status, said in (
        ("cleanstation://badge/1234", 1, "A badge opens a locked screen, nothing else."),
        ("cleanstation://nowhere/1", 1, "This link leads nowhere."),
        (str(tmp_path / "gone.cleanstation"), 2, "cannot be read"),
    ):
        refused = ended(qtbot, opened("open", bad))
        assert (refused[0], refused[1]) == (status, "") and said in refused[2]
    assert len(asked) == 4


def test_a_client_that_was_killed_blocks_nobody(qtbot: QtBot, own_meeting_place: Path) -> None:
    def sockets() -> list[Path]:
        return list(own_meeting_place.rglob("*.socket"))

    first = opened()
    qtbot.waitUntil(lambda: bool(sockets()), timeout=60_000)
    (socket,) = sockets()
    assert (socket.parent.stat().st_mode & 0o777, socket.stat().st_mode & 0o077) == (0o700, 0)
    assert ended(qtbot, opened("open", LINK))[0] == 0
    os.kill(first.pid, signal.SIGKILL)
    first.communicate()
    assert sockets() == [socket]
    second = opened()
    meeting = Meeting(default_data_folder())
    # Once it listens it answers, at the very same place.
    qtbot.waitUntil(lambda: meeting._say(LINK), timeout=60_000)
    second.terminate()
    second.communicate()
    third = Meeting(default_data_folder())
    assert not third.hand_over() and third.is_first
    third.close()


def test_one_that_does_not_answer_keeps_nobody_from_working(meeting: Meeting) -> None:
    # The first one is this very thread, which does not come to its events meanwhile: it hangs.
    second = Meeting(default_data_folder())
    assert not second.hand_over(LINK, patience=0.1)
    assert not second.is_first
    second.listen()
    assert second._server is None


@pytest.mark.parametrize("ruin", [b"", bytes(60)])
def test_a_lock_that_names_nobody_is_taken(qapp: QApplication, own_meeting_place: Path, ruin: bytes) -> None:
    """What a failed power supply leaves of a file that was just written."""
    first = Meeting(default_data_folder())
    assert not first.hand_over() and first.is_first
    (lock,) = own_meeting_place.rglob("*.lock")
    lock.write_bytes(ruin)
    # It looks like a ruin, and is held.
    second = Meeting(default_data_folder())
    assert not second.hand_over(patience=0.1) and not second.is_first
    first.close()
    lock.write_bytes(ruin)
    third = Meeting(default_data_folder())
    assert not third.hand_over(patience=0.1) and third.is_first
    third.close()


def test_where_no_lock_can_be_made_nobody_is_waited_for(qapp: QApplication, own_meeting_place: Path) -> None:
    made = Meeting(default_data_folder())
    (own_meeting_place / "cleanstation-desktop").rmdir()
    # Were it waited for, the test would end by its own limit first.
    assert not made.hand_over(LINK, patience=float("inf")) and not made.is_first
    made.listen()
    assert made._server is None


def test_clients_of_other_folders_and_places_of_others_are_not_met(
    meeting: Meeting, own_meeting_place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Meeting(tmp_path / "another folder")
    assert not other.hand_over(LINK) and other.is_first
    other.close()
    # A place that others can write to is nobody's own: the client opens, and hears of nobody.
    taken = own_meeting_place / "taken"
    (taken / "cleanstation-desktop").mkdir(parents=True)
    (taken / "cleanstation-desktop").chmod(0o777)
    taken.chmod(0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(taken))
    alone = Meeting(default_data_folder())
    assert not alone.hand_over(LINK) and not alone.is_first
    alone.listen()
    assert alone._server is None
    # One whose path is too long for a socket, or that is not closed to others, gives way to the folder for such things.
    for unfit in ("x" * 90, "open"):
        place = own_meeting_place / unfit
        place.mkdir()
        place.chmod(0o755 if unfit == "open" else 0o700)
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(place))
        elsewhere = Meeting(tmp_path / unfit)
        assert Path(elsewhere._address).parent == Path(tempfile.gettempdir()) / f"cleanstation-desktop-{os.getuid()}"
        assert not elsewhere.hand_over() and elsewhere.is_first
        elsewhere.listen()
        assert elsewhere._server is not None and elsewhere._server.isListening()
        elsewhere.close()


def test_nonsense_is_refused_and_harms_nothing(qtbot: QtBot, meeting: Meeting) -> None:
    asked: list[str] = []
    meeting.asked.connect(asked.append)
    for words in (b"junk\n", b"x" * 100_000, b"\xff\xfe\n", b"cleanstation 1 open cleanstation://badge/1234\n"):
        socket = QLocalSocket()
        socket.connectToServer(meeting._address)
        assert socket.waitForConnected(5_000)
        socket.write(words)
        with qtbot.waitSignal(socket.readyRead, timeout=10_000):
            socket.flush()
        assert socket.readAll().data() == b"refused\n"
        socket.abort()
    # Who says nothing is sent away; meanwhile others are heard.
    silent = QLocalSocket()
    silent.connectToServer(meeting._address)
    assert silent.waitForConnected(5_000)
    assert ended(qtbot, opened("open", LINK))[0] == 0
    qtbot.waitUntil(lambda: silent.state() == QLocalSocket.LocalSocketState.UnconnectedState, timeout=20_000)
    assert asked == [LINK]


def shows_build(window: MainWindow) -> bool:
    work = window.current
    return work is not None and work.screen_shown is not None and "Build L-1" in words_on(work.screen_shown)


def test_a_link_waits_for_the_sign_in_and_leads_there(qtbot: QtBot, window: MainWindow, database: Clone) -> None:
    app._take(window, LINK)
    assert "Sign in, and build L-1 opens." in words_on(window.sign_in)
    service = make_person(database, Role.SERVICE_DEPARTMENT)
    sign_in(qtbot, window, service)
    qtbot.waitUntil(lambda: window.current is not None and "kept for the next person" in words_on(window.current))
    assert window.links.waiting == LINK
    assert window.current is not None
    window.leave(window.current)
    qtbot.waitUntil(lambda: "Sign in, and build L-1 opens." in words_on(window.sign_in))
    reader = make_person(database, Role.QC_PERSON)
    sign_in(qtbot, window, reader)
    qtbot.waitUntil(lambda: shows_build(window), timeout=15_000)
    assert window.links.waiting == ""


def test_a_link_waits_behind_the_lock_and_before_a_dialog(qtbot: QtBot, window: MainWindow, database: Clone) -> None:
    person: TestPerson = make_person(database, Role.QC_PERSON)
    sign_in(qtbot, window, person)
    window.lock()
    window.links.open(LINK)
    assert "Sign in, and build L-1 opens." in words_on(lock_page(window))
    unlock(qtbot, window, person)
    qtbot.waitUntil(lambda: shows_build(window), timeout=15_000)
    work = window.current
    assert work is not None
    dialog = Dialog(work, "A question")
    dialog.open()
    window.links.open("cleanstation://order/PO-L")
    qtbot.waitUntil(lambda: "Close it first, then open order PO-L again." in words_on(work))
    assert shows_build(window)
    dialog.close()
    window.links.open("cleanstation://order/PO-L")
    qtbot.waitUntil(lambda: "PO-L" in window.windowTitle(), timeout=15_000)
    window.links.open("cleanstation://build/GONE")
    qtbot.waitUntil(lambda: "Nothing is known by the code GONE." in words_on(work))


def test_who_sees_no_terminal_reads_why_in_a_window(qtbot: QtBot, qapp: QApplication) -> None:
    """In a program of its own: it waits until the window is closed."""
    program = (
        "import os; from PySide6.QtCore import QTimer; from PySide6.QtWidgets import QApplication, QMessageBox\n"
        "from cleanstation_desktop.ui import app\n"
        "qt = app.application(['x'])\n"
        "QTimer.singleShot(200, lambda: [print(box.text()) or box.accept() for box in qt.topLevelWidgets() "
        "if isinstance(box, QMessageBox) and box.textFormat().name == 'PlainText'])\n"
        "app.tell_alone('This <img src=x> leads nowhere.')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=clean_environment(QT_QPA_PLATFORM="offscreen"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "This <img src=x> leads nowhere.\n"), done.stderr
