"""The check of a connection against a real server with real certificates: each fault has its own sentence."""

from __future__ import annotations

import datetime as dt
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from cleanstation_desktop.services.connection_check import Person, check_clock, check_connection, passed
from cleanstation_desktop.services.connection_steps import PER_PERSON, PER_SERVER, Check, Outcome, Step
from cleanstation_desktop.settings import Environment, Settings
from tests.support.certificates import DAY, YEAR, Authority
from tests.support.people import TestPerson, make_person
from tests.support.tls_server import TlsServer

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def person(tls_server: TlsServer) -> TestPerson:
    tls_server.mark_production()
    return make_person(tls_server.database, Role.ASSEMBLER)


def settings_of(tls: TlsServer, /, **other: Any) -> Settings:
    """A station's settings for this server."""
    known = {
        **{"server": "localhost", "port": tls.port, "database": tls.database.name},
        **{"root_certificate": tls.authority.root, "environment": Environment.PRODUCTION},
    }
    return Settings(**{**known, **other})


def clock_off_by(apart: dt.timedelta) -> dt.datetime:
    return dt.datetime.now(dt.UTC) + apart


def by_check(steps: tuple[Step, ...]) -> dict[Check, Step]:
    return {one.check: one for one in steps}


def only_fault(steps: tuple[Step, ...]) -> Step:
    """The one step that failed; all after it, and none before, were skipped."""
    failed = [one for one in steps if one.outcome is Outcome.FAILED]
    assert len(failed) == 1
    place = steps.index(failed[0])
    assert {one.outcome for one in steps[:place]} <= {Outcome.OK, Outcome.WARNING}
    assert {one.outcome for one in steps[place + 1 :]} <= {Outcome.SKIPPED}
    assert failed[0].hint
    return failed[0]


def test_all_is_well(tls_server: TlsServer, person: TestPerson) -> None:
    steps = check_connection(settings_of(tls_server), Person(person.login.upper(), person.password))
    assert [one.check for one in steps] == [*PER_SERVER, *PER_PERSON]
    assert [(one.code, one.message) for one in steps if one.outcome is not Outcome.OK] == []
    assert passed(steps)
    assert "127.0.0.1" in by_check(steps)[Check.NAME].message


def test_without_a_person_the_rest_is_left_for_the_sign_in(tls_server: TlsServer) -> None:
    steps = check_connection(settings_of(tls_server))
    assert passed(steps)
    assert {one.code for one in steps if one.check in PER_PERSON} == {"needs_sign_in"}


def test_a_name_that_nobody_has(tls_server: TlsServer) -> None:
    for name in ("no-such-host.invalid", "x" * 64 + ".invalid", "a..b"):
        assert only_fault(check_connection(settings_of(tls_server, server=name))).code == "name_unknown"


def test_a_port_where_nobody_listens(tls_server: TlsServer) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        fault = only_fault(check_connection(settings_of(tls_server, server="127.0.0.1", port=taken.getsockname()[1])))
    assert (fault.code, fault.check) == ("port_closed", Check.PORT)


