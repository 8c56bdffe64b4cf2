"""Loading rule data: whatever is wrong with a rule is found before it is ever used, and the rule is named."""

from __future__ import annotations

from collections.abc import Mapping

from cleanstation_desktop.domain.configuration_model import LANGUAGES
from cleanstation_desktop.domain.reading import Reader, Record
from cleanstation_desktop.domain.rule_data import (
    PLACEHOLDER,
    Condition,
    Operator,
    Part,
    Remark,
    Row,
    Rule,
    RuleSet,
    Texts,
)
from cleanstation_desktop.domain.rule_variables import ELEMENTS, VARIABLES, in_scope

MOST = 10_000
LONG = 500

_COMPARISONS = ("in", "none_of", "from", "to", "above", "in_subcategory")


def load_rule_set(data: object) -> RuleSet:
    """Read the rules of a family from a loaded JSON value.

    Errors: InvalidInput with every finding: wrong shapes, unknown variables, a variable that is read but not declared
    or declared but not read, rows that can never fit, two rules of one name, a text that lacks one of the languages.
    """
    reader = Reader()
    record = reader.record(data, "", ("family", "version", "groups", "rules"), ("words", "terms", "aliases"))
    groups = tuple(_word(reader, field, value) for field, value in record.entries("groups", 1, MOST))
    rule_set = RuleSet(
        family=record.text("family", low=1, high=LONG),
        version=record.whole("version", 1, 10**6),
        groups=groups,
        words={name: _words(reader, f"words.{name}", value) for name, value in _mapping(reader, record, "words")},
        terms={name: _terms(reader, f"terms.{name}", value) for name, value in _mapping(reader, record, "terms")},
        aliases={name: _word(reader, f"aliases.{name}", value) for name, value in _mapping(reader, record, "aliases")},
        rules=tuple(_rule(reader, field, value, groups) for field, value in record.entries("rules", 1, MOST)),
    )
    for key, names in (("words", rule_set.words), ("terms", rule_set.terms)):
        for name in names:
            if name not in VARIABLES:
                reader.error(f"{key}.{name}", "unknown_variable", f"There is no variable {name} to have {key} for.")
    seen: set[str] = set()
    for index, rule in enumerate(rule_set.rules):
        if rule.id in seen:
            reader.error(f"rules[{index}].id", "duplicate_rule", f"Two rules are called {rule.id}.")
        seen.add(rule.id)
    reader.raise_findings()
    return rule_set


def _word(reader: Reader, field: str, value: object) -> str:
    return Record(reader, {field: value}, "").text(field, low=1, high=LONG)


def _mapping(reader: Reader, record: Record, key: str) -> list[tuple[str, object]]:
    value = record.values.get(key, {})
    if isinstance(value, dict):
        return list(value.items())
    reader.unusable(f"{record.prefix}{key}", "wrong_type", f"{record.prefix}{key} must be an object.")
    return []


def _words(reader: Reader, field: str, value: object) -> Mapping[str, str]:
    entries = _mapping(reader, Record(reader, {field: value}, ""), field)
    return {name: _word(reader, f"{field}.{name}", word) for name, word in entries}


def _terms(reader: Reader, field: str, value: object) -> Mapping[str, Texts]:
    entries = _mapping(reader, Record(reader, {field: value}, ""), field)
    return {name: _texts(reader, f"{field}.{name}", texts) for name, texts in entries}


def _texts(reader: Reader, field: str, value: object) -> Texts:
    """The same text in each language: what one of them fills in, all of them do."""
    record = reader.record(value, field, LANGUAGES)
    texts = {language: record.text(language, low=1, high=LONG) for language in LANGUAGES}
    if len({frozenset(PLACEHOLDER.findall(text)) for text in texts.values()}) > 1:
        reader.error(field, "placeholders_differ", f"{field} does not fill in the same variables in every language.")
    return texts


def _rule(reader: Reader, field: str, value: object, groups: tuple[str, ...]) -> Rule:
    record = reader.record(value, field, ("id", "group", "field", "reads", "rows"), ("match", "for_each", "applies"))
    name = record.text("id", low=1, high=LONG)
    for_each = record.choice("for_each", tuple(ELEMENTS)) or None if record.given("for_each") else None
    rule = Rule(
        id=name,
        group=record.choice("group", groups),
        field=record.text("field", low=1, high=LONG),
        match="any" if record.given("match") and record.choice("match", ("one", "any")) == "any" else "one",
        for_each=for_each,
        reads=frozenset(_word(reader, place, entry) for place, entry in record.entries("reads", 0, MOST)),
        applies=_conditions(reader, record, "applies"),
        rows=tuple(_row(reader, place, entry) for place, entry in record.entries("rows", 1, MOST)),
    )
    _check_rule(reader, field, rule)
    return rule


def _check_rule(reader: Reader, field: str, rule: Rule) -> None:
    used = _variables_used(rule)
    for variable in sorted(used | rule.reads):
        if variable not in VARIABLES:
            reader.error(field, "unknown_variable", f"Rule {rule.id} reads {variable}, which there is not.")
        elif not in_scope(variable, rule.for_each):
            message = f"Rule {rule.id} reads {variable}, but is not repeated for each of the elements it belongs to."
            reader.error(field, "out_of_scope", message)
        elif variable not in rule.reads:
            reader.error(f"{field}.reads", "undeclared", f"Rule {rule.id} reads {variable} without saying so.")
        elif variable not in used:
            reader.error(f"{field}.reads", "unread", f"Rule {rule.id} says that it reads {variable}, and does not.")
    for condition in rule.conditions():
        variable_known = VARIABLES.get(condition.variable)
        if variable_known and not _fits(condition, variable_known.kind):
            message = f"Rule {rule.id} compares {condition.variable} with something of another kind."
            reader.error(field, "wrong_comparison", message)
    otherwise = [index for index, row in enumerate(rule.rows) if row.otherwise]
    if otherwise and (otherwise != [len(rule.rows) - 1] or rule.match == "any"):
        message = f"Rule {rule.id} may have one otherwise row, the last, and only when one row is to match."
        reader.error(f"{field}.rows", "misplaced_otherwise", message)


