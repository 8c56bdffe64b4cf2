"""What the page of a change request knows: read in one go, off the UI thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cleanstation_desktop.domain.workflow import FINAL
from cleanstation_desktop.services import builds, change_requests, order_choices
from cleanstation_desktop.services.boms import RevisionRow
from cleanstation_desktop.services.builds import BuildDetail
from cleanstation_desktop.services.change_requests import ChangeDifference, ChangeRequest, ReopenedForm
from cleanstation_desktop.services.order_choices import OrderChoices
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.services.signatures import RecordSignature, signatures_of


@dataclass(frozen=True)
class ChangeFacts:
    """A change of a build.

    Parameters: request, None before one is opened, and before the BOM is approved; basis, the configuration from which
    the change is drawn up; choices, None where nothing can be drawn up and for whoever does not; difference, signatures
    and revision, once it is drawn up; reopened, once it is approved.
    """

    build: BuildDetail
    request: ChangeRequest | None
    basis: dict[str, Any]
    choices: OrderChoices | None
    revision: RevisionRow | None
    difference: ChangeDifference | None
    signatures: tuple[RecordSignature, ...]
    reopened: tuple[ReopenedForm, ...]

    @property
    def approved(self) -> bool:
        """Whether a BOM of the build is approved, so that a change is asked for first."""
        return any(made.state == "APPROVED" for made in self.build.revisions)

    @property
    def closed(self) -> bool:
        """Whether nothing can be changed any more: shipped or cancelled."""
        return self.build.head.status in FINAL

    @property
    def newest(self) -> RevisionRow:
        """The newest BOM revision, whatever became of it."""
        return self.build.revisions[-1]

    @property
    def drawn_up(self) -> bool:
        """Whether a revision answers the request, and was not sent back since."""
        return self.revision is not None and self.revision.state != "SENT_BACK"

    def signed(self, meaning: str) -> RecordSignature | None:
        """The signature of this meaning on the revision that answers the request."""
        return next((made for made in self.signatures if made.meaning == meaning), None)


def read_change(session: Session, request_id: int | None, build_id: int | None, *, drawing: bool) -> ChangeFacts:
    """Read a change request, or what is open of a build. Parameters: drawing, who asks draws up.

    Errors: NotFound, Refused.
    """
    with session.snapshot():
        request = None if request_id is None else change_requests.read_change_request(session, request_id)
        if request is None and build_id is not None:
            found = change_requests.list_change_requests(session, build_id=build_id, open_only=True)
            request = found[0] if found else None
        key = request.build_id if request is not None else build_id
        if key is None:
            raise ValueError("a change is of a request or of a build")
        build = builds.read_build(session, key)
        revision_id = None if request is None else request.bom_revision_id
        revision = next((made for made in build.revisions if made.id == revision_id), None)
        to_draw_up = build.head.status not in FINAL and (request is None or request.state == "OPEN")
        difference = change_requests.show_difference(session, request.id) if request and revision else None
        return ChangeFacts(
            build,
            request,
            # What was drawn up last for this request, else what is in force.
            build.configuration if difference is None else difference.configuration,
            order_choices.read_choices_of_build(session, key) if drawing and to_draw_up else None,
            revision,
            difference,
            signatures_of(session, "bom_revision", revision.id) if revision else (),
            change_requests.list_reopened(session, request.id) if request and request.state == "APPROVED" else (),
        )
