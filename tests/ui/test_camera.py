"""Pictures of the demo are written beside the walk: all are there at its end; one that cannot be written is told."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.errors import EnvironmentFault
from cleanstation_desktop.verbs.pilot.camera import Camera

COUNT = 20


@pytest.fixture
def window(qtbot: QtBot) -> QLabel:
    """Something to photograph."""
    made = QLabel("1")
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    return made


def test_every_picture_is_there_at_the_end_and_shows_its_moment(window: QLabel, tmp_path: Path) -> None:
    camera = Camera(tmp_path, lambda _fault: None)
    wanted: list[QImage] = []
    with camera.writing():
        for number in range(COUNT):
            window.setText(str(number))
            wanted.append(window.grab().toImage())
            camera.take(window, None, f"number-{number}")
    written = [QImage(str(file)) for file in camera.pictures]
    assert len(written) == COUNT
    formats = QImage.Format.Format_RGB32
    assert [one.convertToFormat(formats) for one in written] == [one.convertToFormat(formats) for one in wanted]
    assert not any(thread.name.startswith("pictures") for thread in threading.enumerate())


def test_a_picture_that_cannot_be_written_is_told(window: QLabel, tmp_path: Path) -> None:
    camera = Camera(tmp_path, lambda _fault: None)
    (tmp_path / Camera.folder() / "01-first.png").mkdir(parents=True)
    with pytest.raises(EnvironmentFault, match=r"01-first.png cannot be written"), camera.writing():
        camera.take(window, None, "first")


def test_what_goes_wrong_on_the_walk_is_told_as_that(window: QLabel, tmp_path: Path) -> None:
    camera = Camera(tmp_path, lambda _fault: None)
    with pytest.raises(ZeroDivisionError), camera.writing():
        camera.take(window, None, "first")
        raise ZeroDivisionError
