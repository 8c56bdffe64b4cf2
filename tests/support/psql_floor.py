"""Work on the floor for tests of rights: builds brought to a state past the services, by real people in plain SQL."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg

from cleanstation_desktop.domain.people import Role
from tests.support.clusters import Clone
from tests.support.orders import Person, arrived_order, submit_order
from tests.support.people import session_of
from tests.support.personas import Persona, make_personas

Connection = psycopg.Connection[Any]


@dataclass(frozen=True)
class Field:
    """Where attacks take place (fixture `field`): real logins, a submitted build and one that QC rejected by signature.

    Parameter: submitted, the key of that build.
    """

    database: Clone
    people: Mapping[str, Persona]
    submitted: int


def make_field(database: Clone) -> Field:
    """Make the logins and the builds in this database."""
    people = make_personas(database)
    fail_pre_qc(people["qc"], arrived_build(people["coord"], people["proc"]))
    return Field(database, people, submitted_build(people["coord"]))


def value(connection: Connection, query: str, *arguments: object) -> Any:
    """The one value that a query answers."""
    row = connection.execute(query.encode(), arguments).fetchone()
    assert row is not None, query
    return row[0]


def arrived_build(coordinator: Persona, procurement: Persona) -> int:
    """A build of a new order of this coordinator, READY_FOR_PRE_QC; returns its key."""
    assert coordinator.person is not None
    session = session_of(coordinator.database, coordinator.person)
    buyer = Person(coordinator.database, Role.PROCUREMENT_SPECIALIST, procurement.person)
    try:
        return arrived_order(coordinator.database, coordinator=session, buyer=buyer).builds[0].id
    finally:
        session.close()


def submitted_build(coordinator: Persona) -> int:
    """A build of a new order of this coordinator, ORDER_CREATED; returns its key."""
    assert coordinator.person is not None
    session = session_of(coordinator.database, coordinator.person)
    try:
        return submit_order(session).builds[0].id
    finally:
        session.close()


def sign(person: Persona, meaning: str, kind: str, record: int, comment: str = "") -> int:
    """Sign one record at the version it has, on a fresh connection."""
    tables = {"inspection": "inspection", "bom_revision": "bom_revision", "nonconformance": "nonconformance"}
    with person.connect() as connection:
        version = value(connection, f"SELECT version FROM cs.{tables.get(kind, kind)} WHERE id = %s", record)
        subject = json.dumps([{"kind": kind, "id": record, "version": version}])
        return int(value(connection, "SELECT cs.sign(%s, %s::jsonb, %s)", meaning, subject, comment))


def fail_pre_qc(qc: Persona, build: int) -> int:
    """Fail every item of the pre-production check, sign it and reject the build; returns the inspection's key."""
    with qc.connect() as connection:
        inspection = int(value(connection, "SELECT cs.start_inspection(%s, 'PRE_PRODUCTION_CHECK')", build))
        connection.execute(
            "INSERT INTO cs.answer (inspection_item_id, outcome, note) "
            "SELECT id, 'FAIL', 'not as drawn' FROM cs.inspection_item WHERE inspection_id = %s",
            [inspection],
        )
    sign(qc, "INSPECTION_FAILED", "inspection", inspection)
    with qc.connect() as connection:
        connection.execute(
            "UPDATE cs.build SET status = 'PRE_QC_REJECTED', version = version + 1 WHERE id = %s", [build]
        )
    return inspection


def claim(assembler: Persona, build: int) -> None:
    """A claim that stands, whatever the build's status is: as a restored copy would bring it."""
    with assembler.database.connect() as superuser:
        superuser.execute("SET LOCAL session_replication_role = replica")
        superuser.execute(
            "INSERT INTO cs.assembly_claim (build_id, person_id, claimed_at) VALUES (%s, %s, now())",
            [build, assembler.id],
        )
