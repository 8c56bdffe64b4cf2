"""Nonconformances: decided on and signed, conceded by a second person, verified, closed (DOMAIN §1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, text

from cleanstation_desktop.database.inspections import nonconformance
from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.domain.errors import NotFound
from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services.moves import BuildPlace, change_status
from cleanstation_desktop.services.paging import LONGEST_PAGE, Page
from cleanstation_desktop.services.session import Command, Session
from cleanstation_desktop.services.signing import Seen, add_signature, sign
from cleanstation_desktop.services.texts import read_comment, read_reason
from cleanstation_desktop.services.updates import change

Redo = Mapping[InspectionKind, Sequence[str]]
"""Groups and items to do again after a final-QC reject, by form."""


class Disposition(StrEnum):
    """What QC decides on a nonconformance."""

    REWORK = "REWORK"
    USE_AS_IS = "USE_AS_IS"
    REPLACE = "REPLACE"
    SCRAP = "SCRAP"


@dataclass(frozen=True)
class Nonconformance:
    """A nonconformance with its steps.

    Parameters: kind and attempt, of the form in which it was found; basin, None for the whole sink; state, OPEN,
    DISPOSITIONED, VERIFIED or CLOSED; reason, why and what is to be done; redo, what is done again, by form;
    decided_by, conceded_by, verified_by and closed_by, initials; decided_comment and conceded_comment, what was
    added to these signatures; verified_in, key of the inspection that verified it; carried_out, what was decided is
    done, so that it can be verified; to_carry_out, QC can replace or scrap the body now.
    """

    id: int
    number: str
    build_id: int
    build_number: str
    inspection_id: int
    kind: InspectionKind
    attempt: int
    item_code: str
    basin: int | None
    description: str
    state: str
    disposition: Disposition | None
    reason: str
    redo: dict[str, list[str]]
    opened_by: str
    opened_at: dt.datetime
    decided_by: str
    decided_at: dt.datetime | None
    decided_comment: str
    conceded_by: str
    conceded_at: dt.datetime | None
    conceded_comment: str
    verified_by: str
    verified_in: int | None
    verified_at: dt.datetime | None
    closed_by: str
    closed_at: dt.datetime | None
    carried_out: bool
    to_carry_out: bool
    version: int


@dataclass(frozen=True)
class RedoChoice:
    """Something that a decision can have done again.

    Parameters: name, of a group, or the code of an item; text, what it is, in the asked language.
    """

    kind: InspectionKind
    name: str
    text: str


def _initials(of: str) -> str:
    """Those of a person, asked for each row: people joined to it six times take the server longer to plan than to
    read a page of nonconformances."""
    return f"coalesce((SELECT p.initials FROM cs.person p WHERE p.id = {of}), '')"  # noqa: S608 - fixed text


SELECTED = (
    "SELECT c.id, c.number, c.build_id, b.build_number, "  # noqa: S608 - fixed text
    "c.inspection_id, n.kind, n.attempt, i.code AS item_code, "
    "nullif(i.basin, 0) AS basin, c.description, c.state, c.disposition, coalesce(c.disposition_reason, '') AS reason, "
    f"c.redo, {_initials('c.created_by')} AS opened_by, c.created_at AS opened_at, ds.signed_at AS decided_at, "
    f"{_initials('ds.signer_id')} AS decided_by, coalesce(ds.comment, '') AS decided_comment, "
    f"{_initials('cs.signer_id')} AS conceded_by, coalesce(cs.comment, '') AS conceded_comment, "
    "cs.signed_at AS conceded_at, c.verified_by_inspection_id AS verified_in, "
    f"{_initials('coalesce(c.verified_by, vs.signer_id)')} AS verified_by, "
    f"coalesce(vs.signed_at, c.verified_at) AS verified_at, {_initials('c.closed_by')} AS closed_by, c.closed_at, "
    "c.disposition IS NOT NULL AND cs.is_carried_out(c.id) AS carried_out, "
    "c.state = 'DISPOSITIONED' AND c.disposition IN ('REPLACE', 'SCRAP') AND cs.is_to_carry_out(c.id) AS to_carry_out, "
    "c.version "
    "FROM cs.nonconformance c JOIN cs.build b ON b.id = c.build_id JOIN cs.inspection n ON n.id = c.inspection_id "
    "JOIN cs.inspection_item i ON i.id = c.inspection_item_id "
    "LEFT JOIN cs.signature ds ON ds.id = c.disposition_signature_id "
    "LEFT JOIN cs.signature cs ON cs.id = c.concession_signature_id "
    "LEFT JOIN cs.signature vs ON vs.id = "
    "(SELECT v.signature_id FROM cs.inspection v WHERE v.id = c.verified_by_inspection_id) "
)
"""What `read_row` reads, up to the conditions. There c is the nonconformance, b its build, i the failed item."""
_REDO = text(
    "SELECT DISTINCT ON (n.kind, i.code) n.kind, i.code, i.definition -> 'text' ->> :language AS text, "
    "i.definition ->> 'group' AS grouping, t.body #>> ARRAY['groups', i.definition ->> 'group', :language] AS title "
    "FROM cs.build b JOIN cs.inspection n ON n.build_id = b.id AND n.cycle = b.cycle "
    "JOIN cs.checklist_template t ON t.id = n.checklist_template_id "
    "JOIN cs.inspection_item i ON i.inspection_id = n.id "
    "WHERE b.id = :build AND n.kind IN ('PRODUCTION', 'END_OF_LINE_TEST', 'PACKAGING') "
    "AND n.attempt = (SELECT max(m.attempt) FROM cs.inspection m WHERE m.build_id = n.build_id AND m.kind = n.kind) "
    "ORDER BY n.kind, i.code"
)


def list_nonconformances(
    session: Session, *, build_id: int | None = None, open_only: bool = False, page: Page[int] = LONGEST_PAGE
) -> tuple[Nonconformance, ...]:
    """Nonconformances that the person may read, oldest first. Parameters: open_only, those that are not closed; page,
    after which key and how many.

    Procurement, QC and admin read all, assemblers those of builds they work on, coordinators those of their orders.
    """
    with session.read() as connection:
        return load_nonconformances(connection, build_id=build_id, open_only=open_only, page=page)


def load_nonconformances(
    connection: Connection,
    *,
    build_id: int | None = None,
    open_only: bool = False,
    inspection_id: int | None = None,
    page: Page[int] | None = None,
) -> tuple[Nonconformance, ...]:
    """The same inside the caller's transaction. Parameters: inspection_id, those that it opened or verified, or that
    concede a failure of it; page, None for all, of one build or inspection."""
    after, size = (0, None) if page is None else (page.after or 0, page.size)
    given = {"build": build_id, "inspection": inspection_id, "after": after, "size": size}
    # What is not asked for is not there at all, so that the server goes by an index and not through all of them.
    asked = {
        "c.id > :after": True,
        "c.build_id = :build": build_id is not None,
        "c.state <> 'CLOSED'": open_only,
        "c.id = ANY (ARRAY(SELECT cs.nonconformances_of(:inspection)))": inspection_id is not None,
    }
    where = " AND ".join(condition for condition, wanted in asked.items() if wanted)
    rows = connection.execute(text(f"{SELECTED}WHERE {where} ORDER BY c.id LIMIT :size"), given)
    return tuple(read_row(row._asdict()) for row in rows)


def read_nonconformance(session: Session, nonconformance_id: int) -> Nonconformance:
    """One nonconformance. Errors: NotFound, also for who may not read it."""
    with session.read() as connection:
        row = connection.execute(text(f"{SELECTED}WHERE c.id = :id"), {"id": nonconformance_id}).one_or_none()
    if row is None:
        raise NotFound("There is no such nonconformance.")
    return read_row(row._asdict())


def redo_choices(session: Session, build_id: int, language: Language) -> tuple[RedoChoice, ...]:
    """The groups and items of a build's forms that a decision after a final-QC reject can name (DOMAIN §3)."""
    with session.read() as connection:
        rows = connection.execute(_REDO, {"build": build_id, "language": language.value}).all()
    groups = {(row.kind, row.grouping): row.title for row in rows if row.grouping is not None}
    return (
        *(RedoChoice(InspectionKind(kind), name, title) for (kind, name), title in groups.items()),
        *(RedoChoice(InspectionKind(row.kind), row.code, row.text) for row in rows),
    )


