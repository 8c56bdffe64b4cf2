"""When a screen reads anew: soon after a change, one reading after the other, and not while nobody is to see it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

# Changes of other stations come in bursts; one reading answers them all.
_GATHER_MS = 120


class Refreshing(QObject):
    """Parameters: screen, that reads; load, reads all that it shows; every, milliseconds after which it does so again
    by itself, 0 for never.

    While the work stands behind the lock, or behind that of somebody else, nothing is read and nothing shown: it would
    come in the language of who works at the window then.

    Attributes: hidden, it was seen and is put behind the lock now.
    """

    def __init__(self, screen: QWidget, load: Callable[[], object], every: int = 0) -> None:
        super().__init__(screen)
        self._screen = screen
        self._load = load
        self.hidden = False
        self._stale = False
        self._under_way: set[str] = set()
        self._later: dict[str, Callable[[], None]] = {}
        self._gather = QTimer(self, singleShot=True, interval=_GATHER_MS)
        self._gather.timeout.connect(self.refresh)
        if every:
            again = QTimer(self, interval=every)
            again.timeout.connect(self._again)
            again.start()

    def refresh_soon(self) -> None:
        """Something changed."""
        # Not anew with each change: where there is always another one, nothing would ever be read.
        if not self._gather.isActive():
            self._gather.start()

    def refresh(self) -> None:
        """Read anew, once what is being read has come: it would be dropped."""
        self._stale = self._is_behind
        if self._stale:
            return
        if self._under_way:
            self.refresh_soon()
        else:
            self._load()

    def _again(self) -> None:
        """Some time has passed. A dialog over the screen writes, and has it read anew when it is done."""
        resting = self._screen.window().isMinimized() or QApplication.activeModalWidget() is not None
        if not resting and not self._under_way:
            self.refresh()

    @property
    def reads(self) -> bool:
        """Whether a reading is under way."""
        return bool(self._under_way)

    def begun(self, key: str) -> None:
        """A reading is under way."""
        self._under_way.add(key)

    def ended(self, key: str) -> None:
        """Its answer is there."""
        self._under_way.discard(key)

    def put_off(self, key: str, deed: Callable[[], None]) -> bool:
        """Do something when the work is seen again, unless it is seen now. Returns: whether it was put off.

        Parameters: key, of the reading that it is part of: the newest counts.
        """
        behind = self._is_behind
        if behind:
            self._later[key] = deed
        return behind

    def show(self) -> None:
        """The work is seen, perhaps again."""
        self.hidden = False
        if self._later or self._stale:
            QTimer.singleShot(0, self, self._catch_up)

    @property
    def settled(self) -> bool:
        """Whether all that was read is shown: else the screen may soon show other records than now."""
        return not (self._under_way or self._later or self._is_behind)

    @property
    def _is_behind(self) -> bool:
        # The lock may come before a screen was seen at all.
        return self.hidden or (self._screen.window().isVisible() and not self._screen.isVisible())

    def _catch_up(self) -> None:
        later, self._later = self._later, {}
        for deed in later.values():
            deed()
        if self._stale:
            self.refresh()
