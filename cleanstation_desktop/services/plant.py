"""What all services and clients ask of the plant: its day, its zone, and what its server is for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from cleanstation_desktop.database.system import setting
from cleanstation_desktop.domain.errors import EnvironmentFault
from cleanstation_desktop.services.session import Session


def plant_today(connection: Connection) -> dt.date:
    """Today in the plant's zone, by the server's clock: want dates lie after it, shipping dates do not."""
    today: dt.date = connection.execute(select(func.cs.plant_today())).scalar_one()
    return today


def read_today(session: Session) -> dt.date:
    """The same for a client, which has no clock that counts."""
    with session.read() as connection:
        return plant_today(connection)


@dataclass(frozen=True)
class Plant:
    """What a client has to know of the plant. Parameters: environment, the mark of the server; zone, in which times are
    shown; lock_minutes, after which a station left alone locks itself (DOMAIN §9); now, by the server's clock."""

    environment: str
    zone: ZoneInfo
    company: str
    lock_minutes: float
    now: dt.datetime


def read_plant(session: Session) -> Plant:
    """The plant's settings that everybody works under."""
    wanted = select(setting.c.name, setting.c.value, func.clock_timestamp().label("now")).where(
        setting.c.name.in_(("environment", "plant_zone", "company_name", "station_lock_minutes"))
    )
    with session.read() as connection:
        rows = connection.execute(wanted).all()
    found = {row.name: row.value for row in rows}
    return Plant(
        str(found["environment"]),
        ZoneInfo(str(found["plant_zone"])),
        str(found["company_name"]),
        float(found["station_lock_minutes"]),
        rows[0].now,
    )


def demand_environment(plant: Plant, expected: str) -> None:
    """Refuse a server that carries another environment's mark than this station. Errors: EnvironmentFault."""
    if plant.environment != expected:
        raise EnvironmentFault(
            f"This server is marked {plant.environment}, and this machine is set to {expected}.",
            hint="Check the address, or enrol this station for the right one: cleanstation station enroll",
        )
