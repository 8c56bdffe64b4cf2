"""Filters and orders of lists that people keep under a name."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, column, func
from sqlalchemy.dialects.postgresql import JSONB

from cleanstation_desktop.database.base import (
    created,
    identity,
    length_check,
    metadata,
    reference,
    size_check,
    version,
    words,
)

saved_view = Table(
    "saved_view",
    metadata,
    identity(),
    reference("person_id", "person", comment="Whose", index=False),
    words("screen", "Screen of the client that it belongs to"),
    words("name", "What the person calls it"),
    Column("filter", JSONB, nullable=False, comment="What is shown and in which order, as the screen writes it"),
    version(),
    *created(),
    length_check("screen", 1, 60),
    length_check("name", 1, 100),
    size_check("filter", 20_000),
    Index("saved_view_name_key", "person_id", "screen", func.upper(column("name")), unique=True),
    comment="Views of lists that a person saved; read and changed by that person only",
)
