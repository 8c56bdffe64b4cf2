"""Configuration rules as versions: read, a new version as a draft, put in force (DOMAIN §5, DESIGN §4)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, func, insert, select

from cleanstation_desktop.database.catalogue import rule_set
from cleanstation_desktop.domain.catalogue import check
from cleanstation_desktop.domain.errors import Finding, InvalidInput, NotFound
from cleanstation_desktop.domain.rule_loading import load_rule_set
from cleanstation_desktop.services.catalogue import load_catalogue
from cleanstation_desktop.services.session import Command, Session
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.services.updates import change, demand_version


@dataclass(frozen=True)
class RuleSetRow:
    """A version of the rules in lists. Parameters: number, of the version; state, DRAFT, IN_FORCE or RETIRED."""

    id: int
    family: str
    number: int
    state: str
    in_force_from: dt.datetime | None
    version: int


def list_rule_sets(session: Session) -> tuple[RuleSetRow, ...]:
    """Every version of every family's rules. Errors: Refused."""
    c = rule_set.c
    wanted = select(c.id, c.family, c.number, c.state, c.in_force_from, c.version).order_by(c.family, c.number)
    with session.read() as connection:
        return tuple(RuleSetRow(*row) for row in connection.execute(wanted))


def read_rule_set(session: Session, rule_set_id: int) -> dict[str, Any]:
    """A version as its JSON, to be changed into the next one. Errors: NotFound, Refused."""
    with session.read() as connection:
        return _body(connection, rule_set_id)


def add_draft(session: Session, body: Mapping[str, Any], *, command_id: UUID | None = None) -> Seen:
    """Store the next version of a family's rules as a draft; no build is judged by it before it is put in force.

    Parameters: body, the JSON of resources/rules, its `version` being the next number of the family.
    Errors: InvalidInput when it is not the next version, RuleError when the rules cannot be read, Refused for anybody
    but the admin.
    """
    rules = load_rule_set(body)
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    with session.write(Command("rules.add_draft", {"body": body}, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return Seen(**work.repeated)
        newest = select(func.max(rule_set.c.number)).where(rule_set.c.family == rules.family)
        last = work.connection.execute(newest).scalar() or 0
        if rules.version != last + 1:
            message = f"The next version of these rules is {last + 1}."
            raise InvalidInput([Finding("error", "version_number", "version", message)])
        fresh = insert(rule_set).values(
            family=rules.family,
            number=rules.version,
            state="DRAFT",
            body=body,
            sha256=hashlib.sha256(text.encode()).digest(),
        )
        row = work.connection.execute(fresh.returning(rule_set.c.id, rule_set.c.version)).one()
        work.answer = {"id": row.id, "version": row.version}
        return Seen(row.id, row.version)


def check_against_catalogue(session: Session, rule_set_id: int) -> tuple[Finding, ...]:
    """What a version names and the catalogue lacks, to be seen before it is put in force. Errors: NotFound, Refused."""
    with session.read() as connection:
        return _findings(connection, _body(connection, rule_set_id))


def put_in_force(
    session: Session, seen: Seen, *, despite_findings: bool = False, command_id: UUID | None = None
) -> int:
    """Put a draft in force; the version before is retired. Builds keep the rules of their first configuration.

    Parameters: despite_findings, the admin has seen what the catalogue lacks, and orders that need it shall be stopped.
    Returns: the new version. Errors: InvalidInput with each item that the catalogue lacks, RuleError, Frozen when it
    was in force before, Stale, NotFound, Refused for anybody but the admin.
    """
    request = {"rules": asdict(seen), "despite_findings": despite_findings}
    with session.write(Command("rules.put_in_force", request, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return int(work.repeated["version"])
        demand_version(work.connection, rule_set, seen.id, seen.version)
        body = _body(work.connection, seen.id)
        found = _findings(work.connection, body)
        if found and not despite_findings:
            raise InvalidInput(list(found), hint="Map aliases or correct the rules, or put them in force despite this.")
        c = rule_set.c
        before = select(c.id, c.version).where(
            c.family == load_rule_set(body).family, c.state == "IN_FORCE", c.id != seen.id
        )
        for row in work.connection.execute(before).all():
            change(work.connection, rule_set, row.id, row.version, state="RETIRED")
        version = change(work.connection, rule_set, seen.id, seen.version, state="IN_FORCE")
        work.answer = {"id": seen.id, "version": version}
        return version


def _findings(connection: Connection, body: Mapping[str, Any]) -> tuple[Finding, ...]:
    return check(load_catalogue(connection), load_rule_set(body))


def _body(connection: Connection, rule_set_id: int) -> dict[str, Any]:
    body = connection.execute(select(rule_set.c.body).where(rule_set.c.id == rule_set_id)).scalar_one_or_none()
    if body is None:
        raise NotFound("There is no such version of the rules.")
    return dict(body)
