"""The sidebar: its names have room in each language, wherever it was made."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.ui import text
from cleanstation_desktop.ui.shell.sidebar import Sidebar
from cleanstation_desktop.ui.widgets.controls import row


@pytest.mark.parametrize("language", ["EN", "FR", "ES"])
def test_names_have_room(qtbot: QtBot, language: str) -> None:
    """It is made before it comes into the window, from which it has its look."""
    text.set_language(language)
    sidebar = Sidebar(frozenset(Role))
    window = QWidget()
    qtbot.addWidget(window)
    window.setLayout(row(sidebar, None))
    window.resize(800, 800)
    window.show()
    cut = {made.text() for made in sidebar.findChildren(QToolButton) if made.width() < made.sizeHint().width()}
    assert cut == set()
