"""The list of builds for searching and sorting, saved views, and failures of badges.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables from the frozen script beside this file, and list the builds that are there."""
    script = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(script.replace("%", "%%"))


def downgrade() -> None:
    """Remove them; saved views and counted failures are lost, the extension for searches stays."""
    op.execute("DROP TABLE cs.saved_view")
    op.execute("DROP TABLE cs.build_listing")
    op.execute("ALTER TABLE cs.person_badge DROP COLUMN locked_until, DROP COLUMN failed_at, DROP COLUMN failures")
