"""What a person reads when something fails: the one mapping from errors to words."""

from __future__ import annotations

from dataclasses import dataclass

from cleanstation_desktop.domain.errors import (
    CleanStationError,
    EnvironmentFault,
    Finding,
    InvalidInput,
    Refused,
    ServerAway,
    SignatureRefused,
    Stale,
)
from cleanstation_desktop.ui.text import tr


@dataclass(frozen=True)
class Told:
    """An error in words. Parameters: title, in two or three words; sentence, what is wrong; hint, what to do next;
    kind, "bad" or "warn" for the look; field, the input it belongs to; again, whether sending again may help."""

    title: str
    sentence: str
    hint: str
    kind: str
    field: str | None = None
    again: bool = False


def describe(error: Exception) -> Told:
    """Put an error into words of the reader's language. A bug is told as one; the crash dialog holds the rest."""
    if not isinstance(error, CleanStationError):
        return Told(
            tr("Program error"),
            tr("The program met an error of its own."),
            tr("Nothing of yours was thrown away. Send the report, then try again."),
            "bad",
        )
    again = isinstance(error, ServerAway)
    kind = "warn" if isinstance(error, Stale | ServerAway) else "bad"
    return Told(_title(error), error.message, error.hint, kind, error.field, again)


def findings_of(error: Exception) -> list[Finding]:
    """The faults of single fields that an error tells, if any."""
    if isinstance(error, InvalidInput):
        return error.findings
    if isinstance(error, CleanStationError) and error.field:
        return [Finding("error", error.code, error.field, error.message)]
    return []


def _title(error: CleanStationError) -> str:
    for kind, title in (
        (ServerAway, tr("No connection")),
        (EnvironmentFault, tr("Not possible on this station")),
        (Stale, tr("Changed by somebody else")),
        (SignatureRefused, tr("Not signed")),
        (Refused, tr("Not allowed now")),
        (InvalidInput, tr("Please correct this")),
    ):
        if isinstance(error, kind):
            return title
    return tr("Not done")
