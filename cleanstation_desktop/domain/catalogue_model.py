"""The catalogue as an immutable snapshot: categories, items, what they are made of, and other names for them.

Built from the three catalogue files (`domain.catalogue`) or from database rows; the same content gives the same object.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Literal

from cleanstation_desktop.domain.canonical_json import json_digest
from cleanstation_desktop.domain.catalogue_graph import find_cycles
from cleanstation_desktop.domain.errors import Finding, InvalidInput
from cleanstation_desktop.domain.reading import nearest

TWIN = "ASSY-"
SERVICE_KIT_CATEGORIES = ("719", "720")
# Looking for near numbers takes some milliseconds each; a file that lacks thousands of parts has another problem.
_MOST_HINTS = 20

Kind = Literal["assembly", "part"]


@dataclass(frozen=True, slots=True)
class Component:
    """One entry of an assembly: which item, how many in one assembly, and a note (a colour, say)."""

    item: str
    quantity: int
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """An assembly or a part. `type` is the company's word for it (KIT, SIMPLE, COMPLEX, SERVICE_PART, COMPONENT).

    `can_order` says that it may stand in an order; `service_orderable` that the service department may request it.
    """

    number: str
    name: str
    kind: Kind
    type: str
    status: str = "ACTIVE"
    category: str | None = None
    subcategory: str | None = None
    is_kit: bool = False
    can_order: bool = False
    service_orderable: bool = False
    manufacturer: str | None = None
    manufacturer_number: str | None = None
    components: tuple[Component, ...] = ()


@dataclass(frozen=True, slots=True)
class Subcategory:
    """A drawer of the catalogue and the item numbers it lists, in the order of the list."""

    code: str
    name: str
    description: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Category:
    """A category and its subcategories, by code."""

    code: str
    name: str
    description: str = ""
    subcategories: tuple[Subcategory, ...] = ()


def service_orderable_by_default(*, kind: Kind, item_type: str, is_kit: bool, category: str | None) -> bool:
    """Whether the service department may request an item until the admin says otherwise (DOMAIN §5, last lines)."""
    return kind == "assembly" and (item_type == "SERVICE_PART" or (is_kit and category in SERVICE_KIT_CATEGORIES))


@dataclass(frozen=True)
class Catalogue:
    """One state of the catalogue. Made by `Catalogue.build`, which refuses cycles and missing components.

    Twins (DOMAIN §5): an assembly ASSY-<part> beside a bare part <part> tells what the part is made of. The bare number
    is the item's own name everywhere; `canonical` gives it and `components` looks through the twin.
    """

    categories: tuple[Category, ...]
    items: Mapping[str, Item]
    aliases: Mapping[str, str] = field(default_factory=dict)

    @staticmethod
    def build(
        categories: Iterable[Category], items: Iterable[Item], aliases: Mapping[str, str] | None = None
    ) -> Catalogue:
        """Put a snapshot together.

        Parameters: categories and items in any order; aliases, other name → item number.
        Errors: InvalidInput for a number that stands twice, a component that is nowhere, a cycle (named).
        """
        held = list(items)
        by_number = {item.number: item for item in sorted(held, key=lambda item: item.number)}
        snapshot = Catalogue(
            categories=tuple(sorted(categories, key=lambda category: category.code)),
            items=MappingProxyType(by_number),
            aliases=MappingProxyType(dict(sorted((aliases or {}).items()))),
        )
        findings = []
        if len(by_number) < len(held):
            seen: set[str] = set()
            for item in held:
                if item.number in seen:
                    findings.append(Finding("error", "duplicate_number", item.number, f"{item.number} stands twice."))
                seen.add(item.number)
        findings += _soundness(snapshot)
        if findings:
            raise InvalidInput(findings)
        return snapshot

    def find(self, number: str) -> Item | None:
        """The item of that number, under the name the catalogue uses: twins and aliases are followed."""
        found = self.items.get(number) or self.items.get(self.aliases.get(number, ""))
        return self.items[self.canonical(found.number)] if found else None

    def canonical(self, number: str) -> str:
        """The number under which an item is shown: a twin goes by its bare part."""
        bare = number.removeprefix(TWIN)
        if bare != number and bare in self.items and self.items[bare].kind == "part":
            return bare
        return number

    def twin(self, number: str) -> Item | None:
        """The assembly that says what a bare part is made of, if there is one."""
        item = self.items.get(number)
        return self.items.get(TWIN + number) if item and item.kind == "part" else None

    def components(self, number: str) -> tuple[Component, ...]:
        """What an item is made of, by canonical numbers; empty for a leaf.

        A twin that contains its own bare part adds nothing by that entry (it is no cycle but a leaf, DOMAIN §5).
        """
        return self._made_of.get(number, ())

    def contains_itself(self, number: str) -> bool:
        """Whether an item's twin lists the item itself."""
        twin = self.twin(number)
        return twin is not None and any(component.item == number for component in twin.components)

    @cached_property
    def _made_of(self) -> Mapping[str, tuple[Component, ...]]:
        return {
            number: tuple(self._own_components(number))
            for number in self.items
            if self.canonical(number) == number and (self.items[number].components or self.twin(number))
        }

    def _own_components(self, number: str) -> Iterator[Component]:
        source = self.twin(number) or self.items[number]
        for component in source.components:
            if component.item == number and source.number != number:
                continue
            found = self.find(component.item)
            if found is not None:
                yield Component(found.number, component.quantity, component.note)

    def nearest(self, number: str, count: int = 3) -> list[str]:
        """The catalogue numbers that look most like a number it lacks, best first."""
        return nearest(number, self.items, count)

    def in_subcategory(self, number: str, code: str) -> bool:
        """Whether an item belongs to a subcategory, by itself or by its twin."""
        belongs = [self.items.get(number), self.twin(number)]
        return any(item is not None and item.subcategory == code for item in belongs)

    @cached_property
    def digest(self) -> str:
        """A fingerprint of the content (SHA-256, hexadecimal): equal content, equal digest."""
        document = {
            "categories": [
                [part.code, part.name, part.description, [_plain(drawer) for drawer in part.subcategories]]
                for part in self.categories
            ],
            "items": [_plain(item) for item in self.items.values()],
            "aliases": dict(self.aliases),
        }
        return json_digest(document).hex()


def _plain(value: Item | Subcategory) -> list[object]:
    plain: list[object] = []
    for name in value.__dataclass_fields__:
        entry = getattr(value, name)
        if name == "components":
            entry = [[part.item, part.quantity, part.note] for part in entry]
        plain.append(entry)
    return plain


def _soundness(catalogue: Catalogue) -> list[Finding]:
    """Errors that make a catalogue unusable: components that are nowhere, and cycles, each named by its path."""
    findings: list[Finding] = []
    for item in catalogue.items.values():
        for index, component in enumerate(item.components):
            if catalogue.find(component.item) is None:
                near = catalogue.nearest(component.item) if len(findings) < _MOST_HINTS else []
                hint = f" Nearest are {', '.join(near)}." if near else " Add it, or map an alias."
                message = f"{item.number} contains {component.item}, which is not in the catalogue.{hint}"
                findings.append(Finding("error", "missing_part", f"{item.number}.components[{index}]", message))
    graph = {number: [entry.item for entry in catalogue.components(number)] for number in catalogue.items}
    for path in find_cycles(graph):
        message = f"The catalogue runs in a circle: {' → '.join(path)}. Take one of these components out."
        findings.append(Finding("error", "cycle", path[0], message))
    return findings
