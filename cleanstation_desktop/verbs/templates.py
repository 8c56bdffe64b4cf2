"""`cleanstation form …`"""

from __future__ import annotations

from typing import Annotated

import typer

from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.verbs.connection import DataOption, LoginOption, UrlOption, signed_in
from cleanstation_desktop.verbs.output import print_json, print_table, print_text, verb
from cleanstation_desktop.verbs.versions import JsonOption, find_version, moment_words

app = typer.Typer(no_args_is_help=True, help="The controlled forms: their versions, put one in force.")


@app.command("list")
@verb
def list_versions(
    as_json: JsonOption = False, login: LoginOption = None, url: UrlOption = None, data: DataOption = None
) -> None:
    """List every version of every form."""
    from cleanstation_desktop.services import templates  # noqa: PLC0415 - slow to load

    with signed_in(url, data, login) as session:
        found = templates.list_forms(session)
    if as_json:
        print_json(
            [
                {
                    "form": form.kind.value,
                    "version": form.number,
                    "document": form.document_number,
                    "revision": form.revision,
                    "state": form.state,
                    "in_force_from": form.in_force_from and form.in_force_from.isoformat(),
                }
                for form in found
            ]
        )
        return
    print_table(
        "Forms",
        ("Form", "Version", "Document", "State", "In force from"),
        [
            (
                form.kind.value,
                form.number,
                f"{form.document_number} {form.revision}",
                form.state,
                moment_words(form.in_force_from),
            )
            for form in found
        ],
        right=("Version",),
    )


@app.command("put-in-force")
@verb
def put_in_force(
    form: Annotated[InspectionKind, typer.Argument(case_sensitive=False, help="Which form")],
    version: Annotated[int, typer.Argument(help="Which version of it, a draft")],
    login: LoginOption = None,
    url: UrlOption = None,
    data: DataOption = None,
) -> None:
    """Put a draft in force as an administrator; the version before is retired. Builds that began a form keep theirs."""
    from cleanstation_desktop.services import templates  # noqa: PLC0415 - slow to load
    from cleanstation_desktop.services.signing import Seen  # noqa: PLC0415 - slow to load

    with signed_in(url, data, login) as session:
        forms = [row for row in templates.list_forms(session) if row.kind is form]
        chosen = find_version(forms, version, form.value, "cleanstation form list")
        if chosen.state == "IN_FORCE":
            print_text(f"Version {version} of {form.value} is in force already.")
            return
        templates.put_in_force(session, Seen(chosen.id, chosen.version))
    print_text(f"Version {version} of {form.value} is in force.")
