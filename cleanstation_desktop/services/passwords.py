"""Passwords: the policy, one-time passwords, and the verifiers that are all the server ever gets."""

from __future__ import annotations

import secrets
from functools import cache
from typing import Any

from sqlalchemy import Connection

from cleanstation_desktop import resources
from cleanstation_desktop.domain.errors import InvalidInput
from cleanstation_desktop.domain.people import CommonPasswords, check_password, parse_common_passwords

# Without letters and digits that look alike on paper: 16 of these 31 are 79 bits.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@cache
def common_passwords() -> CommonPasswords:
    """The list of passwords that everybody knows, read once."""
    return parse_common_passwords(resources.path("common_passwords.txt").read_text(encoding="utf-8"))


def demand_good(password: str, *, login: str) -> None:
    """Refuse a new password that breaks the policy (DOMAIN §9). Raises InvalidInput with every fault."""
    findings = check_password(password, login_name=login, common=common_passwords())
    if findings:
        raise InvalidInput(findings, hint="Choose another password.")


def one_time_password() -> str:
    """A password to hand over once, in four groups that can be read out."""
    letters = [secrets.choice(_ALPHABET) for _ in range(16)]
    return "-".join("".join(letters[start : start + 4]) for start in range(0, 16, 4))


def verifier_of(connection: Connection, login: str, password: str) -> str:
    """SCRAM-SHA-256 verifier of a password, computed on this side so that the password itself is never sent."""
    driver: Any = connection.connection.driver_connection
    verifier: bytes = driver.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256")
    return verifier.decode("ascii")
