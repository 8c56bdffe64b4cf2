"""What assemblers do: claim, work through the tasks, fill in their forms, pack, and say that the sink is ready."""

from __future__ import annotations

from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.form_names import form_words
from cleanstation_desktop.verbs.pilot import forms, inspecting
from cleanstation_desktop.verbs.pilot.walk import Walk


def claim_and_produce(walk: Walk, build: str, password: str) -> None:
    """Claim a build, do its tasks and sign the production checklist."""
    pilot = walk.pilot
    with walk.step("Build claimed, tasks done"):
        walk.picture("home-assembler", main=True)
        pilot.find_build(build)
        pilot.click(tr("Claim"))
        pilot.see(tr("Hand over…"))
        walk.picture("assembly", main=True)
        _do_tasks(walk)
    with walk.step("Production checklist signed"):
        _fill_in_and_sign(walk, InspectionKind.PRODUCTION, build, password, "checklist-production", by_keyboard=True)


def claim_and_test(walk: Walk, build: str, password: str) -> None:
    """Claim it as the second assembler, sign the end-of-line test, say that testing is complete."""
    pilot = walk.pilot
    with walk.step("Build claimed as second assembler"):
        pilot.find_build(build)
        pilot.click(tr("Claim"))
        pilot.see(tr("Hand over…"))
    with walk.step("End-of-line test signed, testing complete"):
        _fill_in_and_sign(walk, InspectionKind.END_OF_LINE_TEST, build, password, "checklist-end-of-line-test")
        pilot.click(tr("Open my work"))
        pilot.click(tr("Testing is complete"))
        pilot.see(tr("Start: {form}", form=form_words(InspectionKind.PACKAGING)))


def pack(walk: Walk, build: str, password: str) -> None:
    """Fill in the packaging list, complete it, and sign that the sink is ready for inspection."""
    pilot = walk.pilot
    with walk.step("Packed, “ready for inspection” signed"):
        pilot.find_build(build)
        inspecting.begin(walk, InspectionKind.PACKAGING)
        forms.fill_in(walk, build=build, picture="checklist-packaging")
        pilot.click(tr("Complete packaging"))
        ready = tr("Sign: ready for inspection")
        pilot.see(ready)
        inspecting.sign(walk, InspectionKind.PACKAGING, build, 1, password, ready)


def _fill_in_and_sign(
    walk: Walk, kind: InspectionKind, build: str, password: str, picture: str, *, by_keyboard: bool = False
) -> None:
    inspecting.begin(walk, kind)
    forms.fill_in(walk, build=build, picture=picture, by_keyboard=by_keyboard)
    inspecting.sign(walk, kind, build, 1, password)


def _do_tasks(walk: Walk) -> None:
    """One after the other, as long as the page offers the next one."""
    pilot = walk.pilot
    task, form = tr("Mark the next task as done"), form_words(InspectionKind.PRODUCTION)
    while pilot.any_of(task, tr("Start: {form}", form=form)) == task:
        pilot.click(task)
        pilot.answer(tr("Yes, it is done"))
