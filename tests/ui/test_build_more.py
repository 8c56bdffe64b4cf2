"""The menu of a build's page: its traveler, and a link that opens it elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from cleanstation_desktop.ui import text
from cleanstation_desktop.ui.builds.screen import BuildScreen
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.input.links import read_link
from cleanstation_desktop.ui.messages import Message
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.printing.print_dialog import PrintDialog
from tests.support.orders import build_json
from tests.support.prints import texts
from tests.support.shop import Shop
from tests.support.ui import assert_looks_right


@pytest.mark.parametrize("language", ["EN", "FR"])
def test_traveler_and_link(
    qtbot: QtBot, shop: Shop, client_of: Callable[..., Client], tmp_path: Path, language: str
) -> None:
    text.set_language(language)
    client = client_of(shop.database, person=shop.coordinator.person)
    said: list[Message] = []
    client.messages.shown.connect(said.append)
    build_id = shop.arrived([build_json("M-1", language="ES")]).builds[0].id
    screen = BuildScreen(client, Place.of("build", build_id=build_id))
    qtbot.addWidget(screen)
    # As narrow as the page is in the smallest window, beside the narrow sidebar.
    screen.resize(960, 700)
    screen.show()
    assert not screen._more.button.isEnabled()
    screen.load()
    qtbot.waitUntil(screen._more.button.isEnabled, timeout=20_000)
    assert_looks_right(screen)
    traveler, link = screen._more.button.menu().actions()

    traveler.trigger()
    (dialog,) = screen.findChildren(PrintDialog)
    qtbot.waitUntil(dialog.save_button.isEnabled, timeout=20_000)
    assert not dialog.uncontrolled_button.isVisible()
    with qtbot.waitSignal(dialog.accepted, timeout=20_000):
        dialog.save_to(str(tmp_path / "traveler.pdf"))
    (page,) = texts((tmp_path / "traveler.pdf").read_bytes())
    assert "Hoja de ruta" in page and "M-1" in page and "Copia 1" in page

    link.trigger()
    (chooser,) = screen.findChildren(QFileDialog)
    assert [Path(file).name for file in chooser.selectedFiles()] == ["M-1.cleanstation"]
    chooser.close()
    screen._more.save_link_to(str(tmp_path / "M-1.cleanstation"))
    qtbot.waitUntil(lambda: [message.kind for message in said] == ["ok", "ok"], timeout=20_000)
    assert read_link(str(tmp_path / "M-1.cleanstation")) == "cleanstation://build/M-1"
    screen._more.save_link_to(str(tmp_path / "gone" / "M-1.cleanstation"))
    # A share can be slow: it is written off the UI thread.
    assert len(said) == 2
    qtbot.waitUntil(lambda: [message.kind for message in said] == ["ok", "ok", "bad"], timeout=20_000)
