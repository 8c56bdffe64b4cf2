"""The station's print queue: each state, a crash at every moment, two programs, a full disk. Printers are sockets."""

from __future__ import annotations

import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QLockFile

from cleanstation_desktop.domain.errors import EnvironmentFault, NotFound, Stale
from cleanstation_desktop.ui.printing import printers
from cleanstation_desktop.ui.printing.jobs import PrintJob, Problem, State, Target, Way, problem_words
from cleanstation_desktop.ui.printing.journal import KEEP_CONTENT, KEEP_JOB
from cleanstation_desktop.ui.printing.printers import Delivery
from cleanstation_desktop.ui.printing.queue import PrintQueue
from tests.support.cups_server import PaperTray
from tests.support.print_jobs import LABEL, nowhere, standing
from tests.support.print_jobs import print_job as job


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[PrintQueue]:
    """The queue of a station."""
    made = PrintQueue(tmp_path)
    yield made
    made.close()


def test_a_label_reaches_its_printer_unchanged(queue: PrintQueue, tray: PaperTray) -> None:
    made = job(tray.address)
    assert queue.add((made, LABEL))
    assert standing(queue, made.id) == (State.WAITING, "")
    assert queue.turn() is False
    assert tray.wait_for() == [LABEL]
    assert standing(queue, made.id) == (State.PRINTED, "")


def test_a_second_click_makes_no_second_job(queue: PrintQueue, tray: PaperTray) -> None:
    made = job(tray.address)
    assert [queue.add((made, LABEL)), queue.add((made, LABEL))] == [True, False]
    queue.turn()
    assert queue.add((made, LABEL)) is False
    queue.turn()
    assert tray.wait_for() == [LABEL] and len(queue.jobs()) == 1


def test_papers_of_one_print_are_taken_in_together_or_not_at_all(queue: PrintQueue) -> None:
    """The disk is full at the second one."""
    unwritable: Any = object()
    with pytest.raises(EnvironmentFault, match="print queue"):
        queue.add((job(), LABEL), (job(), unwritable))
    assert queue.jobs() == ()


def test_a_printer_that_is_away_fails_in_words_and_loses_nothing(queue: PrintQueue, tray: PaperTray) -> None:
    made = job(nowhere())
    queue.add((made, LABEL))
    queue.turn()
    assert standing(queue, made.id) == (State.FAILED, "unreachable")
    (shown,) = queue.jobs()
    assert made.target.name in problem_words(shown.problem) and "Nothing was printed" in problem_words(shown.problem)
    queue.retry(made.id, Target(Way.NETWORK, tray.address))
    queue.turn()
    assert tray.wait_for() == [LABEL]
    assert standing(queue, made.id) == (State.PRINTED, "")
    with pytest.raises(Stale):
        queue.retry(made.id)


def test_a_printer_that_breaks_off_may_have_printed(queue: PrintQueue) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        made = job(f"127.0.0.1:{listening.getsockname()[1]}")
        queue.add((made, b"x" * 50_000_000))

        def hang_up() -> None:
            connection, _ = listening.accept()
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
            connection.recv(100)
            connection.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        queue.turn()
        thread.join()
    assert standing(queue, made.id) == (State.MAY_HAVE_PRINTED, "broken_off")


