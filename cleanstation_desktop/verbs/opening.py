"""Opening the client: the window is painted first, then the settings of the station are read (DESIGN §7)."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from cleanstation_desktop.settings import Settings
    from cleanstation_desktop.ui.shell.start import Start


def has_display() -> bool:
    """Whether a window can be opened here, by what a desktop sets."""
    if sys.platform in {"win32", "darwin"} or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_client() -> int:
    """Open the client; a station that nobody enrolled yet is enrolled first. Returns: the exit status."""
    from cleanstation_desktop.folders import default_data_folder  # noqa: PLC0415 - loaded by whoever opens a window
    from cleanstation_desktop.ui import app  # noqa: PLC0415

    return app.run(_find_start, start_of, default_data_folder())


def start_of(settings: Settings, *, folder: Path | None = None, language: str = "") -> Start:
    """What the client is started with, from the settings of this machine.

    Parameters: folder, of the station's files, and language of the sign-in page, in place of those of the settings.
    """
    from cleanstation_desktop.services.server_address import station_url  # noqa: PLC0415 - not before the first paint
    from cleanstation_desktop.ui.shell.start import Start  # noqa: PLC0415
    from cleanstation_desktop.ui.station_facts import StationFacts  # noqa: PLC0415

    place = folder or settings.data_folder
    facts = StationFacts(settings.station, settings.environment.value, settings.server, place)
    return Start(station_url(settings), facts, language or settings.language)


def _find_start() -> Start | None:
    """The start of an enrolled station; None for one that is to be enrolled. Errors: EnvironmentFault."""
    from cleanstation_desktop.settings import is_enrolled, load_settings  # noqa: PLC0415 - not before the first paint

    return start_of(load_settings()) if is_enrolled() else None
