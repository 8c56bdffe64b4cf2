"""The print dialog and the print queue's screen on real data: counted copies, reasons, files, a printer away."""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import QLockFile, QPoint, QRect, Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from cleanstation_desktop.domain.errors import EnvironmentFault, ServerAway
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.printing.qc_sheet import qc_sheet_pdf
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.printing import printable
from cleanstation_desktop.ui.printing.documents import render_page, render_strips
from cleanstation_desktop.ui.printing.jobs import Problem, State, Target, Way
from cleanstation_desktop.ui.printing.print_dialog import PrintDialog, print_document
from cleanstation_desktop.ui.printing.printer_dialogs import LabelPrinterDialog, RetryDialog
from cleanstation_desktop.ui.printing.printers import Delivery
from cleanstation_desktop.ui.printing.queue_screen import PrintQueueScreen
from cleanstation_desktop.ui.printing.station import printing_of
from tests.support.clusters import Clone
from tests.support.cups_server import PaperTray
from tests.support.print_jobs import keep_unsettled
from tests.support.prints import long_sheet, texts
from tests.support.screens import asked
from tests.support.shop import PRE_QC, Shop
from tests.support.ui import assert_looks_right, words_on


def ready(qtbot: QtBot, dialog: PrintDialog) -> PrintDialog:
    """Wait until the preview is there, the printers are known and the copies are counted."""
    qtbot.waitUntil(dialog.save_button.isEnabled, timeout=20_000)
    qtbot.waitUntil(lambda: dialog.printer.itemText(0) != "Looking for printers…", timeout=20_000)
    return dialog


def label_client(client_of: Callable[..., Client], shop: Shop, address: str) -> Client:
    """QC's client at a station with a label printer."""
    client = client_of(shop.database, person=shop.qc.person)
    printing_of(client).set_label_printer(Target(Way.NETWORK, address), 8)
    return client


def click(qtbot: QtBot, screen: QWidget, at: QPoint) -> None:
    """A click that goes to whatever lies at a point."""
    hit = screen.childAt(at) or screen
    qtbot.mouseClick(hit, Qt.MouseButton.LeftButton, pos=hit.mapFrom(screen, at))


def test_two_labels_for_a_build_then_a_reprint_with_its_reason(
    qtbot: QtBot, shop: Shop, ground: QWidget, client_of: Callable[..., Client], tray: PaperTray
) -> None:
    client = label_client(client_of, shop, tray.address)
    build_id = shop.arrived_build()
    label = printable.build_label(client.session, build_id)
    dialog = ready(qtbot, print_document(client, ground, label))
    assert "These will be copies 1 to 2." in words_on(dialog)
    assert dialog.printer.currentText() == f"Label printer {tray.address}"
    assert_looks_right(dialog)
    with qtbot.waitSignal(dialog.accepted, timeout=20_000):
        qtbot.mouseClick(dialog.print_button, Qt.MouseButton.LeftButton)
        qtbot.mouseClick(dialog.print_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(tray.received) == 2, timeout=20_000)
    assert [b"Copy 1" in tray.received[0], b"Copy 2" in tray.received[1]] == [True, True]
    assert label.copies_so_far() == 2

    again = ready(qtbot, print_document(client, ground, label))
    assert "This will be copy 3." in words_on(again) and again.copies.value() == 1
    qtbot.mouseClick(again.print_button, Qt.MouseButton.LeftButton)
    assert "Please write at least 3 characters." in words_on(again)
    qtbot.keyClicks(again.reason, "the first one was torn")
    with qtbot.waitSignal(again.accepted, timeout=20_000):
        qtbot.mouseClick(again.print_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(tray.received) == 3, timeout=20_000)
    assert b"Copy 3" in tray.received[2]


