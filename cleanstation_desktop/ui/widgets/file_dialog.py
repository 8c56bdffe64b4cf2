"""The dialog that asks for a file: the system's own where there is one, else Qt's."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from cleanstation_desktop.ui.input.lock_keys import hear_lock_keys
from cleanstation_desktop.ui.input.second_taps import rest, rest_in


class _FileDialog(QFileDialog):
    """Does not hear the second click on what opens it, where it is Qt's own."""

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Lie where something was pressed."""
        super().showEvent(event)
        rest_in(self)


def file_dialog(parent: QWidget, title: str, chosen: Callable[[str], object], *, saves: bool = False) -> QFileDialog:
    """A dialog that is still to be opened. Parameters: chosen, gets the path; saves, whether the file is to be written.

    Qt's own hears the keys that lock the window; what is pressed in the system's never comes here. Whoever opens a file
    by two clicks means nothing in the window beneath, which gets the second one: where the dialog lies is known to the
    system alone, so all of the window rests, and what chosen opens there.
    """
    window = parent.window()

    def take(file: str) -> None:
        rest(window)
        chosen(file)

    made = _FileDialog(parent, title)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if saves:
        made.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    else:
        made.setFileMode(QFileDialog.FileMode.ExistingFile)
    made.fileSelected.connect(take)
    made.rejected.connect(lambda: rest(window))
    hear_lock_keys(made)
    return made
