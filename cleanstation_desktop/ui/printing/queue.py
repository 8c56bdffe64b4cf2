"""The station's print queue: hands jobs over one after the other, and follows them until they are on paper.

waiting → printing → printed | failed | may have printed. Each step is in the journal before it is taken; what a dead
process was handing over is found by the next turn. Knows no widget; may be used from any thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QLockFile

from cleanstation_desktop.domain.errors import NotFound, Stale
from cleanstation_desktop.ui.printing import printers
from cleanstation_desktop.ui.printing.jobs import NO_PROBLEM, OPEN, UNREACHABLE, PrintJob, Problem, State, Target
from cleanstation_desktop.ui.printing.journal import Journal
from cleanstation_desktop.ui.printing.printers import Delivery
from cleanstation_desktop.ui.text import tr

SENT_AGAIN = timedelta(days=1)
"""How long what failed may be sent again as it is."""
Deliver = Callable[[PrintJob, bytes], Delivery]
Ask = Callable[[PrintJob], Delivery | None]
_JOURNAL = "print_queue.sqlite3"
_UNSETTLED = frozenset({State.FAILED, State.MAY_HAVE_PRINTED})


def _now() -> datetime:
    return datetime.now(UTC)


class PrintQueue:
    """The print queue in a folder of the station.

    Parameters: deliver and ask, how a job gets to its printer and what became of it; take_back, how it is taken from
    there; now, the clock.
    """

    def __init__(
        self,
        folder: Path,
        *,
        deliver: Deliver = printers.deliver,
        ask: Ask = printers.ask,
        take_back: Callable[[PrintJob], None] = printers.take_back,
        now: Callable[[], datetime] = _now,
    ) -> None:
        self._journal = Journal(folder / _JOURNAL)
        self._lock_file = folder / "print_queue.lock"
        self._deliver = deliver
        self._ask = ask
        self._take_back = take_back
        self._now = now
        self._stopped = False

    @staticmethod
    def is_kept_in(folder: Path) -> bool:
        """Whether a folder holds the files of a queue."""
        return (folder / _JOURNAL).exists()

    def stop(self) -> None:
        """Hand nothing over any more, but what is being handed over to its end: the person signs out."""
        self._stopped = True

    def close(self) -> None:
        """Let go of the files. What waits goes on when the next person signs in."""
        self._journal.close()

    def add(self, *papers: tuple[PrintJob, bytes]) -> bool:
        """Take in the jobs of one print, all or none.

        Returns: False when they are in already: a second click makes no second job. Errors: EnvironmentFault when they
        cannot be kept.
        """
        return self._journal.add(papers)

    def jobs(self) -> tuple[PrintJob, ...]:
        """The jobs that people see, newest first."""
        found = [job for job in self._journal.jobs() if job.state is not State.DISMISSED]
        return tuple(reversed(found))

    def turn(self) -> bool:
        """Hand over what waits, and ask about what was handed over. Returns: whether anything is left to do.

        One turn at a time on a station: a second program on it leaves the work to the first. A printer that cannot be
        reached is tried once a turn, for all that waits for it: each try takes seconds.
        """
        away: dict[Target, Delivery] = {}
        with self._alone() as alone:
            if alone:
                # Nobody else takes turns now: what was being handed over belongs to a process that is gone.
                for job in self._journal.jobs(State.PRINTING):
                    self._follow(job)
                for job in self._journal.jobs(State.WAITING):
                    if self._stopped:
                        break
                    delivery = self._hand_over(job, away.get(job.target))
                    if delivery is not None and delivery.problem.code == UNREACHABLE:
                        away[job.target] = delivery
                self._journal.clear(self._now())
        return bool(self._journal.jobs(*OPEN))

    def retry(self, job_id: UUID, target: Target | None = None, *, dots: int = 0) -> None:
        """Print what failed once more, on another printer if one is given: the same paper, the same copy number.

        Parameters: dots, per millimetre, of a label printer whose resolution is known. Errors: NotFound when its bytes
        are gone or are not for this printer, Stale when they are too old, or when it does not stand as failed any more.
        """
        job = self._journal.job(job_id)
        if job is None or not job.kept:
            raise NotFound(tr("This job is not kept any more."), hint=tr("Print the document again from its screen."))
        if target is not None and target.takes_raw != job.target.takes_raw:
            raise NotFound(
                tr("This printer cannot print what was made for the other one."),
                hint=tr("Print the document again from its screen."),
            )
        if dots not in {0, job.dots}:
            raise NotFound(
                tr("This printer has another resolution than the one that it was made for."),
                hint=tr("Print the document again from its screen."),
            )
        if self.is_old(job):
            raise Stale(
                tr("This paper was made more than a day ago."), hint=tr("Print the document again from its screen.")
            )
        if target is not None:
            self._journal.retarget(job_id, target)
        self._move(job_id, frozenset({State.FAILED}), State.WAITING)

    def is_old(self, job: PrintJob) -> bool:
        """Whether what a job says may be true no more: it is not sent again as it is."""
        return self._now() - job.created_at > SENT_AGAIN

    def confirm(self, job_id: UUID, who: str) -> None:
        """A person saw the paper. Errors: Stale."""
        self._move(job_id, _UNSETTLED | {State.PRINTING}, State.PRINTED, Problem("confirmed", who))

    def doubt(self, job_id: UUID, who: str) -> None:
        """A person did not see the paper of a job that does not come to its end. Errors: Stale.

        It is taken out of the print system, so that it does not come out beside the copy that is made in its place.
        """
        job = self._journal.job(job_id)
        self._move(job_id, frozenset({State.PRINTING}), State.MAY_HAVE_PRINTED, Problem("doubted", who))
        if job is not None:
            self._take_back(job)

    def dismiss(self, job_id: UUID) -> None:
        """Take a job off the list, unprinted or not. Errors: Stale while it is being printed."""
        self._move(job_id, frozenset(State) - {State.PRINTING}, State.DISMISSED)

    def _move(self, job_id: UUID, came_from: frozenset[State], to: State, problem: Problem = NO_PROBLEM) -> None:
        if not self._journal.move(job_id, came_from, to, problem, at=self._now()):
            raise Stale(tr("This print job has changed meanwhile."), hint=tr("Look at the list again."))

    def _hand_over(self, job: PrintJob, known: Delivery | None) -> Delivery | None:
        """Parameters: known, how it ends without a try. Returns: how it ended, None when there was nothing to do."""
        content = self._journal.content(job.id)
        fresh = frozenset({State.WAITING})
        if content is None or not self._journal.move(job.id, fresh, State.PRINTING, at=self._now()):
            return None
        try:
            delivery = known or self._deliver(job, content)
        except BaseException:
            self._settle(job, Delivery(State.MAY_HAVE_PRINTED, Problem("program_error")))
            raise
        if delivery.state is State.PRINTING:
            self._journal.handed_over(job.id, self._now())
        self._settle(job, delivery)
        return delivery

    def _follow(self, job: PrintJob) -> None:
        """Ask about a job; one that the print system does not know may have printed."""
        unknown = Problem("interrupted" if job.handed_over_at is None else "vanished")
        self._settle(job, self._ask(job) or Delivery(State.MAY_HAVE_PRINTED, unknown))

    def _settle(self, job: PrintJob, delivery: Delivery) -> None:
        if delivery.state is State.PRINTING:
            self._journal.tell(job.id, delivery.problem)
        else:
            self._journal.move(job.id, frozenset({State.PRINTING}), delivery.state, delivery.problem, at=self._now())

    @contextmanager
    def _alone(self) -> Iterator[bool]:
        self._lock_file.parent.mkdir(parents=True, exist_ok=True)
        lock = QLockFile(str(self._lock_file))
        # Only the death of its process frees it: a slow printer is no reason.
        lock.setStaleLockTime(0)
        taken = lock.tryLock(0)
        try:
            yield taken
        finally:
            if taken:
                lock.unlock()
