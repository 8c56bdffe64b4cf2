"""The keys of the pages in the window that they share with the sidebar and the top bar."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import inspections
from cleanstation_desktop.ui.checks.keyboard import shared_keys
from cleanstation_desktop.ui.inspections.screen import InspectionScreen
from cleanstation_desktop.ui.places import REGISTER, Place
from cleanstation_desktop.ui.printing.preview import PreviewPanel
from cleanstation_desktop.ui.procurement.screen import ProcurementScreen
from cleanstation_desktop.ui.shell.window import MainWindow
from cleanstation_desktop.ui.shell.workplace import Workplace
from tests.support.clusters import Clone
from tests.support.orders import build_json, submit_order
from tests.support.people import TestPerson, make_person
from tests.support.shop import PRE_QC, Shop
from tests.support.ui import press
from tests.support.windows import make_window, sign_in

WAIT = 15_000


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, database: Clone, tmp_path: Path) -> MainWindow:
    """The client on its sign-in page."""
    return make_window(qtbot, database.url(), tmp_path)


def work_of(qtbot: QtBot, window: MainWindow, person: TestPerson) -> Workplace:
    """The work of a person in the window in front."""
    sign_in(qtbot, window, person)
    assert window.current is not None
    with qtbot.waitActive(window):
        window.activateWindow()
    return window.current


@pytest.mark.parametrize("role", [Role.ADMIN, Role.PRODUCTION_COORDINATOR, Role.PROCUREMENT_SPECIALIST])
def test_no_key_has_two_meanings_on_a_page(qtbot: QtBot, window: MainWindow, database: Clone, role: Role) -> None:
    """Qt does neither. Pages that need a record are looked at where they are tested, and by the demo."""
    submit_order(database, [build_json()])
    work = work_of(qtbot, window, make_person(database, role))
    faults: list[str] = []
    for name, entry in REGISTER.items():
        if role in entry.roles and (entry.listed or name in ("settings", "plant", "drafts", "order_entry")):
            work.go(Place(name))
            qtbot.waitUntil(lambda: not work.client.runner.busy, timeout=WAIT)
            faults += [f"{name}: {fault}" for fault in shared_keys(window)]
            # What is shown before it has a parent is a window for a moment, and takes the keys away.
            assert window.isActiveWindow(), name
    assert faults == []


def test_f5_reads_the_page_of_procurement_again(
    qtbot: QtBot, window: MainWindow, database: Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own button has the same key to show, and takes nothing from the window's."""
    submit_order(database, [build_json()])
    work = work_of(qtbot, window, make_person(database, Role.PROCUREMENT_SPECIALIST))
    work.go(Place("procurement"))
    screen = work.screen_shown
    assert isinstance(screen, ProcurementScreen)
    qtbot.waitUntil(screen.search.isVisible, timeout=WAIT)
    qtbot.wait(300)
    read: list[ProcurementScreen] = []
    whole = ProcurementScreen.load

    def load(screen: ProcurementScreen) -> None:
        read.append(screen)
        whole(screen)

    monkeypatch.setattr(ProcurementScreen, "load", load)
    screen.search.setFocus()
    press(Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: len(read) == 1)


def test_the_papers_of_a_checklist_leave_the_sidebar_its_keys(qtbot: QtBot, window: MainWindow, shop: Shop) -> None:
    """Ctrl+1 goes to the first page, also while a drawing stands beside the cards."""
    build_id = shop.arrived_build()
    key = inspections.start(shop.qc.session, build_id, PRE_QC)
    work = work_of(qtbot, window, shop.qc.person)
    work.go(Place.of("inspection", inspection_id=key))
    screen = work.screen_shown
    assert isinstance(screen, InspectionScreen)
    qtbot.waitUntil(lambda: screen.cards.complete, timeout=WAIT)
    screen._toggle_papers()
    screen.papers._show_papers()
    preview = screen.papers.findChild(PreviewPanel)
    assert preview is not None
    made = BytesIO()
    Image.new("RGB", (80, 50), "white").save(made, "PDF")
    with qtbot.waitSignal(preview.ready, timeout=WAIT):
        preview.load(made.getvalue)
    assert [str(fault) for fault in shared_keys(window)] == []
    preview.view.setFocus()
    qtbot.keyClick(preview.view, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: work.screen_shown is not screen)
