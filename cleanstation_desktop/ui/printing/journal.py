"""The file in which the station keeps its print jobs: outlives a crash and a power cut.

SQLite of the standard library, one table, write-ahead log, flushed to disk at every change.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from cleanstation_desktop.domain.errors import EnvironmentFault
from cleanstation_desktop.ui.printing.jobs import NO_PROBLEM, OPEN, PrintJob, Problem, State, Target
from cleanstation_desktop.ui.text import tr

KEEP_CONTENT = timedelta(days=3)
KEEP_JOB = timedelta(days=30)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS print_job (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, record TEXT NOT NULL, title TEXT NOT NULL, copy INTEGER NOT NULL,
    reason TEXT NOT NULL, target TEXT NOT NULL, format TEXT NOT NULL, person TEXT NOT NULL, created_at TEXT NOT NULL,
    state TEXT NOT NULL, handed_over_at TEXT, ended_at TEXT, problem TEXT NOT NULL DEFAULT '',
    detail TEXT NOT NULL DEFAULT '', content BLOB, dots INTEGER NOT NULL DEFAULT 0, facts TEXT NOT NULL DEFAULT ''
)
"""
# What the files of earlier versions lack.
_ADDED = {"dots": "dots INTEGER NOT NULL DEFAULT 0", "facts": "facts TEXT NOT NULL DEFAULT ''"}
_COLUMNS = (
    "id, kind, record, title, copy, reason, target, format, person, created_at, state, handed_over_at, ended_at, "
    "problem, detail, content IS NOT NULL, dots, facts"
)


class Journal:
    """The jobs of one station. Can be used from any thread, and by two programs on one station."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def add(self, papers: Iterable[tuple[PrintJob, bytes]]) -> bool:
        """Keep new jobs with their bytes, all or none. Returns: False when all are there, as after a second click."""
        values = [
            (
                *(job.id.hex, job.kind, job.record, job.title, job.copy, job.reason, str(job.target), job.format),
                *(job.person, _written(job.created_at), job.state, content, job.dots, job.facts),
            )
            for job, content in papers
        ]
        with self._open() as connection:
            done = connection.executemany(
                "INSERT INTO print_job (id, kind, record, title, copy, reason, target, format, person, created_at, "
                "state, content, dots, facts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                values,
            )
            return done.rowcount > 0

    def jobs(self, *states: State) -> tuple[PrintJob, ...]:
        """Jobs in these states, oldest first; all of them without a state."""
        with self._open() as connection:
            rows = connection.execute(f"SELECT {_COLUMNS} FROM print_job ORDER BY created_at, rowid").fetchall()  # noqa: S608 - a constant
        found = (_job(row) for row in rows)
        return tuple(job for job in found if not states or job.state in states)

    def job(self, job_id: UUID) -> PrintJob | None:
        """One job, None when it is not there."""
        return next((job for job in self.jobs() if job.id == job_id), None)

    def content(self, job_id: UUID) -> bytes | None:
        """The bytes of a job; None when they were dropped."""
        with self._open() as connection:
            row = connection.execute("SELECT content FROM print_job WHERE id = ?", (job_id.hex,)).fetchone()
        return None if row is None or row[0] is None else bytes(row[0])

    def move(
        self, job_id: UUID, came_from: frozenset[State], to: State, problem: Problem = NO_PROBLEM, *, at: datetime
    ) -> bool:
        """Put a job into another state. Returns: False when it was in none of the states it should come from."""
        ended = None if to in OPEN else _written(at)
        marks = ", ".join("?" * len(came_from))
        with self._open() as connection:
            done = connection.execute(
                f"UPDATE print_job SET state = ?, problem = ?, detail = ?, ended_at = ?, handed_over_at = "  # noqa: S608 - marks are question marks
                f"CASE WHEN ? THEN NULL ELSE handed_over_at END WHERE id = ? AND state IN ({marks})",
                (to, problem.code, problem.detail, ended, to is State.WAITING, job_id.hex, *came_from),
            )
            return done.rowcount == 1

    def handed_over(self, job_id: UUID, at: datetime) -> None:
        """The print system has the job now."""
        with self._open() as connection:
            connection.execute("UPDATE print_job SET handed_over_at = ? WHERE id = ?", (_written(at), job_id.hex))

    def tell(self, job_id: UUID, problem: Problem) -> None:
        """Note what keeps a job that is printing."""
        with self._open() as connection:
            connection.execute(
                "UPDATE print_job SET problem = ?, detail = ? WHERE id = ? AND state = ?",
                (problem.code, problem.detail, job_id.hex, State.PRINTING),
            )

    def retarget(self, job_id: UUID, target: Target) -> None:
        """Send a job to another printer."""
        with self._open() as connection:
            connection.execute("UPDATE print_job SET target = ? WHERE id = ?", (str(target), job_id.hex))

    def clear(self, now: datetime) -> None:
        """Drop the bytes of what ended some days ago, and what ended weeks ago altogether. Failed jobs keep theirs."""
        settled = (State.PRINTED, State.DISMISSED)
        with self._open() as connection:
            connection.execute(
                "UPDATE print_job SET content = NULL WHERE content IS NOT NULL AND state IN (?, ?) AND ended_at < ?",
                (*settled, _written(now - KEEP_CONTENT)),
            )
            connection.execute(
                "DELETE FROM print_job WHERE state IN (?, ?) AND ended_at < ?", (*settled, _written(now - KEEP_JOB))
            )

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """The connection, in a transaction of its own. Errors: EnvironmentFault when the file cannot be used."""
        with self._lock:
            try:
                if self._connection is None:
                    self._connection = _connect(self._file)
                with self._connection:
                    yield self._connection
            except (sqlite3.Error, OSError) as error:
                raise EnvironmentFault(
                    tr("The print queue of this station cannot be written: {detail}", detail=str(error)),
                    hint=tr("Look whether its disk is full, then try again. Nothing was printed."),
                ) from error


def _connect(file: Path) -> sqlite3.Connection:
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        # What is printed is not for every account of the machine.
        file.touch(mode=0o600)
    connection = sqlite3.connect(file, timeout=10, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute(_SCHEMA)
    columns = {row[1] for row in connection.execute("PRAGMA table_info(print_job)")}
    for name, column in _ADDED.items():
        if name not in columns:
            connection.execute(f"ALTER TABLE print_job ADD COLUMN {column}")
    connection.commit()
    return connection


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _read(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _job(row: tuple[Any, ...]) -> PrintJob:
    return PrintJob(
        id=UUID(row[0]),
        kind=row[1],
        record=row[2],
        title=row[3],
        copy=row[4],
        reason=row[5],
        target=Target.parse(row[6]),
        format=row[7],
        person=row[8],
        created_at=datetime.fromisoformat(row[9]),
        state=State(row[10]),
        handed_over_at=_read(row[11]),
        ended_at=_read(row[12]),
        problem=Problem(row[13], row[14]),
        kept=bool(row[15]),
        dots=row[16],
        facts=row[17],
    )
