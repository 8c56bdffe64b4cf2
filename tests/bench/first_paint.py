"""The command as a desktop calls it, ended at the first painting of the sign-in page, which it prints the time of.

Run as a module with the folder for the station's files. It loads nothing that the command does not load before it
paints.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer

from cleanstation_desktop import cli, folders
from cleanstation_desktop.ui import app
from cleanstation_desktop.ui.shell.start import Start
from cleanstation_desktop.ui.shell.window import MainWindow


class FirstPaint(QObject):
    """Prints when a window's sign-in page was painted first, and closes the window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._at = 0.0
        window.sign_in.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Look for the painting; the time is taken when it is done."""
        if event.type() == QEvent.Type.Paint and not self._at:
            QTimer.singleShot(0, self._note)
        return False

    def _note(self) -> None:
        if not self._at:
            self._at = time.monotonic()
            sys.stdout.write(f"{self._at}\n")
            self._window.end()


def main() -> None:
    """Run the command with no words, its files in the folder that was named."""
    folder = Path(sys.argv.pop())
    folders.default_data_folder = lambda: folder
    open_window = app.open_window

    def open_watched(start: Start) -> MainWindow:
        window = open_window(start)
        FirstPaint(window)
        return window

    app.open_window = open_watched
    cli.main()


if __name__ == "__main__":
    main()
