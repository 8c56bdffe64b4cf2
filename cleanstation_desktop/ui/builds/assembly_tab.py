"""Who assembles a build, its tasks and the serial numbers that were built in."""

from __future__ import annotations

from dataclasses import dataclass

from cleanstation_desktop.services import assembly
from cleanstation_desktop.services.assembly import Claim, Task
from cleanstation_desktop.services.procurement import PartIssue
from cleanstation_desktop.services.serial_numbers import SerialNumber, list_serial_numbers
from cleanstation_desktop.ui.builds.facts import BuildFacts
from cleanstation_desktop.ui.builds.tab import BuildTab, RowsTable
from cleanstation_desktop.ui.procurement.line_words import fault_words, settled_words
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import moment, tr
from cleanstation_desktop.ui.widgets.controls import button, column, label, row
from cleanstation_desktop.ui.widgets.table import Column


@dataclass(frozen=True)
class _Work:
    tasks: tuple[Task, ...]
    serials: tuple[SerialNumber, ...]


class AssemblyTab(BuildTab):
    """Claims and serial numbers beside the tasks."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen)
        self._facts: BuildFacts | None = None
        self.claims = RowsTable(
            screen, tr("Claims"), "build-claims", _claim_columns(), tr("Nobody has claimed it yet.")
        )
        self.tasks = RowsTable(screen, tr("Tasks"), "build-tasks", _task_columns(), tr("There are no tasks yet."))
        none = tr("No serial number was recorded yet.")
        self.serials = RowsTable(screen, tr("Serial numbers"), "build-serials", serial_columns(), none)
        none = tr("No missing or bad part was reported.")
        self.issues = RowsTable(screen, tr("Part issues"), "build-issues", _issue_columns(), none)
        self._tasks_done = label("", "muted")
        opened = button(tr("Open the assembly page"), self._open, icon="assembly")
        left = column(
            row(label(tr("Tasks"), "h2"), self._tasks_done, None, opened),
            self.tasks,
            self.tasks.nothing,
            label(tr("Part issues"), "h2"),
            self.issues,
            self.issues.nothing,
        )
        left.setStretch(1, 1)
        left.setStretch(4, 1)
        left.addStretch()
        right = column(
            label(tr("Who works on it"), "h2"),
            self.claims,
            self.claims.nothing,
            label(tr("Serial numbers"), "h2"),
            self.serials,
            self.serials.nothing,
            None,
        )
        right.setStretch(1, 1)
        right.setStretch(4, 1)
        both = row(spacing=16)
        both.addLayout(left, 1)
        both.addLayout(right, 1)
        self.body.addLayout(both, 1)

    def show_facts(self, facts: BuildFacts) -> None:
        """Show the claims and part issues, and read tasks and serial numbers."""
        self._facts = facts
        self.claims.set_rows(list(facts.claims))
        self.issues.set_rows([*facts.issues, *reversed(facts.settled)])
        session, build_id = self.client.session, facts.id

        def work() -> _Work:
            return _Work(assembly.list_tasks(session, build_id), list_serial_numbers(session, build_id))

        self.screen_of.read(work, self._show_work, key="assembly", blank=False)

    def _show_work(self, found: _Work) -> None:
        self.tasks.set_rows(list(found.tasks))
        asked = [task for task in found.tasks if task.done or not task.outdated]
        done = sum(task.done for task in asked)
        words = tr("{done} of {count} done", done=done, count=len(asked)) if asked else ""
        self._tasks_done.setText(words)
        self.serials.set_rows(list(found.serials), row_id="serial")

    def _open(self) -> None:
        if self._facts is not None:
            self.client.open("assembly", build_id=self._facts.id)


def _claim_columns() -> list[Column[Claim]]:
    return [
        Column("who", tr("Who"), 150, lambda claim: claim.full_name),
        Column("from", tr("From"), 160, lambda claim: moment(claim.claimed_at)),
        Column("until", tr("Until"), 110, _end),
    ]


def _end(claim: Claim) -> str:
    return tr("still at work") if claim.ended_at is None else moment(claim.ended_at)


def _task_columns() -> list[Column[Task]]:
    return [
        Column(
            "done",
            tr("State"),
            100,
            _state,
            kind=lambda task: "ok" if task.done else "neutral",
        ),
        Column("title", tr("Task"), 250, _title),
        Column("by", tr("By|person"), 60, lambda task: task.done_by or ""),
        Column("at", tr("When"), 110, lambda task: "" if task.done_at is None else moment(task.done_at)),
    ]


def _issue_columns() -> list[Column[PartIssue]]:
    return [
        Column(
            "state",
            tr("State"),
            125,
            lambda issue: fault_words(issue.what) if issue.resolved_at is None else tr("Settled|part"),
            kind=lambda issue: "warn" if issue.resolved_at is None else "ok",
        ),
        Column("item", tr("Part number"), 165, lambda issue: issue.item, tip=lambda issue: issue.description),
        Column("answer", tr("How it was settled"), 155, lambda issue: issue.resolution or ""),
        Column("by", tr("By|person"), 60, lambda issue: issue.resolved_by or "", tip=settled_words),
    ]


def _state(task: Task) -> str:
    if task.done:
        return tr("Done|task")
    return tr("Body replaced") if task.outdated else tr("To do|task")


def _title(task: Task) -> str:
    return tr("Rework: {task}", task=task.title) if task.kind == "REWORK" else task.title


def serial_columns() -> list[Column[SerialNumber]]:
    """The columns of a table of serial numbers."""
    return [
        Column("component", tr("Component"), 120, lambda serial: component_words(serial.component)),
        Column("basin", tr("Basin"), 75, lambda serial: "" if serial.basin is None else str(serial.basin)),
        Column("serial", tr("Serial number"), 145, lambda serial: serial.serial),
        Column("at", tr("Recorded"), 100, lambda serial: moment(serial.recorded_at)),
    ]


def component_words(code: str) -> str:
    """Name a component that carries a serial number."""
    return {
        "TOUCHSCREEN": tr("Touchscreen"),
        "VALVE_PLATE": tr("Valve plate"),
        "CONTROL_BOX": tr("Control box"),
        "DOSING_PUMP": tr("Dosing pump"),
    }.get(code, code.replace("_", " ").capitalize())
