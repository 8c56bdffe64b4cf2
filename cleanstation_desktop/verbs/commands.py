"""All verbs of the `cleanstation` command, put together (DESIGN §5)."""

from __future__ import annotations

from typing import Annotated

import typer

from cleanstation_desktop.build_info import full_version
from cleanstation_desktop.verbs import (
    audit,
    bom,
    catalogue,
    client,
    db,
    demo,
    rule_versions,
    service,
    station,
    templates,
    user,
)
from cleanstation_desktop.verbs.output import print_text
from cleanstation_desktop.verbs.verify_installation import verify_installation

app = typer.Typer(
    name="cleanstation",
    help="CleanStation Desktop: orders, bills of material and signed checklists.",
    invoke_without_command=True,
    pretty_exceptions_show_locals=False,
    add_completion=False,
)
app.add_typer(bom.app, name="bom")
app.add_typer(catalogue.app, name="catalogue")
app.add_typer(rule_versions.app, name="rules")
app.add_typer(templates.app, name="form")
app.add_typer(db.app, name="db")
app.add_typer(user.app, name="user")
app.add_typer(audit.app, name="audit")
app.add_typer(station.app, name="station")
app.command("open")(client.open_link)
app.command("demo")(demo.demo)
app.command("service")(service.service)
app.command("verify-installation")(verify_installation)


def _print_version(asked: bool) -> None:
    if asked:
        print_text(f"cleanstation {full_version()}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version")
    ] = False,
) -> None:
    """CleanStation Desktop: orders, bills of material and signed checklists."""
    if context.invoked_subcommand is None:
        client.open_client()
