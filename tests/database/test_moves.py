"""Moves of a build through the services: what comes next, out of order, cancelled, shipped (DOMAIN §3)."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest

from cleanstation_desktop.domain.errors import (
    Frozen,
    InvalidInput,
    NotFound,
    OutOfOrder,
    Refused,
    SignatureRefused,
    Stale,
)
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services import builds, moves, order_lists, procurement
from cleanstation_desktop.services.moves import NextMove
from cleanstation_desktop.services.signing import Seen
from tests.support.clusters import Clone
from tests.support.company import ODD_TEXTS, Company, nothing_written
from tests.support.days import today
from tests.support.orders import approve, arrived_order, build_json, release, submit_order

TODAY = today()


def test_each_role_is_told_its_own_next_moves(database: Clone, company: Company) -> None:
    made = submit_order(company.coordinator)
    build = made.builds[0]
    released = BuildStatus.SINK_BODY_EXTERNAL_PRODUCTION

    (blocked,) = moves.next_moves(company.procurement, build.id)
    assert blocked.to_status is released
    assert blocked.open_guard == "The newest BOM revision is not approved and signed."
    assert [move.to_status for move in moves.next_moves(company.coordinator, build.id)] == [BuildStatus.CANCELLED]
    assert moves.next_moves(company.qc, build.id) == ()
    approve(database, made)
    assert moves.next_moves(company.procurement, build.id) == (NextMove(released, None),)
    assert moves.next_moves(company.procurement, 999_999) == ()
    with pytest.raises(Refused):
        moves.next_moves(company.service, build.id)


def test_a_build_moves_with_its_guard_closed_and_once(database: Clone, company: Company) -> None:
    made = submit_order(company.coordinator)
    approve(database, made)
    seen, command = Seen(made.builds[0].id, 1), uuid4()
    to = BuildStatus.SINK_BODY_EXTERNAL_PRODUCTION

    place = moves.move(company.procurement, seen, to, reason="Body shop is free", command_id=command)

    assert (place.status, place.version) == (to, 2)
    with nothing_written(database):
        assert moves.move(company.procurement, seen, to, reason="Body shop is free", command_id=command) == place
    history = builds.read_build(company.qc, made.builds[0].id).history
    assert (history[-1].to_status, history[-1].reason) == (to, "Body shop is free")
    assert history[-1].by == company.person(Role.PROCUREMENT_SPECIALIST).full_name
    assert order_lists.read_order(company.qc, made.id).head.status is to


def test_moves_out_of_order_are_refused(database: Clone, company: Company) -> None:
    made = submit_order(company.coordinator)
    build = made.builds[0].id
    for session, to in (
        (company.procurement, BuildStatus.SINK_BODY_EXTERNAL_PRODUCTION),
        (company.procurement, BuildStatus.READY_FOR_PRE_QC),
        (company.qc, BuildStatus.READY_FOR_PRODUCTION),
        (company.assembler, BuildStatus.IN_ASSEMBLY),
        (company.coordinator, BuildStatus.SHIPPED),
        (company.coordinator, BuildStatus.CANCELLED),
        (company.coordinator, BuildStatus.ORDER_CREATED),
    ):
        with nothing_written(database), pytest.raises(OutOfOrder):
            moves.move(session, Seen(build, 1), to)


def test_a_wrong_role_a_stale_version_and_no_build_are_refused(database: Clone, company: Company) -> None:
    made = submit_order(company.coordinator)
    approve(database, made)
    build, to = made.builds[0].id, BuildStatus.SINK_BODY_EXTERNAL_PRODUCTION
    for session in (company.coordinator, company.qc, company.assembler, company.service, company.admin):
        with nothing_written(database), pytest.raises(Refused) as caught:
            moves.move(session, Seen(build, 1), to)
        assert not isinstance(caught.value, OutOfOrder)
    for version in (0, 2, 99):
        with nothing_written(database), pytest.raises(Stale):
            moves.move(company.procurement, Seen(build, version), to)
    with nothing_written(database), pytest.raises(NotFound):
        moves.move(company.procurement, Seen(999_999, 1), to)


@pytest.mark.parametrize("role", [Role.PRODUCTION_COORDINATOR, Role.ADMIN])
def test_a_build_is_cancelled_by_signature(database: Clone, company: Company, role: Role) -> None:
    made = submit_order(company.coordinator, [build_json(), build_json()])
    session, password, command = company.session(role), company.password(role), uuid4()
    seen = Seen(made.builds[0].id, 1)

    place = moves.cancel(session, password, seen, "Customer withdrew", command_id=command)

    with nothing_written(database):
        assert moves.cancel(session, password, seen, "Customer withdrew", command_id=command) == place
    shown = builds.read_build(company.qc, seen.id)
    assert (shown.head.status, shown.cancel_reason) == (BuildStatus.CANCELLED, "Customer withdrew")
    assert order_lists.read_order(company.qc, made.id).head.status is BuildStatus.ORDER_CREATED
    with database.connect() as connection:
        row = connection.execute("SELECT meaning, comment FROM cs.signature").fetchone()
    assert row == ("CANCELLATION", "Customer withdrew")
    with nothing_written(database), pytest.raises(Frozen):
        moves.cancel(session, password, Seen(seen.id, place.version), "Once more")
    moves.cancel(session, password, Seen(made.builds[1].id, 1), "That one too")
    assert order_lists.read_order(company.qc, made.id).head.status is BuildStatus.CANCELLED


def test_a_cancellation_is_refused_whole(database: Clone, company: Company) -> None:
    made = submit_order(company.coordinator)
    seen = Seen(made.builds[0].id, 1)
    password = company.password(Role.PRODUCTION_COORDINATOR)
    with nothing_written(database), pytest.raises(SignatureRefused):
        moves.cancel(company.coordinator, "wrong", seen, "Customer withdrew")
    with nothing_written(database), pytest.raises(Stale):
        moves.cancel(company.coordinator, password, Seen(seen.id, 7), "Customer withdrew")
    for role in (Role.PROCUREMENT_SPECIALIST, Role.QC_PERSON, Role.ASSEMBLER, Role.SERVICE_DEPARTMENT):
        with nothing_written(database), pytest.raises(Refused):
            moves.cancel(company.session(role), company.password(role), seen, "Customer withdrew")
    for bad in ("", "no", "x" * 10_001, "nul\0 byte"):
        with nothing_written(database), pytest.raises(InvalidInput) as caught:
            moves.cancel(company.coordinator, password, seen, bad)
        assert caught.value.field == "reason"


@pytest.mark.parametrize("reason", [*ODD_TEXTS, "x" * 10_000])
def test_a_reason_is_kept_exactly(company: Company, reason: str) -> None:
    made = submit_order(company.coordinator)
    seen = Seen(made.builds[0].id, 1)
    moves.cancel(company.coordinator, company.password(Role.PRODUCTION_COORDINATOR), seen, reason)
    assert builds.read_build(company.qc, seen.id).cancel_reason == reason


def test_a_build_is_not_shipped_before_its_time(database: Clone, company: Company) -> None:
    made = arrived_order(database)
    with nothing_written(database), pytest.raises(OutOfOrder):
        moves.ship(company.coordinator, Seen(made.builds[0].id, 3), TODAY)
    with nothing_written(database), pytest.raises(InvalidInput) as caught:
        moves.ship(company.coordinator, Seen(made.builds[0].id, 3), TODAY + dt.timedelta(days=3))
    assert caught.value.field == "shipped_on"


def test_a_build_that_moved_meanwhile_is_not_released_again(database: Clone, company: Company) -> None:
    made = submit_order(company.coordinator)
    approve(database, made)
    release(database, made)
    with nothing_written(database), pytest.raises(Stale):
        procurement.release(company.procurement, [Seen(made.builds[0].id, 1)])
    with nothing_written(database), pytest.raises(OutOfOrder):
        procurement.release(company.procurement, [Seen(made.builds[0].id, 2)])


@pytest.mark.parametrize("reason", ["a\0b", "x" * 10_001])
def test_a_reason_that_cannot_be_kept_moves_nothing(database: Clone, company: Company, reason: str) -> None:
    made = submit_order(company.coordinator)
    approve(database, made)
    seen = Seen(made.builds[0].id, 1)
    with nothing_written(database), pytest.raises(InvalidInput) as caught:
        moves.move(company.procurement, seen, BuildStatus.SINK_BODY_EXTERNAL_PRODUCTION, reason=reason)
    assert caught.value.field == "reason"
