"""`cleanstation audit verify`: whole, tampered with, and against an anchor."""

from __future__ import annotations

from typing import Any

import psycopg

from cleanstation_desktop.domain.people import Role
from tests.acceptance.conftest import Office
from tests.support.people import make_person

KEYS = ["problems", "seals", "sealed_rows", "unsealed_rows", "tables", "live_rows", "latest_seal", "anchor"]


def seal(office: Office) -> None:
    """What the service does every minute."""
    with office.database.connect(autocommit=True) as superuser:
        superuser.execute("SELECT cs_audit.seal()")


def past_the_triggers(superuser: psycopg.Connection[Any], table: str, statement: str) -> None:
    """What a superuser could do who covers the traces: the triggers off, and on again as they were."""
    superuser.execute(f"ALTER TABLE cs.{table} DISABLE TRIGGER USER".encode())
    superuser.execute(statement.encode())
    names = superuser.execute(
        "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(%s) AND NOT tgisinternal", [f"cs.{table}"]
    ).fetchall()
    for (name,) in names:
        superuser.execute(f'ALTER TABLE cs.{table} ENABLE ALWAYS TRIGGER "{name}"'.encode())


def test_a_whole_audit(office: Office) -> None:
    for done in (office.run("audit", "verify"), office.run_as_root("audit", "verify")):
        assert (done.status, done.err) == (0, ""), done
        assert done.out.startswith("0 problems. ")
    report = office.run("audit", "verify", "--json")
    assert report.status == 0
    assert list(report.json) == KEYS
    assert (report.json["problems"], report.json["anchor"]) == ([], None)


def test_tampering_past_the_triggers_is_found(office: Office) -> None:
    with office.database.connect(autocommit=True) as superuser:
        past_the_triggers(
            superuser, "person", f"UPDATE cs.person SET full_name = 'Somebody else' WHERE id = {office.admin.id}"
        )
    done = office.run("audit", "verify")
    assert done.status == 1
    assert "live_row_changed" in done.out
    assert "1 problem. " in done.out
    report = office.run_as_root("audit", "verify", "--json")
    assert report.status == 1
    assert [(problem["code"], list(problem)) for problem in report.json["problems"]] == [
        ("live_row_changed", ["code", "place", "message"])
    ]


def test_a_trigger_that_is_switched_off_is_found(office: Office) -> None:
    with office.database.connect(autocommit=True) as superuser:
        superuser.execute("ALTER TABLE cs.build DISABLE TRIGGER z_audit")
    done = office.run("audit", "verify")
    assert (done.status, "trigger_disabled" in done.out) == (1, True)


def test_anchors(office: Office) -> None:
    seal(office)
    hash_now = office.run("audit", "verify", "--json").json["latest_seal"]
    assert len(hash_now) == 64
    right = office.run("audit", "verify", "--anchor", hash_now, "--json")
    assert (right.status, right.json["anchor"]) == (0, hash_now)
    wrong = office.run("audit", "verify", "--anchor", "ab" * 32)
    assert (wrong.status, "anchor_not_found" in wrong.out) == (1, True)
    for garbage in ("", "zz", "ab" * 31, "ab" * 33, hash_now[:-1], "'; DROP TABLE cs.build"):
        done = office.run("audit", "verify", "--anchor", garbage)
        assert (done.status, done.out) == (1, ""), garbage
        assert "64 hexadecimal digits" in done.err
    with office.database.connect(autocommit=True) as superuser:
        for table in ("seal_member", "seal"):
            superuser.execute(f"ALTER TABLE cs_audit.{table} DISABLE TRIGGER USER".encode())
            superuser.execute(f"DELETE FROM cs_audit.{table}".encode())
    cut = office.run("audit", "verify", "--anchor", hash_now)
    assert cut.status == 1


def test_who_may_not_verify(office: Office) -> None:
    done = office.run("audit", "verify", person=make_person(office.database, Role.QC_PERSON))
    assert (done.status, done.out) == (3, "")
    assert done.err.startswith("error: ")
    assert office.run("audit", "verify", PGPASSWORD="not the password").status == 3
