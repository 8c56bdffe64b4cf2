"""People made and changed by administrators, with real logins; and what nobody may do, from psql either."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import NullPool, create_engine

from cleanstation_desktop.domain.errors import Duplicate, InvalidInput, NotFound, Refused, SignInRefused, Stale
from cleanstation_desktop.domain.people import GROUP_OF_ROLE, Role
from cleanstation_desktop.operations import schema
from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from cleanstation_desktop.services import people
from cleanstation_desktop.services.audit_verification import verify
from cleanstation_desktop.services.people import NewPerson, OneTimePassword, PersonRecord
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.services.sign_in import change_password, sign_in
from tests.support.clusters import Clone, unique_login
from tests.support.people import STATION, make_person

GOOD = "three grey herons wait"
OTHER = "four red kettles whistle"


def newcomer(*roles: Role) -> NewPerson:
    """Somebody who is not there yet."""
    login = unique_login("newcomer")
    return NewPerson(login, "A Newcomer", "N" + login[-4:].upper(), frozenset(roles))


def record_of(admin: Session, person_id: int) -> PersonRecord:
    """The person as the list shows it."""
    return next(person for person in people.list_people(admin) if person.id == person_id)


def settle(database: Clone, made: OneTimePassword, password: str = GOOD) -> None:
    """Replace the one-time password."""
    assert made.password is not None
    change_password(database.url(), made.login, made.password, password, station=STATION)


def made_admin(database: Clone) -> Session:
    """An administrator made by the people functions, as the installer makes the first one, signed in."""
    engine = create_engine(database.url(), poolclass=NullPool)
    with engine.begin() as connection:
        made = people.create_with(connection, newcomer(Role.ADMIN))
    engine.dispose()
    settle(database, made)
    session = sign_in(database.url(), made.login, GOOD, station=STATION)
    assert isinstance(session, Session)
    return session


def verifier(connection: psycopg.Connection[Any], login: str, password: str) -> str:
    """What the client sends instead of a password."""
    return connection.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256").decode()


def refused(connection: psycopg.Connection[Any], statement: str, *values: object) -> str | None:
    """SQLSTATE with which a statement is refused."""
    with pytest.raises(psycopg.Error) as error:
        connection.execute(statement.encode(), values)
    connection.rollback()
    return error.value.sqlstate


# -- making people ----------------------------------------------------------------------------------------------------


def test_a_newcomer_holds_nothing_until_the_one_time_password_is_replaced(database: Clone, admin: Session) -> None:
    made = people.create(admin, newcomer(Role.QC_PERSON, Role.ASSEMBLER))
    assert made.password is not None
    waiting = record_of(admin, made.person_id)
    assert (set(waiting.roles), set(waiting.pending)) == (set(), {Role.QC_PERSON, Role.ASSEMBLER})
    assert waiting.must_change_password
    with database.connect(made.login, made.password) as psql:
        for statement in ("SELECT * FROM cs.build", "SELECT * FROM cs.flag", "SELECT cs.sign('x', '[]', '')"):
            assert refused(psql, statement) == "42501"
    settle(database, made)
    after = record_of(admin, made.person_id)
    assert (set(after.roles), set(after.pending)) == ({Role.QC_PERSON, Role.ASSEMBLER}, set())
    assert not after.must_change_password
    with database.connect(made.login, GOOD) as psql:
        psql.execute("SELECT * FROM cs.build")
    with pytest.raises(psycopg.OperationalError):
        database.connect(made.login, made.password)
    assert verify(database.url()).problems == ()


def test_the_same_command_makes_one_person(admin: Session) -> None:
    new, command = newcomer(Role.ASSEMBLER), uuid4()
    first = people.create(admin, new, command_id=command)
    again = people.create(admin, new, command_id=command)
    assert again == OneTimePassword(first.person_id, new.login, None)  # the password was shown once


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"login": "X"}, "login_name"),
        ({"login": "a" * 31}, "login_name"),
        ({"login": "postgres"}, "login_name"),
        ({"login": "cs_owner"}, "login_name"),
        ({"login": "pg_x"}, "login_name"),
        ({"login": 'x"; DROP ROLE cs_owner; --'}, "login_name"),
        ({"full_name": " x "}, "full_name"),
        ({"full_name": "x" * 201}, "full_name"),
        ({"full_name": "a\0b"}, "full_name"),
        ({"initials": "x"}, "initials"),
        ({"initials": "ABCDEF"}, "initials"),
        ({"language": "DE"}, "language"),
        ({"email": "no address"}, "email"),
        ({"email": "a@b\nBcc: everybody@c"}, "email"),
    ],
)
def test_each_bad_field_is_named(admin: Session, change: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as error:
        people.create(admin, replace(newcomer(), **change))
    assert error.value.field == field
    assert len(people.list_people(admin)) == 1


def test_login_and_initials_are_taken_once(database: Clone, admin: Session) -> None:
    first = newcomer()
    people.create(admin, first)
    with pytest.raises(Duplicate) as error:
        people.create(admin, replace(newcomer(), login=first.login))
    assert error.value.field == "login"
    with pytest.raises(Duplicate) as error:
        people.create(admin, replace(newcomer(), initials=first.initials))
    assert error.value.field == "initials"
    superuser_login = str(database.url().username)
    if not superuser_login.startswith("cs_"):
        with pytest.raises(Duplicate):
            people.create(admin, replace(newcomer(), login=superuser_login))


def test_a_refused_person_leaves_no_login_behind(admin: Session, superuser: psycopg.Connection[Any]) -> None:
    first, second = newcomer(), newcomer()
    people.create(admin, first)
    with pytest.raises(Duplicate):
        people.create(admin, replace(second, initials=first.initials))
    assert superuser.execute("SELECT FROM pg_roles WHERE rolname = %s", (second.login,)).fetchone() is None


@pytest.mark.parametrize("clear", ["plain text", "", "md5" + "0" * 32, "SCRAM-SHA-256$1:x$y:z", None])
def test_only_verifiers_are_taken(
    database: Clone, admin: Session, superuser: psycopg.Connection[Any], clear: str | None
) -> None:
    call = "SELECT cs_adm.create_person('somebody', 'Somebody', 'SB', %s, '{}')"
    assert refused(superuser, call, clear) == "CS422"
    made = people.create(admin, newcomer())
    assert made.password is not None
    with database.connect(made.login, made.password) as psql:
        assert refused(psql, "SELECT cs_adm.change_own_password(%s)", clear) == "CS422"


def test_a_failure_never_shows_the_verifier(superuser: psycopg.Connection[Any]) -> None:
    secret = verifier(superuser, "somebody", GOOD)
    # Taken back with the transaction: the role is that of all tests on this server.
    with pytest.raises(psycopg.Error) as error, superuser.transaction():
        superuser.execute("ALTER ROLE cs_useradmin NOCREATEROLE")
        superuser.execute("SELECT cs_adm.create_person('some.body', 'Somebody', 'SB', %s, '{}')", (secret,))
    told = error.value.diag
    assert told.sqlstate == "42501"
    said = " ".join(str(part) for part in (told.message_primary, told.message_detail, told.message_hint, told.context))
    assert secret not in said
    assert secret.split("$")[2] not in said


# -- passwords --------------------------------------------------------------------------------------------------------


def test_the_present_password_must_be_known_and_left(database: Clone, admin: Session) -> None:
    made = people.create(admin, newcomer(Role.ASSEMBLER))
    settle(database, made)
    url = database.url()
    with pytest.raises(SignInRefused):
        change_password(url, made.login, "wrong", OTHER, station=STATION)
    with pytest.raises(SignInRefused):
        change_password(url, made.login, "", OTHER, station=STATION)
    with pytest.raises(InvalidInput) as error:
        change_password(url, made.login, GOOD, GOOD, station=STATION)
    assert error.value.findings[0].code == "password_reused"
    for weak in ("short", "password1234", made.login, "x" * 129, "aaaaaaaaaaaaa", "with\0zero bytes"):
        with pytest.raises(InvalidInput):
            change_password(url, made.login, GOOD, weak, station=STATION)
    change_password(url, made.login, GOOD, OTHER, station=STATION)
    with database.connect(made.login, OTHER):
        pass


def test_the_standing_verifier_is_no_new_one(database: Clone, admin: Session) -> None:
    made = people.create(admin, newcomer(Role.ASSEMBLER))
    assert made.password is not None
    with database.connect(made.login, made.password, autocommit=True) as psql:
        same = verifier(psql, made.login, GOOD)
        psql.execute("SELECT cs_adm.change_own_password(%s)", (same,))
        with pytest.raises(psycopg.Error) as error:
            psql.execute("SELECT cs_adm.change_own_password(%s)", (same,))
    assert error.value.diag.message_detail == "password_reused"


def test_a_reset_takes_the_roles_away_until_it_is_replaced(database: Clone, admin: Session) -> None:
    made = people.create(admin, newcomer(Role.PRODUCTION_COORDINATOR))
    settle(database, made)
    with database.connect(made.login, GOOD, autocommit=True) as open_session:
        again = people.reset_password(admin, made.person_id, record_of(admin, made.person_id).version)
        with pytest.raises(psycopg.OperationalError):
            open_session.execute("SELECT 1")
    assert again.password is not None
    with pytest.raises(psycopg.OperationalError):
        database.connect(made.login, GOOD)
    with database.connect(made.login, again.password) as psql:
        assert refused(psql, "SELECT * FROM cs.build") == "42501"
    assert record_of(admin, made.person_id).pending == {Role.PRODUCTION_COORDINATOR}
    settle(database, again, OTHER)
    with database.connect(made.login, OTHER) as psql:
        psql.execute("SELECT * FROM cs.build")
        told = psql.execute("SELECT kind FROM cs.notification").fetchall()
    assert told == [("PASSWORD_RESET",)]
    assert verify(database.url()).problems == ()


# -- roles ------------------------------------------------------------------------------------------------------------


def test_roles_are_exactly_what_was_set(database: Clone, admin: Session, superuser: psycopg.Connection[Any]) -> None:
    made = people.create(admin, newcomer(Role.ASSEMBLER, Role.QC_PERSON))
    # Before the first password change they only wait.
    people.set_roles(admin, made.person_id, record_of(admin, made.person_id).version, {Role.ASSEMBLER})
    assert record_of(admin, made.person_id).pending == {Role.ASSEMBLER}
    settle(database, made)
    wanted = {Role.QC_PERSON, Role.PROCUREMENT_SPECIALIST}
    people.set_roles(admin, made.person_id, record_of(admin, made.person_id).version, wanted)
    for role, group in GROUP_OF_ROLE.items():
        row = superuser.execute("SELECT pg_has_role(%s, %s, 'MEMBER')", (made.login, group)).fetchone()
        assert row == (role in wanted,)
    assert record_of(admin, made.person_id).roles == wanted
    assert verify(database.url()).problems == ()


def test_nobody_changes_the_own_roles_or_account(admin: Session) -> None:
    me = record_of(admin, admin.person.id)
    for act in (
        lambda: people.set_roles(admin, me.id, me.version, [Role.ADMIN, Role.QC_PERSON]),
        lambda: people.disable(admin, me.id, me.version),
        lambda: people.reset_password(admin, me.id, me.version),
    ):
        with pytest.raises(Refused) as error:
            act()
        assert error.value.hint


def test_the_last_administrator_stays(database: Clone, superuser: psycopg.Connection[Any]) -> None:
    first, second = (made_admin(database) for _ in range(2))
    records = {session: record_of(first, session.person.id) for session in (first, second)}

    def dismiss(by: Session, other: Session) -> str:
        try:
            people.set_roles(by, other.person.id, records[other].version, [Role.ASSEMBLER])
        except Refused:
            return "refused"
        return "done"

    with ThreadPoolExecutor(2) as pool:
        outcomes = [pool.submit(dismiss, first, second), pool.submit(dismiss, second, first)]
        assert sorted(outcome.result() for outcome in outcomes) == ["done", "refused"]
    first.close()
    second.close()
    # The installer is nobody's colleague: for it the rule holds too.
    (last,) = superuser.execute(
        "SELECT p.id, p.version FROM cs.person p JOIN cs.person_role r ON r.person_id = p.id WHERE r.role = 'cs_admin'"
    ).fetchall()
    assert refused(superuser, "SELECT cs_adm.set_roles(%s, %s, '{}')", *last) == "CS403"
    assert refused(superuser, "SELECT cs_adm.disable_person(%s, %s)", *last) == "CS403"


def test_a_right_that_another_role_granted_is_not_said_to_be_gone(
    database: Clone, admin: Session, superuser: psycopg.Connection[Any]
) -> None:
    person = make_person(database, Role.ASSEMBLER)
    superuser.execute(sql.SQL("GRANT cs_assembler TO {}").format(sql.Identifier(person.login)))  # a second grantor
    with pytest.raises(Refused) as error:
        people.set_roles(admin, person.id, 1, [Role.QC_PERSON])
    assert "another role granted it" in error.value.message
    row = superuser.execute("SELECT pg_has_role(%s, 'cs_assembler', 'MEMBER')", (person.login,)).fetchone()
    assert row == (True,)
    assert record_of(admin, person.id).roles == {Role.ASSEMBLER}


# -- access -----------------------------------------------------------------------------------------------------------


def test_disabling_ends_sessions_and_answers_like_a_wrong_password(database: Clone, admin: Session) -> None:
    made = people.create(admin, newcomer(Role.ASSEMBLER))
    settle(database, made)
    with database.connect(made.login, GOOD, autocommit=True) as open_session:
        people.disable(admin, made.person_id, record_of(admin, made.person_id).version)
        with pytest.raises(psycopg.OperationalError):
            open_session.execute("SELECT 1")
    answers = []
    for password in (GOOD, "wrong"):
        with pytest.raises(psycopg.OperationalError) as error:
            database.connect(made.login, password)
        answers.append(str(error.value))
    assert answers[0] == answers[1]
    assert verify(database.url()).problems == ()
    people.enable(admin, made.person_id, record_of(admin, made.person_id).version)
    with database.connect(made.login, GOOD) as psql:
        psql.execute("SELECT * FROM cs.build")


def test_details_change_under_the_optimistic_lock(admin: Session) -> None:
    made = people.create(admin, newcomer())
    seen = record_of(admin, made.person_id)
    change: dict[str, Any] = {
        "full_name": "Zoë O’Néill 🛁",
        "initials": seen.initials,
        "language": "FR",
        "email": "z@example.org",
    }
    people.update(admin, seen.id, seen.version, **change)
    assert record_of(admin, seen.id).full_name == "Zoë O’Néill 🛁"
    with pytest.raises(Stale):
        people.update(admin, seen.id, seen.version, **change)
    with pytest.raises(NotFound):
        people.update(admin, 999_999, 1, **change)


def test_only_administrators_reach_the_people_functions(database: Clone, superuser: psycopg.Connection[Any]) -> None:
    functions = [
        row[0]
        for row in superuser.execute(
            "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
            "WHERE n.nspname = 'cs_adm' ORDER BY 1"
        )
    ]
    assert len(functions) > 30

    def executable(login: str) -> set[str]:
        rows = superuser.execute(
            "SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
            "WHERE n.nspname = 'cs_adm' AND has_function_privilege(%s, p.oid, 'EXECUTE')",
            (login,),
        )
        return {row[0] for row in rows}

    newcomer = {"change_own_password", "note_own_sign_in", "who_am_i"}
    everybody = newcomer | {"demand_own_session", "own_pin_recipe", "set_own_language", "unlock_by_badge"}
    administrator = everybody | {
        "create_person", "disable_person", "enable_person", "end_sessions", "open_sessions", "people_facts",
        "reset_password", "set_badge", "set_roles", "unlock_person", "update_person",
    }  # fmt: skip
    for role in Role:
        person = make_person(database, role)
        assert executable(person.login) == (administrator if role is Role.ADMIN else everybody), role
    assert executable(make_person(database).login) == newcomer


def test_no_way_leads_past_the_functions(database: Clone, superuser: psycopg.Connection[Any]) -> None:
    admin = make_person(database, Role.ADMIN)
    other = make_person(database, Role.ASSEMBLER)
    with database.connect(admin.login, admin.password) as psql:
        for statement in (
            "CREATE ROLE mallory", "SET ROLE cs_owner", "SET ROLE cs_useradmin", f"GRANT cs_qc TO {admin.login}",
            f"GRANT cs_owner TO {admin.login}", f"ALTER ROLE {other.login} PASSWORD 'x'",
            f"ALTER ROLE {admin.login} CREATEROLE", f"ALTER ROLE {admin.login} VALID UNTIL 'infinity'",
            "INSERT INTO cs.person (login, full_name, initials) VALUES ('x', 'xx', 'XX')",
            "UPDATE cs.person SET state = 'ACTIVE', version = version + 1",
            "INSERT INTO cs.person_role (person_id, role) VALUES (1, 'cs_admin')",
            "SELECT * FROM cs_adm.verifier", "SELECT * FROM cs_adm.sign_in_attempt", "SELECT * FROM pg_authid",
            f"SELECT cs_adm.role_set_group('{admin.login}', 'cs_qc', true)",
            "SELECT cs_adm.create_break_glass('bg', 'Emergency', 'BG', 'x')",
            f"SELECT pg_terminate_backend({superuser.info.backend_pid})",
        ):  # fmt: skip
            assert refused(psql, statement) == "42501", statement


# -- the emergency account --------------------------------------------------------------------------------------------


def test_the_emergency_account_is_made_once_and_left_alone(
    database: Clone, admin: Session, superuser: psycopg.Connection[Any]
) -> None:
    engine = create_engine(database.url(), poolclass=NullPool)
    login = unique_login("sealed")
    try:
        with engine.begin() as connection:
            made = people.create_break_glass_with(
                connection, login=login, full_name="Emergency account", initials="EMG"
            )
        with pytest.raises(Refused), engine.begin() as connection:
            people.create_break_glass_with(
                connection, login=unique_login("second"), full_name="Second one", initials="EM2"
            )
    finally:
        engine.dispose()
    assert made.password is not None
    record = record_of(admin, made.person_id)
    assert (record.break_glass, record.must_change_password, set(record.roles)) == (True, False, {Role.ADMIN})
    with pytest.raises(Refused):
        people.disable(admin, record.id, record.version)
    with pytest.raises(Refused):
        people.set_roles(admin, record.id, record.version, [])
    assert verify(database.url()).problems == ()

    colleague = make_person(database, Role.ASSEMBLER)
    opened = sign_in(database.url(), login, made.password, station="front office")
    assert isinstance(opened, Session)
    people.create(opened, newcomer())  # it works as an administrator
    opened.close()
    events = superuser.execute(
        "SELECT severity, station, source FROM cs_audit.security_event WHERE kind = 'BREAK_GLASS_USED'"
    ).fetchall()
    assert events == [("ALARM", "front office", "CLIENT")]
    with database.connect(colleague.login, colleague.password) as psql:  # everybody is told
        assert psql.execute("SELECT kind, facts ->> 'station' FROM cs.notification").fetchall() == [
            ("BREAK_GLASS_USED", "front office")
        ]

    again = people.reset_password(admin, record.id, record_of(admin, record.id).version)
    assert again.password is not None
    with database.connect(login, again.password) as psql:  # sealed anew, and usable at once
        psql.execute("SELECT * FROM cs_audit.log LIMIT 1")


def test_the_alarm_goes_to_administrators_by_mail(database: Clone, superuser: psycopg.Connection[Any]) -> None:
    admin = make_person(database, Role.ADMIN)
    sealed = make_person(database, Role.ADMIN)
    superuser.execute("UPDATE cs.person SET email = 'admin@example.org', version = 2 WHERE id = %s", (admin.id,))
    superuser.execute("UPDATE cs.person SET break_glass = true, version = 2 WHERE id = %s", (sealed.id,))
    opened = sign_in(database.url(), sealed.login, sealed.password, station=STATION)
    assert isinstance(opened, Session)
    opened.close()
    rows = superuser.execute("SELECT recipient, subject, state FROM cs.mail_outbox").fetchall()
    assert rows == [("admin@example.org", "CleanStation alarm: BREAK_GLASS_USED", "WAITING")]


@pytest.mark.slow
def test_all_this_works_on_a_server_without_a_superuser(private_cluster: EmbeddedServer) -> None:
    """As managed services give it out: the installer is a master role that is no superuser."""
    with psycopg.connect(**private_cluster.dsn(), autocommit=True) as superuser:
        superuser.execute("CREATE ROLE master LOGIN PASSWORD 'm' CREATEROLE CREATEDB")
        superuser.execute("GRANT pg_read_all_stats, pg_signal_backend TO master WITH ADMIN OPTION")
    master = private_cluster.url("plant").set(username="master", password="m")
    schema.init(master, environment="tests")
    engine = create_engine(master, poolclass=NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("SET ROLE cs_owner")
        first = people.create_with(connection, newcomer(Role.ADMIN))
    engine.dispose()
    database = Clone(private_cluster, "plant")
    settle(database, first)
    boss = sign_in(database.url(), first.login, GOOD, station=STATION)
    assert isinstance(boss, Session)
    made = people.create(boss, newcomer(Role.QC_PERSON))
    settle(database, made, OTHER)
    people.set_roles(boss, made.person_id, record_of(boss, made.person_id).version, [Role.ASSEMBLER])
    with database.connect(made.login, OTHER, autocommit=True) as open_session:
        people.disable(boss, made.person_id, record_of(boss, made.person_id).version)
        with pytest.raises(psycopg.OperationalError):
            open_session.execute("SELECT 1")
    assert verify(boss).problems == ()
    assert verify(master).problems == ()
    boss.close()


def test_cs_useradmin_holds_no_right_of_the_groups_it_gives(superuser: psycopg.Connection[Any]) -> None:
    tables = superuser.execute(
        "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname IN ('cs', 'cs_audit', 'cs_adm') AND c.relkind IN ('r', 'p') "
        "AND has_any_column_privilege('cs_useradmin', c.oid, 'SELECT, INSERT, UPDATE')"
    ).fetchall()
    assert tables == []
    query = sql.SQL("SELECT pg_has_role('cs_useradmin', {}, 'USAGE')")
    for group in GROUP_OF_ROLE.values():
        assert superuser.execute(query.format(group)).fetchone() == (False,)
