"""How the states of builds read and look, the same on every screen."""

from __future__ import annotations

from collections.abc import Callable

from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.ui.text import tr

_WORDS: dict[BuildStatus, Callable[[], str]] = {
    BuildStatus.ORDER_CREATED: lambda: tr("Order created"),
    BuildStatus.SINK_BODY_EXTERNAL_PRODUCTION: lambda: tr("External production"),
    BuildStatus.READY_FOR_PRE_QC: lambda: tr("Ready for pre-QC"),
    BuildStatus.PRE_QC_REJECTED: lambda: tr("Pre-QC rejected"),
    BuildStatus.READY_FOR_PRODUCTION: lambda: tr("Ready for production"),
    BuildStatus.IN_ASSEMBLY: lambda: tr("In assembly"),
    BuildStatus.ON_HOLD_PARTS: lambda: tr("On hold, parts"),
    BuildStatus.TESTING_COMPLETE: lambda: tr("Testing complete"),
    BuildStatus.PACKAGING_COMPLETE: lambda: tr("Packaging complete"),
    BuildStatus.READY_FOR_FINAL_QC: lambda: tr("Ready for final QC"),
    BuildStatus.FINAL_QC_REJECTED: lambda: tr("Final QC rejected"),
    BuildStatus.READY_FOR_SHIP: lambda: tr("Ready to ship"),
    BuildStatus.SHIPPED: lambda: tr("Shipped"),
    BuildStatus.CANCELLED: lambda: tr("Cancelled"),
}

_BAD = frozenset({BuildStatus.PRE_QC_REJECTED, BuildStatus.FINAL_QC_REJECTED})
_DONE = frozenset({BuildStatus.READY_FOR_SHIP, BuildStatus.SHIPPED})
_AT_REST = frozenset({BuildStatus.ORDER_CREATED, BuildStatus.CANCELLED})


def status_words(status: BuildStatus) -> str:
    """Name a state of a build in the reader's language."""
    return _WORDS[status]()


def status_kind(status: BuildStatus) -> str:
    """The look of a state's chip: bad for a reject, warn for a hold, ok when ready, neutral at rest, else info."""
    if status in _BAD:
        return "bad"
    if status is BuildStatus.ON_HOLD_PARTS:
        return "warn"
    if status in _DONE:
        return "ok"
    return "neutral" if status in _AT_REST else "info"
