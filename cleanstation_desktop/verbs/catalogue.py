"""`cleanstation catalogue …`"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cleanstation_desktop.services.catalogue_import import ImportReport
from cleanstation_desktop.verbs.connection import DataOption, LoginOption, UrlOption, signed_in
from cleanstation_desktop.verbs.output import CONTENT, counted, print_findings, print_json, print_text, verb

app = typer.Typer(no_args_is_help=True, help="The catalogue: check its files, import them.")

_SUBJECTS = {
    "category": "categories",
    "subcategory": "subcategories",
    "item": "items",
    "components": "component lists",
}

JsonOption = Annotated[bool, typer.Option("--json", help="Print the report as JSON")]


@app.command()
@verb
def check(
    catalogue: Annotated[Path, typer.Option(readable=False, help="Folder with the three catalogue files")],
    as_json: JsonOption = False,
) -> None:
    """Find faults in catalogue files, also against the rules; needs no server."""
    from cleanstation_desktop.operations.catalogue_check import check_catalogue  # noqa: PLC0415

    report = check_catalogue(catalogue)
    if as_json:
        print_json(report.to_json())
    else:
        print_findings(report.findings)
        errors = sum(finding.severity == "error" for finding in report.findings)
        print_text(f"{counted(errors, 'error')}, {counted(len(report.findings) - errors, 'warning')}.")
    if report.refused:
        raise typer.Exit(CONTENT)


@app.command("import")
@verb
def import_files(
    directory: Annotated[Path, typer.Argument(readable=False, help="Folder with the three catalogue files")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report what an import would do, write nothing")] = False,
    as_json: JsonOption = False,
    login: LoginOption = None,
    url: UrlOption = None,
    data: DataOption = None,
) -> None:
    """Import the catalogue as an administrator; errors import nothing, warnings are kept."""
    from cleanstation_desktop.services.catalogue_folder import import_directory  # noqa: PLC0415

    with signed_in(url, data, login) as session:
        report = import_directory(session, directory, dry_run=dry_run)
    if as_json:
        print_json(report.to_json())
    else:
        print_findings(report.findings)
        counts = ", ".join(f"{count} {_words(what)}" for what, count in report.counts.items() if count)
        print_text(f"{_done(report, dry_run=dry_run)}{': ' + counts if counts else ''}.")
    if report.refused:
        raise typer.Exit(CONTENT)


def _done(report: ImportReport, *, dry_run: bool) -> str:
    if report.written:
        return "Imported"
    if report.refused:
        return "Nothing was written, because of the errors"
    if not any(report.counts.values()):
        return "Nothing to do: the database holds the same catalogue"
    return "A real import would write" if dry_run else "Nothing was written"


def _words(what: str) -> str:
    subject, done = what.rsplit("_", 1)
    return f"{_SUBJECTS[subject]} {done}"
