"""One real login of each kind of the role matrix, for tests of rights and attacks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from tests.support.clusters import Clone, unique_login
from tests.support.people import TestPerson, make_person
from tests.support.role_matrix import PERSONAS, Matrix, from_catalogue


@dataclass(frozen=True)
class Persona:
    """A login with its password. `person` is None for logins that are no person: jobs and foreign."""

    database: Clone
    login: str
    password: str
    person: TestPerson | None = None

    @property
    def id(self) -> int:
        """Key of the person."""
        assert self.person is not None
        return self.person.id

    def connect(self, *, autocommit: bool = True) -> psycopg.Connection[Any]:
        """A new connection over TCP with the login's own password; use `with`."""
        return self.database.connect(self.login, self.password, autocommit=autocommit)


def make_personas(database: Clone) -> Mapping[str, Persona]:
    """A new login for each column of the matrix."""
    return {name: make_persona(database, name) for name in PERSONAS}


def make_persona(database: Clone, name: str) -> Persona:
    """A new login of one kind.

    Parameters: name, as in the head of the matrix.
    """
    if name in {"foreign", "jobs"}:
        login = unique_login(name)
        with database.connect(autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(login), sql.Literal(login))
            )
            if name == "jobs":
                connection.execute(sql.SQL("GRANT cs_jobs TO {}").format(sql.Identifier(login)))
        return Persona(database, login, login)
    person = make_person(database, *PERSONAS[name], label=name)
    with database.connect(autocommit=True) as connection:
        if name == "user":
            connection.execute(sql.SQL("GRANT cs_user TO {}").format(sql.Identifier(person.login)))
        if name == "new":
            connection.execute(
                "UPDATE cs.person SET must_change_password = true, version = 2 WHERE id = %s", [person.id]
            )
    return Persona(database, person.login, person.password, person)


def catalogue_of(database: Clone, personas: Mapping[str, Persona]) -> Matrix:
    """What the catalogue says of these logins; the foreign one stands for PUBLIC."""
    logins = {name: "public" if name == "foreign" else persona.login for name, persona in personas.items()}
    with database.connect() as connection:
        return from_catalogue(connection, logins)
