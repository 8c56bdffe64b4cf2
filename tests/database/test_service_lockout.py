"""Lockout after failed sign-ins, by the jobs of the server: a real service process reads the log of a real server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import psycopg
import pytest

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import people
from cleanstation_desktop.services.audit_verification import verify
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.services.sign_in import sign_in, sign_out
from tests.support.clusters import Clone
from tests.support.people import STATION, make_person, session_of
from tests.support.plant_jobs import (
    a_plant,
    count,
    events,
    failures,
    guess,
    is_locked,
    jobs_url,
    run_once,
    running,
    seal_break_glass,
    until,
)

pytestmark = pytest.mark.slow  # a cluster of their own, and processes that are started and killed


@pytest.fixture(scope="module")
def plant(run_folder: Path) -> Iterator[Clone]:
    """A cluster whose log holds nothing but these tests."""
    with a_plant(run_folder) as made:
        yield made


@pytest.fixture
def superuser(plant: Clone) -> Iterator[psycopg.Connection[Any]]:
    """The superuser of the server."""
    with plant.connect(autocommit=True) as connection:
        yield connection


@pytest.fixture
def log_place(plant: Clone) -> Path:
    """Where the server writes its log."""
    return plant.cluster.log_directory


def test_five_failures_lock_out_and_end_sessions(
    plant: Clone, superuser: psycopg.Connection[Any], tmp_path: Path
) -> None:
    person, colleague = make_person(plant, Role.ASSEMBLER), make_person(plant, Role.ASSEMBLER)
    with (
        running(plant, tmp_path),
        plant.connect(person.login, person.password, autocommit=True) as open_session,
        plant.connect(colleague.login, colleague.password, autocommit=True) as other_session,
    ):
        until(
            lambda: count(superuser, "SELECT count(*) FROM cs_adm.sign_in_attempt WHERE login = %s", person.login) == 1
        )
        guess(plant, person.login, 4)
        until(lambda: failures(superuser, person.login) == 4)
        assert not is_locked(superuser, person)
        guess(plant, person.login, 1)
        took = until(lambda: is_locked(superuser, person))
        assert took < 5
        with pytest.raises(psycopg.OperationalError):
            open_session.execute("SELECT 1")
        other_session.execute("SELECT 1")
        told = []
        for password in (person.password, "a wrong guess"):
            with pytest.raises(psycopg.OperationalError) as refused:
                plant.connect(person.login, password)
            told.append(str(refused.value))
        assert told[0] == told[1]  # a guesser does not learn that he guessed right
    row = superuser.execute("SELECT locked_until FROM cs.person WHERE id = %s", (person.id,)).fetchone()
    assert row is not None
    left = row[0] - datetime.now(UTC)
    assert timedelta(minutes=14) < left <= timedelta(minutes=15)
    assert events(superuser, person.login, "LOCKED_OUT") == 1


def test_a_success_begins_the_count_anew(plant: Clone, superuser: psycopg.Connection[Any], log_place: Path) -> None:
    person = make_person(plant, Role.ASSEMBLER)
    guess(plant, person.login, 4)
    with plant.connect(person.login, person.password):
        pass
    guess(plant, person.login, 4)
    run_once(jobs_url(plant), log_place)
    assert failures(superuser, person.login) == 8
    assert not is_locked(superuser, person)
    guess(plant, person.login, 1)
    run_once(jobs_url(plant), log_place)
    assert is_locked(superuser, person)


def test_the_lockout_ends_by_itself_and_by_an_administrator(
    plant: Clone, superuser: psycopg.Connection[Any], tmp_path: Path
) -> None:
    person = make_person(plant, Role.ASSEMBLER)
    admin = session_of(plant, make_person(plant, Role.ADMIN))
    with running(plant, tmp_path):
        guess(plant, person.login, 5)
        until(lambda: is_locked(superuser, person))
        superuser.execute(
            "UPDATE cs.person SET locked_until = now(), version = version + 1 WHERE id = %s", (person.id,)
        )
        until(lambda: not is_locked(superuser, person))
        with plant.connect(person.login, person.password):
            pass
        # After an unlocking the count begins anew.
        guess(plant, person.login, 4)
        until(lambda: failures(superuser, person.login) == 9)
        assert not is_locked(superuser, person)
        guess(plant, person.login, 1)
        until(lambda: is_locked(superuser, person))
        people.unlock(admin, person.id)
        with plant.connect(person.login, person.password):
            pass
    admin.close()
    assert events(superuser, person.login, "UNLOCKED") == 2


def test_failures_of_long_ago_lock_nobody(plant: Clone, superuser: psycopg.Connection[Any], tmp_path: Path) -> None:
    person = make_person(plant, Role.ASSEMBLER)
    old = tmp_path / "server-old.json"
    line = '{"timestamp":"%s","user":"%s","dbname":"plant","pid":7,"remote_host":"10.0.0.9","error_severity":"FATAL",'
    line += '"state_code":"28P01","message":"password authentication failed"}\n'
    stamp = f"{datetime.now(UTC) - timedelta(hours=2):%Y-%m-%d %H:%M:%S.000} UTC"
    old.write_text((line % (stamp, person.login)) * 6)
    run_once(jobs_url(plant), tmp_path)
    assert failures(superuser, person.login) == 6
    assert not is_locked(superuser, person)


def test_a_success_elsewhere_ends_no_row_of_failures(
    plant: Clone, superuser: psycopg.Connection[Any], tmp_path: Path
) -> None:
    """A guesser gets no new guesses each time the person signs in at another PC; at the same one the count ends."""
    guessed, clumsy = make_person(plant, Role.ASSEMBLER), make_person(plant, Role.ASSEMBLER)
    begin = datetime.now(UTC) - timedelta(minutes=5)
    lines = []
    for number, (login, good, host) in enumerate(
        [(guessed.login, False, "10.0.0.9")] * 4
        + [(guessed.login, True, "10.0.0.1"), (guessed.login, False, "10.0.0.9")]
        + [(clumsy.login, False, "10.0.0.1")] * 4
        + [(clumsy.login, True, "10.0.0.1"), (clumsy.login, False, "10.0.0.1")]
    ):
        entry = {
            "timestamp": f"{begin + timedelta(seconds=number):%Y-%m-%d %H:%M:%S.000} UTC",
            "user": login,
            "dbname": "plant",
            "pid": 1000 + number,
            "remote_host": host,
            "error_severity": "LOG" if good else "FATAL",
            "message": f"connection authorized: user={login}" if good else "password authentication failed",
        }
        lines.append(json.dumps(entry if good else {**entry, "state_code": "28P01"}))
    (tmp_path / "server-mixed.json").write_text("\n".join(lines) + "\n")
    run_once(jobs_url(plant), tmp_path)
    assert is_locked(superuser, guessed)
    assert not is_locked(superuser, clumsy)


def test_the_emergency_account_is_never_locked_but_alarmed(
    plant: Clone, superuser: psycopg.Connection[Any], tmp_path: Path
) -> None:
    sealed = seal_break_glass(plant, superuser)
    with running(plant, tmp_path):
        guess(plant, sealed.login, 7)
        until(lambda: failures(superuser, sealed.login) == 7)
        assert not is_locked(superuser, sealed)
        assert events(superuser, sealed.login, "BREAK_GLASS_GUESSED") == 1
        with plant.connect(sealed.login, sealed.password):  # past the client, and seen all the same
            pass
        until(lambda: events(superuser, sealed.login, "BREAK_GLASS_USED") == 1)
    told = superuser.execute(
        "SELECT kind, count(*) FROM cs.notification WHERE record = %s GROUP BY kind ORDER BY kind",
        (f"person:{sealed.id}",),
    ).fetchall()
    everybody = count(superuser, "SELECT count(*) FROM cs.person WHERE state = 'ACTIVE'")
    assert told == [("BREAK_GLASS_GUESSED", everybody), ("BREAK_GLASS_USED", everybody)]


def test_a_server_that_begins_transactions_otherwise_locks_out_all_the_same(
    plant: Clone, superuser: psycopg.Connection[Any], log_place: Path
) -> None:
    guessed, sealed = make_person(plant, Role.ASSEMBLER), seal_break_glass(plant, superuser)
    superuser.execute("ALTER DATABASE plant SET default_transaction_isolation = 'repeatable read'")
    try:
        guess(plant, guessed.login, 5)
        run_once(jobs_url(plant), log_place)
        sign_out(cast("Session", sign_in(plant.url(), sealed.login, sealed.password, station=STATION)))
    finally:
        superuser.execute("ALTER DATABASE plant RESET default_transaction_isolation")
    assert is_locked(superuser, guessed)
    assert events(superuser, sealed.login, "BREAK_GLASS_USED") >= 1


def test_unknown_names_fill_nothing(plant: Clone, superuser: psycopg.Connection[Any], log_place: Path) -> None:
    run_once(jobs_url(plant), log_place)
    before = events(superuser, "(no person)", "SIGN_IN_FAILED")
    attempts = count(superuser, "SELECT count(*) FROM cs_adm.sign_in_attempt")
    for number in range(60):
        guess(plant, f"nobody{number}; DROP TABLE x", 1)
    run_once(jobs_url(plant), log_place)
    assert events(superuser, "(no person)", "SIGN_IN_FAILED") - before <= 40  # two minutes at most
    assert events(superuser, "(no person)", "SIGN_IN_FAILED_MORE") >= 1
    assert count(superuser, "SELECT count(*) FROM cs_adm.sign_in_attempt") == attempts


def test_everything_that_the_jobs_did_verifies(plant: Clone, log_place: Path) -> None:
    run_once(jobs_url(plant), log_place)
    report = verify(plant.url())
    assert report.problems == ()
    assert report.unsealed_rows == 0
