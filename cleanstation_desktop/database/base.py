"""What every table has in common: one metadata, one naming convention, the columns that repeat."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Integer,
    MetaData,
    Text,
    text,
)

BUSINESS = "cs"
AUDIT = "cs_audit"
ADMINISTRATION = "cs_adm"
SCHEMAS = (BUSINESS, AUDIT, ADMINISTRATION)

metadata = MetaData(
    schema=BUSINESS,
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ck": "%(table_name)s_%(constraint_name)s_check",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    },
)


def identity() -> Column[int]:
    """Surrogate key made by the server."""
    return Column("id", BigInteger, Identity(always=True), primary_key=True, comment="Surrogate key")


def version() -> Column[int]:
    """Optimistic lock column; a trigger demands old + 1 on each update."""
    return Column(
        "version",
        Integer,
        nullable=False,
        server_default=text("1"),
        comment="Optimistic lock: every update carries the version it saw plus one",
    )


def created() -> tuple[Column[Any], Column[int]]:
    """When and by whom the row was made; both set by a trigger, never by the client."""
    return (
        Column(
            "created_at", DateTime(timezone=True), nullable=False, comment="Start of the inserting transaction, UTC"
        ),
        reference("created_by", "person", nullable=True, comment="Person who made the row; null for the server itself"),
    )


def reference(name: str, table: str, *, comment: str, nullable: bool = False, index: bool = True) -> Column[int]:
    """Foreign key to another business table's surrogate key."""
    return Column(
        name, BigInteger, ForeignKey(f"{BUSINESS}.{table}.id"), nullable=nullable, index=index, comment=comment
    )


def moment(name: str, comment: str, *, nullable: bool = True) -> Column[Any]:
    """Point in time, stored in UTC."""
    return Column(name, DateTime(timezone=True), nullable=nullable, comment=comment)


def words(name: str, comment: str, *, nullable: bool = False, default: str | None = None) -> Column[str]:
    """Text column; where people other than the admin write it, a check bounds its length."""
    return Column(
        name,
        Text,
        nullable=nullable,
        server_default=None if default is None else text(f"'{default}'"),
        comment=comment,
    )


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """Restrict a text column to a closed list of codes."""
    codes = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({codes})", name=column)


def length_check(column: str, low: int, high: int) -> CheckConstraint:
    """Bound a text's length in characters, as the client does (DOMAIN §4, §9): outer blanks fill no minimum."""
    bounds = f"char_length({column}) BETWEEN {low} AND {high}"
    if low > 0:
        bounds = f"char_length(btrim({column})) >= {low} AND char_length({column}) <= {high}"
    return CheckConstraint(bounds, name=f"{column}_length")


def size_check(column: str, most: int) -> CheckConstraint:
    """Bound a JSON value in bytes of its text, far above what the client ever sends."""
    return CheckConstraint(f"octet_length({column}::text) <= {most}", name=f"{column}_size")


def digest_check(column: str) -> CheckConstraint:
    """A SHA-256 has 32 bytes."""
    return CheckConstraint(f"octet_length({column}) = 32", name=column)


def reason_check(column: str, *, unless: str) -> CheckConstraint:
    """A reason of 3 to 10,000 characters that must be given, unless a condition holds: then it may be missing."""
    return CheckConstraint(
        f"({unless} OR {column} IS NOT NULL) AND char_length(btrim({column})) >= 3 AND char_length({column}) <= 10000",
        name=column,
    )
