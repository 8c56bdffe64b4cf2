"""The band over the page that says in words that the server is away: fingers see no tooltip."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame

from cleanstation_desktop.ui.live import Live
from cleanstation_desktop.ui.text import clock, tr
from cleanstation_desktop.ui.widgets.controls import column, label

# A break that is over sooner moves nothing on the page.
_PATIENCE_MS = 2_000


class ConnectionBand(QFrame):
    """Comes when the server is away and goes when it is back, by itself."""

    def __init__(self, live: Live) -> None:
        super().__init__()
        self._live = live
        self._words = label("", "warn", wrap=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setStyleSheet("border-radius: 0; font-weight: 600; padding: 6px 24px;")
        self.setLayout(column(self._words, spacing=0))
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._tell)
        self.hide()
        self.follow()

    def follow(self) -> None:
        """The connection was lost, or is there again."""
        if self._live.away_since is None:
            self._patience.stop()
            self.hide()
        elif not self._patience.isActive() and self.isHidden():
            self._patience.start()

    def _tell(self) -> None:
        since = self._live.away_since
        if since is not None:
            self._words.setText(
                tr(
                    "No connection since {moment}. You can read what is shown; nothing can be saved until it "
                    "is back. It comes back by itself.",
                    moment=clock(since),
                )
            )
            self.show()
