"""Whatever people other than the admin can write has a bound: nobody fills the disk with one row, psql or not."""

from __future__ import annotations

from tests.support.clusters import Clone


def test_every_text_that_people_write_is_bounded(database: Clone) -> None:
    with database.connect() as connection:
        unbounded = connection.execute(
            "SELECT DISTINCT c.oid::regclass || '.' || a.attname FROM pg_class c "
            "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
            "JOIN pg_roles r ON r.rolname IN ('cs_user', 'cs_reader', 'cs_coordinator', 'cs_procurement', 'cs_qc', "
            "'cs_assembler', 'cs_service') "
            "WHERE c.relnamespace = 'cs'::regnamespace AND c.relkind = 'r' "
            "AND a.atttypid = ANY ('{text,jsonb,bytea}'::regtype[]) "
            "AND (has_column_privilege(r.oid, c.oid, a.attnum, 'INSERT') "
            "OR has_column_privilege(r.oid, c.oid, a.attnum, 'UPDATE')) "
            # A reference is as long as what it names.
            "AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype IN ('c', 'f') "
            "AND a.attnum = ANY (k.conkey)) ORDER BY 1"
        ).fetchall()
    assert [row[0] for row in unbounded] == []
