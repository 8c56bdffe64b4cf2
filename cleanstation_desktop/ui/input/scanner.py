"""Scan-to-open: a wedge scanner that sends a prefix key, the code and Enter.

The scanner is a keyboard to the computer. Set it to send F12 before and Enter after each code: what stands between is
taken out of the stream of keys, wherever the focus is, and no field and no button sees any of it. Guessing by the speed
of typing was tried and dropped: a space in a code clicks the focused button. A scanner without a prefix works too, but
as a keyboard alone: it types into the field that has the focus, and the search field opens what it finds. Where a
single key answers, in a checklist, it answers nothing and the person is told of the prefix.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from cleanstation_desktop.ui.input.scan_codes import LONGEST_CODE
from cleanstation_desktop.ui.input.windows import WindowFilter

DEFAULT_PREFIX = "F12"
PREFIXES = tuple(f"F{number}" for number in range(6, 13))
"""Keys that a scanner may be set to send first. F1 to F5 are taken: help, search, refresh."""

PATIENCE = 300
"""Milliseconds without a key after which a code that has begun is dropped: somebody pressed the prefix by hand."""

_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_KEYS = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride)


@runtime_checkable
class TakesScans(Protocol):
    """A dialog, screen or panel that has a use for a code while the focus is in it, such as a serial number."""

    def take_scan(self, code: str) -> bool:
        """Take the code. Returns: whether it was of use; if not, it goes on as if nobody had been asked."""
        ...


class Scanner(WindowFilter):
    """Collects scanned codes from the keys of all windows.

    Signals: scanned, a code that nobody took, to be opened by the window; refused, a code that came while a dialog
    without a use for it was open, to be told to the person.
    """

    scanned = Signal(str)
    refused = Signal(str)

    def __init__(self, parent: QObject | None = None, prefix: str = DEFAULT_PREFIX) -> None:
        """Parameters: prefix, one of `PREFIXES`. Errors: ValueError for another one."""
        super().__init__(parent)
        self._collecting = False
        self._code = ""
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE)
        self._patience.timeout.connect(self._drop)
        self._prefix = Qt.Key.Key_F12
        self.set_prefix(prefix)

    def set_prefix(self, name: str) -> None:
        """Change the key that the scanner sends first. Errors: ValueError for one that is not among `PREFIXES`."""
        if name not in PREFIXES:
            raise ValueError(f"{name} cannot be the prefix of a scanner; {', '.join(PREFIXES)} can")
        self._prefix = Qt.Key(Qt.Key.Key_F1.value + int(name[1:]) - 1)
        self._drop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take the keys of a code out of the stream."""
        if event.type() not in _KEYS or not isinstance(event, QKeyEvent):
            return False
        key = Qt.Key(event.key())
        if event.type() is QEvent.Type.ShortcutOverride:
            if self._collecting or key is self._prefix:
                event.accept()  # no shortcut may act on a key of a code
                return True
            return False
        if event.type() is QEvent.Type.KeyRelease:
            return self._collecting or key is self._prefix
        return self._pressed(key, event.text())

    def _pressed(self, key: Qt.Key, text: str) -> bool:
        if key is self._prefix:
            self._collecting, self._code = True, ""
            self._patience.start()
            return True
        if not self._collecting:
            return False
        self._patience.start()
        if key in _ENDS:
            code = self._code
            self._drop()
            # After this event, so that whatever the code opens does not open in the middle of a key stroke.
            QTimer.singleShot(0, self, lambda: self._deliver(code))
        elif text.isprintable() and len(self._code) <= LONGEST_CODE:
            self._code += text  # one character too many is kept, by which the reader of codes sees that it is too long
        return True

    def _drop(self) -> None:
        self._collecting, self._code = False, ""
        self._patience.stop()

    def _deliver(self, code: str) -> None:
        if not code.strip():
            return
        modal = QApplication.activeModalWidget()
        focused = QApplication.focusWidget()
        at: QWidget | None = focused if modal is None or (focused and focused.window() is modal) else modal
        while at is not None:
            if isinstance(at, TakesScans) and at.take_scan(code):
                return
            at = None if at.isWindow() else at.parentWidget()
        (self.scanned if modal is None else self.refused).emit(code)
