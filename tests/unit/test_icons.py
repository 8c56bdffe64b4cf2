"""The icons and pictures in resources/: each can be drawn, and takes its colours from the theme."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from cleanstation_desktop import resources
from cleanstation_desktop.ui.theme import DARK, LIGHT, Tokens

ICONS = sorted(path for path in resources.path("icons").glob("*.svg") if path.stem != "app")
PICTURES = sorted(resources.path("pictures").glob("*.svg"))
DRAWN_AT = 20
APP_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)


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


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
def test_a_picture_takes_all_its_colours_from_the_theme(path: Path, tokens: Tokens) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"#[0-9A-Fa-f]{3,8}\b|rgb\(", text) == []
    asked = set(re.findall(r"token:(\w+)", text))
    assert asked
    for token in asked:
        text = text.replace(f'"token:{token}"', f'"{getattr(tokens, token)}"')
    assert has_ink(drawn(text, QSize(240, 160)))


def test_the_application_icon_is_there_in_all_sizes() -> None:
    folder = resources.path("icons")
    for size in APP_SIZES:
        with Image.open(folder / f"app-{size}.png") as image:
            assert image.size == (size, size)
    with Image.open(folder / "app.ico") as image:
        assert {(size, size) for size in APP_SIZES if size <= 256} == set(image.info["sizes"])


def test_the_application_icon_is_made_from_the_drawing_that_is_there() -> None:
    folder = resources.path("icons")
    image = drawn((folder / "app.svg").read_text(encoding="utf-8"), QSize(64, 64))
    kept = QImage(str(folder / "app-64.png")).convertToFormat(image.format())
    pairs = zip(bytes(image.constBits()), bytes(kept.constBits()), strict=True)
    assert max(abs(new - old) for new, old in pairs) < 16  # another processor rounds edges otherwise
