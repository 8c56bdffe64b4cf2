"""Nonconformances: decided, conceded, verified, closed; bodies replaced and scrapped; what is refused (DOMAIN §1)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb

from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.domain.errors import Frozen, InvalidInput, OutOfOrder, Refused, SignatureRefused, Stale
from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services import assembly, inspections, moves, nonconformances, procurement, signatures
from cleanstation_desktop.services.nonconformance_browsing import NonconformanceFilter, browse_nonconformances
from cleanstation_desktop.services.nonconformances import Disposition, Nonconformance
from cleanstation_desktop.services.signing import Seen
from tests.support.configurations import basin
from tests.support.days import today
from tests.support.inspections import item_of
from tests.support.orders import build_json
from tests.support.shop import FINAL, PACKAGING, PRE_QC, PRODUCTION, TEST, Shop

BACK = BuildStatus.SINK_BODY_EXTERNAL_PRODUCTION


def rejected(shop: Shop, *codes: str, **sink: Any) -> tuple[int, list[Nonconformance]]:
    """A build that pre-QC rejected for these items, and its nonconformances."""
    build_id = shop.arrived_build(build_json(**sink))
    shop.inspect(shop.qc, build_id, PRE_QC, fail=codes or ["PP-09"])
    return build_id, list(shop.found(build_id))


def decide(shop: Shop, ncr: Nonconformance, disposition: Disposition, **more: Any) -> int:
    """Decide as the QC person of the shop."""
    seen = Seen(ncr.id, ncr.version)
    return nonconformances.decide(shop.qc.session, shop.qc.password, seen, disposition, "as agreed", **more)


def test_each_failed_item_opens_one(shop: Shop) -> None:
    build_id, found = rejected(shop, "PP-09", "PP-20/2", basins=[basin("e_sink"), basin("e_drain")])
    assert [(ncr.item_code, ncr.basin, ncr.state, ncr.kind, ncr.attempt) for ncr in found] == [
        ("PP-09", None, "OPEN", PRE_QC, 1), ("PP-20", 2, "OPEN", PRE_QC, 1),
    ]  # fmt: skip
    assert found[0].description == "Not as on the approved drawing."
    assert found[0].number.startswith("NCR-") and found[0].number != found[1].number
    assert (found[0].opened_by, found[0].disposition, found[0].decided_by) == (shop.qc.person.initials, None, "")
    assert nonconformances.list_nonconformances(shop.qc.session, build_id=build_id) == tuple(found)


def test_the_way_of_one_from_open_to_closed(shop: Shop) -> None:
    build_id, (ncr,) = rejected(shop)
    command = uuid4()
    for _ in range(2):
        version = decide(shop, ncr, Disposition.REWORK, command_id=command)
    assert version == 3
    decided = shop.found(build_id)[0]
    assert (decided.state, decided.disposition, decided.reason) == ("DISPOSITIONED", Disposition.REWORK, "as agreed")
    assert (decided.decided_by, decided.version) == (shop.qc.person.initials, 3)
    (made,) = signatures.signatures_of(shop.qc.session, "nonconformance", ncr.id)
    image = signatures.signed_image(shop.qc.session, made.id, "nonconformance", ncr.id)
    assert (image["disposition"], image["item_code"], image["version"]) == ("REWORK", "PP-09", 2)
    with pytest.raises(Stale):
        decide(shop, ncr, Disposition.SCRAP)
    with pytest.raises(Frozen, match="is signed"):
        decide(shop, decided, Disposition.SCRAP)
    with pytest.raises(OutOfOrder, match="cannot go from DISPOSITIONED to CLOSED"):
        nonconformances.close(shop.qc.session, Seen(ncr.id, 3))
    other = shop.worker(Role.QC_PERSON)
    assert nonconformances.verify(other.session, Seen(ncr.id, 3)) == 4
    assert nonconformances.close(shop.qc.session, Seen(ncr.id, 4)) == 5
    (closed,) = nonconformances.list_nonconformances(shop.qc.session, build_id=build_id)
    assert (closed.state, closed.verified_by, closed.closed_by) == (
        "CLOSED", other.person.initials, shop.qc.person.initials,
    )  # fmt: skip
    assert shop.found(build_id) == ()
    with pytest.raises(Frozen, match="closed"):
        nonconformances.close(shop.qc.session, Seen(ncr.id, 5))


def test_steps_out_of_order_and_by_others(shop: Shop) -> None:
    _, (ncr,) = rejected(shop)
    seen = Seen(ncr.id, ncr.version)
    with pytest.raises(OutOfOrder):
        nonconformances.verify(shop.qc.session, seen)
    with pytest.raises(OutOfOrder):
        nonconformances.close(shop.qc.session, seen)
    with pytest.raises(OutOfOrder, match="Enter the disposition"):
        nonconformances.concede(shop.qc.session, shop.qc.password, seen)
    with pytest.raises(InvalidInput) as refused:
        nonconformances.decide(shop.qc.session, shop.qc.password, seen, Disposition.REWORK, " x ")
    assert refused.value.findings[0].field == "reason"
    with pytest.raises(SignatureRefused):
        nonconformances.decide(shop.qc.session, "wrong", seen, Disposition.REWORK, "as agreed")
    for worker in (shop.assembler, shop.admin, shop.procurement, shop.coordinator):
        with pytest.raises(Refused):
            nonconformances.decide(worker.session, worker.password, seen, Disposition.REWORK, "as agreed")
        with pytest.raises(Refused):
            nonconformances.verify(worker.session, seen)


def test_who_reads_them(shop: Shop) -> None:
    build_id, found = rejected(shop)
    for worker in (shop.qc, shop.procurement, shop.admin):
        assert nonconformances.list_nonconformances(worker.session, build_id=build_id) == tuple(found)
    for worker in (shop.assembler, shop.worker(Role.PRODUCTION_COORDINATOR)):
        assert nonconformances.list_nonconformances(worker.session) == ()
    with pytest.raises(Refused):
        nonconformances.list_nonconformances(shop.worker(Role.SERVICE_DEPARTMENT).session)


def test_psql_signs_itself_no_disposition(shop: Shop) -> None:
    _, (ncr,) = rejected(shop)
    with shop.database.connect(shop.qc.person.login, shop.qc.password) as connection:
        for statement, state in (
            ("UPDATE cs.nonconformance SET state = 'DISPOSITIONED', version = version + 1", "CS412"),
            ("UPDATE cs.nonconformance SET state = 'VERIFIED', version = version + 1", "CS412"),
            ("UPDATE cs.nonconformance SET disposition_signature_id = 1, version = version + 1", "42501"),
            ("UPDATE cs.nonconformance SET description = 'nothing', version = version + 1", "42501"),
            ("UPDATE cs.nonconformance SET disposition = 'FORGET', version = version + 1", "23514"),
            ("UPDATE cs.nonconformance SET disposition = 'SCRAP'", "CS409"),
            ("DELETE FROM cs.nonconformance", "42501"),
            ("INSERT INTO cs.nonconformance (build_id) VALUES (1)", "42501"),
        ):
            with pytest.raises(psycopg.Error) as refused, connection.transaction():
                connection.execute(statement.encode())
            assert refused.value.sqlstate == state, statement
    assert shop.found(ncr.build_id) == (ncr,)


def test_replace_makes_the_body_anew_and_its_forms_begin_anew(shop: Shop) -> None:
    build_id, found = rejected(shop, "PP-09", "PP-05")
    procurement.mark_outsourced(shop.procurement.session, build_id, [{"path": "1"}])
    with pytest.raises(OutOfOrder, match="No nonconformance of this build"):
        nonconformances.replace_body(shop.qc.session, shop.seen(build_id))
    decide(shop, found[0], Disposition.REPLACE)
    with pytest.raises(OutOfOrder, match="no signed disposition"):
        nonconformances.replace_body(shop.qc.session, shop.seen(build_id))
    decide(shop, found[1], Disposition.REWORK)
    # The decision to replace leaves no other way on.
    with pytest.raises(OutOfOrder, match="replaced or scrapped"):
        moves.move(shop.qc.session, shop.seen(build_id), BuildStatus.READY_FOR_PRE_QC)
    replaced = next(ncr for ncr in shop.found(build_id) if ncr.disposition is Disposition.REPLACE)
    with pytest.raises(OutOfOrder, match="not carried out"):
        nonconformances.verify(shop.qc.session, Seen(replaced.id, replaced.version))
    for worker in (shop.procurement, shop.coordinator, shop.assembler):
        with pytest.raises(Refused):
            nonconformances.replace_body(worker.session, shop.seen(build_id))
    place = nonconformances.replace_body(shop.qc.session, shop.seen(build_id))
    assert place.status == BACK
    # Once is enough, and lines marked for the old body are no matter for the new one.
    with pytest.raises(OutOfOrder):
        nonconformances.replace_body(shop.qc.session, Seen(build_id, place.version))
    procurement.book_arrival(shop.procurement.session, [Seen(build_id, place.version)])
    again = inspections.read_inspection(shop.qc.session, inspections.start(shop.qc.session, build_id, PRE_QC))
    assert (again.attempt, again.cycle, again.progress.answered) == (2, 2, 0)
    passed = shop.inspect(shop.qc, build_id, PRE_QC)
    assert sorted(passed.closed) == sorted(ncr.id for ncr in found)


def test_replace_in_assembly_ends_claims_and_open_forms(shop: Shop) -> None:
    build_id = shop.in_assembly()
    shop.inspect(shop.assembler, build_id, PRODUCTION, fail=["SP-06"])
    shop.fill(shop.assembler, build_id, TEST)
    shop.decide(build_id, Disposition.REPLACE)
    nonconformances.replace_body(shop.qc.session, shop.seen(build_id))
    assert assembly.list_claims(shop.qc.session, build_id, active_only=True) == ()
    states = [(row.kind, row.state) for row in inspections.list_inspections(shop.qc.session, build_id)]
    assert states == [(PRE_QC, "SIGNED"), (PRODUCTION, "SIGNED"), (TEST, "VOID")]
    # What passed on the old body does not count for the new one.
    procurement.book_arrival(shop.procurement.session, [shop.seen(build_id)])
    with pytest.raises(OutOfOrder, match="not signed as passed"):
        moves.move(shop.qc.session, shop.seen(build_id), BuildStatus.READY_FOR_PRODUCTION)
    shop.inspect(shop.qc, build_id, PRE_QC)
    assembly.claim(shop.assembler.session, build_id)
    shop.inspect(shop.assembler, build_id, PRODUCTION)
    assert [ncr.state for ncr in shop.found(build_id)] == ["VERIFIED"]


def test_scrap_cancels_the_build(shop: Shop) -> None:
    build_id, (ncr,) = rejected(shop)
    with pytest.raises(OutOfOrder):
        nonconformances.scrap(shop.qc.session, shop.seen(build_id), "cracked weld")
    version = decide(shop, ncr, Disposition.SCRAP)
    with pytest.raises(OutOfOrder, match="not carried out"):
        nonconformances.verify(shop.qc.session, Seen(ncr.id, version))
    with pytest.raises(InvalidInput):
        nonconformances.scrap(shop.qc.session, shop.seen(build_id), "  ")
    with pytest.raises(Refused):
        nonconformances.scrap(shop.assembler.session, shop.seen(build_id), "cracked weld")
    seen, command = shop.seen(build_id), uuid4()
    for _ in range(2):
        place = nonconformances.scrap(shop.qc.session, seen, "cracked weld", command_id=command)
    assert place.status == BuildStatus.CANCELLED
    closed = nonconformances.close(
        shop.qc.session, Seen(ncr.id, nonconformances.verify(shop.qc.session, Seen(ncr.id, version)))
    )
    assert closed == version + 2
    with pytest.raises(OutOfOrder):
        inspections.start(shop.qc.session, build_id, PRE_QC)


@pytest.mark.parametrize("disposition", [Disposition.REPLACE, Disposition.SCRAP])
@pytest.mark.parametrize(
    "status", [BuildStatus.READY_FOR_PRODUCTION, BuildStatus.READY_FOR_FINAL_QC, BuildStatus.READY_FOR_SHIP]
)
def test_a_form_that_a_change_reopened_fails_late(shop: Shop, status: BuildStatus, disposition: Disposition) -> None:
    sink = build_json()
    if status is BuildStatus.READY_FOR_PRODUCTION:
        build_id = shop.arrived_build(sink)
        shop.inspect(shop.qc, build_id, PRE_QC)
    else:
        build_id = shop.at_final_qc(sink)
    if status is BuildStatus.READY_FOR_SHIP:
        shop.inspect(shop.qc, build_id, FINAL)
    shop.change(build_id, {**sink, "length": 84})
    failed = shop.inspect(shop.qc, build_id, PRE_QC, fail=["PP-03"])
    assert failed.status is status
    (ncr,) = shop.found(build_id)
    with pytest.raises(OutOfOrder, match="No nonconformance of this build"):
        nonconformances.replace_body(shop.qc.session, shop.seen(build_id))
    with pytest.raises(OutOfOrder, match="No nonconformance of this build"):
        nonconformances.scrap(shop.qc.session, shop.seen(build_id), "too short")
    if status is BuildStatus.READY_FOR_SHIP:
        with pytest.raises(OutOfOrder):
            moves.ship(shop.coordinator.session, shop.seen(build_id), today())
    version = decide(shop, ncr, disposition)
    with pytest.raises(OutOfOrder, match="not carried out"):
        nonconformances.verify(shop.qc.session, Seen(ncr.id, version))
    for worker in (shop.assembler, shop.coordinator, shop.procurement):
        with pytest.raises(Refused):
            nonconformances.replace_body(worker.session, shop.seen(build_id))
        with pytest.raises(Refused):
            nonconformances.scrap(worker.session, shop.seen(build_id), "too short")
    if disposition is Disposition.REPLACE:
        with pytest.raises(OutOfOrder, match="dispositioned as scrap"):
            nonconformances.scrap(shop.qc.session, shop.seen(build_id), "too short")
        place = nonconformances.replace_body(shop.qc.session, shop.seen(build_id))
        assert place.status == BACK
        procurement.book_arrival(shop.procurement.session, [Seen(build_id, place.version)])
        # Everything begins anew for the new body, at the changed length.
        again = inspections.read_inspection(shop.qc.session, inspections.start(shop.qc.session, build_id, PRE_QC))
        assert (again.cycle, again.progress.answered, item_of(again, "PP-03").target) == (2, 0, Decimal(84))
        assert ncr.id in shop.inspect(shop.qc, build_id, PRE_QC).closed
    else:
        with pytest.raises(OutOfOrder, match="dispositioned as replace"):
            nonconformances.replace_body(shop.qc.session, shop.seen(build_id))
        place = nonconformances.scrap(shop.qc.session, shop.seen(build_id), "too short")
        assert place.status == BuildStatus.CANCELLED
        assert nonconformances.verify(shop.qc.session, Seen(ncr.id, version)) == version + 1
    states = {row.state for row in inspections.list_inspections(shop.qc.session, build_id)}
    assert "OPEN" not in states


def test_rework_after_a_final_qc_reject_asks_again_what_the_decision_names(shop: Shop) -> None:
    build_id = shop.at_final_qc(build_json(basins=[basin("e_sink")]))
    shop.inspect(shop.qc, build_id, FINAL, fail=["QC-05", "QC-40"])
    first, second = shop.found(build_id)
    for redo, field in (
        ({TEST: ["NO_SUCH_GROUP"]}, "redo.END_OF_LINE_TEST"),
        ({PACKAGING: ["EL-63"]}, "redo.PACKAGING"),
        ({PRE_QC: ["PP-09"]}, "redo.PRE_PRODUCTION_CHECK"),
        # An item that this build's form does not have: no E-Drain.
        ({TEST: ["EL-13"]}, "redo.END_OF_LINE_TEST"),
    ):
        with pytest.raises(InvalidInput) as refused:
            decide(shop, first, Disposition.REWORK, redo=redo)
        assert refused.value.findings[0].field == field
    offered = {
        (choice.kind, choice.name) for choice in nonconformances.redo_choices(shop.qc.session, build_id, Language.FR)
    }
    assert {(TEST, "E_SINK"), (TEST, "EL-45"), (PACKAGING, "MAT"), (PRODUCTION, "SP-06")} <= offered
    assert (TEST, "EL-13") not in offered
    with pytest.raises(OutOfOrder, match="no signed disposition"):
        assembly.claim(shop.assembler.session, build_id)
    decide(shop, first, Disposition.REWORK, redo={TEST: ["E_SINK", "EL-45"], PACKAGING: ["PK-01"]})
    decide(shop, second, Disposition.REWORK, redo={PRODUCTION: ["SP-06"]})
    # The rework is claimed by itself: the claims before it ended with the reject.
    held = assembly.claim(shop.assembler.session, build_id)
    assert held.build.status == BuildStatus.IN_ASSEMBLY
    tasks = assembly.list_tasks(shop.assembler.session, build_id)
    assert [(task.kind, task.title.split(":")[0], task.nonconformance_id) for task in tasks] == [
        ("REWORK", "QC-05", first.id), ("REWORK", "QC-40", second.id),
    ]  # fmt: skip
    asked = {
        kind: {item.code for item in opened.items if item.carried_from is None}
        for kind in (PRODUCTION, TEST, PACKAGING)
        for opened in [_open(shop, build_id, kind)]
    }
    e_sink = {"EL-60", "EL-61", "EL-62", "EL-63", "EL-64", "EL-66"}
    assert asked == {PRODUCTION: {"SP-06"}, TEST: {"EL-40", "EL-45", "EL-46", *e_sink}, PACKAGING: {"PK-01"}}
    with pytest.raises(OutOfOrder, match="Not every task is done"):
        assembly.complete_testing(shop.assembler.session, shop.seen(build_id))
    for task in tasks:
        assembly.finish_task(shop.assembler.session, Seen(task.id, task.version))
    with pytest.raises(OutOfOrder, match="production checklist is not signed"):
        assembly.complete_testing(shop.assembler.session, shop.seen(build_id))
    shop.inspect(shop.assembler, build_id, PRODUCTION)
    with pytest.raises(OutOfOrder, match="end-of-line test is not signed"):
        assembly.complete_testing(shop.assembler.session, shop.seen(build_id))
    shop.inspect(shop.assembler, build_id, TEST)
    assembly.complete_testing(shop.assembler.session, shop.seen(build_id))
    packed = shop.pack(build_id)
    carried = inspections.read_inspection(shop.qc.session, packed.id)
    assert item_of(carried, "PK-20", 1).carried_from == 1
    passed = shop.inspect(shop.qc, build_id, FINAL)
    assert passed.status is BuildStatus.READY_FOR_SHIP
    assert sorted(passed.closed) == [first.id, second.id]


def test_a_final_qc_that_a_change_reopened_fails_at_a_build_that_waits_to_be_shipped(shop: Shop) -> None:
    """It is rejected as before: the rework is claimed, what the decision names is done again, then final QC anew."""
    sink = build_json()
    build_id = shop.at_final_qc(sink)
    shop.inspect(shop.qc, build_id, FINAL)
    shop.change(build_id, {**sink, "feet": "casters"})
    failed = shop.inspect(shop.qc, build_id, FINAL, fail=["QC-28"])
    assert failed.status is BuildStatus.FINAL_QC_REJECTED
    (ncr,) = shop.found(build_id)
    decide(shop, ncr, Disposition.REWORK, redo={TEST: ["EL-01"]})
    claimed = assembly.claim(shop.assembler.session, build_id)
    assert claimed.build.status == BuildStatus.IN_ASSEMBLY
    (task,) = assembly.list_tasks(shop.assembler.session, build_id)
    assert task.nonconformance_id == ncr.id
    assembly.finish_task(shop.assembler.session, Seen(task.id, task.version))
    with pytest.raises(OutOfOrder, match="end-of-line test is not signed"):
        assembly.complete_testing(shop.assembler.session, shop.seen(build_id))
    shop.inspect(shop.assembler, build_id, TEST)
    shop.inspect(shop.qc, build_id, PRE_QC)
    assembly.complete_testing(shop.assembler.session, shop.seen(build_id))
    shop.pack(build_id)
    passed = shop.inspect(shop.qc, build_id, FINAL)
    assert (passed.status, passed.closed) == (BuildStatus.READY_FOR_SHIP, (ncr.id,))
    moves.ship(shop.coordinator.session, shop.seen(build_id), today())


def test_the_rework_after_final_qc_is_verified_when_it_is_done(shop: Shop) -> None:
    build_id = shop.at_final_qc()
    shop.inspect(shop.qc, build_id, FINAL, fail=["QC-05"])
    shop.decide(build_id)
    (ncr,) = shop.found(build_id)
    assert not ncr.carried_out
    with pytest.raises(OutOfOrder, match="rework is not carried out"):
        nonconformances.verify(shop.qc.session, Seen(ncr.id, ncr.version))
    assembly.claim(shop.assembler.session, build_id)
    with pytest.raises(OutOfOrder, match="rework is not carried out"):
        nonconformances.verify(shop.qc.session, Seen(ncr.id, ncr.version))
    (task,) = assembly.list_tasks(shop.assembler.session, build_id)
    assembly.finish_task(shop.assembler.session, Seen(task.id, task.version))
    assert shop.found(build_id)[0].carried_out
    nonconformances.close(
        shop.qc.session, Seen(ncr.id, nonconformances.verify(shop.qc.session, Seen(ncr.id, ncr.version)))
    )


def test_the_rework_of_a_build_that_there_is_not_any_more_is_not_waited_for(shop: Shop) -> None:
    build_id = shop.at_final_qc()
    shop.inspect(shop.qc, build_id, FINAL, fail=["QC-05"])
    shop.decide(build_id)
    moves.cancel(shop.coordinator.session, shop.coordinator.password, shop.seen(build_id), "customer withdrew")
    (ncr,) = shop.found(build_id)
    nonconformances.close(
        shop.qc.session, Seen(ncr.id, nonconformances.verify(shop.qc.session, Seen(ncr.id, ncr.version)))
    )


def test_psql_passes_no_final_qc_that_failed_without_the_rework(shop: Shop) -> None:
    """One QC person alone signs it as failed, leaves the build where it is, decides, and inspects it again."""
    build_id = shop.at_final_qc()
    filled = shop.fill(shop.qc, build_id, FINAL, fail=["QC-05"])
    reject = "UPDATE cs.build SET status = 'FINAL_QC_REJECTED', version = version + 1 WHERE id = %s"

    def psql(statement: str, *given: object) -> None:
        with shop.database.connect(shop.qc.person.login, shop.qc.password, autocommit=True) as connection:
            connection.execute(statement.encode(), given)

    subject = Jsonb([{"kind": "inspection", "id": filled.id, "version": filled.version}])
    psql("SELECT cs.sign('INSPECTION_FAILED', %s)", subject)
    shop.decide(build_id)
    with pytest.raises(psycopg.Error, match="the build is not rejected yet"):
        psql("SELECT cs.start_inspection(%s, 'SINK_QUALITY')", build_id)
    psql(reject, build_id)
    assembly.claim(shop.assembler.session, build_id)
    (task,) = assembly.list_tasks(shop.assembler.session, build_id)
    assembly.finish_task(shop.assembler.session, Seen(task.id, task.version))
    assembly.complete_testing(shop.assembler.session, shop.seen(build_id))
    shop.pack(build_id)
    # The reject that was carried out is no second one.
    with pytest.raises(psycopg.Error, match="not signed as failed"):
        psql(reject, build_id)
    assert shop.inspect(shop.qc, build_id, FINAL).status is BuildStatus.READY_FOR_SHIP


def test_the_statement_over_the_packaging_is_given_anew_after_every_reject(shop: Shop) -> None:
    build_id = shop.at_final_qc()
    shop.inspect(shop.qc, build_id, FINAL, fail=["QC-05"])
    shop.decide(build_id)
    assembly.claim(shop.assembler.session, build_id)
    (task,) = assembly.list_tasks(shop.assembler.session, build_id)
    assembly.finish_task(shop.assembler.session, Seen(task.id, task.version))
    # Nothing else was named: test and production stand.
    assembly.complete_testing(shop.assembler.session, shop.seen(build_id))
    again = _open(shop, build_id, PACKAGING)
    assert again.attempt == 2 and all(item.carried_from == 1 for item in again.items)
    assembly.complete_packaging(shop.assembler.session, shop.seen(build_id))
    with pytest.raises(OutOfOrder, match="not signed"):
        moves.move(shop.assembler.session, shop.seen(build_id), BuildStatus.READY_FOR_FINAL_QC)
    assert shop.sign(shop.assembler, again).status is BuildStatus.READY_FOR_FINAL_QC


def test_a_nonconformance_that_nobody_closed_keeps_the_build_from_shipping(shop: Shop) -> None:
    build_id = shop.in_assembly()
    shop.inspect(shop.assembler, build_id, PRODUCTION, fail=["SP-06"])
    shop.decide(build_id)
    shop.inspect(shop.assembler, build_id, PRODUCTION)
    shop.inspect(shop.assembler, build_id, TEST)
    assembly.complete_testing(shop.assembler.session, shop.seen(build_id))
    shop.pack(build_id)
    filled = shop.fill(shop.qc, build_id, FINAL)
    with pytest.raises(OutOfOrder, match="not closed"):
        shop.sign(shop.qc, filled)
    # The refused signing left nothing: no signature, the form is open.
    assert inspections.read_inspection(shop.qc.session, filled.id) == filled
    (ncr,) = shop.found(build_id)
    nonconformances.close(shop.qc.session, Seen(ncr.id, ncr.version))
    assert shop.sign(shop.qc, filled).status is BuildStatus.READY_FOR_SHIP


def test_psql_cannot_leave_an_order_to_redo_that_stops_the_rework(shop: Shop, subtests: pytest.Subtests) -> None:
    build_id = shop.at_final_qc()
    shop.inspect(shop.qc, build_id, FINAL, fail=["QC-05"])
    redo = "UPDATE cs.nonconformance SET redo = %s::jsonb, version = version + 1 WHERE build_id = %s"
    with shop.database.connect(shop.qc.person.login, shop.qc.password, autocommit=True) as connection:
        for wrong in ('"all"', "[]", '{"PACKAGING": "MAT"}', '{"PACKAGING": [1]}', '{"LUNCH": []}'):
            with subtests.test(redo=wrong):
                with pytest.raises(psycopg.Error) as refused:
                    connection.execute(redo, [wrong, build_id])
                assert refused.value.sqlstate == "CS422"


def _open(shop: Shop, build_id: int, kind: InspectionKind) -> Any:
    rows = inspections.list_inspections(shop.qc.session, build_id)
    (row,) = [row for row in rows if row.kind is kind and row.state == "OPEN"]
    return inspections.read_inspection(shop.qc.session, row.id)


FROZEN = [
    "description = 'nothing'", "inspection_item_id = inspection_item_id + 1", "number = 'NCR-1'",
    "build_id = build_id + 1", "concession_signature_id = 1", "disposition_signature_id = 1", "disposition = 'REWORK'",
    "redo = '{\"PACKAGING\": []}'", "state = 'OPEN'", "state = 'CLOSED'",
]  # fmt: skip


def test_what_was_found_and_signed_is_frozen_for_everybody(shop: Shop, subtests: pytest.Subtests) -> None:
    build_id, (ncr,) = rejected(shop)
    decide(shop, ncr, Disposition.USE_AS_IS)
    shop.concede(build_id)
    with shop.database.connect(autocommit=True) as superuser:
        for change in FROZEN:
            with subtests.test(change=change):
                with pytest.raises(psycopg.Error) as refused:
                    superuser.execute(f"UPDATE cs.nonconformance SET {change}, version = version + 1".encode())
                assert refused.value.sqlstate in {"CS423", "CS412"}


def test_the_list_is_narrowed_by_steps_decision_and_words(shop: Shop) -> None:
    build_id = shop.arrived_build()
    shop.inspect(shop.qc, build_id, PRE_QC, fail=["PP-05", "PP-09"])
    first, second = shop.found(build_id)
    session = shop.qc.session

    def found(**wanted: Any) -> list[int]:
        return [each.id for each in browse_nonconformances(session, NonconformanceFilter(**wanted))]

    both = [second.id, first.id]
    assert found() == found(open_only=True) == found(undecided=True) == found(mine=True) == both
    assert found(search=f" {second.number.lower()} ") == [second.id]
    assert found(search="PP-05") == [first.id]
    assert found(search=first.build_number) == both
    # Nothing of a piece is a pattern.
    assert found(search="%") == found(search="_") == found(search="\\") == []
    decide(shop, first, Disposition.REWORK)
    assert found(undecided=True) == [second.id]
    assert found(disposition=Disposition.REWORK) == [first.id]
    assert found(disposition=Disposition.SCRAP) == []
    buyer = shop.procurement.session
    assert browse_nonconformances(buyer, NonconformanceFilter(mine=True)) == ()
    assert browse_nonconformances(shop.worker(Role.ASSEMBLER).session, NonconformanceFilter()) == ()
