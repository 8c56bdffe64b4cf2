from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanstation_desktop.domain.answer_paths import put_answer
from cleanstation_desktop.domain.configuration import check_configuration
from cleanstation_desktop.domain.configuration_model import LENGTH, WIDTH
from cleanstation_desktop.domain.rule_outlook import bounds, foresee, named_values, offers
from cleanstation_desktop.domain.rules import evaluate
from tests.support.configurations import basin, configuration, configurations
from tests.support.domain_samples import answers, demo_catalogue, rules

LEAVES = ("model", "length", "width", "legs.kind", "legs.model", "feet", "pegboard.color", "basins[0].type")


def items(data: dict[str, Any]) -> list[tuple[str, str]]:
    return [(entry.rule_id, entry.item) for entry in foresee(rules(), data) if entry.item]


def refused(data: dict[str, Any], path: str, *values: object) -> set[object]:
    return {offer.value for offer in offers(rules(), data, path, values) if offer.refusal}


@given(configurations())
def test_what_is_foreseen_of_a_whole_configuration_is_what_the_rules_decide(data: dict[str, Any]) -> None:
    whole, _ = check_configuration(data)
    assert whole is not None
    decided = evaluate(rules(), whole, demo_catalogue())
    missing = {finding.field for finding in decided.findings if finding.code == "unresolved_item"}
    chosen = sorted(entry.rule_id for entry in decided.selections)
    foreseen = sorted(entry.rule_id for entry in foresee(rules(), data) if entry.item)
    if not missing:
        assert foreseen == chosen
    ahead = {entry.finding.code for entry in foresee(rules(), data) if entry.finding}
    assert {found.code for found in decided.findings if found.code not in {"unresolved_item", "alias_used"}} == ahead


@given(configurations(), st.sets(st.sampled_from(LEAVES)))
def test_nothing_is_foreseen_that_a_later_answer_undoes(data: dict[str, Any], still_open: set[str]) -> None:
    unfinished = dict(data)
    for path in sorted(still_open):
        if path.startswith("pegboard") and data["pegboard"] is None:
            continue
        put_answer(unfinished, path, None)
    whole = set(items(data))
    assert set(items(unfinished)) <= whole


def test_nothing_answered_yet() -> None:
    assert foresee(rules(), {}) == ()


def test_items_follow_one_by_one() -> None:
    data: dict[str, Any] = {"model": "T2-B2", "basins": [{"type": "e_drain"}, {}], "length": 72, "language": "FR"}
    assert items(data) == [
        ("body", "T2-BODY-61-72-HA"),
        ("basin-kit", "T2-BSN-EDR-KIT"),
        ("manual", "T2-STD-MANUAL-FR-KIT"),
    ]
    data["basins"][1]["type"] = "e_sink_di"
    assert ("control-box", "T2-CTRL-EDR1-ESK1") in items(data)
    assert ("automatic-gooseneck", "T2-OA-DI-GOOSENECK-FAUCET-KIT") in items(data)


def test_lc1_has_no_fixed_height() -> None:
    adjustable = answers(legs={"kind": "height_adjustable"})
    fixed = answers(legs={"kind": "fixed_height"})
    assert refused(adjustable, "legs.model", "DL27", "DL14", "LC1") == set()
    assert refused(fixed, "legs.model", "DL27", "DL14", "LC1") == {"LC1"}
    offer = offers(rules(), fixed, "legs.model", ["DL14"])[0]
    assert (offer.item, offer.rule) == ("T2-DL14-FH-KIT", "711.101")


def test_faucets_are_limited_by_the_basins() -> None:
    one = configuration(basin("e_sink"), faucets=[{"kind": "wrist_blade", "placement": "center_1"}] * 2)
    assert refused(one, "faucets", [{}], [{}, {}]) == set()
    offer = offers(rules(), one, "faucets", [[{}, {}, {}]])[0]
    assert offer.refusal is not None and offer.refusal.code == "too_many_faucets"
    # The gooseneck of an E-Sink DI counts: with two faucets there is no room for it.
    assert refused(one, "basins[0].type", "e_sink", "e_sink_di", "e_drain") == {"e_sink_di"}


def test_places_are_those_of_the_sink() -> None:
    two = configuration(basin("e_sink"), basin("e_drain"), faucets=[{"kind": "wrist_blade"}])
    places = ("center_1", "center_2", "center_3", "between_1_2", "between_2_3")
    assert refused(two, "faucets[0].placement", *places) == {"center_3", "between_2_3"}


def test_an_offer_names_its_item_and_rule() -> None:
    made = {
        offer.value: (offer.item, offer.rule) for offer in offers(rules(), answers(), "basins[0].size", ["20X20X8"])
    }
    assert made == {"20X20X8": ("T2-ADW-BASIN20X20X8", "712.102")}
    light = offers(rules(), answers(), "basins[1].light", [True])[0]
    assert (light.item, light.rule) == ("T2-OA-BASIN-LIGHT-EDR-KIT", "706.67")


@pytest.mark.parametrize(
    ("variable", "possible", "named"),
    [
        ("feet", ("casters", "seismic", "skates"), ("casters", "seismic")),
        ("workflow", ("left_to_right", "right_to_left"), ("left_to_right", "right_to_left")),
        ("pegboard.color", ("green", "pink"), ("green",)),
    ],
)
def test_values_are_those_of_the_rules_in_force(
    variable: str, possible: tuple[str, ...], named: tuple[str, ...]
) -> None:
    assert named_values(rules(), variable, possible) == named


def test_bounds_are_those_for_which_there_is_an_item() -> None:
    assert bounds(rules(), "length", (1, 500)) == LENGTH
    assert bounds(rules(), "width", WIDTH) == WIDTH
