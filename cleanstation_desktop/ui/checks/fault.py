"""What a check of a screen can find. The sentences are for whoever builds the screen, in English."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from cleanstation_desktop.ui.widgets.labels import unbroken

_LONGEST = 40


class FaultKind(StrEnum):
    """The kinds of faults that a screen can have."""

    UNNAMED = "unnamed"
    SMALL = "small"
    CLIPPED = "clipped"
    OUTSIDE = "outside"
    SIDEWAYS = "sideways"
    OVERLAP = "overlap"
    CONTRAST = "contrast"
    UNREACHABLE = "unreachable"
    TAB_ORDER = "tab order"
    NO_FOCUS_MARK = "no focus mark"
    SHARED_KEYS = "shared keys"


@dataclass(frozen=True)
class Fault:
    """One fault of a screen. Parameters: where, the way to the widget from the screen down; message, what is wrong."""

    kind: FaultKind
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.message} [{self.where}]"


def cut(text: str) -> str:
    """The text in one short line, for a message."""
    line = " ".join(unbroken(text).split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def describe(widget: QWidget) -> str:
    """What one widget is: its class, and its object name or its words."""
    words = widget.accessibleName()
    if not words and isinstance(widget, QAbstractButton | QLabel):
        words = widget.text()
    name = widget.objectName()
    return type(widget).__name__ + (f"#{name}" if name else "") + (f" “{cut(words)}”" if words else "")


def way_to(widget: QWidget, root: QWidget) -> str:
    """The way from the screen down to the widget, by those ancestors that carry a name or are a class of our own."""
    steps = [describe(widget)]
    above = widget.parentWidget()
    while widget is not root and above is not None:
        own = not type(above).__module__.startswith("PySide6")
        if own or above is root or (above.objectName() and not above.objectName().startswith("qt_")):
            steps.append(describe(above))
        if above is root:
            break
        above = above.parentWidget()
    return " > ".join(reversed(steps))
