"""The customer's purchase order, parked with a draft until it is submitted (DOMAIN §4: going back loses nothing)."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from uuid import UUID, uuid4

from sqlalchemy import Connection, delete, insert, select

from cleanstation_desktop.database.documents import document, document_content
from cleanstation_desktop.database.orders import order_draft, order_draft_file
from cleanstation_desktop.domain.errors import NotFound
from cleanstation_desktop.domain.file_names import safe_file_name
from cleanstation_desktop.services.file_types import media_type_of
from cleanstation_desktop.services.order_drafts import DraftKey
from cleanstation_desktop.services.session import Command, Session
from cleanstation_desktop.services.updates import change


def park_file(
    session: Session, key: DraftKey, file_name: str, content: bytes, *, command_id: UUID | None = None
) -> DraftKey:
    """Park the customer's purchase order with a draft, in place of the one before; submitting makes it a document.

    Errors: InvalidInput (field content) as for documents; Stale, NotFound, Refused for anybody but the coordinator.
    """
    media_type = media_type_of(content)
    name = safe_file_name(file_name, media_type)
    digest = hashlib.sha256(content).digest()
    request = {"key": asdict(key), "file_name": name, "sha256": digest.hex()}
    with session.write(Command("draft.park_file", request, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return DraftKey(**work.repeated)
        saved = _renewed(work.connection, key)
        _drop_file(work.connection, key)
        work.connection.execute(
            insert(order_draft_file).values(
                order_draft_id=key.id, file_name=name, media_type=media_type, sha256=digest, content=content
            )
        )
        work.answer = asdict(saved)
        return saved


def drop_file(session: Session, key: DraftKey, *, command_id: UUID | None = None) -> DraftKey:
    """Take the file off a draft; none is no fault. Errors: Stale, NotFound, Refused."""
    with session.write(Command("draft.drop_file", asdict(key), id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return DraftKey(**work.repeated)
        saved = _renewed(work.connection, key)
        _drop_file(work.connection, key)
        work.answer = asdict(saved)
        return saved


def read_file(session: Session, draft_id: int) -> bytes:
    """The content of a draft's file. Errors: NotFound, Refused for anybody but coordinator and admin."""
    with session.read() as connection:
        content = connection.execute(
            select(order_draft_file.c.content).where(order_draft_file.c.order_draft_id == draft_id)
        ).scalar_one_or_none()
    if content is None:
        raise NotFound("This draft has no file.")
    return bytes(content)


def move_file(connection: Connection, key: DraftKey, order_id: int) -> None:
    """Make the file of a draft a document of the order that it became, inside the caller's transaction."""
    parked = connection.execute(
        select(order_draft_file).where(order_draft_file.c.order_draft_id == key.id)
    ).one_or_none()
    if parked is None:
        return
    made = connection.execute(
        insert(document)
        .values(
            order_id=order_id,
            kind="PURCHASE_ORDER",
            file_name=parked.file_name,
            media_type=parked.media_type,
            size=len(parked.content),
            sha256=parked.sha256,
        )
        .returning(document.c.id)
    ).scalar_one()
    connection.execute(insert(document_content).values(document_id=made, content=parked.content))


def _renewed(connection: Connection, key: DraftKey) -> DraftKey:
    """The draft one version on, so that nobody at another station overlooks the file."""
    title = connection.execute(select(order_draft.c.title).where(order_draft.c.id == key.id)).scalar()
    return DraftKey(key.id, change(connection, order_draft, key.id, key.version, title=title))


def _drop_file(connection: Connection, key: DraftKey) -> None:
    connection.execute(delete(order_draft_file).where(order_draft_file.c.order_draft_id == key.id))
