"""The look of the client, wherever its files lie and however little room the screen has."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QCheckBox, QScrollArea
from pytestqt.qtbot import QtBot

from cleanstation_desktop import resources
from cleanstation_desktop.ui.checks import FaultKind
from cleanstation_desktop.ui.shell.window import MainWindow
from cleanstation_desktop.ui.theme.style import style_sheet
from cleanstation_desktop.ui.theme.tokens import LIGHT
from tests.support.clusters import Clone
from tests.support.screens import OfSize
from tests.support.ui import assert_looks_right
from tests.support.windows import make_window


@pytest.mark.parametrize("name", ["Établi n° 7, l'évier (última versión)", 'a "quoted" one', "plain"])
def test_the_style_sheet_is_read_from_any_folder(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    folder = tmp_path / name
    shutil.copytree(resources.path("style"), folder / "style")
    monkeypatch.setattr(resources, "path", folder.joinpath)
    box = QCheckBox("Done")
    qtbot.addWidget(box)
    box.setStyleSheet(style_sheet(LIGHT))  # a sheet that cannot be read is a warning of Qt's, which fails the test
    box.setChecked(True)
    box.show()
    shown = box.grab().toImage()
    box.setStyleSheet(style_sheet(LIGHT).replace("check.svg", "dot.svg"))
    assert box.grab().toImage() != shown, "the mark comes from the folder"


def test_at_twice_the_size_the_window_fits_a_full_hd_screen_and_its_body_scrolls(
    qtbot: QtBot, database: Clone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of 1920 × 1080 is less than the smallest page."""
    monkeypatch.setattr(MainWindow, "screen", lambda _window: OfSize(960, 540))
    window = make_window(qtbot, database.url(), tmp_path)
    window.resize(window.minimumSize())
    area = window.centralWidget()
    assert isinstance(area, QScrollArea)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0, timeout=5_000)
    assert QRect(0, 0, 960, 540).contains(QRect(0, 0, window.width(), window.height()))
    page = window.sign_in
    assert (page.width(), page.height()) >= (1024, 640)
    # The window itself is wider than this screen: that it scrolls is all that is left.
    assert_looks_right(window, but=(FaultKind.SIDEWAYS,))
    area.ensureWidgetVisible(page.password)
    assert not page.password.visibleRegion().isEmpty()
    window.resize(1280, 800)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() == 0, timeout=5_000)
    assert area.horizontalScrollBar().maximum() == 0
