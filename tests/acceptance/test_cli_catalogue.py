"""`cleanstation catalogue …`: good files, every kind of bad file, and servers that cannot be worked on."""

from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleanstation_desktop.domain.people import Role
from tests.acceptance.conftest import ENVIRONMENT, Office, address
from tests.conftest import ClusterFactory
from tests.support.command import invoke, run
from tests.support.company import nothing_written
from tests.support.domain_samples import DEMO
from tests.support.people import make_person

Change = Callable[[dict[str, Any]], object]
DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A copy of the demo catalogue, to be changed."""
    return Path(shutil.copytree(DEMO, tmp_path / "catalogue"))


def change(folder: Path, name: str, edit: Change) -> None:
    """Change one file of a catalogue."""
    path = folder / f"{name}.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    edit(content[name])
    path.write_text(json.dumps(content), encoding="utf-8")


def add_cycle(assemblies: dict[str, Any]) -> None:
    """Let the first assembly contain the second and the second the first."""
    first, second = list(assemblies)[:2]
    for one, other in ((first, second), (second, first)):
        assemblies[one]["components"] = [{"part_id": other, "quantity": 1}]


def add_missing(assemblies: dict[str, Any]) -> None:
    """Let the first assembly contain a part that is nowhere."""
    assemblies[next(iter(assemblies))]["components"] = [{"part_id": "NOWHERE-1", "quantity": 1}]


BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "cycle": (lambda folder: change(folder, "assemblies", add_cycle), "runs in a circle"),
    "missing part": (lambda folder: change(folder, "assemblies", add_missing), "NOWHERE-1"),
    "duplicate": (lambda folder: (folder / "parts.json").write_bytes(b'{"parts": {"A": {}, "A": {}}}'), "twice"),
    "bad encoding": (lambda folder: (folder / "parts.json").write_bytes(b'{"parts": "\xff"}'), "UTF-8"),
    "empty file": (lambda folder: (folder / "parts.json").write_bytes(b""), "parts is empty"),
    "broken JSON": (lambda folder: (folder / "categories.json").write_bytes(b"{"), "not valid JSON"),
}


# -- check ------------------------------------------------------------------------------------------------------------


def test_the_companys_catalogue_has_warnings_only(reference_catalogue: Path) -> None:
    done = run("catalogue", "check", "--catalogue", reference_catalogue)
    assert (done.status, done.err) == (0, "")
    assert "6.65E+11" in done.out
    report = run("catalogue", "check", "--catalogue", reference_catalogue, "--json").json
    assert list(report) == ["digest", "categories", "assemblies", "parts", "findings"]
    assert {finding["severity"] for finding in report["findings"]} == {"warning"}
    assert done.out.splitlines()[-1] == f"0 errors, {len(report['findings'])} warnings."


@pytest.mark.parametrize("fault", BAD)
def test_bad_files_are_found_without_a_server(files: Path, fault: str) -> None:
    spoil, words = BAD[fault]
    spoil(files)
    done = invoke("catalogue", "check", "--catalogue", files)
    assert done.status == 1
    assert words in done.out
    report = invoke("catalogue", "check", "--catalogue", files, "--json")
    assert report.status == 1
    assert "error" in {finding["severity"] for finding in report.json["findings"]}


def test_a_file_of_50_mb(files: Path) -> None:
    with (files / "parts.json").open("wb") as file:
        file.truncate(50 * 2**20)
    done = invoke("catalogue", "check", "--catalogue", files)
    assert done.status == 1
    assert "larger than" in done.out


def test_a_folder_without_the_files(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing", DEMO / "parts.json"):
        done = invoke("catalogue", "check", "--catalogue", folder)
        assert (done.status, done.out) == (2, "")


# -- import -----------------------------------------------------------------------------------------------------------


def test_dry_run_then_real_then_nothing(office: Office, files: Path) -> None:
    change(files, "parts", lambda parts: parts.update({"NEW-1": {"name": "New part", "status": "ACTIVE"}}))
    with nothing_written(office.database):
        dry = office.run("catalogue", "import", files, "--dry-run")
    assert dry.status == 0, dry
    assert "A real import would write: 1 items added." in dry.out
    real = office.run("catalogue", "import", files)
    assert real.status == 0, real
    assert "Imported: 1 items added." in real.out
    again = office.run("catalogue", "import", files)
    assert again.status == 0
    assert "Nothing to do: the database holds the same catalogue." in again.out
    report = office.run("catalogue", "import", files, "--json").json
    assert list(report) == ["digest", "written", "counts", "findings"]
    assert (report["written"], sum(report["counts"].values())) == (False, 0)


@pytest.mark.parametrize("fault", ["cycle", "missing part", "empty file"])
def test_an_error_imports_nothing(office: Office, files: Path, fault: str) -> None:
    spoil, words = BAD[fault]
    spoil(files)
    with nothing_written(office.database):
        done = office.run("catalogue", "import", files)
        report = office.run("catalogue", "import", files, "--json")
    assert done.status == 1
    assert words in done.out
    assert done.out.splitlines()[-1] == "Nothing was written, because of the errors."
    assert (report.status, report.json["written"]) == (1, False)


def test_who_may_not_import(office: Office, files: Path) -> None:
    change(files, "parts", lambda parts: parts.update({"NEW-1": {"name": "New part", "status": "ACTIVE"}}))
    for person in (make_person(office.database, Role.PROCUREMENT_SPECIALIST), make_person(office.database)):
        done = office.run("catalogue", "import", files, person=person)
        assert (done.status, done.out) == (3, "")
        assert done.err.count("\n") == 1
    wrong = office.run("catalogue", "import", files, PGPASSWORD="not the password")
    assert (wrong.status, wrong.out) == (3, "")
    assert "Sign-in failed. Check name and password" in wrong.err


def test_without_a_name_or_a_password(office: Office) -> None:
    nobody = invoke("catalogue", "import", DEMO, "--url", office.url, env=ENVIRONMENT)
    assert (nobody.status, nobody.err) == (2, "error: Say who you are: --login NAME\n")
    nothing = invoke("catalogue", "import", DEMO, "--url", office.url, "--login", "admin", env=ENVIRONMENT)
    assert nothing.status == 2
    assert "Set PGPASSWORD" in nothing.err


# -- servers that cannot be worked on ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "postgresql://",
        "mysql://host/db",
        "postgresql:///cleanstation",
        "postgresql://host:port/x",
        "postgresql://host:70000/x",
        "http://x",
    ],
)
def test_what_is_no_address(url: str) -> None:
    done = invoke("catalogue", "import", DEMO, "--login", "admin", "--url", url, env={**ENVIRONMENT, "PGPASSWORD": "x"})
    assert (done.status, done.out) == (2, "")
    assert "postgresql://host:port/database" in done.err
    assert "secret" not in done.err


def test_a_server_that_is_away_and_a_host_that_nobody_knows(office: Office) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        for url in (
            f"postgresql://127.0.0.1:{closed.getsockname()[1]}/cleanstation?sslmode=disable",
            "postgresql://no-such-host.invalid/cleanstation?sslmode=disable",
        ):
            done = invoke("user", "list", "--login", "admin", "--url", url, env={**ENVIRONMENT, "PGPASSWORD": "x"})
            assert (done.status, done.out) == (3, "")
            assert "cannot be reached" in done.err
    missing = address(office.database.url().set(database="no_such_database"))
    done = invoke(
        "user", "list", "--login", office.admin.login, "--url", missing,
        env={**ENVIRONMENT, "PGPASSWORD": office.admin.password},
    )  # fmt: skip
    assert (done.status, done.out) == (3, "")


def test_tls_is_not_given_up_in_production(office: Office) -> None:
    for environment, url in (("production", office.url), ("uat", office.url.replace("disable", "require"))):
        done = invoke(
            "user", "list", "--login", "admin", "--url", url,
            env={"CLEANSTATION_ENVIRONMENT": environment, "PGPASSWORD": "x"},
        )  # fmt: skip
        assert (done.status, done.out) == (3, "")
        assert "verify-full" in done.err


def test_a_server_of_another_environment(office: Office) -> None:
    done = office.run("user", "list", CLEANSTATION_ENVIRONMENT="demo")
    assert (done.status, done.out) == (3, "")
    assert "marked development, and this machine is set to demo" in done.err


def test_wrong_settings_are_named(office: Office) -> None:
    done = office.run("user", "list", CLEANSTATION_PORT="ninety")
    assert (done.status, done.out) == (3, "")
    assert "CLEANSTATION_PORT" in done.err


def test_a_read_only_server(office: Office, files: Path) -> None:
    change(files, "parts", lambda parts: parts.update({"NEW-1": {"name": "New part", "status": "ACTIVE"}}))
    with office.database.connect(autocommit=True) as superuser:
        superuser.execute(f"ALTER DATABASE {office.database.name} SET default_transaction_read_only = on".encode())
    done = office.run("catalogue", "import", files)
    assert (done.status, done.out) == (3, "")
    assert "takes no changes" in done.err


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE cs_adm.schema_revision SET version_num = '0000'", "newer release"),
        ("UPDATE cs_adm.schema_revision SET version_num = '9999'", "Install the current release"),
        ("DELETE FROM cs_adm.schema_revision", "cleanstation db upgrade"),
        (
            "UPDATE cs.setting SET value = '\"other\"', version = version + 1 WHERE name = 'program_digest'",
            "another build of this release",
        ),
        ("DROP FUNCTION cs_adm.who_am_i; DELETE FROM cs_adm.schema_revision", "cleanstation db upgrade"),
    ],
)
def test_a_database_of_another_release(office: Office, statement: str, words: str) -> None:
    with office.database.connect(autocommit=True) as superuser:
        superuser.execute(statement.encode())
    done = office.run("catalogue", "import", DEMO)
    assert (done.status, done.out) == (3, "")
    assert words in done.err


@pytest.mark.slow
def test_a_server_that_is_too_old(new_cluster: ClusterFactory) -> None:
    if not (DEBIAN_15 / "initdb").exists():
        pytest.skip(f"NOT TESTED WITH AN OLD SERVER: there is no PostgreSQL 15 in {DEBIAN_15}")
    server = new_cluster(binaries=DEBIAN_15)
    done = invoke(
        "db", "init", "--environment", "development", "--url", address(server.url("cleanstation")), env=ENVIRONMENT
    )
    assert (done.status, done.out) == (3, "")
    assert (
        done.err == "error: This server is PostgreSQL 15; 16 or newer is needed. Upgrade PostgreSQL to 16 or newer.\n"
    )
