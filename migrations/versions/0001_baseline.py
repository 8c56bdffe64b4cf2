"""Baseline: every table of DOMAIN.md, as of the first release.

Revision ID: 0001
Revises: none
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables from the frozen script beside this file."""
    script = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(script.replace("%", "%%"))


def downgrade() -> None:
    """Remove every table of the application, with its rows."""
    bind = op.get_bind()
    tables = bind.exec_driver_sql(
        "SELECT format('DROP TABLE IF EXISTS %%I.%%I CASCADE', n.nspname, c.relname) "
        "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname IN ('cs', 'cs_audit', 'cs_adm') AND c.relkind IN ('r', 'p') AND NOT c.relispartition "
        "AND c.relname <> 'schema_revision'"
    ).all()
    for (statement,) in tables:
        op.execute(statement)
