"""Every screen of the client, with records in it, in the whole window: at its smallest size, at that of a laptop, and
on a screen with pixels so small that everything is painted twice as large."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from cleanstation_desktop.services import change_requests, comments
from tests.support import orders
from tests.support.command import clean_environment
from tests.support.every_place import faults_of_all, filled_plant
from tests.support.live_plant import LivePlant

SMALLEST, LAPTOP = (1024, 640), (1280, 720)
_FOUR_K = {"name": "4K", "x": 0, "y": 0, "width": 3840, "height": 2160, "logicalDpi": 96, "logicalBaseDpi": 96}


@pytest.fixture(scope="module")
def plant(cluster: EmbeddedServer, template_database: str) -> Iterator[LivePlant]:
    """One plant for all tests here."""
    with filled_plant(cluster, template_database) as made:
        yield made


@pytest.mark.parametrize(
    ("language", "size"),
    [
        ("EN", SMALLEST),
        ("FR", SMALLEST),
        pytest.param("ES", SMALLEST, marks=pytest.mark.slow),
        pytest.param("FR", LAPTOP, marks=pytest.mark.slow),
    ],
)
def test_every_screen_looks_right(
    qtbot: QtBot, plant: LivePlant, tmp_path: Path, language: str, size: tuple[int, int]
) -> None:
    found = faults_of_all(qtbot, plant, tmp_path, size, language)
    assert found == [], "\n" + "\n".join(found)


@pytest.mark.slow
def test_long_texts_without_a_blank_push_nothing_out_of_a_page(
    qtbot: QtBot, cluster: EmbeddedServer, template_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names of the widest letters, as long as they may be, and notes and comments that somebody pasted."""
    plain = orders.header_json
    long = {"customer": "W" * 200, "project": "W" * 200, "notes": "W" * 2000}
    monkeypatch.setattr(orders, "header_json", lambda builds, **changes: plain(builds, **(long | changes)))
    with filled_plant(cluster, template_database) as plant:
        comments.add_comment(plant.shop.qc.session, plant.floor_order.id, "W" * 2000)
        asks = plant.shop.coordinator.session
        change_requests.open_change_request(asks, plant.awaited, what="W" * 500, why="W" * 500)
        found = faults_of_all(qtbot, plant, tmp_path, SMALLEST, "FR")
    assert found == [], "\n" + "\n".join(found)


@pytest.mark.slow
def test_every_screen_looks_right_in_4k_at_twice_the_size(tmp_path: Path) -> None:
    """In a process of its own: the screen and the scale are what Qt begins with."""
    described = tmp_path / "screen.json"
    described.write_text(json.dumps({"screens": [_FOUR_K]}), encoding="utf-8")
    at_twice = Path(__file__).with_name("at_twice_the_size.py")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", str(at_twice)],
        env=clean_environment(QT_SCALE_FACTOR="2", QT_QPA_PLATFORM=f"offscreen:configfile={described}"),
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout
