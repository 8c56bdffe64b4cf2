"""The button that opens the chosen row of a table."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import button
from cleanstation_desktop.ui.widgets.table import TableView


def open_button(table: TableView, icon: str) -> QPushButton:
    """Make it, for whoever has a finger and no double click. Parameters: table, that shows a model already."""
    made = button(tr("Open"), table.open_current, icon=icon)

    def enable() -> None:
        made.setEnabled(table.current_row() is not None)

    table.selectionModel().currentRowChanged.connect(lambda *_rows: enable())
    table.model().modelReset.connect(enable)
    table.model().dataChanged.connect(lambda *_what: enable())
    enable()
    return made
