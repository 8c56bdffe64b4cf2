"""`cleanstation db …`: install, look, migrate back and forth; servers in a folder are started and stopped again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from tests.acceptance.conftest import ENVIRONMENT, Office, address
from tests.support import clusters
from tests.support.clusters import unique_login
from tests.support.command import Outcome, invoke, run
from tests.support.company import nothing_written

ACCOUNT = re.compile(r"^(?P<purpose>.+): (?P<login>\S+)   one-time password: (?P<password>\S+)$", re.MULTILINE)
NEW_PASSWORD = "four walls and a kettle"


@dataclass(frozen=True)
class Installed:
    """A server in a folder, running, and what `db init` printed when it was made."""

    home: Path
    told: Outcome

    def run(self, *words: str, password: str = "", stdin: str = "") -> Outcome:
        """A verb on this server."""
        return invoke(*words, "--data", self.home, env={"PGPASSWORD": password}, stdin=stdin)


@pytest.fixture(scope="module")
def installed(run_folder: Path) -> Iterator[Installed]:
    """Installed by the command in a process of its own; the server runs on for the tests."""
    home = run_folder / unique_login("installed")
    told = run("db", "init", "--environment", "demo", "--data", home)
    server = EmbeddedServer(home, settings=clusters.SMALL_SETTINGS)
    assert not server.status().running, "the command left its server running"
    server.start()
    yield Installed(home, told)
    server.stop()


# -- init -------------------------------------------------------------------------------------------------------------


def test_init_prints_the_accounts_once(installed: Installed) -> None:
    assert (installed.told.status, installed.told.err) == (0, "")
    accounts = {found["login"]: found["password"] for found in ACCOUNT.finditer(installed.told.out)}
    assert set(accounts) == {"admin", "break_glass", "cs_jobs_login"}
    assert all(len(password) >= 12 for password in accounts.values())
    again = installed.run("db", "init", "--environment", "demo")
    assert (again.status, again.out, again.err) == (0, "The database is ready.\n", "")


def test_another_mark_is_refused(installed: Installed) -> None:
    done = installed.run("db", "init", "--environment", "production")
    assert (done.status, done.out) == (3, "")
    assert "belongs to another environment (demo)" in done.err


def test_the_first_administrator_can_do_nothing_before_the_password_is_changed(installed: Installed) -> None:
    first = next(found["password"] for found in ACCOUNT.finditer(installed.told.out) if found["login"] == "admin")
    before = installed.run("user", "list", "--login", "admin", password=first)
    assert (before.status, before.out) == (3, "")
    assert "cleanstation user password admin" in before.err
    changed = installed.run("user", "password", "admin", password=first, stdin=f"{NEW_PASSWORD}\n")
    assert (changed.status, changed.out) == (0, "The password is changed.\n"), changed
    after = installed.run("user", "list", "--login", "admin", "--json", password=NEW_PASSWORD)
    assert after.status == 0, after
    assert [(person["login"], person["state"], person["roles"]) for person in after.json] == [
        ("admin", "active", ["ADMIN"]),
        ("break_glass", "emergency", ["ADMIN"]),
    ]
    assert installed.run("user", "list", "--login", "admin", password=first).status == 3


def test_wrong_words() -> None:
    for words in (
        ("db",),
        ("db", "init"),
        ("db", "init", "--environment", "moon"),
        ("db", "downgrade"),
        ("db", "current", "--url", "postgresql://host/db"),
        ("db", "current", "--url", "postgresql://role@host/db", "--data", "folder"),
        ("db", "current"),
        ("db", "bogus"),
    ):
        done = invoke(*words, env=ENVIRONMENT)
        assert done.status == 2, (words, done)


# -- looking ----------------------------------------------------------------------------------------------------------


def test_current_and_check(office: Office) -> None:
    current = office.run_as_root("db", "current", "--json")
    assert current.status == 0
    assert list(current.json) == ["revision", "head", "programs_current"]
    assert current.json["revision"] == current.json["head"]
    assert "programs: current" in office.run_as_root("db", "current").out
    check = office.run_as_root("db", "check")
    assert (check.status, check.out) == (0, "0 differences.\n")
    assert office.run_as_root("db", "check", "--json").json == {"differences": []}


def test_drift_is_found(office: Office) -> None:
    with office.database.connect(autocommit=True) as superuser:
        superuser.execute("ALTER TABLE cs.build ADD COLUMN extra integer")
    done = office.run_as_root("db", "check")
    assert done.status == 1
    assert "extra" in done.out
    assert done.out.endswith("1 difference.\n")
    assert len(office.run_as_root("db", "check", "--json").json["differences"]) == 1


def test_programs_of_another_build_are_told_and_made_anew(office: Office) -> None:
    with office.database.connect(autocommit=True) as superuser:
        superuser.execute(
            "UPDATE cs.setting SET value = '\"other\"', version = version + 1 WHERE name = 'program_digest'"
        )
    done = office.run_as_root("db", "current")
    assert (done.status, "of another build" in done.out) == (1, True)
    assert office.run_as_root("db", "upgrade").status == 0
    assert office.run_as_root("db", "current").status == 0


# -- back and forth ---------------------------------------------------------------------------------------------------


def test_going_back_must_be_confirmed(office: Office) -> None:
    with nothing_written(office.database):
        for revision in ("base", "0001"):
            done = office.run_as_root("db", "downgrade", revision)
            assert (done.status, done.out) == (2, "")
            assert "add --yes" in done.err
        unknown = office.run_as_root("db", "downgrade", "nonsense", "--yes")
        assert (unknown.status, unknown.out) == (2, "")
        assert "There is no revision nonsense." in unknown.err
    assert office.run_as_root("db", "current").status == 0


def test_back_and_forth(office: Office) -> None:
    back = office.run_as_root("db", "downgrade", "base", "--yes")
    assert back.status == 0, back
    assert "no client works on it until db upgrade" in back.out
    current = office.run_as_root("db", "current", "--json")
    assert (current.status, current.json["revision"]) == (1, None)
    assert "not installed" in office.run_as_root("db", "current").out
    assert office.run_as_root("db", "check").status == 1
    refused = office.run("user", "list")
    assert (refused.status, refused.out) == (3, "")
    assert "cleanstation db upgrade" in refused.err
    forth = office.run_as_root("db", "upgrade")
    assert (forth.status, forth.out) == (0, "The database is at revision 0009.\n")
    assert office.run_as_root("db", "current").status == 0


def test_a_database_of_a_newer_release_is_left_alone(office: Office) -> None:
    with office.database.connect(autocommit=True) as superuser:
        superuser.execute("UPDATE cs_adm.schema_revision SET version_num = '9999'")
    for words in (("upgrade",), ("downgrade", "base", "--yes")):
        done = office.run_as_root("db", *words)
        assert (done.status, done.out) == (3, "")
        assert "Install the current release" in done.err
    assert office.run_as_root("db", "current").status == 1


def test_who_may_not_install(office: Office) -> None:
    url = address(office.database.url(office.admin.login, office.admin.password))
    for words in (("init", "--environment", "demo"), ("upgrade",), ("check",)):
        done = invoke("db", *words, "--url", url, env=ENVIRONMENT)
        assert (done.status, done.out) == (3, ""), (words, done)
    wrong = invoke("db", "current", "--url", address(office.database.url("cs_super", "wrong")), env=ENVIRONMENT)
    assert (wrong.status, wrong.out) == (3, "")


def test_a_database_without_the_application(office: Office) -> None:
    url = address(office.database.url().set(database="postgres"))
    current = invoke("db", "current", "--url", url, env=ENVIRONMENT)
    assert (current.status, "not installed" in current.out) == (1, True)
    check = invoke("db", "check", "--url", url, env=ENVIRONMENT)
    assert check.status == 1


# -- servers in a folder ----------------------------------------------------------------------------------------------


def test_no_server_is_made_by_looking_for_one(tmp_path: Path) -> None:
    for folder in (tmp_path / "typo", tmp_path):
        for words in (("db", "current"), ("user", "list", "--login", "admin"), ("audit", "verify"), ("service",)):
            done = invoke(*words, "--data", folder, env={"PGPASSWORD": "x"})
            assert (done.status, done.out) == (2, "")
            assert "There is no server in" in done.err
    assert list(tmp_path.iterdir()) == []


def test_other_things_in_a_folder_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear customer", encoding="utf-8")
    done = invoke("db", "init", "--environment", "demo", "--data", tmp_path)
    assert (done.status, done.out) == (3, "")
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_server_that_ran_before_goes_on(installed: Installed) -> None:
    assert installed.run("db", "current").status == 0
    assert EmbeddedServer(installed.home).status().running


@pytest.mark.slow
def test_a_server_that_a_verb_started_is_stopped_again(server_home: Path) -> None:
    server = EmbeddedServer(server_home, settings=clusters.SMALL_SETTINGS)
    server.start()
    server.stop()
    assert run("db", "current", "--data", server_home).status == 3  # no database in it yet
    assert not server.status().running
