"""Runs the migrations on a connection handed in by cleanstation_desktop.operations.schema."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from cleanstation_desktop.database.base import ADMINISTRATION
from cleanstation_desktop.database.tables import metadata

VERSION_TABLE = "schema_revision"
# One migration at a time per database; a second run waits here and then finds nothing to do.
ADVISORY_LOCK = 72_640_001


def run() -> None:
    """Migrate in one transaction, with timeouts, as the owner role."""
    connection: Connection = context.config.attributes["connection"]
    connection.exec_driver_sql("SET LOCAL lock_timeout = '10s'")
    connection.exec_driver_sql("SET LOCAL statement_timeout = '15min'")
    connection.exec_driver_sql("SET ROLE cs_owner")
    # As the owner role: nobody else may take such locks, or anybody could stop a migration.
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})")
    context.configure(
        connection=connection,
        target_metadata=metadata,
        version_table=VERSION_TABLE,
        version_table_schema=ADMINISTRATION,
        include_schemas=True,
        compare_type=True,
        compare_server_default=True,
        transaction_per_migration=False,
    )
    context.run_migrations()
    connection.exec_driver_sql("RESET ROLE")


run()
