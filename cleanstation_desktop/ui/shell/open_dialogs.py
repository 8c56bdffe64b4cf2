"""Dialogs that are open when the window is locked, left or closed: they must not stand in front of the lock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget
from shiboken6 import isValid

if TYPE_CHECKING:
    from cleanstation_desktop.ui.shell.workplace import Workplace


class OpenDialogs:
    """Keeps the dialogs of each person who is signed in at the window. Parameters: window, the parent of them all."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._away: dict[int, list[QDialog]] = {}

    def put_away(self, workplace: Workplace) -> None:
        """Hide what is open, with everything that was typed into it but passwords; lists, menus and the system's own
        dialogs close."""
        while (popup := QApplication.activePopupWidget()) is not None and popup.close():
            pass
        found = [dialog for dialog in self._window.findChildren(QDialog) if dialog.isVisible()]
        for dialog in filter(_is_of_the_system, found):
            _give_up(dialog)
        found = [dialog for dialog in found if dialog.isVisible()]
        self._away[id(workplace)] = found
        # The last one stands in front of the others.
        for dialog in reversed(found):
            for line in dialog.findChildren(QLineEdit):
                if line.echoMode() is QLineEdit.EchoMode.Password:
                    # A badge opens the window but signs nothing (DOMAIN §9).
                    line.clear()
            dialog.hide()

    def bring_back(self, workplace: Workplace) -> None:
        """Show again what was put away."""
        for dialog in self._away.pop(id(workplace), []):
            if isValid(dialog):
                dialog.show()

    def close(self, workplace: Workplace, *, current: bool) -> None:
        """End the dialogs of a person who leaves. Parameters: current, whether what is to be seen is this person's."""
        ended = [*self._away.pop(id(workplace), []), *workplace.findChildren(QDialog)]
        if current:
            ended += [dialog for dialog in self._window.findChildren(QDialog) if dialog.isVisible()]
        for dialog in ended:
            if isValid(dialog):
                # Not by reject, which a dialog may refuse: nobody is there any more who could answer.
                dialog.done(QDialog.DialogCode.Rejected.value)


def _is_of_the_system(dialog: QDialog) -> bool:
    """Whether a dialog of the system's own stands in its stead; Qt marks it so."""
    return dialog.testAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)


def _give_up(dialog: QDialog) -> None:
    """Close it for good. Not every system takes its window away when it is told to, and what somebody still chooses in
    it in front of the lock would be carried out behind it: nobody hears that any more."""
    dialog.done(QDialog.DialogCode.Rejected.value)
    dialog.blockSignals(True)
    dialog.deleteLater()
