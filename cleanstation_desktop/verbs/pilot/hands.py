"""Mouse and keyboard: what arrives at the window, so that whatever lies in front of a control stops a click on it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QMainWindow, QRadioButton, QScrollArea, QWidget

_LEFT = Qt.MouseButton.LeftButton
_NONE = Qt.KeyboardModifier.NoModifier
# A box to tick is worked at its box: the room behind its words is not part of it.
_BOX = 14


def scroll_to(widget: QWidget) -> None:
    """Scroll whatever the widget lies in until it can be seen."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget, 8, 24)
        above = above.parentWidget()


def spot(widget: QWidget) -> QPoint:
    """Where to click on a widget: the middle of what is seen of it, in its own coordinates."""
    seen = widget.visibleRegion().boundingRect()
    if isinstance(widget, QCheckBox | QRadioButton):
        return QPoint(seen.left() + _BOX, seen.center().y())
    return seen.center()


def covered_by(widget: QWidget, at: QPoint) -> QWidget | None:
    """What lies over a place of a widget; None when a click there reaches it."""
    there = widget.window().childAt(widget.mapTo(widget.window(), at))
    if there is None or there is widget or widget.isAncestorOf(there) or there.isAncestorOf(widget):
        return None
    return there


def click(widget: QWidget, at: QPoint | None = None, *, twice: bool = False) -> None:
    """Click into the window where the widget is."""
    place = at if at is not None else spot(widget)
    window = widget.window()
    _activate(window)
    handle = window.windowHandle()
    inside = widget.mapTo(window, place)
    if twice:
        QTest.mouseDClick(handle, _LEFT, _NONE, inside)
    else:
        QTest.mouseClick(handle, _LEFT, _NONE, inside)


def focused() -> QWidget | None:
    """What takes the keys now."""
    active = QApplication.activeWindow()
    if active is None or active.windowType() is Qt.WindowType.ToolTip:
        in_front = QApplication.activeModalWidget() or next(
            (window for window in QApplication.topLevelWidgets() if isinstance(window, QMainWindow)), None
        )
        if in_front is not None:
            _activate(in_front)
    return QApplication.focusWidget() or QApplication.activePopupWidget() or QApplication.activeWindow()


def press(key: Qt.Key, held: Qt.KeyboardModifier = _NONE) -> None:
    """Press a key where the focus is."""
    target = focused()
    if target is not None:
        QTest.keyClick(target, key, held)


def walk_list(view: QWidget, place: int) -> None:
    """Go to an entry of a list that is open, by the arrow keys, and take it."""
    QTest.keyClick(view, Qt.Key.Key_Home)
    for _ in range(place):
        QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Return)


def write(text: str) -> None:
    """Type text where the focus is, a key for each letter."""
    for letter in text:
        target = focused()
        if target is None:
            return
        if letter == "\n":
            QTest.keyClick(target, Qt.Key.Key_Return)
        elif letter.isascii():
            # Capital letters come with Shift held, or the client warns of Caps Lock.
            QTest.keyClick(target, ord(letter), Qt.KeyboardModifier.ShiftModifier if letter.isupper() else _NONE)
        else:
            # Letters with accents are written by input methods: no key is theirs on every keyboard.
            QTest.sendKeyEvent(QTest.KeyAction.Click, target, Qt.Key.Key_unknown, letter, _NONE, -1)


def _activate(window: QWidget) -> None:
    """What a desktop does with a window that is clicked or left over; without a desktop nobody does."""
    if not window.isActiveWindow() and window.windowType() is not Qt.WindowType.Popup:
        window.activateWindow()
        QApplication.processEvents()
