"""The rules proved over the whole space of choices, against the company's catalogue and the demo catalogue.

Rules share few variables. The space is factored by what they read: each factor below varies some variables, a test
shows that every rule reads variables of one factor only and that nothing else moves it, so walking each factor whole
covers the product; hypothesis samples the product besides.
"""

from __future__ import annotations

import functools
from collections import Counter
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
from tests.support.rule_factors import CUSTOM_BOARDS, FACTORS, LENGTHS, PLACEMENTS, Point, mixes, named_accessories

CATALOGUES = {"real": real_catalogue, "demo": demo_catalogue}


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
