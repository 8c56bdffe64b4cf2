"""Headings in the smallest window, in the language with the longest words: nothing of them is cut."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.numbering import BUILD_NUMBER_LENGTH
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.ui.checks import accessible_name, find_faults
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.shell.window import MainWindow
from cleanstation_desktop.ui.widgets.controls import button, chip
from tests.support.clusters import Clone
from tests.support.orders import build_json, submit_order
from tests.support.people import make_person
from tests.support.ui import named
from tests.support.windows import lock_page, work_of


def test_nothing_of_a_heading_is_cut(qtbot: QtBot, database: Clone, window: MainWindow) -> None:
    submit_order(database, [build_json("B-1")], po_number="PO-2026-4711-A")
    window.resize(1024, 640)
    work = work_of(qtbot, window, make_person(database, Role.PRODUCTION_COORDINATOR, Role.ADMIN))
    window._choose(work, "language", "FR")
    window.links.open("cleanstation://order/PO-2026-4711-A")
    qtbot.waitUntil(lambda: "PO-2026-4711-A" in window.windowTitle(), timeout=15_000)
    screen = work.screen_shown
    assert screen is not None
    repeat = named(screen, "Répéter la commande", QAbstractButton)
    titles = [label for label in screen.findChildren(QLabel) if label.text() == "Commande PO-2026-4711-A"]

    def whole(*, below: bool) -> bool:
        """Whether nothing is cut, and the buttons stand where they should."""
        uncut = all(each.width() >= each.sizeHint().width() for each in (*titles, repeat))
        top, bottom = (place.mapTo(screen, QPoint(0, at)).y() for place, at in ((repeat, 0), (titles[0], 20)))
        return uncut and (top > bottom) is below

    assert len(titles) == 1
    qtbot.waitUntil(lambda: whole(below=True), timeout=5_000)
    # With room for both they stand side by side.
    window.resize(1400, 800)
    qtbot.waitUntil(lambda: whole(below=False), timeout=5_000)
    window.lock()
    page = lock_page(window)
    other = named(page, "Changer de personne", QAbstractButton)
    qtbot.waitUntil(lambda: other.width() >= other.sizeHint().width(), timeout=5_000)


@pytest.mark.parametrize("number", ["B-1", "T-4270dc52", "i" * BUILD_NUMBER_LENGTH, "W" * BUILD_NUMBER_LENGTH])
def test_a_title_of_any_length_is_read_whole_from_its_first_painting_on(
    qtbot: QtBot, database: Clone, client_of: Callable[..., Client], number: str
) -> None:
    """Chips and actions that are written at the same time keep their room too."""
    screen = Screen(client_of(database, Role.PRODUCTION_COORDINATOR), Place.of("bom", bom_revision_id=1))
    for words in ("Comparer", "Exporter", "Imprimer"):
        screen.buttons.addWidget(button(words))
    qtbot.addWidget(screen)
    screen.setFixedSize(946, 540)
    screen.show()
    qtbot.waitExposed(screen)
    title = f"Nomenclature {number}, rév. 1"
    state = chip("En attente d’approbation", "info")
    screen.set_heading(title, "Commande PO-1", state)
    # What is laid out now is painted, whatever comes after it.
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    assert state.isVisible()
    assert [str(fault) for fault in find_faults(screen, colours=False)] == []
    (shown,) = (label for label in screen.findChildren(QLabel) if accessible_name(label) == title)
    assert shown.text().replace("\u200b", "") == title
