"""The rules proved over the whole space of choices, against the company's catalogue and the demo catalogue.

Rules share few variables. The space is factored by what they read: each factor below varies some variables, a test
shows that every rule reads variables of one factor only and that nothing else moves it, so walking each factor whole
covers the product; hypothesis samples the product besides.
"""

from __future__ import annotations

import functools
import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleanstation_desktop.domain import configuration_model as model
from cleanstation_desktop.domain.bom import Bom, diff, explode
from cleanstation_desktop.domain.catalogue import Catalogue, resolve
from cleanstation_desktop.domain.configuration import Configuration, check_configuration
from cleanstation_desktop.domain.errors import Finding
from cleanstation_desktop.domain.rule_data import Part, Rule
from cleanstation_desktop.domain.rule_variables import VARIABLES
from cleanstation_desktop.domain.rules import Evaluation, Selection, evaluate
from tests.support.domain_samples import BASIN, answers, basins, demo_catalogue, real_catalogue, rules

LENGTHS = (47, 48, 59, 60, 61, 71, 72, 73, 83, 84, 95, 96, 107, 108, 119, 120, 121)
CUSTOM_BOARDS = [{"width": width, "length": length} for width in (24, 60, 120) for length in (12, 36, 48)]
CUSTOM_BASINS = [
    {"width": width, "length": length, "depth": depth}
    for width in (12, 20, 24, 30, 40)
    for length in (12, 20, 30)
    for depth in (6, 8, 10, 14)
]
PLACEMENTS = [*(f"center_{n}" for n in range(1, 5)), *(f"between_{a}_{b}" for a in range(1, 5) for b in range(1, 5))]
CATALOGUES = {"real": real_catalogue, "demo": demo_catalogue}

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


def read(point: Point) -> tuple[Configuration, tuple[Finding, ...]]:
    configuration, findings = check_configuration(answers(**point))
    if configuration is None:  # a placement such as center_0 has no value at all
        pytest.fail(f"the walk makes unreadable answers: {findings}")
    return configuration, findings


def said_by(evaluation: Evaluation, rule: Rule) -> tuple[list[Selection], set[str]]:
    """What one rule did: its selections, and the codes of the remarks that are its own."""
    codes = {row.outcome.code for row in rule.rows if not isinstance(row.outcome, Part)}
    remarks = {finding.code for finding in evaluation.findings if finding.field.endswith(rule.field)}
    return [selection for selection in evaluation.selections if selection.rule_id == rule.id], remarks & codes


def assert_sound(configuration: Configuration, errors: tuple[Finding, ...], catalogue: Catalogue) -> Evaluation:
    """What must hold at every point, and more at every valid one."""
    evaluation = evaluate(rules(), configuration, catalogue)
    refused = {finding.field for finding in evaluation.findings if finding.severity == "error"}
    assert {finding.field for finding in errors} <= refused
    groups = Counter(selection.group for selection in evaluation.selections)
    board_kits = [entry for entry in evaluation.selections if entry.rule_id in {"board", "custom-board"}]
    assert len(board_kits) <= 1
    for selection in evaluation.selections:
        assert selection.custom or selection.item in catalogue.items
    if not refused:
        assert (groups["body"], groups["legs"], groups["feet"]) == (1, 1, 1)
        assert (groups["control_box"], groups["manuals"]) == (1, 1)
        assert len(board_kits) == (configuration.pegboard is not None)
        assert groups["pegboard"] == 2 * len(board_kits)
        assert groups["faucets"] == len(configuration.faucets) + sum(
            basin.type == "e_sink_di" for basin in configuration.basins
        )
        assert groups["sprayers"] == len(configuration.sprayers)
        assert groups["accessories"] == len(configuration.accessories)
        assert groups["basins"] == sum(2 + basin.light + basin.p_trap for basin in configuration.basins)
    return evaluation


@pytest.mark.parametrize("rule", rules().rules, ids=lambda rule: rule.id)
def test_every_rule_reads_variables_of_one_factor(rule: Rule) -> None:
    assert any(rule.reads <= variables for variables, _ in FACTORS.values())


