"""The search over everything: a PO, a build, a customer, a part, by how it begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from cleanstation_desktop.database.catalogue import item
from cleanstation_desktop.database.orders import build, customer_order
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services.paging import like_start
from cleanstation_desktop.services.session import Session

SHORTEST = 2
"""Characters that a search needs; one letter would begin half of everything."""


@dataclass(frozen=True)
class Hit:
    """Something found. Parameters: kind, "build", "order" or "part"; key, id of the build or order, number of the part;
    number, what names it; beside, the customer or the part's name; status, of a build."""

    kind: str
    key: int | str
    number: str
    beside: str
    status: BuildStatus | None = None


def search(session: Session, words: str, *, limit: int = 6) -> tuple[Hit, ...]:
    """Find builds, orders (by PO number or customer) and parts.

    Parameters: words, how the number or the customer's name begins, capitals or not; limit, hits of each kind.
    Returns: nothing for fewer than two characters; parts alone for the service department, which reads no orders.
    """
    if len(words.strip()) < SHORTEST:
        return ()
    with session.read() as connection:
        hits: list[Hit] = []
        if session.person.roles - {Role.SERVICE_DEPARTMENT}:
            hits.extend(_builds(connection, words, limit))
            hits.extend(_orders(connection, words, limit))
        hits.extend(_parts(connection, words, limit))
        return tuple(hits)


def find_exactly(session: Session, number: str, kinds: tuple[str, ...] = ("build", "order")) -> Hit | None:
    """The build or order with exactly this number, capitals or not; None when there is none.

    Parameters: kinds, what is looked for, in this order.
    """
    wanted = number.strip().upper()
    sources = {"build": _builds, "order": _orders}
    with session.read() as connection:
        for kind in kinds:
            for hit in sources[kind](connection, number, 50):
                if hit.number.upper() == wanted:
                    return hit
    return None


def _builds(connection: Connection, words: str, limit: int) -> Iterator[Hit]:
    found = connection.execute(
        select(build.c.id, build.c.build_number, customer_order.c.customer_name, build.c.status)
        .join(customer_order, customer_order.c.id == build.c.order_id)
        .where(like_start(build.c.build_number, words))
        .order_by(func.upper(build.c.build_number))
        .limit(limit)
    )
    for row in found:
        yield Hit("build", row.id, row.build_number, row.customer_name, BuildStatus(row.status))


def _orders(connection: Connection, words: str, limit: int) -> Iterator[Hit]:
    seen: set[int] = set()
    for column in (customer_order.c.po_number, customer_order.c.customer_name):
        found = connection.execute(
            select(customer_order.c.id, customer_order.c.po_number, customer_order.c.customer_name)
            .where(like_start(column, words))
            .order_by(func.upper(column))
            .limit(limit)
        )
        for row in found:
            if row.id not in seen and len(seen) < limit:
                seen.add(row.id)
                yield Hit("order", row.id, row.po_number, row.customer_name)


def _parts(connection: Connection, words: str, limit: int) -> Iterator[Hit]:
    found = connection.execute(
        select(item.c.number, item.c.name).where(like_start(item.c.number, words)).order_by(item.c.number).limit(limit)
    )
    for row in found:
        yield Hit("part", row.number, row.number, row.name)
