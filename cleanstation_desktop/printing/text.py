"""Text on paper: made safe, measured, broken into lines.

People type anything into notes: control characters, right-to-left scripts, 10,000 characters without a space.
Whatever comes, the words stay inside their column and nothing is lost unseen.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import arabic_reshaper  # type: ignore[import-untyped]
from bidi.algorithm import get_display  # type: ignore[import-untyped]

from cleanstation_desktop.printing import fonts

INK = "#16202C"
FAINT = "#4A5868"
ACCENT = "#1B5FA8"
ALARM = "#A31D1D"

_LINE_ENDS = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
# Invisible by nature, without a message of their own: soft hyphen, joiners, byte order mark, variation selectors.
_INVISIBLE = re.compile("[\xad\u200b-\u200d\u2060\ufeff\ufe00-\ufe0f]")
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff]")
_BREAK_AFTER = "-/_.,;:]"


@dataclass(frozen=True)
class Span:
    """A stretch of text of one look.

    Parameters: text; font; color, "#RRGGBB"; mark, a result mark drawn instead of text (`Pen` in pen.py).
    """

    text: str
    font: str = fonts.REGULAR
    color: str = INK
    mark: str | None = None


@dataclass(frozen=True)
class Piece:
    """A stretch of a finished line, ready to be drawn. offset: points from the start of the line."""

    offset: float
    span: Span


@dataclass(frozen=True)
class Line:
    """One finished line: its pieces from left to right, and its width in points."""

    pieces: tuple[Piece, ...]
    width: float


@dataclass(frozen=True)
class _Word:
    index: int  # of the span it came from
    text: str
    width: float
    spaced: bool  # a space stands before it


def clean(text: str) -> str:
    """Make typed text fit for paper: composed accents, line ends as one sign, no control characters."""
    if text.isascii() and text.isprintable():
        return text
    text = _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text))
    text = _INVISIBLE.sub("", text.replace("\t", " "))
    return _CONTROLS.sub("", text)


def wrap(spans: Sequence[Span], size: float, width: float) -> tuple[Line, ...]:
    """Break text into lines that fit a width.

    Parameters: spans, in reading order; size, of the type in points; width, in points.
    Runs of spaces become one. A word longer than a line is cut, after a hyphen or dot where there is one.
    """
    ready = [span if span.mark else replace(span, text=_prepare(span.text, span.font)) for span in spans]
    lines: list[Line] = []
    current: list[_Word] = []
    used = 0.0
    for word in _words(ready, size):
        if word is None:
            lines.append(_finish(current, ready, size))
            current, used = [], 0.0
            continue
        gap = fonts.advance(" ", ready[word.index].font) * size if word.spaced and current else 0.0
        if current and used + gap + word.width > width:
            stays, moves = (current, []) if word.spaced else _unglue(current)
            lines.append(_finish(stays, ready, size))
            current, gap = moves, 0.0
            used = sum(part.width for part in moves)
        if word.width > width:
            *whole, rest = _cut(word, ready[word.index].font, size, width)
            lines.extend(_finish([part], ready, size) for part in whole)
            word = rest  # noqa: PLW2901 (the cut-off end goes on like any other word)
        current.append(word)
        used += gap + word.width
    if current or not lines:
        lines.append(_finish(current, ready, size))
    return tuple(lines)


@lru_cache(maxsize=64)  # heads and feet say the same on each page, however long it is
def single_line(span: Span, size: float, width: float) -> Line:
    """Set a text on one line; what does not fit ends in an ellipsis. Only for lines that repeat what stands in full."""
    text = _prepare(span.text, span.font).replace("\n", " ")
    if fonts.advance(text, span.font) * size > width:
        room = width / size - fonts.advance("…", span.font)
        end = 0
        while end < len(text) and (room := room - fonts.advance(text[end], span.font)) >= 0:
            end += 1
        text = text[:end] + "…"
    return _finish([_Word(0, text, fonts.advance(text, span.font) * size, spaced=False)], [span], size)


def wrap_at_most(span: Span, size: float, width: float, count: int) -> tuple[Line, ...]:
    """Break a text into at most so many lines; the last one shows by an ellipsis that more was there."""
    lines = wrap([span], size, width)
    if len(lines) <= count:
        return lines
    rest = " ".join("".join(piece.span.text for piece in line.pieces) for line in lines[count - 1 :])
    return (*lines[: count - 1], single_line(replace(span, text=rest), size, width))


@cache
def _reshaper() -> arabic_reshaper.ArabicReshaper:
    # Vowel signs are part of what was written; the shaper would drop them unless told.
    return arabic_reshaper.ArabicReshaper(configuration={"delete_harakat": False, "support_ligatures": False})


def _prepare(text: str, font: str) -> str:
    text = clean(text)
    if _ARABIC.search(text):
        text = _reshaper().reshape(text)
    return (
        fonts.drawable(text, font)
        if "\n" not in text
        else "\n".join(fonts.drawable(part, font) for part in text.split("\n"))
    )


def _words(spans: Sequence[Span], size: float) -> Iterator[_Word | None]:
    """Walk the words of all spans; None stands for a line end that somebody typed."""
    spaced = False
    for index, span in enumerate(spans):
        if span.mark:
            yield _Word(index, "", size * 1.15, spaced)
            spaced = False
            continue
        for number, paragraph in enumerate(span.text.split("\n")):
            if number:
                yield None
                spaced = False
            for position, text in enumerate(paragraph.split(" ")):
                spaced = spaced or position > 0
                if text:
                    yield _Word(index, text, fonts.advance(text, span.font) * size, spaced)
                    spaced = False


def _unglue(words: list[_Word]) -> tuple[list[_Word], list[_Word]]:
    """Part a line before its last space, so that a mark goes to the next line with the word that it belongs to."""
    for position in range(len(words) - 1, 0, -1):
        if words[position].spaced:
            return words[:position], words[position:]
    return words, []


def _cut(word: _Word, font: str, size: float, width: float) -> Iterator[_Word]:
    """Cut a word that is longer than a line; yields at least one part."""
    start, used, good = 0, 0.0, 0
    widths = [fonts.advance(char, font) * size for char in word.text]
    index = 0
    while index < len(word.text):
        if index > start and used + widths[index] > width:
            # A cut after a sign is taken when it leaves the line at least half full.
            end = good if good > start and sum(widths[start:good]) * 2 > width else index
            yield _Word(word.index, word.text[start:end], sum(widths[start:end]), word.spaced and start == 0)
            start, index, used, good = end, end, 0.0, end
        used += widths[index]
        index += 1
        if word.text[index - 1] in _BREAK_AFTER:
            good = index
    yield _Word(word.index, word.text[start:], sum(widths[start:]), word.spaced and start == 0)


def _finish(words: Sequence[_Word], spans: Sequence[Span], size: float) -> Line:
    """Join the words of a line, put right-to-left stretches in the order of the eye, choose the fonts."""
    pieces: list[Piece] = []
    x = 0.0
    position = 0
    while position < len(words):
        span = spans[words[position].index]
        if position and words[position].spaced:
            x += fonts.advance(" ", span.font) * size
        if span.mark:
            pieces.append(Piece(x, span))
            x += words[position].width
            position += 1
            continue
        end = position + 1
        while end < len(words) and words[end].index == words[position].index:
            end += 1
        joined = words[position].text + "".join(
            (" " if word.spaced else "") + word.text for word in words[position + 1 : end]
        )
        if _RIGHT_TO_LEFT.search(joined):
            joined = get_display(joined, base_dir=_direction(span.text))
        for font, stretch in fonts.runs(joined, span.font):
            pieces.append(Piece(x, replace(span, text=stretch, font=font)))
            x += fonts.advance(stretch, font) * size
        position = end
    return Line(tuple(pieces), x)


def _direction(text: str) -> str:
    """Give the base direction of a whole text by its first strong letter, so that all its lines agree."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in {"R", "AL"}:
            return "R"
        if kind == "L":
            return "L"
    return "L"
