"""Choosing a file in the dialog of the system: opened, never executed, like all dialogs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from cleanstation_desktop.ui.input.second_taps import rest


def open_chooser(chooser: QFileDialog, chosen: Callable[[str], object]) -> None:
    """Open it over its parent; it goes when it closes. Parameters: chosen, gets the file.

    Whoever opens a file by two clicks means nothing in the window beneath, which gets the second one. Where the dialog
    lies is known to the system alone, so all of the window rests, and what chosen opens there.
    """
    window = chooser.parentWidget().window()

    def take(file: str) -> None:
        rest(window)
        chosen(file)

    chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    chooser.fileSelected.connect(take)
    chooser.rejected.connect(lambda: rest(window))
    chooser.open()
