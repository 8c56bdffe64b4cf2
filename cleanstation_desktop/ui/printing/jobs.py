"""A job of the station's print queue: its states, where it goes, and what is told about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from cleanstation_desktop.domain.errors import EnvironmentFault
from cleanstation_desktop.ui.text import tr

NETWORK_PORT = 9100


class State(StrEnum):
    """Where a job stands. MAY_HAVE_PRINTED: nobody can tell whether paper came out; a person has to look."""

    WAITING = "waiting"
    PRINTING = "printing"
    PRINTED = "printed"
    FAILED = "failed"
    MAY_HAVE_PRINTED = "may_have_printed"
    DISMISSED = "dismissed"


OPEN = frozenset({State.WAITING, State.PRINTING})


class Way(StrEnum):
    """How a printer is reached: pages through the print system, raw bytes through it, or raw bytes over the network."""

    SYSTEM = "system"
    RAW = "raw"
    NETWORK = "socket"


@dataclass(frozen=True)
class Target:
    """A printer. Parameters: way; name, of the print system's printer, or host:port on the network."""

    way: Way
    name: str

    def __str__(self) -> str:
        return f"{self.way}://{self.name}"

    @property
    def words(self) -> str:
        """Its name as people know it: the usual port goes without saying."""
        return self.name.removesuffix(f":{NETWORK_PORT}")

    @property
    def takes_raw(self) -> bool:
        """Whether it takes the printer's own language, such as ZPL, instead of pages."""
        return self.way is not Way.SYSTEM

    @classmethod
    def parse(cls, text: str) -> Target:
        """Read what `str` wrote. Errors: EnvironmentFault for anything else."""
        way, parted, name = text.partition("://")
        if not parted or not name or way not in list(Way):
            raise EnvironmentFault(tr("{text} is no printer.", text=text))
        return cls(Way(way), name)


@dataclass(frozen=True)
class Problem:
    """Why a job stands as it stands. Parameters: code, of the sentences below; detail, a name or the system's words."""

    code: str
    detail: str = ""


NO_PROBLEM = Problem("")
UNREACHABLE = "unreachable"
"""Code of a printer that does not answer: all that waits for it ends alike."""


@dataclass(frozen=True)
class PrintJob:
    """A job without its bytes.

    Parameters: id, made once per press of a button; kind and record, which document, as `record_print` counts it; copy,
    the number on the paper, 0 for what is not counted; format, "pdf" or "zpl"; person, full name; handed_over_at, when
    the print system had taken it; kept, whether its bytes are still there; dots, per millimetre, of the label printer
    that it was made for, 0 for pages; facts, what it says of its record, as `Printed` has it.
    """

    id: UUID
    kind: str
    record: str
    title: str
    copy: int
    reason: str
    target: Target
    format: str
    person: str
    created_at: datetime
    state: State = State.WAITING
    handed_over_at: datetime | None = None
    ended_at: datetime | None = None
    problem: Problem = NO_PROBLEM
    kept: bool = True
    dots: int = 0
    facts: str = ""

    @property
    def mark(self) -> str:
        """How the job begins in the print system's own list, so that it is found again there."""
        return f"#{self.id.hex[:8].upper()}"


def state_words(state: State) -> str:
    """A state as a person reads it."""
    return {
        State.WAITING: tr("Waiting"),
        State.PRINTING: tr("Printing"),
        State.PRINTED: tr("Printed"),
        State.FAILED: tr("Failed|print job"),
        State.MAY_HAVE_PRINTED: tr("May have printed"),
        State.DISMISSED: tr("Dismissed"),
    }[state]


def state_kind(state: State) -> str:
    """The look of a state's chip."""
    return {
        State.WAITING: "neutral",
        State.PRINTING: "info",
        State.PRINTED: "ok",
        State.FAILED: "bad",
        State.MAY_HAVE_PRINTED: "warn",
        State.DISMISSED: "neutral",
    }[state]


def problem_words(problem: Problem) -> str:
    """What is told about a job, in the reader's language; empty when there is nothing to tell."""
    detail = problem.detail
    sentences = {
        "": "",
        "printer_gone": tr("The printer {name} is not there any more. Nothing was printed.", name=detail),
        "refused": tr("The printer did not take it: {detail}", detail=detail),
        UNREACHABLE: tr("The printer {name} does not answer. Nothing was printed.", name=detail),
        "broken_off": tr("The connection to the printer broke off while it printed. Look whether the paper is there."),
        "not_closed": tr("The printer did not say that it has read everything. Look whether the paper is there."),
        "not_taken": tr("The print system did not take the document. Nothing was printed."),
        "cancelled": tr("It was cancelled in the print system."),
        "cancelled_late": tr("It was cancelled while it printed. Look whether the paper is there."),
        "aborted": tr("The print system gave it up."),
        "aborted_late": tr("The print system gave it up while it printed. Look whether the paper is there."),
        "stopped": tr("The printer has stopped. Look for paper, ink or an open cover."),
        "held": tr("The print system holds it back."),
        "no_answer": tr("The print system does not answer."),
        "interrupted": tr("The program ended while it printed. Look whether the paper is there."),
        "vanished": tr("The print system does not know it any more. Look whether the paper is there."),
        "confirmed": tr("{name} saw the paper.", name=detail),
        "doubted": tr("{name} did not see the paper. It was taken back, but may have come out.", name=detail),
        "program_error": tr("The program met an error of its own while it printed. Look whether the paper is there."),
    }
    return sentences.get(problem.code, problem.detail)
