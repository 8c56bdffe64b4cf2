"""Serial numbers of what is built into a sink, as its end-of-line test reads them (DOMAIN §1, §6)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import text

from cleanstation_desktop.services.session import Session


@dataclass(frozen=True)
class SerialNumber:
    """A serial number built in. Parameters: component, such as TOUCHSCREEN; basin, None for the whole sink."""

    component: str
    item: str | None
    basin: int | None
    serial: str
    recorded_at: dt.datetime


# Not from cs.serial_number, the history: what was changed, misread or replaced is no longer in the sink.
_SERIALS = text(
    "SELECT s.component, s.item, nullif(s.basin, 0), s.serial, s.answered_at FROM (SELECT DISTINCT ON (i.id) "
    "coalesce(i.definition #>> '{component,kind}', i.code) AS component, "
    "i.definition #>> '{component,item}' AS item, i.basin, a.text_value AS serial, a.answered_at "
    "FROM cs.inspection_item i JOIN cs.inspection n ON n.id = i.inspection_id JOIN cs.build b ON b.id = n.build_id "
    "JOIN cs.inspection m ON m.build_id = n.build_id AND m.kind = n.kind AND m.cycle = n.cycle "
    "JOIN cs.inspection_item e ON e.inspection_id = m.id AND e.code = i.code AND e.basin = i.basin "
    "AND (e.definition, e.basis) IS NOT DISTINCT FROM (i.definition, i.basis) "
    "JOIN cs.answer a ON a.inspection_item_id = e.id "
    "WHERE b.id = :build AND n.kind = 'END_OF_LINE_TEST' AND n.cycle = b.cycle AND i.kind = 'SERIAL' AND n.attempt = "
    "(SELECT max(l.attempt) FROM cs.inspection l WHERE l.build_id = b.id AND l.kind = n.kind AND l.cycle = b.cycle) "
    "ORDER BY i.id, m.attempt DESC) s WHERE s.serial IS NOT NULL ORDER BY s.component, s.basin"
)


def list_serial_numbers(session: Session, build_id: int) -> tuple[SerialNumber, ...]:
    """The serial numbers of what is built in now: those that the newest end-of-line test of this body reads, and of
    what it asks for and has not read yet those of an earlier attempt. Errors: Refused."""
    with session.read() as connection:
        rows = connection.execute(_SERIALS, {"build": build_id}).all()
    return tuple(SerialNumber(*row) for row in rows)
