"""The files of an inspection as its sheet names them: the drawings that stood at a moment, and photos by item."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, text

from cleanstation_desktop.domain.sheets import SheetDrawing

# Taken off later, a drawing stood all the same.
_DRAWINGS = text(
    "SELECT d.file_name, d.sha256 FROM cs.inspection n JOIN cs.build b ON b.id = n.build_id "
    "JOIN cs.document d ON d.order_id = b.order_id AND coalesce(d.build_id, b.id) = b.id AND d.kind = 'DRAWING' "
    "WHERE n.id = :inspection AND d.created_at <= coalesce(CAST(:at AS timestamptz), now()) "
    "AND (d.removed_at IS NULL OR d.removed_at > CAST(:at AS timestamptz)) ORDER BY d.id DESC"
)
# A carried-over answer was given in an earlier attempt: its photos stand there.
_PHOTOS = text(
    "SELECT i.id, count(*) AS photos FROM cs.inspection n JOIN cs.build b ON b.id = n.build_id "
    "JOIN cs.document d ON d.order_id = b.order_id AND d.answer_id IS NOT NULL AND d.removed_at IS NULL "
    "JOIN cs.answer a ON a.id = d.answer_id JOIN cs.inspection_item f ON f.id = a.inspection_item_id "
    "JOIN cs.inspection e ON e.id = f.inspection_id AND e.build_id = n.build_id AND e.kind = n.kind "
    "JOIN cs.inspection_item i ON i.inspection_id = n.id AND i.code = f.code AND i.basin = f.basin "
    "AND e.attempt = coalesce(i.carried_from, n.attempt) "
    "WHERE n.id = :inspection GROUP BY i.id"
)


def read_drawings(connection: Connection, inspection_id: int, at: dt.datetime | None) -> tuple[SheetDrawing, ...]:
    """The drawings of the order and the build that stood at a moment, the newest first. Parameters: at, None is now."""
    rows = connection.execute(_DRAWINGS, {"inspection": inspection_id, "at": at})
    return tuple(SheetDrawing(row.file_name, bytes(row.sha256).hex()) for row in rows)


def count_photos(connection: Connection, inspection_id: int) -> dict[int, int]:
    """How many files prove an answer, by the key of its item."""
    return {row.id: row.photos for row in connection.execute(_PHOTOS, {"inspection": inspection_id})}
