"""What the tabs of a build have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from cleanstation_desktop.ui.builds.facts import BuildFacts
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.widgets.controls import column, label
from cleanstation_desktop.ui.widgets.table import Column, RowsModel, TableView

Row = TypeVar("Row")


class BuildTab(QWidget):
    """A tab: `show_facts` fills it from what the page knows; one that needs more reads it when it is looked at."""

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self.screen_of = screen
        self.client = screen.client
        self.body: QVBoxLayout = column(spacing=12, margins=(2, 14, 2, 2))
        self.setLayout(self.body)

    def show_facts(self, facts: BuildFacts) -> None:
        """Show the build as it was just read."""
        raise NotImplementedError

    def unsaved(self) -> str:
        """What would be lost by leaving, as a sentence."""
        return ""


class RowsTable(TableView):
    """A table with its model, and a sentence in its place while it is empty."""

    def __init__(self, screen: Screen, name: str, key: str, columns: Sequence[Column[Any]], empty: str) -> None:
        super().__init__(name, screen.client.preferences, key)
        self.rows: RowsModel[Any] = RowsModel(columns)
        self.setModel(self.rows)
        self.nothing = label(empty, "muted", wrap=True)
        self.nothing.setContentsMargins(4, 12, 4, 12)
        self.nothing.hide()

    def set_rows(self, rows: Sequence[Any], *, row_id: str = "id") -> None:
        """Show other rows; the one under the cursor stays so. Parameters: row_id, attribute that names a row."""
        self.show_rows(rows, lambda row: getattr(row, row_id))
        self.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
