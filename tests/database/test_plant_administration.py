"""What the admin keeps of the plant: stations, flags, settings, badges, work instructions (DOMAIN §2, §9)."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from cleanstation_desktop.domain.errors import Duplicate, InvalidInput, NotFound, Refused, Stale
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import badges, plant_settings, stations
from cleanstation_desktop.services.signing import Seen
from tests.support.clusters import Clone
from tests.support.company import ODD_TEXTS, Company, nothing_written
from tests.support.psql_floor import value

OTHERS = [role for role in Role if role is not Role.ADMIN]


def test_a_station_is_added_and_retired(database: Clone, company: Company) -> None:
    command = uuid4()
    made = stations.add_station(company.admin, "FLOOR-1", "Beside the press", command_id=command)
    with nothing_written(database):
        assert stations.add_station(company.admin, "FLOOR-1", "Beside the press", command_id=command) == made
    for text in ODD_TEXTS:
        stations.add_station(company.admin, text, text)
    with nothing_written(database), pytest.raises(Duplicate) as caught:
        stations.add_station(company.admin, "FLOOR-1")
    assert caught.value.field == "name"
    assert stations.retire(company.admin, made) == 2
    with nothing_written(database), pytest.raises(Stale):
        stations.retire(company.admin, made)
    assert "FLOOR-1" not in {row.name for row in stations.list_stations(company.service)}
    assert "FLOOR-1" in {row.name for row in stations.list_stations(company.qc, with_retired=True)}


@pytest.mark.parametrize(
    ("name", "location", "field"),
    [("", "", "name"), ("x" * 64, "", "name"), ("a\0b", "", "name"), ("F", "x" * 201, "location")],
)
def test_a_station_that_cannot_be_is_refused(
    database: Clone, company: Company, name: str, location: str, field: str
) -> None:
    with nothing_written(database), pytest.raises(InvalidInput) as caught:
        stations.add_station(company.admin, name, location)
    assert caught.value.field == field


def test_settings_are_typed_and_bounded(database: Clone, company: Company) -> None:
    listed = {row.name: row for row in plant_settings.list_settings(company.qc)}
    assert set(listed) == set(plant_settings.TYPES)
    command = uuid4()
    told: dict[str, Any] = {"version": listed["company_name"].version, "command_id": command}
    assert plant_settings.change_setting(company.admin, "company_name", "Torvan", **told) == told["version"] + 1
    assert plant_settings.change_setting(company.admin, "company_name", "Torvan", **told) == told["version"] + 1
    hours = listed["idle_session_hours"].version
    assert plant_settings.change_setting(company.admin, "idle_session_hours", 4.5, version=hours) == hours + 1
    now = {row.name: row.value for row in plant_settings.list_settings(company.qc)}
    assert (now["company_name"], now["idle_session_hours"]) == ("Torvan", 4.5)
    bad: list[tuple[str, Any]] = [
        ("company_name", 5),
        ("company_name", "   "),
        ("plant_zone", "Mars/Olympus"),
        ("idle_session_hours", "8"),
        ("idle_session_hours", True),
        ("idle_session_hours", 0),
        ("station_lock_minutes", 61),
        ("station_lock_minutes", None),
    ]
    for name, wrong in bad:
        version = {row.name: row.version for row in plant_settings.list_settings(company.admin)}[name]
        with nothing_written(database), pytest.raises(InvalidInput) as caught:
            plant_settings.change_setting(company.admin, name, wrong, version=version)
        assert caught.value.field == name
    for name in ("environment", "program_digest", "audit_kept_days", ""):
        with nothing_written(database), pytest.raises(InvalidInput):
            plant_settings.change_setting(company.admin, name, "x", version=1)
    with nothing_written(database), pytest.raises(Stale):
        plant_settings.change_setting(company.admin, "company_name", "Late", version=told["version"])


def test_flags_are_switched(database: Clone, company: Company) -> None:
    with database.connect(autocommit=True) as superuser:
        superuser.execute("INSERT INTO cs.flag (name, meaning) VALUES ('tried', 'Switches nothing')")
    assert plant_settings.switch_flag(company.admin, "tried", True, version=1) == 2
    assert [(row.name, row.enabled) for row in plant_settings.list_flags(company.service)] == [("tried", True)]
    with nothing_written(database), pytest.raises(Stale):
        plant_settings.switch_flag(company.admin, "tried", False, version=1)
    with nothing_written(database), pytest.raises(NotFound):
        plant_settings.switch_flag(company.admin, "not there", True, version=1)


@pytest.mark.parametrize("role", OTHERS)
def test_the_plant_is_kept_by_the_admin_alone(database: Clone, company: Company, role: Role) -> None:
    made = stations.add_station(company.admin, "FLOOR-2")
    with database.connect(autocommit=True) as superuser:
        superuser.execute("INSERT INTO cs.flag (name, meaning) VALUES ('tried', 'Switches nothing')")
    session = company.session(role)
    version = {row.name: row.version for row in plant_settings.list_settings(session)}["company_name"]
    for act in (
        lambda: stations.add_station(session, "MINE"),
        lambda: stations.retire(session, made),
        lambda: plant_settings.change_setting(session, "company_name", "Mine", version=version),
        lambda: plant_settings.switch_flag(session, "tried", True, version=1),
        lambda: badges.set_badge(session, session.person.id, "BADGE-1", "1234"),
        lambda: badges.take_badge_back(session, session.person.id),
    ):
        with nothing_written(database), pytest.raises(Refused):
            act()


def test_a_badge_is_given_and_taken_back_and_nobody_reads_it(database: Clone, company: Company) -> None:
    person, other = company.person(Role.ASSEMBLER), company.person(Role.QC_PERSON)
    badges.set_badge(company.admin, person.id, "BADGE-0001", "4711")
    badges.set_badge(company.admin, person.id, "BADGE-0002", "4711", command_id=uuid4())
    with nothing_written(database), pytest.raises(Duplicate) as caught:
        badges.set_badge(company.admin, other.id, "BADGE-0002", "0000")
    assert caught.value.field == "badge"
    with database.connect() as superuser:
        digest, verifier = value(
            superuser,
            "SELECT ARRAY[badge_sha256, pin_verifier] FROM cs.person_badge WHERE person_id = %s",
            person.id,
        )
        assert digest == hashlib.sha256(b"BADGE-0002").digest()
        scheme, cost, block, parallel, salt, hashed = bytes(verifier).decode().split("$")
        assert scheme == "scrypt"
        again = hashlib.scrypt(
            b"4711", salt=bytes.fromhex(salt), n=int(cost), r=int(block), p=int(parallel), maxmem=2**26, dklen=32
        )
        assert again.hex() == hashed
        # The audit tells that and when it changed, by digests of both.
        seen = value(
            superuser, "SELECT string_agg(new_row::text, ' ') FROM cs_audit.log WHERE table_name = 'person_badge'"
        )
        assert hashlib.sha256(verifier).hexdigest() in seen
        assert digest.hex() not in seen
        assert hashed not in seen
        assert "scrypt" not in seen
    for role in Role:
        reader = company.person(role)
        with database.connect(reader.login, reader.password) as connection, pytest.raises(psycopg.Error) as refused:
            connection.execute("SELECT person_id FROM cs.person_badge")
        assert refused.value.sqlstate == "42501"
    badges.take_badge_back(company.admin, person.id)
    badges.set_badge(company.admin, other.id, "BADGE-0002", "0000")


@pytest.mark.parametrize(
    ("badge", "pin", "field"),
    [("", "1234", "badge"), ("abc", "1234", "badge"), ("a b c", "1234", "badge"), ("é" * 8, "1234", "badge")]
    + [("BADGE-1", pin, "pin") for pin in ("", "123", "1" * 13, "12a4", "١٢٣٤")],
)
def test_a_badge_that_cannot_be_is_refused(database: Clone, company: Company, badge: str, pin: str, field: str) -> None:
    with nothing_written(database), pytest.raises(InvalidInput) as caught:
        badges.set_badge(company.admin, company.person(Role.ASSEMBLER).id, badge, pin)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("\\x00", "scrypt$16384$8$1$" + "00" * 16 + "$" + "00" * 32), "CS422"),
        (("\\x" + "00" * 32, "4711"), "CS422"),
        (("\\x" + "00" * 32, None), "CS422"),
        ((None, "scrypt$16384$8$1$" + "00" * 16 + "$" + "00" * 32), "CS422"),
    ],
)
def test_psql_stores_no_plain_pin(
    database: Clone, company: Company, arguments: tuple[str | None, str | None], code: str
) -> None:
    admin, person = company.person(Role.ADMIN), company.person(Role.ASSEMBLER)
    with database.connect(admin.login, admin.password) as connection, pytest.raises(psycopg.Error) as caught:
        connection.execute("SELECT cs_adm.set_badge(%s, %s::bytea, %s)", (person.id, *arguments))
    assert caught.value.sqlstate == code


INSTRUCTION = (
    "INSERT INTO cs.work_instruction (kind, subject, number, document_number, revision, state, body, sha256) "
    "VALUES (%s, %s, %s, 'WI-001', 'V01', %s, %s, sha256('x')) RETURNING id"
)
BODY = '{"EN": ["Fit the logo"], "FR": ["Poser le logo"], "ES": ["Montar el logo"]}'


def test_work_instructions_are_versions_in_three_languages(database: Clone, company: Company) -> None:
    admin = company.person(Role.ADMIN)
    with database.connect(admin.login, admin.password, autocommit=True) as connection:
        first = value(connection, INSTRUCTION, "PRODUCTION", "SP-06", 1, "IN_FORCE", BODY)
        for fault in (
            ("PRODUCTION", "SP-06", 2, "IN_FORCE", BODY),
            ("PRODUCTION", "SP-06", 1, "DRAFT", BODY),
            ("PRODUCTION", "SP-07", 1, "DRAFT", '{"EN": []}'),
            ("PRODUCTION", "SP-07", 0, "DRAFT", BODY),
            ("PRODUCTION", "  ", 1, "DRAFT", BODY),
            ("SINK_QUALITY", "QC-01", 1, "DRAFT", BODY),
        ):
            with pytest.raises(psycopg.errors.IntegrityError):
                value(connection, INSTRUCTION, *fault)
        value(connection, INSTRUCTION, "PRODUCTION", "SP-06", 2, "DRAFT", BODY)
        with pytest.raises(psycopg.Error) as caught:
            connection.execute(
                "UPDATE cs.work_instruction SET body = %s, version = version + 1 WHERE id = %s",
                ('{"EN": 1, "FR": 1, "ES": 1}', first),
            )
        assert caught.value.sqlstate == "CS423"
        for state, number in (("RETIRED", 1), ("IN_FORCE", 2)):
            connection.execute(
                "UPDATE cs.work_instruction SET state = %s, version = version + 1 WHERE number = %s", (state, number)
            )
    assembler, service = company.person(Role.ASSEMBLER), company.person(Role.SERVICE_DEPARTMENT)
    with database.connect(assembler.login, assembler.password) as connection:
        assert value(connection, "SELECT count(*) FROM cs.work_instruction WHERE state = 'IN_FORCE'") == 1
        with pytest.raises(psycopg.Error):
            value(connection, INSTRUCTION, "PRODUCTION", "SP-09", 1, "DRAFT", BODY)
    with database.connect(service.login, service.password) as connection, pytest.raises(psycopg.Error):
        connection.execute("SELECT FROM cs.work_instruction")


def test_a_station_is_renamed_and_used_again(company: Company) -> None:
    """A new name must be free; a retired station can be taken back; both by version."""
    first = stations.add_station(company.admin, "FLOOR-7", "Cell 1")
    stations.add_station(company.admin, "FLOOR-8")
    with pytest.raises(Duplicate) as taken:
        stations.change_station(company.admin, first, "FLOOR-8", "Cell 1")
    assert taken.value.field == "name"
    version = stations.change_station(company.admin, first, "FLOOR-9", "Cell 2")
    with pytest.raises(Stale):
        stations.change_station(company.admin, first, "FLOOR-10", "")
    version = stations.retire(company.admin, Seen(first.id, version))
    stations.take_back(company.admin, Seen(first.id, version))
    assert ("FLOOR-9", "Cell 2") in {(row.name, row.location) for row in stations.list_stations(company.admin)}
    with pytest.raises(Refused):
        stations.change_station(company.qc, first, "MINE", "")
