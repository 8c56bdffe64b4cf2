"""`cleanstation db init`: the schema, and the accounts that a new database needs before anybody can sign in."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import URL, Connection

from cleanstation_desktop.database.engine import open_direct_engine
from cleanstation_desktop.database.failures import known_errors
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.operations import schema
from cleanstation_desktop.services.passwords import verifier_of
from cleanstation_desktop.services.people import NewPerson, create_break_glass_with, create_with

ADMINISTRATOR = NewPerson("admin", "Administrator", "ADM", frozenset({Role.ADMIN}))
EMERGENCY_LOGIN = "break_glass"
JOBS_LOGIN = "cs_jobs_login"


@dataclass(frozen=True)
class Account:
    """An account that was made, with the password to hand over once."""

    purpose: str
    login: str
    password: str


def install(url: URL, *, environment: str) -> tuple[Account, ...]:
    """Make roles, database, schema and first accounts; run again it makes only what is missing.

    Parameters: url, the installing role and the database to make; environment, the mark of this cluster.
    Returns: the accounts made now. Errors: as `schema.init`.
    """
    schema.init(url, environment=environment)
    engine = open_direct_engine(url)
    try:
        with known_errors(), engine.begin() as connection:
            return (*_jobs_account(connection), *_people(connection))
    finally:
        engine.dispose()


def _jobs_account(connection: Connection) -> tuple[Account, ...]:
    if connection.exec_driver_sql("SELECT to_regrole(%s)", (JOBS_LOGIN,)).scalar() is not None:
        return ()
    password = secrets.token_urlsafe(24)
    verifier = verifier_of(connection, JOBS_LOGIN, password)
    connection.exec_driver_sql(f"CREATE ROLE {JOBS_LOGIN} LOGIN PASSWORD '{verifier}' IN ROLE cs_jobs")
    return (Account("Login of the server's own jobs", JOBS_LOGIN, password),)


def _people(connection: Connection) -> tuple[Account, ...]:
    if connection.exec_driver_sql("SELECT EXISTS (SELECT FROM cs.person)").scalar_one():
        return ()
    # As the owner: the installer's own rights may not reach the functions, its membership does.
    connection.exec_driver_sql("SET LOCAL ROLE cs_owner")
    first = create_with(connection, ADMINISTRATOR)
    emergency = create_break_glass_with(
        connection, login=EMERGENCY_LOGIN, full_name="Emergency administrator", initials="EMG"
    )
    return (
        Account("First administrator", first.login, str(first.password)),
        Account("Sealed emergency account", emergency.login, str(emergency.password)),
    )
