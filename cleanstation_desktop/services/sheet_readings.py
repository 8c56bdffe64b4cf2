"""The readings of an inspection in whose place others came: nothing that was read is lost on paper (DOMAIN §6)."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, text

from cleanstation_desktop.domain.checklist_template import Outcome
from cleanstation_desktop.domain.sheets import EarlierReading

# A carried-over answer was read in an earlier attempt.
_READINGS = text(
    "SELECT i.id AS item, a.number_value IS NOT NULL AS stands, g.value, g.unit, g.outcome, p.initials, g.read_at "
    "FROM cs.inspection n JOIN cs.inspection_item i ON i.inspection_id = n.id "
    "JOIN cs.inspection e ON e.build_id = n.build_id AND e.kind = n.kind "
    "AND e.attempt = coalesce(i.carried_from, n.attempt) "
    "JOIN cs.inspection_item f ON f.inspection_id = e.id AND f.code = i.code AND f.basin = i.basin "
    "JOIN cs.reading g ON g.inspection_item_id = f.id JOIN cs.person p ON p.id = g.read_by "
    "LEFT JOIN cs.answer a ON a.inspection_item_id = i.id "
    "WHERE n.id = :inspection ORDER BY i.id, g.id"
)


def read_earlier(connection: Connection, inspection_id: int) -> Mapping[int, tuple[EarlierReading, ...]]:
    """The earlier readings by the key of their item, the newest first; the same one read twice counts once."""
    rows = connection.execute(_READINGS, {"inspection": inspection_id})
    return {item: _earlier(list(found)) for item, found in groupby(rows, key=lambda row: row.item)}


def _earlier(rows: list[Any]) -> tuple[EarlierReading, ...]:
    runs = [list(run)[-1] for _, run in groupby(rows, key=lambda row: (row.value, row.outcome))]
    # The last one stands, unless in the end the answer has no reading.
    if runs[-1].stands:
        runs.pop()
    return tuple(
        EarlierReading(row.value, row.unit, Outcome(row.outcome), row.initials, row.read_at) for row in reversed(runs)
    )
