"""Where an inspection stands, how it ends, and what the next attempt asks."""

from __future__ import annotations

import dataclasses

import pytest

from cleanstation_desktop.domain.checklist import (
    DerivedItem,
    ItemKey,
    Progress,
    Result,
    beside,
    derive,
    first_pass,
    missing,
    next_attempt,
    ordered_again,
    overall,
    progress,
)
from cleanstation_desktop.domain.checklist_facts import facts
from cleanstation_desktop.domain.checklist_template import InspectionKind, Outcome, Repeat
from cleanstation_desktop.domain.errors import InvalidInput
from tests.support.configurations import basin, configuration
from tests.support.forms import form

TEMPLATE = form(InspectionKind.END_OF_LINE_TEST)
LINES = derive(TEMPLATE, facts(configuration(basin("e_sink"), basin("e_sink"))))
FAILED_ONLY = dataclasses.replace(TEMPLATE, repeat=Repeat.FAILED_ONLY)


def passed(*, but: dict[ItemKey, Outcome | None] | None = None) -> dict[ItemKey, Outcome]:
    """Every line passed, except those given: another outcome, or None for not answered."""
    answers: dict[ItemKey, Outcome | None] = {line.key: Outcome.PASS for line in LINES}
    answers.update(but or {})
    return {key: outcome for key, outcome in answers.items() if outcome is not None}


def keys(lines: tuple[DerivedItem, ...]) -> set[ItemKey]:
    return {line.key for line in lines}


def test_progress_counts() -> None:
    answers = passed(but={("EL-30", 1): Outcome.FAIL, ("EL-24", 2): Outcome.NA, ("EL-66", 1): None})
    total = len(LINES)
    assert progress(LINES, answers) == Progress(total, total - 1, total - 3, 1, 1, 1)
    assert progress(LINES, {}) == Progress(total, 0, 0, 0, 0, total)


def test_an_answer_to_an_item_that_is_not_asked_counts_for_nothing() -> None:
    assert progress(LINES, {("EL-66", 3): Outcome.FAIL}).answered == 0
    assert overall(LINES, passed(but={("EL-66", 3): Outcome.FAIL})) is Result.PASSED


def test_missing_names_required_items_only() -> None:
    (line,) = missing(LINES, passed(but={("EL-66", 2): None}))
    assert line.key == ("EL-66", 2)
    optional = dataclasses.replace(line, item=dataclasses.replace(line.item, required=False))
    assert missing((optional,), {}) == ()


def test_overall() -> None:
    assert overall(LINES, passed()) is Result.PASSED
    assert overall(LINES, passed(but={("EL-54", 1): Outcome.NA})) is Result.PASSED
    assert overall(LINES, passed(but={("EL-30", 1): Outcome.FAIL})) is Result.FAILED
    assert overall(LINES, passed(but={("EL-30", 1): Outcome.FAIL, ("EL-30", 2): None})) is None
    assert overall((), {}) is None


def test_a_conceded_failure_does_not_fail_the_inspection() -> None:
    answers = passed(but={("EL-30", 1): Outcome.FAIL, ("EL-30", 2): Outcome.FAIL})
    assert overall(LINES, answers, conceded={("EL-30", 1), ("EL-30", 2)}) is Result.PASSED
    assert overall(LINES, answers, conceded={("EL-30", 1)}) is Result.FAILED


@pytest.mark.parametrize(
    ("attempts", "expected"),
    [
        ([], None),
        ([None], None),
        ([Result.PASSED], True),
        ([Result.FAILED], False),
        ([Result.FAILED, Result.PASSED], False),
        ([Result.PASSED, Result.FAILED], True),
    ],
)
def test_first_pass(attempts: list[Result | None], *, expected: bool | None) -> None:
    assert first_pass(attempts) is expected


def test_next_attempt_repeats_all() -> None:
    assert TEMPLATE.repeat is Repeat.ALL
    following = next_attempt(TEMPLATE, LINES, passed(but={("EL-30", 1): Outcome.FAIL}))
    assert following.repeated == LINES
    assert following.carried_over == ()


def test_next_attempt_repeats_failed_only() -> None:
    answers = passed(but={("EL-30", 1): Outcome.FAIL, ("EL-66", 2): None, ("EL-65", 1): Outcome.NA})
    following = next_attempt(FAILED_ONLY, LINES, answers)
    assert keys(following.repeated) == {("EL-30", 1), ("EL-66", 2)}
    assert len(following.repeated) + len(following.carried_over) == len(LINES)


def test_a_reading_and_its_reference_are_repeated_together() -> None:
    for failed in ("EL-42", "EL-43"):
        following = next_attempt(FAILED_ONLY, LINES, passed(but={(failed, 2): Outcome.FAIL}))
        assert keys(following.repeated) == {("EL-40", None), ("EL-42", 2), ("EL-43", 2)}


def test_an_instrument_is_named_anew_with_each_reading_and_its_readings_with_it() -> None:
    """The readings that are not taken again keep the instrument of their attempt."""
    references = {(code, position) for code in ("EL-42", "EL-45", "EL-48", "EL-51") for position in (1, 2)}
    beside_them = {(code, position) for code in ("EL-43", "EL-46", "EL-49", "EL-52") for position in (1, 2)}
    again = ordered_again(LINES, codes=["EL-40"])
    assert keys(again.repeated) == {("EL-40", None)} | references | beside_them
    assert ("EL-40", None) in keys(ordered_again(LINES, codes=["EL-43"]).repeated)
    assert ("EL-40", None) in keys(ordered_again(LINES, codes=["EL-41", "EL-53"]).carried_over)


def test_beside_finds_the_readings_of_the_same_basin() -> None:
    (reference,) = [line for line in LINES if line.key == ("EL-45", 2)]
    assert keys(beside(LINES, reference)) == {("EL-46", 2)}


def test_a_disposition_orders_groups_and_items_again() -> None:
    again = ordered_again(LINES, groups=["EMERGENCY_STOP"], codes=["EL-66", "EL-43"])
    assert keys(again.repeated) == {
        (code, position) for code in ("EL-30", "EL-66", "EL-42", "EL-43") for position in (1, 2)
    } | {("EL-40", None)}
    assert keys(again.carried_over).isdisjoint(keys(again.repeated))


def test_a_disposition_cannot_name_what_the_build_does_not_have() -> None:
    with pytest.raises(InvalidInput) as refused:
        ordered_again(LINES, groups=["E_DRAIN", "GENERAL"], codes=["EL-10"])
    assert [(finding.code, finding.field) for finding in refused.value.findings] == [
        ("group_unknown", "groups"),
        ("item_unknown", "codes"),
    ]