def decide(
    session: Session,
    password: str,
    seen: Seen,
    disposition: Disposition,
    reason: str,
    *,
    redo: Redo | None = None,
    comment: str = "",
    command_id: UUID | None = None,
) -> int:
    """Enter the decision on a nonconformance and sign it (meaning DISPOSITION); returns its new version.

    "Use as is" stays OPEN until a second person signs the concession; until then QC can decide anew.
    Parameters: redo, after a final-QC reject: what is done again.
    Errors: InvalidInput (reason, or `redo.<form>` for a group or item that the build's form does not have),
    SignatureRefused, Stale, Frozen once it is signed, Refused for anybody but QC.
    """
    why, told = read_reason(reason), read_comment(comment)
    again = {kind.value: list(names) for kind, names in (redo or {}).items()}
    request = {"ncr": asdict(seen), "disposition": disposition.value, "reason": why, "redo": again, "comment": told}
    with session.sign(Command("ncr.decide", request, reason=why, id=command_id or uuid4()), password) as work:
        if work.repeated is not None:
            return int(work.repeated["version"])
        version = change(
            work.connection,
            nonconformance,
            seen.id,
            seen.version,
            disposition=disposition.value,
            disposition_reason=why,
            redo=again,
        )
        add_signature(work.connection, "DISPOSITION", "nonconformance", [Seen(seen.id, version)], told)
        work.answer = {"id": seen.id, "version": version + 1}
        return version + 1


