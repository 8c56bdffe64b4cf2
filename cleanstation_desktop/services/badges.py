"""Badge and PIN of a person: they open a locked screen, never a session and never a signature (DOMAIN §9)."""

from __future__ import annotations

import hashlib
import re
import secrets
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import text

from cleanstation_desktop.domain.errors import Finding, InvalidInput
from cleanstation_desktop.services.session import Command, Session

BADGE = re.compile(r"[!-~]{4,100}")
PIN = re.compile(r"[0-9]{4,12}", re.ASCII)
# About 16 MiB and a few hundredths of a second a try.
COST, BLOCK, PARALLEL = 2**14, 8, 1
MOST_MEMORY = 2**26
HASH_BYTES = 32


class Unlocking(StrEnum):
    """What became of badge and PIN at a locked screen: LOCKED for a quarter of an hour after five failures, in which
    the password still opens it."""

    OPEN = "OPEN"
    REFUSED = "REFUSED"
    LOCKED = "LOCKED"


def set_badge(session: Session, person_id: int, badge: str, pin: str, *, command_id: UUID | None = None) -> None:
    """Give a person a badge and a PIN; only a digest and a verifier leave this station.

    Parameters: badge, what the scanner reads, 4 to 100 printable characters; pin, 4 to 12 digits.
    Errors: InvalidInput (badge, pin), Duplicate for a badge that somebody has, NotFound, Refused for anybody but the
    admin and for people who are disabled.
    """
    findings = []
    if not BADGE.fullmatch(badge):
        findings.append(Finding("error", "bad_badge", "badge", "A badge reads as 4 to 100 letters, digits or signs."))
    if not PIN.fullmatch(pin):
        findings.append(Finding("error", "bad_pin", "pin", "A PIN has 4 to 12 digits."))
    if findings:
        raise InvalidInput(findings)
    _set(session, person_id, hashlib.sha256(badge.encode()).digest(), pin_verifier(pin), command_id)


def take_badge_back(session: Session, person_id: int, *, command_id: UUID | None = None) -> None:
    """Take badge and PIN away, of a lost badge say. Errors: NotFound, Refused for anybody but the admin."""
    _set(session, person_id, None, None, command_id)


def verify(session: Session, badge: str, pin: str) -> Unlocking:
    """Whether badge and PIN are the signed-in person's own: then his or her locked screen opens (DOMAIN §9).

    It is neither a sign-in nor a signature. Every failure is a security event and counts, also over several stations.
    Parameters: as they were scanned and typed; what neither a badge nor a PIN can be counts too.
    Errors: SignInRefused when the session was ended meanwhile; there is nothing to open then.
    """
    # Each try is a command of its own, whose request tells nothing of either.
    with session.write(Command("screen.unlock", {}, once=False)) as work:
        recipe = work.connection.execute(
            text("SELECT cs_adm.own_pin_recipe(), cs_adm.demand_own_session(:signed_in_at)"),
            {"signed_in_at": session.signed_in_at},
        ).scalar()
        answer: str = work.connection.execute(
            text("SELECT cs_adm.unlock_by_badge(:badge, :pin)"),
            {"badge": hashlib.sha256(badge.encode(errors="replace")).digest(), "pin": _pin_hash(recipe, pin)},
        ).scalar_one()
        work.answer = {"answer": answer}
        return Unlocking(answer)


def _pin_hash(recipe: str | None, pin: str) -> str:
    """The hash of a PIN by the recipe of the one that is kept; nothing where there is none."""
    if recipe is None or not PIN.fullmatch(pin):
        return ""
    _, cost, block, parallel, salt = recipe.split("$")
    return hashlib.scrypt(
        pin.encode(),
        salt=bytes.fromhex(salt),
        n=int(cost),
        r=int(block),
        p=int(parallel),
        maxmem=MOST_MEMORY,
        dklen=HASH_BYTES,
    ).hex()


def pin_verifier(pin: str) -> str:
    """The text by which a PIN is known again: scrypt$n$r$p$salt$hash, salt and hash in hexadecimal."""
    salt = secrets.token_bytes(16)
    digest = hashlib.scrypt(pin.encode(), salt=salt, n=COST, r=BLOCK, p=PARALLEL, maxmem=MOST_MEMORY, dklen=HASH_BYTES)
    return f"scrypt${COST}${BLOCK}${PARALLEL}${salt.hex()}${digest.hex()}"


def _set(
    session: Session, person_id: int, badge_sha256: bytes | None, verifier: str | None, command_id: UUID | None
) -> None:
    # The request names neither badge nor PIN: its digest is kept, and a PIN is short enough to be guessed from one.
    request = {"person_id": person_id, "given": badge_sha256 is not None}
    with session.write(Command("person.set_badge", request, id=command_id or uuid4(), once=False)) as work:
        if work.repeated is None:
            work.connection.execute(
                text("SELECT cs_adm.set_badge(:person_id, :badge, :verifier)"),
                {"person_id": person_id, "badge": badge_sha256, "verifier": verifier},
            )
            work.answer = {}
