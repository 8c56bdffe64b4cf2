"""Work of the assemblers: claims, tasks, part issues, and the moves up to packaging (DOMAIN §2, §3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import Connection, func, insert, select, text

from cleanstation_desktop.database.assembly import assembly_claim, task
from cleanstation_desktop.database.boms import part_issue
from cleanstation_desktop.database.orders import build
from cleanstation_desktop.database.people import person
from cleanstation_desktop.domain.workflow import HOLDABLE, BuildStatus
from cleanstation_desktop.services.moves import BuildPlace, change_status
from cleanstation_desktop.services.outsourced_lines import demand_items
from cleanstation_desktop.services.session import Command, Session
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.services.texts import read_text
from cleanstation_desktop.services.updates import change

BEGUN_BY_CLAIM = (BuildStatus.READY_FOR_PRODUCTION, BuildStatus.FINAL_QC_REJECTED)
"""Statuses from which the first claim takes a build into assembly."""


class PartFault(StrEnum):
    """What is wrong with a part."""

    MISSING = "MISSING"
    DAMAGED = "DAMAGED"
    WRONG = "WRONG"
    OTHER = "OTHER"


@dataclass(frozen=True)
class Claim:
    """An assembler's work on a build. Parameters: ended_at, None while it lasts; version, for ending it."""

    id: int
    build_id: int
    person_id: int
    full_name: str
    initials: str
    claimed_at: dt.datetime
    ended_at: dt.datetime | None
    ended_how: str | None
    version: int


@dataclass(frozen=True)
class Claimed:
    """A claim that was made, and where the build stands with it."""

    claim: Seen
    build: BuildPlace


@dataclass(frozen=True)
class ReportedIssue:
    """A part issue that was reported, and where the build stands with it."""

    issue_id: int
    build: BuildPlace


@dataclass(frozen=True)
class Task:
    """Something to do on a build. Parameters: kind, ASSEMBLY or REWORK; done_by, initials; version, to finish it;
    outdated, rework of a body that was replaced since: nobody does it any more."""

    id: int
    build_id: int
    kind: str
    sequence: int
    title: str
    nonconformance_id: int | None
    done: bool
    done_by: str | None
    done_at: dt.datetime | None
    version: int
    outdated: bool


@dataclass(frozen=True)
class Assembler:
    """Somebody to whom a build can be handed over."""

    id: int
    full_name: str
    initials: str


def list_claims(session: Session, build_id: int, *, active_only: bool = False) -> tuple[Claim, ...]:
    """Everybody who works or worked on a build, in order. Errors: Refused."""
    c = assembly_claim.c
    wanted = (
        select(
            c.id, c.build_id, c.person_id, person.c.full_name, person.c.initials,
            c.claimed_at, c.ended_at, c.ended_how, c.version,
        )
        .join(person, person.c.id == c.person_id)
        .where(c.build_id == build_id)
        .order_by(c.id)
    )  # fmt: skip
    if active_only:
        wanted = wanted.where(c.ended_at.is_(None))
    with session.read() as connection:
        return tuple(Claim(*row) for row in connection.execute(wanted))


def list_assemblers(session: Session) -> tuple[Assembler, ...]:
    """Active assemblers by name, to hand a build over to. Errors: Refused for anybody but assemblers."""
    with session.read() as connection:
        rows = connection.execute(text("SELECT id, full_name, initials FROM cs.assemblers()"))
        return tuple(Assembler(*row) for row in rows)


def list_tasks(session: Session, build_id: int) -> tuple[Task, ...]:
    """Tasks of a build: rework first, then assembly, each in order of work. Errors: Refused."""
    wanted = (
        select(
            task.c.id, task.c.build_id, task.c.kind, task.c.sequence, task.c.title, task.c.nonconformance_id,
            task.c.done, person.c.initials, task.c.done_at, task.c.version,
            func.cs.is_of_replaced_body(task.c.nonconformance_id),
        )
        .outerjoin(person, person.c.id == task.c.done_by)
        .where(task.c.build_id == build_id)
        .order_by(task.c.kind.desc(), task.c.id)
    )  # fmt: skip
    with session.read() as connection:
        rows = connection.execute(wanted).all()
    return tuple(Task(*tuple(row)) for row in rows)


