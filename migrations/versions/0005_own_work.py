"""What a coordinator entered and what was sent back, found without going through all that is late or waits.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Say of each listed build who entered its order, and make the indexes."""
    op.execute("ALTER TABLE cs.build_listing ADD COLUMN entered_by BIGINT")
    op.execute(
        "COMMENT ON COLUMN cs.build_listing.entered_by IS "
        "'Person who entered the order, as on it; null for the server itself'"
    )
    # The index for searches is dear to bring up to date, row by row: seven minutes for a million of them.
    op.execute("DROP INDEX cs.build_listing_search_idx")
    op.execute(
        "UPDATE cs.build_listing l SET entered_by = o.created_by FROM cs.customer_order o WHERE o.id = l.order_id"
    )
    op.execute(
        "CREATE INDEX build_listing_work_entered_idx ON cs.build_listing (entered_by, want_date, order_id, position) "
        "WHERE rank < 13"
    )
    op.execute(
        "CREATE INDEX build_listing_search_idx ON cs.build_listing USING gin (search public.gin_trgm_ops) "
        "WITH (fastupdate = off)"
    )
    op.execute("CREATE INDEX bom_revision_sent_back_idx ON cs.bom_revision (build_id) WHERE state = 'SENT_BACK'")


def downgrade() -> None:
    """Remove them."""
    op.execute("DROP INDEX cs.bom_revision_sent_back_idx")
    op.execute("ALTER TABLE cs.build_listing DROP COLUMN entered_by")
