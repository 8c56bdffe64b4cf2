"""Printing at this station for its screens: keeps the queue going off the UI thread and tells what became of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid5

from PySide6.QtCore import QObject, QTimer, Signal

from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.failures import describe
from cleanstation_desktop.ui.preferences import Preferences
from cleanstation_desktop.ui.printing.jobs import PrintJob, State, Target, problem_words
from cleanstation_desktop.ui.printing.printable import PrintableDocument
from cleanstation_desktop.ui.printing.queue import PrintQueue
from cleanstation_desktop.ui.text import counted, tr

MOST_COPIES: Final = 20
_TURN_MS: Final = 1_000
_DEFAULT_DOTS: Final = 8


class StationPrinting(QObject):
    """The queue of this station as a signed-in person uses it.

    Attributes: jobs, as last seen; label_printer, where labels go in the printer's own language, None while none is
    set; label_dots, its dots per millimetre. Signals: changed, the jobs stand differently.
    """

    changed = Signal(object)

    def __init__(self, client: Client) -> None:
        super().__init__(client)
        self._client = client
        self.queue = PrintQueue(client.station.folder)
        self._settings = Preferences(client.station.folder, "station")
        kept = self._settings.get("label_printer")
        self.label_printer = Target.parse(kept) if kept else None
        self.label_dots = int(self._settings.get("label_dots", _DEFAULT_DOTS))
        self._told: dict[UUID, State] | None = None
        self.jobs: tuple[PrintJob, ...] = ()
        self._timer = QTimer(self, singleShot=True, interval=_TURN_MS)
        self._timer.timeout.connect(self.refresh)
        client.closing.connect(self.queue.stop)
        self.destroyed.connect(self.queue.close)
        self.refresh()

    def set_label_printer(self, target: Target | None, dots: int) -> None:
        """Choose the label printer of this station."""
        self.label_printer, self.label_dots = target, dots
        self._settings.set("label_printer", "" if target is None else str(target))
        self._settings.set("label_dots", dots)
        self._settings.save()

    @property
    def last_printer(self) -> str:
        """The printer that was used last at this station."""
        return str(self._settings.get("last_printer", ""))

    def remember_printer(self, target: Target) -> None:
        """Offer this printer first the next time."""
        self._settings.set("last_printer", str(target))

    def submit(
        self, document: PrintableDocument, target: Target, *, copies: int, reason: str, command_id: UUID
    ) -> tuple[PrintJob, ...]:
        """Count the prints of a document and put them into the queue, each copy with a number of its own.

        Not in the UI thread. The queue gets all copies or none: what is sent again after a failure must not meet one
        that went on meanwhile. The same command id makes the same jobs again, so a repeated click prints nothing twice.
        Errors: as the document's print (InvalidInput, field reason), EnvironmentFault when the queue cannot keep it.
        """
        papers, dots = [], self.label_dots if document.is_label and target.takes_raw else 0
        for number in range(copies):
            job_id = command_id if number == 0 else uuid5(command_id, str(number))
            printed = document.print(reason, job_id)
            job = PrintJob(
                id=job_id,
                kind=document.kind,
                record=document.record,
                title=document.title,
                copy=printed.copy,
                reason=reason,
                target=target,
                format="zpl" if target.takes_raw else "pdf",
                person=self._client.session.person.full_name,
                created_at=datetime.now(UTC),
                dots=dots,
                facts=printed.facts,
            )
            papers.append((job, printed.zpl(dots) if dots and printed.zpl is not None else printed.pdf))
        self.queue.add(*papers)
        return tuple(job for job, _ in papers)

    def refresh(self) -> None:
        """Take the next turn of the queue now, and show how the jobs stand."""
        self._timer.stop()

        def work() -> tuple[bool, tuple[PrintJob, ...]]:
            return self.queue.turn(), self.queue.jobs()

        # Awaited: the program does not end while a job is being handed over. The queue keeps what is left.
        self._client.runner.run(self, work, self._turned, self._failed, key="print queue", awaited=True)

    def take(self, jobs: tuple[PrintJob, ...]) -> None:
        """Show how the jobs stand after one of them was changed, and go on."""
        self._show(jobs)
        self.refresh()

    def _turned(self, outcome: tuple[bool, tuple[PrintJob, ...]]) -> None:
        busy, jobs = outcome
        self._show(jobs)
        if busy:
            self._timer.start()

    def _show(self, jobs: tuple[PrintJob, ...]) -> None:
        self._tell(jobs)
        if jobs != self.jobs:
            self.jobs = jobs
            self.changed.emit(jobs)

    def _failed(self, error: Exception) -> None:
        self._client.messages.error(error)
        if describe(error).again:
            self._timer.start()

    def _tell(self, jobs: tuple[PrintJob, ...]) -> None:
        """Say what ended since the last look; at the first look, only what a person has to see to."""
        known = self._told
        ended = [job for job in jobs if (known or {}).get(job.id) is not job.state]
        self._told = {job.id: job.state for job in jobs}
        unsettled = [job for job in ended if job.state in {State.FAILED, State.MAY_HAVE_PRINTED}]
        if known is None and len(unsettled) > 1:
            self._warn(tr("{count} {count:print job needs/print jobs need} you.", count=counted(len(unsettled))))
            return
        alike: dict[str, list[PrintJob]] = {}
        for job in unsettled:
            alike.setdefault(problem_words(job.problem), []).append(job)
        for problem, those in alike.items():
            if len(those) == 1:
                self._warn(tr("{title}: {problem}", title=those[0].title, problem=problem))
            else:
                count = counted(len(those))
                self._warn(tr("{count} {count:print job/print jobs}: {problem}", count=count, problem=problem))
        for job in ended:
            if job.state is State.PRINTED and known is not None and job.id in known:
                self._client.messages.success(tr("{title} is printed.", title=job.title))

    def _warn(self, sentence: str) -> None:
        self._client.messages.warning(sentence, action=(tr("Print queue"), lambda: self._client.open("print_queue")))


def printing_of(client: Client) -> StationPrinting:
    """The printing of a client's station; made at its first use."""
    found = client.findChild(StationPrinting)
    return found if isinstance(found, StationPrinting) else StationPrinting(client)


def take_up(client: Client) -> None:
    """Go on with what an earlier session left in the queue, if the station ever kept one."""
    if PrintQueue.is_kept_in(client.station.folder):
        printing_of(client)
