"""Audit log, seals, change feed and security events."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Identity, Index, Integer, LargeBinary, Table
from sqlalchemy.dialects.postgresql import INET, JSONB, UUID
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.types import UserDefinedType

from cleanstation_desktop.database.base import AUDIT, identity, metadata, moment, one_of, words


class TransactionId(UserDefinedType[str]):
    """PostgreSQL's 64-bit transaction id, which never wraps."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        """Name of the type in SQL."""
        return "xid8"


# So that the comparison of models and database knows the type.
ischema_names["xid8"] = TransactionId


log = Table(
    "log",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True, comment="Order of arrival, not of commit"),
    Column("at", DateTime(timezone=True), primary_key=True, comment="Server time of the change"),
    words("table_name", "Changed table"),
    words("record", "Key of the changed row within its table"),
    words("action", "INSERT, UPDATE or DELETE"),
    words("level", "HIGH for orders, BOMs, inspections and people; NORMAL otherwise"),
    words("login", "session_user of the change"),
    words("station", "Where, as the client says"),
    Column("client", INET, comment="Address the connection came from"),
    Column("command_id", UUID, comment="Command of the client; null for a change made past it"),
    words("reason", "Why, when one was given", nullable=True),
    Column("transaction", TransactionId, nullable=False, comment="Transaction of the change"),
    Column("old_row", JSONB, comment="Row before"),
    Column("new_row", JSONB, comment="Row after"),
    Column("hash", LargeBinary, nullable=False, comment="SHA-256 of this row's canonical text"),
    one_of("action", ("INSERT", "UPDATE", "DELETE")),
    one_of("level", ("HIGH", "NORMAL")),
    Index("log_record_idx", "table_name", "record", "id"),
    Index("log_at_idx", "at", postgresql_using="brin"),  # rows arrive in time order: next to no cost per write
    schema=AUDIT,
    postgresql_partition_by="RANGE (at)",
    comment="Every change of every business row; append-only, in monthly partitions",
)

seal = Table(
    "seal",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False, comment="1, 2, … without a gap"),
    moment("at", "When it was made", nullable=False),
    moment("open_since", "Rows written before it are all sealed; the next search begins here", nullable=False),
    Column("row_count", Integer, nullable=False, comment="Rows that it covers"),
    Column("root", LargeBinary, nullable=False, comment="Merkle root over the covered rows"),
    Column("previous_hash", LargeBinary, nullable=False, comment="Hash of the seal before"),
    Column("hash", LargeBinary, nullable=False, comment="Hash of this seal; printed on signed sheets as an anchor"),
    schema=AUDIT,
    comment="Seals over batches of audit rows, chained by hash; append-only",
)

seal_member = Table(
    "seal_member",
    metadata,
    Column("log_id", BigInteger, primary_key=True, autoincrement=False, comment="Sealed audit row"),
    Column("seal_id", BigInteger, ForeignKey(f"{AUDIT}.seal.id"), nullable=False, comment="Seal that covers it"),
    Index("seal_member_seal_idx", "seal_id", "log_id"),
    schema=AUDIT,
    comment="Which audit row is under which seal; membership survives dump and restore, transaction ids do not",
)

security_event = Table(
    "security_event",
    metadata,
    identity(),
    moment("at", "When", nullable=False),
    words("kind", "SIGN_IN_FAILED, LOCKED_OUT, UNLOCKED, REFUSED, BREAK_GLASS_USED, PASSWORD_PAST_FUNCTIONS, …"),
    words("severity", "INFO, WARNING or ALARM"),
    words("login", "Whose session, as far as known"),
    words("station", "Where, as far as known", default=""),
    Column("client", INET, comment="Address"),
    words("sqlstate", "Error code of a refusal", nullable=True),
    words("detail", "What was refused or happened"),
    Column("backend_pid", Integer, comment="Server process, to tell one refusal reported twice"),
    words("source", "CLIENT, SERVER_LOG or FUNCTION"),
    one_of("severity", ("INFO", "WARNING", "ALARM")),
    one_of("source", ("CLIENT", "SERVER_LOG", "FUNCTION")),
    Index("security_event_at_idx", "at"),
    Index("security_event_login_idx", "login", "at"),
    schema=AUDIT,
    comment="Refusals, failed sign-ins, lockouts and alarms; append-only",
)

change_feed = Table(
    "change_feed",
    metadata,
    Column("transaction", TransactionId, primary_key=True, comment="Feed is read in this order"),
    Column("id", BigInteger, Identity(always=True), primary_key=True, comment="Order of arrival within it"),
    words("table_name", "Changed table"),
    words("record", "Key of the changed row"),
    Column("record_version", Integer, comment="Its version, when it has one"),
    moment("at", "When", nullable=False),
    Index("change_feed_at_idx", "at", postgresql_using="brin"),
    comment="What changed, without contents, for stations that catch up; cleaned up after some days",
)
