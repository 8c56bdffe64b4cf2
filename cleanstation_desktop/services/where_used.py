"""Where a part is used: in the catalogue, and in the builds that are not shipped yet."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from cleanstation_desktop.database.boms import bom_line, bom_revision
from cleanstation_desktop.database.catalogue import item
from cleanstation_desktop.database.orders import build, customer_order
from cleanstation_desktop.domain.catalogue_uses import WhereUsed
from cleanstation_desktop.domain.catalogue_uses import where_used as uses_in
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services.catalogue import load_catalogue
from cleanstation_desktop.services.in_force import is_in_force
from cleanstation_desktop.services.session import Session

_ENDED = (BuildStatus.SHIPPED.value, BuildStatus.CANCELLED.value)
MOST = 200
"""Builds that are listed at most, the newest first."""


@dataclass(frozen=True)
class BuildUse:
    """A build whose BOM revision in force holds the part. Parameter: quantity, pieces per build."""

    build_id: int
    build_number: str
    customer: str
    status: BuildStatus
    bom_revision_id: int
    quantity: int


@dataclass(frozen=True)
class Uses:
    """Parameters: name, of the part in the catalogue, empty for one that is made to measure; capped, there are more
    builds than these."""

    name: str
    assemblies: tuple[WhereUsed, ...]
    builds: tuple[BuildUse, ...]
    capped: bool


def where_used(session: Session, number: str) -> Uses:
    """Everything above a part in the catalogue, and the open builds that need it.

    The service department, which reads no orders, gets no builds.
    """
    # The lines of one part come first, OFFSET 0: else the revision in force of every open build is looked for.
    lines = (
        select(bom_line.c.bom_revision_id, func.sum(bom_line.c.extended_quantity).label("pieces"))
        .where(bom_line.c.item == number)
        .group_by(bom_line.c.bom_revision_id)
        .offset(0)
        .subquery()
    )
    # In the order in which they are shown, so that no more builds are looked at than it takes to fill the list.
    newest = (
        select(bom_revision, lines.c.pieces)
        .join(lines, lines.c.bom_revision_id == bom_revision.c.id)
        .order_by(bom_revision.c.build_id.desc())
        .offset(0)
        .subquery()
    )
    wanted = (
        select(
            build.c.id,
            build.c.build_number,
            customer_order.c.customer_name,
            build.c.status,
            newest.c.id,
            newest.c.pieces,
        )
        .join(build, build.c.id == newest.c.build_id)
        .join(customer_order, customer_order.c.id == build.c.order_id)
        .where(build.c.status.not_in(_ENDED), is_in_force(newest))
        .order_by(newest.c.build_id.desc())
        .limit(MOST + 1)
    )
    with session.read() as connection:
        name = connection.execute(select(item.c.name).where(item.c.number == number)).scalar() or ""
        assemblies = uses_in(load_catalogue(connection), number)
        reads_orders = bool(session.person.roles - {Role.SERVICE_DEPARTMENT})
        rows = connection.execute(wanted).all() if reads_orders else []
    return Uses(
        name,
        assemblies,
        tuple(BuildUse(row[0], row[1], row[2], BuildStatus(row[3]), row[4], int(row[5])) for row in rows[:MOST]),
        len(rows) > MOST,
    )
