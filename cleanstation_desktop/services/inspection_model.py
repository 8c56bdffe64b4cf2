"""Inspections as they are shown: items in one language, answers with who and when, progress."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cleanstation_desktop.domain.checklist import Progress, Result
from cleanstation_desktop.domain.checklist_template import InspectionKind, ItemKind, Outcome, Tolerance
from cleanstation_desktop.domain.localization import Language


@dataclass(frozen=True)
class RecordedAnswer:
    """The standing answer of an item.

    Parameters: instrument, its number, and instrument_due, the last day of its calibration; initials, of who answered;
    target, minimum and maximum, what a number was held against when it was read, in the item's unit; version, for the
    next change of it.
    """

    id: int
    outcome: Outcome
    choice: str | None
    text: str | None
    number: Decimal | None
    instrument_id: int | None
    instrument: str | None
    instrument_due: dt.date | None
    note: str
    initials: str
    answered_at: dt.datetime
    target: Decimal | None
    minimum: Decimal | None
    maximum: Decimal | None
    version: int


@dataclass(frozen=True)
class ChoiceText:
    """One answer to choose, in the asked language. Parameter: needs_note, it says nothing without a note."""

    code: str
    text: str
    needs_note: bool


@dataclass(frozen=True)
class MirroredItem:
    """An item of production or packaging that stands beside one of the final QC (DOMAIN §6).

    Parameters: basin, None for the whole sink; value, the answer's value in words; unit, of a number.
    """

    kind: InspectionKind
    code: str
    basin: int | None
    text: str
    answer: RecordedAnswer | None
    value: str
    unit: str


@dataclass(frozen=True)
class InspectionItem:
    """One line of a form for one build, resolved and frozen when the attempt was opened.

    Parameters: basin, None for the whole sink; target, minimum and maximum, in `unit`; expected, the passing choice;
    carried_from, the attempt whose answer stands; target_item, code of the reading beside which this one is taken, and
    tolerance, in `unit`; instrument_item, code of the item that names the instrument of this reading; concession, key
    of the nonconformance whose signed concession accepts the failure as it is.
    """

    id: int
    position: int
    code: str
    basin: int | None
    kind: ItemKind
    text: str
    hint: str
    required: bool
    na_allowed: bool
    choices: tuple[ChoiceText, ...]
    unit: str
    target: Decimal | None
    minimum: Decimal | None
    maximum: Decimal | None
    expected: str | None
    requires_document: str | None
    group: str | None
    carried_from: int | None
    answer: RecordedAnswer | None
    mirrored: tuple[MirroredItem, ...] = ()
    target_item: str | None = None
    tolerance: Tolerance | None = None
    instrument_item: str | None = None
    concession: int | None = None

    @property
    def conceded(self) -> bool:
        """Whether it failed and a signed concession accepts that."""
        return self.concession is not None

    @property
    def judged(self) -> bool:
        """Whether a rule decides pass or fail, so that no person can."""
        return self.kind is ItemKind.NUMBER or self.expected is not None

    @property
    def value(self) -> str:
        """The answer's value in words of the asked language; empty without one and for a number."""
        return value_in_words(self.choices, self.answer)


@dataclass(frozen=True)
class InspectionSection:
    """A titled part of the form, its items in order of the sheet."""

    code: str
    title: str
    items: tuple[InspectionItem, ...]


@dataclass(frozen=True)
class Inspection:
    """One filling-in of a form.

    Parameters: state, OPEN, SIGNED or VOID; reopened, a change reopened it, so that it is filled in past its
    stage too; signed_at, None until it is signed; version, for signing: it counts up with every answer.
    """

    id: int
    build_id: int
    build_number: str
    kind: InspectionKind
    title: str
    document_number: str
    revision: str
    attempt: int
    cycle: int
    state: str
    result: Result | None
    reopened: bool
    started_at: dt.datetime
    signed_at: dt.datetime | None
    version: int
    language: Language
    sections: tuple[InspectionSection, ...]

    @property
    def items(self) -> tuple[InspectionItem, ...]:
        """Every item in order of the sheet."""
        return tuple(item for section in self.sections for item in section.items)

    @property
    def progress(self) -> Progress:
        """How far it is."""
        given = [item.answer.outcome for item in self.items if item.answer is not None]
        return Progress(
            total=len(self.items),
            answered=len(given),
            passed=given.count(Outcome.PASS),
            failed=given.count(Outcome.FAIL),
            not_applicable=given.count(Outcome.NA),
            missing=sum(item.required and item.answer is None for item in self.items),
        )


def value_in_words(choices: Sequence[ChoiceText], answer: RecordedAnswer | None) -> str:
    """The words of a choice, the text, or the number of the instrument; empty for a number or without a value."""
    if answer is None:
        return ""
    if answer.choice is not None:
        return next((choice.text for choice in choices if choice.code == answer.choice), answer.choice)
    return answer.text or answer.instrument or ""
