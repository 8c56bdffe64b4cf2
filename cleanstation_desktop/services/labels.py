"""Build labels as they are printed: filled from the database, every print counted (DOMAIN §8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from cleanstation_desktop.domain.errors import NotFound
from cleanstation_desktop.domain.labels import BuildLabel
from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.services.print_marks import count_copy, read_marks
from cleanstation_desktop.services.session import Session

# What is built is what is approved; before there is such a bill, what was entered last.
_BUILD = text(
    "SELECT b.build_number, b.position, o.po_number, o.customer_name, o.project_name, o.want_date, o.language, "
    "o.created_at, r.revision_id, r.revision, r.approved, r.body, "
    "(SELECT count(*) FROM cs.build s WHERE s.order_id = o.id) AS total "
    "FROM cs.build b JOIN cs.customer_order o ON o.id = b.order_id "
    "JOIN LATERAL (SELECT v.id AS revision_id, v.revision, v.state = 'APPROVED' AS approved, c.body "
    "FROM cs.bom_revision v JOIN cs.configuration c ON c.id = v.configuration_id "
    "WHERE v.build_id = b.id ORDER BY v.state = 'APPROVED' DESC, v.revision DESC LIMIT 1) r ON true "
    "WHERE b.id = :build"
)


@dataclass(frozen=True)
class LabelledBuild:
    """A build as papers name it. Parameters: revision_id and revision, of the bill of materials it is built by; body,
    the configuration of that."""

    label: BuildLabel
    revision_id: int
    revision: int
    approved: bool
    body: Mapping[str, Any]


def read_labelled(connection: Connection, build_id: int) -> LabelledBuild:
    """A build, and what it is built by. Errors: NotFound."""
    row = connection.execute(_BUILD, {"build": build_id}).one_or_none()
    if row is None:
        raise NotFound("There is no such build.")
    return LabelledBuild(_label(connection, row), row.revision_id, row.revision, row.approved, row.body)


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
