"""Nonconformances of a form, of an item, and those that are not closed, found without going through all that there ever
were.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the indexes."""
    op.execute("CREATE INDEX nonconformance_standing_idx ON cs.nonconformance (id) WHERE state <> 'CLOSED'")
    op.execute(
        "CREATE INDEX nonconformance_verified_idx ON cs.nonconformance (verified_by_inspection_id) "
        "WHERE verified_by_inspection_id IS NOT NULL"
    )
    op.execute("CREATE INDEX nonconformance_inspection_item_id_idx ON cs.nonconformance (inspection_item_id)")


def downgrade() -> None:
    """Remove them."""
    for name in ("standing", "verified", "inspection_item_id"):
        op.execute(f"DROP INDEX cs.nonconformance_{name}_idx")
