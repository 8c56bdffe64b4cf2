"""The server's own jobs on a cluster of their own: a real service process reads the log of a real server."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import text

from cleanstation_desktop.domain.errors import EnvironmentFault, Refused, SignInRefused
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.operations.service import Service
from cleanstation_desktop.services import people
from cleanstation_desktop.services.audit_verification import verify
from cleanstation_desktop.services.people import NewPerson
from cleanstation_desktop.services.session import Command
from cleanstation_desktop.services.sign_in import change_password
from tests.support.clusters import Clone, unique_login
from tests.support.people import STATION, make_person, session_of
from tests.support.plant_jobs import (
    JOBS_LOGIN,
    QUICK,
    a_plant,
    count,
    events,
    failures,
    guess,
    jobs_url,
    run_once,
    running,
    seal_break_glass,
    until,
)
from tests.support.service_process import service_process

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


# -- refusals ---------------------------------------------------------------------------------------------------------


def test_a_refusal_to_psql_is_recorded_from_the_log(
    plant: Clone, superuser: psycopg.Connection[Any], log_place: Path
) -> None:
    person = make_person(plant, Role.ASSEMBLER)
    with plant.connect(person.login, person.password, autocommit=True) as psql:
        for statement in ("DELETE FROM cs.build", "SELECT * FROM cs_audit.log"):
            with pytest.raises(psycopg.Error):
                psql.execute(statement)
        with pytest.raises(psycopg.Error):
            psql.execute("SELECT 1/0")  # a mistake is no refusal
    run_once(jobs_url(plant), log_place)
    run_once(jobs_url(plant), log_place)
    rows = superuser.execute(
        "SELECT kind, sqlstate, source, host(client), detail FROM cs_audit.security_event WHERE login = %s ORDER BY id",
        (person.login,),
    ).fetchall()
    assert rows == [
        ("REFUSED", "42501", "SERVER_LOG", "127.0.0.1", "permission denied for table build"),
        ("REFUSED", "42501", "SERVER_LOG", "127.0.0.1", "permission denied for table log"),
    ]


@pytest.mark.parametrize("log_first", [False, True], ids=["client first", "log first"])
def test_what_client_and_log_both_tell_is_kept_once(
    plant: Clone, superuser: psycopg.Connection[Any], log_place: Path, tmp_path: Path, log_first: bool
) -> None:
    person = make_person(plant, Role.ASSEMBLER)
    if log_first:
        with plant.connect(person.login, person.password, autocommit=True) as psql:
            for _ in range(3):
                with pytest.raises(psycopg.Error):
                    psql.execute("DELETE FROM cs.build")
            run_once(jobs_url(plant), log_place)
            for _ in range(3):
                report = "SELECT cs_audit.report_refusal('REFUSED', '42501', %s, 'x', %s)"
                psql.execute(report, ("permission denied for table build", psql.info.backend_pid))
    else:
        session = session_of(plant, person)
        for _ in range(3):
            with pytest.raises(Refused), session.write(Command("x", {})) as work:
                work.connection.execute(text("DELETE FROM cs.build"))
        session.close()
        run_once(jobs_url(plant), log_place)
    assert events(superuser, person.login, "REFUSED") == 3
    with plant.connect(person.login, person.password, autocommit=True) as psql, pytest.raises(psycopg.Error):
        psql.execute("DELETE FROM cs.build")
    run_once(jobs_url(plant), log_place)
    assert events(superuser, person.login, "REFUSED") == 4  # a fourth one has no twin


# -- being killed, and being there twice ------------------------------------------------------------------------------


def test_kill_9_loses_and_doubles_nothing(plant: Clone, superuser: psycopg.Connection[Any], tmp_path: Path) -> None:
    sealed = seal_break_glass(plant, superuser)  # never locked, so that every failure counts
    guesses = 0
    for pause in (0.0, 0.05, 0.13):
        with running(plant, tmp_path, log=0.02) as service:
            guess(plant, sealed.login, 6)
            guesses += 6
            time.sleep(pause)
            service.kill()
        guess(plant, sealed.login, 2)  # while nobody reads
        guesses += 2
    with running(plant, tmp_path):
        until(lambda: failures(superuser, sealed.login) >= guesses)
    assert failures(superuser, sealed.login) == guesses


def test_a_second_service_stands_by_and_takes_over(
    plant: Clone, superuser: psycopg.Connection[Any], tmp_path: Path
) -> None:
    person = make_person(plant, Role.ASSEMBLER)
    with (
        running(plant, tmp_path) as first,
        service_process(jobs_url(plant), tmp_path, log_place=plant.cluster.log_directory, intervals=QUICK) as second,
    ):
        second.wait_until_it_says("standing_by")
        assert not Service(jobs_url(plant)).run_once()
        guess(plant, person.login, 3)
        until(lambda: failures(superuser, person.login) == 3)
        first.kill()
        guess(plant, person.login, 1)
        second.wait_until_it_says("service_working")
        until(lambda: failures(superuser, person.login) == 4)
        assert second.terminate() == 0
    assert failures(superuser, person.login) == 4


def test_it_comes_back_after_losing_its_connection(
    plant: Clone, superuser: psycopg.Connection[Any], tmp_path: Path
) -> None:
    with running(plant, tmp_path) as service:
        assert count(
            superuser,
            "SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = %s",
            JOBS_LOGIN,
        ) == 1  # fmt: skip
        service.wait_until_it_says("server_away")
        until(lambda: service.said().count("service_working") == 2)
        begun = time.monotonic()
        assert service.terminate() == 0
        assert time.monotonic() - begun < 5


def test_a_refused_login_ends_it_with_an_error(plant: Clone) -> None:
    with pytest.raises(SignInRefused):
        Service(plant.url(JOBS_LOGIN, "wrong")).run()


# -- the other jobs ---------------------------------------------------------------------------------------------------


def test_idle_sessions_end_by_person_and_station(
    plant: Clone, superuser: psycopg.Connection[Any], tmp_path: Path
) -> None:
    set_hours = "UPDATE cs.setting SET value = to_jsonb(%s::numeric), version = version + 1 WHERE name = %s"
    superuser.execute(set_hours, (2.5 / 3600, "idle_session_hours"))
    person = make_person(plant, Role.ASSEMBLER)
    dsn = plant.dsn(person.login, person.password)
    try:
        with contextlib.ExitStack() as stack:

            def open_at(name: str) -> psycopg.Connection[Any]:
                return stack.enter_context(psycopg.connect(**dsn, application_name=name, autocommit=True))

            busy, resting = open_at("cleanstation/bench 1"), open_at("cleanstation/bench 1")
            idle, feed = open_at("cleanstation/bench 2"), open_at("cleanstation-feed/bench 2")
            with running(plant, tmp_path):
                end = time.monotonic() + 5
                while time.monotonic() < end:
                    busy.execute("SELECT 1")
                    with contextlib.suppress(psycopg.OperationalError):
                        feed.execute("SELECT 1")  # the feed asks by itself, whether anybody is there or not
                    time.sleep(0.2)
            busy.execute("SELECT 1")
            resting.execute("SELECT 1")  # the station is in use
            for ended in (idle, feed):
                with pytest.raises(psycopg.OperationalError):
                    ended.execute("SELECT 1")
    finally:
        superuser.execute(set_hours, (8, "idle_session_hours"))
    assert events(superuser, person.login, "IDLE_SESSION_ENDED") == 1


def test_a_session_that_slipped_in_before_the_bar_ends(
    plant: Clone, superuser: psycopg.Connection[Any], log_place: Path
) -> None:
    person = make_person(plant, Role.ASSEMBLER)
    with plant.connect(person.login, person.password, autocommit=True) as slipped:
        superuser.execute("UPDATE cs.person SET state = 'DISABLED', version = version + 1 WHERE id = %s", (person.id,))
        run_once(jobs_url(plant), log_place)
        with pytest.raises(psycopg.OperationalError):
            slipped.execute("SELECT 1")
    superuser.execute("SELECT cs_adm.role_set_access(%s, 'DISABLED')", (person.login,))


def test_a_password_changed_past_the_functions_is_flagged_once(
    plant: Clone, superuser: psycopg.Connection[Any], log_place: Path
) -> None:
    admin = session_of(plant, make_person(plant, Role.ADMIN))
    made = people.create(admin, NewPerson(unique_login("typist"), "A Typist", "TY", frozenset({Role.ASSEMBLER})))
    admin.close()
    assert made.password is not None
    change_password(plant.url(), made.login, made.password, "three grey herons wait", station=STATION)
    run_once(plant.url(), log_place)  # a login that may read pg_authid
    assert events(superuser, made.login, "PASSWORD_PAST_FUNCTIONS") == 0
    with plant.connect(made.login, "three grey herons wait", autocommit=True) as psql:
        psql.execute(sql.SQL("ALTER ROLE {} PASSWORD 'a'").format(sql.Identifier(made.login)))
    run_once(jobs_url(plant), log_place)  # one that may not sees nothing
    assert events(superuser, made.login, "PASSWORD_PAST_FUNCTIONS") == 0
    for _ in range(2):
        run_once(plant.url(), log_place)
    assert events(superuser, made.login, "PASSWORD_PAST_FUNCTIONS") == 1


def test_a_log_that_cannot_be_read_stops_nothing_else(
    plant: Clone, superuser: psycopg.Connection[Any], tmp_path: Path
) -> None:
    before = count(superuser, "SELECT count(*) FROM cs_audit.seal")
    make_person(plant, Role.ASSEMBLER)
    missing = tmp_path / "not there"
    with pytest.raises(EnvironmentFault, match="not there"):
        Service(jobs_url(plant), log_place=missing).run_once()
    with service_process(jobs_url(plant), tmp_path, log_place=missing, intervals=QUICK) as service:
        service.wait_until_it_says("job_failed")
        until(lambda: count(superuser, "SELECT count(*) FROM cs_audit.seal") > before)
        assert service.terminate() == 0
    assert "Traceback" not in service.said()
    assert events(superuser, JOBS_LOGIN, "LOG_NOT_READ") == 1  # once a day


def test_everything_that_the_jobs_did_verifies(plant: Clone, log_place: Path) -> None:
    run_once(jobs_url(plant), log_place)
    report = verify(plant.url())
    assert report.problems == ()
    assert report.unsealed_rows == 0
