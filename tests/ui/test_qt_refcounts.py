"""Calls into Qt that answer None leave its reference count alone.

PySide6 6.12.0 takes one reference to None too many on Python 3.11: the client then aborts after hours of work, while a
small test suite stays green (docs/adr/0011). Whoever changes the pinned version learns it here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QSettings, Qt, Signal
from PySide6.QtGui import QAction, QStandardItemModel
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

CALLS = 2000
# What others do with None meanwhile: far below one reference for each call.
NOISE = CALLS // 20


class NothingModel(QAbstractListModel):
    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008, N802
        return 3

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return None


class Sender(QObject):
    sent = Signal(object)


def calls() -> dict[str, Callable[[], Any]]:
    """Calls that answer None, or hand it through, by name."""
    thing, combo, line, action, sender = QObject(), QComboBox(), QLineEdit(), QAction(), Sender()
    python_model, item_model = NothingModel(), QStandardItemModel(1, 1)
    python_index, item_index = python_model.index(0), item_model.index(0, 0)
    settings = QSettings("none.ini", QSettings.Format.IniFormat)
    sender.sent.connect(lambda value: value)
    return {
        "property": lambda: thing.property("missing"),
        "data of a Python model": lambda: (python_model, python_index.data()),
        "data of a C++ model": lambda: (item_model, item_index.data()),
        "headerData": lambda: item_model.headerData(7, Qt.Orientation.Horizontal),
        "settings": lambda: settings.value("missing"),
        "currentData": combo.currentData,
        "action data": action.data,
        "focusWidget": QApplication.focusWidget,
        "activeModalWidget": QApplication.activeModalWidget,
        "parent": thing.parent,
        "findChild": lambda: thing.findChild(QObject, "missing"),
        "void: setText": lambda: line.setText("text"),
        "void: setProperty": lambda: line.setProperty("name", True),
        "void: update": line.update,
        "signal with None": lambda: sender.sent.emit(None),
        "signal with a value": lambda: sender.sent.emit(5),
    }


@pytest.mark.usefixtures("qapp")
def test_none_keeps_its_references() -> None:
    lost = {}
    for name, call in calls().items():
        before = sys.getrefcount(None)
        for _ in range(CALLS):
            call()
        change = sys.getrefcount(None) - before
        if abs(change) > NOISE:
            lost[name] = change / CALLS
    assert lost == {}, "references to None lost (below 0) or kept (above 0) by each call"
