"""What happened to an order or a build: who, when, what, old and new, for everybody who reads it (DOMAIN §3).

Told from the records themselves. The images of the audit log are for the admin; nonconformances and what was signed of
them come as far as this person reads them (DOMAIN §2).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import text

from cleanstation_desktop.domain.errors import NotFound
from cleanstation_desktop.services.session import Session

MOST = 1_000


class EventKind(StrEnum):
    """What happened; beside it, what old, new and detail of the entry hold."""

    ENTERED = "entered"  # the order; new: PO number
    MOVED = "moved"  # old and new: statuses; detail: reason
    BOM_REVISION = "bom_revision"  # new: number of the revision; detail: reason
    CHANGE_REQUESTED = "change_requested"  # new: what changes; detail: why
    ANSWER_CHANGED = "answer_changed"  # what: field of order entry; old and new: answers; detail: reason
    FORM_OPENED = "form_opened"  # what: form; new: attempt; detail: reason
    SIGNED = "signed"  # what: meaning; new: the records, such as inspection:12; detail: comment
    NCR_OPENED = "ncr_opened"  # what: number; new: description
    NCR_VERIFIED = "ncr_verified"  # what: number; new: disposition
    NCR_CLOSED = "ncr_closed"  # what: number; new: disposition
    CLAIMED = "claimed"
    CLAIM_ENDED = "claim_ended"  # what: RELEASED or HANDED_OVER; new: full name of who took over
    PART_ISSUE = "part_issue"  # what: MISSING, …; new: item; detail: description
    PART_ISSUE_SETTLED = "part_issue_settled"  # what: MISSING, …; new: item; detail: how
    PRINTED = "printed"  # what: kind of document, or BOM_TOTALS; new: number of the copy; detail: reason
    COMMENTED = "commented"  # detail: what was said
    ATTACHED = "attached"  # what: kind of document; new: name of the file
    TAKEN_OFF = "taken_off"  # what: kind of document; old: name of the file; detail: reason
    REPLACED = "replaced"  # what: kind of document; old and new: names of the files; detail: reason


@dataclass(frozen=True)
class TimelineEntry:
    """Something that happened. Parameters: build_number, None for the whole order; by, full name, None for the server
    itself; what, old, new and detail, as `EventKind` says of each."""

    at: dt.datetime
    kind: EventKind
    build_id: int | None
    build_number: str | None
    by: str | None
    what: str | None
    old: str | None
    new: str | None
    detail: str | None


_EVENTS = """
WITH own AS (
    SELECT b.id, b.build_number FROM cs.build b WHERE b.order_id = :order AND (:whole OR b.id = :build)
), form AS (
    SELECT n.* FROM cs.inspection n WHERE n.build_id IN (SELECT o.id FROM own o)
), revision AS (
    SELECT r.* FROM cs.bom_revision r WHERE r.build_id IN (SELECT o.id FROM own o)
), ncr AS (
    SELECT n.* FROM cs.nonconformance n WHERE n.build_id IN (SELECT o.id FROM own o)
), record AS (
    SELECT 'build' AS kind, o.id, o.id AS build_id FROM own o
    UNION ALL SELECT 'inspection', f.id, f.build_id FROM form f
    UNION ALL SELECT 'bom_revision', r.id, r.build_id FROM revision r
    UNION ALL SELECT 'bom_totals', r.id, r.build_id FROM revision r
    UNION ALL SELECT 'nonconformance', n.id, n.build_id FROM ncr n
    UNION ALL SELECT 'order', CAST(:order AS bigint), NULL
), event (at, kind, build_id, person_id, what, old, new, detail) AS (
    SELECT o.created_at, 'entered', NULL::bigint, o.created_by, NULL::text, NULL::text, o.po_number, NULL::text
      FROM cs.customer_order o WHERE o.id = :order
    UNION ALL
    SELECT h.at, 'moved', h.build_id, h.person_id, NULL, h.from_status, h.to_status, h.reason
      FROM cs.status_history h WHERE h.build_id IN (SELECT o.id FROM own o) AND h.from_status IS NOT NULL
    UNION ALL
    SELECT r.created_at, 'bom_revision', r.build_id, r.created_by, NULL, NULL, r.revision::text, r.reason
      FROM revision r
    UNION ALL
    SELECT c.created_at, 'change_requested', c.build_id, c.created_by, NULL, NULL, c.what, c.why
      FROM cs.change_request c WHERE c.build_id IN (SELECT o.id FROM own o)
    UNION ALL
    SELECT c.at, 'answer_changed', c.build_id, c.person_id, c.field, c.old, c.new, c.reason
      FROM cs.order_change c
     WHERE c.order_id = :order AND (c.build_id IS NULL OR c.build_id IN (SELECT o.id FROM own o))
    UNION ALL
    SELECT f.created_at, 'form_opened', f.build_id, f.created_by, f.kind, NULL, f.attempt::text, f.reason FROM form f
    UNION ALL
    SELECT s.signed_at, 'signed', CASE WHEN count(DISTINCT r.build_id) = 1 THEN min(r.build_id) END, s.signer_id,
           s.meaning, NULL, string_agg(u.record_kind || ':' || u.record_id, ' ' ORDER BY u.record_kind, u.record_id),
           s.comment
      FROM record r
      JOIN cs.signature_subject u ON u.record_kind = r.kind AND u.record_id = r.id
      JOIN cs.signature s ON s.id = u.signature_id
     GROUP BY s.id
    UNION ALL
    SELECT n.created_at, 'ncr_opened', n.build_id, n.created_by, n.number, NULL, n.description, NULL FROM ncr n
    UNION ALL
    SELECT coalesce(s.signed_at, n.verified_at), 'ncr_verified', n.build_id, coalesce(n.verified_by, s.signer_id),
           n.number, NULL, n.disposition, NULL
      FROM ncr n
      LEFT JOIN cs.inspection i ON i.id = n.verified_by_inspection_id
      LEFT JOIN cs.signature s ON s.id = i.signature_id
     WHERE coalesce(s.signed_at, n.verified_at) IS NOT NULL
    UNION ALL
    SELECT n.closed_at, 'ncr_closed', n.build_id, n.closed_by, n.number, NULL, n.disposition, n.disposition_reason
      FROM ncr n WHERE n.closed_at IS NOT NULL
    UNION ALL
    SELECT c.claimed_at, 'claimed', c.build_id, c.person_id, NULL, NULL, NULL, NULL
      FROM cs.assembly_claim c WHERE c.build_id IN (SELECT o.id FROM own o)
    UNION ALL
    SELECT c.ended_at, 'claim_ended', c.build_id, c.person_id, c.ended_how, NULL, p.full_name, NULL
      FROM cs.assembly_claim c LEFT JOIN cs.person p ON p.id = c.handed_to
     WHERE c.build_id IN (SELECT o.id FROM own o) AND c.ended_at IS NOT NULL
    UNION ALL
    SELECT i.created_at, 'part_issue', i.build_id, i.created_by, i.what, NULL, i.item, i.description
      FROM cs.part_issue i WHERE i.build_id IN (SELECT o.id FROM own o)
    UNION ALL
    SELECT i.resolved_at, 'part_issue_settled', i.build_id, i.resolved_by, i.what, NULL, i.item, i.resolution
      FROM cs.part_issue i WHERE i.build_id IN (SELECT o.id FROM own o) AND i.resolved_at IS NOT NULL
    UNION ALL
    -- All kinds are named, so that the index by kind and record is of use.
    SELECT p.created_at, 'printed', r.build_id, p.created_by,
           CASE r.kind WHEN 'bom_totals' THEN 'BOM_TOTALS' ELSE p.document_kind END, NULL, p.copy_number::text, p.reason
      FROM record r JOIN cs.print_record p ON p.record = r.kind || ':' || r.id
       AND p.document_kind IN ('QC_SHEET', 'BOM', 'TRAVELER', 'LABEL', 'PACKING_LIST', 'DHR')
    UNION ALL
    SELECT c.created_at, 'commented', c.build_id, c.created_by, NULL, NULL, NULL, c.body
      FROM cs.comment c
     WHERE c.order_id = :order AND (c.build_id IS NULL OR c.build_id IN (SELECT o.id FROM own o))
    UNION ALL
    SELECT d.created_at, 'attached', d.build_id, d.created_by, d.kind, NULL, d.file_name, NULL
      FROM cs.document d
     WHERE d.order_id = :order AND (d.build_id IS NULL OR d.build_id IN (SELECT o.id FROM own o))
    UNION ALL
    SELECT d.removed_at, CASE WHEN r.name IS NULL THEN 'taken_off' ELSE 'replaced' END, d.build_id, d.removed_by,
           d.kind, d.file_name, r.name, d.removed_reason
      FROM cs.document d CROSS JOIN LATERAL cs.replaced_by(d.id) AS r (name)
     WHERE d.order_id = :order AND d.removed_at IS NOT NULL
       AND (d.build_id IS NULL OR d.build_id IN (SELECT o.id FROM own o))
)
SELECT e.at, e.kind, e.build_id, o.build_number, p.full_name, e.what, e.old, e.new, e.detail
  FROM event e LEFT JOIN own o ON o.id = e.build_id LEFT JOIN cs.person p ON p.id = e.person_id
 ORDER BY e.at DESC, e.kind, e.build_id, e.what, e.new
 OFFSET :offset LIMIT :limit
