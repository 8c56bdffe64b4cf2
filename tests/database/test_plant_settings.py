"""Settings of the plant through psql: a value that no program can read would stop every order, print and job."""

from __future__ import annotations

import json

import psycopg
import pytest

from cleanstation_desktop.domain.people import Role
from tests.support.clusters import Clone
from tests.support.people import make_person
from tests.support.psql_floor import value

CHANGE = b"UPDATE cs.setting SET value = %s::jsonb, version = version + 1 WHERE name = %s"
GOOD = [
    ("plant_zone", "Europe/Paris"),
    ("plant_zone", "UTC"),
    ("company_name", "Société d’essai"),
    ("idle_session_hours", 0.5),
    ("idle_session_hours", 24),
    ("station_lock_minutes", 60),
]
BAD = [
    ("plant_zone", "Mars/Olympus"),
    ("plant_zone", "america/toronto "),
    ("plant_zone", 5),
    ("plant_zone", None),
    ("company_name", "  "),
    ("company_name", "x" * 201),
    ("company_name", ["Torvan"]),
    ("idle_session_hours", 0),
    ("idle_session_hours", 24.1),
    ("idle_session_hours", "8"),
    ("station_lock_minutes", 61),
    ("station_lock_minutes", {}),
]


@pytest.fixture
def admin(database: Clone) -> psycopg.Connection[tuple[object, ...]]:
    person = make_person(database, Role.ADMIN)
    return database.connect(person.login, person.password, autocommit=True)


def test_the_administrator_changes_settings_within_reason(admin: psycopg.Connection[tuple[object, ...]]) -> None:
    with admin:
        for name, chosen in GOOD:
            assert admin.execute(CHANGE, [json.dumps(chosen), name]).rowcount == 1
        for name, chosen in BAD:
            with pytest.raises(psycopg.Error) as refused:
                admin.execute(CHANGE, [json.dumps(chosen), name])
            assert (refused.value.sqlstate, refused.value.diag.column_name) == ("CS422", name), chosen
        assert value(admin, "SELECT cs.plant_today()") is not None
