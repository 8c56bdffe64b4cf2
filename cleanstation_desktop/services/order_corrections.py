"""Correcting what stands on the order and in every configuration alike, before BOM approval: language, build numbers.

The coordinator changes an order until approval (DOMAIN §2); each correction makes BOM revision n+1 of the builds it
touches, in the same transaction (DOMAIN §3, Changes).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, func, select

from cleanstation_desktop.database.boms import bom_revision
from cleanstation_desktop.database.orders import build, customer_order
from cleanstation_desktop.domain.configuration_model import LANGUAGES
from cleanstation_desktop.domain.errors import Finding, InvalidInput, NotFound
from cleanstation_desktop.domain.numbering import build_number_fault
from cleanstation_desktop.domain.reading import BLANKS, Reader, Record
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services.boms import NewRevision, add_revision
from cleanstation_desktop.services.in_force import configuration_in_force
from cleanstation_desktop.services.session import Command, Session
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.services.texts import read_reason
from cleanstation_desktop.services.updates import change


@dataclass(frozen=True)
class Correction:
    """A correction as it was made. Parameters: version, of the order or build; revisions, the new ones, by build."""

    version: int
    revisions: tuple[NewRevision, ...]

    @staticmethod
    def from_json(data: dict[str, Any]) -> Correction:
        """Read it back from a command's answer."""
        return Correction(data["version"], tuple(NewRevision.from_json(entry) for entry in data["revisions"]))


def change_language(
    session: Session, order: Seen, language: str, *, reason: str, command_id: UUID | None = None
) -> Correction:
    """Change the language of an order: of its documents and of the manuals of every build that is not cancelled.

    Parameters: order, as it was seen; language, EN, FR or ES; reason, why, kept with every revision.
    Errors: InvalidInput (field language, or such as `builds[1].basins[0].size` when a build no longer fits the
    catalogue), Frozen once a BOM of the order is approved, Stale, NotFound, Refused for anybody but the coordinator.
    """
    told = read_reason(reason)
    reader = Reader()
    wanted = Record(reader, {"language": language}, "").choice("language", LANGUAGES)
    reader.raise_findings()
    request = {"order": asdict(order), "language": wanted, "reason": told}
    command = Command("order.change_language", request, reason=told, id=command_id or uuid4())
    with session.write(command) as work:
        if work.repeated is not None:
            return Correction.from_json(work.repeated)
        kept = work.connection.execute(
            select(customer_order.c.language).where(customer_order.c.id == order.id)
        ).scalar_one_or_none()
        if kept is None:
            raise NotFound("There is no such order.")
        if kept == wanted:
            raise InvalidInput([_unchanged("language", f"The language of this order is {wanted} already.")])
        version = change(work.connection, customer_order, order.id, order.version, language=wanted)
        correction = Correction(version, _revise_all(work.connection, order.id, wanted, told))
        work.answer = asdict(correction)
        return correction


def change_build_number(
    session: Session, seen: Seen, number: str, *, reason: str, command_id: UUID | None = None
) -> Correction:
    """Correct the number of a build.

    Parameters: seen, the build as it was seen; number, the right one; reason, why.
    Errors: InvalidInput (field build_number), Duplicate, Frozen once a BOM of the order is approved, Stale, NotFound,
    Refused for anybody but the coordinator.
    """
    told, wanted = read_reason(reason), number.strip(BLANKS)
    fault = build_number_fault(wanted)
    if fault:
        raise InvalidInput([Finding("error", "bad_build_number", "build_number", fault)])
    request = {"build": asdict(seen), "build_number": wanted, "reason": told}
    command = Command("build.change_number", request, reason=told, id=command_id or uuid4())
    with session.write(command) as work:
        if work.repeated is not None:
            return Correction.from_json(work.repeated)
        answers = configuration_in_force(work.connection, seen.id)
        if answers["build_number"] == wanted:
            raise InvalidInput([_unchanged("build_number", f"The number of this build is {wanted} already.")])
        version = change(work.connection, build, seen.id, seen.version, build_number=wanted)
        revision = add_revision(
            work.connection,
            seen.id,
            {**answers, "build_number": wanted},
            seen_revision=_last_revision(work.connection, seen.id),
            reason=told,
        )
        correction = Correction(version, (revision,))
        work.answer = asdict(correction)
        return correction


def _revise_all(connection: Connection, order_id: int, language: str, reason: str) -> tuple[NewRevision, ...]:
    """Revision n+1 of every open build in this language. Errors: InvalidInput with the findings of all builds."""
    open_builds = connection.execute(
        select(build.c.id, build.c.position)
        .where(build.c.order_id == order_id, build.c.status != BuildStatus.CANCELLED)
        .order_by(build.c.id)
    ).all()
    made: list[NewRevision] = []
    findings: list[Finding] = []
    for row in open_builds:
        answers = {**configuration_in_force(connection, row.id), "language": language}
        last = _last_revision(connection, row.id)
        try:
            made.append(add_revision(connection, row.id, answers, seen_revision=last, reason=reason))
        except InvalidInput as fault:
            place = f"builds[{row.position - 1}]"
            findings += [replace(found, field=f"{place}.{found.field}") for found in fault.findings]
    if findings:
        raise InvalidInput(findings)
    return tuple(made)


def _last_revision(connection: Connection, build_id: int) -> int:
    newest = select(func.max(bom_revision.c.revision)).where(bom_revision.c.build_id == build_id)
    return int(connection.execute(newest).scalar_one())


def _unchanged(field: str, message: str) -> Finding:
    return Finding("error", "nothing_to_change", field, message)
