"""Judging answers: the edges of tolerances, and each input that is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanstation_desktop.domain.checklist import DerivedItem, derive
from cleanstation_desktop.domain.checklist_facts import facts
from cleanstation_desktop.domain.checklist_judging import (
    MAX_READING,
    AnswerInput,
    InstrumentUse,
    Judged,
    Limits,
    judge,
    limits,
    reading,
)
from cleanstation_desktop.domain.checklist_template import InspectionKind, Outcome
from cleanstation_desktop.domain.errors import InvalidInput
from tests.support.configurations import ADJUSTABLE, PEGBOARD, basin, configuration
from tests.support.forms import form

TODAY = date(2026, 11, 23)
CHOSEN = configuration(
    basin("e_sink", light=True),
    basin("e_drain"),
    length=72,
    feet="casters",
    legs=ADJUSTABLE,
    pegboard=PEGBOARD,
    faucets=[{"kind": "wrist_blade", "placement": "center_1"}],
)
LINES = {line.item.code: line for kind in InspectionKind for line in derive(form(kind), facts(CHOSEN))}
"""One line of each item (of the last basin that has it); the codes of the shipped forms differ from form to form."""

CHECK, NA_CHECK, DOCUMENT = LINES["SP-11"], LINES["BP-13"], LINES["PP-06"]
FEET, LIFTER, DRAIN_POSITION = LINES["PP-10"], LINES["SP-04"], LINES["PP-26"]
JOB, SERIAL = LINES["PP-01"], LINES["EL-20"]
LENGTH, BESIDE, REFERENCE, CLOSING = LINES["PP-03"], LINES["EL-43"], LINES["EL-42"], LINES["EL-13"]
BOTTOM_FILL, BASIN_TEMPERATURE, RAW = LINES["EL-61"], LINES["EL-62"], LINES["EL-41"]
THERMOMETER = LINES["EL-40"]


def judged(
    line: DerivedItem, *, reference: str | None = None, calibrated: date | None = TODAY, **given_values: object
) -> Judged:
    """Judge an answer of today; numbers are given as text, readings of the thermometer taken with a calibrated one."""
    if isinstance(given_values.get("number"), str):
        given_values["number"] = Decimal(str(given_values["number"]))
    answer = AnswerInput(**given_values)  # type: ignore[arg-type]  # checked by the call
    return judge(
        line, answer, on=TODAY, reference=None if reference is None else Decimal(reference), calibrated=calibrated
    )


def faults(line: DerivedItem, **given_values: Any) -> list[tuple[str, str]]:
    """Field and code of each finding of a refused answer."""
    with pytest.raises(InvalidInput) as refused:
        judged(line, **given_values)
    return [(finding.field, finding.code) for finding in refused.value.findings]


# --- Numbers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "reference", "number", "outcome"),
    [
        # Sink length 72 in, within an eighth of an inch.
        (LENGTH, None, "72", "PASS"),
        (LENGTH, None, "71.875", "PASS"),
        (LENGTH, None, "71.8749", "FAIL"),
        (LENGTH, None, "72.125", "PASS"),
        (LENGTH, None, "72.1251", "FAIL"),
        # Bottom fill within 4 °C of 40, basin within 2 °C.
        (BOTTOM_FILL, None, "36", "PASS"),
        (BOTTOM_FILL, None, "35.9", "FAIL"),
        (BOTTOM_FILL, None, "44.0", "PASS"),
        (BOTTOM_FILL, None, "44.1", "FAIL"),
        (BASIN_TEMPERATURE, None, "38", "PASS"),
        (BASIN_TEMPERATURE, None, "37.99", "FAIL"),
        (BASIN_TEMPERATURE, None, "42", "PASS"),
        (BASIN_TEMPERATURE, None, "42.01", "FAIL"),
        # Raw sensor steady within 3 units, to either side.
        (RAW, None, "-3", "PASS"),
        (RAW, None, "3", "PASS"),
        (RAW, None, "-3.1", "FAIL"),
        (RAW, None, "4", "FAIL"),
        # E-Drain closes after 10 to 15 seconds.
        (CLOSING, None, "10", "PASS"),
        (CLOSING, None, "15", "PASS"),
        (CLOSING, None, "9.99", "FAIL"),
        (CLOSING, None, "15.01", "FAIL"),
        # Calibrated reading within 2 °C of the reference reading beside it.
        (BESIDE, "12.4", "10.4", "PASS"),
        (BESIDE, "12.4", "14.4", "PASS"),
        (BESIDE, "12.4", "10.3", "FAIL"),
        (BESIDE, "12.4", "14.41", "FAIL"),
        (BESIDE, "-1", "0", "PASS"),
        # A reference reading limits another one, and is limited by nothing.
        (REFERENCE, None, "0.1", "PASS"),
        (REFERENCE, None, "99.9", "PASS"),
    ],
)
def test_a_reading_is_judged_by_its_tolerance(
    line: DerivedItem, reference: str | None, number: str, outcome: str
) -> None:
    assert judged(line, reference=reference, number=number, note="as measured").outcome == outcome


def test_the_limits_of_the_moment_are_kept_with_the_reading() -> None:
    beside = judged(BESIDE, reference="12.4", number="13")
    assert beside.limits == Limits(Decimal("12.4"), Decimal("10.4"), Decimal("14.4"))
    assert judged(CLOSING, number="12").limits == Limits(None, Decimal(10), Decimal(15))
    assert limits(REFERENCE, None) == Limits(None, None, None)
    assert limits(BESIDE, None) == Limits(None, None, None)


def test_a_reading_out_of_tolerance_needs_a_note_that_says_what_is_wrong() -> None:
    assert faults(BOTTOM_FILL, number="47.5") == [("note", "note_required")]
    assert faults(BOTTOM_FILL, number="30", note=" x ") == [("note", "note_required")]
    assert judged(BOTTOM_FILL, number="47.5", note="valve sticks").outcome is Outcome.FAIL
    for number, words in (("47.5", "47.5 °C is above 44 °C"), ("30", "30 °C is below 36 °C")):
        with pytest.raises(InvalidInput, match=words):
            judged(BOTTOM_FILL, number=number)


def test_no_person_can_pass_or_fail_a_reading() -> None:
    for outcome in (Outcome.PASS, Outcome.FAIL):
        assert faults(BOTTOM_FILL, number="40", outcome=outcome, note="trust me") == [("outcome", "judged_by_rule")]
    assert faults(BOTTOM_FILL, outcome=Outcome.PASS) == [("number", "number_required")]


def test_a_test_that_could_not_be_done_fails_with_a_note() -> None:
    assert judged(BOTTOM_FILL, outcome=Outcome.FAIL, note="no hot water").outcome is Outcome.FAIL
    assert faults(BOTTOM_FILL, outcome=Outcome.FAIL) == [("note", "note_required")]


def test_a_reading_without_its_reference_is_refused() -> None:
    assert faults(BESIDE, number="12") == [("number", "reference_missing")]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("NaN", "number_invalid"),
        ("sNaN", "number_invalid"),
        ("Infinity", "number_invalid"),
        ("-Infinity", "number_invalid"),
        ("100000", "number_range"),
        ("-99999.99991", "number_range"),
        ("1E+30", "number_range"),
        ("40.00001", "number_precision"),
        ("1E-30", "number_precision"),
    ],
)
def test_a_number_that_is_no_reading_is_refused(number: str, code: str) -> None:
    assert faults(BOTTOM_FILL, number=number) == [("number", code)]


def test_the_largest_readings_are_taken() -> None:
    for number in (MAX_READING, -MAX_READING, Decimal("40.0000"), Decimal("40.00000")):
        assert judged(REFERENCE, number=number).number == number


@given(st.decimals(min_value=-200, max_value=200, places=3), st.decimals(min_value=0, max_value=100, places=2))
@settings(deadline=None)
def test_a_reading_beside_its_reference_passes_exactly_within_two_degrees(number: Decimal, reference: Decimal) -> None:
    answer = judge(BESIDE, AnswerInput(number=number, note="as measured"), on=TODAY, reference=reference)
    assert (answer.outcome is Outcome.PASS) == (abs(number - reference) <= 2)


@pytest.mark.parametrize(
    ("typed", "number"), [("40", "40"), (" 40,5 ", "40.5"), ("-3.25", "-3.25"), ("+0.1", "0.1"), ("007", "7")]
)
def test_reading_takes_a_point_and_a_comma(typed: str, number: str) -> None:
    assert reading(typed) == Decimal(number)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "abc",
        "40 °C",
        "1,000.5",
        "1.2.3",
        ".5",
        "5.",
        "1e3",
        "NaN",
        "inf",
        "--1",
        "٤٢",
        "４０",
        "4\x000",
        "9" * 10_000,
    ],
)
def test_reading_refuses_what_is_no_number(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        reading(typed)
    assert [(finding.field, finding.code) for finding in refused.value.findings] == [("number", "number_invalid")]


# --- Checks and choices -----------------------------------------------------------------------------------------------


def test_a_check_is_answered_by_the_person() -> None:
    assert judged(CHECK, outcome=Outcome.PASS).outcome is Outcome.PASS
    assert judged(CHECK, outcome=Outcome.FAIL, note="loose").outcome is Outcome.FAIL
    assert faults(CHECK) == [("outcome", "outcome_required")]
    assert faults(CHECK, outcome=Outcome.FAIL) == [("note", "note_required")]
    assert faults(CHECK, outcome=Outcome.FAIL, note="  ") == [("note", "note_required")]


def test_a_check_that_needs_a_document_passes_only_with_it() -> None:
    assert faults(DOCUMENT, outcome=Outcome.PASS) == [("documents", "document_missing")]
    assert faults(DOCUMENT, outcome=Outcome.PASS, documents=frozenset({"PO"})) == [("documents", "document_missing")]
    assert judged(DOCUMENT, outcome=Outcome.PASS, documents=frozenset({"DRAWING"})).outcome is Outcome.PASS
    assert judged(DOCUMENT, outcome=Outcome.FAIL, note="drawing missing").outcome is Outcome.FAIL


def test_a_choice_with_an_expectation_is_judged_by_it() -> None:
    assert judged(FEET, choice="casters").outcome is Outcome.PASS
    assert judged(FEET, choice="seismic", note="wrong feet").outcome is Outcome.FAIL
    assert faults(FEET, choice="seismic") == [("note", "note_required")]
    assert faults(FEET, choice="seismic", outcome=Outcome.PASS) == [("outcome", "judged_by_rule")]
    assert faults(FEET, choice="wheels") == [("choice", "choice_unknown")]
    assert faults(FEET) == [("choice", "choice_required")]
    assert judged(FEET, outcome=Outcome.FAIL, note="no feet at all").outcome is Outcome.FAIL


def test_a_choice_without_an_expectation_is_recorded() -> None:
    assert judged(LIFTER, choice="DP1C").outcome is Outcome.PASS
    assert judged(LIFTER, choice="DP1C", outcome=Outcome.FAIL, note="does not react").outcome is Outcome.FAIL
    assert faults(LIFTER, choice="") == [("choice", "choice_unknown")]
    assert faults(LIFTER, outcome=Outcome.PASS) == [("choice", "choice_required")]


def test_other_needs_a_note_that_says_where() -> None:
    assert judged(DRAIN_POSITION, choice="center").note is None
    assert faults(DRAIN_POSITION, choice="other") == [("note", "note_required")]
    assert judged(DRAIN_POSITION, choice="other", note=" back left ").note == "back left"


# --- Texts and serial numbers -----------------------------------------------------------------------------------------


def test_a_text_is_trimmed_and_recorded() -> None:
    assert judged(JOB, text="  J-4711 ").text == "J-4711"
    assert judged(JOB, text="עבודה ✓ 🛠").outcome is Outcome.PASS
    assert judged(SERIAL, text="X" * 64).outcome is Outcome.PASS
    assert judged(SERIAL, outcome=Outcome.FAIL, note="no label").text is None


@pytest.mark.parametrize(
    ("line", "text", "code"),
    [
        (JOB, None, "text_required"),
        (JOB, "", "text_required"),
        (JOB, " \t ", "text_required"),
        (JOB, "x" * 201, "text_long"),
        (JOB, "x" * 10_000, "text_long"),
        (SERIAL, "x" * 65, "text_long"),
        (JOB, "a\x00b", "text_control"),
        (JOB, "a\nb", "text_control"),
        (JOB, "a\u202eb", "text_control"),
        (JOB, "a\ud800b", "text_control"),
        (JOB, "a\x85b", "text_control"),
    ],
)
def test_a_text_that_cannot_be_recorded_is_refused(line: DerivedItem, text: str | None, code: str) -> None:
    assert faults(line, text=text) == [("text", code)]


def test_a_note_may_have_lines_but_no_other_controls_and_an_end() -> None:
    assert judged(CHECK, outcome=Outcome.PASS, note="one\ntwo").note == "one\ntwo"
    assert faults(CHECK, outcome=Outcome.PASS, note="one\x00two") == [("note", "note_control")]
    assert faults(CHECK, outcome=Outcome.PASS, note="x" * 1001) == [("note", "note_long")]


# --- Instruments ------------------------------------------------------------------------------------------------------


def test_an_instrument_is_good_until_the_day_its_calibration_is_due() -> None:
    used = InstrumentUse(" TH-7 ", TODAY)
    assert judged(THERMOMETER, instrument=used).instrument == InstrumentUse("TH-7", TODAY)
    overdue = InstrumentUse("TH-7", date(2026, 11, 22))
    assert faults(THERMOMETER, instrument=overdue) == [("instrument", "instrument_overdue")]
    assert faults(THERMOMETER, instrument=overdue, outcome=Outcome.FAIL, note="overdue") == [
        ("instrument", "instrument_overdue")
    ]


def test_a_reading_is_taken_with_an_instrument_that_is_named_and_calibrated() -> None:
    assert judged(REFERENCE, number="20", calibrated=TODAY).outcome is Outcome.PASS
    assert faults(REFERENCE, number="20", calibrated=None) == [("number", "instrument_missing")]
    assert faults(REFERENCE, number="20", calibrated=date(2026, 11, 22)) == [("number", "instrument_overdue")]
    could_not = judged(REFERENCE, outcome=Outcome.FAIL, note="no thermometer", calibrated=None)
    assert could_not.outcome is Outcome.FAIL
    # What the sink shows by itself is read without it.
    assert judged(BESIDE, number="20", reference="20", calibrated=None).outcome is Outcome.PASS


def test_an_instrument_must_be_named() -> None:
    assert faults(THERMOMETER) == [("instrument", "instrument_required")]
    assert faults(THERMOMETER, instrument=InstrumentUse("  ", TODAY)) == [("instrument", "instrument_required")]
    assert faults(THERMOMETER, instrument=InstrumentUse("T" * 65, TODAY)) == [("instrument", "instrument_long")]
    assert faults(THERMOMETER, instrument=InstrumentUse("T\x00", TODAY)) == [("instrument", "instrument_control")]


# --- Not applicable, and values that do not belong --------------------------------------------------------------------


def test_not_applicable_needs_a_reason_and_an_item_that_allows_it() -> None:
    assert judged(NA_CHECK, outcome=Outcome.NA, note="packed loose").outcome is Outcome.NA
    assert faults(NA_CHECK, outcome=Outcome.NA) == [("note", "note_required")]
    assert faults(NA_CHECK, outcome=Outcome.NA, note="-") == [("note", "note_required")]
    assert faults(CHECK, outcome=Outcome.NA, note="packed loose") == [("outcome", "na_not_allowed")]
    assert faults(CHECK, outcome=Outcome.NA) == [("outcome", "na_not_allowed"), ("note", "note_required")]


def test_an_item_that_does_not_apply_takes_no_value() -> None:
    faucet = LINES["PP-27"]
    assert judged(faucet, outcome=Outcome.NA, note="no faucet here").choice is None
    assert faults(faucet, outcome=Outcome.NA, note="no faucet here", choice="center") == [("choice", "value_with_na")]


def test_a_value_of_another_kind_is_refused() -> None:
    assert faults(CHECK, outcome=Outcome.PASS, number="1") == [("number", "value_unexpected")]
    assert faults(JOB, text="J-1", choice="center") == [("choice", "value_unexpected")]
    assert faults(BOTTOM_FILL, text="40") == [("text", "value_unexpected")]
    assert faults(NA_CHECK, outcome=Outcome.NA, note="packed loose", text="x") == [("text", "value_unexpected")]


def test_every_fault_is_told_at_once() -> None:
    assert faults(DOCUMENT, outcome=Outcome.PASS, number="1", note="a\x00", documents=frozenset()) == [
        ("number", "value_unexpected"),
        ("note", "note_control"),
        ("documents", "document_missing"),
    ]


def test_nothing_is_pre_filled() -> None:
    for line in LINES.values():
        with pytest.raises(InvalidInput):
            judge(line, AnswerInput(documents=frozenset({"DRAWING"})), on=TODAY, reference=Decimal(20))
