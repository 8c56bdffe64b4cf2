"""What every printed record carries: signatures, the audit seal, and which copy it is (DOMAIN §8, notes on security).

Plain data; importing this loads nothing heavy.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Signature:
    """One electronic signature as it stands on paper.

    Parameters: printed_name; meaning, what was signed for (a code of the group "meaning", or plain words of the
    order's language); signed_at, with its zone; record_sha256, 64 hex digits of the bytes that were signed;
    initials and role (a role code of DOMAIN §2) if they are to be shown; comment, what the
    signer added to it, or ""; intact, the record still says what was signed.
    """

    printed_name: str
    meaning: str
    signed_at: datetime
    record_sha256: str
    initials: str = ""
    role: str = ""
    comment: str = ""
    intact: bool = True


@dataclass(frozen=True)
class AuditSeal:
    """The latest seal of the audit log when the record was printed: the anchor outside of the database.

    Parameters: number; sha256, 64 hex digits; sealed_at, with its zone.
    """

    number: int
    sha256: str
    sealed_at: datetime


@dataclass(frozen=True)
class PrintCopy:
    """Which print this is (DOMAIN §8: every print is counted).

    Parameters: number, from 1, or 0 of what is not counted and says so on every page; reason, why it was printed again;
    printed_at, with its zone; printed_by; station.
    """

    number: int = 1
    reason: str = ""
    printed_at: datetime | None = None
    printed_by: str = ""
    station: str = ""

    @property
    def why_again(self) -> str:
        """Why it was printed again; empty for the first copy, also when more were printed with it for that reason."""
        return self.reason if self.number > 1 else ""


FIRST_COPY = PrintCopy()


def uncontrolled(saved_by: str, station: str, saved_at: datetime | None = None) -> PrintCopy:
    """The mark of what is no controlled copy: it has no number, and nothing was recorded."""
    return PrintCopy(0, printed_at=saved_at, printed_by=saved_by, station=station)
