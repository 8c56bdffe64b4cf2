"""All tables of the database, so that one import fills the metadata."""

from __future__ import annotations

from cleanstation_desktop.database import (
    assembly,
    audit,
    boms,
    catalogue,
    documents,
    inspections,
    messages,
    orders,
    people,
    service_orders,
    signatures,
    system,
    work_instructions,
)
from cleanstation_desktop.database.base import metadata

SUBJECTS = (
    people,
    catalogue,
    orders,
    boms,
    signatures,
    inspections,
    assembly,
    service_orders,
    documents,
    messages,
    work_instructions,
    system,
    audit,
)

__all__ = ["SUBJECTS", "metadata"]
