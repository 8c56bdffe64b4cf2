"""`cleanstation bom …`"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cleanstation_desktop.domain.bom_model import Bom
from cleanstation_desktop.domain.errors import InvalidInput
from cleanstation_desktop.verbs.output import (
    CONTENT,
    counted,
    print_findings,
    print_json,
    print_table,
    print_text,
    verb,
)

app = typer.Typer(no_args_is_help=True, help="Bills of material from files, without a server.")


@app.callback()
def group() -> None:
    """Bills of material from files, without a server."""


@app.command()
@verb
def explode(
    config: Annotated[Path, typer.Option(readable=False, help="Configuration of one build (JSON)")],
    catalogue: Annotated[Path, typer.Option(readable=False, help="Folder with the three catalogue files")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole answer as JSON")] = False,
) -> None:
    """Explode a configuration against the catalogue; exit 1 when it holds an error."""
    from cleanstation_desktop.operations.bom_explode import explode_files  # noqa: PLC0415 - only this verb needs it

    try:
        bom = explode_files(config, catalogue)
    except InvalidInput as refused:
        if not as_json:
            raise
        # No bill at all, in the same shape: whoever reads the JSON finds the reasons where they always stand.
        bom = Bom("", (), tuple(refused.findings))
    if as_json:
        print_json(bom.to_json())
    else:
        print_table(
            f"Build {bom.build_number}",
            ("Line", "Item", "Name", "Qty", "Total", "Rule", "Basins", "Note"),
            [
                (
                    line.path,
                    "  " * line.level + line.item,
                    line.name,
                    line.quantity,
                    line.extended_quantity,
                    line.rule or "",
                    ", ".join(str(position) for position in line.positions),
                    line.note or "",
                )
                for line in bom.lines
            ],
            right=("Qty", "Total"),
            whole=("Line", "Item"),
            spare=("Name",),
        )
        print_findings(bom.findings)
        errors = sum(finding.severity == "error" for finding in bom.findings)
        print_text(
            f"{counted(bom.totals.lines, 'line')}, {counted(bom.totals.distinct_items, 'different item')}, "
            f"{counted(bom.totals.depth, 'level')}. "
            f"{counted(errors, 'error')}, {counted(len(bom.findings) - errors, 'warning')}."
        )
    if bom.refused:
        raise typer.Exit(CONTENT)
