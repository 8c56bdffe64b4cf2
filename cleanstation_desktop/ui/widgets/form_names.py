"""What the five controlled forms and their results are called, the same on every screen (DOMAIN §6)."""

from __future__ import annotations

from cleanstation_desktop.domain.checklist import Result
from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.ui.text import tr


def form_words(kind: InspectionKind) -> str:
    """Name a form."""
    return {
        InspectionKind.PRE_PRODUCTION_CHECK: tr("Pre-production check"),
        InspectionKind.PRODUCTION: tr("Production checklist"),
        InspectionKind.END_OF_LINE_TEST: tr("End-of-line test"),
        InspectionKind.PACKAGING: tr("Packaging checklist"),
        InspectionKind.SINK_QUALITY: tr("Final QC|form"),
    }[kind]


def attempt_words(title: str, build_number: str, attempt: int) -> str:
    """Name an attempt of a form, for signatures and papers. Parameters: title, of the form."""
    return tr("{title} of build {build}, attempt {attempt}", title=title, build=build_number, attempt=attempt)


def form_state(state: str, result: Result | None) -> tuple[str, str]:
    """Words and look of the chip of a form: open, passed, failed or void."""
    if state == "VOID":
        return tr("Void"), "neutral"
    if result is Result.PASSED:
        return tr("Passed"), "ok"
    if result is Result.FAILED:
        return tr("Failed"), "bad"
    return tr("Being filled in"), "info"
