"""Reading the three catalogue files (categories, assemblies, parts) item by item, noting every fault."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from cleanstation_desktop.domain.catalogue_model import (
    Category,
    Component,
    Item,
    Subcategory,
    service_orderable_by_default,
)
from cleanstation_desktop.domain.errors import Finding, InvalidInput
from cleanstation_desktop.domain.reading import Reader, Record, describe, load_json, text_fault

FILE_LIMIT = 16 * 2**20
NUMBER_LENGTH = 100
NAME_LENGTH = 500
LARGEST_QUANTITY = 1_000_000

_DAMAGED = re.compile(r"\d+(\.\d+)?E[+-]?\d+", re.IGNORECASE | re.ASCII)


class CatalogueReader(Reader):
    """Reads the documents of a catalogue; faults of one item never hide those of the next."""

    def document(self, source: bytes | Mapping[str, object], name: str) -> Iterator[tuple[str, Record]]:
        """The entries of one file by number: `{"metadata": …, "<name>": {number: {…}, …}}`.

        Parameters: source, the bytes of the file or the value loaded from it; name, both of the file and of its body.
        """
        try:
            value = load_json(source, limit=FILE_LIMIT, source=name) if isinstance(source, bytes) else source
        except InvalidInput as fault:
            self.unreadable = True
            self.findings += [_as_number(finding) for finding in fault.findings]
            return
        if not isinstance(value, dict):
            self.unusable(name, "wrong_type", f"{name} must be an object, not {describe(value)}.")
            return
        record = self.record(value, "", (name,), ("metadata",))
        body = record.values.get(name)
        if name not in record.values:
            return
        if not isinstance(body, dict):
            self.unusable(name, "wrong_type", f"{name} must be an object, not {describe(body)}.")
            return
        if not body:
            self.unusable(name, "empty_file", f"{name} holds no entries. Export it again.")
        self._compare_count(record.values.get("metadata"), name, len(body))
        for number, entry in body.items():
            field = f"{name}.{number[:NUMBER_LENGTH]}"
            if not isinstance(entry, dict):
                self.unusable(field, "wrong_type", f"{field} must be an object, not {describe(entry)}.")
            elif self.number(number, field):
                yield number, Record(self, entry, f"{field}.")

    def _compare_count(self, metadata: object, name: str, count: int) -> None:
        told = metadata.get(f"total_{name}") if isinstance(metadata, dict) else None
        if type(told) is int and told != count:
            message = f"{name} says that it holds {told} entries, and holds {count}. Check that the export is whole."
            self.warning(name, "count_mismatch", message)

    def number(self, number: str, field: str) -> bool:
        """Whether an item number can be used at all; warn about one that a spreadsheet has damaged."""
        fault = text_fault(number)
        if fault or not number.strip() or len(number) > NUMBER_LENGTH:
            reason = fault or (f"is longer than {NUMBER_LENGTH} characters" if number.strip() else "is empty")
            self.unusable(field, "bad_number", f"An item number in {field.partition('.')[0]} {reason}.")
            return False
        if number != number.strip():
            self.warning(field, "untidy_number", f"The number “{number}” begins or ends with a blank.")
        if _DAMAGED.fullmatch(number):
            message = (
                f"The number {number} was damaged by a spreadsheet (it is a rounded figure). Ask for the real one."
            )
            self.warning(field, "damaged_number", message)
        return True

    def categories(self, source: bytes | Mapping[str, object]) -> list[Category]:
        """The categories with their subcategories and the numbers these list."""
        found = []
        for code, record in self.document(source, "categories"):
            drawers = record.values.get("subcategories", {})
            if not isinstance(drawers, dict):
                message = f"{record.prefix}subcategories must be an object, not {describe(drawers)}."
                self.unusable(f"{record.prefix}subcategories", "wrong_type", message)
                continue
            found.append(
                Category(
                    code,
                    self._name(record),
                    self._optional(record, "description") or "",
                    tuple(self._subcategories(drawers, record.prefix)),
                )
            )
        return found

    def _subcategories(self, drawers: Mapping[str, object], prefix: str) -> Iterator[Subcategory]:
        for code, entry in sorted(drawers.items()):
            field = f"{prefix}{code}"
            if not isinstance(entry, dict):
                self.unusable(field, "wrong_type", f"{field} must be an object, not {describe(entry)}.")
                continue
            record = Record(self, entry, f"{field}.")
            numbers = []
            for place, number in record.entries("assembly_refs", 0, 100_000):
                if isinstance(number, str):
                    numbers.append(number)
                else:
                    self.unusable(place, "wrong_type", f"{place} must be an item number, not {describe(number)}.")
            yield Subcategory(code, self._name(record), self._optional(record, "description") or "", tuple(numbers))

    def assemblies(self, source: bytes | Mapping[str, object]) -> list[Item]:
        """The assemblies with their components."""
        found = []
        for number, record in self.document(source, "assemblies"):
            category = self._optional(record, "category_code")
            is_kit = record.flag("is_kit")
            item_type = self._optional(record, "type") or ""
            found.append(
                Item(
                    number=number,
                    name=self._name(record),
                    kind="assembly",
                    type=item_type,
                    status=self._optional(record, "status") or "ACTIVE",
                    category=category,
                    subcategory=self._optional(record, "subcategory_code"),
                    is_kit=is_kit,
                    can_order=record.flag("can_order"),
                    service_orderable=service_orderable_by_default(
                        kind="assembly", item_type=item_type, is_kit=is_kit, category=category
                    ),
                    components=tuple(self._components(record)),
                )
            )
        return found

    def _components(self, record: Record) -> Iterator[Component]:
        for field, value in record.entries("components", 0, 100_000):
            entry = self.record(value, field, ("part_id", "quantity"), ("notes",))
            number = entry.text("part_id", low=1, high=NUMBER_LENGTH)
            quantity = entry.whole("quantity", 1, LARGEST_QUANTITY)
            if number:
                yield Component(number, quantity, self._optional(entry, "notes"))

    def parts(self, source: bytes | Mapping[str, object]) -> list[Item]:
        """The parts, which have no components of their own."""
        return [
            Item(
                number=number,
                name=self._name(record),
                kind="part",
                type=self._optional(record, "type") or "",
                status=self._optional(record, "status") or "ACTIVE",
                manufacturer=self._optional(record, "manufacturer_info") or self._optional(record, "vendor"),
                manufacturer_number=self._optional(record, "manufacturer_part_number"),
            )
            for number, record in self.document(source, "parts")
        ]

    def _name(self, record: Record) -> str:
        if "name" not in record.values:
            self.unusable(f"{record.prefix}name", "missing", f"{record.prefix}name is missing.")
        return record.text("name", low=1, high=NAME_LENGTH, lines=True)

    def _optional(self, record: Record, key: str) -> str | None:
        return record.text(key, low=0, high=NAME_LENGTH, lines=True) or None if record.given(key) else None


def _as_number(finding: Finding) -> Finding:
    """A key that stands twice in a catalogue file is an item number that stands twice."""
    if finding.code != "duplicate_key":
        return finding
    return Finding(finding.severity, "duplicate_number", finding.field, finding.message)


def numbers_twice(items: list[Item]) -> list[Finding]:
    """Errors for numbers that stand in two places, as an assembly and as a part."""
    counts = Counter(item.number for item in items)
    return [
        Finding("error", "duplicate_number", number, f"{number} stands {count} times. Keep one of them.")
        for number, count in counts.items()
        if count > 1
    ]
