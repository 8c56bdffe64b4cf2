"""Every screen while the server is away, and every model that a screen shows, on a small plant at work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractProxyModel
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractItemView
from pytestqt.qtbot import QtBot

from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from cleanstation_desktop.ui.orders.list_screen import OrderListScreen
from cleanstation_desktop.ui.screen import Screen
from tests.support.clusters import create_clone, drop_clone
from tests.support.every_place import every_place, fill, quiet, told, walked
from tests.support.live_plant import LivePlant
from tests.support.screens import PATIENCE_MS
from tests.support.slow_proxy import SlowProxy
from tests.support.windows import make_window, work_of

_NOT_READ_AGAIN = frozenset({"print_queue", "settings", "order_entry"})
"""What the first two show is of the station; in the third what was answered stands, and is not read again."""


@pytest.fixture(scope="module")
def plant(cluster: EmbeddedServer, template_database: str) -> Iterator[LivePlant]:
    """One plant for all tests here, in which nobody works."""
    clone = create_clone(cluster, template_database)
    made = LivePlant(clone)
    fill(made)
    yield made
    made.close()
    drop_clone(clone)


@pytest.mark.slow
def test_every_screen_stays_readable_without_a_server_and_comes_back_by_itself(
    qtbot: QtBot, plant: LivePlant, tmp_path: Path
) -> None:
    """What was read stays, with a sentence since when; nobody has to press anything when the server is there again."""
    there = plant.shop.database.url()
    found: list[str] = []
    with SlowProxy(str(there.host), int(there.port or 0)) as line:
        work = work_of(qtbot, make_window(qtbot, line.url(there), tmp_path), plant.viewer)
        live = work.client.live
        for place in every_place(plant):
            qtbot.waitUntil(lambda: live.state == "live", timeout=PATIENCE_MS)
            work.go(place)
            quiet(qtbot, work.client)
            screen = work.screen_shown
            assert screen is not None
            before, was_filled = told(screen), screen.content.isVisible()
            line.stop_server()
            qtbot.waitUntil(lambda: live.state == "away", timeout=PATIENCE_MS)
            work.reload()
            quiet(qtbot, work.client)
            found += [f"{place.name} without a server: {fault}" for fault in _faults_away(screen, before, was_filled)]
            line.accept()
            qtbot.waitUntil(lambda: live.state == "live", timeout=PATIENCE_MS)
            quiet(qtbot, work.client)
            if screen.banner.isVisible():
                found.append(f"{place.name}, the server being back: {screen.banner.accessibleName()}")
    assert found == [], "\n".join(found)


def _faults_away(screen: Screen, before: str, was_filled: bool) -> Iterator[str]:
    """What is wrong with a screen whose server went away after it had been read."""
    if screen.content.isVisible() is not was_filled:
        yield "its content is gone"
    lost = set(before.splitlines()) - set(told(screen).splitlines())
    if lost:
        yield f"no longer there: {sorted(lost)}"
    said = screen.banner.accessibleName() if screen.banner.isVisible() else ""
    if screen.place.name not in _NOT_READ_AGAIN and not said.startswith("No connection. You see what was there at "):
        yield f"it says {said!r}"


def test_every_model_keeps_the_rules_of_models(qtbot: QtBot, plant: LivePlant, tmp_path: Path) -> None:
    """Qt's own tester looks at each while it is filled anew; what it finds is a warning of Qt, which fails the test."""
    work = work_of(qtbot, make_window(qtbot, plant.shop.database.url(), tmp_path), plant.viewer)
    looked_at: set[str] = set()
    for _where in walked(qtbot, work, every_place(plant)):
        screen = work.screen_shown
        assert screen is not None
        _look_at_models(screen, looked_at)
        if isinstance(screen, OrderListScreen):
            screen._by_build.click()
            quiet(qtbot, work.client)
            _look_at_models(screen, looked_at)
        work.reload()
        quiet(qtbot, work.client)
    assert looked_at >= {"BuildsModel", "OrdersModel", "LineModel", "PickModel", "RowsModel"}


def _look_at_models(screen: Screen, looked_at: set[str]) -> None:
    for model in _models(screen):
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, screen)
        looked_at.add(type(model).__name__)


def _models(screen: Screen) -> set[QAbstractItemModel]:
    """The models behind the views of a screen, and those behind them."""
    found: set[QAbstractItemModel] = set()
    for view in screen.findChildren(QAbstractItemView):
        model: QAbstractItemModel | None = view.model()
        while model is not None:
            found.add(model)
            model = model.sourceModel() if isinstance(model, QAbstractProxyModel) else None
    return found
