"""Every place of the client with records in it, for tests that look at all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.numbering import BUILD_NUMBER_LENGTH
from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from cleanstation_desktop.ui.checks import find_faults
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.places import REGISTER, Place
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.shell.workplace import Workplace
from tests.support.clusters import create_clone, drop_clone
from tests.support.live_plant import LivePlant
from tests.support.screens import PATIENCE_MS
from tests.support.ui import words_on
from tests.support.windows import make_window, work_of

_ROOMY = 1280
"""From this width of the window on no table scrolls sideways until a person drags its columns wider."""
_LAYOUTS = 10
"""More than lie in each other on any page."""


@contextmanager
def filled_plant(cluster: EmbeddedServer, template: str) -> Iterator[LivePlant]:
    """A plant in which nobody works, with build numbers that take more room than any other."""
    clone = create_clone(cluster, template)
    plant = LivePlant(clone, partial(next, (f"W-{number}".rjust(BUILD_NUMBER_LENGTH, "W") for number in count(1000))))
    fill(plant)
    yield plant
    plant.close()
    drop_clone(clone)


def faults_of_all(
    qtbot: QtBot, plant: LivePlant, folder: Path, size: tuple[int, int], language: str = "EN"
) -> list[str]:
    """What is wrong with the look of each tab of each screen, worked with fingers: something is cut, covered, faint,
    too small or out of the keyboard's way. Parameters: folder, for the station's files; size, of the window."""
    window = make_window(qtbot, plant.shop.database.url(), folder)
    window.resize(*size)
    work = work_of(qtbot, window, plant.viewer)
    if language != "EN":
        window._choose(work, "language", language)
        quiet(qtbot, work.client)
    found: dict[str, str] = {}
    for where in walked(qtbot, work, every_place(plant)):
        settled(qtbot, window)
        # The colours are the same in every language and size, and take most of the time.
        for fault in find_faults(window, touch=True, colours=language == "EN"):
            found.setdefault(str(fault), where)
        if size[0] >= _ROOMY:
            found.update((fault, where) for fault in _too_wide(window))
    return [f"{where}: {fault}" for fault, where in found.items()]


def _too_wide(window: QWidget) -> Iterator[str]:
    """The tables whose columns begin wider than there is room for."""
    for view in window.findChildren(QAbstractItemView):
        if view.isVisible() and view.horizontalScrollBar().maximum() > 0:
            yield f"“{view.accessibleName()}” scrolls sideways by {view.horizontalScrollBar().maximum()} px"


def fill(plant: LivePlant) -> None:
    """Something in each list of the plant that begins empty."""
    plant.change_at_qc()
    for do in (plant.commented, plant.printed, plant.change_asked, plant.requested, plant.parked, plant.aliased):
        do()


def every_place(plant: LivePlant) -> tuple[Place, ...]:
    """Each place of the register, with a record where it shows one; builds at every stage that there is."""
    build = {"build_id": plant.floor}
    arguments: Mapping[str, Mapping[str, Any]] = {
        "order": {"order_id": plant.floor_order.id},
        "order_entry": {"draft_id": plant.draft.id},
        "build": build,
        "bom": {"bom_revision_id": plant.order.builds[0].bom_revision_id},
        "where_used": {"item": plant.item},
        "change_request": {"build_id": plant.rejected},
        "assembly": build,
        "inspection": {"inspection_id": plant.form},
        "nonconformance": {"nonconformance_id": plant.ncrs[1].id},
    }
    further = [Place("build", {"build_id": key}) for key in (plant.rejected, plant.awaited)]
    return (*(Place(name, arguments.get(name, {})) for name in REGISTER), *further)


def walked(qtbot: QtBot, work: Workplace, places: tuple[Place, ...]) -> Iterator[str]:
    """Go to each place and to each of its tabs, and tell where one is when all of it is read."""
    for place in places:
        work.go(place)
        quiet(qtbot, work.client)
        screen = work.screen_shown
        assert screen is not None
        assert screen.place == place, f"{place} does not open"
        yield from tabs_of(qtbot, screen)


def tabs_of(qtbot: QtBot, screen: Screen) -> Iterator[str]:
    """Turn a screen to each of its tabs, and tell at which it is when all of it is read."""
    name = screen.place.name
    tabs = [each for each in screen.findChildren(QTabWidget) if each.isVisibleTo(screen)]
    if not tabs:
        yield name
        return
    for number in range(tabs[0].count()):
        if tabs[0].isTabVisible(number):
            tabs[0].setCurrentIndex(number)
            quiet(qtbot, screen.client)
            yield f"{name}, {tabs[0].tabText(number)}"


def quiet(qtbot: QtBot, client: Client) -> None:
    """Wait until nothing is read."""
    qtbot.wait(1)
    qtbot.waitUntil(lambda: not client.runner.busy, timeout=PATIENCE_MS)


def told(screen: Screen) -> str:
    """All words on a screen, those in its tables too."""
    views = [view for view in screen.findChildren(QAbstractItemView) if view.isVisible() and view.model() is not None]
    cells = [
        str(model.index(line, place).data(Qt.ItemDataRole.DisplayRole))
        for model in (view.model() for view in views)
        for line in range(model.rowCount())
        for place in range(model.columnCount())
    ]
    return "\n".join((words_on(screen), *cells))


def settled(qtbot: QtBot, window: QWidget) -> None:
    """Wait until a page that is made bit by bit is whole, and everything on it has its place."""
    qtbot.waitUntil(
        lambda: not any(timer.isActive() and timer.interval() == 0 for timer in window.findChildren(QTimer)),
        timeout=PATIENCE_MS,
    )
    # Where a layout has another height, the one around it hears of it at the next event.
    for _ in range(_LAYOUTS):
        QApplication.processEvents()
