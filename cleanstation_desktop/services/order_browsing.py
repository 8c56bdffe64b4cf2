"""Orders with those of their builds that a filter lets through: the list of builds, grouped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Connection, Select, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY

from cleanstation_desktop.database.build_browsing import build_listing
from cleanstation_desktop.database.orders import customer_order
from cleanstation_desktop.services.build_browsing import BuildListRow, packed_ids, rows_of_orders
from cleanstation_desktop.services.build_filters import (
    EVERYTHING,
    NEWEST_FIRST,
    BuildFilter,
    BuildSort,
    SortColumn,
    conditions,
    directed,
    sort_keys,
)
from cleanstation_desktop.services.build_finding import Selection, find_page
from cleanstation_desktop.services.order_lists import OrderRow, order_row, select_orders
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
    _demand_of_order(sort)
    with session.read() as connection:
        return _groups(connection, _find(connection, wanted, sort, offset, min(size, LARGEST_PAGE)), wanted)


def order_ids(session: Session, wanted: BuildFilter = EVERYTHING, sort: BuildSort = NEWEST_FIRST) -> bytes:
    """Ids of all orders in order, eight bytes each as in `build_browsing.build_ids`. Errors: as `browse_orders`."""
    _demand_of_order(sort)
    c, keys = build_listing.c, sort_keys(sort, of_orders=True)
    labelled = [key.label(f"key{place}") for place, (key, _) in enumerate(keys)]
    groups = select(c.order_id, *labelled).where(*conditions(wanted, c)).group_by(c.order_id, *labelled).subquery()
    order = directed([(groups.c[f"key{place}"], descending) for place, (_, descending) in enumerate(keys)])
    with session.read() as connection:
        return bytes(connection.execute(select(packed_ids(groups.c.order_id, order))).scalar() or b"")


def orders_by_ids(session: Session, ids: Sequence[int], wanted: BuildFilter = EVERYTHING) -> tuple[OrderGroup, ...]:
    """These orders, at most 100, in this order, with the builds that the filter lets through. Errors: Refused."""
    with session.read() as connection:
        return _groups(connection, ids[:LARGEST_PAGE], wanted)


def _demand_of_order(sort: BuildSort) -> None:
    if sort.column not in ORDER_COLUMNS:
        raise ValueError(f"orders are not sorted by {sort.column}")


def _find(connection: Connection, wanted: BuildFilter, sort: BuildSort, offset: int, size: int) -> Sequence[int]:
    def page(rows: Selection) -> Select[Any]:
        groups = select(rows.c.order_id).where(*rows.where).group_by(rows.c.order_id, *(key for key, _ in rows.keys))
        return groups.order_by(*directed(rows.keys)).offset(offset).limit(size)

    return find_page(connection, wanted, sort, page, size, of_orders=True)


def _groups(connection: Connection, ids: Sequence[int], wanted: BuildFilter) -> tuple[OrderGroup, ...]:
    if not ids:
        return ()
    heads = connection.execute(_heads(), {"ids": list(ids)})
    orders = {row.id: order_row(row) for row in heads}
    builds: dict[int, list[BuildListRow]] = {order_id: [] for order_id in ids}
    for row in rows_of_orders(connection, ids, wanted):
        builds[row.order_id].append(row)
    return tuple(OrderGroup(orders[order_id], tuple(builds[order_id])) for order_id in ids if order_id in orders)


@cache
def _heads() -> Any:
    return select_orders().where(customer_order.c.id == any_(bindparam("ids", type_=ARRAY(BigInteger))))
