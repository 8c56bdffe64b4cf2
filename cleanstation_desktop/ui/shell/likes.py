"""Language and look that a person or a station likes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleanstation_desktop.ui.preferences import Preferences
from cleanstation_desktop.ui.shell.start import Start

if TYPE_CHECKING:
    from cleanstation_desktop.ui.client import Client


def of_station(station: Preferences, start: Start) -> tuple[str, str]:
    """What the sign-in page has: chosen there, or as the station was set up."""
    return str(station.get("language", start.language)), str(station.get("theme", "light"))


def of_person(client: Client, worn: str) -> tuple[str, str]:
    """What a person chose here; at first the language of the account.

    Parameters: worn, the look of who chose none: that of the station as the work was opened. Another one would make the
    screen anew, and what is half typed in its dialogs would go with it.
    """
    language = client.preferences.get("language", client.session.person.language)
    return str(language), str(client.preferences.get("theme", worn))
