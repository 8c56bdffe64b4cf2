"""Controlled forms as versions: read, a new version as a draft, put in force (DOMAIN §6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, func, insert, select

from cleanstation_desktop.database.inspections import checklist_template
from cleanstation_desktop.domain.canonical_json import json_digest
from cleanstation_desktop.domain.checklist_loading import check_templates, load_template
from cleanstation_desktop.domain.checklist_template import InspectionKind, Template
from cleanstation_desktop.domain.errors import Finding, InvalidInput, NotFound
from cleanstation_desktop.services.session import Command, Session
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.services.updates import change


@dataclass(frozen=True)
class FormRow:
    """A version of a form in lists. Parameters: number, of the version; state, DRAFT, IN_FORCE or RETIRED."""

    id: int
    kind: InspectionKind
    number: int
    document_number: str
    revision: str
    state: str
    in_force_from: dt.datetime | None
    version: int


def list_forms(session: Session, *, in_force_only: bool = False) -> tuple[FormRow, ...]:
    """Every version of every form, or those in force. Errors: Refused."""
    c = checklist_template.c
    wanted = select(
        c.id, c.kind, c.number, c.document_number, c.revision, c.state, c.in_force_from, c.version
    ).order_by(c.kind, c.number)
    if in_force_only:
        wanted = wanted.where(c.state == "IN_FORCE")
    with session.read() as connection:
        rows = connection.execute(wanted).all()
    return tuple(FormRow(row[0], InspectionKind(row[1]), *row[2:]) for row in rows)


def read_form(session: Session, form_id: int) -> dict[str, Any]:
    """A version as its JSON, to be changed into the next one. Errors: NotFound, Refused."""
    with session.read() as connection:
        body = connection.execute(
            select(checklist_template.c.body).where(checklist_template.c.id == form_id)
        ).scalar_one_or_none()
    if body is None:
        raise NotFound("There is no such version of a form.")
    return dict(body)


def add_draft(session: Session, body: Mapping[str, Any], *, command_id: UUID | None = None) -> Seen:
    """Store the next version of a form as a draft; nothing is filled in by it before it is put in force.

    Parameters: body, the JSON of resources/templates, its `version` being the next number of this form.
    Errors: InvalidInput with every finding by its place, Refused for anybody but the admin.
    """
    template = load_template(body)
    with session.write(Command("form.add_draft", {"body": body}, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return Seen(**work.repeated)
        _check_number(work.connection, template)
        fresh = insert(checklist_template).values(
            kind=template.kind.value,
            number=template.version,
            document_number=template.document_number,
            revision=template.revision,
            state="DRAFT",
            body=body,
            sha256=json_digest(body),
        )
        row = work.connection.execute(fresh.returning(checklist_template.c.id, checklist_template.c.version)).one()
        work.answer = {"id": row.id, "version": row.version}
        return Seen(row.id, row.version)


def put_in_force(session: Session, seen: Seen, *, command_id: UUID | None = None) -> int:
    """Put a draft in force; the version before is retired. Builds that began a form keep their version of it.

    Errors: InvalidInput when an item shows an answer that no form in force has; Frozen when it was in force before;
    Stale, NotFound, Refused for anybody but the admin.
    """
    with session.write(Command("form.put_in_force", {"form": asdict(seen)}, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return int(work.repeated["version"])
        c = checklist_template.c
        body = work.connection.execute(select(c.body).where(c.id == seen.id)).scalar_one_or_none()
        if body is None:
            raise NotFound("There is no such version of a form.")
        template = load_template(body)
        others = work.connection.execute(
            select(c.id, c.version, c.kind, c.body).where(c.state == "IN_FORCE", c.id != seen.id)
        ).all()
        check_templates([template, *(load_template(row.body) for row in others if row.kind != template.kind)])
        for row in others:
            if row.kind == template.kind:
                change(work.connection, checklist_template, row.id, row.version, state="RETIRED")
        version = change(work.connection, checklist_template, seen.id, seen.version, state="IN_FORCE")
        work.answer = {"id": seen.id, "version": version}
        return version


def _check_number(connection: Connection, template: Template) -> None:
    c = checklist_template.c
    last = connection.execute(select(func.max(c.number)).where(c.kind == template.kind.value)).scalar() or 0
    if template.version != last + 1:
        message = f"The next version of this form is {last + 1}."
        raise InvalidInput([Finding("error", "version_number", "version", message)])
