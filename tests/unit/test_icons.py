"""The icons and pictures in resources/: each can be drawn, and takes its colours from the theme."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from cleanstation_desktop import resources

ICONS = sorted(path for path in resources.path("icons").glob("*.svg") if path.stem != "app")
DRAWN_AT = 20


def drawn(text: str, size: QSize) -> QImage:
    renderer = QSvgRenderer(text.encode())
    assert renderer.isValid()
    image = QImage(size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return image


def has_ink(image: QImage) -> bool:
    return bool(bytes(image.constBits()).strip(b"\0"))


@pytest.mark.parametrize("path", ICONS, ids=lambda path: path.stem)
def test_an_icon_is_drawn_in_the_colour_of_its_text(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert 'viewBox="0 0 24 24"' in text
    assert "currentColor" in text
    assert re.findall(r"#[0-9A-Fa-f]{3,8}\b|rgb\(", text) == []
    assert has_ink(drawn(text, QSize(DRAWN_AT, DRAWN_AT)))


@pytest.mark.parametrize("path", ICONS, ids=lambda path: path.stem)
def test_an_icon_keeps_off_its_edge(path: Path) -> None:
    """A stroke that is cut off looks broken beside whole ones."""
    image = drawn(path.read_text(encoding="utf-8"), QSize(96, 96))
    edge = [*((x, y) for x in range(96) for y in (0, 95)), *((x, y) for y in range(96) for x in (0, 95))]
    assert [point for point in edge if image.pixelColor(*point).alpha() > 0] == []
