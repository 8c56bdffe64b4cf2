"""Who assembles what: claims, tasks and serial numbers (DOMAIN §2, §3)."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, SmallInteger, Table, text

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

assembly_claim = Table(
    "assembly_claim",
    metadata,
    identity(),
    reference("build_id", "build", comment="Build"),
    reference("person_id", "person", comment="Assembler"),
    moment("claimed_at", "From", nullable=False),
    moment("ended_at", "Until; null while it lasts"),
    words("ended_how", "RELEASED or HANDED_OVER", nullable=True),
    reference("handed_to", "person", nullable=True, comment="Who took over", index=False),
    version(),
    one_of("ended_how", ("RELEASED", "HANDED_OVER")),
    Index("assembly_claim_active_key", "build_id", "person_id", unique=True, postgresql_where=text("ended_at IS NULL")),
    comment="Assemblers of a build, past and present; several may work on one",
)

task = Table(
    "task",
    metadata,
    identity(),
    reference("build_id", "build", comment="Build"),
    words("kind", "ASSEMBLY, or REWORK after a reject"),
    Column("sequence", Integer, nullable=False, comment="Order of work"),
    words("title", "What to do"),
    reference("nonconformance_id", "nonconformance", nullable=True, comment="NCR that a rework answers", index=False),
    Column("done", Boolean, nullable=False, server_default=text("false"), comment="Done"),
    reference("done_by", "person", nullable=True, comment="Who did it; set by trigger", index=False),
    moment("done_at", "When; set by trigger"),
    version(),
    *created(),
    one_of("kind", ("ASSEMBLY", "REWORK")),
    length_check("title", 1, 10_000),
    comment="Work of the assemblers on one build",
)

serial_number = Table(
    "serial_number",
    metadata,
    identity(),
    reference("build_id", "build", comment="Build"),
    words("component", "Kind of component, such as TOUCHSCREEN"),
    words("item", "Item number of the component", nullable=True),
    Column("basin", SmallInteger, nullable=False, server_default=text("0"), comment="Basin position, 0 for the sink"),
    words("serial", "Serial number"),
    Column("answer_id", BigInteger, ForeignKey(f"{BUSINESS}.answer.id"), comment="Answer that recorded it"),
    *created(),
    length_check("serial", 1, 200),
    Index("serial_number_serial_idx", "serial"),
    comment="Serial numbers that were ever built in; append-only: what stands is read from the newest end-of-line test",
)
