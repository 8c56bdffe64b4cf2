"""Whom a build waits for, in a sentence that everybody understands (DOMAIN §3)."""

from __future__ import annotations

from cleanstation_desktop.domain.workflow import FINAL, HOLDABLE, BuildStatus
from cleanstation_desktop.ui.builds.facts import BuildFacts
from cleanstation_desktop.ui.text import day, tr

_S = BuildStatus


def waiting_words(facts: BuildFacts) -> str:
    """Say what is next for a build, and whose work that is."""
    if facts.status in FINAL:
        return _ended(facts)
    if facts.status is _S.ORDER_CREATED:
        return _before_release(facts)
    if facts.given_up or facts.to_reject or facts.to_accept:
        return _for_qc_alone(facts)
    at_work = [claim.full_name for claim in facts.claims if claim.ended_at is None]
    if facts.status in HOLDABLE and not at_work:
        return _let_go()[facts.status]
    if facts.status is _S.IN_ASSEMBLY:
        return tr("In the hands of {names}.", names=", ".join(at_work))
    return _others(facts)[facts.status]


def _for_qc_alone(facts: BuildFacts) -> str:
    if facts.given_up:
        return tr("Waits for QC: its body is to be replaced or scrapped, as was decided.")
    if facts.to_accept:
        return tr("Waits for QC: the pre-QC is passed, and the build is to be released to production.")
    return tr("Waits for QC: the final QC failed, and the build is to be rejected.")


def _ended(facts: BuildFacts) -> str:
    if facts.status is _S.CANCELLED:
        return tr("Cancelled: {reason}", reason=facts.build.cancel_reason or tr("scrapped"))
    shipped_on = facts.build.head.shipped_on
    return tr("Shipped on {day}. Nothing is left to do.", day=day(shipped_on)) if shipped_on else ""


def _before_release(facts: BuildFacts) -> str:
    if facts.revision.state == "SENT_BACK":
        reason = facts.revision.send_back_reason or ""
        return tr("Waits for the coordinator: procurement sent the BOM back. {reason}", reason=reason)
    if facts.change_to_sign:
        return tr("Waits for procurement: a change is to be reviewed and signed.")
    if facts.open_change is not None:
        return tr("Waits for the coordinator: a change is to be drawn up.")
    if facts.bom_approved:
        return tr("Waits for procurement: the BOM is approved, the build is to be released.")
    return tr("Waits for procurement: the BOM is to be reviewed and approved.")


def _let_go() -> dict[BuildStatus, str]:
    return {
        _S.IN_ASSEMBLY: tr("Waits for an assembler to claim it."),
        _S.TESTING_COMPLETE: tr("Waits for an assembler to claim it: it is to be packed."),
        _S.PACKAGING_COMPLETE: tr("Waits for an assembler to claim it: “ready for inspection” is to be signed."),
    }


def _before_shipping(facts: BuildFacts) -> str:
    if facts.change_to_finish:
        return tr("Waits for a change, which is to be finished before it can be shipped.")
    return tr("Waits for the coordinator: it can be shipped.")


def _others(facts: BuildFacts) -> dict[BuildStatus, str]:
    return {
        _S.SINK_BODY_EXTERNAL_PRODUCTION: tr("Waits for procurement: the sink body is being made outside."),
        _S.READY_FOR_PRE_QC: tr("Waits for QC: the pre-production check is to be made."),
        _S.PRE_QC_REJECTED: tr("Waits for QC: each nonconformance needs a decision, then the next attempt starts."),
        _S.READY_FOR_PRODUCTION: tr("Waits for an assembler to claim it."),
        _S.ON_HOLD_PARTS: tr("Waits for procurement: a part is missing or bad."),
        _S.TESTING_COMPLETE: tr("Waits for its assembler: it is to be packed."),
        _S.PACKAGING_COMPLETE: tr("Waits for its assembler: “ready for inspection” is to be signed."),
        _S.READY_FOR_FINAL_QC: tr("Waits for QC: the final QC is to be made."),
        _S.FINAL_QC_REJECTED: tr("Waits for QC to decide on the nonconformances, then for an assembler to rework it."),
        _S.READY_FOR_SHIP: _before_shipping(facts),
    }
