"""What the rules say while a configuration is still being written: items that are decided already, and choices that
the other answers rule out (DOMAIN §5). The rules in force are asked; nothing of them is repeated here.

`domain.rules` judges the finished configuration. Here an answer that is not given is unknown, and a row counts only
when it fits whatever that answer will be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cleanstation_desktop.domain.answer_paths import put_answer, with_answer
from cleanstation_desktop.domain.configuration import read_unfinished
from cleanstation_desktop.domain.configuration_model import Configuration
from cleanstation_desktop.domain.errors import Finding
from cleanstation_desktop.domain.rule_data import PLACEHOLDER, Condition, Part, Row, Rule, RuleSet
from cleanstation_desktop.domain.rule_variables import ELEMENTS, VARIABLES, Value, element_count

# The mix of basins is known when every one of them has its type.
_OF_ALL_TYPES = frozenset({"basins.e_drain_count", "basins.e_sink_count"})
_COUNTS = frozenset({"basins.e_drain_count", "basins.e_sink_count", "faucets.fitted_count", "sprayers.count"})
_MAY_BE_ZERO = _COUNTS | {"faucet.span"}


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What one row of a rule does. Parameters: index, of the element the rule stands at; item, decided on, with its
    rule number; finding, an error or a warning instead of an item."""

    rule_id: str
    group: str
    index: int
    item: str = ""
    rule: str | None = None
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A value that can be chosen. Parameters: item and rule, what it puts on the bill, as far as that is decided;
    refusal, why the other answers rule it out."""

    value: object
    item: str = ""
    rule: str | None = None
    refusal: Finding | None = None


def foresee(rule_set: RuleSet, answers: Mapping[str, Any], rules: Iterable[Rule] | None = None) -> tuple[Foreseen, ...]:
    """Everything that the given answers decide, in the order of the rules.

    Parameters: answers, a configuration as JSON of which any part may be missing; rules, those to ask, all by default.
    """
    known = _Known(read_unfinished(answers))
    found: list[Foreseen] = []
    for rule in rule_set.rules if rules is None else rules:
        count = 1 if rule.for_each is None else element_count(known.configuration, rule.for_each)
        for index in range(count):
            found += _Outlook(rule_set, known, rule, index).outcomes()
    return tuple(found)


def offers(rule_set: RuleSet, answers: Mapping[str, Any], path: str, values: Sequence[object]) -> tuple[Offer, ...]:
    """What choosing each value at a path would do beside the other answers.

    Parameters: path, as findings name it (`basins[0].type`); values, those to look at.
    """
    rules = _rules_about(rule_set, path)
    changed = with_answer(answers, path, None)
    without = frozenset(map(_told, foresee(rule_set, changed, rules)))
    made = []
    for value in values:
        put_answer(changed, path, value)
        ahead = [entry for entry in foresee(rule_set, changed, rules) if _told(entry) not in without]
        refusals = [entry.finding for entry in ahead if entry.finding and entry.finding.severity == "error"]
        items = [entry for entry in ahead if entry.item]
        first = items[0] if items else Foreseen("", "", 0)
        made.append(Offer(value, first.item, first.rule, refusals[0] if refusals else None))
    return tuple(made)


def named_values(rule_set: RuleSet, variable: str, possible: Iterable[str]) -> tuple[str, ...]:
    """Those of the possible values that the rules know; all of them when no rule asks for the variable."""
    named = set(rule_set.words.get(variable, ()))
    for rule in rule_set.rules:
        for condition in rule.conditions():
            if condition.variable == variable and condition.operator == "in":
                named |= {str(operand) for operand in condition.operand}
    return tuple(value for value in possible if value in named or not named)


def bounds(rule_set: RuleSet, variable: str, widest: tuple[int, int]) -> tuple[int, int]:
    """From where to where a measure leads to an item, in inches; as wide as it may be when no rule has bounds."""
    low, high = widest
    for rule in rule_set.rules:
        ranges = [
            condition.operand
            for row in rule.rows
            if isinstance(row.outcome, Part)
            for condition in row.when
            if condition.variable == variable and condition.operator == "between"
        ]
        if ranges and rule.match == "one" and not rule.applies:
            low = max(low, min(int(operand[0] or low) for operand in ranges))
            high = min(high, max(int(operand[1] or high) for operand in ranges))
    return low, high


def _rules_about(rule_set: RuleSet, path: str) -> list[Rule]:
    """The rules that look at an answer, itself or counted."""
    head = path.partition(".")[0].partition("[")[0]
    stems = {head, ELEMENTS.get(head, head)} | ({"faucets"} if head == "basins" else set())
    return [
        rule
        for rule in rule_set.rules
        # An accessory may not suit another answer; it never rules one out.
        if rule.for_each in {None, head, "basins"} and any(name.partition(".")[0] in stems for name in rule.reads)
    ]


def _told(entry: Foreseen) -> tuple[object, ...]:
    """Two outcomes are the same when they are of the same row; the figures in a message do not matter."""
    code = entry.finding.code if entry.finding else ""
    return entry.rule_id, entry.index, entry.item, code


class _Known:
    """The variables of an unfinished configuration, each read once."""

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        self._values: dict[tuple[str, int], Value] = {}

    def read(self, variable: str, index: int) -> Value:
        """The value of a variable at an element; None while an answer that it needs is open."""
        place = (variable, index)
        if place not in self._values:
            self._values[place] = self._look_up(variable, index)
        return self._values[place]

    def _look_up(self, variable: str, index: int) -> Value:
        basins = self.configuration.basins
        if variable in _OF_ALL_TYPES and not (basins and all(basin.type for basin in basins)):
            return None
        try:
            value = VARIABLES[variable].read(self.configuration, index)
        except (LookupError, ValueError):
            return None
        if value == "" or (value == 0 and not isinstance(value, bool) and variable not in _MAY_BE_ZERO):
            return None
        return value


@dataclass(frozen=True)
class _Outlook:
    """One rule at one element of an unfinished configuration."""

    rule_set: RuleSet
    known: _Known
    rule: Rule
    index: int

    def outcomes(self) -> Iterator[Foreseen]:
        if self._all(self.rule.applies) is not True:
            return
        truths = [(row, self._all(row.when)) for row in self.rule.rows if not row.otherwise]
        fitting = [row for row, truth in truths if truth]
        if not fitting and self.rule.match == "one" and all(truth is False for _, truth in truths):
            fitting = [row for row in self.rule.rows if row.otherwise]
        for row in fitting:
            made = self._outcome(row)
            if made is not None:
                yield made

    def _outcome(self, row: Row) -> Foreseen | None:
        if isinstance(row.outcome, Part):
            item = self._fill(row.outcome.item)
            if item is None:
                return None
            return Foreseen(self.rule.id, self.rule.group, self.index, item, row.outcome.rule)
        remark = row.outcome
        field = remark.field or self.rule.field
        place = field if self.rule.for_each is None else f"{self.rule.for_each}[{self.index}].{field}"
        facts = {name: str(self._read(name)) for name in PLACEHOLDER.findall(remark.message)}
        message = self._fill(remark.message) or remark.message
        finding = Finding(remark.severity, remark.code, place, message, facts)
        return Foreseen(self.rule.id, self.rule.group, self.index, finding=finding)

    def _fill(self, template: str) -> str | None:
        """A template with its variables written in; None while one of them is open."""
        for name in PLACEHOLDER.findall(template):
            value = self._read(name)
            if value is None:
                return None
            shown = ", ".join(dict.fromkeys(value)) if isinstance(value, tuple) else str(value)
            template = template.replace(f"{{{name}}}", self.rule_set.words.get(name, {}).get(shown, shown))
        return template

    def _all(self, conditions: Sequence[Condition]) -> bool | None:
        """Whether all conditions hold; None while that depends on an open answer."""
        truths = [self._holds(condition) for condition in conditions]
        if any(truth is False for truth in truths):
            return False
        return None if any(truth is None for truth in truths) else True

    def _holds(self, condition: Condition) -> bool | None:
        value = self._read(condition.variable)
        if value is None:
            # What was left out on purpose, a pegboard, matches nothing; what is still open may match.
            left_out = condition.variable.startswith("pegboard.") and self.known.configuration.pegboard is None
            return False if left_out else None
        match condition.operator:
            case "in":
                return any(_same(member, operand) for member in _members(value) for operand in condition.operand)
            case "none_of":
                return not any(_same(member, operand) for member in _members(value) for operand in condition.operand)
            case "between":
                low, high = condition.operand
                return (not isinstance(low, int) or int(str(value)) >= low) and (
                    not isinstance(high, int) or int(str(value)) <= high
                )
            case "above":
                other = self._read(str(condition.operand[0]))
                return None if other is None else int(str(value)) > int(str(other))
            case "in_subcategory":
                return None

    def _read(self, variable: str) -> Value:
        return self.known.read(variable, self.index)


def _members(value: Value) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else (value,)


def _same(left: Value, right: Value) -> bool:
    return type(left) is type(right) and left == right
