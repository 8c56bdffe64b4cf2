"""Notices to people inside the client and by mail (DOMAIN §3)."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, Table, text
from sqlalchemy.dialects.postgresql import JSONB

from cleanstation_desktop.database.base import identity, metadata, moment, one_of, reference, version, words

notification = Table(
    "notification",
    metadata,
    identity(),
    reference("person_id", "person", nullable=True, comment="For one person, or"),
    words("role", "for everybody of a role", nullable=True),
    words("kind", "Code of the sentence to show"),
    words("record", "What it is about, such as build:12"),
    Column("facts", JSONB, nullable=False, server_default=text("'{}'::jsonb"), comment="Values of the sentence"),
    moment("at", "When", nullable=False),
    CheckConstraint("(person_id IS NULL) <> (role IS NULL)", name="addressee"),
    Index("notification_role_idx", "role", "at"),
    comment="Notices of moves and alarms; append-only, written by triggers",
)

notification_read = Table(
    "notification_read",
    metadata,
    Column("notification_id", BigInteger, primary_key=True, comment="Notice"),
    Column("person_id", BigInteger, primary_key=True, comment="Reader"),
    moment("at", "When it was read", nullable=False),
    comment="Who has read which notice",
)

mail_outbox = Table(
    "mail_outbox",
    metadata,
    identity(),
    words("recipient", "Address"),
    words("subject", "Subject"),
    words("body", "Text"),
    words("state", "WAITING, SENT or FAILED", default="WAITING"),
    Column("attempts", Integer, nullable=False, server_default=text("0"), comment="Tries so far"),
    moment("next_try_at", "Not before"),
    words("last_error", "What the mail server said", nullable=True),
    version(),
    moment("created_at", "When", nullable=False),
    one_of("state", ("WAITING", "SENT", "FAILED")),
    Index("mail_outbox_waiting_idx", "next_try_at", postgresql_where=text("state = 'WAITING'")),
    comment="Mail that the server's own jobs send",
)
