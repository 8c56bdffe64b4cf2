"""Build labels as they are printed: filled from the database, every print counted (DOMAIN §8)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from cleanstation_desktop.domain.errors import NotFound
from cleanstation_desktop.domain.labels import BuildLabel
from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.services.documents import record_print
from cleanstation_desktop.services.print_marks import read_copy, read_marks
from cleanstation_desktop.services.session import Session

_BUILD = text(
    "SELECT b.build_number, b.position, o.po_number, o.customer_name, o.project_name, o.want_date, o.language, "
    "o.created_at, c.body, (SELECT count(*) FROM cs.build s WHERE s.order_id = o.id) AS total "
    "FROM cs.build b JOIN cs.customer_order o ON o.id = b.order_id "
    "JOIN LATERAL (SELECT body FROM cs.configuration WHERE build_id = b.id ORDER BY revision DESC LIMIT 1) c ON true "
    "WHERE b.id = :build"
)


def preview_label(session: Session, build_id: int) -> BuildLabel:
    """The label of a build as it would be printed now; not counted as a print. Errors: NotFound, Refused."""
    with session.read() as connection:
        row = connection.execute(_BUILD, {"build": build_id}).one_or_none()
        if row is None:
            raise NotFound("There is no such build.")
        return _label(connection, row)


def print_label(session: Session, build_id: int, *, reason: str = "", command_id: UUID | None = None) -> BuildLabel:
    """Count a print of a label, and give it with its copy number.

    Parameters: reason, why it is printed again; needed from the second copy on.
    Errors: InvalidInput (reason), NotFound, Refused.
    """
    label = preview_label(session, build_id)
    printed = record_print(session, "LABEL", f"build:{build_id}", reason=reason, command_id=command_id)
    with session.read() as connection:
        return replace(label, copy=read_copy(connection, printed.id))


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
