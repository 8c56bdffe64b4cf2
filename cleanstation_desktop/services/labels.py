"""Build labels as they are printed: filled from the database, every print counted (DOMAIN §8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from cleanstation_desktop.database.orders import build, configuration, customer_order
from cleanstation_desktop.domain.errors import NotFound, Refused
from cleanstation_desktop.domain.labels import BuildLabel
from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services.in_force import in_force
from cleanstation_desktop.services.print_marks import count_copy, read_marks
from cleanstation_desktop.services.session import Session


@dataclass(frozen=True)
class LabelledBuild:
    """A build as papers name it. Parameters: revision_id and revision, of the bill of materials it is built by; body,
    the configuration of that."""

    label: BuildLabel
    status: BuildStatus
    revision_id: int
    revision: int
    approved: bool
    body: Mapping[str, Any]


def read_labelled(connection: Connection, build_id: int) -> LabelledBuild:
    """A build that is not cancelled, and what it is built by. Errors: NotFound, Refused once it is cancelled."""
    revision, sister = in_force(build.c.id), build.alias()
    total = select(func.count()).where(sister.c.order_id == customer_order.c.id).scalar_subquery()
    wanted = (
        select(
            build.c.build_number,
            build.c.position,
            build.c.status,
            customer_order,
            revision.c.id.label("revision_id"),
            revision.c.revision,
            (revision.c.state == "APPROVED").label("approved"),
            configuration.c.body,
            total.label("total"),
        )
        .join(customer_order, customer_order.c.id == build.c.order_id)
        .join(revision, revision.c.id.is_not(None))
        .join(configuration, configuration.c.id == revision.c.configuration_id)
        .where(build.c.id == build_id)
    )
    row = connection.execute(wanted).one_or_none()
    if row is None:
        raise NotFound("There is no such build.")
    status = BuildStatus(row.status)
    if status is BuildStatus.CANCELLED:
        # With a label or a traveler on it a scrapped sink would go on its way again.
        raise Refused("This build is cancelled: no label and no traveler is printed for it.", hint="Check the number.")
    return LabelledBuild(_label(connection, row), status, row.revision_id, row.revision, row.approved, row.body)


def preview_label(session: Session, build_id: int) -> BuildLabel:
    """The label of a build as it would be printed now; not counted as a print. Errors: NotFound, Refused."""
    with session.read() as connection:
        return read_labelled(connection, build_id).label


def print_label(session: Session, build_id: int, *, reason: str = "", command_id: UUID | None = None) -> BuildLabel:
    """Count a print of a label, and give it with its copy number.

    Parameters: reason, why it is printed again; needed from the second copy on.
    Errors: InvalidInput (reason), NotFound, Refused.
    """
    label = preview_label(session, build_id)
    record = f"build:{build_id}"
    return replace(label, copy=count_copy(session, "LABEL", record, reason=reason, command_id=command_id))


def _label(connection: Connection, row: Any) -> BuildLabel:
    marks = read_marks(connection)
    return BuildLabel(
        build_number=row.build_number,
        po_number=row.po_number,
        customer=row.customer_name,
        model=row.body["model"],
        family=row.body["family"],
        want_date=row.want_date,
        language=Language(row.language),
        created_at=row.created_at,
        project=row.project_name or "",
        number=row.position,
        total=row.total,
        zone=marks.zone,
        company=marks.company,
    )
