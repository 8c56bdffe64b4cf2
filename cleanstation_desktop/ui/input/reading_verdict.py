"""What a typed reading is worth, at once and in words; the rule is the domain's (DOMAIN §6)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cleanstation_desktop.domain.checklist_judging import MAX_READING, Limits, judge_reading, reading
from cleanstation_desktop.domain.checklist_template import Outcome, Tolerance
from cleanstation_desktop.domain.errors import InvalidInput
from cleanstation_desktop.domain.localization import unit_symbol
from cleanstation_desktop.ui.text import language, number, tr


class Verdict(StrEnum):
    """What can be said of what was typed so far."""

    EMPTY = "empty"
    OK = "ok"
    OUTSIDE = "outside"
    NOT_A_READING = "not a reading"


@dataclass(frozen=True)
class Reading:
    """A typed reading and what it is worth. Parameters: number, None unless it can be recorded; words, for people."""

    verdict: Verdict
    words: str
    number: Decimal | None = None


@dataclass(frozen=True)
class Question:
    """What a reading is asked for.

    Parameters: unit_code, as the form names it, empty without one; limits, what the reading must keep; tolerance, where
    the limits come from a target; beside_reference, whether the target is another reading, which may not be taken yet;
    obstacle, why no reading can be taken now, in words.
    """

    unit_code: str
    limits: Limits
    tolerance: Tolerance | None = None
    beside_reference: bool = False
    obstacle: str = ""

    @property
    def unit(self) -> str:
        """The unit as the reader's language writes it; empty when the item has none."""
        return unit_symbol(self.unit_code, language()) if self.unit_code else ""

    @property
    def reference_missing(self) -> bool:
        """Whether the reading beside which this one stands must be taken first."""
        return self.beside_reference and self.limits.target is None


def quantity(value: Decimal, unit: str) -> str:
    """A number with its unit, which never goes to another line."""
    return f"{number(value)}\u00a0{unit}" if unit else number(value)


def target_words(question: Question) -> str:
    """The target with its tolerance; empty when the item has none."""
    held, tolerance = question.limits, question.tolerance
    if tolerance is None:
        return ""
    if held.target is None:
        return tr("At most {tolerance} beside the reference", tolerance=quantity(tolerance.plus, question.unit))
    target = quantity(held.target, question.unit)
    if tolerance.minus == tolerance.plus:
        return tr("Target {target} ± {tolerance}", target=target, tolerance=quantity(tolerance.plus, question.unit))
    plus, minus = quantity(tolerance.plus, question.unit), quantity(tolerance.minus, question.unit)
    return tr("Target {target}, +{plus} or −{minus}", target=target, plus=plus, minus=minus)


def limit_words(question: Question) -> str:
    """Between which limits the reading passes."""
    held, unit = question.limits, question.unit
    if held.minimum is not None and held.maximum is not None:
        return tr("Passes from {low} to {high}", low=number(held.minimum), high=quantity(held.maximum, unit))
    if held.minimum is not None:
        return tr("Passes from {low} up", low=quantity(held.minimum, unit))
    if held.maximum is not None:
        return tr("Passes up to {high}", high=quantity(held.maximum, unit))
    if question.reference_missing:
        return tr("Take the reference reading first.")
    return tr("Recorded without limits")


def read(question: Question, typed: str) -> Reading:
    """Judge what stands in the field. Nothing is refused here; what cannot be recorded says why."""
    if not typed.strip(" -−+"):
        return Reading(Verdict.EMPTY, tr("Type the reading."))
    if question.obstacle:
        return Reading(Verdict.NOT_A_READING, question.obstacle)
    if question.reference_missing:
        return Reading(Verdict.NOT_A_READING, tr("Take the reference reading first."))
    try:
        value = reading(typed.replace("−", "-"))
        outcome = judge_reading(value, question.limits)
    except InvalidInput as refused:
        return Reading(Verdict.NOT_A_READING, _refused({finding.code for finding in refused.findings}))
    if outcome is Outcome.FAIL:
        return Reading(Verdict.OUTSIDE, _outside(question, value), value)
    bounded = question.limits.minimum is not None or question.limits.maximum is not None
    return Reading(Verdict.OK, tr("Within tolerance") if bounded else tr("Recorded without limits"), value)


def _outside(question: Question, value: Decimal) -> str:
    held, unit = question.limits, question.unit
    if held.minimum is not None and value < held.minimum:
        return tr("Outside tolerance: {by} too low", by=quantity(held.minimum - value, unit))
    if held.maximum is not None and value > held.maximum:
        return tr("Outside tolerance: {by} too high", by=quantity(value - held.maximum, unit))
    return tr("Outside tolerance")


def _refused(codes: set[str]) -> str:
    if "number_range" in codes:
        return tr("A reading goes up to {most}: check what was typed.", most=number(MAX_READING))
    if "number_precision" in codes:
        return tr("A reading has at most four decimals.")
    return tr("This is not a number yet.")
