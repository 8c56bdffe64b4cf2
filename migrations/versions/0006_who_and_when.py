"""Who took a document off, and why; who settled a part issue; when QC verified without an inspection.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_PERSON = "BIGINT REFERENCES cs.person (id)"
_MOMENT = "TIMESTAMP WITH TIME ZONE"
_COLUMNS = (
    ("document", "removed_by", _PERSON, "Who took it off; set by trigger"),
    ("document", "removed_reason", "TEXT", "Why it was taken off, as the command says; set by trigger"),
    ("part_issue", "resolved_by", _PERSON, "Who settled it; set by trigger"),
    ("part_issue", "resolved_at", _MOMENT, "When; set by trigger"),
    ("nonconformance", "verified_at", _MOMENT, "When that person verified it; set by trigger"),
)


def upgrade() -> None:
    """Add the columns; of what was before them they say nothing."""
    for table, name, kind, comment in _COLUMNS:
        op.execute(f"ALTER TABLE cs.{table} ADD COLUMN {name} {kind}")
        op.execute(f"COMMENT ON COLUMN cs.{table}.{name} IS '{comment}'")


def downgrade() -> None:
    """Remove them."""
    for table, name, _kind, _comment in _COLUMNS:
        op.execute(f"ALTER TABLE cs.{table} DROP COLUMN {name}")
