"""Who may fill a form in, said beforehand, as the database then allows or refuses it."""

from __future__ import annotations

import pytest

from cleanstation_desktop.domain.checklist import Result
from cleanstation_desktop.domain.checklist_template import InspectionKind, Outcome
from cleanstation_desktop.domain.errors import NotFound, OutOfOrder, Refused
from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.domain.people import GROUP_OF_ROLE, Role
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services import assembly, inspections, moves, nonconformances
from cleanstation_desktop.services.inspection_duty import DUTIES, Hindrance, read_place
from cleanstation_desktop.services.inspection_model import InspectionItem
from cleanstation_desktop.services.nonconformances import Disposition
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.verbs.demo_answers import good
from tests.support.configurations import basin
from tests.support.inspections import item_of
from tests.support.orders import build_json
from tests.support.shop import FINAL, PACKAGING, PRE_QC, PRODUCTION, TEST, Shop, Worker


def may(worker: Worker, shop: Shop, item: InspectionItem) -> bool:
    """Whether the database takes an answer of this person."""
    try:
        inspections.answer(worker.session, item.id, good(item, shop.thermometer))
    except Refused:
        return False
    return True


def test_the_hindrance_agrees_with_the_database(shop: Shop) -> None:
    """Role, claim, status, independence and the signature, each where it is the one that hinders."""
    build_id = shop.in_assembly(build_json(basins=[basin("e_sink")]))
    key = inspections.start(shop.assembler.session, build_id, TEST)
    items = inspections.read_inspection(shop.assembler.session, key).items
    stranger = shop.worker(Role.ASSEMBLER)
    for worker, hindrance, item in (
        (shop.qc, Hindrance.ROLE, items[0]),
        (stranger, Hindrance.CLAIM, items[1]),
        (shop.assembler, None, items[2]),
    ):
        place = read_place(worker.session, key)
        assert place.hindrance is hindrance
        assert may(worker, shop, item) == (hindrance is None)
    assert place.language is Language.EN
    assert place.configuration["model"] == "T2-B1"

    pre_qc = next(row.id for row in inspections.list_inspections(shop.qc.session, build_id) if row.kind is PRE_QC)
    assert read_place(shop.qc.session, pre_qc).hindrance is Hindrance.SIGNED
    both = shop.worker(Role.ASSEMBLER, Role.QC_PERSON)
    with pytest.raises(NotFound):
        read_place(both.session, 999_999)


def test_the_duties_are_those_of_the_database(shop: Shop) -> None:
    with shop.database.connect() as connection:
        for kind, duty in DUTIES.items():
            found = connection.execute("SELECT * FROM cs.inspection_duty(%s)", [kind.value]).fetchone()
            assert found is not None
            assert (*found[:2], set(found[2])) == (GROUP_OF_ROLE[duty.role], duty.status.value, set(duty.later))


def agrees(shop: Shop, worker: Worker, kind: InspectionKind, build_id: int) -> bool:
    """Whether the person fills in the open form, as is said beforehand and as the database then has it."""
    row = next(
        r for r in inspections.list_inspections(shop.qc.session, build_id) if (r.kind, r.state) == (kind, "OPEN")
    )
    beforehand = read_place(worker.session, row.id).hindrance
    opened = inspections.read_inspection(worker.session, row.id)
    item = next(item for item in opened.items if item.carried_from is None and item.answer is None)
    try:
        inspections.answer(worker.session, item.id, good(item, shop.thermometer))
    except OutOfOrder:
        assert beforehand is Hindrance.STATUS
        return False
    assert beforehand is None
    return True


def test_a_packaging_that_a_change_reopened_during_the_rework_waits_for_the_test(shop: Shop) -> None:
    sink = build_json()
    build_id = shop.at_final_qc(sink)
    shop.inspect(shop.qc, build_id, FINAL, fail=["QC-22"])
    shop.decide(build_id, redo={TEST: ["EL-01"]})
    assembly.claim(shop.assembler.session, build_id)
    shop.change(build_id, {**sink, "sprayers": [{"kind": "water_gun_turret", "location": "left"}]})
    assert not agrees(shop, shop.assembler, PACKAGING, build_id)
    with pytest.raises(OutOfOrder, match="filled in while the build is TESTING_COMPLETE"):
        inspections.start(shop.assembler.session, build_id, PACKAGING)
    shop.inspect(shop.qc, build_id, PRE_QC)
    for task in assembly.list_tasks(shop.assembler.session, build_id):
        assembly.finish_task(shop.assembler.session, Seen(task.id, task.version))
    for kind in (PRODUCTION, TEST):
        shop.inspect(shop.assembler, build_id, kind)
    assembly.complete_testing(shop.assembler.session, shop.seen(build_id))
    assert agrees(shop, shop.assembler, PACKAGING, build_id)
    filled = shop.fill(shop.assembler, build_id, PACKAGING)
    with pytest.raises(OutOfOrder, match="not packed yet"):
        shop.sign(shop.assembler, filled)
    assembly.complete_packaging(shop.assembler.session, shop.seen(build_id))
    assert shop.sign(shop.assembler, filled).status is BuildStatus.READY_FOR_FINAL_QC


def test_a_final_qc_that_a_change_reopened_and_that_failed_waits_for_the_rework(shop: Shop) -> None:
    sink = build_json()
    build_id = shop.at_final_qc(sink)
    inspections.start(shop.qc.session, build_id, FINAL)
    shop.change(build_id, {**sink, "feet": "casters"})
    shop.inspect(shop.qc, build_id, PRE_QC)
    shop.inspect(shop.qc, build_id, FINAL, fail=["QC-22"])
    shop.decide(build_id)
    with pytest.raises(OutOfOrder, match="it is FINAL_QC_REJECTED"):
        inspections.start(shop.qc.session, build_id, FINAL)
    assembly.claim(shop.assembler.session, build_id)
    with pytest.raises(OutOfOrder, match="it is IN_ASSEMBLY"):
        inspections.start(shop.qc.session, build_id, FINAL)


