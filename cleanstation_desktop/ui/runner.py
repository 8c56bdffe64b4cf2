"""Work off the UI thread: one runner, results and errors back in the UI thread (DESIGN §4).

A job gets plain data and gives plain data or an error; it never touches a widget. The newest job of an owner and key
wins: what an earlier one still brings is dropped, as are results for an owner that is gone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from cleanstation_desktop.domain.errors import CleanStationError

T = TypeVar("T")

# Whether the end of the program waits for it, of all that is under way, in whichever runner.
_awaited: dict[Future[Any], bool] = {}

# As many as the pool of a session has connections to give (database/engine.py), less one for a signature.
_WORKERS = 4


@dataclass(eq=False)
class Job:
    """A piece of work under way. `cancel` drops its result; what already reached the server is not undone."""

    owner: QObject
    key: str
    work: Callable[[], Any]
    done: Callable[[Any], None]
    failed: Callable[[Exception], None] | None
    write: bool = False
    keeps: bool = True
    awaited: bool = False
    cancelled: bool = field(default=False, init=False)

    @property
    def must_end(self) -> bool:
        """Whether the end of the program waits for it."""
        return self.write or self.awaited

    def cancel(self) -> None:
        """Nobody waits for the result any more."""
        self.cancelled = True


class Runner(QObject):
    """Runs jobs on a few threads.

    Signals: busy_changed, whether any is under way; unheard, the work (None when it is not kept) and the error of a
    write whose owner is gone; sent, such a write was sent again.
    """

    busy_changed = Signal(bool)
    unheard = Signal(object, object)
    sent = Signal()
    _finished = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=_WORKERS, thread_name_prefix="job")
        self._newest: dict[tuple[int, str], Job] = {}
        self._under_way: dict[Job, Future[Any]] = {}
        self._closed = False
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether a job is under way."""
        return bool(self._under_way)

    def run(
        self,
        owner: QObject,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        key: str = "",
        write: bool = False,
        keeps: bool = True,
        awaited: bool = False,
    ) -> Job:
        """Start a job.

        Parameters: owner, whom the result is for; work, what to do, off the UI thread; done and failed, called in the
        UI thread with the result or the error; key, names the question: with one, the newest job replaces the others;
        write, whether its failure is told even when its owner is gone; keeps, whether the work is told with it, so that
        it can be sent again; awaited, the end of the program waits for it, as for a write, once it is begun.
        An error that is no known one also goes to the crash dialog.
        """
        job = Job(owner, key, work, done, failed, write, keeps, awaited)
        if self._closed:
            # Somebody asks once more whose person signed out, by a timer, say: nobody is there for the answer.
            job.cancel()
            return job
        if key:
            earlier = self._newest.get((id(owner), key))
            if earlier is not None:
                earlier.cancel()
            self._newest[(id(owner), key)] = job
        self._under_way[job] = future = self._pool.submit(_carry_out, job)
        _awaited[future] = job.must_end
        future.add_done_callback(_awaited.pop)
        if len(self._under_way) == 1:
            self.busy_changed.emit(True)
        future.add_done_callback(partial(self._hand_over, job))
        return job

    def send(self, work: Callable[[], Any]) -> None:
        """Carry out a write whose owner is gone; `sent` or `unheard` tell what became of it."""
        self.run(self, work, lambda _answer: self.sent.emit(), partial(self.unheard.emit, work), write=True)

    def stop(self) -> None:
        """Begin nothing new: questions that wait are dropped, every write is let finish, so that none is lost."""
        self._closed = True
        for job in self._newest.values():
            job.cancel()
        self._pool.shutdown(wait=False)

    def finish(self, patience: float | None = None) -> None:
        """After `stop`, wait for what was begun. Without patience from any thread.

        Parameters: patience, seconds that what only reads is waited for; None, until it has ended.
        """
        if patience is None:
            self._pool.shutdown(wait=True)
            return
        wait(future for job, future in self._under_way.items() if job.must_end)
        wait(self._under_way.values(), patience)

    def close(self) -> None:
        """End in order, and wait for it."""
        self.stop()
        self.finish()

    def _hand_over(self, job: Job, ended: Future[Any]) -> None:
        """From the worker's thread to the UI thread; at the end of the program nobody is there any more."""
        if isValid(self) and not ended.cancelled():
            self._finished.emit(job, ended)

    @Slot(object, object)
    def _deliver(self, job: Job, ended: Future[Any]) -> None:
        error = ended.exception()
        del self._under_way[job]
        if not self._under_way:
            self.busy_changed.emit(False)
        if self._newest.get((id(job.owner), job.key)) is job:
            del self._newest[(id(job.owner), job.key)]
        # Once it is closed the screens are on their way out: what they told would be seen by nobody.
        wanted = not job.cancelled and not self._closed and isValid(job.owner)
        if error is None:
            if wanted:
                job.done(ended.result())
            return
        if wanted and job.failed is not None and isinstance(error, Exception):
            job.failed(error)
        if not isinstance(error, CleanStationError):
            sys.excepthook(type(error), error, error.__traceback__)
        elif wanted and job.failed is None:
            raise error
        elif job.write and not wanted:
            self.unheard.emit(job.work if job.keeps else None, error)


def only_readings_left() -> bool:
    """Whether readings are under way and nothing else: Python would wait for them at the end of the process."""
    left = [must_end for future, must_end in list(_awaited.items()) if not future.done()]
    return bool(left) and not any(left)


def _carry_out(job: Job) -> Any:
    # What nobody waits for any more is not begun; a write is always carried out.
    return None if job.cancelled and not job.write else job.work()
