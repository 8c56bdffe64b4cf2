"""`cleanstation verify-installation`: whether the installed files are as they were delivered (docs/adr/0017)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from cleanstation_desktop import installed_files
from cleanstation_desktop.installed_files import INSTALL_AGAIN, Report, Verdict
from cleanstation_desktop.verbs.output import CONTENT, counted, print_findings, print_json, print_text, verb

_FROM_WITHIN = (
    "The authority came from the installation itself: this finds damage, not an attacker, who could have changed it"
    " too. Against one, name the authority by --authority, from another source."
)


@verb
def verify_installation(
    folder: Annotated[Path | None, typer.Option(help="The installation; default: the one that runs")] = None,
    authority: Annotated[
        Path | None, typer.Option(help="Certificate that the signer's must come from (PEM); default: the one inside")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON")] = False,
) -> None:
    """Check the installed files against the signed list that came with them."""
    report = installed_files.verify(folder, authority)
    if as_json:
        print_json(_as_data(report))
    else:
        _print(report)
    if report.verdict is not Verdict.GOOD:
        raise typer.Exit(CONTENT)


def _print(report: Report) -> None:
    if report.version:
        print_text(f"CleanStation Desktop {report.version} ({report.revision}) in {report.folder}")
    if report.signer and report.signed_at is not None:
        print_text(f"Signed by {report.signer} on {report.signed_at:%Y-%m-%d %H:%M} UTC")
    print_findings(report.findings)
    if report.verdict is Verdict.GOOD:
        print_text(f"Good: {counted(report.files, 'file')} as delivered.")
        if not report.from_outside:
            print_text(_FROM_WITHIN)
    elif report.verdict is Verdict.NOT_SIGNED:
        print_text(f"Not signed: {counted(report.files, 'file')} as listed, but nobody vouches for the list.")
    else:
        errors = sum(finding.severity == "error" for finding in report.findings)
        print_text(f"Not as delivered: {counted(errors, 'problem')}. {INSTALL_AGAIN}")


def _as_data(report: Report) -> dict[str, Any]:
    return {
        "good": report.verdict is Verdict.GOOD,
        "verdict": report.verdict.value,
        "folder": str(report.folder),
        "version": report.version,
        "revision": report.revision,
        "signed_at": None if report.signed_at is None else report.signed_at.isoformat(),
        "signer": report.signer,
        "authority": "outside" if report.from_outside else "installation",
        "files": report.files,
        "findings": [
            {"severity": one.severity, "code": one.code, "path": one.field, "message": one.message}
            for one in report.findings
        ],
    }
