"""What the database keeps of an order although a client could forget it: its header, its rules, its shipping day."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from cleanstation_desktop.domain.people import Role
from tests.support.clusters import Clone
from tests.support.orders import approve, submit_order
from tests.support.people import TestPerson, make_person
from tests.support.psql_floor import value
from tests.support.shop import FINAL, Shop


def refused(database: Clone, person: TestPerson, statement: str, *arguments: object) -> tuple[str | None, str | None]:
    """SQLSTATE and detail of a refusal."""
    with pytest.raises(psycopg.Error) as error, database.connect(person.login, person.password) as connection:
        connection.execute(statement.encode(), arguments)
    return error.value.sqlstate, error.value.diag.message_detail


def test_a_header_is_not_changed_while_its_bom_is_being_signed(database: Clone) -> None:
    order = submit_order(database)
    coordinator = make_person(database, Role.PRODUCTION_COORDINATOR)
    buyer = make_person(database, Role.PROCUREMENT_SPECIALIST)
    rename = b"UPDATE cs.customer_order SET customer_name = 'Other Hospital', version = version + 1 WHERE id = %s"
    told: list[str | None] = []

    def change(connection: psycopg.Connection[Any]) -> None:
        try:
            connection.execute(rename, [order.id])
        except psycopg.Error as error:
            told.append(error.diag.message_detail)

    with (
        database.connect(buyer.login, buyer.password) as signing,
        database.connect(coordinator.login, coordinator.password) as changing,
        database.connect(autocommit=True) as watcher,
    ):
        subject = f'[{{"kind": "bom_revision", "id": {order.builds[0].bom_revision_id}, "version": 1}}]'
        value(signing, "SELECT cs.sign('BOM_APPROVED', %s::jsonb)", subject)
        thread = threading.Thread(target=change, args=(changing,))
        thread.start()
        while not value(watcher, "SELECT cardinality(pg_blocking_pids(%s)) > 0", changing.info.backend_pid):
            assert thread.is_alive(), told
        signing.commit()
        thread.join(10)
    assert told == ["order_approved"]


def test_a_build_keeps_the_rules_that_it_was_first_judged_by(database: Clone) -> None:
    build = submit_order(database).builds[0].id
    coordinator = make_person(database, Role.PRODUCTION_COORDINATOR)
    with database.connect() as connection:
        kept = value(connection, "SELECT rule_set_id FROM cs.configuration WHERE build_id = %s", build)
        other = value(
            connection,
            "INSERT INTO cs.rule_set (family, number, state, body, sha256) "
            "SELECT family, number + 1, 'DRAFT', body, sha256 FROM cs.rule_set WHERE id = %s RETURNING id",
            kept,
        )
    again = (
        "INSERT INTO cs.configuration (build_id, revision, body, rule_set_id) "
        "SELECT build_id, 2, body, %s FROM cs.configuration WHERE build_id = %s"
    )
    assert refused(database, coordinator, again, other, build) == ("CS412", "other_rules")
    with database.connect(coordinator.login, coordinator.password) as connection:
        assert connection.execute(again.encode(), [kept, build]).rowcount == 1


@pytest.mark.slow
def test_a_build_leaves_on_a_day_between_its_order_and_today(database: Clone, shop: Shop) -> None:
    build = shop.at_final_qc()
    shop.inspect(shop.qc, build, FINAL)
    person = shop.coordinator.person
    ship = "UPDATE cs.build SET status = 'SHIPPED', shipped_on = %s, version = version + 1 WHERE id = %s"
    with database.connect() as connection:
        today: dt.date = value(connection, "SELECT cs.plant_today()")
    for day in (today + dt.timedelta(days=1), today - dt.timedelta(days=3), dt.date(202, 6, 1), dt.date.max):
        assert refused(database, person, ship, day, build) == ("CS422", "shipped_on")
    with database.connect(person.login, person.password) as connection:
        assert connection.execute(ship.encode(), [today, build]).rowcount == 1


def test_a_command_is_no_place_to_keep_a_book(database: Clone) -> None:
    person = make_person(database, Role.ASSEMBLER)
    begin = "SELECT cs.begin_command(%s, %s, '\\x00', %s, %s)"
    for name, station, reason in (("x" * 101, "", ""), ("x", "x" * 201, ""), ("x", "", "x" * 10_001)):
        assert refused(database, person, begin, uuid4(), name, station, reason) == ("CS422", "too_long")
    with database.connect(person.login, person.password) as connection:
        assert value(connection, "SELECT (cs.begin_command(%s, %s, '\\x00', '', '')).is_first", uuid4(), "x" * 100)


def test_an_approved_order_stays_as_it_was_signed(database: Clone) -> None:
    order = submit_order(database)
    coordinator = make_person(database, Role.PRODUCTION_COORDINATOR)
    rename = "UPDATE cs.customer_order SET customer_name = %s, version = version + 1 WHERE id = %s"
    with database.connect(coordinator.login, coordinator.password) as connection:
        assert connection.execute(rename.encode(), ["Other Hospital", order.id]).rowcount == 1
    approve(database, order)
    assert refused(database, coordinator, rename, "Third Hospital", order.id) == ("CS423", "order_approved")
