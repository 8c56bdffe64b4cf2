"""What the checklist says: outcomes, kinds of forms, hindrances, meanings of signatures, next steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from cleanstation_desktop.domain.checklist import Result
from cleanstation_desktop.domain.checklist_judging import MAX_ANSWER, MAX_NOTE, MAX_SERIAL, MIN_REASON
from cleanstation_desktop.domain.checklist_template import InspectionKind, ItemKind, Outcome
from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.domain.reading import text_fault
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services.inspection_duty import Hindrance
from cleanstation_desktop.services.inspection_model import InspectionItem
from cleanstation_desktop.services.inspections import Answer
from cleanstation_desktop.ui.input.reading_verdict import quantity
from cleanstation_desktop.ui.inspections.form import Page, question_of
from cleanstation_desktop.ui.text import counted, day, number, tr

LANGUAGE_NAMES: Mapping[Language, str] = {Language.EN: "English", Language.FR: "Français", Language.ES: "Español"}
"""Each language in its own words, the same for every reader."""

OUTCOME_LOOKS: Mapping[Outcome | None, str] = {
    Outcome.PASS: "ok",
    Outcome.FAIL: "bad",
    Outcome.NA: "neutral",
    None: "info",
}

_OUTCOMES: Mapping[Outcome, Callable[[], str]] = {
    Outcome.PASS: lambda: tr("Pass|outcome"),
    Outcome.FAIL: lambda: tr("Fail|outcome"),
    Outcome.NA: lambda: tr("N/A"),
}
_HINDRANCES: Mapping[Hindrance, Callable[[], str]] = {
    Hindrance.VOID: lambda: tr("This form counts no more: its build was cancelled or its body replaced."),
    Hindrance.CLAIM: lambda: tr("You have not claimed this build: claim it first, then fill the form in."),
    Hindrance.INDEPENDENCE: lambda: tr("You worked on the assembly of this build: another QC person inspects it."),
}
_QC_FORMS = frozenset({InspectionKind.PRE_PRODUCTION_CHECK, InspectionKind.SINK_QUALITY})


def outcome_words(outcome: Outcome | None) -> str:
    """Name an outcome."""
    return tr("Not answered") if outcome is None else _OUTCOMES[outcome]()


def page_words(page: Page) -> str:
    """Name a page by its section and basin."""
    if page.basin is None:
        return tr("{section} · {title}", section=page.section, title=page.title)
    return tr("{section} · {title}, basin {number}", section=page.section, title=page.title, number=page.basin)


def item_words(item: InspectionItem) -> str:
    """Name an item by its code and text."""
    if item.basin is None:
        return tr("{code} · {text}", code=item.code, text=item.text)
    return tr("{code} · {text} (basin {number})", code=item.code, text=item.text, number=item.basin)


def hindrance_words(hindrance: Hindrance, kind: InspectionKind, status: str) -> str:
    """Why the person only reads. Parameter: status, of the build, in words."""
    if hindrance is Hindrance.ROLE:
        if kind in _QC_FORMS:
            return tr("You can read this form; QC fills it in.")
        return tr("You can read this form; the assembler who claimed the build fills it in.")
    if hindrance is Hindrance.STATUS:
        return tr("This form is not filled in at this stage of the build: {status}.", status=status)
    return _HINDRANCES[hindrance]()


def value_words(item: InspectionItem, answer: Answer | None, instruments: Mapping[int, str]) -> str:
    """The value of an answer in words; empty without one."""
    if answer is None:
        return ""
    if answer.number is not None:
        return quantity(answer.number, question_of(item, None).unit)
    if answer.choice is not None:
        return next((choice.text for choice in item.choices if choice.code == answer.choice), answer.choice)
    if answer.instrument_id is not None:
        recorded = item.answer.instrument if item.answer is not None else None
        return instruments.get(answer.instrument_id, recorded or "")
    return answer.text or ""


def instrument_obstacle(named: InspectionItem, standing: Answer | None, today: dt.date, *, on_its_way: bool) -> str:
    """Why no reading can be taken with the instrument that an item names; empty when one can.

    Parameters: standing, the answer as it is shown; on_its_way, it is not recorded yet: then the server looks at it.
    """
    if standing is None or standing.instrument_id is None or standing.outcome is Outcome.FAIL:
        return tr("Choose the instrument in {item} first.", item=named.code)
    recorded = named.answer
    if on_its_way or recorded is None or recorded.instrument_due is None or recorded.instrument_due >= today:
        return ""
    return tr(
        "The calibration of {number} was due on {day}. Choose in {item} the instrument that you use.",
        number=recorded.instrument or "",
        day=day(recorded.instrument_due),
        item=named.code,
    )


def note_question(wanted: str) -> str:
    """What the note is asked for."""
    return {
        "wrong": tr("What is wrong?"),
        "why": tr("Why does this not apply?"),
        "what": tr("Which, or where?"),
    }.get(wanted) or tr("Note")


def note_fault(wanted: str, note: str) -> str:
    """Why a note cannot be taken; empty when it can."""
    text = note.strip()
    if len(text) > MAX_NOTE:
        return tr(
            "A note has at most {most} characters; this one has {given}.",
            most=number(MAX_NOTE),
            given=number(len(text)),
        )
    if text_fault(text, lines=True) is not None:
        return tr("The note holds a character that cannot be printed.")
    if wanted == "what" and not text:
        return tr("Say which or where.")
    if wanted in ("wrong", "why") and len(text) < MIN_REASON:
        return tr("Please write at least {count} characters.", count=MIN_REASON)
    return ""


def value_fault(item: InspectionItem, text: str) -> str:
    """Why a typed or scanned text cannot be taken; empty when it can."""
    most = MAX_SERIAL if item.kind is ItemKind.SERIAL else MAX_ANSWER
    if len(text) > most:
        return tr("At most {most} characters; this has {given}.", most=number(most), given=number(len(text)))
    if text_fault(text) is not None:
        return tr("This holds a character that cannot be printed.")
    return ""


def result_words(result: Result) -> str:
    """Name a result."""
    return tr("Passed|inspection") if result is Result.PASSED else tr("Failed|inspection")


def meaning_words(kind: InspectionKind, result: Result, failed: int) -> str:
    """What a signature under a form says, in a sentence."""
    if kind is InspectionKind.PACKAGING:
        return tr("My signature means: the sink and its packaging are checked and ready for inspection.")
    if result is Result.PASSED:
        return tr("My signature means: everything on this form was inspected or done, and it passes.")
    return tr(
        "My signature means: this was inspected and it fails. "
        "{count} {count:nonconformance is/nonconformances are} opened.",
        count=counted(failed),
    )


def next_step(kind: InspectionKind, result: Result, status: BuildStatus) -> str:
    """What happens now, after a form was signed. Parameters: status, of the build afterwards."""
    if result is Result.FAILED:
        if kind in _QC_FORMS:
            return tr("QC decides what becomes of each nonconformance; then the next attempt starts.")
        return tr("QC decides what becomes of each nonconformance; then the form is filled in again.")
    steps: Mapping[InspectionKind, Callable[[], str]] = {
        InspectionKind.PRE_PRODUCTION_CHECK: lambda: tr("An assembler can claim the build now."),
        InspectionKind.PRODUCTION: lambda: tr("Next comes the end-of-line test, then the build is marked as tested."),
        InspectionKind.END_OF_LINE_TEST: lambda: tr(
            "Mark the build as tested on its assembly page; then it is packed."
        ),
        InspectionKind.PACKAGING: lambda: tr("The build waits for the final QC by somebody who did not assemble it."),
        InspectionKind.SINK_QUALITY: lambda: tr("The coordinator can ship the build."),
    }
    if kind is InspectionKind.SINK_QUALITY and status is not BuildStatus.READY_FOR_SHIP:
        return tr("The build stands where it stood.")
    return steps[kind]()
