"""The `cleanstation` command (DESIGN §5)."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

import typer

from cleanstation_desktop.verbs import audit, bom, catalogue, db, demo, service, user
from cleanstation_desktop.verbs.output import print_text

app = typer.Typer(
    name="cleanstation",
    help="CleanStation Desktop: orders, bills of material and signed checklists.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    add_completion=False,
)
app.add_typer(bom.app, name="bom")
app.add_typer(catalogue.app, name="catalogue")
app.add_typer(db.app, name="db")
app.add_typer(user.app, name="user")
app.add_typer(audit.app, name="audit")
app.command("demo")(demo.demo)
app.command("service")(service.service)


def _print_version(asked: bool) -> None:
    if asked:
        print_text(f"cleanstation {version('cleanstation-desktop')}")
        raise typer.Exit


@app.callback()
def options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version")
    ] = False,
) -> None:
    """CleanStation Desktop: orders, bills of material and signed checklists."""


def main() -> None:
    """Entry point of the command."""
    app()
