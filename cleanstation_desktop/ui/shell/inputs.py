"""What the window is worked with beside mouse and keyboard: fingers, scanner and on-screen keyboard, as this station is
set; and whether it is worked with at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal

from cleanstation_desktop.ui.input.finger import FingerScrolling
from cleanstation_desktop.ui.input.idle import IdleWatch
from cleanstation_desktop.ui.input.keyboard_button import KEYBOARD_WANTED
from cleanstation_desktop.ui.input.lock_keys import LOCK_WANTED, SWITCH_WANTED
from cleanstation_desktop.ui.input.scanner import DEFAULT_PREFIX, PREFIXES, Scanner
from cleanstation_desktop.ui.preferences import Preferences

if TYPE_CHECKING:
    from cleanstation_desktop.ui.input.on_screen_keyboard import OnScreenKeyboard

SCANNER_PREFIX = "scanner_prefix"
AUTOMATIC_KEYBOARD = "automatic_keyboard"


class Inputs(QObject):
    """Scanner, keyboard and idleness of one window.

    Parameters: parent, the window; preferences, those of the station. Signals: wanted, "lock" or "switch", by a key.
    """

    wanted = Signal(str)

    def __init__(self, parent: QObject, preferences: Preferences) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self.scanner = Scanner(self)
        self._finger = FingerScrolling(self)
        self._keyboard: OnScreenKeyboard | None = None
        self._idle: IdleWatch | None = None
        parent.installEventFilter(self)
        self.apply()

    @property
    def keyboard(self) -> OnScreenKeyboard:
        """The on-screen keyboard; made when it is first wanted, since most stations have a real one."""
        if self._keyboard is None:
            from cleanstation_desktop.ui.input.on_screen_keyboard import OnScreenKeyboard  # noqa: PLC0415

            self._keyboard = OnScreenKeyboard(self)
        return self._keyboard

    def apply(self) -> None:
        """Work as the station is set now."""
        prefix = str(self._preferences.get(SCANNER_PREFIX, DEFAULT_PREFIX))
        self.scanner.set_prefix(prefix if prefix in PREFIXES else DEFAULT_PREFIX)
        automatic = bool(self._preferences.get(AUTOMATIC_KEYBOARD, False))
        if automatic or self._keyboard is not None:
            self.keyboard.automatic = automatic

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """A dialog in front of the window asks for the on-screen keyboard, or the lock; the window for the keyboard."""
        kind = event.type()
        if kind == KEYBOARD_WANTED:
            self.keyboard.toggle()
        elif kind in (LOCK_WANTED, SWITCH_WANTED):
            self.wanted.emit("lock" if kind == LOCK_WANTED else "switch")
        else:
            return super().eventFilter(watched, event)
        return True

    def put_away(self) -> None:
        """Hide the keyboard: the window is locked."""
        if self._keyboard is not None:
            self._keyboard.hide()

    def watch_idleness(self, minutes: float, went_idle: Callable[[], object]) -> None:
        """Tell when nobody touched the window for so long."""
        if self._idle is not None:
            self._idle.deleteLater()
        self._idle = IdleWatch(minutes * 60, self)
        self._idle.went_idle.connect(went_idle)

    def stir(self) -> None:
        """Somebody is here: a code was scanned."""
        if self._idle is not None:
            self._idle.stir()
