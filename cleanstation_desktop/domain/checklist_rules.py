"""What a checklist template must keep beyond the shape of its JSON: references, conditions, limits (DOMAIN §6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cleanstation_desktop.domain.checklist_facts import FACTS, Condition
from cleanstation_desktop.domain.checklist_template import InspectionKind, Item, ItemKind, Section, Template
from cleanstation_desktop.domain.errors import Finding

GROUPED = (InspectionKind.END_OF_LINE_TEST, InspectionKind.PACKAGING)
"""Forms of which a disposition can order parts again (DOMAIN §3)."""

_MIRRORED = (InspectionKind.PRODUCTION, InspectionKind.PACKAGING)


def check_template(template: Template) -> list[Finding]:
    """Every finding on a template whose shape is right; its own references only."""
    findings: list[Finding] = []
    if not template.sections:
        findings.append(_error("sections_empty", "sections", "A form has at least one section."))
    findings += _repeated("section_repeated", "sections", [section.code for section in template.sections])
    findings += _repeated("item_repeated", "sections", [item.code for item in template.items()])
    for number, section in enumerate(template.sections):
        place = f"sections[{number}]"
        if not section.items:
            findings.append(_error("items_empty", f"{place}.items", f"Section {section.code} has no items."))
        findings += _check_condition(section.when, f"{place}.when", per_basin=section.per_basin)
        for index, item in enumerate(section.items):
            findings += _check_item(template, section, item, f"{place}.items[{index}]")
    return findings


def check_mirrors(templates: Sequence[Template]) -> list[Finding]:
    """A finding for each shown answer whose item no form of these has."""
    known = {(template.kind, item.code) for template in templates for item in template.items()}
    return [
        _error("mirror_dangling", f"{template.kind}.{item.code}.mirrors", f"There is no item {code} in {kind}.")
        for template in templates
        for item in template.items()
        for kind, code in item.mirrors
        if (kind, code) not in known
    ]


def _error(code: str, field: str, message: str) -> Finding:
    return Finding("error", code, field, message)


def _repeated(code: str, field: str, values: Sequence[str]) -> list[Finding]:
    return [
        _error(code, field, f"The code {value} is used {count} times; it must be unique in the form.")
        for value, count in Counter(values).items()
        if value and count > 1
    ]


def _check_condition(when: Condition, field: str, *, per_basin: bool) -> list[Finding]:
    findings: list[Finding] = []
    for name, allowed in when.items():
        place = f"{field}.{name}"
        rule = FACTS.get(name)
        if rule is None:
            findings.append(_error("fact_unknown", place, f"{name} is not a fact of a build."))
            continue
        if rule.per_basin and not per_basin:
            findings.append(_error("fact_of_basin", place, f"{name} is known for one basin only."))
        if not allowed:
            findings.append(_error("condition_empty", place, f"The condition on {name} allows nothing."))
        wanted = {"text": str, "texts": str, "integer": int, "boolean": bool}[rule.kind]
        for value in allowed:
            if type(value) is not wanted or (rule.values is not None and value not in rule.values):
                findings.append(_error("fact_value", place, f"{name} can never be {value!r}."))
    return findings


def _check_item(template: Template, section: Section, item: Item, place: str) -> list[Finding]:
    per_basin = section.per_basin or item.per_basin
    findings = _check_condition(item.when, f"{place}.when", per_basin=per_basin)
    findings += [
        _error("fact_unknown", f"{place}.depends_on", f"{name} is not a fact of a build.")
        for name in item.depends_on
        if name not in FACTS or FACTS[name].per_basin
    ]
    findings += _check_keys_of_kind(template, item, place)
    if item.kind is ItemKind.NUMBER:
        findings += _check_limits(template, item, place)
        findings += _check_target(section, item, place, per_basin=per_basin)
        findings += _check_instrument(template, section, item, place)
    if item.kind is ItemKind.CHOICE:
        findings += _check_choices(item, place, per_basin=per_basin)
    grouped = template.kind in GROUPED
    if (item.group is not None) != grouped or (grouped and item.group not in template.groups):
        what = "must name a group whose title the form holds" if grouped else "cannot belong to a group in this form"
        findings.append(_error("group_invalid", f"{place}.group", f"Item {item.code} {what}."))
    return findings


def _check_keys_of_kind(template: Template, item: Item, place: str) -> list[Finding]:
    """Keys that only one kind of item has, and those that it must have."""
    number, choice = item.kind is ItemKind.NUMBER, item.kind is ItemKind.CHOICE
    limits = (item.target, item.target_from, item.target_item, item.tolerance, item.minimum, item.maximum)
    wrong = {
        "unit": (item.unit is not None) != number,
        "target": not number and any(limit is not None for limit in limits),
        "instrument_item": not number and item.instrument_item is not None,
        "choices": bool(item.choices) != choice,
        "expected": not choice and (item.expected is not None or item.expected_from is not None),
        "component": (item.component is not None) != (item.kind is ItemKind.SERIAL),
        "requires_document": item.requires_document is not None and item.kind is not ItemKind.CHECK,
        "mirrors": bool(item.mirrors) and template.kind is not InspectionKind.SINK_QUALITY,
    }
    findings = [
        _error("key_misplaced", f"{place}.{key}", f"{key} is missing, or does not belong to a {item.kind} item here.")
        for key, is_wrong in wrong.items()
        if is_wrong
    ]
    if any(kind not in _MIRRORED for kind, _ in item.mirrors):
        findings.append(_error("mirror_form", f"{place}.mirrors", "Only production and packaging can be shown."))
    return findings


def _check_limits(template: Template, item: Item, place: str) -> list[Finding]:
    findings: list[Finding] = []
    targets = [target for target in (item.target, item.target_from, item.target_item) if target is not None]
    bounded = item.minimum is not None or item.maximum is not None
    if len(targets) > 1 or (targets and bounded):
        findings.append(_error("target_ambiguous", f"{place}.target", f"{item.code} has more than one kind of limit."))
    if bool(targets) != (item.tolerance is not None):
        findings.append(_error("tolerance_missing", f"{place}.tolerance", f"{item.code}: a target needs a tolerance."))
    if item.tolerance is not None and min(item.tolerance.minus, item.tolerance.plus) < 0:
        findings.append(_error("tolerance_negative", f"{place}.tolerance", "A tolerance is given without a sign."))
    if item.minimum is not None and item.maximum is not None and item.minimum > item.maximum:
        findings.append(_error("range_empty", f"{place}.minimum", f"{item.code}: the minimum is above the maximum."))
    # A reading that nothing limits would always pass: only a reference reading, which limits another, may do that.
    if not targets and not bounded and all(other.target_item != item.code for other in template.items()):
        findings.append(_error("limits_missing", f"{place}.target", f"{item.code} has no target and no limits."))
    return findings


def _check_target(section: Section, item: Item, place: str, *, per_basin: bool) -> list[Finding]:
    findings: list[Finding] = []
    if item.target_from is not None:
        rule = FACTS.get(item.target_from)
        if rule is None or rule.kind != "integer" or (rule.per_basin and not per_basin):
            message = f"{item.target_from} is not a measure that this item knows."
            findings.append(_error("target_fact", f"{place}.target_from", message))
    if item.target_item is not None:
        reference = next((other for other in section.items if other.code == item.target_item), None)
        if reference is None or reference.kind is not ItemKind.NUMBER or reference.target_item is not None:
            message = f"{item.target_item} is not a reference reading of the same section."
            findings.append(_error("target_item_dangling", f"{place}.target_item", message))
        elif (reference.when, reference.per_basin) != (item.when, item.per_basin):
            message = f"{item.target_item} does not apply wherever {item.code} does."
            findings.append(_error("target_item_condition", f"{place}.target_item", message))
    return findings


def _check_instrument(template: Template, section: Section, item: Item, place: str) -> list[Finding]:
    """The instrument of a reading is one of the whole sink, named wherever the reading is taken."""
    if item.instrument_item is None:
        return []
    places = ((other, each) for other in template.sections for each in other.items)
    found = next((pair for pair in places if pair[1].code == item.instrument_item), None)
    if found is None or found[1].kind is not ItemKind.INSTRUMENT or found[0].per_basin or found[1].per_basin:
        message = f"{item.instrument_item} is not an instrument of the whole sink."
        return [_error("instrument_item_dangling", f"{place}.instrument_item", message)]
    other, named = found
    known = {**section.when, **item.when}
    # A basin of a type makes the sink one that has the type.
    known["basin_types"] = known.get("basin_type") or known.get("basin_types") or ()
    wanted = [*other.when.items(), *named.when.items()]
    if named.required and all(known.get(name) and set(known[name]) <= set(allowed) for name, allowed in wanted):
        return []
    message = f"{item.instrument_item} is not asked wherever {item.code} is."
    return [_error("instrument_item_condition", f"{place}.instrument_item", message)]


def _check_choices(item: Item, place: str, *, per_basin: bool) -> list[Finding]:
    codes = [choice.code for choice in item.choices]
    findings = _repeated("choice_repeated", f"{place}.choices", codes)
    if len(codes) == 1:
        findings.append(_error("choice_single", f"{place}.choices", f"{item.code} leaves no choice."))
    if item.expected is not None and (item.expected_from is not None or item.expected not in codes):
        message = f"{item.expected} is not a choice of {item.code}, or a fact is named beside it."
        findings.append(_error("expected_unknown", f"{place}.expected", message))
    if item.expected_from is not None:
        rule = FACTS.get(item.expected_from)
        # Every value that the fact can take needs its choice, or a right answer could not be given.
        if (
            rule is None
            or rule.kind not in ("text", "integer")
            or rule.values is None
            or rule.nullable
            or (rule.per_basin and not per_basin)
            or not {str(value) for value in rule.values} <= set(codes)
        ):
            message = f"{item.expected_from} is not a fact whose every value is a choice of {item.code}."
            findings.append(_error("expected_fact", f"{place}.expected_from", message))
    return findings
