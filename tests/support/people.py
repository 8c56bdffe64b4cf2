"""People for tests: real login roles with passwords and groups, and sessions of them over TCP."""

from __future__ import annotations

import itertools
import secrets
import string
from dataclasses import dataclass
from datetime import UTC, datetime

from psycopg import sql
from sqlalchemy import URL

from cleanstation_desktop.database import engine as engines
from cleanstation_desktop.domain.people import GROUP_OF_ROLE, Role
from cleanstation_desktop.services.session import Session, SignedInPerson
from tests.support.clusters import Clone, unique_login

STATION = "test-station"

_SYMBOLS = string.digits + string.ascii_uppercase
_numbers = itertools.count(secrets.randbelow(len(_SYMBOLS) ** 4))
"""Each person of this process has another one; from anywhere, for tests whose database two processes share."""


@dataclass(frozen=True)
class TestPerson:
    """A person made past the people functions, for tests of everything else."""

    __test__ = False

    id: int
    login: str
    password: str
    full_name: str
    initials: str
    roles: tuple[Role, ...]


def make_person(database: Clone, *roles: Role, label: str | None = None, initials: str = "") -> TestPerson:
    """A person with a password of its own, holding these roles from the start; dropped with the cluster.

    Parameters: label, what login and name begin with; initials, else such as no other person of this process has.
    """
    return _make(database, roles, label, initials)


def make_one_each(database: Clone) -> dict[Role, TestPerson]:
    """A person for each role."""
    return {role: _make(database, (role,), None, "") for role in Role}


def _make(database: Clone, roles: tuple[Role, ...], label: str | None, initials: str) -> TestPerson:
    connection = database.prepare()
    login = unique_login(label or (roles[0].value.lower().split("_")[0] if roles else "nobody"))
    password = secrets.token_urlsafe(16)
    initials = initials or _new_initials()
    full_name = login.rpartition("_")[0]
    with connection.transaction():
        # Nobody guesses a password that lives for a test; each proof of it, too, is quicker then.
        connection.execute("SET LOCAL scram_iterations = 16")
        connection.execute("SET LOCAL ROLE cs_useradmin")  # as the people functions do, so that they can change it
        connection.execute(
            sql.SQL("CREATE ROLE {} LOGIN PASSWORD {} IN ROLE cs_person").format(sql.Identifier(login), password)
        )
        for role in roles:
            connection.execute(
                sql.SQL("GRANT {} TO {}").format(sql.Identifier(GROUP_OF_ROLE[role]), sql.Identifier(login))
            )
        connection.execute("RESET ROLE")
        row = connection.execute(
            "INSERT INTO cs.person (login, full_name, initials, must_change_password) "
            "VALUES (%s, %s, %s, false) RETURNING id",
            (login, full_name, initials),
        ).fetchone()
        assert row is not None
        for role in roles:
            connection.execute(
                "INSERT INTO cs.person_role (person_id, role, state) VALUES (%s, %s, 'GRANTED')",
                (row[0], GROUP_OF_ROLE[role]),
            )
    database.logins.append(login)
    return TestPerson(row[0], login, password, full_name, initials, roles)


def _new_initials() -> str:
    """Up to five characters that no person of this process has had."""
    number = next(_numbers)
    return "T" + "".join(_SYMBOLS[number // len(_SYMBOLS) ** place % len(_SYMBOLS)] for place in range(4))


def session_of(database: Clone, person: TestPerson, *, station: str = STATION, url: URL | None = None) -> Session:
    """This person, signed in; the caller closes it (or uses the fixture `sessions`).

    Parameters: url, another way to the same database, as through a proxy.
    """
    url = url or database.url()
    engine = engines.open_engine(url, login=person.login, password=person.password, station=station)
    known = SignedInPerson(person.id, person.login, person.full_name, person.initials, "EN", frozenset(person.roles))
    return Session(url, known, engine=engine, station=station, signed_in_at=datetime.now(UTC))
