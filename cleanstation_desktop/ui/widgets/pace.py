"""How often something is done that somebody asks for with each key."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal


class Pace(QObject):
    """Tells at once that something was asked for; asked again before the pause is over, once more when it is.

    A wait before the first time would be felt with each letter; without one in between, whoever holds a key down asks
    the server thirty times a second.

    Signal: due. Parameters: parent; pause, milliseconds.
    """

    due = Signal()

    def __init__(self, parent: QObject, pause: int) -> None:
        super().__init__(parent)
        self._asked = False
        self._pause = QTimer(self, singleShot=True, interval=pause)
        self._pause.timeout.connect(self._end_of_pause)

    def ask(self) -> None:
        """Have it done, now or after the pause."""
        if self._pause.isActive():
            self._asked = True
        else:
            self._tell()

    def drop(self) -> None:
        """What was asked for and not told yet is not wanted any more."""
        self._asked = False

    def _end_of_pause(self) -> None:
        if self._asked:
            self._tell()

    def _tell(self) -> None:
        self._asked = False
        self._pause.start()
        self.due.emit()
        # Again from its end: what takes as long as the pause would else follow upon itself.
        self._pause.start()
