"""Files that belong to orders and answers, and what was printed (DOMAIN §8, §9)."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, Table

from cleanstation_desktop.database.base import (
    BUSINESS,
    created,
    digest_check,
    identity,
    length_check,
    metadata,
    moment,
    one_of,
    reference,
    version,
    words,
)

MEDIA_TYPES = ("image/jpeg", "image/png", "image/webp", "application/pdf")
LARGEST_FILE = 10 * 1024 * 1024

document = Table(
    "document",
    metadata,
    identity(),
    reference("order_id", "customer_order", comment="Order"),
    reference("build_id", "build", nullable=True, comment="Build, when it is about one"),
    reference("answer_id", "answer", nullable=True, comment="Answer it is a photo of"),
    words("kind", "PURCHASE_ORDER, DRAWING, PHOTO or OTHER"),
    words("file_name", "Name of the file"),
    words("media_type", "Found from the content, not from the name"),
    Column("size", Integer, nullable=False, comment="Bytes"),
    Column("sha256", LargeBinary, nullable=False, comment="Digest of the content"),
    moment("removed_at", "When it was taken off the order; the content stays"),
    version(),
    *created(),
    one_of("kind", ("PURCHASE_ORDER", "DRAWING", "PHOTO", "OTHER")),
    one_of("media_type", MEDIA_TYPES),
    length_check("file_name", 1, 255),
    digest_check("sha256"),
    CheckConstraint(f"size BETWEEN 1 AND {LARGEST_FILE}", name="size"),
    reference("removed_by", "person", nullable=True, comment="Who took it off; set by trigger", index=False),
    words("removed_reason", "Why it was taken off, as the command says; set by trigger", nullable=True),
    comment="Files of orders, builds and answers",
)

document_content = Table(
    "document_content",
    metadata,
    Column("document_id", BigInteger, ForeignKey(f"{BUSINESS}.document.id"), primary_key=True, comment="Document"),
    Column("content", LargeBinary, nullable=False, comment="The bytes; audited by hash only"),
    CheckConstraint(f"octet_length(content) BETWEEN 1 AND {LARGEST_FILE}", name="content"),
    comment="Contents of documents, apart so that lists stay light",
)

print_record = Table(
    "print_record",
    metadata,
    identity(),
    words("document_kind", "QC_SHEET, BOM, TRAVELER, LABEL, PACKING_LIST, DHR, PICK_LIST or AUDIT_EXTRACT"),
    words("record", "What was printed, such as inspection:12"),
    Column("copy_number", Integer, nullable=False, comment="1 for the first print; set by trigger"),
    words("reason", "Why it was printed again", default=""),
    words("station", "Where", default=""),
    *created(),
    one_of(
        "document_kind",
        ("QC_SHEET", "BOM", "TRAVELER", "LABEL", "PACKING_LIST", "DHR", "PICK_LIST", "AUDIT_EXTRACT"),
    ),
    length_check("record", 1, 200),
    length_check("reason", 0, 2_000),
    length_check("station", 0, 63),
    CheckConstraint("copy_number = 1 OR char_length(btrim(reason)) >= 3", name="reason_needed"),
    Index("print_record_record_key", "document_kind", "record", "copy_number", unique=True),
    comment="Every print is counted; append-only",
)
