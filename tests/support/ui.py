"""Working a screen as a person does: by the names and words on it, by keyboard, and with a look at it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QWidget

from cleanstation_desktop.ui.checks import Fault, FaultKind, accessible_name, controls, find_faults, find_focus_faults
from cleanstation_desktop.ui.checks.cells import words_of_cells, words_of_header
from cleanstation_desktop.ui.checks.walk import shown
from cleanstation_desktop.ui.widgets.labels import unbroken

Kind = TypeVar("Kind", bound=QWidget)


def assert_looks_right(
    screen: QWidget, *, touch: bool = False, focus: bool = False, but: Collection[FaultKind] = ()
) -> None:
    """No fault that `find_faults` knows. Parameters: focus, also move the focus through all controls; but, kinds that
    this test leaves out (say why)."""
    # What was written into labels just now has its room only when the layouts heard of it.
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    found: tuple[Fault, ...] = find_faults(screen, touch)
    if focus:
        found += find_focus_faults(screen)
    faults = [str(fault) for fault in found if fault.kind not in but]
    assert faults == [], "\n" + "\n".join(faults)


def named(screen: QWidget, name: str, kind: type[Kind]) -> Kind:
    """The one control in view that a screen reader calls by this name."""
    found = [widget for widget in shown(screen) if isinstance(widget, kind) and accessible_name(widget) == name]
    if len(found) != 1:
        there = sorted({accessible_name(widget) for widget in controls(screen) if isinstance(widget, kind)})
        raise AssertionError(f"{len(found)} {kind.__name__} are called “{name}”; there are {there}")
    return found[0]


def words_on(screen: QWidget) -> str:
    """All that can be read in labels and on buttons, one widget a line."""
    texts = (str(widget.property("text") or "") for widget in shown(screen))
    return unbroken("\n".join(text for text in texts if text))


def cut_off(view: QAbstractItemView) -> set[str]:
    """The words in a list, a table or its header that do not fit where they stand, even where a tooltip tells them."""
    found = words_of_header(view) if isinstance(view, QHeaderView) else words_of_cells(view)
    return {words.text for words in found if words.needed.width() > words.room.width()}


def press(key: Qt.Key, times: int = 1, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the focus is, as a keyboard does. Parameter: keys, held with it."""
    for _ in range(times):
        QTest.keyClick(_target(), key, keys)


def write(text: str) -> None:
    """Type text where the focus is."""
    QTest.keyClicks(_target(), text)


def tab_to(name: str, most: int = 100) -> QWidget:
    """Press Tab until the control of this name has the focus, and give it; AssertionError when it is never reached."""
    passed = []
    for _ in range(most):
        at = QApplication.focusWidget()
        if at is not None and accessible_name(at) == name:
            return at
        press(Qt.Key.Key_Tab)
        passed.append(accessible_name(_target()))
    raise AssertionError(f"Tab never reaches “{name}”; it passes {passed}")


def scan(code: str, prefix: Qt.Key = Qt.Key.Key_F12) -> None:
    """Scan ASCII text as a wedge scanner does: prefix, the code, Enter, all to the window that has the keyboard."""
    window = QApplication.focusWindow()
    assert window is not None, "no window has the keyboard"
    QTest.keyClick(window, prefix)
    for letter in code:
        QTest.keyClick(window, ord(letter))  # a number is a character, a Key is a key
    QTest.keyClick(window, Qt.Key.Key_Return)


def save_picture(screen: QWidget, file: Path) -> None:
    """Leave a picture of the screen for somebody to look at."""
    file.parent.mkdir(parents=True, exist_ok=True)
    assert screen.grab().save(str(file))


def _target() -> QWidget:
    widget = QApplication.focusWidget() or QApplication.activeWindow()
    assert widget is not None, "no window is active"
    return widget
