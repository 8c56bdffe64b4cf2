"""Enrolment: every fault at once and by field, then files, keyring and settings as they shall be."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from cleanstation_desktop import keyring_store, station_file
from cleanstation_desktop.domain.errors import EnvironmentFault, InvalidInput
from cleanstation_desktop.services.enrolment import demand_key_opens, enroll, read_enrolment
from cleanstation_desktop.settings import Environment, is_enrolled, load_settings
from tests.support.certificates import Authority, Signed
from tests.support.keyrings import PlaintextKeyring, using
from tests.support.memory_keyring import MemoryKeyring

PASSPHRASE = "of the key alone"


@pytest.fixture(autouse=True)
def _fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "own"))
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "shared"))
    for name in list(os.environ):
        if name.startswith("CLEANSTATION_"):
            monkeypatch.delenv(name)
    MemoryKeyring.secrets.clear()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"), "plant")


@pytest.fixture(scope="module")
def own(authority: Authority) -> Signed:
    return authority.sign("own", "station-7", passphrase=PASSPHRASE)


def faults(given: dict[str, Any]) -> dict[str, str]:
    """What is wrong, by field."""
    with pytest.raises(InvalidInput) as caught:
        read_enrolment(given)
    return {finding.field: finding.message for finding in caught.value.findings}


def test_what_is_left_out_has_its_default_whatever_is_set_now(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLEANSTATION_PORT", "6432")
    monkeypatch.setenv("CLEANSTATION_ENVIRONMENT", "demo")
    settings = read_enrolment({"server": "db.example.org", "root_certificate": authority.root, "database": ""})
    assert (settings.port, settings.database, settings.environment) == (5432, "cleanstation", Environment.PRODUCTION)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("server", " , ", "Name the server."),
        ("server", "postgresql://db.example.org/x", "is an address"),
        ("server", "person@db", "is an address"),
        ("server", "/run/postgresql", "is an address"),
        ("server", "db.example.org:5432", "port number has a field"),
        ("server", "db example", "is no name of a server"),
        ("server", "db.exämple.org", "is no name of a server"),
        ("server", "db\nx", "cannot be seen"),
        ("server", "x" * 10_000, "at most 200"),
        ("server", 7, "valid string"),
        ("port", 0, "from 1 to 65535"),
        ("port", "many", "from 1 to 65535"),
        ("database", "a\0b", "cannot be seen"),
        ("station", "x" * 64, "at most 63"),
        ("station", "\u202eabc", "cannot be seen"),
        ("environment", "prod", "production"),
        ("sslmode", "require", "needs verify-full"),
        ("language", "DE", "'EN', 'FR'"),
        ("root_certificate", "missing.crt", "No such file"),
        ("root_certificate", "\0", "cannot be seen"),
        ("root_certificate", ["x"], "path"),
        ("password", "x", "no setting of a station"),
        ("data_folder", "x", "no setting of a station"),
    ],
)
def test_each_fault_is_told_at_its_field(authority: Authority, field: str, value: object, words: str) -> None:
    told = faults({"server": "db.example.org", "root_certificate": authority.root, field: value})
    assert list(told) == [field]
    assert words in told[field]


def test_all_faults_at_once(tmp_path: Path) -> None:
    assert faults({"server": "a b", "root_certificate": tmp_path / "x", "client_key": tmp_path / "y"}).keys() == {
        "server",
        "root_certificate",
        "client_certificate",
    }


def test_what_is_no_certificate(tmp_path: Path, own: Signed) -> None:
    text, binary, large = tmp_path / "text", tmp_path / "binary", tmp_path / "large"
    text.write_text("-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n")
    binary.write_bytes(bytes(range(256)))
    large.write_bytes(b"x" * (1024 * 1024 + 1))
    for file in (text, binary, own.key):
        told = faults({"server": "db", "root_certificate": file})
        assert told == {"root_certificate": "This file holds no certificate."}
    assert "too large" in faults({"server": "db", "root_certificate": large})["root_certificate"]
    assert "cannot be read" in faults({"server": "db", "root_certificate": tmp_path})["root_certificate"]


def test_a_root_certificate_must_be_named_where_it_is_needed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert faults({"server": "db"}) == {"root_certificate": "Choose the file with the server's root certificate."}
    assert read_enrolment({"server": "db", "sslmode": "disable", "environment": "demo"}).root_certificate is None


def test_enrolled_it_is_read_from_then_on(authority: Authority) -> None:
    assert not is_enrolled()
    given = {"server": "a.example, ::1", "root_certificate": authority.root, "station": "Poste 7", "language": "FR"}
    settings = enroll(read_enrolment(given))
    assert is_enrolled()
    assert settings == load_settings()
    assert (settings.hosts, settings.station, settings.language) == (("a.example", "::1"), "Poste 7", "FR")
    assert settings.root_certificate is not None
    assert settings.root_certificate.parent == station_file.own_folder()
    assert settings.root_certificate.read_bytes() == authority.root.read_bytes()


def test_a_certificate_in_binary_becomes_text(authority: Authority) -> None:
    settings = enroll(read_enrolment({"server": "a.example", "root_certificate": authority.root_der}))
    assert settings.root_certificate is not None
    assert settings.root_certificate.read_text().split() == authority.root.read_text().split()


def test_variables_go_before_the_file(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    enroll(read_enrolment({"server": "a.example", "port": 6000, "root_certificate": authority.root}))
    monkeypatch.setenv("CLEANSTATION_SERVER", "b.example")
    monkeypatch.setenv("CLEANSTATION_PORT", "")
    assert (load_settings().server, load_settings().port) == ("b.example", 6000)


def test_a_wrong_value_in_the_file_is_told_with_the_file(authority: Authority) -> None:
    enroll(read_enrolment({"server": "a.example", "root_certificate": authority.root}))
    file = station_file.find()
    assert file is not None
    file.write_text('{"server": "a.example", "port": "many", "pasword": 1, "sslmode": "require"}')
    with pytest.raises(EnvironmentFault) as caught:
        load_settings()
    for words in (f"{file}: port: ", f"{file}: pasword: "):
        assert words in caught.value.message
    assert "cleanstation station enroll" in caught.value.hint
    file.write_text('{"server": "a.example", "sslmode": "require"}')
    with pytest.raises(EnvironmentFault, match="needs verify-full"):
        load_settings()


def test_the_passphrase_of_the_stations_key_goes_to_the_keyring(
    authority: Authority, own: Signed, tmp_path: Path
) -> None:
    files = {"client_certificate": own.certificate, "client_key": own.key}
    given = {"server": "a.example", "root_certificate": authority.root, **files}
    settings = enroll(read_enrolment(given), passphrase=PASSPHRASE)
    assert settings.client_key is not None
    assert keyring_store.read_secret(settings.client_key.name) == PASSPHRASE
    assert settings.client_key.stat().st_mode & 0o777 == 0o600
    demand_key_opens(settings, PASSPHRASE)
    kept = b"".join(path.read_bytes() for path in station_file.own_folder().iterdir())
    assert PASSPHRASE.encode() not in kept
    enroll(read_enrolment({"server": "a.example", "root_certificate": authority.root}))
    assert MemoryKeyring.secrets == {}
    assert not settings.client_key.exists()


def test_keys_that_are_refused(authority: Authority, own: Signed, tmp_path: Path) -> None:
    given = {"server": "a.example", "root_certificate": authority.root}
    clear = authority.sign("clear", "station-7")
    told = faults({**given, "client_certificate": clear.certificate, "client_key": clear.key})
    assert "opens without a passphrase" in told["client_key"]
    assert faults({**given, "client_certificate": own.certificate}).keys() == {"client_key"}
    good = read_enrolment({**given, "client_certificate": own.certificate, "client_key": own.key})
    strange = read_enrolment({**given, "client_certificate": clear.certificate, "client_key": own.key})
    for settings, passphrase in ((good, "wrong"), (good, ""), (strange, PASSPHRASE)):
        with pytest.raises(InvalidInput, match="does not open"):
            enroll(settings, passphrase=passphrase)
    with pytest.raises(InvalidInput, match="belongs to one account"):
        enroll(good, passphrase=PASSPHRASE, for_everybody=True)
    with using(PlaintextKeyring()), pytest.raises(EnvironmentFault):  # type: ignore[no-untyped-call]
        enroll(good, passphrase=PASSPHRASE)
    assert not is_enrolled()
    assert MemoryKeyring.secrets == {}


def test_for_every_account(authority: Authority, tmp_path: Path) -> None:
    settings = enroll(read_enrolment({"server": "a.example", "root_certificate": authority.root}), for_everybody=True)
    assert settings.root_certificate is not None
    assert settings.root_certificate.parent == station_file.shared_folder()
    assert settings.root_certificate.stat().st_mode & 0o777 == 0o644
    shutil.rmtree(station_file.shared_folder())
    assert not is_enrolled()
