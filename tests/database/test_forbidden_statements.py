"""Statements that nobody may run, whatever the role, with psql and a valid password: refused, and no right moves."""

from __future__ import annotations

import psycopg
import pytest

from tests.support import role_matrix
from tests.support.psql_floor import Field

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