@contextmanager
def other_program(answer: bytes) -> Iterator[int]:
    """A server of another kind on a free port: says something, or hangs up."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(8)
            if answer:
                self.request.sendall(answer)

    with socketserver.TCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("answer", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"SSH-2.0-x\r\n", b"", b"E", b"S\x16\x03"])
def test_another_program_on_the_port(tls_server: TlsServer, answer: bytes) -> None:
    with other_program(answer) as port:
        fault = only_fault(check_connection(settings_of(tls_server, server="127.0.0.1", port=port)))
    assert (fault.code, fault.check) == ("is_other_program", Check.SERVER)


def test_one_that_breaks_off_the_handshake(tls_server: TlsServer) -> None:
    with other_program(b"S") as port:
        fault = only_fault(check_connection(settings_of(tls_server, server="127.0.0.1", port=port)))
    assert (fault.code, fault.check) == ("no_agreement", Check.ENCRYPTION)


def test_a_server_without_encryption(tls_server: TlsServer, cluster: EmbeddedServer) -> None:
    known = {"server": "127.0.0.1", "port": cluster.status().port}
    fault = only_fault(check_connection(settings_of(tls_server, **known)))
    assert (fault.code, fault.check) == ("not_encrypted", Check.ENCRYPTION)
    steps = check_connection(settings_of(tls_server, **known, environment="demo", sslmode="disable"))
    assert passed(steps)
    assert by_check(steps)[Check.ENCRYPTION].code == "plain_allowed"
    assert by_check(steps)[Check.CERTIFICATE].outcome is Outcome.WARNING


def test_certificates_that_are_not_trusted(tls_server: TlsServer, tmp_path: Path) -> None:
    stranger = Authority(tmp_path, "stranger")
    authority = tls_server.authority
    cases = [
        (stranger.sign("good", "localhost"), "other_root", ""),
        (authority.sign("old", "localhost", valid=(-2 * YEAR, -DAY)), "expired", "this PC's clock says"),
        (authority.sign("early", "localhost", valid=(DAY, YEAR)), "not_yet_valid", "this PC's clock says"),
        (
            authority.sign("other", "db.example.org", "10.1.2.3"),
            "other_name",
            "db.example.org, 10.1.2.3, not for local",
        ),
    ]
    for signed, code, words in cases:
        with tls_server.presenting(signed):
            fault = only_fault(check_connection(settings_of(tls_server)))
        assert (fault.code, fault.check) == (code, Check.CERTIFICATE)
        assert words in fault.message
        assert ("clock" in fault.hint) == ("clock" in words)


def test_a_root_that_is_out_of_date(tls_server: TlsServer, tmp_path: Path) -> None:
    old = Authority(tmp_path, "old", valid=(-2 * YEAR, -DAY))
    with tls_server.presenting(old.sign("good", "localhost")):
        fault = only_fault(check_connection(settings_of(tls_server, root_certificate=old.root)))
    assert fault.code == "root_out_of_date"


def test_a_certificate_that_soon_ends(tls_server: TlsServer) -> None:
    with tls_server.presenting(tls_server.authority.sign("soon", "localhost", valid=(-DAY, 20 * DAY))):
        steps = check_connection(settings_of(tls_server))
    assert passed(steps)
    assert by_check(steps)[Check.CERTIFICATE].code == "proven_not_for_long"


def test_a_root_that_is_missing_or_none(tls_server: TlsServer, tmp_path: Path) -> None:
    (tmp_path / "empty.crt").touch()
    for name in ("missing.crt", "empty.crt"):
        fault = only_fault(check_connection(settings_of(tls_server, root_certificate=tmp_path / name)))
        assert (fault.code, fault.facts["file"]) == ("no_root", str(tmp_path / name))


def test_weaker_checks_say_so(tls_server: TlsServer) -> None:
    with tls_server.presenting(tls_server.authority.sign("other", "db.example.org")):
        for mode, code in (("verify-ca", "proven"), ("require", "not_proven"), ("prefer", "not_proven")):
            steps = check_connection(settings_of(tls_server, environment="development", sslmode=mode))
            assert passed(steps)
            assert by_check(steps)[Check.CERTIFICATE].code == code


def test_of_several_servers_one_may_be_away(tls_server: TlsServer, person: TestPerson) -> None:
    settings = settings_of(tls_server, server="no-such-host.invalid, localhost")
    steps = check_connection(settings, Person(person.login, person.password))
    assert passed(steps)
    assert steps[0].code == "other_server_away"
    assert {one.server for one in steps} == {"no-such-host.invalid", "localhost", ""}
    both_away = check_connection(settings_of(tls_server, server="no-such-host.invalid, nor-this.invalid"))
    assert [one.code for one in both_away if one.check is Check.NAME] == ["name_unknown"] * 2
    with tls_server.presenting(tls_server.authority.sign("one", "localhost")):
        other = check_connection(settings_of(tls_server, server="localhost, 127.0.0.1"))
    assert [(one.server, one.code) for one in other if one.outcome is Outcome.FAILED] == [("127.0.0.1", "other_name")]


def test_sign_ins_that_fail(tls_server: TlsServer, person: TestPerson) -> None:
    bad = (
        Person(person.login, "wrong"),
        Person(person.login, ""),
        Person("", "x"),
        Person("nobody_at_all", "x"),
        Person("a\0b", "x"),
    )
    for one in bad:
        fault = only_fault(check_connection(settings_of(tls_server), one))
        assert (fault.code, fault.check) == ("sign_in_refused", Check.SIGN_IN)


def test_another_database(tls_server: TlsServer, person: TestPerson) -> None:
    who = Person(person.login, person.password)
    assert only_fault(check_connection(settings_of(tls_server, database="not_there"), who)).code == "no_database"
    strange = check_connection(settings_of(tls_server, database="postgres"), who)
    assert [one.code for one in strange if one.outcome is Outcome.FAILED] == ["schema_none"]
    assert by_check(strange)[Check.ENVIRONMENT].code == "not_reached"


def test_who_is_not_let_in_from_this_network(tls_server: TlsServer, person: TestPerson) -> None:
    with tls_server.admitting("hostssl all all 10.0.0.0/8 scram-sha-256"):
        fault = only_fault(check_connection(settings_of(tls_server), Person(person.login, person.password)))
    assert fault.code == "not_admitted"


def test_a_station_with_a_certificate_of_its_own(tls_server: TlsServer, person: TestPerson, tmp_path: Path) -> None:
    own = tls_server.authority.sign("station", "station-7", passphrase="the key's own")
    strange = Authority(tmp_path, "stranger").sign("station", "station-7", passphrase="the key's own")
    who = Person(person.login, person.password)

    def check(**files: Path) -> tuple[Step, ...]:
        return check_connection(settings_of(tls_server, **files), who, passphrase="the key's own")

    with tls_server.admitting("hostssl all all 127.0.0.1/32 scram-sha-256 clientcert=verify-ca"):
        assert only_fault(check()).code == "wants_certificate"
        assert passed(check(client_certificate=own.certificate, client_key=own.key))
        fault = only_fault(check(client_certificate=strange.certificate, client_key=strange.key))
        assert fault.code == "station_refused"


def test_another_mark(tls_server: TlsServer, person: TestPerson) -> None:
    who = Person(person.login, person.password)
    (other,) = (
        one
        for one in check_connection(settings_of(tls_server, environment="staging"), who)
        if one.outcome is Outcome.FAILED
    )
    assert (other.code, other.facts["mark"], other.facts["chosen"]) == ("environment_other", "production", "staging")


@pytest.mark.parametrize(("revision", "code"), [("9999", "schema_new"), (None, "schema_old")])
def test_another_schema(tls_server: TlsServer, person: TestPerson, revision: str | None, code: str) -> None:
    who = Person(person.login, person.password)
    with tls_server.database.connect(autocommit=True) as superuser:
        known = superuser.execute("SELECT version_num FROM cs_adm.schema_revision").fetchone()
        digest = superuser.execute("SELECT value::text FROM cs.setting WHERE name = 'program_digest'").fetchone()
        assert known is not None
        assert digest is not None
        change = "UPDATE cs.setting SET value = %s::jsonb, version = version + 1 WHERE name = 'program_digest'"
        superuser.execute("UPDATE cs_adm.schema_revision SET version_num = %s", (revision or known[0],))
        superuser.execute(change, ('"of another build"',))
        try:
            steps = check_connection(settings_of(tls_server), who)
        finally:
            superuser.execute("UPDATE cs_adm.schema_revision SET version_num = %s", known)
            superuser.execute(change, digest)
    assert [one.code for one in steps if one.outcome is Outcome.FAILED] == [code]


def test_the_clock(tls_server: TlsServer, person: TestPerson) -> None:
    who = Person(person.login, person.password)
    for apart, code in ((0 * DAY, "clock_same"), (-6 * dt.timedelta(minutes=1), "clock_off"), (DAY, "clock_wrong")):
        steps = check_connection(settings_of(tls_server), who, now=partial(clock_off_by, apart))
        assert steps[-1].code == code
        assert passed(steps) == (code != "clock_wrong")


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(0, "clock_same"), (299, "clock_same"), (300, "clock_off"), (86_399, "clock_off"), (86_400, "clock_wrong")],
)
@pytest.mark.parametrize("sign", [1, -1])
def test_the_bounds_of_the_clock(seconds: int, sign: int, code: str) -> None:
    noon = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
    told = check_clock(noon, noon + sign * dt.timedelta(seconds=seconds))
    assert told.code == code
    assert "2026-11-20 12:00 UTC" in told.message or code == "clock_same"
