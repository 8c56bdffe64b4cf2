"""A refusal without its reason never gets in, with psql neither: sent back, rejected, withdrawn, settled, cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg
import pytest

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import change_requests, orderable_items, service_orders
from tests.support.clusters import Clone
from tests.support.company import Company, put_in_assembly
from tests.support.orders import approve, submit_order

BAD = {"none": None, "blank": "   ", "short": " x ", "endless": "x" * 10_001}


def _sent_back(company: Company) -> tuple[Role, str, int]:
    revision = submit_order(company.coordinator).builds[0].bom_revision_id
    return Role.PROCUREMENT_SPECIALIST, "bom_revision SET state = 'SENT_BACK', send_back_reason", revision


def _service_order_rejected(company: Company) -> tuple[Role, str, int]:
    (part, *_rest) = orderable_items.browse(company.service)
    made = service_orders.request_parts(company.service, [{"item": part.number, "quantity": 1}])
    return Role.PROCUREMENT_SPECIALIST, "service_order SET state = 'REJECTED', reject_reason", made.id


def _change_withdrawn(company: Company) -> tuple[Role, str, int]:
    order = submit_order(company.coordinator)
    approve(company.database, order)
    asked = change_requests.open_change_request(
        company.coordinator, order.builds[0].id, what="longer", why="the room is larger"
    )
    return Role.PRODUCTION_COORDINATOR, "change_request SET state = 'WITHDRAWN', decision_reason", asked.id


def _issue_resolved(company: Company) -> tuple[Role, str, int]:
    order = submit_order(company.coordinator)
    approve(company.database, order)
    build = order.builds[0].id
    put_in_assembly(company, build)
    person = company.person(Role.ASSEMBLER)
    with company.database.connect(person.login, person.password) as connection:
        row = connection.execute(
            b"INSERT INTO cs.part_issue (build_id, path, what, description) VALUES (%s, '1', 'MISSING', 'not there') "
            b"RETURNING id",
            [build],
        ).fetchone()
    assert row is not None
    return Role.PROCUREMENT_SPECIALIST, "part_issue SET state = 'RESOLVED', resolution", row[0]


CASES: Mapping[str, Any] = {
    "a BOM sent back": _sent_back,
    "a service order rejected": _service_order_rejected,
    "a change withdrawn": _change_withdrawn,
    "a part issue resolved": _issue_resolved,
}


@pytest.mark.parametrize("case", CASES)
def test_a_decision_carries_its_reason(database: Clone, company: Company, case: str) -> None:
    role, change, key = CASES[case](company)
    person = company.person(role)
    statement = f"UPDATE cs.{change} = %s, version = version + 1 WHERE id = %s".encode()
    for reason in BAD.values():
        with (
            pytest.raises(psycopg.Error) as refused,
            database.connect(person.login, person.password) as connection,
        ):
            connection.execute(statement, [reason, key])
        assert refused.value.sqlstate in {"23514", "CS422"}
    with database.connect(person.login, person.password) as connection:
        assert connection.execute(statement, ["as agreed", key]).rowcount == 1
