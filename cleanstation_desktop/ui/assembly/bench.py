"""What the workbench of an assembler knows of its build: read in one go, off the UI thread."""

from __future__ import annotations

from dataclasses import dataclass

from cleanstation_desktop.domain.checklist_template import InspectionKind, Outcome
from cleanstation_desktop.services import assembly, inspections
from cleanstation_desktop.services.assembly import Claim, Task
from cleanstation_desktop.services.inspection_model import Inspection
from cleanstation_desktop.services.inspections import InspectionRow
from cleanstation_desktop.services.serial_numbers import SerialNumber, list_serial_numbers
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.ui.builds.facts import ASSEMBLY_FORMS, BuildFacts, read_facts


@dataclass(frozen=True)
class Progress:
    """How far a form is. Parameters: answered and failed, items; total, all that it asks."""

    answered: int
    failed: int
    total: int


@dataclass(frozen=True)
class Bench:
    """A build at the workbench. Parameters: progress, of each form that is open, by kind."""

    facts: BuildFacts
    tasks: tuple[Task, ...]
    serials: tuple[SerialNumber, ...]
    progress: dict[InspectionKind, Progress]

    @property
    def open_tasks(self) -> tuple[Task, ...]:
        """What is still to be done, rework first."""
        return tuple(task for task in self.tasks if not task.done and not task.outdated)

    @property
    def outdated_tasks(self) -> tuple[Task, ...]:
        """Rework that was left when the body was replaced."""
        return tuple(task for task in self.tasks if not task.done and task.outdated)

    def form(self, kind: InspectionKind) -> InspectionRow | None:
        """The newest attempt of a form in this production cycle."""
        return self.facts.form(kind)

    def passed(self, kind: InspectionKind) -> bool:
        """Whether the newest attempt of a form is signed as passed."""
        return self.facts.passed(kind)

    def all_answered(self, kind: InspectionKind) -> bool:
        """Whether every item of an open form has an answer."""
        progress = self.progress.get(kind)
        return progress is not None and progress.answered == progress.total

    def own_claim(self, person_id: int) -> Claim | None:
        """The claim that this person holds now."""
        return next((claim for claim in self.active_claims if claim.person_id == person_id), None)

    @property
    def active_claims(self) -> tuple[Claim, ...]:
        """Everybody who works on it now."""
        return tuple(claim for claim in self.facts.claims if claim.ended_at is None)


def read_bench(session: Session, build_id: int) -> Bench:
    """Read a build for the workbench. Errors: NotFound, Refused."""
    with session.snapshot():
        facts = read_facts(session, build_id)
        tasks, serials = assembly.list_tasks(session, build_id), list_serial_numbers(session, build_id)
        bench = Bench(facts, tasks, serials, {})
        for kind in ASSEMBLY_FORMS:
            form = bench.form(kind)
            if form is not None and form.state == "OPEN":
                bench.progress[kind] = _progress(inspections.read_inspection(session, form.id))
        return bench


def _progress(inspection: Inspection) -> Progress:
    items = [item for section in inspection.sections for item in section.items]
    answers = [item.answer for item in items if item.answer is not None]
    failed = sum(answer.outcome is Outcome.FAIL for answer in answers)
    return Progress(len(answers), failed, len(items))
