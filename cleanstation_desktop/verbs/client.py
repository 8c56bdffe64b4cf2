"""`cleanstation` without an argument, where no window can be opened."""

from __future__ import annotations

import typer

from cleanstation_desktop.domain.errors import EnvironmentFault
from cleanstation_desktop.verbs import opening
from cleanstation_desktop.verbs.output import verb


@verb
def open_client() -> None:
    """Open the client on this station's server."""
    if not opening.has_display():
        raise EnvironmentFault(
            "There is no display to open a window on.",
            hint="Start it on a desktop. To see the main job without one: cleanstation demo --headless --out out",
        )
    status = opening.open_client()
    if status:
        raise typer.Exit(status)
