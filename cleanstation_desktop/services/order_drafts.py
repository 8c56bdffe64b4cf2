"""Unfinished orders: parked by one coordinator, taken up again by any, at any station (DOMAIN §4)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, delete, func, insert, select

from cleanstation_desktop.database.orders import build, configuration, customer_order, order_draft, order_draft_file
from cleanstation_desktop.database.people import person
from cleanstation_desktop.domain.configuration_model import FAMILIES
from cleanstation_desktop.domain.errors import Finding, InvalidInput, NotFound
from cleanstation_desktop.domain.reading import text_fault
from cleanstation_desktop.services.in_force import in_force
from cleanstation_desktop.services.paging import LONGEST_PAGE, Page
from cleanstation_desktop.services.session import Command, Session
from cleanstation_desktop.services.updates import change, demand_version

LARGEST = 1_000_000
DEEPEST = 20
"""Levels of a draft; an order has six."""
TITLE_LENGTH = 200


@dataclass(frozen=True)
class DraftKey:
    """A draft as it was seen. Parameters: version, for the next change."""

    id: int
    version: int


@dataclass(frozen=True)
class DraftRow:
    """A line in the list of drafts. Parameters: started_by, initials."""

    key: DraftKey
    title: str
    started_at: dt.datetime
    started_by: str | None


@dataclass(frozen=True)
class DraftFile:
    """The customer's purchase order that waits with a draft. Parameters: size, bytes."""

    file_name: str
    media_type: str
    size: int


@dataclass(frozen=True)
class Draft:
    """A draft with its answers: `{"order": {…}, "builds": [{…}, …]}`, as far as they were given, and its file."""

    key: DraftKey
    title: str
    body: Mapping[str, Any]
    file: DraftFile | None


def list_drafts(session: Session, *, page: Page[int] = LONGEST_PAGE) -> tuple[DraftRow, ...]:
    """Drafts, newest first. Parameters: page, after (below) which key and how many.

    Errors: Refused for anybody but coordinator and admin.
    """
    wanted = (
        select(
            order_draft.c.id, order_draft.c.version, order_draft.c.title, order_draft.c.created_at, person.c.initials
        )
        .outerjoin(person, person.c.id == order_draft.c.created_by)
        .order_by(order_draft.c.id.desc())
        .limit(page.size)
    )
    if page.after is not None:
        wanted = wanted.where(order_draft.c.id < page.after)
    with session.read() as connection:
        rows = connection.execute(wanted).all()
    return tuple(DraftRow(DraftKey(row.id, row.version), row.title, row.created_at, row.initials) for row in rows)


def load_draft(session: Session, draft_id: int) -> Draft:
    """Take a draft up again. Errors: NotFound, Refused."""
    with session.read() as connection:
        c = order_draft_file.c
        row = connection.execute(
            select(order_draft, c.file_name, c.media_type, func.octet_length(c.content).label("size"))
            .outerjoin(order_draft_file, c.order_draft_id == order_draft.c.id)
            .where(order_draft.c.id == draft_id)
        ).one_or_none()
    if row is None:
        raise NotFound("There is no such draft.", hint="It may have been submitted or deleted; see the list of drafts.")
    file = None if row.file_name is None else DraftFile(row.file_name, row.media_type, row.size)
    return Draft(DraftKey(row.id, row.version), row.title, row.body, file)


