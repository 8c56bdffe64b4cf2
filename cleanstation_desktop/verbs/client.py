"""`cleanstation` without an argument and `cleanstation open`, where no window can be opened or an option was given."""

from __future__ import annotations

from typing import Annotated

import typer

from cleanstation_desktop.domain.errors import EnvironmentFault
from cleanstation_desktop.verbs import opening
from cleanstation_desktop.verbs.display import display_fault
from cleanstation_desktop.verbs.output import verb


@verb
def open_client() -> None:
    """Open the client on this station's server."""
    _open("")


@verb
def open_link(
    link: Annotated[
        str, typer.Argument(help="cleanstation://build/… (or order, inspection), or a file with one; none: the client")
    ] = "",
) -> None:
    """Open what a link leads to, in the client that runs or in a new one, once somebody is signed in there."""
    _open(link)


def _open(link: str) -> None:
    fault = display_fault()
    if fault:
        if link:
            opening.read_link(link)
        raise EnvironmentFault(
            fault,
            hint="Start it on a desktop, as the person who works there (over ssh: ssh -X). "
            "To see the main job without one: cleanstation demo --headless --out out",
        )
    status = opening.open_client(link)
    if status:
        raise typer.Exit(status)
