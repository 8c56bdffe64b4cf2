"""Opening the client: the window is painted first, then the settings of the station are read (DESIGN §7)."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from cleanstation_desktop.domain.errors import CleanStationError
from cleanstation_desktop.verbs.display import display_fault

if TYPE_CHECKING:
    from pathlib import Path

    from cleanstation_desktop.settings import Settings
    from cleanstation_desktop.ui.shell.start import Start

_UNSEEN = ("offscreen", "minimal")
"""Screens of Qt's on which nobody reads."""


def has_display() -> bool:
    """Whether a window can be opened here."""
    return not display_fault()


def open_client(link: str = "") -> int:
    """Open the client, or show the one that runs for this account; a station that nobody enrolled is enrolled first.

    Parameters: link, where to go once somebody is signed in, or a file with one.
    Returns: the exit status. With readings that the server has not answered the process ends here: it would be there
    without a window until they are.
    """
    from cleanstation_desktop.folders import default_data_folder  # noqa: PLC0415 - loaded by whoever opens a window

    try:
        place = read_link(link) if link else ""
    except CleanStationError as error:
        return _refuse(link, error)
    from cleanstation_desktop.ui import app, runner  # noqa: PLC0415

    status = app.run(_find_start, start_of, default_data_folder(), meets=True, link=place)
    if runner.only_readings_left():
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    return status


def read_link(argument: str) -> str:
    """The link that was given, or that stands in the file of this name. Errors: LinkRefused, UsageError."""
    from cleanstation_desktop.ui.input import links  # noqa: PLC0415 - most starts have no link

    return links.read_link(argument)


def _refuse(argument: str, error: CleanStationError) -> int:
    """Say why a link is not opened: on the terminal, and in a window for who clicked on it and sees no terminal."""
    from cleanstation_desktop.verbs.output import exit_status, print_error  # noqa: PLC0415 - seldom needed

    print_error(error)
    if not sys.stderr.isatty() and not os.environ.get("QT_QPA_PLATFORM", "").startswith(_UNSEEN):
        from cleanstation_desktop.folders import default_data_folder  # noqa: PLC0415
        from cleanstation_desktop.ui import app, text  # noqa: PLC0415
        from cleanstation_desktop.ui.preferences import Preferences  # noqa: PLC0415

        text.set_language(str(Preferences(default_data_folder(), "station").get("language", "EN")))
        try:
            read_link(argument)
        except CleanStationError as in_words_of_the_station:
            app.tell_alone(str(in_words_of_the_station))
    return exit_status(error)


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
