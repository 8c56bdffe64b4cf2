"""The catalogue: reading its three files, and the remarks that a reader of it should know (DOMAIN §5).

Errors make it unusable: a cycle, a missing component, a number that stands twice, a broken file. Warnings are the
faults of real data, which the admin sees and the company mends in time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from cleanstation_desktop.domain.catalogue_documents import CatalogueReader, numbers_twice
from cleanstation_desktop.domain.catalogue_graph import find_cycles
from cleanstation_desktop.domain.catalogue_model import (
    TWIN,
    Catalogue,
    Category,
    Component,
    Item,
    Kind,
    Subcategory,
    service_orderable_by_default,
)
from cleanstation_desktop.domain.catalogue_uses import WhereUsed, where_used
from cleanstation_desktop.domain.errors import Finding, InvalidInput
from cleanstation_desktop.domain.rule_data import RuleSet

__all__ = [
    "Catalogue",
    "Category",
    "Component",
    "Item",
    "Kind",
    "Subcategory",
    "WhereUsed",
    "catalogue_warnings",
    "check",
    "find_cycles",
    "parse_catalogue",
    "resolve",
    "service_orderable_by_default",
    "where_used",
]


def parse_catalogue(
    categories: bytes | Mapping[str, object],
    assemblies: bytes | Mapping[str, object],
    parts: bytes | Mapping[str, object],
    *,
    aliases: Mapping[str, str] | None = None,
) -> tuple[Catalogue | None, tuple[Finding, ...]]:
    """Read the three catalogue files and say everything there is to say about them.

    Parameters: each file as bytes (so that doubled keys and bad encodings are seen) or as the value loaded from it;
    aliases, other name → item number, which the admin has mapped.
    Returns: the catalogue, or None when there is an error; and every finding, errors first.
    """
    reader = CatalogueReader()
    held_categories = reader.categories(categories)
    items = [*reader.assemblies(assemblies), *reader.parts(parts)]
    reader.findings += numbers_twice(items)
    if reader.unreadable or any(finding.code == "duplicate_number" for finding in reader.findings):
        # Components of items that could not be read would all be reported as missing; the cause is reported alone.
        return None, _errors_first(reader.findings)
    try:
        catalogue = Catalogue.build(held_categories, items, aliases)
    except InvalidInput as fault:
        return None, _errors_first([*reader.findings, *fault.findings])
    findings = _errors_first([*reader.findings, *catalogue_warnings(catalogue)])
    refused = any(finding.severity == "error" for finding in findings)
    return (None if refused else catalogue), findings


def _errors_first(findings: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: finding.severity != "error"))


def check(catalogue: Catalogue, rule_set: RuleSet) -> tuple[Finding, ...]:
    """Faults of a catalogue against the rules: each item that a rule names and the catalogue lacks.

    Returns: warnings, because only an order that needs such an item is stopped.
    """
    findings = []
    for number, rules in rule_set.named_items().items():
        if resolve(catalogue, rule_set, number) is None:
            near = catalogue.nearest(number)
            hint = f"Nearest are {', '.join(near)}." if near else "No number is near."
            message = f"Rule {', '.join(rules)} names {number}, which is not in the catalogue. {hint} Map an alias."
            findings.append(Finding("warning", "rule_item_missing", number, message))
    for alias, number in rule_set.aliases.items():
        if alias in catalogue.items and number in catalogue.items:
            message = f"The rules know {alias} as another name of {number}, and the catalogue holds both."
            findings.append(Finding("warning", "alias_of_item", alias, message))
    return tuple(findings)


def resolve(catalogue: Catalogue, rule_set: RuleSet, number: str) -> Item | None:
    """The item that a rule means by a number: by that number, by the admin's alias, or by another name of the rules."""
    found = catalogue.find(number)
    for name in rule_set.other_names(number) if found is None else ():
        found = found or catalogue.find(name)
    return found


def catalogue_warnings(catalogue: Catalogue) -> tuple[Finding, ...]:
    """What is odd about a sound catalogue; all are warnings."""
    return (
        *_item_warnings(catalogue),
        *_twin_warnings(catalogue),
        *_category_warnings(catalogue),
        *_alias_warnings(catalogue),
    )


