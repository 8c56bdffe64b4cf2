"""The role matrix: the text that people review, the catalogue, and what real logins get when they try, all agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import psycopg
import pytest

from cleanstation_desktop.database.people import GROUPS
from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from tests.support import role_matrix
from tests.support.clusters import Clone, create_clone, drop_clone
from tests.support.personas import Persona, catalogue_of, make_personas
from tests.support.role_matrix import PERSONAS, Matrix, differences

Connection = psycopg.Connection[Any]
SCHEMAS = ("cs", "cs_audit", "cs_adm")


@pytest.fixture(scope="module")
def shared(cluster: EmbeddedServer, template_database: str) -> Iterator[Clone]:
    """One database for all tests here: none of them leaves a row behind."""
    clone = create_clone(cluster, template_database)
    yield clone
    drop_clone(clone)


@pytest.fixture(scope="module")
def personas(shared: Clone) -> Mapping[str, Persona]:
    return make_personas(shared)


@pytest.fixture(scope="module")
def written() -> Matrix:
    return role_matrix.read()


def test_the_catalogue_agrees_with_the_written_matrix(
    shared: Clone, personas: Mapping[str, Persona], written: Matrix
) -> None:
    assert differences(written, catalogue_of(shared, personas)) == []


@pytest.mark.parametrize("name", [name for name in PERSONAS if name != "foreign"])
def test_every_line_is_tried_with_a_real_login(
    shared: Clone, personas: Mapping[str, Persona], written: Matrix, name: str
) -> None:
    found = catalogue_of(shared, personas)
    matrix = Matrix(found.tables, written.whole, written.partial, written.functions)
    with shared.connect() as superuser:
        attempts = [
            *role_matrix.table_attempts(matrix, role_matrix.real_names(superuser), name),
            *role_matrix.function_attempts(superuser, matrix, name),
        ]
    assert len(attempts) > 1_500
    with personas[name].connect() as connection:
        wrong = [each for each in attempts if role_matrix.denied(connection, each) is each.allowed]
    assert wrong == []


def test_a_foreign_login_gets_neither_into_the_database_nor_past_its_schemas(
    shared: Clone, personas: Mapping[str, Persona], written: Matrix
) -> None:
    foreign = personas["foreign"]
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        foreign.connect()
    with shared.connect(autocommit=True) as superuser:
        # The second wall, should somebody open the first.
        superuser.execute(f"GRANT CONNECT ON DATABASE {shared.name} TO {foreign.login}")
        attempts = [
            *role_matrix.table_attempts(catalogue_of(shared, personas), role_matrix.real_names(superuser), "foreign"),
            *role_matrix.function_attempts(superuser, written, "foreign"),
        ]
        with foreign.connect() as connection:
            assert [each for each in attempts if not role_matrix.denied(connection, each)] == []
        superuser.execute(f"REVOKE CONNECT ON DATABASE {shared.name} FROM {foreign.login}")


def test_nobody_may_truncate_refer_attach_triggers_or_maintain(shared: Clone, personas: Mapping[str, Persona]) -> None:
    with shared.connect() as connection:
        found = connection.execute(
            "SELECT l, c.oid::regclass::text, v FROM unnest(%s::text[]) l, pg_class c, "
            "unnest(CASE WHEN current_setting('server_version_num')::int >= 170000 "
            "THEN '{TRUNCATE,REFERENCES,TRIGGER,MAINTAIN}'::text[] ELSE '{TRUNCATE,REFERENCES,TRIGGER}' END) v "
            "WHERE c.relnamespace IN ('cs'::regnamespace, 'cs_audit'::regnamespace, 'cs_adm'::regnamespace) "
            "AND c.relkind IN ('r', 'p') AND has_table_privilege(l, c.oid, v)",
            [_everybody(personas)],
        ).fetchall()
    assert found == []


def test_nobody_may_use_sequences_or_make_anything_anywhere(shared: Clone, personas: Mapping[str, Persona]) -> None:
    with shared.connect() as connection:
        sequences = connection.execute(
            "SELECT l, c.oid::regclass::text FROM unnest(%s::text[]) l, pg_class c WHERE c.relkind = 'S' "
            "AND c.relnamespace IN ('cs'::regnamespace, 'cs_audit'::regnamespace, 'cs_adm'::regnamespace) "
            "AND has_sequence_privilege(l, c.oid, 'USAGE, SELECT, UPDATE')",
            [_everybody(personas)],
        ).fetchall()
        schemas = connection.execute(
            "SELECT l, n.nspname FROM unnest(%s::text[]) l, pg_namespace n "
            "WHERE n.nspname NOT LIKE 'pg\\_temp%%' AND n.nspname NOT LIKE 'pg\\_toast%%' "
            "AND has_schema_privilege(l, n.oid, 'CREATE')",
            [_everybody(personas)],
        ).fetchall()
        inside = connection.execute(
            "SELECT l, v FROM unnest(%s::text[]) l, unnest('{CREATE,TEMPORARY}'::text[]) v "
            "WHERE has_database_privilege(l, current_database(), v)",
            [_everybody(personas)],
        ).fetchall()
        connecting = connection.execute(
            "SELECT l FROM unnest(%s::text[]) l WHERE has_database_privilege(l, current_database(), 'CONNECT')",
            [_everybody(personas)],
        ).fetchall()
    assert (sequences, schemas, inside) == ([], [], [])
    assert {row[0] for row in connecting} == {persona.login for name, persona in personas.items() if name != "foreign"}


def test_schemas_are_open_to_who_needs_them_only(shared: Clone, personas: Mapping[str, Persona]) -> None:
    logins = {persona.login: name for name, persona in personas.items() if name != "foreign"} | {"public": "public"}
    with shared.connect() as connection:
        rows = connection.execute(
            "SELECT l, n FROM unnest(%s::text[]) l, unnest(%s::text[]) n WHERE has_schema_privilege(l, n, 'USAGE')",
            [list(logins), [*SCHEMAS, "public"]],
        ).fetchall()
    found = {(logins[login], schema) for login, schema in rows}
    assert found == {(name, schema) for name in PERSONAS if name != "foreign" for schema in SCHEMAS}


def test_groups_hold_what_they_should_and_nobody_logs_in_as_one(shared: Clone) -> None:
    with shared.connect() as connection:
        roles = connection.execute(
            "SELECT rolname, rolcanlogin, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolreplication, "
            "ARRAY(SELECT g.rolname::text FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid "
            "WHERE m.member = r.oid AND m.inherit_option ORDER BY 1) "
            "FROM pg_roles r WHERE rolname LIKE 'cs\\_%' AND NOT rolsuper ORDER BY rolname"
        ).fetchall()
    plain = (False, False, False, False, False, False)
    groups = {row[0]: row[7] for row in roles if row[0] in {*GROUPS, "cs_person", "cs_user", "cs_reader", "cs_jobs"}}
    assert {row[0]: row[1:7] for row in roles if row[0] in groups} == dict.fromkeys(groups, plain)
    assert groups == {
        "cs_person": [],
        "cs_user": [],
        "cs_jobs": [],
        "cs_reader": ["cs_user"],
        "cs_service": ["cs_user"],
        **{name: ["cs_reader"] for name in GROUPS if name != "cs_service"},
    }
    owners = {row[0]: row[1:] for row in roles if row[0] in {"cs_owner", "cs_useradmin"}}
    assert owners["cs_owner"] == (*plain, ["pg_read_all_stats"])
    # It administers the groups without having their rights.
    assert owners["cs_useradmin"] == (
        *(False, False, False, True, False, False),
        ["pg_read_all_stats", "pg_signal_backend"],
    )


def test_the_second_major_version_gives_the_same_rights(database17: Clone, written: Matrix) -> None:
    personas = make_personas(database17)
    assert differences(written, catalogue_of(database17, personas)) == []
    for name in ("new", "qc", "serv"):
        with database17.connect() as superuser:
            matrix = Matrix(written.tables, written.whole, written.partial, written.functions)
            attempts = list(role_matrix.table_attempts(matrix, role_matrix.real_names(superuser), name))
        with personas[name].connect() as connection:
            assert [each for each in attempts if role_matrix.denied(connection, each) is each.allowed] == []


def _everybody(personas: Mapping[str, Persona]) -> list[str]:
    """Every login of the matrix, and PUBLIC."""
    return [*(persona.login for persona in personas.values()), "public"]
