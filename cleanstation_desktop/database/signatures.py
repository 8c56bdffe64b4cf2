"""Electronic signatures: who signed which exact bytes, when, and what it meant (21 CFR 11.50, 11.70, 11.200)."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, SmallInteger, Table, Text

from cleanstation_desktop.database.base import (
    BUSINESS,
    identity,
    length_check,
    metadata,
    moment,
    one_of,
    reference,
    words,
)

MEANINGS = (
    "BOM_APPROVED",
    "CHANGE_REVIEWED",
    "INSPECTION_PASSED",
    "INSPECTION_FAILED",
    "READY_FOR_INSPECTION",
    "DISPOSITION",
    "CONCESSION",
    "CANCELLATION",
)
RECORD_KINDS = ("bom_revision", "inspection", "nonconformance", "build")

signature = Table(
    "signature",
    metadata,
    identity(),
    words("meaning", "What the signature means"),
    reference("signer_id", "person", comment="Who signed"),
    words("printed_name", "Name as it was when signed"),
    words("comment", "What the signer added", default=""),
    moment("signed_at", "Server time of the signature", nullable=False),
    moment("authenticated_at", "When the password was proven for it, at most 60 s before", nullable=False),
    words("station", "Where, as the client says", default=""),
    one_of("meaning", MEANINGS),
    length_check("comment", 0, 10_000),
    comment="Signatures; made by cs.sign only, never changed",
)

signature_subject = Table(
    "signature_subject",
    metadata,
    Column("signature_id", BigInteger, ForeignKey(f"{BUSINESS}.signature.id"), primary_key=True, comment="Signature"),
    Column("record_kind", Text, primary_key=True, comment="Kind of record"),
    Column("record_id", BigInteger, primary_key=True, comment="Its key"),
    Column("record_version", Integer, nullable=False, comment="Version that the signer saw"),
    Column("format", SmallInteger, nullable=False, comment="Format version of the image"),
    Column("image", LargeBinary, nullable=False, comment="The canonical bytes that were hashed"),
    Column("sha256", LargeBinary, nullable=False, comment="SHA-256 of the image"),
    one_of("record_kind", RECORD_KINDS),
    Index("signature_subject_record_idx", "record_kind", "record_id"),
    comment="Records that one signature covers, each with the bytes that were signed",
)
