"""Badge and PIN open the own locked screen, nobody else's, and not for who guesses (DOMAIN §9)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from cleanstation_desktop.domain.errors import SignInRefused
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import badges
from cleanstation_desktop.services.badges import Unlocking
from cleanstation_desktop.services.session import Session
from tests.support.clusters import Clone
from tests.support.company import Company
from tests.support.people import TestPerson, session_of
from tests.support.psql_floor import value

BADGE, PIN = "BADGE-0001", "4711"


@pytest.fixture
def person(company: Company) -> TestPerson:
    """An assembler with a badge."""
    found = company.person(Role.ASSEMBLER)
    badges.set_badge(company.admin, found.id, BADGE, PIN)
    badges.set_badge(company.admin, company.person(Role.QC_PERSON).id, "BADGE-QC", "0815")
    return found


def events(database: Clone, person: TestPerson) -> list[tuple[str, str]]:
    with database.connect() as connection:
        return connection.execute(
            "SELECT kind, severity FROM cs_audit.security_event WHERE login = %s AND kind ~ 'UNLOCK|BADGE_LOCK' "
            "ORDER BY id",
            (person.login,),
        ).fetchall()


def tried(session: Session, *tries: tuple[str, str]) -> list[str]:
    return [badges.verify(session, *each).value for each in tries]


def test_the_own_badge_and_pin_open(database: Clone, company: Company, person: TestPerson) -> None:
    assert badges.verify(company.assembler, BADGE, PIN) is Unlocking.OPEN
    assert events(database, person) == []
    with database.connect() as connection:
        kept = value(
            connection,
            "SELECT string_agg(c::text, ' ') FROM cs.command c WHERE name = 'screen.unlock' AND person_id = %s",
            person.id,
        )
    assert PIN not in kept


def test_nothing_else_opens_and_each_try_is_told(database: Clone, company: Company, person: TestPerson) -> None:
    wrong = [("BADGE-QC", "0815"), (BADGE, "0815"), ("BADGE-QC", PIN), ("", "")]
    assert tried(company.assembler, *wrong) == ["REFUSED"] * 4
    assert tried(company.assembler, (BADGE, PIN)) == ["OPEN"]
    assert events(database, person) == [("UNLOCK_REFUSED", "WARNING")] * 4
    # A success begins the count anew.
    assert tried(company.assembler, *wrong, (BADGE, PIN)) == ["REFUSED"] * 4 + ["OPEN"]
    # Who has no badge is opened by nothing, not by nothing either.
    assert tried(company.coordinator, (BADGE, PIN), ("", "")) == ["REFUSED"] * 2


def test_five_failures_lock_it_for_a_quarter_of_an_hour(database: Clone, company: Company, person: TestPerson) -> None:
    assert tried(company.assembler, *[(BADGE, "0000")] * 5) == ["REFUSED"] * 4 + ["LOCKED"]
    assert tried(company.assembler, (BADGE, PIN), (BADGE, PIN)) == ["LOCKED"] * 2
    assert events(database, person)[4] == ("BADGE_LOCKED_OUT", "ALARM")
    # Signing in, the session and everybody else are not touched by it.
    with database.connect(person.login, person.password) as connection:
        assert value(connection, "SELECT cs.has_role('cs_assembler')") is True
    assert badges.verify(company.qc, "BADGE-QC", "0815") is Unlocking.OPEN
    _pass_minutes(database, person, 14)
    assert badges.verify(company.assembler, BADGE, PIN) is Unlocking.LOCKED
    _pass_minutes(database, person, 2)
    assert tried(company.assembler, (BADGE, "0000"), (BADGE, PIN)) == ["REFUSED", "OPEN"]


def test_failures_of_long_ago_do_not_count(database: Clone, company: Company, person: TestPerson) -> None:
    assert tried(company.assembler, *[(BADGE, "0000")] * 4) == ["REFUSED"] * 4
    _pass_minutes(database, person, 16)
    assert tried(company.assembler, *[(BADGE, "0000")] * 4) == ["REFUSED"] * 4


def _pass_minutes(database: Clone, person: TestPerson, minutes: int) -> None:
    with database.connect() as connection:
        connection.execute(
            "UPDATE cs.person_badge SET failed_at = failed_at - %s * interval '1 minute', "
            "locked_until = locked_until - %s * interval '1 minute', version = version + 1 WHERE person_id = %s",
            (minutes, minutes, person.id),
        )


def test_tries_at_the_same_time_are_counted_one_by_one(database: Clone, person: TestPerson) -> None:
    sessions = [session_of(database, person) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda session: badges.verify(session, BADGE, "0000").value, sessions))
    for session in sessions:
        session.close()
    assert sorted(answers) == ["LOCKED"] * 2 + ["REFUSED"] * 4


def test_a_new_badge_ends_the_lockout(company: Company, person: TestPerson) -> None:
    assert tried(company.assembler, *[(BADGE, "0000")] * 5)[-1] == "LOCKED"
    badges.set_badge(company.admin, person.id, "BADGE-0002", "2222")
    assert tried(company.assembler, (BADGE, PIN), ("BADGE-0002", "2222")) == ["REFUSED", "OPEN"]
    badges.take_badge_back(company.admin, person.id)
    assert tried(company.assembler, ("BADGE-0002", "2222")) == ["REFUSED"]


def test_who_is_disabled_or_locked_out_opens_nothing(database: Clone, company: Company, person: TestPerson) -> None:
    # A session that outlives the disabling by a moment.
    for state, until in (("DISABLED", None), ("ACTIVE", "1 minute")):
        with database.connect() as connection:
            connection.execute(
                "UPDATE cs.person SET state = %s, locked_until = now() + %s::interval, version = version + 1 "
                "WHERE id = %s",
                (state, until, person.id),
            )
        assert badges.verify(company.assembler, BADGE, PIN) is Unlocking.REFUSED


def test_the_recipe_tells_no_hash_and_nobody_elses(company: Company, person: TestPerson) -> None:
    with company.assembler.read() as connection:
        own = connection.exec_driver_sql("SELECT cs_adm.own_pin_recipe()").scalar_one()
    scheme, *numbers, salt = own.split("$")
    assert (scheme, numbers, len(salt)) == ("scrypt", ["16384", "8", "1"], 32)
    with company.coordinator.read() as connection:
        assert connection.exec_driver_sql("SELECT cs_adm.own_pin_recipe()").scalar_one() is None


def test_the_hash_alone_without_the_badge_and_nulls_open_nothing(
    database: Clone, company: Company, person: TestPerson
) -> None:
    with database.connect() as superuser:
        digest, verifier = superuser.execute(
            "SELECT badge_sha256, convert_from(pin_verifier, 'UTF8') FROM cs.person_badge WHERE person_id = %s",
            (person.id,),
        ).fetchone() or (b"", "")
    stolen = verifier.rpartition("$")[2]
    other = company.person(Role.PROCUREMENT_SPECIALIST)
    for login, arguments in (
        (other, (digest, stolen)),  # of somebody else's session
        (person, (b"\0" * 32, stolen)),
        (person, (digest, verifier)),
        (person, (None, stolen)),
        (person, (digest, None)),
    ):
        with database.connect(login.login, login.password, autocommit=True) as connection:
            answer = connection.execute("SELECT cs_adm.unlock_by_badge(%s, %s)", arguments).fetchone()
        assert answer is not None
        assert answer[0] in {"REFUSED", "LOCKED"}


def test_neither_badge_nor_pin_signs_in(database: Clone, company: Company, person: TestPerson) -> None:
    for word in (BADGE, PIN):
        with pytest.raises(psycopg.OperationalError):
            database.connect(person.login, word)
        with pytest.raises(SignInRefused):
            company.assembler.prove(word)
