"""What the page of a build knows: read in one go, off the UI thread."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cleanstation_desktop.domain.checklist import Result
from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.domain.errors import NotFound
from cleanstation_desktop.domain.workflow import HOLDABLE, BuildStatus
from cleanstation_desktop.services import (
    assembly,
    build_browsing,
    builds,
    inspections,
    moves,
    nonconformances,
    procurement,
)
from cleanstation_desktop.services.assembly import BEGUN_BY_CLAIM, Claim
from cleanstation_desktop.services.boms import RevisionRow
from cleanstation_desktop.services.build_browsing import BuildListRow
from cleanstation_desktop.services.builds import BuildDetail
from cleanstation_desktop.services.change_requests import ChangeRequest
from cleanstation_desktop.services.inspections import InspectionRow
from cleanstation_desktop.services.moves import NextMove
from cleanstation_desktop.services.nonconformances import Nonconformance
from cleanstation_desktop.services.plant import read_today
from cleanstation_desktop.services.procurement import PartIssue
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.services.signatures import signatures_of
from cleanstation_desktop.services.signing import Seen

ASSEMBLY_FORMS = (InspectionKind.PRODUCTION, InspectionKind.END_OF_LINE_TEST, InspectionKind.PACKAGING)
"""Forms that assemblers fill in, in their order."""
_CLAIMABLE = (*BEGUN_BY_CLAIM, *HOLDABLE, BuildStatus.ON_HOLD_PARTS)
_HANDED_IN = (BuildStatus.READY_FOR_FINAL_QC, BuildStatus.READY_FOR_SHIP)


@dataclass(frozen=True)
class BuildFacts:
    """A build as its page shows it. Parameters: row, as in lists, with its late mark; moves, what the person's roles
    allow next; nonconformances, those that the person may read; issues, open ones of its parts; settled, those
    of this production cycle that procurement answered, oldest first; change_signed, meanings of the signatures on the
    revision of the open change; given_up, QC is still to replace or scrap its body; today, at the plant."""

    build: BuildDetail
    row: BuildListRow
    moves: tuple[NextMove, ...]
    inspections: tuple[InspectionRow, ...]
    claims: tuple[Claim, ...]
    nonconformances: tuple[Nonconformance, ...]
    issues: tuple[PartIssue, ...]
    settled: tuple[PartIssue, ...]
    change_signed: frozenset[str]
    given_up: bool
    today: dt.date

    @property
    def id(self) -> int:
        """Key of the build."""
        return self.build.head.id

    @property
    def records(self) -> dict[str, frozenset[str]]:
        """Keys of the records that a page of the build shows, by table."""
        return {
            "build": frozenset({str(self.id)}),
            "customer_order": frozenset({str(self.build.head.order_id)}),
            "inspection": frozenset(str(form.id) for form in self.inspections),
        }

    @property
    def status(self) -> BuildStatus:
        """Where it stands."""
        return self.build.head.status

    @property
    def seen(self) -> Seen:
        """The build at the version that is shown."""
        return Seen(self.build.head.id, self.build.head.version)

    @property
    def revision(self) -> RevisionRow:
        """The BOM revision by which it is built; before one is approved, the newest."""
        return next(made for made in self.build.revisions if made.in_force)

    @property
    def bom_approved(self) -> bool:
        """Whether a revision is approved, so that a change is a change request."""
        return self.revision.state == "APPROVED"

    @property
    def open_change(self) -> ChangeRequest | None:
        """The change request that is not decided yet."""
        return next((request for request in self.build.change_requests if request.state == "OPEN"), None)

    @property
    def change_to_sign(self) -> bool:
        """Whether an open change is drawn up and was not sent back since."""
        named = None if self.open_change is None else self.open_change.bom_revision_id
        return any(made.id == named and made.state == "SUBMITTED" for made in self.build.revisions)

    @property
    def before(self) -> BuildStatus | None:
        """Where a held or cancelled build stood before."""
        if self.build.head.held_from is not None:
            return self.build.head.held_from
        left = [step.from_status for step in self.build.history if step.to_status is self.status]
        return left[-1] if left else None

    def claimed_by(self, person_id: int) -> bool:
        """Whether somebody works on it now."""
        return any(claim.person_id == person_id and claim.ended_at is None for claim in self.claims)

    def worked_on_by(self, person_id: int) -> bool:
        """Whether somebody works or worked on it."""
        return any(claim.person_id == person_id for claim in self.claims)

    def form(self, kind: InspectionKind) -> InspectionRow | None:
        """The newest attempt of a form in this production cycle."""
        found = [row for row in self.inspections if row.kind is kind and row.cycle == self.build.cycle]
        return next((row for row in reversed(found) if row.state != "VOID"), None)

    def passed(self, kind: InspectionKind) -> bool:
        """Whether the newest attempt of a form is signed as passed."""
        form = self.form(kind)
        return form is not None and form.state == "SIGNED" and form.result is Result.PASSED

    @property
    def to_accept(self) -> bool:
        """Whether its pre-QC is signed as passed and it was not taken on: with psql each is done by itself."""
        return self.status is BuildStatus.READY_FOR_PRE_QC and self.passed(InspectionKind.PRE_PRODUCTION_CHECK)

    @property
    def to_reject(self) -> bool:
        """Whether its final QC is signed as failed and did not reject it yet: with psql each is done by itself, and
        before a reopened final QC rejected a build that waits to be shipped, only the first was."""
        form = self.form(InspectionKind.SINK_QUALITY)
        if self.status not in _HANDED_IN or form is None or form.state != "SIGNED" or form.result is not Result.FAILED:
            return False
        # The next attempt begins only after the last one rejected the build.
        rejected = (step.at for step in self.build.history if step.to_status is BuildStatus.FINAL_QC_REJECTED)
        return not any(at >= form.started_at for at in rejected)

    @property
    def change_to_finish(self) -> bool:
        """Whether it waits to be shipped, and a change is open or its forms are not all passed again."""
        return self.status is BuildStatus.READY_FOR_SHIP and (
            self.open_change is not None or not all(map(self.passed, InspectionKind))
        )

    @property
    def reopened(self) -> InspectionKind | None:
        """The first form of the assemblers that a change reopened after the build was handed to final QC."""
        if self.status not in _HANDED_IN:
            return None
        return next((kind for kind in ASSEMBLY_FORMS if not self.passed(kind)), None)

    @property
    def claimable(self) -> bool:
        """Whether an assembler can claim it, as the server's guard of claims says."""
        return self.status in _CLAIMABLE or self.reopened is not None


