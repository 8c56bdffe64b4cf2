"""Signing records with a password typed just now (21 CFR 11.200); what the signature means is carried out with it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID, uuid4

from sqlalchemy import Connection, text

from cleanstation_desktop.services.session import Command, Session
from cleanstation_desktop.services.texts import read_comment


@dataclass(frozen=True)
class Seen:
    """A record as the person saw it: its key and its version."""

    id: int
    version: int


def sign(
    session: Session,
    password: str,
    name: str,
    meaning: str,
    kind: str,
    records: Sequence[Seen],
    *,
    comment: str = "",
    command_id: UUID | None = None,
) -> int:
    """One signature over records of one order, as a command.

    Parameters: name, of the command; meaning and kind, codes of database/signatures.py.
    Returns: the key of the signature. Errors: SignatureRefused, Stale, Frozen, OutOfOrder, InvalidInput, Refused.
    """
    told = read_comment(comment)
    request = {"meaning": meaning, "kind": kind, "records": [asdict(record) for record in records], "comment": told}
    with session.sign(Command(name, request, reason=told, id=command_id or uuid4()), password) as work:
        if work.repeated is not None:
            return int(work.repeated["signature_id"])
        signature_id = add_signature(work.connection, meaning, kind, records, told)
        work.answer = {"signature_id": signature_id}
        return signature_id


def add_signature(connection: Connection, meaning: str, kind: str, records: Sequence[Seen], comment: str) -> int:
    """The signature itself, on a connection that was made for it (`Session.sign`)."""
    subjects = json.dumps([{"kind": kind, **asdict(record)} for record in records])
    signature_id: int = connection.execute(
        text("SELECT cs.sign(:meaning, CAST(:subjects AS jsonb), :comment)"),
        {"meaning": meaning, "subjects": subjects, "comment": comment},
    ).scalar_one()
    return signature_id
