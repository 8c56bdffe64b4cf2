"""Printing through a real CUPS: a QC sheet on paper, labels raw, printers that stop, vanish or throw a job away."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import zxingcpp
from PIL import Image, ImageChops
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.errors import EnvironmentFault, Stale
from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.domain.password_slip import PasswordSlip
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.printing.label_pdf import LABEL_HEIGHT, LABEL_WIDTH, label_pdf
from cleanstation_desktop.printing.label_zpl import label_zpl
from cleanstation_desktop.printing.password_slip import slip_pdf
from cleanstation_desktop.printing.qc_sheet import qc_sheet_pdf
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.printing import printers
from cleanstation_desktop.ui.printing.documents import render_strips
from cleanstation_desktop.ui.printing.jobs import PrintJob, State, Target, Way, problem_words
from cleanstation_desktop.ui.printing.paper import paper_words
from cleanstation_desktop.ui.printing.print_dialog import print_document
from cleanstation_desktop.ui.printing.printable import qc_sheet
from cleanstation_desktop.ui.printing.printers import list_printers
from cleanstation_desktop.ui.printing.queue import PrintQueue
from tests.support.clusters import Clone
from tests.support.cups_server import UNPRINTABLE, CupsServer, PaperTray, demand_cups, wait_until
from tests.support.prints import START, ZONE, label, long_sheet, opened
from tests.support.ui import words_on


@pytest.fixture(scope="module")
def cups() -> Iterator[CupsServer]:
    """A print system of this module's own."""
    demand_cups()
    # Not below pytest's folders: started by root, CUPS prints as another account, which has to reach its files.
    folder = Path(tempfile.mkdtemp(prefix="cups-"))
    folder.chmod(0o755)
    server = CupsServer(folder)
    server.start()
    before = os.environ.get("CUPS_SERVER")
    os.environ["CUPS_SERVER"] = server.address
    yield server
    server.stop()
    shutil.rmtree(folder)
    if before is None:
        del os.environ["CUPS_SERVER"]
    else:
        os.environ["CUPS_SERVER"] = before


@pytest.fixture
def tray(cups: CupsServer) -> Iterator[PaperTray]:
    """The printer “Office” and where its paper comes out."""
    made = PaperTray()
    cups.add("Office", made)
    yield made
    made.close()
    cups.remove("Office")


@pytest.fixture
def queue(qapp: QApplication, tmp_path: Path) -> Iterator[PrintQueue]:
    """The queue of a station."""
    made = PrintQueue(tmp_path)
    yield made
    made.close()


def job(way: Way = Way.SYSTEM, name: str = "Office", **more: Any) -> PrintJob:
    """A sheet on its way to a printer."""
    target = Target(way, name)
    made = PrintJob(uuid4(), "QC_SHEET", "inspection:1", "QC sheet", 1, "", target, "pdf", "qc", datetime.now(UTC))
    return replace(made, **more)


def run(queue: PrintQueue, made: PrintJob, content: bytes) -> PrintJob:
    """Print and follow until it ended."""
    queue.add((made, content))
    wait_until(lambda: not queue.turn())
    return next(each for each in queue.jobs() if each.id == made.id)


def page(pdf: bytes, number: int = 0, dots: int = 150) -> Image.Image:
    """A page as a grey picture."""
    with opened(pdf) as document:
        picture: Image.Image = document[number].render(scale=dots / 72).to_pil().convert("L")
    return picture


