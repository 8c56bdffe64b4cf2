"""One line of text. What is pasted stays whole: too much of it is told, and not cut off."""

from __future__ import annotations

import re

from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QLineEdit

# Far more than any line may have: whoever pasted the wrong thing reads how much it is, and has it still.
_ROOM = 20_000

_BREAKS = re.compile(r"\s*[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]\s*")


class LineEdit(QLineEdit):
    """Parameters: longest, characters that may be sent, 0 for any number; it holds more. Pasted line breaks and tabs
    become a space each, and the blanks around such a text go."""

    def __init__(self, text: str = "", *, longest: int = 0) -> None:
        super().__init__()
        self.longest = longest
        if longest:
            self.setMaxLength(max(longest, _ROOM))
        self.setValidator(_OneLine(self))
        self.setText(text)

    @property
    def too_many(self) -> int:
        """Characters beyond those that may be sent; blanks around the text are not sent."""
        return max(0, len(self.text().strip()) - self.longest) if self.longest else 0


class _OneLine(QValidator):
    """Takes everything, and makes one line of it before anybody hears of it."""

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Called by Qt at each change. Returns: what stands in the line, and where the cursor is."""
        if _BREAKS.search(text) is None:
            return QValidator.State.Acceptable, text, position
        before = _BREAKS.sub(" ", text[:position]).lstrip()
        line = _BREAKS.sub(" ", text).strip()
        return QValidator.State.Acceptable, line, min(len(before), len(line))
