"""By which revision a build is built: the newest approved one, before there is one the newest (DOMAIN §3, Changes).

A change that waits for its signatures, or was closed without them, is newer and yet not in force.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, exists, select, tuple_

from cleanstation_desktop.database.boms import bom_revision
from cleanstation_desktop.database.orders import configuration
from cleanstation_desktop.domain.errors import NotFound


def in_force(build_id: ColumnElement[int]) -> FromClause:
    """The BOM revision in force of a build, every column of it, to be joined to a statement that reads the build."""
    revision = bom_revision.alias()
    return (
        select(revision)
        .where(revision.c.build_id == build_id)
        .order_by(*(column.desc() for column in _standing(revision)))
        .limit(1)
        .lateral("in_force")
    )


def is_in_force(revision: FromClause) -> ColumnElement[bool]:
    """Whether a BOM revision is the one in force: for a statement that comes to revisions from elsewhere."""
    other = bom_revision.alias()
    before = tuple_(*_standing(other)) > tuple_(*_standing(revision))
    return ~exists().where(other.c.build_id == revision.c.build_id, before)


def configuration_in_force(connection: Connection, build_id: int) -> dict[str, Any]:
    """The configuration (canonical JSON) by which a build is built. Errors: NotFound."""
    body: dict[str, Any] | None = connection.execute(
        select(configuration.c.body)
        .join(bom_revision, bom_revision.c.configuration_id == configuration.c.id)
        .where(bom_revision.c.build_id == build_id, is_in_force(bom_revision))
    ).scalar()
    if body is None:
        raise NotFound("There is no such build.")
    return body


def _standing(revision: FromClause) -> tuple[ColumnElement[Any], ...]:
    """What is highest for the revision in force. It is by build, so that an index finds the few of a build first."""
    return revision.c.state == "APPROVED", revision.c.revision
