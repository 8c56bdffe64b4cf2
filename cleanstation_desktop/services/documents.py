"""Files of orders, builds and answers, and the counting of prints (DOMAIN §8, §9)."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, case, func, insert, select

from cleanstation_desktop.database.documents import document, document_content, print_record
from cleanstation_desktop.database.people import person
from cleanstation_desktop.domain.errors import EnvironmentFault, Finding, InvalidInput, NotFound
from cleanstation_desktop.domain.file_names import safe_file_name
from cleanstation_desktop.domain.reading import Reader, Record
from cleanstation_desktop.services.file_types import media_type_of
from cleanstation_desktop.services.session import Command, Session
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.services.texts import read_text
from cleanstation_desktop.services.updates import change

KINDS = ("PURCHASE_ORDER", "DRAWING", "PHOTO", "OTHER")
PRINTED = ("QC_SHEET", "BOM", "TRAVELER", "LABEL", "PACKING_LIST", "DHR", "PICK_LIST", "AUDIT_EXTRACT")
REPRINT_REASON = (0, 2_000)
RECORD = (1, 200)
STATION = 63


@dataclass(frozen=True)
class Document:
    """A file without its bytes. Parameters: sha256, hexadecimal; attached_by, initials; removed_at, when it was taken
    off or replaced; version, for that; removed_reason, why; replaced_by, name of the file that took its place."""

    id: int
    order_id: int
    build_id: int | None
    answer_id: int | None
    kind: str
    file_name: str
    media_type: str
    size: int
    sha256: str
    attached_at: dt.datetime
    attached_by: str | None
    removed_at: dt.datetime | None
    version: int
    removed_reason: str | None
    replaced_by: str | None


@dataclass(frozen=True)
class AttachedDocument:
    """A file as it was kept, at version 1."""

    id: int
    file_name: str
    media_type: str
    size: int


@dataclass(frozen=True)
class PrintedCopy:
    """A print that was counted. Parameters: copy_number, 1 for the first print of this record."""

    id: int
    copy_number: int


def attach(
    session: Session,
    order_id: int,
    file_name: str,
    content: bytes,
    *,
    kind: str = "OTHER",
    build_id: int | None = None,
    answer_id: int | None = None,
    command_id: UUID | None = None,
) -> AttachedDocument:
    """Attach a file to an order, to one of its builds, or to an answer (a photo, by who fills in its form).

    Parameters: file_name, as the person's system gave it, kept in a safe form; content, the bytes, which alone decide
    the type; kind, PURCHASE_ORDER, DRAWING, PHOTO or OTHER.
    Errors: InvalidInput (field content, kind, order_id, build_id or answer_id), Frozen once every build of the order is
    shipped or cancelled, or when the form of the answer is closed; OutOfOrder when that form is not filled in at the
    build's status; Refused for who reads no orders, or does not fill in that form.
    """
    media_type = media_type_of(content)
    if kind not in KINDS:
        raise InvalidInput([Finding("error", "unknown_choice", "kind", f"kind must be one of {', '.join(KINDS)}.")])
    values = {
        "order_id": order_id,
        "build_id": build_id,
        "answer_id": answer_id,
        "kind": kind,
        "file_name": safe_file_name(file_name, media_type),
        "media_type": media_type,
        "size": len(content),
    }
    digest = hashlib.sha256(content)
    command = Command("document.attach", {**values, "sha256": digest.hexdigest()}, id=command_id or uuid4())
    with session.write(command) as work:
        if work.repeated is not None:
            return AttachedDocument(**work.repeated)
        attached = _add(work.connection, values, content)
        work.answer = asdict(attached)
        return attached


def replace(
    session: Session, seen: Seen, file_name: str, content: bytes, *, reason: str, command_id: UUID | None = None
) -> AttachedDocument:
    """Attach a new version of a file in its place; the former is taken off with the reason, and its content stays with
    the record. For coordinator and admin.

    Errors: InvalidInput (field content or reason), else as `attach` and `take_off`.
    """
    media_type, told = media_type_of(content), read_text(reason, "reason", *REPRINT_REASON)
    name, digest = safe_file_name(file_name, media_type), hashlib.sha256(content)
    request = {"document": asdict(seen), "file_name": name, "sha256": digest.hexdigest(), "reason": told}
    with session.write(Command("document.replace", request, reason=told, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return AttachedDocument(**work.repeated)
        change(work.connection, document, seen.id, seen.version, removed_at=func.now())
        c = document.c
        former = work.connection.execute(
            select(c.order_id, c.build_id, c.answer_id, c.kind).where(c.id == seen.id)
        ).one()
        values = {**former._asdict(), "file_name": name, "media_type": media_type, "size": len(content)}
        attached = _add(work.connection, values, content)
        work.answer = asdict(attached)
        return attached


def _add(connection: Connection, values: Mapping[str, Any], content: bytes) -> AttachedDocument:
    digest = hashlib.sha256(content).digest()
    number = connection.execute(insert(document).values(**values, sha256=digest).returning(document.c.id)).scalar_one()
    connection.execute(insert(document_content).values(document_id=number, content=content))
    return AttachedDocument(number, str(values["file_name"]), str(values["media_type"]), len(content))


def list_documents(session: Session, order_id: int, *, with_removed: bool = False) -> tuple[Document, ...]:
    """Files of an order and its builds, oldest first, without their bytes. Errors: Refused."""
    wanted = _documents().where(document.c.order_id == order_id).order_by(document.c.id)
    if not with_removed:
        wanted = wanted.where(document.c.removed_at.is_(None))
    with session.read() as connection:
        return tuple(_document(row) for row in connection.execute(wanted))


def read_document(session: Session, document_id: int) -> tuple[Document, bytes]:
    """A file with its bytes, checked against the digest that was kept with it.

    Errors: NotFound, Refused, EnvironmentFault when the stored bytes are not those that were attached.
    """
    with session.read() as connection:
        row = connection.execute(_documents().where(document.c.id == document_id)).one_or_none()
        if row is None:
            raise NotFound("There is no such document.")
        content = connection.execute(
            select(document_content.c.content).where(document_content.c.document_id == document_id)
        ).scalar_one()
    if hashlib.sha256(content).digest() != bytes(row.sha256):
        raise EnvironmentFault(
            f"The stored content of {row.file_name} is damaged.",
            hint="Tell the administrator: restore it from a backup.",
        )
    return _document(row), bytes(content)


def take_off(session: Session, seen: Seen, *, reason: str = "", command_id: UUID | None = None) -> int:
    """Take a file off an order; its content stays with the record. For coordinator and admin.

    Returns: the new version. Errors: Stale, Frozen when it is off already, when the last build of its order is shipped,
    or when it belongs to an answer of a form that is closed; NotFound, Refused.
    """
    told = read_text(reason, "reason", *REPRINT_REASON)
    request = {"document": asdict(seen), "reason": told}
    with session.write(Command("document.take_off", request, reason=told, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return int(work.repeated["version"])
        version = change(work.connection, document, seen.id, seen.version, removed_at=func.now())
        work.answer = {"id": seen.id, "version": version}
        return version


def record_print(
    session: Session, document_kind: str, record: str, *, reason: str = "", command_id: UUID | None = None
) -> PrintedCopy:
    """Count a print before it is made, so that the paper can say which copy it is ("copy 2, reprinted because …").

    Parameters: document_kind, such as QC_SHEET; record, such as `inspection:12`; reason, needed from the second
    copy on.
    Errors: InvalidInput (field document_kind, record or reason), Refused.
    """
    given = {"document_kind": document_kind, "record": record, "reason": reason}
    reader = Reader()
    fields = Record(reader, given, "")
    values = {
        "document_kind": fields.choice("document_kind", PRINTED),
        "record": fields.text("record", low=RECORD[0], high=RECORD[1]),
        "reason": fields.text("reason", low=REPRINT_REASON[0], high=REPRINT_REASON[1], lines=True),
    }
    reader.raise_findings()
    command = Command("print.record", values, reason=values["reason"], id=command_id or uuid4())
    with session.write(command) as work:
        if work.repeated is not None:
            return PrintedCopy(**work.repeated)
        if len(values["reason"]) < 3 and work.connection.execute(_printed(values)).first() is not None:
            message = "This was printed before. Say why it is printed again."
            raise InvalidInput([Finding("error", "reason_required", "reason", message)])
        added = work.connection.execute(
            insert(print_record)
            .values(**values, station=session.station[:STATION])
            .returning(print_record.c.id, print_record.c.copy_number)
        )
        copy = PrintedCopy(*added.one())
        work.answer = asdict(copy)
        return copy


def count_prints(session: Session, document_kind: str, record: str) -> int:
    """How many prints of a document were counted that this person may see. Errors: Refused."""
    newest = select(func.max(print_record.c.copy_number)).where(
        print_record.c.document_kind == document_kind, print_record.c.record == record
    )
    with session.read() as connection:
        return int(connection.execute(newest).scalar() or 0)


def _printed(values: dict[str, str]) -> Any:
    return (
        select(print_record.c.id)
        .where(print_record.c.document_kind == values["document_kind"], print_record.c.record == values["record"])
        .limit(1)
    )


def _documents() -> Any:
    # Asked of the few that are taken off alone.
    successor = case((document.c.removed_at.is_not(None), func.cs.replaced_by(document.c.id))).label("replaced_by")
    return select(document, person.c.initials, successor).outerjoin(person, person.c.id == document.c.created_by)


def _document(row: Any) -> Document:
    return Document(
        row.id,
        row.order_id,
        row.build_id,
        row.answer_id,
        row.kind,
        row.file_name,
        row.media_type,
        row.size,
        bytes(row.sha256).hex(),
        row.created_at,
        row.initials,
        row.removed_at,
        row.version,
        row.removed_reason,
        row.replaced_by,
    )
