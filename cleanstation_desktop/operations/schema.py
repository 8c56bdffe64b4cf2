"""Making, migrating and checking the database: `cleanstation db …`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection

from cleanstation_desktop import resources
from cleanstation_desktop.database import programs
from cleanstation_desktop.database.engine import open_direct_engine
from cleanstation_desktop.database.failures import known_errors
from cleanstation_desktop.database.release import SchemaState, demand_current, read_state, revisions
from cleanstation_desktop.domain.errors import (
    EnvironmentFault,
    SchemaTooNew,
    ServerTooOld,
    Stale,
    UsageError,
)
from cleanstation_desktop.operations.installer_rights import (
    become_owner_if_installer,
    check_installer,
    close_builtin_doors,
)
from cleanstation_desktop.operations.seed import seed

OLDEST_SERVER = 160_000
INSTALL = programs.FOLDER / "install"
MARK = "CleanStation environment: "


def init(url: URL, *, environment: str) -> SchemaState:
    """Make roles, the database and its schema; safe to run again.

    Parameters: url, a superuser or a managed-style master with rights to make roles and databases, naming the database
    to make; environment, the mark of this cluster: one environment, one cluster, since login roles are cluster-wide.
    Raises EnvironmentFault when the server is too old, carries another mark or lacks a right.
    """
    _word(environment)
    with _connect(url.set(database="postgres"), autocommit=True) as connection:
        _check_server(connection)
        _check_mark(connection, environment)
        check_installer(connection)
        _run_install_file(connection, "roles.sql")
        connection.exec_driver_sql(f"COMMENT ON ROLE cs_owner IS '{MARK}{_word(environment)}'")
        _make_database(connection, str(url.database))
    with _connect(url, autocommit=True) as connection:
        _run_install_file(connection, "database.sql")
        close_builtin_doors(connection)
    found = upgrade(url)
    with _connect(url) as connection:
        connection.exec_driver_sql("SET ROLE cs_owner")
        connection.exec_driver_sql(
            "INSERT INTO cs.setting (name, value, meaning) VALUES "
            f"('environment', to_jsonb('{_word(environment)}'::text), 'Mark of this environment') "
            "ON CONFLICT (name) DO NOTHING"
        )
    return found


def upgrade(url: URL, revision: str = "head") -> SchemaState:
    """Migrate to a revision, make all programs anew and add what the release brings: settings, newer forms and rules.

    Raises SchemaTooNew when the database is ahead.
    """
    with _alone(), _connect(url) as connection:
        _check_server(connection)
        _refuse_newer(connection)
        _alembic("upgrade", connection, revision)
        programs.apply(connection)
        if revision == "head":
            connection.exec_driver_sql("SET ROLE cs_owner")
            seed(connection)
    return state(url)


def downgrade(url: URL, revision: str) -> SchemaState:
    """Migrate back. The programs are removed first: they belong to the newest tables only (docs/adr/0003)."""
    with _alone(), _connect(url) as connection:
        _check_server(connection)
        _refuse_newer(connection)
        programs.drop(connection)
        _alembic("downgrade", connection, revision)
    return state(url)


def state(url: URL) -> SchemaState:
    """What the database holds; any signed-in person may ask."""
    with _connect(url) as connection:
        become_owner_if_installer(connection)
        return read_state(connection)


def drift(url: URL) -> list[str]:
    """Differences between the tables of the models and of the database; empty when they agree."""
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415 - 0.1 s that no client start should pay
    from alembic.migration import MigrationContext  # noqa: PLC0415

    from cleanstation_desktop.database.tables import metadata  # noqa: PLC0415

    def ours(name: str | None, kind: str, parents: Any) -> bool:
        if kind == "schema":
            return name in {"cs", "cs_audit", "cs_adm"}
        partition = kind == "table" and parents.get("schema_name") == "cs_audit" and str(name).startswith("log_")
        return not (partition or (kind == "table" and name == "schema_revision"))

    with _connect(url) as connection:
        connection.exec_driver_sql("SET ROLE cs_owner")
        context = MigrationContext.configure(
            connection,
            opts={
                "include_schemas": True,
                "include_name": ours,
                "compare_type": True,
                "compare_server_default": True,
                "version_table": "schema_revision",
                "version_table_schema": "cs_adm",
            },
        )
        return [str(difference) for difference in compare_metadata(context, metadata)]


def _config() -> Any:
    from alembic.config import Config  # noqa: PLC0415 - slow import, needed by few

    config = Config()
    config.set_main_option("script_location", str(resources.root() / "migrations").replace("%", "%%"))
    return config


def _alembic(verb: str, connection: Connection, revision: str) -> None:
    from alembic import command  # noqa: PLC0415

    if revision not in {"head", "base", *revisions()}:
        known = ", ".join(revisions())
        raise UsageError(f"There is no revision {revision}.", hint=f"This release knows {known}, and base before them.")
    config = _config()
    config.attributes["connection"] = connection
    getattr(command, verb)(config, revision)


@contextmanager
def _connect(url: URL, *, autocommit: bool = False) -> Iterator[Connection]:
    engine = open_direct_engine(url)
    try:
        with known_errors(), engine.connect() as connection:
            if autocommit:
                yield connection.execution_options(isolation_level="AUTOCOMMIT")
            else:
                with connection.begin():
                    yield connection
    finally:
        engine.dispose()


@contextmanager
def _alone() -> Iterator[None]:
    """A migration that waited too long for somebody's lock says so; nothing was changed."""
    try:
        yield
    except Stale as blocked:
        raise EnvironmentFault(
            "The database is in use: somebody holds a lock that the migration needs.",
            hint="Let everybody sign out and stop the service, then try again; nothing was changed.",
        ) from blocked


def _check_server(connection: Connection) -> None:
    number = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one())
    if number < OLDEST_SERVER:
        raise ServerTooOld(f"This server is PostgreSQL {number // 10_000}; 16 or newer is needed.")


def _check_mark(connection: Connection, environment: str) -> None:
    mark = connection.exec_driver_sql(
        "SELECT shobj_description(oid, 'pg_authid') FROM pg_roles WHERE rolname = 'cs_owner'"
    ).scalar()
    if mark is not None and mark != MARK + environment:
        raise EnvironmentFault(
            f"This server belongs to another environment ({str(mark).removeprefix(MARK)}).",
            hint="Use a cluster of its own for each environment: login roles are shared by all databases of a cluster.",
        )


def _make_database(connection: Connection, name: str) -> None:
    if connection.exec_driver_sql("SELECT FROM pg_database WHERE datname = %s", (name,)).first() is None:
        quoted = '"' + name.replace('"', '""') + '"'
        connection.exec_driver_sql(f"CREATE DATABASE {quoted} OWNER cs_owner TEMPLATE template0 ENCODING 'UTF8'")


def _refuse_newer(connection: Connection) -> None:
    become_owner_if_installer(connection)
    found = read_state(connection)
    if found.revision is not None and found.revision not in revisions():
        raise SchemaTooNew("The database was made for a newer release than this one.")


def _run_install_file(connection: Connection, name: str) -> None:
    programs.execute_file(connection, Path(INSTALL / name))


def _word(text: str) -> str:
    if not text.isidentifier():
        raise EnvironmentFault(
            f"'{text}' cannot be the mark of an environment.", hint="Use letters, digits, underscore."
        )
    return text


__all__ = ["SchemaState", "demand_current", "downgrade", "drift", "init", "state", "upgrade"]
