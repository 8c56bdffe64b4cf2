"""Whether this station can work with a server, told step by step: what is right, what is wrong, what to do about it.

Name, port, encryption and certificate are looked at before anybody signs in. Who signs in for the check learns also
whether the database, its release, its mark and its clock fit; else each sign-in finds that out (services/sign_in.py).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import psycopg
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from cleanstation_desktop.database import engine as engines
from cleanstation_desktop.database import release
from cleanstation_desktop.database.failures import known_errors
from cleanstation_desktop.domain.errors import CleanStationError, Refused, SignInRefused
from cleanstation_desktop.services.connection_steps import (
    PER_PERSON,
    PER_SERVER,
    Check,
    Outcome,
    Step,
    step,
)
from cleanstation_desktop.services.server_address import station_url
from cleanstation_desktop.services.server_probe import probe
from cleanstation_desktop.settings import Settings

OLDEST_RELEASE = 16
CLOCK_WARNS = dt.timedelta(minutes=5)
CLOCK_REFUSED = dt.timedelta(days=1)


@dataclass(frozen=True)
class Person:
    """Somebody who signs in for the check; nothing of it is kept."""

    login: str
    password: str = field(repr=False)


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def check_connection(
    settings: Settings,
    person: Person | None = None,
    *,
    passphrase: str = "",
    now: Callable[[], dt.datetime] = _utc_now,
) -> tuple[Step, ...]:
    """Check everything that can be checked, each step once for each server and once for the person.

    Parameters: settings, of the station, not necessarily stored yet; passphrase, of the station's own key; now, the
    clock of this PC.
    Nothing is raised for what a person can mend: it is a step that FAILED, and what comes after it is SKIPPED.
    """
    servers = [_complete(host, tuple(probe(host, settings, passphrase=passphrase))) for host in settings.hosts]
    steps = _with_spares(servers)
    if any(one.outcome is Outcome.FAILED for one in steps):
        return (*steps, *(step(check, "", "not_reached") for check in PER_PERSON))
    if person is None:
        return (*steps, *(step(check, "", "needs_sign_in") for check in PER_PERSON))
    signed_in = tuple(_check_signed_in(settings, person, passphrase, now))
    done = {one.check for one in signed_in}
    return (*steps, *signed_in, *(step(check, "", "not_reached") for check in PER_PERSON if check not in done))


def passed(steps: tuple[Step, ...]) -> bool:
    """Whether the station can work: nothing failed."""
    return all(one.outcome is not Outcome.FAILED for one in steps)


def check_clock(server_time: dt.datetime, now: dt.datetime) -> Step:
    """Compare the two clocks: five minutes apart is a warning, a day is refused."""
    apart = abs(server_time - now)
    code = "clock_same" if apart < CLOCK_WARNS else "clock_off" if apart < CLOCK_REFUSED else "clock_wrong"
    return step(Check.CLOCK, "", code, now=now, server_time=server_time)


def _complete(host: str, steps: tuple[Step, ...]) -> tuple[Step, ...]:
    done = {one.check for one in steps}
    return (*steps, *(step(check, host, "not_reached") for check in PER_SERVER if check not in done))


def _with_spares(servers: list[tuple[Step, ...]]) -> tuple[Step, ...]:
    """All servers' steps; one that is away is no fault as long as another one is there (a fail-over cluster)."""
    one_is_there = any(passed(steps) for steps in servers)
    away = {"name_unknown", "port_closed", "port_silent"}

    def softened(one: Step) -> Step:
        if one_is_there and one.code in away:
            return replace(one, code="other_server_away", outcome=Outcome.WARNING)
        return one

    return tuple(softened(one) for steps in servers for one in steps)


def _check_signed_in(
    settings: Settings, person: Person, passphrase: str, now: Callable[[], dt.datetime]
) -> Iterator[Step]:
    login = person.login.strip().lower()
    if not login or not person.password or "\0" in login + person.password:
        yield step(Check.SIGN_IN, "", "sign_in_refused")
        return
    url = station_url(settings)
    engine = engines.open_engine(
        url, login=login, password=person.password, station=settings.station, pooled=False, passphrase=passphrase
    )
    signed_in = False
    try:
        with known_errors(), engine.begin() as connection:
            yield step(Check.SIGN_IN, "", "signed_in", login=login, database=settings.database)
            signed_in = True
            yield from _check_database(connection, settings, now)
    except CleanStationError as error:
        check = Check.SCHEMA if signed_in else Check.SIGN_IN
        code = _code_of(error)
        if code == "lost" and not signed_in:
            code = "not_connected"
        yield step(check, "", code, database=settings.database, reason=error.message)
    finally:
        engine.dispose()


def _check_database(connection: Connection, settings: Settings, now: Callable[[], dt.datetime]) -> Iterator[Step]:
    number, server_time = connection.execute(
        text("SELECT current_setting('server_version_num')::integer, clock_timestamp()")
    ).one()
    own_time = now()
    major = int(number) // 10_000
    yield step(Check.RELEASE, "", "release_good" if major >= OLDEST_RELEASE else "release_old", release=major)
    state = release.read_state(connection)
    yield step(Check.SCHEMA, "", _code_of_schema(state), database=settings.database)
    if state.current:
        # As at a sign-in: each use of the emergency account raises its alarm.
        connection.execute(text("SELECT cs_adm.note_own_sign_in(:station)"), {"station": settings.station})
    if state.revision is not None:
        mark = connection.execute(text("SELECT value #>> '{}' FROM cs.setting WHERE name = 'environment'")).scalar()
        code = "environment_same" if mark == settings.environment else "environment_other"
        yield step(Check.ENVIRONMENT, "", code, mark=str(mark), chosen=settings.environment.value)
    yield check_clock(server_time, own_time)


def _code_of_schema(state: release.SchemaState) -> str:
    if state.current:
        return "schema_same"
    if state.revision is None:
        return "schema_none"
    return "schema_old" if state.revision in release.revisions() else "schema_new"


def _code_of(error: CleanStationError) -> str:
    """The sentence for a known error, by its kind and by what the driver said in the end."""
    cause = error.__cause__.orig if isinstance(error.__cause__, DBAPIError) else error.__cause__
    said = str(cause) if isinstance(cause, psycopg.Error) else ""
    for words, code in (
        (r"pg_hba\.conf", "not_admitted"),
        (r"requires a valid client certificate", "wants_certificate"),
        (r"database \".*\" does not exist", "no_database"),
    ):
        if re.search(words, said):
            return code
    if isinstance(error, SignInRefused):
        return "sign_in_refused"
    return "schema_none" if isinstance(error, Refused) else "lost"
