"""Lines of a BOM that are made or bought outside, as they are read (DOMAIN §3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from cleanstation_desktop.database.boms import bom_line, bom_revision, outsourcing
from cleanstation_desktop.domain.errors import Finding, InvalidInput

BOM_CHANGED = frozenset({"bom_changed", "no_bom_line"})
"""Codes of faults of a line that was chosen in a BOM that stands no more: it is to be read and chosen again."""


@dataclass(frozen=True)
class OutsourcedLine:
    """A BOM line that is made or bought outside.

    Parameters: state, MARKED, ORDERED, RECEIVED or DROPPED; quantity, pieces per build by the newest approved BOM, None
    where that has the item there no more; cycle, counts how often the body was produced; version, for the next change.
    """

    id: int
    build_id: int
    path: str
    item: str
    quantity: int | None
    supplier: str
    state: str
    expected_on: dt.date | None
    received_at: dt.datetime | None
    cycle: int
    version: int


def read_lines(connection: Connection, *conditions: Any) -> tuple[OutsourcedLine, ...]:
    """Outsourced lines in the order in which they were marked. Parameters: conditions, on `outsourcing`."""
    approved = (
        select(bom_revision.c.id)
        .where(bom_revision.c.build_id == outsourcing.c.build_id, bom_revision.c.state == "APPROVED")
        .order_by(bom_revision.c.revision.desc())
        .limit(1)
        .correlate(outsourcing)
        .scalar_subquery()
    )
    quantity = (
        select(bom_line.c.extended_quantity)
        .where(
            bom_line.c.bom_revision_id == approved,
            bom_line.c.path == outsourcing.c.path,
            bom_line.c.item == outsourcing.c.item,
        )
        .correlate(outsourcing)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(outsourcing, quantity.label("quantity")).where(*conditions).order_by(outsourcing.c.id)
    )
    return tuple(
        OutsourcedLine(
            row.id,
            row.build_id,
            row.path,
            row.item,
            None if row.quantity is None else int(row.quantity),
            row.supplier,
            row.state,
            row.expected_on,
            row.received_at,
            row.cycle,
            row.version,
        )
        for row in rows
    )


def demand_items(lines: Mapping[str, tuple[str | None, str]]) -> None:
    """Make sure that lines of the approved BOM hold what the person saw there when they were chosen.

    Parameters: lines, by field the item that was seen, None where nobody said so, and the one that stands there.
    Errors: InvalidInput, with every field.
    """
    findings = [
        Finding("error", "bom_changed", field, "The BOM was changed; choose the line again.")
        for field, (seen, stands) in lines.items()
        if seen not in (None, stands)
    ]
    if findings:
        raise InvalidInput(findings)
