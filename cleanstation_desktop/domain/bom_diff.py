"""Looking at bills in other ways: totals per item, and the difference between two bills."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from cleanstation_desktop.domain.bom_model import Bom, BomLine, LineKind

_COMPARED = ("quantity", "extended_quantity", "kind", "name", "rule", "positions", "note")


@dataclass(frozen=True, slots=True)
class FlatLine:
    """How many of an item one build takes in all, wherever it stands in the tree.

    The same item with another note (another colour) is a line of its own. `rules` are the company's rule numbers that
    stand on its lines, `positions` the basins that any of them belongs to.
    """

    item: str
    kind: LineKind
    name: str
    note: str | None
    quantity: int
    rules: tuple[str, ...] = ()
    positions: tuple[int, ...] = ()

    def to_json(self) -> dict[str, object]:
        """The line as a JSON object."""
        return {
            "item": self.item,
            "kind": self.kind,
            "name": self.name,
            "note": self.note,
            "quantity": self.quantity,
            "rules": list(self.rules),
            "positions": list(self.positions),
        }


def flat(bom: Bom) -> tuple[FlatLine, ...]:
    """The totals of every item of a bill, assemblies and parts, by item number."""
    return aggregate(
        FlatLine(
            line.item,
            line.kind,
            line.name,
            line.note,
            line.extended_quantity,
            (line.rule,) if line.rule else (),
            line.positions,
        )
        for line in bom.lines
    )


def aggregate(lines: Iterable[FlatLine]) -> tuple[FlatLine, ...]:
    """Put lines of the same item and note together (of several builds, say), by item number.

    An item that is taken apart in one place and not in another counts as an assembly.
    """
    merged: dict[tuple[str, str], FlatLine] = {}
    for line in lines:
        key = (line.item, line.note or "")
        before = merged.get(key)
        if before is None:
            merged[key] = line
        else:
            merged[key] = replace(
                before,
                kind=before.kind if line.kind == "part" else line.kind,
                quantity=before.quantity + line.quantity,
                rules=tuple(dict.fromkeys((*before.rules, *line.rules))),
                positions=tuple(sorted({*before.positions, *line.positions})),
            )
    return tuple(merged[key] for key in sorted(merged))


@dataclass(frozen=True, slots=True)
class BomChange:
    """A line that both bills have, and in which answers it differs."""

    old: BomLine
    new: BomLine
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BomDiff:
    """What changed from one bill to the next. A moved line without other change is no difference."""

    added: tuple[BomLine, ...]
    removed: tuple[BomLine, ...]
    changed: tuple[BomChange, ...]

    @property
    def empty(self) -> bool:
        """Whether the bills say the same."""
        return not (self.added or self.removed or self.changed)

    def to_json(self) -> dict[str, object]:
        """The difference as a JSON object."""
        return {
            "added": [line.to_json() for line in self.added],
            "removed": [line.to_json() for line in self.removed],
            "changed": [
                {"old": change.old.to_json(), "new": change.new.to_json(), "fields": list(change.fields)}
                for change in self.changed
            ],
        }


def diff(old: Bom, new: Bom) -> BomDiff:
    """Compare two bills line by line; a line is known by the items above it, not by its running number."""
    before, after = dict(_by_place(old)), dict(_by_place(new))
    changed = []
    for place, line in after.items():
        if place in before:
            fields = tuple(name for name in _COMPARED if getattr(before[place], name) != getattr(line, name))
            if fields:
                changed.append(BomChange(before[place], line, fields))
    return BomDiff(
        added=tuple(line for place, line in after.items() if place not in before),
        removed=tuple(line for place, line in before.items() if place not in after),
        changed=tuple(changed),
    )


def _by_place(bom: Bom) -> Iterator[tuple[tuple[str, int], BomLine]]:
    """Lines by the items from the top down to them, as one text; equal siblings (rare) are counted."""
    above: list[str] = []
    seen: dict[str, int] = {}
    for line in bom.lines:
        del above[line.level :]
        above.append(line.item)
        place = "\n".join(above)
        seen[place] = seen.get(place, 0) + 1
        yield (place, seen[place]), line
