"""Where garbage is collected: what belongs to Qt must not end beside the UI thread."""

from __future__ import annotations

import gc
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from cleanstation_desktop.ui.collecting import collect_due


class Circle(QObject):
    """An object that Python owns and that holds itself, as a screen's model does through its callbacks."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self


def make_many() -> list[list[object]]:
    """Objects enough for several collectings."""
    return [[number] for number in range(200_000)]


@pytest.mark.usefixtures("collecting")
def test_a_worker_that_makes_many_objects_collects_nothing(qtbot: QtBot) -> None:
    """The UI thread does, a moment later."""
    ended: list[threading.Thread] = []
    weakref.finalize(Circle(), lambda: ended.append(threading.current_thread()))
    with ThreadPoolExecutor(1) as workers:
        kept = workers.submit(make_many).result()
    assert ended == []
    qtbot.waitUntil(lambda: bool(ended), timeout=5_000)
    assert ended == [threading.main_thread()]
    assert kept


@pytest.mark.usefixtures("collecting")
def test_only_what_is_due_is_collected() -> None:
    """Like Python itself: a look costs nothing when little was made."""
    gc.collect()
    before = sum(generation["collections"] for generation in gc.get_stats())
    collect_due()
    assert sum(generation["collections"] for generation in gc.get_stats()) == before
