"""Changes after BOM approval: asked for, drawn up as a new revision, signed, rejected or withdrawn (DOMAIN §3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, insert, select

from cleanstation_desktop.database.boms import bom_revision
from cleanstation_desktop.database.inspections import inspection
from cleanstation_desktop.database.orders import change_request, configuration
from cleanstation_desktop.database.people import person
from cleanstation_desktop.domain.bom import BomDiff, diff
from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.domain.configuration_diff import AnswerChange, configuration_diff
from cleanstation_desktop.domain.errors import NotFound, OutOfOrder
from cleanstation_desktop.services.bom_storage import read_boms
from cleanstation_desktop.services.boms import NewRevision, add_revision
from cleanstation_desktop.services.paging import LONGEST_PAGE, Page
from cleanstation_desktop.services.session import Command, Session
from cleanstation_desktop.services.signing import Seen, sign
from cleanstation_desktop.services.texts import read_reason
from cleanstation_desktop.services.updates import change


@dataclass(frozen=True)
class ChangeRequest:
    """A change request. Parameters: state, OPEN, APPROVED, REJECTED or WITHDRAWN; bom_revision_id, the revision that
    answers it, once it is drawn up; qc_required, assembly had begun, so QC signs too; created_by, initials."""

    id: int
    build_id: int
    what: str
    why: str
    state: str
    bom_revision_id: int | None
    qc_required: bool
    decision_reason: str | None
    created_at: dt.datetime
    created_by: str | None
    version: int


@dataclass(frozen=True)
class ReopenedForm:
    """A form that a carried-out change opened again. Parameters: state, OPEN, SIGNED or VOID."""

    inspection_id: int
    kind: InspectionKind
    attempt: int
    state: str


@dataclass(frozen=True)
class DrawnUpChange:
    """A change request with the revision that answers it. Parameters: version, of the request."""

    version: int
    revision: NewRevision


@dataclass(frozen=True)
class ChangeDifference:
    """What a change request changes. Parameters: answers, of the configuration, also those without a part (width,
    workflow, placements); bom, what follows from them on the bill; configuration, as it is drawn up."""

    answers: tuple[AnswerChange, ...]
    bom: BomDiff
    configuration: dict[str, Any]

    @property
    def empty(self) -> bool:
        """Whether nothing changes."""
        return not self.answers and self.bom.empty


def list_change_requests(
    session: Session, *, build_id: int | None = None, open_only: bool = False, page: Page[int] = LONGEST_PAGE
) -> tuple[ChangeRequest, ...]:
    """Change requests, newest first: of one build, or of all. Parameters: page, after (below) which key and how many.

    Errors: Refused.
    """
    with session.read() as connection:
        return read_change_requests(connection, build_id=build_id, open_only=open_only, page=page)


def read_change_request(session: Session, request_id: int) -> ChangeRequest:
    """One change request. Errors: NotFound, Refused."""
    wanted = (
        select(change_request, person.c.initials)
        .outerjoin(person, person.c.id == change_request.c.created_by)
        .where(change_request.c.id == request_id)
    )
    with session.read() as connection:
        row = connection.execute(wanted).one_or_none()
    if row is None:
        raise NotFound("There is no such change request.")
    return _request(row)


def read_change_requests(
    connection: Connection,
    *,
    build_id: int | None = None,
    open_only: bool = False,
    page: Page[int] = LONGEST_PAGE,
) -> tuple[ChangeRequest, ...]:
    """The same inside the caller's transaction."""
    wanted = (
        select(change_request, person.c.initials)
        .outerjoin(person, person.c.id == change_request.c.created_by)
        .order_by(change_request.c.id.desc())
        .limit(page.size)
    )
    if page.after is not None:
        wanted = wanted.where(change_request.c.id < page.after)
    if build_id is not None:
        wanted = wanted.where(change_request.c.build_id == build_id)
    if open_only:
        wanted = wanted.where(change_request.c.state == "OPEN")
    return tuple(_request(row) for row in connection.execute(wanted))


def open_change_request(
    session: Session, build_id: int, *, what: str, why: str, command_id: UUID | None = None
) -> Seen:
    """Ask for a change of a build whose BOM is approved.

    Parameters: what changes and why, 3 characters or more each.
    Errors: InvalidInput by field, OutOfOrder while the BOM is not approved, Duplicate when a request is open, Frozen
    once it is shipped or cancelled, Refused for anybody but the coordinator.
    """
    values = {"build_id": build_id, "what": read_reason(what, "what"), "why": read_reason(why, "why")}
    command = Command("change_request.open", values, reason=str(values["why"]), id=command_id or uuid4())
    with session.write(command) as work:
        if work.repeated is not None:
            return Seen(**work.repeated)
        added = work.connection.execute(
            insert(change_request).values(**values).returning(change_request.c.id, change_request.c.version)
        )
        seen = Seen(*added.one())
        work.answer = asdict(seen)
        return seen


