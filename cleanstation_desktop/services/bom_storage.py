"""Writing exploded bills as frozen revisions, and reading them back as the same values."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, text

from cleanstation_desktop.database.boms import bom_line, bom_revision
from cleanstation_desktop.database.orders import build, configuration
from cleanstation_desktop.domain.bom import Bom, BomLine
from cleanstation_desktop.domain.canonical_json import json_digest
from cleanstation_desktop.domain.configuration import Configuration
from cleanstation_desktop.domain.errors import Finding, NotFound

_ADD_LINES = text(
    "INSERT INTO cs.bom_line (bom_revision_id, sequence, path, level, item, kind, name, quantity, extended_quantity, "
    "rule, positions, note) "
    "SELECT l.bom_revision_id, l.sequence, l.path, l.level, l.item, l.kind, l.name, l.quantity, l.extended_quantity, "
    "l.rule, l.positions, l.note "
    "FROM jsonb_to_recordset(CAST(:lines AS jsonb)) AS l (bom_revision_id bigint, sequence integer, path text, "
    "level smallint, item text, kind text, name text, quantity numeric, extended_quantity numeric, rule text, "
    "positions smallint[], note text)"
)


@dataclass(frozen=True)
class NewBom:
    """A revision to be: the configuration, the rules it was judged by, and the bill. `revision` counts from 1."""

    build_id: int
    revision: int
    configuration_revision: int
    configuration: Configuration
    rule_set_id: int
    bom: Bom
    reason: str = ""


def store_boms(connection: Connection, boms: Sequence[NewBom]) -> dict[int, int]:
    """Write configurations, revisions and their lines, each table in one statement.

    Parameters: boms, one for each build. Returns: the key of the new revision by build. Errors: those of the guards, as
    known errors of the caller's session.
    """
    configurations = connection.execute(
        insert(configuration).returning(configuration.c.build_id, configuration.c.id),
        [
            {
                "build_id": new.build_id,
                "revision": new.configuration_revision,
                "body": new.configuration.to_json(),
                "rule_set_id": new.rule_set_id,
            }
            for new in boms
        ],
    )
    configuration_of = {row.build_id: row.id for row in configurations}
    revisions = connection.execute(
        insert(bom_revision).returning(bom_revision.c.build_id, bom_revision.c.id),
        [_revision_row(new, configuration_of[new.build_id]) for new in boms],
    )
    revision_of = {row.build_id: row.id for row in revisions}
    lines = [
        {**line.to_json(), "bom_revision_id": revision_of[new.build_id], "sequence": sequence}
        for new in boms
        for sequence, line in enumerate(new.bom.lines, 1)
    ]
    # One statement for all lines of all builds: the guard of the lines looks once.
    connection.execute(_ADD_LINES, {"lines": json.dumps(lines)})
    return revision_of


def _revision_row(new: NewBom, configuration_id: int) -> dict[str, object]:
    answer = new.bom.to_json()
    return {
        "build_id": new.build_id,
        "revision": new.revision,
        "configuration_id": configuration_id,
        "reason": new.reason,
        "sha256": bom_digest(new.bom),
        "findings": [asdict(finding) for finding in new.bom.findings],
        "totals": answer["totals"],
    }


def bom_digest(bom: Bom) -> bytes:
    """SHA-256 of the BOM answer's canonical text."""
    return json_digest(bom.to_json())


def read_boms(connection: Connection, revision_ids: Sequence[int]) -> dict[int, Bom]:
    """Stored revisions as the bills that they were made from, by key; in two statements, however many.

    Errors: NotFound when one of them is not there.
    """
    columns = (bom_revision.c.id, bom_revision.c.findings, build.c.build_number)
    heads: Mapping[int, Any] = {
        row.id: row
        for row in connection.execute(
            select(*columns)
            .join(build, build.c.id == bom_revision.c.build_id)
            .where(bom_revision.c.id.in_(revision_ids))
        )
    }
    if set(revision_ids) - set(heads):
        raise NotFound("There is no such BOM revision.")
    lines: dict[int, list[BomLine]] = {number: [] for number in heads}
    stored = (
        select(bom_line)
        .where(bom_line.c.bom_revision_id.in_(revision_ids))
        .order_by(bom_line.c.bom_revision_id, bom_line.c.sequence)
    )
    for row in connection.execute(stored):
        lines[row.bom_revision_id].append(
            BomLine(
                path=row.path,
                level=row.level,
                item=row.item,
                kind=row.kind,
                name=row.name,
                quantity=int(row.quantity),
                extended_quantity=int(row.extended_quantity),
                rule=row.rule,
                positions=tuple(row.positions),
                note=row.note,
            )
        )
    return {
        number: Bom(row.build_number, tuple(lines[number]), tuple(Finding(**entry) for entry in row.findings))
        for number, row in heads.items()
    }
