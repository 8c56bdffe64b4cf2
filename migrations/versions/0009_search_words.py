"""The words of eight orders side by side: where a frequent beginning of a number stands is found without reading all
builds.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_COMMENTS = {
    "TABLE cs.search_words": "Derived by trigger: where no word holds what is searched, no build does; gathered later",
    "COLUMN cs.search_words.id": "Surrogate key",
    "COLUMN cs.search_words.block": "Eight orders: their ids, divided by 8",
    "COLUMN cs.search_words.words": "Words of their builds in the search form, each once, a blank before each",
    "COLUMN cs.search_words.beginnings": "The first two letters of each, a blank before them",
}


def upgrade() -> None:
    """Make the table, and gather the words of the builds that are there."""
    op.execute(
        "CREATE TABLE cs.search_words (id BIGINT GENERATED ALWAYS AS IDENTITY, block BIGINT NOT NULL, "
        "words TEXT NOT NULL, beginnings TEXT NOT NULL, CONSTRAINT search_words_pkey PRIMARY KEY (id))"
    )
    op.execute(
        "INSERT INTO cs.search_words (block, words, beginnings) "
        "SELECT l.order_id / 8, ' ' || string_agg(DISTINCT w.word, ' '), "
        "' ' || string_agg(DISTINCT left(w.word, 2), ' ') "
        "FROM cs.build_listing l CROSS JOIN LATERAL unnest(string_to_array(l.search, ' ')) w (word) "
        "WHERE w.word <> '' GROUP BY 1 ORDER BY 1"
    )
    op.execute("CREATE INDEX search_words_block_idx ON cs.search_words (block)")
    for what, comment in _COMMENTS.items():
        op.execute(f"COMMENT ON {what} IS '{comment}'")


def downgrade() -> None:
    """Remove it."""
    op.execute("DROP TABLE cs.search_words")
