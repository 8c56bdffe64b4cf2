"""Commands, feature flags and settings: what the other subjects stand on."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, LargeBinary, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB, UUID

from cleanstation_desktop.database.base import metadata, moment, reference, version, words

command = Table(
    "command",
    metadata,
    Column("id", UUID, primary_key=True, comment="Made by the client; the same command sent twice has the same id"),
    words("name", "What was asked for"),
    Column("request_sha256", LargeBinary, nullable=False, comment="Digest of the request: one id, one request"),
    reference("person_id", "person", comment="Who"),
    words("station", "Where, as the client says"),
    words("reason", "Why, when a reason was asked for", nullable=True),
    moment("at", "When it was first carried out", nullable=False),
    Column("answer", JSONB, comment="What it answered; given again when it is sent again"),
    comment="Every write of the client; inserted first in its transaction (DESIGN §4)",
)

flag = Table(
    "flag",
    metadata,
    Column("name", Text, primary_key=True, comment="Feature"),
    Column("enabled", Boolean, nullable=False, server_default=text("false"), comment="On or off"),
    words("meaning", "What it switches"),
    version(),
    comment="Feature flags",
)

setting = Table(
    "setting",
    metadata,
    Column("name", Text, primary_key=True, comment="Setting"),
    Column("value", JSONB, nullable=False, comment="Value"),
    words("meaning", "What it does"),
    version(),
    comment="Settings of the plant, such as its zone and the environment's mark",
)
