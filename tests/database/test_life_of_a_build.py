"""One build through the whole of DOMAIN §3, with everything that can happen to it on the way."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from cleanstation_desktop.domain.checklist import Result
from cleanstation_desktop.domain.checklist_template import InspectionKind, Outcome
from cleanstation_desktop.domain.errors import Frozen, OutOfOrder, Refused
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services import (
    assembly,
    builds,
    change_requests,
    inspection_duty,
    inspections,
    instruments,
    moves,
    nonconformances,
    notifications,
    procurement,
    signatures,
)
from cleanstation_desktop.services.assembly import PartFault
from cleanstation_desktop.services.audit_verification import verify
from cleanstation_desktop.services.inspections import Answer
from cleanstation_desktop.services.nonconformances import Disposition
from cleanstation_desktop.services.signing import Seen
from tests.support.configurations import ADJUSTABLE, PEGBOARD, basin
from tests.support.days import today
from tests.support.inspections import item_of
from tests.support.orders import build_json
from tests.support.shop import FINAL, PACKAGING, PRE_QC, PRODUCTION, TEST, Shop, Worker

S = BuildStatus
Json = dict[str, Any]


def open_forms(shop: Shop, build_id: int) -> dict[InspectionKind, int]:
    """Keys of the forms that are open."""
    rows = inspections.list_inspections(shop.qc.session, build_id)
    return {row.kind: row.id for row in rows if row.state == "OPEN"}


def test_a_whole_life(shop: Shop) -> None:
    sink = build_json(basins=[basin("e_sink", light=True), basin("e_drain")], pegboard=PEGBOARD, legs=ADJUSTABLE)
    order = shop.arrived([sink, build_json()])
    build_id, other_build = (build.id for build in order.builds)
    second = shop.worker(Role.ASSEMBLER)
    both = shop.worker(Role.QC_PERSON, Role.ASSEMBLER)

    # Pre-QC rejects; the body is replaced; pre-QC passes at the third attempt, one item by concession.
    shop.inspect(shop.qc, build_id, PRE_QC, fail=["PP-05"])
    shop.decide(build_id, Disposition.REPLACE)
    place = nonconformances.replace_body(shop.qc.session, shop.seen(build_id))
    procurement.book_arrival(shop.procurement.session, [Seen(build_id, place.version)])
    shop.inspect(shop.qc, build_id, PRE_QC, fail=["PP-09"])
    shop.decide(build_id, Disposition.USE_AS_IS)
    shop.concede(build_id)
    moves.move(shop.procurement.session, shop.seen(build_id), S.READY_FOR_PRE_QC)
    conceded = shop.sign(shop.qc, shop.fill(shop.qc, build_id, PRE_QC, fail=["PP-09"]))
    assert (conceded.status, conceded.opened, len(conceded.closed)) == (S.READY_FOR_PRODUCTION, (), 2)

    # Two assemblers and one who is QC too work on it; a part is missing; the test fails once.
    assembly.claim(shop.assembler.session, build_id)
    assembly.claim(both.session, build_id)
    mine = assembly.claim(second.session, build_id)
    assembly.hand_over(second.session, mine.claim, shop.assembler.person.id)
    issue = assembly.report_part_issue(both.session, build_id, "3", PartFault.MISSING, "not in the crate")
    procurement.resolve_part_issue(shop.procurement.session, Seen(issue.issue_id, 1), "came today")
    moves.move(shop.procurement.session, shop.seen(build_id), S.IN_ASSEMBLY)
    shop.inspect(shop.assembler, build_id, PRODUCTION)
    shop.inspect(both, build_id, TEST, fail=["EL-13"])
    shop.decide(build_id)
    shop.inspect(shop.assembler, build_id, TEST)

    # A change during assembly reopens what it touches: everything about the first basin, which loses its light.
    shop.change(build_id, {**sink, "basins": [basin("e_sink"), basin("e_drain")]})
    reopened = open_forms(shop, build_id)
    assert set(reopened) == {PRE_QC, PRODUCTION, TEST}
    with pytest.raises(OutOfOrder, match="production checklist is not signed"):
        assembly.complete_testing(shop.assembler.session, shop.seen(build_id))
    for kind, worker in ((PRE_QC, shop.qc), (PRODUCTION, shop.assembler), (TEST, shop.assembler)):
        opened = inspections.read_inspection(shop.qc.session, reopened[kind])
        assert opened.reopened
        assert {item.code for item in opened.items} & {"PP-25", "EL-15", "EL-65"} == set()
        # The other basin stands as it was signed; what failed by concession is looked at again, and is covered still.
        assert {item.basin for item in opened.items if item.carried_from is None} - {None} == {1}
        filled = shop.fill(worker, build_id, kind, fail=["PP-09"])
        assert shop.sign(worker, filled).status is S.IN_ASSEMBLY

    assembly.complete_testing(shop.assembler.session, shop.seen(build_id))
    shop.pack(build_id)

    # Final QC: not by who assembled, not even in SQL; rejected once; rework; passed.
    with pytest.raises(Refused, match="You assembled on this build"):
        inspections.start(both.session, build_id, FINAL)
    with (
        shop.database.connect(both.person.login, both.password) as connection,
        pytest.raises(psycopg.Error, match="You assembled on this build"),
    ):
        connection.execute("SELECT cs.start_inspection(%s, 'SINK_QUALITY')", [build_id])
    rejected = shop.inspect(shop.qc, build_id, FINAL, fail=["QC-22"])
    assert rejected.status is S.FINAL_QC_REJECTED
    shop.decide(build_id, redo={PRODUCTION: ["SP-06"]})
    assembly.claim(second.session, build_id)
    assembly.claim(shop.assembler.session, build_id)
    for task in assembly.list_tasks(second.session, build_id):
        assembly.finish_task(second.session, Seen(task.id, task.version))
    shop.inspect(second, build_id, PRODUCTION)
    assembly.complete_testing(second.session, shop.seen(build_id))
    shop.pack(build_id)
    still_open = [ncr for ncr in shop.found(build_id) if ncr.state == "VERIFIED"]
    for ncr in still_open:
        nonconformances.close(shop.qc.session, Seen(ncr.id, ncr.version))
    passed = shop.inspect(shop.qc, build_id, FINAL)
    assert passed.status is S.READY_FOR_SHIP

    # Shipping by the coordinator, with a date.
    with pytest.raises(OutOfOrder, match="shipping date"):
        moves.move(shop.coordinator.session, shop.seen(build_id), S.SHIPPED)
    with pytest.raises(Refused):
        moves.ship(shop.qc.session, shop.seen(build_id), dt.date(2026, 1, 1))
    day = builds.read_build(shop.qc.session, build_id).history[-1].at.date() - dt.timedelta(days=1)
    moves.ship(shop.coordinator.session, shop.seen(build_id), day)
    with pytest.raises((OutOfOrder, Frozen)):
        moves.cancel(shop.coordinator.session, shop.coordinator.password, shop.seen(build_id), "too late")

    history = [step.to_status for step in builds.read_build(shop.qc.session, build_id).history]
    assert history == [
        S.ORDER_CREATED, S.SINK_BODY_EXTERNAL_PRODUCTION, S.READY_FOR_PRE_QC, S.PRE_QC_REJECTED,
        S.SINK_BODY_EXTERNAL_PRODUCTION, S.READY_FOR_PRE_QC, S.PRE_QC_REJECTED, S.READY_FOR_PRE_QC,
        S.READY_FOR_PRODUCTION, S.IN_ASSEMBLY, S.ON_HOLD_PARTS, S.IN_ASSEMBLY, S.TESTING_COMPLETE, S.PACKAGING_COMPLETE,
        S.READY_FOR_FINAL_QC, S.FINAL_QC_REJECTED, S.IN_ASSEMBLY, S.TESTING_COMPLETE, S.PACKAGING_COMPLETE,
        S.READY_FOR_FINAL_QC, S.READY_FOR_SHIP, S.SHIPPED,
    ]  # fmt: skip
    assert {ncr.state for ncr in nonconformances.list_nonconformances(shop.qc.session, build_id=build_id)} == {"CLOSED"}
    for row in inspections.list_inspections(shop.qc.session, build_id):
        assert all(made.intact for made in signatures.signatures_of(shop.qc.session, "inspection", row.id))
    # The other build of the order stands where it stood, and is scrapped.
    shop.inspect(shop.qc, other_build, PRE_QC, fail=["PP-05"])
    shop.decide(other_build, Disposition.SCRAP)
    nonconformances.scrap(shop.qc.session, shop.seen(other_build), "cracked weld")
    assert shop.place(other_build).status == S.CANCELLED


def test_a_change_keeps_every_answer_that_it_does_not_touch(shop: Shop) -> None:
    sink = build_json(basins=[basin("e_drain"), basin("e_drain")])
    build_id = shop.arrived_build(sink)
    opened = inspections.start(shop.qc.session, build_id, PRE_QC)
    form = inspections.read_inspection(shop.qc.session, opened)
    inspections.answer(shop.qc.session, item_of(form, "PP-20", 1).id, Answer(number=item_of(form, "PP-20", 1).target))
    inspections.answer(shop.qc.session, item_of(form, "PP-20", 2).id, Answer(number=item_of(form, "PP-20", 2).target))
    inspections.answer(shop.qc.session, item_of(form, "PP-09").id, Answer(Outcome.FAIL, note="bent"))
    shop.change(build_id, {**sink, "basins": [basin("e_drain"), basin("e_drain", size="30X20X8")]})
    void = inspections.read_inspection(shop.qc.session, opened)
    assert void.state == "VOID"
    with pytest.raises(Frozen):
        inspections.answer(shop.qc.session, item_of(void, "PP-05").id, Answer(Outcome.PASS))
    again = inspections.read_inspection(shop.qc.session, inspections.start(shop.qc.session, build_id, PRE_QC))
    kept, touched = item_of(again, "PP-20", 1), item_of(again, "PP-20", 2)
    assert (again.attempt, kept.carried_from, touched.answer, touched.target) == (2, 1, None, Decimal(30))
    # What had failed is asked again.
    assert item_of(again, "PP-09").answer is None
    assert shop.inspect(shop.qc, build_id, PRE_QC).status is S.READY_FOR_PRODUCTION


@pytest.mark.parametrize("signed", [True, False])
def test_another_mix_of_basins_asks_for_the_control_boxes_again(shop: Shop, signed: bool) -> None:
    sink = build_json(basins=[basin("e_sink"), basin("e_drain")])
    build_id = shop.in_assembly(sink)
    before = shop.fill(shop.assembler, build_id, PRODUCTION)
    if signed:
        shop.sign(shop.assembler, before)
    shop.change(build_id, {**sink, "basins": [basin("e_drain"), basin("e_drain")]})
    again = inspections.read_inspection(shop.qc.session, open_forms(shop, build_id)[PRODUCTION])
    assert (again.attempt, again.reopened) == (2, True)
    kept = {(item.code, item.basin) for item in again.items if item.carried_from == 1}
    asked = {(item.code, item.basin) for item in again.items if item.answer is None}
    # Neither text nor target of the control boxes and cable labels says so: they stand on the basins.
    # And the shavings of the work: nothing says that there are none now.
    assert asked == {("SP-08", None), ("SP-09", None), ("SP-11", None)} | {
        (item.code, 1) for item in again.items if item.basin == 1
    }
    assert {("SP-06", None), ("SP-07", None)} <= kept
    assert {item.basin for item in again.items if item.basin == 2} and not {place for place in asked if place[1] == 2}
    with pytest.raises(Frozen, match="carried over"):
        inspections.answer(shop.assembler.session, item_of(again, "SP-06").id, Answer(Outcome.FAIL, note="crooked"))
    with pytest.raises(OutOfOrder, match="required items have no answer"):
        shop.sign(shop.assembler, again)
    shop.inspect(shop.assembler, build_id, PRODUCTION)
    old = item_of(inspections.read_inspection(shop.qc.session, before.id), "SP-08").answer
    assert old is not None and old.outcome is Outcome.PASS


AFTER_ANY_CHANGE = {
    FINAL: {"QC-01", "QC-04", "QC-05", "QC-06", "QC-07", "QC-75"},
    TEST: {"EL-01"},
    PRODUCTION: {"SP-11"},
}


def test_statements_on_the_whole_sink_are_given_anew_after_a_change(shop: Shop) -> None:
    """Another control box: the hi-pot test of the old wiring says nothing of the new one."""
    sink = build_json(basins=[basin("e_sink"), basin("e_drain")])
    build_id = shop.at_final_qc(sink)
    shop.fill(shop.qc, build_id, FINAL)
    shop.change(build_id, {**sink, "basins": [basin("e_sink"), basin("e_sink")]})
    reopened = open_forms(shop, build_id)
    for kind, codes in AFTER_ANY_CHANGE.items():
        again = inspections.read_inspection(shop.qc.session, reopened[kind])
        worker = shop.qc if kind is FINAL else shop.assembler
        assert {item.code for item in again.items if item.answer is None} >= codes
        inspections.answer(worker.session, item_of(again, min(codes)).id, Answer(Outcome.FAIL, note="not yet"))


def test_another_basin_is_calibrated_with_a_thermometer_of_its_day(shop: Shop) -> None:
    sink = build_json(basins=[basin("e_sink"), basin("e_sink")])
    build_id = shop.tested(sink)
    shop.change(build_id, {**sink, "basins": [basin("e_sink"), basin("e_sink", size="30X20X8")]})
    again = inspections.read_inspection(shop.qc.session, open_forms(shop, build_id)[TEST])
    assert item_of(again, "EL-40").answer is None
    assert item_of(again, "EL-42", 1).carried_from == 1
    # What was carried over stands with the instrument of its attempt, whichever is named now.
    other = instruments.add_instrument(shop.admin.session, "TH-2", "Thermometer", today())
    inspections.answer(shop.assembler.session, item_of(again, "EL-40").id, Answer(instrument_id=shop.thermometer))
    inspections.answer(shop.assembler.session, item_of(again, "EL-40").id, Answer(instrument_id=other.id), version=1)
    kept = item_of(inspections.read_inspection(shop.qc.session, again.id), "EL-42", 1).answer
    assert kept is not None and kept.outcome is Outcome.PASS


def test_a_change_beside_the_basins_leaves_the_control_boxes(shop: Shop) -> None:
    sink = build_json(basins=[basin("e_sink"), basin("e_drain")])
    build_id = shop.in_assembly(sink)
    shop.inspect(shop.assembler, build_id, PRODUCTION)
    shop.change(build_id, {**sink, "sprayers": [{"kind": "water_gun_turret", "location": "left"}]})
    again = inspections.read_inspection(shop.qc.session, open_forms(shop, build_id)[PRODUCTION])
    assert [item.code for item in again.items if item.answer is None] == ["SP-11", "SP-21"]
    assert item_of(again, "SP-08").carried_from == 1


FAUCET = {"kind": "wrist_blade", "placement": "center_1"}


@pytest.mark.parametrize(
    ("before", "changes", "asked"),
    [
        # The other direction of work is another drawing, with other holes.
        ({}, {"workflow": "right_to_left"}, {PRE_QC: {"PP-06", "PP-09"}, FINAL: {"QC-03"}}),
        # The position of a faucet is answered for each basin beside which it may stand.
        (
            {"faucets": [FAUCET]},
            {"faucets": [{**FAUCET, "placement": "between_1_2"}]},
            {
                PRE_QC: {"PP-06", "PP-09", "PP-27/1", "PP-27/2"},
                PRODUCTION: {"SP-03"},
                FINAL: {"QC-03", "QC-23", "QC-75"},
            },
        ),
        # A second E-Sink DI basin brings a second gooseneck by itself.
        (
            {"basins": [basin("e_sink_di"), basin("e_sink")]},
            {"basins": [basin("e_sink_di"), basin("e_sink_di")]},
            {PRE_QC: {"PP-27/1", "PP-27/2"}, PRODUCTION: {"SP-22"}, FINAL: {"QC-03", "QC-23", "QC-78"}},
        ),
        # A second gun of the same kind is packed too.
        (
            {"sprayers": [{"kind": "air_gun_turret", "location": "left"}]},
            {"sprayers": [{"kind": "air_gun_turret", "location": side} for side in ("left", "right")]},
            {PRODUCTION: {"SP-20"}, PACKAGING: {"PK-03"}, FINAL: {"QC-76", "QC-92"}},
        ),
    ],
)
def test_direction_places_and_what_comes_by_itself_are_asked_again(
    shop: Shop, before: Json, changes: Json, asked: dict[InspectionKind, set[str]]
) -> None:
    sink = {**build_json(basins=[basin("e_drain"), basin("e_drain")]), **before}
    build_id = shop.at_final_qc(sink)
    shop.fill(shop.qc, build_id, FINAL)
    shop.change(build_id, {**sink, **changes})
    reopened = open_forms(shop, build_id)
    for kind, codes in asked.items():
        again = inspections.read_inspection(shop.qc.session, reopened[kind])
        open_items = [item for item in again.items if item.answer is None]
        assert {f"{item.code}/{item.basin}" if item.basin else item.code for item in open_items} >= codes


def test_a_change_that_touches_no_form_reopens_none(shop: Shop) -> None:
    sink = build_json()
    build_id = shop.arrived_build(sink)
    signed = shop.inspect(shop.qc, build_id, PRE_QC)
    shop.change(build_id, {**sink, "accessories": [{"item": "T-OA-BINRAIL-24-KIT", "quantity": 1}]})
    (row,) = inspections.list_inspections(shop.qc.session, build_id)
    assert (row.id, row.state, row.result) == (signed.id, "SIGNED", Result.PASSED)


def test_a_form_that_failed_is_derived_anew_with_its_next_attempt_only(shop: Shop) -> None:
    sink = build_json()
    build_id = shop.arrived_build(sink)
    failed = shop.inspect(shop.qc, build_id, PRE_QC, fail=["PP-09"])
    shop.change(build_id, {**sink, "length": 84})
    assert open_forms(shop, build_id) == {}
    shop.decide(build_id)
    moves.move(shop.qc.session, Seen(build_id, failed.build_version), S.READY_FOR_PRE_QC)
    again = inspections.read_inspection(shop.qc.session, inspections.start(shop.qc.session, build_id, PRE_QC))
    assert (item_of(again, "PP-03").target, again.progress.answered, again.reopened) == (Decimal(84), 0, False)


def test_a_change_after_packing_is_worked_off_before_the_build_ships(shop: Shop) -> None:
    sink = build_json(language="EN")
    build_id = shop.at_final_qc(sink)
    claim = assembly.list_claims(shop.qc.session, build_id, active_only=True)[0]
    assembly.release(shop.assembler.session, Seen(claim.id, claim.version))
    begun = shop.fill(shop.qc, build_id, FINAL)
    shop.change(build_id, {**sink, "sprayers": [{"kind": "water_gun_turret", "location": "left"}]})
    reopened = open_forms(shop, build_id)
    assert set(reopened) == {PRE_QC, PRODUCTION, PACKAGING, FINAL}
    assert inspections.read_inspection(shop.qc.session, begun.id).state == "VOID"
    told = [notice.kind for notice in notifications.read_unread(shop.assembler.session).notices]
    assert told.count("INSPECTION_REOPENED") == 2
    again = shop.fill(shop.qc, build_id, FINAL)
    assert again.progress.missing == 0
    with pytest.raises(OutOfOrder):
        shop.sign(shop.qc, again)
    # Nobody holds it any more: for the reopened forms it can be claimed even now.
    with pytest.raises(Refused, match="not claimed"):
        inspections.start(shop.assembler.session, build_id, PRODUCTION)
    assembly.claim(shop.assembler.session, build_id)
    assert shop.inspect(shop.qc, build_id, PRE_QC).status is S.READY_FOR_FINAL_QC
    for kind in (PRODUCTION, PACKAGING):
        assert shop.inspect(shop.assembler, build_id, kind).status is S.READY_FOR_FINAL_QC
    assert shop.sign(shop.qc, again).status is S.READY_FOR_SHIP
    with pytest.raises(OutOfOrder, match="cannot be claimed"):
        assembly.claim(shop.worker(Role.ASSEMBLER).session, build_id)


def test_what_a_change_reopened_after_final_qc_is_signed_in_the_order_of_the_line(shop: Shop) -> None:
    """First the work, then the statement over the packaging, final QC last, also while it waits to be shipped."""
    sink = build_json(language="EN")
    build_id = shop.at_final_qc(sink)
    shop.inspect(shop.qc, build_id, FINAL)
    shop.change(build_id, {**sink, "sprayers": [{"kind": "water_gun_turret", "location": "left"}]})
    assembly.claim(shop.assembler.session, build_id)
    final, packed = shop.fill(shop.qc, build_id, FINAL), shop.fill(shop.assembler, build_id, PACKAGING)
    with pytest.raises(OutOfOrder, match=r"statement .* is not signed"):
        shop.sign(shop.qc, final)
    with pytest.raises(OutOfOrder, match="reopened"):
        shop.sign(shop.assembler, packed)
    place = inspection_duty.read_place(shop.qc.session, final.id)
    assert (place.may_sign, place.passing_guard) == (True, 'The statement "ready for inspection" is not signed.')
    shop.inspect(shop.qc, build_id, PRE_QC)
    shop.inspect(shop.assembler, build_id, PRODUCTION)
    with pytest.raises(OutOfOrder, match=r"statement .* is not signed"):
        shop.sign(shop.qc, final)
    assert inspection_duty.read_place(shop.assembler.session, packed.id).passing_guard is None
    assert shop.sign(shop.assembler, packed).status is S.READY_FOR_SHIP
    # A change that is asked for and not decided keeps it open too: it may touch what would be signed here.
    ask = shop.coordinator.session
    request = change_requests.open_change_request(ask, build_id, what="other size", why="customer asked for it")
    with pytest.raises(OutOfOrder, match="A change request is open"):
        shop.sign(shop.qc, final)
    change_requests.withdraw(ask, request, "not now")
    assert inspection_duty.read_place(shop.qc.session, final.id).passing_guard is None
    assert shop.sign(shop.qc, final).status is S.READY_FOR_SHIP
    moves.ship(shop.coordinator.session, shop.seen(build_id), today())


def test_a_cancelled_build_ends_everything_open(shop: Shop) -> None:
    build_id = shop.in_assembly()
    opened = shop.fill(shop.assembler, build_id, PRODUCTION)
    moves.cancel(shop.coordinator.session, shop.coordinator.password, shop.seen(build_id), "customer withdrew")
    assert inspections.read_inspection(shop.qc.session, opened.id).state == "VOID"
    assert assembly.list_claims(shop.qc.session, build_id, active_only=True) == ()
    with pytest.raises(Frozen):
        shop.sign(shop.assembler, inspections.read_inspection(shop.qc.session, opened.id))
    with pytest.raises(OutOfOrder):
        assembly.claim(shop.assembler.session, build_id)


def _told(shop: Shop, who: Worker, build_id: int) -> list[str]:
    told = notifications.read_unread(who.session).notices
    return [notice.kind for notice in told if notice.record == f"build:{build_id}"]


def test_who_worked_on_a_build_learns_that_it_is_over_and_procurement_what_to_call_off(shop: Shop) -> None:
    build_id, other = shop.in_assembly(), shop.worker(Role.ASSEMBLER)
    (line,) = procurement.mark_outsourced(
        shop.procurement.session, build_id, [{"path": "1", "supplier": "Sheet works"}]
    )
    procurement.follow_line(shop.procurement.session, line, state="ORDERED")
    everybody = (shop.assembler, other, shop.coordinator, shop.procurement)
    for who in everybody:
        notifications.mark_all_read(who.session, notifications.read_unread(who.session).newest)
    moves.cancel(shop.coordinator.session, shop.coordinator.password, shop.seen(build_id), "customer withdrew")
    told = [_told(shop, who, build_id) for who in everybody]
    assert told == [["BUILD_CANCELLED"], [], ["BUILD_CANCELLED"], ["BUILD_CANCELLED"]]
    (notice,) = notifications.read_unread(shop.procurement.session).notices
    (item,) = (line.item for line in procurement.list_outsourced(shop.qc.session, build_id))
    assert notice.facts["outsourced"] == [{"item": item, "supplier": "Sheet works", "state": "ORDERED"}]


def test_a_shipped_build_is_told_to_who_assembled_it(shop: Shop) -> None:
    build_id = shop.at_final_qc()
    shop.inspect(shop.qc, build_id, FINAL)
    moves.ship(shop.coordinator.session, shop.seen(build_id), today())
    assert _told(shop, shop.assembler, build_id)[0] == "BUILD_SHIPPED"
    assert _told(shop, shop.coordinator, build_id)[0] == "BUILD_SHIPPED"
    assert "BUILD_SHIPPED" not in _told(shop, shop.procurement, build_id)


def test_a_replaced_body_is_told_to_whose_hands_it_leaves(shop: Shop) -> None:
    build_id = shop.in_assembly()
    shop.inspect(shop.assembler, build_id, PRODUCTION, fail=["SP-06"])
    shop.decide(build_id, Disposition.REPLACE)
    nonconformances.replace_body(shop.qc.session, shop.seen(build_id))
    assert _told(shop, shop.assembler, build_id)[0] == "BUILD_SINK_BODY_EXTERNAL_PRODUCTION"


def test_the_audit_holds_after_a_life(shop: Shop) -> None:
    build_id = shop.at_final_qc()
    shop.inspect(shop.qc, build_id, FINAL)
    with shop.database.connect() as superuser:
        superuser.execute("SELECT cs_audit.seal()")
    assert verify(shop.admin.session).problems == ()
