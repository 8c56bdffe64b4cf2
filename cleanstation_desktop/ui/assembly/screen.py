"""The workbench of an assembler: one build, what comes next as one big button, and everything that is needed for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QPushButton

from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import HOLDABLE, BuildStatus
from cleanstation_desktop.services import assembly, inspections, moves
from cleanstation_desktop.services.assembly import Claimed, ReportedIssue, Task
from cleanstation_desktop.services.moves import BuildPlace
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.ui.assembly.bench import Bench, read_bench
from cleanstation_desktop.ui.assembly.beside_panel import BesidePanel
from cleanstation_desktop.ui.assembly.dialogs import HandOverDialog, PartIssueDialog
from cleanstation_desktop.ui.assembly.next_card import NextCard
from cleanstation_desktop.ui.assembly.next_step import NextStep
from cleanstation_desktop.ui.assembly.work_panel import WorkPanel
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.drawing.status_stepper import StatusStepper
from cleanstation_desktop.ui.inspections.tab_order import chain
from cleanstation_desktop.ui.orders.late import late_kind, late_words
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import day, tr
from cleanstation_desktop.ui.widgets.controls import button, chip, column, frame, row
from cleanstation_desktop.ui.widgets.dialogs import confirm
from cleanstation_desktop.ui.widgets.status import status_kind, status_words

_REPORTABLE = (*HOLDABLE, BuildStatus.ON_HOLD_PARTS)


class AssemblyScreen(Screen):
    """Place "assembly" with build_id. Whoever has no claim looks on, and reads why."""

    watches = frozenset(
        {
            *("build", "assembly_claim", "task", "inspection", "part_issue"),
            *("document", "nonconformance", "change_request", "bom_revision", "customer_order", "signature"),
        }
    )

    def __init__(self, client: Client, place: Place) -> None:
        super().__init__(client, place)
        self._build_id = int(place.arguments["build_id"])
        self.bench: Bench | None = None
        self.load()
        self.set_heading(tr("Assembly"))
        self.buttons.addWidget(button(tr("BOM"), self._open_bom, icon="bom"))
        self.buttons.addWidget(button(tr("Build"), self._open_build, icon="build"))
        self.stepper = StatusStepper()
        self.next_card = NextCard(client.session.person)
        self.work = WorkPanel()
        self.beside = BesidePanel(self, self._build_id)
        both = row(self.work, self.beside, spacing=16)
        both.setStretch(0, 11)
        both.setStretch(1, 9)
        self.body.addWidget(frame(column(self.stepper), "card", margins=(10, 10, 10, 6)))
        self.body.addWidget(self.next_card)
        self.body.addLayout(both, 1)
        self.next_card.wanted.connect(self._do)
        self.next_card.hand_over.connect(self._ask_hand_over)
        self.next_card.release.connect(self._ask_release)
        self.next_card.report.connect(self._ask_issue)
        self.work.task_done.connect(self._ask_task)
        self.work.form_wanted.connect(self._open_form)

    def load(self) -> None:
        """Read the build."""
        session, build_id = self.client.session, self._build_id
        self.read(lambda: read_bench(session, build_id), self._show)

    def state(self) -> Mapping[str, Any]:
        """The tab beside the work."""
        return {"tab": self.beside.currentIndex()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take it over."""
        self.beside.setCurrentIndex(state["tab"])

    def _show(self, bench: Bench) -> None:
        self.bench = bench
        facts = bench.facts
        head = facts.build.head
        self.records = facts.records
        chips = [chip(status_words(head.status), status_kind(head.status))]
        late = late_kind(facts.row)
        if late is not None:
            chips.append(chip(late_words(facts.row), late))
        wanted = tr("wanted {day}", day=day(head.want_date))
        parts = [head.po_number, head.customer, facts.row.model, wanted]
        self.set_heading(tr("Build {number}", number=head.build_number), "  ·  ".join(filter(None, parts)), *chips)
        self.stepper.set_status(head.status, stage=facts.before)
        works = bench.own_claim(self.client.session.person.id) is not None and self.client.holds(Role.ASSEMBLER)
        self.next_card.show_bench(bench, may_report=works and facts.status in _REPORTABLE)
        self.work.show_bench(bench, may_work=works and facts.status is BuildStatus.IN_ASSEMBLY)
        self.beside.show_bench(bench)
        chain([self.next_card, *self.work.cards, self.beside])

    def _do(self, step: NextStep) -> None:
        if self.bench is None:
            return
        if step.name == "claim":
            self._claim()
        elif step.name == "task" and step.task is not None:
            self._ask_task(step.task, self.next_card.action)
        elif step.name == "form" and step.form is not None:
            self._open_form(step.form, self.next_card.action)
        else:
            self._move(step.name, self.bench.facts.seen)

    def _claim(self) -> None:
        session, build_id = self.client.session, self._build_id

        def claimed(_claimed: Claimed) -> None:
            self.client.messages.success(tr("You work on this build now."))
            self.load()

        self.write(
            lambda command_id: assembly.claim(session, build_id, command_id=command_id),
            claimed,
            button=self.next_card.action,
        )

    def _move(self, name: str, seen: Seen) -> None:
        session = self.client.session

        def moved(place: BuildPlace) -> None:
            words = status_words(BuildStatus(place.status))
            self.client.messages.success(tr("Build {number}: {status}", number=place.build_number, status=words))
            self.load()

        works = {
            "complete_testing": lambda command_id: assembly.complete_testing(session, seen, command_id=command_id),
            "complete_packaging": lambda command_id: assembly.complete_packaging(session, seen, command_id=command_id),
            "hand_in": lambda command_id: moves.move(
                session, seen, BuildStatus.READY_FOR_FINAL_QC, command_id=command_id
            ),
        }
        self.write(works[name], moved, button=self.next_card.action)

    def _open_form(self, kind: InspectionKind, pressed: QPushButton) -> None:
        if self.bench is None:
            return
        session, build_id = self.client.session, self._build_id
        form = self.bench.form(kind)
        wants_next = pressed is self.next_card.action and form is not None and form.state != "OPEN"
        if form is not None and not wants_next:
            self.client.open("inspection", inspection_id=form.id)
            return
        self.write(
            lambda command_id: inspections.start(session, build_id, kind, command_id=command_id),
            lambda key: self.client.open("inspection", inspection_id=key),
            button=pressed,
        )

    def _ask_task(self, task: Task, pressed: QPushButton) -> None:
        confirm(
            self,
            tr("Is this done?"),
            tr("{task}\n\nA task that is done stays done, with your initials.", task=task.title),
            tr("Yes, it is done"),
            lambda: self._finish(task, pressed),
        )

    def _finish(self, task: Task, pressed: QPushButton) -> None:
        session, seen = self.client.session, Seen(task.id, task.version)
        self.write(
            lambda command_id: assembly.finish_task(session, seen, command_id=command_id),
            lambda _version: self.load(),
            button=pressed,
        )

    def _ask_release(self) -> None:
        confirm(
            self,
            tr("Release your claim?"),
            tr("You do not work on this build any more; what you did stays. Another assembler can claim it."),
            tr("Release my claim"),
            self._release,
        )

    def _release(self) -> None:
        own = None if self.bench is None else self.bench.own_claim(self.client.session.person.id)
        if own is None:
            return
        session, seen = self.client.session, Seen(own.id, own.version)

        def released(_nothing: None) -> None:
            self.client.messages.success(tr("Your claim is released."))
            self.load()

        self.write(
            lambda command_id: assembly.release(session, seen, command_id=command_id),
            released,
            button=self.next_card.release_button,
        )

    def _ask_hand_over(self) -> None:
        own = None if self.bench is None else self.bench.own_claim(self.client.session.person.id)
        if own is None or self.bench is None:
            return

        def handed(name: str) -> None:
            self.client.messages.success(tr("Handed over to {name}.", name=name))
            self.load()

        HandOverDialog(self, self.client, own, self.bench.facts.build.head.build_number, handed).open()

    def _ask_issue(self) -> None:
        def reported(_issue: ReportedIssue) -> None:
            self.client.messages.success(tr("Reported. The build is on hold until procurement has settled it."))
            self.load()

        PartIssueDialog(self, self.client, self._build_id, reported).open()

    def _open_bom(self) -> None:
        if self.bench is not None:
            self.client.open("bom", bom_revision_id=self.bench.facts.revision.id)

    def _open_build(self) -> None:
        self.client.open("build", build_id=self._build_id)
