"""What stands on every printed record besides its content: the copy, the plant's zone and name, the audit seal."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select, text

from cleanstation_desktop.domain.print_marks import AuditSeal, PrintCopy, uncontrolled
from cleanstation_desktop.services.documents import record_print
from cleanstation_desktop.services.session import Session

_COPY = text(
    "SELECT c.copy_number, c.reason, c.created_at, p.full_name, c.station FROM cs.print_record c "
    "JOIN cs.person p ON p.id = c.created_by WHERE c.id = :print"
)
_FRAME = text(
    "SELECT (SELECT value #>> '{}' FROM cs.setting WHERE name = 'plant_zone') AS zone, "
    "(SELECT value #>> '{}' FROM cs.setting WHERE name = 'company_name') AS company, l.id, l.at, l.hash "
    "FROM cs_audit.latest_seal() l"
)


@dataclass(frozen=True)
class Marks:
    """What every document carries around its content. Parameters: seal, the latest one, None while there is none."""

    zone: ZoneInfo
    company: str
    seal: AuditSeal | None


def read_marks(connection: Connection) -> Marks:
    """The marks as they are now."""
    row = connection.execute(_FRAME).one()
    seal = None if row.id is None else AuditSeal(row.id, bytes(row.hash).hex(), row.at)
    return Marks(ZoneInfo(row.zone), row.company, seal)


def bom_record(bom_revision_id: int, *, by_item: bool) -> str:
    """What a print of a BOM revision is counted as: its totals by item are a paper of their own."""
    return f"{'bom_totals' if by_item else 'bom_revision'}:{bom_revision_id}"


def uncontrolled_copy(session: Session) -> PrintCopy:
    """What stands on a file that is no controlled copy: who saved it, where, and when by the server's clock."""
    with session.read() as connection:
        now = connection.execute(select(func.now())).scalar_one()
    return uncontrolled(session.person.full_name, session.station, now)


def count_copy(session: Session, kind: str, record: str, *, reason: str, command_id: UUID | None) -> PrintCopy:
    """Count a print, and give what stands on the paper of it. Parameters and errors: as `documents.record_print`."""
    printed = record_print(session, kind, record, reason=reason, command_id=command_id)
    with session.read() as connection:
        row = connection.execute(_COPY, {"print": printed.id}).one()
    return PrintCopy(row.copy_number, row.reason, row.created_at, row.full_name, row.station)
