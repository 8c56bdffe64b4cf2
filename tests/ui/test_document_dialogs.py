"""Looking at what is attached: photos as they were held, large ones, drawings on nothing, damaged ones."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop.services import documents
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.documents.dialogs import DocumentDialog
from tests.support.screens import painted
from tests.support.shop import Shop
from tests.support.ui import assert_looks_right

# As a phone notes that it was held upright.
_ORIENTATION, _TURNED_RIGHT = 0x0112, 6


def look_at(
    shop: Shop, ground: QWidget, client: Client, picture: Image.Image, name: str, **more: Any
) -> DocumentDialog:
    """Attach a picture and open it."""
    written = io.BytesIO()
    picture.save(written, name.rpartition(".")[2].replace("jpg", "jpeg"), **more)
    order_id = shop.arrived().id
    documents.attach(client.session, order_id, name, written.getvalue(), kind="PHOTO")
    file = next(each for each in documents.list_documents(client.session, order_id) if each.file_name == name)
    dialog = DocumentDialog(ground, client, file)
    dialog.open()
    return dialog


def test_a_large_photo_stands_as_it_was_held(
    qtbot: QtBot, shop: Shop, ground: QWidget, client_of: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is read by a worker, and takes the memory of the screen: the window does not stand still."""
    opened = Image.open
    readers: list[threading.Thread] = []

    def noted(*given: Any, **more: Any) -> Image.Image:
        readers.append(threading.current_thread())
        return opened(*given, **more)

    photo = Image.new("RGB", (9000, 7000), "red")
    photo.paste("blue", (4500, 0, 9000, 7000))
    turned = Image.Exif()
    turned[_ORIENTATION] = _TURNED_RIGHT
    monkeypatch.setattr(Image, "open", noted)
    client = client_of(shop.database, person=shop.coordinator.person)
    dialog = look_at(shop, ground, client, photo, "floor.jpg", exif=turned)
    above, below = painted(qtbot, client, dialog.preview)
    assert min(above.red(), below.blue()) > 200 and max(above.blue(), below.red()) < 60
    # The first one looked into it when it was attached.
    assert readers[1:] and threading.main_thread() not in readers[1:]
    view = dialog.preview.view
    assert view.memory < 50_000_000
    assert dialog.save.isEnabled()
    assert_looks_right(dialog)


def test_black_lines_on_nothing_are_seen(
    qtbot: QtBot, shop: Shop, ground: QWidget, client_of: Callable[..., Client]
) -> None:
    drawing = Image.new("RGBA", (600, 600), (0, 0, 0, 0))
    drawing.paste((0, 0, 0, 255), (0, 300, 600, 600))
    client = client_of(shop.database, person=shop.coordinator.person)
    dialog = look_at(shop, ground, client, drawing, "lines.png")
    above, below = painted(qtbot, client, dialog.preview)
    assert above.lightness() > 240 and below.lightness() < 20
