"""One finger scrolls and taps; real touch events, which Qt makes the presses of."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPointingDevice, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QScrollArea, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop.ui.input.finger import _HOLD_MS, FingerScrolling
from cleanstation_desktop.ui.widgets.controls import button, column, scrolled
from cleanstation_desktop.ui.widgets.fields import count_edit, line_edit, text_edit
from cleanstation_desktop.ui.widgets.table import Column, RowsModel, TableView

Window = tuple[QWidget, QScrollArea, list[str]]


@pytest.fixture
def finger(qapp: QApplication) -> QPointingDevice:
    """A touch screen."""
    return QTest.createTouchDevice()


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[Window]:
    """A page with a field, a number and many buttons, higher than its window; what was pressed."""
    pressed: list[str] = []
    inside = QWidget()
    parts: list[QWidget] = [line_edit("PO-1"), count_edit(0, 9, 3, "Pieces")]
    parts += [button(f"Button {number}", partial(pressed.append, f"Button {number}")) for number in range(30)]
    inside.setLayout(column(*parts))
    area = scrolled(inside)
    area.resize(400, 500)
    qtbot.addWidget(area)
    with qtbot.waitActive(area):
        area.show()
        area.activateWindow()
    watch = FingerScrolling(area)
    yield area, area, pressed
    watch.deleteLater()


def handle(widget: QWidget) -> QWindow:
    made = widget.window().windowHandle()
    assert made is not None
    return made


def drag(finger: QPointingDevice, on: QWidget, by: QPoint, *, steps: int = 8, rest: int = 0) -> None:
    """Put a finger down in the middle of a widget, move it, and lift it."""
    start = on.mapTo(on.window(), on.rect().center())
    QTest.touchEvent(handle(on), finger).press(0, start, handle(on)).commit()
    if rest:
        QTest.qWait(rest)
    for step in range(1, steps + 1):
        QTest.touchEvent(handle(on), finger).move(0, start + by * step / steps, handle(on)).commit()
    QTest.touchEvent(handle(on), finger).release(0, start + by, handle(on)).commit()


def tap(finger: QPointingDevice, on: QWidget, *, rest: int = 0) -> None:
    """Touch the middle of a widget."""
    drag(finger, on, QPoint(2, 3), steps=1, rest=rest)


@pytest.mark.parametrize("rest", [0, _HOLD_MS + 100])
def test_a_drag_scrolls_and_presses_nothing(finger: QPointingDevice, page: Window, rest: int) -> None:
    """Also one that begins after the finger rested on a button."""
    window, area, pressed = page
    at = window.findChildren(QPushButton)[4]
    drag(finger, at, QPoint(0, -150), rest=rest)
    assert area.verticalScrollBar().value() >= 120
    assert pressed == []
    assert not at.isDown()
    drag(finger, window.findChildren(QPushButton)[8], QPoint(0, 400))
    QTest.qWait(700)
    assert area.verticalScrollBar().value() == 0
    assert pressed == []


def test_a_drag_over_a_number_leaves_it(finger: QPointingDevice, page: Window) -> None:
    window, area, _pressed = page
    pieces = window.findChildren(QSpinBox)[0]
    drag(finger, pieces, QPoint(0, -100))
    assert area.verticalScrollBar().value() > 0
    assert pieces.value() == 3
    assert not pieces.hasFocus()


@pytest.mark.parametrize("rest", [0, _HOLD_MS + 100])
def test_a_tap_taps_and_gives_the_focus(finger: QPointingDevice, page: Window, rest: int) -> None:
    window, area, pressed = page
    tap(finger, window.findChildren(QPushButton)[2], rest=rest)
    assert pressed == ["Button 2"]
    line = window.findChildren(QLineEdit)[0]
    tap(finger, line, rest=rest)
    assert line.hasFocus()
    assert area.verticalScrollBar().value() == 0


def test_the_mouse_does_not_scroll(page: Window) -> None:
    window, area, pressed = page
    at = window.findChildren(QPushButton)[2]
    QTest.mousePress(at, Qt.MouseButton.LeftButton)
    QTest.mouseMove(at, at.rect().center() - QPoint(0, 18))
    QTest.mouseRelease(at, Qt.MouseButton.LeftButton, pos=at.rect().center() - QPoint(0, 18))
    assert area.verticalScrollBar().value() == 0
    assert pressed == ["Button 2"]


def test_a_table_scrolls_by_pixels_and_a_double_tap_opens_a_row(qtbot: QtBot, finger: QPointingDevice) -> None:
    model: RowsModel[str] = RowsModel([Column("name", "Name", 200, lambda row: row)])
    table = TableView("Parts")
    table.setModel(model)
    model.set_rows([f"Part {number}" for number in range(100)])
    opened: list[str] = []
    table.opened.connect(opened.append)
    table.resize(400, 500)
    qtbot.addWidget(table)
    table.show()
    watch = FingerScrolling(table)
    table.selectRow(1)
    drag(finger, table.viewport(), QPoint(0, -100), steps=20)
    assert 60 <= table.verticalScrollBar().value() <= 100
    assert table.current_row() == "Part 1"
    QTest.qWait(700)
    tap(finger, table.viewport())
    assert table.current_row() not in ("Part 1", None)
    tap(finger, table.viewport())
    assert opened == [table.current_row()]
    watch.deleteLater()


def test_a_text_scrolls_by_lines(qtbot: QtBot, finger: QPointingDevice) -> None:
    """As far as the finger goes: its bar counts lines, not pixels."""
    edit = text_edit("\n".join(f"line {number}" for number in range(100)), lines=10)
    qtbot.addWidget(edit)
    edit.show()
    watch = FingerScrolling(edit)
    drag(finger, edit.viewport(), QPoint(0, -100), steps=20)
    assert 3 <= edit.verticalScrollBar().value() <= 8
    watch.deleteLater()
