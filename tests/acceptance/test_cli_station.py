"""`cleanstation station …` in processes of its own, against a real server with TLS, and each bad twin."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleanstation_desktop.domain.people import Role
from tests.support.certificates import Authority
from tests.support.command import COMMAND, Outcome, clean_environment, invoke, run
from tests.support.people import TestPerson, make_person
from tests.support.tls_server import TlsServer

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "own"))
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "shared"))


@pytest.fixture(scope="module")
def person(tls_server: TlsServer) -> TestPerson:
    return make_person(tls_server.database, Role.ADMIN)


@pytest.fixture(autouse=True)
def _production(tls_server: TlsServer) -> Iterator[None]:
    tls_server.mark_production()
    yield


def words(tls: TlsServer, /, **other: object) -> list[str]:
    """The options that enrol a station with this server; None leaves one out."""
    known = {
        **{"server": "localhost", "port": tls.port, "database": tls.database.name},
        **{"root-certificate": tls.authority.root, "station": "Bench 7", **other},
    }
    return [word for name, value in known.items() if value is not None for word in (f"--{name}", str(value))]


def enrol(tls: TlsServer, /, *more: str, **other: object) -> Outcome:
    return invoke("station", "enroll", *words(tls, **other), *more)


def kept(tmp_path: Path) -> list[str]:
    """The files that were written."""
    return sorted(path.name for path in tmp_path.rglob("*") if path.is_file() and "CleanStation" in str(path))


def test_enrolled_in_one_process_signed_in_from_another(
    tls_server: TlsServer, person: TestPerson, tmp_path: Path
) -> None:
    done = run("station", "enroll", *words(tls_server), "--login", person.login, env={"PGPASSWORD": person.password})
    assert (done.status, done.err) == (0, "")
    for told in (
        "The certificate proves that this is localhost",
        "This station is enrolled",
        "as chosen",
        "clock agrees",
    ):
        assert told in done.out
    file = tmp_path / "own" / "CleanStation Desktop" / "station.json"
    stored = json.loads(file.read_text())
    assert (stored["server"], stored["port"], stored["station"]) == ("localhost", tls_server.port, "Bench 7")
    assert file.stat().st_mode & 0o777 == 0o600
    listed = run("user", "list", "--json", "--login", person.login, env={"PGPASSWORD": person.password})
    assert (listed.status, listed.err) == (0, "")
    assert person.login in {one["login"] for one in listed.json}


def test_show(tls_server: TlsServer) -> None:
    before = run("station", "show")
    assert (before.status, before.err) == (0, "")
    assert "this station is not enrolled" in before.out
    assert enrol(tls_server).status == 0
    shown = invoke("station", "show", "--json", env={"CLEANSTATION_LANGUAGE": "FR"}).json
    assert shown["settings"]["server"] == {"value": "localhost", "from": "file"}
    assert shown["settings"]["language"] == {"value": "FR", "from": "CLEANSTATION_LANGUAGE"}
    assert shown["settings"]["client_key"] == {"value": None, "from": "default"}
    assert "localhost" in invoke("station", "show").out


def test_as_data(tls_server: TlsServer, tmp_path: Path) -> None:
    only = enrol(tls_server, "--check-only", "--json")
    assert (only.status, only.json["good"], only.json["saved"], only.json["file"]) == (0, True, False, None)
    assert kept(tmp_path) == []
    done = enrol(tls_server, "--json")
    assert (done.status, done.json["saved"]) == (0, True)
    assert Path(done.json["file"]).is_file()
    assert [one["result"] for one in done.json["steps"]] == ["ok"] * 5 + ["skipped"] * 5


def test_a_check_alone_says_so(tls_server: TlsServer, tmp_path: Path) -> None:
    done = enrol(tls_server, "--check-only")
    assert done.status == 0
    assert "The station can work with this server." in done.out
    assert kept(tmp_path) == []


def test_nothing_is_written_when_the_check_fails(tls_server: TlsServer, person: TestPerson, tmp_path: Path) -> None:
    stranger = Authority(tmp_path, "stranger")
    wrong = {"PGPASSWORD": "not the password"}
    bad = [
        (enrol(tls_server, server="no-such-host.invalid"), "No machine is called no-such-host.invalid"),
        (enrol(tls_server, **{"root-certificate": stranger.root}), "does not come from the chosen root certificate"),
        (
            invoke("station", "enroll", *words(tls_server), "--login", person.login, env=wrong),
            "The sign-in failed",
        ),
        (
            invoke(
                *("station", "enroll", *words(tls_server, environment="uat"), "--login", person.login),
                env={"PGPASSWORD": person.password},
            ),
            "The server is marked production, and this station is to be uat.",
        ),
    ]
    for done, told in bad:
        assert done.status == 3
        assert told in done.out
        assert "Nothing was written." in done.out
    assert kept(tmp_path) == []


@pytest.mark.parametrize(
    ("other", "status", "told"),
    [
        ({"server": None}, 2, "--server"),
        ({"port": 0}, 2, "port"),
        ({"port": "many"}, 2, "port"),
        ({"environment": "prod"}, 2, "environment"),
        ({"root-certificate": "no-such-file.crt"}, 2, "does not exist"),
        ({"root-certificate": "."}, 2, "is a directory"),
        ({"sslmode": "require"}, 1, "needs verify-full"),
        ({"sslmode": "sometimes"}, 1, "verify-full"),
        ({"server": "a.example:5432"}, 1, "error: server: "),
        ({"station": "x" * 64}, 1, "error: station: "),
        ({"language": "DE"}, 1, "error: language: "),
        ({"client-key": __file__}, 1, "error: client_certificate: "),
        ({"root-certificate": __file__}, 1, "error: root_certificate: This file holds no certificate."),
    ],
)
def test_wrong_words(tls_server: TlsServer, other: dict[str, object], status: int, told: str, tmp_path: Path) -> None:
    done = enrol(tls_server, **other)
    assert (done.status, done.out) == (status, "")
    assert told in " ".join(done.err.replace("│", " ").split())
    assert kept(tmp_path) == []


def test_from_a_file_with_certificates_beside_it(tls_server: TlsServer, tmp_path: Path) -> None:
    file = tmp_path / "plant.json"
    (tmp_path / "root.crt").write_bytes(tls_server.authority.root.read_bytes())
    file.write_text(
        json.dumps({"server": "localhost", "port": 1, "database": "x", "root_certificate": "root.crt", "station": "A"})
    )
    done = invoke("station", "enroll", "--from", file, "--port", str(tls_server.port), "--station", "B")
    assert (done.status, done.err) == (0, "")
    shown = invoke("station", "show", "--json").json["settings"]
    assert (shown["port"]["value"], shown["database"]["value"]) == (tls_server.port, "x")
    assert shown["station"]["value"] == "B"


@pytest.mark.parametrize(
    ("text", "status", "told"),
    [
        ("", 1, "plant.json is empty"),
        ("{", 1, "plant.json is not valid JSON"),
        ("[" * 100_000, 1, "plant.json is nested too deeply"),
        ("[]", 1, "one object"),
        ("{}", 2, "--server"),
        ('{"server": "a", "password": "x"}', 1, "password is no setting of a station"),
        ('{"server": ["a"], "sslmode": "disable", "environment": "demo"}', 1, "error: server: "),
    ],
)
def test_a_bad_file(text: str, status: int, told: str, tmp_path: Path) -> None:
    file = tmp_path / "plant.json"
    file.write_text(text)
    done = invoke("station", "enroll", "--from", file)
    assert (done.status, done.out) == (status, "")
    assert told in done.err


def test_a_file_as_windows_writes_it(tls_server: TlsServer, tmp_path: Path) -> None:
    """PowerShell 5.1 and the Notepad write a byte order mark, or UTF-16, of which a person learns what is wrong."""
    file = tmp_path / "plant.json"
    text = json.dumps({"root_certificate": str(tls_server.authority.root), "server": "localhost", "station": "Bench é"})
    for encoding, status in (("utf-8-sig", 0), ("utf-16", 1)):
        file.write_text(text, encoding=encoding)
        port, name = str(tls_server.port), tls_server.database.name
        done = invoke("station", "enroll", "--from", file, "--port", port, "--database", name)
        assert done.status == status, done.err
    assert "plant.json is not UTF-8 text" in done.err and "Save it again as UTF-8." in done.err
    assert invoke("station", "show", "--json").json["settings"]["station"]["value"] == "Bench é"


def test_a_broken_station_file_is_told_and_replaced(tls_server: TlsServer, tmp_path: Path) -> None:
    assert enrol(tls_server).status == 0
    file = tmp_path / "own" / "CleanStation Desktop" / "station.json"
    file.write_text("{")
    for verb in (("station", "show"), ("user", "list", "--login", "x")):
        told = run(*verb, env={"PGPASSWORD": "x"})
        assert (told.status, told.out) == (3, "")
        assert f"{file} is broken" in told.err
        assert "cleanstation station enroll" in told.err
    assert enrol(tls_server).status == 0
    assert invoke("station", "show").status == 0


def test_for_every_account(tls_server: TlsServer, tmp_path: Path) -> None:
    assert enrol(tls_server, "--all-accounts").status == 0
    assert (tmp_path / "shared" / "CleanStation Desktop" / "station.json").stat().st_mode & 0o777 == 0o644
    assert enrol(tls_server).status == 0
    again = enrol(tls_server, "--all-accounts", station="Bench 8")
    assert "its own file goes before" in again.out
    assert invoke("station", "show", "--json").json["settings"]["station"]["value"] == "Bench 7"


def test_a_variable_that_goes_before_is_told(tls_server: TlsServer) -> None:
    done = invoke("station", "enroll", *words(tls_server), env={"CLEANSTATION_STATION": "Bench 9"})
    assert done.status == 0
    assert "Careful: these variables go before the file: CLEANSTATION_STATION" in done.out


def test_a_stations_own_certificate(tls_server: TlsServer, person: TestPerson) -> None:
    own = tls_server.authority.sign("station", "station-7", passphrase="of the key")
    files = {"client-certificate": own.certificate, "client-key": own.key}
    with tls_server.admitting("hostssl all all 127.0.0.1/32 scram-sha-256 clientcert=verify-ca"):
        env = {"PGPASSWORD": person.password}
        sign_in = ("--login", person.login)
        wrong = invoke("station", "enroll", *words(tls_server, **files), *sign_in, env=env, stdin="wrong\n")
        assert (wrong.status, wrong.out) == (1, "")
        done = invoke("station", "enroll", *words(tls_server, **files), *sign_in, env=env, stdin="of the key\n")
        assert (done.status, done.err) == (0, "")
        # The passphrase comes from the keyring now, and shows nowhere.
        listed = invoke("user", "list", *sign_in, env=env)
        assert (listed.status, listed.err) == (0, "")
        assert "of the key" not in done.out + invoke("station", "show").out


def test_at_a_terminal_it_asks(tls_server: TlsServer, tmp_path: Path) -> None:
    given = words(tls_server, server=None, station=None, **{"root-certificate": None})
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "station", "enroll", *given],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=clean_environment(TERM="dumb"),
    )
    os.close(theirs)
    os.write(ours, f"localhost\n{tls_server.authority.root}\nBench 3\n".encode())
    out = process.communicate(timeout=60)[0].decode()
    os.close(ours)
    assert process.returncode == 0, out
    assert "Name of the server" in out
    assert invoke("station", "show", "--json").json["settings"]["station"] == {"value": "Bench 3", "from": "file"}
