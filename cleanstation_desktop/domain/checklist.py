"""The items that one build's checklist asks, and where an inspection stands (DOMAIN §3, §6).

The database holds a SQL twin of `derive`: an item is asked when its section's and its own condition hold.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cleanstation_desktop.domain.checklist_facts import FACTS, BuildFacts, FactMap, applies
from cleanstation_desktop.domain.checklist_template import Item, Outcome, Repeat, Section, Template
from cleanstation_desktop.domain.errors import Finding, InvalidInput

ItemKey = tuple[str, int | None]
"""Item code and basin position (None for an item of the whole sink): unique within one inspection."""

Outcomes = Mapping[ItemKey, Outcome]
"""The outcome of each answered item; an item that is not in it is not answered."""


class Result(StrEnum):
    """How a whole inspection ended."""

    PASSED = "PASSED"
    FAILED = "FAILED"


@dataclass(frozen=True)
class DerivedItem:
    """One line of one build's checklist.

    Parameters: position, its place on the sheet from 1; section, code; basin_position from 1, or None for the whole
    sink; item, as the template says; target, the reading aimed at if the build or the template fixes it; expected, the
    code of the choice that passes, if one does; basis, the facts with which an answer stands or falls.
    """

    position: int
    section: str
    basin_position: int | None
    item: Item
    target: Decimal | None
    expected: str | None
    basis: FactMap

    @property
    def key(self) -> ItemKey:
        """What names this line within its inspection."""
        return self.item.code, self.basin_position


@dataclass(frozen=True)
class Progress:
    """Counts of an inspection's items."""

    total: int
    answered: int
    passed: int
    failed: int
    not_applicable: int
    missing: int


@dataclass(frozen=True)
class NextAttempt:
    """What the next attempt asks, and what it shows as carried over from the one before."""

    repeated: tuple[DerivedItem, ...]
    carried_over: tuple[DerivedItem, ...]


def derive(template: Template, facts: BuildFacts) -> tuple[DerivedItem, ...]:
    """The lines of a form for one build, in order of the sheet.

    Sections stand in template order; within one, the lines of the whole sink come first, then those of basin 1, 2, 3.
    """
    found: list[DerivedItem] = []
    for section in template.sections:
        for position in (None, *range(1, len(facts.basins) + 1)):
            known = facts.build if position is None else facts.of_basin(position)
            for item in section.items:
                if _asked(section, item, position, known):
                    place = len(found) + 1
                    target, expected = _target(item, known), _expected(item, known)
                    basis = _basis(section, item, position, known)
                    found.append(DerivedItem(place, section.code, position, item, target, expected, basis))
    return tuple(found)


def _asked(section: Section, item: Item, position: int | None, known: FactMap) -> bool:
    per_basin = section.per_basin or item.per_basin
    return per_basin == (position is not None) and applies(section.when, known) and applies(item.when, known)


def _basis(section: Section, item: Item, position: int | None, known: FactMap) -> FactMap:
    """Facts of the conditions and of `depends_on`; for an item of a basin also everything about that basin."""
    of_basin = {name for name, rule in FACTS.items() if rule.per_basin} if position is not None else set()
    return {name: known.get(name) for name in {*section.when, *item.when, *item.depends_on, *of_basin}}


def _target(item: Item, known: FactMap) -> Decimal | None:
    return item.target if item.target_from is None else Decimal(str(known[item.target_from]))


def _expected(item: Item, known: FactMap) -> str | None:
    return item.expected if item.expected_from is None else str(known[item.expected_from])


def missing(items: Sequence[DerivedItem], outcomes: Outcomes) -> tuple[DerivedItem, ...]:
    """Required items without an answer: while there is one, the inspection cannot be signed."""
    return tuple(line for line in items if line.item.required and line.key not in outcomes)


def progress(items: Sequence[DerivedItem], outcomes: Outcomes) -> Progress:
    """How far the inspection is."""
    given = [outcomes[line.key] for line in items if line.key in outcomes]
    return Progress(
        total=len(items),
        answered=len(given),
        passed=given.count(Outcome.PASS),
        failed=given.count(Outcome.FAIL),
        not_applicable=given.count(Outcome.NA),
        missing=len(missing(items, outcomes)),
    )


def overall(items: Sequence[DerivedItem], outcomes: Outcomes, conceded: Collection[ItemKey] = ()) -> Result | None:
    """The result that the answers give: None while a required one is missing, FAILED when any item failed.

    Parameter: conceded, failed items that a signed concession accepts as they are (DOMAIN §1, nonconformance).
    """
    if not items or missing(items, outcomes):
        return None
    failed = any(outcomes.get(line.key) is Outcome.FAIL and line.key not in conceded for line in items)
    return Result.FAILED if failed else Result.PASSED


def first_pass(attempts: Sequence[Result | None]) -> bool | None:
    """Whether the first attempt passed; None while it has no result. Parameter: attempts, in order (DOMAIN §6, CLQ)."""
    if not attempts or attempts[0] is None:
        return None
    return attempts[0] is Result.PASSED


def beside(items: Sequence[DerivedItem], reference: DerivedItem) -> tuple[DerivedItem, ...]:
    """Readings judged against this reference reading: when it is taken again, they must be too."""
    return tuple(
        line
        for line in items
        if line.item.target_item == reference.item.code and line.basin_position == reference.basin_position
    )


def next_attempt(template: Template, items: Sequence[DerivedItem], outcomes: Outcomes) -> NextAttempt:
    """What attempt n+1 asks: everything, or what failed or was not answered in attempt n (DOMAIN §3, after a reject).

    Parameters: items and outcomes, of attempt n.
    """
    if template.repeat is Repeat.ALL:
        return NextAttempt(tuple(items), ())
    stands = (Outcome.PASS, Outcome.NA)
    return _split(items, {line.key for line in items if outcomes.get(line.key) not in stands})


def ordered_again(
    items: Sequence[DerivedItem], *, groups: Collection[str] = (), codes: Collection[str] = ()
) -> NextAttempt:
    """What is done again after a final-QC reject: the test groups and items that the disposition names (DOMAIN §3).

    Raises InvalidInput for a group or code that this build's form does not have.
    """
    known_groups = {line.item.group for line in items}
    known_codes = {line.item.code for line in items}
    findings = [
        Finding("error", "group_unknown", "groups", f"There is no group {group} in this form.")
        for group in groups
        if group not in known_groups
    ] + [
        Finding("error", "item_unknown", "codes", f"There is no item {code} in this form.")
        for code in codes
        if code not in known_codes
    ]
    if findings:
        raise InvalidInput(findings, hint="Choose from the groups and items of this build.")
    # Another instrument: what it reads is read again.
    named = {
        line.key
        for line in items
        if line.item.group in groups or line.item.code in codes or line.item.instrument_item in codes
    }
    return _split(items, named)


def _split(items: Sequence[DerivedItem], again: set[ItemKey]) -> NextAttempt:
    # A reading and its reference are taken at the same moment: one is never repeated without the other.
    for line in items:
        pair = {line.key, *(reading.key for reading in beside(items, line))}
        if pair & again:
            again |= pair
    # Whoever takes a reading says with which instrument.
    used = {line.item.instrument_item for line in items if line.key in again}
    again |= {line.key for line in items if line.item.code in used}
    return NextAttempt(
        tuple(line for line in items if line.key in again), tuple(line for line in items if line.key not in again)
    )
