"""Judging one answer of a checklist: what is refused, and whether it passes (DOMAIN §6).

The database holds a SQL twin. A reading or a choice with an expected value is judged by the rule, never by the person;
and nothing is filled in for the person.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from cleanstation_desktop.domain.checklist import DerivedItem
from cleanstation_desktop.domain.checklist_template import Item, ItemKind, Outcome
from cleanstation_desktop.domain.errors import Finding, InvalidInput

MAX_NOTE = 1000
MIN_REASON = 3
"""Shortest note that can say why an item does not apply or what is wrong, in characters."""

MAX_ANSWER = 200
MAX_SERIAL = 64
MAX_READING = Decimal("99999.9999")
"""Largest reading by size, in any unit; with four decimals it is numeric(9,4) in the database."""

READING_DECIMALS = 4

# Control characters, and the ones that turn the direction of writing: they can make a record read as it is not.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_UNPRINTABLE_IN_NOTE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_READING = re.compile(r"[+-]?[0-9]{1,9}([.,][0-9]{1,9})?")


@dataclass(frozen=True)
class InstrumentUse:
    """The reference instrument of a test: its identity, and the last day on which its calibration holds."""

    identity: str
    calibration_due: date


@dataclass(frozen=True)
class AnswerInput:
    """What a person gives for one item. Nothing is pre-filled: what was not given is None.

    Parameters: outcome, only where no rule judges, or NA, or FAIL when no value could be had; documents, the kinds of
    document attached to the build.
    """

    outcome: Outcome | None = None
    choice: str | None = None
    text: str | None = None
    number: Decimal | None = None
    instrument: InstrumentUse | None = None
    note: str | None = None
    documents: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Limits:
    """What a reading was held against, in the item's unit; the edges pass. Kept with the reading, for good."""

    target: Decimal | None
    minimum: Decimal | None
    maximum: Decimal | None


@dataclass(frozen=True)
class Judged:
    """An answer as it is recorded: trimmed, judged, with the limits that held at that moment."""

    outcome: Outcome
    choice: str | None
    text: str | None
    number: Decimal | None
    instrument: InstrumentUse | None
    note: str | None
    limits: Limits


def reading(text: str) -> Decimal:
    """The number that a person typed, with a decimal point or comma. Raises InvalidInput, field `number`."""
    typed = text.strip()
    if not _READING.fullmatch(typed):
        raise InvalidInput(
            [_error("number_invalid", "number", "The reading is not a number.")],
            hint="Type digits with one decimal point or comma, such as 40.5.",
        )
    return Decimal(typed.replace(",", "."))


def limits(line: DerivedItem, reference: Decimal | None) -> Limits:
    """What a reading of this line must keep. Parameter: reference, the reading beside which this one stands."""
    target = reference if line.item.target_item is not None else line.target
    tolerance = line.item.tolerance
    if target is None or tolerance is None:
        return Limits(None, line.item.minimum, line.item.maximum)
    return Limits(target, target - tolerance.minus, target + tolerance.plus)


def judge(
    line: DerivedItem,
    answer: AnswerInput,
    *,
    on: date,
    reference: Decimal | None = None,
    calibrated: date | None = None,
) -> Judged:
    """The answer as it is recorded.

    Parameters: on, the day of the answer in the plant's zone; reference, the recorded number of the item that
    `target_item` names, of the same basin; calibrated, the last day of the calibration of the instrument that passed at
    `instrument_item`. Raises InvalidInput with every finding, by field of `AnswerInput`.
    """
    findings: list[Finding] = []
    answer = _tidied(line.item, answer, findings)
    held = limits(line, reference)
    if answer.outcome is Outcome.NA:
        _check_not_applicable(line.item, answer, findings)
        outcome: Outcome | None = Outcome.NA
    else:
        _check_value(line, answer, on, reference, findings)
        _check_calibration(line.item, answer, on, calibrated, findings)
        outcome = None if findings and line.item.judged else _outcome(line, answer, held, findings)
        _check_evidence(line.item, answer, outcome, held, findings)
    if findings or outcome is None:
        raise InvalidInput(findings, hint="Correct the answer; nothing was recorded.")
    return Judged(outcome, answer.choice, answer.text, answer.number, answer.instrument, answer.note, held)


