"""The fonts of printed documents, and which of them draws a given character.

Open Sans is the face of the documents; DejaVu Sans stands in for what it lacks (Greek extended, Hebrew, Arabic, signs);
DejaVu Sans Mono sets hashes. A character that neither has is printed as its code, never as an empty box.
"""

from __future__ import annotations

import threading
import unicodedata
from functools import cache, lru_cache
from typing import Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from cleanstation_desktop import resources

REGULAR: Final = "OpenSans-Regular"
BOLD: Final = "OpenSans-Bold"
ITALIC: Final = "OpenSans-Italic"
MONO: Final = "DejaVuSansMono"
_FALLBACKS: Final = {
    REGULAR: ("DejaVuSans",),
    BOLD: ("DejaVuSans-Bold", "DejaVuSans"),
    ITALIC: ("DejaVuSans",),
    MONO: ("DejaVuSans",),
}
# ReportLab keeps its fonts in one table for the whole process, and so do we: one document at a time.
ENGINE_LOCK: Final = threading.RLock()


@cache
def _face(name: str) -> TTFont:
    """Register a font with ReportLab on first use; each costs 5 to 20 ms, so nothing is loaded ahead."""
    font = TTFont(name, str(resources.path("fonts", f"{name}.ttf")), shapable=False)
    pdfmetrics.registerFont(font)
    return font


def _has_no_sign(char: str) -> bool:
    """Tell what is never drawn as itself.

    Format marks change the reading order unseen, private and unassigned points mean nothing on another machine,
    and what lies beyond the basic plane (emoji) is too small to read in one colour at 8 points.
    """
    return ord(char) > 0xFFFF or unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn"}


class _Glyphs(dict[str, tuple[str, float]]):
    """For one main font: character → (font that draws it, advance in em); an empty font name means none does."""

    def __init__(self, main: str) -> None:
        super().__init__()
        self._main = main

    def __missing__(self, char: str) -> tuple[str, float]:
        entry = ("", 0.0)
        if not _has_no_sign(char):
            code = ord(char)
            for name in (self._main, *_FALLBACKS.get(self._main, ())):
                face = _face(name).face
                if code in face.charToGlyph:
                    entry = (name, face.charWidths.get(code, face.defaultWidth) / 1000.0)
                    break
        self[char] = entry
        return entry


@cache
def _glyphs(font: str) -> _Glyphs:
    return _Glyphs(font)


def drawable(text: str, font: str) -> str:
    """Replace each character that no font can draw by its code in brackets, as in [U+1F600]."""
    glyphs = _glyphs(font)
    if all(glyphs[char][0] for char in text):
        return text
    return "".join(char if glyphs[char][0] else f"[U+{ord(char):04X}]" for char in text)


def advance(text: str, font: str) -> float:
    """Give the width of a drawable text in em (times the size in points gives points)."""
    # Words come back again and again; a whole note does not, and would only fill the memory.
    return _advance_of_word(text, font) if len(text) <= 48 else _advance(text, font)


def _advance(text: str, font: str) -> float:
    glyphs = _glyphs(font)
    return sum(glyphs[char][1] for char in text)


_advance_of_word = lru_cache(maxsize=20_000)(_advance)


def runs(text: str, font: str) -> list[tuple[str, str]]:
    """Cut a drawable text into stretches of one font each: (font, stretch)."""
    glyphs = _glyphs(font)
    found: list[tuple[str, str]] = []
    start = 0
    current = ""
    for index, char in enumerate(text):
        name = glyphs[char][0]
        if name != current:
            if index > start:
                found.append((current, text[start:index]))
            start, current = index, name
    if text[start:]:
        found.append((current, text[start:]))
    return found
