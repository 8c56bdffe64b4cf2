"""The button that shows and hides the on-screen keyboard, the same on every page that stands alone in the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import icon_button


def keyboard_button(on_click: Callable[[], object]) -> QToolButton:
    """Make one. A touch leaves the focus in the field, for which the keyboard opens then."""
    made = icon_button("keyboard", tr("On-screen keyboard"), on_click)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made