def test_a_pre_qc_that_a_change_reopened_and_that_failed_waits_for_its_decisions(shop: Shop) -> None:
    sink = build_json()
    build_id = shop.arrived_build(sink)
    inspections.start(shop.qc.session, build_id, PRE_QC)
    shop.change(build_id, {**sink, "feet": "casters"})
    shop.inspect(shop.qc, build_id, PRE_QC, fail=["PP-09"])
    shop.decide(build_id)
    with pytest.raises(OutOfOrder, match="it is PRE_QC_REJECTED"):
        inspections.start(shop.qc.session, build_id, PRE_QC)
    moves.move(shop.qc.session, shop.seen(build_id), BuildStatus.READY_FOR_PRE_QC)
    assert shop.inspect(shop.qc, build_id, PRE_QC).status is BuildStatus.READY_FOR_PRODUCTION


def test_the_statement_over_a_packed_sink_is_signed_though_nothing_is_answered_any_more(shop: Shop) -> None:
    """A packed build's form takes no answers, but its assembler signs it; who assembled does no final QC."""
    build_id = shop.tested()
    filled = shop.fill(shop.assembler, build_id, PACKAGING)
    place = read_place(shop.assembler.session, filled.id)
    assert (place.hindrance, place.may_sign) == (None, True)
    assembly.complete_packaging(shop.assembler.session, shop.seen(build_id))
    place = read_place(shop.assembler.session, filled.id)
    assert (place.hindrance, place.may_sign) == (Hindrance.STATUS, True)
    assert not read_place(shop.qc.session, filled.id).may_sign
    shop.sign(shop.assembler, filled)
    key = inspections.start(shop.qc.session, build_id, FINAL)
    assert read_place(shop.qc.session, key).hindrance is None
    assert read_place(shop.assembler.session, key).hindrance is Hindrance.ROLE


def test_what_keeps_a_final_qc_from_passing_is_known_beforehand(shop: Shop) -> None:
    """A nonconformance of another form; not what this very pass verifies and closes."""
    build_id = shop.in_assembly()
    shop.inspect(shop.assembler, build_id, PRODUCTION, fail=["SP-06"])
    shop.decide(build_id)
    shop.inspect(shop.assembler, build_id, PRODUCTION)
    (ncr,) = shop.found(build_id)
    shop.inspect(shop.assembler, build_id, TEST)
    assembly.complete_testing(shop.assembler.session, shop.seen(build_id))
    shop.pack(build_id)
    form = inspections.start(shop.qc.session, build_id, FINAL)
    place = read_place(shop.qc.session, form)
    assert place.passing_guard == "A nonconformance of this build is not closed."
    assert place.nonconformances == ((ncr.id, ncr.number),)
    assert read_place(shop.worker(Role.ASSEMBLER).session, form).nonconformances == ()
    with pytest.raises(OutOfOrder, match="not closed"):
        shop.sign(shop.qc, shop.fill(shop.qc, build_id, FINAL))
    nonconformances.close(shop.qc.session, Seen(ncr.id, ncr.version))
    place = read_place(shop.qc.session, form)
    assert (place.passing_guard, place.nonconformances) == (None, ())
    # The final QC that fails here opens one of its own; when it was put right, the next attempt closes it.
    item = item_of(inspections.read_inspection(shop.qc.session, form), "QC-05")
    assert item.answer is not None
    failed = inspections.Answer(Outcome.FAIL, note="a scratch")
    inspections.answer(shop.qc.session, item.id, failed, version=item.answer.version)
    shop.sign(shop.qc, inspections.read_inspection(shop.qc.session, form), Result.FAILED)
    shop.decide(build_id)
    assembly.claim(shop.assembler.session, build_id)
    (task,) = assembly.list_tasks(shop.assembler.session, build_id)
    assembly.finish_task(shop.assembler.session, Seen(task.id, task.version))
    assembly.complete_testing(shop.assembler.session, shop.seen(build_id))
    shop.pack(build_id)
    form = inspections.start(shop.qc.session, build_id, FINAL)
    assert read_place(shop.qc.session, form).passing_guard is None
    assert shop.inspect(shop.qc, build_id, FINAL).status is BuildStatus.READY_FOR_SHIP


def test_a_conceded_failure_is_known_as_such(shop: Shop) -> None:
    """A failure that a concession accepts says so in the next attempt; the tolerance comes with the item."""
    build_id = shop.arrived_build()
    first = shop.fill(shop.qc, build_id, PRE_QC, fail=["PP-05"])
    assert not item_of(first, "PP-05").conceded
    shop.inspect(shop.qc, build_id, PRE_QC, fail=["PP-05"])
    shop.decide(build_id, Disposition.USE_AS_IS)
    shop.concede(build_id)
    (ncr,) = shop.found(build_id)
    assert nonconformances.read_nonconformance(shop.qc.session, ncr.id) == ncr
    with pytest.raises(NotFound):
        nonconformances.read_nonconformance(shop.worker(Role.ASSEMBLER).session, ncr.id)
    moves.move(shop.qc.session, shop.seen(build_id), BuildStatus.READY_FOR_PRE_QC)
    assert item_of(shop.fill(shop.qc, build_id, PRE_QC, fail=["PP-05"]), "PP-05").conceded
    tolerance = item_of(first, "PP-03").tolerance
    assert tolerance is not None
    assert (str(tolerance.minus), str(tolerance.plus)) == ("0.125", "0.125")
