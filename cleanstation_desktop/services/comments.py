"""Remarks on orders, by anybody who reads them; they are only ever added (DOMAIN §3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import insert, select

from cleanstation_desktop.database.orders import build, comment
from cleanstation_desktop.database.people import person
from cleanstation_desktop.services.paging import FIRST_PAGE, Page
from cleanstation_desktop.services.session import Command, Session
from cleanstation_desktop.services.texts import read_text

LENGTH = (1, 10_000)


@dataclass(frozen=True)
class Comment:
    """A remark. Parameters: build_number, when one build is meant; created_by, full name."""

    id: int
    build_id: int | None
    build_number: str | None
    body: str
    created_at: dt.datetime
    created_by: str | None


def add_comment(
    session: Session, order_id: int, body: str, *, build_id: int | None = None, command_id: UUID | None = None
) -> int:
    """Say something about an order, or one of its builds. Returns: the key of the remark.

    Errors: InvalidInput (field body or build_id), Refused for who reads no orders.
    """
    told = read_text(body, "body", *LENGTH)
    values = {"order_id": order_id, "build_id": build_id, "body": told}
    with session.write(Command("comment.add", values, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return int(work.repeated["id"])
        number: int = work.connection.execute(insert(comment).values(**values).returning(comment.c.id)).scalar_one()
        work.answer = {"id": number}
        return number


def list_comments(session: Session, order_id: int, *, page: Page[int] = FIRST_PAGE) -> tuple[Comment, ...]:
    """Remarks on an order, newest first. Parameters: page, after (below) which key and how many. Errors: Refused."""
    wanted = (
        select(comment, build.c.build_number, person.c.full_name)
        .outerjoin(build, build.c.id == comment.c.build_id)
        .outerjoin(person, person.c.id == comment.c.created_by)
        .where(comment.c.order_id == order_id)
        .order_by(comment.c.id.desc())
        .limit(page.size)
    )
    if page.after is not None:
        wanted = wanted.where(comment.c.id < page.after)
    with session.read() as connection:
        return tuple(
            Comment(row.id, row.build_id, row.build_number, row.body, row.created_at, row.full_name)
            for row in connection.execute(wanted)
        )
