"""Controlled forms as data: what a checklist template is made of (DOMAIN §6); `checklist_loading` reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from cleanstation_desktop.domain.checklist_facts import Condition

MAX_TEXT = 160
"""Longest text of an item, in characters: three lines on the sheet."""

Texts = Mapping[str, str]
"""The same words in each of the three languages."""


class InspectionKind(StrEnum):
    """The five controlled forms: CLP §1, §2 with §3, §4; CLQ; CLT (DOMAIN §6)."""

    PRE_PRODUCTION_CHECK = "PRE_PRODUCTION_CHECK"
    PRODUCTION = "PRODUCTION"
    PACKAGING = "PACKAGING"
    SINK_QUALITY = "SINK_QUALITY"
    END_OF_LINE_TEST = "END_OF_LINE_TEST"


class ItemKind(StrEnum):
    """What an item asks for."""

    CHECK = "CHECK"
    CHOICE = "CHOICE"
    TEXT = "TEXT"
    SERIAL = "SERIAL"
    NUMBER = "NUMBER"
    INSTRUMENT = "INSTRUMENT"


class Outcome(StrEnum):
    """How an item was answered."""

    PASS = "PASS"  # noqa: S105 - not a password
    FAIL = "FAIL"
    NA = "NA"


class Repeat(StrEnum):
    """What the next attempt of an inspection asks again (DOMAIN §3, after a reject)."""

    ALL = "ALL"
    FAILED_ONLY = "FAILED_ONLY"


@dataclass(frozen=True)
class Choice:
    """One answer to choose. Parameter: needs_note, the choice says nothing without a note ("other: where")."""

    code: str
    text: Texts
    needs_note: bool = False


@dataclass(frozen=True)
class Tolerance:
    """How far a reading may lie below (minus) and above (plus) its target, in the item's unit; the edges pass."""

    minus: Decimal
    plus: Decimal


@dataclass(frozen=True)
class Component:
    """The part whose serial number an item asks for.

    Parameters: kind, such as TOUCHSCREEN; item, its item number, or None where that depends on the build.
    """

    kind: str
    item: str | None


@dataclass(frozen=True)
class Item:
    """One line of a form.

    Parameters: per_basin, asked once for each basin that fits (also when the section is per basin); target, a number,
    or target_from, the fact that holds it, or target_item, the code of the reading beside which this one is taken;
    instrument_item, the code of the item that names the instrument with which this reading is taken; expected, the
    choice that passes, or expected_from, the fact that names it; requires_document, the kind of document that must be
    attached for a pass; depends_on, facts with which an answer stands or falls besides those of the conditions: a
    change of one asks the item again; again_on_change, a change that reopens the form asks the item again whatever it
    stands on; mirrors, (form, item code) pairs whose answers stand beside this item; group, the test group or packing
    group that a disposition can order again; source, where the item comes from.
    """

    code: str
    text: Texts
    kind: ItemKind
    source: str
    required: bool = True
    na_allowed: bool = False
    per_basin: bool = False
    when: Condition = field(default_factory=dict)
    unit: str | None = None
    target: Decimal | None = None
    target_from: str | None = None
    target_item: str | None = None
    instrument_item: str | None = None
    tolerance: Tolerance | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    choices: tuple[Choice, ...] = ()
    expected: str | None = None
    expected_from: str | None = None
    requires_document: str | None = None
    component: Component | None = None
    mirrors: tuple[tuple[InspectionKind, str], ...] = ()
    depends_on: tuple[str, ...] = ()
    again_on_change: bool = False
    group: str | None = None
    hint: Texts | None = None

    @property
    def judged(self) -> bool:
        """Whether a rule decides pass or fail, so that no person can."""
        return self.kind is ItemKind.NUMBER or self.expected is not None or self.expected_from is not None


@dataclass(frozen=True)
class Section:
    """A titled part of a form. Parameter: per_basin, all its items repeat for each basin that fits."""

    code: str
    title: Texts
    items: tuple[Item, ...]
    per_basin: bool = False
    when: Condition = field(default_factory=dict)


@dataclass(frozen=True)
class Template:
    """One controlled form in one version. Parameter: groups, the titles of the groups that items name."""

    kind: InspectionKind
    document_number: str
    revision: str
    version: int
    title: Texts
    repeat: Repeat
    sections: tuple[Section, ...]
    groups: Mapping[str, Texts]

    def items(self) -> tuple[Item, ...]:
        """Every item in order of the form."""
        return tuple(item for section in self.sections for item in section.items)
