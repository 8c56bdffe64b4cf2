"""Walking a screen: the widgets a person sees, and those among them that a person works."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QCalendarWidget,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QMenuBar,
    QPlainTextEdit,
    QScrollBar,
    QSizeGrip,
    QSplitterHandle,
    QTabBar,
    QTextEdit,
    QWidget,
)

OVERLAY = "overlay"
"""Property of a widget that is meant to lie over its neighbours, such as a toast: setProperty("overlay", True)."""

POINTER_ONLY = "pointer_only"
"""Property of a widget whose controls are for fingers and mouse alone, because the keyboard has another way."""

# Their children are Qt's own affair.
_WHOLE = (QAbstractSpinBox, QCalendarWidget, QComboBox, QHeaderView, QLineEdit, QMenuBar, QScrollBar, QTabBar)
_NEVER = (QScrollBar, QSizeGrip, QSplitterHandle)
_QTS_OWN_TO_ENTER = ("qt_scrollarea_viewport", "qt_tabwidget_stackedwidget", "qt_tabwidget_tabbar")
_CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QCalendarWidget,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
)


def shown(root: QWidget) -> Iterator[QWidget]:
    """The widgets of a screen that would be seen with it, parents first; without Qt's inner parts and windows."""
    yield root
    if isinstance(root, _WHOLE):
        return
    for child in root.children():
        if _enters(child, root):
            yield from shown(child)  # type: ignore[arg-type]  # only widgets are entered


def _enters(child: QObject, root: QWidget) -> bool:
    if not isinstance(child, QWidget) or child.isWindow() or isinstance(child, _NEVER):
        return False
    name = child.objectName()
    if child.metaObject().className() == "QTableCornerButton":
        return False
    if name.startswith("qt_") and name not in _QTS_OWN_TO_ENTER:
        return False
    return child.isVisibleTo(root) and child.width() > 0 and child.height() > 0


def controls(root: QWidget) -> Iterator[QWidget]:
    """The widgets of a screen that a person works: buttons, fields, lists, tabs, and what else takes the Tab key."""
    return (widget for widget in shown(root) if is_control(widget, root))


def is_control(widget: QWidget, root: QWidget) -> bool:
    """Whether a person works this widget. A text that can only be selected is none, neither is a header."""
    if isinstance(widget, QHeaderView):
        return False
    if isinstance(widget, _CONTROLS):
        return True
    return widget is not root and type(widget).__module__.split(".")[0] != "PySide6" and _takes_tab(widget)


def _takes_tab(widget: QWidget) -> bool:
    return bool(widget.focusPolicy().value & 0x1) and widget.focusProxy() is None


def marked(widget: QWidget, name: str, root: QWidget) -> bool:
    """Whether this widget or one above it, up to the screen, carries a property."""
    at: QWidget | None = widget
    while at is not None:
        if at.property(name):
            return True
        at = None if at is root else at.parentWidget()
    return False


def accessible_name(widget: QWidget) -> str:
    """The name that a screen reader says: set for it, of the label that is its buddy, or the words on the button."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name).strip() if interface is not None else widget.accessibleName().strip()
