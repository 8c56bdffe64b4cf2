"""What comes next at the workbench, as one thing to do: claim, rework, forms, completing, the statement (DOMAIN §3)."""

from __future__ import annotations

from dataclasses import dataclass

from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import HOLDABLE, BuildStatus
from cleanstation_desktop.services.assembly import BEGUN_BY_CLAIM, Task
from cleanstation_desktop.services.session import SignedInPerson
from cleanstation_desktop.ui.assembly.bench import Bench
from cleanstation_desktop.ui.builds.deeds import why_not_claimed
from cleanstation_desktop.ui.builds.waiting import waiting_words
from cleanstation_desktop.ui.error_texts import translate_error_text
from cleanstation_desktop.ui.text import language, number, tr
from cleanstation_desktop.ui.widgets.form_names import form_words

_S, _K = BuildStatus, InspectionKind
_TASK_SHOWN = 160


@dataclass(frozen=True)
class NextStep:
    """Parameters: name, claim, task, form, complete_testing, complete_packaging, hand_in, or empty for nothing to do;
    words, of the button; sentence, beside it; form or task, that it is about; why, it must wait, as a sentence."""

    name: str
    sentence: str
    words: str = ""
    form: InspectionKind | None = None
    task: Task | None = None
    why: str = ""


def next_step(bench: Bench, person: SignedInPerson) -> NextStep:
    """What this person does next with the build."""
    status = bench.facts.status
    if Role.ASSEMBLER not in person.roles:
        return NextStep("", tr("{waiting} Assemblers work here; you look on.", waiting=waiting_words(bench.facts)))
    if bench.own_claim(person.id) is None:
        return _claim(bench)
    if bench.facts.reopened is not None:
        return _form(bench, bench.facts.reopened)
    if status not in HOLDABLE:
        return NextStep("", waiting_words(bench.facts))
    return _work(bench)


def _work(bench: Bench) -> NextStep:
    """What comes next for somebody who claimed a build in assembly, testing or packing."""
    status = bench.facts.status
    if status is _S.IN_ASSEMBLY and bench.open_tasks:
        task = bench.open_tasks[0]
        left = number(len(bench.open_tasks))
        said = tr("Tasks first, {count} left. Next: {task}", count=left, task=task.title[:_TASK_SHOWN])
        return NextStep("task", said, tr("Mark the next task as done"), task=task)
    for kind in (_K.PRODUCTION, _K.END_OF_LINE_TEST):
        if not bench.passed(kind):
            return _form(bench, kind)
    if status is _S.IN_ASSEMBLY:
        said = tr("All tasks are done and both forms are passed.")
        return NextStep("complete_testing", said, tr("Testing is complete"), why=_guard(bench, _S.TESTING_COMPLETE))
    if status is _S.TESTING_COMPLETE:
        return _packing(bench)
    return _statement(bench)


def _claim(bench: Bench) -> NextStep:
    status = bench.facts.status
    why = why_not_claimed(bench.facts)
    if status in BEGUN_BY_CLAIM:
        return NextStep("claim", waiting_words(bench.facts), tr("Claim this build"), why=why)
    if not bench.facts.claimable:
        return NextStep("", waiting_words(bench.facts))
    if bench.facts.reopened is not None:
        said = tr("A change reopened a form. Claim the build before you fill it in.")
    elif bench.active_claims:
        said = tr("Others work on it. Claim it too before you do anything.")
    else:
        said = tr("Nobody works on it now. Claim it before you do anything.")
    return NextStep("claim", said, tr("Claim this build"), why=why)


def _form(bench: Bench, kind: InspectionKind) -> NextStep:
    form, why = bench.form(kind), ""
    if form is None:
        said = tr("Next: {form}. It is not begun yet.", form=form_words(kind))
        words = tr("Start: {form}", form=form_words(kind))
    elif form.state == "OPEN" and bench.all_answered(kind):
        said = tr("Next: {form}. Everything is answered.", form=form_words(kind))
        words = tr("Look over and sign: {form}", form=form_words(kind))
    elif form.state == "OPEN":
        said = tr("Next: {form}. It is being filled in.", form=form_words(kind))
        words = tr("Continue: {form}", form=form_words(kind))
    else:
        said = tr("{form} has failed. Fill it in again after the repair.", form=form_words(kind))
        words = tr("Start again: {form}", form=form_words(kind))
        if any(ncr.kind is kind and ncr.state == "OPEN" for ncr in bench.facts.nonconformances):
            why = tr("A nonconformance has no decision of QC yet.")
    return NextStep("form", said, words, form=kind, why=why)


def _packing(bench: Bench) -> NextStep:
    guard = _guard(bench, _S.PACKAGING_COMPLETE)
    if not guard:
        said = tr("Everything on the packaging checklist is answered.")
        return NextStep("complete_packaging", said, tr("Packaging is complete"))
    return _form(bench, _K.PACKAGING)


def _statement(bench: Bench) -> NextStep:
    if bench.passed(_K.PACKAGING):
        said = tr("The statement is signed.")
        return NextStep("hand_in", said, tr("Hand to final QC"), why=_guard(bench, _S.READY_FOR_FINAL_QC))
    said = tr("Packed. Sign that the build is checked and ready for inspection.")
    return NextStep("form", said, tr("Sign: ready for inspection"), form=_K.PACKAGING)


def _guard(bench: Bench, to_status: BuildStatus) -> str:
    for move in bench.facts.moves:
        if move.to_status is to_status:
            return translate_error_text(move.open_guard, language()) if move.open_guard else ""
    return tr("The build does not go there from where it stands.")
