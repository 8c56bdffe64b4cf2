"""What failed is sent again only while it is still true, and to a printer that it was made for."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.errors import NotFound, Stale
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.printing.jobs import State, Target, Way
from cleanstation_desktop.ui.printing.print_dialog import PrintDialog
from cleanstation_desktop.ui.printing.printable import build_label
from cleanstation_desktop.ui.printing.printer_dialogs import RetryDialog
from cleanstation_desktop.ui.printing.queue import PrintQueue
from cleanstation_desktop.ui.printing.queue_screen import PrintQueueScreen
from cleanstation_desktop.ui.printing.station import printing_of
from tests.support.cups_server import PaperTray
from tests.support.print_jobs import LABEL, print_job
from tests.support.shop import Shop
from tests.support.ui import words_on

AWAY = Target(Way.NETWORK, "127.0.0.1:9")


@pytest.fixture
def failed(qtbot: QtBot, shop: Shop, client_of: Callable[..., Client]) -> PrintQueueScreen:
    """The queue's screen at a station whose label printer, of 203 dpi, is away; a label for it has failed."""
    client = client_of(shop.database, person=shop.qc.person)
    printing = printing_of(client)
    printing.set_label_printer(AWAY, 8)
    label = build_label(client.session, shop.arrived_build(), "Label")
    printing.submit(label, AWAY, copies=1, reason="", command_id=uuid4())
    screen = PrintQueueScreen(client, Place("print_queue"))
    qtbot.addWidget(screen)
    screen.show()
    screen.load()
    qtbot.waitUntil(screen.retry.isVisible, timeout=20_000)
    return screen


def retrying(qtbot: QtBot, screen: PrintQueueScreen) -> RetryDialog:
    """The dialog behind Retry, once the record was compared."""
    qtbot.mouseClick(screen.retry, Qt.MouseButton.LeftButton)
    dialog = screen.findChildren(RetryDialog)[-1]
    qtbot.waitUntil(dialog.action.isEnabled, timeout=20_000)
    return dialog


def print_anew(qtbot: QtBot, screen: PrintQueueScreen, dialog: RetryDialog) -> PrintDialog:
    """The way on that the dialog offers in place of sending the old bytes."""
    assert dialog.action.text() == "Print again…"
    qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
    (found,) = screen.findChildren(PrintDialog)
    qtbot.waitUntil(found.print_button.isEnabled, timeout=20_000)
    assert found.reason.toPlainText() == "Copy 1 did not come out of the printer"
    return found


def test_what_is_still_true_is_sent_again_as_the_same_copy(
    qtbot: QtBot, failed: PrintQueueScreen, tray: PaperTray
) -> None:
    printing_of(failed.client).set_label_printer(Target(Way.NETWORK, tray.address), 8)
    dialog = retrying(qtbot, failed)
    assert "It stays copy 1." in words_on(dialog)
    qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(tray.received), timeout=20_000)
    assert b"Copy 1" in tray.received[0]


def test_a_label_for_203_dpi_does_not_go_to_a_printer_of_300(
    qtbot: QtBot, failed: PrintQueueScreen, tray: PaperTray
) -> None:
    """It would come out a third too small. Made anew it has the right size, and the old one is settled."""
    printing_of(failed.client).set_label_printer(Target(Way.NETWORK, tray.address), 12)
    dialog = retrying(qtbot, failed)
    assert "It was made for 203 dpi, this printer has 300 dpi. Print it again, as a new copy." in words_on(dialog)
    dialog.printer.setCurrentIndex(0)
    assert dialog.action.text() == "Retry"
    dialog.printer.setCurrentIndex(1)
    anew = print_anew(qtbot, failed, dialog)
    qtbot.mouseClick(anew.print_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(tray.received), timeout=20_000)
    (paper,) = tray.received
    assert b"^PW1200\n" in paper and b"Copy 2" in paper
    qtbot.waitUntil(lambda: [job.copy for job in failed.model.rows] == [2], timeout=20_000)


def test_a_label_with_another_date_by_now_is_made_anew(qtbot: QtBot, shop: Shop, failed: PrintQueueScreen) -> None:
    with shop.database.connect() as connection:
        connection.execute("UPDATE cs.customer_order SET want_date = want_date + 14, version = version + 1")
    dialog = retrying(qtbot, failed)
    assert "The record has changed since. Print it again, as a new copy." in words_on(dialog)
    print_anew(qtbot, failed, dialog).reject()


def test_the_same_record_has_the_same_facts_and_not_those_of_another(
    shop: Shop, client_of: Callable[..., Client]
) -> None:
    client = client_of(shop.database, person=shop.qc.person)
    label = build_label(client.session, shop.arrived_build())
    printed = label.print("", uuid4())
    assert printed.facts == label.facts() == label.print("once more", uuid4()).facts
    assert build_label(client.session, shop.arrived_build()).facts() != printed.facts


def test_what_failed_a_day_ago_is_not_sent_again(tmp_path: Path) -> None:
    moment = [datetime.now(UTC)]
    queue = PrintQueue(tmp_path, now=lambda: moment[0])
    made = print_job(AWAY.name)
    queue.add((made, LABEL))
    queue.turn()
    moment[0] += timedelta(hours=25)
    with pytest.raises(Stale, match="more than a day"):
        queue.retry(made.id)
    assert queue.jobs()[0].state is State.FAILED
    queue.close()


def test_the_queue_sends_no_label_to_another_resolution(tmp_path: Path) -> None:
    queue = PrintQueue(tmp_path)
    made = print_job(AWAY.name, dots=8)
    queue.add((made, LABEL))
    queue.turn()
    with pytest.raises(NotFound, match="resolution"):
        queue.retry(made.id, AWAY, dots=12)
    queue.retry(made.id, AWAY, dots=8)
    assert queue.jobs()[0].state is State.WAITING
    queue.close()


def test_the_file_of_an_earlier_version_goes_on(tmp_path: Path) -> None:
    """It lacks the resolution and the facts: its jobs stay, and new ones are kept beside them."""
    queue = PrintQueue(tmp_path)
    made = print_job(AWAY.name)
    queue.add((made, LABEL))
    queue.close()
    with sqlite3.connect(tmp_path / "print_queue.sqlite3") as connection:
        connection.execute("ALTER TABLE print_job DROP COLUMN dots")
        connection.execute("ALTER TABLE print_job DROP COLUMN facts")
    connection.close()
    queue = PrintQueue(tmp_path)
    newer = print_job(AWAY.name, dots=12, facts="ab")
    assert queue.add((newer, LABEL))
    assert queue.jobs() == (replace(newer), made)
    queue.close()
