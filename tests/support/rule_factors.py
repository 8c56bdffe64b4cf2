"""The space of choices, factored by what the rules read (see tests/unit/test_rule_space.py)."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

from cleanstation_desktop.domain import configuration_model as model
from cleanstation_desktop.domain.rule_data import Part
from cleanstation_desktop.domain.rule_variables import VARIABLES
from tests.support.domain_samples import basins, rules

LENGTHS = (47, 48, 59, 60, 61, 71, 72, 73, 83, 84, 95, 96, 107, 108, 119, 120, 121)
CUSTOM_BOARDS = [{"width": width, "length": length} for width in (24, 60, 120) for length in (12, 36, 48)]
CUSTOM_BASINS = [
    {"width": width, "length": length, "depth": depth}
    for width in (12, 20, 24, 30, 40)
    for length in (12, 20, 30)
    for depth in (6, 8, 10, 14)
]
PLACEMENTS = [*(f"center_{n}" for n in range(1, 5)), *(f"between_{a}_{b}" for a in range(1, 5) for b in range(1, 5))]

Point = dict[str, Any]


def mixes() -> Iterator[tuple[str, ...]]:
    """Every sequence of one to three basin types."""
    for count in (1, 2, 3):
        yield from itertools.product(model.BASIN_TYPES, repeat=count)


def boards() -> Iterator[Point | None]:
    yield None
    for kind, color, size in itertools.product(model.BOARD_TYPES, model.BOARD_COLORS, ["auto", *CUSTOM_BOARDS]):
        yield {"type": kind, "color": color, "size": size}


def named_accessories() -> list[str]:
    """Every accessory of the rules, the drawers, the refused one, and numbers that are none."""
    rule = next(rule for rule in rules().rules if rule.id == "accessory")
    named = [row.outcome.item for row in rule.rows if isinstance(row.outcome, Part) and "{" not in row.outcome.item]
    return [*named, "T2-OHL-INSTRO-KIT", "T2-OA-2D-152012-STACKED-KIT", "T2-OA-PO-SHLF-1212", "4995", "NOTHING"]


def accessory(item: str, quantity: int = 1) -> list[Point]:
    return [{"item": item, "quantity": quantity}]


def faucets(count: int, placement: str = "center_1", kind: str = "pre_rinse") -> list[Point]:
    return [{"kind": kind, "placement": placement}] * count


BASIN_VARIABLES = {"model", *(name for name in VARIABLES if name.startswith(("basin.", "basins.")))}
BOARD_VARIABLES = {name for name in VARIABLES if name.startswith("pegboard.")}
FAUCET_VARIABLES = {name for name in VARIABLES if name.startswith(("faucet.", "faucets."))}
ACCESSORY = {"accessory.item", "accessory.quantity"}

# Factor: the variables it varies, and every point of it as changes of the sample. Where a list grows, everything that
# counts over it moves too, and is named.
FACTORS: dict[str, tuple[set[str], Callable[[], Iterator[Point]]]] = {
    "length and board": (
        {"length", *BOARD_VARIABLES},
        lambda: ({"length": length, "pegboard": board} for length in LENGTHS for board in boards()),
    ),
    "every length": (
        {"length", *BOARD_VARIABLES},
        lambda: (
            {"length": length, "pegboard": board}
            for length in range(30, 135)
            for board in (None, {"type": "solid", "color": "grey", "size": "auto"})
        ),
    ),
    "legs": (
        {"legs.kind", "legs.model"},
        lambda: ({"legs": {"kind": kind, "model": legs}} for kind in model.LEG_KINDS for legs in model.LEG_MODELS),
    ),
    "feet, language, workflow": (
        {"feet", "language", "workflow"},
        lambda: (
            {"feet": feet, "language": language, "workflow": workflow}
            for feet in model.FEET
            for language in model.LANGUAGES
            for workflow in model.WORKFLOWS
        ),
    ),
    "one basin": (
        BASIN_VARIABLES | FAUCET_VARIABLES,
        lambda: (
            {"model": "T2-B1", "basins": [{"type": kind, "size": size, "p_trap": trap, "light": light}]}
            for kind in model.BASIN_TYPES
            for size in (*model.BASIN_SIZES, *CUSTOM_BASINS)
            for trap in (False, True)
            for light in (False, True)
        ),
    ),
    "mix of basins, model, number of faucets": (
        BASIN_VARIABLES | FAUCET_VARIABLES,
        lambda: (
            {"model": sink, "basins": basins(*mix)["basins"], "faucets": faucets(count)}
            for mix in mixes()
            for sink in model.BASINS_OF_MODEL
            for count in range(4)
        ),
    ),
    "width of basins and length": (
        {"length", *BASIN_VARIABLES, *FAUCET_VARIABLES, *BOARD_VARIABLES},
        lambda: (
            {"length": length, "pegboard": None, **basins(*["e_drain"] * count, size=size)}
            for length in LENGTHS
            for count in (1, 2, 3)
            for size in model.BASIN_SIZES
        ),
    ),
    "kind and place of a faucet": (
        BASIN_VARIABLES | FAUCET_VARIABLES,
        lambda: (
            {**basins(*["e_drain"] * count), "faucets": faucets(1, place, kind)}
            for count in (1, 2, 3)
            for kind in model.FAUCET_KINDS
            for place in PLACEMENTS
        ),
    ),
    "sprayers": (
        {"sprayer.kind", "sprayer.location", "sprayers.count"},
        lambda: (
            {"sprayers": [{"kind": kind, "location": location}] * count}
            for kind in model.SPRAYER_KINDS
            for location in model.SPRAYER_LOCATIONS
            for count in range(3)
        ),
    ),
    "accessory and quantity": (
        ACCESSORY,
        lambda: ({"accessories": accessory(item, count)} for item in named_accessories() for count in (1, 2, 99)),
    ),
    "accessory and length": (
        {"length", *ACCESSORY, *BOARD_VARIABLES},
        lambda: (
            {"length": length, "pegboard": None, "accessories": accessory(item)}
            for length in LENGTHS
            for item in named_accessories()
        ),
    ),
    "accessory and board": (
        ACCESSORY | BOARD_VARIABLES,
        lambda: (
            {"accessories": accessory(item), "pegboard": board}
            for item in named_accessories()
            for board in (None, *({"type": kind, "color": "red", "size": "auto"} for kind in model.BOARD_TYPES))
        ),
    ),
    "accessory and basins": (
        ACCESSORY | BASIN_VARIABLES | FAUCET_VARIABLES,
        lambda: (
            {"accessories": accessory(item), **basins("e_drain", "e_drain", size=size)}
            for item in named_accessories()
            for size in (*model.BASIN_SIZES, {"width": 24, "length": 20, "depth": 6})
        ),
    ),
}
