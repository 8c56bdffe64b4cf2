"""Orders with those of their builds that a filter lets through: the list of builds, grouped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from cleanstation_desktop.database.build_browsing import build_listing
from cleanstation_desktop.database.orders import customer_order
from cleanstation_desktop.services.build_browsing import MOST_COUNTED, BuildListRow, Count, packed_ids, read_rows
from cleanstation_desktop.services.build_filters import (
    EVERYTHING,
    NEWEST_FIRST,
    BuildFilter,
    BuildSort,
    SortColumn,
    SortKey,
    conditions,
    directed,
    plan_for_values,
    selections,
    sort_keys,
)
from cleanstation_desktop.services.order_lists import OrderRow, order_row, select_orders
from cleanstation_desktop.services.paging import LARGEST
from cleanstation_desktop.services.session import Session

ORDER_COLUMNS = (SortColumn.NEWEST, SortColumn.PO_NUMBER, SortColumn.CUSTOMER, SortColumn.WANT_DATE)
"""Columns that belong to the order, by which it can be sorted."""
LARGEST_PAGE = 100
"""Orders of a page; each brings up to ten builds."""


@dataclass(frozen=True)
class OrderGroup:
    """An order in a list. Parameters: builds, those that the filter lets through, by their position."""

    order: OrderRow
    builds: tuple[BuildListRow, ...]


def browse_orders(
    session: Session,
    wanted: BuildFilter = EVERYTHING,
    sort: BuildSort = NEWEST_FIRST,
    *,
    offset: int = 0,
    size: int = 50,
) -> tuple[OrderGroup, ...]:
    """One page of orders, at most 100, each with a build that the filter lets through. Far down use `order_ids`.

    Errors: ValueError for a column that is none of the order; Refused for the service department.
    """
    with session.read() as connection:
        plan_for_values(connection)
        return _groups(connection, _find(connection, wanted, _keys(sort), offset, min(size, LARGEST_PAGE)), wanted)


def count_orders(session: Session, wanted: BuildFilter = EVERYTHING, *, limit: int = MOST_COUNTED) -> Count:
    """How many orders there are, counted up to a limit. Errors: Refused."""
    c = build_listing.c
    some = select(c.order_id).where(*conditions(wanted, c)).group_by(c.order_id).limit(limit + 1).subquery()
    with session.read() as connection:
        plan_for_values(connection)
        found: int = connection.execute(select(func.count()).select_from(some)).scalar_one()
    return Count(min(found, limit), found > limit)


def order_ids(session: Session, wanted: BuildFilter = EVERYTHING, sort: BuildSort = NEWEST_FIRST) -> bytes:
    """Ids of all orders in order, eight bytes each as in `build_browsing.build_ids`. Errors: as `browse_orders`."""
    c, keys = build_listing.c, _keys(sort)
    labelled = [key.label(f"key{place}") for place, (key, _) in enumerate(keys)]
    groups = select(c.order_id, *labelled).where(*conditions(wanted, c)).group_by(c.order_id, *labelled).subquery()
    order = directed([(groups.c[f"key{place}"], descending) for place, (_, descending) in enumerate(keys)])
    with session.read() as connection:
        plan_for_values(connection)
        return bytes(connection.execute(select(packed_ids(groups.c.order_id, order))).scalar() or b"")


def orders_by_ids(session: Session, ids: Sequence[int], wanted: BuildFilter = EVERYTHING) -> tuple[OrderGroup, ...]:
    """These orders, at most 100, in this order, with the builds that the filter lets through. Errors: Refused."""
    with session.read() as connection:
        plan_for_values(connection)
        return _groups(connection, ids[:LARGEST_PAGE], wanted)


def _keys(sort: BuildSort) -> list[SortKey]:
    """The keys of the builds without their position: what is left is the same for all builds of an order."""
    if sort.column not in ORDER_COLUMNS:
        raise ValueError(f"orders are not sorted by {sort.column}")
    return sort_keys(sort)[:-1]


def _find(
    connection: Connection, wanted: BuildFilter, keys: Sequence[SortKey], offset: int, size: int
) -> Sequence[int]:
    found: Sequence[int] = ()
    for rows in selections(connection, wanted, keys):
        groups = select(rows.c.order_id).where(*rows.where).group_by(rows.c.order_id, *(key for key, _ in rows.keys))
        page = groups.order_by(*directed(rows.keys)).offset(offset).limit(size)
        found = connection.execute(page).scalars().all()
        if len(found) == size:
            break
    return found


def _groups(connection: Connection, ids: Sequence[int], wanted: BuildFilter) -> tuple[OrderGroup, ...]:
    if not ids:
        return ()
    c = build_listing.c
    orders = {row.id: order_row(row) for row in connection.execute(select_orders().where(customer_order.c.id.in_(ids)))}
    members = select(c.build_id).where(c.order_id.in_(ids)).offset(0).subquery()
    let_through = select(c.build_id).join(members, members.c.build_id == c.build_id).where(*conditions(wanted, c))
    chosen = connection.execute(let_through.order_by(c.order_id, c.position)).scalars().all()
    builds: dict[int, list[BuildListRow]] = {order_id: [] for order_id in ids}
    for start in range(0, len(chosen), LARGEST):
        for row in read_rows(connection, chosen[start : start + LARGEST]):
            builds[row.order_id].append(row)
    return tuple(OrderGroup(orders[order_id], tuple(builds[order_id])) for order_id in ids if order_id in orders)
