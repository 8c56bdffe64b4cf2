"""Signing in, being refused, and who is signed in, over TCP."""

from __future__ import annotations

import contextlib
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text

from cleanstation_desktop.domain.errors import Refused, ServerAway, SignatureRefused, SignInRefused
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import audit, badges, people
from cleanstation_desktop.services.people import NewPerson
from cleanstation_desktop.services.session import Command, Session
from cleanstation_desktop.services.sign_in import (
    PasswordChangeNeeded,
    change_own_password,
    change_password,
    sign_in,
    sign_out,
)
from tests.support.clusters import Clone, unique_login
from tests.support.people import STATION, TestPerson, make_person, session_of
from tests.support.psql_floor import value
from tests.support.slow_proxy import SlowProxy


def enter(database: Clone, login: str, password: str) -> Session:
    """Sign in as somebody who needs no new password."""
    session = sign_in(database.url(), login, password, station=STATION)
    assert isinstance(session, Session)
    return session


def follow_again(session: Session) -> None:
    """As the client does it."""
    session.open_feed().close()


def test_a_session_knows_the_person_and_the_roles(database: Clone) -> None:
    person = make_person(database, Role.QC_PERSON, Role.ASSEMBLER)
    session = enter(database, f" {person.login.upper()} ", person.password)  # as people type it
    try:
        assert session.person.login == person.login
        assert session.person.full_name == person.full_name
        assert session.person.roles == {Role.QC_PERSON, Role.ASSEMBLER}
        with session.read() as connection:
            assert connection.execute(text("SELECT session_user")).scalar() == person.login
    finally:
        sign_out(session)


def test_every_refused_sign_in_says_the_same(database: Clone) -> None:
    person = make_person(database, Role.ASSEMBLER)
    locked, disabled = make_person(database, Role.ASSEMBLER), make_person(database, Role.ASSEMBLER)
    with database.connect(autocommit=True) as superuser:
        superuser.execute("SELECT cs_adm.role_set_access(%s, 'LOCKED')", (locked.login,))
        superuser.execute("SELECT cs_adm.role_set_access(%s, 'DISABLED')", (disabled.login,))
    attempts = [
        (person.login, "wrong password"), (locked.login, locked.password), (disabled.login, disabled.password),
        ("nobody.at.all", "whatever it is"), (person.login, ""), ("", person.password), (person.login, "a\0b"),
        ("'; DROP TABLE cs.person; --", "x"), ("é" * 500, "x"),
    ]  # fmt: skip
    told = set()
    for login, password in attempts:
        with pytest.raises(SignInRefused) as refused:
            sign_in(database.url(), login, password, station=STATION)
        told.add((str(refused.value), refused.value.code))
    assert len(told) == 1


def test_a_login_that_is_no_person_is_refused_alike(database: Clone) -> None:
    superuser = database.url()
    with pytest.raises(SignInRefused) as refused:
        sign_in(superuser, str(superuser.username), str(superuser.password), station=STATION)
    assert refused.value.message == "Sign-in failed."


def test_who_holds_no_role_is_told_so(database: Clone) -> None:
    person = make_person(database)
    with pytest.raises(SignInRefused) as refused:
        sign_in(database.url(), person.login, person.password, station=STATION)
    assert "no role" in refused.value.message
    assert "administrator" in refused.value.hint


def test_a_one_time_password_opens_only_the_change(database: Clone, admin: Session) -> None:
    login = unique_login("newcomer")
    made = people.create(admin, NewPerson(login, "A Newcomer", "NC", frozenset({Role.ASSEMBLER}), language="FR"))
    assert made.password is not None
    first = sign_in(database.url(), login, made.password, station=STATION)
    assert first == PasswordChangeNeeded(database.url(), login, "A Newcomer", STATION)
    change_password(database.url(), login, made.password, "three grey herons wait", station=STATION)
    session = enter(database, login, "three grey herons wait")
    assert session.person.language == "FR"
    people.set_own_language(session, "ES")
    sign_out(session)
    session = enter(database, login, "three grey herons wait")
    assert session.person.language == "ES"
    sign_out(session)


def test_a_session_goes_on_with_the_new_password(database: Clone) -> None:
    """New connections, a feed and a signature; the former password is refused, and nothing of it locks the account."""
    person = make_person(database, Role.QC_PERSON)
    session = session_of(database, person)
    with session.read() as held:
        change_own_password(session, person.password, "three grey herons wait")
        with contextlib.ExitStack() as stack:
            for _ in range(4):
                stack.enter_context(session.read()).exec_driver_sql("SELECT 1")
            session.open_feed().close()
        held.exec_driver_sql("SELECT 1")
    session.prove("three grey herons wait")
    with pytest.raises(SignInRefused):
        session.prove(person.password)
    sign_out(session)


