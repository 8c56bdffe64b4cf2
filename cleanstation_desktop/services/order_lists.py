"""Orders and builds as they are listed and shown, each list in a fixed number of statements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select

from cleanstation_desktop.database.orders import build, customer_order, order_change, order_progress
from cleanstation_desktop.database.people import person
from cleanstation_desktop.domain.errors import NotFound
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services.in_force import in_force
from cleanstation_desktop.services.paging import FIRST_PAGE, Page, like_start
from cleanstation_desktop.services.session import Session


@dataclass(frozen=True)
class OrderRow:
    """An order in a list. Parameters: status, of its least advanced build; rejected and held, whether a build of it is;
    version, of the order, for changing it."""

    id: int
    po_number: str
    customer: str
    project: str | None
    want_date: dt.date
    language: str
    status: BuildStatus
    rejected: bool
    held: bool
    build_count: int
    created_at: dt.datetime
    version: int


@dataclass(frozen=True)
class BuildRow:
    """A build in a list. Parameters: held_from, where a held build goes back to; bom_revision and bom_state, of the
    revision in force; version, of the build, for its next move."""

    id: int
    order_id: int
    po_number: str
    customer: str
    want_date: dt.date
    build_number: str
    position: int
    status: BuildStatus
    held_from: BuildStatus | None
    shipped_on: dt.date | None
    bom_revision_id: int
    bom_revision: int
    bom_state: str
    bom_version: int
    version: int


@dataclass(frozen=True)
class OrderChange:
    """A change of an answer of an order. Parameters: field, by the names of order entry; build_id, for a build number;
    old and new, as text, a day as 2026-12-31; by, full name."""

    field: str
    build_id: int | None
    old: str | None
    new: str | None
    at: dt.datetime
    by: str | None
    reason: str | None


@dataclass(frozen=True)
class OrderDetail:
    """An order with its builds. Parameters: sales_person and notes, as entered; created_by, full name; changes, the
    history of want date, notes and the other answers, oldest first."""

    head: OrderRow
    sales_person: str
    notes: str
    created_by: str | None
    builds: tuple[BuildRow, ...]
    changes: tuple[OrderChange, ...]


def list_orders(
    session: Session,
    *,
    search: str = "",
    statuses: Collection[BuildStatus] = (),
    page: Page[int] = FIRST_PAGE,
) -> tuple[OrderRow, ...]:
    """Orders, newest first, in one statement.

    Parameters: search, how PO number, customer or a build number begins, capitals or not; statuses, of the order, none
    for all; page, after (below) which key and how many.
    Errors: Refused for the service department.
    """
    wanted = select_orders().order_by(customer_order.c.id.desc()).limit(page.size)
    if statuses:
        wanted = wanted.where(order_progress.c.status.in_([status.value for status in statuses]))
    if page.after is not None:
        wanted = wanted.where(customer_order.c.id < page.after)
    if search.strip():
        # Each piece by its own index; one condition over two tables would read them whole.
        found = (
            select(customer_order.c.id)
            .where(
                or_(like_start(customer_order.c.po_number, search), like_start(customer_order.c.customer_name, search))
            )
            .union(select(build.c.order_id).where(like_start(build.c.build_number, search)))
        )
        wanted = wanted.where(customer_order.c.id.in_(found))
    with session.read() as connection:
        return tuple(order_row(row) for row in connection.execute(wanted))


def list_builds(
    session: Session,
    *,
    search: str = "",
    statuses: Collection[BuildStatus] = (),
    page: Page[int] = FIRST_PAGE,
) -> tuple[BuildRow, ...]:
    """Builds, newest first, in one statement: the work list of a role.

    Parameters: search, how the build number begins; statuses, of the build, none for all; page, after (below) which key
    and how many. Errors: Refused for the service department.
    """
    wanted = select_builds().order_by(build.c.id.desc()).limit(page.size)
    if statuses:
        wanted = wanted.where(build.c.status.in_([status.value for status in statuses]))
    if search.strip():
        wanted = wanted.where(like_start(build.c.build_number, search))
    if page.after is not None:
        wanted = wanted.where(build.c.id < page.after)
    with session.read() as connection:
        return tuple(build_row(row) for row in connection.execute(wanted))


def read_order(session: Session, order_id: int) -> OrderDetail:
    """An order with its builds and its history, in three statements. Errors: NotFound, Refused."""
    wanted = (
        select_orders()
        .add_columns(customer_order.c.sales_person, customer_order.c.notes, person.c.full_name)
        .outerjoin(person, person.c.id == customer_order.c.created_by)
        .where(customer_order.c.id == order_id)
    )
    with session.read() as connection:
        row = connection.execute(wanted).one_or_none()
        if row is None:
            raise NotFound("There is no such order.")
        builds = connection.execute(
            select_builds().where(build.c.order_id == order_id).order_by(build.c.position)
        ).all()
        history = connection.execute(
            select(order_change, person.c.full_name)
            .outerjoin(person, person.c.id == order_change.c.person_id)
            .where(order_change.c.order_id == order_id)
            .order_by(order_change.c.id)
        ).all()
    return OrderDetail(
        order_row(row),
        row.sales_person,
        row.notes,
        row.full_name,
        tuple(build_row(entry) for entry in builds),
        tuple(
            OrderChange(made.field, made.build_id, made.old, made.new, made.at, made.full_name, made.reason)
            for made in history
        ),
    )


def select_orders() -> Any:
    """The statement that reads orders as rows of lists."""
    count = select(func.count()).where(build.c.order_id == customer_order.c.id).scalar_subquery()
    return select(
        customer_order.c.id,
        customer_order.c.po_number,
        customer_order.c.customer_name,
        customer_order.c.project_name,
        customer_order.c.want_date,
        customer_order.c.language,
        order_progress.c.status,
        order_progress.c.rejected,
        order_progress.c.held,
        count.label("build_count"),
        customer_order.c.created_at,
        customer_order.c.version,
    ).join(order_progress, order_progress.c.order_id == customer_order.c.id)


def select_builds() -> Any:
    """The statement that reads builds as rows of lists."""
    revision = in_force(build.c.id)
    return (
        select(
            build.c.id,
            build.c.order_id,
            customer_order.c.po_number,
            customer_order.c.customer_name,
            customer_order.c.want_date,
            build.c.build_number,
            build.c.position,
            build.c.status,
            build.c.held_from,
            build.c.shipped_on,
            revision.c.id.label("bom_revision_id"),
            revision.c.revision.label("bom_revision"),
            revision.c.state.label("bom_state"),
            revision.c.version.label("bom_version"),
            build.c.version,
        )
        .join(customer_order, customer_order.c.id == build.c.order_id)
        .join(revision, revision.c.id.is_not(None))
    )


def order_row(row: Any) -> OrderRow:
    """A row of that statement as a value."""
    return OrderRow(
        row.id,
        row.po_number,
        row.customer_name,
        row.project_name,
        row.want_date,
        row.language,
        BuildStatus(row.status),
        row.rejected,
        row.held,
        row.build_count,
        row.created_at,
        row.version,
    )


def build_row(row: Any) -> BuildRow:
    """A row of that statement as a value."""
    return BuildRow(
        row.id,
        row.order_id,
        row.po_number,
        row.customer_name,
        row.want_date,
        row.build_number,
        row.position,
        BuildStatus(row.status),
        None if row.held_from is None else BuildStatus(row.held_from),
        row.shipped_on,
        row.bom_revision_id,
        row.bom_revision,
        row.bom_state,
        row.bom_version,
        row.version,
    )
