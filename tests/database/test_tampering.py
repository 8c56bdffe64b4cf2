"""Tampering by a superuser, with the triggers off: each kind is found by the verification."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import text

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import builds
from cleanstation_desktop.services.audit_verification import AuditReport, verify
from cleanstation_desktop.services.session import Command
from tests.support.clusters import Clone
from tests.support.people import make_person, session_of
from tests.support.shop import PRE_QC, Shop

LOGS = "cs_audit.log", "cs_audit.seal", "cs_audit.seal_member"


class Victim:
    """A database with drafts, sealed twice, and a superuser's connection."""

    def __init__(self, database: Clone, superuser: psycopg.Connection[Any]) -> None:
        self.database = database
        self.superuser = superuser
        session = session_of(database, make_person(database, Role.PRODUCTION_COORDINATOR))
        try:
            for number in range(6):
                with session.write(Command("draft.add", {"number": number})) as work:
                    work.connection.execute(
                        text("INSERT INTO cs.order_draft (title, body) VALUES (:title, '{}')"),
                        {"title": f"PO-{number}"},
                    )
                    work.answer = {}
                if number in {2, 5}:
                    superuser.execute("SELECT cs_audit.seal()")
        finally:
            session.close()
        self.anchor = str(self.one("SELECT encode(hash, 'hex') FROM cs_audit.latest_seal()"))

    def one(self, query: str) -> Any:
        """First value of the first row."""
        row = self.superuser.execute(query.encode()).fetchone()
        assert row is not None
        return row[0]

    def tamper(self, *statements: str) -> None:
        """Run statements with every trigger of the tables off, and on again afterwards, as one who hides would."""
        tables = [*self.tables_of_log(), "cs.order_draft", "cs.setting"]
        words = {"A": "ENABLE ALWAYS", "O": "ENABLE", "R": "ENABLE REPLICA", "D": "DISABLE"}
        with self.superuser.transaction():
            states = self.superuser.execute(
                "SELECT t.tgrelid::regclass::text, t.tgname, t.tgenabled FROM pg_trigger t "
                "WHERE t.tgrelid = ANY (%s::regclass[]) AND NOT t.tgisinternal",
                (tables,),
            ).fetchall()
            for table in tables:
                self.superuser.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
            for statement in statements:
                self.superuser.execute(statement.encode())
            for table, name, state in states:
                enable = f"ALTER TABLE {table} {words[state]} TRIGGER {{}}"
                self.superuser.execute(sql.SQL(enable).format(sql.Identifier(name)))

    def tables_of_log(self) -> list[str]:
        """The log, its partitions and its seals."""
        rows = self.superuser.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'cs_audit.log'::regclass"
        ).fetchall()
        return [*LOGS, *(row[0] for row in rows)]

    def verify(self, *, anchored: bool = False) -> AuditReport:
        """Verify, with the anchor kept before the tampering or without."""
        return verify(self.database.url(), anchor=self.anchor if anchored else None)

    def codes(self, *, anchored: bool = False) -> set[str]:
        """Codes of what is found."""
        return {problem.code for problem in self.verify(anchored=anchored).problems}


@pytest.fixture
def victim(database: Clone) -> Iterator[Victim]:
    """A database to tamper with."""
    with database.connect(autocommit=True) as superuser:
        yield Victim(database, superuser)


FIRST_SEALED = "(SELECT min(id) FROM cs_audit.log WHERE table_name = 'order_draft')"


def test_an_untouched_database_is_whole(victim: Victim) -> None:
    victim.tamper()
    report = victim.verify(anchored=True)
    assert report.problems == ()
    assert report.latest_seal == victim.anchor


def test_a_changed_audit_row_is_found(victim: Victim) -> None:
    victim.tamper(f"UPDATE cs_audit.log SET login = 'somebody else' WHERE id = {FIRST_SEALED}")
    number = victim.one(f"SELECT {FIRST_SEALED}")
    places = [problem.place for problem in victim.verify().problems if problem.code == "row_changed"]
    assert places == [f"audit row {number} under seal 1"]


def test_a_changed_audit_row_with_its_hash_made_anew_is_found(victim: Victim) -> None:
    victim.tamper(
        f"UPDATE cs_audit.log SET reason = 'another reason' WHERE id = {FIRST_SEALED}",
        "UPDATE cs_audit.log l SET hash = sha256(cs_audit.image(l))",
    )
    assert victim.codes() == {"seal_rows_differ"}