def read_facts(session: Session, build_id: int) -> BuildFacts:
    """Read a build. Errors: NotFound, Refused."""
    with session.snapshot():
        rows = build_browsing.builds_by_ids(session, [build_id])
        if not rows:
            raise NotFound("There is no such build.")
        detail = builds.read_build(session, build_id)
        issues = procurement.list_part_issues(session, build_id=build_id, open_only=False)
        return BuildFacts(
            detail,
            rows[0],
            moves.next_moves(session, build_id),
            inspections.list_inspections(session, build_id),
            assembly.list_claims(session, build_id),
            nonconformances.list_nonconformances(session, build_id=build_id),
            tuple(issue for issue in issues if issue.state == "OPEN"),
            tuple(issue for issue in issues if issue.state != "OPEN" and _is_of_cycle(issue, detail)),
            _change_signed(session, detail),
            moves.is_given_up(session, build_id),
            read_today(session),
        )


def _change_signed(session: Session, detail: BuildDetail) -> frozenset[str]:
    named = [request.bom_revision_id for request in detail.change_requests if request.state == "OPEN"]
    made = (signatures_of(session, "bom_revision", key) for key in named if key is not None)
    return frozenset(signature.meaning for signatures in made for signature in signatures)


def _is_of_cycle(issue: PartIssue, detail: BuildDetail) -> bool:
    """Whether an issue was settled since the body was last made."""
    made = [step.at for step in detail.history if step.to_status is BuildStatus.SINK_BODY_EXTERNAL_PRODUCTION]
    return (issue.resolved_at or issue.created_at) >= max(made, default=issue.created_at)
