"""All checks of one screen as it stands."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QHeaderView, QLabel, QWidget

from cleanstation_desktop.ui.checks.cells import words_of_cells, words_of_header
from cleanstation_desktop.ui.checks.contrast import Picture, contrast, least_contrast
from cleanstation_desktop.ui.checks.fault import Fault, FaultKind, cut, describe, way_to
from cleanstation_desktop.ui.checks.keyboard import backward_steps, shared_keys, unreachable
from cleanstation_desktop.ui.checks.layout import outside, overlaps, sideways, small_controls
from cleanstation_desktop.ui.checks.walk import accessible_name, controls, shown
from cleanstation_desktop.ui.checks.words import Words, words_of

_SLACK_ACROSS, _SLACK_DOWN = 1, 3
"""Pixels that words may lack: rounding, and the empty room that every line of text has above and below its letters."""

_BORDER = 3
"""Pixels that a border and the mark of the focus take at most."""


def find_faults(root: QWidget, touch: bool = False, *, colours: bool = True) -> tuple[Fault, ...]:
    """Look a screen over as it stands; nothing of it changes.

    Parameters: root, the screen or window, best shown; touch, whether it is worked with fingers. Looks for controls
    without a name, text that is cut off, widgets over each other, out of their parent or cut at the side of what
    scrolls, contrast under AA, controls that the keyboard does not reach or reaches backwards, keys that two have, and
    on touch screens controls under 44 px. Colours: whether contrast is measured, which takes most of the time and is
    the same in every language; without it the window must have been painted.
    """
    picture = Picture(root.window()) if colours else None  # painting also settles all sizes
    words = tuple(_all_words(root))
    return (
        *_unnamed(root),
        *(small_controls(root) if touch else ()),
        *_clipped(root, words),
        *outside(root),
        *sideways(root),
        *overlaps(root),
        *(_faint(root, words, picture) if picture is not None else ()),
        *unreachable(root),
        *backward_steps(root),
        *shared_keys(root),
    )


def _all_words(root: QWidget) -> Iterator[Words]:
    for widget in shown(root):
        if isinstance(widget, QHeaderView):
            yield from words_of_header(widget)
        elif isinstance(widget, QAbstractItemView):
            yield from words_of_cells(widget)
        else:
            yield from words_of(widget)


def _unnamed(root: QWidget) -> Iterator[Fault]:
    for widget in controls(root):
        name = accessible_name(widget)
        if not name:
            yield Fault(FaultKind.UNNAMED, way_to(widget, root), f"{describe(widget)} has no accessible name")
        elif not any(letter.isalnum() for letter in name):
            yield Fault(FaultKind.UNNAMED, way_to(widget, root), f"its name is the sign “{name}”; say what it does")


def _clipped(root: QWidget, words: tuple[Words, ...]) -> Iterator[Fault]:
    for one in words:
        across = one.needed.width() - one.room.width()
        down = one.needed.height() - one.room.height()
        told = one.elides and " ".join(one.text.split()) in " ".join(one.told.split())
        if across > _SLACK_ACROSS and not told:
            message = f"“{cut(one.text)}” needs {one.needed.width()} px, it has {one.room.width()}"
            yield Fault(FaultKind.CLIPPED, way_to(one.widget, root), message)
        elif down > _SLACK_DOWN:
            message = f"“{cut(one.text)}” needs {one.needed.height()} px of height, it has {one.room.height()}"
            yield Fault(FaultKind.CLIPPED, way_to(one.widget, root), message)


def _faint(root: QWidget, words: tuple[Words, ...], picture: Picture) -> Iterator[Fault]:
    """Words under the contrast of AA. What is disabled may be faint (WCAG 1.4.3)."""
    for one in words:
        colours = picture.colours(one.widget, _within(one)) if one.enabled else None
        if colours is None:
            continue
        ground, letters = colours
        ratio, least = contrast(ground, letters), least_contrast(one)
        if ratio < least:
            message = f"“{cut(one.text)}” {letters.name()} on {ground.name()} has {ratio:.1f}, AA wants {least}"
            yield Fault(FaultKind.CONTRAST, way_to(one.widget, root), message)


def _within(one: Words) -> QRect:
    """Where the letters are: without the border and the round corners, whose colours are no letters."""
    if isinstance(one.widget, QLabel):
        return one.widget.contentsRect()
    if not isinstance(one.widget, QAbstractButton):
        return one.room
    room = one.room.intersected(one.widget.rect().adjusted(_BORDER, _BORDER, -_BORDER, -_BORDER))
    return room if room.height() >= one.needed.height() else one.room
