"""What is loaded in the background while somebody types a name: the sign-in page itself is there at once.

What has Qt in it is loaded by the window's own thread, a module at a time: PySide looks at each module that is loaded,
and where another thread does that, an object that is made meanwhile is now and then not one of its class, or the client
ends altogether (seen when a busy PC loads slowly and somebody signs in fast).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import QObject, QTimer

from cleanstation_desktop.domain.localization import Language, format_moment, format_number
from cleanstation_desktop.ui.loading import load, while_nobody_loads
from cleanstation_desktop.ui.places import REGISTER
from cleanstation_desktop.ui.runner import Runner
from cleanstation_desktop.ui.theme.icons import draw_ahead

_SERVICES = (
    "cleanstation_desktop.services.sign_in",
    "cleanstation_desktop.services.connection_check",
    "cleanstation_desktop.services.plant",
)
_BETWEEN_MS = 15
"""Keys that were pressed meanwhile are heard in between."""


def load_services() -> None:
    """Load what signing in asks the server with; at once when it is there. For any thread."""
    for name in _SERVICES:
        load(name)


def warm_up() -> None:
    """Load these, what Babel knows about each language, and draw the icons. For any thread."""
    load_services()
    for language in Language:
        while_nobody_loads(partial(_write, language))
    draw_ahead()


def pages() -> Iterator[str]:
    """The modules of the pages that come after the sign-in: one opened for the first time would wait for its own."""
    yield from ("cleanstation_desktop.ui.shell.workplace", "cleanstation_desktop.ui.shell.lock")
    for entry in REGISTER.values():
        yield f"cleanstation_desktop.ui.{entry.screen.partition(':')[0]}"


class Ahead(QObject):
    """Loads all of it behind a window. Parameters: done, called at the end."""

    def __init__(self, parent: QObject, runner: Runner, done: Callable[[], object]) -> None:
        super().__init__(parent)
        self._done = done
        self._left = pages()
        self._next = QTimer(self, singleShot=True, interval=_BETWEEN_MS)
        self._next.timeout.connect(self._load_next)
        runner.run(self, warm_up, lambda _nothing: self._next.start())

    def _load_next(self) -> None:
        name = next(self._left, "")
        if name:
            load(name)
            self._next.start()
        else:
            self._done()


def _write(language: Language) -> None:
    format_number(1, language)
    format_moment(datetime.now(UTC), language)
