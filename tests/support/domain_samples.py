"""Samples for the tests of the pure domain: a valid configuration to change, the rules, small catalogues."""

from __future__ import annotations

import copy
import functools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from cleanstation_desktop import resources
from cleanstation_desktop.domain.bom import Bom, explode_selections
from cleanstation_desktop.domain.catalogue import Catalogue, Component, Item, parse_catalogue
from cleanstation_desktop.domain.configuration import Configuration, parse_configuration
from cleanstation_desktop.domain.configuration_model import LANGUAGES
from cleanstation_desktop.domain.rules import RuleSet, Selection, load_rule_set

REFERENCE = resources.root().parent / "shared" / "reference" / "catalogue"
DEMO = resources.path("demo_catalogue")
FILES = ("categories.json", "assemblies.json", "parts.json")

SAMPLE: Mapping[str, Any] = {
    "build_number": "B-1001",
    "language": "FR",
    "family": "MDRD",
    "model": "T2-B2",
    "width": 30,
    "length": 72,
    "legs": {"kind": "height_adjustable", "model": "DL27"},
    "feet": "casters",
    "pegboard": {"type": "perforated", "color": "green", "size": "auto"},
    "workflow": "left_to_right",
    "basins": [
        {"type": "e_sink", "size": "24X20X8", "p_trap": False, "light": True},
        {"type": "e_drain", "size": {"width": 28, "length": 20, "depth": 9}, "p_trap": True, "light": False},
    ],
    "faucets": [{"kind": "wrist_blade", "placement": "center_1"}],
    "sprayers": [{"kind": "water_gun_turret", "location": "left"}],
    "accessories": [{"item": "T-OA-BINRAIL-36-KIT", "quantity": 2}],
}

BASIN: Mapping[str, Any] = {"type": "e_drain", "size": "20X20X8", "p_trap": False, "light": False}


def answers(**changes: Any) -> dict[str, Any]:
    """The sample configuration as JSON, with top-level answers changed."""
    return copy.deepcopy({**SAMPLE, **changes})


def configured(**changes: Any) -> Configuration:
    """The sample configuration, with top-level answers changed."""
    return parse_configuration(answers(**changes))


def basins(*types: str, **changes: Any) -> dict[str, Any]:
    """Answers for a sink with basins of these types: model and basins."""
    return {"model": f"T2-B{len(types)}", "basins": [{**BASIN, "type": kind, **changes} for kind in types]}


def rule_data() -> dict[str, Any]:
    """The shipped rules as loaded JSON, to change in a test."""
    data: dict[str, Any] = json.loads(resources.path("rules", "mdrd.json").read_text(encoding="utf-8"))
    return data


def rule_of(data: dict[str, Any], name: str) -> dict[str, Any]:
    """One rule of loaded rule data, by its name."""
    found: dict[str, Any] = next(rule for rule in data["rules"] if rule["id"] == name)
    return found


@functools.cache
def rules() -> RuleSet:
    """The shipped rules."""
    return load_rule_set(rule_data())


def reference_folder() -> Path:
    """The folder of the company's catalogue; the test is skipped, loudly, where it is not there."""
    if not REFERENCE.is_dir():
        pytest.skip("THE COMPANY'S CATALOGUE IS NOT AT ../shared/reference/catalogue: THE RULES WERE NOT PROVED ON IT")
    return REFERENCE


@functools.cache
def _read(folder: Path) -> Catalogue:
    catalogue, _ = parse_catalogue(*((folder / name).read_bytes() for name in FILES))
    assert catalogue is not None
    return catalogue


def real_catalogue() -> Catalogue:
    """The company's catalogue."""
    return _read(reference_folder())


def demo_catalogue() -> Catalogue:
    """The catalogue that the project ships."""
    return _read(DEMO)


def part(number: str) -> Item:
    """A part with a name."""
    return Item(number, f"Part {number}", "part", "COMPONENT")


def assembly(number: str, *components: tuple[str, int], is_kit: bool = False) -> Item:
    """An assembly made of (item, quantity)."""
    made_of = tuple(Component(item, quantity) for item, quantity in components)
    return Item(number, f"Assembly {number}", "assembly", "KIT", is_kit=is_kit, components=made_of)


def small_catalogue(*items: Item, aliases: Mapping[str, str] | None = None) -> Catalogue:
    """A catalogue of these items."""
    return Catalogue.build([], items, aliases)


def files(
    assemblies: Mapping[str, Sequence[tuple[str, int]]], parts: Sequence[str]
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """The three catalogue documents with these assemblies and parts."""
    held = {
        number: {
            "name": f"Assembly {number}",
            "type": "KIT",
            "category_code": "1",
            "subcategory_code": "1.1",
            "can_order": True,
            "is_kit": True,
            "status": "ACTIVE",
            "components": [{"part_id": item, "quantity": quantity} for item, quantity in made_of],
        }
        for number, made_of in assemblies.items()
    }
    drawer = {"name": "All", "description": "", "assembly_refs": list(assemblies)}
    return (
        {"categories": {"1": {"name": "One", "description": "", "subcategories": {"1.1": drawer}}}},
        {"assemblies": held},
        {"parts": {number: {"name": f"Part {number}", "type": "COMPONENT", "status": "ACTIVE"} for number in parts}},
    )


def chosen(item: str, quantity: int = 1, *, name: str | None = None, note: str | None = None, **more: Any) -> Selection:
    """An item as a rule would select it; name and note are the same in every language."""
    named, noted = (None if text is None else dict.fromkeys(LANGUAGES, text) for text in (name, note))
    return Selection(item, None, "rule", "body", "length", quantity, name=named, note=noted, **more)


def exploded(catalogue: Catalogue, *selections: Selection) -> Bom:
    """The bill of these selections."""
    lines, findings = explode_selections(selections, catalogue, "EN")
    return Bom("B-1", lines, findings)
