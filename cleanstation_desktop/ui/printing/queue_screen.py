"""The print queue of this station: what was sent to a printer, how it stands, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QPushButton

from cleanstation_desktop.domain.errors import CleanStationError
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.printing.jobs import OPEN, PrintJob, State, problem_words, state_kind, state_words
from cleanstation_desktop.ui.printing.print_dialog import print_document
from cleanstation_desktop.ui.printing.printable import of_record
from cleanstation_desktop.ui.printing.printer_dialogs import LabelPrinterDialog, RetryDialog
from cleanstation_desktop.ui.printing.station import printing_of
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import moment, tr
from cleanstation_desktop.ui.widgets.controls import button, card, give_tip, label, row
from cleanstation_desktop.ui.widgets.dialogs import confirm
from cleanstation_desktop.ui.widgets.table import Column, RowsModel, TableView

_LONG: Final = timedelta(minutes=5)


class PrintQueueScreen(Screen):
    """The jobs of this station, newest first; below the table, what became of the chosen one and the way on."""

    def __init__(self, client: Client, place: Place) -> None:
        super().__init__(client, place)
        self._printing = printing_of(client)
        self.model = RowsModel(_columns())
        self.table = TableView(tr("Print jobs"), client.preferences, "print_queue")
        self.table.setModel(self.model)
        self._words = label("", wrap=True)
        self.retry = button(tr("Retry"), self._retry, icon="repeat", look="primary")
        self.saw_it = button(tr("It did print"), self._confirm, icon="check", look="primary")
        self.doubt = button(tr("It did not print, or nobody knows"), self._doubt, icon="help")
        self.again = button(tr("Print again…"), self._print_again, icon="printer")
        self.dismiss = button(tr("Dismiss"), self._dismiss, icon="close")
        actions = row(self.retry, self.saw_it, self.doubt, self.again, self.dismiss, None)
        self.buttons.addWidget(button(tr("Label printer…"), self._label_printer, icon="label"))
        self.body.addWidget(self.table, 1)
        self.body.addWidget(card(self._words, actions))
        self._offer(set())
        self.set_heading(tr("Print queue"), tr("What was printed at this station, {name}", name=client.station.name))
        self._printing.changed.connect(self._show)
        self.table.selectionModel().currentRowChanged.connect(self._choose)

    def load(self) -> None:
        """Show the jobs as last seen, and look again."""
        self._show(self._printing.jobs)
        self._printing.refresh()

    def _show(self, jobs: tuple[PrintJob, ...]) -> None:
        chosen, opening = self.job, not self.model.rows
        self.model.set_rows(jobs)
        if not jobs:
            sentence = tr("Whatever is printed at this station is listed here until its paper is out.")
            self.show_empty(tr("Nothing was printed yet"), sentence, drawing="queue-empty")
            return
        self.show_content()
        # In place of a job that is gone none is chosen: a second click would be for the wrong one.
        number = next((at for at, job in enumerate(jobs) if chosen is not None and job.id == chosen.id), -1)
        index = self.model.index(0 if opening else number, 0)
        self.table.setCurrentIndex(index)
        self._choose(index)

    @property
    def job(self) -> PrintJob | None:
        """The job under the cursor."""
        found = self.table.current_row()
        return found if isinstance(found, PrintJob) else None

    def _choose(self, _index: QModelIndex, _before: QModelIndex | None = None) -> None:
        job = self.job
        self._words.setText(_told(job) if job is not None else "")
        offered: set[QPushButton] = set()
        if job is not None:
            offered = {
                State.FAILED: {self.retry, self.dismiss},
                State.MAY_HAVE_PRINTED: {self.saw_it, self.again, self.dismiss},
                State.PRINTED: {self.again, self.dismiss},
                State.WAITING: {self.dismiss},
                State.PRINTING: {self.saw_it, self.doubt} if _is_stuck(job) else set(),
            }.get(job.state, set())
        waits = job is not None and job.state is State.WAITING
        self.dismiss.setText(tr("Cancel this print") if waits else tr("Dismiss"))
        give_tip(self.dismiss, self.dismiss.text())
        self._offer(offered)

    def _offer(self, offered: set[QPushButton]) -> None:
        for each in (self.retry, self.saw_it, self.doubt, self.again, self.dismiss):
            each.setVisible(each in offered)

    def _retry(self) -> None:
        if self.job is not None:
            dialog = RetryDialog(self.client, self, self.job)
            dialog.anew.connect(self._print_again)
            dialog.open()

    def _confirm(self) -> None:
        job, queue = self.job, self._printing.queue
        if job is not None:
            name = self.client.session.person.full_name
            self._change(job, lambda: queue.confirm(job.id, name))

    def _doubt(self) -> None:
        job, queue = self.job, self._printing.queue
        if job is not None:
            name = self.client.session.person.full_name
            self._change(job, lambda: queue.doubt(job.id, name))

    def _dismiss(self) -> None:
        job, queue = self.job, self._printing.queue
        if job is None:
            return
        deed = partial(self._change, job, lambda: queue.dismiss(job.id))
        if job.state is not State.WAITING:
            deed()
            return
        said = tr("It has not been printed yet. A number that this copy has is not used again.")
        confirm(self, tr("Cancel this print?"), said, tr("Cancel this print"), deed, danger=True, no=tr("Keep it"))

    def _change(self, job: PrintJob, deed: Callable[[], None]) -> None:
        """Change a job off the UI thread; while that is under way, a second click on it changes nothing."""
        queue = self._printing.queue

        def work(_command: UUID) -> tuple[PrintJob, ...]:
            deed()
            return queue.jobs()

        self.write(work, self._printing.take, key=f"job {job.id}")

    def _print_again(self) -> None:
        """A new copy with a number of its own: the first one may lie somewhere."""
        job, queue = self.job, self._printing.queue
        if job is None:
            return
        try:
            document = of_record(self.client.session, job.kind, job.record, job.title)
        except CleanStationError as error:
            self.client.messages.error(error)
            return
        reason = {
            State.MAY_HAVE_PRINTED: tr("Copy {number} may not have come out of the printer", number=job.copy),
            State.FAILED: tr("Copy {number} did not come out of the printer", number=job.copy),
        }.get(job.state, "")

        def settle() -> None:
            if reason:
                self._change(job, lambda: queue.dismiss(job.id))

        print_document(self.client, self, document, reason=reason, counted=settle)

    def _label_printer(self) -> None:
        LabelPrinterDialog(self.client, self).open()


def _columns() -> list[Column[PrintJob]]:
    return [
        Column(
            "state",
            tr("State|of a job"),
            190,
            lambda job: state_words(job.state),
            kind=lambda job: state_kind(job.state),
        ),
        Column("title", tr("Document|printed"), 230, lambda job: job.title),
        Column("copy", tr("Copy|noun"), 76, lambda job: str(job.copy) if job.copy else "", right=True),
        Column("printer", tr("Printer"), 150, lambda job: job.target.words),
        Column("person", tr("Sent by"), 120, lambda job: job.person),
        Column("time", tr("Sent at"), 170, lambda job: moment(job.created_at)),
        Column("reason", tr("Reason"), 60, lambda job: " ".join(job.reason.split())),
    ]


def _is_stuck(job: PrintJob) -> bool:
    """Whether a job may not come to its end by itself: its printer says why, or says nothing for a long time."""
    since = job.handed_over_at or job.created_at
    return bool(job.problem.code) or datetime.now(UTC) - since > _LONG


def _told(job: PrintJob) -> str:
    """What a person should know about a job, in a sentence."""
    problem = problem_words(job.problem)
    if problem:
        return problem
    when = moment(job.ended_at or job.created_at)
    sentences = {
        State.WAITING: tr("It waits for its turn."),
        State.PRINTING: tr("The printer {name} has it.", name=job.target.words),
        State.PRINTED: tr("It was printed on {name} at {moment}.", name=job.target.words, moment=when),
    }
    return "" if job.state not in OPEN | {State.PRINTED} else sentences[job.state]