"""


def order_timeline(session: Session, order_id: int, *, offset: int = 0, limit: int = 200) -> tuple[TimelineEntry, ...]:
    """What happened to an order and all its builds, newest first, in one statement.

    Parameters: offset, entries of the pages before; limit, at most 1,000. Errors: NotFound, Refused.
    """
    return _read(session, {"order": order_id, "build": None, "whole": True}, offset, limit)


def build_timeline(session: Session, build_id: int, *, offset: int = 0, limit: int = 200) -> tuple[TimelineEntry, ...]:
    """What happened to a build, and to its order as a whole, newest first, in two statements. Else as
    `order_timeline`."""
    with session.read() as connection:
        order_id = connection.execute(
            text("SELECT b.order_id FROM cs.build b WHERE b.id = :build"), {"build": build_id}
        ).scalar()
    if order_id is None:
        raise NotFound("There is no such build.")
    return _read(session, {"order": order_id, "build": build_id, "whole": False}, offset, limit)


def _read(session: Session, asked: dict[str, Any], offset: int, limit: int) -> tuple[TimelineEntry, ...]:
    with session.read() as connection:
        rows = connection.execute(text(_EVENTS), {**asked, "offset": offset, "limit": min(limit, MOST)}).all()
    # That it was entered is always there, unless a page before held it.
    if not rows and offset == 0:
        raise NotFound("There is no such order.")
    return tuple(
        TimelineEntry(
            row.at,
            EventKind(row.kind),
            row.build_id,
            row.build_number,
            row.full_name,
            row.what,
            row.old,
            row.new,
            row.detail or None,
        )
        for row in rows
    )
