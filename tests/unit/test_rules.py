"""The rules of the MDRD family on single configurations, and rule data that is wrong."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from cleanstation_desktop.domain.catalogue import Catalogue
from cleanstation_desktop.domain.configuration import check_configuration
from cleanstation_desktop.domain.rules import Evaluation, RuleError, evaluate, load_rule_set
from tests.support.domain_samples import (
    answers,
    basins,
    demo_catalogue,
    part,
    rule_data,
    rule_of,
    rules,
    small_catalogue,
)


def evaluated(**changes: Any) -> Evaluation:
    configuration, _ = check_configuration(answers(**changes))
    assert configuration is not None
    return evaluate(rules(), configuration, demo_catalogue())


def items(evaluation: Evaluation, group: str) -> list[tuple[str, str | None, int, tuple[int, ...]]]:
    return [
        (selection.item, selection.rule, selection.quantity, selection.positions)
        for selection in evaluation.selections
        if selection.group == group
    ]


def noted(evaluation: Evaluation, field: str) -> list[tuple[str, str]]:
    return [(finding.severity, finding.code) for finding in evaluation.findings if finding.field == field]


@pytest.mark.parametrize(
    ("length", "item", "rule"),
    [
        (48, "T2-BODY-48-60-HA", "709.82"),
        (60, "T2-BODY-48-60-HA", "709.82"),
        (61, "T2-BODY-61-72-HA", "709.83"),
        (72, "T2-BODY-61-72-HA", "709.83"),
        (73, "T2-BODY-73-120-HA", "709.84"),
        (120, "T2-BODY-73-120-HA", "709.84"),
    ],
)
def test_the_body_goes_by_length(length: int, item: str, rule: str) -> None:
    assert items(evaluated(length=length), "body") == [(item, rule, 1, ())]


@pytest.mark.parametrize("length", [34, 47, 121, 130])
def test_a_length_without_a_body_is_an_error_and_keeps_the_rest(length: int) -> None:
    evaluation = evaluated(length=length)
    assert items(evaluation, "body") == []
    assert noted(evaluation, "length") == [("error", "out_of_range")]
    assert items(evaluation, "pegboard") and items(evaluation, "basins")


@pytest.mark.parametrize(
    ("kind", "model", "item", "rule"),
    [
        ("height_adjustable", "DL27", "T2-DL27-KIT", "711.97"),
        ("height_adjustable", "DL14", "T2-DL14-KIT", "711.98"),
        ("height_adjustable", "LC1", "T2-LC1-KIT", "711.99"),
        ("fixed_height", "DL27", "T2-DL27-FH-KIT", "711.100"),
        ("fixed_height", "DL14", "T2-DL14-FH-KIT", "711.101"),
    ],
)
def test_legs(kind: str, model: str, item: str, rule: str) -> None:
    assert items(evaluated(legs={"kind": kind, "model": model}), "legs") == [(item, rule, 1, ())]


def test_lc1_has_no_fixed_height() -> None:
    evaluation = evaluated(legs={"kind": "fixed_height", "model": "LC1"})
    assert noted(evaluation, "legs.model") == [("error", "no_fixed_height")]
    assert items(evaluation, "legs") == []


def test_feet() -> None:
    assert items(evaluated(), "feet") == [("T2-LEVELING-CASTOR-475", "711.95", 1, ())]
    assert items(evaluated(feet="seismic"), "feet") == [("T2-SEISMIC-FEET", "711.96", 1, ())]


@pytest.mark.parametrize(
    ("length", "size", "rule"),
    [
        (47, "3436", "715.120"),
        (48, "4836", "715.121"),
        (59, "4836", "715.121"),
        (60, "6036", "715.122"),
        (71, "6036", "715.122"),
        (72, "7236", "715.123"),
        (83, "7236", "715.123"),
        (84, "8436", "715.124"),
        (95, "8436", "715.124"),
        (96, "9636", "715.125"),
        (107, "9636", "715.125"),
        (108, "10836", "715.126"),
        (119, "10836", "715.126"),
        (120, "12036", "715.127"),
        (121, "12036", "715.127"),
    ],
)
def test_the_standard_board_goes_by_length(length: int, size: str, rule: str) -> None:
    board = {"type": "solid", "color": "orange", "size": "auto"}
    assert items(evaluated(length=length, pegboard=board), "pegboard") == [
        ("T2-OHL-MDRD-KIT", "716.128", 1, ()),
        (f"T2-ADW-PB-{size}-ORANGE-SOLID-KIT", rule, 1, ()),
    ]


@pytest.mark.parametrize(
    ("kind", "kit", "rule"),
    [("perforated", "T2-ADW-PB-PERF-KIT", "716.130"), ("solid", "T2-ADW-PB-SOLID-KIT", "716.131")],
)
def test_a_custom_board_is_a_changed_kit(kind: str, kit: str, rule: str) -> None:
    evaluation = evaluated(pegboard={"type": kind, "color": "red", "size": {"width": 50, "length": 40}})
    assert [entry[:2] for entry in items(evaluation, "pegboard")] == [("T2-OHL-MDRD-KIT", "716.128"), (kit, rule)]
    board = next(selection for selection in evaluation.selections if selection.item == kit)
    ((replaced, by),) = board.replace
    assert (replaced, by.item, by.rule, by.custom) == ("T2-ADW-PB-12036", "T2-ADW-PB-50X40", "720.215.002", True)
    assert [(added.item, added.note) for added in board.add] == [("708.77", {"EN": "RED", "FR": "ROUGE", "ES": "ROJO"})]


def test_no_pegboard_no_board_and_no_light() -> None:
    assert items(evaluated(pegboard=None, accessories=[]), "pegboard") == []


@pytest.mark.parametrize(
    ("kind", "kit", "rule", "light", "light_rule"),
    [
        ("e_sink", "T2-BSN-ESK-KIT", "713.109", "T2-OA-BASIN-LIGHT-ESK-KIT", "706.68"),
        ("e_sink_di", "T2-BSN-ESK-DI-KIT", "713.108", "T2-OA-BASIN-LIGHT-ESK-KIT", "706.68"),
        ("e_drain", "T2-BSN-EDR-KIT", "713.107", "T2-OA-BASIN-LIGHT-EDR-KIT", "706.67"),
    ],
)
def test_a_basin_with_everything(kind: str, kit: str, rule: str, light: str, light_rule: str) -> None:
    evaluation = evaluated(**basins(kind, size="30X20X10", p_trap=True, light=True), faucets=[])
    assert items(evaluation, "basins") == [
        (kit, rule, 1, (1,)),
        ("T2-ADW-BASIN30X20X10", "712.106", 1, (1,)),
        ("T2-OA-MS-1026", "706.65", 1, (1,)),
        (light, light_rule, 1, (1,)),
    ]


def test_basins_follow_one_another() -> None:
    evaluation = evaluated(**basins("e_drain", "e_sink", "e_drain", p_trap=True), length=100)
    assert [entry[3] for entry in items(evaluation, "basins")] == [(1,)] * 3 + [(2,)] * 3 + [(3,)] * 3


def test_a_custom_basin_is_a_custom_item() -> None:
    evaluation = evaluated(**basins("e_drain", size={"width": 28, "length": 20, "depth": 9}))
    custom = next(selection for selection in evaluation.selections if selection.custom)
    assert (custom.item, custom.rule) == ("T2-ADW-BASIN-28X20X9", "720.215.001")
    assert custom.name and custom.note
    assert all("28X20X9" in text for text in custom.note.values())


@pytest.mark.parametrize("size", ["20X20X8", "24X20X8", "24X20X10", "30X20X8", "30X20X10"])
def test_a_custom_size_that_is_standard_becomes_it_with_a_warning(size: str) -> None:
    width, length, depth = (int(figure) for figure in size.split("X"))
    evaluation = evaluated(**basins("e_drain", size={"width": width, "length": length, "depth": depth}))
    assert items(evaluation, "basins")[1][0] == f"T2-ADW-BASIN{size}"
    assert noted(evaluation, "basins[0].size") == [("warning", "custom_is_standard")]


@pytest.mark.parametrize(
    ("types", "box", "rule"),
    [
        (("e_drain",), "T2-CTRL-EDR1", "719.176"),
        (("e_sink",), "T2-CTRL-ESK1", "719.177"),
        (("e_sink_di",), "T2-CTRL-ESK1", "719.177"),
        (("e_sink_di", "e_drain"), "T2-CTRL-EDR1-ESK1", "719.178"),
        (("e_drain", "e_drain"), "T2-CTRL-EDR2", "719.179"),
        (("e_sink", "e_sink_di"), "T2-CTRL-ESK2", "719.180"),
        (("e_drain", "e_drain", "e_drain"), "T2-CTRL-EDR3", "719.181"),
        (("e_sink_di", "e_sink", "e_sink"), "T2-CTRL-ESK3", "719.182"),
        (("e_sink", "e_drain", "e_sink"), "T2-CTRL-EDR1-ESK2", "719.183"),
        (("e_drain", "e_sink", "e_drain"), "T2-CTRL-EDR2-ESK1", "719.184"),
    ],
)
def test_the_control_box_goes_by_the_mix(types: tuple[str, ...], box: str, rule: str) -> None:
    assert items(evaluated(**basins(*types), faucets=[]), "control_box") == [(box, rule, 1, ())]


def test_goosenecks_of_di_basins_come_by_themselves_and_count() -> None:
    chosen = [{"kind": "di_gooseneck", "placement": "between_2_3"}]
    evaluation = evaluated(**basins("e_sink_di", "e_drain", "e_sink_di"), faucets=chosen, length=100)
    gooseneck = "T2-OA-DI-GOOSENECK-FAUCET-KIT"
    assert items(evaluation, "faucets") == [
        (gooseneck, "706.60", 1, (1,)),
        (gooseneck, "706.60", 1, (3,)),
        (gooseneck, "706.60", 1, (2, 3)),
    ]
    assert not evaluation.rejected()
    assert noted(evaluated(**basins("e_sink_di", "e_drain", "e_sink_di"), faucets=chosen * 2), "faucets") == [
        ("error", "too_many_faucets")
    ]


def test_basins_wider_than_the_sink_are_a_warning_with_the_figures() -> None:
    evaluation = evaluated(**basins("e_drain", "e_drain", size="30X20X8"), length=59)
    warning = next(finding for finding in evaluation.findings if finding.code == "basins_wider_than_sink")
    assert warning.severity == "warning" and "60 in" in warning.message and "59 in" in warning.message
    assert warning.facts == {"basins.total_width": 60, "length": 59}
    exact = evaluated(**basins("e_drain", "e_drain", size="30X20X8"), length=60)
    assert "basins_wider_than_sink" not in {finding.code for finding in exact.findings}


@pytest.mark.parametrize(("language", "kit"), [("EN", "EN"), ("FR", "FR"), ("ES", "SP")])
def test_the_manual_goes_by_language(language: str, kit: str) -> None:
    assert items(evaluated(language=language), "manuals") == [(f"T2-STD-MANUAL-{kit}-KIT", None, 1, ())]


@pytest.mark.parametrize(
    ("kind", "item", "rule"),
    [
        ("water_gun_turret", "T2-OA-WATERGUN-TURRET-KIT", "706.61"),
        ("water_gun_rosette", "T2-OA-WATERGUN-ROSETTE-KIT", "706.62"),
        ("air_gun_turret", "T2-OA-AIRGUN-TURRET-KIT", "706.63"),
        ("air_gun_rosette", "T2-OA-AIRGUN-ROSETTE-KIT", "706.64"),
    ],
)
def test_sprayers(kind: str, item: str, rule: str) -> None:
    assert items(evaluated(sprayers=[{"kind": kind, "location": "left"}]), "sprayers") == [(item, rule, 1, ())]


def with_accessory(item: str, **changes: Any) -> Evaluation:
    return evaluated(accessories=[{"item": item, "quantity": 3}], **changes)


PERFORATED = {"type": "perforated", "color": "red", "size": "auto"}
SOLID = {"type": "solid", "color": "red", "size": "auto"}


@pytest.mark.parametrize(
    ("item", "changes", "code"),
    [
        ("T2-OA-CUST-SHELF-HA-SML", {"length": 83}, None),
        ("T2-OA-CUST-SHELF-HA-SML", {"length": 84}, "shelf_too_small"),
        ("T2-OA-CUST-SHELF-HA-LRG", {"length": 83}, "shelf_too_large"),
        ("T2-OA-CUST-SHELF-HA-LRG", {"length": 84}, None),
        ("T-OA-RAIL-SHELF-ADDER-SML", {"length": 84}, "shelf_too_small"),
        ("T-OA-RAIL-SHELF-ADDER-LRG", {"length": 83}, "shelf_too_large"),
        ("T-OA-SSSHELF-1812-BOLT-ON-KIT", {"pegboard": PERFORATED}, "bolt_on_shelf"),
        ("T-OA-SSSHELF-1812-BOLT-ON-KIT", {"pegboard": SOLID}, None),
        ("T-OA-SSSHELF-3612", {"pegboard": SOLID}, "slot_shelf"),
        ("T-OA-SSSHELF-3612", {"pegboard": PERFORATED}, None),
        ("T-OA-SSSHELF-LGHT-3612-KIT", {"pegboard": SOLID}, "slot_shelf"),
        ("T-OA-PFW1218FM-KIT", {"pegboard": None}, "needs_pegboard"),
        ("T-OA-TASKLIGHT-PB", {"pegboard": None}, "needs_pegboard"),
        ("T-OA-TASKLIGHT-PB", {"pegboard": SOLID}, None),
        ("T-OA-MNT-ARM", {"pegboard": None}, None),
        ("T2-OA-SC-2420-SS", {}, None),
        ("T2-OA-SC-2020-SS", {}, "cover_size"),
        ("T2-OA-SC-3020-SS", {}, "cover_size"),
    ],
)
def test_accessory_warnings(item: str, changes: dict[str, Any], code: str | None) -> None:
    evaluation = with_accessory(item, **changes)
    assert noted(evaluation, "accessories[0].item") == ([] if code is None else [("warning", code)])
    assert [(entry[0], entry[2]) for entry in items(evaluation, "accessories")] == [(item, 3)]


def test_the_instrosink_light_is_refused() -> None:
    evaluation = with_accessory("T2-OHL-INSTRO-KIT")
    assert noted(evaluation, "accessories[0].item") == [("error", "instrosink_only")]
    assert items(evaluation, "accessories") == []


@pytest.mark.parametrize("item", ["T2-OA-2D-152012-STACKED-KIT", "T2-OA-PO-SHLF-1212"])
def test_drawers_are_accessories_without_a_rule_number(item: str) -> None:
    assert items(with_accessory(item), "accessories") == [(item, None, 3, ())]


@pytest.mark.parametrize("item", ["T2-BODY-48-60-HA", "4995", "NOTHING", "b210-blue", "ASSY-B210-BLUE"])
def test_what_is_no_accessory_is_refused(item: str) -> None:
    evaluation = with_accessory(item)
    assert noted(evaluation, "accessories[0].item") == [("error", "unknown_accessory")]
    assert items(evaluation, "accessories") == []


def without(catalogue: Catalogue, number: str, **aliases: str) -> Catalogue:
    """The catalogue as if an item were called otherwise."""
    held = [item for item in catalogue.items.values() if number not in {part.item for part in item.components}]
    return Catalogue.build(catalogue.categories, [item for item in held if item.number != number], aliases)


def test_an_item_the_catalogue_lacks_is_named_with_its_rule_and_near_numbers() -> None:
    configuration, _ = check_configuration(answers())
    assert configuration is not None
    evaluation = evaluate(rules(), configuration, without(demo_catalogue(), "T2-DL27-KIT"))
    assert evaluation.rejected()
    (finding,) = [finding for finding in evaluation.findings if finding.severity == "error"]
    assert (finding.code, finding.field) == ("unresolved_item", "legs.model")
    assert "711.97" in finding.message and "T2-DL27-KIT" in finding.message and "T2-DL27-FH-KIT" in finding.message
    assert items(evaluation, "legs") == []


def test_an_alias_of_the_admin_is_followed_and_said() -> None:
    configuration, _ = check_configuration(answers())
    assert configuration is not None
    catalogue = without(demo_catalogue(), "T2-DL27-KIT", **{"T2-DL27-KIT": "T2-LC1-KIT"})
    evaluation = evaluate(rules(), configuration, catalogue)
    assert items(evaluation, "legs") == [("T2-LC1-KIT", "711.97", 1, ())]
    assert noted(evaluation, "legs.model") == [("warning", "alias_used")]
    (finding,) = evaluation.findings
    assert finding.facts == {"rule": "711.97", "named": "T2-DL27-KIT", "item": "T2-LC1-KIT"}


def test_a_cover_without_its_basin_names_the_sizes_there_are_once() -> None:
    evaluation = with_accessory("T2-OA-SC-2020-SS", **basins("e_drain", "e_drain", size="30X20X8"))
    (finding,) = evaluation.findings
    assert finding.facts == {"accessory.item": "T2-OA-SC-2020-SS", "basins.footprints": "30X20"}
    assert finding.message.endswith("those of this sink are 30X20 in.")


def test_the_colour_goes_by_its_other_name_too() -> None:
    held = [
        dataclasses.replace(
            item,
            number="T-OA-PB-COLOR" if item.number == "708.77" else item.number,
            components=tuple(part for part in item.components if part.item != "708.77"),
        )
        for item in demo_catalogue().items.values()
    ]
    catalogue = Catalogue.build(demo_catalogue().categories, held)
    board = {"type": "solid", "color": "red", "size": {"width": 50, "length": 40}}
    configuration, _ = check_configuration(answers(pegboard=board))
    assert configuration is not None
    evaluation = evaluate(rules(), configuration, catalogue)
    kit = next(selection for selection in evaluation.selections if selection.add)
    assert [added.item for added in kit.add] == ["T-OA-PB-COLOR"]
    assert ("warning", "alias_used") in noted(evaluation, "pegboard.type")


def test_a_rule_reads_what_it_says_and_the_observer_sees_it() -> None:
    seen: dict[str, set[str]] = {}
    configuration, _ = check_configuration(answers())
    assert configuration is not None
    evaluate(
        rules(),
        configuration,
        demo_catalogue(),
        observe=lambda rule, variable: seen.setdefault(rule, set()).add(variable),
    )
    declared = {rule.id: rule.reads for rule in rules().rules}
    assert all(variables <= declared[rule] for rule, variables in seen.items())
    assert seen["body"] == {"length"}


def stopped(change: Any, **changes: Any) -> RuleError:
    data = rule_data()
    change(data)
    configuration, _ = check_configuration(answers(**changes))
    assert configuration is not None
    with pytest.raises(RuleError) as refused:
        evaluate(load_rule_set(data), configuration, demo_catalogue())
    return refused.value


def test_a_rule_without_a_fitting_row_stops_and_is_named() -> None:
    fault = stopped(lambda data: rule_of(data, "body")["rows"].pop(), length=47)
    assert fault.rule == "body" and "body" in fault.message and fault.hint


def test_two_rows_that_fit_stop_and_are_named() -> None:
    fault = stopped(lambda data: rule_of(data, "body")["rows"][0].update(when={"length": {"from": 48}}))
    assert fault.rule == "body" and "2 of its rows" in fault.message


def test_a_word_that_is_missing_stops_and_is_named() -> None:
    fault = stopped(lambda data: data["words"]["pegboard.color"].pop("green"))
    assert fault.rule == "board" and "pegboard.color" in fault.message


def test_a_term_that_is_missing_stops_and_is_named() -> None:
    board = {"type": "solid", "color": "red", "size": {"width": 50, "length": 40}}
    fault = stopped(lambda data: data["terms"]["pegboard.color"].pop("red"), pegboard=board)
    assert fault.rule == "custom-board" and "pegboard.color" in fault.message


def test_rules_of_another_family_stop() -> None:
    assert "MDRD" in stopped(lambda data: data.update(family="ENDOSCOPE")).message


def test_rules_stop_on_an_empty_catalogue_with_findings_only() -> None:
    configuration, _ = check_configuration(answers())
    assert configuration is not None
    evaluation = evaluate(rules(), configuration, small_catalogue(part("A")))
    assert {selection.custom for selection in evaluation.selections} == {True}
    assert {finding.code for finding in evaluation.findings} >= {"unresolved_item"}
