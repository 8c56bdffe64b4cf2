"""Nonconformances as a list that people filter and search, newest first, also at a plant that has had many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import text

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services.nonconformances import SELECTED, Disposition, Nonconformance, read_row
from cleanstation_desktop.services.paging import FIRST_PAGE, Page, containing
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.services.work_sections import OF_NONCONFORMANCES, SECTIONS


@dataclass(frozen=True)
class NonconformanceFilter:
    """Which nonconformances are wanted.

    Parameters: open_only, those that are not closed; mine, those in which the signed-in person did a step; undecided,
    those without a decision; waiting, those that stand on the signed-in person's home page; disposition, those with
    this one; search, a piece of number, build, item, description or
    reason, capitals or not.
    """

    open_only: bool = False
    mine: bool = False
    undecided: bool = False
    waiting: bool = False
    disposition: Disposition | None = None
    search: str = ""


_MINE = (
    "(f.created_by = :me OR f.verified_by = :me OR f.closed_by = :me OR EXISTS (SELECT FROM cs.signature s "
    "WHERE s.id IN (f.disposition_signature_id, f.concession_signature_id) AND s.signer_id = :me) "
    "OR EXISTS (SELECT FROM cs.inspection v JOIN cs.signature s ON s.id = v.signature_id "
    "WHERE v.id = f.verified_by_inspection_id AND s.signer_id = :me))"
)
_SAID = (
    "EXISTS (SELECT FROM cs.build b JOIN cs.inspection_item i ON i.id = f.inspection_item_id WHERE b.id = f.build_id "
    "AND concat_ws(' ', f.number, b.build_number, i.code, f.description, f.disposition_reason) ILIKE :pattern)"
)


def browse_nonconformances(
    session: Session, wanted: NonconformanceFilter, *, page: Page[int] = FIRST_PAGE
) -> tuple[Nonconformance, ...]:
    """Those that the person may read, newest first. Parameters: page, after which key and how many.

    Procurement, QC and admin read all, assemblers those of builds they work on, coordinators those of their orders.
    """
    given = {
        "before": page.after,
        "disposition": wanted.disposition,
        "me": session.person.id,
        "pattern": containing(wanted.search),
        "size": page.size,
    }
    # First which ones, then what is said of them: all that it stands in is read for those of the page alone.
    where = " AND ".join(_conditions(wanted, page, session.person.roles)) or "true"
    statement = text(
        f"{SELECTED}WHERE c.id = ANY (ARRAY(SELECT f.id FROM cs.nonconformance f WHERE {where} "  # noqa: S608 - fixed text
        "ORDER BY f.id DESC LIMIT :size)) ORDER BY c.id DESC"
    )
    with session.read() as connection:
        return tuple(read_row(row._asdict()) for row in connection.execute(statement, given))


def _conditions(wanted: NonconformanceFilter, page: Page[int], roles: frozenset[Role]) -> Iterator[str]:
    """What is asked for, and nothing else, so that the server goes by an index where there is one."""
    if page.after is not None:
        yield "f.id < :before"
    if wanted.open_only:
        yield "f.state <> 'CLOSED'"
    if wanted.undecided:
        yield "f.disposition IS NULL"
    if wanted.disposition is not None:
        yield "f.disposition = :disposition"
    if wanted.mine:
        yield _MINE
    if wanted.waiting:
        queries = (SECTIONS[kind].query for kind in OF_NONCONFORMANCES if roles & SECTIONS[kind].roles)
        waiting = " UNION ".join(f"SELECT w.id FROM ({query}) w" for query in queries)  # noqa: S608 - fixed text
        yield f"f.id = ANY (ARRAY({waiting}))" if waiting else "false"
    if wanted.search.strip():
        yield _SAID
