"""Moving a build along its life (DOMAIN §3): what may come next, the moves themselves, cancelling and shipping."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, select, text

from cleanstation_desktop.database.orders import build
from cleanstation_desktop.domain.errors import Finding, InvalidInput
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services.plant import plant_today
from cleanstation_desktop.services.session import Command, Session
from cleanstation_desktop.services.signing import Seen, add_signature
from cleanstation_desktop.services.texts import read_comment, read_reason
from cleanstation_desktop.services.updates import change


@dataclass(frozen=True)
class NextMove:
    """A move that the signed-in person's roles allow. Parameters: open_guard, what still keeps the build from it, as a
    sentence; None when the move can be made now."""

    to_status: BuildStatus
    open_guard: str | None


@dataclass(frozen=True)
class BuildPlace:
    """Where a build stands after a move. Parameters: version, for the next one."""

    id: int
    build_number: str
    status: str
    version: int


def next_moves(session: Session, build_id: int) -> tuple[NextMove, ...]:
    """What the signed-in person may do next with a build; the server asks every guard. Errors: Refused."""
    with session.read() as connection:
        rows = connection.execute(
            text("SELECT to_status, open_guard FROM cs.next_moves(:build)"), {"build": build_id}
        ).all()
    return merged_moves(rows)


def merged_moves(rows: Iterable[Any]) -> tuple[NextMove, ...]:
    """The moves of one build, each status once. Parameters: rows, of cs.next_moves."""
    # A status can be reached in two ways (cancelled by signature or by scrap): one closed guard is enough.
    best: dict[str, str | None] = {}
    for row in rows:
        best[row.to_status] = None if best.get(row.to_status, "") is None else row.open_guard
    return tuple(NextMove(BuildStatus(status), guard) for status, guard in best.items())


def is_given_up(session: Session, build_id: int) -> bool:
    """Whether QC is still to replace or scrap a build's body, as was decided: nobody else can go on with it.

    Also for who may not read the nonconformance. Errors: Refused.
    """
    asked = text("SELECT EXISTS (SELECT FROM cs.builds_given_up(:build))")
    with session.read() as connection:
        return bool(connection.execute(asked, {"build": build_id}).scalar())


def move(
    session: Session, seen: Seen, to_status: BuildStatus, *, reason: str = "", command_id: UUID | None = None
) -> BuildPlace:
    """Move a build to a status, when role and guard of the move allow it.

    Parameters: seen, the build at the version the person saw; reason, kept in its history.
    Errors: OutOfOrder when the table has no such move or its guard is open, InvalidInput (field reason), Refused for a
    wrong role, Stale, NotFound.
    """
    told = read_comment(reason, "reason")
    request = {"build": asdict(seen), "to": to_status.value, "reason": told}
    with session.write(Command("build.move", request, reason=told, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return BuildPlace(**work.repeated)
        place = change_status(work.connection, seen, to_status)
        work.answer = asdict(place)
        return place


def ship(session: Session, seen: Seen, shipped_on: dt.date, *, command_id: UUID | None = None) -> BuildPlace:
    """Mark a build as shipped on a day at the plant. Errors: as `move`; InvalidInput for a day in the future."""
    request = {"build": asdict(seen), "shipped_on": shipped_on.isoformat()}
    with session.write(Command("build.ship", request, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return BuildPlace(**work.repeated)
        if shipped_on > plant_today(work.connection):
            message = f"{shipped_on.isoformat()} lies in the future; enter the day on which the build left."
            raise InvalidInput([Finding("error", "in_future", "shipped_on", message)])
        place = change_status(work.connection, seen, BuildStatus.SHIPPED, shipped_on=shipped_on)
        work.answer = asdict(place)
        return place


def cancel(session: Session, password: str, seen: Seen, reason: str, *, command_id: UUID | None = None) -> BuildPlace:
    """Cancel a build before it is shipped, with a reason that is signed (meaning CANCELLATION).

    Errors: InvalidInput (field reason), SignatureRefused, Frozen once it is shipped or cancelled, Stale, Refused for
    anybody but coordinator and admin.
    """
    told = read_reason(reason)
    request = {"build": asdict(seen), "reason": told}
    with session.sign(Command("build.cancel", request, reason=told, id=command_id or uuid4()), password) as work:
        if work.repeated is not None:
            return BuildPlace(**work.repeated)
        add_signature(work.connection, "CANCELLATION", "build", [seen], told)
        place = change_status(work.connection, seen, BuildStatus.CANCELLED, cancel_reason=told)
        work.answer = asdict(place)
        return place


def change_status(connection: Connection, seen: Seen, to_status: BuildStatus, **values: Any) -> BuildPlace:
    """A move inside the caller's transaction. Errors: as `move`."""
    version = change(connection, build, seen.id, seen.version, status=to_status.value, **values)
    number = connection.execute(select(build.c.build_number).where(build.c.id == seen.id)).scalar_one()
    return BuildPlace(seen.id, number, to_status.value, version)
