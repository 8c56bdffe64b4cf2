"""What the signed-in person may do with a build now, and why something else must wait (DOMAIN §2, §3).

The server decides when it is done; here is what to offer, in the order in which it is wanted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cleanstation_desktop.domain.checklist import Result
from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import FINAL, HOLDABLE, STAGES, BuildStatus
from cleanstation_desktop.services.assembly import BEGUN_BY_CLAIM
from cleanstation_desktop.services.inspection_duty import DUTIES
from cleanstation_desktop.services.inspections import InspectionRow
from cleanstation_desktop.services.session import SignedInPerson
from cleanstation_desktop.ui.builds.facts import BuildFacts
from cleanstation_desktop.ui.error_texts import translate_error_text
from cleanstation_desktop.ui.text import language, tr
from cleanstation_desktop.ui.widgets.form_names import form_words
from cleanstation_desktop.ui.widgets.status import status_words

_S, _K = BuildStatus, InspectionKind
_FORMS: Mapping[BuildStatus, tuple[InspectionKind, ...]] = {
    _S.READY_FOR_PRE_QC: (_K.PRE_PRODUCTION_CHECK,),
    _S.IN_ASSEMBLY: (_K.PRODUCTION, _K.END_OF_LINE_TEST),
    _S.TESTING_COMPLETE: (_K.PACKAGING,),
    _S.PACKAGING_COMPLETE: (_K.PACKAGING,),
    _S.READY_FOR_FINAL_QC: (_K.SINK_QUALITY,),
}


@dataclass(frozen=True)
class Deed:
    """Something to do. Parameters: name, which one; words, of its button; icon; why, what it waits for, as a sentence,
    empty when it can be done; main, it is what brings the build on; danger, it ends it; form, the one it opens."""

    name: str
    words: str
    icon: str
    why: str = ""
    main: bool = False
    danger: bool = False
    form: InspectionKind | None = None


def deeds_of(facts: BuildFacts, person: SignedInPerson) -> tuple[Deed, ...]:
    """Everything that this person's roles do with the build as it stands, what brings it on first."""
    roles = person.roles
    found: list[Deed] = []
    if Role.PROCUREMENT_SPECIALIST in roles:
        found += _procurement(facts)
    if Role.ASSEMBLER in roles:
        found += _assembly(facts, person.id)
    found += _forms(facts, person)
    if Role.QC_PERSON in roles and facts.to_accept:
        why = _guard(facts, _S.READY_FOR_PRODUCTION)
        found.append(Deed("accept", tr("Release to production"), "check", why, main=True))
    if Role.QC_PERSON in roles and facts.to_reject:
        why = _guard(facts, _S.FINAL_QC_REJECTED)
        found.append(Deed("reject", tr("Reject the build"), "cancel", why, main=True))
    if Role.QC_PERSON in roles and any(ncr.state == "OPEN" for ncr in facts.nonconformances):
        found.append(Deed("nonconformances", tr("Decide on nonconformances"), "nonconformance", main=True))
    if Role.QC_PERSON in roles and any(ncr.to_carry_out for ncr in facts.nonconformances):
        found.append(Deed("carry_out", tr("Carry out the decision"), "nonconformance", main=True))
    if facts.status is _S.PRE_QC_REJECTED and roles & {Role.QC_PERSON, Role.PROCUREMENT_SPECIALIST}:
        why = _guard(facts, _S.READY_FOR_PRE_QC)
        found.append(Deed("next_attempt", tr("Ready for the next attempt"), "repeat", why, main=True))
    if Role.PRODUCTION_COORDINATOR in roles:
        found += _coordinator(facts)
    if facts.status not in FINAL and roles & {Role.PRODUCTION_COORDINATOR, Role.ADMIN}:
        found.append(Deed("cancel", tr("Cancel the build"), "cancel", danger=True))
    return tuple(found)


def blockers(facts: BuildFacts) -> tuple[str, ...]:
    """What still keeps the build from its next stage, a sentence each, as far as this person could take it there."""
    here = STAGES.index(facts.status) if facts.status in STAGES else -1
    # A replacement sends a build back to external production; that is decided on its nonconformance.
    back = _S.SINK_BODY_EXTERNAL_PRODUCTION if facts.status is not _S.ORDER_CREATED else None
    return tuple(
        tr("{status}: {guard}", status=status_words(move.to_status), guard=_said(move.open_guard))
        for move in facts.moves
        if move.open_guard and move.to_status is not back and move.to_status in STAGES[here + 1 :]
    )


def why_not_claimed(facts: BuildFacts) -> str:
    """What a claim of a build that is claimable waits for, as a sentence; empty when nothing does."""
    if facts.given_up:
        return tr("Its body is replaced or scrapped, as was decided.")
    if facts.status is _S.FINAL_QC_REJECTED and any(ncr.state == "OPEN" for ncr in facts.nonconformances):
        return tr("A nonconformance has no decision of QC yet.")
    return ""


