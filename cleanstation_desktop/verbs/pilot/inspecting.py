"""What forms have in common for all who fill them in: begin, sign, print the sheet; and what QC does with them."""

from __future__ import annotations

from collections.abc import Collection

from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.services.nonconformances import Disposition
from cleanstation_desktop.ui.nonconformances.words import disposition_words
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.form_names import form_words
from cleanstation_desktop.verbs.pilot import forms
from cleanstation_desktop.verbs.pilot.walk import Walk

PRE_QC_FAULT = "PP-09"
"""Faucet and mounting holes: not where the drawing wants them."""
_TWO_BASINS = {"PP-02": 1}


def begin(walk: Walk, kind: InspectionKind) -> None:
    """Press whichever button of the page begins a form or goes on with it."""
    pilot, words = walk.pilot, form_words(kind)
    pilot.click(
        pilot.any_of(
            tr("Start: {form}", form=words), tr("Continue: {form}", form=words), tr("Start again: {form}", form=words)
        )
    )
    pilot.see(tr("Next unanswered"))
    pilot.rest()


def sign(walk: Walk, kind: InspectionKind, build: str, attempt: int, password: str, button: str = "") -> None:
    """Sign a form that is filled in, and save its sheet. Parameter: button, that begins the signing."""
    pilot = walk.pilot
    walk.turn_look_for("signed", "print-sheet")
    name = f"sign-{kind.value.lower().replace('_', '-')}"
    walk.picture_of(name, lambda: pilot.click(button or tr("Sign|verb")))
    pilot.sign(password)
    pilot.see(tr("Open the build"))
    walk.picture("signed", looks=False)
    pilot.click(tr("Print the sheet"))
    pilot.see(tr("This will be copy {number}.", number=1))
    walk.picture("print-sheet", looks=False)
    walk.keep(
        f"{build}_{kind.value.lower()}_attempt-{attempt}.pdf",
        lambda: pilot.click(tr("Save as PDF…")),
    )
    pilot.click(tr("Open the build"))
    pilot.see(tr("Build {number}", number=build))
    pilot.rest()


def pre_qc_with_a_fault(walk: Walk, build: str, password: str) -> None:
    """The pre-production check with one failed item, its nonconformance, the decision, and the next attempt."""
    pilot = walk.pilot
    kind = InspectionKind.PRE_PRODUCTION_CHECK
    with walk.step("Pre-production check: one item fails, signed so"):
        walk.picture("home-qc", main=True)
        pilot.find_build(build)
        walk.picture("build", main=True)
        _fill_and_sign(walk, kind, build, 1, password, fail={PRE_QC_FAULT}, picture="checklist-pre-qc")
    with walk.step("NCR dispositioned as rework, back to pre-QC"):
        pilot.click(tr("Decide on nonconformances"))
        pilot.see(tr("What failed"))
        walk.picture("nonconformance", main=True)
        walk.picture_of("nonconformance-decision", lambda: pilot.click(tr("Decide and sign")))
        pilot.click(disposition_words(Disposition.REWORK))
        pilot.fill(tr("Why, and what is to be done"), "Supplier corrects the body on site.")
        pilot.sign(password)
        pilot.find_build(build)
        pilot.click(tr("Ready for the next attempt"))
    with walk.step("Pre-production check, attempt 2 passed, NCR closed"):
        _fill_and_sign(walk, kind, build, 2, password)
        pilot.go(tr("Nonconformances"))
        walk.picture("nonconformances", main=True)


def final_qc(walk: Walk, build: str, password: str) -> None:
    """Final QC of a build that the person did not assemble."""
    with walk.step("Final QC passed, by somebody who assembled nothing"):
        walk.pilot.find_build(build)
        _fill_and_sign(walk, InspectionKind.SINK_QUALITY, build, 1, password, picture="checklist-final-qc")


def _fill_and_sign(
    walk: Walk,
    kind: InspectionKind,
    build: str,
    attempt: int,
    password: str,
    *,
    fail: Collection[str] = (),
    picture: str = "",
) -> None:
    begin(walk, kind)
    forms.fill_in(walk, build=build, fail=fail, choices=_TWO_BASINS, picture=picture)
    sign(walk, kind, build, attempt, password)