def test_a_removed_audit_row_is_found(victim: Victim) -> None:
    victim.tamper(f"DELETE FROM cs_audit.log WHERE id = {FIRST_SEALED}")
    assert {"row_missing", "seal_rows_differ"} <= victim.codes()


def test_a_removed_audit_row_with_its_membership_is_found(victim: Victim) -> None:
    victim.tamper(
        f"DELETE FROM cs_audit.seal_member WHERE log_id = {FIRST_SEALED}",
        f"DELETE FROM cs_audit.log WHERE id = {FIRST_SEALED}",
    )
    assert "seal_rows_differ" in victim.codes()


INSERT_LOG = """
    INSERT INTO cs_audit.log OVERRIDING SYSTEM VALUE
    SELECT (x.forged).* FROM (
        SELECT jsonb_populate_record(l, jsonb_build_object('id', {id}, 'at', {at}, 'record', '999',
               'action', 'DELETE', 'new_row', NULL)) AS forged
          FROM cs_audit.log l WHERE l.id = {first}) AS x
"""
REHASH = "UPDATE cs_audit.log l SET hash = sha256(cs_audit.image(l)) WHERE l.record = '999'"


def test_an_audit_row_put_under_a_seal_is_found(victim: Victim) -> None:
    victim.tamper(
        INSERT_LOG.format(id=900_000, at="now()", first=FIRST_SEALED),
        REHASH,
        "INSERT INTO cs_audit.seal_member (log_id, seal_id) VALUES (900000, 1)",
    )
    assert victim.codes() == {"seal_rows_differ"}


def test_an_audit_row_dated_back_is_found(victim: Victim) -> None:
    victim.tamper(INSERT_LOG.format(id=0, at="now() - interval '1 hour'", first=FIRST_SEALED), REHASH)
    assert victim.codes() == {"row_added"}


def test_a_changed_seal_is_found(victim: Victim) -> None:
    victim.tamper("UPDATE cs_audit.seal SET at = at - interval '1 day' WHERE id = 1")
    assert victim.codes() == {"seal_changed"}


def test_a_changed_seal_with_its_hash_made_anew_is_found(victim: Victim) -> None:
    victim.tamper(
        "UPDATE cs_audit.seal SET at = at - interval '1 day' WHERE id = 1",
        "UPDATE cs_audit.seal s SET hash = cs_audit.seal_hash(s) WHERE id = 1",
    )
    assert victim.codes() == {"seal_chain_broken"}


def test_a_removed_seal_is_found(victim: Victim) -> None:
    victim.tamper(
        "DELETE FROM cs_audit.seal_member WHERE seal_id = 1",
        "DELETE FROM cs_audit.log l WHERE NOT EXISTS (SELECT FROM cs_audit.seal_member m WHERE m.log_id = l.id)",
        "DELETE FROM cs_audit.seal WHERE id = 1",
    )
    assert {"seal_missing", "seal_chain_broken"} <= victim.codes()


def cut_tail(victim: Victim) -> None:
    """Take away the last seal with all its rows, and what they logged."""
    victim.tamper(
        "DELETE FROM cs.order_draft WHERE id::text IN (SELECT l.record FROM cs_audit.log l "
        "JOIN cs_audit.seal_member m ON m.log_id = l.id WHERE m.seal_id = 2 AND l.table_name = 'order_draft')",
        "DELETE FROM cs_audit.log l USING cs_audit.seal_member m WHERE m.log_id = l.id AND m.seal_id = 2",
        "DELETE FROM cs_audit.seal_member WHERE seal_id = 2",
        "DELETE FROM cs_audit.seal WHERE id = 2",
    )


def test_a_cut_tail_is_found_with_an_anchor(victim: Victim) -> None:
    cut_tail(victim)
    assert victim.codes() == set()  # nothing inside the database can tell
    assert victim.codes(anchored=True) == {"anchor_not_found"}


def recompute_everything(victim: Victim) -> None:
    """Change history and make all hashes and seals anew with the database's own functions."""
    victim.tamper(
        "UPDATE cs_audit.log SET login = 'somebody else' WHERE table_name = 'order_draft'",
        "UPDATE cs_audit.log l SET hash = sha256(cs_audit.image(l))",
        "DELETE FROM cs_audit.seal_member",
        "DELETE FROM cs_audit.seal",
        "SELECT cs_audit.seal()",
    )