def _variables_used(rule: Rule) -> set[str]:
    used = {condition.variable for condition in rule.conditions()}
    for condition in rule.conditions():
        if condition.operator == "above":
            used |= {str(operand) for operand in condition.operand}
    for row in rule.rows:
        if isinstance(row.outcome, Part):
            texts = list(row.outcome.templates())
            used |= {row.outcome.quantity} if row.outcome.quantity else set()
        else:
            texts = [row.outcome.message]
        used |= {name for text in texts for name in PLACEHOLDER.findall(text)}
    return used


def _fits(condition: Condition, kind: str) -> bool:
    match condition.operator:
        case "between":
            return kind == "number"
        case "above":
            other = VARIABLES.get(str(condition.operand[0]))
            return kind == "number" and (other is None or other.kind == "number")
        case "in_subcategory":
            return kind == "text"
    wanted = {"text": str, "texts": str, "number": int, "flag": bool}[kind]
    return all(type(operand) is wanted for operand in condition.operand)


def _conditions(reader: Reader, record: Record, key: str) -> tuple[Condition, ...]:
    found: list[Condition] = []
    for variable, value in _mapping(reader, record, key):
        found += _condition(reader, f"{record.prefix}{key}.{variable}", variable, value)
    return tuple(found)


def _condition(reader: Reader, field: str, variable: str, value: object) -> list[Condition]:
    """A value means exactly that value, a list any of its values; an object names the comparison."""
    if isinstance(value, str | int):
        return [Condition(variable, "in", (value,))]
    if isinstance(value, list):
        return [Condition(variable, "in", _operands(reader, field, value))]
    record = reader.record(value, field, (), _COMPARISONS)
    found: list[Condition] = []
    for name in ("in", "none_of"):
        if name in record.values:
            operator: Operator = "in" if name == "in" else "none_of"
            operands = [entry for _, entry in record.entries(name, 1, MOST)]
            found.append(Condition(variable, operator, _operands(reader, field, operands)))
    if "from" in record.values or "to" in record.values:
        low = record.whole("from", -(10**9), 10**9) if "from" in record.values else None
        high = record.whole("to", -(10**9), 10**9) if "to" in record.values else None
        if low is not None and high is not None and low > high:
            reader.error(field, "empty_range", f"{field}: nothing lies from {low} to {high}.")
        found.append(Condition(variable, "between", (low, high)))
    if "above" in record.values:
        found.append(Condition(variable, "above", (record.text("above", low=1, high=LONG),)))
    if "in_subcategory" in record.values:
        found.append(Condition(variable, "in_subcategory", (record.text("in_subcategory", low=1, high=LONG),)))
    if not found:
        reader.error(field, "no_comparison", f"{field} compares with nothing.")
    return found


def _operands(reader: Reader, field: str, values: list[object]) -> tuple[str | int, ...]:
    good = [value for value in values if isinstance(value, str | int)]
    if len(good) < len(values) or not values:
        reader.unusable(field, "wrong_type", f"{field} must list texts, whole numbers or true and false.")
    return tuple(good)


def _row(reader: Reader, field: str, value: object) -> Row:
    known = ("when", "otherwise", "error", "warning", "item", "rule", "name", "note", "custom", "quantity")
    record = reader.record(value, field, (), (*known, "replace", "add"))
    remarks = [key for key in ("error", "warning") if key in record.values]
    if len(remarks) + ("item" in record.values) != 1:
        reader.unusable(field, "no_outcome", f"{field} must have one of item, error and warning.")
    otherwise = record.flag("otherwise")
    if otherwise == ("when" in record.values):
        reader.error(field, "no_condition", f"{field} must have either when or otherwise: true.")
    outcome = _remark(reader, record, remarks[0]) if remarks else _part(reader, record)
    return Row(_conditions(reader, record, "when"), otherwise, outcome)


def _remark(reader: Reader, record: Record, severity: str) -> Remark:
    remark = reader.record(record.values[severity], f"{record.prefix}{severity}", ("code", "message"), ("field",))
    return Remark(
        severity="error" if severity == "error" else "warning",
        code=remark.text("code", low=1, high=LONG),
        message=remark.text("message", low=1, high=LONG),
        field=remark.text("field", low=1, high=LONG) if remark.given("field") else None,
    )


def _part(reader: Reader, record: Record) -> Part:
    def optional(key: str) -> str | None:
        return record.text(key, low=1, high=LONG) if record.given(key) else None

    def spoken(key: str) -> Texts | None:
        return _texts(reader, f"{record.prefix}{key}", record.values[key]) if record.given(key) else None

    custom = record.flag("custom")
    if custom and not record.given("name"):
        reader.error(f"{record.prefix}name", "missing", f"{record.prefix}name is missing: a custom item needs one.")
    part_keys = ("rule", "name", "note", "custom", "quantity")
    return Part(
        item=record.text("item", low=1, high=LONG),
        rule=optional("rule"),
        name=spoken("name"),
        note=spoken("note"),
        custom=custom,
        quantity=optional("quantity"),
        replace={
            number: _part(reader, reader.record(entry, f"{record.prefix}replace.{number}", ("item",), part_keys))
            for number, entry in _mapping(reader, record, "replace")
        },
        add=tuple(
            _part(reader, reader.record(entry, field, ("item",), part_keys))
            for field, entry in record.entries("add", 0, MOST)
        ),
    )
