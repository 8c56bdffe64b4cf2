"""Inspections: opened, answered, judged, carried over, reopened; in the good way and the bad."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from cleanstation_desktop.domain.checklist import Result
from cleanstation_desktop.domain.checklist_template import InspectionKind, Outcome
from cleanstation_desktop.domain.errors import (
    CleanStationError,
    ContentError,
    Frozen,
    InvalidInput,
    NotFound,
    OutOfOrder,
    Refused,
    Stale,
)
from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services import assembly, inspections, moves, templates
from cleanstation_desktop.services.inspections import Answer
from cleanstation_desktop.services.serial_numbers import list_serial_numbers
from cleanstation_desktop.services.signing import Seen
from tests.support.configurations import PEGBOARD, basin
from tests.support.inspections import item_of
from tests.support.orders import build_json
from tests.support.shop import FINAL, PACKAGING, PRE_QC, PRODUCTION, TEST, Shop

PASS = Answer(Outcome.PASS)
FAIL = Answer(Outcome.FAIL, note="bent")
SINK: dict[str, Any] = {
    "basins": [basin("e_sink", light=True)],
    "faucets": [{"kind": "wrist_blade", "placement": "center_1"}],
}


def test_starting_twice_finds_the_open_attempt(shop: Shop) -> None:
    build_id = shop.arrived_build()
    command = uuid4()
    first = inspections.start(shop.qc.session, build_id, PRE_QC, command_id=command)
    assert inspections.start(shop.qc.session, build_id, PRE_QC, command_id=command) == first
    assert inspections.start(shop.qc.session, build_id, PRE_QC) == first
    assert inspections.start(shop.worker(Role.QC_PERSON).session, build_id, PRE_QC) == first
    (row,) = inspections.list_inspections(shop.coordinator.session, build_id)
    assert (row.attempt, row.state, row.result) == (1, "OPEN", None)


def test_reads_in_the_asked_language_and_in_that_of_the_order(shop: Shop) -> None:
    build_id = shop.arrived_build(build_json(language="FR", basins=[basin("e_sink"), basin("e_drain")]))
    opened = inspections.start(shop.qc.session, build_id, PRE_QC)
    french = inspections.read_inspection(shop.qc.session, opened)
    english = inspections.read_inspection(shop.qc.session, opened, Language.EN)
    assert (french.language, english.language) == ("FR", "EN")
    assert french.title != english.title
    length = item_of(english, "PP-03")
    assert (length.text, length.unit, length.target, length.minimum, length.maximum) == (
        "Sink length, measured", "in", Decimal(72), Decimal("71.875"), Decimal("72.125"),
    )  # fmt: skip
    assert item_of(french, "PP-03").text != length.text
    assert [choice.code for choice in item_of(english, "PP-10").choices] == ["casters", "seismic"]
    assert {item.basin for item in english.items} == {None, 1, 2}
    # Asked only where it applies: no pegboard, a drain button on the E-Drain alone.
    assert "PP-07" not in {item.code for item in english.items}
    assert [item.basin for item in english.items if item.code == "PP-24"] == [2]
    progress = english.progress
    assert (progress.total, progress.answered, progress.missing) == (len(english.items), 0, len(english.items))


def test_an_answer_is_recorded_with_who_and_when_and_counts_the_form_up(shop: Shop) -> None:
    build_id = shop.arrived_build()
    opened = inspections.start(shop.qc.session, build_id, PRE_QC)
    before = inspections.read_inspection(shop.qc.session, opened)
    item = item_of(before, "PP-09")
    command = uuid4()
    saved = inspections.answer(shop.qc.session, item.id, PASS, command_id=command)
    assert inspections.answer(shop.qc.session, item.id, PASS, command_id=command) == saved
    after = inspections.read_inspection(shop.qc.session, opened)
    answer = item_of(after, "PP-09").answer
    assert answer is not None
    assert (answer.outcome, answer.initials, answer.version) == ("PASS", shop.qc.person.initials, 1)
    assert dt.datetime.now(dt.UTC) - answer.answered_at < dt.timedelta(minutes=1)
    assert (saved.inspection_version, after.version) == (before.version + 1, before.version + 1)


def test_a_reading_is_judged_by_its_tolerance_and_every_one_is_kept(shop: Shop) -> None:
    build_id = shop.arrived_build()
    item = item_of(inspections.read_inspection(shop.qc.session, inspections.start(shop.qc.session, build_id, PRE_QC)),
                   "PP-03")  # fmt: skip
    with pytest.raises(InvalidInput, match=r"72.126 in is above 72.125 in: say what is wrong"):
        inspections.answer(shop.qc.session, item.id, Answer(number=Decimal("72.126")))
    assert inspections.answer(shop.qc.session, item.id, Answer(number=Decimal("72.125"))).outcome is Outcome.PASS
    low = Answer(number=Decimal("71.8"), note="cut too short")
    assert inspections.answer(shop.qc.session, item.id, low, version=1).outcome is Outcome.FAIL
    with shop.database.connect() as connection:
        kept = connection.execute("SELECT value, minimum, maximum, outcome FROM cs.reading ORDER BY id").fetchall()
    # The refused one left nothing.
    assert [(row[0], row[3]) for row in kept] == [(Decimal("72.125"), "PASS"), (Decimal("71.8"), "FAIL")]


WRONG: list[tuple[str, Answer, str, str]] = [
    ("PP-09", Answer(), "outcome", "pass or fail"),
    ("PP-09", Answer(Outcome.FAIL), "note", "what is wrong"),
    ("PP-09", Answer(Outcome.FAIL, note="  x "), "note", "what is wrong"),
    ("PP-09", Answer(Outcome.NA, note="none here"), "outcome", "not applicable"),
    ("PP-09", Answer(Outcome.PASS, text="good"), "text", "takes no text"),
    ("PP-09", Answer(Outcome.PASS, note="x" * 1001), "note", "1,000"),
    ("PP-09", Answer(Outcome.PASS, note="a\u202eb"), "note", "printed"),
    ("PP-09", Answer(Outcome.PASS, note="a\x00b"), "text", "cannot be stored"),
    ("PP-10", Answer(choice="rockets"), "choice", "not one of the choices"),
    ("PP-10", Answer(Outcome.PASS, choice="seismic"), "outcome", "decides this"),
    ("PP-10", Answer(), "choice", "Give the choice"),
    ("PP-26", Answer(choice="other"), "note", "Say what it is"),
    ("PP-27", Answer(Outcome.NA, choice="center", note="none"), "choice", "takes no value"),
    ("PP-27", Answer(Outcome.NA), "note", "why this does not apply"),
    ("PP-03", Answer(number=Decimal("NaN")), "number", "not a number"),
    ("PP-03", Answer(number=Decimal("Infinity")), "number", "not a number"),
    ("PP-03", Answer(number=Decimal("1e30")), "number", "99999.9999"),
    ("PP-03", Answer(number=Decimal("72.00001")), "number", "4 decimals"),
    ("PP-01", Answer(text="x" * 10_000), "text", "200"),
    ("PP-01", Answer(text="line\nbreak"), "text", "printed"),
]  # fmt: skip


def test_a_wrong_answer_is_refused_by_its_field(shop: Shop, subtests: pytest.Subtests) -> None:
    build_id = shop.arrived_build(build_json(**SINK))
    opened = inspections.read_inspection(shop.qc.session, inspections.start(shop.qc.session, build_id, PRE_QC))
    for code, given, field, word in WRONG:
        item = next(item for item in opened.items if item.code == code)
        with subtests.test(code=code, given=given):
            with pytest.raises(InvalidInput, match=word) as refused:
                inspections.answer(shop.qc.session, item.id, given)
            assert refused.value.findings[0].field == field
            assert inspections.read_inspection(shop.qc.session, opened.id) == opened


@pytest.mark.parametrize("text", ["'; DROP TABLE cs.answer; --", "😀 zero‍width", "הכיור תקין", "%s {0} :x \\"])
def test_odd_texts_are_kept_as_they_are(shop: Shop, text: str) -> None:
    build_id = shop.arrived_build()
    opened = inspections.start(shop.qc.session, build_id, PRE_QC)
    item = item_of(inspections.read_inspection(shop.qc.session, opened), "PP-01")
    inspections.answer(shop.qc.session, item.id, Answer(text=text, note=text))
    answer = item_of(inspections.read_inspection(shop.qc.session, opened), "PP-01").answer
    assert answer is not None
    assert (answer.text, answer.note) == (text, text)


def test_a_pass_needs_the_document_that_the_item_asks_for(shop: Shop) -> None:
    build_id = shop.arrived_build()
    with shop.database.connect() as connection:
        connection.execute("UPDATE cs.document SET removed_at = now(), version = version + 1")
    item = item_of(inspections.read_inspection(shop.qc.session, inspections.start(shop.qc.session, build_id, PRE_QC)),
                   "PP-06")  # fmt: skip
    with pytest.raises(InvalidInput, match="Attach a document of kind DRAWING") as refused:
        inspections.answer(shop.qc.session, item.id, PASS)
    assert refused.value.findings[0].field == "documents"


def test_two_people_at_one_item(shop: Shop) -> None:
    build_id = shop.arrived_build()
    other = shop.worker(Role.QC_PERSON)
    opened = inspections.read_inspection(shop.qc.session, inspections.start(shop.qc.session, build_id, PRE_QC))
    item = item_of(opened, "PP-09")
    inspections.answer(shop.qc.session, item.id, PASS)
    with pytest.raises(Stale, match="answered this item meanwhile"):
        inspections.answer(other.session, item.id, FAIL)
    inspections.answer(other.session, item.id, FAIL, version=1)
    with pytest.raises(Stale, match="version 2, you saw 1"):
        inspections.answer(shop.qc.session, item.id, PASS, version=1)
    with pytest.raises(NotFound):
        inspections.answer(shop.qc.session, item_of(opened, "PP-05").id, PASS, version=1)
    with pytest.raises(ContentError, match="no such item"):
        inspections.answer(shop.qc.session, 999_999, PASS)
    with shop.database.connect() as connection:
        (readings,) = connection.execute("SELECT count(*) FROM cs.reading").fetchone() or (None,)
    assert readings == 0


def test_many_stations_answer_one_form_at_once(shop: Shop) -> None:
    build_id = shop.arrived_build(build_json(basins=[basin("e_sink"), basin("e_drain"), basin("e_drain")]))
    workers = [shop.qc, *(shop.worker(Role.QC_PERSON) for _ in range(7))]
    opened = inspections.read_inspection(shop.qc.session, inspections.start(shop.qc.session, build_id, PRE_QC))
    checks = [item for item in opened.items if item.kind == "CHECK"]

    def answer_all(worker: Any) -> int:
        done = 0
        for item in checks:
            try:
                inspections.answer(worker.session, item.id, PASS)
                done += 1
            except Stale:
                continue
        return done

    with ThreadPoolExecutor(len(workers)) as pool:
        done = sum(pool.map(answer_all, workers))
    after = inspections.read_inspection(shop.qc.session, opened.id)
    assert done == len(checks) == after.progress.answered
    assert after.version == opened.version + done


def test_only_the_role_of_a_form_and_only_at_its_time(shop: Shop) -> None:
    build_id = shop.arrived_build()
    for worker in (shop.assembler, shop.admin, shop.coordinator, shop.procurement):
        with pytest.raises(Refused):
            inspections.start(worker.session, build_id, PRE_QC)
    with pytest.raises(Refused):
        inspections.start(shop.worker(Role.SERVICE_DEPARTMENT).session, build_id, PRE_QC)
    with pytest.raises(OutOfOrder, match="READY_FOR_PRE_QC"):
        inspections.start(shop.qc.session, build_id, FINAL)
    with pytest.raises(OutOfOrder, match="while the build is IN_ASSEMBLY"):
        inspections.start(shop.assembler.session, build_id, PRODUCTION)
    with pytest.raises(NotFound):
        inspections.start(shop.qc.session, 999_999, PRE_QC)
    with (
        shop.database.connect(shop.qc.person.login, shop.qc.password) as connection,
        pytest.raises(psycopg.Error, match="no form of this kind"),
    ):
        connection.execute("SELECT cs.start_inspection(%s, 'HOMEWORK')", [build_id])
    item = item_of(inspections.read_inspection(shop.qc.session, inspections.start(shop.qc.session, build_id, PRE_QC)),
                   "PP-09")  # fmt: skip
    with pytest.raises(Refused, match="does not fill in this form"):
        inspections.answer(shop.assembler.session, item.id, PASS)
    with pytest.raises(Refused):
        inspections.answer(shop.coordinator.session, item.id, PASS)


def test_an_assembler_needs_a_claim(shop: Shop) -> None:
    build_id = shop.in_assembly()
    other = shop.worker(Role.ASSEMBLER)
    with pytest.raises(Refused, match="not claimed this build"):
        inspections.start(other.session, build_id, PRODUCTION)
    item = item_of(
        inspections.read_inspection(shop.qc.session, inspections.start(shop.assembler.session, build_id, PRODUCTION)),
        "SP-06",
    )
    with pytest.raises(Refused, match="not claimed this build"):
        inspections.answer(other.session, item.id, PASS)
    mine = assembly.claim(other.session, build_id)
    inspections.answer(other.session, item.id, PASS)
    assembly.release(other.session, mine.claim)
    with pytest.raises(Refused, match="not claimed this build"):
        inspections.answer(other.session, item.id, FAIL, version=1)


def test_nothing_goes_on_while_a_decision_is_open_and_then_everything_is_asked_again(shop: Shop) -> None:
    build_id = shop.arrived_build()
    failed = shop.inspect(shop.qc, build_id, PRE_QC, fail=["PP-09"])
    assert (failed.status, failed.result, len(failed.opened)) == (BuildStatus.PRE_QC_REJECTED, Result.FAILED, 1)
    with pytest.raises(OutOfOrder, match="no signed disposition"):
        moves.move(shop.qc.session, Seen(build_id, failed.build_version), BuildStatus.READY_FOR_PRE_QC)
    shop.decide(build_id)
    with pytest.raises(OutOfOrder, match="PRE_QC_REJECTED"):
        inspections.start(shop.qc.session, build_id, PRE_QC)
    moves.move(shop.procurement.session, Seen(build_id, failed.build_version), BuildStatus.READY_FOR_PRE_QC)
    again = inspections.read_inspection(shop.qc.session, inspections.start(shop.qc.session, build_id, PRE_QC))
    assert (again.attempt, again.progress.answered) == (2, 0)
    assert all(item.carried_from is None for item in again.items)
    passed = shop.inspect(shop.qc, build_id, PRE_QC)
    assert (passed.status, passed.closed) == (BuildStatus.READY_FOR_PRODUCTION, failed.opened)
    assert shop.found(build_id) == ()
    with pytest.raises(OutOfOrder):
        inspections.start(shop.qc.session, build_id, PRE_QC)


def test_a_form_that_repeats_failed_items_only_carries_the_others_over(shop: Shop) -> None:
    _repeat_failed_only(shop, TEST)
    build_id = shop.in_assembly(build_json(**SINK))
    failed = shop.inspect(shop.assembler, build_id, TEST, fail=["EL-46/1", "EL-63"])
    assert (failed.status, len(failed.opened)) == (BuildStatus.IN_ASSEMBLY, 2)
    with pytest.raises(OutOfOrder, match="no signed disposition"):
        inspections.start(shop.assembler.session, build_id, TEST)
    shop.decide(build_id)
    before = inspections.read_inspection(shop.qc.session, failed.id)
    again = inspections.read_inspection(shop.qc.session, inspections.start(shop.assembler.session, build_id, TEST))
    # A reading and its reference are never repeated one without the other.
    asked = {item.code for item in again.items if item.carried_from is None}
    # A reading that is taken again says with which thermometer; the others stand with that of their attempt.
    assert asked == {"EL-40", "EL-45", "EL-46", "EL-63"}
    carried = item_of(again, "EL-43", 1)
    assert carried.carried_from == 1
    old = item_of(before, "EL-43", 1).answer
    assert carried.answer is not None and old is not None
    assert replace(carried.answer, id=0) == replace(old, id=0)
    assert (carried.answer.target, carried.answer.minimum) == (Decimal(20), Decimal(18))
    with pytest.raises(Frozen, match="carried over from attempt 1"):
        inspections.answer(shop.assembler.session, carried.id, Answer(number=Decimal(20)), version=1)
    with pytest.raises(OutOfOrder, match="4 required items have no answer"):
        shop.sign(shop.assembler, again)
    passed = shop.inspect(shop.assembler, build_id, TEST)
    # The assembler's pass verifies; closing is for QC.
    assert passed.closed == ()
    assert [ncr.state for ncr in shop.found(build_id)] == ["VERIFIED", "VERIFIED"]
    serials = list_serial_numbers(shop.qc.session, build_id)
    assert {(number.component, number.basin) for number in serials} == {
        ("CONTROL_BOX", None), ("TOUCHSCREEN", 1), ("VALVE_PLATE", 1), ("DOSING_PUMP", 1),
    }  # fmt: skip


def test_a_reading_waits_for_its_reference_and_falls_with_it(shop: Shop) -> None:
    build_id = shop.in_assembly(build_json(language="FR", **SINK))
    opened = inspections.read_inspection(shop.qc.session, inspections.start(shop.assembler.session, build_id, TEST))
    reference, reading = item_of(opened, "EL-42", 1), item_of(opened, "EL-43", 1)
    session = shop.assembler.session
    inspections.answer(session, item_of(opened, "EL-40").id, Answer(instrument_id=shop.thermometer))
    with pytest.raises(InvalidInput, match="Record EL-42 first"):
        inspections.answer(session, reading.id, Answer(number=Decimal(20)))
    inspections.answer(session, reference.id, Answer(number=Decimal("20.5")))
    assert inspections.answer(session, reading.id, Answer(number=Decimal("22.5"))).outcome is Outcome.PASS
    with pytest.raises(InvalidInput, match=r"22.6 °C is above 22.5 °C"):
        inspections.answer(session, reading.id, Answer(number=Decimal("22.6")), version=1)
    held = item_of(inspections.read_inspection(session, opened.id), "EL-43", 1).answer
    assert held is not None and (held.target, held.maximum) == (Decimal("20.5"), Decimal("22.5"))
    inspections.answer(session, reference.id, Answer(number=Decimal(21)), version=1)
    fallen = item_of(inspections.read_inspection(session, opened.id), "EL-43", 1).answer
    assert fallen is not None
    assert (fallen.outcome, fallen.version) == (Outcome.FAIL, 2)
    assert "relevée de nouveau" in fallen.note
    assert inspections.answer(session, reading.id, Answer(number=Decimal(23)), version=2).outcome is Outcome.PASS


def test_packaging_must_be_put_right_not_signed_as_failed(shop: Shop) -> None:
    build_id = shop.tested()
    filled = shop.fill(shop.assembler, build_id, PACKAGING, fail=["PK-01"])
    with pytest.raises(OutOfOrder, match="0 unanswered and 1 failed items; what failed must be put right"):
        assembly.complete_packaging(shop.assembler.session, shop.seen(build_id))
    with pytest.raises(OutOfOrder, match="cannot be signed as failed: what is wrong must be put right") as refused:
        shop.sign(shop.assembler, filled, Result.FAILED)
    assert "answer them again" in str(refused.value.hint)
    assert inspections.read_inspection(shop.qc.session, filled.id) == filled
    with pytest.raises(OutOfOrder, match="not packed yet"):
        shop.sign(shop.assembler, filled)
    inspections.answer(shop.assembler.session, item_of(filled, "PK-01").id, PASS, version=1)
    assembly.complete_packaging(shop.assembler.session, shop.seen(build_id))
    with pytest.raises(OutOfOrder, match="PACKAGING_COMPLETE"):
        inspections.answer(shop.assembler.session, item_of(filled, "PK-01").id, FAIL, version=2)
    signed = shop.sign(shop.assembler, inspections.read_inspection(shop.qc.session, filled.id))
    assert signed.status is BuildStatus.READY_FOR_FINAL_QC


def test_the_final_qc_shows_what_assembly_answered(shop: Shop) -> None:
    sink = build_json(basins=[basin("e_sink"), basin("e_drain")], pegboard=PEGBOARD,
                      legs={"kind": "height_adjustable", "model": "DL27"})  # fmt: skip
    build_id = shop.at_final_qc(sink)
    final = inspections.read_inspection(shop.qc.session, inspections.start(shop.qc.session, build_id, FINAL))
    strainers = item_of(final, "QC-61").mirrored
    assert [(mirror.code, mirror.basin) for mirror in strainers] == [("PK-20", 1), ("PK-20", 2)]
    assert all(mirror.answer is not None and mirror.answer.outcome is Outcome.PASS for mirror in strainers)
    overflow = item_of(final, "QC-44", 2).mirrored
    assert [(mirror.kind, mirror.code, mirror.basin) for mirror in overflow] == [(PRODUCTION, "BP-04", 2)]
    (lifter,) = item_of(final, "QC-29").mirrored
    assert lifter.value == "DPF1K (not programmable)"
    assert item_of(final, "QC-40", 1).mirrored == ()


def test_who_assembled_cannot_do_the_final_qc_even_in_sql(shop: Shop) -> None:
    build_id = shop.arrived_build()
    shop.inspect(shop.qc, build_id, PRE_QC)
    both = shop.worker(Role.QC_PERSON, Role.ASSEMBLER)
    assembly.release(both.session, assembly.claim(both.session, build_id).claim)
    assembly.claim(shop.assembler.session, build_id)
    for kind in (PRODUCTION, TEST):
        shop.inspect(shop.assembler, build_id, kind)
    assembly.complete_testing(shop.assembler.session, shop.seen(build_id))
    shop.pack(build_id)
    with pytest.raises(Refused, match="You assembled on this build"):
        inspections.start(both.session, build_id, FINAL)
    filled = shop.fill(shop.qc, build_id, FINAL)
    with pytest.raises(Refused, match="You assembled on this build"):
        shop.sign(both, filled)
    with pytest.raises(Refused, match="You assembled on this build"):
        inspections.answer(both.session, filled.items[0].id, FAIL, version=1)
    with (
        shop.database.connect(both.person.login, both.password) as connection,
        pytest.raises(psycopg.Error, match="not signed as passed"),
    ):
        connection.execute(
            "UPDATE cs.build SET status = 'READY_FOR_SHIP', version = version + 1 WHERE id = %s", [build_id]
        )
    assert shop.sign(shop.qc, filled).status is BuildStatus.READY_FOR_SHIP


def test_a_signed_form_is_frozen_for_everybody(shop: Shop) -> None:
    build_id = shop.arrived_build()
    signed = shop.inspect(shop.qc, build_id, PRE_QC)
    form = inspections.read_inspection(shop.qc.session, signed.id)
    with pytest.raises(CleanStationError) as refused:
        inspections.answer(shop.qc.session, form.items[0].id, Answer(text="other"), version=1)
    assert isinstance(refused.value, Frozen)
    for statement in (
        "UPDATE cs.answer SET note = 'x', version = version + 1",
        "UPDATE cs.inspection SET result = 'FAILED', version = version + 1",
        "UPDATE cs.inspection_item SET required = false",
        "DELETE FROM cs.answer",
        "DELETE FROM cs.inspection",
    ):
        with shop.database.connect() as superuser, pytest.raises(psycopg.Error) as error:
            superuser.execute(statement)
        assert error.value.sqlstate in {"CS423", "CS451"}, statement


def test_a_build_keeps_the_version_of_a_form_that_it_began(shop: Shop) -> None:
    build_id = shop.arrived_build()
    failed = shop.inspect(shop.qc, build_id, PRE_QC, fail=["PP-09"])
    later = shop.arrived_build()
    _repeat_failed_only(shop, PRE_QC)
    shop.decide(build_id)
    moves.move(shop.qc.session, Seen(build_id, failed.build_version), BuildStatus.READY_FOR_PRE_QC)
    again = inspections.read_inspection(shop.qc.session, inspections.start(shop.qc.session, build_id, PRE_QC))
    assert again.progress.answered == 0
    failed = shop.inspect(shop.qc, later, PRE_QC, fail=["PP-09"])
    shop.decide(later)
    moves.move(shop.qc.session, Seen(later, failed.build_version), BuildStatus.READY_FOR_PRE_QC)
    again = inspections.read_inspection(shop.qc.session, inspections.start(shop.qc.session, later, PRE_QC))
    assert [item.code for item in again.items if item.carried_from is None] == ["PP-09"]


def test_no_form_in_force(shop: Shop) -> None:
    build_id = shop.arrived_build()
    with shop.database.connect() as superuser:
        superuser.execute("UPDATE cs.checklist_template SET state = 'RETIRED', version = version + 1")
    with pytest.raises(OutOfOrder, match="No version of this form is in force"):
        inspections.start(shop.qc.session, build_id, PRE_QC)


def _repeat_failed_only(shop: Shop, kind: InspectionKind) -> None:
    """Put a version of a form in force that asks only what failed again."""
    form = next(form for form in templates.list_forms(shop.admin.session, in_force_only=True) if form.kind is kind)
    body = {**templates.read_form(shop.admin.session, form.id), "repeat": "FAILED_ONLY", "version": form.number + 1}
    templates.put_in_force(shop.admin.session, templates.add_draft(shop.admin.session, body))
