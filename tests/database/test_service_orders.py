"""Service orders through the services: browse, request, approve, reject, fulfil, follow (DOMAIN §7)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import psycopg
import pytest

from cleanstation_desktop.domain.errors import InvalidInput, NotFound, OutOfOrder, Refused, Stale
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import notifications, orderable_items, service_orders
from cleanstation_desktop.services.paging import Page
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.services.signing import Seen
from tests.support.clusters import Clone
from tests.support.company import ODD_TEXTS, Company, counted, nothing_written
from tests.support.domain_samples import demo_catalogue

CART: list[dict[str, object]] = [{"item": "T2-CTRL-EDR1", "quantity": 2}, {"item": "T2-CTRL-ESK1", "quantity": 1}]


def test_orderable_parts_are_browsed_and_searched(company: Company) -> None:
    wanted = sorted(item.number for item in demo_catalogue().items.values() if item.service_orderable)
    assert [item.number for item in orderable_items.browse(company.service, page=Page(size=500))] == wanted
    first = orderable_items.browse(company.service, page=Page(size=5))
    second = orderable_items.browse(company.service, page=Page(after=first[-1].number, size=5))
    assert [item.number for item in first + second] == wanted[:10]
    found = orderable_items.browse(company.service, search="ctrl-edr1")
    assert {"T2-CTRL-EDR1", "T2-CTRL-EDR1-ESK1"} <= {item.number for item in found}
    assert orderable_items.browse(company.service, search="100%") == ()
    assert {item.category for item in orderable_items.browse(company.service, category="720")} == {"720"}
    assert [item.number for item in orderable_items.browse(company.procurement, page=Page(size=500))] == wanted


def test_a_request_is_approved_with_other_quantities_and_fulfilled(database: Clone, company: Company) -> None:
    asked, approved, sent = uuid4(), uuid4(), uuid4()
    made = service_orders.request_parts(company.service, CART, note="For the clinic", command_id=asked)
    with nothing_written(database):
        assert service_orders.request_parts(company.service, CART, note="For the clinic", command_id=asked) == made
    assert made.number.startswith("SO-")
    seen = Seen(made.id, 1)
    with nothing_written(database), pytest.raises(OutOfOrder):
        service_orders.fulfil(company.procurement, seen)

    change: dict[str, Any] = {"quantities": {"T2-CTRL-EDR1": 5}, "command_id": approved}
    assert service_orders.approve(company.procurement, seen, **change) == 2
    with nothing_written(database):
        assert service_orders.approve(company.procurement, seen, **change) == 2
    followed = service_orders.read_service_order(company.service, made.id)
    assert (followed.state, followed.note) == ("APPROVED", "For the clinic")
    assert [(line.item, line.quantity, line.approved_quantity) for line in followed.lines] == [
        ("T2-CTRL-EDR1", 2, 5),
        ("T2-CTRL-ESK1", 1, 1),
    ]
    assert all(line.name for line in followed.lines)
    with nothing_written(database), pytest.raises(Stale):
        service_orders.fulfil(company.procurement, seen)
    assert service_orders.fulfil(company.procurement, Seen(made.id, 2), command_id=sent) == 3
    assert service_orders.fulfil(company.procurement, Seen(made.id, 2), command_id=sent) == 3
    assert service_orders.read_service_order(company.service, made.id).state == "FULFILLED"
    with nothing_written(database), pytest.raises(OutOfOrder):
        service_orders.reject(company.procurement, Seen(made.id, 3), "Too late now")


def test_a_request_is_rejected_with_a_reason(database: Clone, company: Company) -> None:
    made = service_orders.request_parts(company.service, CART)
    for bad in ("", "no", "x" * 10_001, "nul\0 byte"):
        with nothing_written(database), pytest.raises(InvalidInput) as caught:
            service_orders.reject(company.procurement, Seen(made.id, 1), bad)
        assert caught.value.field == "reason"
    command = uuid4()
    assert service_orders.reject(company.procurement, Seen(made.id, 1), ODD_TEXTS[0], command_id=command) == 2
    assert service_orders.reject(company.procurement, Seen(made.id, 1), ODD_TEXTS[0], command_id=command) == 2
    assert service_orders.read_service_order(company.service, made.id).reject_reason == ODD_TEXTS[0]
    with nothing_written(database), pytest.raises(OutOfOrder):
        service_orders.approve(company.procurement, Seen(made.id, 2))


@pytest.mark.parametrize(
    ("lines", "field"),
    [
        ([], "lines"),
        ([{"item": "T2-CTRL-EDR1", "quantity": 0}], "lines[0].quantity"),
        ([{"item": "T2-CTRL-EDR1", "quantity": 1000}], "lines[0].quantity"),
        ([{"item": "T2-CTRL-EDR1", "quantity": "2"}], "lines[0].quantity"),
        ([{"item": "T2-CTRL-EDR1"}], "lines[0].quantity"),
        ([{"item": "T2-CTRL-EDR1", "quantity": 1, "price": 9}], "lines[0].price"),
        ([{"item": "T2-CTRL-EDR1", "quantity": 1}, {"item": "T2-CTRL-EDR1", "quantity": 2}], "lines[1].item"),
        ([{"item": "T2-BODY-48-60-HA", "quantity": 1}], "lines[0].item"),
        ([{"item": "'; DROP TABLE cs.item; --", "quantity": 1}], "lines[0].item"),
        ([{"item": "a\0b", "quantity": 1}], "lines[0].item"),
        ([{"item": "T2-CTRL-EDR1", "quantity": 1}] * 201, "lines"),
    ],
)
def test_a_cart_with_an_error_is_not_sent(
    database: Clone, company: Company, lines: list[dict[str, object]], field: str
) -> None:
    with nothing_written(database), pytest.raises(InvalidInput) as caught:
        service_orders.request_parts(company.service, lines)
    assert caught.value.field == field


@pytest.mark.parametrize("note", [*ODD_TEXTS, "x" * 10_000])
def test_notes_are_kept_exactly(company: Company, note: str) -> None:
    made = service_orders.request_parts(company.service, CART, note=note)
    assert service_orders.read_service_order(company.procurement, made.id).note == note


@pytest.mark.parametrize("note", ["x" * 10_001, "nul\0 byte"])
def test_notes_that_cannot_be_kept_are_refused(database: Clone, company: Company, note: str) -> None:
    with nothing_written(database), pytest.raises(InvalidInput) as caught:
        service_orders.request_parts(company.service, CART, note=note)
    assert caught.value.field == "note"


@pytest.mark.parametrize(
    ("quantities", "field"),
    [
        ({"T2-CTRL-EDR1": -1}, "quantities.T2-CTRL-EDR1"),
        ({"T2-CTRL-EDR1": 1000}, "quantities.T2-CTRL-EDR1"),
        ({"T2-CTRL-EDR2": 1}, "quantities.T2-CTRL-EDR2"),
        ({"T2-CTRL-EDR1": 0, "T2-CTRL-ESK1": 0}, "quantities"),
    ],
)
def test_an_approval_with_an_error_changes_nothing(
    database: Clone, company: Company, quantities: dict[str, int], field: str
) -> None:
    made = service_orders.request_parts(company.service, CART)
    with nothing_written(database), pytest.raises(InvalidInput) as caught:
        service_orders.approve(company.procurement, Seen(made.id, 1), quantities=quantities)
    assert caught.value.field == field
    assert service_orders.read_service_order(company.service, made.id).lines[0].approved_quantity is None


def test_each_step_has_its_role(database: Clone, company: Company) -> None:
    made = service_orders.request_parts(company.service, CART)
    seen = Seen(made.id, 1)
    for role in (Role.PRODUCTION_COORDINATOR, Role.QC_PERSON, Role.ASSEMBLER, Role.PROCUREMENT_SPECIALIST, Role.ADMIN):
        with nothing_written(database), pytest.raises(Refused):
            service_orders.request_parts(company.session(role), CART)
    for role in (Role.SERVICE_DEPARTMENT, Role.ADMIN, Role.ASSEMBLER):
        with nothing_written(database), pytest.raises(Refused):
            service_orders.approve(company.session(role), seen)
        with nothing_written(database), pytest.raises(Refused):
            service_orders.reject(company.session(role), seen, "Not mine")
    for role in (Role.PRODUCTION_COORDINATOR, Role.QC_PERSON, Role.ASSEMBLER):
        with pytest.raises(Refused):
            service_orders.list_service_orders(company.session(role))
    with nothing_written(database), pytest.raises(Stale):
        service_orders.approve(company.procurement, Seen(made.id, 3))
    with nothing_written(database), pytest.raises(NotFound):
        service_orders.approve(company.procurement, Seen(999_999, 1))
    with pytest.raises(NotFound):
        service_orders.read_service_order(company.procurement, 999_999)


def test_the_list_takes_three_statements(company: Company) -> None:
    other = company.session(Role.SERVICE_DEPARTMENT, "other")
    made = [service_orders.request_parts(company.service, CART) for _ in range(6)]
    theirs = service_orders.request_parts(other, CART)
    service_orders.reject(company.procurement, Seen(made[0].id, 1), "Discontinued")
    session = company.procurement
    with counted(session) as statements:
        listed = service_orders.list_service_orders(session)
    assert [order.id for order in listed] == [theirs.id, *(order.id for order in reversed(made))]
    assert len([statement for statement in statements if not statement.startswith("SET ")]) == 3
    assert [order.id for order in service_orders.list_service_orders(session, state="REJECTED")] == [made[0].id]
    assert [order.id for order in service_orders.list_service_orders(other, own_only=True)] == [theirs.id]
    page = service_orders.list_service_orders(session, page=Page(after=made[5].id, size=2))
    assert [order.id for order in page] == [made[4].id, made[3].id]
    page = service_orders.list_service_orders(
        session, state="PENDING", oldest_first=True, page=Page(after=made[1].id, size=2)
    )
    assert [order.id for order in page] == [made[2].id, made[3].id]


def _notices(session: Session, number: int) -> list[str]:
    listed = notifications.read_unread(session).notices
    return [notice.kind for notice in reversed(listed) if notice.record == f"service_order:{number}"]


def test_the_requester_sees_every_step_and_is_told_of_it(company: Company) -> None:
    other = company.session(Role.SERVICE_DEPARTMENT, "other")
    kept, turned_down = (service_orders.request_parts(company.service, CART) for _ in range(2))
    assert _notices(company.procurement, kept.id) == ["SERVICE_ORDER_PENDING"]
    assert _notices(company.service, kept.id) == []
    service_orders.approve(company.procurement, Seen(kept.id, 1))
    service_orders.fulfil(company.procurement, Seen(kept.id, 2))
    service_orders.reject(company.procurement, Seen(turned_down.id, 1), "Discontinued")

    names = {session.person.full_name for session in (company.service, company.procurement)}
    followed = service_orders.read_service_order(company.service, kept.id)
    assert [step.state for step in followed.steps] == ["PENDING", "APPROVED", "FULFILLED"]
    assert [step.by for step in followed.steps] == [
        company.service.person.full_name,
        *[company.procurement.person.full_name] * 2,
    ]
    assert len(names) == 2
    assert [step.at for step in followed.steps] == sorted(step.at for step in followed.steps)
    assert _notices(company.service, kept.id) == ["SERVICE_ORDER_APPROVED", "SERVICE_ORDER_FULFILLED"]
    assert _notices(company.service, turned_down.id) == ["SERVICE_ORDER_REJECTED"]
    assert _notices(company.procurement, kept.id) == ["SERVICE_ORDER_PENDING"]
    assert _notices(other, kept.id) == []
    listed = {order.id: order for order in service_orders.list_service_orders(company.service)}
    assert [step.state for step in listed[turned_down.id].steps] == ["PENDING", "REJECTED"]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO cs.service_order_step (service_order_id, state, at) VALUES (1, 'APPROVED', now())",
        "UPDATE cs.service_order_step SET state = 'FULFILLED'",
        "DELETE FROM cs.service_order_step",
    ],
)
def test_steps_are_written_by_the_database_alone(database: Clone, company: Company, statement: str) -> None:
    service_orders.request_parts(company.service, CART)
    for role in (Role.SERVICE_DEPARTMENT, Role.PROCUREMENT_SPECIALIST, Role.ADMIN):
        person = company.person(role)
        with database.connect(person.login, person.password) as connection, pytest.raises(psycopg.Error) as caught:
            connection.execute(statement.encode())
        assert caught.value.sqlstate == "42501"
