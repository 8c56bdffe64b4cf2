"""The work on a build: its tasks, rework first, and the three forms with their progress (DOMAIN §3, §6)."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QPushButton, QVBoxLayout, QWidget

from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.services.assembly import Task
from cleanstation_desktop.services.inspections import InspectionRow
from cleanstation_desktop.ui.assembly.bench import Bench, Progress
from cleanstation_desktop.ui.builds.facts import ASSEMBLY_FORMS
from cleanstation_desktop.ui.text import counted, moment, number, tr
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
        self._count = label("", "muted")
        self._head = QWidget()
        self._head.setLayout(row(label(tr("Tasks"), "h2"), self._count, None))
        self._tasks: QVBoxLayout = column(spacing=10)
        self._cards: dict[int, tuple[tuple[Task, bool], QFrame]] = {}
        self._forms = {kind: _FormCard(kind) for kind in ASSEMBLY_FORMS}
        self.task_buttons: dict[int, QPushButton] = {}
        self.form_buttons = {kind: made.open for kind, made in self._forms.items()}
        heading = label(tr("Forms"), "h2")
        listed = column(self._head, self._tasks, heading, *self._forms.values(), spacing=10, margins=(0, 0, 8, 0))
        listed.addStretch(1)
        inside = QWidget()
        inside.setLayout(listed)
        self.setLayout(column(scrolled(inside)))
        for kind, made in self.form_buttons.items():
            made.clicked.connect(partial(self._form_pressed, kind, made))

    @property
    def cards(self) -> list[QWidget]:
        """What stands here, as it is read."""
        return [*(made for _told, made in self._cards.values()), *self._forms.values()]

    def show_bench(self, bench: Bench, *, may_work: bool) -> None:
        """Show tasks and forms. Parameters: may_work, whether this person may do them now.

        What tells the same as before stays as it is: it may be under somebody's finger.
        """
        finished = tuple(task for task in bench.tasks if task.done)
        whole = len(finished) + len(bench.open_tasks)
        self._head.setVisible(bool(bench.tasks))
        self._count.setText(
            tr("{done} of {count} done", done=number(len(finished)), count=number(whole)) if whole else ""
        )
        self._show_tasks([(task, may_work) for task in (*bench.open_tasks, *finished, *bench.outdated_tasks)])
        for kind, made in self._forms.items():
            made.show_form(bench.form(kind), bench.progress.get(kind))

    def _show_tasks(self, told: list[tuple[Task, bool]]) -> None:
        if told == [before for before, _made in self._cards.values()]:
            return
        focused = next((key for key, made in self.task_buttons.items() if made.hasFocus()), None)
        kept = {entry[0].id: entry for entry in told if self._cards.get(entry[0].id, (None,))[0] == entry}
        for key in self._cards.keys() - kept.keys():
            _told, old = self._cards.pop(key)
            self._tasks.removeWidget(old)
            old.hide()
            old.deleteLater()
            self.task_buttons.pop(key, None)
        before, self._cards = self._cards, {}
        for place, entry in enumerate(told):
            key = entry[0].id
            made = before[key][1] if key in kept else self._task(*entry)
            self._tasks.insertWidget(place, made)
            self._cards[key] = (entry, made)
        if focused in self.task_buttons:
            self.task_buttons[focused].setFocus()

    def _task(self, task: Task, may_work: bool) -> QFrame:
        words = label(task.title, wrap=True)
        kind = chip(tr("Rework"), "bad") if task.kind == "REWORK" else chip(tr("Assembly|task"), "info")
        said = column(row(kind, None), words, spacing=4)
        if task.done:
            when = "" if task.done_at is None else moment(task.done_at)
            by = tr("Done by {initials}, {moment}", initials=task.done_by or "", moment=when)
            said.addWidget(label(by, "muted", wrap=True))
            layout = row(said, icon_label("success", 22, "ok"), spacing=10)
        elif task.outdated:
            said.addWidget(label(tr("Belonged to the replaced body: no longer needed."), "muted", wrap=True))
            layout = row(said)
        else:
            made = button(tr("Done|task"), look="answer", icon="check")
            made.setAccessibleName(tr("Done: {task}", task=task.title[:80]))
            made.setEnabled(may_work)
            made.clicked.connect(partial(self._task_pressed, task, made))
            self.task_buttons[task.id] = made
            layout = row(said, made, spacing=12)
        layout.setStretch(0, 1)
        return frame(layout, "card", margins=(14, 10, 12, 10))

    def _task_pressed(self, task: Task, pressed: QPushButton, _checked: bool = False) -> None:
        self.task_done.emit(task, pressed)

    def _form_pressed(self, kind: InspectionKind, pressed: QPushButton, _checked: bool = False) -> None:
        self.form_wanted.emit(kind, pressed)


class _FormCard(QFrame):
    """A form with its progress. Its button stays when somebody answers meanwhile."""

    def __init__(self, kind: InspectionKind) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._kind = kind
        self._told: tuple[InspectionRow | None, Progress | None] | None = None
        self._said: QVBoxLayout = column(spacing=6)
        self.open = button(tr("Open"), look="answer", icon="checklist")
        self.open.setAccessibleName(tr("Open: {form}", form=form_words(kind)))
        layout = row(self._said, self.open, spacing=12, margins=(14, 10, 12, 10))
        layout.setStretch(0, 1)
        self.setLayout(layout)

    def show_form(self, form: InspectionRow | None, progress: Progress | None) -> None:
        """Say how it stands. Parameters: form, its newest attempt; progress, while it is open."""
        if (form, progress) == self._told:
            return
        self._told = (form, progress)
        self.open.setEnabled(form is not None)
        clear(self._said)
        state = chip(*form_state(form.state, form.result)) if form is not None else chip(tr("Not begun"), "neutral")
        # The panel is narrow, and what is read wraps before the button is cut.
        head = row(label(form_words(self._kind), "h3", wrap=True), state, spacing=8)
        head.setStretch(0, 1)
        self._said.addLayout(head)
        if progress is not None:
            self._show_progress(progress)
        elif form is not None and form.attempt > 1:
            self._said.addWidget(label(tr("Attempt {number}", number=form.attempt), "muted"))

    def _show_progress(self, progress: Progress) -> None:
        bar = QProgressBar()
        bar.setRange(0, max(progress.total, 1))
        bar.setValue(progress.answered)
        bar.setTextVisible(False)
        words = tr("{answered} of {total} answered", answered=counted(progress.answered), total=number(progress.total))
        bar.setAccessibleName(words)
        told = row(label(words, "muted"), spacing=10)
        if progress.failed:
            told.addWidget(chip(tr("{count} failed", count=number(progress.failed)), "bad"))
        told.addStretch(1)
        self._said.addWidget(bar)
        self._said.addLayout(told)