def test_a_proven_password_is_the_one_to_go_on_with(database: Clone) -> None:
    """It was changed at another station: unlocking or signing in here again tells this session of it."""
    person = make_person(database, Role.QC_PERSON)
    unlocked, entered = (session_of(database, person) for _ in range(2))
    change_password(database.url(), person.login, person.password, "three grey herons wait", station="office")
    unlocked.prove("three grey herons wait")
    fresh = enter(database, person.login, "three grey herons wait")
    entered.go_on_as(fresh)
    sign_out(fresh)
    for session in (unlocked, entered):
        with contextlib.ExitStack() as stack:
            for _ in range(4):
                stack.enter_context(session.read()).exec_driver_sql("SELECT 1")
            session.open_feed().close()
        sign_out(session)


def test_a_new_sign_in_goes_on_with_what_was_ended_before(database: Clone, admin: Session) -> None:
    person = make_person(database, Role.QC_PERSON)
    session = session_of(database, person)
    people.end_sessions(admin, person.id)
    fresh = enter(database, person.login, person.password)
    session.go_on_as(fresh)
    sign_out(fresh)
    follow_again(session)
    sign_out(session)


def test_a_refused_password_is_not_sent_again(database: Clone) -> None:
    """Changed at another station: what a locked screen asks for by itself would lock the account."""
    person = make_person(database, Role.QC_PERSON)
    there = database.url()
    with SlowProxy(str(there.host), int(there.port or 0)) as proxy:
        session = session_of(database, person, url=proxy.url(there))
        change_password(there, person.login, person.password, "three grey herons wait", station="office")
        for _ in range(6):
            with pytest.raises(SignInRefused), session.read() as connection:
                connection.execute(text("SELECT 1"))
        assert proxy.accepted == 1
        session.prove("three grey herons wait")
        follow_again(session)
        sign_out(session)


def test_a_wrong_present_password_changes_nothing(database: Clone) -> None:
    person = make_person(database, Role.QC_PERSON)
    session = session_of(database, person)
    with pytest.raises(SignInRefused):
        change_own_password(session, "not the present one", "three grey herons wait")
    session.prove(person.password)
    sign_out(session)


def test_a_server_that_is_away_is_no_refusal(database: Clone) -> None:
    away = database.url().set(port=1)
    with pytest.raises(ServerAway):
        sign_in(away, "anybody", "whatever it is", station=STATION)


def test_a_wrong_password_at_signing_is_an_event(database: Clone, admin: Session) -> None:
    person = make_person(database, Role.QC_PERSON)
    session = enter(database, person.login, person.password)
    command = Command("inspection.sign", {})
    with pytest.raises(SignatureRefused), session.sign(command, "not my password"):
        pytest.fail("nothing may happen with a wrong password")
    sign_out(session)
    (event,) = audit.security_events(admin, login=person.login)
    assert (event.kind, event.source, event.station) == ("SIGNATURE_REFUSED", "CLIENT", STATION)


def test_the_administrator_sees_who_is_signed_in_and_can_end_it(database: Clone, admin: Session) -> None:
    person = make_person(database, Role.ASSEMBLER)
    session = enter(database, person.login, person.password)
    with session.read() as connection:
        connection.execute(text("SELECT 1"))
    with contextlib.closing(session.open_feed()) as feed:
        with session.read() as connection:
            at_work = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        # The feed asks by itself: no sign of anybody at work, and no session of its own. Its reader is ended first, for
        # it is who gives the connection back.
        with contextlib.closing(feed.batches(timeout=0.05)) as followed:
            next(followed)
            (found,) = [entry for entry in people.who_is_signed_in(admin) if entry.login == person.login]
        assert (found.station, found.client, found.connections) == (STATION, "127.0.0.1", 2)
        assert found.since <= found.last_active <= at_work + timedelta(milliseconds=40)
    with pytest.raises(Refused):
        people.who_is_signed_in(session)
    people.end_sessions(admin, person.id)
    for _time in ("first", "second", "third"):
        with pytest.raises(SignInRefused), session.read() as connection:
            connection.execute(text("SELECT 1"))
    sign_out(session)


