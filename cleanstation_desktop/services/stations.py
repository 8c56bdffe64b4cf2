"""Workstation PCs on the floor: added and retired by the admin (DOMAIN §1, §2)."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select

from cleanstation_desktop.database.people import station
from cleanstation_desktop.services.session import Command, Session
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.services.texts import read_text
from cleanstation_desktop.services.updates import change

NAME = (1, 63)
LOCATION = (0, 200)


@dataclass(frozen=True)
class Station:
    """A workstation. Parameters: name, as it stands in the audit; location, where on the floor."""

    id: int
    name: str
    location: str
    retired_at: dt.datetime | None
    version: int


def list_stations(session: Session, *, with_retired: bool = False) -> tuple[Station, ...]:
    """Stations by name; those in use unless asked otherwise."""
    c = station.c
    wanted = select(c.id, c.name, c.location, c.retired_at, c.version).order_by(c.name)
    if not with_retired:
        wanted = wanted.where(c.retired_at.is_(None))
    with session.read() as connection:
        return tuple(Station(*row) for row in connection.execute(wanted))


def add_station(session: Session, name: str, location: str = "", *, command_id: UUID | None = None) -> Seen:
    """Take a station into use. Errors: InvalidInput (name, location), Duplicate, Refused for anybody but the admin."""
    values = {"name": read_text(name, "name", *NAME), "location": read_text(location, "location", *LOCATION)}
    with session.write(Command("station.add", values, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return Seen(**work.repeated)
        row = work.connection.execute(insert(station).values(**values).returning(station.c.id, station.c.version)).one()
        work.answer = {"id": row.id, "version": row.version}
        return Seen(row.id, row.version)


def change_station(
    session: Session, seen: Seen, name: str, location: str = "", *, command_id: UUID | None = None
) -> int:
    """Give a station another name or place; the audit keeps the name that it had at the time.

    The PC itself tells its name by its own settings: it is enrolled again under the new one.
    Returns: the new version. Errors: InvalidInput (name, location), Duplicate, Stale, NotFound, Refused.
    """
    values = {"name": read_text(name, "name", *NAME), "location": read_text(location, "location", *LOCATION)}
    request = {"station": asdict(seen), **values}
    with session.write(Command("station.change", request, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return int(work.repeated["version"])
        version = change(work.connection, station, seen.id, seen.version, **values)
        work.answer = {"id": seen.id, "version": version}
        return version


def retire(session: Session, seen: Seen, *, command_id: UUID | None = None) -> int:
    """Take a station out of use; the audit keeps its name. Errors: Stale, NotFound, Refused."""
    with session.write(Command("station.retire", {"station": asdict(seen)}, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return int(work.repeated["version"])
        version = change(work.connection, station, seen.id, seen.version, retired_at=func.now())
        work.answer = {"id": seen.id, "version": version}
        return version


def take_back(session: Session, seen: Seen, *, command_id: UUID | None = None) -> int:
    """Use a retired station again. Returns: the new version. Errors: Stale, NotFound, Refused."""
    with session.write(Command("station.take_back", {"station": asdict(seen)}, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return int(work.repeated["version"])
        version = change(work.connection, station, seen.id, seen.version, retired_at=None)
        work.answer = {"id": seen.id, "version": version}
        return version
