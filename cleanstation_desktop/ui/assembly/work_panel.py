"""The work on a build: its tasks, rework first, and the three forms with their progress (DOMAIN §3, §6)."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QPushButton, QVBoxLayout, QWidget

from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.services.assembly import Task
from cleanstation_desktop.ui.assembly.bench import Bench
from cleanstation_desktop.ui.builds.facts import ASSEMBLY_FORMS
from cleanstation_desktop.ui.text import moment, number, tr
from cleanstation_desktop.ui.widgets.controls import (
    button,
    chip,
    clear,
    column,
    frame,
    icon_label,
    label,
    row,
    scrolled,
)
from cleanstation_desktop.ui.widgets.form_names import form_state, form_words


class WorkPanel(QWidget):
    """Signals: task_done, a Task and its button; form_wanted, a kind of form and its button."""

    task_done = Signal(object, object)
    form_wanted = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._list: QVBoxLayout = column(spacing=10, margins=(0, 0, 8, 0))
        inside = QWidget()
        inside.setLayout(self._list)
        self.task_buttons: dict[int, QPushButton] = {}
        self.form_buttons: dict[InspectionKind, QPushButton] = {}
        self.setLayout(column(scrolled(inside)))

    def show_bench(self, bench: Bench, *, may_work: bool) -> None:
        """Show tasks and forms. Parameters: may_work, whether this person may do them now."""
        focused = next((key for key, made in self.task_buttons.items() if made.hasFocus()), None)
        clear(self._list)
        self.task_buttons, self.form_buttons = {}, {}
        if bench.tasks:
            finished = tuple(task for task in bench.tasks if task.done)
            whole = len(finished) + len(bench.open_tasks)
            count = tr("{done} of {count} done", done=number(len(finished)), count=number(whole)) if whole else ""
            self._list.addLayout(row(label(tr("Tasks"), "h2"), label(count, "muted"), None))
            for task in (*bench.open_tasks, *finished, *bench.outdated_tasks):
                self._list.addWidget(self._task(task, may_work))
        self._list.addWidget(label(tr("Forms"), "h2"))
        for kind in ASSEMBLY_FORMS:
            self._list.addWidget(self._form(bench, kind))
        self._list.addStretch(1)
        if focused in self.task_buttons:
            self.task_buttons[focused].setFocus()

    def _task(self, task: Task, may_work: bool) -> QFrame:
        words = label(task.title, wrap=True)
        kind = chip(tr("Rework"), "bad") if task.kind == "REWORK" else chip(tr("Assembly|task"), "info")
        said = column(row(kind, None), words, spacing=4)
        if task.done:
            when = "" if task.done_at is None else moment(task.done_at)
            by = tr("Done by {initials}, {moment}", initials=task.done_by or "", moment=when)
            layout = row(said, icon_label("success", 22, "ok"), label(by, "muted"), spacing=10)
        elif task.outdated:
            layout = row(said, label(tr("Belonged to the replaced body: no longer needed."), "muted"), spacing=10)
        else:
            made = button(tr("Done|task"), look="answer", icon="check")
            made.setAccessibleName(tr("Done: {task}", task=task.title[:80]))
            made.setEnabled(may_work)
            made.clicked.connect(partial(self._task_pressed, task, made))
            self.task_buttons[task.id] = made
            layout = row(said, made, spacing=12)
        layout.setStretch(0, 1)
        return frame(layout, "card", margins=(14, 10, 12, 10))

    def _form(self, bench: Bench, kind: InspectionKind) -> QFrame:
        form = bench.form(kind)
        progress = bench.progress.get(kind)
        state = chip(*form_state(form.state, form.result)) if form is not None else chip(tr("Not begun"), "neutral")
        head = row(label(form_words(kind), "h3"), state, None, spacing=8)
        said = column(head, spacing=6)
        if progress is not None:
            bar = QProgressBar()
            bar.setRange(0, max(progress.total, 1))
            bar.setValue(progress.answered)
            bar.setTextVisible(False)
            words = tr(
                "{answered} of {total} answered", answered=number(progress.answered), total=number(progress.total)
            )
            bar.setAccessibleName(words)
            told = row(label(words, "muted"), spacing=10)
            if progress.failed:
                told.addWidget(chip(tr("{count} failed", count=number(progress.failed)), "bad"))
            told.addStretch(1)
            said.addWidget(bar)
            said.addLayout(told)
        elif form is not None and form.attempt > 1:
            said.addWidget(label(tr("Attempt {number}", number=form.attempt), "muted"))
        made = button(tr("Open"), look="answer", icon="checklist")
        made.setAccessibleName(tr("Open: {form}", form=form_words(kind)))
        made.setEnabled(form is not None)
        made.clicked.connect(partial(self._form_pressed, kind, made))
        self.form_buttons[kind] = made
        layout = row(said, made, spacing=12)
        layout.setStretch(0, 1)
        return frame(layout, "card", margins=(14, 10, 12, 10))

    def _task_pressed(self, task: Task, pressed: QPushButton, _checked: bool = False) -> None:
        self.task_done.emit(task, pressed)

    def _form_pressed(self, kind: InspectionKind, pressed: QPushButton, _checked: bool = False) -> None:
        self.form_wanted.emit(kind, pressed)
