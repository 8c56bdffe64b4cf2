"""Travelers as they are printed: filled from the database, every print counted (DOMAIN §8)."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from sqlalchemy import Connection, text

from cleanstation_desktop.domain.travelers import Traveler, TravelerPart
from cleanstation_desktop.services.bom_storage import read_boms
from cleanstation_desktop.services.documents import record_print
from cleanstation_desktop.services.labels import preview_label
from cleanstation_desktop.services.print_marks import read_copy
from cleanstation_desktop.services.session import Session

# What is built is what is approved; before there is such a bill, what was entered last.
_REVISION = text(
    "SELECT r.id, r.revision, r.state, c.body "
    "FROM cs.bom_revision r JOIN cs.configuration c ON c.id = r.configuration_id "
    "WHERE r.build_id = :build ORDER BY r.state = 'APPROVED' DESC, r.revision DESC LIMIT 1"
)


def preview_traveler(session: Session, build_id: int) -> Traveler:
    """The traveler of a build as it would be printed now; not counted as a print. Errors: NotFound, Refused."""
    label = preview_label(session, build_id)
    with session.read() as connection:
        row = connection.execute(_REVISION, {"build": build_id}).one()
        return Traveler(
            build=label,
            length=row.body["length"],
            width=row.body["width"],
            revision=row.revision,
            approved=row.state == "APPROVED",
            parts=_parts(connection, row.id),
        )


def print_traveler(session: Session, build_id: int, *, reason: str = "", command_id: UUID | None = None) -> Traveler:
    """Count a print of a traveler, and give it with its copy number.

    Parameters: reason, why it is printed again; needed from the second copy on.
    Errors: InvalidInput (reason), NotFound, Refused.
    """
    traveler = preview_traveler(session, build_id)
    printed = record_print(session, "TRAVELER", f"build:{build_id}", reason=reason, command_id=command_id)
    with session.read() as connection:
        return replace(traveler, copy=read_copy(connection, printed.id))


def _parts(connection: Connection, revision_id: int) -> tuple[TravelerPart, ...]:
    lines = read_boms(connection, [revision_id])[revision_id].lines
    return tuple(TravelerPart(line.item, line.name, line.extended_quantity) for line in lines if line.level == 0)
