"""What whoever installs the database may do, and what only a superuser among them can close."""

from __future__ import annotations

from sqlalchemy import Connection

from cleanstation_desktop.domain.errors import EnvironmentFault


def check_installer(connection: Connection) -> None:
    """Refuse an installer that would fail half-way, and name every right that it lacks."""
    rights = connection.exec_driver_sql(
        "SELECT rolsuper, rolcreaterole, rolcreatedb, ARRAY(SELECT g.rolname::text FROM pg_roles g "
        "WHERE g.rolname IN ('pg_read_all_stats', 'pg_signal_backend') "
        "AND NOT pg_has_role(current_user, g.oid, 'MEMBER WITH ADMIN OPTION') ORDER BY 1) AS not_administered "
        "FROM pg_roles WHERE rolname = current_user"
    ).one()
    if rights.rolsuper:
        return
    missing = [] if rights.rolcreaterole else ["CREATEROLE"]
    missing += [] if rights.rolcreatedb else ["CREATEDB"]
    missing += [f"ADMIN on {role}" for role in rights.not_administered]
    if missing:
        raise EnvironmentFault(
            f"This login may not install the database: it lacks {', '.join(missing)}.",
            hint="Install as a superuser, or let the server's administrator grant these rights.",
        )


def become_owner_if_installer(connection: Connection) -> None:
    """A master without superuser may become the owner, but has none of its rights by itself."""
    connection.exec_driver_sql(
        "SELECT set_config('role', rolname, true) FROM pg_roles "
        "WHERE rolname = 'cs_owner' AND pg_has_role(session_user, oid, 'SET')"
    )


def close_builtin_doors(connection: Connection) -> None:
    """Take from PUBLIC what lets any person harm others past every policy; only a superuser can.

    Large objects fill the disk. With advisory locks anybody could stop whoever queues on them: migrations, the reading
    of the server's log (and with it the lockout), alarms. Temporary files get a limit that a person cannot raise.
    A managed master cannot take these away, which the operator guide names.
    """
    if not connection.exec_driver_sql("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").scalar_one():
        return
    for (function,) in connection.exec_driver_sql(
        "SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname ~ "
        "'^(lo_create|lo_creat|lo_import|lo_export|lo_from_bytea|pg_(try_)?advisory_.*lock.*)$'"
    ).all():
        connection.exec_driver_sql(f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
    connection.exec_driver_sql(
        "GRANT EXECUTE ON FUNCTION pg_advisory_xact_lock(bigint) TO cs_owner, cs_useradmin, cs_jobs, cs_admin"
    )
    # One service at a time: it holds its lock as long as its connection lives.
    connection.exec_driver_sql("GRANT EXECUTE ON FUNCTION pg_try_advisory_lock(bigint) TO cs_jobs")
    connection.exec_driver_sql(
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %%I SET temp_file_limit = ''4GB''', current_database()); END $$"
    )
