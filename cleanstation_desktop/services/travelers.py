"""Travelers as they are printed: filled from the database, every print counted (DOMAIN §8)."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from sqlalchemy import Connection

from cleanstation_desktop.domain.travelers import Traveler, TravelerPart
from cleanstation_desktop.services.bom_storage import read_boms
from cleanstation_desktop.services.labels import read_labelled
from cleanstation_desktop.services.print_marks import count_copy
from cleanstation_desktop.services.session import Session


def preview_traveler(session: Session, build_id: int) -> Traveler:
    """The traveler of a build as it would be printed now; not counted as a print. Errors: NotFound, Refused."""
    with session.read() as connection:
        found = read_labelled(connection, build_id)
        return Traveler(
            build=found.label,
            status=found.status,
            length=found.body["length"],
            width=found.body["width"],
            revision=found.revision,
            approved=found.approved,
            parts=_parts(connection, found.revision_id),
        )


def print_traveler(session: Session, build_id: int, *, reason: str = "", command_id: UUID | None = None) -> Traveler:
    """Count a print of a traveler, and give it with its copy number.

    Parameters: reason, why it is printed again; needed from the second copy on.
    Errors: InvalidInput (reason), NotFound, Refused.
    """
    traveler = preview_traveler(session, build_id)
    record = f"build:{build_id}"
    return replace(traveler, copy=count_copy(session, "TRAVELER", record, reason=reason, command_id=command_id))


def _parts(connection: Connection, revision_id: int) -> tuple[TravelerPart, ...]:
    lines = read_boms(connection, [revision_id])[revision_id].lines
    return tuple(TravelerPart(line.item, line.name, line.extended_quantity) for line in lines if line.level == 0)
