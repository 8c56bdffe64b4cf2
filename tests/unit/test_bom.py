"""Explosion, totals, where-used and difference of bills of material."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from typing import Any

import pytest

from cleanstation_desktop.domain.bom import (
    MOST_LINES,
    Bom,
    BomLine,
    diff,
    explode,
    flat,
    where_used,
)
from cleanstation_desktop.domain.catalogue import Catalogue, Item
from cleanstation_desktop.domain.errors import Finding, InvalidInput
from tests.support.domain_samples import (
    answers,
    assembly,
    basins,
    chosen,
    configured,
    exploded,
    part,
    real_catalogue,
    rules,
    small_catalogue,
)


def bill(**changes: Any) -> Bom:
    return explode(configured(**changes), rules(), real_catalogue())


def outline(bom: Bom) -> list[tuple[str, str, int, int]]:
    return [(line.path, line.item, line.quantity, line.extended_quantity) for line in bom.lines]


def line_of(bom: Bom, item: str) -> BomLine:
    (found,) = [line for line in bom.lines if line.item == item]
    return found


def test_the_sample_of_the_design() -> None:
    bom = bill()
    assert [line.item for line in bom.lines if line.level == 0] == [
        "T2-BODY-61-72-HA",
        "T2-DL27-KIT",
        "T2-LEVELING-CASTOR-475",
        "T2-OHL-MDRD-KIT",
        "T2-ADW-PB-7236-GREEN-PERF-KIT",
        "T2-BSN-ESK-KIT",
        "T2-ADW-BASIN24X20X8",
        "T2-OA-BASIN-LIGHT-ESK-KIT",
        "T2-BSN-EDR-KIT",
        "T2-ADW-BASIN-28X20X9",
        "T2-OA-MS-1026",
        "T2-CTRL-EDR1-ESK1",
        "T2-OA-STD-FAUCET-WB-KIT",
        "T2-OA-WATERGUN-TURRET-KIT",
        "T2-STD-MANUAL-FR-KIT",
        "T-OA-BINRAIL-36-KIT",
    ]
    assert bom.findings == ()
    assert (bom.totals.lines, bom.totals.depth) == (199, 3)
    assert line_of(bom, "T2-ADW-BASIN-28X20X9").kind == "custom"
    assert line_of(bom, "T2-ADW-BASIN-28X20X9").rule == "720.215.001"
    assert line_of(bom, "708.77").note == "GREEN"
    assert line_of(bom, "T-OA-BINRAIL-36").extended_quantity == 2


def test_the_answer_has_the_shape_of_the_design() -> None:
    answer = bill().to_json()
    assert list(answer) == ["build_number", "lines", "findings", "totals"]
    lines: Any = answer["lines"]
    assert list(lines[0]) == [
        "path",
        "level",
        "item",
        "kind",
        "name",
        "quantity",
        "extended_quantity",
        "rule",
        "positions",
        "note",
    ]
    assert list(answer["totals"]) == ["lines", "distinct_items", "depth"]  # type: ignore[call-overload]
    assert Bom.from_json(json.loads(json.dumps(answer))) == bill()


def test_twins_give_their_components_at_any_depth_under_the_bare_number() -> None:
    bom = bill(legs={"kind": "height_adjustable", "model": "DL14"})
    legs = line_of(bom, "T2-DL14-KIT")
    assert legs.kind == "assembly"
    assert [line.item for line in bom.lines if line.path.startswith(f"{legs.path}.")][:2] == [
        "T-CBD6SH00040A-709",
        "DPF1C00-012016",
    ]
    assert not [line for line in bom.lines if line.item.startswith("ASSY-")]
    screen = line_of(bom, "T2-TS7")
    assert screen.level == 1 and line_of(bom, "T2-TS7-SHELL").path.startswith(f"{screen.path}.")


def test_the_twin_with_its_own_part_is_a_leaf_and_a_finding() -> None:
    bom = bill(accessories=[{"item": "T2-OA-PO-SHLF-1212", "quantity": 2}])
    tray = line_of(bom, "T2-OA-PO-SHLF-1212")
    assert (tray.kind, tray.level, tray.extended_quantity) == ("part", 0, 2)
    assert [(finding.severity, finding.code, finding.field) for finding in bom.findings] == [
        ("warning", "twin_contains_itself", "accessories[0].item")
    ]


def test_a_twin_with_its_own_part_keeps_the_other_components() -> None:
    catalogue = small_catalogue(part("A"), part("B"), assembly("ASSY-A", ("A", 1), ("B", 3)))
    bom = exploded(catalogue, chosen("A"))
    assert outline(bom) == [("1", "A", 1, 1), ("1.1", "B", 3, 3)]
    assert [finding.code for finding in bom.findings] == ["twin_contains_itself"]


def test_a_custom_board_replaces_the_stock_board_and_adds_the_colour() -> None:
    bom = bill(pegboard={"type": "solid", "color": "blue", "size": {"width": 66, "length": 30}})
    kit = line_of(bom, "T2-ADW-PB-SOLID-KIT")
    below = [line for line in bom.lines if line.path.startswith(f"{kit.path}.")]
    assert [(line.item, line.kind, line.rule, line.note) for line in below] == [
        ("T2-ADW-PB-66X30", "custom", "720.215.002", "66 x 30 po"),
        ("22MP20026", "part", None, None),
        ("708.77", "part", "708.77", "BLEU"),
    ]
    assert kit.rule == "716.131"
    assert "T2-ADW-PB-12036" not in {line.item for line in bom.lines}
    assert [line.item for line in bom.lines if line.item.startswith("T2-ADW-PB")] == [kit.item, "T2-ADW-PB-66X30"]


@pytest.mark.parametrize(
    ("language", "board", "size", "color", "basin"),
    [
        ("EN", "Custom pegboard, made to size", "66 x 30 in", "BLUE", "28X20X9 in (width, length, depth)"),
        (
            "FR",
            "Panneau porte-accessoires, fabriqué sur mesure",
            "66 x 30 po",
            "BLEU",
            "28X20X9 po (largeur, longueur, profondeur)",
        ),
        (
            "ES",
            "Panel portaaccesorios, fabricado a medida",
            "66 x 30 pulg.",
            "AZUL",
            "28X20X9 pulg. (anchura, longitud, profundidad)",
        ),
    ],
)
def test_names_and_notes_of_the_rules_are_in_the_language_of_the_order(
    language: str, board: str, size: str, color: str, basin: str
) -> None:
    bom = bill(language=language, pegboard={"type": "solid", "color": "blue", "size": {"width": 66, "length": 30}})
    custom = line_of(bom, "T2-ADW-PB-66X30")
    assert (custom.name, custom.note) == (board, size)
    assert line_of(bom, "708.77").note == color
    assert line_of(bom, "T2-ADW-BASIN-28X20X9").note == basin


def test_the_bill_says_its_warnings_in_english_with_four_keys() -> None:
    bom = bill(accessories=[{"item": "T2-OA-PO-SHLF-1212", "quantity": 2}])
    assert bom.findings[0].facts == {"item": "T2-OA-PO-SHLF-1212"}
    (told,) = json.loads(json.dumps(bom.to_json()))["findings"]
    assert list(told) == ["severity", "code", "field", "message"]
    assert told["message"].startswith("The catalogue says that T2-OA-PO-SHLF-1212")


def test_a_kit_without_the_board_to_replace_is_an_error() -> None:
    catalogue = small_catalogue(part("X"), part("STOCK"), assembly("KIT", ("X", 1)))
    own = chosen("OWN", custom=True, name="Made to size")
    bom = exploded(catalogue, chosen("KIT", replace=(("STOCK", own),)))
    assert [finding.code for finding in bom.findings] == ["nothing_to_replace"]
    assert outline(bom) == [("1", "KIT", 1, 1), ("1.1", "X", 1, 1)]


def test_equal_items_at_one_level_are_one_line_with_all_positions() -> None:
    basin = {"type": "e_drain", "size": "20X20X8", "p_trap": True, "light": False}
    bom = bill(model="T2-B3", basins=[basin, {**basin, "type": "e_sink"}, basin], faucets=[], length=100)
    kit = line_of(bom, "T2-BSN-EDR-KIT")
    assert (kit.quantity, kit.positions) == (2, (1, 3))
    assert line_of(bom, "T2-ADW-BASIN20X20X8").positions == (1, 2, 3)
    assert line_of(bom, "T2-OA-MS-1026").quantity == 3
    assert line_of(bom, "T2-BSN-DRAIN-BTN").extended_quantity == 2


def test_an_accessory_that_is_listed_twice_is_one_line() -> None:
    bom = bill(accessories=[{"item": "B210-BLUE", "quantity": 2}, {"item": "B210-BLUE", "quantity": 5}])
    assert line_of(bom, "B210-BLUE").quantity == 7


def test_quantities_multiply_and_repeated_components_add_up() -> None:
    catalogue = small_catalogue(
        part("P"), assembly("B", ("P", 3), ("P", 4)), assembly("A", ("B", 2), ("P", 1)), part("Q")
    )
    bom = exploded(catalogue, chosen("A", 5), chosen("Q"), chosen("A"))
    assert outline(bom) == [
        ("1", "A", 6, 6),
        ("1.1", "B", 2, 12),
        ("1.1.1", "P", 7, 84),
        ("1.2", "P", 1, 6),
        ("2", "Q", 1, 1),
    ]


def test_notes_of_merged_lines_stay() -> None:
    catalogue = small_catalogue(part("P"))
    bom = exploded(catalogue, chosen("P", note="red"), chosen("P", note="blue"), chosen("P", note="blue"))
    assert [(line.quantity, line.note) for line in bom.lines] == [(3, "red; blue")]


def test_lines_found_so_far_stand_beside_an_error() -> None:
    catalogue = real_catalogue()
    lacking = Catalogue.build(
        catalogue.categories, [item for item in catalogue.items.values() if item.number != "T2-LC1-KIT"]
    )
    bom = explode(configured(legs={"kind": "height_adjustable", "model": "LC1"}), rules(), lacking)
    assert bom.refused
    assert [(finding.code, finding.field) for finding in bom.findings] == [("unresolved_item", "legs.model")]
    assert "T2-LC1-KIT" not in {line.item for line in bom.lines} and len(bom.lines) > 100


def unchecked(*items: Item) -> Catalogue:
    """A snapshot that nobody has checked, as a careless caller could make it."""
    return Catalogue(categories=(), items={item.number: item for item in items}, aliases={})


def test_a_cycle_is_found_and_named_by_its_path() -> None:
    catalogue = unchecked(
        assembly("A", ("B", 1)), assembly("B", ("C", 2)), assembly("C", ("B", 1), ("P", 1)), part("P")
    )
    bom = exploded(catalogue, chosen("A"))
    (finding,) = bom.findings
    assert (finding.severity, finding.code) == ("error", "cycle")
    assert "B → C → B" in finding.message
    assert [line.item for line in bom.lines] == ["A", "B", "C", "B", "P"]


def test_a_cycle_through_twins_is_found() -> None:
    catalogue = unchecked(part("A"), assembly("ASSY-A", ("B", 1)), assembly("B", ("A", 1)))
    assert "A → B → A" in exploded(catalogue, chosen("A")).findings[0].message


def test_depth_is_no_limit() -> None:
    depth = 5_000
    links = [assembly(f"N{n}", (f"N{n + 1}", 1)) for n in range(depth)]
    bom = exploded(small_catalogue(*links, part(f"N{depth}")), chosen("N0"))
    assert bom.totals.depth == depth + 1 and not bom.findings


def test_a_bill_that_doubles_at_every_level_is_cut_off_with_an_error() -> None:
    levels = [assembly(f"L{n}{side}", (f"L{n + 1}a", 1), (f"L{n + 1}b", 1)) for n in range(30) for side in ("a", "b")]
    bom = exploded(small_catalogue(*levels, part("L30a"), part("L30b")), chosen("L0a"))
    assert len(bom.lines) == MOST_LINES
    assert [(finding.severity, finding.code) for finding in bom.findings] == [("error", "bill_too_large")]


def test_a_quantity_beyond_measure_is_cut_off_with_an_error() -> None:
    levels = [assembly(f"L{n}", (f"L{n + 1}", 1_000_000)) for n in range(5)]
    bom = exploded(small_catalogue(*levels, part("L5")), chosen("L0"))
    assert [(finding.severity, finding.code) for finding in bom.findings] == [("error", "bill_too_large")]


def test_flat_totals_by_item_and_note() -> None:
    catalogue = small_catalogue(part("P"), assembly("A", ("P", 2)))
    bom = exploded(catalogue, chosen("A", 3), chosen("P", note="red"), chosen("P", note="red"))
    assert [(line.item, line.note, line.quantity, line.kind) for line in flat(bom)] == [
        ("A", None, 3, "assembly"),
        ("P", None, 6, "part"),
        ("P", "red", 2, "part"),
    ]


def test_flat_totals_keep_rules_and_basins() -> None:
    bom = bill(**basins("e_drain", "e_sink", "e_drain"))
    totals = {(total.item, total.note): total for total in flat(bom)}
    for line in bom.lines:
        total = totals[line.item, line.note]
        assert line.rule is None or line.rule in total.rules
        assert set(line.positions) <= set(total.positions)
    assert any(total.rules and total.positions == (1, 3) for total in totals.values())
    assert all(not line.rules for line in flat(bom) if all(not of.rule for of in bom.lines if of.item == line.item))


def test_where_used_counts_over_all_ways() -> None:
    catalogue = small_catalogue(
        part("P"), assembly("B", ("P", 3)), assembly("A", ("B", 2), ("P", 1)), assembly("TOP", ("A", 1), ("B", 1))
    )
    assert [(use.item, use.quantity, use.level) for use in where_used(catalogue, "P")] == [
        ("A", 7, 1),
        ("B", 3, 1),
        ("TOP", 10, 2),
    ]
    assert where_used(catalogue, "TOP") == () and where_used(catalogue, "NOTHING") == ()


def test_where_used_looks_through_twins_and_agrees_with_the_bill() -> None:
    catalogue = real_catalogue()
    uses = {use.item: use for use in where_used(catalogue, "T2-TS7-SHELL")}
    assert uses["T2-TS7"].level == 1 and uses["T2-BSN-ESK-KIT"].level == 2
    for number in ("T-ESOM-F4-01", "T2-M8-3P-FP-STR-1.5M", "PFX146332"):
        for use in where_used(catalogue, number):
            totals = Counter[str]()
            for line in flat(exploded(catalogue, chosen(use.item))):
                totals[line.item] += line.quantity
            assert totals[number] == use.quantity


def test_difference_of_two_bills() -> None:
    old = bill()
    new = bill(
        pegboard=None,
        accessories=[{"item": "T-OA-BINRAIL-36-KIT", "quantity": 5}],
        sprayers=[{"kind": "air_gun_turret", "location": "left"}],
    )
    change = diff(old, new)
    assert {line.item for line in change.removed if line.level == 0} == {
        "T2-OHL-MDRD-KIT",
        "T2-ADW-PB-7236-GREEN-PERF-KIT",
        "T2-OA-WATERGUN-TURRET-KIT",
    }
    assert {line.item for line in change.added if line.level == 0} == {"T2-OA-AIRGUN-TURRET-KIT"}
    rail = next(entry for entry in change.changed if entry.new.level == 0)
    assert (rail.old.quantity, rail.new.quantity, rail.fields) == (2, 5, ("quantity", "extended_quantity"))
    assert all(entry.fields == ("extended_quantity",) for entry in change.changed if entry.new.level == 1)
    assert json.loads(json.dumps(change.to_json()))["removed"]


def test_a_changed_note_is_a_change() -> None:
    old = bill(pegboard={"type": "solid", "color": "blue", "size": {"width": 66, "length": 30}})
    new = bill(pegboard={"type": "solid", "color": "red", "size": {"width": 66, "length": 30}})
    (entry,) = diff(old, new).changed
    assert (entry.old.note, entry.new.note, entry.fields) == ("BLEU", "ROUGE", ("note",))


def test_known_findings_stand_once_in_the_bill() -> None:
    known = [Finding("error", "out_of_range", "length", "too short"), Finding("error", "other", "width", "too wide")]
    configuration = dataclasses.replace(configured(), length=47)
    bom = explode(configuration, rules(), real_catalogue(), known=known)
    assert [(finding.field, finding.message) for finding in bom.findings if finding.severity == "error"] == [
        ("length", "too short"),
        ("width", "too wide"),
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.pop("totals"),
        lambda data: data.update(totals={"lines": 1, "distinct_items": 1, "depth": 1}),
        lambda data: data.update(extra=1),
        lambda data: data["lines"][3].update(extended_quantity=7),
        lambda data: data["lines"][3].update(kind="thing"),
        lambda data: data["lines"][3].update(quantity="1"),
        lambda data: data["lines"][3].pop("note"),
        lambda data: data["lines"][3].update(level=5),
        lambda data: data.update(lines=None),
        lambda data: data["lines"].append("line"),
        lambda data: data.update(findings=[{"severity": "fatal", "code": "a", "field": "b", "message": "c"}]),
    ],
)
def test_a_damaged_bill_is_not_read_back(change: Any) -> None:
    data: Any = json.loads(json.dumps(bill().to_json()))
    change(data)
    with pytest.raises(InvalidInput):
        Bom.from_json(data)


def test_the_sample_answers_are_not_changed_by_exploding() -> None:
    configuration = configured()
    explode(configuration, rules(), real_catalogue())
    assert configuration.to_json() == answers()
