"""Roles of people, and what their initials, login names and passwords must keep (DOMAIN §2, §9)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from cleanstation_desktop.domain.errors import Finding

PASSWORD_MINIMUM = 12
PASSWORD_MAXIMUM = 128
"""Characters. The upper bound keeps a pasted file out; no honest passphrase reaches it."""


class Role(StrEnum):
    """The six roles; a person can hold several."""

    PRODUCTION_COORDINATOR = "PRODUCTION_COORDINATOR"
    PROCUREMENT_SPECIALIST = "PROCUREMENT_SPECIALIST"
    QC_PERSON = "QC_PERSON"
    ASSEMBLER = "ASSEMBLER"
    SERVICE_DEPARTMENT = "SERVICE_DEPARTMENT"
    ADMIN = "ADMIN"


GROUP_OF_ROLE: Mapping[Role, str] = {
    Role.PRODUCTION_COORDINATOR: "cs_coordinator",
    Role.PROCUREMENT_SPECIALIST: "cs_procurement",
    Role.QC_PERSON: "cs_qc",
    Role.ASSEMBLER: "cs_assembler",
    Role.SERVICE_DEPARTMENT: "cs_service",
    Role.ADMIN: "cs_admin",
}
"""The database group role that stands for each role."""

ROLE_OF_GROUP: Mapping[str, Role] = {group: role for role, group in GROUP_OF_ROLE.items()}

PERMISSIONS: Mapping[Role, tuple[str, ...]] = {
    Role.PRODUCTION_COORDINATOR: (
        "Enters orders and changes them until the BOM is approved",
        "Asks for changes after the approval",
        "Sees everything but audit images and people’s details",
        "Marks builds as shipped",
        "Cancels a build, with a signed reason",
    ),
    Role.PROCUREMENT_SPECIALIST: (
        "Reviews, sends back and approves BOMs",
        "Marks lines for outsourcing and follows them",
        "Releases builds to external production and books their arrival",
        "Resolves part issues",
        "Processes service orders",
    ),
    Role.QC_PERSON: (
        "Fills in and signs pre-QC and final QC, or rejects",
        "Opens, dispositions and closes nonconformances",
        "Never does the final QC of a build that he or she assembled",
    ),
    Role.ASSEMBLER: (
        "Claims builds, works their tasks and records tests",
        "Packs builds and hands them to final QC",
        "Reports a missing or bad part",
    ),
    Role.SERVICE_DEPARTMENT: (
        "Browses the service parts that can be ordered",
        "Requests them and follows the request",
        "Sees no order configuration",
    ),
    Role.ADMIN: (
        "Manages people, roles, stations, tools, flags and settings",
        "Manages the catalogue, the instruments and the settings of the plant",
        "Reads the audit log",
        "Cancels a build, with a signed reason",
        "Never edits a signed record",
    ),
}
"""What each role may do, in sentences for the screen (DOMAIN §2)."""

_INITIALS = re.compile(r"[A-Z][A-Z0-9]{1,4}")
_LOGIN_NAME = re.compile(r"[a-z][a-z0-9_.-]{1,29}")

# Names that PostgreSQL or this application keep for themselves; a person called so could be taken for a machine.
_RESERVED_NAMES = frozenset({"postgres", "public", "none", "user", "current_user", "session_user", "current_role"})
_RESERVED_PREFIXES = ("cs_", "pg_")

_LEET = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i", "8": "b"}
)
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop", "qwertzuiop")
_SHORTEST_RUN = 5


@dataclass(frozen=True)
class CommonPasswords:
    """Passwords that are known to everybody. Parameters: whole, refused as they are; bases, words that a few digits and
    signs do not make better. All in lower case."""

    whole: frozenset[str]
    bases: frozenset[str]


def parse_common_passwords(text: str) -> CommonPasswords:
    """Read the list: one password a line, `base:` before a base word, `#` before a comment."""
    lines = [line.strip().lower() for line in text.splitlines()]
    entries = [line for line in lines if line and not line.startswith("#")]
    return CommonPasswords(
        whole=frozenset(entry for entry in entries if not entry.startswith("base:")),
        bases=frozenset(entry.removeprefix("base:") for entry in entries if entry.startswith("base:")),
    )


def check_initials(initials: str) -> list[Finding]:
    """Findings on the initials that stand on the sheets: 2 to 5 capital letters or digits, a letter first."""
    if _INITIALS.fullmatch(initials):
        return []
    return [_error("initials_invalid", "initials", "Initials are 2 to 5 capital letters or digits, a letter first.")]


def check_login_name(login_name: str) -> list[Finding]:
    """Findings on a login name, which is the name of a database role."""
    if not _LOGIN_NAME.fullmatch(login_name):
        message = "A login name is 2 to 30 small letters, digits, dots, dashes or underscores, a letter first."
        return [_error("login_name_invalid", "login_name", message)]
    if login_name in _RESERVED_NAMES or login_name.startswith(_RESERVED_PREFIXES):
        message = f"{login_name} is kept for the system. Choose another login name."
        return [_error("login_name_reserved", "login_name", message)]
    return []


def check_password(password: str, *, login_name: str, common: CommonPasswords) -> list[Finding]:
    """Every finding on a new password: 12 characters or more, not a known one, not the login name (DOMAIN §9).

    The password itself never stands in a finding. Known ones are also found behind capitals, digits and signs put
    around them, and letters written as digits.
    """
    findings: list[Finding] = []
    plain = unicodedata.normalize("NFKC", password).casefold()
    if len(password) < PASSWORD_MINIMUM:
        message = f"The password has {len(password)} characters; it needs {PASSWORD_MINIMUM} or more."
        findings.append(_error("password_short", "password", message))
    if len(password) > PASSWORD_MAXIMUM:
        message = f"The password has {len(password)} characters; {PASSWORD_MAXIMUM} are allowed."
        findings.append(_error("password_long", "password", message))
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in password):
        message = "The password holds a character that cannot be typed. Use letters, digits, signs and spaces."
        findings.append(_error("password_control", "password", message))
    rest = plain.replace(login_name.casefold(), "") if login_name else plain
    if rest != plain and not any(character.isalpha() for character in rest):
        message = "The password is the login name, or the login name with digits and signs. Choose another one."
        findings.append(_error("password_login_name", "password", message))
    if _is_common(plain, common) or _is_pattern(plain):
        message = "The password is one that is easily guessed. Take a few words that do not belong together."
        findings.append(_error("password_common", "password", message))
    return findings


def _error(code: str, field: str, message: str) -> Finding:
    return Finding("error", code, field, message)


def _stripped(text: str) -> str:
    """Without the digits, signs and spaces at both ends."""
    return re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text)


def _is_common(plain: str, common: CommonPasswords) -> bool:
    spelled = {plain, plain.translate(_LEET), _stripped(plain), _stripped(plain).translate(_LEET)}
    if not spelled.isdisjoint(common.whole):
        return True
    return any(_is_built_of(re.sub(r"[\W\d_]", "", text), common.bases) for text in spelled)


def _is_built_of(letters: str, bases: frozenset[str]) -> bool:
    """Whether the letters are one base word, or base words in a row ("passwordpassword")."""
    reached = {0}
    for end in range(1, len(letters) + 1):
        if any(letters[start:end] in bases for start in reached):
            reached.add(end)
    return bool(letters) and len(letters) in reached


def _is_pattern(plain: str) -> bool:
    """Whether it is one short piece repeated ("abcabcabcabc"), or keyboard and counting runs only ("1234567890qw")."""
    if plain and any(plain == (plain[:size] * len(plain))[: len(plain)] for size in range(1, 5)):
        return True
    ways = _RUNS + tuple(way[::-1] for way in _RUNS)
    rest = plain
    for way in ways:
        for size in range(len(way), _SHORTEST_RUN - 1, -1):
            for start in range(len(way) - size + 1):
                rest = rest.replace(way[start : start + size], "")
    return len(rest) < _SHORTEST_RUN and len(plain) - len(rest) >= _SHORTEST_RUN
