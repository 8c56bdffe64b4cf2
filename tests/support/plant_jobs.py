"""A plant whose service does its jobs, for tests that need a cluster of their own, and what the jobs left there."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import URL

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.operations import schema
from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from cleanstation_desktop.operations.service import Service
from tests.support import clusters
from tests.support.clusters import Clone, unique_login
from tests.support.people import TestPerson, make_person
from tests.support.service_process import ServiceProcess, service_process

QUICK = {"log": 0.1, "unlock": 0.2, "barred_sessions": 0.2, "idle_sessions": 0.3}
JOBS_LOGIN = "plant_jobs"


@contextlib.contextmanager
def a_plant(run_folder: Path) -> Iterator[Clone]:
    """A cluster whose log holds nothing but what its tests do."""
    server = EmbeddedServer(
        run_folder / unique_login("plant"), binaries=clusters.binaries_to_test(), settings=clusters.SMALL_SETTINGS
    )
    with server:
        schema.init(server.url("plant"), environment="tests")
        database = Clone(server, "plant")
        with database.connect(autocommit=True) as superuser:
            superuser.execute(f"CREATE ROLE {JOBS_LOGIN} LOGIN PASSWORD 'jobs' IN ROLE cs_jobs")
        yield database


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
