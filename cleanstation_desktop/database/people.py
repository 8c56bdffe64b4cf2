"""People, the roles they hold, and the stations they work at (DOMAIN §2)."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import INET

from cleanstation_desktop.database.base import (
    ADMINISTRATION,
    BUSINESS,
    created,
    digest_check,
    identity,
    length_check,
    metadata,
    moment,
    one_of,
    version,
    words,
)

GROUPS = ("cs_coordinator", "cs_procurement", "cs_qc", "cs_assembler", "cs_service", "cs_admin")

person = Table(
    "person",
    metadata,
    identity(),
    words("login", "Name of the PostgreSQL login role; the identity is always session_user"),
    words("full_name", "Printed name on sheets and signatures"),
    words("initials", "Unique initials that stand on the sheets"),
    words("state", "ACTIVE may sign in; DISABLED may not, and stays for the history", default="ACTIVE"),
    words("language", "Language of the client for this person", default="EN"),
    words("email", "Where notices go when the outbox is on", nullable=True),
    Column(
        "must_change_password",
        Boolean,
        nullable=False,
        server_default=text("true"),
        comment="True until the one-time password was replaced; no business role is held before",
    ),
    Column(
        "break_glass",
        Boolean,
        nullable=False,
        server_default=text("false"),
        comment="The sealed emergency admin: exempt from lockout, each use alarms",
    ),
    moment("locked_until", "End of a lockout after repeated failures; null when not locked"),
    moment("password_set_at", "When a people function last set the password"),
    version(),
    *created(),
    one_of("state", ("ACTIVE", "DISABLED")),
    one_of("language", ("EN", "FR", "ES")),
    length_check("full_name", 2, 200),
    length_check("initials", 2, 5),
    Index("person_login_key", "login", unique=True),
    Index("person_initials_key", text("upper(initials)"), unique=True),
    comment="A person of the plant; one login role each, never deleted",
)

person_role = Table(
    "person_role",
    metadata,
    Column("person_id", BigInteger, ForeignKey(f"{BUSINESS}.person.id"), primary_key=True, comment="Who"),
    Column("role", Text, primary_key=True, comment="Database group of a business role"),
    words("state", "PENDING until the first password change, then GRANTED", default="PENDING"),
    *created(),
    one_of("role", GROUPS),
    one_of("state", ("PENDING", "GRANTED")),
    comment="Roles a person holds or will hold; kept in step with the role memberships by the people functions",
)

station = Table(
    "station",
    metadata,
    identity(),
    words("name", "Name of the workstation PC, as it stands in the audit"),
    words("location", "Where on the floor it stands", default=""),
    moment("retired_at", "When it was taken away"),
    version(),
    *created(),
    length_check("name", 1, 63),
    Index("station_name_key", "name", unique=True),
    comment="A workstation PC on the floor",
)

sign_in_attempt = Table(
    "sign_in_attempt",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True, comment="Surrogate key"),
    words("login", "Login name as it was sent; it need not exist"),
    moment("at", "When the server logged it", nullable=False),
    Column("succeeded", Boolean, nullable=False, comment="False counts towards the lockout"),
    Column("client", INET, comment="Address it came from"),
    Index("sign_in_attempt_login_at_idx", "login", "at"),
    schema=ADMINISTRATION,
    comment="Sign-in attempts read from the server's log; psql counts like the client",
)

log_position = Table(
    "log_position",
    metadata,
    Column("file_name", Text, primary_key=True, comment="Server log file"),
    Column("position", BigInteger, nullable=False, comment="Bytes read so far"),
    Column("head_length", Integer, nullable=False, comment="How many first bytes tell this file from its successor"),
    Column("head_sha256", LargeBinary, nullable=False, comment="Digest of those bytes; a reused name has other ones"),
    moment("read_at", "When it was last read", nullable=False),
    schema=ADMINISTRATION,
    comment="How far the server's log was read, so that nothing is counted twice or missed",
)

matched_refusal = Table(
    "matched_refusal",
    metadata,
    Column("event_id", BigInteger, primary_key=True, autoincrement=False, comment="Security event"),
    moment("at", "When its twin came", nullable=False),
    Index("matched_refusal_at_idx", "at"),
    schema=ADMINISTRATION,
    comment="Refusals that both the client and the server's log have told: each twin is dropped once",
)

verifier = Table(
    "verifier",
    metadata,
    Column("person_id", BigInteger, ForeignKey(f"{BUSINESS}.person.id"), primary_key=True, comment="Whose"),
    Column("sha256", LargeBinary, nullable=False, comment="Hash of the SCRAM verifier that the functions set last"),
    moment("set_at", "When", nullable=False),
    schema=ADMINISTRATION,
    comment="What the people functions set, to notice a password that was changed past them and to refuse reuse",
)

person_badge = Table(
    "person_badge",
    metadata,
    Column("person_id", BigInteger, ForeignKey(f"{BUSINESS}.person.id"), primary_key=True, comment="Whose"),
    Column("badge_sha256", LargeBinary, comment="Digest of what the badge says; null when it was taken back"),
    Column("pin_verifier", LargeBinary, comment="Text scrypt$n$r$p$salt$hash in UTF-8; audited by hash only"),
    moment("set_at", "When", nullable=False),
    version(),
    Column(
        "failures",
        SmallInteger,
        nullable=False,
        server_default=text("0"),
        comment="Times in a row that it did not open the screen",
    ),
    moment("failed_at", "When it last did not"),
    moment("locked_until", "End of its lockout; signing in is not touched by it"),
    CheckConstraint("(badge_sha256 IS NULL) = (pin_verifier IS NULL)", name="complete"),
    digest_check("badge_sha256"),
    CheckConstraint("octet_length(pin_verifier) <= 500", name="pin_verifier_size"),
    Index("person_badge_badge_key", "badge_sha256", unique=True),
    comment="Opens a locked screen, never a session and never a signature (DOMAIN §9); read by functions only",
)
