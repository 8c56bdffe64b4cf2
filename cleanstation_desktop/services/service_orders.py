"""Service orders: request, approve, reject, fulfil, follow (DOMAIN §7)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, func, insert, select

from cleanstation_desktop.database.catalogue import item
from cleanstation_desktop.database.people import person
from cleanstation_desktop.database.service_orders import service_order, service_order_line, service_order_step
from cleanstation_desktop.domain.errors import Finding, InvalidInput, NotFound, OutOfOrder
from cleanstation_desktop.domain.reading import Reader
from cleanstation_desktop.services.paging import FIRST_PAGE, Page
from cleanstation_desktop.services.session import Command, Session
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.services.texts import read_reason, read_text
from cleanstation_desktop.services.updates import change, demand_version

QUANTITY = (1, 999)
MOST_LINES = 200
NOTE = (0, 10_000)
NUMBER = (1, 120)


@dataclass(frozen=True)
class ServiceLine:
    """A requested item. Parameters: name, None when it cannot be ordered any more; approved_quantity, None until
    procurement decided; version, for the decision."""

    id: int
    item: str
    name: str | None
    quantity: int
    approved_quantity: int | None
    version: int


@dataclass(frozen=True)
class ServiceStep:
    """A step of a request. Parameters: state, that it came to; by, full name."""

    state: str
    at: dt.datetime
    by: str | None


@dataclass(frozen=True)
class ServiceOrder:
    """A request with its lines and steps. Parameters: state, PENDING, APPROVED, FULFILLED or REJECTED; created_by,
    initials; steps, oldest first."""

    id: int
    number: str
    state: str
    note: str
    reject_reason: str | None
    created_at: dt.datetime
    created_by: str | None
    version: int
    lines: tuple[ServiceLine, ...]
    steps: tuple[ServiceStep, ...]


@dataclass(frozen=True)
class RequestedOrder:
    """A request as it was made, at version 1."""

    id: int
    number: str


def request_parts(
    session: Session, lines: Sequence[Mapping[str, object]], *, note: str = "", command_id: UUID | None = None
) -> RequestedOrder:
    """Send a cart to procurement.

    Parameters: lines, each `{"item": number, "quantity": 1 to 999}`, each item once.
    Errors: InvalidInput with fields such as `lines[0].quantity`; Refused for anybody but the service department.
    """
    values = _read_lines(lines)
    told = read_text(note, "note", *NOTE)
    command = Command("service_order.request", {"lines": values, "note": told}, id=command_id or uuid4())
    with session.write(command) as work:
        if work.repeated is not None:
            return RequestedOrder(**work.repeated)
        _demand_orderable(work.connection, values)
        added = work.connection.execute(
            insert(service_order).values(note=told).returning(service_order.c.id, service_order.c.number)
        )
        made = RequestedOrder(*added.one())
        work.connection.execute(
            insert(service_order_line), [{"service_order_id": made.id, **entry} for entry in values]
        )
        work.answer = asdict(made)
        return made


def approve(
    session: Session,
    seen: Seen,
    *,
    quantities: Mapping[str, int] | None = None,
    command_id: UUID | None = None,
) -> int:
    """Approve a request, with other quantities where procurement says so.

    Parameters: quantities, pieces by item number, 0 to 999; an item that is not named is approved as requested.
    Returns: the new version. Errors: InvalidInput (`quantities.<item>`, or all of them 0), Stale, OutOfOrder when it is
    decided already, NotFound, Refused for anybody but procurement.
    """
    changed = dict(quantities or {})
    command = Command("service_order.approve", {"order": asdict(seen), "quantities": changed}, id=command_id or uuid4())
    with session.write(command) as work:
        if work.repeated is not None:
            return int(work.repeated["version"])
        demand_version(work.connection, service_order, seen.id, seen.version)
        state = select(service_order.c.state).where(service_order.c.id == seen.id)
        if (decided := work.connection.execute(state).scalar_one()) != "PENDING":
            raise OutOfOrder(f"This service order is {decided.lower()} already.", hint="Only a pending one is decided.")
        rows = work.connection.execute(
            select(service_order_line).where(service_order_line.c.service_order_id == seen.id)
        ).all()
        approved = _read_quantities(changed, {row.item: row.quantity for row in rows})
        # The order itself goes last: its lines can be changed only while it is pending.
        for row in rows:
            change(work.connection, service_order_line, row.id, row.version, approved_quantity=approved[row.item])
        version = change(work.connection, service_order, seen.id, seen.version, state="APPROVED")
        work.answer = {"id": seen.id, "version": version}
        return version


def reject(session: Session, seen: Seen, reason: str, *, command_id: UUID | None = None) -> int:
    """Turn a request down. Returns: the new version.

    Errors: InvalidInput (field reason), Stale, OutOfOrder, NotFound, Refused for anybody but procurement.
    """
    told = read_reason(reason)
    command = Command(
        "service_order.reject", {"order": asdict(seen), "reason": told}, reason=told, id=command_id or uuid4()
    )
    with session.write(command) as work:
        if work.repeated is not None:
            return int(work.repeated["version"])
        version = change(work.connection, service_order, seen.id, seen.version, state="REJECTED", reject_reason=told)
        work.answer = {"id": seen.id, "version": version}
        return version


def fulfil(session: Session, seen: Seen, *, command_id: UUID | None = None) -> int:
    """Say that an approved request went out. Returns: the new version. Errors: as `reject`."""
    with session.write(Command("service_order.fulfil", asdict(seen), id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return int(work.repeated["version"])
        version = change(work.connection, service_order, seen.id, seen.version, state="FULFILLED")
        work.answer = {"id": seen.id, "version": version}
        return version


def list_service_orders(
    session: Session,
    *,
    state: str | None = None,
    own_only: bool = False,
    oldest_first: bool = False,
    page: Page[int] = FIRST_PAGE,
) -> tuple[ServiceOrder, ...]:
    """Requests with their lines and steps, newest first, in three statements.

    Parameters: own_only, those of the signed-in person; oldest_first, the other way round, as they are worked off;
    page, after which key in that order and how many.
    Errors: Refused for anybody but service department, procurement and admin.
    """
    key = service_order.c.id
    wanted = _orders().order_by(key if oldest_first else key.desc()).limit(page.size)
    if state is not None:
        wanted = wanted.where(service_order.c.state == state)
    if own_only:
        wanted = wanted.where(service_order.c.created_by == func.cs.current_person_id())
    if page.after is not None:
        wanted = wanted.where(key > page.after if oldest_first else key < page.after)
    with session.read() as connection:
        return _with_lines(connection, connection.execute(wanted).all())


def read_service_order(session: Session, service_order_id: int) -> ServiceOrder:
    """One request with its lines and steps. Errors: NotFound, Refused."""
    with session.read() as connection:
        found = _with_lines(
            connection, connection.execute(_orders().where(service_order.c.id == service_order_id)).all()
        )
    if not found:
        raise NotFound("There is no such service order.")
    return found[0]


def _orders() -> Any:
    return select(service_order, person.c.initials).outerjoin(person, person.c.id == service_order.c.created_by)


def _with_lines(connection: Connection, orders: Sequence[Any]) -> tuple[ServiceOrder, ...]:
    lines: defaultdict[int, list[ServiceLine]] = defaultdict(list)
    rows = connection.execute(
        select(service_order_line, item.c.name)
        # The service department no longer sees the name of an item that cannot be ordered any more.
        .outerjoin(item, item.c.number == service_order_line.c.item)
        .where(service_order_line.c.service_order_id.in_([row.id for row in orders]))
        .order_by(service_order_line.c.id)
    )
    for row in rows:
        lines[row.service_order_id].append(
            ServiceLine(row.id, row.item, row.name, row.quantity, row.approved_quantity, row.version)
        )
    steps = _steps(connection, [row.id for row in orders])
    return tuple(
        ServiceOrder(
            row.id,
            row.number,
            row.state,
            row.note,
            row.reject_reason,
            row.created_at,
            row.initials,
            row.version,
            tuple(lines[row.id]),
            tuple(steps[row.id]),
        )
        for row in orders
    )


def _steps(connection: Connection, order_ids: Sequence[int]) -> Mapping[int, list[ServiceStep]]:
    steps: defaultdict[int, list[ServiceStep]] = defaultdict(list)
    rows = connection.execute(
        select(service_order_step, person.c.full_name)
        .outerjoin(person, person.c.id == service_order_step.c.person_id)
        .where(service_order_step.c.service_order_id.in_(order_ids))
        .order_by(service_order_step.c.id)
    )
    for row in rows:
        steps[row.service_order_id].append(ServiceStep(row.state, row.at, row.full_name))
    return steps


def _read_lines(lines: Sequence[Mapping[str, object]]) -> list[dict[str, Any]]:
    if not 1 <= len(lines) <= MOST_LINES:
        message = f"A request has 1 to {MOST_LINES} lines; this one has {len(lines)}."
        raise InvalidInput([Finding("error", "out_of_range", "lines", message)])
    reader = Reader()
    values: list[dict[str, Any]] = []
    for index, entry in enumerate(lines):
        record = reader.record(entry, f"lines[{index}]", ("item", "quantity"))
        number = record.text("item", low=NUMBER[0], high=NUMBER[1])
        if number and any(known["item"] == number for known in values):
            reader.error(f"lines[{index}].item", "duplicate", f"{number} stands twice; put the pieces together.")
        values.append({"item": number, "quantity": record.whole("quantity", *QUANTITY)})
    reader.raise_findings()
    return values


def _demand_orderable(connection: Connection, lines: Sequence[Mapping[str, Any]]) -> None:
    numbers = [entry["item"] for entry in lines]
    known = set(
        connection.execute(
            select(item.c.number).where(item.c.number.in_(numbers), item.c.service_orderable, item.c.state == "ACTIVE")
        ).scalars()
    )
    findings = [
        Finding("error", "not_orderable", f"lines[{index}].item", f"Item {number} cannot be ordered for service.")
        for index, number in enumerate(numbers)
        if number not in known
    ]
    if findings:
        raise InvalidInput(findings)


def _read_quantities(changed: Mapping[str, int], requested: Mapping[str, int]) -> dict[str, int]:
    reader = Reader()
    record = reader.record(changed, "quantities", (), tuple(requested))
    approved = {
        number: record.whole(number, 0, QUANTITY[1]) if number in changed else quantity
        for number, quantity in requested.items()
    }
    if not reader.findings and not any(approved.values()):
        reader.error("quantities", "nothing_approved", "Nothing is left to approve; reject the request with a reason.")
    reader.raise_findings()
    return approved
