"""Signatures as they are shown: who signed what, when, with which meaning, over which bytes (21 CFR 11.50, 11.70)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, func, select

from cleanstation_desktop.database.people import person
from cleanstation_desktop.database.signatures import signature, signature_subject
from cleanstation_desktop.domain.errors import NotFound
from cleanstation_desktop.services.session import Session

RecordKind = Literal["bom_revision", "inspection", "nonconformance", "build"]


@dataclass(frozen=True)
class RecordSignature:
    """One signature on one record.

    Parameters: printed_name, as it was when signed; sha256, of the signed bytes, 64 hex digits; record_version, that
    the signer saw; intact, whether the bytes that are kept still have that digest, and an inspection
    still says the same.
    """

    id: int
    meaning: str
    printed_name: str
    initials: str
    comment: str
    signed_at: dt.datetime
    station: str
    record_version: int
    sha256: str
    intact: bool


def signatures_of(session: Session, kind: RecordKind, record_id: int) -> tuple[RecordSignature, ...]:
    """The signatures on a record, oldest first, each checked against its bytes and its record.

    Those on a nonconformance are seen by who may read it. Errors: Refused.
    """
    with session.read() as connection:
        return load_signatures(connection, kind, record_id)


def load_signatures(connection: Connection, kind: RecordKind, record_id: int) -> tuple[RecordSignature, ...]:
    """The same, inside the caller's transaction."""
    as_signed = func.cs.is_as_signed(signature.c.id, signature_subject.c.record_kind, signature_subject.c.record_id)
    wanted = (
        select(signature, signature_subject, person.c.initials, as_signed.label("as_signed"))
        .join(signature_subject, signature_subject.c.signature_id == signature.c.id)
        .join(person, person.c.id == signature.c.signer_id)
        .where(signature_subject.c.record_kind == kind, signature_subject.c.record_id == record_id)
        .order_by(signature.c.id)
    )
    return tuple(
        RecordSignature(
            id=row.id,
            meaning=row.meaning,
            printed_name=row.printed_name,
            initials=row.initials,
            comment=row.comment,
            signed_at=row.signed_at,
            station=row.station,
            record_version=row.record_version,
            sha256=bytes(row.sha256).hex(),
            intact=row.as_signed and hashlib.sha256(row.image).digest() == bytes(row.sha256),
        )
        for row in connection.execute(wanted)
    )


def signed_image(session: Session, signature_id: int, kind: RecordKind, record_id: int) -> Any:
    """What was signed, as the JSON of the very bytes that were hashed. Errors: NotFound, Refused."""
    with session.read() as connection:
        image = connection.execute(
            select(signature_subject.c.image).where(
                signature_subject.c.signature_id == signature_id,
                signature_subject.c.record_kind == kind,
                signature_subject.c.record_id == record_id,
            )
        ).scalar_one_or_none()
    if image is None:
        raise NotFound("There is no such signature on this record.")
    return json.loads(bytes(image))
