"""`cleanstation user …`: people from a terminal, in the good way and in every bad one."""

from __future__ import annotations

import re

import pytest

from cleanstation_desktop.domain.people import Role
from tests.acceptance.conftest import ENVIRONMENT, Office
from tests.support.clusters import unique_login
from tests.support.command import Outcome, invoke
from tests.support.company import EMOJI_TEXT, SQL_TEXT, nothing_written
from tests.support.people import make_person

NEW_PASSWORD = "three kettles and a wall"


def one_time_password(done: Outcome) -> str:
    """What `add` and `reset` print, exactly once."""
    assert done.status == 0, done
    found = re.findall(r"one-time password: (\S+)", done.out)
    assert len(found) == 1
    return str(found[0])


def add(office: Office, name: str, *more: str, initials: str = "NP", full_name: str = "New Person") -> Outcome:
    """Make an assembler, or somebody with the roles named."""
    roles = more if "--role" in more else ("--role", "ASSEMBLER", *more)
    return office.run("user", "add", name, "--full-name", full_name, "--initials", initials, *roles)


def change(office: Office, name: str, current: str, new: str) -> Outcome:
    """Change the own password, the new one read from stdin."""
    env = {**ENVIRONMENT, "PGPASSWORD": current}
    return invoke("user", "password", name, "--url", office.url, env=env, stdin=f"{new}\n")


def sign_in(office: Office, name: str, password: str) -> Outcome:
    """Anything that needs a sign-in."""
    env = {**ENVIRONMENT, "PGPASSWORD": password}
    return invoke("user", "list", "--json", "--login", name, "--url", office.url, env=env)


def people(office: Office) -> dict[str, dict[str, object]]:
    """The list, by login."""
    done = office.run("user", "list", "--json")
    assert done.status == 0, done
    return {person["login"]: person for person in done.json}


def test_add_then_password_then_work(office: Office) -> None:
    name = unique_login("new")
    password = one_time_password(add(office, name, "--role", "ADMIN", "--role", "QC_PERSON", "--language", "fr"))
    listed = people(office)[name]
    assert listed == {
        "login": name,
        "full_name": "New Person",
        "initials": "NP",
        "state": "one-time password",
        "roles": [],
        "pending_roles": ["ADMIN", "QC_PERSON"],
    }
    assert "(ADMIN), (QC_PERSON)" in office.run("user", "list").out
    before = sign_in(office, name, password)
    assert (before.status, before.out) == (3, "")
    assert f"cleanstation user password {name}" in before.err
    changed = change(office, name, password, NEW_PASSWORD)
    assert (changed.status, changed.out) == (0, "The password is changed.\n")
    assert sign_in(office, name, password).status == 3
    after = sign_in(office, name, NEW_PASSWORD)
    assert after.status == 0
    assert (people(office)[name]["state"], people(office)[name]["roles"]) == ("active", ["ADMIN", "QC_PERSON"])


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (("A", "Full Name", "AB"), "login"),
        (("Capital", "Full Name", "AB"), "login"),
        (("with space", "Full Name", "AB"), "login"),
        (("postgres", "Full Name", "AB"), "login"),
        (("cs_owner", "Full Name", "AB"), "login"),
        (("x" * 31, "Full Name", "AB"), "login"),
        ((SQL_TEXT, "Full Name", "AB"), "login"),
        ((EMOJI_TEXT, "Full Name", "AB"), "login"),
        (("somebody", "F", "AB"), "full_name"),
        (("somebody", "F" * 201, "AB"), "full_name"),
        (("somebody", "F" * 10_000, "AB"), "full_name"),
        (("somebody", "Full Name", "A"), "initials"),
        (("somebody", "Full Name", "ABCDEF"), "initials"),
        (("somebody", "Full Name", "ab"), "initials"),
        (("somebody", "Full Name", "1B"), "initials"),
    ],
)
def test_each_bad_field_is_named(office: Office, words: tuple[str, str, str], field: str) -> None:
    name, full_name, initials = words
    with nothing_written(office.database):
        done = add(office, name, full_name=full_name, initials=initials)
    assert (done.status, done.out) == (1, "")
    assert f"error: {field}" in done.err


def test_odd_names_are_kept_exactly(office: Office) -> None:
    name = unique_login("odd")
    one_time_password(add(office, name, full_name=SQL_TEXT, initials="OD"))
    assert people(office)[name]["full_name"] == SQL_TEXT


def test_an_unknown_language_role_or_no_role(office: Office) -> None:
    assert add(office, "somebody", "--language", "DE").status == 1
    assert add(office, "somebody", "--role", "EMPEROR").status == 2
    assert office.run("user", "add", "somebody", "--full-name", "Some Body", "--initials", "SB").status == 2
    assert office.run("user", "add", "--full-name", "Some Body", "--initials", "SB", "--role", "ADMIN").status == 2