def _procurement(facts: BuildFacts) -> Iterator[Deed]:
    # Once procurement has signed, only QC's signature can be missing.
    if facts.change_to_sign and "BOM_APPROVED" not in facts.change_signed and facts.status not in FINAL:
        yield Deed("review_change", tr("Review the change"), "signature", main=True)
    if facts.revision.state == "SUBMITTED" and facts.status not in FINAL:
        yield Deed("approve", tr("Review the BOM"), "signature", main=True)
    elif facts.status is _S.ORDER_CREATED:
        yield Deed("release", tr("Release"), "release", _guard(facts, _S.SINK_BODY_EXTERNAL_PRODUCTION), main=True)
    if facts.status is _S.SINK_BODY_EXTERNAL_PRODUCTION:
        yield Deed("arrival", tr("Book the arrival"), "arrival", main=True)
    if facts.issues:
        yield Deed("issues", tr("Resolve the part issue"), "hold", main=facts.status is _S.ON_HOLD_PARTS)


def _assembly(facts: BuildFacts, person_id: int) -> Iterator[Deed]:
    claimed = facts.claimed_by(person_id)
    if claimed and facts.status in (*HOLDABLE, _S.ON_HOLD_PARTS):
        yield Deed("assembly", tr("Open my work"), "assembly", main=True)
    elif not claimed and facts.claimable:
        main = facts.status in BEGUN_BY_CLAIM or facts.reopened is not None
        yield Deed("claim", tr("Claim"), "claim", why_not_claimed(facts), main=main)


def _forms(facts: BuildFacts, person: SignedInPerson) -> Iterator[Deed]:
    latest = {form.kind: form for form in facts.inspections if form.cycle == facts.build.cycle}
    # A form that a change reopened is filled in past its stage too, until it is passed; also when it failed there.
    reopened = [
        kind for kind, form in latest.items() if form.reopened and DUTIES[kind].due(facts.status, reopened=True)
    ]
    for kind in dict.fromkeys((*_FORMS.get(facts.status, ()), *reopened)):
        if DUTIES[kind].role not in person.roles:
            continue
        form = latest.get(kind)
        done = form is not None and form.result is Result.PASSED and form.state == "SIGNED"
        if kind is _K.SINK_QUALITY and facts.to_reject:
            # Nobody inspects it again before it was rejected and reworked.
            continue
        if done and not (kind is _K.SINK_QUALITY and facts.status is _S.READY_FOR_FINAL_QC):
            continue
        why = _why_not(facts, kind, person.id)
        yield Deed("form", _begin(kind, form), "checklist", why, main=True, form=kind)


def _begin(kind: InspectionKind, form: InspectionRow | None) -> str:
    if form is not None and form.state == "OPEN":
        return tr("Continue: {form}", form=form_words(kind))
    if form is not None and form.state == "SIGNED":
        return tr("Start again: {form}", form=form_words(kind))
    return tr("Start: {form}", form=form_words(kind))


def _why_not(facts: BuildFacts, kind: InspectionKind, person_id: int) -> str:
    if DUTIES[kind].role is Role.ASSEMBLER and not facts.claimed_by(person_id):
        return tr("Claim the build first.")
    if kind is _K.SINK_QUALITY and facts.worked_on_by(person_id):
        return tr("You assembled on this build; somebody else does its final QC.")
    if any(ncr.kind is kind and ncr.state == "OPEN" for ncr in facts.nonconformances):
        return tr("A nonconformance has no decision of QC yet.")
    return ""


def _coordinator(facts: BuildFacts) -> Iterator[Deed]:
    if facts.status is _S.READY_FOR_SHIP:
        yield Deed("ship", tr("Ship"), "ship", _guard(facts, _S.SHIPPED), main=True)
    if facts.status in FINAL:
        return
    if not facts.bom_approved:
        sent_back = facts.revision.state == "SENT_BACK"
        yield Deed("configuration", tr("Change the configuration"), "edit", main=sent_back)
        yield Deed("number", tr("Correct the number"), "edit")
        return
    running = facts.open_change is not None
    words = tr("Open the change request") if running else tr("Change request")
    yield Deed("change", words, "change-request", main=running)


def _guard(facts: BuildFacts, to_status: BuildStatus) -> str:
    """What keeps the build from a status; also that nobody may take it there now."""
    for move in facts.moves:
        if move.to_status is to_status:
            return _said(move.open_guard)
    return tr("The build does not go there from where it stands.")


def _said(guard: str | None) -> str:
    return translate_error_text(guard, language()) if guard else ""
