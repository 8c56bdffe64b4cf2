"""A table inside a card."""

from __future__ import annotations

from typing import Any

from cleanstation_desktop.ui.preferences import Preferences
from cleanstation_desktop.ui.widgets.chips import ROW_HEIGHT
from cleanstation_desktop.ui.widgets.table import RowsModel, TableView


def small_table(name: str, model: RowsModel[Any], preferences: Preferences, key: str) -> TableView:
    """A table inside a card, as high as its rows need, up to eight of them."""
    view = TableView(name, preferences, key)
    view.setModel(model)

    def fit() -> None:
        view.setFixedHeight(ROW_HEIGHT * (min(max(model.rowCount(), 1), 8) + 1) + 4)

    model.modelReset.connect(fit)
    fit()
    return view
