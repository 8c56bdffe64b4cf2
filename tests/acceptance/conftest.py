"""The server as the command's options name it, and the people who use the command."""

from __future__ import annotations

import pytest
from sqlalchemy import URL

from cleanstation_desktop.domain.people import Role
from tests.support.clusters import Clone
from tests.support.command import Outcome, invoke
from tests.support.people import TestPerson, make_person

# The embedded server is built without TLS, which only these two environments allow.
ENVIRONMENT = {"CLEANSTATION_ENVIRONMENT": "development", "CLEANSTATION_STATION": "test-station"}


def address(url: URL, **query: str) -> str:
    """What to write behind --url."""
    return url.set(drivername="postgresql", query={"sslmode": "disable", **query}).render_as_string(hide_password=False)


class Office:
    """A database and an administrator at a terminal. The mark of the database is that of the settings."""

    def __init__(self, database: Clone) -> None:
        self.database = database
        with database.connect(autocommit=True) as superuser:
            superuser.execute(
                "UPDATE cs.setting SET value = '\"development\"', version = version + 1 WHERE name = 'environment'"
            )
        self.admin = make_person(database, Role.ADMIN)
        self.url = address(database.url()._replace(username=None, password=None))
        self.root_url = address(database.url())

    def run(self, *words: object, person: TestPerson | None = None, stdin: str = "", **env: str) -> Outcome:
        """A verb of somebody who signs in (the administrator unless named), with the password in PGPASSWORD."""
        who = person or self.admin
        given = {**ENVIRONMENT, "PGPASSWORD": who.password, **env}
        return invoke(*map(str, words), "--login", who.login, "--url", self.url, env=given, stdin=stdin)

    def run_as_root(self, *words: object, **env: str) -> Outcome:
        """A verb of the installing role."""
        return invoke(*map(str, words), "--url", self.root_url, env={**ENVIRONMENT, **env})


@pytest.fixture
def office(database: Clone) -> Office:
    """A database of the test's own and its administrator."""
    return Office(database)
