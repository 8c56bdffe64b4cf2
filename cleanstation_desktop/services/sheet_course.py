"""The course of an inspection for its sheet: why it was opened once more, and why it no longer stands (DOMAIN §3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from cleanstation_desktop.domain.checklist import Result
from cleanstation_desktop.domain.sheets import AttemptOpening, SheetEnding

# The first of the moves that sent the body back ended the first cycle, and so on.
_COURSE = text(
    "SELECT n.attempt, n.cycle, n.state, n.reason, n.result, n.created_at, p.cycle AS cycle_before, "
    "p.result AS result_before, x.attempt AS next_attempt, x.reason AS next_reason, x.created_at AS next_at, "
    "r.at AS replaced_at, r.reason AS replaced_why, c.at AS cancelled_at, c.reason AS cancelled_why "
    "FROM cs.inspection n "
    "LEFT JOIN cs.inspection p ON p.build_id = n.build_id AND p.kind = n.kind AND p.attempt = n.attempt - 1 "
    "LEFT JOIN cs.inspection x ON x.build_id = n.build_id AND x.kind = n.kind AND x.attempt = n.attempt + 1 "
    "AND x.cycle = n.cycle "
    "LEFT JOIN LATERAL (SELECT h.at, h.reason FROM cs.status_history h WHERE h.build_id = n.build_id "
    "AND h.to_status = 'SINK_BODY_EXTERNAL_PRODUCTION' AND h.from_status <> 'ORDER_CREATED' "
    "ORDER BY h.id OFFSET n.cycle - 1 LIMIT 1) r ON true "
    "LEFT JOIN LATERAL (SELECT h.at, h.reason FROM cs.status_history h WHERE h.build_id = n.build_id "
    "AND h.to_status = 'CANCELLED' ORDER BY h.id LIMIT 1) c ON n.state = 'VOID' "
    "WHERE n.id = :inspection"
)
_REWORK = "rework after final QC attempt "
_CHANGE = "change request: "
"""As cs.begin_rework and cs.apply_change write them."""


@dataclass(frozen=True)
class Course:
    """Parameters: opening, None of a first attempt; ending, None while the attempt stands."""

    opening: AttemptOpening | None
    ending: SheetEnding | None


def read_course(connection: Connection, inspection_id: int) -> Course:
    """How an attempt came to be and how it ended."""
    row = connection.execute(_COURSE, {"inspection": inspection_id}).one()
    opening = None
    if row.cycle_before is not None:
        again = row.cycle_before == row.cycle
        failed = row.result_before == Result.FAILED
        opening = _opening(row.attempt, row.created_at, row.reason, failed=failed, same_body=again)
    return Course(opening, _ending(row))


def _opening(attempt: int, at: Any, reason: str, *, failed: bool, same_body: bool) -> AttemptOpening:
    if not same_body:
        return AttemptOpening(attempt, at, "NEW_BODY")
    for start, cause in ((_REWORK, "REWORK"), (_CHANGE, "CHANGE")):
        if reason.startswith(start):
            return AttemptOpening(attempt, at, cause, reason.removeprefix(start))
    return AttemptOpening(attempt, at, "FAILED" if failed else "AGAIN", str(attempt - 1))


def _ending(row: Any) -> SheetEnding | None:
    if row.next_attempt is not None:
        failed = row.result == Result.FAILED
        opening = _opening(row.next_attempt, row.next_at, row.next_reason, failed=failed, same_body=True)
        return SheetEnding("ATTEMPT", row.next_at, opening)
    if row.replaced_at is not None:
        return SheetEnding("BODY_REPLACED", row.replaced_at, reason=row.replaced_why or "")
    if row.cancelled_at is not None:
        return SheetEnding("CANCELLED", row.cancelled_at, reason=row.cancelled_why or "")
    return None
