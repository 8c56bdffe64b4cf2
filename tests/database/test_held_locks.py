"""What somebody with psql holds in a transaction that stays open keeps nobody from ending it, or from locking out."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from cleanstation_desktop.domain.people import Role
from tests.support.clusters import Clone
from tests.support.people import TestPerson, make_person
from tests.support.personas import make_persona
from tests.support.psql_floor import value

SOON = 5.0
"""Seconds, where the server would wait ten for a lock."""
HOLDS = {
    "own session": "SELECT cs_adm.demand_own_session(clock_timestamp())",
    "language": "SELECT cs_adm.set_own_language('FR')",
    "role": "ALTER ROLE {login} PASSWORD 'past the functions'",
    "password": "SELECT cs_adm.change_own_password('{verifier}')",
    "refusal": "SELECT cs_audit.report_refusal('REFUSED', '42501', 'x', 'x', 1)",
    "badge": "SELECT cs_adm.unlock_by_badge('', '')",
}


def verifier(connection: psycopg.Connection[Any], login: str, password: str) -> str:
    """What the client sends instead of a password."""
    return connection.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256").decode()


@contextlib.contextmanager
def held(database: Clone, person: TestPerson, hold: str) -> Iterator[psycopg.Connection[Any]]:
    """A transaction of this person that stays open for as long as the server lets it."""
    with contextlib.ExitStack() as stack:
        connection = stack.enter_context(contextlib.closing(database.connect(person.login, person.password)))
        secret = verifier(connection, person.login, f"other {uuid4()}")
        connection.execute("SET idle_in_transaction_session_timeout = 0")
        connection.execute(HOLDS[hold].format(login=person.login, verifier=secret).encode())
        yield connection


@contextlib.contextmanager
def soon() -> Iterator[None]:
    """It is done before a lock would have been waited for in vain."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < SOON


def failed_sign_ins(*logins: str) -> str:
    """Five entries of the server's log for each login, as the service hands them over."""
    at = time.strftime("%Y-%m-%d %H:%M:%S+00", time.gmtime())
    return json.dumps([{"kind": "FAILED", "login": login, "at": at, "pid": 7} for login in logins for _ in range(5)])


def take_in(jobs: psycopg.Connection[Any], entries: str) -> list[str]:
    """Hand over a piece of the log; returns whom it locked out."""
    locked: list[str] = value(
        jobs, "SELECT cs_adm.note_server_log(%s, 0, 1, 1, '\\x01', %s::jsonb)", f"log {uuid4()}", entries
    )
    return locked


def is_shut(superuser: psycopg.Connection[Any], login: str) -> bool:
    """Whether the login refuses every password."""
    query = "SELECT coalesce(rolvaliduntil < now(), false) FROM pg_roles WHERE rolname = %s"
    return bool(value(superuser, query, login))


@pytest.mark.parametrize("hold", HOLDS)
def test_nobody_holds_off_the_own_end(database: Clone, superuser: psycopg.Connection[Any], hold: str) -> None:
    chief = make_person(database, Role.ADMIN)
    with database.connect(chief.login, chief.password, autocommit=True) as admin:
        for act in (
            "SELECT cs_adm.end_sessions({id})",
            "SELECT cs_adm.reset_password({id}, {version}, '{verifier}')",
            "SELECT cs_adm.disable_person({id}, {version})",
        ):
            person = make_person(database, Role.ASSEMBLER)
            version = value(superuser, "SELECT version FROM cs.person WHERE id = %s", person.id)
            secret = verifier(admin, person.login, "a quite new one")
            with held(database, person, hold) as holder:
                with soon():
                    admin.execute(act.format(id=person.id, version=version, verifier=secret).encode())
                with pytest.raises(psycopg.OperationalError):
                    holder.execute("SELECT 1")
    assert is_shut(superuser, person.login)


@pytest.mark.parametrize("hold", HOLDS)
def test_nobody_holds_off_what_is_done_to_others(database: Clone, hold: str) -> None:
    chief, other = make_person(database, Role.ADMIN), make_person(database, Role.ASSEMBLER)
    with (
        held(database, make_person(database, Role.ASSEMBLER), hold),
        database.connect(chief.login, chief.password, autocommit=True) as admin,
        soon(),
    ):
        admin.execute("SELECT cs_adm.set_roles(%s, 1, ARRAY['cs_qc'])", (other.id,))
        admin.execute("SELECT cs_adm.disable_person(%s, 2)", (other.id,))


@pytest.mark.parametrize("hold", HOLDS)
def test_nobody_holds_off_a_lockout(database: Clone, superuser: psycopg.Connection[Any], hold: str) -> None:
    person, other = make_person(database, Role.ASSEMBLER), make_person(database, Role.ASSEMBLER)
    with held(database, person, hold), make_persona(database, "jobs").connect() as jobs, soon():
        assert take_in(jobs, failed_sign_ins(person.login, other.login)) == [person.login, other.login]
    assert is_shut(superuser, person.login)


