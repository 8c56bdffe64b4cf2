"""Exploding a configuration into its bill of materials (DOMAIN §5): rules choose the items, the catalogue takes them
apart to the last part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cleanstation_desktop.domain.bom_diff import BomChange, BomDiff, FlatLine, aggregate, diff, flat
from cleanstation_desktop.domain.bom_model import LARGEST, Bom, BomLine, LineKind, Totals
from cleanstation_desktop.domain.catalogue import Catalogue, Component, where_used
from cleanstation_desktop.domain.configuration_model import Configuration
from cleanstation_desktop.domain.errors import Finding
from cleanstation_desktop.domain.rules import RuleSet, Selection, evaluate

__all__ = [
    "Bom",
    "BomChange",
    "BomDiff",
    "BomLine",
    "FlatLine",
    "Totals",
    "aggregate",
    "diff",
    "explode",
    "explode_selections",
    "flat",
    "where_used",
]

# A catalogue without cycles can still double at every level; no real build comes near this.
MOST_LINES = 20_000


def explode(
    configuration: Configuration,
    rule_set: RuleSet,
    catalogue: Catalogue,
    *,
    known: Sequence[Finding] = (),
) -> Bom:
    """Make the bill of one build.

    Parameters: configuration; rule_set, the version the build keeps; catalogue, the snapshot to explode against; known,
    findings on the configuration that are to stand in the answer too (one that the rules repeat stands once).
    Errors: RuleError when a rule cannot be evaluated. What is wrong with the configuration is in the findings; the
    lines are then those that could be found.
    """
    evaluation = evaluate(rule_set, configuration, catalogue)
    lines, found = explode_selections(evaluation.selections, catalogue, configuration.language)
    return Bom(configuration.build_number, lines, _once((*known, *evaluation.findings, *found)))


def _once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings without repetitions, errors first; the first wording of a fault of one field stays."""
    first: dict[tuple[str, str, str], Finding] = {}
    for finding in findings:
        wording = finding.message if finding.severity == "warning" else finding.code
        first.setdefault((finding.severity, finding.field, wording), finding)
    return tuple(sorted(first.values(), key=lambda finding: finding.severity != "error"))


@dataclass(frozen=True, slots=True)
class _Node:
    """A line to be: what it is, and what was changed about its components on this bill."""

    item: str
    quantity: int
    kind: LineKind
    name: str
    rule: str | None
    positions: tuple[int, ...]
    note: str | None
    origin: str
    replace: Mapping[str, _Node] = field(default_factory=dict)
    add: tuple[_Node, ...] = ()


def explode_selections(
    selections: Sequence[Selection], catalogue: Catalogue, language: str
) -> tuple[tuple[BomLine, ...], tuple[Finding, ...]]:
    """Take selected items apart: lines in the order of the tree, and findings.

    Parameters: language, of the names and notes that the rules give; those of the catalogue stay as it has them.

    Works with a stack of its own, so that the depth of a catalogue is no limit. An item met again below itself is not
    taken apart a second time; the finding names the circle.
    """
    walk = _Walk(catalogue, language)
    walk.run(_merged([walk.selected(selection) for selection in selections]))
    return tuple(walk.lines), tuple(walk.findings)


