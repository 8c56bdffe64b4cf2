"""Forms that a change reopened and that are not passed yet, found without going through all that were ever filled in;
and what two comments say.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_AT_ANY_STATUS = "Change that reopened the form: it is then filled in at any status before shipping"
_PAST_ITS_STAGE = "Change that reopened the form: it is then filled in past its stage too"


_NEWEST_STANDS = "Serial numbers built in; append-only, the newest of a component and basin stands"
_HISTORY = "Serial numbers that were ever built in; append-only: what stands is read from the newest end-of-line test"


def _say(change: str, serial_numbers: str) -> None:
    op.execute(f"COMMENT ON COLUMN cs.inspection.change_request_id IS '{change}'")
    op.execute(f"COMMENT ON TABLE cs.serial_number IS '{serial_numbers}'")


def upgrade() -> None:
    """Make the index; what the column means was narrowed, and serial numbers that changed or left do not stand."""
    op.execute(
        "CREATE INDEX inspection_reopened_idx ON cs.inspection (id) "
        "WHERE change_request_id IS NOT NULL AND (state = 'OPEN' OR result = 'FAILED')"
    )
    _say(_PAST_ITS_STAGE, _HISTORY)


def downgrade() -> None:
    """Remove it."""
    op.execute("DROP INDEX cs.inspection_reopened_idx")
    _say(_AT_ANY_STATUS, _NEWEST_STANDS)
