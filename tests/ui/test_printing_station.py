"""Printing at a station: what goes on when somebody signs in, what is told of it, and the printer for labels."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.errors import EnvironmentFault
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.messages import Message
from cleanstation_desktop.ui.printing import printer_dialogs
from cleanstation_desktop.ui.printing.jobs import State, Target, Way, problem_words
from cleanstation_desktop.ui.printing.printer_dialogs import LabelPrinterDialog
from cleanstation_desktop.ui.printing.printers import Printer, network_target
from cleanstation_desktop.ui.printing.queue import PrintQueue
from cleanstation_desktop.ui.printing.station import printing_of
from tests.support.clusters import Clone
from tests.support.cups_server import PaperTray
from tests.support.people import make_person
from tests.support.print_jobs import LABEL, keep_unsettled, nowhere, standing
from tests.support.print_jobs import print_job as job
from tests.support.windows import make_window, sign_in


def test_what_was_left_goes_on_when_somebody_signs_in(
    qtbot: QtBot, database: Clone, tray: PaperTray, tmp_path: Path
) -> None:
    """A client ended while a job was handed over and another stood behind it; nobody opens a page about printing."""
    left = PrintQueue(tmp_path)
    torn, behind = job(tray.address, title="Label 1"), job(tray.address, title="Label 2")
    left.add((torn, LABEL), (behind, LABEL))
    left._journal.move(torn.id, frozenset({State.WAITING}), State.PRINTING, at=torn.created_at)
    left.close()
    window = make_window(qtbot, database.url(), tmp_path)
    sign_in(qtbot, window, make_person(database, Role.QC_PERSON))
    assert window.current is not None
    shown: list[Message] = []
    window.current.client.messages.shown.connect(shown.append)
    qtbot.waitUntil(lambda: any(message.text.startswith("Label 1: ") for message in shown), timeout=10_000)
    assert tray.wait_for() == [LABEL]
    queue = PrintQueue(tmp_path)
    assert standing(queue, torn.id) == (State.MAY_HAVE_PRINTED, "interrupted")
    assert standing(queue, behind.id) == (State.PRINTED, "")
    queue.close()


def test_many_jobs_that_failed_are_one_message(qtbot: QtBot, database: Clone, client_of: Callable[..., Client]) -> None:
    """At the first look it says how many a person has to see to; later, why several of them failed at once."""
    client = client_of(database, Role.QC_PERSON)
    for number in range(7):
        state = State.FAILED if number % 2 else State.MAY_HAVE_PRINTED
        keep_unsettled(client, state, title=f"Label {number}")
    shown: list[Message] = []
    client.messages.shown.connect(shown.append)
    printing = printing_of(client)
    qtbot.waitUntil(lambda: len(printing.jobs) == 7, timeout=10_000)
    assert [message.text for message in shown] == ["7 print jobs need you."]
    assert shown[0].action is not None and shown[0].action[0] == "Print queue"
    away = nowhere()
    printing.queue.add(*((job(away, title=f"Sheet {number}"), LABEL) for number in range(3)))
    printing.queue.add((job(nowhere(), title="Another"), LABEL))
    printing.refresh()
    qtbot.waitUntil(lambda: len(printing.jobs) == 11, timeout=10_000)
    assert sorted(message.text for message in shown[1:]) == [
        f"3 print jobs: The printer {away} does not answer. Nothing was printed.",
        f"Another: {problem_words(printing.jobs[0].problem)}",
    ]
    printing.refresh()
    qtbot.waitUntil(lambda: not client.runner.busy, timeout=10_000)
    assert len(shown) == 3


@pytest.mark.parametrize("is_there", [False, True])
def test_the_label_printer_is_not_forgotten_when_it_is_away(
    qtbot: QtBot,
    database: Clone,
    client_of: Callable[..., Client],
    ground: QWidget,
    monkeypatch: pytest.MonkeyPatch,
    is_there: bool,
) -> None:
    """Only the resolution is changed while the print system does not list the printer, and while it does."""
    there = (Printer("Office", "Office", True), *((Printer("Zebra", "Zebra ZD421", False),) * is_there))
    monkeypatch.setattr(printer_dialogs, "list_printers", lambda: there)
    client = client_of(database, Role.QC_PERSON)
    printing = printing_of(client)
    printing.set_label_printer(Target(Way.RAW, "Zebra"), 8)
    dialog = LabelPrinterDialog(client, ground)
    dialog.open()
    qtbot.waitUntil(lambda: not client.runner.busy, timeout=10_000)
    assert dialog.printer.currentText() == ("Zebra ZD421" if is_there else "Zebra, not there now")
    assert [dialog.printer.itemText(row) for row in range(2, dialog.printer.count())].count("Office") == 1
    assert dialog.printer.count() == 4
    dialog.dots.setCurrentIndex(1)
    qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
    assert (printing.label_printer, printing.label_dots) == (Target(Way.RAW, "Zebra"), 12)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("192.168.1.50", "192.168.1.50:9100"),
        (" zebra.plant.example:6101 ", "zebra.plant.example:6101"),
        ("[fe80::1]", "[fe80::1]:9100"),
    ],
)
def test_the_address_of_a_label_printer(written: str, name: str) -> None:
    target = network_target(written)
    assert target == Target(Way.NETWORK, name) and Target.parse(str(target)) == target


@pytest.mark.parametrize("written", ["", "two words", "a:b:c", "host:0", "host:70000", "host/path", "x\ny"])
def test_what_is_no_address(written: str) -> None:
    with pytest.raises(EnvironmentFault):
        network_target(written)
