"""Attacks of people who have psql and a valid password: nothing is theirs beyond what the client lets them do."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql

from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from tests.support import role_matrix
from tests.support.clusters import Clone, create_clone, drop_clone
from tests.support.personas import Persona, make_persona, make_personas
from tests.support.psql_floor import arrived_build, fail_pre_qc, submitted_build, value

EVERYBODY = ("new", "coord", "proc", "qc", "asm", "serv", "admin", "jobs")
DENIED = "42501"

# {login}: the attacker; {other}: another person; {database}, {superuser}, {process}: somebody else's session.
ESCALATION = (
    "SET ROLE cs_owner",
    "SET ROLE cs_useradmin",
    "SET ROLE pg_read_all_data",
    "SET ROLE {other}",
    "SET SESSION AUTHORIZATION {superuser}",
    "SET SESSION AUTHORIZATION {other}",
    "SELECT set_config('role', 'cs_owner', false)",
    "SELECT set_config('session_authorization', '{superuser}', false)",
    "CREATE ROLE mallory LOGIN",
    "ALTER ROLE {login} SUPERUSER",
    "ALTER ROLE {login} CREATEROLE",
    "ALTER ROLE {login} BYPASSRLS",
    "ALTER ROLE {login} VALID UNTIL 'infinity'",
    "ALTER ROLE {login} CONNECTION LIMIT -1",
    "ALTER ROLE {other} PASSWORD 'guessed'",
    "ALTER ROLE {other} SET search_path = public",
    "ALTER ROLE {other} RENAME TO mallory",
    "ALTER ROLE cs_admin PASSWORD 'guessed'",
    "ALTER ROLE cs_owner LOGIN",
    "ALTER ROLE ALL SET search_path = public",
    "DROP ROLE {other}",
    "GRANT cs_admin TO {login}",
    "GRANT cs_owner TO {login}",
    "GRANT cs_useradmin TO {login}",
    "GRANT cs_person TO {other}",
    "GRANT pg_execute_server_program TO {login}",
    "REVOKE cs_person FROM {other}",
    "COMMENT ON ROLE cs_owner IS 'CleanStation environment: mine'",
    "REASSIGN OWNED BY cs_owner TO {login}",
    "ALTER DEFAULT PRIVILEGES FOR ROLE cs_owner GRANT SELECT ON TABLES TO {login}",
    "SELECT cs_adm.role_create('mallory', 'x')",
    "SELECT cs_adm.role_set_group('{login}', 'cs_admin', true)",
    "SELECT cs_adm.create_break_glass('mallory', 'Mallory', 'MM', 'x')",
)
CREATION = (
    "CREATE SCHEMA evil",
    "CREATE TABLE public.person (id int)",
    "CREATE TABLE cs.evil (id int)",
    "CREATE TEMPORARY TABLE person (id int)",
    "SELECT 1 AS id INTO TEMPORARY person",
    "CREATE TEMPORARY VIEW person AS SELECT 1 AS id",
    "CREATE TEMPORARY SEQUENCE evil",
    "CREATE VIEW public.evil AS SELECT 1 AS id",
    "CREATE FUNCTION public.evil() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE FUNCTION pg_temp.evil() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE FUNCTION cs.evil() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE OR REPLACE FUNCTION cs.has_claim(p_build bigint) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
    "CREATE OPERATOR public.= (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = int8eq)",
    "CREATE TYPE public.evil AS (id int)",
    "CREATE DOMAIN public.evil AS int",
    "CREATE SEQUENCE public.evil",
    "CREATE AGGREGATE public.evil (int) (SFUNC = int4pl, STYPE = int)",
    "CREATE CAST (text AS bigint) WITH INOUT AS IMPLICIT",
    'CREATE COLLATION public.evil FROM "C"',
    "ALTER EXTENSION plpgsql SET SCHEMA public",
    "CREATE EVENT TRIGGER evil ON ddl_command_start EXECUTE FUNCTION cs.refuse_change()",
    "CREATE PUBLICATION evil",
    "CREATE SUBSCRIPTION evil CONNECTION '' PUBLICATION evil WITH (connect = false)",
    "CREATE DATABASE evil",
    "CREATE TABLESPACE evil LOCATION '/tmp'",
    "CREATE FOREIGN DATA WRAPPER evil",
    "CREATE LANGUAGE evil HANDLER plpgsql_call_handler",
    "CREATE STATISTICS public.evil ON id, version FROM cs.build",
    "CREATE TRIGGER evil BEFORE UPDATE ON cs.build EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "CREATE RULE evil AS ON INSERT TO cs.comment DO INSTEAD NOTHING",
    "CREATE POLICY evil ON cs.nonconformance USING (true)",
    "CREATE INDEX evil ON cs.build (id)",
)
ALTERATION = (
    "ALTER TABLE cs.build DISABLE TRIGGER ALL",
    "ALTER TABLE cs.build DISABLE TRIGGER m_guard",
    "ALTER TABLE cs.nonconformance DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE cs.build OWNER TO {login}",
    "ALTER TABLE cs.build ADD COLUMN evil int",
    "ALTER TABLE cs_audit.log DETACH PARTITION cs_audit.log_default",
    "ALTER TABLE cs.build SET SCHEMA public",
    "ALTER FUNCTION cs.current_person_id() SET search_path = public",
    "ALTER FUNCTION cs.current_person_id() OWNER TO {login}",
    "ALTER SCHEMA cs RENAME TO evil",
    "ALTER DATABASE {database} SET session_replication_role = replica",
    "ALTER DATABASE {database} OWNER TO {login}",
    "ALTER SYSTEM SET log_statement = 'all'",
    "DROP TABLE cs.comment",
    "DROP FUNCTION cs.refuse_change() CASCADE",
    "DROP TRIGGER m_guard ON cs.build",
    "DROP POLICY read_all ON cs.nonconformance",
    "DROP SCHEMA cs CASCADE",
    "TRUNCATE cs.comment",
    "TRUNCATE cs_audit.log",
    "DO $$ BEGIN LOCK TABLE cs.build IN ACCESS EXCLUSIVE MODE; END $$",
    "DO $$ BEGIN LOCK TABLE cs_audit.log IN SHARE MODE; END $$",
    "REINDEX TABLE cs.build",
    "CLUSTER cs.build USING build_pkey",
    "COMMENT ON TABLE cs.build IS 'mine'",
)
FILES_AND_SERVER = (
    "COPY (SELECT 1) TO PROGRAM 'id'",
    "COPY cs.comment (body) FROM PROGRAM 'id'",
    "COPY (SELECT 1) TO '/tmp/evil'",
    "COPY cs.comment (body) FROM '/etc/passwd'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT pg_read_binary_file('postgresql.conf')",
    "SELECT pg_stat_file('PG_VERSION')",
    "SELECT pg_ls_dir('.')",
    "SELECT pg_ls_logdir()",
    "SELECT pg_current_logfile()",
    "SELECT * FROM pg_hba_file_rules",
    "SELECT * FROM pg_file_settings",
    "LOAD '/tmp/evil.so'",
    "SELECT lo_import('/etc/passwd')",
    "SELECT lo_import('/etc/passwd', 1)",
    "SELECT lo_export(1, '/tmp/evil')",
    "SELECT lo_create(0)",
    "SELECT lo_creat(-1)",
    "SELECT lo_from_bytea(0, 'x')",
    "SELECT * FROM pg_largeobject",
    "SELECT rolpassword FROM pg_authid",
    "SELECT passwd FROM pg_shadow",
    "SELECT * FROM pg_statistic",
    "SELECT pg_advisory_lock(1)",
    "SELECT pg_advisory_xact_lock_shared(1)",
    "SELECT pg_try_advisory_lock(1, 2)",
    "SELECT pg_terminate_backend({process})",
    "SELECT pg_cancel_backend({process})",
    "SELECT pg_reload_conf()",
    "SELECT pg_rotate_logfile()",
    "SELECT pg_switch_wal()",
    "SELECT pg_create_restore_point('evil')",
    "SELECT pg_create_physical_replication_slot('evil')",
    "SELECT pg_log_backend_memory_contexts({process})",
    "SELECT pg_stat_reset()",
    "CHECKPOINT",
)
SETTINGS = (
    "SET session_replication_role = replica",
    "SET log_statement = 'none'",
    "SET log_min_error_statement = 'panic'",
    "SET temp_file_limit = -1",
    "SET session_preload_libraries = 'evil'",
    "SET allow_system_table_mods = on",
    "SET zero_damaged_pages = on",
    "SET ignore_checksum_failure = on",
    "SET dynamic_library_path = '/tmp'",
    "SET lo_compat_privileges = on",
)
WRITES = (
    *(
        f"INSERT INTO {table} DEFAULT VALUES"
        for table in (
            *("cs_audit.log", "cs_audit.log_default", "cs_audit.seal", "cs_audit.seal_member"),
            *("cs_audit.security_event", "cs.change_feed", "cs.command", "cs.signature", "cs.signature_subject"),
            *("cs.status_history", "cs.reading", "cs.inspection", "cs.inspection_item", "cs.serial_number"),
            *("cs.task", "cs.order_progress", "cs.notification", "cs.mail_outbox", "cs.workflow_transition"),
            *("cs.nonconformance", "cs.person", "cs.person_role", "cs_adm.verifier", "cs_adm.sign_in_attempt"),
        )
    ),
    *(f"UPDATE {table} SET id = DEFAULT" for table in ("cs.signature", "cs.inspection", "cs.reading", "cs.build")),
    *(f"DELETE FROM {table}" for table in ("cs.build", "cs.signature", "cs_audit.log", "cs.command", "cs.answer")),
    "INSERT INTO cs.comment (id, order_id, body) OVERRIDING SYSTEM VALUE VALUES (1, 1, 'x')",
    "INSERT INTO cs.comment (order_id, body, created_by) VALUES (1, 'x', {other_id})",
    "INSERT INTO cs.answer (inspection_item_id, outcome, answered_by) VALUES (1, 'PASS', {other_id})",
    "INSERT INTO cs.build (order_id, build_number, position, status) VALUES (1, 'E-1', 1, 'SHIPPED')",
    "UPDATE cs.task SET done_by = {other_id}",
    "UPDATE cs.assembly_claim SET person_id = {other_id}",
    "UPDATE cs.person SET login = '{login}' WHERE id = {other_id}",
    "UPDATE cs.bom_revision SET sha256 = 'x'",
    "UPDATE cs.inspection SET state = 'SIGNED', result = 'PASSED'",
    "UPDATE cs.nonconformance SET disposition_signature_id = 1",
    "MERGE INTO cs.signature s USING (SELECT 1) x ON true WHEN MATCHED THEN DELETE",
    "SELECT nextval('cs_audit.log_id_seq')",
    "SELECT setval('cs.build_id_seq', 1)",
)
ATTACKS = {
    "escalation": ESCALATION,
    "creation": CREATION,
    "alteration": ALTERATION,
    "files and server": FILES_AND_SERVER,
    "settings": SETTINGS,
    "writes": WRITES,
}


@dataclass(frozen=True)
class Field:
    """Where the attacks take place: real logins, one submitted build, one that QC rejected by signature."""

    database: Clone
    people: Mapping[str, Persona]
    submitted: int
    rejected: int
    inspection: int


@pytest.fixture(scope="module")
def field(cluster: EmbeddedServer, template_database: str) -> Iterator[Field]:
    clone = create_clone(cluster, template_database)
    people = make_personas(clone)
    rejected = arrived_build(people["coord"], people["proc"])
    inspection = fail_pre_qc(people["qc"], rejected)
    yield Field(clone, people, submitted_build(people["coord"]), rejected, inspection)
    drop_clone(clone)


@pytest.mark.parametrize("kind", ATTACKS)
@pytest.mark.parametrize("who", EVERYBODY)
def test_statements_that_nobody_may_run(field: Field, who: str, kind: str) -> None:
    attacker = field.people[who]
    victim = field.people["asm" if who != "asm" else "qc"]
    rights_before = _rights(field)
    survived = []
    with victim.connect() as bystander, attacker.connect() as connection:
        names = {
            "login": attacker.login,
            "other": victim.login,
            "other_id": victim.id,
            "database": field.database.name,
            "superuser": field.database.cluster.superuser,
            "process": bystander.info.backend_pid,
        }
        for attack in ATTACKS[kind]:
            try:
                connection.execute(attack.format(**names).encode())
                survived.append((attack, "done"))
            except psycopg.Error as refused:
                if refused.sqlstate != DENIED:
                    survived.append((attack, f"{refused.sqlstate} {refused}"))
        assert bystander.execute("SELECT 1").fetchone() == (1,)
    assert survived == []
    assert _rights(field) == rights_before


def _rights(field: Field) -> set[str]:
    logins = {name: persona.login for name, persona in field.people.items() if name != "foreign"}
    with field.database.connect() as connection:
        return role_matrix.from_catalogue(connection, {**logins, "foreign": "public"}).rights()


def test_holding_a_group_changes_no_identity(field: Field) -> None:
    qc = field.people["qc"]
    with qc.connect() as connection:
        connection.execute("SET ROLE cs_qc")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(sql.SQL("GRANT cs_qc TO {}").format(sql.Identifier(field.people["foreign"].login)))
        comment = _comment(connection, field)
        assert value(connection, "SELECT created_by FROM cs.comment WHERE id = %s", comment) == qc.id
    assert _audited(field, comment)["login"] == qc.login


def test_settings_give_nobody_another_identity(field: Field) -> None:
    assembler, qc = field.people["asm"], field.people["qc"]
    with field.database.connect() as superuser:
        foreign_command = value(superuser, "SELECT id FROM cs.command WHERE person_id <> %s LIMIT 1", assembler.id)
    with assembler.connect() as connection:
        for setting, spoofed in (
            ("cs.person", str(qc.id)),
            ("cs.login", qc.login),
            ("cs.command", str(foreign_command)),
            ("cs.station", "STATION-OF-QC"),
            ("application_name", "cleanstation/STATION-OF-QC"),
        ):
            connection.execute("SELECT set_config(%s, %s, false)", [setting, spoofed])
        comment = _comment(connection, field)
        assert value(connection, "SELECT created_by FROM cs.comment WHERE id = %s", comment) == assembler.id
        assert value(connection, "SELECT cs.current_person_id()") == assembler.id
    audited = _audited(field, comment)
    # The station is a hint and can be spoofed; the person and the command cannot.
    assert (audited["login"], audited["station"]) == (assembler.login, "STATION-OF-QC")
    assert audited["command_id"] is None


@pytest.mark.parametrize("nonsense", ["", "not a uuid", str(UUID(int=1)), "x" * 10_000])
def test_nonsense_in_the_command_setting_spoils_no_write(field: Field, nonsense: str) -> None:
    with field.people["asm"].connect() as connection:
        connection.execute("SELECT set_config('cs.command', %s, false)", [nonsense])
        comment = _comment(connection, field)
    assert _audited(field, comment)["command_id"] is None


def test_psql_writes_within_its_rights_and_the_audit_shows_that_no_command_did_it(field: Field) -> None:
    with field.people["coord"].connect() as connection:
        comment = _comment(connection, field)
        connection.execute("BEGIN")
        identifier = uuid4()
        connection.execute("SELECT cs.begin_command(%s, 'comment.add', '', 'here', 'why')", [identifier])
        commanded = _comment(connection, field)
        connection.execute("SELECT cs.finish_command(%s, '{}')", [identifier])
        connection.execute("COMMIT")
    assert _audited(field, comment)["command_id"] is None
    assert _audited(field, commanded)["command_id"] == identifier


def test_a_command_of_somebody_else_cannot_be_taken_up_or_finished(field: Field) -> None:
    identifier = uuid4()
    with field.people["coord"].connect() as connection:
        connection.execute("SELECT cs.begin_command(%s, 'x', 'request', '', '')", [identifier])
        for name, request in (("y", b"request"), ("x", b"another")):
            with pytest.raises(psycopg.Error, match="already used") as refused:
                connection.execute("SELECT cs.begin_command(%s, %s, %s, '', '')", [identifier, name, request])
            assert refused.value.sqlstate == "CS410"
    with field.people["qc"].connect() as connection:
        with pytest.raises(psycopg.Error, match="already used"):
            connection.execute("SELECT cs.begin_command(%s, 'x', 'request', '', '')", [identifier])
        with pytest.raises(psycopg.Error, match="not begun here"):
            connection.execute("SELECT cs.finish_command(%s, '{}')", [identifier])
        assert value(connection, "SELECT count(*) FROM cs.command WHERE id = %s", identifier) == 0


def test_functions_of_the_owner_are_not_hijacked_through_objects_of_the_caller(
    cluster: EmbeddedServer, template_database: str
) -> None:
    # Should somebody give TEMP and CREATE away one day: the second wall. A clone of its own, its rights are spoilt.
    clone = create_clone(cluster, template_database)
    try:
        people = {name: make_persona(clone, name) for name in ("coord", "qc")}
        with clone.connect(autocommit=True) as superuser:
            superuser.execute(f"GRANT TEMPORARY ON DATABASE {clone.name} TO PUBLIC")
            superuser.execute("GRANT ALL ON SCHEMA public TO PUBLIC")
        build = submitted_build(people["coord"])
        with people["qc"].connect() as connection:
            for statement in (
                "SET search_path = public, pg_temp, cs, pg_catalog",
                f"CREATE TEMP TABLE person AS SELECT {people['coord'].id} AS id, session_user AS login",
                "CREATE TEMP TABLE build AS SELECT * FROM cs.build",
                "CREATE TABLE public.workflow_transition AS SELECT * FROM cs.workflow_transition",
                "CREATE FUNCTION public.now() RETURNS timestamptz LANGUAGE sql AS 'SELECT ''2000-01-01''::timestamptz'",
                "CREATE FUNCTION public.pg_has_role(name, text, text) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
                "CREATE FUNCTION pg_temp.pg_has_role(name, text, text) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
                "CREATE FUNCTION public.always(name, name) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
                "CREATE OPERATOR public.= (LEFTARG = name, RIGHTARG = name, FUNCTION = public.always)",
                "CREATE FUNCTION public.always(text, name) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
                "CREATE OPERATOR public.= (LEFTARG = text, RIGHTARG = name, FUNCTION = public.always)",
            ):
                connection.execute(statement.encode())
            assert value(connection, "SELECT cs.current_person_id()") == people["qc"].id
            assert value(connection, "SELECT cs.has_role('cs_coordinator')") is False
            with pytest.raises(psycopg.Error) as refused:
                connection.execute(
                    "UPDATE cs.build SET status = 'SINK_BODY_EXTERNAL_PRODUCTION', version = 2 WHERE id = %s", [build]
                )
            assert refused.value.sqlstate == "CS403"
            found = connection.execute(
                "INSERT INTO cs.comment (order_id, body) SELECT order_id, 'x' FROM cs.build WHERE id = %s "
                "RETURNING created_by, created_at > '2001-01-01'",
                [build],
            ).fetchone()
            assert found == (people["qc"].id, True)
    finally:
        drop_clone(clone)


def test_everybody_can_set_the_own_password_past_the_functions(field: Field) -> None:
    # No policy of PostgreSQL can stop it (operator guide); the service flags it by comparing verifiers.
    person = make_persona(field.database, "qc")
    with person.connect() as connection:
        connection.execute(sql.SQL("ALTER ROLE {} PASSWORD 'a'").format(sql.Identifier(person.login)))
    with field.database.connect(person.login, "a") as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_role_that_was_taken_away_is_gone_from_prepared_statements(field: Field) -> None:
    person = make_persona(field.database, "qc")
    with person.connect() as connection, field.people["admin"].connect() as admin:
        connection.execute("PREPARE ncrs AS SELECT count(*) FROM cs.nonconformance")
        connection.execute("PREPARE change AS UPDATE cs.nonconformance SET redo = redo WHERE false")
        assert value(connection, "EXECUTE ncrs") > 0
        admin.execute("SELECT cs_adm.set_roles(%s, 1, ARRAY['cs_assembler'])", [person.id])
        assert value(connection, "EXECUTE ncrs") == 0
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("EXECUTE change")


def test_what_everybody_can_read_of_the_catalogue_holds_no_secret(field: Field) -> None:
    with field.people["new"].connect() as connection:
        text = value(
            connection,
            "SELECT string_agg(t, ' ') FROM (SELECT prosrc FROM pg_proc UNION ALL SELECT qual FROM pg_policies "
            "UNION ALL SELECT description FROM pg_description UNION ALL SELECT description FROM pg_shdescription "
            "UNION ALL SELECT value::text FROM cs.setting UNION ALL SELECT array_to_string(setconfig, ' ') "
            "FROM pg_db_role_setting UNION ALL SELECT setting FROM pg_settings) x (t)",
        )
        queries = value(
            connection,
            "SELECT count(*) FROM pg_stat_activity WHERE query <> '' AND usename <> session_user "
            "AND query <> '<insufficient privilege>'",
        )
    assert queries == 0
    secrets = [persona.password for name, persona in field.people.items() if persona.person is not None]
    secrets += [field.database.dsn()["password"], "SCRAM-SHA-256$4096:"]
    assert [secret for secret in secrets if secret in text] == []


def test_a_lock_of_somebody_ends_the_wait_of_others(field: Field) -> None:
    with field.people["asm"].connect(autocommit=False) as holder:
        holder.execute("SELECT FROM cs.build WHERE id = %s FOR UPDATE", [field.submitted])
        with field.people["qc"].connect() as connection:
            assert value(connection, "SHOW lock_timeout") == "10s"
            assert value(connection, "SHOW statement_timeout") == "1min"
            assert value(connection, "SHOW idle_in_transaction_session_timeout") == "1min"
            connection.execute("SET lock_timeout = '200ms'")
            began = time.monotonic()
            with pytest.raises(psycopg.errors.LockNotAvailable):
                connection.execute("SELECT FROM cs.build WHERE id = %s FOR UPDATE", [field.submitted])
            assert time.monotonic() - began < 5


def test_an_authentication_that_is_not_fresh_signs_nothing(cluster: EmbeddedServer, template_database: str) -> None:
    clone = create_clone(cluster, template_database)
    try:
        with clone.connect(autocommit=True) as superuser:
            source = value(superuser, "SELECT pg_get_functiondef('cs.sign'::regproc)")
            assert "'60 s'" in source
            superuser.execute(source.replace("'60 s'", "'1 s'").encode())
        buyer, build = make_persona(clone, "proc"), submitted_build(make_persona(clone, "coord"))
        with buyer.connect() as connection:
            time.sleep(1.1)
            subject = json.dumps([{"kind": "bom_revision", "id": 1, "version": 1}])
            with pytest.raises(psycopg.Error) as refused:
                connection.execute("SELECT cs.sign('BOM_APPROVED', %s::jsonb)", [subject])
            assert refused.value.sqlstate == "CS401"
            assert value(connection, "SELECT count(*) FROM cs.signature") == 0
            assert value(connection, "SELECT state FROM cs.bom_revision WHERE build_id = %s", build) == "SUBMITTED"
    finally:
        drop_clone(clone)


def test_a_report_of_something_else_does_not_stand_for_what_the_server_refused(field: Field) -> None:
    with field.people["qc"].connect() as connection:
        process = connection.info.backend_pid
        with pytest.raises(psycopg.Error) as denied:
            connection.execute("DELETE FROM cs.person")
        message = denied.value.diag.message_primary
        report = "SELECT cs_audit.report_refusal(%s, '42501', %s, 'x', %s)"
        for kind, said in (("REFUSED", "The printer is out of paper."), ("FROZEN", message)):
            connection.execute(report, [kind, said, process])
    login, database = field.people["qc"].login, field.database.name
    entry = {"kind": "REFUSED", "login": login, "pid": process, "sqlstate": "42501", "message": message}
    entries = json.dumps([{**entry, "database": database, "at": f"{datetime.now(UTC)}"}])
    with field.people["jobs"].connect() as connection:
        connection.execute("SELECT cs_adm.note_server_log('forged', 0, 1, 1, '\\x01', %s::jsonb)", [entries])
    with field.database.connect() as superuser:
        events = superuser.execute(
            "SELECT source, kind, detail FROM cs_audit.security_event WHERE login = %s AND backend_pid = %s "
            "ORDER BY id",
            [login, process],
        ).fetchall()
    assert events[-1] == ("SERVER_LOG", "REFUSED", message)
    assert len(events) == 3


def _comment(connection: psycopg.Connection[Any], field: Field) -> int:
    return int(
        value(
            connection,
            "INSERT INTO cs.comment (order_id, body) SELECT order_id, 'seen' FROM cs.build WHERE id = %s RETURNING id",
            field.submitted,
        )
    )


def _audited(field: Field, comment: int) -> dict[str, object]:
    """The newest audit row of a comment."""
    with field.database.connect() as superuser:
        row = superuser.execute(
            "SELECT login, station, command_id FROM cs_audit.log WHERE table_name = 'comment' AND record = %s "
            "ORDER BY id DESC LIMIT 1",
            [str(comment)],
        ).fetchone()
    assert row is not None
    return dict(zip(("login", "station", "command_id"), row, strict=True))
