"""The configuration rules of a family, as data: a version of it is kept with each build (DOMAIN §5, DESIGN §4).

A rule looks at the variables it says it reads and at nothing else. It has rows; of a rule that matches "one", exactly
one row must fit, of one that matches "any" each row that fits counts. A row puts an item on the bill or notes a
finding.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

Operator = Literal["in", "none_of", "between", "above", "in_subcategory"]

Texts = Mapping[str, str]
"""A text in each language of an order, by the language's code (EN, FR, ES)."""

PLACEHOLDER = re.compile(r"\{([a-z_.]+)\}")


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on a variable; several must all hold.

    Operators: in / none_of (the value, or any member of a list, is among the operands), between (from, to; both
    included, None for open), above (greater than the variable named), in_subcategory (the item belongs to it).
    """

    variable: str
    operator: Operator
    operand: tuple[str | int | None, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What a row puts on the bill. `item`, `name` and `note` are templates such as "T2-ADW-PB-{pegboard.width}".

    Names and notes are in every language: the bill speaks that of its order (DESIGN §4).
    `custom` is made to order and stands in no catalogue; its name is given here. `quantity` names a variable or is
    None for one. `replace` exchanges components of the item, `add` gives it more.
    """

    item: str
    rule: str | None = None
    name: Texts | None = None
    note: Texts | None = None
    custom: bool = False
    quantity: str | None = None
    replace: Mapping[str, Part] = field(default_factory=dict)
    add: tuple[Part, ...] = ()

    def templates(self) -> Iterator[str]:
        """Every template in it, those of exchanged and added parts too."""
        yield self.item
        for texts in (self.name, self.note):
            yield from (texts or {}).values()
        for part in (*self.replace.values(), *self.add):
            yield from part.templates()


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding that a row notes; `message` is a template, `field` overrides the rule's own."""

    severity: Literal["error", "warning"]
    code: str
    message: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a rule: when it fits (`otherwise`: when no other row does), and what it does."""

    when: tuple[Condition, ...]
    otherwise: bool
    outcome: Part | Remark


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `for_each` repeats it for the elements of a list; `applies` holds it back where it has no say."""

    id: str
    group: str
    field: str
    match: Literal["one", "any"]
    for_each: str | None
    reads: frozenset[str]
    applies: tuple[Condition, ...]
    rows: tuple[Row, ...]

    def conditions(self) -> Iterator[Condition]:
        """Every condition in it."""
        yield from self.applies
        for row in self.rows:
            yield from row.when


@dataclass(frozen=True)
class RuleSet:
    """All rules of a family in one version.

    `groups` is the order on the bill. `words` are spellings inside item numbers, `terms` what people call a value in
    names and notes; a variable without any writes its value as it is.
    """

    family: str
    version: int
    groups: tuple[str, ...]
    rules: tuple[Rule, ...]
    words: Mapping[str, Mapping[str, str]]
    terms: Mapping[str, Mapping[str, Texts]]
    aliases: Mapping[str, str]

    def other_names(self, number: str) -> tuple[str, ...]:
        """Under which other names the company's papers know an item."""
        target = self.aliases.get(number, number)
        names = [target, *(alias for alias, item in self.aliases.items() if item == target)]
        return tuple(name for name in names if name != number)

    def named_items(self) -> dict[str, tuple[str, ...]]:
        """Every catalogue number that a rule can name, with the rule numbers or names beside it.

        Templates over words (the colours of a board) are written out; items made to order are not in a catalogue.
        """
        named: dict[str, dict[str, None]] = {}
        for rule in self.rules:
            for row in rule.rows:
                if isinstance(row.outcome, Part):
                    for number, source in self._numbers(row.outcome, rule.id):
                        named.setdefault(number, {})[source] = None
        return {number: tuple(sources) for number, sources in named.items()}

    def _numbers(self, part: Part, rule_id: str) -> Iterator[tuple[str, str]]:
        source = part.rule or rule_id
        if not part.custom:
            for number in self._written_out(part.item):
                yield number, source
        for replaced, by in part.replace.items():
            yield replaced, source
            yield from self._numbers(by, rule_id)
        for added in part.add:
            yield from self._numbers(added, rule_id)

    def _written_out(self, template: str) -> Iterator[str]:
        variables = sorted(set(PLACEHOLDER.findall(template)))
        if any(variable not in self.words for variable in variables):
            return
        for words in itertools.product(*(self.words[variable].values() for variable in variables)):
            chosen = dict(zip(variables, words, strict=True))
            yield PLACEHOLDER.sub(lambda match, chosen=chosen: chosen[match[1]], template)  # type: ignore[misc]  # bound
