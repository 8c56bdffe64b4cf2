"""Notices of moves and alarms: for the signed-in person, or for everybody of a role that is held (DOMAIN §3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, CompoundSelect, Text, cast, func, select, true, union_all
from sqlalchemy.dialects.postgresql import ARRAY, insert

from cleanstation_desktop.database.messages import notification, notification_read
from cleanstation_desktop.services.session import Command, Session
from cleanstation_desktop.services.work_lists import COUNTED_AT_HOME, SHOWN

TOLD_FOR = dt.timedelta(days=30)
"""Older notices are news to nobody, and a newcomer is not told what happened in years."""


@dataclass(frozen=True)
class Notice:
    """One notice. Parameters: kind, code of the sentence to show; record, such as `build:12`; facts, values of the
    sentence."""

    id: int
    kind: str
    record: str
    facts: Mapping[str, Any]
    at: dt.datetime


@dataclass(frozen=True)
class Unread:
    """What a person was told and has not read. Parameters: count, how many; capped, there are more than that; newest,
    the key of the newest one, 0 without any; notices, the first of them: what is more than the next step first;
    pressing, whether anything is."""

    count: int
    capped: bool
    newest: int
    notices: tuple[Notice, ...]
    pressing: bool


def read_unread(session: Session, shown: int = SHOWN) -> Unread:
    """Notices of the last thirty days that the signed-in person has not read. Parameters: shown, the most of them."""
    found = _newest().subquery()
    # That a build waits for the next step stands in its own section of the home page too.
    routine = found.c.kind.like("BUILD\\_%") & (found.c.kind != "BUILD_CANCELLED")
    wanted = (
        select(
            found,
            routine.label("routine"),
            func.count().over().label("total"),
            func.max(found.c.id).over().label("newest"),
        )
        .order_by(routine, found.c.id.desc())
        .limit(shown)
    )
    with session.read() as connection:
        rows = connection.execute(wanted).all()
    total = rows[0].total if rows else 0
    return Unread(
        min(total, COUNTED_AT_HOME),
        total > COUNTED_AT_HOME,
        rows[0].newest if rows else 0,
        tuple(Notice(row.id, row.kind, row.record, row.facts, row.at) for row in rows),
        bool(rows) and not rows[0].routine,
    )


def mark_read(session: Session, notice_ids: Sequence[int], *, command_id: UUID | None = None) -> None:
    """Note that this person has read these notices; again does no harm, and what is not for this person is left out."""
    ids = sorted(notice_ids)
    _mark(
        session, Command("notification.mark_read", {"ids": ids}, id=command_id or uuid4()), notification.c.id.in_(ids)
    )


def mark_all_read(session: Session, newest: int, *, command_id: UUID | None = None) -> None:
    """Note that this person has read every notice up to this one: what came meanwhile stays."""
    command = Command("notification.mark_all_read", {"newest": newest}, id=command_id or uuid4())
    _mark(session, command, notification.c.id <= newest)


def _mark(session: Session, command: Command, which: ColumnElement[bool]) -> None:
    with session.write(command) as work:
        if work.repeated is not None:
            return
        visible = select(notification.c.id, func.cs.current_person_id(), func.now()).where(which, *_unread())
        work.connection.execute(
            insert(notification_read)
            .from_select(["notification_id", "person_id", "at"], visible)
            .on_conflict_do_nothing()
        )
        work.answer = command.request


def _newest() -> CompoundSelect[Any]:
    """The newest unread ones of each role that is held, and those for the person: a role may be told of thousands."""
    held = select(func.unnest(cast(func.cs.own_groups(), ARRAY(Text))).label("role")).subquery()
    of_role = (
        select(notification)
        .where(notification.c.role == held.c.role, *_unread())
        .order_by(notification.c.at.desc())
        .limit(COUNTED_AT_HOME + 1)
        .lateral()
    )
    me = select(func.cs.current_person_id()).scalar_subquery()
    own = select(notification).where(notification.c.person_id == me, *_unread())
    return union_all(select(of_role).select_from(held.join(of_role, true())), own)


def _unread() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    known = select(notification_read.c.notification_id).where(
        notification_read.c.notification_id == notification.c.id,
        notification_read.c.person_id == select(func.cs.current_person_id()).scalar_subquery(),
    )
    return notification.c.at > func.now() - TOLD_FOR, ~known.exists()
