"""What a screen shows instead of its content: loading, nothing there, failed; and the banner above it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from cleanstation_desktop.ui.failures import Told, describe
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.theme.icons import picture
from cleanstation_desktop.ui.widgets.controls import button, column, frame, icon_label, label, row

_PICTURE = QSize(200, 140)


class Loading(QWidget):
    """A bar that moves while something is read; made when it is to be seen, which it seldom is."""

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Make it."""
        super().showEvent(event)
        if self.layout() is None:
            self._make()

    def _make(self) -> None:
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setFixedWidth(220)
        bar.setTextVisible(False)
        bar.setAccessibleName(tr("Loading"))
        text = label(tr("Loading…"), "muted")
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setLayout(column(None, text, row(None, bar, None), None))


class Notice(QWidget):
    """A picture, a sentence, what to do next, and a button for it: for an empty list or a failure."""

    def __init__(
        self, drawing: str, title: str, sentence: str, action: tuple[str, Callable[[], object]] | None = None
    ) -> None:
        super().__init__()
        shown = QLabel()
        shown.setPixmap(picture(drawing, _PICTURE))
        shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        heading = label(title, "h2", wrap=True)
        text = label(sentence, "muted", wrap=True)
        for words in (heading, text):
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = column(None, shown, heading, text, spacing=8, margins=(24, 24, 24, 24))
        self.action: QPushButton | None = None
        if action is not None:
            self.action = button(action[0], action[1], look="primary")
            layout.addLayout(row(None, self.action, None))
        layout.addStretch(2)
        self.setLayout(layout)


def failure(told: Told, again: Callable[[], object]) -> Notice:
    """What a screen shows when its content could not be read."""
    drawing = "disconnected" if told.again else "error"
    sentence = f"{told.sentence}\n{told.hint}".strip()
    return Notice(drawing, told.title, sentence, (tr("Try again"), again))


class Banner(QFrame):
    """A line above the content that stays until what it tells is over."""

    def __init__(self) -> None:
        super().__init__()
        self._holder = QVBoxLayout(self)
        self._holder.setContentsMargins(0, 0, 0, 0)
        self._shown: QFrame | None = None
        self.hide()

    def tell(self, kind: str, text: str, action: tuple[str, Callable[[], object]] | None = None) -> None:
        """Show a sentence. Parameters: kind, info, warn, bad or ok; action, a button's words and what it does."""
        self.clear()
        words = label(text, wrap=True)
        parts: list[QWidget] = [
            icon_label({"ok": "success", "bad": "error", "warn": "warning"}.get(kind, "info"), 20, kind),
            words,
        ]
        if action is not None:
            parts.append(button(action[0], action[1]))
        layout = row(*parts, spacing=10)
        layout.setStretch(1, 1)
        self._shown = frame(layout, kind, margins=(14, 8, 10, 8))
        self._holder.addWidget(self._shown)
        self.setAccessibleName(text)
        self.show()

    def tell_failure(self, error: Exception, again: Callable[[], object]) -> None:
        """Say that what belongs below could not be read."""
        told = describe(error)
        self.tell(told.kind, f"{told.sentence} {told.hint}".strip(), (tr("Try again"), again))

    def clear(self) -> None:
        """Nothing to tell any more."""
        if self._shown is not None:
            self._shown.setParent(None)
            self._shown.deleteLater()
            self._shown = None
        self.hide()
