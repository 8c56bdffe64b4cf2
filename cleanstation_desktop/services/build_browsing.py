"""Builds as a list that people search, filter and sort, also when there are a million of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, LargeBinary, Select, any_, bindparam, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.types import BigInteger, Text

from cleanstation_desktop.database.assembly import assembly_claim
from cleanstation_desktop.database.build_browsing import build_listing
from cleanstation_desktop.database.orders import build, configuration
from cleanstation_desktop.database.people import person
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services.build_filters import (
    EVERYTHING,
    NEWEST_FIRST,
    REJECTED,
    BuildFilter,
    BuildSort,
    conditions,
    directed,
    due_soon,
    overdue,
    sort_keys,
)
from cleanstation_desktop.services.build_finding import Selection, find_page
from cleanstation_desktop.services.in_force import in_force
from cleanstation_desktop.services.paging import LARGEST
from cleanstation_desktop.services.session import Session

_IDS = ARRAY(BigInteger)


@dataclass(frozen=True)
class BuildListRow:
    """A build in a list.

    Parameters: model, such as T2-B2; held_from, where a held build goes back to; overdue and due_soon, at work and past
    its want date, or within the plant's days before it; assignees, initials of those who have claimed it; bom_revision
    and bom_state, of the revision in force; version, of the build, for its next move.
    """

    id: int
    order_id: int
    po_number: str
    customer: str
    project: str | None
    build_number: str
    position: int
    model: str
    status: BuildStatus
    held_from: BuildStatus | None
    want_date: dt.date
    overdue: bool
    due_soon: bool
    language: str
    assignees: tuple[str, ...]
    bom_revision_id: int
    bom_revision: int
    bom_state: str
    bom_version: int
    version: int

    @property
    def rejected(self) -> bool:
        """Whether QC has rejected it."""
        return self.status in REJECTED

    @property
    def held(self) -> bool:
        """Whether it waits for a part."""
        return self.status is BuildStatus.ON_HOLD_PARTS


def browse_builds(
    session: Session,
    wanted: BuildFilter = EVERYTHING,
    sort: BuildSort = NEWEST_FIRST,
    *,
    offset: int = 0,
    size: int = 100,
) -> tuple[BuildListRow, ...]:
    """One page of builds, at most 500. Far down a list use `build_ids` and `builds_by_ids`: an offset is counted off.

    Errors: Refused for the service department.
    """
    with session.read() as connection:
        return read_rows(connection, _find(connection, wanted, sort, offset, min(size, LARGEST)))


def build_ids(session: Session, wanted: BuildFilter = EVERYTHING, sort: BuildSort = NEWEST_FIRST) -> bytes:
    """Ids of all builds in order, eight bytes each, highest first (`struct` format ">q"): 8 MB for a million of them.

    So that a view can jump anywhere. It takes a second for a million; call it in the background. Errors: Refused.
    """
    c = build_listing.c
    packed = packed_ids(c.build_id, directed(sort_keys(sort)))
    with session.read() as connection:
        return bytes(connection.execute(select(packed).where(*conditions(wanted, c))).scalar() or b"")


def builds_by_ids(session: Session, ids: Sequence[int]) -> tuple[BuildListRow, ...]:
    """These builds, at most 500, in this order; one that is not there is left out. Errors: Refused."""
    with session.read() as connection:
        return read_rows(connection, ids[:LARGEST])


def packed_ids(column: Any, order: Sequence[Any]) -> Any:
    """An aggregate that puts ids one behind the other, eight bytes each."""
    return func.string_agg(func.int8send(column), aggregate_order_by(literal(b"", LargeBinary), *order))


def _find(connection: Connection, wanted: BuildFilter, sort: BuildSort, offset: int, size: int) -> Sequence[int]:
    def page(rows: Selection) -> Select[Any]:
        wanted_rows = select(rows.c.build_id).where(*rows.where).order_by(*directed(rows.keys))
        return wanted_rows.offset(offset).limit(size)

    return find_page(connection, wanted, sort, page, size)


def read_rows(connection: Connection, ids: Sequence[int]) -> tuple[BuildListRow, ...]:
    """Rows of these builds, in this order, in one statement."""
    if not ids:
        return ()
    return tuple(_row(row) for row in connection.execute(_rows_by_ids(), {"ids": list(ids)}))


def rows_of_orders(connection: Connection, order_ids: Sequence[int], wanted: BuildFilter) -> tuple[BuildListRow, ...]:
    """Rows of those builds of these orders that a filter lets through, by order and position, in one statement."""
    c = build_listing.c
    # OFFSET 0: found by their orders, whatever index the filter has.
    members = select(c.build_id).where(c.order_id == any_(bindparam("ids", type_=_IDS))).offset(0).subquery()
    rows = _select_rows().join(members, members.c.build_id == c.build_id).where(*conditions(wanted, c))
    return tuple(
        _row(row) for row in connection.execute(rows.order_by(c.order_id, c.position), {"ids": list(order_ids)})
    )


@cache
def _rows_by_ids() -> Select[Any]:
    chosen = (
        func.unnest(bindparam("ids", type_=_IDS))
        .table_valued("id", with_ordinality="place", name="chosen")
        .render_derived()
    )
    return _select_rows().join(chosen, build_listing.c.build_id == chosen.c.id).order_by(chosen.c.place)


@cache
def _select_rows() -> Select[Any]:
    # Made once: to make such a statement takes as long as to ask it.
    c = build_listing.c
    revision = in_force(c.build_id)
    claims = (
        select(func.array_agg(aggregate_order_by(person.c.initials, assembly_claim.c.id), type_=ARRAY(Text)))
        .join(person, person.c.id == assembly_claim.c.person_id)
        .where(assembly_claim.c.build_id == c.build_id, assembly_claim.c.ended_at.is_(None))
        .scalar_subquery()
    )
    return (
        select(
            build_listing,
            build.c.held_from,
            build.c.version,
            overdue(c).label("overdue"),
            due_soon(c).label("due_soon"),
            claims.label("assignees"),
            configuration.c.body["model"].astext.label("model"),
            revision.c.id.label("bom_id"),
            revision.c.revision.label("bom_revision"),
            revision.c.state.label("bom_state"),
            revision.c.version.label("bom_version"),
        )
        .select_from(build_listing)
        .join(build, build.c.id == c.build_id)
        .join(revision, revision.c.id.is_not(None))
        .join(configuration, configuration.c.id == revision.c.configuration_id)
    )


def _row(row: Any) -> BuildListRow:
    return BuildListRow(
        id=row.build_id,
        order_id=row.order_id,
        po_number=row.po_number,
        customer=row.customer_name,
        project=row.project_name,
        build_number=row.build_number,
        position=row.position,
        model=row.model,
        status=BuildStatus(row.status),
        held_from=None if row.held_from is None else BuildStatus(row.held_from),
        want_date=row.want_date,
        overdue=row.overdue,
        due_soon=row.due_soon,
        language=row.language,
        assignees=tuple(row.assignees or ()),
        bom_revision_id=row.bom_id,
        bom_revision=row.bom_revision,
        bom_state=row.bom_state,
        bom_version=row.bom_version,
        version=row.version,
    )
