"""BOM revisions: read, compare, approve by signature, send back, revise before approval (DOMAIN §3, Changes)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, func, select

from cleanstation_desktop.database.boms import bom_revision
from cleanstation_desktop.database.orders import build, configuration, customer_order
from cleanstation_desktop.database.people import person
from cleanstation_desktop.domain.bom import Bom, BomDiff, diff
from cleanstation_desktop.domain.errors import Finding, InvalidInput, NotFound
from cleanstation_desktop.services.bom_storage import NewBom, read_boms, store_boms
from cleanstation_desktop.services.in_force import is_in_force
from cleanstation_desktop.services.order_check import CheckedBuild, Examiner, SoundBuild
from cleanstation_desktop.services.rules import rules_of_build
from cleanstation_desktop.services.session import Command, Session
from cleanstation_desktop.services.signing import Seen, sign
from cleanstation_desktop.services.texts import read_reason
from cleanstation_desktop.services.updates import change


@dataclass(frozen=True)
class RevisionRow:
    """A revision in lists. Parameters: state, SUBMITTED, SENT_BACK or APPROVED; reason, why it was made; created_by,
    initials; version, for signing it or sending it back; in_force, whether the build is built by it."""

    id: int
    build_id: int
    revision: int
    state: str
    reason: str
    send_back_reason: str | None
    created_at: dt.datetime
    created_by: str | None
    version: int
    in_force: bool


@dataclass(frozen=True)
class StoredBom:
    """A revision with its bill and the configuration (canonical JSON) it was made from."""

    head: RevisionRow
    po_number: str
    language: str
    configuration: dict[str, Any]
    bom: Bom


def list_revisions(connection: Connection, build_ids: Sequence[int]) -> tuple[RevisionRow, ...]:
    """Every revision of these builds, oldest first, in one statement."""
    rows = connection.execute(_heads().where(bom_revision.c.build_id.in_(build_ids)).order_by(bom_revision.c.id))
    return tuple(_head(row) for row in rows)


def read_bom(session: Session, bom_revision_id: int) -> StoredBom:
    """A revision with everything that is shown and printed of it. Errors: NotFound, Refused."""
    wanted = (
        _heads()
        .add_columns(configuration.c.body, customer_order.c.po_number, customer_order.c.language)
        .join(configuration, configuration.c.id == bom_revision.c.configuration_id)
        .join(build, build.c.id == bom_revision.c.build_id)
        .join(customer_order, customer_order.c.id == build.c.order_id)
        .where(bom_revision.c.id == bom_revision_id)
    )
    with session.read() as connection:
        row = connection.execute(wanted).one_or_none()
        if row is None:
            raise NotFound("There is no such BOM revision.")
        bom = read_boms(connection, [bom_revision_id])[bom_revision_id]
    return StoredBom(_head(row), row.po_number, row.language, row.body, bom)


def read_approved(session: Session, build_id: int) -> StoredBom:
    """The newest approved revision of a build. Errors: NotFound while there is none, Refused."""
    wanted = (
        select(bom_revision.c.id)
        .where(bom_revision.c.build_id == build_id, bom_revision.c.state == "APPROVED")
        .order_by(bom_revision.c.revision.desc())
        .limit(1)
    )
    with session.read() as connection:
        approved = connection.execute(wanted).scalar()
    if approved is None:
        raise NotFound("There is no such BOM revision.")
    return read_bom(session, approved)


def revisions_of(session: Session, build_id: int) -> tuple[RevisionRow, ...]:
    """Every revision of a build, oldest first. Errors: Refused."""
    with session.read() as connection:
        return list_revisions(connection, [build_id])


def diff_revisions(session: Session, old_id: int, new_id: int) -> BomDiff:
    """What changed from one revision to another, of one build or of two. Errors: NotFound, Refused."""
    with session.read() as connection:
        boms = read_boms(connection, [old_id, new_id])
    return diff(boms[old_id], boms[new_id])


def approve(
    session: Session,
    password: str,
    revisions: Sequence[Seen],
    *,
    comment: str = "",
    command_id: UUID | None = None,
) -> int:
    """Approve revisions of one order by one signature of procurement (meaning BOM_APPROVED).

    Parameters: password, typed just now; revisions, 1 to 50 as they were seen.
    Returns: the key of the signature. A revision that answers a change request once assembly has begun counts as
    approved when QC has signed too (`change_requests.review`).
    Errors: SignatureRefused, Stale when a revision changed or a newer one exists, Frozen when it is signed already,
    Refused for anybody but procurement.
    """
    return sign(
        session,
        password,
        "bom.approve",
        "BOM_APPROVED",
        "bom_revision",
        revisions,
        comment=comment,
        command_id=command_id,
    )


def send_back(session: Session, revision: Seen, reason: str, *, command_id: UUID | None = None) -> int:
    """Send a submitted revision back to the coordinator, with reasons.

    Returns: the new version of the revision. Errors: InvalidInput (field reason), Stale, Frozen once it is signed,
    OutOfOrder when it was sent back already or its change request is closed, Refused for anybody but procurement.
    """
    told = read_reason(reason)
    request = {"revision": asdict(revision), "reason": told}
    with session.write(Command("bom.send_back", request, reason=told, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return int(work.repeated["version"])
        new_version = change(
            work.connection, bom_revision, revision.id, revision.version, state="SENT_BACK", send_back_reason=told
        )
        work.answer = {"id": revision.id, "version": new_version}
        return new_version


@dataclass(frozen=True)
class NewRevision:
    """A revision as it was made, at version 1. Parameters: findings, warnings of the explosion."""

    id: int
    build_id: int
    revision: int
    findings: tuple[Finding, ...]

    @staticmethod
    def from_json(data: dict[str, Any]) -> NewRevision:
        """Read it back from a command's answer."""
        return NewRevision(
            data["id"], data["build_id"], data["revision"], tuple(Finding(**entry) for entry in data["findings"])
        )


