"""Settings and flags of the plant, kept in the database and changed by the admin (DOMAIN §2, §9)."""

from __future__ import annotations

from collections.abc import Mapping
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
"""Settings that the admin changes, and what kind of value each takes."""
BOUNDS = {"idle_session_hours": (0, 24), "station_lock_minutes": (0, 60), "due_soon_days": (0, 365)}
"""Above the first, at most the second, as cs.guard_setting demands."""
COMPANY_NAME = 200


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
    """Change a setting; returns its new version. Errors: as those of `change_plant`."""
    return change_plant(session, {name: (value, version)}, command_id=command_id)[name]


def change_plant(
    session: Session, settings: Mapping[str, tuple[str | int | float, int]], *, command_id: UUID | None = None
) -> dict[str, int]:
    """Change several settings, all or none. Parameters: settings, name to new value and the version that was seen.

    Returns: their new versions. Errors: InvalidInput, by the setting's name, for another kind of value or one out of
    bounds, and for a name that is no setting; Stale; Refused for anybody but the admin.
    """
    faults = find_faults({name: value for name, (value, _version) in settings.items()})
    if faults:
        raise InvalidInput(faults)
    request = {name: {"value": value, "version": version} for name, (value, version) in settings.items()}
    with session.write(Command("setting.change", request, id=command_id or uuid4())) as work:
        if work.repeated is None:
            work.answer = {
                name: change(work.connection, setting, name, version, value=value)
                for name, (value, version) in settings.items()
            }
        return {name: int(version) for name, version in (work.repeated or work.answer or {}).items()}


def find_faults(values: Mapping[str, object]) -> list[Finding]:
    """What is wrong with values, by setting, as far as it is known without the server, which also knows all zones."""
    return [fault for name, value in values.items() if (fault := _fault(name, value)) is not None]


def _fault(name: str, value: object) -> Finding | None:
    if name not in TYPES:
        return Finding("error", "unknown_setting", "name", f"Known settings: {', '.join(TYPES)}.")
    if name in BOUNDS:
        low, high = BOUNDS[name]
        if not isinstance(value, int | float) or isinstance(value, bool) or not low < value <= high:
            return Finding("error", "bad_setting", name, f"It is a number above {low}, at most {high}.")
        if not isinstance(value, TYPES[name]):
            return Finding("error", "bad_setting", name, "It is a whole number of days.")
    elif not isinstance(value, str):
        kind = "text"
        return Finding("error", "wrong_type", name, f"{name} is a {kind}.")
    elif name == "company_name" and not 0 < len(value.strip()) <= COMPANY_NAME:
        return Finding("error", "bad_setting", name, "The name of the company has 1 to 200 characters.")
    return None


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
