"""`cleanstation audit …`"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from cleanstation_desktop.verbs.connection import DataOption, LoginOption, UrlOption, administration_url, signed_in
from cleanstation_desktop.verbs.output import CONTENT, counted, print_json, print_table, print_text, verb

app = typer.Typer(no_args_is_help=True, help="The audit: prove that nobody edited it.")


@app.callback()
def group() -> None:
    """The audit: prove that nobody edited it."""


@app.command()
@verb
def verify(
    anchor: Annotated[
        str | None, typer.Option(help="Seal hash kept outside, as printed on a signed sheet (64 hex digits)")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON")] = False,
    login: LoginOption = None,
    url: UrlOption = None,
    data: DataOption = None,
) -> None:
    """Recompute the audit chain and compare it with the live rows; exit 1 when something was tampered with.

    Signs in as an administrator (--login), or as the installing role.
    """
    from cleanstation_desktop.services.audit_verification import AuditReport  # noqa: PLC0415 - only this verb needs it
    from cleanstation_desktop.services.audit_verification import verify as verify_audit  # noqa: PLC0415

    report: AuditReport
    tell = _progress if sys.stderr.isatty() and not as_json else None
    if login is None:
        report = verify_audit(administration_url(url, data), anchor=anchor, progress=tell)
    else:
        with signed_in(url, data, login) as session:
            report = verify_audit(session, anchor=anchor, progress=tell)
    if as_json:
        print_json(
            {
                "problems": [
                    {"code": entry.code, "place": entry.place, "message": entry.message} for entry in report.problems
                ],
                "seals": report.seals,
                "sealed_rows": report.sealed_rows,
                "unsealed_rows": report.unsealed_rows,
                "tables": report.tables,
                "live_rows": report.live_rows,
                "latest_seal": report.latest_seal,
                "anchor": report.anchor,
            }
        )
    else:
        if report.problems:
            print_table(
                "Problems",
                ("Code", "Where", "What it means"),
                [(entry.code, entry.place, entry.message) for entry in report.problems],
            )
        print_text(
            f"{counted(len(report.problems), 'problem')}. {counted(report.sealed_rows, 'audit row')} under "
            f"{counted(report.seals, 'seal')}, {report.unsealed_rows} not sealed yet; "
            f"{counted(report.live_rows, 'live row')} in {counted(report.tables, 'table')}."
        )
        print_text(f"Latest seal: {report.latest_seal or 'none yet'}")
    if report.problems:
        raise typer.Exit(CONTENT)


def _progress(stage: str, done: int, total: int) -> None:
    sys.stderr.write(f"\r{stage}: {done} of {total}   ")
    if done == total:
        sys.stderr.write("\n")
