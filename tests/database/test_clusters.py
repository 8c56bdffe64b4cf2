"""The test support itself: clones are separate, clean and gone afterwards; the second major version is there."""

from __future__ import annotations

import psycopg
import pytest

from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from tests.support.clusters import Clone, create_clone, drop_clone, prepare_outside, unique_login
from tests.support.shop import Shop
from tests.support.stages import Stages


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


def test_a_build_is_taken_once_to_the_step_that_tests_begin_with(stages: Stages, shop: Shop) -> None:
    other = stages.shop(stages.begin())
    try:
        first = shop.at_final_qc()
        assert shop.place(first) == other.place(other.at_final_qc())
        assert shop.place(first).status == "READY_FOR_FINAL_QC"
        later = shop.arrived_build()
        assert later != first, "only what a test begins with was there before"
        assert shop.place(later).status == "READY_FOR_PRE_QC"
        assert shop.place(first) == other.place(first)
    finally:
        other.close()
        drop_clone(other.database)


@pytest.mark.parametrize(
    "change",
    [
        "ALTER ROLE {} NOLOGIN",
        "ALTER ROLE {} PASSWORD 'another'",
        "GRANT cs_admin TO {}",
        "REVOKE cs_qc FROM {} GRANTED BY cs_useradmin",
    ],
)
def test_a_changed_role_of_somebody_whom_tests_share_is_noticed(stages: Stages, shop: Shop, change: str) -> None:
    login = shop.qc.person.login
    outside = prepare_outside(shop.database.cluster)
    with outside.transaction(force_rollback=True):
        outside.execute(change.format(login).encode())
        with pytest.raises(AssertionError, match="a test changed the roles"):
            stages.assert_unchanged()
    stages.assert_unchanged()