def claim(session: Session, build_id: int, *, command_id: UUID | None = None) -> Claimed:
    """Claim a build, alone or beside others; the first claim takes it into assembly, after a reject into rework.

    Who holds a claim keeps it; a reject ends the claims before it, so that the rework is claimed by itself.
    Errors: OutOfOrder when the build is not to be assembled now or, after a reject, while a nonconformance has no
    decision; NotFound; Refused for anybody but assemblers.
    """
    with session.write(Command("build.claim", {"build_id": build_id}, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return Claimed(Seen(**work.repeated["claim"]), BuildPlace(**work.repeated["build"]))
        own = select(assembly_claim.c.id, assembly_claim.c.version).where(
            assembly_claim.c.build_id == build_id,
            assembly_claim.c.person_id == session.person.id,
            assembly_claim.c.ended_at.is_(None),
        )
        held = work.connection.execute(own).one_or_none()
        if held is None:
            fresh = insert(assembly_claim).values(build_id=build_id, person_id=session.person.id)
            held = work.connection.execute(fresh.returning(assembly_claim.c.id, assembly_claim.c.version)).one()
        place = _place(work.connection, build_id)
        if place.status in BEGUN_BY_CLAIM:
            place = change_status(work.connection, Seen(build_id, place.version), BuildStatus.IN_ASSEMBLY)
        claimed = Claimed(Seen(held.id, held.version), place)
        work.answer = asdict(claimed)
        return claimed


def release(session: Session, seen: Seen, *, command_id: UUID | None = None) -> None:
    """End one's own claim. Parameters: seen, the claim. Errors: Stale, Frozen when it is ended, Refused, NotFound."""
    with session.write(Command("build.release_claim", {"claim": asdict(seen)}, id=command_id or uuid4())) as work:
        if work.repeated is None:
            change(work.connection, assembly_claim, seen.id, seen.version, ended_how="RELEASED")
            work.answer = {"id": seen.id}


def hand_over(session: Session, seen: Seen, person_id: int, *, command_id: UUID | None = None) -> None:
    """End one's own claim and give it to another assembler, who holds it from then on.

    Parameters: seen, the claim. Errors: InvalidInput (handed_to) for anybody but another assembler; as `release`.
    """
    request = {"claim": asdict(seen), "person_id": person_id}
    with session.write(Command("build.hand_over", request, id=command_id or uuid4())) as work:
        if work.repeated is None:
            change(
                work.connection,
                assembly_claim,
                seen.id,
                seen.version,
                ended_how="HANDED_OVER",
                handed_to=person_id,
            )
            work.answer = {"id": seen.id}


def report_part_issue(
    session: Session,
    build_id: int,
    path: str,
    fault: PartFault,
    description: str,
    *,
    item: str | None = None,
    command_id: UUID | None = None,
) -> ReportedIssue:
    """Report a missing or bad part: which line of the approved BOM, what is wrong; the build waits for procurement.

    Parameters: item, what the person saw on the line; None, whatever stands there.
    Errors: InvalidInput (path, also when another item stands there now; description), OutOfOrder outside of assembly,
    testing and packing, Refused without a claim.
    """
    told = read_text(description, "description", 3, 10_000)
    request = {"build_id": build_id, "path": path, "item": item, "fault": fault.value, "description": told}
    with session.write(Command("part_issue.report", request, reason=told, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return ReportedIssue(work.repeated["issue_id"], BuildPlace(**work.repeated["build"]))
        fresh = insert(part_issue).values(build_id=build_id, path=path, what=fault.value, description=told)
        issue_id, stands = work.connection.execute(fresh.returning(part_issue.c.id, part_issue.c.item)).one()
        demand_items({"path": (item, stands)})
        place = _place(work.connection, build_id)
        if place.status in HOLDABLE:
            place = change_status(work.connection, Seen(build_id, place.version), BuildStatus.ON_HOLD_PARTS)
        reported = ReportedIssue(issue_id, place)
        work.answer = asdict(reported)
        return reported


def finish_task(session: Session, seen: Seen, *, command_id: UUID | None = None) -> int:
    """Mark a task as done; returns its new version.

    Errors: Stale, Frozen when it is done, OutOfOrder when its body is replaced, Refused without a claim.
    """
    with session.write(Command("task.finish", {"task": asdict(seen)}, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return int(work.repeated["version"])
        version = change(work.connection, task, seen.id, seen.version, done=True)
        work.answer = {"id": seen.id, "version": version}
        return version


def complete_testing(session: Session, seen: Seen, *, command_id: UUID | None = None) -> BuildPlace:
    """All tasks done, production checklist and end-of-line test signed as passed: on to packaging.

    Parameters: seen, the build. Errors: OutOfOrder naming what is missing, Stale, Refused without a claim.
    """
    return _move(session, "build.complete_testing", seen, BuildStatus.TESTING_COMPLETE, command_id)


def complete_packaging(session: Session, seen: Seen, *, command_id: UUID | None = None) -> BuildPlace:
    """The packaging checklist is complete; what is left is the statement "ready for inspection" (`inspections.sign`).

    Parameters: seen, the build. Errors: as `complete_testing`.
    """
    return _move(session, "build.complete_packaging", seen, BuildStatus.PACKAGING_COMPLETE, command_id)


def _move(session: Session, name: str, seen: Seen, to_status: BuildStatus, command_id: UUID | None) -> BuildPlace:
    with session.write(Command(name, {"build": asdict(seen)}, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return BuildPlace(**work.repeated)
        place = change_status(work.connection, seen, to_status)
        work.answer = asdict(place)
        return place


def _place(connection: Connection, build_id: int) -> BuildPlace:
    """Where a build stands that a guard of this transaction holds."""
    row = connection.execute(
        select(build.c.build_number, build.c.status, build.c.version).where(build.c.id == build_id)
    ).one()
    return BuildPlace(build_id, row.build_number, row.status, row.version)
