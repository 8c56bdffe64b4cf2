"""The keys that lock the window. A dialog in front of it hears them too: no key reaches the window then."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog

from cleanstation_desktop.ui.input.keyboard_button import main_window

LOCK_KEYS, SWITCH_KEYS = "Ctrl+L", "Ctrl+Shift+L"

LOCK_WANTED = QEvent.Type(QEvent.registerEventType())
"""Event for the main window: lock it."""
SWITCH_WANTED = QEvent.Type(QEvent.registerEventType())
"""Event for the main window: lock it, and let somebody else sign in."""


def hear_lock_keys(dialog: QDialog) -> None:
    """Let the keys act while a dialog stands in front."""
    for keys, wanted in ((LOCK_KEYS, LOCK_WANTED), (SWITCH_KEYS, SWITCH_WANTED)):
        QShortcut(QKeySequence(keys), dialog).activated.connect(partial(_ask_for, dialog, wanted))


def _ask_for(dialog: QDialog, wanted: QEvent.Type) -> None:
    QCoreApplication.sendEvent(main_window(dialog), QEvent(wanted))
