"""The data of a QC sheet: one filled-in controlled form of one build (DOMAIN §6, §8).

Plain data in the language of the order; whoever prints fills it from the database. Importing this loads nothing heavy.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal

from cleanstation_desktop.domain.checklist import Result
from cleanstation_desktop.domain.checklist_template import Outcome
from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.domain.print_marks import FIRST_COPY, AuditSeal, PrintCopy, Signature


@dataclass(frozen=True)
class MirroredAnswer:
    """What the assembler answered to the same point, shown beside the item of the final QC.

    Parameters: source, where it stands ("CLP.T2.001 SP-11"); outcome, None when not answered; value, words of a
    choice, text or serial number; initials; answered_at, with its zone; reading with its unit; note, a remark or the
    reason of N/A.
    """

    source: str
    outcome: Outcome | None
    value: str = ""
    initials: str = ""
    answered_at: datetime | None = None
    reading: Decimal | None = None
    unit: str = ""
    note: str = ""


@dataclass(frozen=True)
class SheetConcession:
    """The concession that accepts a failure (DOMAIN §1); empty where the reader may not read it.

    Parameters: number, of the nonconformance; decided_by and conceded_by, initials of both who signed.
    """

    number: str = ""
    decided_by: str = ""
    conceded_by: str = ""


@dataclass(frozen=True)
class EarlierReading:
    """A reading in whose place another answer came. Parameters: initials and read_at (with its zone), by whom, when."""

    value: Decimal
    unit: str
    outcome: Outcome
    initials: str
    read_at: datetime


@dataclass(frozen=True)
class SheetItem:
    """One line of the form with its answer.

    Parameters: number, the code of the item, and text as in the template; outcome, None when not answered; basin,
    position of the basin it belongs to; value, the words of a choice, text, serial number or instrument; reading with
    unit, target, minimum and maximum as frozen when it was read; instrument_due, calibration due date of the instrument
    in value; note, a remark or the reason of N/A; initials and answered_at (with its zone); carried_from, the attempt
    that the answer was taken from; concession, None where none accepts a failure; photos, how many were taken of it;
    earlier, readings before the one that stands, the newest first, as far as they differ; mirrored, the answers of
    production and packaging.
    """

    number: str
    text: str
    outcome: Outcome | None = None
    basin: int | None = None
    value: str = ""
    reading: Decimal | None = None
    unit: str = ""
    target: Decimal | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    instrument_due: date | None = None
    note: str = ""
    initials: str = ""
    answered_at: datetime | None = None
    carried_from: int | None = None
    concession: SheetConcession | None = None
    photos: int = 0
    earlier: tuple[EarlierReading, ...] = ()
    mirrored: tuple[MirroredAnswer, ...] = ()


@dataclass(frozen=True)
class SheetSection:
    """A section of the form, its items in the order of the template."""

    number: str
    title: str
    items: tuple[SheetItem, ...]


@dataclass(frozen=True)
class SheetDrawing:
    """A drawing of the order or the build. Parameters: file_name; sha256, of its bytes, 64 hex digits."""

    file_name: str
    sha256: str


@dataclass(frozen=True)
class SheetBasin:
    """A basin of the build. Parameters: position, from 1; description ("E-Sink, 24 × 20 × 8 in")."""

    position: int
    description: str


@dataclass(frozen=True)
class SheetNonconformance:
    """A nonconformance that the inspection opened or had to close, or that concedes a failure of it (DOMAIN §1).

    Parameters: number; item, number of the failed item; description; state, OPEN, DISPOSITIONED, VERIFIED or CLOSED;
    disposition, REWORK, USE_AS_IS, REPLACE, SCRAP or "" while there is none; reason, what was decided and why;
    disposition_comment and concession_comment, what was added to these signatures; each step by whom
    (initials or name) and when.
    """

    number: str
    item: str
    description: str
    state: str
    disposition: str = ""
    reason: str = ""
    opened_by: str = ""
    opened_at: datetime | None = None
    dispositioned_by: str = ""
    dispositioned_at: datetime | None = None
    disposition_comment: str = ""
    concession_by: str = ""
    concession_at: datetime | None = None
    concession_comment: str = ""
    verified_by: str = ""
    verified_at: datetime | None = None
    closed_by: str = ""
    closed_at: datetime | None = None


@dataclass(frozen=True)
class AttemptOpening:
    """Why a form was opened once more.

    Parameters: attempt, the number it got; at, when, with its zone; cause, FAILED, REWORK, CHANGE, NEW_BODY or AGAIN;
    detail, what the change is, or the number of the attempt that failed, was rejected, or came before.
    """

    attempt: int
    at: datetime
    cause: str
    detail: str = ""


@dataclass(frozen=True)
class SheetEnding:
    """Why an attempt no longer stands, or is void.

    Parameters: cause, ATTEMPT, BODY_REPLACED or CANCELLED; at, when, with its zone; opening, of the attempt that came
    for it; reason, that was given for the move of the build.
    """

    cause: str
    at: datetime
    opening: AttemptOpening | None = None
    reason: str = ""


@dataclass(frozen=True)
class QcSheet:
    """One inspection, ready for paper. Without a signature it is printed as a draft.

    Parameters: title, document_number and version of the form; po_number, customer, project, build_number, model,
    family of the build; attempt, from 1; opening, of a later attempt; ending, None while it stands; status, code of the
    inspection's state (OPEN, SIGNED, VOID); result, None while it is open; first_pass, None where the form does not
    ask; basins of the build; drawings that stood when it was signed or became void, or that stand now;
    hidden_nonconformances, how many more there are than reader, the person who has it printed, may read; zone, the
    plant's; started_at, with its zone, also the time that the file itself carries until it is signed; qr, text of a QR
    code.
    """

    title: str
    document_number: str
    version: str
    language: Language
    po_number: str
    customer: str
    build_number: str
    model: str
    family: str
    attempt: int
    status: str
    started_at: datetime
    sections: tuple[SheetSection, ...]
    opening: AttemptOpening | None = None
    ending: SheetEnding | None = None
    project: str = ""
    result: Result | None = None
    first_pass: bool | None = None
    basins: tuple[SheetBasin, ...] = ()
    drawings: tuple[SheetDrawing, ...] = ()
    nonconformances: tuple[SheetNonconformance, ...] = ()
    hidden_nonconformances: int = 0
    reader: str = ""
    signatures: tuple[Signature, ...] = ()
    seal: AuditSeal | None = None
    copy: PrintCopy = FIRST_COPY
    zone: tzinfo = UTC
    company: str = "Torvan Medical"
    qr: str = ""

    @property
    def altered(self) -> bool:
        """Whether it no longer says what was signed: then it proves nothing."""
        return not all(signature.intact for signature in self.signatures)
