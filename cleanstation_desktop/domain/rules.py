"""Evaluating the rules of a family: which items a configuration puts on the bill, and what is to be said about it.

Source: DOMAIN §5; the rules themselves are data (`resources/rules`). A rule that cannot be evaluated stops the work and
is named: nothing is guessed in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from cleanstation_desktop.domain.catalogue import Catalogue, resolve
from cleanstation_desktop.domain.configuration_model import Configuration
from cleanstation_desktop.domain.errors import ContentError, Finding
from cleanstation_desktop.domain.rule_data import PLACEHOLDER, Condition, Part, Remark, Row, Rule, RuleSet, Texts
from cleanstation_desktop.domain.rule_loading import load_rule_set
from cleanstation_desktop.domain.rule_variables import VARIABLES, Value, element_count, element_positions

__all__ = ["Evaluation", "RuleError", "RuleSet", "Selection", "evaluate", "load_rule_set"]

Observer = Callable[[str, str], None]


class RuleError(ContentError):
    """A rule could not be evaluated: the rule data is wrong, not the configuration."""

    code = "rule_fault"
    default_hint = "Ask the administrator to correct the rule; nothing was decided in its place."

    def __init__(self, rule: str, problem: str) -> None:
        super().__init__(f"Rule {rule}: {problem}", field=f"rules.{rule}")
        self.rule = rule


@dataclass(frozen=True, slots=True)
class Selection:
    """An item that a rule puts on the bill, under the catalogue's own number for it.

    `replace` and `add` change what the item is made of on this bill. `positions` are basins, counted from 1.
    `field` is the answer that led here. Name and note are in every language; the explosion takes that of the order.
    """

    item: str
    rule: str | None
    rule_id: str
    group: str
    field: str
    quantity: int = 1
    positions: tuple[int, ...] = ()
    custom: bool = False
    name: Texts | None = None
    note: Texts | None = None
    replace: tuple[tuple[str, Selection], ...] = ()
    add: tuple[Selection, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What the rules made of a configuration: selections in the order of the bill, and findings."""

    selections: tuple[Selection, ...]
    findings: tuple[Finding, ...]

    def rejected(self) -> bool:
        """Whether an error stands among the findings."""
        return any(finding.severity == "error" for finding in self.findings)


def evaluate(
    rule_set: RuleSet, configuration: Configuration, catalogue: Catalogue, *, observe: Observer | None = None
) -> Evaluation:
    """Apply every rule to a configuration.

    Parameters: rule_set, the version the build keeps; catalogue, where items are looked up; observe, called with the
    name of the rule and of the variable each time a rule reads one.
    Errors: RuleError when a rule cannot be evaluated, InvalidInput never: what is wrong with the configuration is in
    the findings, and the selections are those that could be made.
    """
    work = _Evaluator(rule_set, configuration, catalogue, observe or _nobody)
    if configuration.family != rule_set.family:
        raise RuleError(rule_set.family, f"these are no rules for the family {configuration.family}.")
    ranked: list[tuple[int, int, int, int, list[Selection]]] = []
    lists: dict[tuple[str, str | None], int] = {}
    for order, rule in enumerate(rule_set.rules):
        # Within a group the rules for one basin stand together, then those for the next.
        stand = lists.setdefault((rule.group, rule.for_each), len(lists))
        count = 1 if rule.for_each is None else element_count(configuration, rule.for_each)
        for index in range(count):
            made = list(work.apply(rule, index))
            ranked.append((rule_set.groups.index(rule.group), stand, index, order, made))
    ranked.sort(key=lambda entry: entry[:4])
    return Evaluation(tuple(selection for entry in ranked for selection in entry[4]), tuple(work.findings))


def _nobody(rule: str, variable: str) -> None:
    """Observe nothing."""