def test_a_server_lost_between_two_copies_leaves_none_of_them_behind(
    qtbot: QtBot, shop: Shop, ground: QWidget, client_of: Callable[..., Client], tray: PaperTray
) -> None:
    """Nothing comes out while the person thinks that nothing was sent; at last both go to the printer chosen then."""
    client = label_client(client_of, shop, "127.0.0.1:9")
    label = printable.build_label(client.session, shop.arrived_build())
    answers: list[Exception | None] = [None, ServerAway("The server does not answer."), None, None]

    def count(reason: str, command_id: UUID) -> printable.Printed:
        answer = answers.pop(0)
        if answer is not None:
            raise answer
        return label.print(reason, command_id)

    dialog = ready(qtbot, print_document(client, ground, replace(label, print=count)))
    dialog.printer.addItem("Another", Target(Way.NETWORK, tray.address))
    qtbot.mouseClick(dialog.print_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "The server does not answer." in words_on(dialog), timeout=20_000)
    assert printing_of(client).queue.jobs() == ()
    dialog.printer.setCurrentIndex(dialog.printer.count() - 1)
    with qtbot.waitSignal(dialog.accepted, timeout=20_000):
        qtbot.mouseClick(dialog.print_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(tray.received) == 2, timeout=20_000)
    assert [b"Copy 1" in tray.received[0], b"Copy 2" in tray.received[1]] == [True, True]
    assert label.copies_so_far() == 2


def test_a_signed_sheet_is_saved_as_a_counted_file(
    qtbot: QtBot, shop: Shop, ground: QWidget, client_of: Callable[..., Client], tmp_path: Path
) -> None:
    client = client_of(shop.database, person=shop.qc.person)
    build_id = shop.arrived_build()
    signed = shop.inspect(shop.qc, build_id, PRE_QC)
    sheet = printable.qc_sheet(client.session, signed.id, "QC sheet B/1: *")
    dialog = ready(qtbot, print_document(client, ground, sheet))
    dialog.save_to(str(tmp_path / "away" / "sheet.pdf"))
    qtbot.waitUntil(lambda: "cannot be written" in words_on(dialog), timeout=20_000)
    # The folder that was not there cost no copy number.
    with qtbot.waitSignal(dialog.accepted, timeout=20_000):
        dialog.save_to(str(tmp_path / "sheet.pdf"))
    printed = " ".join(texts((tmp_path / "sheet.pdf").read_bytes()))
    assert "Copy 1" in printed and sheet.copies_so_far() == 1


