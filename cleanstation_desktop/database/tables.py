"""All tables of the database, so that one import fills the metadata."""

from __future__ import annotations

from cleanstation_desktop.database import (
    assembly,
    audit,
    boms,
    build_browsing,
    catalogue,
    documents,
    inspections,
    messages,
    orders,
    people,
    saved_views,
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
    build_browsing,
    saved_views,
    system,
    audit,
)

__all__ = ["SUBJECTS", "metadata"]
