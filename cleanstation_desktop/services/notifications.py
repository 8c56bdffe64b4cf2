"""Notices of moves and alarms: for the signed-in person, or for everybody of a role that is held (DOMAIN §3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from cleanstation_desktop.database.messages import notification, notification_read
from cleanstation_desktop.services.paging import FIRST_PAGE, Page
from cleanstation_desktop.services.session import Command, Session


@dataclass(frozen=True)
class Notice:
    """One notice. Parameters: kind, code of the sentence to show; record, such as `build:12`; facts, values of the
    sentence; read, whether this person has read it."""

    id: int
    kind: str
    record: str
    facts: Mapping[str, Any]
    at: dt.datetime
    read: bool


def list_notices(session: Session, *, unread_only: bool = False, page: Page[int] = FIRST_PAGE) -> tuple[Notice, ...]:
    """Notices of the signed-in person, newest first. Parameters: page, after (below) which key and how many."""
    wanted = (
        select(notification, notification_read.c.at.label("read_at"))
        .outerjoin(notification_read, _is_read())
        .order_by(notification.c.id.desc())
        .limit(page.size)
    )
    if unread_only:
        wanted = wanted.where(notification_read.c.at.is_(None))
    if page.after is not None:
        wanted = wanted.where(notification.c.id < page.after)
    with session.read() as connection:
        return tuple(
            Notice(row.id, row.kind, row.record, row.facts, row.at, row.read_at is not None)
            for row in connection.execute(wanted)
        )


def count_unread(session: Session) -> int:
    """How many notices this person has not read."""
    wanted = (
        select(func.count())
        .select_from(notification.outerjoin(notification_read, _is_read()))
        .where(notification_read.c.at.is_(None))
    )
    with session.read() as connection:
        return connection.execute(wanted).scalar_one()


def mark_read(session: Session, notice_ids: Sequence[int], *, command_id: UUID | None = None) -> None:
    """Note that this person has read these notices; again does no harm, and what is not for this person is left out."""
    command = Command("notification.mark_read", {"ids": sorted(notice_ids)}, id=command_id or uuid4())
    with session.write(command) as work:
        if work.repeated is not None:
            return
        visible = select(notification.c.id, func.cs.current_person_id(), func.now()).where(
            notification.c.id.in_(notice_ids)
        )
        work.connection.execute(
            insert(notification_read)
            .from_select(["notification_id", "person_id", "at"], visible)
            .on_conflict_do_nothing()
        )
        work.answer = {"ids": sorted(notice_ids)}


def _is_read() -> Any:
    return (notification_read.c.notification_id == notification.c.id) & (
        notification_read.c.person_id == func.cs.current_person_id()
    )
