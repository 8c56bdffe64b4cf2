"""Build numbers: sound ones, proposed ones."""

from __future__ import annotations

import pytest

from cleanstation_desktop.domain.numbering import (
    build_number_fault,
    build_number_key,
    propose_build_numbers,
)


@pytest.mark.parametrize("number", ["B-1001", "1", "a", "X" * 40, "2026-A-", "b-1"])
def test_sound_build_numbers(number: str) -> None:
    assert build_number_fault(number) is None


@pytest.mark.parametrize(
    "number",
    ["", "-1", "B 1", "B_1", "B/1", "X" * 41, "B-1\n", "Ä1", "١٢٣", "B-1\x00", "🚰", "'; DROP TABLE orders;--"],
)
def test_build_numbers_of_other_characters_are_refused(number: str) -> None:
    assert build_number_fault(number)


def test_capitals_do_not_make_another_build_number() -> None:
    assert build_number_key("b-1001") == build_number_key("B-1001")


def test_proposals_leave_out_taken_numbers() -> None:
    taken = ["B-2026-0008", "b-2026-0010"]
    assert propose_build_numbers(year=2026, counter=7, count=3, taken=taken) == (
        "B-2026-0007",
        "B-2026-0009",
        "B-2026-0011",
    )


def test_proposals_are_sound_numbers_also_beyond_four_digits() -> None:
    proposed = propose_build_numbers(year=2026, counter=9999, count=2, taken=())
    assert proposed == ("B-2026-9999", "B-2026-10000")
    assert [build_number_fault(number) for number in proposed] == [None, None]


def test_no_proposal_when_none_is_wanted() -> None:
    assert propose_build_numbers(year=2026, counter=1, count=0, taken=()) == ()


@pytest.mark.parametrize(("year", "counter", "count"), [(26, 1, 1), (2026, 0, 1), (2026, 1, -1)])
def test_proposals_of_nonsense_are_refused(year: int, counter: int, count: int) -> None:
    with pytest.raises(ValueError, match="four digits"):
        propose_build_numbers(year=year, counter=counter, count=count, taken=())
