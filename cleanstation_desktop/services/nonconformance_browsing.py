"""Nonconformances as a list that people filter and search, newest first, also at a plant that has had many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from cleanstation_desktop.services.nonconformances import SELECTED, Disposition, Nonconformance, read_row
from cleanstation_desktop.services.paging import FIRST_PAGE, Page, containing
from cleanstation_desktop.services.session import Session


@dataclass(frozen=True)
class NonconformanceFilter:
    """Which nonconformances are wanted.

    Parameters: open_only, those that are not closed; mine, those in which the signed-in person did a step; undecided,
    those without a decision; disposition, those with this one; search, a piece of number, build, item, description or
    reason, capitals or not.
    """

    open_only: bool = False
    mine: bool = False
    undecided: bool = False
    disposition: Disposition | None = None
    search: str = ""


_NEWEST = text(
    f"{SELECTED}WHERE (CAST(:before AS bigint) IS NULL OR c.id < :before) "
    "AND (NOT :open_only OR c.state <> 'CLOSED') "
    "AND (NOT :undecided OR c.disposition IS NULL) "
    "AND (CAST(:disposition AS text) IS NULL OR c.disposition = :disposition) "
    "AND (NOT :mine OR :initials IN (op.initials, dp.initials, cp.initials, vp.initials, sp.initials, lp.initials)) "
    "AND (:pattern = '%%' OR concat_ws(' ', c.number, b.build_number, i.code, c.description, c.disposition_reason) "
    "ILIKE :pattern) "
    "ORDER BY c.id DESC LIMIT :size"
)


def browse_nonconformances(
    session: Session, wanted: NonconformanceFilter, *, page: Page[int] = FIRST_PAGE
) -> tuple[Nonconformance, ...]:
    """Those that the person may read, newest first. Parameters: page, after which key and how many.

    Procurement, QC and admin read all, assemblers those of builds they work on, coordinators those of their orders.
    """
    given: dict[str, Any] = {
        "before": page.after,
        "open_only": wanted.open_only,
        "undecided": wanted.undecided,
        "disposition": wanted.disposition,
        "mine": wanted.mine,
        "initials": session.person.initials,
        "pattern": containing(wanted.search),
        "size": page.size,
    }
    with session.read() as connection:
        return tuple(read_row(row._asdict()) for row in connection.execute(_NEWEST, given))
