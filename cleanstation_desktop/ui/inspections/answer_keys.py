"""Answers by single keys, and how they are told from a scanner that types its code without a prefix."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

QUIET = 70
"""Milliseconds without another key after which a key was pressed by a person: scanners send the next one sooner."""


class AnswerKeys(QObject):
    """Holds a key back until it is quiet; a burst of keys answers nothing.

    Parameters: parent, the card; press, answers by a key; on_burst, called once after each burst.
    """

    def __init__(self, parent: QObject, press: Callable[[str], object], on_burst: Callable[[], object]) -> None:
        super().__init__(parent)
        self._press = press
        self._on_burst = on_burst
        self._keys: list[str] = []
        self._quiet = QTimer(self, singleShot=True, interval=QUIET)
        self._quiet.timeout.connect(self.settle)

    def take(self, key: str) -> None:
        """A key was pressed. Parameter: key, what it writes."""
        self._keys.append(key)
        self._quiet.start()

    def settle(self) -> None:
        """Answer by the key that was pressed alone, now."""
        self._quiet.stop()
        keys, self._keys = self._keys, []
        if len(keys) == 1:
            self._press(keys[0])
        elif keys:
            self._on_burst()
