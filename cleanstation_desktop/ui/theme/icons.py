"""Icons and pictures: SVG files of resources/icons and resources/pictures, in the colours of the look in force."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from cleanstation_desktop import resources
from cleanstation_desktop.ui.theme.look import current
from cleanstation_desktop.ui.theme.tokens import Tokens

# Screens are shown at up to twice the size of a pixel; a pixmap of that size is sharp on all of them.
_SCALE = 2
_SIDE = 20
"""Of the icon of a button, in logical pixels."""


def icon(name: str, colour: str = "text2", active: str = "info") -> QIcon:
    """Icon by the name of its file. Parameters: colour, a token; active, the token while checked."""
    made = QIcon(pixmap(name, _SIDE, colour))
    made.addPixmap(pixmap(name, _SIDE, active), QIcon.Mode.Normal, QIcon.State.On)
    made.addPixmap(pixmap(name, _SIDE, "disabled"), QIcon.Mode.Disabled)
    if colour == "on_primary":
        # Qt's name for the icon of a button that has the focus.
        made.addPixmap(pixmap(name, _SIDE, "on_primary_focus"), QIcon.Mode.Active)
    return made


def draw_ahead() -> None:
    """Draw all icons as most buttons have them; made for another thread than the one that shows them."""
    for file in resources.path("icons").glob("*.svg"):
        for colour in ("text2", "info", "disabled"):
            _image("icons", file.stem, QSize(_SIDE, _SIDE), colour, current())


def pixmap(name: str, size: int, colour: str = "text2") -> QPixmap:
    """Icon as a square pixmap. Parameters: size, of the side in logical pixels; colour, a token."""
    return _pixmap("icons", name, QSize(size, size), colour, current())


def picture(name: str, size: QSize) -> QPixmap:
    """Picture of an empty or failed screen, in the look's colours."""
    return _pixmap("pictures", name, size, "text2", current())


@lru_cache(maxsize=512)
def _pixmap(folder: str, name: str, size: QSize, colour: str, tokens: Tokens) -> QPixmap:
    return QPixmap.fromImage(_image(folder, name, size, colour, tokens))


@lru_cache(maxsize=1024)
def _image(folder: str, name: str, size: QSize, colour: str, tokens: Tokens) -> QImage:
    source = _source(folder, name).replace("currentColor", getattr(tokens, colour))
    source = re.sub(r"token:(\w+)", lambda found: str(getattr(tokens, found.group(1))), source)
    renderer = QSvgRenderer(QByteArray(source.encode()))
    renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
    image = QImage(size * _SCALE, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter, QRectF(image.rect()))
    painter.end()
    image.setDevicePixelRatio(_SCALE)
    return image


@cache
def _source(folder: str, name: str) -> str:
    # An icon has three colours: to read its file takes longer than to draw it.
    return resources.path(folder, f"{name}.svg").read_text(encoding="utf-8")
