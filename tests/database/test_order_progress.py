"""An order's own status follows its builds, also when several of them move at the same moment (DOMAIN §3)."""

from __future__ import annotations

import threading
from typing import Any

import psycopg

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services import order_lists
from tests.support.clusters import Clone
from tests.support.orders import approve, build_json, release, submit_order
from tests.support.people import make_person, session_of
from tests.support.psql_floor import value

ARRIVE = "UPDATE cs.build SET status = 'READY_FOR_PRE_QC', version = version + 1 WHERE id = %s"


def test_two_builds_that_move_at_once_both_count(database: Clone) -> None:
    order = submit_order(database, [build_json(), build_json()])
    buyer = make_person(database, Role.PROCUREMENT_SPECIALIST)
    approve(database, order, buyer)
    release(database, order, buyer)
    first, second = (build.id for build in order.builds)

    with (
        database.connect(buyer.login, buyer.password) as one,
        database.connect(buyer.login, buyer.password) as other,
        database.connect(autocommit=True) as watcher,
    ):
        one.execute(ARRIVE.encode(), [first])
        # The second move begins while the first is not committed: it cannot see it yet, and must wait for it.
        mover = threading.Thread(target=_move, args=(other, second))
        mover.start()
        while not value(watcher, "SELECT cardinality(pg_blocking_pids(%s)) > 0", other.info.backend_pid):
            assert mover.is_alive()
        one.commit()
        mover.join(10)

    session = session_of(database, buyer)
    try:
        assert order_lists.read_order(session, order.id).head.status is BuildStatus.READY_FOR_PRE_QC
    finally:
        session.close()


def _move(connection: psycopg.Connection[Any], build: int) -> None:
    connection.execute(ARRIVE.encode(), [build])
    connection.commit()
