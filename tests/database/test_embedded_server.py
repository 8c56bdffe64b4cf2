"""The embedded server: start, find again, stop, share; who gets in, and what its log tells."""

from __future__ import annotations

import json
import socket
import time
from pathlib import Path

import psycopg
import pytest

from cleanstation_desktop.domain.errors import ServerAway
from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from tests.support.embedded import ask, kill, small, start_elsewhere


def test_start_find_again_stop(server_home: Path) -> None:
    server = small(server_home)
    assert server.start() is True
    assert EmbeddedServer(server_home).start() is False
    assert ask(server, "SELECT current_user") == "cs_super"
    assert EmbeddedServer(server_home).stop() is True
    assert not server.status().running
    assert server.stop() is False
    with pytest.raises(ServerAway, match="does not run"):
        server.dsn()


def test_data_and_port_stay_over_a_restart(server_home: Path) -> None:
    server = small(server_home)
    server.start()
    with psycopg.connect(**server.dsn()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    before = server.dsn()
    server.stop()
    server.start()
    assert server.dsn() == before
    assert ask(server, "SELECT n FROM kept") == 7


def test_a_context_stops_only_what_it_started(server_home: Path) -> None:
    with small(server_home) as outer:
        with EmbeddedServer(server_home):
            pass
        assert outer.status().running
    assert not outer.status().running


def test_passwords_are_the_only_way_in(server_home: Path) -> None:
    server = small(server_home)
    server.start()
    assert ask(server, "SELECT count(*) FROM pg_hba_file_rules WHERE auth_method <> 'scram-sha-256'") == 0
    assert ask(server, "SHOW listen_addresses") == "127.0.0.1"
    assert ask(server, "SELECT rolpassword LIKE 'SCRAM-SHA-256$%' FROM pg_authid WHERE rolcanlogin")
    for way in ("127.0.0.1", str(server.folder.run)):
        for password in ("", "wrong"):
            with pytest.raises(psycopg.OperationalError, match="password"):
                psycopg.connect(**{**server.dsn(), "host": way, "password": password})
        psycopg.connect(**{**server.dsn(), "host": way}).close()
    assert server.folder.password.stat().st_mode & 0o777 == 0o600


def test_letters_with_accents_are_one_letter_in_two_cases(server_home: Path) -> None:
    with small(server_home) as server:
        assert ask(server, "SELECT 'ÉVIER' ILIKE '%évier%' AND upper('é') = 'É'") is True


def test_the_log_is_json_and_holds_sign_ins_but_no_contents(server_home: Path) -> None:
    server = small(server_home)
    server.start()
    with psycopg.connect(**server.dsn(), autocommit=True) as connection:
        with pytest.raises(psycopg.errors.UndefinedTable):
            connection.execute("SELECT * FROM nowhere WHERE secret = 'Torque 41'")
        with pytest.raises(psycopg.errors.DivisionByZero):
            connection.execute("SELECT 1 / length(%s::text) - 1 / 0", ["Torque 42"])
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(**{**server.dsn(), "password": "wrong"})
    end = time.monotonic() + 5
    while "password authentication failed" not in (text := server.log_file.read_text()):
        assert time.monotonic() < end
        time.sleep(0.02)
    entries = [json.loads(line) for line in text.splitlines()]
    assert any(entry["message"].startswith("connection authenticated") for entry in entries)
    assert any(entry.get("state_code") == "28P01" and entry["user"] == "cs_super" for entry in entries)
    assert "Torque" not in text


def test_address_for_sqlalchemy(server_home: Path) -> None:
    with small(server_home) as server:
        url = server.url("postgres")
        assert url.drivername == "postgresql+psycopg"
        assert (url.host, url.port, url.password) == ("127.0.0.1", server.dsn()["port"], server.dsn()["password"])


def test_no_log_before_the_first_start(server_home: Path) -> None:
    with pytest.raises(ServerAway, match="no log"):
        _ = EmbeddedServer(server_home).log_file


def test_six_processes_start_one_server(server_home: Path) -> None:
    starters = [start_elsewhere(server_home) for _ in range(6)]
    answers = [json.loads(starter.communicate(timeout=120)[0]) for starter in starters]
    assert [answer["started"] for answer in answers].count(True) == 1
    assert len({answer["port"] for answer in answers}) == 1


def test_a_port_that_was_taken_meanwhile_is_replaced(server_home: Path) -> None:
    server = small(server_home)
    server.start()
    before = server.dsn()["port"]
    server.stop()
    with socket.socket() as thief:
        thief.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        thief.bind(("127.0.0.1", before))
        thief.listen()
        server.start()
        assert server.dsn()["port"] != before


def test_a_foreign_server_on_the_port_is_not_taken_for_ours(server_home: Path, cluster: EmbeddedServer) -> None:
    server = small(server_home)
    server.start()
    lines = (server.folder.data / "postmaster.pid").read_text().splitlines()
    kill(server)
    lines[3] = str(cluster.dsn()["port"])
    (server.folder.data / "postmaster.pid").write_text("\n".join(lines) + "\n")
    assert server.start() is True
    assert server.dsn()["port"] != cluster.dsn()["port"]
