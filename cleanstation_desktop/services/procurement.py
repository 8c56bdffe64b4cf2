"""Procurement: lines that are made outside, release to external production, arrival, part issues (DOMAIN §2, §3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, insert, select

from cleanstation_desktop.database.boms import bom_line, bom_revision, outsourcing, part_issue
from cleanstation_desktop.database.people import person
from cleanstation_desktop.domain.errors import Finding, InvalidInput
from cleanstation_desktop.domain.reading import Reader
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services.moves import BuildPlace, change_status
from cleanstation_desktop.services.outsourced_lines import OutsourcedLine, demand_items, read_lines
from cleanstation_desktop.services.paging import LONGEST_PAGE, Page
from cleanstation_desktop.services.session import Command, Session
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.services.texts import read_reason
from cleanstation_desktop.services.updates import change

SUPPLIER = (0, 200)
PATH = (1, 100)
ITEM = (1, 10_000)
MOST_LINES = 500
OPEN_STATES = ("MARKED", "ORDERED")


@dataclass(frozen=True)
class PartIssue:
    """A missing or bad part that an assembler reported. Parameters: what, MISSING, DAMAGED, WRONG or OTHER; resolution,
    what procurement answered; resolved_by, initials."""

    id: int
    build_id: int
    path: str
    item: str
    what: str
    description: str
    state: str
    resolution: str | None
    created_at: dt.datetime
    resolved_by: str | None
    resolved_at: dt.datetime | None
    version: int


_ISSUE = [part_issue.c[each.name] for each in fields(PartIssue) if each.name != "resolved_by"]


def list_outsourced(session: Session, build_id: int) -> tuple[OutsourcedLine, ...]:
    """Outsourced lines of a build, of every production cycle. Errors: Refused."""
    with session.read() as connection:
        return read_lines(connection, outsourcing.c.build_id == build_id)


def mark_outsourced(
    session: Session, build_id: int, lines: Sequence[Mapping[str, object]], *, command_id: UUID | None = None
) -> tuple[Seen, ...]:
    """Mark lines of the approved BOM for outsourcing.

    Parameters: lines, each `{"path": "3.2", "item": "…", "supplier": "…", "expected_on": "2026-12-31" | None}`; all but
    the path may be left out; item, what the person saw on the line.
    Errors: InvalidInput with fields such as `lines[0].path` (also when the approved BOM lacks the line, or another item
    stands there now), Duplicate for a line that is marked already, Refused for anybody but procurement.
    """
    values = _read_lines(lines)
    request = {"build_id": build_id, "lines": [{**entry, "expected_on": str(entry["expected_on"])} for entry in values]}
    with session.write(Command("outsourcing.mark", request, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return tuple(Seen(**entry) for entry in work.repeated)
        _demand_lines(work.connection, build_id, values)
        c = outsourcing.c
        made = work.connection.execute(
            insert(outsourcing).returning(c.path, c.item, c.id, c.version),
            [
                {"build_id": build_id, **{name: told for name, told in entry.items() if name != "item"}}
                for entry in values
            ],
        )
        rows = {row.path: row for row in made}
        demand_items({f"lines[{n}].path": (entry["item"], rows[entry["path"]].item) for n, entry in enumerate(values)})
        marked = tuple(Seen(rows[entry["path"]].id, rows[entry["path"]].version) for entry in values)
        work.answer = [asdict(entry) for entry in marked]
        return marked


def follow_line(
    session: Session,
    seen: Seen,
    *,
    state: str | None = None,
    supplier: str | None = None,
    expected_on: dt.date | None = None,
    forget_day: bool = False,
    command_id: UUID | None = None,
) -> int:
    """Follow an outsourced line: ORDERED at a supplier, expected on a day, RECEIVED, or DROPPED (made inside instead).

    Parameters: what is None stays as it is; forget_day, it is expected on no day any more. Returns: the new version.
    Errors: InvalidInput by field, Stale, Frozen once it is received or dropped, Refused for anybody but procurement.
    """
    given: dict[str, object] = {"state": state, "supplier": supplier, "expected_on": expected_on}
    values: dict[str, object | None] = {name: value for name, value in given.items() if value is not None}
    reader = Reader()
    record = reader.record(
        {name: value for name, value in values.items() if name != "expected_on"}, "", (), tuple(given)
    )
    if state is not None:
        record.choice("state", ("ORDERED", "RECEIVED", "DROPPED"))
    if supplier is not None:
        values["supplier"] = record.text("supplier", low=SUPPLIER[0], high=SUPPLIER[1])
    reader.raise_findings()
    request = {"line": asdict(seen), **values, "expected_on": str(expected_on), "forget_day": forget_day}
    values |= {"expected_on": None} if forget_day else {}
    with session.write(Command("outsourcing.follow", request, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return int(work.repeated["version"])
        new_version = change(work.connection, outsourcing, seen.id, seen.version, **values)
        work.answer = {"id": seen.id, "version": new_version}
        return new_version


def release(session: Session, builds: Sequence[Seen], *, command_id: UUID | None = None) -> tuple[BuildPlace, ...]:
    """Release builds to external production of the sink body, all or none.

    Errors: OutOfOrder when a BOM is not approved, Stale, NotFound, Refused for anybody but procurement.
    """
    return _move_all(session, "build.release", builds, BuildStatus.SINK_BODY_EXTERNAL_PRODUCTION, command_id)


def book_arrival(
    session: Session, builds: Sequence[Seen], *, received: Sequence[Seen] = (), command_id: UUID | None = None
) -> tuple[BuildPlace, ...]:
    """Book the arrival of sink bodies: the builds become ready for pre-QC, all or none.

    Parameters: received, outsourced lines that arrived with them; one that nobody named keeps its build from moving.
    Errors: OutOfOrder when a line has not arrived, Stale, Frozen for a line that is received or dropped, NotFound,
    Refused for anybody but procurement.
    """
    return _move_all(session, "build.book_arrival", builds, BuildStatus.READY_FOR_PRE_QC, command_id, received)


def _move_all(
    session: Session,
    name: str,
    builds: Sequence[Seen],
    to_status: BuildStatus,
    command_id: UUID | None,
    received: Sequence[Seen] = (),
) -> tuple[BuildPlace, ...]:
    request = {"builds": [asdict(seen) for seen in builds], "received": [asdict(line) for line in received]}
    with session.write(Command(name, request, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return tuple(BuildPlace(**entry) for entry in work.repeated)
        # In the order of their keys, so that two people at once queue instead of waiting for each other.
        for line in sorted(received, key=lambda line: line.id):
            change(work.connection, outsourcing, line.id, line.version, state="RECEIVED")
        places = {
            seen.id: change_status(work.connection, seen, to_status)
            for seen in sorted(builds, key=lambda seen: seen.id)
        }
        moved = tuple(places[seen.id] for seen in builds)
        work.answer = [asdict(place) for place in moved]
        return moved


def list_part_issues(
    session: Session, *, build_id: int | None = None, open_only: bool = True, page: Page[int] = LONGEST_PAGE
) -> tuple[PartIssue, ...]:
    """Part issues, oldest first, of one build or all. Parameters: page, after which key, how many. Errors: Refused."""
    wanted = (
        select(*_ISSUE, person.c.initials.label("resolved_by"))
        .outerjoin(person, person.c.id == part_issue.c.resolved_by)
        .order_by(part_issue.c.id)
        .limit(page.size)
    )
    if page.after is not None:
        wanted = wanted.where(part_issue.c.id > page.after)
    if build_id is not None:
        wanted = wanted.where(part_issue.c.build_id == build_id)
    if open_only:
        wanted = wanted.where(part_issue.c.state == "OPEN")
    with session.read() as connection:
        return tuple(PartIssue(**row._asdict()) for row in connection.execute(wanted))


def resolve_part_issue(session: Session, seen: Seen, resolution: str, *, command_id: UUID | None = None) -> int:
    """Say how a missing or bad part was settled; then the build can go on (`moves.move`, back to where it was held).

    Returns: the new version. Errors: InvalidInput (field resolution), Stale, Frozen when it is resolved already,
    Refused for anybody but procurement.
    """
    told = read_reason(resolution, "resolution")
    request = {"issue": asdict(seen), "resolution": told}
    with session.write(Command("part_issue.resolve", request, reason=told, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return int(work.repeated["version"])
        new_version = change(work.connection, part_issue, seen.id, seen.version, state="RESOLVED", resolution=told)
        work.answer = {"id": seen.id, "version": new_version}
        return new_version


def _demand_lines(connection: Connection, build_id: int, lines: Sequence[Mapping[str, Any]]) -> None:
    """Each line stands in the approved BOM; the database asks again, one by one."""
    approved = (
        select(bom_revision.c.id)
        .where(bom_revision.c.build_id == build_id, bom_revision.c.state == "APPROVED")
        .order_by(bom_revision.c.revision.desc())
        .limit(1)
        .scalar_subquery()
    )
    paths = [entry["path"] for entry in lines]
    known = select(bom_line.c.path).where(bom_line.c.bom_revision_id == approved, bom_line.c.path.in_(paths))
    held = set(connection.execute(known).scalars())
    findings = [
        Finding("error", "no_bom_line", f"lines[{index}].path", f"The approved BOM has no line {path}.")
        for index, path in enumerate(paths)
        if path not in held
    ]
    if findings:
        raise InvalidInput(findings)


def _read_lines(lines: Sequence[Mapping[str, object]]) -> list[dict[str, Any]]:
    reader = Reader()
    values: list[dict[str, Any]] = []
    seen: set[str] = set()
    if not 1 <= len(lines) <= MOST_LINES:
        raise InvalidInput([Finding("error", "out_of_range", "lines", f"Name 1 to {MOST_LINES} lines.")])
    for index, entry in enumerate(lines):
        record = reader.record(entry, f"lines[{index}]", ("path",), ("item", "supplier", "expected_on"))
        path = record.text("path", low=PATH[0], high=PATH[1])
        if path in seen:
            reader.error(f"lines[{index}].path", "duplicate", f"Line {path} is named twice.")
        seen.add(path)
        supplier = record.text("supplier", low=SUPPLIER[0], high=SUPPLIER[1]) if record.given("supplier") else ""
        item = record.text("item", low=ITEM[0], high=ITEM[1]) if record.given("item") else None
        expected_on = _day(reader, record.values, index)
        values.append({"path": path, "item": item, "supplier": supplier, "expected_on": expected_on})
    reader.raise_findings()
    return values


def _day(reader: Reader, values: Mapping[str, object], index: int) -> dt.date | None:
    told = values.get("expected_on")
    if told is None or (isinstance(told, dt.date) and not isinstance(told, dt.datetime)):
        return told
    try:
        return dt.date.fromisoformat(str(told))
    except ValueError:
        reader.unusable(f"lines[{index}].expected_on", "bad_date", "expected_on must be a day such as 2026-12-31.")
        return None
