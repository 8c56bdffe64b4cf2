"""The test support itself: clones are separate, clean and gone afterwards; the second major version is there."""

from __future__ import annotations

import psycopg
import pytest

from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from tests.support.clusters import Clone, create_clone, drop_clone, unique_login


def test_clones_of_one_template_are_separate(cluster: EmbeddedServer, template_database: str, database: Clone) -> None:
    other = create_clone(cluster, template_database)
    try:
        with database.connect() as connection:
            connection.execute("CREATE TABLE mine (n int)")
        with other.connect() as connection:
            found = connection.execute("SELECT to_regclass('mine')").fetchone()
        assert found == (None,)
    finally:
        drop_clone(other)


def test_dropping_a_clone_cuts_open_sessions(cluster: EmbeddedServer, template_database: str) -> None:
    clone = create_clone(cluster, template_database)
    with clone.connect(autocommit=True) as left_open:
        drop_clone(clone)
        with pytest.raises(psycopg.OperationalError):
            left_open.execute("SELECT 1")


def test_a_person_signs_in_with_an_own_password(database: Clone) -> None:
    login = unique_login("qc")
    with database.connect() as connection:
        connection.execute(f"CREATE ROLE {login} LOGIN PASSWORD 'correct horse' IN ROLE cs_person")
    with database.connect(login, "correct horse") as connection:
        assert connection.execute("SELECT session_user").fetchone() == (login,)


def test_the_second_major_version_serves_clones_too(database17: Clone) -> None:
    with database17.connect() as connection:
        assert connection.info.server_version // 10000 == 17