def revise(
    session: Session,
    build_id: int,
    configuration_data: object,
    *,
    seen_revision: int,
    reason: str,
    command_id: UUID | None = None,
) -> NewRevision:
    """Change a build's configuration before its BOM is approved: makes revision n+1, also of one that was sent back.

    Parameters: configuration_data, the whole new configuration; seen_revision, number of the newest revision that the
    coordinator saw; reason, why.
    Errors: InvalidInput with every finding, Stale when a newer revision exists, Frozen once the BOM is approved (make a
    change request then), NotFound, Refused for anybody but the coordinator.
    """
    told = read_reason(reason)
    request = {"build_id": build_id, "configuration": configuration_data, "seen": seen_revision, "reason": told}
    with session.write(Command("bom.revise", request, reason=told, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return NewRevision.from_json(work.repeated)
        made = add_revision(work.connection, build_id, configuration_data, seen_revision=seen_revision, reason=told)
        work.answer = asdict(made)
        return made


def preview_revision(session: Session, build_id: int, configuration_data: object) -> CheckedBuild:
    """What `revise` or a change request would make of a configuration, without writing anything.

    Errors: none for wrong answers, they are findings; NotFound, Refused.
    """
    with session.read() as connection:
        return Examiner(connection, rules_of_build(connection, build_id)).check(configuration_data)


def add_revision(
    connection: Connection, build_id: int, configuration_data: object, *, seen_revision: int, reason: str
) -> NewRevision:
    """Configuration and BOM revision n+1 of a build, inside the caller's transaction; judged by the rules it keeps."""
    sound = _demand_sound(connection, build_id, configuration_data)
    last = connection.execute(
        select(func.max(configuration.c.revision)).where(configuration.c.build_id == build_id)
    ).scalar_one()
    new = NewBom(build_id, seen_revision + 1, last + 1, sound.configuration, sound.rule_set_id, sound.bom, reason)
    return NewRevision(store_boms(connection, [new])[build_id], build_id, seen_revision + 1, sound.bom.findings)


def _demand_sound(connection: Connection, build_id: int, data: object) -> SoundBuild:
    kept = connection.execute(
        select(build.c.build_number, customer_order.c.language)
        .join(customer_order, customer_order.c.id == build.c.order_id)
        .where(build.c.id == build_id)
    ).one_or_none()
    if kept is None:
        raise NotFound("There is no such build.")
    checked = Examiner(connection, rules_of_build(connection, build_id)).check(data)
    findings = [finding for finding in checked.findings if finding.severity == "error"]
    if checked.sound is not None:
        told = checked.sound.configuration
        for field, wanted, given in (
            ("build_number", kept.build_number, told.build_number),
            ("language", kept.language, told.language),
        ):
            if wanted != given:
                message = f"The {field.replace('_', ' ')} of this build is {wanted}; it cannot become {given}."
                findings.append(Finding("error", "differs_from_order", field, message))
    if findings or checked.sound is None:
        raise InvalidInput(findings)
    return checked.sound


def _heads() -> Any:
    return select(bom_revision, person.c.initials, is_in_force(bom_revision).label("in_force")).outerjoin(
        person, person.c.id == bom_revision.c.created_by
    )


def _head(row: Any) -> RevisionRow:
    return RevisionRow(
        row.id,
        row.build_id,
        row.revision,
        row.state,
        row.reason,
        row.send_back_reason,
        row.created_at,
        row.initials,
        row.version,
        row.in_force,
    )
