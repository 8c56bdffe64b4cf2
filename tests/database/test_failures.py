"""What goes wrong with a server while people work: each is told as a known error, and nothing is written by half."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import text

from cleanstation_desktop.database.failures import known_errors
from cleanstation_desktop.domain.errors import (
    CleanStationError,
    EnvironmentFault,
    ServerAway,
    ServerFull,
    ServerReadOnly,
    SignInRefused,
    Stale,
)
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.operations import schema
from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from cleanstation_desktop.operations.postgres_tools import server_account
from cleanstation_desktop.services import documents, order_drafts
from cleanstation_desktop.services.order_drafts import DraftKey
from cleanstation_desktop.services.session import Command, Session
from cleanstation_desktop.services.sign_in import sign_in
from tests.conftest import ClusterFactory
from tests.support.clusters import Clone, create_clone, drop_clone, unique_login
from tests.support.embedded import kill, root_only
from tests.support.orders import submit_order
from tests.support.people import STATION, TestPerson, make_person, session_of
from tests.support.psql_floor import value

DRAFT = {"order": {"po_number": "PO-FAILURE"}, "builds": []}
INSERT = text("INSERT INTO cs.order_draft (title, body) VALUES ('half', '{}')")


@pytest.fixture
def coordinator(database: Clone) -> TestPerson:
    return make_person(database, Role.PRODUCTION_COORDINATOR)


@pytest.fixture
def session(database: Clone, coordinator: TestPerson) -> Iterator[Session]:
    opened = session_of(database, coordinator)
    yield opened
    opened.close()


def set_for_new_sessions(database: Clone, setting: str) -> None:
    """Change a setting of the database, as an operator would; sessions that are open keep the old one."""
    with database.connect(autocommit=True) as superuser:
        superuser.execute(f"ALTER DATABASE {database.name} SET {setting}".encode())


def drafts(database: Clone) -> int:
    """How many drafts there are."""
    with database.connect() as superuser:
        return int(value(superuser, "SELECT count(*) FROM cs.order_draft"))


@contextmanager
def cut_off(session: Session, command: Command) -> Iterator[None]:
    """A write whose connection is gone after its first statement, by what the block does."""
    with pytest.raises(ServerAway) as away, session.write(command) as work:
        work.connection.execute(INSERT)
        yield
        work.connection.execute(INSERT)
    assert away.value.code == "server_away"
    assert "try again" in str(away.value)


def until_connected(session: Session, command: Command) -> DraftKey:
    """Send a command again as the client does: connections of before the failure may fail once each."""
    for _ in range(6):
        try:
            return order_drafts.save_draft(session, DRAFT, command_id=command.id)
        except ServerAway:
            continue
    raise AssertionError("the server is back, but no connection comes through")


def test_a_server_that_is_not_there(coordinator: TestPerson, database: Clone) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: nobody answers here
        url = database.url().set(port=taken.getsockname()[1])
        with pytest.raises(ServerAway, match="cannot be reached") as away:
            sign_in(url, coordinator.login, coordinator.password, station=STATION)
    assert away.value.code == "server_away"
    with pytest.raises(ServerAway):
        sign_in(database.url().set(host="no-such-host.invalid"), "x", "y", station=STATION)


def test_a_database_that_is_not_there_is_no_wrong_password(coordinator: TestPerson, database: Clone) -> None:
    with pytest.raises(EnvironmentFault, match="no database of this name") as missing:
        sign_in(database.url().set(database="nowhere"), coordinator.login, coordinator.password, station=STATION)
    assert not isinstance(missing.value, SignInRefused)


def test_a_server_killed_during_a_command_carries_it_out_once_when_it_is_sent_again(
    new_cluster: ClusterFactory,
) -> None:
    server = new_cluster(settings={"synchronous_commit": "on"})  # as in a plant: what is answered is kept
    schema.init(server.url("plant"), environment="tests")
    database = Clone(server, "plant")
    session = session_of(database, make_person(database, Role.PRODUCTION_COORDINATOR))
    try:
        request = Command("order_draft.save", {"body": DRAFT}, id=uuid4())
        # Killed between two statements of the command.
        with cut_off(session, request):
            kill(server)
        with pytest.raises(ServerAway):
            order_drafts.save_draft(session, DRAFT)
        server.start()
        assert drafts(database) == 0
        first = until_connected(session, request)
        assert drafts(database) == 1
        # Killed after the commit, before the answer was heard: sent again it answers the same.
        kill(server)
        server.start()
        assert until_connected(session, request) == first
        assert drafts(database) == 1
        with database.connect(autocommit=True) as superuser:
            assert value(superuser, "SELECT count(*) FROM cs.command") == 1
            value(superuser, "SELECT cs_audit.seal()")
            assert superuser.execute("SELECT * FROM cs_audit.verify()").fetchall() == []
    finally:
        session.close()


def test_a_connection_that_is_cut_leaves_nothing_and_the_next_try_works(database: Clone, session: Session) -> None:
    command = Command("order_draft.save", {"body": DRAFT})
    with cut_off(session, command), database.connect(autocommit=True) as superuser:
        superuser.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE usename = %s AND datname = current_database()",
            [session.person.login],
        )
    assert drafts(database) == 0
    until_connected(session, command)
    assert drafts(database) == 1


def test_an_idle_transaction_is_ended_and_told(database: Clone, session: Session) -> None:
    set_for_new_sessions(database, "idle_in_transaction_session_timeout = '50ms'")
    with cut_off(session, Command("order_draft.save", {"body": DRAFT})):
        time.sleep(0.3)
    assert drafts(database) == 0


def test_a_server_that_takes_no_changes(database: Clone, coordinator: TestPerson) -> None:
    order_drafts.save_draft(kept := session_of(database, coordinator), DRAFT)
    kept.close()
    set_for_new_sessions(database, "default_transaction_read_only = on")
    session = sign_in(database.url(), coordinator.login, coordinator.password, station=STATION)
    assert isinstance(session, Session)
    try:
        with pytest.raises(ServerReadOnly) as refused:
            order_drafts.save_draft(session, DRAFT)
        assert refused.value.code == "server_read_only"
        assert len(order_drafts.list_drafts(session)) == 1  # reading goes on
    finally:
        session.close()
    assert drafts(database) == 1


@root_only
def test_a_full_disk_is_told_and_leaves_nothing_half(
    cluster: EmbeddedServer, template_database: str, run_folder: Path
) -> None:
    place = run_folder / unique_login("disk")
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m,mode=755", "tmpfs", str(place)],
        capture_output=True,
        text=True,
        check=False,
    )
    if mounted.returncode != 0:
        pytest.skip(f"NOT TESTED ON A FULL DISK: NONE CAN BE MOUNTED HERE: {mounted.stderr.strip()}")
    space = place.name
    database = create_clone(cluster, template_database)
    try:
        account = server_account()
        assert account is not None
        os.chown(place, account.uid, account.gid)
        with database.connect(autocommit=True) as superuser:
            superuser.execute(f"CREATE TABLESPACE {space} LOCATION '{place}'".encode())
            superuser.execute(f"ALTER TABLE cs.document_content SET TABLESPACE {space}".encode())
        order = submit_order(database)
        session = session_of(database, make_person(database, Role.PRODUCTION_COORDINATOR))
        try:
            begin, end = b"%PDF-1.7\n", b"\n%%EOF\n"
            with pytest.raises(ServerFull) as full:
                documents.attach(session, order.id, "drawing.pdf", begin + os.urandom(9_000_000) + end)
            assert full.value.code == "server_full"
            assert documents.list_documents(session, order.id) == ()
            # The operator makes room.
            subprocess.run(["mount", "-o", "remount,size=64m", str(place)], check=True)
            documents.attach(session, order.id, "drawing.pdf", begin + os.urandom(50_000) + end)
            assert len(documents.list_documents(session, order.id)) == 1
        finally:
            session.close()
    finally:
        drop_clone(database)
        with psycopg.connect(**cluster.dsn(), autocommit=True) as superuser:
            superuser.execute(f"DROP TABLESPACE IF EXISTS {space}".encode())
        subprocess.run(["umount", str(place)], check=True)


def test_no_free_connection_in_the_database(database: Clone, coordinator: TestPerson) -> None:
    with database.connect(autocommit=True) as superuser:
        superuser.execute(f"ALTER DATABASE {database.name} CONNECTION LIMIT 1".encode())
    database.prepare().close()  # it would count as well
    taken = database.connect(coordinator.login, coordinator.password)
    with taken, pytest.raises(ServerFull, match="no free connection") as full:
        sign_in(database.url(), coordinator.login, coordinator.password, station=STATION)
    assert full.value.code == "server_full"


def test_no_free_connection_for_the_person(database: Clone, coordinator: TestPerson) -> None:
    with database.connect(autocommit=True) as superuser:
        superuser.execute(f"ALTER ROLE {coordinator.login} CONNECTION LIMIT 1".encode())
    taken = database.connect(coordinator.login, coordinator.password)
    with taken, pytest.raises(ServerFull):
        sign_in(database.url(), coordinator.login, coordinator.password, station=STATION)


def test_no_free_connection_on_the_server(new_cluster: ClusterFactory) -> None:
    server = new_cluster(settings={"max_connections": "6"})
    with psycopg.connect(**server.dsn(), autocommit=True) as superuser:
        superuser.execute("CREATE ROLE person LOGIN PASSWORD 'p'")
        known = server.dsn() | {"user": "person", "password": "p"}
        opened: list[psycopg.Connection[tuple[object, ...]]] = []
        with pytest.raises(psycopg.OperationalError):
            opened.extend(psycopg.connect(**known) for _ in range(10))
        with pytest.raises(ServerFull):
            sign_in(server.url(), "person", "p", station=STATION)
        for connection in opened:
            connection.close()


def test_a_statement_that_takes_too_long(database: Clone, coordinator: TestPerson) -> None:
    set_for_new_sessions(database, "statement_timeout = '100ms'")
    session = session_of(database, coordinator)
    try:
        with pytest.raises(EnvironmentFault, match="took too long") as late, session.read() as connection:
            connection.execute(text("SELECT pg_sleep(5)"))
        assert late.value.code == "environment"
        with (
            pytest.raises(EnvironmentFault, match="took too long"),
            session.write(Command("order_draft.save", {})) as work,
        ):
            work.connection.execute(INSERT)
            work.connection.execute(text("SELECT pg_sleep(5)"))
    finally:
        session.close()
    assert drafts(database) == 0


def test_a_lock_that_is_not_given_up(database: Clone, session: Session, coordinator: TestPerson) -> None:
    key = order_drafts.save_draft(session, DRAFT)
    set_for_new_sessions(database, "lock_timeout = '100ms'")
    later = session_of(database, coordinator)
    try:
        with database.connect() as holder:
            holder.execute("SELECT FROM cs.order_draft FOR UPDATE")
            with pytest.raises(Stale, match="Somebody else was changing the same record"):
                order_drafts.save_draft(later, DRAFT, key=key)
        assert order_drafts.save_draft(later, DRAFT, key=key).version == key.version + 1
    finally:
        later.close()


def test_a_signature_on_a_server_that_is_away_is_no_wrong_password(session: Session) -> None:
    session.url = session.url.set(port=1)
    with pytest.raises(ServerAway), session.sign(Command("x", {}), "whatever"):
        pass


def test_every_class_of_server_error_is_known_or_a_bug(database: Clone, session: Session) -> None:
    # Raised by the server itself with each code, so that the driver's own classes are in it.
    known = {
        "08006": "server_away",
        "22001": "invalid_input",
        "23502": "invalid_input",
        "23505": "duplicate",
        "25006": "server_read_only",
        "28000": "sign_in_refused",
        "40001": "stale",
        "40P01": "stale",
        "42501": "refused",
        "53100": "server_full",
        "53200": "server_full",
        "53300": "server_full",
        "55P03": "stale",
        "57014": "environment",
        "57P01": "server_away",
        "57P03": "server_away",
    }
    told = {}
    for state in known:
        with pytest.raises(CleanStationError) as error, session.read() as connection:
            connection.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{state}'; END $$"))
        told[state] = error.value.code
    assert told == known
    with pytest.raises(Exception, match="x") as bug, known_errors(), session.read() as connection:
        connection.execute(text("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = 'XX000'; END $$"))
    assert not isinstance(bug.value, CleanStationError)
