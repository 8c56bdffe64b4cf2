"""What is loaded in the background while somebody types a name: the sign-in page itself is there at once."""

from __future__ import annotations

from importlib import import_module

from cleanstation_desktop.ui.places import REGISTER

_FIRST = (
    "cleanstation_desktop.services.sign_in",
    "cleanstation_desktop.ui.shell.workplace",
    "cleanstation_desktop.ui.shell.lock",
)


def load_ahead() -> None:
    """Load what signing in needs, then all screens: one opened for the first time would wait for its modules."""
    for name in _FIRST:
        import_module(name)
    for entry in REGISTER.values():
        import_module(f"cleanstation_desktop.ui.{entry.screen.partition(':')[0]}")
