"""Reference instruments and the last day of their calibration (DOMAIN §6, end-of-line test)."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select

from cleanstation_desktop.database.inspections import instrument
from cleanstation_desktop.services.session import Command, Session
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.services.texts import read_reason, read_text
from cleanstation_desktop.services.updates import change

NUMBER = (1, 60)
NAME = (1, 200)
DUE_SOON_DAYS = 30
"""How long before its last day a calibration is told to be due soon: time to send the instrument away."""


@dataclass(frozen=True)
class Instrument:
    """A measuring instrument. Parameters: calibration_due, the last day on which it may be used, at the plant."""

    id: int
    number: str
    name: str
    calibration_due: dt.date
    retired_at: dt.datetime | None
    version: int


def list_instruments(session: Session, *, with_retired: bool = False) -> tuple[Instrument, ...]:
    """Instruments by number; those in use unless asked otherwise. Errors: Refused."""
    c = instrument.c
    wanted = select(c.id, c.number, c.name, c.calibration_due, c.retired_at, c.version).order_by(c.number)
    if not with_retired:
        wanted = wanted.where(c.retired_at.is_(None))
    with session.read() as connection:
        return tuple(Instrument(*row) for row in connection.execute(wanted))


def add_instrument(
    session: Session, number: str, name: str, calibration_due: dt.date, *, command_id: UUID | None = None
) -> Seen:
    """Take an instrument into use. Errors: InvalidInput (number, name), Duplicate, Refused for all but the admin."""
    values = {"number": read_text(number, "number", *NUMBER), "name": read_text(name, "name", *NAME)}
    request = {**values, "calibration_due": calibration_due.isoformat()}
    with session.write(Command("instrument.add", request, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return Seen(**work.repeated)
        fresh = insert(instrument).values(**values, calibration_due=calibration_due)
        row = work.connection.execute(fresh.returning(instrument.c.id, instrument.c.version)).one()
        work.answer = {"id": row.id, "version": row.version}
        return Seen(row.id, row.version)


def calibrate(session: Session, seen: Seen, calibration_due: dt.date, *, command_id: UUID | None = None) -> int:
    """Record until when an instrument may be used now; returns its new version. Errors: Stale, Refused."""
    request = {"instrument": asdict(seen), "calibration_due": calibration_due.isoformat()}
    with session.write(Command("instrument.calibrate", request, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return int(work.repeated["version"])
        version = change(work.connection, instrument, seen.id, seen.version, calibration_due=calibration_due)
        work.answer = {"id": seen.id, "version": version}
        return version


def rename(session: Session, seen: Seen, name: str, reason: str, *, command_id: UUID | None = None) -> int:
    """Correct what an instrument is called; its number stays, and what was measured with it. Returns: the new version.

    Errors: InvalidInput (name, reason), Stale, Refused for all but the admin, NotFound.
    """
    called, told = read_text(name, "name", *NAME), read_reason(reason)
    request = {"instrument": asdict(seen), "name": called, "reason": told}
    with session.write(Command("instrument.rename", request, reason=told, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return int(work.repeated["version"])
        version = change(work.connection, instrument, seen.id, seen.version, name=called)
        work.answer = {"id": seen.id, "version": version}
        return version


def retire(session: Session, seen: Seen, *, command_id: UUID | None = None) -> int:
    """Take an instrument out of use; what was measured with it stands. Errors: Stale, Refused, NotFound."""
    with session.write(Command("instrument.retire", {"instrument": asdict(seen)}, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return int(work.repeated["version"])
        version = change(work.connection, instrument, seen.id, seen.version, retired_at=func.now())
        work.answer = {"id": seen.id, "version": version}
        return version


def take_back(session: Session, seen: Seen, *, command_id: UUID | None = None) -> int:
    """Use a retired instrument again; returns its new version. Errors: Stale, Refused, NotFound."""
    with session.write(Command("instrument.take_back", {"instrument": asdict(seen)}, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return int(work.repeated["version"])
        version = change(work.connection, instrument, seen.id, seen.version, retired_at=None)
        work.answer = {"id": seen.id, "version": version}
        return version