def concede(session: Session, password: str, seen: Seen, *, comment: str = "", command_id: UUID | None = None) -> int:
    """Sign the concession to a decision "use as is", as the second person; returns the new version.

    Errors: SignatureRefused, Stale, Frozen when it is signed already, OutOfOrder without such a decision, Refused for
    who signed the decision, and for anybody but QC and admin.
    """
    sign(
        session, password, "ncr.concede", "CONCESSION", "nonconformance", [seen], comment=comment, command_id=command_id
    )
    return seen.version + 1


def verify(session: Session, seen: Seen, *, command_id: UUID | None = None) -> int:
    """Confirm as QC, without another inspection, that the decision was carried out; returns the new version.

    Errors: OutOfOrder while there is no signed decision or its move was not made (replace, scrap), Stale, Refused.
    """
    return _advance(session, "ncr.verify", seen, "VERIFIED", command_id)


def close(session: Session, seen: Seen, *, command_id: UUID | None = None) -> int:
    """Close a verified nonconformance; returns the new version. Errors: OutOfOrder, Stale, Frozen, Refused."""
    return _advance(session, "ncr.close", seen, "CLOSED", command_id)


def replace_body(session: Session, seen: Seen, *, command_id: UUID | None = None) -> BuildPlace:
    """Send a build back to external production, as a signed decision says: its forms begin anew in the next cycle.

    Parameters: seen, the build. Errors: OutOfOrder without such a decision, Stale, Refused for anybody but QC.
    """
    request = {"build": asdict(seen)}
    with session.write(Command("build.replace_body", request, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return BuildPlace(**work.repeated)
        place = change_status(work.connection, seen, BuildStatus.SINK_BODY_EXTERNAL_PRODUCTION)
        work.answer = asdict(place)
        return place


def scrap(session: Session, seen: Seen, reason: str, *, command_id: UUID | None = None) -> BuildPlace:
    """Cancel a build as a signed decision says. Parameters: seen, the build.

    Errors: InvalidInput (reason), OutOfOrder without such a decision, Stale, Refused for anybody but QC.
    """
    why = read_reason(reason)
    with session.write(
        Command("build.scrap", {"build": asdict(seen), "reason": why}, reason=why, id=command_id or uuid4())
    ) as work:
        if work.repeated is not None:
            return BuildPlace(**work.repeated)
        place = change_status(work.connection, seen, BuildStatus.CANCELLED, cancel_reason=why)
        work.answer = asdict(place)
        return place


def _advance(session: Session, name: str, seen: Seen, state: str, command_id: UUID | None) -> int:
    with session.write(Command(name, {"ncr": asdict(seen)}, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return int(work.repeated["version"])
        version = change(work.connection, nonconformance, seen.id, seen.version, state=state)
        work.answer = {"id": seen.id, "version": version}
        return version


def read_row(row: Mapping[str, Any]) -> Nonconformance:
    """Make one of a row of `SELECTED`."""
    disposition = row["disposition"]
    return Nonconformance(
        **{
            **row,
            "kind": InspectionKind(row["kind"]),
            "disposition": None if disposition is None else Disposition(disposition),
        }
    )
