"""`cleanstation db …`"""

from __future__ import annotations

from typing import Annotated

import typer

from cleanstation_desktop.settings import Environment
from cleanstation_desktop.verbs.connection import DataOption, UrlOption, administration_url
from cleanstation_desktop.verbs.output import CONTENT, counted, print_json, print_text, verb

app = typer.Typer(no_args_is_help=True, help="The database: install, migrate, check.")

JsonOption = Annotated[bool, typer.Option("--json", help="Print the answer as JSON")]


@app.command()
@verb
def init(
    environment: Annotated[Environment, typer.Option(help="Mark of this cluster: one environment, one cluster")],
    url: UrlOption = None,
    data: DataOption = None,
) -> None:
    """Make roles, database, schema and the first accounts, as a superuser or a master with CREATEROLE CREATEDB."""
    from cleanstation_desktop.operations import installation  # noqa: PLC0415 - alembic is slow to import

    accounts = installation.install(administration_url(url, data, make=True), environment=environment.value)
    print_text("The database is ready.")
    for account in accounts:
        print_text(f"{account.purpose}: {account.login}   one-time password: {account.password}")
    if accounts:
        print_text("These passwords are shown once. Keep that of the emergency account sealed.")


@app.command()
@verb
def upgrade(url: UrlOption = None, data: DataOption = None) -> None:
    """Migrate to this release and make all functions, triggers and policies anew."""
    from cleanstation_desktop.operations import schema  # noqa: PLC0415

    print_text(f"The database is at revision {schema.upgrade(administration_url(url, data)).revision}.")


@app.command()
@verb
def downgrade(
    revision: Annotated[str, typer.Argument(help="Revision to go back to; 'base' removes every table")],
    confirm: Annotated[bool, typer.Option("--yes", help="I know that this can remove data")] = False,
    url: UrlOption = None,
    data: DataOption = None,
) -> None:
    """Migrate back, to let an older release take over with its own `db upgrade`."""
    from cleanstation_desktop.domain.errors import UsageError  # noqa: PLC0415
    from cleanstation_desktop.operations import schema  # noqa: PLC0415

    if not confirm:
        raise UsageError("Going back can remove tables with their rows.", hint="Make a backup, then add --yes.")
    found = schema.downgrade(administration_url(url, data), revision)
    print_text(f"The database is at revision {found.revision or 'base'}; no client works on it until db upgrade.")


@app.command()
@verb
def current(url: UrlOption = None, data: DataOption = None, as_json: JsonOption = False) -> None:
    """Print the revision of the database and of this release; exit 1 when they differ."""
    from cleanstation_desktop.operations import schema  # noqa: PLC0415

    found = schema.state(administration_url(url, data))
    if as_json:
        print_json({"revision": found.revision, "head": found.head, "programs_current": found.programs_current})
    else:
        programs = "current" if found.programs_current else "of another build"
        print_text(f"database: {found.revision or 'not installed'}   this release: {found.head}   programs: {programs}")
    if not found.current:
        raise typer.Exit(CONTENT)


@app.command()
@verb
def check(url: UrlOption = None, data: DataOption = None, as_json: JsonOption = False) -> None:
    """Compare the tables of the database with those of this release; exit 1 when they differ."""
    from cleanstation_desktop.operations import schema  # noqa: PLC0415

    differences = schema.drift(administration_url(url, data))
    if as_json:
        print_json({"differences": differences})
    else:
        for difference in differences:
            print_text(difference)
        print_text(f"{counted(len(differences), 'difference')}.")
    if differences:
        raise typer.Exit(CONTENT)