def judge_reading(number: Decimal, held: Limits) -> Outcome:
    """Whether a reading keeps its limits. Raises InvalidInput (field number) for one that cannot be recorded."""
    findings = _number_findings(number)
    if findings:
        raise InvalidInput(findings, hint="Correct the answer; nothing was recorded.")
    return Outcome.PASS if _holds(number, held) else Outcome.FAIL


_VALUE_OF_KIND: Mapping[ItemKind, str] = {
    ItemKind.CHOICE: "choice",
    ItemKind.TEXT: "text",
    ItemKind.SERIAL: "text",
    ItemKind.NUMBER: "number",
    ItemKind.INSTRUMENT: "instrument",
}


def _error(code: str, field: str, message: str) -> Finding:
    return Finding("error", code, field, message)


def _trimmed(
    value: str | None, field: str, longest: int, unprintable: re.Pattern[str], findings: list[Finding]
) -> str | None:
    """The text without space around it; None when nothing is left."""
    text = (value or "").strip()
    if len(text) > longest:
        findings.append(
            _error(f"{field}_long", field, f"The {field} has {len(text)} characters, {longest} are allowed.")
        )
    if unprintable.search(text):
        findings.append(_error(f"{field}_control", field, f"The {field} holds a character that cannot be printed."))
    return text or None


def _tidied(item: Item, answer: AnswerInput, findings: list[Finding]) -> AnswerInput:
    """The answer with its texts trimmed and checked; a value that this kind of item does not take is a finding."""
    for name in ("choice", "text", "number", "instrument"):
        if getattr(answer, name) is not None and name != _VALUE_OF_KIND.get(item.kind):
            findings.append(_error("value_unexpected", name, f"An item of kind {item.kind} takes no {name}."))
    longest = MAX_SERIAL if item.kind is ItemKind.SERIAL else MAX_ANSWER
    instrument = answer.instrument
    if instrument is not None:
        identity = _trimmed(instrument.identity, "instrument", MAX_SERIAL, _UNPRINTABLE, findings)
        instrument = None if identity is None else replace(instrument, identity=identity)
    return replace(
        answer,
        note=_trimmed(answer.note, "note", MAX_NOTE, _UNPRINTABLE_IN_NOTE, findings),
        text=_trimmed(answer.text, "text", longest, _UNPRINTABLE, findings),
        instrument=instrument,
    )


def _has_value(item: Item, answer: AnswerInput) -> bool:
    name = _VALUE_OF_KIND.get(item.kind)
    return name is not None and getattr(answer, name) is not None


def _has_reason(answer: AnswerInput) -> bool:
    return answer.note is not None and len(answer.note) >= MIN_REASON


def _check_not_applicable(item: Item, answer: AnswerInput, findings: list[Finding]) -> None:
    if not item.na_allowed:
        findings.append(_error("na_not_allowed", "outcome", f"Item {item.code} cannot be set to not applicable."))
    if not _has_reason(answer):
        findings.append(_error("note_required", "note", "Say why this does not apply."))
    if _has_value(item, answer):
        message = "An item that does not apply takes no value."
        findings.append(_error("value_with_na", _VALUE_OF_KIND[item.kind], message))


def _check_value(
    line: DerivedItem, answer: AnswerInput, on: date, reference: Decimal | None, findings: list[Finding]
) -> None:
    """Whether a value that was given can be one."""
    item = line.item
    if item.kind is ItemKind.CHOICE and answer.choice is not None:
        codes = [choice.code for choice in item.choices]
        if answer.choice not in codes:
            findings.append(_error("choice_unknown", "choice", f"The choices are {', '.join(codes)}."))
    if item.kind is ItemKind.NUMBER and answer.number is not None:
        findings.extend(_number_findings(answer.number))
        if item.target_item is not None and reference is None:
            findings.append(_error("reference_missing", "number", f"Record {item.target_item} first."))