@dataclass
class _Evaluator:
    rule_set: RuleSet
    configuration: Configuration
    catalogue: Catalogue
    observe: Observer
    findings: list[Finding] = field(default_factory=list)

    def apply(self, rule: Rule, index: int) -> Iterator[Selection]:
        """Everything one rule selects at one element; what it has to say goes to the findings."""
        at = _Standing(self, rule, index)
        if not at.holds_all(rule.applies):
            return
        rows = [row for row in rule.rows if not row.otherwise and at.holds_all(row.when)]
        if rule.match == "one":
            rows = rows or [row for row in rule.rows if row.otherwise]
            if len(rows) != 1:
                raise RuleError(rule.id, f"{len(rows) or 'none'} of its rows fit where exactly one must.")
        for row in rows:
            yield from self._outcome(at, row)

    def _outcome(self, at: _Standing, row: Row) -> Iterator[Selection]:
        if isinstance(row.outcome, Remark):
            remark = row.outcome
            place = at.place(remark.field or at.rule.field)
            facts = at.facts(remark.message)
            self._note(Finding(remark.severity, remark.code, place, at.fill(remark.message), facts))
            return
        selection = self._select(at, row.outcome, element_positions(self.configuration, at.rule.for_each, at.index))
        if selection is not None:
            yield selection

    def _note(self, finding: Finding) -> None:
        if finding not in self.findings:
            self.findings.append(finding)

    def _select(self, at: _Standing, part: Part, positions: tuple[int, ...]) -> Selection | None:
        number = at.fill(part.item)
        if not part.custom:
            resolved = self._resolve(at, part, number)
            if resolved is None:
                return None
            number = resolved
        replace = []
        for replaced, by in part.replace.items():
            old, new = self._resolve(at, part, replaced), self._select(at, by, ())
            if old is not None and new is not None:
                replace.append((old, new))
        return Selection(
            item=number,
            rule=part.rule,
            rule_id=at.rule.id,
            group=at.rule.group,
            field=at.place(at.rule.field),
            quantity=1 if part.quantity is None else at.quantity(part.quantity),
            positions=positions,
            custom=part.custom,
            name=None if part.name is None else at.tell(part.name),
            note=None if part.note is None else at.tell(part.note),
            replace=tuple(replace),
            add=tuple(made for entry in part.add if (made := self._select(at, entry, ())) is not None),
        )

    def _resolve(self, at: _Standing, part: Part, number: str) -> str | None:
        found = resolve(self.catalogue, self.rule_set, number)
        place = at.place(at.rule.field)
        source = part.rule or at.rule.id
        if found is None:
            near = self.catalogue.nearest(number)
            hint = f"Nearest in the catalogue: {', '.join(near)}." if near else "Nothing in the catalogue is near."
            message = f"Rule {source} names {number}, which the catalogue lacks. {hint} Ask the administrator for it."
            self._note(Finding("error", "unresolved_item", place, message))
            return None
        if found.number != self.catalogue.canonical(number):
            message = f"Rule {source} names {number}; the catalogue calls it {found.number}."
            facts = {"rule": source, "named": number, "item": found.number}
            self._note(Finding("warning", "alias_used", place, message, facts))
        return found.number


@dataclass(frozen=True)
class _Standing:
    """One rule at one element: reads variables, tests conditions, fills templates."""

    work: _Evaluator
    rule: Rule
    index: int

    def place(self, name: str) -> str:
        """The dotted path of a field that the rule names relative to its element."""
        return name if self.rule.for_each is None else f"{self.rule.for_each}[{self.index}].{name}"

    def read(self, variable: str) -> Value:
        """The value of a variable the rule has declared."""
        if variable not in self.rule.reads:
            raise RuleError(self.rule.id, f"it reads {variable} without saying so.")
        self.work.observe(self.rule.id, variable)
        try:
            return VARIABLES[variable].read(self.work.configuration, self.index)
        except (LookupError, ValueError, TypeError, AttributeError) as fault:
            raise RuleError(self.rule.id, f"{variable} cannot be read ({fault}).") from fault

    def quantity(self, variable: str) -> int:
        """A variable that says how many."""
        value = self.read(variable)
        if type(value) is not int:
            raise RuleError(self.rule.id, f"{variable} is no quantity.")
        return value

    def fill(self, template: str) -> str:
        """A template with its variables written in, by the words of the rule set where it has them."""
        return PLACEHOLDER.sub(lambda match: str(self._written(match[1])), template)

    def facts(self, template: str) -> dict[str, str | int]:
        """What `fill` writes into a template, by variable."""
        return {variable: self._written(variable) for variable in PLACEHOLDER.findall(template)}

    def tell(self, texts: Texts) -> Texts:
        """A text with its variables written in, in each language by that language's terms."""
        return {language: self._told(text, language) for language, text in texts.items()}

    def _told(self, text: str, language: str) -> str:
        return PLACEHOLDER.sub(lambda match: self._term(match[1], language), text)

    def _written(self, variable: str) -> str | int:
        value: str | int = self._given(variable, self.work.rule_set.words)
        return self.work.rule_set.words.get(variable, {}).get(str(value), value)

    def _term(self, variable: str, language: str) -> str:
        value = str(self._given(variable, self.work.rule_set.terms))
        terms = self.work.rule_set.terms.get(variable)
        return value if terms is None else terms[value][language]

    def _given(self, variable: str, spellings: Mapping[str, Mapping[str, object]]) -> str | int:
        """A value that can be written: it is there, and has a spelling where its variable has some."""
        value = self.read(variable)
        if isinstance(value, tuple):
            value = ", ".join(dict.fromkeys(value))
        if value is None or (variable in spellings and str(value) not in spellings[variable]):
            raise RuleError(self.rule.id, f"there is no word for {variable} = {value}.")
        return value

    def holds_all(self, conditions: tuple[Condition, ...]) -> bool:
        """Whether every condition holds."""
        return all(self._holds(condition) for condition in conditions)

    def _holds(self, condition: Condition) -> bool:
        value = self.read(condition.variable)
        if value is None:
            return False  # what was not chosen matches nothing
        match condition.operator:
            case "in":
                return any(_same(member, operand) for member in _members(value) for operand in condition.operand)
            case "none_of":
                return not any(_same(member, operand) for member in _members(value) for operand in condition.operand)
            case "between":
                low, high = condition.operand
                number = self.quantity(condition.variable)
                return (not isinstance(low, int) or number >= low) and (not isinstance(high, int) or number <= high)
            case "above":
                return self.quantity(condition.variable) > self.quantity(str(condition.operand[0]))
            case "in_subcategory":
                return self.work.catalogue.in_subcategory(str(value), str(condition.operand[0]))


def _members(value: Value) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else (value,)


def _same(left: Value, right: Value) -> bool:
    """Equal and of one kind: true is not 1."""
    return type(left) is type(right) and left == right