def test_a_history_made_anew_is_found_with_an_anchor(victim: Victim) -> None:
    recompute_everything(victim)
    assert victim.codes() == set()
    assert victim.codes(anchored=True) == {"anchor_not_found"}


def test_a_changed_live_row_is_found(victim: Victim) -> None:
    victim.tamper("UPDATE cs.order_draft SET title = 'forged' WHERE title = 'PO-3'")
    key = victim.one("SELECT id FROM cs.order_draft WHERE title = 'forged'")
    report = victim.verify()
    assert [(problem.code, problem.place) for problem in report.problems] == [
        ("live_row_changed", f"order_draft {key}")
    ]


def test_a_removed_live_row_is_found(victim: Victim) -> None:
    victim.tamper("DELETE FROM cs.order_draft WHERE title = 'PO-3'")
    assert victim.codes() == {"live_row_missing"}


def test_a_live_row_put_in_is_found(victim: Victim) -> None:
    victim.tamper("INSERT INTO cs.order_draft (title, body, created_at) VALUES ('forged', '{}', now())")
    assert victim.codes() == {"live_row_never_logged"}


def test_a_live_row_that_comes_back_is_found(victim: Victim) -> None:
    key = victim.one("SELECT min(id) FROM cs.order_draft")
    victim.superuser.execute("CREATE TABLE public.kept AS SELECT * FROM cs.order_draft WHERE id = %s", (key,))
    victim.superuser.execute("DELETE FROM cs.order_draft WHERE id = %s", (key,))
    assert victim.codes() == set()
    victim.tamper("INSERT INTO cs.order_draft OVERRIDING SYSTEM VALUE SELECT * FROM public.kept")
    assert victim.codes() == {"live_row_back_again"}


def test_replication_mode_leaves_the_triggers_at_work(victim: Victim) -> None:
    with victim.superuser.transaction():
        victim.superuser.execute("SET LOCAL session_replication_role = replica")
        victim.superuser.execute("UPDATE cs.order_draft SET title = 'seen', version = version + 1 WHERE title = 'PO-3'")
    assert victim.codes() == set()
    assert victim.one("SELECT login FROM cs_audit.log WHERE new_row ->> 'title' = 'seen'") == victim.superuser.info.user


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("DROP TRIGGER z_audit ON cs.order_draft", "trigger_missing"),
        ("ALTER TABLE cs.order_draft DISABLE TRIGGER z_audit", "trigger_disabled"),
        ("ALTER TABLE cs.order_draft ENABLE TRIGGER z_audit", "trigger_disabled"),  # off for replicas
        ("DROP TRIGGER a_append_only ON cs_audit.seal", "trigger_missing"),
        (
            "CREATE OR REPLACE TRIGGER z_audit AFTER INSERT ON cs.order_draft FOR EACH ROW "
            "EXECUTE FUNCTION cs_audit.record_row('NORMAL', 'id', '')",
            "trigger_disabled",
        ),
        (
            "CREATE TRIGGER zz_forge BEFORE INSERT ON cs.signature FOR EACH ROW EXECUTE FUNCTION cs.stamp_creation()",
            "trigger_unknown",
        ),
        ("DROP TRIGGER m_status ON cs.build", "trigger_missing"),
        ("ALTER TABLE cs.nonconformance DISABLE ROW LEVEL SECURITY", "row_security_off"),
        ("DROP POLICY read_own ON cs.notification", "policy_missing"),
        ("CREATE POLICY open_door ON cs.nonconformance FOR SELECT USING (true)", "policy_unknown"),
        ("DROP FUNCTION cs.feed_position()", "function_missing"),
        ("CREATE FUNCTION cs.back_door() RETURNS int LANGUAGE sql AS 'SELECT 1'", "function_unknown"),
        ("CREATE FUNCTION cs.has_role(text, int) RETURNS boolean LANGUAGE sql AS 'SELECT true'", "function_unknown"),
        (
            "CREATE OR REPLACE FUNCTION cs.has_role(p_group text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE "
            "SET search_path = pg_catalog, pg_temp AS 'SELECT true'",
            "function_changed",
        ),
        ("ALTER FUNCTION cs.current_person_id() RESET search_path", "function_changed"),
        ("ALTER FUNCTION cs.has_role(text) SECURITY DEFINER", "function_changed"),
        ("ALTER FUNCTION cs_adm.role_set_group(text, text, boolean) OWNER TO cs_owner", "function_changed"),
        (
            "CREATE OR REPLACE TRIGGER m_frozen BEFORE INSERT OR UPDATE ON cs.answer FOR EACH ROW WHEN (false) "
            "EXECUTE FUNCTION cs.guard_answer(); ALTER TABLE cs.answer ENABLE ALWAYS TRIGGER m_frozen",
            "definitions_changed",
        ),
        ("ALTER POLICY read_own ON cs.notification USING (true)", "definitions_changed"),
        ("GRANT UPDATE ON cs.signature TO cs_qc", "definitions_changed"),
        ("GRANT UPDATE (answered_by) ON cs.answer TO cs_qc", "definitions_changed"),
        ("GRANT EXECUTE ON FUNCTION cs.record_image(text, bigint) TO PUBLIC", "definitions_changed"),
    ],
)
def test_changed_programs_are_found(victim: Victim, statement: str, code: str) -> None:
    trigger = "SELECT tgname FROM pg_trigger WHERE tgrelid = 'cs.build'::regclass AND tgname LIKE 'm\\_%'"
    if "m_status" in statement:
        statement = statement.replace("m_status", victim.one(trigger))
    victim.superuser.execute(statement.encode())
    assert code in victim.codes()


