"""Kinds of file that lists and bills are exported to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtWidgets import QWidget

from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.menus import Menu, menu_action

_NAMES = {"pdf": "PDF", "csv": "CSV", "xlsx": "Excel"}


def offer(kind: str) -> str:
    """What a menu calls a kind of file, with what it is good for. Parameters: kind, pdf, csv or xlsx."""
    if kind == "pdf":
        return tr("PDF, an uncontrolled copy")
    if kind == "csv":
        # Excel takes the numbers of parts and builds in it for figures and days: 711.100 becomes 711.1.
        return tr("CSV, for other programs")
    return _NAMES[kind]


def kinds_menu(parent: QWidget, kinds: Iterable[str], chosen: Callable[[str], object]) -> Menu:
    """A menu of kinds of file. Parameters: chosen, gets the kind."""
    made = Menu(parent)
    for kind in kinds:
        menu_action(made, offer(kind), partial(chosen, kind))
    return made


def name_filter(kind: str) -> str:
    """What a file dialog shows of a kind of file."""
    return f"{_NAMES[kind]} (*.{kind})"
