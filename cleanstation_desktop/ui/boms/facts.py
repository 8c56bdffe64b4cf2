"""What the page of a BOM shows, read in one go."""

from __future__ import annotations

from dataclasses import dataclass

from cleanstation_desktop.services import boms
from cleanstation_desktop.services.boms import RevisionRow, StoredBom
from cleanstation_desktop.services.change_requests import ChangeRequest, list_change_requests
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.services.signatures import RecordSignature, signatures_of


@dataclass(frozen=True)
class BomFacts:
    """Parameters: stored, the bill; revisions, of its build, oldest first; signatures, on this one; requests, the open
    change requests of the build."""

    stored: StoredBom
    revisions: tuple[RevisionRow, ...]
    signatures: tuple[RecordSignature, ...]
    requests: tuple[ChangeRequest, ...]

    @property
    def waits(self) -> bool:
        """Whether it is to be approved: the newest, and once another is approved, by an open change request alone."""
        head = self.stored.head
        asked = head.in_force or any(request.bom_revision_id == head.id for request in self.requests)
        return asked and head.state == "SUBMITTED" and head.id == self.revisions[-1].id


def read_facts(session: Session, bom_revision_id: int) -> BomFacts:
    """Everything of one revision. Errors: NotFound, Refused."""
    with session.snapshot():
        stored = boms.read_bom(session, bom_revision_id)
        build_id = stored.head.build_id
        return BomFacts(
            stored,
            boms.revisions_of(session, build_id),
            signatures_of(session, "bom_revision", bom_revision_id),
            list_change_requests(session, build_id=build_id, open_only=True),
        )
