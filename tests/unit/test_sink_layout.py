"""The plan of a sink in inches: everything inside the picture, basins side by side, each answer in its place."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanstation_desktop import resources
from cleanstation_desktop.domain.configuration_model import BASIN_TYPES, LENGTH, Configuration
from cleanstation_desktop.ui.drawing.sink_answers import read_answers, standard_board_width
from cleanstation_desktop.ui.drawing.sink_front import front_layout
from cleanstation_desktop.ui.drawing.sink_layout import plan_layout
from cleanstation_desktop.ui.drawing.sink_parts import Box, Kind, SinkLayout
from tests.support.configurations import ADJUSTABLE, PEGBOARD, Json, basin, configuration, configurations

CLOSE = 1e-6
RULES: Json = json.loads(resources.path("rules", "mdrd.json").read_text(encoding="utf-8"))


def plan(data: Json | Configuration | None) -> SinkLayout:
    return plan_layout(read_answers(data))


def holds(outer: Box, inner: Box) -> bool:
    return Box(outer.x - CLOSE, outer.y - CLOSE, outer.width + 2 * CLOSE, outer.height + 2 * CLOSE).holds(inner)


@st.composite
def unfinished(draw: st.DrawFn) -> Json:
    """A configuration that is still being written: answers missing at any depth, or of the wrong kind."""
    data = draw(configurations())
    for name in draw(st.lists(st.sampled_from(sorted(data)), max_size=8, unique=True)):
        if draw(st.booleans()):
            del data[name]
        else:
            data[name] = draw(st.sampled_from([None, "", 7, "x", [], [None, {}], {}, {"size": {"width": 4}}]))
    return data


@given(configurations() | unfinished())
def test_nothing_lies_outside_the_picture(data: Json) -> None:
    answers = read_answers(data)
    for layout in (plan_layout(answers), front_layout(answers)):
        assert [part for part in layout.parts if not holds(layout.bounds, part.box)] == []
        for line in layout.dimensions:
            for x, y in (line.start, line.end):
                assert holds(layout.bounds, Box(x, y, 0, 0))


@given(configurations() | unfinished())
def test_basins_stand_in_their_order_and_never_overlap(data: Json) -> None:
    basins = plan(data).of(Kind.BASIN)
    for left, right in pairwise(basins):
        assert left.box.right <= right.box.x + CLOSE


@given(configurations())
def test_basins_lie_within_the_body_unless_they_are_marked(data: Json) -> None:
    layout = plan(data)
    body = layout.of(Kind.BODY)[0].box
    assert body == Box(0, 0, data["length"], data["width"])
    for part in layout.of(Kind.BASIN):
        assert holds(body, part.box) is not part.over


@given(configurations())
def test_the_warning_is_that_of_the_rules(data: Json) -> None:
    layout = plan(data)
    needed = sum(part.box.width for part in layout.of(Kind.BASIN))
    assert layout.answers.overflow == max(0, needed - data["length"])
    shown = [line.inches for line in layout.dimensions if line.field == "basins"]
    assert shown == ([needed] if needed > data["length"] else [])


@given(configurations())
def test_every_answer_that_has_a_shape_is_drawn(data: Json) -> None:
    layout = plan(data)
    fields = [part.field for part in layout.parts]
    listed = len([field for field in fields if field.startswith("faucets")])
    assert listed == len(data["faucets"])
    automatic = [part for part in layout.of(Kind.FAUCET) if not part.known]
    assert len(automatic) == sum(entry["type"] == "e_sink_di" for entry in data["basins"])
    assert len(layout.of(Kind.SPRAYER)) == len(data["sprayers"])
    assert len(layout.of(Kind.BASIN_LIGHT)) == sum(entry["light"] for entry in data["basins"])
    assert len(layout.of(Kind.P_TRAP)) == sum(entry["p_trap"] for entry in data["basins"])
    assert bool(layout.of(Kind.BOARD)) is (data["pegboard"] is not None)


def test_true_sizes_and_the_figures_on_the_dimension_lines() -> None:
    wide = basin("e_drain", size={"width": 28, "length": 20, "depth": 9})
    layout = plan(configuration(basin("e_sink"), wide, length=72, width=30))
    first, second = (part.box for part in layout.of(Kind.BASIN))
    assert (first.width, first.height, second.width, second.height) == (24, 20, 28, 20)
    assert first.x == pytest.approx(second.x - first.right) == pytest.approx(72 - second.right)
    assert {line.field: line.inches for line in layout.dimensions} == {
        "basins[0].size": 24,
        "basins[1].size": 28,
        "length": 72,
        "width": 30,
    }


def test_faucets_stand_where_they_are_placed_and_beside_each_other() -> None:
    placed = [{"kind": "wrist_blade", "placement": "center_1"}, {"kind": "pre_rinse", "placement": "between_1_2"}]
    layout = plan(configuration(basin("e_sink_di"), basin("e_drain"), length=96, faucets=placed))
    first, second = (part.box for part in layout.of(Kind.BASIN))
    listed, between, automatic = layout.of(Kind.FAUCET)
    assert between.box.middle[0] == pytest.approx((first.right + second.x) / 2)
    assert (listed.box.middle[0] + automatic.box.middle[0]) / 2 == pytest.approx(first.middle[0])
    assert listed.box.right <= automatic.box.x
    assert automatic.field == "basins[0].type"


def test_a_faucet_at_a_basin_that_is_not_there_is_left_out() -> None:
    placed = [{"kind": "wrist_blade", "placement": "center_3"}, {"kind": "wrist_blade", "placement": ""}]
    assert plan(configuration(basin("e_sink"), faucets=placed)).of(Kind.FAUCET) == ()


def test_sprayers_hang_on_their_side() -> None:
    guns = [{"kind": "water_gun_turret", "location": side} for side in ("left", "right")]
    left, right = plan(configuration(basin("e_sink"), sprayers=guns)).of(Kind.SPRAYER)
    assert left.box.right < 0
    assert right.box.x > 72


def test_nothing_at_all_still_gives_a_picture() -> None:
    layout = plan(None)
    assert [part.known for part in layout.of(Kind.BODY)] == [False]
    assert {line.inches for line in layout.dimensions} == {None}


def test_a_model_alone_gives_its_open_basins() -> None:
    basins = plan({"model": "T2-B3", "length": 60}).of(Kind.BASIN)
    assert [(part.variant, part.known, part.over) for part in basins] == [("", False, False)] * 3
    assert basins[-1].box.right <= 60


def test_a_finished_value_is_drawn_as_its_json_is() -> None:
    from cleanstation_desktop.domain.configuration import parse_configuration  # noqa: PLC0415

    data = configuration(basin("e_sink"), basin("e_drain"), pegboard=PEGBOARD, legs=ADJUSTABLE)
    assert plan(parse_configuration(data)) == plan(data)


def rows(rule: str) -> list[Any]:
    return [row for entry in RULES["rules"] if entry["id"] == rule for row in entry["rows"] if "item" in row]


@pytest.mark.parametrize("length", range(LENGTH[0], LENGTH[1] + 1))
def test_the_standard_board_is_that_of_the_rules(length: int) -> None:
    for row in rows("board"):
        bounds = row["when"]["length"]
        if bounds["from"] <= length <= bounds["to"]:
            assert row["item"].startswith(f"T2-ADW-PB-{standard_board_width(length)}36-")
            break
    else:
        pytest.fail(f"no board for {length}")


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("drains", [0, 1, 2, 3])
def test_the_control_box_is_that_of_the_rules(count: int, drains: int) -> None:
    if drains > count:
        return
    answers = read_answers(configuration(*[basin("e_drain")] * drains, *[basin("e_sink_di")] * (count - drains)))
    wanted = {"basins.e_drain_count": drains, "basins.e_sink_count": count - drains}
    assert [row["item"] for entry in RULES["rules"] for row in entry["rows"] if row.get("when") == wanted] == [
        answers.control_box
    ]


@pytest.mark.parametrize("kind", BASIN_TYPES)
def test_parts_lead_to_fields_of_the_configuration(kind: str) -> None:
    layout = plan(configuration(basin(kind, light=True, p_trap=True), pegboard=PEGBOARD))
    fields = {part.field.replace("[0]", "[]") for part in layout.parts}
    assert fields <= {
        "length",
        "feet",
        "pegboard",
        "basins[].type",
        "basins[].p_trap",
        "basins[].light",
        "workflow",
        "basins",
    }