def test_a_login_is_shut_though_its_record_cannot_be_written(
    database: Clone, superuser: psycopg.Connection[Any]
) -> None:
    """By an administrator's own transaction, say: then the record follows, and with it the end of the lockout."""
    person, other = make_person(database, Role.ASSEMBLER), make_person(database, Role.ASSEMBLER)
    with make_persona(database, "jobs").connect() as jobs:
        with database.connect() as holder, soon():
            holder.execute("SELECT FROM cs.person WHERE id = %s FOR UPDATE", (person.id,))
            locked = take_in(jobs, failed_sign_ins(person.login, other.login, person.login))
            assert locked == [person.login, other.login]
            assert is_shut(superuser, person.login)
            assert value(jobs, "SELECT cs_adm.unlock_due()") == []
        assert value(jobs, "SELECT cs_adm.unlock_due()") == []
        rest = "locked_until - clock_timestamp() BETWEEN '14 minutes' AND '15 minutes'"
        assert value(superuser, f"SELECT {rest} FROM cs.person WHERE id = %s", person.id) is True
        superuser.execute(
            "UPDATE cs.person SET locked_until = now(), version = version + 1 WHERE id = %s", (person.id,)
        )
        assert value(jobs, "SELECT cs_adm.unlock_due()") == [person.login]
    assert not is_shut(superuser, person.login)


def test_a_lockout_is_made_up_for_when_the_login_is_let_go(database: Clone, superuser: psycopg.Connection[Any]) -> None:
    """Nothing of the log is lost, nobody else's lockout waits, and the login is shut as soon as that is possible."""
    person, other = make_person(database, Role.ASSEMBLER), make_person(database, Role.ASSEMBLER)
    with make_persona(database, "jobs").connect() as jobs:
        with database.connect() as holder, soon():
            holder.execute(f"ALTER ROLE {person.login} CONNECTION LIMIT 7".encode())
            locked = take_in(jobs, failed_sign_ins(person.login, other.login, person.login))
            assert locked == [person.login, other.login]
            assert (is_shut(superuser, person.login), is_shut(superuser, other.login)) == (False, True)
        assert value(jobs, "SELECT cs_adm.unlock_due()") == []
    assert is_shut(superuser, person.login)
    query = "SELECT array_agg(DISTINCT kind ORDER BY kind) FROM cs_audit.security_event WHERE severity <> 'INFO'"
    assert value(superuser, query) == ["LOCKED_OUT", "SIGN_IN_FAILED"]


def test_who_is_held_whole_is_locked_out_by_the_next_failure(
    database: Clone, superuser: psycopg.Connection[Any]
) -> None:
    """Login and record are held, by somebody who changes this person: the failures count all the same."""
    person = make_person(database, Role.ASSEMBLER)
    with make_persona(database, "jobs").connect() as jobs:
        with database.connect() as holder:
            holder.execute(f"ALTER ROLE {person.login} CONNECTION LIMIT 7".encode())
            holder.execute("SELECT FROM cs.person WHERE id = %s FOR UPDATE", (person.id,))
            assert take_in(jobs, failed_sign_ins(person.login)) == []
        assert not is_shut(superuser, person.login)
        assert take_in(jobs, json.dumps(json.loads(failed_sign_ins(person.login))[:1])) == [person.login]
    assert is_shut(superuser, person.login)
    assert value(superuser, "SELECT count(*) FROM cs_audit.security_event WHERE kind = 'SIGN_IN_FAILED'") == 6


@pytest.mark.parametrize("locked", [False, True])
def test_the_service_opens_no_login_that_was_disabled(
    database: Clone, superuser: psycopg.Connection[Any], locked: bool
) -> None:
    """The database may be an older one than the logins, from a backup of the day before somebody was disabled."""
    person = make_person(database, Role.QC_PERSON)
    superuser.execute(f"ALTER ROLE {person.login} NOLOGIN VALID UNTIL '1970-01-01'".encode())
    if locked:
        superuser.execute(
            "UPDATE cs.person SET locked_until = now(), version = version + 1 WHERE id = %s", (person.id,)
        )
    with make_persona(database, "jobs").connect() as jobs:
        assert value(jobs, "SELECT cs_adm.unlock_due()") == []
        superuser.execute(
            "UPDATE cs.person SET locked_until = now(), version = version + 1 WHERE locked_until IS NOT NULL"
        )
        assert value(jobs, "SELECT cs_adm.unlock_due()") == []
    assert is_shut(superuser, person.login)
    problems = superuser.execute("SELECT problem, place FROM cs_audit.verify_roles()").fetchall()
    assert ("login_shut", f"{person.login} is active but may not sign in") in problems


def test_an_entry_that_cannot_be_taken_in_stops_no_other(database: Clone, superuser: psycopg.Connection[Any]) -> None:
    person = make_person(database, Role.ASSEMBLER)
    spoiled = json.dumps([{"kind": "FAILED", "login": person.login, "pid": "no number"}])
    with make_persona(database, "jobs").connect() as jobs:
        assert take_in(jobs, spoiled[:-1] + ", " + failed_sign_ins(person.login)[1:]) == [person.login]
        assert take_in(jobs, spoiled) == []
    query = "SELECT count(*) FROM cs_audit.security_event WHERE kind = 'LOG_ENTRY_LEFT_OUT' AND severity = 'ALARM'"
    assert value(superuser, query) == 2


def test_idle_sessions_end_though_somebody_holds_the_person(
    database: Clone, superuser: psycopg.Connection[Any]
) -> None:
    people = [make_person(database, Role.ASSEMBLER) for _ in range(2)]
    superuser.execute("UPDATE cs.setting SET value = '0.0001', version = version + 1 WHERE name = 'idle_session_hours'")
    with contextlib.ExitStack() as stack:
        stack.enter_context(held(database, people[0], "language"))
        stack.enter_context(held(database, people[1], "refusal"))
        holder = stack.enter_context(database.connect())
        holder.execute("SELECT FROM cs.person WHERE id = %s FOR UPDATE", (people[1].id,))
        time.sleep(0.5)
        with soon():
            ended = value(superuser, "SELECT cs_adm.end_idle_sessions()")
    assert sorted(ended) == sorted(person.login for person in people)
