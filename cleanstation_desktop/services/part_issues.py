"""Settling a part issue: said how, and the build goes on where it was held when nothing else holds it (DOMAIN §3)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from uuid import UUID, uuid4

from sqlalchemy import select

from cleanstation_desktop.database.boms import part_issue
from cleanstation_desktop.database.orders import build
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services.moves import BuildPlace, change_status
from cleanstation_desktop.services.session import Command, Session
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.services.texts import read_reason
from cleanstation_desktop.services.updates import change


@dataclass(frozen=True)
class SettledIssue:
    """A part issue that was settled. Parameters: version, of the issue; build, where it went on, None when it is held
    still or was not; others_open, whether other issues of it are open."""

    version: int
    build: BuildPlace | None
    others_open: bool


def settle_part_issue(session: Session, seen: Seen, resolution: str, *, command_id: UUID | None = None) -> SettledIssue:
    """Say how a missing or bad part was settled; with the last open one the held build goes on where it was held.

    Errors: InvalidInput (field resolution), Stale, Frozen when it is resolved already, Refused for anybody but
    procurement.
    """
    told = read_reason(resolution, "resolution")
    request = {"issue": asdict(seen), "resolution": told}
    with session.write(Command("part_issue.settle", request, reason=told, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            place = work.repeated["build"]
            went_on = None if place is None else BuildPlace(**place)
            return SettledIssue(work.repeated["version"], went_on, work.repeated["others_open"])
        connection = work.connection
        of_build = select(part_issue.c.build_id).where(part_issue.c.id == seen.id).scalar_subquery()
        # The build is taken first: two people who settle its last two issues at once queue here.
        held = connection.execute(
            select(build.c.id, build.c.status, build.c.held_from, build.c.version)
            .where(build.c.id == of_build)
            .with_for_update()
        ).one_or_none()
        version = change(connection, part_issue, seen.id, seen.version, state="RESOLVED", resolution=told)
        others = select(part_issue.c.id).where(part_issue.c.build_id == of_build, part_issue.c.state == "OPEN")
        others_open = connection.execute(others.limit(1)).first() is not None
        place = None
        if held is not None and held.status == BuildStatus.ON_HOLD_PARTS and not others_open:
            place = change_status(connection, Seen(held.id, held.version), BuildStatus(held.held_from))
        settled = SettledIssue(version, place, others_open)
        work.answer = asdict(settled)
        return settled
