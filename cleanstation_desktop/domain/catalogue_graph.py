"""Cycles in a graph of what contains what, each named by its path; knows nothing of catalogues."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping


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
