"""Every screen where a pixel of the layout is four of the screen: test_every_screen.py runs it in another process."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from tests.support.every_place import faults_of_all, filled_plant


def test_every_screen_looks_right(
    qtbot: QtBot, cluster: EmbeddedServer, template_database: str, tmp_path: Path
) -> None:
    """All of a screen of 3840 × 2160 pixels, of which the client has half as many in each direction."""
    screen = QApplication.primaryScreen()
    assert (screen.devicePixelRatio(), screen.size().toTuple()) == (2.0, (1920, 1080))
    with filled_plant(cluster, template_database) as plant:
        found = faults_of_all(qtbot, plant, tmp_path, (1920, 1080))
    assert found == [], "\n" + "\n".join(found)
