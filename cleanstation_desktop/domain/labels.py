"""The data of the label that goes on a build (DOMAIN §8).

Plain data in the language of the order; whoever prints fills it from the database. Importing this loads nothing heavy.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.domain.print_marks import FIRST_COPY, PrintCopy

BUILD_LINK = "cleanstation://build/"


def build_link(build_number: str) -> str:
    """The text of a QR code that opens a build at any station that scans it."""
    return BUILD_LINK + build_number


@dataclass(frozen=True)
class BuildLabel:
    """A build as its label names it.

    Parameters: number, which build of its order it is, out of total; created_at, when the order was entered, with its
    zone, also the time that the file itself carries; zone, the plant's.
    """

    build_number: str
    po_number: str
    customer: str
    model: str
    family: str
    want_date: date
    language: Language
    created_at: datetime
    project: str = ""
    number: int = 1
    total: int = 1
    copy: PrintCopy = FIRST_COPY
    zone: tzinfo = UTC
    company: str = "Torvan Medical"

    @property
    def link(self) -> str:
        """The text of its QR code."""
        return build_link(self.build_number)
