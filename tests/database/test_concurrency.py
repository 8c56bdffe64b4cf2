"""Thirty-two connections at the same order: nothing lost, nothing done twice, no deadlock, the audit verifies."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar
from uuid import uuid4

import psycopg
import pytest

from cleanstation_desktop.domain.checklist_template import InspectionKind, Outcome
from cleanstation_desktop.domain.errors import CleanStationError, Stale
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import comments, inspections, orders
from cleanstation_desktop.services.inspections import Answer
from cleanstation_desktop.services.session import Session
from tests.support.clusters import Clone
from tests.support.orders import arrived_order, build_json, header_json, submit_order
from tests.support.people import make_person, session_of
from tests.support.personas import make_persona
from tests.support.psql_floor import value

Result = TypeVar("Result")
CONNECTIONS = 32
ROUNDS = 2
TRIES_PER_INSPECTOR = 6
pytestmark = pytest.mark.slow


@contextmanager
def sessions(database: Clone, role: Role, *, persons: int = 4) -> Iterator[list[Session]]:
    """As many sessions as there are connections, of a few people at many stations."""
    people = [make_person(database, role) for _ in range(persons)]
    opened = [
        session_of(database, people[number % persons], station=f"station-{number}") for number in range(CONNECTIONS)
    ]
    try:
        yield opened
    finally:
        for session in opened:
            session.close()


def at_once(work: Callable[[int], Result]) -> list[Result]:
    """Run the work once per connection, all beginning at the same moment; what any of them raises is raised here."""
    gate = threading.Barrier(CONNECTIONS)

    def begin(number: int) -> Result:
        gate.wait(timeout=30)
        return work(number)

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return list(pool.map(begin, range(CONNECTIONS)))


def unharmed(database: Clone) -> None:
    """No deadlock was met, the audit chain is whole and every live row is what was logged last."""
    with database.connect(autocommit=True) as superuser:
        superuser.execute("SELECT pg_stat_force_next_flush()")
        deadlocks = value(superuser, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        assert deadlocks == 0
        while value(superuser, "SELECT cs_audit.seal()"):
            pass
        assert superuser.execute("SELECT * FROM cs_audit.verify()").fetchall() == []


def test_no_update_is_lost(database: Clone) -> None:
    order = submit_order(database)

    def read(session: Session) -> tuple[int, int]:
        with session.read() as connection:
            row = connection.exec_driver_sql(
                "SELECT version, coalesce(nullif(notes, ''), '0')::int FROM cs.customer_order WHERE id = %s",
                (order.id,),
            ).one()
        return row[0], row[1]

    with sessions(database, Role.PRODUCTION_COORDINATOR) as opened:

        def count_up(number: int) -> int:
            stale = 0
            for _ in range(ROUNDS):
                while True:
                    version, count = read(opened[number])
                    try:
                        orders.change_order(
                            opened[number], order.id, version=version, changes={"notes": str(count + 1)}
                        )
                        break
                    except Stale:
                        stale += 1
                        time.sleep(random.random() / 100)  # noqa: S311 - to spread the next tries
            return stale

        conflicts = sum(at_once(count_up))
        assert read(opened[0]) == (1 + CONNECTIONS * ROUNDS, CONNECTIONS * ROUNDS)
    assert conflicts > 0  # or they did not meet at all
    with database.connect() as superuser:
        logged = superuser.execute(
            "SELECT count(*), count(DISTINCT command_id), count(DISTINCT new_row ->> 'version') FROM cs_audit.log "
            "WHERE table_name = 'customer_order' AND record = %s AND action = 'UPDATE'",
            [str(order.id)],
        ).fetchone()
    assert logged == (CONNECTIONS * ROUNDS,) * 3
    unharmed(database)


def test_one_command_sent_by_many_is_carried_out_once(database: Clone) -> None:
    builds = [build_json()]
    header, command = header_json(builds), uuid4()
    with sessions(database, Role.PRODUCTION_COORDINATOR, persons=1) as opened:
        answers = at_once(lambda number: orders.submit(opened[number], header, builds, command_id=command))
    assert len(set(answers)) == 1
    with database.connect() as superuser:
        assert value(superuser, "SELECT count(*) FROM cs.customer_order") == 1
        assert value(superuser, "SELECT count(*) FROM cs.command WHERE id = %s", command) == 1
    unharmed(database)


def test_the_same_order_sent_by_many_as_different_commands_comes_in_once(database: Clone) -> None:
    builds = [build_json()]
    header = header_json(builds)
    with sessions(database, Role.PRODUCTION_COORDINATOR) as opened:

        def submit(number: int) -> str:
            try:
                orders.submit(opened[number], header, builds)
            except CleanStationError as refused:
                return refused.code
            return "done"

        told = at_once(submit)
    assert sorted(set(told)) in (["done", "duplicate"], ["done", "duplicate", "invalid_input"])
    assert told.count("done") == 1
    unharmed(database)


def test_many_inspectors_on_one_form_answer_each_item_once(database: Clone) -> None:
    build = arrived_order(database).builds[0].id
    with sessions(database, Role.QC_PERSON) as opened:
        form = InspectionKind.PRE_PRODUCTION_CHECK
        started = set(at_once(lambda number: inspections.start(opened[number], build, form)))
        assert len(started) == 1
        with database.connect() as superuser:
            items = [
                row[0]
                for row in superuser.execute(
                    "SELECT id FROM cs.inspection_item WHERE inspection_id = %s ORDER BY id LIMIT 32",
                    [started.pop()],
                ).fetchall()
            ]

        def answer_some(number: int) -> int:
            first = 0
            place = number % len(items)
            for item in (items[place:] + items[:place])[:TRIES_PER_INSPECTOR]:
                try:
                    inspections.answer(opened[number], item, Answer(Outcome.FAIL, note=f"seen by {number}"))
                    first += 1
                except Stale:
                    pass
            return first

        assert sum(at_once(answer_some)) == len(items)
    with database.connect() as superuser:
        version = value(superuser, "SELECT version FROM cs.inspection")
        assert value(superuser, "SELECT count(*) FROM cs.answer WHERE version = 1") == len(items)
        assert version == 1 + len(items)
    unharmed(database)


def test_moves_signatures_comments_and_sealing_at_the_same_build_do_not_block_each_other(database: Clone) -> None:
    build = arrived_order(database).builds[0]
    with database.connect() as superuser:
        order = value(superuser, "SELECT order_id FROM cs.build WHERE id = %s", build.id)
    qc = make_persona(database, "qc")
    jobs = make_persona(database, "jobs")
    with qc.connect() as connection:
        inspection = value(connection, "SELECT cs.start_inspection(%s, 'PRE_PRODUCTION_CHECK')", build.id)
        connection.execute(
            "INSERT INTO cs.answer (inspection_item_id, outcome, note) "
            "SELECT id, 'FAIL', 'not as drawn' FROM cs.inspection_item WHERE inspection_id = %s",
            [inspection],
        )
        version = value(connection, "SELECT version FROM cs.inspection WHERE id = %s", inspection)
    subject = f'[{{"kind": "inspection", "id": {inspection}, "version": {version}}}]'
    with sessions(database, Role.QC_PERSON) as opened:

        def work(number: int) -> str:
            if number == 0:
                with jobs.connect() as connection:
                    return f"sealed {sum(value(connection, 'SELECT cs_audit.seal(50)') for _ in range(20)) > 0}"
            if number % 2:
                for line in range(ROUNDS):
                    comments.add_comment(opened[number], order, f"{number}.{line}", build_id=build.id)
                return "commented"
            return _sign_and_reject(qc.connect, subject, build.id)

        told = at_once(work)
    assert told.count("commented") == CONNECTIONS / 2
    assert told.count("signed and rejected") == 1
    assert set(told) - {"commented", "signed and rejected", "sealed True"} <= {"CS409", "CS423", "CS412"}
    with database.connect() as superuser:
        assert value(superuser, "SELECT count(*) FROM cs.comment") == CONNECTIONS / 2 * ROUNDS
        assert value(superuser, "SELECT count(*) FROM cs.signature WHERE meaning = 'INSPECTION_FAILED'") == 1
        assert value(superuser, "SELECT count(DISTINCT number) = count(*) FROM cs.nonconformance") is True
    unharmed(database)


def _sign_and_reject(connect: Callable[..., psycopg.Connection[tuple[object, ...]]], subject: str, build: int) -> str:
    """One transaction that signs and moves the build, as the service does; SQLSTATE when somebody was faster."""
    try:
        with connect(autocommit=False) as connection:
            connection.execute("SELECT cs.sign('INSPECTION_FAILED', %s::jsonb)", [subject])
            connection.execute(
                "UPDATE cs.build SET status = 'PRE_QC_REJECTED', version = version + 1 WHERE id = %s", [build]
            )
    except psycopg.Error as refused:
        return str(refused.sqlstate)
    return "signed and rejected"
