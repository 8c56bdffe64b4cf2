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


def of_person(client: Client, station: Preferences) -> tuple[str, str]:
    """What a person chose here; at first the language of the account and the look of the station."""
    language = client.preferences.get("language", client.session.person.language)
    return str(language), str(client.preferences.get("theme", station.get("theme", "light")))
