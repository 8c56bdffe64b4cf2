"""What a person reads when something fails: the one mapping from errors to words."""

from __future__ import annotations

from dataclasses import dataclass, replace

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
from cleanstation_desktop.ui.error_texts import translate_error_text
from cleanstation_desktop.ui.text import language, tr


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
    return Told(_title(error), _said(error.message), _said(error.hint), kind, error.field, again)


def findings_of(error: Exception) -> list[Finding]:
    """The faults of single fields that an error tells, if any, in the reader's language."""
    if isinstance(error, InvalidInput):
        return [replace(finding, message=finding_text(finding)) for finding in error.findings]
    if isinstance(error, CleanStationError) and error.field:
        return [Finding("error", error.code, error.field, _said(error.message))]
    return []


def finding_text(finding: Finding) -> str:
    """Say a finding of the rules or of a check in the reader's language."""
    from cleanstation_desktop.printing import findings, wording  # noqa: PLC0415 - the first finding loads the sentences

    said = findings.sentence(finding, wording.Wording(language()))
    return _said(said) if said == finding.message else said


def _said(english: str) -> str:
    return translate_error_text(english, language())


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
