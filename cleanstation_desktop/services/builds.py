"""One build with everything that belongs to its entry and procurement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from cleanstation_desktop.database.assembly import assembly_claim
from cleanstation_desktop.database.orders import build, configuration, status_history
from cleanstation_desktop.database.people import person
from cleanstation_desktop.domain.errors import NotFound
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services.boms import RevisionRow, list_revisions
from cleanstation_desktop.services.change_requests import ChangeRequest, read_change_requests
from cleanstation_desktop.services.in_force import configuration_in_force, in_force
from cleanstation_desktop.services.order_lists import BuildRow, build_row, select_builds
from cleanstation_desktop.services.session import Session


@dataclass(frozen=True)
class StatusStep:
    """One move of a build. Parameters: by, full name."""

    from_status: BuildStatus | None
    to_status: BuildStatus
    at: dt.datetime
    by: str | None
    reason: str | None


@dataclass(frozen=True)
class BuildDetail:
    """A build with the configuration in force (canonical JSON), its BOM revisions, moves and change requests."""

    head: BuildRow
    cycle: int
    cancel_reason: str | None
    configuration: dict[str, Any]
    revisions: tuple[RevisionRow, ...]
    history: tuple[StatusStep, ...]
    change_requests: tuple[ChangeRequest, ...]


def read_build(session: Session, build_id: int) -> BuildDetail:
    """A build with everything that belongs to its entry and procurement, in five statements.

    Errors: NotFound, Refused.
    """
    with session.read() as connection:
        row = connection.execute(
            select_builds().add_columns(build.c.cycle, build.c.cancel_reason).where(build.c.id == build_id)
        ).one_or_none()
        if row is None:
            raise NotFound("There is no such build.")
        return BuildDetail(
            head=build_row(row),
            cycle=row.cycle,
            cancel_reason=row.cancel_reason,
            configuration=configuration_in_force(connection, build_id),
            revisions=list_revisions(connection, [build_id]),
            history=_history(connection, build_id),
            change_requests=read_change_requests(connection, build_id=build_id),
        )


def configurations_of(session: Session, order_id: int) -> dict[int, dict[str, Any]]:
    """The configuration in force of each build of an order, by the build's key, in one statement. Errors: Refused."""
    revision = in_force(build.c.id)
    wanted = (
        select(build.c.id, configuration.c.body)
        .select_from(build)
        .join(revision, revision.c.id.is_not(None))
        .join(configuration, configuration.c.id == revision.c.configuration_id)
        .where(build.c.order_id == order_id)
    )
    with session.read() as connection:
        return {row.id: row.body for row in connection.execute(wanted)}


def list_assignees(session: Session) -> tuple[tuple[int, str], ...]:
    """Everybody who has claimed a build now: key and full name, by name. Errors: Refused."""
    # Grouped first: the claims that last are gone through once, not for each person.
    claims = assembly_claim.c
    claiming = select(claims.person_id).where(claims.ended_at.is_(None)).group_by(claims.person_id).subquery()
    wanted = (
        select(person.c.id, person.c.full_name)
        .join(claiming, claiming.c.person_id == person.c.id)
        .order_by(person.c.full_name)
    )
    with session.read() as connection:
        return tuple((row.id, row.full_name) for row in connection.execute(wanted))


def _history(connection: Connection, build_id: int) -> tuple[StatusStep, ...]:
    rows: Sequence[Any] = connection.execute(
        select(status_history, person.c.full_name)
        .outerjoin(person, person.c.id == status_history.c.person_id)
        .where(status_history.c.build_id == build_id)
        .order_by(status_history.c.id)
    ).all()
    return tuple(
        StatusStep(
            None if row.from_status is None else BuildStatus(row.from_status),
            BuildStatus(row.to_status),
            row.at,
            row.full_name,
            row.reason,
        )
        for row in rows
    )