@pytest.mark.parametrize("factor", FACTORS)
def test_each_factor_walked_whole_on_the_real_catalogue(factor: str) -> None:
    variables, points = FACTORS[factor]
    catalogue = real_catalogue()
    base = evaluate(rules(), read({})[0], catalogue)
    others = [rule for rule in rules().rules if not rule.reads & variables]
    count = 0
    for point in points():
        configuration, errors = check_configuration(answers(**point))
        if configuration is None:
            assert {finding.code for finding in errors} == {"unknown_choice"}
            continue
        evaluation = assert_sound(configuration, errors, catalogue)
        unresolved = [finding for finding in evaluation.findings if finding.code == "unresolved_item"]
        assert unresolved == []
        for rule in others:
            assert said_by(evaluation, rule) == said_by(base, rule), rule.id
        count += 1
    assert count


class RecordingConfiguration(Configuration):
    """A configuration that remembers which of its answers were looked at."""

    looked_at: set[str] = set()  # noqa: RUF012 - shared on purpose, emptied by whoever reads it

    def __getattribute__(self, name: str) -> Any:
        if name in Configuration.__dataclass_fields__:
            RecordingConfiguration.looked_at.add(name)
        return super().__getattribute__(name)


def recording(configuration: Configuration) -> RecordingConfiguration:
    fields = {name: getattr(configuration, name) for name in Configuration.__dataclass_fields__}
    RecordingConfiguration.looked_at.clear()
    return RecordingConfiguration(**fields)


def answers_of(variable: str) -> set[str]:
    """The top-level answers that a variable may look at."""
    if variable == "faucets.fitted_count":  # with the goosenecks that basins bring along
        return {"faucets", "basins"}
    owner = variable.partition(".")[0]
    return {
        {"basin": "basins", "faucet": "faucets", "sprayer": "sprayers", "accessory": "accessories"}.get(owner, owner)
    }


@pytest.mark.parametrize("variable", VARIABLES)
def test_a_variable_looks_at_its_own_answers_only(variable: str) -> None:
    for point in ({}, {"pegboard": None}, {"pegboard": {"type": "solid", "color": "red", "size": CUSTOM_BOARDS[0]}}):
        configuration = recording(read(point)[0])
        VARIABLES[variable].read(configuration, 0)
        assert RecordingConfiguration.looked_at == answers_of(variable)


def test_no_rule_reads_a_variable_that_it_does_not_declare() -> None:
    declared = {rule.id: rule.reads for rule in rules().rules}
    seen: set[tuple[str, str]] = set()
    for mix in mixes():
        evaluate(
            rules(),
            read({**basins(*mix, p_trap=True, light=True), "faucets": []})[0],
            real_catalogue(),
            observe=lambda rule, variable: seen.add((rule, variable)),
        )
    assert {rule for rule, _ in seen} >= set(declared) - {"faucet", "faucet-placement"}
    assert all(variable in declared[rule] for rule, variable in seen)


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_every_item_the_rules_name_is_in_the_catalogue(catalogue: str) -> None:
    held = CATALOGUES[catalogue]()
    lacking = [number for number in rules().named_items() if resolve(held, rules(), number) is None]
    assert lacking == []


def test_the_rules_name_all_128_board_kits() -> None:
    kits = [number for number in rules().named_items() if number.startswith("T2-ADW-PB-") and number.count("-") == 6]
    assert len(kits) == 8 * 8 * 2


@functools.cache
def _sizes() -> st.SearchStrategy[Any]:
    custom = st.fixed_dictionaries(
        {"width": st.integers(12, 40), "length": st.integers(12, 30), "depth": st.integers(6, 14)}
    )
    return st.sampled_from(model.BASIN_SIZES) | custom


