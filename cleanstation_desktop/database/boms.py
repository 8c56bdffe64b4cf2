"""Frozen bills of material, and what procurement and the floor follow on their lines (DOMAIN §1, §3)."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Numeric,
    SmallInteger,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from cleanstation_desktop.database.base import (
    BUSINESS,
    created,
    identity,
    length_check,
    metadata,
    moment,
    one_of,
    reference,
    version,
    words,
)

bom_revision = Table(
    "bom_revision",
    metadata,
    identity(),
    reference("build_id", "build", comment="Build it is for", index=False),
    Column("revision", Integer, nullable=False, comment="1, 2, … per build"),
    reference("configuration_id", "configuration", comment="Configuration it was exploded from"),
    words("state", "SUBMITTED, SENT_BACK by procurement, or APPROVED by signature", default="SUBMITTED"),
    words("reason", "Why this revision was made", default=""),
    words("send_back_reason", "Why procurement sent it back", nullable=True),
    Column("sha256", LargeBinary, nullable=False, comment="Digest of the BOM answer's canonical text"),
    Column("findings", JSONB, nullable=False, comment="Warnings at the time of explosion"),
    Column("totals", JSONB, nullable=False, comment="Lines, distinct items, depth"),
    version(),
    *created(),
    one_of("state", ("SUBMITTED", "SENT_BACK", "APPROVED")),
    CheckConstraint("state <> 'SENT_BACK' OR char_length(send_back_reason) >= 3", name="send_back_reason"),
    UniqueConstraint("build_id", "revision"),
    comment="One frozen explosion of one build",
)

bom_line = Table(
    "bom_line",
    metadata,
    Column(
        "bom_revision_id",
        BigInteger,
        ForeignKey(f"{BUSINESS}.bom_revision.id"),
        primary_key=True,
        comment="Revision it belongs to",
    ),
    Column("sequence", Integer, primary_key=True, comment="Order of the tree, from 1"),
    words("path", "Place in the tree such as 3.2"),
    Column("level", SmallInteger, nullable=False, comment="0 for a selected item"),
    words("item", "Item number, as it was"),
    words("kind", "assembly, part or custom"),
    words("name", "Name, as it was"),
    Column("quantity", Numeric, nullable=False, comment="Pieces per parent"),
    Column("extended_quantity", Numeric, nullable=False, comment="Pieces per build"),
    words("rule", "Rule number of the company that put it there", nullable=True),
    Column("positions", ARRAY(SmallInteger), nullable=False, comment="Basins it belongs to"),
    words("note", "Note such as a colour", nullable=True),
    one_of("kind", ("assembly", "part", "custom")),
    CheckConstraint("quantity > 0 AND extended_quantity > 0", name="quantity"),
    Index("bom_line_item_idx", "item"),
    comment="Lines of a BOM revision; written once with it and never changed",
)

outsourcing = Table(
    "outsourcing",
    metadata,
    identity(),
    reference("build_id", "build", comment="Build"),
    words("item", "Item made or bought outside"),
    words("path", "Line of the BOM it stands for"),
    words("supplier", "Who makes it", default=""),
    words("state", "MARKED, ORDERED, RECEIVED or DROPPED", default="MARKED"),
    Column("expected_on", Date, comment="Promised date"),
    moment("received_at", "When it arrived"),
    Column(
        "cycle", Integer, nullable=False, server_default=text("1"), comment="Production cycle of the build it is for"
    ),
    version(),
    *created(),
    one_of("state", ("MARKED", "ORDERED", "RECEIVED", "DROPPED")),
    length_check("supplier", 0, 200),
    UniqueConstraint("build_id", "path", "cycle"),
    comment="Lines that are made outside and followed by procurement",
)

part_issue = Table(
    "part_issue",
    metadata,
    identity(),
    reference("build_id", "build", comment="Build that waits"),
    words("path", "Line of the BOM"),
    words("item", "Item that is missing or bad"),
    words("what", "MISSING, DAMAGED, WRONG or OTHER"),
    words("description", "What is wrong"),
    words("state", "OPEN or RESOLVED", default="OPEN"),
    words("resolution", "How it was solved", nullable=True),
    version(),
    *created(),
    one_of("what", ("MISSING", "DAMAGED", "WRONG", "OTHER")),
    one_of("state", ("OPEN", "RESOLVED")),
    length_check("description", 3, 10_000),
    CheckConstraint("state = 'OPEN' OR char_length(resolution) >= 3", name="resolution"),
    Index("part_issue_open_idx", "build_id", postgresql_where=text("state = 'OPEN'")),
    comment="A missing or bad part that holds a build",
)
