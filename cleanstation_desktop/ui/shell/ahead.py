"""What is loaded in the background while somebody types a name: the sign-in page itself is there at once."""

from __future__ import annotations

from cleanstation_desktop.ui.loading import load
from cleanstation_desktop.ui.places import REGISTER

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
    """Load what signing in needs, then all screens: one opened for the first time would wait for its modules."""
    load_first()
    for entry in REGISTER.values():
        load(f"cleanstation_desktop.ui.{entry.screen.partition(':')[0]}")
