"""Two clicks on what prints are one paper, counted once and once in the queue of the station."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services.people import OneTimePassword
from cleanstation_desktop.ui.boms.screen import BomScreen
from cleanstation_desktop.ui.builds.facts import read_facts
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.people import handing_over
from cleanstation_desktop.ui.people.handing_over import SlipDialog
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.printing import printable
from cleanstation_desktop.ui.printing.jobs import PrintJob, Problem, State, Target, Way
from cleanstation_desktop.ui.printing.print_dialog import PrintDialog, print_document
from cleanstation_desktop.ui.printing.printable import PrintableDocument
from cleanstation_desktop.ui.printing.printer_dialogs import RetryDialog
from cleanstation_desktop.ui.printing.printers import Delivery, Printer
from cleanstation_desktop.ui.printing.queue_screen import PrintQueueScreen
from cleanstation_desktop.ui.printing.station import StationPrinting, printing_of
from tests.support.clusters import Clone
from tests.support.counted_writes import OF_PAPERS
from tests.support.cups_server import PaperTray
from tests.support.double_clicks import Told, choosing, counted
from tests.support.people import make_person
from tests.support.print_jobs import LABEL, keep_unsettled
from tests.support.screens import PATIENCE_MS, asked, show
from tests.support.shop import PRE_QC, Shop

Clients = Callable[..., Client]


class Printing:
    """What is pressed, one after the other. Parameters: ground, an empty window for dialogs."""

    def __init__(self, qtbot: QtBot, shop: Shop, client: Client, ground: QWidget, folder: Path) -> None:
        self.qtbot, self.client, self.ground, self.file = qtbot, client, ground, folder / "saved.pdf"
        self.build_id = shop.arrived_build()
        self.sheet_id = shop.inspect(shop.qc, self.build_id, PRE_QC).id

    @property
    def printing(self) -> StationPrinting:
        """That of the station."""
        return printing_of(self.client)

    def _dialog(self, document: PrintableDocument) -> PrintDialog:
        return self._ready(print_document(self.client, self.ground, document))

    def _ready(self, dialog: PrintDialog) -> PrintDialog:
        self.qtbot.waitUntil(dialog.save_button.isEnabled, timeout=PATIENCE_MS)
        self.qtbot.waitUntil(lambda: dialog.printer.itemText(0) != "Looking for printers…", timeout=PATIENCE_MS)
        if dialog.printer.currentData() is None:
            dialog.printer.addItem("Somewhere", Target(Way.SYSTEM, "somewhere"))
            dialog.printer.setCurrentIndex(dialog.printer.count() - 1)
        return dialog

    def label(self) -> QAbstractButton:
        """Print the two labels of a build."""
        return self._dialog(printable.build_label(self.client.session, self.build_id)).print_button

    def label_again(self) -> QAbstractButton:
        """Print one more, with its reason."""
        dialog = self._dialog(printable.build_label(self.client.session, self.build_id))
        dialog.reason.setPlainText("the first one was torn")
        return dialog.print_button

    def sheet(self) -> QAbstractButton:
        """Print a QC sheet."""
        return self._dialog(printable.qc_sheet(self.client.session, self.sheet_id)).print_button

    def traveler(self) -> QAbstractButton:
        """Print a traveler."""
        return self._dialog(printable.traveler(self.client.session, self.build_id)).print_button

    def bom(self) -> QAbstractButton:
        """Print a BOM from its page."""
        key = read_facts(self.client.session, self.build_id).revision.id
        screen = BomScreen(self.client, Place.of("bom", bom_revision_id=key))
        show(self.qtbot, screen, lambda screen: screen._loaded is not None)
        screen._print.click()
        return self._ready(screen.findChildren(PrintDialog)[-1]).print_button

    def save(self) -> QAbstractButton:
        """Save a counted copy as a file, whose name is taken by two clicks."""
        dialog = self._dialog(printable.traveler(self.client.session, self.build_id))
        dialog.reason.setPlainText("for the customer")
        dialog.save_button.click()
        return choosing(self.qtbot, dialog, self.file)


def test_two_clicks_on_print_are_one_print(
    qtbot: QtBot, shop: Shop, ground: QWidget, client_of: Clients, tray: PaperTray, tmp_path: Path
) -> None:
    """Each paper is counted once, and stands in the queue once: of a label two at first, for its two places."""
    client = client_of(shop.database, person=make_person(shop.database, *Role))
    printing_of(client).set_label_printer(Target(Way.NETWORK, tray.address), 8)
    cases = Printing(qtbot, shop, client, ground, tmp_path)
    found: dict[str, tuple[list[str], int]] = {}
    for name in OF_PAPERS:
        pressed = getattr(cases, name)()
        before = len(cases.printing.queue.jobs())
        written = counted(qtbot, shop.database, lambda: client.runner.busy, pressed, 150)
        found[name] = (written, len(cases.printing.queue.jobs()) - before)
        assert QApplication.activeModalWidget() is None, name
    queued = {name: 0 if name == "save" else len(names) for name, names in OF_PAPERS.items()}
    assert found == {name: (names, queued[name]) for name, names in OF_PAPERS.items()}
    assert cases.file.exists()


def of_the_queue(qtbot: QtBot, client: Client, job: PrintJob) -> PrintQueueScreen:
    """The page of the queue, with a job that is chosen."""
    screen = show(qtbot, PrintQueueScreen(client, Place.of("print_queue")), lambda screen: screen.job is not None)
    assert screen.job is not None
    assert screen.job.id == job.id
    return screen


@pytest.mark.parametrize("pause", [40, 150])
@pytest.mark.parametrize("name", ["saw_it", "doubt", "dismiss"])
def test_two_clicks_settle_a_job_once(
    qtbot: QtBot, database: Clone, client_of: Clients, monkeypatch: pytest.MonkeyPatch, name: str, pause: int
) -> None:
    """Of a job that hangs at its printer, and of one that failed; what is offered then lies where that was pressed."""
    client = client_of(database, Role.ASSEMBLER)
    queue, hangs = printing_of(client).queue, name != "dismiss"
    monkeypatch.setattr(queue, "_ask", lambda _job: Delivery(State.PRINTING, Problem("stopped")))
    taken_back: list[PrintJob] = []
    monkeypatch.setattr(queue, "_take_back", taken_back.append)
    job = keep_unsettled(client, State.PRINTING if hangs else State.FAILED)
    other = keep_unsettled(client, State.FAILED, created_at=job.created_at - timedelta(minutes=1))
    screen, told = of_the_queue(qtbot, client, job), Told(client)
    pressed = getattr(screen, name)
    qtbot.waitUntil(pressed.isVisible, timeout=PATIENCE_MS)
    assert counted(qtbot, database, lambda: client.runner.busy, pressed, pause) == []
    stand = {"saw_it": [State.PRINTED], "doubt": [State.MAY_HAVE_PRINTED], "dismiss": []}[name]
    assert [each.state for each in queue.jobs()] == [*stand, State.FAILED]
    assert queue.jobs()[-1].id == other.id
    assert QApplication.activeModalWidget() is None
    # That a paper may have come out is told, once.
    assert (len(taken_back), len(told.said)) == ((1, 1) if name == "doubt" else (0, 0))


@pytest.mark.parametrize("pause", [40, 150])
def test_two_clicks_send_what_failed_once_more(
    qtbot: QtBot, database: Clone, client_of: Clients, tray: PaperTray, pause: int
) -> None:
    """The first one asks, and its deed is not done by the second; two on the deed print one paper."""
    client = client_of(database, Role.ASSEMBLER)
    job = keep_unsettled(client, State.FAILED, target=Target(Way.NETWORK, tray.address))
    screen, told = of_the_queue(qtbot, client, job), Told(client)
    assert counted(qtbot, database, lambda: client.runner.busy, screen.retry, pause) == []
    dialog = asked(qtbot)
    assert isinstance(dialog, RetryDialog)
    assert counted(qtbot, database, lambda: client.runner.busy, dialog.action, pause) == []
    qtbot.waitUntil(lambda: [each.state for each in printing_of(client).jobs] == [State.PRINTED], timeout=PATIENCE_MS)
    assert tray.wait_for() == [LABEL]
    assert (QApplication.activeModalWidget(), told.said) == (None, [])


def test_two_clicks_print_a_slip_once(
    qtbot: QtBot, database: Clone, ground: QWidget, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes through no queue that would notice."""
    handed: list[PrintJob] = []

    def deliver(job: PrintJob, _content: bytes) -> Delivery:
        handed.append(job)
        return Delivery(State.PRINTED)

    monkeypatch.setattr(handing_over, "deliver", deliver)
    monkeypatch.setattr(handing_over, "list_printers", lambda: (Printer("office", "Office", is_default=True),))
    client = client_of(database, Role.ADMIN)
    dialog = SlipDialog(ground, client, OneTimePassword(1, "new.person", "once-and-only"), "New Person", "EN")
    dialog.open()
    qtbot.waitUntil(dialog.action.isEnabled, timeout=PATIENCE_MS)
    assert counted(qtbot, database, lambda: client.runner.busy, dialog.action, 150) == []
    assert len(handed) == 1
