"""`cleanstation service`: once and for long, stopped as an init system does, on a server and in a folder."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.operations import installation
from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from tests.acceptance.conftest import ENVIRONMENT, address
from tests.support import clusters
from tests.support.clusters import Clone, unique_login
from tests.support.command import COMMAND, Outcome, clean_environment, invoke, run
from tests.support.people import make_person

pytestmark = pytest.mark.slow  # a cluster of its own, and processes that wait

DATABASE = "cleanstation"


class Plant:
    """A server in a folder, the password of its jobs, and the command to run them."""

    def __init__(self, home: Path) -> None:
        self.server = EmbeddedServer(home, settings=clusters.SMALL_SETTINGS)
        self.server.start()
        accounts = installation.install(self.server.url(DATABASE), environment="demo")
        self.password = next(account.password for account in accounts if account.login == "cs_jobs_login")
        self.database = Clone(self.server, DATABASE)
        url = self.server.url(DATABASE)._replace(username="cs_jobs_login", password=None)
        self.words = ("service", "--url", address(url), "--log-directory", str(self.server.log_directory))
        self.env = {**ENVIRONMENT, "PGPASSWORD": self.password}

    def once(self, *more: str, **env: str) -> Outcome:
        """Every job once."""
        return run(*self.words, "--once", *more, env={**self.env, **env})

    def start(self, output: Path) -> subprocess.Popen[bytes]:
        """The long-running process."""
        with output.open("wb") as sink:
            return subprocess.Popen(
                [*COMMAND, *self.words], stdout=sink, stderr=sink, env=clean_environment(**self.env)
            )

    def sealed(self) -> int:
        """Audit rows that are sealed."""
        with self.database.connect() as superuser:
            row = superuser.execute("SELECT coalesce(sum(row_count), 0)::int FROM cs_audit.seal").fetchone()
        assert row is not None
        return int(row[0])


@pytest.fixture(scope="module")
def plant(run_folder: Path) -> Iterator[Plant]:
    """One server for all tests here; its log holds nothing else."""
    made = Plant(run_folder / unique_login("jobs"))
    yield made
    made.server.stop()


def until(condition: Callable[[], bool], what: str, *, seconds: float = 60) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited in vain: {what}"
        time.sleep(0.1)


def test_once(plant: Plant) -> None:
    make_person(plant.database, Role.QC_PERSON)
    before = plant.sealed()
    done = plant.once()
    assert (done.status, done.out) == (0, "")
    assert "Traceback" not in done.err
    assert plant.sealed() > before


def test_the_password_is_taken_from_what_systemd_hands_over(plant: Plant, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text(f"{plant.password}\n", encoding="utf-8")
    handed = {"PGPASSWORD": "", "CREDENTIALS_DIRECTORY": os.fspath(tmp_path)}
    before = plant.sealed()
    make_person(plant.database, Role.QC_PERSON)
    assert plant.once(**handed).status == 0
    assert plant.sealed() > before
    for content, told in ((b"wrong\n", "Sign-in failed"), (b"", "No password"), (b"\xff\n", "cannot be read")):
        file.write_bytes(content)
        done = plant.once(**handed)
        assert told in done.err, done
        assert (done.status, done.out) == (2 if content == b"" else 3, "")
    file.unlink()
    assert plant.once(**handed).status == 2


def test_once_in_a_folder(plant: Plant) -> None:
    done = invoke("service", "--once", "--data", plant.server.home)
    assert (done.status, done.out) == (0, "")
    assert plant.server.status().running


def test_failed_sign_ins_lock_somebody_out_seen_from_the_log(plant: Plant) -> None:
    person = make_person(plant.database, Role.QC_PERSON)
    for _ in range(5):
        with pytest.raises(psycopg.OperationalError):
            plant.database.connect(person.login, "a wrong guess")
    plant.database.connect(person.login, person.password).close()  # the lock comes with the reading of the log
    for _ in range(5):
        with pytest.raises(psycopg.OperationalError):
            plant.database.connect(person.login, "a wrong guess")
    assert plant.once().status == 0
    with pytest.raises(psycopg.OperationalError):
        plant.database.connect(person.login, person.password)
    admin = make_person(plant.database, Role.ADMIN)
    url = address(plant.database.url()._replace(username=None, password=None))
    env = {"CLEANSTATION_ENVIRONMENT": "demo", "PGPASSWORD": admin.password}
    signed_in = ("--login", admin.login, "--url", url)
    listed = invoke("user", "list", "--json", *signed_in, env=env)
    assert [one["state"] for one in listed.json if one["login"] == person.login] == ["locked"]
    refused = invoke("user", "list", "--login", person.login, "--url", url, env={**env, "PGPASSWORD": person.password})
    assert (refused.status, refused.out) == (3, "")
    assert "Sign-in failed" in refused.err
    unlocked = invoke("user", "unlock", person.login, *signed_in, env=env)
    assert (unlocked.status, unlocked.out) == (0, f"{person.login} may sign in again.\n")
    plant.database.connect(person.login, person.password).close()


def test_it_runs_until_it_is_told_to_end_and_a_second_one_stands_by(plant: Plant, tmp_path: Path) -> None:
    outputs = [tmp_path / "first.log", tmp_path / "second.log"]
    first = plant.start(outputs[0])
    second = None
    try:
        until(lambda: "service_working" in outputs[0].read_text(encoding="utf-8"), "the first works")
        done = plant.once()
        assert (done.status, done.out) == (0, "Another process is at work; nothing was done.\n")
        second = plant.start(outputs[1])
        until(lambda: "standing_by" in outputs[1].read_text(encoding="utf-8"), "the second stands by")
        first.send_signal(signal.SIGTERM)
        assert first.wait(timeout=30) == 0, outputs[0].read_text(encoding="utf-8")
        until(lambda: "service_working" in outputs[1].read_text(encoding="utf-8"), "the second takes over")
        second.send_signal(signal.SIGINT)
        assert second.wait(timeout=30) == 0, outputs[1].read_text(encoding="utf-8")
    finally:
        for process in (first, second):
            if process is not None and process.poll() is None:
                process.kill()
                process.wait(timeout=30)
    for output in outputs:
        said = output.read_text(encoding="utf-8")
        assert "service_stopped" in said
        assert "Traceback" not in said
        assert plant.password not in said


def test_wrong_logins_and_servers_that_are_away(plant: Plant, tmp_path: Path) -> None:
    wrong = plant.once(PGPASSWORD="not the password")
    assert (wrong.status, wrong.out) == (3, "")
    assert "Sign-in failed" in wrong.err
    nobody = make_person(plant.database, Role.QC_PERSON)
    url = address(plant.database.url(nobody.login, nobody.password))
    no_jobs = invoke("service", "--once", "--url", url, env=ENVIRONMENT)
    assert (no_jobs.status, no_jobs.out) == (3, "")
    away = invoke("service", "--once", "--url", "postgresql://role:x@127.0.0.1:1/db?sslmode=disable", env=ENVIRONMENT)
    assert (away.status, away.out) == (3, "")
    assert invoke("service", "--once", env=ENVIRONMENT).status == 2
    missing = plant.once("--log-directory", os.fspath(tmp_path / "missing"))
    assert missing.status == 3, missing
    assert "Traceback" not in missing.err
