"""The difference between two configurations, answer by answer (DOMAIN §3, Changes: shows the difference).

Width, workflow, placements and the side of a sprayer put no part on the bill: who signs a change sees them only here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

_BY_ITEM = "accessories"


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """An answer that differs. Parameters: field, dotted path such as `basins[0].size.width`; old and new, JSON values,
    None where there is no such answer."""

    field: str
    old: object
    new: object

    def to_json(self) -> dict[str, object]:
        """The change as a JSON object."""
        return {"field": self.field, "old": self.old, "new": self.new}


def configuration_diff(old: Mapping[str, object], new: Mapping[str, object]) -> tuple[AnswerChange, ...]:
    """Compare two configurations in canonical JSON form; in the order of the answers, those that are gone last.

    Basins, faucets and sprayers are known by their place. Accessories are known by their item number, so that one taken
    from the middle of the list does not change all that follow; where one stands in the list is no answer.
    """
    return tuple(_differences("", old, new))


def _differences(field: str, old: object, new: object) -> Iterator[AnswerChange]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in [*new, *(name for name in old if name not in new)]:
            path = f"{field}.{name}" if field else str(name)
            if path == _BY_ITEM:
                yield from _accessories(old.get(name), new.get(name))
            else:
                yield from _differences(path, old.get(name), new.get(name))
    elif _is_list(old) and _is_list(new):
        for index in range(max(len(old), len(new))):
            before = old[index] if index < len(old) else None
            after = new[index] if index < len(new) else None
            yield from _differences(f"{field}[{index}]", before, after)
    elif old != new or type(old) is not type(new):
        yield AnswerChange(field, old, new)


def _accessories(old: object, new: object) -> Iterator[AnswerChange]:
    before, after = _quantities(old), _quantities(new)
    for item in [*after, *(item for item in before if item not in after)]:
        if before.get(item) != after.get(item):
            yield AnswerChange(f"{_BY_ITEM}.{item}", before.get(item), after.get(item))


def _quantities(entries: object) -> dict[str, object]:
    return {str(entry["item"]): entry["quantity"] for entry in entries} if _is_list(entries) else {}


def _is_list(value: object) -> TypeGuard[Sequence[Any]]:
    return isinstance(value, Sequence) and not isinstance(value, str)