def _check_calibration(
    item: Item, answer: AnswerInput, on: date, calibrated: date | None, findings: list[Finding]
) -> None:
    """Whether the instrument is calibrated on that day: the one that is named, and the one that took a reading."""
    if item.instrument_item is not None and answer.number is not None:
        if calibrated is None:
            findings.append(_error("instrument_missing", "number", f"Record {item.instrument_item} first."))
        elif calibrated < on:
            message = (
                f"The calibration of the instrument in {item.instrument_item} was due on {calibrated.isoformat()}: "
                "name there the one that you use."
            )
            findings.append(_error("instrument_overdue", "number", message))
    if item.kind is ItemKind.INSTRUMENT and answer.instrument is not None and answer.instrument.calibration_due < on:
        message = f"Its calibration was due on {answer.instrument.calibration_due.isoformat()}: take another one."
        findings.append(_error("instrument_overdue", "instrument", message))


def _number_findings(number: Decimal) -> list[Finding]:
    if not number.is_finite():
        return [_error("number_invalid", "number", "The reading is not a number.")]
    if abs(number) > MAX_READING:
        return [_error("number_range", "number", f"The reading is beyond {MAX_READING}; check what was typed.")]
    if number != round(number, READING_DECIMALS):
        return [_error("number_precision", "number", f"A reading has at most {READING_DECIMALS} decimals.")]
    return []


def _outcome(line: DerivedItem, answer: AnswerInput, held: Limits, findings: list[Finding]) -> Outcome | None:
    """Pass or fail, or None with a finding when the answer does not say enough or says too much."""
    if line.item.kind is ItemKind.CHECK:
        if answer.outcome is None:
            findings.append(_error("outcome_required", "outcome", "Answer pass or fail."))
        return answer.outcome
    if not _has_value(line.item, answer):
        # Without a value (the test could not be done, the label is missing) there is only one answer: fail, and why.
        if answer.outcome is not Outcome.FAIL:
            field = _VALUE_OF_KIND[line.item.kind]
            findings.append(_error(f"{field}_required", field, f"Give the {field}."))
            return None
        return Outcome.FAIL
    if not line.item.judged:
        return answer.outcome or Outcome.PASS
    if answer.outcome is not None:
        findings.append(_error("judged_by_rule", "outcome", "The value decides this; leave pass and fail empty."))
        return None
    return Outcome.PASS if _within(line, answer, held) else Outcome.FAIL


def _within(line: DerivedItem, answer: AnswerInput, held: Limits) -> bool:
    if answer.number is None:
        return answer.choice == line.expected
    return _holds(answer.number, held)


def _holds(number: Decimal, held: Limits) -> bool:
    above = held.minimum is None or number >= held.minimum
    below = held.maximum is None or number <= held.maximum
    return above and below


def _check_evidence(
    item: Item, answer: AnswerInput, outcome: Outcome | None, held: Limits, findings: list[Finding]
) -> None:
    """What a pass or a fail needs beside it."""
    if outcome is Outcome.FAIL and not _has_reason(answer):
        reason = "This fails"
        if answer.number is not None:
            low = held.minimum is not None and answer.number < held.minimum
            edge = f"below {held.minimum}" if low else f"above {held.maximum}"
            reason = f"{answer.number} {item.unit} is {edge} {item.unit}"
        findings.append(_error("note_required", "note", f"{reason}: say what is wrong."))
    chosen = next((choice for choice in item.choices if choice.code == answer.choice), None)
    if outcome is Outcome.PASS and chosen is not None and chosen.needs_note and answer.note is None:
        findings.append(_error("note_required", "note", f"{chosen.text['EN']}: say what it is."))
    if outcome is Outcome.PASS and item.requires_document and item.requires_document not in answer.documents:
        findings.append(_error("document_missing", "documents", f"Attach a document of kind {item.requires_document}."))