def test_rights_given_past_the_functions_are_found(victim: Victim) -> None:
    person = make_person(victim.database, Role.ASSEMBLER)
    login = sql.Identifier(person.login)
    victim.superuser.execute(sql.SQL("GRANT cs_qc TO {}").format(login))
    assert [problem.place for problem in victim.verify().problems] == [f"{person.login} holds cs_qc"]
    victim.superuser.execute(sql.SQL("REVOKE cs_qc FROM {}").format(login))
    victim.superuser.execute(sql.SQL("REVOKE cs_assembler FROM {} GRANTED BY cs_useradmin").format(login))
    assert victim.codes() == {"role_lost"}
    victim.superuser.execute(sql.SQL("GRANT cs_assembler TO {} GRANTED BY cs_useradmin").format(login))
    victim.superuser.execute(sql.SQL("GRANT pg_read_all_data TO {}").format(login))
    assert victim.codes() == {"role_past_functions"}
    victim.superuser.execute(sql.SQL("REVOKE pg_read_all_data FROM {}").format(login))
    victim.superuser.execute(sql.SQL("ALTER ROLE {} CREATEROLE").format(login))
    assert victim.codes() == {"login_too_powerful"}
    victim.superuser.execute(sql.SQL("ALTER ROLE {} NOCREATEROLE").format(login))
    assert victim.codes() == set()


def test_a_record_that_no_longer_says_what_was_signed_is_found(shop: Shop) -> None:
    """Though its guard alone was off, so that the change stands in the audit as any other."""
    build_id = shop.arrived_build()
    shop.inspect(shop.qc, build_id, PRE_QC)
    assert verify(shop.database.url()).whole
    number = builds.read_build(shop.qc.session, build_id).head.build_number
    for table, guard, change, record in (
        ("bom_line", "a_append_only", "quantity = quantity + 1 WHERE sequence = 3", "bom_revision"),
        ("inspection", "m_frozen", "result = 'FAILED', version = version + 1", "inspection"),
    ):
        with shop.database.connect() as superuser:
            superuser.execute(f"ALTER TABLE cs.{table} DISABLE TRIGGER {guard}".encode())
            superuser.execute(f"UPDATE cs.{table} SET {change}".encode())
            superuser.execute(f"ALTER TABLE cs.{table} ENABLE ALWAYS TRIGGER {guard}".encode())
        problems = [problem for problem in verify(shop.database.url()).problems if f"on {record} " in problem.place]
        assert [(problem.code, number in problem.place) for problem in problems] == [("record_not_as_signed", True)]
    with shop.database.connect() as superuser:
        told = superuser.execute("SELECT problem FROM cs_audit.verify()").fetchall()
    assert told == [("record_not_as_signed",)] * 2
