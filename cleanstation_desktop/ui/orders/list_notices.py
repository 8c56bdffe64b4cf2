"""What stands in place of the list when there is nothing in it."""

from __future__ import annotations

from collections.abc import Callable

from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.states import Notice


def nothing_found(clear: Callable[[], object]) -> Notice:
    """Where nothing fits what is searched and filtered by. Parameters: clear, takes the filters away."""
    return Notice(
        "search-nothing",
        tr("Nothing found"),
        tr("No build fits what you search and filter by."),
        (tr("Clear the filters"), clear),
    )


def no_orders(new: Callable[[], object] | None) -> Notice:
    """Before the first order. Parameters: new, begins one, for those who may."""
    action = None if new is None else (tr("New order"), new)
    return Notice("orders", tr("No orders yet"), tr("Orders appear here when a coordinator submits them."), action)
