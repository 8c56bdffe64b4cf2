"""Contrast of words against their ground, measured on the pixels as they are painted (WCAG 2.2, level AA)."""

from __future__ import annotations

import sys

from PIL import Image
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QFontInfo, QImage
from PySide6.QtWidgets import QWidget

from cleanstation_desktop.ui.checks.words import Words

NORMAL, LARGE = 4.5, 3.0
"""Least contrast of words, and of large ones: from 24 pixels, or from 18.66 in bold."""

_LARGE_PIXELS, _LARGE_BOLD_PIXELS = 24.0, 18.66
_MOST_PIXELS = 3_000_000
_FEWEST = 12
"""Fewest pixels of one colour that count as strokes of letters, on the enlarged picture."""


class Picture:
    """A window painted so much larger that the strokes of its letters are wider than their soft edges.

    At natural size a thin letter has no pixel in its full colour, and every measure of contrast would come out low.
    """

    def __init__(self, window: QWidget) -> None:
        area = window.width() * window.height()
        self.scale = 3 if area < _MOST_PIXELS else 2
        self.window = window
        self.image = QImage(window.size() * self.scale, QImage.Format.Format_RGB32)
        self.image.setDevicePixelRatio(self.scale)
        self.image.fill(window.palette().window().color())
        window.render(self.image)

    def colours(self, widget: QWidget, room: QRect) -> tuple[QColor, QColor] | None:
        """Ground and letters of a part of a widget, or None where no letter is in view."""
        seen = room.intersected(widget.visibleRegion().boundingRect()) if widget.isVisible() else room
        if seen.isEmpty() or seen.height() * 2 < room.height():
            # Of letters that are scrolled out of sight but for a strip, the soft edges alone may be left.
            return None
        corner = widget.mapTo(self.window, seen.topLeft()) if widget is not self.window else QPoint(seen.topLeft())
        place = QRect(corner * self.scale, seen.size() * self.scale).intersected(self.image.rect())
        part = self.image.copy(place)
        (ground, _), *others = _counted(part)
        if not others or others[0][1] < _FEWEST:
            return None
        # Letters can share their place with a border or an icon: what stands out most is what is read.
        often = max(_FEWEST, others[0][1] // 4)
        letters = max((one for one, count in others if count >= often), key=lambda one: _ratio(one, ground))
        return QColor.fromRgb(ground), QColor.fromRgb(letters)


def _counted(part: QImage) -> list[tuple[int, int]]:
    """The colours of a picture and how many pixels have each, the most frequent first."""
    size = (part.width(), part.height())
    pixels = Image.frombuffer("RGBA", size, bytes(part.constBits()), "raw", "RGBA", 0, 1)
    # The bytes of a pixel as Qt has them, lowest first: it is the order that counts, not what Pillow calls them.
    found = pixels.getcolors(size[0] * size[1]) or []
    counts = [
        (int.from_bytes(bytes(colour), sys.byteorder), count) for count, colour in found if isinstance(colour, tuple)
    ]
    return sorted(counts, key=lambda pair: pair[1], reverse=True)


def contrast(one: QColor, other: QColor) -> float:
    """Contrast of two colours, from 1 to 21, as WCAG defines it."""
    return _ratio(one.rgb(), other.rgb())


def plainly_changed(before: QImage, after: QImage) -> QRect:
    """The part in which two pictures of the same place differ so much that everybody sees it."""
    size = before.size().boundedTo(after.size())
    pictures = [
        one.copy(QRect(QPoint(0, 0), size)).convertToFormat(QImage.Format.Format_RGB32) for one in (before, after)
    ]
    old, new = (memoryview(one.constBits()).cast("I") for one in pictures)
    pairs = {pair: _ratio(*pair) >= LARGE for pair in set(zip(old, new, strict=True)) if pair[0] != pair[1]}
    seen = [place for place, pair in enumerate(zip(old, new, strict=True)) if pairs.get(pair)]
    if not seen:
        return QRect()
    across = [place % size.width() for place in seen]
    top, bottom = seen[0] // size.width(), seen[-1] // size.width()
    return QRect(QPoint(min(across), top), QPoint(max(across), bottom))


def least_contrast(words: Words) -> float:
    """The least contrast that words of this size may have."""
    font = QFontInfo(words.font)
    pixels = font.pixelSize()
    large = pixels >= _LARGE_PIXELS or (font.bold() and pixels >= _LARGE_BOLD_PIXELS)
    return LARGE if large else NORMAL


def _ratio(one: int, other: int) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(rgb: int) -> float:
    channels = [((rgb >> shift) & 0xFF) / 255 for shift in (16, 8, 0)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
