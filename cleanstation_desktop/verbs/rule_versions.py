"""`cleanstation rules …`"""

from __future__ import annotations

from typing import Annotated

import typer

from cleanstation_desktop.verbs.connection import DataOption, LoginOption, UrlOption, signed_in
from cleanstation_desktop.verbs.output import print_json, print_table, print_text, verb
from cleanstation_desktop.verbs.versions import JsonOption, find_version, moment_words

app = typer.Typer(no_args_is_help=True, help="The configuration rules: their versions, put one in force.")


@app.command("list")
@verb
def list_versions(
    as_json: JsonOption = False, login: LoginOption = None, url: UrlOption = None, data: DataOption = None
) -> None:
    """List every version of the rules of every family."""
    from cleanstation_desktop.services import rule_versions  # noqa: PLC0415 - slow to load

    with signed_in(url, data, login) as session:
        found = rule_versions.list_rule_sets(session)
    if as_json:
        print_json(
            [
                {
                    "family": rules.family,
                    "version": rules.number,
                    "state": rules.state,
                    "in_force_from": rules.in_force_from and rules.in_force_from.isoformat(),
                }
                for rules in found
            ]
        )
        return
    print_table(
        "Rules",
        ("Family", "Version", "State", "In force from"),
        [
            (
                rules.family,
                rules.number,
                rules.state,
                moment_words(rules.in_force_from),
            )
            for rules in found
        ],
        right=("Version",),
    )


@app.command("put-in-force")
@verb
def put_in_force(
    family: Annotated[str, typer.Argument(help="The family of sinks, such as MDRD")],
    version: Annotated[int, typer.Argument(help="Which version of its rules, a draft")],
    despite_findings: Annotated[
        bool, typer.Option("--despite-findings", help="Also when the catalogue lacks items that the rules name")
    ] = False,
    login: LoginOption = None,
    url: UrlOption = None,
    data: DataOption = None,
) -> None:
    """Put a draft in force as an administrator; the version before is retired. Builds keep those they began with."""
    from cleanstation_desktop.services import rule_versions  # noqa: PLC0415 - slow to load
    from cleanstation_desktop.services.signing import Seen  # noqa: PLC0415 - slow to load

    with signed_in(url, data, login) as session:
        versions = [row for row in rule_versions.list_rule_sets(session) if row.family == family]
        chosen = find_version(versions, version, f"the rules of {family}", "cleanstation rules list")
        if chosen.state == "IN_FORCE":
            print_text(f"Version {version} of the rules of {family} is in force already.")
            return
        rule_versions.put_in_force(session, Seen(chosen.id, chosen.version), despite_findings=despite_findings)
    print_text(f"Version {version} of the rules of {family} is in force.")