def test_a_printer_that_stops_reading_may_have_printed(queue: PrintQueue, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than the line holds is on its way when the printer is given up."""
    monkeypatch.setattr(printers, "_NETWORK_WAIT", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        made = job(f"127.0.0.1:{listening.getsockname()[1]}")
        queue.add((made, b"x" * 20_000_000))
        queue.turn()
    assert standing(queue, made.id) == (State.MAY_HAVE_PRINTED, "broken_off")


@pytest.mark.parametrize("talks", [False, True])
def test_a_printer_that_never_reads_may_have_printed(
    queue: PrintQueue, monkeypatch: pytest.MonkeyPatch, talks: bool
) -> None:
    """Its line holds the label, and it does not close: nobody can tell; nor when it goes on saying something."""
    monkeypatch.setattr(printers, "_NETWORK_WAIT", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        made = job(f"127.0.0.1:{listening.getsockname()[1]}")
        queue.add((made, LABEL))
        thread = threading.Thread(target=_talk, args=(listening,))
        if talks:
            thread.start()
        queue.turn()
    if talks:
        thread.join()
    assert standing(queue, made.id) == (State.MAY_HAVE_PRINTED, "not_closed")
    (shown,) = queue.jobs()
    assert "Look whether the paper is there" in problem_words(shown.problem)


def _talk(listening: socket.socket) -> None:
    """A printer that takes the line and never reads it, but speaks until that is hung up."""
    connection, _ = listening.accept()
    with connection, suppress(OSError):
        while True:
            connection.send(b".")
            time.sleep(0.05)


def test_a_printer_that_closes_has_read_everything(queue: PrintQueue) -> None:
    """Also when it takes its time."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        made = job(f"127.0.0.1:{listening.getsockname()[1]}")
        queue.add((made, LABEL))
        taken: list[bytes] = []

        def read() -> None:
            connection, _ = listening.accept()
            with connection:
                time.sleep(1.2)
                while some := connection.recv(100):
                    taken.append(some)

        thread = threading.Thread(target=read)
        thread.start()
        queue.turn()
        thread.join()
    assert b"".join(taken) == LABEL
    assert standing(queue, made.id) == (State.PRINTED, "")


@pytest.mark.parametrize("ends", ["after the hand-over began", "before it"])
def test_kill_at_any_moment(tmp_path: Path, ends: str) -> None:
    """The process dies while a printer has its bytes but has not said so; and before it got any."""
    turns = ends.startswith("after")
    tray = PaperTray(answer=not turns)
    made = job(tray.address)
    script = (
        "import sys, pickle, time\n"
        "from pathlib import Path\n"
        "from cleanstation_desktop.ui.printing.queue import PrintQueue\n"
        "job, turns = pickle.loads(bytes.fromhex(sys.argv[2]))\n"
        "queue = PrintQueue(Path(sys.argv[1]))\n"
        f"queue.add((job, {LABEL!r}))\n"
        "print('added', flush=True)\n"
        "if turns: queue.turn()\n"
        "time.sleep(60)\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path), pickle.dumps((made, turns)).hex()],
        stdout=subprocess.PIPE,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert child.stdout is not None and child.stdout.readline() == b"added\n"
    if turns:
        assert tray.begun.wait(20)
    child.send_signal(signal.SIGKILL)
    child.wait(20)
    child.stdout.close()
    queue = PrintQueue(tmp_path)
    queue.turn()
    if turns:
        assert standing(queue, made.id) == (State.MAY_HAVE_PRINTED, "interrupted")
        assert tray.wait_for() == [LABEL]
    else:
        assert standing(queue, made.id)[0] is State.PRINTED
        assert tray.wait_for() == [LABEL]
    queue.close()
    tray.close()


@pytest.mark.parametrize(
    ("handed_over", "last_seen", "state", "problem"),
    [
        # The machine died while it painted: the spooler lists no such job after its restart.
        (False, "", State.MAY_HAVE_PRINTED, "interrupted"),
        # Somebody deleted it there because the printer had no paper.
        (True, "stopped", State.MAY_HAVE_PRINTED, "vanished"),
        (True, "", State.PRINTED, ""),
    ],
)
def test_a_job_that_windows_lists_no_more_is_printed_only_if_it_went_well(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    handed_over: bool,
    last_seen: str,
    state: State,
    problem: str,
) -> None:
    """Windows forgets a job that is printed, one that was deleted, and one that never was whole."""
    made = job(target=Target(Way.SYSTEM, "Office"))

    queue = PrintQueue(tmp_path)
    queue.add((made, LABEL))
    queue._journal.move(made.id, frozenset({State.WAITING}), State.PRINTING, at=made.created_at)
    if handed_over:
        queue._journal.handed_over(made.id, made.created_at)
    queue._journal.tell(made.id, Problem(last_seen))
    forgetful = SimpleNamespace(ask=lambda _printer, _mark: None, FORGETS_PRINTED=True)
    monkeypatch.setattr(printers, "system", forgetful)
    assert queue.turn() is False
    assert standing(queue, made.id) == (state, problem)
    queue.close()


def test_a_person_settles_what_nobody_can_tell(queue: PrintQueue, tmp_path: Path) -> None:
    made = [job(), job()]
    for each in made:
        queue.add((each, LABEL))
    unsure = PrintQueue(tmp_path, deliver=lambda *_: Delivery(State.MAY_HAVE_PRINTED, Problem("broken_off")))
    unsure.turn()
    unsure.close()
    queue.confirm(made[0].id, "qc")
    assert standing(queue, made[0].id) == (State.PRINTED, "confirmed")
    assert problem_words(queue.jobs()[-1].problem) == "qc saw the paper."
    queue.dismiss(made[1].id)
    assert [each.id for each in queue.jobs()] == [made[0].id]
    with pytest.raises(Stale):
        queue.confirm(made[0].id, "qc")


def test_a_fault_of_the_program_is_no_silence(queue: PrintQueue, tmp_path: Path) -> None:
    made = job()

    def broken(_job: PrintJob, _content: bytes) -> Delivery:
        raise ZeroDivisionError

    queue.add((made, LABEL))
    faulty = PrintQueue(tmp_path, deliver=broken)
    with pytest.raises(ZeroDivisionError):
        faulty.turn()
    faulty.close()
    assert standing(queue, made.id) == (State.MAY_HAVE_PRINTED, "program_error")


def test_one_program_at_a_time_prints(queue: PrintQueue, tray: PaperTray, tmp_path: Path) -> None:
    made = job(tray.address)
    queue.add((made, LABEL))
    other = QLockFile(str(tmp_path / "print_queue.lock"))
    assert other.tryLock(0)
    assert queue.turn() is True
    assert standing(queue, made.id)[0] is State.WAITING
    other.unlock()
    assert queue.turn() is False
    assert tray.wait_for() == [LABEL]


def test_paper_that_is_out_is_forgotten_by_and_by(tmp_path: Path, tray: PaperTray) -> None:
    moment = [datetime.now(UTC)]
    queue = PrintQueue(tmp_path, now=lambda: moment[0])
    printed, failed = job(tray.address), job(nowhere())
    for each in (printed, failed):
        queue.add((each, LABEL))
    queue.turn()
    moment[0] += KEEP_CONTENT + timedelta(hours=1)
    queue.turn()
    assert {each.id: each.kept for each in queue.jobs()} == {printed.id: False, failed.id: True}
    moment[0] += KEEP_JOB
    queue.turn()
    assert [each.id for each in queue.jobs()] == [failed.id]
    with pytest.raises(NotFound):
        queue.retry(printed.id)
    queue.close()


def test_a_queue_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")
    queue = PrintQueue(tmp_path / "taken")
    with pytest.raises(EnvironmentFault, match="print queue"):
        queue.add((job(), LABEL))


def test_other_accounts_cannot_read_what_is_printed(queue: PrintQueue, tmp_path: Path) -> None:
    queue.add((job(), LABEL))
    assert (tmp_path / "print_queue.sqlite3").stat().st_mode & 0o077 == 0


def test_pages_do_not_go_to_a_label_printer(queue: PrintQueue) -> None:
    made = job(nowhere())
    queue.add((made, LABEL))
    queue.turn()
    with pytest.raises(NotFound):
        queue.retry(made.id, Target(Way.SYSTEM, "Office"))


def test_every_problem_has_words() -> None:
    codes = {"printer_gone", "refused", "unreachable", "broken_off", "not_taken", "cancelled", "aborted", "stopped"}
    codes |= {
        "held",
        "no_answer",
        "interrupted",
        "confirmed",
        "program_error",
        "vanished",
        "cancelled_late",
        "aborted_late",
    }
    assert all(len(problem_words(Problem(code, "x"))) > 10 for code in codes)
    assert printers.ask(job()) is None


def test_a_printer_that_is_away_is_waited_for_once_a_turn(tmp_path: Path) -> None:
    """Twenty labels for a label printer that is off; what goes elsewhere is printed all the same."""
    tried: list[str] = []

    def deliver(each: PrintJob, _content: bytes) -> Delivery:
        tried.append(each.target.name)
        away = each.target.name == "away:9100"
        return Delivery(State.FAILED, Problem("unreachable", "away:9100")) if away else Delivery(State.PRINTED)

    queue = PrintQueue(tmp_path, deliver=deliver)
    made = [job("away:9100" if number % 4 else "there:9100", title=f"Label {number}") for number in range(8)]
    for each in made:
        queue.add((each, LABEL))
    assert queue.turn() is False
    assert sorted(tried) == ["away:9100", "there:9100", "there:9100"]
    for each in made:
        away = each.target.name == "away:9100"
        assert standing(queue, each.id) == ((State.FAILED, "unreachable") if away else (State.PRINTED, ""))
    queue.retry(made[1].id)
    queue.turn()
    assert len(tried) == 4
    queue.close()


def test_a_turn_that_is_stopped_leaves_the_rest_for_the_next_one(tmp_path: Path) -> None:
    """Somebody signs out: the job at hand is handed over to its end, and no other is begun."""
    begun: list[UUID] = []

    def deliver(each: PrintJob, _content: bytes) -> Delivery:
        begun.append(each.id)
        printing.stop()
        return Delivery(State.PRINTED)

    printing = PrintQueue(tmp_path, deliver=deliver)
    made = [job("there:9100", title=f"Label {number}") for number in range(3)]
    for each in made:
        printing.add((each, LABEL))
    assert printing.turn() is True
    assert len(begun) == 1
    printing.close()
    after = PrintQueue(tmp_path, deliver=lambda *_given: Delivery(State.PRINTED))
    assert after.turn() is False
    assert {each.state for each in after.jobs()} == {State.PRINTED}
    after.close()
