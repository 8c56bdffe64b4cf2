"""The programs of the database: functions, triggers, policies and grants, each a named .sql file.

They are repeatable: after every migration all of them are dropped and made again from the files, in one transaction,
so that the database never holds a function that no file names (docs/adr/0003).
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from sqlalchemy import Connection

from cleanstation_desktop.database.base import ADMINISTRATION, SCHEMAS

FOLDER = Path(__file__).parent / "sql"
OWNER = "cs_owner"
USER_ADMIN = "cs_useradmin"
USER_ADMIN_TOPIC = "70_people"


def files() -> list[Path]:
    """Program files in the order in which they are run."""
    return sorted(path for path in FOLDER.glob("[0-9][0-9]_*/*.sql"))


def digest() -> str:
    """SHA-256 over names and contents of all program files: tells one release's programs from another's."""
    result = hashlib.sha256()
    for path in files():
        result.update(path.relative_to(FOLDER).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return result.hexdigest()


def execute_file(connection: Connection, path: Path) -> None:
    """Run one SQL file as it stands; `:x` and `%` in it are not parameters."""
    statement = path.read_text(encoding="utf-8")
    cursor = connection.connection.cursor()
    try:
        cursor.execute(statement.encode("utf-8"))
    finally:
        cursor.close()


def apply(connection: Connection) -> None:
    """Drop all programs and make them again, inside the caller's transaction.

    The connection must be able to become the owner role and the role of the people functions.
    """
    drop(connection)
    # Functions name each other in no order: their bodies are checked once all are there.
    connection.exec_driver_sql("SET LOCAL check_function_bodies = off")
    _become(connection, OWNER)
    connection.exec_driver_sql(f"GRANT USAGE, CREATE ON SCHEMA {ADMINISTRATION} TO {USER_ADMIN}")
    for path in files():
        role = USER_ADMIN if path.parent.name == USER_ADMIN_TOPIC else OWNER
        _become(connection, role)
        execute_file(connection, path)
    _check_bodies(connection)
    _become(connection, OWNER)
    connection.exec_driver_sql(f"REVOKE CREATE ON SCHEMA {ADMINISTRATION} FROM {USER_ADMIN}")
    _keep(connection, "program_digest", f"'{digest()}'::text", "Digest of the program files")
    # A server of another major version may word them otherwise: `db upgrade` keeps them anew.
    _keep(connection, "definition_digest", "cs_audit.definition_digest()", "Digest of triggers, policies and grants")
    connection.exec_driver_sql("RESET ROLE")


def _keep(connection: Connection, name: str, value: str, meaning: str) -> None:
    connection.exec_driver_sql(
        f"INSERT INTO cs.setting (name, value, meaning) VALUES ('{name}', to_jsonb({value}), '{meaning}') "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value, version = cs.setting.version + 1 "
        "WHERE cs.setting.value <> excluded.value"
    )


def drop(connection: Connection) -> None:
    """Remove triggers, policies, views and functions of the three schemas; tables and rows stay."""
    _become(connection, OWNER)
    schemas = ", ".join(f"'{name}'" for name in SCHEMAS)
    _run_each(
        connection,
        "SELECT format('DROP TRIGGER %I ON %I.%I', t.tgname, n.nspname, c.relname) FROM pg_trigger t "
        "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
        f"WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND n.nspname IN ({schemas})",
    )
    _run_each(
        connection,
        "SELECT format('DROP POLICY %I ON %I.%I', policyname, schemaname, tablename) FROM pg_policies "
        f"WHERE schemaname IN ({schemas})",
    )
    _run_each(
        connection,
        f"SELECT format('DROP VIEW %I.%I CASCADE', schemaname, viewname) FROM pg_views WHERE schemaname IN ({schemas})",
    )
    for owner in (USER_ADMIN, OWNER):
        _become(connection, owner)
        _run_each(
            connection,
            "SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', p.oid::regprocedure) FROM pg_proc p "
            "JOIN pg_namespace n ON n.oid = p.pronamespace "
            f"WHERE n.nspname IN ({schemas}) AND p.proowner = '{owner}'::regrole ORDER BY p.oid",
        )
    connection.exec_driver_sql("RESET ROLE")


def _check_bodies(connection: Connection) -> None:
    connection.exec_driver_sql("SET LOCAL check_function_bodies = on")
    schemas = ", ".join(f"'{name}'" for name in SCHEMAS)
    for owner in (USER_ADMIN, OWNER):
        _become(connection, owner)
        connection.exec_driver_sql(
            "SELECT CASE l.lanname WHEN 'plpgsql' THEN plpgsql_validator(p.oid)::text "
            "ELSE fmgr_sql_validator(p.oid)::text END "
            "FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang JOIN pg_namespace n ON n.oid = p.pronamespace "
            f"WHERE n.nspname IN ({schemas}) AND p.proowner = '{owner}'::regrole"
        )


def _become(connection: Connection, role: str) -> None:
    connection.exec_driver_sql("RESET ROLE")
    connection.exec_driver_sql(f"SET ROLE {role}")


def _run_each(connection: Connection, query: str) -> None:
    for (statement,) in connection.exec_driver_sql(query.replace("%", "%%")).all():
        connection.exec_driver_sql(statement.replace("%", "%%"))
