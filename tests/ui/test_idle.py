"""The station is idle when nobody does anything, and only then; and Caps Lock shows before it locks somebody out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop.ui import text
from cleanstation_desktop.ui.input.caps_lock import CapsLockHint, caps_lock_by_key, caps_lock_on
from cleanstation_desktop.ui.input.idle import IdleWatch
from tests.support.ui import press, words_on, write


class Clock:
    """A wall clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    layout = QVBoxLayout(made)
    made.field = QLineEdit()  # type: ignore[attr-defined]  # the test's own
    layout.addWidget(made.field)  # type: ignore[attr-defined]  # as above
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watch(window: QWidget, clock: Clock) -> Iterator[IdleWatch]:
    made = IdleWatch(0.05, clock=clock)
    yield made
    made.deleteLater()


def test_nobody_there(qtbot: QtBot, watch: IdleWatch, clock: Clock) -> None:
    clock.now += 1
    with qtbot.waitSignal(watch.went_idle, timeout=1000):
        pass
    with qtbot.assertNotEmitted(watch.went_idle, wait=120):
        clock.now += 1  # it was told once


def test_signs_of_life(qtbot: QtBot, watch: IdleWatch, clock: Clock, window: QWidget) -> None:
    handle = window.windowHandle()
    with qtbot.assertNotEmitted(watch.went_idle, wait=150):
        for _ in range(3):
            clock.now += 0.04
            QTest.keyClick(handle, Qt.Key.Key_A)
            clock.now += 0.04
            QTest.mouseClick(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(3, 3))
            clock.now += 0.04
            watch.stir()


def test_a_mouse_that_lies_still_is_no_sign_of_life(
    qtbot: QtBot, watch: IdleWatch, clock: Clock, window: QWidget
) -> None:
    handle = window.windowHandle()
    QTest.mouseMove(handle, QPoint(20, 20))
    clock.now += 0.04
    QTest.mouseMove(handle, QPoint(20, 20))
    clock.now += 0.02
    with qtbot.waitSignal(watch.went_idle, timeout=1000):
        pass


def test_the_key_that_wakes_a_sleeping_station_comes_too_late(
    qtbot: QtBot, watch: IdleWatch, clock: Clock, window: QWidget
) -> None:
    with qtbot.waitSignal(watch.went_idle, timeout=0, raising=False) as told:
        clock.now += 3600
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
    assert told.signal_triggered


@pytest.mark.parametrize(
    ("typed", "shift", "on"),
    [
        ("a", False, False),
        ("A", True, False),
        ("A", False, True),
        ("a", True, True),
        ("é", True, True),
        ("1", True, None),
        ("", False, None),
        ("ab", False, None),
    ],
)
def test_caps_lock_by_what_is_typed(typed: str, shift: bool, on: bool | None) -> None:
    held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    assert caps_lock_by_key(typed, held) is on


def test_the_hint_below_a_password(qtbot: QtBot, window: QWidget) -> None:
    text.set_language("FR")
    field: QLineEdit = window.field  # type: ignore[attr-defined]  # the test's own
    hint = CapsLockHint(field)
    layout = window.layout()
    assert layout is not None
    layout.addWidget(hint)
    field.setFocus()
    assert not hint.isVisible()
    write("A")  # the test's keyboard says nothing of Shift
    assert hint.isVisible()
    assert words_on(hint) == "Le verrouillage des majuscules est actif."
    write("a")
    assert not hint.isVisible()
    assert caps_lock_on() is None  # a screen without a keyboard knows nothing
    press(Qt.Key.Key_CapsLock)
    qtbot.waitUntil(hint.isVisible)
    press(Qt.Key.Key_CapsLock)
    qtbot.waitUntil(lambda: not hint.isVisible())