@dataclass
class _Walk:
    catalogue: Catalogue
    language: str
    lines: list[BomLine] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    merged: dict[str, list[Component]] = field(default_factory=dict)

    def selected(self, selection: Selection) -> _Node:
        note = None if selection.note is None else selection.note[self.language]
        node = self._node(Component(selection.item, selection.quantity, note), selection.field)
        if selection.custom:  # made to order, whatever the catalogue may hold under such a number
            node = replace(node, kind="custom", name=(selection.name or {}).get(self.language, ""))
        return replace(
            node,
            rule=selection.rule,
            positions=selection.positions,
            replace={old: self.selected(new) for old, new in selection.replace},
            add=tuple(self.selected(entry) for entry in selection.add),
        )

    def _node(self, component: Component, origin: str) -> _Node:
        item = self.catalogue.items.get(component.item)
        taken_apart = item is not None and (item.kind == "assembly" or self.catalogue.components(component.item))
        kind: LineKind = "assembly" if taken_apart else "part"
        name = "" if item is None else item.name
        return _Node(component.item, component.quantity, kind, name, None, (), component.note, origin)

    def run(self, top: Sequence[_Node]) -> None:
        """Write the lines of a list of items and of everything below them."""
        above: dict[str, None] = {}
        work: list[tuple[str, int, _Node, int] | None] = [
            (str(index), 0, node, 1) for index, node in reversed(list(enumerate(top, 1)))
        ]
        while work:
            entry = work.pop()
            if entry is None:  # everything below the innermost open item is written
                above.popitem()
                continue
            path, level, node, parents = entry
            extended = node.quantity * parents
            if len(self.lines) >= MOST_LINES or extended > LARGEST:
                what = f"more than {MOST_LINES} lines" if extended <= LARGEST else "a quantity beyond all measure"
                message = (
                    f"The bill would have {what} below {top[int(path.partition('.')[0]) - 1].item}; it is cut off."
                )
                self._note("error", "bill_too_large", node.origin, message)
                return
            self.lines.append(
                BomLine(
                    path,
                    level,
                    node.item,
                    node.kind,
                    node.name,
                    node.quantity,
                    extended,
                    node.rule,
                    node.positions,
                    node.note,
                )
            )
            if node.kind != "assembly":
                self._look_at_leaf(node)
                continue
            if node.item in above:
                self._note_circle(node, [*above, node.item])
                continue
            above[node.item] = None
            work.append(None)
            below = self._below(node)
            work.extend(
                (f"{path}.{index}", level + 1, child, extended)
                for index, child in zip(range(len(below), 0, -1), reversed(below), strict=True)
            )

    def _below(self, node: _Node) -> list[_Node]:
        self._look_at_leaf(node)
        if node.item not in self.merged:
            self.merged[node.item] = _merged_components(self.catalogue.components(node.item))
        below = []
        left = dict(node.replace)
        for component in self.merged[node.item]:
            by = left.pop(component.item, None)
            if by is None:
                below.append(self._node(component, node.origin))
            else:
                below.append(replace(by, quantity=by.quantity * component.quantity))
        for missing in left:
            message = f"{node.item} does not contain {missing}, which the rule replaces. Correct catalogue or rule."
            self._note("error", "nothing_to_replace", node.origin, message)
        return _merged([*below, *node.add]) if node.add or node.replace else below

    def _look_at_leaf(self, node: _Node) -> None:
        if self.catalogue.contains_itself(node.item):
            message = f"The catalogue says that {node.item} contains itself; that entry was left out."
            self._note("warning", "twin_contains_itself", node.origin, message, item=node.item)

    def _note_circle(self, node: _Node, path: list[str]) -> None:
        circle = path[path.index(node.item) :]
        message = f"The catalogue runs in a circle: {' → '.join(circle)}. Take one of these components out."
        self._note("error", "cycle", node.origin, message)

    def _note(self, severity: str, code: str, place: str, message: str, **facts: str | int) -> None:
        finding = Finding(severity, code, place, message, facts)
        if finding not in self.findings:
            self.findings.append(finding)


def _merged_components(components: Sequence[Component]) -> list[Component]:
    """The same item twice under one parent is one line; differing notes are kept side by side."""
    merged: dict[str, Component] = {}
    for component in components:
        before = merged.get(component.item)
        if before is not None:
            component = Component(  # noqa: PLW2901 - the sum stands for both
                component.item, before.quantity + component.quantity, _both(before.note, component.note)
            )
        merged[component.item] = component
    return list(merged.values())


def _merged(nodes: Sequence[_Node]) -> list[_Node]:
    """As for components, with positions put together. Lines whose components differ on this bill stay apart."""
    merged: list[_Node] = []
    place: dict[str, int] = {}
    for node in nodes:
        index = place.get(node.item)
        if index is None or (merged[index].replace, merged[index].add) != (node.replace, node.add):
            place[node.item] = len(merged)
            merged.append(node)
            continue
        before = merged[index]
        merged[index] = replace(
            before,
            quantity=before.quantity + node.quantity,
            positions=tuple(sorted({*before.positions, *node.positions})),
            note=_both(before.note, node.note),
        )
    return merged


def _both(left: str | None, right: str | None) -> str | None:
    notes = [*(left or "").split("; "), *(right or "").split("; ")]
    return "; ".join(dict.fromkeys(note for note in notes if note)) or None
