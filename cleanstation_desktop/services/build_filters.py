"""What a list of builds is narrowed down to and sorted by, as conditions on cs.build_listing.

Measured with 1,000,000 builds (tests/bench): going through them in the wanted order, or finding all that a filter lets
through and sorting them, alone each needs up to half a second; the two together nearly always some hundredths.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Integer, and_, cast, func, literal_column, or_, select, true
from sqlalchemy.sql import ColumnElement

from cleanstation_desktop.database.assembly import assembly_claim
from cleanstation_desktop.database.build_browsing import RANKS, build_listing
from cleanstation_desktop.database.estimates import estimated_rows
from cleanstation_desktop.database.system import setting
from cleanstation_desktop.domain.workflow import BuildStatus

MOST_WORDS = 8
"""Words of a search that count; more narrow nothing down."""
TRIGRAM = 3
GLANCE = 5_000
"""First rows in the wanted order that are gone through before the filter's own indexes are asked."""
MANY = 150_000
"""From so many rows on it is faster to go on in the wanted order than to find all of them and sort them."""
_ESCAPE = "/"


@dataclass(frozen=True)
class BuildFilter:
    """What is shown; what is left out of it narrows nothing down.

    Parameters: search, words that all stand in build number, PO number, customer or project (a word of one or two
    letters at a beginning there), capitals and accents or not; customer, a piece of the customer's name; want_from and
    want_to, first and last day; assignee, id of a person who has claimed the build; overdue and due_soon, still at work
    and past its want date or within the plant's days before it, either when both; rejected and held, likewise.
    """

    search: str = ""
    statuses: frozenset[BuildStatus] = frozenset()
    customer: str = ""
    want_from: dt.date | None = None
    want_to: dt.date | None = None
    language: str | None = None
    assignee: int | None = None
    overdue: bool = False
    due_soon: bool = False
    rejected: bool = False
    held: bool = False


class SortColumn(StrEnum):
    """What a list of builds is sorted by; equal ones by age of their order, then by position in it (those of one status
    by want date before that)."""

    NEWEST = "newest"
    BUILD_NUMBER = "build_number"
    PO_NUMBER = "po_number"
    CUSTOMER = "customer"
    WANT_DATE = "want_date"
    STATUS = "status"


@dataclass(frozen=True)
class BuildSort:
    """Order of a list. Parameters: descending turns it round as a whole; NEWEST begins with the newest order."""

    column: SortColumn = SortColumn.NEWEST
    descending: bool = False


EVERYTHING = BuildFilter()
NEWEST_FIRST = BuildSort()
REJECTED = (BuildStatus.PRE_QC_REJECTED, BuildStatus.FINAL_QC_REJECTED)

Columns = Any
"""Columns of cs.build_listing, or of a selection of its rows; SQLAlchemy's own type differs from one to the other."""
SortKey = tuple[ColumnElement[Any], bool]
"""An expression, and whether it runs downwards."""


@dataclass(frozen=True)
class Selection:
    """Rows to read a page from. Parameters: where, conditions still to ask; keys, what they are ordered by."""

    c: Columns
    where: list[ColumnElement[bool]]
    keys: list[SortKey]


def today() -> Any:
    """The day at the plant, asked once for a statement."""
    return select(func.cs.plant_today()).scalar_subquery()


def soon() -> Any:
    """The last day of what is due soon."""
    days = select(cast(setting.c.value, Integer)).where(setting.c.name == "due_soon_days")
    return today() + days.scalar_subquery()


def at_work(c: Columns) -> ColumnElement[bool]:
    """Neither shipped nor cancelled; the number is written out, so that the index of such builds is known to fit."""
    found: ColumnElement[bool] = c.rank < literal_column(str(RANKS[BuildStatus.SHIPPED]))
    return found


def overdue(c: Columns) -> ColumnElement[bool]:
    """At work past its want date."""
    return and_(at_work(c), c.want_date < today())


def due_soon(c: Columns) -> ColumnElement[bool]:
    """At work, and to be delivered within the plant's days."""
    return and_(at_work(c), c.want_date.between(today(), soon()))