def test_a_file_that_cannot_be_written_leaves_the_former_one(
    qtbot: QtBot,
    shop: Shop,
    ground: QWidget,
    client_of: Callable[..., Client],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The disk is full after the first kilobyte."""
    client = client_of(shop.database, person=shop.qc.person)
    dialog = ready(qtbot, print_document(client, ground, printable.build_label(client.session, shop.arrived_build())))
    former = tmp_path / "label.pdf"
    former.write_bytes(b"the former one")

    def fill(path: Path, content: bytes) -> int:
        with path.open("wb") as file:
            file.write(content[:1000])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fill)
    dialog.reason.setPlainText("two of them")
    dialog.save_to(str(former))
    told = "label.pdf cannot be written: No space left on device"
    qtbot.waitUntil(lambda: told in words_on(dialog), timeout=20_000)
    assert former.read_bytes() == b"the former one"
    assert [file.name for file in tmp_path.glob("*label*")] == [former.name]


def test_the_first_of_two_papers_is_no_reprint(
    qtbot: QtBot, shop: Shop, client_of: Callable[..., Client], tray: PaperTray
) -> None:
    """Two papers at once need a reason; it is why the second one was made."""
    client = label_client(client_of, shop, tray.address)
    signed = shop.inspect(shop.qc, shop.arrived_build(), PRE_QC)
    sheet = printable.qc_sheet(client.session, signed.id, "QC sheet")
    printing = printing_of(client)
    target = Target(Way.NETWORK, tray.address)
    printing.submit(sheet, target, copies=2, reason="one for the customer", command_id=uuid4())
    printing.refresh()
    qtbot.waitUntil(lambda: len(tray.received) == 2, timeout=20_000)
    first, second = (" ".join(texts(paper)) for paper in tray.received)
    assert "Copy 1 · printed" in first and "customer" not in first.partition("Copy 1")[2]
    assert "Copy 2 · printed" in second and "· reprinted because one for the customer" in second


def test_an_uncontrolled_copy_says_so_and_is_not_counted(
    qtbot: QtBot, shop: Shop, ground: QWidget, client_of: Callable[..., Client], tmp_path: Path
) -> None:
    client = client_of(shop.database, person=shop.qc.person)
    build_id = shop.arrived_build()
    signed = shop.inspect(shop.qc, build_id, PRE_QC)
    sheet = printable.qc_sheet(client.session, signed.id, "QC sheet")
    sheet.print("", uuid4())
    dialog = ready(qtbot, print_document(client, ground, sheet))
    assert_looks_right(dialog)
    # It is the second print, and needs no reason all the same: nothing is recorded.
    with qtbot.waitSignal(dialog.accepted, timeout=20_000):
        dialog.save_uncontrolled_to(str(tmp_path / "read.pdf"))
    pages = texts((tmp_path / "read.pdf").read_bytes())
    assert all("UNCONTROLLED COPY" in page and "not counted" in page for page in pages)
    assert all(f"{shop.qc.person.full_name} · {client.session.station}" in page for page in pages)
    assert not any("Copy 1" in page or "Copy 0" in page for page in pages)
    assert sheet.copies_so_far() == 1
    label = ready(qtbot, print_document(client, ground, printable.build_label(client.session, build_id)))
    assert not label.uncontrolled_button.isVisible()


def test_preview_by_keyboard_and_zoom(
    qtbot: QtBot, shop: Shop, ground: QWidget, client_of: Callable[..., Client]
) -> None:
    client = client_of(shop.database, person=shop.qc.person)
    long = replace(printable.build_label(client.session, 1), preview=lambda: qc_sheet_pdf(long_sheet()))
    dialog = print_document(client, ground, long)
    with qtbot.waitSignal(dialog.preview.view.wanted, timeout=20_000):
        ready(qtbot, dialog)
    view = dialog.preview.view
    assert "Page 1 of 3" in words_on(dialog)
    view.setFocus()
    for key, page in (
        (Qt.Key.Key_PageDown, 2),
        (Qt.Key.Key_End, 3),
        (Qt.Key.Key_PageDown, 3),
        (Qt.Key.Key_PageUp, 2),
        (Qt.Key.Key_Home, 1),
    ):
        qtbot.keyClick(view, key)
        assert f"Page {page} of 3" in words_on(dialog)
    wide = view.zoom
    with qtbot.waitSignal(view.wanted, timeout=20_000) as asked:
        view.fit("page")
    assert view.zoom < wide
    # As many pixels as the screen has: sharp also at 200 %.
    assert asked.args[1] == pytest.approx(595.28 / 72 * 96 * view.zoom * view.devicePixelRatioF(), abs=1.5)
    view.fit("")
    assert view.zoom == 1.0
    view.zoom_by(1000)
    assert view.zoom == 6.0
    assert view.horizontalScrollBar().maximum() > 0


def test_a_large_drawing_is_sharp_at_the_largest_zoom_and_takes_little_memory(
    qtbot: QtBot, ground: QWidget, shop: Shop, client_of: Callable[..., Client]
) -> None:
    """Of a page that is far larger than the screen, only what is in sight is painted at its full size."""
    drawn = BytesIO()
    sheet = Canvas(drawn, pagesize=(34 * 72, 22 * 72))
    for line in range(0, 34 * 72, 4):
        sheet.line(line, 0, line + 200, 22 * 72)
    sheet.showPage()
    sheet.save()
    client = client_of(shop.database, person=shop.qc.person)
    drawing = replace(printable.build_label(client.session, 1), preview=drawn.getvalue)
    dialog = ready(qtbot, print_document(client, ground, drawing))
    view = dialog.preview.view
    asked: list[tuple[int, int, QRect]] = []
    view.wanted.connect(lambda *wish: asked.append(wish))
    view.zoom_by(1000)
    whole = 34 * 96 * 6
    qtbot.waitUntil(lambda: whole in [width for _, width, _ in asked], timeout=20_000)
    qtbot.waitUntil(lambda: not client.runner.busy, timeout=20_000)
    view.horizontalScrollBar().setValue(9_000)
    view.verticalScrollBar().setValue(5_000)
    asked.clear()
    qtbot.waitUntil(lambda: bool(asked), timeout=20_000)
    qtbot.waitUntil(lambda: not client.runner.busy, timeout=20_000)
    (part,) = (part for _, _, part in asked)
    assert part.size() == view.viewport().size()
    sharp = render_page(drawn.getvalue(), 0, whole, part)
    assert view.viewport().grab().toImage().convertToFormat(sharp.format()) == sharp
    assert view.memory < 50_000_000
    # Back at the width of the window it is one picture again.
    view.fit("width")
    qtbot.waitUntil(lambda: view.memory < 8_000_000, timeout=20_000)


def test_a_preview_that_fails_is_told_and_tried_again(
    qtbot: QtBot, ground: QWidget, shop: Shop, client_of: Callable[..., Client]
) -> None:
    client = client_of(shop.database, person=shop.qc.person)
    answers: list[Any] = [ServerAway("The server does not answer."), None]
    whole = printable.build_label(client.session, shop.arrived_build())

    def preview() -> bytes:
        answer = answers.pop(0)
        if answer is not None:
            raise answer
        return whole.preview()

    dialog = print_document(client, ground, replace(whole, preview=preview))
    qtbot.waitUntil(lambda: "The server does not answer." in words_on(dialog), timeout=20_000)
    assert not dialog.print_button.isEnabled()
    again = next(each for each in dialog.findChildren(QPushButton) if each.text() == "Try again")
    qtbot.mouseClick(again, Qt.MouseButton.LeftButton)
    ready(qtbot, dialog)


def test_a_damaged_document_is_told_in_a_sentence(
    qtbot: QtBot, ground: QWidget, shop: Shop, client_of: Callable[..., Client]
) -> None:
    """It opens, and promises a page that it has not."""
    client = client_of(shop.database, person=shop.qc.person)
    damaged = b"\n".join(
        (
            b"%PDF-1.4",
            b"1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj",
            b"2 0 obj << /Type /Pages /Kids [3 0 R] /Count 2 >> endobj",
            b"3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] >> endobj",
            b"trailer << /Root 1 0 R >>",
            b"%%EOF",
        )
    )
    dialog = print_document(client, ground, replace(printable.build_label(client.session, 1), preview=lambda: damaged))
    qtbot.waitUntil(lambda: "it is no PDF, or damaged." in words_on(dialog), timeout=20_000)
    with pytest.raises(EnvironmentFault, match="damaged"):
        render_page(damaged, 1, 100)
    with pytest.raises(EnvironmentFault, match="damaged"):
        list(render_strips(damaged, 1, 100, 100))


def test_the_queue_tells_what_failed_and_takes_it_up_again(
    qtbot: QtBot, qtmodeltester: Any, shop: Shop, ground: QWidget, client_of: Callable[..., Client], tray: PaperTray
) -> None:
    # The port at which nobody listens: a printer that was switched off.
    client = label_client(client_of, shop, "127.0.0.1:9")
    screen = PrintQueueScreen(client, Place("print_queue"))
    qtbot.addWidget(screen)
    screen.resize(1180, 700)
    screen.show()
    screen.load()
    assert "Nothing was printed yet" in words_on(screen)
    shown: list[Any] = []
    client.messages.shown.connect(shown.append)
    build_id = shop.arrived_build()
    dialog = ready(qtbot, print_document(client, ground, printable.build_label(client.session, build_id)))
    dialog.copies.setValue(1)
    with qtbot.waitSignal(dialog.accepted, timeout=20_000):
        qtbot.mouseClick(dialog.print_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: [job.state for job in screen.model.rows] == [State.FAILED], timeout=20_000)
    assert "does not answer. Nothing was printed." in words_on(screen)
    assert any("does not answer" in message.text and message.stays for message in shown)
    qtmodeltester.check(screen.model)
    assert_looks_right(screen)
    # Another label printer is chosen, and the failed label goes there.
    chooser = LabelPrinterDialog(client, screen)
    chooser.open()
    chooser.address.setText("no printer!")
    qtbot.mouseClick(chooser.action, Qt.MouseButton.LeftButton)
    assert "This is no address of a printer." in words_on(chooser)
    chooser.address.setText(tray.address)
    qtbot.mouseClick(chooser.action, Qt.MouseButton.LeftButton)
    assert printing_of(client).label_printer == Target(Way.NETWORK, tray.address)
    qtbot.mouseClick(screen.retry, Qt.MouseButton.LeftButton)
    retry = next(each for each in screen.findChildren(RetryDialog))
    qtbot.waitUntil(retry.action.isEnabled, timeout=20_000)
    retry.printer.setCurrentIndex(retry.printer.findText(f"Label printer {tray.address}"))
    qtbot.mouseClick(retry.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: [job.state for job in screen.model.rows] == [State.PRINTED], timeout=20_000)
    assert b"Copy 1" in tray.wait_for()[0]
    assert any("is printed" in message.text for message in shown)
    qtbot.mouseClick(screen.dismiss, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Nothing was printed yet" in words_on(screen), timeout=20_000)


def test_two_clicks_on_dismiss_are_one(qtbot: QtBot, database: Clone, client_of: Callable[..., Client]) -> None:
    """The job behind the dismissed one is not chosen, so that no click that comes late is for it."""
    client = client_of(database, Role.ASSEMBLER)
    jobs = [keep_unsettled(client, State.FAILED, title=f"Label {number}") for number in (1, 2, 3)]
    screen = PrintQueueScreen(client, Place("print_queue"))
    qtbot.addWidget(screen)
    screen.resize(1180, 700)
    screen.show()
    screen.load()
    qtbot.waitUntil(lambda: screen.job is not None, timeout=20_000)
    assert screen.job is not None and screen.job.id == jobs[-1].id  # at first the newest
    at = screen.dismiss.mapTo(screen, screen.dismiss.rect().center())
    click(qtbot, screen, at)
    qtbot.wait(180)
    click(qtbot, screen, at)
    qtbot.waitUntil(lambda: len(screen.model.rows) == 2, timeout=20_000)
    click(qtbot, screen, at)
    qtbot.waitUntil(lambda: not client.runner.busy, timeout=20_000)
    assert [job.title for job in screen.model.rows] == ["Label 2", "Label 1"]
    assert screen.job is None
    printing_of(client).refresh()
    qtbot.waitUntil(lambda: not client.runner.busy, timeout=20_000)
    assert screen.job is None
    screen.table.selectRow(1)
    assert screen.dismiss.isVisible()


def test_a_print_that_still_waits_is_cancelled_only_after_a_question(
    qtbot: QtBot, database: Clone, client_of: Callable[..., Client]
) -> None:
    client = client_of(database, Role.ASSEMBLER)
    other = QLockFile(str(client.station.folder / "print_queue.lock"))
    assert other.tryLock(0)  # another program prints: the job goes on waiting
    keep_unsettled(client, State.WAITING)
    screen = PrintQueueScreen(client, Place("print_queue"))
    qtbot.addWidget(screen)
    screen.resize(1180, 700)
    screen.show()
    screen.load()
    qtbot.waitUntil(lambda: screen.job is not None, timeout=20_000)
    assert screen.dismiss.text() == "Cancel this print"
    for sure in (False, True):
        screen.dismiss.click()
        question = asked(qtbot)
        assert_looks_right(question)
        qtbot.waitUntil(lambda: not client.runner.busy, timeout=20_000)
        assert [job.state for job in screen.model.rows] == [State.WAITING]
        question.done(int(sure))
    qtbot.waitUntil(lambda: not screen.model.rows, timeout=20_000)
    other.unlock()


def test_only_a_counted_copy_settles_a_job_that_may_have_printed(
    qtbot: QtBot, shop: Shop, client_of: Callable[..., Client], tmp_path: Path
) -> None:
    """What was saved for reading is no paper: the job stands until a person says what became of it."""
    client = client_of(shop.database, person=shop.qc.person)
    signed = shop.inspect(shop.qc, shop.arrived_build(), PRE_QC)
    keep_unsettled(client, State.MAY_HAVE_PRINTED, kind="QC_SHEET", record=f"inspection:{signed.id}")
    screen = PrintQueueScreen(client, Place("print_queue"))
    qtbot.addWidget(screen)
    screen.show()
    screen.load()
    qtbot.waitUntil(lambda: screen.job is not None, timeout=20_000)
    screen.again.click()
    dialog = ready(qtbot, screen.findChildren(PrintDialog)[0])
    with qtbot.waitSignal(dialog.accepted, timeout=20_000):
        dialog.save_uncontrolled_to(str(tmp_path / "read.pdf"))
    qtbot.waitUntil(lambda: not client.runner.busy, timeout=20_000)
    assert [job.state for job in screen.model.rows] == [State.MAY_HAVE_PRINTED]
    screen.again.click()
    dialog = ready(qtbot, screen.findChildren(PrintDialog)[-1])
    with qtbot.waitSignal(dialog.accepted, timeout=20_000):
        dialog.save_to(str(tmp_path / "copy.pdf"))
    qtbot.waitUntil(lambda: not screen.model.rows, timeout=20_000)


@pytest.mark.parametrize(("problem", "minutes"), [("stopped", 0), ("", 6)])
def test_a_job_that_does_not_come_to_its_end_can_be_doubted_and_printed_again(
    qtbot: QtBot,
    shop: Shop,
    client_of: Callable[..., Client],
    monkeypatch: pytest.MonkeyPatch,
    problem: str,
    minutes: int,
) -> None:
    """The printer stands still, or says nothing: who did not see the paper is not made to say that it did print."""
    stuck, since = Delivery(State.PRINTING, Problem(problem)), datetime.now(UTC) - timedelta(minutes=minutes)
    client = client_of(shop.database, person=shop.qc.person)
    record = f"build:{shop.arrived_build()}"
    keep_unsettled(client, State.PRINTING, record=record, target=Target(Way.RAW, "Zebra"), created_at=since)
    screen = PrintQueueScreen(client, Place("print_queue"))
    monkeypatch.setattr(printing_of(client).queue, "_ask", lambda _job: stuck)
    qtbot.addWidget(screen)
    screen.resize(1180, 700)
    screen.show()
    screen.load()
    qtbot.waitUntil(screen.doubt.isVisible, timeout=20_000)
    assert screen.saw_it.isVisible() and not screen.again.isVisible()
    assert_looks_right(screen)
    qtbot.mouseClick(screen.doubt, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: [job.state for job in screen.model.rows] == [State.MAY_HAVE_PRINTED], timeout=20_000)
    assert f"{shop.qc.person.full_name} did not see the paper." in words_on(screen)
    assert not screen.doubt.isVisible()
    screen.again.click()
    dialog = ready(qtbot, screen.findChildren(PrintDialog)[0])
    assert dialog.reason.toPlainText() == "Copy 1 may not have come out of the printer"
