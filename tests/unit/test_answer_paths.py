from __future__ import annotations

from typing import Any

import pytest

from cleanstation_desktop.domain.answer_paths import answer_at, differences, put_answer, steps_of, with_answer


def sample() -> dict[str, Any]:
    return {"length": 72, "legs": {"kind": "fixed_height"}, "basins": [{"type": "e_sink"}, {"type": "e_drain"}]}


def test_steps() -> None:
    assert steps_of("builds[1].basins[0].size") == ("builds", 1, "basins", 0, "size")
    assert steps_of("po_number") == ("po_number",)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("length", 72),
        ("legs.kind", "fixed_height"),
        ("basins[1].type", "e_drain"),
        ("basins[2].type", None),
        ("legs.model", None),
        ("length.width", None),
        ("pegboard.size.width", None),
    ],
)
def test_an_answer_by_its_path(path: str, found: object) -> None:
    assert answer_at(sample(), path) == found


def test_writing_makes_what_is_missing_on_the_way() -> None:
    answers = sample()
    put_answer(answers, "pegboard.size.width", 60)
    put_answer(answers, "basins[2].size.depth", 8)
    put_answer(answers, "faucets", [])
    put_answer(answers, "faucets[0]", {"kind": "pre_rinse"})
    put_answer(answers, "legs.kind", None)
    assert answers["pegboard"] == {"size": {"width": 60}}
    assert answers["basins"][2] == {"size": {"depth": 8}}
    assert answers["faucets"] == [{"kind": "pre_rinse"}]
    assert answers["legs"] == {}


def test_an_entry_beyond_the_next_is_refused() -> None:
    with pytest.raises(IndexError):
        put_answer(sample(), "basins[3].type", "e_sink")


def test_the_copy_leaves_the_original() -> None:
    answers = sample()
    assert with_answer(answers, "basins[0].type", "e_drain")["basins"][0] == {"type": "e_drain"}
    assert answers == sample()


def test_differences_are_named_by_path() -> None:
    other = with_answer(sample(), "basins[1].type", "e_sink")
    other["basins"].append({"type": "e_drain"})
    other["notes"] = "Gate 3"
    assert differences(sample(), other) == ["basins[1].type", "basins[2]", "notes"]
    assert differences(sample(), sample()) == []
    assert differences({"notes": ""}, {"notes": None}) == []