def conditions(wanted: BuildFilter, c: Columns) -> list[ColumnElement[bool]]:
    """The filter as conditions on columns of cs.build_listing, or of a selection of it; none for everything."""
    found = [_holds(c, word) for word in wanted.search.split()[:MOST_WORDS]]
    if customer := wanted.customer.strip():
        # The index holds the name among the rest: it finds, and the name itself decides.
        found.extend(_holds(c, word) for word in customer.split()[:MOST_WORDS])
        found.append(func.cs.search_form(c.customer_name).like(_pattern(customer, "%"), escape=_ESCAPE))
    if wanted.statuses:
        found.append(c.rank.in_(sorted(RANKS[status] for status in wanted.statuses)))
    if wanted.want_from is not None:
        found.append(c.want_date >= wanted.want_from)
    if wanted.want_to is not None:
        found.append(c.want_date <= wanted.want_to)
    if wanted.language is not None:
        found.append(c.language == wanted.language)
    if wanted.assignee is not None:
        claim = assembly_claim.c
        theirs = select(claim.build_id).where(claim.person_id == wanted.assignee, claim.ended_at.is_(None))
        found.append(c.build_id.in_(theirs))
    late = [*([overdue(c)] if wanted.overdue else []), *([due_soon(c)] if wanted.due_soon else [])]
    marked = [*(REJECTED if wanted.rejected else ()), *((BuildStatus.ON_HOLD_PARTS,) if wanted.held else ())]
    if late:
        found.append(or_(*late))
    if marked:
        found.append(c.rank.in_([RANKS[status] for status in marked]))
    return found


def _holds(c: Columns, word: str) -> ColumnElement[bool]:
    # The index knows a piece of a word from three letters on, and shorter ones at the beginning of a word.
    found: ColumnElement[bool] = c.search.like(_pattern(word, "%" if len(word) >= TRIGRAM else "% "), escape=_ESCAPE)
    return found


def _pattern(piece: str, before: str) -> Any:
    for sign in (_ESCAPE, "%", "_"):
        piece = piece.replace(sign, _ESCAPE + sign)
    return func.cs.search_form(f"{before}{piece}%")


def sort_keys(sort: BuildSort) -> list[SortKey]:
    """What rows of cs.build_listing are ordered by, as an index of it has it."""
    c = build_listing.c
    if sort.column is SortColumn.NEWEST:
        return [(c.order_id, not sort.descending), (c.position, sort.descending)]
    first = {
        SortColumn.BUILD_NUMBER: func.upper(c.build_number),
        SortColumn.PO_NUMBER: func.upper(c.po_number),
        SortColumn.CUSTOMER: func.upper(c.customer_name),
        SortColumn.WANT_DATE: c.want_date,
        SortColumn.STATUS: c.rank,
    }[sort.column]
    rest = {SortColumn.BUILD_NUMBER: (), SortColumn.STATUS: (c.want_date, c.order_id, c.position)}
    return [(key, sort.descending) for key in (first, *rest.get(sort.column, (c.order_id, c.position)))]


def directed(keys: Sequence[SortKey]) -> list[ColumnElement[Any]]:
    """Sort keys as an ORDER BY has them."""
    return [key.desc() if descending else key.asc() for key, descending in keys]


def selections(connection: Connection, wanted: BuildFilter, keys: Sequence[SortKey]) -> Iterator[Selection]:
    """Ways to a page of the rows that a filter lets through; the next one is for when the one before does not fill it.

    A filter that lets many through fills it from the first rows in the wanted order, one that lets few through by its
    own indexes. Between the two, where what it lets through stands far down, the server's estimate decides.
    """
    where = conditions(wanted, build_listing.c)
    in_order = Selection(build_listing.c, where, list(keys))
    if not where:
        yield in_order
        return
    with_keys = select(build_listing, *(key.label(f"key{place}") for place, (key, _) in enumerate(keys)))
    first = with_keys.order_by(*directed(keys)).limit(GLANCE).subquery()
    yield Selection(first.c, conditions(wanted, first.c), _moved(keys, first.c))
    if estimated_rows(connection, select(build_listing.c.build_id).where(*where)) > MANY:
        yield in_order
        return
    # OFFSET 0 keeps the order out of the choice of an index.
    found = with_keys.where(*where).offset(0).subquery()
    yield Selection(found.c, [], _moved(keys, found.c))


def plan_for_values(connection: Connection) -> None:
    """Have each statement of this transaction planned for its own values: what is typed decides which index is best."""
    connection.execute(
        select(func.set_config("plan_cache_mode", "force_custom_plan", true()), func.set_config("jit", "off", true()))
    )


def _moved(keys: Sequence[SortKey], c: Columns) -> list[SortKey]:
    return [(c[f"key{place}"], descending) for place, (_, descending) in enumerate(keys)]
