"""`cleanstation service`: the server's own jobs, in one process that is safe to run twice.

What works holds an advisory lock on the connection on which it works: a second process stands by and takes over when
that connection ends, however it ends. Each job is repeatable; a failing one is logged and tried again later, without
keeping the others from their work.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import structlog
from sqlalchemy import URL, Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from cleanstation_desktop.database.engine import open_direct_engine
from cleanstation_desktop.database.failures import known_errors
from cleanstation_desktop.domain.errors import CleanStationError, EnvironmentFault, ServerAway, SignInRefused
from cleanstation_desktop.operations import service_jobs
from cleanstation_desktop.operations.server_log import ServerLog

APPLICATION = "cleanstation-service"
ADVISORY_LOCK = 72_640_002
_STAND_BY_SECONDS = 1.0
_RETRY_SECONDS = 2.0
_LONGEST_PAUSE = 60.0

_log = structlog.get_logger(__name__)


@dataclass
class _Job:
    name: str
    seconds: float
    work: Callable[[Connection], Mapping[str, object]]
    due: float = 0.0
    failures: int = 0


class Service:
    """The jobs of one database.

    Parameters: url, a login that is a member of cs_jobs (one that may also read pg_authid notices passwords that were
    changed past the functions); log_place, folder or file of the server's JSON log, None where it cannot be read:
    then nobody is locked out after failed sign-ins, and the service says so; intervals, seconds by name of job, other
    than the usual ones.
    """

    def __init__(
        self, url: URL, *, log_place: Path | None = None, intervals: Mapping[str, float] | None = None
    ) -> None:
        self._engine = _engine(url)
        self._stop = threading.Event()
        jobs = service_jobs.Jobs(None if log_place is None else ServerLog(log_place))
        given = intervals or {}
        self._jobs = [_Job(name, given.get(name, seconds), work) for name, seconds, work in jobs.table()]
        self._prepare = jobs.prepare

    def run(self) -> None:
        """Work until `stop`, SIGTERM or SIGINT. Raises SignInRefused when the server refuses the login."""
        self._catch_signals()
        try:
            while not self._stop.is_set():
                try:
                    self._work_connected()
                except SignInRefused:
                    raise
                except (EnvironmentFault, SQLAlchemyError) as fault:
                    _log.warning("server_away", reason=str(fault))
                    self._stop.wait(_RETRY_SECONDS)
        finally:
            self._engine.dispose()
            _log.info("service_stopped")

    def run_once(self) -> bool:
        """Do every job once. Returns False, having done nothing, when another process is at work.

        Raises the first error of a job: here somebody waits for the outcome.
        """
        try:
            with known_errors(), self._connect() as connection:
                if not self._take_lock(connection):
                    return False
                self._prepare(connection)
                for job in self._jobs:
                    job.work(connection)
                return True
        finally:
            self._engine.dispose()

    def stop(self) -> None:
        """Ask `run` to end after the job that it is at."""
        self._stop.set()

    def _catch_signals(self) -> None:
        def on_signal(number: int, _frame: FrameType | None) -> None:
            _log.info("stopping", signal=signal.Signals(number).name)
            self._stop.set()

        with suppress(ValueError):  # not in the main thread: whoever runs it there calls stop()
            signal.signal(signal.SIGTERM, on_signal)
            signal.signal(signal.SIGINT, on_signal)

    def _connect(self) -> Connection:
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        connection.exec_driver_sql("SET statement_timeout = '5min'")
        return connection

    def _take_lock(self, connection: Connection) -> bool:
        return bool(connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({ADVISORY_LOCK})").scalar())

    def _work_connected(self) -> None:
        with known_errors(), self._connect() as connection:
            if not self._take_lock(connection):
                _log.info("standing_by")
                while not self._take_lock(connection):
                    if self._stop.wait(_STAND_BY_SECONDS):
                        return
            _log.info("service_working")
            self._prepare(connection)
            for job in self._jobs:
                job.due = 0.0
            while not self._stop.is_set():
                for job in self._jobs:
                    if job.due <= time.monotonic() and not self._stop.is_set():
                        self._do(job, connection)
                self._stop.wait(max(0.0, min(job.due for job in self._jobs) - time.monotonic()))

    def _do(self, job: _Job, connection: Connection) -> None:
        begun = time.monotonic()
        try:
            with known_errors():
                done = job.work(connection)
        except ServerAway:
            raise
        except Exception as error:  # one faulty job must not keep the others from their work
            if connection.invalidated or connection.closed:
                raise
            job.failures += 1
            pause = min(job.seconds * 2**job.failures, max(job.seconds, _LONGEST_PAUSE))
            job.due = time.monotonic() + pause
            known = isinstance(error, CleanStationError)
            _log.error("job_failed", job=job.name, error=str(error), again_in=pause, exc_info=None if known else error)
            return
        job.failures = 0
        job.due = begun + job.seconds
        if done:
            _log.info("job_done", job=job.name, seconds=round(time.monotonic() - begun, 3), **done)


def _engine(url: URL) -> Engine:
    query = {"connect_timeout": "5", **url.query, "application_name": APPLICATION}
    return open_direct_engine(url.set(query=query))
