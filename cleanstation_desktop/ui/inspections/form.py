"""A form as it stands on the screen: what was recorded with what is still on its way over it, page by page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cleanstation_desktop.domain.checklist_judging import Limits, judge_reading
from cleanstation_desktop.domain.checklist_template import ItemKind, Outcome
from cleanstation_desktop.domain.errors import InvalidInput
from cleanstation_desktop.services.inspection_model import Inspection, InspectionItem, RecordedAnswer
from cleanstation_desktop.services.inspections import Answer
from cleanstation_desktop.ui.input.reading_verdict import Question
from cleanstation_desktop.ui.inspections.outbox import Entry, Sending

PageKey = tuple[str, int | None]


@dataclass(frozen=True)
class Page:
    """What is shown at once: the items of one section for the whole sink, or for one basin."""

    section: str
    basin: int | None
    title: str
    items: tuple[InspectionItem, ...]

    @property
    def key(self) -> PageKey:
        """What names the page within its form."""
        return self.section, self.basin


@dataclass(frozen=True)
class Draft:
    """An answer that is not complete yet.

    Parameters: wanted, what it lacks: the note, which says "wrong", "why", "what" or "note", or the end of its "text";
    version, of the recorded answer that the person saw when it was begun, None without one.
    """

    answer: Answer
    wanted: str
    note: str = ""
    version: int | None = None


@dataclass(frozen=True)
class Counts:
    """How far a form or a page is. Parameter: missing, required items without an answer."""

    total: int
    answered: int
    failed: int
    not_applicable: int
    missing: int


def pages_of(inspection: Inspection) -> tuple[Page, ...]:
    """The pages of a form in order of the sheet."""
    found: list[Page] = []
    for section in inspection.sections:
        for basin in dict.fromkeys(item.basin for item in section.items):
            items = tuple(item for item in section.items if item.basin == basin)
            found.append(Page(section.code, basin, section.title, items))
    return tuple(found)


def as_answer(item: InspectionItem, recorded: RecordedAnswer) -> Answer:
    """A recorded answer as it would be given again."""
    value = (recorded.choice, recorded.text, recorded.number, recorded.instrument_id)
    given = any(part is not None for part in value)
    outcome = None if given and (item.judged or recorded.outcome is Outcome.PASS) else recorded.outcome
    return Answer(outcome, *value, note=recorded.note)


def standing(item: InspectionItem, entry: Entry | None) -> Answer | None:
    """What the person is shown as the answer: the latest given, else the recorded one."""
    if entry is not None and entry.state is not Sending.CONFLICT:
        return entry.latest
    return None if item.answer is None else as_answer(item, item.answer)


def outcome_of(item: InspectionItem, entry: Entry | None, reference: Decimal | None = None) -> Outcome | None:
    """Pass, fail or not applicable; None for an item that is not answered, or whose answer was refused."""
    if entry is not None and entry.state is Sending.REFUSED:
        return None
    if entry is not None and entry.state is not Sending.CONFLICT:
        return judged(item, entry.latest, reference)
    return None if item.answer is None else item.answer.outcome


def judged(item: InspectionItem, given: Answer, reference: Decimal | None) -> Outcome:
    """What the server will make of an answer, to show it at once."""
    if given.outcome is not None:
        return given.outcome
    if item.kind is ItemKind.CHOICE and item.expected is not None:
        return Outcome.PASS if given.choice == item.expected else Outcome.FAIL
    if given.number is not None:
        try:
            return judge_reading(given.number, question_of(item, reference).limits)
        except InvalidInput:
            return Outcome.FAIL
    return Outcome.PASS


def question_of(item: InspectionItem, reference: Decimal | None, obstacle: str = "") -> Question:
    """What the number pad asks.

    Parameters: reference, the reading beside which this one stands; obstacle, why it cannot be taken now, in words.
    """
    held = Limits(item.target, item.minimum, item.maximum)
    if item.target_item is not None and item.tolerance is not None and reference is not None:
        held = Limits(reference, reference - item.tolerance.minus, reference + item.tolerance.plus)
    tolerance = item.tolerance if item.target is not None or item.target_item is not None else None
    return Question(item.unit, held, tolerance, item.target_item is not None, obstacle)


def count(items: Sequence[InspectionItem], outcome: Callable[[InspectionItem], Outcome | None]) -> Counts:
    """How far these items are."""
    given = [(item, outcome(item)) for item in items]
    return Counts(
        total=len(given),
        answered=sum(found is not None for _, found in given),
        failed=sum(found is Outcome.FAIL for _, found in given),
        not_applicable=sum(found is Outcome.NA for _, found in given),
        missing=sum(item.required and found is None for item, found in given),
    )


def next_open(
    items: Sequence[InspectionItem], after: int | None, is_open: Callable[[InspectionItem], bool]
) -> int | None:
    """The next item without an answer, from the one after `after` on and round again; None when there is none."""
    ids = [item.id for item in items]
    start = ids.index(after) + 1 if after in ids else 0
    around = [*items[start:], *items[:start]]
    return next((item.id for item in around if is_open(item)), None)


def missing(inspection: Inspection) -> tuple[InspectionItem, ...]:
    """Required items without a recorded answer."""
    return tuple(item for item in inspection.items if item.required and item.answer is None)


def failures(inspection: Inspection) -> tuple[InspectionItem, ...]:
    """Failed items that no concession accepts."""
    return tuple(
        item
        for item in inspection.items
        if item.answer is not None and item.answer.outcome is Outcome.FAIL and not item.conceded
    )


def reference_of(
    items: Collection[InspectionItem], item: InspectionItem, given: Callable[[InspectionItem], Answer | None]
) -> Decimal | None:
    """The reading beside which this one is taken, as far as it was given."""
    if item.target_item is None:
        return None
    for other in items:
        if other.code == item.target_item and other.basin == item.basin:
            answer = given(other)
            return None if answer is None else answer.number
    return None
