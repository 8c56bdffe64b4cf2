"""What ships with a release for the database: rules, controlled forms and settings."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, text

from cleanstation_desktop import resources
from cleanstation_desktop.domain.canonical_json import json_digest
from cleanstation_desktop.domain.checklist_loading import load_template
from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.domain.rule_loading import load_rule_set

SETTINGS: tuple[tuple[str, Any, str], ...] = (
    ("plant_zone", "America/Toronto", "Zone in which times are shown and days begin"),
    ("company_name", "Torvan Medical", "Name on printed documents"),
    ("idle_session_hours", 8, "Hours of idleness after which a session is ended (DOMAIN §9)"),
    ("station_lock_minutes", 10, "Minutes of idleness after which a shop-floor station locks (DOMAIN §9)"),
    ("due_soon_days", 14, "Days before the want date from which a build counts as due soon"),
)


def seed(connection: Connection) -> None:
    """Add what is missing, as the owner role, in the caller's transaction; never changes what is there.

    A newer version of a form or of the rules comes in as a draft: an administrator puts it in force (DESIGN §4).
    """
    _add_settings(connection)
    _add_rules(connection, "MDRD")
    for kind in InspectionKind:
        _add_form(connection, kind)


def _add_settings(connection: Connection) -> None:
    for name, value, meaning in SETTINGS:
        connection.execute(
            text(
                "INSERT INTO cs.setting (name, value, meaning) VALUES (:name, CAST(:value AS jsonb), :meaning) "
                "ON CONFLICT (name) DO NOTHING"
            ),
            {"name": name, "value": json.dumps(value), "meaning": meaning},
        )


def _add_rules(connection: Connection, family: str) -> None:
    body = _numbered(connection, "rule_set", "family", family, _read("rules", f"{family.lower()}.json"))
    if body is None:
        return
    rule_set = load_rule_set(body)
    connection.execute(
        text(
            "INSERT INTO cs.rule_set (family, number, state, body, sha256) "
            "SELECT :family, :number, CASE WHEN EXISTS (SELECT FROM cs.rule_set r WHERE r.family = :family "
            "AND r.state = 'IN_FORCE') THEN 'DRAFT' ELSE 'IN_FORCE' END, CAST(:body AS jsonb), :sha"
        ),
        {"family": family, "number": rule_set.version, **_body(body)},
    )


def _add_form(connection: Connection, kind: InspectionKind) -> None:
    body = _numbered(connection, "checklist_template", "kind", kind.value, _read("templates", f"{kind.lower()}.json"))
    if body is None:
        return
    template = load_template(body)
    connection.execute(
        text(
            "INSERT INTO cs.checklist_template (kind, number, document_number, revision, state, body, sha256) "
            "SELECT :kind, :number, :document, :revision, CASE WHEN EXISTS (SELECT FROM cs.checklist_template t "
            "WHERE t.kind = :kind AND t.state = 'IN_FORCE') THEN 'DRAFT' ELSE 'IN_FORCE' END, "
            "CAST(:body AS jsonb), :sha"
        ),
        {
            "kind": kind.value,
            "number": template.version,
            "document": template.document_number,
            "revision": template.revision,
            **_body(body),
        },
    )


def _numbered(connection: Connection, table: str, column: str, name: str, body: dict[str, Any]) -> Any:
    """What a release brings, under its number, or the next one where the plant gave that to a version of its own; None
    when it is there already, under whichever number."""
    found = connection.execute(
        text(
            "SELECT max(t.number) AS last, bool_or(t.number >= :number AND "  # noqa: S608 - names of our own
            "t.body - 'version' = CAST(:body AS jsonb) - 'version') AS known "
            f"FROM cs.{table} t WHERE t.{column} = :name"
        ),
        {"name": name, "number": body["version"], "body": json.dumps(body)},
    ).one()
    if found.known:
        return None
    return {**body, "version": max(int(body["version"]), (found.last or 0) + 1)}


def _body(body: Any) -> dict[str, object]:
    return {"body": json.dumps(body), "sha": json_digest(body)}


def _read(*parts: str) -> Any:
    return json.loads(resources.path(*parts).read_text(encoding="utf-8"))
