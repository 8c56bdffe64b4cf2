"""Roles, and the rules for initials, login names and passwords."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanstation_desktop import resources
from cleanstation_desktop.domain.people import (
    GROUP_OF_ROLE,
    PASSWORD_MAXIMUM,
    PASSWORD_MINIMUM,
    PERMISSIONS,
    ROLE_OF_GROUP,
    CommonPasswords,
    Role,
    check_initials,
    check_login_name,
    check_password,
    parse_common_passwords,
)
from cleanstation_desktop.domain.workflow import TRANSITIONS

COMMON = parse_common_passwords(resources.path("common_passwords.txt").read_text(encoding="utf-8"))
NONE_COMMON = CommonPasswords(frozenset(), frozenset())


def codes(password: str, login_name: str = "qc", common: CommonPasswords = COMMON) -> list[str]:
    return [finding.code for finding in check_password(password, login_name=login_name, common=common)]


def test_roles_and_their_database_groups() -> None:
    assert {role.value: group for role, group in GROUP_OF_ROLE.items()} == {
        "PRODUCTION_COORDINATOR": "cs_coordinator",
        "PROCUREMENT_SPECIALIST": "cs_procurement",
        "QC_PERSON": "cs_qc",
        "ASSEMBLER": "cs_assembler",
        "SERVICE_DEPARTMENT": "cs_service",
        "ADMIN": "cs_admin",
    }
    assert all(ROLE_OF_GROUP[GROUP_OF_ROLE[role]] is role for role in Role)


def test_every_role_says_what_it_may() -> None:
    assert set(PERMISSIONS) == set(Role)
    assert all(len(sentences) == len(set(sentences)) >= 3 for sentences in PERMISSIONS.values())


def test_the_service_department_moves_no_build() -> None:
    assert all(Role.SERVICE_DEPARTMENT not in move.roles for move in TRANSITIONS)


@pytest.mark.parametrize("initials", ["AB", "ABC", "A1", "ABCDE"])
def test_good_initials(initials: str) -> None:
    assert check_initials(initials) == []


@pytest.mark.parametrize("initials", ["", "A", "ab", "ABCDEF", "1A", "A B", "A.", "ÉA", "AB\n", "A\x00", "Ａ1"])
def test_bad_initials(initials: str) -> None:
    assert [(finding.field, finding.code) for finding in check_initials(initials)] == [("initials", "initials_invalid")]


@pytest.mark.parametrize("login_name", ["qc", "assembler-1", "a.b_c", "x" * 30])
def test_good_login_names(login_name: str) -> None:
    assert check_login_name(login_name) == []


@pytest.mark.parametrize(
    ("login_name", "code"),
    [
        ("", "login_name_invalid"),
        ("a", "login_name_invalid"),
        ("x" * 31, "login_name_invalid"),
        ("1st", "login_name_invalid"),
        ("Coordinator", "login_name_invalid"),
        ("two words", "login_name_invalid"),
        ('x"; DROP ROLE y', "login_name_invalid"),
        ("naïve", "login_name_invalid"),
        ("qc\n", "login_name_invalid"),
        ("postgres", "login_name_reserved"),
        ("public", "login_name_reserved"),
        ("current_user", "login_name_reserved"),
        ("cs_admin", "login_name_reserved"),
        ("pg_monitor", "login_name_reserved"),
    ],
)
def test_bad_login_names(login_name: str, code: str) -> None:
    assert [(finding.field, finding.code) for finding in check_login_name(login_name)] == [("login_name", code)]


@pytest.mark.parametrize(
    "password",
    [
        "violet-anvil-42-pond",
        "purple kettle on mars",
        "œuvre à café très noir",
        "8402 9173 5566 21",
        "winter kettle ridge",
        "sTq7#vLm2!xZ",
        "x9" + "Kw" * 4 + "Ff",
        "פרפר כחול על גג 7",
    ],
)
def test_good_passwords(password: str) -> None:
    assert codes(password) == []


def test_the_length_of_a_password() -> None:
    good = "violet-anvil-42-pond and a red boat on a hill " * 3
    assert codes(good[:PASSWORD_MINIMUM]) == []
    assert codes(good[: PASSWORD_MINIMUM - 1]) == ["password_short"]
    assert codes(good[:PASSWORD_MAXIMUM]) == []
    assert codes(good[: PASSWORD_MAXIMUM + 1]) == ["password_long"]
    assert codes("") == ["password_short"]
    assert codes("rat boat cat " * 1_000) == ["password_long"]


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "PassWord1234",
        "P@ssw0rd2026!",
        "passwordpassword",
        "p4$$w0rd-p4$$w0rd",
        "Password Welcome 1",
        "123456789012",
        "qwertyuiop12",
        "1q2w3e4r5t6y",
        "abcabcabcabc",
        "aaaaaaaaaaaaaaa",
        "1234567890ab",
        "9876543210ab",
        "CleanStation!!2026",
        "torvan-cleanstation-9",
        "Summer2026Winter!",
        "correct horse battery staple",
        "Correct Horse Battery Staple!!",
        "MotDePasse2026",
        "Contraseña2026",
        "ｐａｓｓｗｏｒｄ１２３４",
    ],
)
def test_known_passwords_are_refused(password: str) -> None:
    assert codes(password) == ["password_common"]


@pytest.mark.parametrize(
    ("login_name", "password"),
    [
        ("line-three-lead", "line-three-lead"),
        ("line-three-lead", "Line-Three-Lead"),
        ("violetanvil", "violetanvil99"),
        ("violetanvil", "!!violetanvil!!"),
        ("violet7", "violet7violet7"),
    ],
)
def test_the_login_name_is_no_password(login_name: str, password: str) -> None:
    assert "password_login_name" in codes(password, login_name, NONE_COMMON)


def test_a_login_name_inside_a_longer_phrase_does_no_harm() -> None:
    assert codes("the qc kettle on mars", "qc") == []
    assert codes("violet-anvil-42-pond", "") == []


@pytest.mark.parametrize("password", ["violet\x00anvil-42", "violet\nanvil-42!", "violet\ud800anvil-42"])
def test_a_password_that_cannot_be_typed_is_refused(password: str) -> None:
    assert codes(password) == ["password_control"]


@given(st.text(max_size=200))
@settings(deadline=None)
def test_no_finding_ever_repeats_the_password(password: str) -> None:
    for finding in check_password(password, login_name="qc", common=COMMON):
        assert finding.field == "password"
        assert len(password) < 8 or password not in finding.message


def test_the_shipped_list_holds_known_passwords_long_enough_to_be_tried() -> None:
    assert len(COMMON.whole) >= 300
    assert len(COMMON.bases) >= 100
    assert all(len(entry) >= PASSWORD_MINIMUM for entry in COMMON.whole)
    for entry in COMMON.whole:
        assert "password_common" in codes(entry)


def test_the_list_may_have_comments_blank_lines_and_capitals() -> None:
    parsed = parse_common_passwords("# known\n\n  LetMeInPlease1 \nbase:Kettle\n")
    assert parsed == CommonPasswords(frozenset({"letmeinplease1"}), frozenset({"kettle"}))
    assert codes("kettle-kettle-9", common=parsed) == ["password_common"]