def _item_warnings(catalogue: Catalogue) -> Iterator[Finding]:
    spellings = Counter(number.upper() for number in catalogue.items)
    for number, item in catalogue.items.items():
        if spellings[number.upper()] > 1:
            message = f"{number} stands beside a number that differs in capitals only."
            yield Finding("warning", "similar_number", number, message)
        if item.kind == "assembly" and not item.components:
            if item.is_kit:
                message = f"The kit {number} has no components; on a bill it is a single line."
                yield Finding("warning", "empty_kit", number, message)
            elif catalogue.canonical(number) == number:
                message = f"The assembly {number} has no components; on a bill it is a single line."
                yield Finding("warning", "empty_assembly", number, message)
        for part, count in Counter(component.item for component in item.components).items():
            if count > 1:
                message = f"{number} lists {part} {count} times; on a bill this is one line with the sum."
                yield Finding("warning", "repeated_component", number, message)


def _twin_warnings(catalogue: Catalogue) -> Iterator[Finding]:
    twins = [number for number in catalogue.items if catalogue.canonical(number) != number]
    if twins:
        made = sum(bool(catalogue.items[number].components) for number in twins)
        message = (
            f"{len(twins)} assemblies named {TWIN}<part> stand beside their bare part, {made} of them with components. "
            "Bills show the bare number and take the components of its twin."
        )
        yield Finding("warning", "twins", "assemblies", message)
    for number in twins:
        bare = catalogue.canonical(number)
        if catalogue.contains_itself(bare):
            message = f"{number} contains its own bare part {bare}; on a bill {bare} takes nothing from that entry."
            yield Finding("warning", "twin_contains_itself", number, message)


def _category_warnings(catalogue: Catalogue) -> Iterator[Finding]:
    drawers = {drawer.code: part.code for part in catalogue.categories for drawer in part.subcategories}
    codes = {part.code for part in catalogue.categories}
    listed: set[str] = set()
    for part in catalogue.categories:
        for drawer in part.subcategories:
            listed.update(drawer.items)
            yield from _list_warnings(catalogue, part.code, drawer.code, drawer.items)
    for number, item in catalogue.items.items():
        if item.category is not None and item.category not in codes:
            message = f"{number} says category {item.category}, which does not exist."
            yield Finding("warning", "unknown_category", number, message)
        elif item.subcategory is not None and drawers.get(item.subcategory) != item.category:
            message = f"{number} says subcategory {item.subcategory} of category {item.category}; there is none such."
            yield Finding("warning", "unknown_category", number, message)
    unlisted = [item.number for item in catalogue.items.values() if item.kind == "assembly"]
    unlisted = [number for number in unlisted if number not in listed]
    if unlisted:
        message = f"{len(unlisted)} assemblies are in no category list, {', '.join(unlisted[:3])} among them."
        yield Finding("warning", "unlisted_assemblies", "categories", message)


def _list_warnings(catalogue: Catalogue, category: str, code: str, numbers: Collection[str]) -> Iterator[Finding]:
    for number in numbers:
        item = catalogue.items.get(number)
        if item is None:
            message = f"Subcategory {code} lists {number}, which is not in the catalogue."
            yield Finding("warning", "unknown_reference", f"categories.{category}.{code}", message)
        elif item.subcategory != code:
            message = f"Subcategory {code} lists {number}, which itself says {item.subcategory}."
            yield Finding("warning", "category_mismatch", f"categories.{category}.{code}", message)


def _alias_warnings(catalogue: Catalogue) -> Iterator[Finding]:
    for alias, number in catalogue.aliases.items():
        if number not in catalogue.items:
            message = f"The alias {alias} leads to {number}, which is not in the catalogue. Map it to another number."
            yield Finding("warning", "alias_leads_nowhere", f"aliases.{alias}", message)
        elif alias in catalogue.items:
            message = f"{alias} is an alias of {number} and an item of its own; the item is used."
            yield Finding("warning", "alias_of_item", f"aliases.{alias}", message)
        else:
            yield Finding("warning", "alias", f"aliases.{alias}", f"{alias} is another name of {number}.")
