"""The home page of a person: what waits for the roles that he or she holds."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from cleanstation_desktop.database.build_browsing import RANKS
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services.build_browsing import BuildListRow, read_rows
from cleanstation_desktop.services.paging import LARGEST
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.services.work_sections import SECTIONS, Section, WorkKind

FIRST = 6
"""Items of a section that are shown at first."""
SHOWN = 50
"""Items of a section that are shown when somebody wants to see more; its count goes on."""
COUNTED_AT_HOME = 200
"""Up to how many are counted for the first page: nobody works through more from there, and counting takes time."""
MOST_COUNTED = 1_000
"""The same for the page of one kind of work."""


@dataclass(frozen=True)
class WorkItem:
    """Something that waits.

    Parameters: record_id and version, of the record that the section is about (`WorkKind`), version None for a build,
    whose row has it; about, what names it beside its build; since, when the record was made, None for a build; build,
    None where it belongs to none.
    """

    record_id: int
    version: int | None
    about: str
    since: dt.datetime | None
    build: BuildListRow | None


@dataclass(frozen=True)
class WorkSection:
    """What waits of one kind. Parameters: count, how many; capped, there are more than that; items, the first of them,
    most urgent first."""

    kind: WorkKind
    count: int
    capped: bool
    items: tuple[WorkItem, ...]


@dataclass(frozen=True)
class WorkList:
    """A home page.

    Parameters: sections, also empty ones, in the order of `WorkKind`; stages, of the orders that a coordinator entered,
    how many builds at work stand where; sealed_at, the newest seal of the audit, for the admin.
    """

    sections: tuple[WorkSection, ...]
    stages: Mapping[BuildStatus, int]
    sealed_at: dt.datetime | None

    def section(self, kind: WorkKind) -> WorkSection:
        """The section of a kind. Raises KeyError for one of another role."""
        return {section.kind: section for section in self.sections}[kind]


def read_work(session: Session, whole: Collection[WorkKind] = ()) -> WorkList:
    """What waits for the signed-in person, in at most four statements.

    Parameters: whole, the sections of which `SHOWN` items are read, not only the `FIRST`.
    """
    roles = session.person.roles
    asked = {kind: section for kind, section in SECTIONS.items() if section.roles & roles}
    with session.read() as connection:
        shown = {kind: SHOWN if kind in whole else FIRST for kind in asked}
        found = _find(connection, asked, shown, COUNTED_AT_HOME)
        return WorkList(
            _sections(asked, found, _read_builds(connection, found), COUNTED_AT_HOME),
            _stages(connection) if Role.PRODUCTION_COORDINATOR in roles else {},
            _sealed_at(connection) if Role.ADMIN in roles else None,
        )


def read_sections(
    session: Session, kinds: Collection[WorkKind], *, shown: int = MOST_COUNTED
) -> Mapping[WorkKind, WorkSection]:
    """Chosen sections, for the page of one kind of work, whoever looks at it.

    Parameters: shown, the most items of each. Errors: none; what a person may not read is not there.
    """
    asked = {kind: SECTIONS[kind] for kind in kinds}
    with session.read() as connection:
        found = _find(connection, asked, dict.fromkeys(asked, shown), MOST_COUNTED)
        sections = _sections(asked, found, _read_builds(connection, found), MOST_COUNTED)
        return {section.kind: section for section in sections}


def _read_builds(connection: Connection, found: Sequence[Any]) -> Mapping[int, BuildListRow]:
    ids = list(dict.fromkeys(row.build_id for row in found if row.build_id is not None))
    parts = [ids[start : start + LARGEST] for start in range(0, len(ids), LARGEST)]
    return {build.id: build for part in parts for build in read_rows(connection, part)}


def _find(
    connection: Connection, asked: Mapping[WorkKind, Section], shown: Mapping[WorkKind, int], counted: int
) -> Sequence[Any]:
    if not asked:
        return ()
    # Each section's query is a table of five columns, named here.
    each = [
        f"SELECT '{kind}' AS kind, n.record_id, n.build_id, {section.about} AS about, n.since, n.version, n.place, "
        "n.total FROM (SELECT s.*, row_number() OVER () AS place, count(*) OVER () AS total "
        f"FROM ({section.query} LIMIT {counted + 1}) s (record_id, build_id, about, since, version)) n "
        f"WHERE n.place <= {int(shown[kind])}"
        for kind, section in asked.items()
    ]
    return connection.exec_driver_sql(" UNION ALL ".join(f"({query})" for query in each)).all()


def _sections(
    asked: Iterable[WorkKind],
    found: Sequence[Any],
    builds: Mapping[int, BuildListRow],
    counted: int,
) -> tuple[WorkSection, ...]:
    rows: defaultdict[str, list[Any]] = defaultdict(list)
    for row in found:
        rows[row.kind].append(row)
    sections = []
    for kind in asked:
        waiting = sorted(rows[kind], key=lambda row: row.place)
        total = waiting[0].total if waiting else 0
        items = tuple(
            WorkItem(
                row.record_id,
                row.version,
                row.about or "",
                row.since,
                builds.get(row.build_id),
            )
            for row in waiting
        )
        sections.append(WorkSection(kind, min(total, counted), total > counted, items))
    return tuple(sections)


def _stages(connection: Connection) -> Mapping[BuildStatus, int]:
    rows = connection.execute(
        text(
            "SELECT l.status, count(*) AS number FROM cs.build_listing l "
            "WHERE l.entered_by = (SELECT cs.current_person_id()) AND l.rank < :shipped GROUP BY l.status"
        ),
        {"shipped": RANKS[BuildStatus.SHIPPED]},
    )
    counted = {BuildStatus(row.status): row.number for row in rows}
    return {status: counted[status] for status in BuildStatus if status in counted}


def _sealed_at(connection: Connection) -> dt.datetime | None:
    found: dt.datetime | None = connection.execute(text("SELECT at FROM cs_audit.latest_seal()")).scalar()
    return found
