"""Everything that waits for procurement, for its page: BOMs, changes, builds to release, arrivals, part issues."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from cleanstation_desktop.database.boms import outsourcing
from cleanstation_desktop.database.orders import build
from cleanstation_desktop.services.build_browsing import BuildListRow
from cleanstation_desktop.services.outsourced_lines import OutsourcedLine, read_lines
from cleanstation_desktop.services.paging import read_first
from cleanstation_desktop.services.plant import read_today
from cleanstation_desktop.services.procurement import PartIssue, list_part_issues
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.services.work_lists import MOST_COUNTED, WorkItem, read_sections
from cleanstation_desktop.services.work_sections import WorkKind

_KINDS = (
    WorkKind.BOMS_TO_APPROVE,
    WorkKind.CHANGES_TO_APPROVE,
    WorkKind.BUILDS_TO_RELEASE,
    WorkKind.BODIES_AWAITED,
    WorkKind.PART_ISSUES,
)


@dataclass(frozen=True)
class BuildWithLines:
    """A build to release, or one whose body is awaited, with its outsourced lines of this production cycle."""

    build: BuildListRow
    lines: tuple[OutsourcedLine, ...]

    @property
    def open_lines(self) -> tuple[OutsourcedLine, ...]:
        """Lines that have not arrived."""
        return tuple(line for line in self.lines if line.state in ("MARKED", "ORDERED"))

    @property
    def next_day(self) -> dt.date | None:
        """The earliest day on which one of them is expected."""
        return min((line.expected_on for line in self.open_lines if line.expected_on is not None), default=None)


@dataclass(frozen=True)
class IssueOfBuild:
    """An open part issue with its build."""

    issue: PartIssue
    build: BuildListRow


@dataclass(frozen=True)
class ProcurementWork:
    """What waits. Parameters: boms, first revisions to approve; changes, change requests to sign; release and arrivals;
    issues; today, at the plant; counts, how many of each kind wait, up to 1,000; capped, whether there are more than
    that; whole, whether all that is counted is here."""

    boms: tuple[WorkItem, ...]
    changes: tuple[WorkItem, ...]
    release: tuple[BuildWithLines, ...]
    arrivals: tuple[BuildWithLines, ...]
    issues: tuple[IssueOfBuild, ...]
    today: dt.date
    counts: Mapping[WorkKind, int]
    capped: bool
    whole: bool


def read_procurement(session: Session, shown: int = MOST_COUNTED) -> ProcurementWork:
    """Read what waits. Parameters: shown, the most of each kind, up to 1,000. Errors: Refused."""
    with session.snapshot():
        sections = read_sections(session, _KINDS, shown=shown)
        items = {kind: [item for item in section.items if item.build is not None] for kind, section in sections.items()}
        release, arrivals = (_builds(items[kind]) for kind in (WorkKind.BUILDS_TO_RELEASE, WorkKind.BODIES_AWAITED))
        lines = _lines(session, [row.id for row in (*release, *arrivals)])
        by_issue = {item.record_id: item.build for item in items[WorkKind.PART_ISSUES]}
        issues = read_first(lambda page: list_part_issues(session, page=page), lambda issue: issue.id, len(by_issue))
        return ProcurementWork(
            tuple(items[WorkKind.BOMS_TO_APPROVE]),
            tuple(items[WorkKind.CHANGES_TO_APPROVE]),
            tuple(BuildWithLines(row, lines.get(row.id, ())) for row in release),
            tuple(BuildWithLines(row, lines.get(row.id, ())) for row in arrivals),
            tuple(IssueOfBuild(issue, row) for issue in issues if (row := by_issue.get(issue.id)) is not None),
            read_today(session),
            {kind: section.count for kind, section in sections.items()},
            any(section.capped for section in sections.values()),
            all(len(section.items) == section.count for section in sections.values()),
        )


def _builds(items: list[WorkItem]) -> list[BuildListRow]:
    return [item.build for item in items if item.build is not None]


def _lines(session: Session, build_ids: list[int]) -> Mapping[int, tuple[OutsourcedLine, ...]]:
    present = select(build.c.cycle).where(build.c.id == outsourcing.c.build_id).scalar_subquery()
    found: defaultdict[int, list[OutsourcedLine]] = defaultdict(list)
    with session.read() as connection:
        for line in read_lines(
            connection,
            outsourcing.c.build_id.in_(build_ids),
            outsourcing.c.state != "DROPPED",
            outsourcing.c.cycle == present,
        ):
            found[line.build_id].append(line)
    return {key: tuple(lines) for key, lines in found.items()}
