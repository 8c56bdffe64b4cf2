"""The difference between two configurations: every answer that differs, by its path, and nothing else."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanstation_desktop.domain.configuration import parse_configuration
from cleanstation_desktop.domain.configuration_diff import AnswerChange, configuration_diff
from tests.support.configurations import basin, configuration

PLAIN: dict[str, Any] = dict(
    parse_configuration(
        configuration(
            basin("e_sink", size="24X20X8"),
            basin("e_drain"),
            faucets=[{"kind": "wrist_blade", "placement": "center_1"}],
            sprayers=[{"kind": "water_gun_turret", "location": "left"}],
            accessories=[{"item": "T-OA-BINRAIL-24-KIT", "quantity": 2}, {"item": "B210-BLUE", "quantity": 1}],
        )
    ).to_json()
)


def changed(path: str, value: object) -> dict[str, Any]:
    """The plain configuration with one answer replaced."""
    result = copy.deepcopy(PLAIN)
    *above, last = [int(name) if name.isdigit() else name for name in path.split("/")]
    place: Any = result
    for name in above:
        place = place[name]
    place[last] = value
    return result


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("width", PLAIN["width"] + 1, "width"),
        ("workflow", "right_to_left", "workflow"),
        ("language", "FR", "language"),
        ("legs/model", "LC1", "legs.model"),
        ("basins/1/p_trap", True, "basins[1].p_trap"),
        ("basins/0/size", "30X20X8", "basins[0].size"),
        ("faucets/0/placement", "between_1_2", "faucets[0].placement"),
        ("sprayers/0/location", "right", "sprayers[0].location"),
    ],
)
def test_an_answer_that_puts_no_part_on_the_bill_is_seen(path: str, value: object, field: str) -> None:
    new = changed(path, value)
    (change,) = configuration_diff(PLAIN, new)
    assert (change.field, change.new) == (field, value)
    assert configuration_diff(new, PLAIN) == (AnswerChange(field, value, change.old),)
    assert change.to_json() == {"field": field, "old": change.old, "new": value}


def test_what_comes_or_goes_as_a_whole_is_one_change() -> None:
    board = {"type": "perforated", "color": "green", "size": "auto"}
    assert configuration_diff(PLAIN, changed("pegboard", board)) == (AnswerChange("pegboard", None, board),)
    custom = {"width": 24, "length": 21, "depth": 8}
    assert configuration_diff(PLAIN, changed("basins/0/size", custom)) == (
        AnswerChange("basins[0].size", "24X20X8", custom),
    )
    wider = {**custom, "width": 25}
    assert configuration_diff(changed("basins/0/size", custom), changed("basins/0/size", wider)) == (
        AnswerChange("basins[0].size.width", 24, 25),
    )
    assert configuration_diff(PLAIN, changed("basins", PLAIN["basins"][:1])) == (
        AnswerChange("basins[1]", PLAIN["basins"][1], None),
    )
    assert configuration_diff(PLAIN, changed("faucets", [])) == (AnswerChange("faucets[0]", PLAIN["faucets"][0], None),)


def test_accessories_are_known_by_their_item() -> None:
    first, second = PLAIN["accessories"]
    assert configuration_diff(PLAIN, changed("accessories", [second, first])) == ()
    assert configuration_diff(PLAIN, changed("accessories", [second])) == (
        AnswerChange("accessories.T-OA-BINRAIL-24-KIT", 2, None),
    )
    assert configuration_diff(PLAIN, changed("accessories", [first, {**second, "quantity": 3}])) == (
        AnswerChange("accessories.B210-BLUE", 1, 3),
    )
    added = {"item": "T-OA-MNT-ARM", "quantity": 1}
    assert configuration_diff(PLAIN, changed("accessories", [first, second, added])) == (
        AnswerChange("accessories.T-OA-MNT-ARM", None, 1),
    )


def test_a_yes_is_no_one() -> None:
    assert configuration_diff({"p_trap": True}, {"p_trap": 1}) == (AnswerChange("p_trap", True, 1),)


@given(width=st.integers(20, 60), workflow=st.sampled_from(["left_to_right", "right_to_left"]), p_trap=st.booleans())
def test_nothing_is_said_exactly_where_nothing_differs(width: int, workflow: str, p_trap: bool) -> None:
    new = changed("basins/0/p_trap", p_trap) | {"width": width, "workflow": workflow}
    assert (configuration_diff(PLAIN, new) == ()) is (new == PLAIN)
    assert configuration_diff(new, copy.deepcopy(new)) == ()
