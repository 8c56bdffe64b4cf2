"""What is signed, approved or logged changes for nobody: not for the owner, not for a superuser with triggers on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest

from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from tests.support.clusters import Clone, create_clone, drop_clone
from tests.support.personas import make_personas
from tests.support.psql_floor import arrived_build, fail_pre_qc, sign, value

# A session of the owner role, of a superuser, and of one who says that it replicates: triggers are ENABLE ALWAYS.
ACTORS = {
    "owner": ("SET LOCAL ROLE cs_owner",),
    "superuser": (),
    "replica": ("SET LOCAL session_replication_role = replica",),
    "owner as replica": ("SET LOCAL session_replication_role = replica", "SET LOCAL ROLE cs_owner"),
}
FROZEN = "CS423"
KEPT = "CS451"
SIGNED_ITEM = "(SELECT min(id) FROM cs.inspection_item WHERE inspection_id = {inspection})"
STATEMENTS = {
    "signed inspection": (
        FROZEN,
        "UPDATE cs.inspection SET reason = 'x', version = version + 1 WHERE id = {inspection}",
    ),
    "signed inspection reopened": (
        FROZEN,
        "UPDATE cs.inspection SET state = 'OPEN', result = NULL, signature_id = NULL, version = version + 1 "
        "WHERE id = {inspection}",
    ),
    "signed answer": (
        FROZEN,
        f"UPDATE cs.answer SET note = 'all good', version = version + 1 WHERE inspection_item_id = {SIGNED_ITEM}",
    ),
    "signed answer moved out": (
        FROZEN,
        "UPDATE cs.answer SET inspection_item_id = {open_item}, version = version + 1 "
        f"WHERE inspection_item_id = {SIGNED_ITEM}",
    ),
    "answer moved in": (
        FROZEN,
        f"UPDATE cs.answer SET inspection_item_id = {SIGNED_ITEM}, version = version + 1 "
        "WHERE inspection_item_id = {answered_item}",
    ),
    "another answer": (
        FROZEN,
        "INSERT INTO cs.answer (inspection_item_id, outcome, answered_by, answered_at) "
        f"VALUES ({SIGNED_ITEM}, 'PASS', {{person}}, now())",
    ),
    "signed item": (FROZEN, "UPDATE cs.inspection_item SET required = false WHERE inspection_id = {inspection}"),
    "signed item moved out": (
        FROZEN,
        f"UPDATE cs.inspection_item SET inspection_id = {{open_inspection}}, code = 'moved' WHERE id = {SIGNED_ITEM}",
    ),
    "another item": (
        FROZEN,
        "INSERT INTO cs.inspection_item (inspection_id, sequence, section, code, kind, required, definition) "
        "VALUES ({inspection}, 999, 'X', 'X-99', 'CHECK', false, '{{}}')",
    ),
    "approved BOM": (FROZEN, "UPDATE cs.bom_revision SET reason = 'x', version = version + 1 WHERE id = {revision}"),
    "approved BOM sent back": (
        FROZEN,
        "UPDATE cs.bom_revision SET state = 'SENT_BACK', send_back_reason = 'changed my mind', version = version + 1 "
        "WHERE id = {revision}",
    ),
    "another BOM line": (
        FROZEN,
        "INSERT INTO cs.bom_line SELECT bom_revision_id, sequence + 999, path, level, item, kind, name, quantity, "
        "extended_quantity, rule, positions, note FROM cs.bom_line WHERE bom_revision_id = {revision} LIMIT 1",
    ),
    "signed disposition": (
        FROZEN,
        "UPDATE cs.nonconformance SET disposition = 'SCRAP', version = version + 1 WHERE id = {ncr}",
    ),
    "subject of a nonconformance": (
        FROZEN,
        "UPDATE cs.nonconformance SET description = 'nothing', version = version + 1 WHERE id = {ncr}",
    ),
    "young command": (KEPT, "DELETE FROM cs.command"),
    "young feed": (KEPT, "DELETE FROM cs.change_feed"),
    "feed": (KEPT, "UPDATE cs.change_feed SET record = 'x'"),
    **{
        f"{verb} {table}": (KEPT, statement)
        for table in (
            *("cs.bom_line", "cs.configuration", "cs.signature", "cs.signature_subject", "cs.reading", "cs.comment"),
            *("cs.status_history", "cs.serial_number", "cs.print_record", "cs.document_content", "cs.notification"),
            *("cs.workflow_transition", "cs_audit.log", "cs_audit.log_default", "cs_audit.{month}", "cs_audit.seal"),
            *("cs_audit.seal_member", "cs_audit.security_event"),
        )
        for verb, statement in (
            ("UPDATE", f"UPDATE {table} SET {{column}} = {{column}}"),
            ("DELETE", f"DELETE FROM {table}"),
            ("TRUNCATE", f"TRUNCATE {table} CASCADE"),
        )
    },
    **{
        f"DELETE {table}": (KEPT, f"DELETE FROM {table}")
        for table in (
            *("cs.customer_order", "cs.build", "cs.bom_revision", "cs.inspection", "cs.inspection_item", "cs.answer"),
            *("cs.nonconformance", "cs.person", "cs.document", "cs.checklist_template", "cs.rule_set", "cs.item"),
        )
    },
}


@dataclass(frozen=True)
class Records:
    """A rejected build with a signed inspection and an approved BOM, and keys for the statements."""

    database: Clone
    keys: dict[str, object]


@pytest.fixture(scope="module")
def records(cluster: EmbeddedServer, template_database: str) -> Iterator[Records]:
    clone = create_clone(cluster, template_database)
    people = make_personas(clone)
    build, other = (arrived_build(people["coord"], people["proc"]) for _ in range(2))
    inspection = fail_pre_qc(people["qc"], build)
    with people["qc"].connect() as connection:
        still_open = value(connection, "SELECT cs.start_inspection(%s, 'PRE_PRODUCTION_CHECK')", other)
        items = [
            row[0]
            for row in connection.execute(
                "SELECT id FROM cs.inspection_item WHERE inspection_id = %s ORDER BY id LIMIT 2", [still_open]
            ).fetchall()
        ]
        connection.execute(
            "INSERT INTO cs.answer (inspection_item_id, outcome, note) VALUES (%s, 'FAIL', 'not as drawn')", [items[1]]
        )
        ncr = value(connection, "SELECT min(id) FROM cs.nonconformance WHERE build_id = %s", build)
        connection.execute(
            "UPDATE cs.nonconformance SET disposition = 'REWORK', disposition_reason = 'move it', "
            "version = version + 1 WHERE id = %s",
            [ncr],
        )
    sign(people["qc"], "DISPOSITION", "nonconformance", ncr)
    with clone.connect() as superuser:
        revision = value(superuser, "SELECT id FROM cs.bom_revision WHERE build_id = %s", build)
        month = value(superuser, "SELECT 'log_' || to_char(now(), 'YYYY_MM')")
        value(superuser, "SELECT cs_audit.seal()")
    yield Records(
        clone,
        {
            "inspection": inspection,
            "open_inspection": still_open,
            "open_item": items[0],
            "answered_item": items[1],
            "revision": revision,
            "ncr": ncr,
            "person": people["qc"].id,
            "month": month,
        },
    )
    drop_clone(clone)


@pytest.mark.parametrize("actor", ACTORS)
def test_frozen_rows_change_for_nobody(records: Records, actor: str) -> None:
    answers = {}
    with records.database.connect() as connection:
        for name, (_code, statement) in STATEMENTS.items():
            answers[name] = _attempt(connection, actor, _filled(connection, records, statement))
    assert answers == {name: code for name, (code, _statement) in STATEMENTS.items()}


@pytest.mark.parametrize("actor", ACTORS)
def test_no_business_table_can_be_emptied(records: Records, actor: str) -> None:
    with records.database.connect() as connection:
        tables = [
            row[0]
            for row in connection.execute(
                "SELECT oid::regclass::text FROM pg_class WHERE relnamespace = 'cs'::regnamespace AND relkind = 'r'"
            ).fetchall()
        ]
        answers = {table: _attempt(connection, actor, f"TRUNCATE {table} CASCADE") for table in tables}
    assert answers == dict.fromkeys(tables, KEPT)


def test_the_frozen_rows_are_all_still_there(records: Records) -> None:
    # The refusals above would also hold over empty tables; these are not.
    with records.database.connect() as connection:
        counts = {
            table: value(connection, f"SELECT count(*) FROM {table}")
            for table in ("cs.signature", "cs.signature_subject", "cs.answer", "cs_audit.log", "cs_audit.seal")
        }
        assert min(counts.values()) > 0, counts
        whole = value(
            connection, "SELECT bool_and(sha256 = sha256(image)) FROM cs.signature_subject WHERE image IS NOT NULL"
        )
    assert whole is True


def _filled(connection: psycopg.Connection[tuple[object, ...]], records: Records, statement: str) -> str:
    column = ""
    if "{column}" in statement:
        table = statement.split()[1].format(**records.keys)
        column = value(
            connection,
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND attidentity = '' "
            "ORDER BY attnum LIMIT 1",
            table,
        )
    return statement.format(**records.keys, column=column)


def _attempt(connection: psycopg.Connection[tuple[object, ...]], actor: str, statement: str) -> str:
    """SQLSTATE of a refusal, or how many rows went through; rolled back either way."""
    try:
        for preparation in ACTORS[actor]:
            connection.execute(preparation.encode())
        return f"done: {connection.execute(statement.encode()).rowcount} rows"
    except psycopg.Error as refused:
        return refused.sqlstate or str(refused)
    finally:
        connection.rollback()
