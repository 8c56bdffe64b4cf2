"""A page of the builds that a filter lets through, found among a million of them.

Measured with 1,000,000 builds (tests/bench): going through them in the wanted order, or finding all that a filter lets
through and sorting them, alone each needs up to half a second; the two together nearly always some hundredths. What
is searched and stands far down is found by the words of eight orders at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Connection, Select, Subquery, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql import ColumnElement

from cleanstation_desktop.database.build_browsing import ORDERS_OF_BLOCK, build_listing, search_words
from cleanstation_desktop.database.estimates import estimated_rows
from cleanstation_desktop.services.build_filters import (
    AT_WORK,
    EVERYTHING,
    TRIGRAM,
    BuildFilter,
    BuildSort,
    Columns,
    SortColumn,
    SortKey,
    at_work,
    conditions,
    customer_words,
    directed,
    is_quickly_found,
    searched_words,
    sort_keys,
)

GLANCE = 5_000
"""First rows in the wanted order that are gone through before the filter's own indexes are asked."""
LOOK = 25_000
"""The same where so many will do, as many as the glance has let through."""
MANY, MOST = 150_000, 400_000
"""From so many rows on it is faster to go on in the wanted order than to find all of them and sort them; where the
first rows hold none of them, they stand together far down, and it is so from the second number on."""
FEW = 6_000
"""Up to so many rows the filter's own indexes find them all and they are sorted."""
LEFT = 10_000
"""Up to so many rows that are left by what is asked beside words, these are looked at for the words."""
BLOCKS, MORE_BLOCKS = 100, 500
"""As GLANCE and LOOK, but of blocks of orders whose words hold all that is searched: some forty builds each."""


@dataclass(frozen=True)
class Selection:
    """Rows to read a page from. Parameters: where, conditions still to ask; keys, what they are ordered by."""

    c: Columns
    where: list[ColumnElement[bool]]
    keys: Sequence[SortKey]


def find_page(
    connection: Connection,
    wanted: BuildFilter,
    sort: BuildSort,
    page: Callable[[Selection], Select[Any]],
    size: int,
    *,
    of_orders: bool = False,
) -> Sequence[int]:
    """Ids of a page of what a filter lets through.

    Parameters: page, makes the statement from rows to read it from; size, of the page; of_orders, as of `sort_keys`.
    """
    keys = sort_keys(sort, of_orders=of_orders)
    where = conditions(wanted, build_listing.c)

    def found(rows: Selection, **values: object) -> Sequence[int]:
        return connection.execute(page(rows), values).scalars().all()

    in_order = Selection(build_listing.c, where, keys)
    of_customers = sort.column is SortColumn.CUSTOMER and wanted == BuildFilter(language=wanted.language)
    if not where or of_customers or wanted == BuildFilter(statuses=AT_WORK):
        # An index has just these rows in just this order.
        return found(in_order)
    # A filter that lets many through fills the page from the first rows in the wanted order, one that lets few through
    # by its own indexes. Between the two, where what it lets through stands far down, the words of orders tell where,
    # or the server's estimate decides.
    ids = found(_look(wanted, sort, of_orders, GLANCE))
    if len(ids) < size and _leaves_few(connection, wanted):
        return found(_few(conditions(wanted, build_listing.c, words_find=False), keys))
    if size * GLANCE // LOOK < len(ids) < size:
        ids = found(_look(wanted, sort, of_orders, LOOK))
    if len(ids) == size:
        return ids
    expected = estimated_rows(connection, select(build_listing.c.build_id).where(*where))
    for blocks, are_all in _blocks(connection, wanted, sort, expected):
        among = found(_among(wanted, sort, of_orders), orders=_orders(blocks))
        if are_all or len(among) == size:
            return among
        if len(among) <= size * BLOCKS // MORE_BLOCKS:
            break
    if expected > (MANY if ids else MOST):
        return found(in_order)
    return found(_few(where, keys))


def _leaves_few(connection: Connection, wanted: BuildFilter) -> bool:
    """Whether what is asked beside words leaves few builds.

    It is quicker to look at each of these than to find all that hold the words: the server takes that for much cheaper
    than it is, and expects too few of two words that go together.
    """
    beside = replace(wanted, search="", customer="")
    if beside in (EVERYTHING, wanted):
        return False
    c = build_listing.c
    return estimated_rows(connection, select(c.build_id).where(*conditions(beside, c))) <= LEFT


