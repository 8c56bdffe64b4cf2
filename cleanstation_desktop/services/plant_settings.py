"""Settings and flags of the plant, kept in the database and changed by the admin (DOMAIN §2, §9)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import select

from cleanstation_desktop.database.system import flag, setting
from cleanstation_desktop.domain.errors import Finding, InvalidInput
from cleanstation_desktop.services.session import Command, Session
from cleanstation_desktop.services.updates import change

TYPES: dict[str, tuple[type, ...]] = {
    "plant_zone": (str,),
    "company_name": (str,),
    "idle_session_hours": (int, float),
    "station_lock_minutes": (int, float),
    "due_soon_days": (int,),
}
"""Settings that the admin changes, and what kind of value each takes; the bounds are those of cs.guard_setting."""


@dataclass(frozen=True)
class PlantSetting:
    """A setting. Parameters: meaning, what it does; version, for the next change."""

    name: str
    value: str | int | float
    meaning: str
    version: int


@dataclass(frozen=True)
class Flag:
    """A feature that can be switched. Parameters: meaning, what it switches."""

    name: str
    enabled: bool
    meaning: str
    version: int


def list_settings(session: Session) -> tuple[PlantSetting, ...]:
    """Settings that the admin may change, by name; those of the installer are left out."""
    c = setting.c
    with session.read() as connection:
        rows = connection.execute(
            select(c.name, c.value, c.meaning, c.version).where(c.name.in_(TYPES)).order_by(c.name)
        )
        return tuple(PlantSetting(*row) for row in rows)


def change_setting(
    session: Session, name: str, value: str | int | float, *, version: int, command_id: UUID | None = None
) -> int:
    """Change a setting; returns its new version.

    Errors: InvalidInput, by the setting's name, for another kind of value or one out of bounds, and for a name that is
    no setting; Stale; Refused for anybody but the admin.
    """
    if name not in TYPES:
        raise InvalidInput([Finding("error", "unknown_setting", "name", f"Known settings: {', '.join(TYPES)}.")])
    if isinstance(value, bool) or not isinstance(value, TYPES[name]):
        wanted = "text" if str in TYPES[name] else "number"
        raise InvalidInput([Finding("error", "wrong_type", name, f"{name} is a {wanted}.")])
    request = {"name": name, "value": value, "version": version}
    with session.write(Command("setting.change", request, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return int(work.repeated["version"])
        new_version = change(work.connection, setting, name, version, value=value)
        work.answer = {"version": new_version}
        return new_version


def list_flags(session: Session) -> tuple[Flag, ...]:
    """Every feature flag, by name."""
    c = flag.c
    with session.read() as connection:
        rows = connection.execute(select(c.name, c.enabled, c.meaning, c.version).order_by(c.name))
        return tuple(Flag(*row) for row in rows)


def switch_flag(session: Session, name: str, enabled: bool, *, version: int, command_id: UUID | None = None) -> int:
    """Switch a feature on or off; returns the new version. Errors: NotFound, Stale, Refused for all but the admin."""
    request = {"name": name, "enabled": enabled, "version": version}
    with session.write(Command("flag.switch", request, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return int(work.repeated["version"])
        new_version = change(work.connection, flag, name, version, enabled=enabled)
        work.answer = {"version": new_version}
        return new_version
