"""The audit log for administrators: search, seals. Its verification stands in audit_verification (DESIGN §4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast, or_, select, text

from cleanstation_desktop.database.audit import log, security_event
from cleanstation_desktop.services.session import Command, Session

LARGEST_PAGE = 500
_SEAL_BATCH = 50_000


@dataclass(frozen=True)
class AuditEntry:
    """One change of one record. Times in UTC; images hold files by digest only."""

    id: int
    at: datetime
    table: str
    record: str
    action: str
    level: str
    login: str
    station: str
    client: str | None
    command_id: UUID | None
    reason: str | None
    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None

    @property
    def changed(self) -> Mapping[str, tuple[Any, Any]]:
        """Columns that differ: old value and new value."""
        old, new = self.old or {}, self.new or {}
        names = [*old, *(name for name in new if name not in old)]
        return {name: (old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)}


@dataclass(frozen=True)
class AuditFilter:
    """What to look for; fields that are None do not narrow.

    `since` and `until` bound the time (until itself left out); `action` is INSERT, UPDATE or DELETE; `words` stands
    somewhere in an image or the reason.
    """

    table: str | None = None
    record: str | None = None
    login: str | None = None
    station: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    action: str | None = None
    words: str | None = None


@dataclass(frozen=True)
class AuditPage:
    """Entries, newest first; `next_before` goes into the next call and is None at the end."""

    entries: tuple[AuditEntry, ...]
    next_before: int | None


@dataclass(frozen=True)
class SecurityEvent:
    """A refusal, a failed sign-in, a lockout or an alarm; time in UTC."""

    id: int
    at: datetime
    kind: str
    severity: str
    login: str
    station: str
    client: str | None
    sqlstate: str | None
    detail: str
    source: str


@dataclass(frozen=True)
class Seal:
    """A seal: number, time (UTC) and hash in hexadecimal digits, as it is printed on signed sheets."""

    id: int
    at: datetime
    hash: str


def search(session: Session, wanted: AuditFilter, *, before: int | None = None, limit: int = 100) -> AuditPage:
    """Changes that fit the filter, newest first, page by page.

    Parameters: before, `next_before` of the page before; limit, 1 to 500 entries.
    Errors: Refused for who is no administrator.
    """
    limit = max(1, min(limit, LARGEST_PAGE))
    query = select(log).order_by(log.c.id.desc()).limit(limit + 1)
    exact = {"table_name": wanted.table, "record": wanted.record, "login": wanted.login, "station": wanted.station}
    exact["action"] = wanted.action
    for name, value in exact.items():
        if value is not None:
            query = query.where(log.c[name] == value)
    if wanted.since is not None:
        query = query.where(log.c.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(log.c.at < wanted.until)
    if wanted.words:
        places = (cast(log.c.old_row, Text), cast(log.c.new_row, Text), log.c.reason)
        query = query.where(or_(*(place.icontains(wanted.words, autoescape=True) for place in places)))
    if before is not None:
        query = query.where(log.c.id < before)
    with session.read() as connection:
        rows = connection.execute(query).all()
    entries = tuple(
        AuditEntry(
            row.id, row.at, row.table_name, row.record, row.action, row.level, row.login, row.station,
            None if row.client is None else str(row.client), row.command_id, row.reason, row.old_row, row.new_row,
        )
        for row in rows[:limit]
    )  # fmt: skip
    return AuditPage(entries, entries[-1].id if len(rows) > limit else None)


def recorded_tables(session: Session) -> tuple[str, ...]:
    """Names of all tables whose changes are recorded, as entries name them.

    Whether each carries the trigger that it must is for the verification to find, which takes longer.
    """
    query = (
        "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE t.tgname = 'z_audit' AND c.relnamespace = 'cs'::regnamespace ORDER BY 1"
    )
    with session.read() as connection:
        return tuple(connection.exec_driver_sql(query).scalars())


def security_events(
    session: Session, *, login: str | None = None, before: int | None = None, limit: int = 100
) -> tuple[SecurityEvent, ...]:
    """Security events, newest first; `before` is the id of the last one of the page before."""
    query = select(security_event).order_by(security_event.c.id.desc()).limit(max(1, min(limit, LARGEST_PAGE)))
    if login is not None:
        query = query.where(security_event.c.login == login)
    if before is not None:
        query = query.where(security_event.c.id < before)
    with session.read() as connection:
        return tuple(
            SecurityEvent(
                row.id, row.at, row.kind, row.severity, row.login, row.station,
                None if row.client is None else str(row.client), row.sqlstate, row.detail, row.source,
            )
            for row in connection.execute(query)
        )  # fmt: skip


def latest_seal(session: Session) -> Seal | None:
    """The newest seal, to be printed on signed sheets; None when nothing was sealed yet."""
    with session.read() as connection:
        row = connection.execute(text("SELECT id, at, encode(hash, 'hex') AS hash FROM cs_audit.latest_seal()")).one()
    return None if row.id is None else Seal(row.id, row.at, row.hash)


def seal_now(session: Session) -> int:
    """Seal everything that no seal covers yet; returns how many rows. The server's own job does it every minute."""
    total = 0
    while True:
        with session.write(Command("audit.seal", {}, once=False)) as work:
            count: int = work.connection.execute(text("SELECT cs_audit.seal()")).scalar_one()
            work.answer = {"rows": count}
        total += count
        if count < _SEAL_BATCH:
            return total
