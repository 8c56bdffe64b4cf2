"""The big buttons of an answer (120 × 60 and more), for fingers in gloves."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from cleanstation_desktop.ui.input.second_taps import rest
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.theme.icons import icon as themed_icon

WIDTH, HEIGHT = 120, 60
_OF_THE_CARD = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class AnswerButton(QPushButton):
    """One answer. It is down when it is the answer given, and only then: a click alone does not push it down."""

    def __init__(
        self, words: str, kind: str, on_click: Callable[[], object], *, keys: str = "", about: str = "", icon: str = ""
    ) -> None:
        """Parameters: kind, "ok", "bad", "na" or "choice" for its look; keys, that press it within the card, for its
        tooltip; about, the item, for screen readers."""
        super().__init__(words.replace("&", "&&"))
        self.setProperty("look", "answer")
        self.setProperty("kind", kind)
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setMinimumSize(WIDTH, HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("{answer}: {item}", answer=words, item=about) if about else words)
        self.setToolTip(f"{words} ({keys})" if keys else words)
        if icon:
            self.setIcon(themed_icon(icon, "text2", {"ok": "ok", "bad": "bad", "na": "neutral"}.get(kind, "info")))
            self.setIconSize(QSize(22, 22))
        self.clicked.connect(lambda _checked=False: self._answer(on_click))

    def _answer(self, on_click: Callable[[], object]) -> None:
        # The panel that an answer opens or closes moves the cards: another answer may lie here then.
        rest(self)
        on_click()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as its words, and large enough for a thumb."""
        return super().sizeHint().expandedTo(QSize(WIDTH, HEIGHT))

    def nextCheckState(self) -> None:  # noqa: N802 - Qt's name
        """What is shown as the answer is decided by what was given, not by the click."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Up and Down walk from item to item, not among the buttons of one. A space may stand in a scanned code, and
        Enter ends it: the card tells who pressed it."""
        if event.key() in _OF_THE_CARD:
            event.ignore()
            return
        super().keyPressEvent(event)
