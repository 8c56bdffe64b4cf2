"""What a list of builds is narrowed down to and sorted by, as conditions on cs.build_listing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Integer, and_, cast, func, literal_column, or_, select
from sqlalchemy.sql import ColumnElement

from cleanstation_desktop.database.assembly import assembly_claim
from cleanstation_desktop.database.build_browsing import RANKS, build_listing
from cleanstation_desktop.database.system import setting
from cleanstation_desktop.domain.workflow import BuildStatus

MOST_WORDS = 8
"""Words of a search that count; more narrow nothing down."""
TRIGRAM = 3
_ESCAPE = "/"
_PIECE = re.compile(r"[^\W_]+")
_RARE = 5


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
AT_WORK = frozenset(BuildStatus) - {BuildStatus.SHIPPED, BuildStatus.CANCELLED}
REJECTED = (BuildStatus.PRE_QC_REJECTED, BuildStatus.FINAL_QC_REJECTED)

Columns = Any
"""Columns of cs.build_listing, or of a selection of its rows; SQLAlchemy's own type differs from one to the other."""
SortKey = tuple[ColumnElement[Any], bool]
"""An expression, and whether it runs downwards."""


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


def searched_words(wanted: BuildFilter) -> list[str]:
    """The words of a search that count."""
    return wanted.search.split()[:MOST_WORDS]


def customer_words(wanted: BuildFilter) -> list[str]:
    """The words of a piece of a customer's name by which it is found."""
    return wanted.customer.split()[:MOST_WORDS]


def is_quickly_found(word: str) -> bool:
    """Whether the index of searches finds little else than a word.

    Not one of one or two letters, nor a number of several pieces whose last one is mostly zeros, as B-2024-0000017.
    """
    pieces = _PIECE.findall(word)
    zeros = len(pieces) > 1 and pieces[-1].startswith("0") and not _rare_piece(word)
    return len(word) >= TRIGRAM and not zeros


def conditions(wanted: BuildFilter, c: Columns, *, words_find: bool = True) -> list[ColumnElement[bool]]:
    """The filter as conditions on columns of cs.build_listing, or of a selection of it; none for everything.

    Parameters: words_find, whether the index of searches may find builds; else words only decide upon them.
    """
    words = searched_words(wanted)
    # A short word stands in every third row: beside a longer one it only decides.
    only_short = all(len(word) < TRIGRAM for word in words)
    found = [_holds(c, word, finds=words_find and (only_short or len(word) >= TRIGRAM)) for word in words]
    if customer := wanted.customer.strip():
        # The index holds the name among the rest: it finds, and the name itself decides.
        found.extend(_holds(c, word, finds=words_find) for word in customer_words(wanted))
        # Most names hold it as it was typed, which is asked at a fifth of the cost of leaving the accents out.
        typed = func.upper(c.customer_name).like(func.upper(f"%{_escaped(customer)}%"), escape=_ESCAPE)
        found.append(
            or_(typed, func.cs.search_form(c.customer_name).like(_pattern(customer, "%"), escape=_ESCAPE)),
        )
    if wanted.statuses == AT_WORK:
        found.append(at_work(c))
    elif wanted.statuses:
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


def _holds(c: Columns, word: str, *, finds: bool = True) -> ColumnElement[bool]:
    # The index knows a piece of a word from three letters on, and shorter ones at the beginning of a word.
    whole = _pattern(word, "%" if len(word) >= TRIGRAM else "% ")
    # Put together with nothing, the column is not the index's any more.
    decides: ColumnElement[bool] = c.search.concat("").like(whole, escape=_ESCAPE)
    if not finds:
        return decides
    if rare := _rare_piece(word):
        return and_(c.search.like(_pattern(rare, "%")), decides)
    found: ColumnElement[bool] = c.search.like(whole, escape=_ESCAPE)
    return found


def _rare_piece(word: str) -> str:
    """The piece by which a number such as B-2026-0123456 is found, its last; empty when there is none that is rare.

    What many numbers begin with stands in half a million entries of the index, all of which it would go through.
    """
    pieces = _PIECE.findall(word)
    last = pieces[-1] if pieces and word.endswith(pieces[-1]) else ""
    least = TRIGRAM if len(pieces) > 2 else _RARE
    return last if len(pieces) > 1 and len(last.lstrip("0")) >= least else ""


def _pattern(piece: str, before: str) -> Any:
    return func.cs.search_form(f"{before}{_escaped(piece)}%")


def _escaped(piece: str) -> str:
    for sign in (_ESCAPE, "%", "_"):
        piece = piece.replace(sign, _ESCAPE + sign)
    return piece


@cache
def sort_keys(sort: BuildSort, *, of_orders: bool = False) -> tuple[SortKey, ...]:
    """What rows of cs.build_listing are ordered by, as an index of it has it.

    Parameters: of_orders, without the position of a build; what is left is the same for all builds of an order.
    """
    c = build_listing.c
    rest = {SortColumn.BUILD_NUMBER: (), SortColumn.STATUS: (c.want_date, c.order_id, c.position)}
    keys: tuple[SortKey, ...]
    if sort.column is SortColumn.NEWEST:
        keys = ((c.order_id, not sort.descending), (c.position, sort.descending))
    else:
        first = {
            SortColumn.BUILD_NUMBER: func.upper(c.build_number),
            SortColumn.PO_NUMBER: func.upper(c.po_number),
            SortColumn.CUSTOMER: func.upper(c.customer_name),
            SortColumn.WANT_DATE: c.want_date,
            SortColumn.STATUS: c.rank,
        }[sort.column]
        others = rest.get(sort.column, (c.order_id, c.position))
        keys = tuple((key, sort.descending) for key in (first, *others))
    return keys[:-1] if of_orders else keys


def directed(keys: Sequence[SortKey]) -> list[ColumnElement[Any]]:
    """Sort keys as an ORDER BY has them."""
    return [key.desc() if descending else key.asc() for key, descending in keys]
