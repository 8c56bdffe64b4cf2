"""`cleanstation station test` in a process of its own, on the client's screens, against a real server with TLS."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services.documents import count_prints
from tests.support.command import Outcome, clean_environment, invoke, run
from tests.support.people import TestPerson, make_person
from tests.support.prints import texts
from tests.support.shop import PRE_QC, Shop
from tests.support.tls_server import TlsServer

pytestmark = pytest.mark.slow

# The screens of a station that is not enrolled, where a sign-in page is looked for.
ASTRAY = """
import sys
from pathlib import Path
from cleanstation_desktop.ui.shell.start import Start
from cleanstation_desktop.ui.station_facts import StationFacts
from cleanstation_desktop.verbs.pilot import station

class Trial:
    def fail(self, step, told, status):
        print(step, status, told)

out = Path(sys.argv[1])
station._PATIENCE = 1.0
station.try_station(Start(None, StationFacts("bench", "production", "", out)), "qc", "password", out, Trial())
"""


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "own"))
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "shared"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture(scope="module")
def plant(tls_server: TlsServer) -> Iterator[Shop]:
    """A production plant that this PC is not enrolled for yet."""
    tls_server.mark_production()
    shop = Shop(tls_server.database)
    yield shop
    shop.close()


def enrol(tls: TlsServer, *more: str, port: int | None = None) -> Outcome:
    """Written down without connecting: the test finds out."""
    words = ["--server", "localhost", "--port", str(port or tls.port), "--database", tls.database.name]
    return invoke(
        *("station", "enroll", "--no-check", "--root-certificate", tls.authority.root, "--station", "Bench 7"),
        *(*words, *more),
    )


def tried(person: TestPerson, *more: str | Path, password: str = "") -> Outcome:
    """What the station answers to this person."""
    arguments = ("station", "test", "--login", person.login, "--json", *more)
    return run(*arguments, env={"PGPASSWORD": password or person.password, "LANG": "fr_FR.UTF-8"})


def results(done: Outcome) -> dict[str, str]:
    return {step["step"]: step["result"] for step in done.json["steps"]}


def test_signs_in_and_prints_without_spending_a_copy(tls_server: TlsServer, plant: Shop, tmp_path: Path) -> None:
    assert enrol(tls_server, "--language", "FR").status == 0
    build_id = plant.arrived_build()
    signed = plant.inspect(plant.qc, build_id, PRE_QC)
    out = tmp_path / "résultats de l'essai"
    done = tried(plant.qc.person, "--out", out)
    assert (done.status, done.err) == (0, ""), done
    assert (done.json["good"], done.json["signed_in"], done.json["printed"]) == (True, True, True)
    assert list(results(done).items())[-4:] == [(name, "ok") for name in ("sign in", "sheet", "print", "sign out")]
    (file,) = out.iterdir()
    assert done.json["file"] == str(file)
    pages = texts(file.read_bytes())
    assert all(plant.place(build_id).build_number in page and "UNCONTROLLED COPY" in page for page in pages)
    assert count_prints(plant.qc.session, "QC_SHEET", f"inspection:{signed.id}") == 0
    # What the screens would remember of this person is remembered nowhere.
    assert list((tmp_path / "data").rglob("*.ini")) == []

    told = run("station", "test", "--login", plant.qc.person.login, env={"PGPASSWORD": plant.qc.person.password})
    assert (told.status, told.err) == (0, "")
    assert "This station works: it signs in and prints." in told.out
    assert [file.name for file in out.iterdir()] == [file.name]


def test_a_person_without_a_sheet_is_signed_in_all_the_same(tls_server: TlsServer, plant: Shop) -> None:
    assert enrol(tls_server).status == 0
    service = make_person(tls_server.database, Role.SERVICE_DEPARTMENT)
    done = tried(service)
    assert (done.status, done.json["signed_in"], done.json["printed"]) == (0, True, False), done
    assert (results(done)["sign in"], results(done)["sheet"]) == ("ok", "warning")
    assert "no signed inspection" in done.out


def test_what_is_wrong_is_told_and_the_screens_are_left(tls_server: TlsServer, plant: Shop, tmp_path: Path) -> None:
    nobody = invoke("station", "test", "--login", "qc", env={"PGPASSWORD": "x"})
    assert (nobody.status, nobody.out) == (3, "") and "cleanstation station enroll" in nobody.err
    assert enrol(tls_server).status == 0
    wrong = tried(plant.qc.person, password="not the password")
    assert (wrong.status, wrong.json["good"], wrong.json["signed_in"]) == (3, False, False)
    assert wrong.json["steps"][-1]["message"].startswith("Sign-in failed.")
    assert "not the password" not in wrong.out + wrong.err
    (tmp_path / "file").write_text("in the way")
    blocked = tried(plant.qc.person, "--out", tmp_path / "file" / "below")
    assert (blocked.status, blocked.out) == (3, "") and "cannot be written to" in blocked.err
    assert invoke("station", "test", "--login", " ", env={"PGPASSWORD": "x"}).status == 2
    assert enrol(tls_server, port=9).status == 0
    away = tried(plant.qc.person)
    assert (away.status, results(away)["Port"]) == (3, "failed")
    assert "sign in" not in results(away)


def test_a_one_time_password_is_not_replaced_for_anybody(tls_server: TlsServer, plant: Shop) -> None:
    assert enrol(tls_server).status == 0
    newcomer = plant.worker(Role.QC_PERSON).person
    with tls_server.database.connect(autocommit=True) as superuser:
        superuser.execute(
            "UPDATE cs.person SET must_change_password = true, version = version + 1 WHERE id = %s", (newcomer.id,)
        )
    done = tried(newcomer)
    assert (done.status, done.json["signed_in"]) == (3, False)
    assert "one-time password" in done.json["steps"][-1]["message"]


def test_enrolled_without_a_connection(tls_server: TlsServer, tmp_path: Path) -> None:
    done = enrol(tls_server, "--json", port=9)
    assert (done.status, done.json["checked"], done.json["saved"], done.json["steps"]) == (0, False, True, [])
    assert Path(done.json["file"]).is_file()
    told = enrol(tls_server, port=9)
    assert "was not checked: cleanstation station test" in told.out
    (tmp_path / "no.crt").write_text("no certificate")
    bad = invoke(
        *("station", "enroll", "--no-check", "--server", "a/b", "--root-certificate", tmp_path / "no.crt"),
        *("--sslmode", "require"),
    )
    assert bad.status == 1
    for told_of in ("is an address", "does not prove which server answers"):
        assert told_of in bad.err
    assert invoke("station", "enroll", "--no-check", "--check-only", "--server", "x").status == 2


def test_a_key_that_cannot_be_read_is_told(tls_server: TlsServer, plant: Shop) -> None:
    assert enrol(tls_server).status == 0
    # A file that is there and whose bytes nobody gets, not even root.
    files = {"CLIENT_KEY": "/proc/self/mem", "CLIENT_CERTIFICATE": str(tls_server.good.certificate)}
    own = {f"CLEANSTATION_{name}": value for name, value in files.items()}
    done = run("station", "test", "--login", "qc", "--json", env={"PGPASSWORD": "x", **own})
    assert (done.status, results(done)["Certificate"]) == (3, "failed")
    assert "Traceback" not in done.err and not done.json["signed_in"]


def test_screens_that_go_another_way_are_left_as_a_picture(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASTRAY, tmp_path],
        env=clean_environment(QT_QPA_PLATFORM="offscreen"),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    picture = tmp_path / "lost.png"
    assert done.stdout.startswith(
        f"screens 1 The client's screens did not do what was expected ({picture} shows them):"
    )
    assert picture.read_bytes().startswith(b"\x89PNG")
