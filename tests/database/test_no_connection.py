"""A sign-in that makes no connection to a real server: what is wrong is told as what it is, not as a wrong password."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL

from cleanstation_desktop.database.no_connection import why_no_connection
from cleanstation_desktop.domain.errors import ServerAway, SignInRefused
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from cleanstation_desktop.services.connection_check import Person, check_connection
from cleanstation_desktop.services.connection_steps import Outcome
from cleanstation_desktop.services.server_address import station_url
from cleanstation_desktop.services.session import Command, Session
from cleanstation_desktop.services.sign_in import sign_in
from cleanstation_desktop.settings import Environment, Settings
from tests.support.certificates import Authority
from tests.support.clusters import unique_login
from tests.support.people import STATION, TestPerson, make_person
from tests.support.tls_server import TlsServer

pytestmark = pytest.mark.slow

OPEN = "hostssl all all 127.0.0.1/32 scram-sha-256"


@pytest.fixture(scope="module")
def person(tls_server: TlsServer) -> TestPerson:
    return make_person(tls_server.database, Role.QC_PERSON)


def settings_of(tls: TlsServer, /, **other: Any) -> Settings:
    known = {"server": "localhost", "port": tls.port, "database": tls.database.name, "environment": Environment.DEMO}
    return Settings(**{**known, "root_certificate": tls.authority.root, **other})


def entered(tls: TlsServer, person: TestPerson, /, **other: Any) -> Session:
    opened = sign_in(station_url(settings_of(tls, **other)), person.login, person.password, station=STATION)
    assert isinstance(opened, Session)
    return opened


@contextmanager
def said(words: str) -> Iterator[None]:
    with pytest.raises(ServerAway, match=words) as away:
        yield
    assert away.value.hint and "password" not in str(away.value).partition("Without")[0]


def test_files_of_this_station(tls_server: TlsServer, person: TestPerson, tmp_path: Path) -> None:
    (tmp_path / "empty.crt").touch()
    own = tls_server.authority.sign("station", "station-7")
    (tmp_path / "nonsense.key").write_text("nonsense")
    (tmp_path / "nonsense.key").chmod(0o600)
    for files in (
        {"root_certificate": tmp_path / "gone.crt"},
        {"root_certificate": tmp_path / "empty.crt"},
        {"client_certificate": own.certificate, "client_key": tmp_path / "gone.key"},
        {"client_certificate": own.certificate, "client_key": tmp_path / "nonsense.key"},
    ):
        with said("A certificate or key of this station cannot be used"):
            entered(tls_server, person, **files)


def test_a_server_that_proves_nothing(tls_server: TlsServer, person: TestPerson, tmp_path: Path) -> None:
    for signed in (
        Authority(tmp_path, "stranger").sign("good", "localhost"),
        tls_server.authority.sign("other", "db.example.org"),
    ):
        with tls_server.presenting(signed), said("did not prove that it is the right one"):
            entered(tls_server, person)


def test_a_server_without_encryption(tls_server: TlsServer, cluster: EmbeddedServer, person: TestPerson) -> None:
    with said("offers no encryption"):
        entered(tls_server, person, server="127.0.0.1", port=cluster.status().port)


@pytest.mark.parametrize("rule", ["hostssl all all 10.0.0.0/8 scram-sha-256", "hostssl all all 127.0.0.1/32 reject"])
def test_who_is_not_let_in_from_here(tls_server: TlsServer, person: TestPerson, rule: str) -> None:
    with tls_server.admitting(rule):
        with said("lets nobody in from this PC"):
            entered(tls_server, person)
        assert failed(tls_server, person) == ["not_admitted"]


def test_a_certificate_of_this_station_that_the_server_wants(
    tls_server: TlsServer, person: TestPerson, tmp_path: Path
) -> None:
    strange = Authority(tmp_path, "stranger").sign("station", "station-7")
    with tls_server.admitting(f"{OPEN} clientcert=verify-ca"):
        with said("asks this station for a certificate of its own"):
            entered(tls_server, person)
        with said("does not take this station's own certificate"):
            entered(tls_server, person, client_certificate=strange.certificate, client_key=strange.key)


def test_a_password_is_not_wrong_because_a_file_is_gone(
    tls_server: TlsServer, person: TestPerson, tmp_path: Path
) -> None:
    root = tmp_path / "root.crt"
    root.write_bytes(tls_server.authority.root.read_bytes())
    with ExitStack() as after:
        session = entered(tls_server, person, root_certificate=root)
        after.callback(session.close)
        root.unlink()
        with said("A certificate or key"), session.sign(Command("bom.approve", {}), person.password):
            raise AssertionError("signed")


def test_a_login_of_the_server_that_is_no_person_here(tls_server: TlsServer, person: TestPerson) -> None:
    stranger = replace(person, login=unique_login("stranger"))
    with tls_server.database.connect(autocommit=True) as superuser:
        made = f"CREATE ROLE {stranger.login} LOGIN PASSWORD '{stranger.password}'"
        superuser.execute(made.encode())
    assert failed(tls_server, stranger) == ["sign_in_refused"]


@pytest.mark.parametrize(
    "words",
    [
        "connection to server failed: SSL connection has been closed unexpectedly",
        "SSL SYSCALL error: EOF detected",
        "server closed the connection unexpectedly",
        "failed to resolve host 'db': [Errno -2] Name or service not known",
        'connection to server on socket "/run/x" failed: No such file or directory',
    ],
)
def test_what_tells_no_more_than_that_the_server_is_away(words: str) -> None:
    assert why_no_connection(words) is None


def test_an_unknown_name_and_a_wrong_password_look_alike(tls_server: TlsServer, person: TestPerson) -> None:
    url: URL = station_url(settings_of(tls_server))
    told = []
    for login, password in ((person.login, "wrong"), ("nobody_at_all", "wrong")):
        with pytest.raises(SignInRefused) as refused:
            sign_in(url, login, password, station=STATION)
        told.append(str(refused.value))
    assert told[0] == told[1]


def failed(tls: TlsServer, person: TestPerson) -> list[str]:
    """The steps that failed when the connection is checked."""
    steps = check_connection(settings_of(tls), Person(person.login, person.password))
    return [one.code for one in steps if one.outcome is Outcome.FAILED]
