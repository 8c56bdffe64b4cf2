"""The button that shows and hides the on-screen keyboard, the same in the top bar, on each page that stands alone
in the window and in each dialog that asks for something to be typed."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QDialog, QToolButton, QWidget

from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import icon_button

KEYBOARD_WANTED = QEvent.Type(QEvent.registerEventType())
"""Event for the main window: show the on-screen keyboard, or put it away."""


def main_window(widget: QWidget) -> QWidget:
    """The window that a widget is in; of what is in a dialog, the window that the dialog lies in front of."""
    at, above = widget.window(), widget.window().parentWidget()
    while isinstance(at, QDialog) and above is not None:
        at = above.window()
        above = at.parentWidget()
    return at


def keyboard_button() -> QToolButton:
    """Make one. A touch leaves the focus in the field, for which the keyboard opens then."""
    made = icon_button("keyboard", tr("On-screen keyboard"))
    made.clicked.connect(lambda: QCoreApplication.sendEvent(main_window(made), QEvent(KEYBOARD_WANTED)))
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made
