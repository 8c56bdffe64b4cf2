"""Labels, buttons and chips."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop.ui.checks import accessible_name, find_faults
from cleanstation_desktop.ui.widgets.controls import column, label, scrolled
from cleanstation_desktop.ui.widgets.labels import breakable, unbroken


def test_a_text_to_be_copied_is_selected_with_the_mouse_and_stays_where_it_stood(qtbot: QtBot) -> None:
    made = label("B-2026-000123", "h2", selectable=True)
    qtbot.addWidget(made)
    made.show()
    before = made.sizeHint(), made.minimumSizeHint()
    QTest.mouseMove(made, QPoint(10, 10))
    QTest.mouseDClick(made, Qt.MouseButton.LeftButton, pos=QPoint(10, made.height() // 2))
    assert made.selectedText()
    QTest.keyClick(made, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert made.selectedText() == "B-2026-000123"
    assert (made.sizeHint(), made.minimumSizeHint()) == before


@pytest.mark.parametrize("text", ["W" * 40, "Dock at the back, " + "ring-the-bell_" * 40])
def test_a_long_word_is_wrapped_and_copied_as_it_was_written(qtbot: QtBot, text: str) -> None:
    """Hidden marks in a pasted number would make it another one to every program."""
    made = label(text, wrap=True, selectable=True)
    qtbot.addWidget(made)
    made.resize(200, made.heightForWidth(200))
    with qtbot.waitExposed(made):
        made.show()
    assert made.minimumSizeHint().width() < 200 < made.width() * 1.01
    assert find_faults(made, colours=False) == ()
    assert accessible_name(made) == text
    QTest.mouseMove(made, QPoint(10, 10))
    QTest.mouseClick(made, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    QTest.keyClick(made, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(made, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == text
    made.setText("short")
    assert accessible_name(made) == "short"


def test_a_letter_with_an_accent_of_its_own_is_not_broken() -> None:
    """Nor an emblem that is put together of several."""
    assert unbroken(breakable("e\u0301" * 20)) == "e\u0301" * 20
    assert "\u200b\u0301" not in breakable("e\u0301" * 20)
    assert breakable("👩\u200d🔧" * 17).count("\u200b") == 16
    assert breakable("T2-BODY-48-60-HA and T-OA-1") == "T2-BODY-48-60-HA and T-OA-1"
    assert breakable("Panneau porte-accessoires") == "Panneau porte-accessoires"
    assert breakable("1-2-3-4-5-6-7-8-9").count("\u200b") == 16


def test_another_text_is_no_field_to_the_mouse(qtbot: QtBot) -> None:
    made = label("Ordered by the hospital")
    qtbot.addWidget(made)
    made.show()
    QTest.mouseMove(made, QPoint(10, 10))
    QTest.mouseDClick(made, Qt.MouseButton.LeftButton, pos=QPoint(10, made.height() // 2))
    assert not made.hasSelectedText()


def test_what_is_scrolled_is_never_squeezed(qtbot: QtBot) -> None:
    """Not even until the area around it heard that it grew: it would be painted so now and then."""
    inside, lines = QWidget(), column()
    inside.setLayout(lines)
    area = scrolled(inside)
    qtbot.addWidget(area)
    area.resize(200, 100)
    area.show()
    for _ in range(10):
        made = label("What the person was told and has not read", wrap=True)
        lines.addWidget(made)
        made.show()
        QApplication.sendPostedEvents(inside, QEvent.Type.LayoutRequest.value)
        heights = [line.height() - line.heightForWidth(line.width()) for line in inside.findChildren(QLabel)]
        assert min(heights) >= 0
