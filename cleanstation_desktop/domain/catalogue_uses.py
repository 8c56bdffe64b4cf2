"""Where an item of the catalogue is used: every assembly above it, with how many it takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cleanstation_desktop.domain.catalogue_model import Catalogue


@dataclass(frozen=True, slots=True)
class WhereUsed:
    """An assembly that an item is used in: how many pieces one assembly takes in all, and how many levels below."""

    item: str
    name: str
    quantity: int
    level: int


def where_used(catalogue: Catalogue, number: str) -> tuple[WhereUsed, ...]:
    """Every assembly that contains an item, near ones first; level 1 contains it directly.

    `quantity` counts over all ways in which the item comes in: two units of an assembly with three of it are six.
    """
    found = catalogue.find(number)
    if found is None:
        return ()
    parents: dict[str, list[tuple[str, int]]] = {}
    for holder in catalogue.items:
        for component in catalogue.components(holder):
            parents.setdefault(component.item, []).append((holder, component.quantity))
    level = _levels_above(parents, found.number)
    pieces = {found.number: 1}
    for node in _children_first(catalogue, level):
        if node != found.number:
            pieces[node] = sum(entry.quantity * pieces.get(entry.item, 0) for entry in catalogue.components(node))
    uses = [
        WhereUsed(holder, catalogue.items[holder].name, pieces[holder], height)
        for holder, height in level.items()
        if holder != found.number
    ]
    return tuple(sorted(uses, key=lambda use: (use.level, use.item)))


def _levels_above(parents: Mapping[str, list[tuple[str, int]]], start: str) -> dict[str, int]:
    """The assemblies above an item with their shortest distance, by breadth."""
    level = {start: 0}
    queue = [start]
    for node in queue:
        for holder, _ in parents.get(node, ()):
            if holder not in level:
                level[holder] = level[node] + 1
                queue.append(holder)
    return level


def _children_first(catalogue: Catalogue, nodes: Iterable[str]) -> list[str]:
    """The nodes in an order in which each comes after everything it is made of."""
    wanted = set(nodes)
    done: dict[str, None] = {}
    for root in wanted:
        stack = [root]
        while stack:
            node = stack[-1]
            waiting = [
                entry.item for entry in catalogue.components(node) if entry.item in wanted and entry.item not in done
            ]
            if waiting and node not in done:
                stack.extend(waiting)
            else:
                done[stack.pop()] = None
    return list(done)