@st.composite
def valid_points(draw: st.DrawFn) -> Point:
    """Any valid configuration, as changes of the sample."""
    mix = draw(st.lists(st.sampled_from(model.BASIN_TYPES), min_size=1, max_size=3))
    count = len(mix)
    free = model.most_faucets(count) - mix.count("e_sink_di")
    places = [f"center_{n}" for n in range(1, count + 1)] + [f"between_{n}_{n + 1}" for n in range(1, count)]
    kind = draw(st.sampled_from(model.LEG_KINDS))
    legs = model.LEG_MODELS if kind == "height_adjustable" else ("DL27", "DL14")
    custom = st.fixed_dictionaries({"width": st.integers(24, 120), "length": st.integers(12, 48)})
    board = st.fixed_dictionaries(
        {
            "type": st.sampled_from(model.BOARD_TYPES),
            "color": st.sampled_from(model.BOARD_COLORS),
            "size": st.just("auto") | custom,
        }
    )
    good = [item for item in named_accessories() if item not in {"T2-OHL-INSTRO-KIT", "4995", "NOTHING"}]
    chosen = draw(st.lists(st.sampled_from(good), max_size=6, unique=True))
    faucet = st.fixed_dictionaries({"kind": st.sampled_from(model.FAUCET_KINDS), "placement": st.sampled_from(places)})
    sprayer = st.fixed_dictionaries(
        {"kind": st.sampled_from(model.SPRAYER_KINDS), "location": st.sampled_from(model.SPRAYER_LOCATIONS)}
    )
    return {
        "language": draw(st.sampled_from(model.LANGUAGES)),
        "length": draw(st.integers(48, 120) | st.sampled_from(LENGTHS[1:-1])),
        "width": draw(st.integers(20, 60)),
        "legs": {"kind": kind, "model": draw(st.sampled_from(legs))},
        "feet": draw(st.sampled_from(model.FEET)),
        "pegboard": draw(st.none() | board),
        "workflow": draw(st.sampled_from(model.WORKFLOWS)),
        "model": f"T2-B{count}",
        "basins": [
            {**BASIN, "type": kind, "size": draw(_sizes()), "light": draw(st.booleans()), "p_trap": draw(st.booleans())}
            for kind in mix
        ],
        "faucets": draw(st.lists(faucet, max_size=free)),
        "sprayers": draw(st.lists(sprayer, max_size=2)),
        "accessories": [{"item": item, "quantity": draw(st.integers(1, 99))} for item in chosen],
    }


def assert_adds_up(bom: Bom) -> None:
    """Every line's quantity per build is the product of the quantities from the top down to it."""
    above: list[int] = []
    paths = [line.path for line in bom.lines]
    assert len(set(paths)) == len(paths)
    for line in bom.lines:
        assert line.level == line.path.count(".")
        del above[line.level :]
        assert line.extended_quantity == line.quantity * (above[-1] if above else 1)
        above.append(line.extended_quantity)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(valid_points())
def test_any_valid_configuration_is_sound(point: Point) -> None:
    configuration, errors = read(point)
    assert errors == ()
    evaluation = assert_sound(configuration, errors, real_catalogue())
    assert not evaluation.rejected(), evaluation.findings
    bom = explode(configuration, rules(), real_catalogue())
    assert not bom.refused
    assert_adds_up(bom)
    assert Bom.from_json(bom.to_json()) == bom
    assert diff(bom, bom).empty
    shown = {line.item for line in bom.lines if line.level == 0}
    assert shown == {selection.item for selection in evaluation.selections}


@settings(max_examples=250, deadline=None)
@given(
    st.integers(40, 130),
    st.sampled_from(list(model.BASINS_OF_MODEL)),
    st.lists(st.sampled_from(model.BASIN_TYPES), min_size=1, max_size=3),
    st.tuples(st.sampled_from(model.LEG_KINDS), st.sampled_from(model.LEG_MODELS)),
    st.lists(st.sampled_from(PLACEMENTS), max_size=3),
)
def test_reader_and_rules_refuse_the_same_fields(
    length: int, sink: str, mix: list[str], legs: tuple[str, str], places: list[str]
) -> None:
    point = {
        "length": length,
        "pegboard": None,
        "model": sink,
        "basins": basins(*mix)["basins"],
        "legs": {"kind": legs[0], "model": legs[1]},
        "faucets": [{"kind": "pre_rinse", "placement": place} for place in places],
    }
    configuration, errors = read(point)
    evaluation = evaluate(rules(), configuration, real_catalogue())
    refused = {finding.field for finding in evaluation.findings if finding.severity == "error"}
    assert refused == {finding.field for finding in errors}
    # One fault is one finding in the bill, whoever saw it first.
    bom = explode(configuration, rules(), real_catalogue(), known=errors)
    assert Counter(finding.field for finding in bom.findings if finding.severity == "error") == Counter(refused)
