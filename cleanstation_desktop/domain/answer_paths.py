"""Answers by their path, as findings name them: "builds[1].basins[0].size" (DOMAIN §4, §5)."""

from __future__ import annotations

import copy
import itertools
import re
from collections.abc import Mapping
from typing import Any

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")

Step = str | int


def steps_of(path: str) -> tuple[Step, ...]:
    """The keys and places that a path goes through: ("builds", 1, "basins", 0, "size")."""
    return tuple(name if name else int(place) for name, place in _STEP.findall(path))


def answer_at(answers: object, path: str) -> Any:
    """The answer that stands at a path; None when there is none."""
    found: Any = answers
    for step in steps_of(path):
        if isinstance(step, int):
            found = found[step] if isinstance(found, list) and step < len(found) else None
        else:
            found = found.get(step) if isinstance(found, Mapping) else None
    return found


def put_answer(answers: dict[str, Any], path: str, value: object) -> None:
    """Write an answer in place; None takes the key away, so that the answer counts as not given.

    Objects that are missing on the way are made, and so is the next entry of a list.
    Raises IndexError for an entry beyond the next one.
    """
    steps = steps_of(path)
    last = steps[-1]
    found: Any = answers
    for step, following in itertools.pairwise(steps):
        made: Any = [] if isinstance(following, int) else {}
        if isinstance(step, int):
            if step == len(found):
                found.append(made)
        elif not isinstance(found.get(step), dict | list):
            found[step] = made
        found = found[step]
    if isinstance(last, int):
        if last == len(found):
            found.append(value)
        else:
            found[last] = value
    elif value is None:
        found.pop(last, None)
    else:
        found[last] = value


def with_answer(answers: Mapping[str, Any], path: str, value: object) -> dict[str, Any]:
    """A copy of the answers with one of them changed."""
    changed = copy.deepcopy(dict(answers))
    put_answer(changed, path, value)
    return changed


def differences(left: object, right: object, path: str = "") -> list[str]:
    """The paths at which two sets of answers differ, in the order they stand."""
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        keys = [*left, *(key for key in right if key not in left)]
        dotted = {key: f"{path}.{key}" if path else str(key) for key in keys}
        return [found for key in keys for found in differences(left.get(key), right.get(key), dotted[key])]
    if isinstance(left, list) and isinstance(right, list):
        found = []
        for index in range(max(len(left), len(right))):
            one, other = (side[index] if index < len(side) else None for side in (left, right))
            found += differences(one, other, f"{path}[{index}]")
        return found
    return [] if left == right or (left in (None, "") and right in (None, "")) else [path]
