"""The search over everything: a PO, a build, a customer, a part, by how it begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select

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
            hits += _found(connection, "build", _builds(), build.c.build_number, words, limit)
            orders = _found(connection, "order", _orders(), customer_order.c.po_number, words, limit)
            of_customers = _found(connection, "order", _orders(), customer_order.c.customer_name, words, limit)
            hits += list(dict.fromkeys(orders + of_customers))[:limit]
        hits += _found(connection, "part", _parts(), item.c.number, words, limit)
        return tuple(hits)


def find_exactly(session: Session, number: str, kinds: tuple[str, ...] = ("build", "order")) -> Hit | None:
    """The build or order with exactly this number, capitals or not; None when there is none.

    Parameters: kinds, what is looked for, in this order.
    """
    # As the unique indexes have them, which serve these questions.
    places = {"build": func.upper(build.c.build_number), "order": func.upper(func.btrim(customer_order.c.po_number))}
    sources = {"build": _builds(), "order": _orders()}
    with session.read() as connection:
        for kind in kinds:
            row = connection.execute(
                sources[kind].where(places[kind] == func.upper(number.strip())).limit(1)
            ).one_or_none()
            if row is not None:
                return _hit(kind, row)
    return None


def _found(connection: Connection, kind: str, source: Select[Any], column: Any, words: str, limit: int) -> list[Hit]:
    # Not sorted by the server: the index that finds a beginning is in another order than the language's, and half of
    # all numbers can begin alike.
    rows = connection.execute(source.where(like_start(column, words)).limit(limit))
    return sorted((_hit(kind, row) for row in rows), key=lambda hit: hit.number)


def _hit(kind: str, row: Any) -> Hit:
    return Hit(kind, row[0], row[1], row[2], BuildStatus(row[3]) if kind == "build" else None)


def _builds() -> Select[Any]:
    return select(build.c.id, build.c.build_number, customer_order.c.customer_name, build.c.status).join(
        customer_order, customer_order.c.id == build.c.order_id
    )


def _orders() -> Select[Any]:
    return select(customer_order.c.id, customer_order.c.po_number, customer_order.c.customer_name)


def _parts() -> Select[Any]:
    return select(item.c.number, item.c.number, item.c.name)
