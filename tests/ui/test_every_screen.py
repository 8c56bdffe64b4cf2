"""Every screen of the client, with records in it, in the whole window at its smallest size and at that of a laptop."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.numbering import BUILD_NUMBER_LENGTH
from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from cleanstation_desktop.ui.checks import find_faults
from tests.support.clusters import create_clone, drop_clone
from tests.support.every_place import every_place, fill, quiet, settled, walked
from tests.support.live_plant import LivePlant
from tests.support.windows import make_window, work_of

SMALLEST, LAPTOP = (1024, 640), (1280, 720)


def longest_numbers() -> Iterator[str]:
    """Build numbers that take more room than any other."""
    return (f"W-{number}".rjust(BUILD_NUMBER_LENGTH, "W") for number in count(1000))


@pytest.fixture(scope="module")
def plant(cluster: EmbeddedServer, template_database: str) -> Iterator[LivePlant]:
    """One plant for all tests here, in which nobody works."""
    clone = create_clone(cluster, template_database)
    made = LivePlant(clone, partial(next, longest_numbers()))
    fill(made)
    yield made
    made.close()
    drop_clone(clone)


@pytest.mark.parametrize(
    ("language", "size"),
    [("EN", SMALLEST), ("FR", SMALLEST), pytest.param("FR", LAPTOP, marks=pytest.mark.slow)],
)
def test_every_screen_looks_right(
    qtbot: QtBot, plant: LivePlant, tmp_path: Path, language: str, size: tuple[int, int]
) -> None:
    """Each tab of each, worked with fingers: nothing is cut, covered, faint, too small or out of the keyboard's way."""
    window = make_window(qtbot, plant.shop.database.url(), tmp_path)
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
    assert found == {}, "\n" + "\n".join(f"{where}: {fault}" for fault, where in found.items())
