"""The read matrix of DOMAIN §2, row by row: what of a readable table each role sees, with real logins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import psycopg
import pytest

from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from tests.support.clusters import Clone, create_clone, drop_clone
from tests.support.personas import Persona, make_persona, make_personas
from tests.support.psql_floor import arrived_build, claim, fail_pre_qc, sign, value


@dataclass(frozen=True)
class Floor:
    """Two rejected builds of two coordinators; nobody has claimed one yet."""

    database: Clone
    people: Mapping[str, Persona]
    other_coordinator: Persona
    mine: int
    other: int

    def count(self, who: str, query: str, *arguments: object) -> int:
        """How many rows a person of this kind counts."""
        with self.people[who].connect() as connection:
            return int(value(connection, f"SELECT count(*) FROM {query}", *arguments))


@pytest.fixture(scope="module")
def floor(cluster: EmbeddedServer, template_database: str) -> Iterator[Floor]:
    clone = create_clone(cluster, template_database)
    people = make_personas(clone)
    second = make_persona(clone, "coord")
    builds = [arrived_build(coordinator, people["proc"]) for coordinator in (people["coord"], second)]
    for build in builds:
        fail_pre_qc(people["qc"], build)
    yield Floor(clone, people, second, *builds)
    drop_clone(clone)


def test_procurement_qc_and_admin_read_every_nonconformance(floor: Floor) -> None:
    with floor.database.connect() as superuser:
        all_of_them = value(superuser, "SELECT count(*) FROM cs.nonconformance")
    assert all_of_them > 2
    assert {who: floor.count(who, "cs.nonconformance") for who in ("proc", "qc", "admin")} == dict.fromkeys(
        ("proc", "qc", "admin"), all_of_them
    )


def test_a_coordinator_reads_nonconformances_of_own_orders_only(floor: Floor) -> None:
    assert floor.count("coord", "cs.nonconformance WHERE build_id = %s", floor.mine) > 0
    assert floor.count("coord", "cs.nonconformance WHERE build_id = %s", floor.other) == 0
    with floor.other_coordinator.connect() as connection:
        assert value(connection, "SELECT count(*) FROM cs.nonconformance WHERE build_id = %s", floor.mine) == 0


def test_an_assembler_reads_nonconformances_of_claimed_builds_only(floor: Floor) -> None:
    assembler = make_persona(floor.database, "asm")
    with assembler.connect() as connection:
        assert value(connection, "SELECT count(*) FROM cs.nonconformance") == 0
        claim(assembler, floor.mine)
        found = connection.execute("SELECT DISTINCT build_id FROM cs.nonconformance").fetchall()
    assert found == [(floor.mine,)]


def test_what_was_signed_of_a_nonconformance_is_read_like_the_nonconformance(floor: Floor) -> None:
    with floor.people["qc"].connect() as connection:
        ncr = value(connection, "SELECT min(id) FROM cs.nonconformance WHERE build_id = %s", floor.mine)
        connection.execute(
            "UPDATE cs.nonconformance SET disposition = 'REWORK', disposition_reason = 'move it', "
            "version = version + 1 WHERE id = %s",
            [ncr],
        )
    sign(floor.people["qc"], "DISPOSITION", "nonconformance", ncr)
    subject = "cs.signature_subject WHERE record_kind = 'nonconformance'"
    assert {who: floor.count(who, subject) for who in ("coord", "proc", "qc", "asm", "admin")} == {
        "coord": 1,
        "proc": 1,
        "qc": 1,
        "asm": 0,
        "admin": 1,
    }
    with floor.other_coordinator.connect() as connection:
        assert value(connection, f"SELECT count(*) FROM {subject}") == 0
    # Every other signed record is read by all who read orders.
    assert floor.count("asm", "cs.signature_subject WHERE record_kind <> 'nonconformance'") >= 4


def test_the_service_department_browses_orderable_items_and_nothing_of_orders(floor: Floor) -> None:
    with floor.database.connect(autocommit=True) as superuser:
        superuser.execute("UPDATE cs.item SET service_orderable = false, version = version + 1 WHERE service_orderable")
        superuser.execute(
            "UPDATE cs.item SET service_orderable = true, version = version + 1 "
            "WHERE number IN (SELECT number FROM cs.item ORDER BY number LIMIT 3)"
        )
        superuser.execute(
            "UPDATE cs.item SET state = 'WITHDRAWN', version = version + 1 "
            "WHERE number = (SELECT min(number) FROM cs.item)"
        )
        everything = value(superuser, "SELECT count(*) FROM cs.item")
    assert floor.count("serv", "cs.item") == 2
    assert floor.count("serv", "cs.item WHERE service_orderable AND state = 'ACTIVE'") == 2
    assert floor.count("user", "cs.item") == 0
    assert floor.count("asm", "cs.item") == everything
    for table in ("customer_order", "build", "configuration", "bom_line", "inspection", "nonconformance", "document"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            floor.count("serv", f"cs.{table}")


def test_leaky_conditions_see_no_hidden_row(floor: Floor) -> None:
    # A condition that fails on a row would tell that the row is there: it must run after the policy.
    with floor.people["serv"].connect() as connection:
        hidden = "SELECT count(*) FROM cs.item WHERE 1 / (CASE WHEN service_orderable THEN 1 ELSE 0 END) = 1"
        value(connection, hidden)
        with pytest.raises(psycopg.errors.DivisionByZero):
            value(connection, "SELECT count(*) FROM cs.item WHERE 1 / (CASE WHEN service_orderable THEN 0 END) = 1")
        # The planner's statistics tell values too.
        with floor.database.connect(autocommit=True) as superuser:
            superuser.execute("ANALYZE cs.item, cs.nonconformance")
            assert value(superuser, "SELECT count(*) FROM pg_stats WHERE tablename = 'item'") > 0
        assert value(connection, "SELECT count(*) FROM pg_stats WHERE schemaname = 'cs' AND tablename = 'item'") == 0


def test_notices_are_for_the_person_or_the_role(floor: Floor) -> None:
    with floor.database.connect(autocommit=True) as superuser:
        for who in ("coord", "asm"):
            superuser.execute(
                "INSERT INTO cs.notification (person_id, kind, record, at) VALUES (%s, 'PERSONAL', 'person:1', now())",
                [floor.people[who].id],
            )
    assert floor.count("coord", "cs.notification WHERE kind = 'PERSONAL'") == 1
    assert floor.count("qc", "cs.notification WHERE kind = 'PERSONAL'") == 0
    assert floor.count("admin", "cs.notification WHERE kind = 'PERSONAL'") == 0
    assert floor.count("qc", "cs.notification WHERE role = 'cs_qc'") > 0
    assert floor.count("asm", "cs.notification WHERE role IN ('cs_qc', 'cs_procurement', 'cs_coordinator')") == 0
    assert floor.count("serv", "cs.notification") == 0
    read = "INSERT INTO cs.notification_read (notification_id, person_id, at) VALUES (1, %s, now())"
    with floor.people["asm"].connect() as connection:
        connection.execute(read, [floor.people["asm"].id])
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            connection.execute(read, [floor.people["coord"].id])
    assert floor.count("asm", "cs.notification_read") == 1
    assert floor.count("coord", "cs.notification_read") == 0


def test_commands_and_roles_are_read_by_their_person_and_the_admin(floor: Floor) -> None:
    for table in ("command", "person_role"):
        with floor.database.connect() as superuser:
            all_of_them = value(superuser, f"SELECT count(*) FROM cs.{table}")
        own = floor.count("proc", f"cs.{table}")
        assert 0 < own < all_of_them
        assert floor.count("proc", f"cs.{table} WHERE person_id = %s", floor.people["proc"].id) == own
        assert floor.count("admin", f"cs.{table}") == all_of_them


def test_prints_of_others_are_hidden_from_the_service_department(floor: Floor) -> None:
    with floor.people["qc"].connect() as connection:
        connection.execute("INSERT INTO cs.print_record (document_kind, record) VALUES ('QC_SHEET', 'inspection:1')")
    with floor.people["serv"].connect() as connection:
        connection.execute(
            "INSERT INTO cs.print_record (document_kind, record) VALUES ('PICK_LIST', 'service_order:1')"
        )
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            connection.execute("INSERT INTO cs.print_record (document_kind, record) VALUES ('DHR', 'build:1')")
    assert floor.count("serv", "cs.print_record") == 1
    assert floor.count("qc", "cs.print_record") == 2


def test_details_of_people_and_the_audit_are_for_the_admin(floor: Floor) -> None:
    for who in ("coord", "proc", "qc", "asm", "serv", "user"):
        with floor.people[who].connect() as connection:
            assert value(connection, "SELECT count(full_name) FROM cs.person") > 8
            # System columns and whole rows need the right to every column.
            for hidden in ("p.email", "p.locked_until", "p.break_glass", "p.must_change_password", "p.xmin", "p"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(f"SELECT {hidden} FROM cs.person p")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("SELECT FROM cs_audit.log")
    assert floor.count("admin", "cs.person WHERE email IS NULL") > 8
    assert floor.count("admin", "cs_audit.log") > 100


def test_the_installers_settings_are_no_administrators(floor: Floor) -> None:
    change = "UPDATE cs.setting SET value = '\"x\"', version = version + 1 WHERE name = %s"
    with floor.people["admin"].connect() as connection:
        assert connection.execute(change, ["company_name"]).rowcount == 1
        assert connection.execute(change, ["environment"]).rowcount == 0
        assert connection.execute(change, ["program_digest"]).rowcount == 0


def test_nobody_claims_or_releases_for_somebody_else(floor: Floor) -> None:
    other = make_persona(floor.database, "asm")
    claim(other, floor.other)
    with floor.people["asm"].connect() as connection:
        ended = connection.execute("UPDATE cs.assembly_claim SET ended_how = 'RELEASED', version = version + 1")
        assert ended.rowcount == 0
        with pytest.raises(psycopg.Error) as refused:
            connection.execute(
                "INSERT INTO cs.assembly_claim (build_id, person_id) VALUES (%s, %s)", [floor.other, other.id]
            )
    # Its status refuses a claim before the policy is asked.
    assert refused.value.sqlstate in {"42501", "CS412"}


def test_row_policies_cannot_be_switched_off(floor: Floor) -> None:
    with floor.people["serv"].connect() as connection:
        connection.execute("SET row_security = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            connection.execute("SELECT count(*) FROM cs.item")
