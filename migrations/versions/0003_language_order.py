"""The list of builds by language, in the order of customers: a language's customers stand together, far from the first.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index."""
    op.execute(
        "CREATE INDEX build_listing_language_idx "
        "ON cs.build_listing (language, upper(customer_name), order_id, position)"
    )


def downgrade() -> None:
    """Remove it."""
    op.execute("DROP INDEX cs.build_listing_language_idx")
