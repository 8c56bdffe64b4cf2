"""What happens on an error of the program itself: a report in the station's folder, and a dialog that names it."""

from __future__ import annotations

import platform
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Final
from uuid import uuid4

from PySide6.QtCore import QObject, Qt, QUrl, Signal, qVersion
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QWidget
from shiboken6 import isValid

from cleanstation_desktop.ui.text import number, tr
from cleanstation_desktop.ui.widgets.controls import button, label
from cleanstation_desktop.ui.widgets.dialogs import Dialog

# An error that comes with every event, say, fills no disk: the oldest reports go.
_MOST_REPORTS: Final = 50
# Seconds in which the same error is noted in the log alone.
_QUIET: Final = 60.0


class CrashReports(QObject):
    """Catches what nobody caught, in every thread. Signals: met, the path of a report and its text.

    The same error once more within a minute is logged, and nothing else.
    """

    met = Signal(object, str)

    def __init__(self, folder: Path) -> None:
        """Parameters: folder, of the station's files; reports lie in `reports` below it."""
        super().__init__()
        self._folder = folder / "reports"
        self._before: tuple[Callable[..., object], Callable[..., object]] | None = None
        self._seen: dict[str, float] = {}

    def install(self) -> None:
        """Catch from now on."""
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._caught
        threading.excepthook = self._caught_in_thread

    def uninstall(self) -> None:
        """Leave the catching to who did it before."""
        if self._before is not None:
            sys.excepthook, threading.excepthook = self._before
            self._before = None

    def _caught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not issubclass(kind, Exception):
            sys.__excepthook__(kind, error, trace)
            return
        name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{uuid4().hex[:8]}"
        words = report_text(name, error, trace)
        import structlog  # noqa: PLC0415 - slow to import, needed after an error only

        # What it is stands in the report, which says no values; a log is read by more people.
        again = self._is_again(words.partition("\n\n")[2])
        report = None if again else name
        structlog.get_logger("crash").error("program error", report=report, error=type(error).__name__)
        if again:
            return
        path: Path | None = self._folder / f"{name}.txt"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            for old in sorted(self._folder.glob("*.txt"))[: 1 - _MOST_REPORTS]:
                old.unlink(missing_ok=True)
            (self._folder / f"{name}.txt").write_text(words, encoding="utf-8")
        except OSError:
            # A full disk must not hide the error: the dialog shows the whole text.
            path = None
        self.met.emit(path, words)

    def _is_again(self, what: str) -> bool:
        now = time.monotonic()
        self._seen = {each: at for each, at in self._seen.items() if now - at < _QUIET}
        again = what in self._seen
        self._seen.setdefault(what, now)
        return again

    def _caught_in_thread(self, caught: threading.ExceptHookArgs) -> None:
        if caught.exc_value is not None:
            self._caught(caught.exc_type, caught.exc_value, caught.exc_traceback)


def report_text(name: str, error: BaseException, trace: TracebackType | None) -> str:
    """Versions, what it is and where it happened.

    No values of variables and none that the database told stand in it, so no password and no customer. What is left
    are sentences of errors that Python or the program itself made, which may name a number or a file.
    """
    # Slow to import, as structlog above.
    from cleanstation_desktop.build_info import full_version  # noqa: PLC0415
    from cleanstation_desktop.services.error_report import error_report  # noqa: PLC0415

    head = (
        f"Report {name}\nCleanStation Desktop {full_version()}, Python {platform.python_version()}, "
        f"Qt {qVersion()}, {platform.platform(terse=True)}\n\n"
    )
    return head + error_report(error, trace)


@dataclass(eq=False)
class _Told:
    """An error that was told. Parameters: counted, where it is said how many came after it."""

    dialog: Dialog
    counted: QLabel
    further: int = 0

    @property
    def is_seen(self) -> bool:
        """Not when it was closed, or put away with the work of who saw it."""
        return isValid(self.dialog) and self.dialog.isVisible()

    def count(self, more: int) -> None:
        """Say that more came."""
        self.further += more
        self.counted.setText(tr("Further errors since then: {count}", count=number(self.further)))
        self.counted.setVisible(self.further > 0)


class CrashDialogs:
    """Tells of errors of the program: one dialog at a time, which counts those that come while it is seen.

    Parameters: window, in front of which it opens; locked, whether nobody may see it now.
    """

    def __init__(self, window: QWidget, locked: Callable[[], bool]) -> None:
        self._window = window
        self._locked = locked
        self._first: tuple[Path | None, str] | None = None
        self._further = 0
        self._told: list[_Told] = []

    def tell(self, path: Path | None, words: str) -> None:
        """An error was met."""
        if self._first is not None:
            self._further += 1
        else:
            self._first, self._further = (path, words), 0
        self.go_on()

    def go_on(self) -> None:
        """Tell what is not told yet, unless the window is locked."""
        if self._first is None or self._locked():
            return
        (path, words), self._first = self._first, None
        seen = next((told for told in self._told if told.is_seen), None)
        if seen is not None:
            seen.count(1 + self._further)
            return
        dialog, counted = crash_dialog(self._window, path, words), label(wrap=True)
        dialog.body.addWidget(counted)
        made = _Told(dialog, counted)
        made.count(self._further)
        self._told = [*(told for told in self._told if isValid(told.dialog)), made]


def crash_dialog(parent: QWidget, path: Path | None, words: str) -> Dialog:
    """Tell of an error of the program, with its report."""
    dialog = Dialog(parent, tr("The program met an error"), width=640)
    said = tr("What you saved is safe. You can go on; if the screen looks wrong, open it again.")
    dialog.body.addWidget(label(said, wrap=True))
    if path is not None:
        dialog.body.addWidget(label(tr("Report {name} for the administrator:", name=path.stem), "h3", wrap=True))
    shown = QPlainTextEdit(words)
    shown.setReadOnly(True)
    shown.setFixedHeight(220)
    shown.setAccessibleName(tr("Report"))
    dialog.body.addWidget(shown)
    dialog.foot.addWidget(button(tr("Copy"), lambda: QGuiApplication.clipboard().setText(words), icon="copy"))
    if path is not None:
        folder = QUrl.fromLocalFile(str(path.parent))
        dialog.foot.addWidget(button(tr("Open folder"), lambda: QDesktopServices.openUrl(folder), icon="folder"))
    dialog.foot.addWidget(button(tr("Quit"), QApplication.quit))
    dialog.add_action(tr("Go on"), dialog.accept)
    dialog.setWindowModality(Qt.WindowModality.ApplicationModal)
    dialog.open()
    return dialog
