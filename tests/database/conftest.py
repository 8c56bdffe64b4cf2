"""Fixtures of the tests that work on a real database as its people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from cleanstation_desktop.services.session import Session
from tests.support.clusters import Clone, create_clone, drop_clone
from tests.support.company import Company
from tests.support.people import make_person, session_of
from tests.support.psql_floor import Field, make_field


@pytest.fixture
def admin(database: Clone) -> Iterator[Session]:
    """An administrator, signed in."""
    opened = session_of(database, make_person(database, Role.ADMIN))
    yield opened
    opened.close()


@pytest.fixture
def superuser(database: Clone) -> Iterator[psycopg.Connection[Any]]:
    """The superuser of the server, past all rights."""
    with database.connect(autocommit=True) as connection:
        yield connection


@pytest.fixture
def company(database: Clone) -> Iterator[Company]:
    """The people of a plant, each signed in when first asked for, at a database of the test's own."""
    made = Company(database)
    yield made
    made.close()


@pytest.fixture(scope="module")
def field(cluster: EmbeddedServer, template_database: str) -> Iterator[Field]:
    """Where the attacks of a module take place: a database of the module's own."""
    clone = create_clone(cluster, template_database)
    yield make_field(clone)
    drop_clone(clone)
