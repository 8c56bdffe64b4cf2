"""Walking the catalogue: missing components, cycles with their path, and where an item is used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleanstation_desktop.domain.errors import Finding

if TYPE_CHECKING:  # the snapshot itself asks this module whether it is sound
    from cleanstation_desktop.domain.catalogue_model import Catalogue

# Looking for near numbers takes some milliseconds each; a file that lacks thousands of parts has another problem.
MOST_HINTS = 20


def graph_findings(catalogue: Catalogue) -> list[Finding]:
    """Errors that make a catalogue unusable: components that are nowhere, and cycles, each named by its path."""
    findings: list[Finding] = []
    for item in catalogue.items.values():
        for index, component in enumerate(item.components):
            if catalogue.find(component.item) is None:
                near = catalogue.nearest(component.item) if len(findings) < MOST_HINTS else []
                hint = f" Nearest are {', '.join(near)}." if near else " Add it, or map an alias."
                message = f"{item.number} contains {component.item}, which is not in the catalogue.{hint}"
                findings.append(Finding("error", "missing_part", f"{item.number}.components[{index}]", message))
    graph = {number: [entry.item for entry in catalogue.components(number)] for number in catalogue.items}
    for path in find_cycles(graph):
        message = f"The catalogue runs in a circle: {' → '.join(path)}. Take one of these components out."
        findings.append(Finding("error", "cycle", path[0], message))
    return findings


def find_cycles(graph: Mapping[str, Iterable[str]]) -> list[tuple[str, ...]]:
    """Cycles of a graph, each as a path that ends where it begins; at least one of each knot, none when it has none.

    Parameters: graph, node → nodes it leads to. Works without recursion, so depth does not matter.
    """
    cycles: set[tuple[str, ...]] = set()
    finished: set[str] = set()
    for root in graph:
        if root in finished:
            continue
        place = {root: 0}  # where the nodes of the current path stand in it; dicts keep their order
        work: list[tuple[str, Iterator[str]]] = [(root, iter(graph[root]))]
        while work:
            node, following = work[-1]
            successor = next(following, None)
            if successor is None:
                work.pop()
                place.pop(node)
                finished.add(node)
            elif successor in place:
                circle = [name for name, _ in work[place[successor] :]]
                first = circle.index(min(circle))
                cycles.add((*circle[first:], *circle[:first], circle[first]))
            elif successor not in finished:
                place[successor] = len(work)
                work.append((successor, iter(graph.get(successor, ()))))
    return sorted(cycles)


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