def draw_up(
    session: Session,
    request: Seen,
    configuration_data: object,
    *,
    seen_revision: int,
    command_id: UUID | None = None,
) -> DrawnUpChange:
    """Make the revision that answers a change request; while it is open it can be drawn up anew.

    Parameters: request, as it was seen; configuration_data, the whole new configuration; seen_revision, number of the
    newest BOM revision that the coordinator saw.
    Errors: InvalidInput with every finding, OutOfOrder when the request is closed, Stale, NotFound, Refused for anybody
    but the coordinator.
    """
    asked = {"request": asdict(request), "configuration": configuration_data, "seen": seen_revision}
    with session.write(Command("change_request.draw_up", asked, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return DrawnUpChange(work.repeated["version"], NewRevision.from_json(work.repeated["revision"]))
        row = work.connection.execute(select(change_request).where(change_request.c.id == request.id)).one_or_none()
        if row is None:
            raise NotFound("There is no such change request.")
        if row.state != "OPEN":
            raise OutOfOrder(f"This change request is {row.state.lower()}.", hint="Open another one.")
        revision = add_revision(
            work.connection, row.build_id, configuration_data, seen_revision=seen_revision, reason=row.what
        )
        version = change(work.connection, change_request, request.id, request.version, bom_revision_id=revision.id)
        drawn_up = DrawnUpChange(version, revision)
        work.answer = asdict(drawn_up)
        return drawn_up


def show_difference(session: Session, request_id: int) -> ChangeDifference:
    """What a change request changes: its revision against the newest approved one before it.

    Errors: NotFound, OutOfOrder while it is not drawn up, Refused.
    """
    with session.read() as connection:
        row = connection.execute(select(change_request).where(change_request.c.id == request_id)).one_or_none()
        if row is None:
            raise NotFound("There is no such change request.")
        if row.bom_revision_id is None:
            raise OutOfOrder("This change request has no BOM revision yet.", hint="The coordinator draws it up first.")
        before = connection.execute(
            select(bom_revision.c.id)
            .where(
                bom_revision.c.build_id == row.build_id,
                bom_revision.c.state == "APPROVED",
                bom_revision.c.id < row.bom_revision_id,
            )
            .order_by(bom_revision.c.revision.desc())
            .limit(1)
        ).scalar_one()
        revisions = [before, row.bom_revision_id]
        stored = (
            select(bom_revision.c.id, configuration.c.body)
            .join(configuration, configuration.c.id == bom_revision.c.configuration_id)
            .where(bom_revision.c.id.in_(revisions))
        )
        answers = {kept.id: kept.body for kept in connection.execute(stored)}
        boms = read_boms(connection, revisions)
    old, new = revisions
    return ChangeDifference(configuration_diff(answers[old], answers[new]), diff(boms[old], boms[new]), answers[new])


def list_reopened(session: Session, request_id: int) -> tuple[ReopenedForm, ...]:
    """The forms that a change request opened again when it was approved, in their order. Errors: Refused."""
    c = inspection.c
    wanted = select(c.id, c.kind, c.attempt, c.state).where(c.change_request_id == request_id).order_by(c.id)
    with session.read() as connection:
        return tuple(
            ReopenedForm(row.id, InspectionKind(row.kind), row.attempt, row.state) for row in connection.execute(wanted)
        )


def review(
    session: Session, password: str, revision: Seen, *, comment: str = "", command_id: UUID | None = None
) -> int:
    """Sign the revision of a change request as QC (meaning CHANGE_REVIEWED), needed once assembly has begun.

    Procurement signs with `boms.approve`; the last of the two signatures approves revision and request, and reopens the
    forms that the change touches. Returns: the key of the signature.
    Errors: SignatureRefused, Stale, Frozen, OutOfOrder when no review is needed, Refused for anybody but QC.
    """
    return sign(
        session,
        password,
        "change_request.review",
        "CHANGE_REVIEWED",
        "bom_revision",
        [revision],
        comment=comment,
        command_id=command_id,
    )


def reject(session: Session, request: Seen, reason: str, *, command_id: UUID | None = None) -> int:
    """Turn a change request down; the approved BOM stands. For procurement.

    Returns: the new version. Errors: InvalidInput (field reason), Stale, Frozen when it is closed, Refused.
    """
    return _close(session, request, "REJECTED", reason, command_id)


def withdraw(session: Session, request: Seen, reason: str, *, command_id: UUID | None = None) -> int:
    """Take a change request back; the approved BOM stands. For the coordinator. Returns and errors: as `reject`."""
    return _close(session, request, "WITHDRAWN", reason, command_id)


def _close(session: Session, request: Seen, state: str, reason: str, command_id: UUID | None) -> int:
    told = read_reason(reason)
    asked = {"request": asdict(request), "state": state, "reason": told}
    with session.write(Command("change_request.close", asked, reason=told, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return int(work.repeated["version"])
        version = change(
            work.connection, change_request, request.id, request.version, state=state, decision_reason=told
        )
        work.answer = {"id": request.id, "version": version}
        return version


def _request(row: Any) -> ChangeRequest:
    return ChangeRequest(
        row.id,
        row.build_id,
        row.what,
        row.why,
        row.state,
        row.bom_revision_id,
        row.qc_required,
        row.decision_reason,
        row.created_at,
        row.initials,
        row.version,
    )
