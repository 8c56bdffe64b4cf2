"""Facts of a build and the small language of conditions."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from cleanstation_desktop.domain.checklist_facts import FACTS, Condition, Fact, applies, facts
from tests.support.configurations import ADJUSTABLE, Json, basin, configuration, configurations

EXAMPLE = configuration(
    basin("e_sink", size="30X20X10", light=True),
    basin("e_sink_di", size={"width": 28, "length": 21, "depth": 9}, p_trap=True),
    language="FR",
    legs=ADJUSTABLE,
    feet="casters",
    pegboard={"type": "solid", "color": "blue", "size": {"width": 60, "length": 36}},
    faucets=[{"kind": "wrist_blade", "placement": "center_1"}, {"kind": "pre_rinse", "placement": "between_1_2"}],
    sprayers=[
        {"kind": "water_gun_turret", "location": "left"},
        {"kind": "air_gun_rosette", "location": "right"},
        {"kind": "water_gun_turret", "location": "right"},
    ],
    accessories=[{"item": "T-OA-MNT-ARM", "quantity": 1}, {"item": "T-OA-BINRAIL-36-KIT", "quantity": 2}],
)


def test_build_facts_of_an_example() -> None:
    assert facts(EXAMPLE).build == {
        "model": "T2-B2",
        "basin_count": 2,
        "length": 72,
        "width": 30,
        "legs_kind": "height_adjustable",
        "legs_model": "DL27",
        "feet": "casters",
        "pegboard": True,
        "pegboard_type": "solid",
        "pegboard_color": "blue",
        "pegboard_size": "custom",
        "workflow": "left_to_right",
        "language": "FR",
        "basin_types": ("e_sink", "e_sink_di"),
        "sprayer_kinds": ("air_gun_rosette", "water_gun_turret"),
        "faucet_kinds": ("di_gooseneck", "pre_rinse", "wrist_blade"),
        "accessories": ("T-OA-BINRAIL-36-KIT", "T-OA-MNT-ARM"),
        "has_accessories": True,
        "light_basins": True,
        "basin_plan": "e_sink:30x20x10,e_sink_di:28x21x9",
        "fitting_plan": (
            "wrist_blade@center_1,pre_rinse@between_1_2,di_gooseneck@basin_2,"
            "water_gun_turret@left,air_gun_rosette@right,water_gun_turret@right"
        ),
        "board_plan": "solid:blue:60x36",
    }


def test_basin_facts_of_an_example() -> None:
    assert facts(EXAMPLE).basins == (
        {
            "basin_position": 1,
            "basin_type": "e_sink",
            "basin_light": True,
            "basin_p_trap": False,
            "basin_width": 30,
            "basin_length": 20,
            "basin_depth": 10,
        },
        {
            "basin_position": 2,
            "basin_type": "e_sink_di",
            "basin_light": False,
            "basin_p_trap": True,
            "basin_width": 28,
            "basin_length": 21,
            "basin_depth": 9,
        },
    )


def test_without_options_lists_are_empty_and_pegboard_facts_null() -> None:
    known = facts(configuration(basin("e_drain"))).build
    assert known["pegboard"] is False
    assert known["pegboard_type"] is known["pegboard_color"] is known["pegboard_size"] is None
    assert known["faucet_kinds"] == known["sprayer_kinds"] == known["accessories"] == ()
    assert known["has_accessories"] is known["light_basins"] is False


def test_a_standard_board_is_automatic() -> None:
    board = {"type": "solid", "color": "red", "size": "auto"}
    assert facts(configuration(basin("e_drain"), pegboard=board)).build["pegboard_size"] == "auto"


@given(configurations())
@settings(deadline=None)
def test_facts_are_those_declared_with_values_they_may_have(chosen: Json) -> None:
    known = facts(chosen)
    for position in range(1, len(known.basins) + 1):
        seen = known.of_basin(position)
        assert set(seen) == set(FACTS)
        for name, value in seen.items():
            rule = FACTS[name]
            members = value if isinstance(value, tuple) else (value,)
            wanted = {"text": str, "texts": str, "integer": int, "boolean": bool}[rule.kind]
            for member in members:
                assert (member is None and rule.nullable) or type(member) is wanted
                assert member is None or rule.values is None or member in rule.values
    assert set(known.build) == {name for name, rule in FACTS.items() if not rule.per_basin}


@pytest.mark.parametrize(
    ("when", "known", "holds"),
    [
        ({}, {}, True),
        ({"feet": ("casters",)}, {"feet": "casters"}, True),
        ({"feet": ("casters",)}, {"feet": "seismic"}, False),
        ({"feet": ("casters", "seismic")}, {"feet": "seismic"}, True),
        ({"feet": ("casters",)}, {}, False),
        ({"pegboard_type": ("solid",)}, {"pegboard_type": None}, False),
        ({"basin_types": ("e_sink",)}, {"basin_types": ("e_drain", "e_sink")}, True),
        ({"basin_types": ("e_sink",)}, {"basin_types": ("e_sink_di",)}, False),
        ({"basin_types": ("e_sink",)}, {"basin_types": ()}, False),
        ({"feet": ("casters",), "pegboard": (True,)}, {"feet": "casters", "pegboard": True}, True),
        ({"feet": ("casters",), "pegboard": (True,)}, {"feet": "casters", "pegboard": False}, False),
        ({"pegboard": (False,)}, {"pegboard": False}, True),
        ({"basin_count": (1,)}, {"basin_count": 1}, True),
        ({"basin_count": (1,)}, {"basin_count": True}, False),
        ({"pegboard": (True,)}, {"pegboard": 1}, False),
        ({"basin_count": ("1",)}, {"basin_count": 1}, False),
        ({"feet": ()}, {"feet": "casters"}, False),
    ],
)
def test_applies(when: Condition, known: dict[str, Fact], *, holds: bool) -> None:
    assert applies(when, known) is holds