def _few(where: list[ColumnElement[bool]], keys: Sequence[SortKey]) -> Selection:
    """All that conditions let through, found by their indexes."""
    # OFFSET 0 keeps the order out of the choice of an index.
    c = build_listing.c
    few = select(c.build_id, c.order_id, *_labelled(keys)).where(*where).offset(0).subquery()
    return Selection(few.c, [], _moved(keys, few.c))


def _blocks(
    connection: Connection, wanted: BuildFilter, sort: BuildSort, expected: int
) -> Iterator[tuple[Sequence[int], bool]]:
    """The first blocks of orders with all words that are searched, and whether there are no others; then more of them.

    None where the index of searches is quicker: where few are expected, of words that it finds.
    """
    searched = [*searched_words(wanted), *customer_words(wanted)]
    if not searched or (expected <= FEW and any(is_quickly_found(word) for word in searched)):
        return
    of_age = sort.column is SortColumn.NEWEST
    block = search_words.c.block
    query = select(block).distinct().where(*(_may_hold(word) for word in searched))
    query = query.order_by(block.asc() if sort.descending else block.desc())
    for most in (BLOCKS, MORE_BLOCKS):
        blocks = connection.execute(query.limit(most)).scalars().all()
        are_all = len(blocks) < most
        # In another order than by age the first ones are not its first, but all are all.
        if are_all or of_age:
            yield blocks, are_all
        if are_all or not of_age:
            return


def _may_hold(word: str) -> ColumnElement[bool]:
    """Whether a builds' word holds this one, or begins with it when it is short, as `conditions` judges it."""
    c = search_words.c
    if len(word) >= TRIGRAM:
        return func.strpos(c.words, func.cs.search_form(word)) > 0
    return func.strpos(c.beginnings, func.left(func.cs.search_form(f" {word}"), TRIGRAM)) > 0


def _orders(blocks: Sequence[int]) -> list[int]:
    return [block * ORDERS_OF_BLOCK + place for block in blocks for place in range(ORDERS_OF_BLOCK)]


def _among(wanted: BuildFilter, sort: BuildSort, of_orders: bool) -> Selection:
    """What a filter lets through of the builds of some orders."""
    some = _of_orders(sort, of_orders)
    return Selection(some.c, conditions(wanted, some.c), _moved(sort_keys(sort, of_orders=of_orders), some.c))


@cache
def _of_orders(sort: BuildSort, of_orders: bool) -> Subquery:
    # OFFSET 0: found by their orders, whatever index the filter has.
    found = select(build_listing, *_labelled(sort_keys(sort, of_orders=of_orders)))
    orders = bindparam("orders", type_=ARRAY(BigInteger))
    return found.where(build_listing.c.order_id == any_(orders)).offset(0).subquery()


def _look(wanted: BuildFilter, sort: BuildSort, of_orders: bool, rows: int) -> Selection:
    """What a filter lets through of the first rows in an order; where all that it can find is at work, of those."""
    working = wanted.overdue or wanted.due_soon or wanted.rejected or wanted.held
    first = _first(sort, of_orders, rows, working or bool(wanted.statuses and wanted.statuses <= AT_WORK))
    return Selection(first.c, conditions(wanted, first.c), _moved(sort_keys(sort, of_orders=of_orders), first.c))


@cache
def _first(sort: BuildSort, of_orders: bool, rows: int, working: bool) -> Subquery:
    # Made once: to make it takes as long as to ask it.
    keys = sort_keys(sort, of_orders=of_orders)
    found = select(build_listing, *_labelled(keys)).where(*([at_work(build_listing.c)] if working else []))
    return found.order_by(*directed(keys)).limit(rows).subquery()


def _labelled(keys: Sequence[SortKey]) -> list[ColumnElement[Any]]:
    return [key.label(f"key{place}") for place, (key, _) in enumerate(keys)]


def _moved(keys: Sequence[SortKey], c: Columns) -> list[SortKey]:
    return [(c[f"key{place}"], descending) for place, (_, descending) in enumerate(keys)]
