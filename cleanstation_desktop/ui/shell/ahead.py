"""What is loaded in the background while somebody types a name: the sign-in page itself is there at once."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from cleanstation_desktop.domain.localization import Language, format_moment, format_number
from cleanstation_desktop.ui.loading import load, while_nobody_loads
from cleanstation_desktop.ui.places import REGISTER
from cleanstation_desktop.ui.theme.icons import draw_ahead

_FIRST = (
    "cleanstation_desktop.services.sign_in",
    "cleanstation_desktop.services.connection_check",
    "cleanstation_desktop.services.plant",
    "cleanstation_desktop.ui.shell.workplace",
    "cleanstation_desktop.ui.shell.lock",
)


def load_first() -> None:
    """Load what signing in needs; at once when it is there."""
    for name in _FIRST:
        load(name)


def load_ahead() -> None:
    """Load what signing in needs, then all screens: one opened for the first time would wait for its modules.

    It would also wait for its icons to be drawn, and for what Babel knows about its language.
    """
    load_first()
    for entry in REGISTER.values():
        load(f"cleanstation_desktop.ui.{entry.screen.partition(':')[0]}")
    for language in Language:
        while_nobody_loads(partial(_write, language))
    draw_ahead()


def _write(language: Language) -> None:
    format_number(1, language)
    format_moment(datetime.now(UTC), language)
