"""Orders, their builds and configurations, drafts, change requests and comments (DOMAIN §1, §3, §4)."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    column,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from cleanstation_desktop.database.base import (
    BUSINESS,
    created,
    digest_check,
    identity,
    length_check,
    metadata,
    moment,
    one_of,
    reason_check,
    reference,
    size_check,
    version,
    words,
)
from cleanstation_desktop.database.documents import LARGEST_FILE, MEDIA_TYPES
from cleanstation_desktop.domain.workflow import BuildStatus

LANGUAGES = ("EN", "FR", "ES")
BUILD_STATUSES = tuple(BuildStatus)

order_draft = Table(
    "order_draft",
    metadata,
    identity(),
    words("title", "What the list of drafts shows, usually the PO number"),
    Column("body", JSONB, nullable=False, comment="Unfinished answers of the wizard, not yet validated"),
    version(),
    *created(),
    length_check("title", 0, 200),
    size_check("body", 4_000_000),
    comment="An unfinished order, taken up again at any station by any coordinator",
)

order_draft_file = Table(
    "order_draft_file",
    metadata,
    Column(
        "order_draft_id",
        BigInteger,
        ForeignKey(f"{BUSINESS}.order_draft.id", ondelete="CASCADE"),
        primary_key=True,
        comment="Draft",
    ),
    words("file_name", "Name of the file"),
    words("media_type", "Found from the content, not from the name"),
    Column("sha256", LargeBinary, nullable=False, comment="Digest of the content"),
    Column("content", LargeBinary, nullable=False, comment="The bytes; audited by hash only"),
    *created(),
    one_of("media_type", MEDIA_TYPES),
    length_check("file_name", 1, 255),
    digest_check("sha256"),
    CheckConstraint(f"octet_length(content) BETWEEN 1 AND {LARGEST_FILE}", name="content"),
    comment="The customer's purchase order, parked with a draft; it becomes a document when the order is submitted",
)

customer_order = Table(
    "customer_order",
    metadata,
    identity(),
    words("po_number", "Purchase order number of the customer, unique"),
    words("customer_name", "Customer"),
    words("project_name", "Project, when the customer named one", nullable=True),
    words("sales_person", "Who sold it"),
    Column("want_date", Date, nullable=False, comment="Date the customer wants it"),
    words("notes", "Free notes", default=""),
    words("language", "Language of the documents", default="EN"),
    version(),
    *created(),
    one_of("language", LANGUAGES),
    length_check("po_number", 3, 200),
    length_check("customer_name", 3, 200),
    length_check("project_name", 3, 200),
    length_check("sales_person", 3, 200),
    length_check("notes", 0, 10_000),
    # Capitals and outer blanks do not make a number another one.
    Index("customer_order_po_number_key", func.upper(func.btrim(column("po_number"))), unique=True),
    Index("customer_order_want_date_idx", "want_date"),
    # For what a person begins to type, capitals or not.
    Index(
        "customer_order_po_number_idx",
        func.upper(column("po_number")).label("number"),
        postgresql_ops={"number": "text_pattern_ops"},
    ),
    Index(
        "customer_order_customer_name_idx",
        func.upper(column("customer_name")).label("name"),
        postgresql_ops={"name": "text_pattern_ops"},
    ),
    comment="One customer purchase order of 1 to 10 builds",
)

order_progress = Table(
    "order_progress",
    metadata,
    Column("order_id", BigInteger, ForeignKey(f"{BUSINESS}.customer_order.id"), primary_key=True, comment="Order"),
    words("status", "Stage of the least advanced build, cancelled ones left out"),
    Column("rejected", Boolean, nullable=False, server_default=text("false"), comment="A build was rejected by QC"),
    Column("held", Boolean, nullable=False, server_default=text("false"), comment="A build waits for a part"),
    version(),
    one_of("status", BUILD_STATUSES),
    comment="Derived by trigger from the builds; apart from the order so that it causes no false edit conflicts",
)

build = Table(
    "build",
    metadata,
    identity(),
    reference("order_id", "customer_order", comment="Order it belongs to"),
    words("build_number", "Unique over all orders: letters, digits, dash"),
    Column("position", SmallInteger, nullable=False, comment="1 to 10 within the order"),
    words("status", "Where the build stands in its life (DOMAIN §3)", default="ORDER_CREATED"),
    words("held_from", "Status an ON_HOLD_PARTS leads back to", nullable=True),
    Column(
        "cycle",
        Integer,
        nullable=False,
        server_default=text("1"),
        comment="Counts how often the body was produced; inspections of an earlier cycle no longer count",
    ),
    Column("shipped_on", Date, comment="Shipping date"),
    words("cancel_reason", "Why it was cancelled", nullable=True),
    version(),
    *created(),
    one_of("status", BUILD_STATUSES),
    CheckConstraint("build_number ~ '^[A-Za-z0-9][A-Za-z0-9-]{0,39}$'", name="build_number"),
    CheckConstraint("position BETWEEN 1 AND 10", name="position"),
    CheckConstraint("(status = 'ON_HOLD_PARTS') = (held_from IS NOT NULL)", name="held_from"),
    CheckConstraint("(status = 'SHIPPED') = (shipped_on IS NOT NULL)", name="shipped_on"),
    reason_check("cancel_reason", unless="status <> 'CANCELLED'"),
    # Capitals do not make a number another one (domain/numbering.py).
    Index(
        "build_build_number_key",
        func.upper(column("build_number")).label("number"),
        unique=True,
        postgresql_ops={"number": "text_pattern_ops"},
    ),
    UniqueConstraint("order_id", "position"),
    Index("build_status_idx", "status"),
    comment="One sink of an order: the unit of everything after order entry",
)

configuration = Table(
    "configuration",
    metadata,
    identity(),
    reference("build_id", "build", comment="Build it describes", index=False),
    Column("revision", Integer, nullable=False, comment="1, 2, … per build"),
    Column("body", JSONB, nullable=False, comment="Configuration in its canonical JSON form (DESIGN §5)"),
    reference("rule_set_id", "rule_set", comment="Rules it was judged by"),
    *created(),
    size_check("body", 2_000_000),
    UniqueConstraint("build_id", "revision"),
    comment="The answers that describe one build; append-only, one row a revision",
)

change_request = Table(
    "change_request",
    metadata,
    identity(),
    reference("build_id", "build", comment="Build to change"),
    words("what", "What changes"),
    words("why", "Why"),
    words("state", "OPEN, APPROVED when all signatures are there, REJECTED or WITHDRAWN", default="OPEN"),
    reference("bom_revision_id", "bom_revision", nullable=True, comment="The revision that it made"),
    Column("qc_required", Boolean, nullable=False, server_default=text("false"), comment="Assembly had begun"),
    words("decision_reason", "Why it was rejected or withdrawn", nullable=True),
    version(),
    *created(),
    one_of("state", ("OPEN", "APPROVED", "REJECTED", "WITHDRAWN")),
    length_check("what", 3, 10_000),
    length_check("why", 3, 10_000),
    reason_check("decision_reason", unless="state NOT IN ('REJECTED', 'WITHDRAWN')"),
    Index("change_request_open_key", "build_id", unique=True, postgresql_where=text("state = 'OPEN'")),
    comment="A change after BOM approval (DOMAIN §3, Changes)",
)

comment = Table(
    "comment",
    metadata,
    identity(),
    reference("order_id", "customer_order", comment="Order it is about"),
    reference("build_id", "build", nullable=True, comment="Build it is about, when one is meant"),
    words("body", "What was said"),
    *created(),
    length_check("body", 1, 10_000),
    comment="Remarks of anybody who reads the order; append-only",
)

workflow_transition = Table(
    "workflow_transition",
    metadata,
    Column("from_status", Text, primary_key=True, comment="Status before"),
    Column("to_status", Text, primary_key=True, comment="Status after"),
    Column("role", Text, primary_key=True, comment="Database group that may make the move"),
    words("guard", "Name of the guard that must hold; see cs.find_open_guard"),
    comment="The moves of DOMAIN §3 as rows",
)

status_history = Table(
    "status_history",
    metadata,
    identity(),
    reference("build_id", "build", comment="Build that moved"),
    words("from_status", "Status before; null for a new build", nullable=True),
    words("to_status", "Status after"),
    reference("person_id", "person", nullable=True, comment="Who moved it"),
    moment("at", "When", nullable=False),
    words("reason", "Reason given", nullable=True),
    comment="Each move of each build, for its timeline; written by trigger",
)

order_change = Table(
    "order_change",
    metadata,
    identity(),
    reference("order_id", "customer_order", comment="Order"),
    reference("build_id", "build", nullable=True, comment="Build, when its number was corrected"),
    words("field", "Answer that changed, by the names of order entry"),
    words("old", "What stood there before", nullable=True),
    words("new", "What stands there since", nullable=True),
    reference("person_id", "person", nullable=True, comment="Who changed it"),
    moment("at", "When", nullable=False),
    words("reason", "Reason given", nullable=True),
    comment="History of what changes on an order (DOMAIN §3, Changes); append-only, written by trigger",
)
