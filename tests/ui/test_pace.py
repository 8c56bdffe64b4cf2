"""What is asked for with each key: told at once, then at most once in a pause."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cleanstation_desktop.ui.widgets.pace import Pace

PAUSE_MS = 40


@pytest.fixture
def parent(qapp: QApplication) -> QObject:
    return QObject(qapp)


def told_by(pace: Pace) -> list[int]:
    """A list that grows each time it is due."""
    told: list[int] = []
    pace.due.connect(lambda: told.append(len(told)))
    return told


def test_the_first_time_at_once_and_the_rest_once_after_the_pause(qtbot: QtBot, parent: QObject) -> None:
    pace = Pace(parent, PAUSE_MS)
    told = told_by(pace)
    pace.ask()
    assert len(told) == 1
    for _key in range(5):
        pace.ask()
    assert len(told) == 1
    qtbot.waitUntil(lambda: len(told) == 2)
    qtbot.wait(3 * PAUSE_MS)
    assert len(told) == 2, "nobody asked again"
    pace.ask()
    assert len(told) == 3, "the pause is over"


def test_what_is_not_wanted_any_more_is_not_told(qtbot: QtBot, parent: QObject) -> None:
    pace = Pace(parent, PAUSE_MS)
    told = told_by(pace)
    pace.ask()
    pace.ask()
    pace.drop()
    qtbot.wait(3 * PAUSE_MS)
    assert len(told) == 1
