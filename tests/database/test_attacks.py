"""Attacks of people who have psql and a valid password: what they may run makes them nobody else and forges nothing."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql

from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from tests.support.clusters import create_clone, drop_clone
from tests.support.personas import make_persona
from tests.support.psql_floor import Field, submitted_build, value


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