def test_an_ended_session_is_not_taken_up_again(database: Clone, admin: Session) -> None:
    """Neither by its feed nor by badge and PIN; a fresh sign-in works at once, and nobody else is touched."""
    person = make_person(database, Role.ASSEMBLER)
    badges.set_badge(admin, person.id, "BADGE-0001", "4711")
    session = enter(database, person.login, person.password)
    follow_again(session)
    people.end_sessions(admin, person.id)
    with pytest.raises(SignInRefused) as refused:
        follow_again(session)
    assert (refused.value.message, refused.value.hint) == ("Your session was ended by the server.", "Sign in again.")
    with pytest.raises(SignInRefused):
        badges.verify(session, "BADGE-0001", "4711")
    fresh = enter(database, person.login, person.password)
    follow_again(fresh)
    assert badges.verify(fresh, "BADGE-0001", "4711") is badges.Unlocking.OPEN
    follow_again(admin)
    for opened in (session, fresh):
        sign_out(opened)


def test_an_ending_that_is_under_way_is_waited_for(database: Clone, admin: Session) -> None:
    """It cuts the connections before it is written: who comes back meanwhile must not slip through."""
    person, chief = make_person(database, Role.ASSEMBLER), make_person(database, Role.ADMIN)
    session = session_of(database, person)
    follow_again(session)
    with ThreadPoolExecutor(1) as pool, database.connect(chief.login, chief.password) as connection:
        value(connection, "SELECT cs_adm.end_sessions(%s)", person.id)
        came_back = pool.submit(follow_again, session)
        with pytest.raises(TimeoutError):
            came_back.result(timeout=1)
        connection.commit()
        with pytest.raises(SignInRefused):
            came_back.result(timeout=10)
    sign_out(session)


def test_what_idleness_ends_at_one_station_goes_on_at_another(database: Clone) -> None:
    """By person and station (DOMAIN §9); the mark outlives the connections."""
    person = make_person(database, Role.ASSEMBLER)
    idle, busy = (session_of(database, person, station=station) for station in ("bench 1", "bench 2"))
    with database.connect(autocommit=True) as superuser:
        superuser.execute(
            "UPDATE cs.setting SET value = '0.0003', version = version + 1 WHERE name = 'idle_session_hours'"
        )
        with idle.read() as resting, busy.read() as connection:
            resting.execute(text("SELECT 1"))
            time.sleep(1.5)
            connection.execute(text("SELECT 1"))
            ended = value(superuser, "SELECT cs_adm.end_idle_sessions()")
    assert ended == [person.login]
    follow_again(busy)
    with pytest.raises(SignInRefused):
        follow_again(idle)
    for opened in (idle, busy):
        sign_out(opened)


def test_refusals_inside_reads_and_client_side_are_told_too(database: Clone, admin: Session) -> None:
    person: TestPerson = make_person(database, Role.SERVICE_DEPARTMENT)
    session = enter(database, person.login, person.password)
    with pytest.raises(Refused), session.read() as connection:
        connection.execute(text("SELECT * FROM cs.customer_order"))
    with pytest.raises(Refused), session.write(Command("x", {})):
        raise Refused("The client saw it first.")
    sign_out(session)
    events = audit.security_events(admin, login=person.login)
    assert [(event.sqlstate, event.detail) for event in events] == [
        ("CS403", "The client saw it first."),
        ("42501", "permission denied for table customer_order"),
    ]


@pytest.mark.parametrize("ended_by", ["the network", "the server"])
def test_a_line_that_broke_while_nobody_asked_anything_is_opened_anew(database: Clone, ended_by: str) -> None:
    """What the person asks next is answered: the server is there."""
    there = database.url()
    with SlowProxy(str(there.host), int(there.port or 0)) as line:
        somebody = make_person(database, Role.PRODUCTION_COORDINATOR)
        session = session_of(database, somebody, url=line.url(there))
        with contextlib.closing(session):
            with session.read() as first, session.read() as second:
                for connection in (first, second):
                    connection.execute(text("SELECT 1"))
            # Only what lies unread in the socket tells of the end.
            time.sleep(0.2)
            if ended_by == "the network":
                assert line.cut() == 2
            else:
                database.prepare().execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", [somebody.login]
                )
            time.sleep(0.2)
            with session.read() as first, session.read() as second:
                answers = [connection.execute(text("SELECT 1")).scalar() for connection in (first, second)]
            assert answers == [1, 1]
