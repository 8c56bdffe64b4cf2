"""The list of builds still at work, in each of its orders: among a million builds they are a small part, far between.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_INDEXES = {
    "build_listing_work_newest_idx": "order_id DESC, position",
    "build_listing_work_number_idx": "upper(build_number)",
    "build_listing_work_po_idx": "upper(po_number), order_id, position",
    "build_listing_work_customer_idx": "upper(customer_name), order_id, position",
}


def upgrade() -> None:
    """Make the indexes."""
    for name, columns in _INDEXES.items():
        op.execute(f"CREATE INDEX {name} ON cs.build_listing ({columns}) WHERE rank < 13")


def downgrade() -> None:
    """Remove them."""
    for name in _INDEXES:
        op.execute(f"DROP INDEX cs.{name}")