def test_login_and_initials_are_taken_once(office: Office) -> None:
    name = unique_login("twin")
    one_time_password(add(office, name, initials="TW"))
    for other, initials, words in ((name, "TX", "sign-in name"), (unique_login("twin"), "TW", "initials")):
        done = add(office, other, initials=initials)
        assert (done.status, done.out) == (1, "")
        assert words in done.err.lower()
    assert len([person for person in people(office).values() if person["initials"] == "TW"]) == 1


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ("eleven char", "it needs 12 or more"),
        ("", "it needs 12 or more"),
        ("Password1234!", "easily guessed"),
        ("abcabcabcabc", "easily guessed"),
        ("a" * 2000, "are allowed"),
        ("with\x07control signs", "cannot be typed"),
    ],
)
def test_weak_passwords(office: Office, new: str, words: str) -> None:
    done = change(office, office.admin.login, office.admin.password, new)
    assert (done.status, done.out) == (1, "")
    assert words in done.err
    assert not new or len(new) < 12 or new not in done.err
    assert sign_in(office, office.admin.login, office.admin.password).status == 0


def test_the_present_password_is_proven_and_left(office: Office) -> None:
    wrong = change(office, office.admin.login, "not the password", NEW_PASSWORD)
    assert (wrong.status, wrong.out) == (3, "")
    same = change(office, office.admin.login, office.admin.password, office.admin.password)
    assert (same.status, same.out) == (1, "")
    assert "present password" in same.err
    unknown = change(office, "nobody.at.all", "not the password", NEW_PASSWORD)
    assert (unknown.status, unknown.err) == (3, wrong.err)


def test_roles_disable_enable_reset(office: Office) -> None:
    name = unique_login("mover")
    password = one_time_password(add(office, name, initials="MV"))
    assert change(office, name, password, NEW_PASSWORD).status == 0
    roles = office.run("user", "roles", name, "--role", "QC_PERSON", "--role", "ADMIN")
    assert (roles.status, roles.out) == (0, f"{name} is ADMIN, QC_PERSON.\n")
    assert people(office)[name]["roles"] == ["ADMIN", "QC_PERSON"]

    disabled = office.run("user", "disable", name)
    assert (disabled.status, disabled.out) == (0, f"{name} is disabled.\n")
    refused = sign_in(office, name, NEW_PASSWORD)
    assert refused.err == sign_in(office, name, "not the password").err
    assert people(office)[name]["state"] == "disabled"
    assert office.run("user", "reset", name).status == 3
    assert office.run("user", "enable", name).status == 0
    assert sign_in(office, name, NEW_PASSWORD).status == 0

    fresh = one_time_password(office.run("user", "reset", name))
    assert sign_in(office, name, NEW_PASSWORD).status == 3
    assert people(office)[name]["state"] == "one-time password"
    assert change(office, name, fresh, NEW_PASSWORD + " too").status == 0
    assert sign_in(office, name, NEW_PASSWORD + " too").status == 0


def test_nobody_changes_the_own_account_and_an_administrator_stays(office: Office) -> None:
    own = office.admin.login
    with nothing_written(office.database):
        for words in (("roles", own, "--role", "QC_PERSON"), ("disable", own), ("reset", own)):
            done = office.run("user", *words)
            assert (done.status, done.out) == (3, ""), words
            assert done.err.startswith("error: ")
    assert people(office)[own]["roles"] == ["ADMIN"]


def test_whom_there_is_not(office: Office) -> None:
    for verb in ("disable", "enable", "reset", "unlock"):
        done = office.run("user", verb, "nobody.at.all")
        assert (done.status, done.out) == (1, "")
        assert done.err == "error: There is no person nobody.at.all. See: cleanstation user list\n"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_administrators_see_and_change_people(office: Office, role: Role) -> None:
    person = make_person(office.database, role)
    for words in (
        ("add", "somebody", "--full-name", "Some Body", "--initials", "SB", "--role", "ADMIN"),
        ("disable", office.admin.login),
        ("roles", person.login, "--role", "ADMIN"),
    ):
        done = office.run("user", *words, person=person)
        assert done.status in {1, 3}
        assert done.out == ""
        assert "Traceback" not in done.err
    assert people(office)[person.login]["roles"] == [role.value]


def test_a_person_without_roles_is_told_so(office: Office) -> None:
    done = office.run("user", "list", person=make_person(office.database))
    assert (done.status, done.out) == (3, "")
    assert "You hold no role yet. Ask an administrator" in done.err
