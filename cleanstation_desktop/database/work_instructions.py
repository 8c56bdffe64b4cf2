"""Work instructions: controlled documents that guide a task, as versions in three languages (DOMAIN §2)."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, Integer, LargeBinary, Table, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB

from cleanstation_desktop.database.base import (
    created,
    digest_check,
    identity,
    length_check,
    metadata,
    moment,
    one_of,
    size_check,
    version,
    words,
)

WORK_KINDS = ("PRODUCTION", "END_OF_LINE_TEST", "PACKAGING")

work_instruction = Table(
    "work_instruction",
    metadata,
    identity(),
    words("kind", "Part of the work: PRODUCTION, END_OF_LINE_TEST or PACKAGING"),
    words("subject", "What it guides: an item of the form such as SP-06, or an item number"),
    Column("number", Integer, nullable=False, comment="Version of the instruction for its subject, from 1"),
    words("document_number", "Number of the controlled document"),
    words("revision", "Revision of the controlled document, such as V01"),
    words("state", "DRAFT, IN_FORCE or RETIRED", default="DRAFT"),
    Column("body", JSONB, nullable=False, comment="Steps by language: EN, FR and ES"),
    Column("sha256", LargeBinary, nullable=False, comment="Digest of the body's canonical text"),
    moment("in_force_from", "When it came into force"),
    version(),
    *created(),
    one_of("kind", WORK_KINDS),
    one_of("state", ("DRAFT", "IN_FORCE", "RETIRED")),
    length_check("subject", 1, 120),
    length_check("document_number", 1, 60),
    length_check("revision", 1, 20),
    CheckConstraint("jsonb_typeof(body) = 'object' AND body ?& '{EN,FR,ES}'", name="body"),
    size_check("body", 4_000_000),
    digest_check("sha256"),
    CheckConstraint("number >= 1", name="number"),
    UniqueConstraint("kind", "subject", "number"),
    Index("work_instruction_in_force_key", "kind", "subject", unique=True, postgresql_where=text("state = 'IN_FORCE'")),
    comment="Work instructions as versions: drafts change, what was in force does not",
)
