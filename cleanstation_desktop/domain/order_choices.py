"""What order entry offers of a family: its accessories by category, with the rule number of each (DOMAIN §5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cleanstation_desktop.domain.catalogue import Catalogue, resolve
from cleanstation_desktop.domain.errors import Finding
from cleanstation_desktop.domain.rule_data import Part, Row, RuleSet

_LIST = "accessories"
_VARIABLE = "accessory.item"


@dataclass(frozen=True, slots=True)
class OfferedAccessory:
    """An accessory that the rules know. Parameters: item, under which it is chosen; name, of the catalogue; rule, the
    company's number; group, the part of it before the dot; refusal, why it cannot be ordered."""

    item: str
    name: str
    rule: str | None
    group: str
    refusal: Finding | None = None


@dataclass(frozen=True, slots=True)
class AccessoryGroup:
    """Accessories under the name that the catalogue has for them. Parameters: code, such as 702."""

    code: str
    name: str
    accessories: tuple[OfferedAccessory, ...]


def accessory_groups(rule_set: RuleSet, catalogue: Catalogue) -> tuple[AccessoryGroup, ...]:
    """Every accessory of a family in its group, groups by code, accessories in the order of the rules.

    An item that the catalogue lacks is listed with the reason why it cannot be ordered: nothing is dropped silently.
    """
    found: dict[str, dict[str, OfferedAccessory]] = {}
    for row in _rows(rule_set):
        for accessory in _of_row(row, rule_set, catalogue):
            found.setdefault(accessory.group, {}).setdefault(accessory.item, accessory)
    names = {
        drawer.code.rpartition(".")[2]: drawer.name for part in catalogue.categories for drawer in part.subcategories
    }
    return tuple(AccessoryGroup(code, names.get(code, code), tuple(found[code].values())) for code in sorted(found))


def _rows(rule_set: RuleSet) -> Iterator[Row]:
    for rule in rule_set.rules:
        if rule.for_each == _LIST and rule.match == "one":
            yield from rule.rows


def _of_row(row: Row, rule_set: RuleSet, catalogue: Catalogue) -> Iterator[OfferedAccessory]:
    for condition in row.when:
        if condition.variable != _VARIABLE:
            continue
        if condition.operator == "in_subcategory":
            code = str(condition.operand[0])
            for item in catalogue.items.values():
                if catalogue.canonical(item.number) == item.number and catalogue.in_subcategory(item.number, code):
                    yield OfferedAccessory(item.number, item.name, None, code.rpartition(".")[2])
        elif condition.operator == "in" and isinstance(row.outcome, Part):
            for operand in condition.operand:
                yield _known(str(operand), row.outcome.rule, rule_set, catalogue)


def _known(number: str, rule: str | None, rule_set: RuleSet, catalogue: Catalogue) -> OfferedAccessory:
    item = resolve(catalogue, rule_set, number)
    group = (rule or "").partition(".")[0]
    if item is not None:
        return OfferedAccessory(number, item.name, rule, group)
    finding = Finding("error", "unresolved_item", "item", f"The catalogue has no item {number}.")
    return OfferedAccessory(number, "", rule, group, finding)
