"""Assembly: claims, hand-over, tasks, part issues and the moves up to packaging, in the good way and the bad."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psycopg
import pytest

from cleanstation_desktop.domain.checklist import Result
from cleanstation_desktop.domain.checklist_template import Outcome
from cleanstation_desktop.domain.errors import (
    CleanStationError,
    Frozen,
    InvalidInput,
    NotFound,
    OutOfOrder,
    Refused,
    Stale,
)
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services import assembly, boms, builds, inspections, moves, nonconformances, procurement
from cleanstation_desktop.services.assembly import PartFault
from cleanstation_desktop.services.inspections import Answer
from cleanstation_desktop.services.nonconformances import Disposition
from cleanstation_desktop.services.serial_numbers import list_serial_numbers
from cleanstation_desktop.services.signing import Seen
from tests.support.configurations import basin
from tests.support.inspections import item_of
from tests.support.orders import build_json
from tests.support.shop import FINAL, PACKAGING, PRE_QC, PRODUCTION, TEST, Shop, Worker


def ready(shop: Shop) -> int:
    """A build that is READY_FOR_PRODUCTION."""
    build_id = shop.arrived_build()
    shop.inspect(shop.qc, build_id, PRE_QC)
    return build_id


def report(shop: Shop, build_id: int, **more: object) -> assembly.ReportedIssue:
    """A missing part, reported by the assembler."""
    given = {"path": "1", "fault": PartFault.MISSING, "description": "not in the crate", **more}
    return assembly.report_part_issue(shop.assembler.session, build_id, **given)  # type: ignore[arg-type]


def test_the_first_claim_takes_a_build_into_assembly_and_others_join(shop: Shop) -> None:
    build_id, command = ready(shop), uuid4()
    first = assembly.claim(shop.assembler.session, build_id, command_id=command)
    assert assembly.claim(shop.assembler.session, build_id, command_id=command) == first
    assert first.build.status == BuildStatus.IN_ASSEMBLY
    other = shop.worker(Role.ASSEMBLER)
    second = assembly.claim(other.session, build_id)
    assert (second.build.version, second.build.status) == (first.build.version, BuildStatus.IN_ASSEMBLY)
    # Claiming once more changes nothing.
    assert assembly.claim(other.session, build_id) == second
    claims = assembly.list_claims(shop.qc.session, build_id, active_only=True)
    assert [claim.person_id for claim in claims] == [shop.assembler.person.id, other.person.id]


def test_who_may_not_claim_and_what_cannot_be_claimed(shop: Shop) -> None:
    build_id = shop.arrived_build()
    with pytest.raises(OutOfOrder, match="READY_FOR_PRE_QC cannot be claimed"):
        assembly.claim(shop.assembler.session, build_id)
    with pytest.raises(NotFound):
        assembly.claim(shop.assembler.session, 999_999)
    shop.inspect(shop.qc, build_id, PRE_QC)
    for worker in (shop.qc, shop.coordinator, shop.procurement, shop.admin):
        with pytest.raises(Refused):
            assembly.claim(worker.session, build_id)
    assert shop.place(build_id).status == BuildStatus.READY_FOR_PRODUCTION


def test_nobody_claims_for_another_or_writes_a_claim_of_the_past(shop: Shop) -> None:
    build_id = ready(shop)
    other = shop.worker(Role.ASSEMBLER)
    with shop.database.connect(shop.assembler.person.login, shop.assembler.password) as connection:
        for statement in (
            f"INSERT INTO cs.assembly_claim (build_id, person_id) VALUES ({build_id}, {other.person.id})",
            f"INSERT INTO cs.assembly_claim (build_id, person_id, claimed_at) VALUES ({build_id}, 1, now())",
            f"UPDATE cs.build SET status = 'IN_ASSEMBLY', version = version + 1 WHERE id = {build_id}",
            "DELETE FROM cs.assembly_claim",
        ):
            with pytest.raises(psycopg.Error), connection.transaction():
                connection.execute(statement.encode())
    mine = assembly.claim(shop.assembler.session, build_id).claim
    with pytest.raises(Refused):
        assembly.release(other.session, mine)


def test_many_claim_at_once(shop: Shop) -> None:
    build_id = ready(shop)
    workers = [shop.assembler, *(shop.worker(Role.ASSEMBLER) for _ in range(7))]

    def claim(worker: Worker) -> str:
        return assembly.claim(worker.session, build_id).build.status

    with ThreadPoolExecutor(len(workers)) as pool:
        assert set(pool.map(claim, workers)) == {"IN_ASSEMBLY"}
    assert len(assembly.list_claims(shop.qc.session, build_id, active_only=True)) == len(workers)
    history = [step.to_status for step in builds.read_build(shop.qc.session, build_id).history]
    assert Counter(history)[BuildStatus.IN_ASSEMBLY] == 1


def test_a_claim_is_released_once(shop: Shop) -> None:
    build_id = ready(shop)
    claim, command = assembly.claim(shop.assembler.session, build_id).claim, uuid4()
    with pytest.raises(Stale):
        assembly.release(shop.assembler.session, Seen(claim.id, 7))
    for _ in range(2):
        assembly.release(shop.assembler.session, claim, command_id=command)
    (ended,) = assembly.list_claims(shop.qc.session, build_id)
    assert (ended.ended_how, ended.ended_at is None) == ("RELEASED", False)
    with pytest.raises(Frozen):
        assembly.release(shop.assembler.session, Seen(claim.id, 2))
    with pytest.raises(NotFound):
        assembly.release(shop.assembler.session, Seen(999_999, 1))
    # The build goes on, and can be taken up again.
    assert assembly.claim(shop.assembler.session, build_id).claim.id != claim.id


def test_a_build_is_handed_over_to_another_assembler(shop: Shop) -> None:
    build_id = ready(shop)
    other = shop.worker(Role.ASSEMBLER)
    claim = assembly.claim(shop.assembler.session, build_id).claim
    offered = {person.id for person in assembly.list_assemblers(shop.assembler.session)}
    assert offered == {shop.assembler.person.id, other.person.id}
    with pytest.raises(Refused):
        assembly.list_assemblers(shop.coordinator.session)
    for nobody in (shop.assembler.person.id, shop.qc.person.id, 999_999):
        with pytest.raises(InvalidInput) as refused:
            assembly.hand_over(shop.assembler.session, claim, nobody)
        assert "handed_to" in refused.value.findings[0].field
    assembly.hand_over(shop.assembler.session, claim, other.person.id)
    (active,) = assembly.list_claims(shop.qc.session, build_id, active_only=True)
    assert active.person_id == other.person.id
    inspections.start(other.session, build_id, PRODUCTION)
    with pytest.raises(Refused):
        inspections.start(shop.assembler.session, build_id, TEST)


def test_a_part_issue_holds_the_build_until_it_is_resolved(shop: Shop) -> None:
    build_id, command = shop.in_assembly(), uuid4()
    line = boms.read_bom(shop.qc.session, builds.read_build(shop.qc.session, build_id).revisions[-1].id).bom.lines[0]
    reported = report(shop, build_id, command_id=command)
    assert report(shop, build_id, command_id=command) == reported
    assert reported.build.status == BuildStatus.ON_HOLD_PARTS
    (issue,) = procurement.list_part_issues(shop.procurement.session, build_id=build_id)
    assert (issue.item, issue.path, issue.what, issue.state) == (line.item, line.path, "MISSING", "OPEN")
    # A second one joins it.
    second = report(shop, build_id, path="2", fault=PartFault.DAMAGED)
    assert second.build == reported.build
    with pytest.raises(OutOfOrder, match="A part issue is not resolved"):
        moves.move(shop.procurement.session, shop.seen(build_id), BuildStatus.IN_ASSEMBLY)
    with pytest.raises(OutOfOrder):
        inspections.start(shop.assembler.session, build_id, PRODUCTION)
    with pytest.raises(Refused):
        procurement.resolve_part_issue(shop.assembler.session, Seen(issue.id, 1), "found it")
    for number in (reported.issue_id, second.issue_id):
        procurement.resolve_part_issue(shop.procurement.session, Seen(number, 1), "came today")
    with pytest.raises(OutOfOrder, match="goes back to where it was held: IN_ASSEMBLY"):
        moves.move(shop.procurement.session, shop.seen(build_id), BuildStatus.TESTING_COMPLETE)
    with pytest.raises(Refused):
        moves.move(shop.assembler.session, shop.seen(build_id), BuildStatus.IN_ASSEMBLY)
    moves.move(shop.procurement.session, shop.seen(build_id), BuildStatus.IN_ASSEMBLY)
    inspections.start(shop.assembler.session, build_id, PRODUCTION)


def test_an_open_part_issue_holds_a_build_that_was_not_put_on_hold(shop: Shop) -> None:
    """With psql an assembler can report without the move: no step on is made until procurement has settled it."""
    build_id = shop.in_assembly()

    def refused(step: Callable[[], object]) -> None:
        with shop.database.connect(shop.assembler.person.login, shop.assembler.password) as connection:
            connection.execute(
                b"INSERT INTO cs.part_issue (build_id, path, what, description) VALUES (%s, '1', 'MISSING', 'no box')",
                [build_id],
            )
        with pytest.raises(OutOfOrder, match="A part issue is not resolved"):
            step()
        (issue,) = procurement.list_part_issues(shop.procurement.session, build_id=build_id)
        procurement.resolve_part_issue(shop.procurement.session, Seen(issue.id, issue.version), "sent another one")

    for kind in (PRODUCTION, TEST):
        shop.inspect(shop.assembler, build_id, kind)
    refused(lambda: assembly.complete_testing(shop.assembler.session, shop.seen(build_id)))
    assembly.complete_testing(shop.assembler.session, shop.seen(build_id))
    packing = shop.fill(shop.assembler, build_id, PACKAGING)
    refused(lambda: assembly.complete_packaging(shop.assembler.session, shop.seen(build_id)))
    assembly.complete_packaging(shop.assembler.session, shop.seen(build_id))
    refused(lambda: shop.sign(shop.assembler, packing))
    shop.sign(shop.assembler, packing)
    final = shop.fill(shop.qc, build_id, FINAL)
    with shop.database.connect() as superuser:
        superuser.execute("SET LOCAL session_replication_role = replica")
        superuser.execute(
            "INSERT INTO cs.part_issue (build_id, path, item, what, description) VALUES (%s, '1', 'T', 'OTHER', 'odd')",
            [build_id],
        )
    with pytest.raises(OutOfOrder, match="A part issue is not resolved"):
        shop.sign(shop.qc, final)
    assert shop.place(build_id).status == "READY_FOR_FINAL_QC"


def test_a_hold_leads_back_to_testing_complete(shop: Shop) -> None:
    build_id = shop.tested()
    issue = report(shop, build_id).issue_id
    procurement.resolve_part_issue(shop.procurement.session, Seen(issue, 1), "came today")
    with pytest.raises(OutOfOrder, match="TESTING_COMPLETE"):
        moves.move(shop.procurement.session, shop.seen(build_id), BuildStatus.IN_ASSEMBLY)
    place = moves.move(shop.procurement.session, shop.seen(build_id), BuildStatus.TESTING_COMPLETE)
    assert place.status == BuildStatus.TESTING_COMPLETE


def test_part_issues_that_are_refused(shop: Shop) -> None:
    build_id = ready(shop)
    with pytest.raises(Refused, match="not claimed"):
        report(shop, build_id)
    assembly.claim(shop.assembler.session, build_id)
    for path in ("999", "", "1'; DROP TABLE cs.part_issue; --", "x" * 10_000):
        with pytest.raises(InvalidInput):
            report(shop, build_id, path=path)
    with pytest.raises(InvalidInput, match="BOM was changed") as changed:
        report(shop, build_id, item="T2-NEVER-THERE")
    assert changed.value.field == "path"
    for description in ("", " a ", "x" * 10_001, "a\x00b"):
        with pytest.raises(InvalidInput):
            report(shop, build_id, description=description)
    with pytest.raises(Refused):
        assembly.report_part_issue(shop.qc.session, build_id, "1", PartFault.MISSING, "not there")
    assert procurement.list_part_issues(shop.qc.session, build_id=build_id) == ()
    with pytest.raises(OutOfOrder, match="No part issue is reported"):
        moves.move(shop.assembler.session, shop.seen(build_id), BuildStatus.ON_HOLD_PARTS)


def test_once_it_is_handed_to_final_qc_no_part_issue_holds_a_build(shop: Shop) -> None:
    build_id = shop.at_final_qc()
    with pytest.raises(OutOfOrder, match="it is READY_FOR_FINAL_QC"):
        report(shop, build_id)


def test_testing_is_complete_when_both_forms_are_passed(shop: Shop) -> None:
    build_id = shop.in_assembly()
    with pytest.raises(OutOfOrder, match="production checklist is not signed"):
        assembly.complete_testing(shop.assembler.session, shop.seen(build_id))
    shop.inspect(shop.assembler, build_id, PRODUCTION)
    shop.fill(shop.assembler, build_id, TEST)
    with pytest.raises(OutOfOrder, match="end-of-line test is not signed"):
        assembly.complete_testing(shop.assembler.session, shop.seen(build_id))
    shop.inspect(shop.assembler, build_id, TEST)
    with pytest.raises(OutOfOrder, match="already signed as passed"):
        inspections.start(shop.assembler.session, build_id, TEST)
    with pytest.raises(Refused, match="not claimed"):
        assembly.complete_testing(shop.worker(Role.ASSEMBLER).session, shop.seen(build_id))
    with pytest.raises(Refused):
        assembly.complete_testing(shop.qc.session, shop.seen(build_id))
    with pytest.raises(Stale):
        assembly.complete_testing(shop.assembler.session, Seen(build_id, 1))
    seen, command = shop.seen(build_id), uuid4()
    done = [assembly.complete_testing(shop.assembler.session, seen, command_id=command) for _ in range(2)]
    assert done[0] == done[1]
    assert done[0].status == BuildStatus.TESTING_COMPLETE


def test_packaging_is_complete_when_everything_is_answered(shop: Shop) -> None:
    build_id = shop.tested()
    with pytest.raises(OutOfOrder, match="not begun"):
        assembly.complete_packaging(shop.assembler.session, shop.seen(build_id))
    inspections.start(shop.assembler.session, build_id, PACKAGING)
    with pytest.raises(OutOfOrder, match="unanswered"):
        assembly.complete_packaging(shop.assembler.session, shop.seen(build_id))
    shop.fill(shop.assembler, build_id, PACKAGING)
    with pytest.raises(OutOfOrder, match="cannot go from"):
        moves.move(shop.assembler.session, shop.seen(build_id), BuildStatus.READY_FOR_FINAL_QC)
    assembly.complete_packaging(shop.assembler.session, shop.seen(build_id))
    with pytest.raises(OutOfOrder, match="is not signed"):
        moves.move(shop.assembler.session, shop.seen(build_id), BuildStatus.READY_FOR_FINAL_QC)


def test_a_task_is_done_once_by_somebody_who_works_on_the_build(shop: Shop) -> None:
    build_id = shop.at_final_qc()
    from_final = shop.inspect(shop.qc, build_id, FINAL, fail=["QC-05"])
    assert from_final.status is BuildStatus.FINAL_QC_REJECTED
    shop.decide(build_id)
    assembly.claim(shop.assembler.session, build_id)
    (task,) = assembly.list_tasks(shop.assembler.session, build_id)
    with pytest.raises(Refused, match="claimed the build"):
        assembly.finish_task(shop.worker(Role.ASSEMBLER).session, Seen(task.id, 1))
    with pytest.raises(Refused):
        assembly.finish_task(shop.qc.session, Seen(task.id, 1))
    command = uuid4()
    for _ in range(2):
        assert assembly.finish_task(shop.assembler.session, Seen(task.id, 1), command_id=command) == 2
    (done,) = assembly.list_tasks(shop.assembler.session, build_id)
    assert (done.done, done.done_by) == (True, shop.assembler.person.initials)
    with pytest.raises(CleanStationError) as refused:
        assembly.finish_task(shop.assembler.session, Seen(task.id, 2))
    assert isinstance(refused.value, Frozen)


def test_a_reject_ends_the_claims_and_the_rework_is_claimed_by_itself(shop: Shop) -> None:
    build_id = shop.at_final_qc()
    (before,) = assembly.list_claims(shop.qc.session, build_id, active_only=True)
    shop.inspect(shop.qc, build_id, FINAL, fail=["QC-22"])
    shop.decide(build_id, redo={})
    assert assembly.list_claims(shop.qc.session, build_id, active_only=True) == ()
    person = shop.assembler.person
    take_on = "UPDATE cs.build SET status = 'IN_ASSEMBLY', version = version + 1 WHERE id = %s"
    with shop.database.connect(person.login, person.password) as connection, pytest.raises(psycopg.Error) as caught:
        connection.execute(take_on.encode(), [build_id])
    assert caught.value.diag.message_detail == "rework_claimed"
    claimed = assembly.claim(shop.assembler.session, build_id)
    assert claimed.build.status == BuildStatus.IN_ASSEMBLY
    made = {claim.id: claim for claim in assembly.list_claims(shop.qc.session, build_id)}
    assert set(made) == {before.id, claimed.claim.id}
    assert (made[before.id].ended_at is None, made[claimed.claim.id].ended_at) == (False, None)


def test_shipping_ends_the_claims_and_keeps_who_assembled(shop: Shop) -> None:
    build_id = shop.at_final_qc()
    shop.inspect(shop.qc, build_id, FINAL)
    assert len(assembly.list_claims(shop.qc.session, build_id, active_only=True)) == 1
    day = builds.read_build(shop.qc.session, build_id).history[-1].at.date()
    moves.ship(shop.coordinator.session, shop.seen(build_id), day - dt.timedelta(days=1))
    assert assembly.list_claims(shop.qc.session, build_id, active_only=True) == ()
    (claim,) = assembly.list_claims(shop.qc.session, build_id)
    assert claim.ended_at is not None
    with pytest.raises(OutOfOrder, match="SHIPPED"):
        assembly.claim(shop.assembler.session, build_id)


def serials(shop: Shop, build_id: int) -> dict[tuple[str, int | None], str]:
    """The serial numbers of a build by component and basin."""
    return {
        (found.component, found.basin): found.serial for found in list_serial_numbers(shop.assembler.session, build_id)
    }


OF_AN_E_SINK = {("TOUCHSCREEN", 1), ("VALVE_PLATE", 1), ("DOSING_PUMP", 1)}
CONTROL_BOX = ("CONTROL_BOX", None)


def test_the_serial_numbers_are_those_that_the_test_reads_now(shop: Shop) -> None:
    build_id = shop.in_assembly(build_json(basins=[basin("e_sink")]))
    shop.inspect(shop.assembler, build_id, PRODUCTION)
    assert serials(shop, build_id) == {}
    filled = shop.fill(shop.assembler, build_id, TEST, fail=["EL-63"])
    assert serials(shop, build_id).keys() == {CONTROL_BOX, *OF_AN_E_SINK}
    # What was misread is taken back: the number that nobody could read is no longer said to be built in.
    screen, session = item_of(filled, "EL-23", 1), shop.assembler.session
    missing = inspections.answer(session, screen.id, Answer(Outcome.FAIL, note="label missing"), version=1)
    assert serials(shop, build_id).keys() == {CONTROL_BOX, *OF_AN_E_SINK} - {("TOUCHSCREEN", 1)}
    inspections.answer(session, screen.id, Answer(text="TS-2"), version=missing.version)
    before = serials(shop, build_id)
    assert before["TOUCHSCREEN", 1] == "TS-2"
    shop.sign(shop.assembler, inspections.read_inspection(session, filled.id), Result.FAILED)
    shop.decide(build_id)
    # The next attempt asks for them again; until it has read another, what was read is what is built in.
    again = inspections.read_inspection(session, inspections.start(session, build_id, TEST))
    assert serials(shop, build_id) == before
    inspections.answer(session, item_of(again, "EL-23", 1).id, Answer(text="TS-3"))
    assert serials(shop, build_id) == {**before, ("TOUCHSCREEN", 1): "TS-3"}


def test_what_a_change_or_a_new_body_takes_out_is_no_longer_listed(shop: Shop) -> None:
    data = build_json(basins=[basin("e_sink"), basin("e_drain"), basin("e_sink")])
    build_id = shop.at_final_qc(data)
    whole = serials(shop, build_id)
    assert whole.keys() == {CONTROL_BOX, *OF_AN_E_SINK, *((component, 3) for component, _ in OF_AN_E_SINK)}
    shop.change(build_id, {**data, "basins": [basin("e_drain"), basin("e_drain"), basin("e_sink")]})
    # The third basin stands as it was read; the control box is another one, and is not read yet.
    assert serials(shop, build_id) == {key: serial for key, serial in whole.items() if key[1] == 3}
    for worker, kind in ((shop.qc, PRE_QC), (shop.assembler, PRODUCTION), (shop.assembler, TEST)):
        shop.inspect(worker, build_id, kind)
    assert serials(shop, build_id).keys() == {key for key in whole if key[1] != 1}
    shop.inspect(shop.assembler, build_id, PACKAGING)
    shop.inspect(shop.qc, build_id, FINAL, fail=["QC-05"])
    shop.decide(build_id, Disposition.REPLACE)
    nonconformances.replace_body(shop.qc.session, shop.seen(build_id))
    assert serials(shop, build_id) == {}
