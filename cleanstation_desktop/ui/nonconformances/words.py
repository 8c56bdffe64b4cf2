"""What a nonconformance says: states, decisions, and who does what next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services.nonconformances import Disposition, Nonconformance
from cleanstation_desktop.services.session import SignedInPerson
from cleanstation_desktop.ui.text import tr

STATES = ("OPEN", "DISPOSITIONED", "VERIFIED", "CLOSED")
STATE_LOOKS = {"OPEN": "bad", "DISPOSITIONED": "warn", "VERIFIED": "info", "CLOSED": "ok"}

_STATES: Mapping[str, Callable[[], str]] = {
    "OPEN": lambda: tr("Open|nonconformance"),
    "DISPOSITIONED": lambda: tr("Decided|nonconformance"),
    "VERIFIED": lambda: tr("Verified|nonconformance"),
    "CLOSED": lambda: tr("Closed|nonconformance"),
}
_DISPOSITIONS: Mapping[Disposition, Callable[[], str]] = {
    Disposition.REWORK: lambda: tr("Rework|disposition"),
    Disposition.USE_AS_IS: lambda: tr("Use as is"),
    Disposition.REPLACE: lambda: tr("Replace the body"),
    Disposition.SCRAP: lambda: tr("Scrap|disposition"),
}
_MEANINGS: Mapping[Disposition, Callable[[], str]] = {
    Disposition.REWORK: lambda: tr("What failed is put right on this build and inspected again."),
    Disposition.USE_AS_IS: lambda: tr("It stays as it is. The concession needs the signature of a second person."),
    Disposition.REPLACE: lambda: tr("The sink body is made anew: the build goes back to external production."),
    Disposition.SCRAP: lambda: tr("The build is given up: it is cancelled after you signed, as a step of its own."),
}


class Deed(StrEnum):
    """What a person can do with a nonconformance."""

    DECIDE = "decide"
    CONCEDE = "concede"
    REPLACE = "replace"
    SCRAP = "scrap"
    VERIFY = "verify"
    CLOSE = "close"


def state_words(state: str) -> str:
    """Name a state."""
    return _STATES[state]()


def disposition_words(disposition: Disposition | None) -> str:
    """Name a decision."""
    return tr("None yet") if disposition is None else _DISPOSITIONS[disposition]()


def disposition_meaning(disposition: Disposition) -> str:
    """What a decision leads to."""
    return _MEANINGS[disposition]()


def waits_for_concession(ncr: Nonconformance) -> bool:
    """Whether it is decided to be used as it is, and the second signature is missing."""
    return ncr.state == "OPEN" and ncr.disposition is Disposition.USE_AS_IS and bool(ncr.decided_by)


def deeds(ncr: Nonconformance, person: SignedInPerson) -> tuple[Deed, ...]:
    """What this person can do next, the usual thing first."""
    qc = Role.QC_PERSON in person.roles
    found = []
    may_concede = bool({Role.QC_PERSON, Role.ADMIN} & person.roles) and ncr.decided_by != person.initials
    if waits_for_concession(ncr) and may_concede:
        found.append(Deed.CONCEDE)
    if ncr.state == "OPEN" and qc:
        found.append(Deed.DECIDE)
    if ncr.to_carry_out and qc:
        found.append(Deed.SCRAP if ncr.disposition is Disposition.SCRAP else Deed.REPLACE)
    if ncr.state == "DISPOSITIONED" and ncr.carried_out and qc:
        found.append(Deed.VERIFY)
    if ncr.state == "VERIFIED" and qc:
        found.append(Deed.CLOSE)
    return tuple(found)


def next_words(ncr: Nonconformance, person: SignedInPerson) -> str:
    """What comes next, and who does it."""
    mine = deeds(ncr, person)
    if waits_for_concession(ncr):
        return _concession_words(ncr, person, Deed.CONCEDE in mine)
    if ncr.state == "OPEN":
        return tr("Decide what becomes of it, and sign.") if mine else tr("QC decides what becomes of it.")
    if ncr.state == "DISPOSITIONED":
        return _after_decision(ncr)
    if ncr.state == "VERIFIED":
        return tr("Verified: it can be closed.") if mine else tr("QC closes it.")
    return tr("Nothing is left to be done.")


def _after_decision(ncr: Nonconformance) -> str:
    if ncr.disposition is Disposition.REWORK and not ncr.carried_out:
        return tr("An assembler does the rework; the next final QC that passes verifies it, or QC confirms it here.")
    if ncr.disposition in {Disposition.REPLACE, Disposition.SCRAP} and ncr.carried_out:
        return tr("What was decided is done. QC verifies it.")
    return _CARRYING_OUT[ncr.disposition]()


def _concession_words(ncr: Nonconformance, person: SignedInPerson, mine: bool) -> str:
    if mine:
        return tr("Decided by {initials}. You can sign the concession as the second person.", initials=ncr.decided_by)
    if ncr.decided_by == person.initials:
        return tr("You signed the decision. Another QC person or an administrator signs the concession.")
    return tr("A second QC person or an administrator signs the concession.")


_CARRYING_OUT: Mapping[Disposition | None, Callable[[], str]] = {
    Disposition.REWORK: lambda: tr("The next inspection that passes verifies it, or QC confirms it here."),
    Disposition.USE_AS_IS: lambda: tr("Both signatures are there. QC verifies it."),
    Disposition.REPLACE: lambda: tr("QC sends the body back to external production, and verifies it then."),
    Disposition.SCRAP: lambda: tr("QC cancels the build, and verifies it then."),
}