def difference(first: Image.Image, second: Image.Image) -> float:
    """How much two pictures differ, 0 to 1, when each is looked at from a step away."""
    small = [each.resize((first.width // 4, first.height // 4)) for each in (first, second)]
    histogram = ImageChops.difference(small[0], small[1]).histogram()
    return sum(value * count for value, count in enumerate(histogram)) / 255 / sum(histogram)


def test_a_qc_sheet_comes_out_as_it_was_made(queue: PrintQueue, tray: PaperTray) -> None:
    sheet = qc_sheet_pdf(long_sheet())
    done = run(queue, job(), sheet)
    assert done.state is State.PRINTED and done.handed_over_at is not None
    (paper,) = tray.wait_for()
    with opened(sheet) as made, opened(paper) as printed:
        assert len(printed) == len(made) > 1
        assert printed[0].get_size() == pytest.approx(made[0].get_size(), abs=1.5)
    for number in (0, 1):
        wanted = page(sheet, number)
        got = page(paper, number).resize(wanted.size)
        assert difference(wanted, got) < 0.01
    assert "B-1001-02" in {code.text for code in zxingcpp.read_barcodes(page(paper, dots=300))}


@pytest.mark.parametrize("papers", [("Letter",), ("Letter", "A4")])
def test_a_sheet_is_fitted_to_the_paper_that_the_printer_has(
    queue: PrintQueue, cups: CupsServer, papers: tuple[str, ...]
) -> None:
    """Letter lies in its tray: a driver that knows A4 too waits for that, and one that does not cuts the foot."""
    tray = PaperTray()
    cups.add_office("Letters", tray, *papers)
    sheet = qc_sheet_pdf(long_sheet())
    assert paper_words("Letters", sheet) == "Printed on Letter / ANSI A, scaled to 86 %."
    assert run(queue, job(name="Letters"), sheet).state is State.PRINTED
    (paper,) = tray.wait_for()
    with opened(paper) as printed:
        assert printed[0].get_size() == pytest.approx((612, 792), abs=1)
    dots = 150 / 72
    across, along = UNPRINTABLE
    for number in (0, 1):
        wanted, got = page(sheet, number), page(paper, number)
        left, top, right, bottom = (round(each * dots) for each in (across, along, 612 - across, 792 - along))
        outside = ImageChops.invert(got)
        outside.paste(0, (left, top, right, bottom))
        assert outside.getbbox() is None
        width = (bottom - top) * wanted.width / wanted.height
        whole = got.crop((round((got.width - width) / 2), top, round((got.width + width) / 2), bottom))
        assert difference(wanted, whole.resize(wanted.size)) < 0.02
    assert "B-1001-02" in {code.text for code in zxingcpp.read_barcodes(page(paper, dots=300))}
    tray.close()
    cups.remove("Letters")


def test_the_print_dialog_tells_on_which_paper_it_comes_out(
    qtbot: QtBot, cups: CupsServer, database: Clone, client_of: Callable[..., Client]
) -> None:
    tray = PaperTray()
    cups.add_office("Letters", tray, "Letter")
    cups.add_office("Office4", tray, "A4")
    client, window = client_of(database, Role.QC_PERSON), QWidget()
    qtbot.addWidget(window)
    sheet = replace(qc_sheet(client.session, 1), preview=lambda: qc_sheet_pdf(long_sheet()))
    dialog = print_document(client, window, sheet)
    qtbot.waitUntil(lambda: dialog.printer.count() == 2, timeout=20_000)
    dialog.printer.setCurrentIndex(dialog.printer.findText("Letters"))
    told = "Printed on Letter / ANSI A, scaled to 86 %."
    qtbot.waitUntil(lambda: told in words_on(dialog), timeout=20_000)
    dialog.printer.setCurrentIndex(dialog.printer.findText("Office4"))
    qtbot.waitUntil(lambda: told not in words_on(dialog), timeout=20_000)
    dialog.close()
    tray.close()
    cups.remove("Letters")
    cups.remove("Office4")


def test_paper_that_the_printer_has_is_printed_to_its_edges(queue: PrintQueue, cups: CupsServer) -> None:
    tray = PaperTray()
    cups.add_office("Office4", tray, "A4", "Letter")
    sheet = qc_sheet_pdf(long_sheet())
    assert paper_words("Office4", sheet) == ""
    assert run(queue, job(name="Office4"), sheet).state is State.PRINTED
    (paper,) = tray.wait_for()
    wanted = page(sheet)
    assert difference(wanted, page(paper).resize(wanted.size)) < 0.01
    tray.close()
    cups.remove("Office4")


def test_a_slip_comes_out_in_its_size_on_the_usual_paper(queue: PrintQueue, cups: CupsServer) -> None:
    """No office printer here has A6."""
    tray = PaperTray()
    cups.add_office("Letters", tray, "Letter")
    slip = slip_pdf(PasswordSlip("New Person", "new", "word word", Language.EN, START, "Admin", "Plant"), ZONE)
    assert paper_words("Letters", slip) == "Printed on Letter / ANSI A."
    assert run(queue, job(name="Letters"), slip).state is State.PRINTED
    (paper,) = tray.wait_for()
    wanted, got = page(slip), page(paper)
    left, top = (got.width - wanted.width) // 2, round(UNPRINTABLE[1] * 150 / 72)
    assert difference(wanted, got.crop((left, top, left + wanted.width, top + wanted.height))) < 0.01
    tray.close()
    cups.remove("Letters")


def test_a_label_keeps_its_size_and_its_codes(queue: PrintQueue, tray: PaperTray) -> None:
    assert run(queue, job(title="Build label"), label_pdf(label())).state is State.PRINTED
    (paper,) = tray.wait_for()
    with opened(paper) as printed:
        assert printed[0].get_size() == pytest.approx((LABEL_WIDTH, LABEL_HEIGHT), abs=1.5)
    codes = {code.text for code in zxingcpp.read_barcodes(page(paper, dots=300))}
    assert codes == {"B-2026-0042", "cleanstation://build/B-2026-0042"}


def test_zpl_goes_through_unchanged(queue: PrintQueue, tray: PaperTray) -> None:
    zpl = label_zpl(label())
    assert run(queue, job(Way.RAW, format="zpl"), zpl).state is State.PRINTED
    assert tray.wait_for() == [zpl]


def test_the_printers_of_the_station_are_found(tray: PaperTray, qapp: QApplication) -> None:
    assert [printer.name for printer in list_printers()] == ["Office"]


def test_a_printer_that_is_gone_loses_nothing(queue: PrintQueue, tray: PaperTray) -> None:
    done = run(queue, job(name="Gone"), qc_sheet_pdf(long_sheet()))
    assert done.state is State.FAILED and done.kept
    assert problem_words(done.problem) == "The printer Gone is not there any more. Nothing was printed."
    queue.retry(done.id, Target(Way.SYSTEM, "Office"))
    wait_until(lambda: not queue.turn())
    assert len(tray.wait_for()) == 1 and queue.jobs()[0].state is State.PRINTED


def test_a_stopped_printer_keeps_the_job_until_it_goes_on(queue: PrintQueue, tray: PaperTray, cups: CupsServer) -> None:
    cups.pause("Office")
    made = job(Way.RAW)
    queue.add((made, b"^XA^XZ"))
    assert queue.turn() is True and queue.turn() is True
    assert queue.jobs()[0].state is State.PRINTING and tray.received == []
    cups.resume("Office")
    wait_until(lambda: not queue.turn())
    assert queue.jobs()[0].state is State.PRINTED and tray.wait_for() == [b"^XA^XZ"]


def test_a_job_thrown_away_in_the_print_system_has_failed(queue: PrintQueue, tray: PaperTray, cups: CupsServer) -> None:
    cups.pause("Office")
    queue.add((job(Way.RAW), b"^XA^XZ"))
    queue.turn()
    cups.cancel_all("Office")
    assert queue.turn() is False
    (done,) = queue.jobs()
    assert (done.state, done.problem.code) == (State.FAILED, "cancelled")


def test_a_job_cancelled_while_it_prints_may_have_printed(
    queue: PrintQueue, cups: CupsServer, qapp: QApplication
) -> None:
    """The printer has the bytes, and does not say that it is done."""
    slow = PaperTray(answer=False)
    cups.add("Slow", slow)
    queue.add((job(Way.RAW, "Slow"), b"^XA^XZ"))
    queue.turn()
    assert slow.begun.wait(20)
    cups.cancel_all("Slow")
    wait_until(lambda: not queue.turn())
    (done,) = queue.jobs()
    assert (done.state, done.problem.code) == (State.MAY_HAVE_PRINTED, "cancelled_late")
    assert "Look whether the paper is there." in problem_words(done.problem)
    slow.close()
    cups.remove("Slow")


def test_a_printer_taken_away_while_it_prints_may_have_printed(queue: PrintQueue, cups: CupsServer) -> None:
    tray = PaperTray()
    cups.add("Passing", tray)
    cups.pause("Passing")
    queue.add((job(Way.RAW, "Passing"), b"^XA^XZ"))
    queue.turn()
    cups.remove("Passing")
    tray.close()
    wait_until(lambda: not queue.turn())
    assert queue.jobs()[0].state is State.MAY_HAVE_PRINTED


def test_a_print_system_that_is_away_is_asked_again(queue: PrintQueue, tray: PaperTray, cups: CupsServer) -> None:
    cups.pause("Office")
    queue.add((job(Way.RAW), b"^XA^XZ"))
    queue.turn()
    cups.stop()
    assert queue.turn() is True
    assert queue.jobs()[0].problem.code == "no_answer"
    cups.start()
    cups.resume("Office")
    wait_until(lambda: not queue.turn())
    assert queue.jobs()[0].state is State.PRINTED


def test_what_breaks_off_while_it_is_painted_is_taken_back(
    queue: PrintQueue, tray: PaperTray, cups: CupsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second page meets a fault: half a sheet must not come out as a whole one, and nobody says that none did."""

    def faulty(pdf: bytes, number: int, width: int, height: int) -> Iterator[tuple[int, QImage]]:
        if number:
            raise EnvironmentFault("The page is lost.")
        yield from render_strips(pdf, number, width, height)

    monkeypatch.setattr(printers, "render_strips", faulty)
    cups.pause("Office")
    done = run(queue, job(), qc_sheet_pdf(long_sheet()))
    assert (done.state, done.problem.code) == (State.MAY_HAVE_PRINTED, "broken_off")
    assert cups.waiting("Office") == "" and tray.received == []


def test_a_stuck_job_that_nobody_saw_does_not_come_out_later(
    queue: PrintQueue, tray: PaperTray, cups: CupsServer
) -> None:
    """Its printer stands still, and the person prints it elsewhere as another copy."""
    cups.pause("Office")
    queue.add((job(Way.RAW), b"^XA^XZ"))
    queue.turn()
    (made,) = queue.jobs()
    queue.doubt(made.id, "qc")
    (done,) = queue.jobs()
    assert (done.state, done.problem.code) == (State.MAY_HAVE_PRINTED, "doubted")
    assert problem_words(done.problem).startswith("qc did not see the paper.")
    assert cups.waiting("Office") == ""
    with pytest.raises(Stale):
        queue.doubt(made.id, "qc")


def test_what_is_no_pdf_is_refused_in_words(queue: PrintQueue, tray: PaperTray) -> None:
    done = run(queue, job(), b"not a document")
    assert (done.state, done.problem.code) == (State.FAILED, "refused")
    assert "no PDF" in problem_words(done.problem) and tray.received == []