def save_draft(
    session: Session, body: Mapping[str, Any], *, key: DraftKey | None = None, command_id: UUID | None = None
) -> DraftKey:
    """Park an unfinished order; its answers may be wrong or missing.

    Parameters: body, what the wizard holds; key, the draft it was taken up from, None for a new one.
    Errors: InvalidInput for a text that cannot be stored (named by its path) or a draft beyond all measure; Stale when
    somebody else saved it meanwhile; Refused for anybody but the coordinator.
    """
    _demand_storable(body)
    values = {"title": _title(body), "body": body}
    request = {"body": body, "key": None if key is None else asdict(key)}
    with session.write(Command("draft.save", request, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return DraftKey(**work.repeated)
        saved = (
            _add(work.connection, values)
            if key is None
            else DraftKey(key.id, change(work.connection, order_draft, key.id, key.version, **values))
        )
        work.answer = asdict(saved)
        return saved


def delete_draft(session: Session, key: DraftKey, *, command_id: UUID | None = None) -> None:
    """Throw a draft away; the audit keeps its last state. Errors: Stale, NotFound, Refused."""
    with session.write(Command("draft.delete", asdict(key), id=command_id or uuid4())) as work:
        if work.repeated is None:
            remove_draft(work.connection, key)
            work.answer = asdict(key)


def remove_draft(connection: Connection, key: DraftKey) -> None:
    """Delete a draft inside the caller's transaction. Errors: Stale, NotFound."""
    gone = connection.execute(
        delete(order_draft).where(order_draft.c.id == key.id, order_draft.c.version == key.version)
    )
    if gone.rowcount == 0:
        demand_version(connection, order_draft, key.id, key.version)


def repeat_order(session: Session, order_id: int, *, command_id: UUID | None = None) -> DraftKey:
    """Begin the same order again as a new draft: PO number, want date and build numbers stay open (DOMAIN §3).

    Errors: NotFound, Refused for anybody but the coordinator.
    """
    with session.write(Command("order.repeat", {"order_id": order_id}, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return DraftKey(**work.repeated)
        body = _repeated(work.connection, order_id)
        key = _add(work.connection, {"title": _title(body), "body": body})
        work.answer = asdict(key)
        return key


def _repeated(connection: Connection, order_id: int) -> dict[str, Any]:
    order = connection.execute(select(customer_order).where(customer_order.c.id == order_id)).one_or_none()
    if order is None:
        raise NotFound("There is no such order.")
    revision = in_force(build.c.id)
    built = (
        select(configuration.c.body)
        .select_from(build)
        .join(revision, revision.c.id.is_not(None))
        .join(configuration, configuration.c.id == revision.c.configuration_id)
        .where(build.c.order_id == order_id)
        .order_by(build.c.position)
    )
    builds = [{**row.body, "build_number": ""} for row in connection.execute(built)]
    return {
        "order": {
            "po_number": "",
            "customer": order.customer_name,
            "project": order.project_name,
            "sales_person": order.sales_person,
            "want_date": None,
            "language": order.language,
            "notes": order.notes,
            "family": builds[0]["family"] if builds else FAMILIES[0],
            "quantity": len(builds),
            "build_numbers": [""] * len(builds),
        },
        "builds": builds,
    }


def _add(connection: Connection, values: Mapping[str, Any]) -> DraftKey:
    added = connection.execute(insert(order_draft).values(**values).returning(order_draft.c.id, order_draft.c.version))
    return DraftKey(*added.one())


def _title(body: Mapping[str, Any]) -> str:
    order = body.get("order")
    known = order if isinstance(order, Mapping) else {}
    told = (known.get(name) for name in ("po_number", "customer"))
    return " · ".join(text.strip() for text in told if isinstance(text, str) and text.strip())[:TITLE_LENGTH]


def _demand_storable(body: Mapping[str, Any]) -> None:
    if _is_deeper(body, DEEPEST):
        raise InvalidInput([Finding("error", "too_deep", "body", "This draft is nested too deeply to be an order.")])
    findings = [
        Finding("error", "bad_character", field, f"{field} {fault}; remove it.")
        for field, text in _texts(body, "")
        if (fault := text_fault(text, lines=True))
    ]
    if not findings and len(json.dumps(body)) > LARGEST:
        findings.append(Finding("error", "too_large", "body", "This draft is too large to be an order."))
    if findings:
        raise InvalidInput(findings)


def _is_deeper(value: object, levels: int) -> bool:
    """Whether a JSON value is nested more deeply than so many levels; it is never followed further down."""
    if isinstance(value, Mapping):
        entries = tuple(value.values())
    elif isinstance(value, list | tuple):
        entries = tuple(value)
    else:
        return False
    return levels == 0 or any(_is_deeper(entry, levels - 1) for entry in entries)


def _texts(value: object, field: str) -> Iterator[tuple[str, str]]:
    """Every text in a JSON value with its path; keys are texts too."""
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, Mapping):
        for key, entry in value.items():
            path = f"{field}.{key}" if field else str(key)
            yield path, str(key)
            yield from _texts(entry, path)
    elif isinstance(value, list | tuple):
        for index, entry in enumerate(value):
            yield from _texts(entry, f"{field}[{index}]")
