"""The audit log, its seals and the change feed, on a real server with real logins."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb
from sqlalchemy import text

from cleanstation_desktop.domain.errors import InvalidInput, Refused
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import audit
from cleanstation_desktop.services.audit_verification import verify
from cleanstation_desktop.services.session import Command, Session
from tests.support.clusters import Clone
from tests.support.people import STATION, TestPerson, make_person, session_of


@pytest.fixture
def coordinator(database: Clone) -> TestPerson:
    """A coordinator of this database."""
    return make_person(database, Role.PRODUCTION_COORDINATOR)


@pytest.fixture
def session(database: Clone, coordinator: TestPerson) -> Iterator[Session]:
    """The coordinator, signed in."""
    opened = session_of(database, coordinator)
    yield opened
    opened.close()


def add_draft(session: Session, title: str, *, reason: str = "") -> int:
    """Write one row as a command; returns its key."""
    with session.write(Command("draft.add", {"title": title}, reason=reason)) as work:
        key = work.connection.execute(
            text("INSERT INTO cs.order_draft (title, body) VALUES (:title, '{}') RETURNING id"), {"title": title}
        ).scalar_one()
        work.answer = {"id": key}
    return int(key)


def one(connection: psycopg.Connection[Any], query: str, *values: object) -> Any:
    """The only row of a query."""
    row = connection.execute(query, values).fetchone()
    assert row is not None
    return row


# -- what a row of the log says ---------------------------------------------------------------------------------------


def test_a_write_is_logged_with_who_where_why_and_both_images(
    session: Session, coordinator: TestPerson, superuser: psycopg.Connection[Any]
) -> None:
    key = add_draft(session, "PO-1", reason="the customer rang")
    command = Command("draft.change", {"id": key}, reason="a typing error")
    with session.write(command) as work:
        work.connection.execute(
            text("UPDATE cs.order_draft SET title = 'PO-2', version = 2 WHERE id = :id"), {"id": key}
        )
    rows = superuser.execute(
        "SELECT action, level, login, station, host(client), command_id, reason, old_row ->> 'title', "
        "new_row ->> 'title' FROM cs_audit.log WHERE table_name = 'order_draft' AND record = %s ORDER BY id",
        (str(key),),
    ).fetchall()
    assert [row[0] for row in rows] == ["INSERT", "UPDATE"]
    assert rows[0][1:5] == ("NORMAL", coordinator.login, STATION, "127.0.0.1")
    assert rows[0][6:] == ("the customer rang", None, "PO-1")
    assert rows[1][5:] == (command.id, "a typing error", "PO-1", "PO-2")


def test_a_deleted_row_leaves_its_last_image(
    database: Clone, coordinator: TestPerson, session: Session, superuser: psycopg.Connection[Any]
) -> None:
    key = add_draft(session, "PO-1")
    with database.connect(coordinator.login, coordinator.password) as connection:
        connection.execute("DELETE FROM cs.order_draft WHERE id = %s", (key,))
    row = one(
        superuser,
        "SELECT old_row ->> 'title', new_row, command_id FROM cs_audit.log WHERE action = 'DELETE' AND record = %s",
        str(key),
    )
    assert row == ("PO-1", None, None)


@pytest.mark.parametrize("claimed", ["2f0c7d4e-8f6b-4c0e-9a55-0d6f6e2f1a11", "no uuid", "'; DROP TABLE cs.person; --"])
def test_a_command_is_believed_only_when_this_transaction_began_it(
    database: Clone, coordinator: TestPerson, session: Session, superuser: psycopg.Connection[Any], claimed: str
) -> None:
    add_draft(session, "PO-1")  # a true command of another transaction, whose number is known
    known = one(superuser, "SELECT id FROM cs.command")[0]
    with database.connect(coordinator.login, coordinator.password) as connection:
        for number in (claimed, str(known)):
            connection.execute("SELECT set_config('cs.command', %s, false)", (number,))
            connection.execute("INSERT INTO cs.order_draft (title, body) VALUES ('by psql', '{}')")
            connection.commit()
    rows = superuser.execute("SELECT command_id FROM cs_audit.log WHERE new_row ->> 'title' = 'by psql'").fetchall()
    assert rows == [(None,), (None,)]


def test_the_identity_is_the_login_whatever_is_set(
    database: Clone, coordinator: TestPerson, superuser: psycopg.Connection[Any]
) -> None:
    with database.connect(coordinator.login, coordinator.password) as connection:
        connection.execute("SET cs.login = 'somebody'")
        connection.execute("SET cs.station = 'forged station'")
        connection.execute("SET ROLE cs_coordinator")
        connection.execute("INSERT INTO cs.order_draft (title, body) VALUES ('x', '{}')")
    row = one(superuser, "SELECT login, station FROM cs_audit.log WHERE table_name = 'order_draft'")
    assert row == (coordinator.login, "forged station")  # the station is what the client says, and called so


def test_session_settings_do_not_change_the_image(database: Clone, coordinator: TestPerson, session: Session) -> None:
    key = add_draft(session, "PO-1")
    with database.connect(coordinator.login, coordinator.password) as connection:
        for setting in (
            "TimeZone = 'Asia/Kolkata'", "bytea_output = 'escape'", "DateStyle = 'German'", "extra_float_digits = -15",
            "IntervalStyle = 'sql_standard'",
        ):  # fmt: skip
            connection.execute(f"SET {setting}")
        connection.execute("UPDATE cs.order_draft SET title = 'Zürich 🚿', version = 2 WHERE id = %s", (key,))
    assert verify(database.url()).problems == ()


def test_contents_of_files_are_kept_by_digest_only(superuser: psycopg.Connection[Any]) -> None:
    content = bytes(range(256)) * 4_000
    superuser.execute("CREATE TABLE cs.probe (id bigint PRIMARY KEY, name text, content bytea)")
    superuser.execute(
        "CREATE TRIGGER z_audit AFTER INSERT OR UPDATE OR DELETE ON cs.probe FOR EACH ROW "
        "EXECUTE FUNCTION cs_audit.record_row('HIGH', 'id', 'content')"
    )
    superuser.execute("INSERT INTO cs.probe VALUES (7, 'drawing', %s), (8, 'nothing', NULL)", (content,))
    images = superuser.execute("SELECT new_row FROM cs_audit.log WHERE table_name = 'probe' ORDER BY id").fetchall()
    digest = {"sha256": sha256(content).hexdigest()}
    assert images == [
        ({"id": 7, "name": "drawing", "content": digest},),
        ({"id": 8, "name": "nothing", "content": None},),
    ]
    arguments = one(
        superuser,
        "SELECT arguments FROM cs_audit.expected_triggers() WHERE table_name = 'cs.document_content' "
        "AND trigger_name = 'z_audit'",
    )[0]
    assert arguments == ["HIGH", "document_id", "content"]


def test_a_changed_key_ends_one_record_and_begins_another(database: Clone, superuser: psycopg.Connection[Any]) -> None:
    superuser.execute("INSERT INTO cs.flag (name, meaning) VALUES ('old', 'x')")
    superuser.execute("UPDATE cs.flag SET name = 'new', version = 2 WHERE name = 'old'")
    rows = superuser.execute(
        "SELECT record, action FROM cs_audit.log WHERE record IN ('old', 'new') ORDER BY id"
    ).fetchall()
    assert rows == [("old", "INSERT"), ("old", "DELETE"), ("new", "INSERT")]
    assert verify(database.url()).problems == ()


def test_nothing_is_left_of_a_rolled_back_write(
    database: Clone, coordinator: TestPerson, superuser: psycopg.Connection[Any]
) -> None:
    with database.connect(coordinator.login, coordinator.password) as connection:
        connection.execute("INSERT INTO cs.order_draft (title, body) VALUES ('gone', '{}')")
        connection.rollback()
    assert one(superuser, "SELECT count(*) FROM cs_audit.log WHERE table_name = 'order_draft'")[0] == 0


# -- append-only ------------------------------------------------------------------------------------------------------

APPEND_ONLY = (
    "cs_audit.log", "cs_audit.log_default", "cs_audit.seal", "cs_audit.seal_member", "cs_audit.security_event",
    "cs.signature", "cs.signature_subject", "cs.status_history", "cs.reading",
)  # fmt: skip


@pytest.mark.parametrize("role", ["cs_owner", None], ids=["owner", "superuser"])
@pytest.mark.parametrize("replica", [False, True], ids=["plain", "replica"])
def test_append_only_tables_refuse_everybody(
    superuser: psycopg.Connection[Any], role: str | None, replica: bool
) -> None:
    current = one(superuser, "SELECT 'cs_audit.log_' || to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM')")[0]
    for table in (*APPEND_ONLY, current):
        column = one(
            superuser,
            "SELECT attname FROM pg_attribute "
            "WHERE attrelid = %s::regclass AND attnum > 0 AND attidentity = '' LIMIT 1",
            table,
        )[0]
        for statement in (
            f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE",
        ):  # fmt: skip
            with pytest.raises(psycopg.Error) as refused, superuser.transaction():
                if replica:
                    superuser.execute("SET LOCAL session_replication_role = replica")
                if role:
                    superuser.execute(f"SET LOCAL ROLE {role}")
                superuser.execute(statement)
            assert refused.value.sqlstate == "CS451", statement


def test_young_rows_of_the_feed_stay_and_old_ones_may_go(superuser: psycopg.Connection[Any], session: Session) -> None:
    add_draft(session, "PO-1")
    with pytest.raises(psycopg.Error) as refused, superuser.transaction():
        superuser.execute("SET LOCAL ROLE cs_owner")
        superuser.execute("DELETE FROM cs.change_feed")
    assert refused.value.sqlstate == "CS451"
    with pytest.raises(psycopg.Error) as refused:
        superuser.execute("UPDATE cs.change_feed SET at = now() - interval '30 days'")
    assert refused.value.sqlstate == "CS451"
    before = one(superuser, "SELECT count(*) FROM cs.change_feed")[0]
    superuser.execute(
        "INSERT INTO cs.change_feed (transaction, table_name, record, at) "
        "SELECT '3'::xid8, 'x', g::text, now() - interval '8 days' FROM generate_series(1, 5) g"
    )
    assert one(superuser, "SELECT cs_adm.clean_up()")[0] == 5
    assert one(superuser, "SELECT count(*) FROM cs.change_feed")[0] == before


# -- partitions -------------------------------------------------------------------------------------------------------


def test_a_write_does_not_fail_for_lack_of_a_partition(
    database: Clone, session: Session, superuser: psycopg.Connection[Any]
) -> None:
    name = one(superuser, "SELECT 'log_' || to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM')")[0]
    superuser.execute(f"ALTER TABLE cs_audit.log DETACH PARTITION cs_audit.{name}")
    superuser.execute(f"ALTER TABLE cs_audit.{name} RENAME TO put_aside")
    key = add_draft(session, "PO-1")
    row = one(superuser, "SELECT tableoid::regclass::text FROM cs_audit.log WHERE record = %s", str(key))
    assert row[0] == "cs_audit.log_default"
    # The month's partition cannot be made any more; that is no error, the rows stay where they are.
    assert one(superuser, "SELECT cs_audit.ensure_partitions(0)")[0] == 0
    add_draft(session, "PO-2")


def test_partitions_are_made_ahead_and_carry_their_triggers(
    database: Clone, superuser: psycopg.Connection[Any]
) -> None:
    assert one(superuser, "SELECT cs_audit.ensure_partitions(8)")[0] == 5  # three months ahead are there
    assert one(superuser, "SELECT cs_audit.ensure_partitions(8)")[0] == 0
    later = datetime.now(UTC) + timedelta(days=200)
    with pytest.raises(psycopg.Error) as refused:
        superuser.execute(f"TRUNCATE cs_audit.log_{later:%Y_%m}")
    assert refused.value.sqlstate == "CS451"
    assert verify(database.url()).problems == ()


# -- seals ------------------------------------------------------------------------------------------------------------


def test_sealing_covers_each_row_once_in_batches(
    database: Clone, admin: Session, session: Session, superuser: psycopg.Connection[Any]
) -> None:
    assert audit.latest_seal(admin) is None
    audit.seal_now(admin)
    for number in range(12):
        add_draft(session, f"PO-{number}")
    unsealed = one(
        superuser,
        "SELECT count(*) FROM cs_audit.log l "
        "WHERE NOT EXISTS (SELECT FROM cs_audit.seal_member m WHERE m.log_id = l.id)",
    )[0]
    counts = [one(superuser, "SELECT cs_audit.seal(5)")[0] for _ in range(5)]
    assert counts == [5, 5, unsealed - 10, 0, 0]
    total = one(superuser, "SELECT count(*) FROM cs_audit.log")[0]
    seal = audit.latest_seal(admin)
    assert seal is not None
    assert len(seal.hash) == 64
    report = verify(admin, anchor=seal.hash)
    assert report.problems == ()
    assert (report.seals, report.sealed_rows, report.unsealed_rows) == (seal.id, total, 0)
    assert report.live_rows >= 12


def test_a_row_that_commits_late_is_sealed_later(
    database: Clone, coordinator: TestPerson, session: Session, superuser: psycopg.Connection[Any]
) -> None:
    with database.connect(coordinator.login, coordinator.password) as slow:
        slow.execute("INSERT INTO cs.order_draft (title, body) VALUES ('slow', '{}')")
        add_draft(session, "quick")
        superuser.execute("SELECT cs_audit.seal()")
        slow.commit()
    add_draft(session, "next")
    superuser.execute("SELECT cs_audit.seal()")
    row = one(
        superuser,
        "SELECT m.seal_id FROM cs_audit.log l LEFT JOIN cs_audit.seal_member m ON m.log_id = l.id "
        "WHERE l.new_row ->> 'title' = 'slow'",
    )
    assert row[0] == 2
    assert verify(database.url()).problems == ()


def test_sealers_at_the_same_time_make_one_chain(database: Clone, session: Session) -> None:
    stop = threading.Event()

    def write(number: int) -> None:
        for count in range(15):
            add_draft(session, f"PO-{number}-{count}")

    def seal() -> None:
        with database.connect(autocommit=True) as connection:
            while not stop.is_set():
                connection.execute("SELECT cs_audit.seal(7)")

    with ThreadPoolExecutor(7) as pool:
        sealers = [pool.submit(seal) for _ in range(3)]
        writers = [pool.submit(write, number) for number in range(4)]
        for writer in writers:
            writer.result()
        stop.set()
        for sealer in sealers:
            sealer.result()
    report = verify(database.url())
    assert report.problems == ()
    assert report.sealed_rows >= 50


def test_only_who_may_can_seal_and_verify(session: Session, admin: Session) -> None:
    with pytest.raises(Refused):
        audit.seal_now(session)
    with pytest.raises(Refused):
        verify(session)
    with pytest.raises(Refused):
        audit.search(session, audit.AuditFilter())
    assert audit.seal_now(admin) > 0
    assert audit.latest_seal(session) == audit.latest_seal(admin)  # printed by everybody


@pytest.mark.parametrize("anchor", ["", "xyz", "ab" * 31, "é" * 64])
def test_an_anchor_must_be_a_hash(admin: Session, anchor: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        verify(admin, anchor=anchor)
    assert refused.value.field == "anchor"


def test_verification_tells_its_progress(admin: Session) -> None:
    audit.seal_now(admin)
    told: list[tuple[str, int, int]] = []
    verify(admin, progress=lambda stage, done, total: told.append((stage, done, total)))
    assert {stage for stage, _, _ in told} == {"programs", "seals", "tables", "signatures"}
    last = {stage: (done, total) for stage, done, total in told}
    assert all(done == total for done, total in last.values())


# -- the change feed --------------------------------------------------------------------------------------------------


def test_the_feed_shows_nothing_beyond_an_open_transaction(
    database: Clone, coordinator: TestPerson, session: Session
) -> None:
    with database.connect(coordinator.login, coordinator.password) as reader:
        begun = one(reader, "SELECT cs.feed_position()")[0]
        reader.commit()

        def feed() -> list[str]:
            rows = reader.execute(
                "SELECT record FROM cs.changes_since(%s::xid8, 0) WHERE table_name = 'order_draft'", (begun,)
            ).fetchall()
            reader.commit()
            return [row[0] for row in rows]

        with database.connect(coordinator.login, coordinator.password) as slow:
            first = one(slow, "INSERT INTO cs.order_draft (title, body) VALUES ('slow', '{}') RETURNING id")[0]
            second = add_draft(session, "quick")
            assert feed() == []
            slow.commit()
        # The oldest open transaction is that of the whole cluster: while other tests work, they come late, or apart.
        deadline = time.monotonic() + 30
        while len(found := feed()) < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert found == [str(first), str(second)]


def test_a_reader_of_the_feed_misses_and_repeats_nothing(database: Clone, coordinator: TestPerson) -> None:
    last_transaction: list[int] = []
    seen: list[str] = []
    commits = 25

    def write(seed: int) -> list[str]:
        chance = random.Random(seed)  # noqa: S311 - varies the timing, guards nothing
        keys = []
        with database.connect(coordinator.login, coordinator.password) as connection:
            for _ in range(commits):
                for _ in range(chance.randint(1, 3)):
                    query = "INSERT INTO cs.order_draft (title, body) VALUES ('x', '{}') RETURNING id"
                    keys.append(str(one(connection, query)[0]))
                    time.sleep(chance.random() * 0.004)
                connection.commit()
        return keys

    def read() -> None:
        with database.connect(coordinator.login, coordinator.password, autocommit=True) as connection:
            position: tuple[str, int] = ("0", 0)
            while True:
                reached = int(one(connection, "SELECT cs.feed_position()::text")[0])
                rows = connection.execute(
                    "SELECT transaction::text, id, table_name, record FROM cs.changes_since(%s::xid8, %s, 10)", position
                ).fetchall()
                seen.extend(row[3] for row in rows if row[2] == "order_draft")
                if rows:
                    position = (rows[-1][0], rows[-1][1])
                elif last_transaction and reached > last_transaction[0]:
                    return
                else:
                    time.sleep(0.005)

    with ThreadPoolExecutor(5) as pool:
        reader = pool.submit(read)
        writers = [pool.submit(write, seed) for seed in range(4)]
        written = [key for writer in writers for key in writer.result()]
        with database.connect() as connection:
            last_transaction.append(int(one(connection, "SELECT pg_current_xact_id()::text")[0]))
        reader.result(timeout=60)
    assert sorted(seen) == sorted(written)


def test_a_transaction_wakes_the_others_once(database: Clone, coordinator: TestPerson) -> None:
    with (
        database.connect(autocommit=True) as listener,
        database.connect(coordinator.login, coordinator.password) as writer,
    ):
        listener.execute("LISTEN cs_change")
        for _ in range(4):
            writer.execute("INSERT INTO cs.order_draft (title, body) VALUES ('secret', %s)", (Jsonb({}),))
        number = one(writer, "SELECT pg_current_xact_id()::text")[0]
        writer.commit()
        told = list(listener.notifies(timeout=1, stop_after=2))
    assert [notice.payload for notice in told] == [number]  # no contents


# -- search -----------------------------------------------------------------------------------------------------------


def test_search_narrows_and_pages(admin: Session, session: Session, coordinator: TestPerson) -> None:
    for number in range(5):
        add_draft(session, f"100% PO_{number}", reason="für die Prüfung")
    wanted = audit.AuditFilter(table="order_draft", login=coordinator.login, station=STATION)
    first = audit.search(admin, wanted, limit=2)
    assert [entry.changed["title"] for entry in first.entries] == [(None, "100% PO_4"), (None, "100% PO_3")]
    rest = audit.search(admin, wanted, before=first.next_before, limit=10)
    assert len(rest.entries) == 3
    assert rest.next_before is None
    assert len(audit.search(admin, audit.AuditFilter(words="po_3")).entries) == 1  # _ and % are no wildcards
    assert len(audit.search(admin, audit.AuditFilter(words="DIE PRÜFUNG", table="order_draft")).entries) == 5
    hour_ago = datetime.now(UTC) - timedelta(hours=1)
    assert len(audit.search(admin, audit.AuditFilter(table="order_draft", since=hour_ago)).entries) == 5
    assert audit.search(admin, audit.AuditFilter(table="order_draft", until=hour_ago)).entries == ()
    assert audit.search(admin, audit.AuditFilter(words="'; DROP TABLE cs.person; --")).entries == ()


# -- refusals ---------------------------------------------------------------------------------------------------------


def test_a_refusal_becomes_a_security_event(session: Session, admin: Session, coordinator: TestPerson) -> None:
    with pytest.raises(Refused), session.write(Command("flag.switch", {})) as work:
        work.connection.execute(text("UPDATE cs.flag SET enabled = true, version = version + 1"))
    (event,) = audit.security_events(admin, login=coordinator.login)
    assert (event.kind, event.severity, event.sqlstate, event.source) == ("REFUSED", "WARNING", "42501", "CLIENT")
    assert event.station == STATION


def test_reports_are_limited_by_the_minute(database: Clone, coordinator: TestPerson, admin: Session) -> None:
    with database.connect(coordinator.login, coordinator.password, autocommit=True) as connection:
        for number in range(60):
            connection.execute("SELECT cs_audit.report_refusal('REFUSED', '42501', %s, 'x', %s)", ("y" * 5_000, number))
    events = audit.security_events(admin, login=coordinator.login)
    assert 21 <= len(events) <= 42  # the minute may have changed in between
    assert "REFUSED_MORE" in {event.kind for event in events}
    assert max(len(event.detail) for event in events) == 1_000


def test_a_report_cannot_forge_who_or_what(database: Clone, coordinator: TestPerson) -> None:
    with database.connect(coordinator.login, coordinator.password, autocommit=True) as connection:
        with pytest.raises(psycopg.Error) as refused:
            connection.execute("SELECT cs_audit.report_refusal('BREAK_GLASS_USED', '42501', 'x', 'x', 1)")
        assert refused.value.sqlstate == "CS422"
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT cs_audit.add_event('LOCKED_OUT', 'ALARM', 'x', 'x', 'FUNCTION')")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT * FROM cs_audit.security_event")
