"""`cleanstation` without an argument: the client on this station's server."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import typer

from cleanstation_desktop.domain.errors import EnvironmentFault
from cleanstation_desktop.settings import Settings, is_enrolled, load_settings
from cleanstation_desktop.verbs.output import verb

if TYPE_CHECKING:
    from cleanstation_desktop.ui.shell.start import Start


@verb
def open_client() -> None:
    """Open the client; a station that nobody enrolled yet is enrolled first."""
    demand_display()
    from cleanstation_desktop.ui import app  # noqa: PLC0415 - Qt is loaded by whoever opens a window alone

    status = app.run(start_of(load_settings()) if is_enrolled() else None, start_of)
    if status:
        raise typer.Exit(status)


def demand_display() -> None:
    """Refuse to open a window where there is none. Errors: EnvironmentFault."""
    if not has_display():
        raise EnvironmentFault(
            "There is no display to open a window on.",
            hint="Start it on a desktop. To see the main job without one: cleanstation demo --headless --out out",
        )


def has_display() -> bool:
    """Whether a window can be opened here, by what a desktop sets."""
    if sys.platform in {"win32", "darwin"} or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def start_of(settings: Settings) -> Start:
    """What the client is started with, from the settings of this machine."""
    from cleanstation_desktop.services.server_address import station_url  # noqa: PLC0415
    from cleanstation_desktop.ui.client import StationFacts  # noqa: PLC0415
    from cleanstation_desktop.ui.shell.start import Start  # noqa: PLC0415

    facts = StationFacts(settings.station, settings.environment.value, settings.server, settings.data_folder)
    return Start(station_url(settings), facts, settings.language)
