"""Signing in and out, and the own password (DOMAIN §2, §9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import URL, Connection, Row, text
from sqlalchemy.exc import ProgrammingError

from cleanstation_desktop.database import driver, release
from cleanstation_desktop.database import engine as engines
from cleanstation_desktop.database.failures import known_errors
from cleanstation_desktop.domain.errors import Finding, InvalidInput, Refused, SignInRefused
from cleanstation_desktop.domain.people import ROLE_OF_GROUP
from cleanstation_desktop.services.passwords import demand_good, verifier_of
from cleanstation_desktop.services.session import Session, SignedInPerson

# All that a sign-in asks, in one statement: each more would be one more journey to a server that may be far away.
_COME_IN = text(
    "SELECT (SELECT version_num FROM cs_adm.schema_revision) AS revision, "
    "(SELECT value #>> '{}' FROM cs.setting WHERE name = 'program_digest') AS digest, "
    "clock_timestamp() AS signed_in_at, "
    "w.*, cs_adm.note_own_sign_in(:station) FROM (SELECT) at_once LEFT JOIN cs_adm.who_am_i() w ON true"
)


@dataclass(frozen=True)
class PasswordChangeNeeded:
    """Signed in with a one-time password: nothing is possible but `change_password`, then sign in again."""

    url: URL
    login: str
    full_name: str
    station: str


def sign_in(url: URL, login: str, password: str, *, station: str) -> Session | PasswordChangeNeeded:
    """Sign a person in at a station.

    Parameters: url, server and database without a person; station, name of this PC.
    Returns: a session, to be closed by `sign_out`; or PasswordChangeNeeded after a one-time password.
    Errors: SignInRefused, in the same words for a wrong password, a locked, a disabled and an unknown person; with
    words of its own for a person without any role. SchemaTooOld or SchemaTooNew when this release cannot work on the
    database; ServerAway and the other faults of the surroundings.
    """
    login = login.strip().lower()
    if not login or not password or "\0" in login + password:
        # An empty password would make the driver look for one in files and variables.
        raise SignInRefused("Sign-in failed.")
    engine = engines.open_engine(url, login=login, password=password, station=station)
    try:
        with known_errors(), engine.connect() as connection:
            driver.stand_alone(connection)
            found = _come_in(connection, station)
        if found.must_change_password:
            engine.dispose()
            return PasswordChangeNeeded(url, found.login, found.full_name, station)
        if not found.roles:
            raise SignInRefused("You hold no role yet.", hint="Ask an administrator to give you one.")
    except Refused as refused:
        # A login of the server that is no person of this application.
        engine.dispose()
        raise SignInRefused("Sign-in failed.") from refused
    except BaseException:
        engine.dispose()
        raise
    person = SignedInPerson(
        found.id,
        found.login,
        found.full_name,
        found.initials,
        found.language,
        frozenset(ROLE_OF_GROUP[group] for group in found.roles),
    )
    return Session(url, person, engine=engine, station=station, signed_in_at=found.signed_in_at)


def sign_out(session: Session) -> None:
    """End all connections of this person at this station."""
    session.close()


def change_password(url: URL, login: str, current: str, new: str, *, station: str) -> None:
    """Replace the own password; the first time it also brings the roles.

    Parameters: current, typed again, also by who is signed in: it is proven on a fresh connection.
    Errors: SignInRefused when `current` is wrong; InvalidInput when `new` breaks the policy or is the present one.
    """
    login = login.strip().lower()
    if not login or not current or "\0" in login + current:
        raise SignInRefused("The present password is not right.")
    demand_good(new, login=login)
    if new == current:
        finding = Finding("error", "password_reused", "password", "This is the present password.")
        raise InvalidInput([finding], hint="Choose another one.")
    engine = engines.open_engine(url, login=login, password=current, station=station, pooled=False)
    try:
        with known_errors(), engine.begin() as connection:
            release.demand_current(connection)
            connection.execute(text("SELECT set_config('cs.station', :station, true)"), {"station": station})
            connection.execute(
                text("SELECT cs_adm.change_own_password(:verifier)"),
                {"verifier": verifier_of(connection, login, new)},
            )
    finally:
        engine.dispose()


def change_own_password(session: Session, current: str, new: str) -> None:
    """Replace the password of who is signed in; the session goes on with the new one. Errors: as `change_password`."""
    change_password(session.url, session.person.login, current, new, station=session.station)
    session.go_on_with(new)


def _come_in(connection: Connection, station: str) -> Row[Any]:
    """Who signed in on a database of this release, told to the alarm of the emergency account."""
    try:
        found = connection.execute(_COME_IN, {"station": station}).one()
    except ProgrammingError:
        # An older database lacks some of it: which release it is of decides what the person is told.
        release.demand_current(connection)
        raise
    release.SchemaState.of(found.revision, found.digest).demand_current()
    if found.id is None:
        raise SignInRefused("Sign-in failed.")
    return found
