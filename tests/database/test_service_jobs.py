"""The server's own jobs on a cluster of their own: a real service process reads the log of a real server."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import URL, text

from cleanstation_desktop.domain.errors import EnvironmentFault, Refused, SignInRefused
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.operations import schema
from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from cleanstation_desktop.operations.service import Service
from cleanstation_desktop.services import people
from cleanstation_desktop.services.audit_verification import verify
from cleanstation_desktop.services.people import NewPerson
from cleanstation_desktop.services.session import Command, Session
from cleanstation_desktop.services.sign_in import change_password, sign_in, sign_out
from tests.support import clusters
from tests.support.clusters import Clone, unique_login
from tests.support.people import STATION, TestPerson, make_person, session_of
from tests.support.service_process import ServiceProcess, service_process

pytestmark = pytest.mark.slow  # a cluster of their own, and processes that are started and killed

QUICK = {"log": 0.1, "unlock": 0.2, "barred_sessions": 0.2, "idle_sessions": 0.3}
JOBS_LOGIN = "plant_jobs"


@pytest.fixture(scope="module")
def plant(run_folder: Path) -> Iterator[Clone]:
    """A cluster whose log holds nothing but these tests."""
    server = EmbeddedServer(
        run_folder / unique_login("plant"), binaries=clusters.binaries_to_test(), settings=clusters.SMALL_SETTINGS
    )
    with server:
        schema.init(server.url("plant"), environment="tests")
        database = Clone(server, "plant")
        with database.connect(autocommit=True) as superuser:
            superuser.execute(f"CREATE ROLE {JOBS_LOGIN} LOGIN PASSWORD 'jobs' IN ROLE cs_jobs")
        yield database


@pytest.fixture
def superuser(plant: Clone) -> Iterator[psycopg.Connection[Any]]:
    """The superuser of the server."""
    with plant.connect(autocommit=True) as connection:
        yield connection


@pytest.fixture
def log_place(plant: Clone) -> Path:
    """Where the server writes its log."""
    return plant.cluster.log_directory


def jobs_url(plant: Clone) -> URL:
    """The service's own login: a member of cs_jobs and of nothing else."""
    return plant.url(JOBS_LOGIN, "jobs")


@contextlib.contextmanager
def running(plant: Clone, folder: Path, **intervals: float) -> Iterator[ServiceProcess]:
    """A service process that is at work."""
    given = {**QUICK, **intervals}
    with service_process(jobs_url(plant), folder, log_place=plant.cluster.log_directory, intervals=given) as service:
        service.wait_until_it_says("service_working")
        yield service


def run_once(url: URL, log_place: Path | None) -> None:
    """Every job once, in this process."""
    assert Service(url, log_place=log_place).run_once()


def until(condition: Callable[[], bool], *, seconds: float = 20) -> float:
    """Wait until something holds; returns how long it took."""
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() < begun + seconds, "waited in vain"
        time.sleep(0.02)
    return time.monotonic() - begun


def guess(plant: Clone, login: str, times: int) -> None:
    """Sign in with a wrong password, as psql would."""
    for _ in range(times):
        with pytest.raises(psycopg.OperationalError):
            plant.connect(login, "a wrong guess")


def count(superuser: psycopg.Connection[Any], query: str, *values: object) -> int:
    """A number from the database."""
    row = superuser.execute(query.encode(), values).fetchone()
    assert row is not None
    return int(row[0])


def events(superuser: psycopg.Connection[Any], login: str, kind: str) -> int:
    """How many security events of a kind there are."""
    query = "SELECT count(*) FROM cs_audit.security_event WHERE login = %s AND kind = %s"
    return count(superuser, query, login, kind)


def failures(superuser: psycopg.Connection[Any], login: str) -> int:
    """How many failed sign-ins were counted."""
    query = "SELECT count(*) FROM cs_adm.sign_in_attempt WHERE login = %s AND NOT succeeded"
    return count(superuser, query, login)


def is_locked(superuser: psycopg.Connection[Any], person: TestPerson) -> bool:
    """Whether a lockout is on."""
    row = superuser.execute("SELECT locked_until FROM cs.person WHERE id = %s", (person.id,)).fetchone()
    assert row is not None
    return row[0] is not None


def seal_break_glass(plant: Clone, superuser: psycopg.Connection[Any]) -> TestPerson:
    """An emergency account."""
    sealed = make_person(plant, Role.ADMIN, label="sealed")
    superuser.execute("UPDATE cs.person SET break_glass = true, version = version + 1 WHERE id = %s", (sealed.id,))
    return sealed


# -- lockout ----------------------------------------------------------------------------------------------------------


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
