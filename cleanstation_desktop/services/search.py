"""The search over everything: a PO, a build, a customer, a part, by how it begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, Text, bindparam, cast, func, literal, null, select, union_all

from cleanstation_desktop.database.catalogue import item
from cleanstation_desktop.database.orders import build, customer_order
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services.paging import beginning, like_beginning
from cleanstation_desktop.services.session import Session

SHORTEST = 2
"""Characters that a search needs; one letter would begin half of everything."""
GLANCE = 2_000
"""Newest orders that are gone through for a customer, and orders that are taken from the index of customers."""

_KINDS = ("build", "order", "part")
_EXACT, _BEGUN, _CUSTOMER = range(3)
_BEGINNING = bindparam("beginning", type_=Text)
_MOST, _GLANCE = bindparam("most", type_=Integer), bindparam("glance", type_=Integer)


@dataclass(frozen=True)
class Hit:
    """Something found. Parameters: kind, "build", "order" or "part"; key, id of the build or order, number of the part;
    number, what names it; beside, the customer or the part's name; status, of a build; exact, whether its number is
    what was asked for, not only how it begins."""

    kind: str
    key: int | str
    number: str
    beside: str
    status: BuildStatus | None = None
    exact: bool = False


@dataclass(frozen=True)
class Found:
    """What a search found. Parameters: hits, exact ones first; more, the kinds of which there are others."""

    hits: tuple[Hit, ...] = ()
    more: frozenset[str] = frozenset()


def search(session: Session, words: str, *, limit: int = 6) -> Found:
    """Find builds, orders (by PO number or customer) and parts.

    Parameters: words, how the number or the customer's name begins, capitals or not; limit, hits of each kind.
    Returns: nothing for fewer than two characters; parts alone for the service department, which reads no orders.
    """
    if len(words.strip()) < SHORTEST:
        return Found()
    asked = {"number": words.strip(), "beginning": beginning(words), "most": limit + 1, "glance": GLANCE}
    with session.read() as connection:
        rows = connection.execute(_question(bool(session.person.roles - {Role.SERVICE_DEPARTMENT})), asked).all()
    # What is found in two ways counts as found in the better one.
    found = {row[:2]: row for row in sorted(rows, key=lambda row: row.way, reverse=True)}
    of_kinds = [sorted((row for row in found.values() if row.kind == kind), key=_place) for kind in _KINDS]
    shown = [_hit(row) for of_kind in of_kinds for row in of_kind[:limit]]
    more = frozenset(of_kind[0].kind for of_kind in of_kinds if len(of_kind) > limit)
    return Found(tuple(sorted(shown, key=lambda hit: not hit.exact)), more)


def find_exactly(session: Session, number: str, kinds: tuple[str, ...] = ("build", "order")) -> Hit | None:
    """The build or order with exactly this number, capitals or not; None when there is none.

    Parameters: kinds, what is looked for, in this order.
    """
    with session.read() as connection:
        for kind in kinds:
            row = connection.execute(_exactly(kind).limit(1), {"number": number.strip()}).one_or_none()
            if row is not None:
                return _hit(row)
    return None


@cache
def _question(reads_orders: bool) -> Any:
    # One question, made once: each journey is felt with every letter, and to make it takes longer than to ask it.
    ways = [_exactly("part"), _begun("part", item.c.number)]
    if reads_orders:
        ways += [_exactly("build"), _begun("build", build.c.build_number)]
        ways += [_exactly("order"), _begun("order", customer_order.c.po_number), *_of_customers()]
    return union_all(*ways)


@cache
def _exactly(kind: str) -> Select[Any]:
    # As the unique indexes have them, which serve these questions.
    places = {
        "build": func.upper(build.c.build_number),
        "order": func.upper(func.btrim(customer_order.c.po_number)),
        "part": func.upper(item.c.number),
    }
    return _told(kind, _EXACT, _SOURCES[kind]().where(places[kind] == func.upper(bindparam("number", type_=Text))))


def _begun(kind: str, column: Any) -> Select[Any]:
    # Not sorted by the server: the index that finds a beginning is in another order than the language's, and half of
    # all numbers can begin alike.
    return _told(kind, _BEGUN, _SOURCES[kind]().where(like_beginning(column, _BEGINNING)).limit(_MOST))


def _of_customers() -> Iterator[Select[Any]]:
    """Orders of customers whose name begins so, the newest."""
    c = customer_order.c
    # No index has them by age. Whoever orders a lot stands among the newest orders of all; of others the index of
    # customers gives everything there is.
    orders = _orders().add_columns(c.id.label("age"))
    newest = orders.order_by(c.id.desc()).limit(_GLANCE).subquery()
    begun = orders.where(like_beginning(c.customer_name, _BEGINNING)).limit(_GLANCE).subquery()
    for rows in (newest, begun):
        r = rows.c
        theirs = select(r.key, r.number, r.beside, r.status).where(like_beginning(r.beside, _BEGINNING))
        yield _told("order", _CUSTOMER, theirs.order_by(r.age.desc()).limit(_MOST))


def _told(kind: str, way: int, rows: Select[Any]) -> Select[Any]:
    found = rows.subquery()
    return select(literal(kind).label("kind"), found.c.key, literal(way).label("way"), *list(found.c)[1:])


def _place(row: Any) -> tuple[Any, ...]:
    """Where it stands among others of its kind: by its number, but the orders of a customer by age."""
    return (row.way, -int(row.key)) if row.way == _CUSTOMER else (row.way, row.number)


def _hit(row: Any) -> Hit:
    key = row.key if row.kind == "part" else int(row.key)
    status = None if row.status is None else BuildStatus(row.status)
    return Hit(row.kind, key, row.number, row.beside, status, row.way == _EXACT)


def _builds() -> Select[Any]:
    return _source(build.c.id, build.c.build_number, customer_order.c.customer_name, build.c.status).join(
        customer_order, customer_order.c.id == build.c.order_id
    )


def _orders() -> Select[Any]:
    return _source(customer_order.c.id, customer_order.c.po_number, customer_order.c.customer_name, null())


def _parts() -> Select[Any]:
    return _source(item.c.number, item.c.number, item.c.name, null())


def _source(key: Any, number: Any, beside: Any, status: Any) -> Select[Any]:
    as_text = cast(status, Text).label("status")
    return select(cast(key, Text).label("key"), number.label("number"), beside.label("beside"), as_text)


_SOURCES = {"build": _builds, "order": _orders, "part": _parts}
