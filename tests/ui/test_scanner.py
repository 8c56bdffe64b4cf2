"""Scan-to-open in real windows: no field and no button sees a key of a code."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop.ui.input.scan_codes import LONGEST_CODE, ScanKind, parse_scan
from cleanstation_desktop.ui.input.scanner import PATIENCE, Scanner
from tests.support.ui import press, scan, write

NO_KEYS = Qt.KeyboardModifier.NoModifier


class Desk(QWidget):
    """A window with a field and a button that counts its clicks."""

    def __init__(self) -> None:
        super().__init__()
        self.field, self.button, self.clicks = QLineEdit(), QPushButton("Save"), 0
        self.button.clicked.connect(self._clicked)
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        layout.addWidget(self.button)

    def _clicked(self) -> None:
        self.clicks += 1


class SerialDialog(QDialog):
    """A dialog that has a use for codes that begin with SN."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.field = QLineEdit(self)
        self.taken: list[str] = []

    def take_scan(self, code: str) -> bool:
        if code.startswith("SN"):
            self.taken.append(code)
        return code.startswith("SN")


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    window = Desk()
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWindow() is window.windowHandle())
    return window


@pytest.fixture
def scanner(desk: Desk) -> Iterator[Scanner]:
    made = Scanner()
    yield made
    made.deleteLater()


def test_a_scan_reaches_no_field_and_no_button(qtbot: QtBot, desk: Desk, scanner: Scanner) -> None:
    for target in (desk.field, desk.button):
        target.setFocus()
        with qtbot.waitSignal(scanner.scanned) as got:
            scan("B-1001 a b")
        assert got.args == ["B-1001 a b"]
    assert (desk.field.text(), desk.clicks) == ("", 0)


def test_without_a_prefix_a_scanner_types_as_a_keyboard(qtbot: QtBot, desk: Desk, scanner: Scanner) -> None:
    desk.field.setFocus()
    with qtbot.assertNotEmitted(scanner.scanned, wait=20):
        write("B-1001")
        press(Qt.Key.Key_Return)
    assert desk.field.text() == "B-1001"


def test_a_stray_prefix_is_dropped(qtbot: QtBot, desk: Desk, scanner: Scanner) -> None:
    desk.field.setFocus()
    handle = desk.windowHandle()
    with qtbot.assertNotEmitted(scanner.scanned, wait=PATIENCE + 60):
        QTest.keyClick(handle, Qt.Key.Key_F12)
        QTest.keyClick(handle, Qt.Key.Key_F12)
    QTest.keyClick(handle, Qt.Key.Key_A)
    assert desk.field.text() == "a"


def test_nonsense_is_survived(qtbot: QtBot, desk: Desk, scanner: Scanner) -> None:
    with qtbot.waitSignal(scanner.scanned) as got:
        scan("X" * 10_000)
    assert len(got.args[0]) == LONGEST_CODE + 1
    assert parse_scan(got.args[0]).kind is ScanKind.NOT_KNOWN
    with qtbot.assertNotEmitted(scanner.scanned, wait=20):
        scan("")
        scan("   ")
    with qtbot.waitSignal(scanner.scanned) as got:
        for key, letters in (
            (Qt.Key.Key_F12, ""),
            (Qt.Key.Key_unknown, "\x1dB-1"),
            (Qt.Key.Key_B, "B"),
            (Qt.Key.Key_Tab, ""),
        ):
            QApplication.sendEvent(desk.windowHandle(), QKeyEvent(QEvent.Type.KeyPress, key, NO_KEYS, letters))
    assert got.args == ["B"]
    with qtbot.waitSignals([scanner.scanned, scanner.scanned]):
        scan("B-1")
        scan("B-2")


def test_another_prefix(qtbot: QtBot, desk: Desk, scanner: Scanner) -> None:
    scanner.set_prefix("F9")
    with qtbot.waitSignal(scanner.scanned) as got:
        scan("B-7", Qt.Key.Key_F9)
    assert got.args == ["B-7"]
    with pytest.raises(ValueError, match="F12"):
        scanner.set_prefix("A")


def test_a_dialog_takes_what_it_can_use_and_the_rest_is_refused(qtbot: QtBot, desk: Desk, scanner: Scanner) -> None:
    dialog = SerialDialog(desk)
    with qtbot.waitActive(dialog):
        dialog.open()
    qtbot.waitUntil(lambda: QApplication.focusWindow() is dialog.windowHandle())
    scan("SN-1")
    qtbot.waitUntil(lambda: dialog.taken == ["SN-1"])
    with qtbot.waitSignal(scanner.refused) as got, qtbot.assertNotEmitted(scanner.scanned):
        scan("B-1001")
    assert (got.args, dialog.field.text()) == (["B-1001"], "")
    with qtbot.waitActive(desk):
        dialog.reject()
        desk.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWindow() is desk.windowHandle())
    with qtbot.waitSignal(scanner.scanned):
        scan("B-1001")
