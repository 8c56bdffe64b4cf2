"""Labels: words that are wrapped, cut off with a tooltip, or copied."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QClipboard, QEnterEvent, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel

# A longer number or name may be broken anywhere, where a line has not the room for it; not before an accent. Between a
# hyphen and a letter Qt breaks by itself.
_LONG = re.compile(r"(?:[^\s-]|-(?![^\W\d_])){17,}")
_BETWEEN = re.compile("(?<=[^\\s\u200d])(?=[^\\s\u0300-\u036f\u200d\ufe00-\ufe0f])")
_BREAK = "\u200b"


def breakable(text: str) -> str:
    """The text with marks, which are not seen, where its longest words may go on in the next line."""
    return _LONG.sub(lambda long: _BETWEEN.sub(_BREAK, long[0]), text)


def unbroken(text: str) -> str:
    """The text as it was written."""
    return text.replace(_BREAK, "")


class WrappedLabel(QLabel):
    """Text in as many lines as it needs. Qt breaks no word, and demands the room of the longest one: a page would be as
    wide as what somebody pasted."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setText(text)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Show a text, and tell it to screen readers as it is written."""
        shown = breakable(text)
        if shown != text or self.painted != self.text():
            self.setAccessibleName(text)
        super().setText(shown)

    def text(self) -> str:
        """The text as it was written."""
        return unbroken(self.painted)

    @property
    def painted(self) -> str:
        """The text with its marks."""
        return super().text()


class SelectableLabel(QLabel):
    """Text to be copied. Qt's document for that takes longer than all the rest of a label, and looks the same: it is
    made when a pointer comes to it."""

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Be selectable from now on."""
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        super().enterEvent(event)


class SelectableWrappedLabel(SelectableLabel, WrappedLabel):
    """Text of several lines to be copied, as it was written: what is pasted elsewhere has no marks in it."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self._heard = False

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Be selectable from now on."""
        super().enterEvent(event)
        if not self._heard:
            self._heard = True
            QGuiApplication.clipboard().changed.connect(self._on_copied)

    def _on_copied(self, mode: QClipboard.Mode) -> None:
        clipboard, copied = QGuiApplication.clipboard(), self.selectedText()
        if unbroken(copied) != copied and clipboard.text(mode) == copied:
            clipboard.setText(unbroken(copied), mode)


class ElidedLabel(QLabel):
    """One line of text that takes the room there is; Qt's own label demands the room of all its words, and wrapped ones
    cost a page of them its layout time."""

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint as many words as there is room for."""
        painter = QPainter(self)
        place = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, place.width())
        align = int(self.alignment())
        self.style().drawItemText(painter, place, align, self.palette(), self.isEnabled(), shown, self.foregroundRole())
