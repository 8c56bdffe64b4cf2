"""The data of a traveler: the one page that goes with a build through the plant (DOMAIN §8).

Plain data in the language of the order; whoever prints fills it from the database. Importing this loads nothing heavy.
"""

from __future__ import annotations

from dataclasses import dataclass

from cleanstation_desktop.domain.labels import BuildLabel
from cleanstation_desktop.domain.print_marks import FIRST_COPY, PrintCopy
from cleanstation_desktop.domain.workflow import BuildStatus


@dataclass(frozen=True)
class TravelerPart:
    """One of the things that a build is made of. Parameters: quantity, per build."""

    item: str
    name: str
    quantity: int


@dataclass(frozen=True)
class Traveler:
    """A build on its way. Without an approved bill of materials it is printed as a draft.

    Parameters: build, what its label says too; status, where it stands; length and width of the sink, inches; revision
    of the bill of materials, and whether it is approved; parts, its outermost lines, in the order of the bill.
    """

    build: BuildLabel
    length: int
    width: int
    revision: int
    approved: bool
    parts: tuple[TravelerPart, ...]
    status: BuildStatus = BuildStatus.READY_FOR_PRE_QC
    copy: PrintCopy = FIRST_COPY
