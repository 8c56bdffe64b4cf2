"""The look of the client, wherever its files lie."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from cleanstation_desktop import resources
from cleanstation_desktop.ui.theme.style import style_sheet
from cleanstation_desktop.ui.theme.tokens import LIGHT


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
