"""Inspections of all five forms: opened, answered item by item, signed with what follows (DOMAIN §3, §6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, select, text, update
from sqlalchemy.dialects.postgresql import insert

from cleanstation_desktop.database.inspections import answer as answers
from cleanstation_desktop.database.inspections import inspection, nonconformance
from cleanstation_desktop.database.orders import build
from cleanstation_desktop.domain.checklist import Result
from cleanstation_desktop.domain.checklist_template import InspectionKind, Outcome
from cleanstation_desktop.domain.errors import NotFound, Stale
from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services.inspection_model import Inspection
from cleanstation_desktop.services.inspection_reading import load_inspection
from cleanstation_desktop.services.moves import change_status
from cleanstation_desktop.services.session import Command, Session
from cleanstation_desktop.services.signing import Seen, add_signature
from cleanstation_desktop.services.texts import read_comment
from cleanstation_desktop.services.updates import change

_S = BuildStatus
MOVES_AFTER_SIGNING: Mapping[tuple[InspectionKind, Result, BuildStatus], BuildStatus] = {
    (InspectionKind.PRE_PRODUCTION_CHECK, Result.PASSED, _S.READY_FOR_PRE_QC): _S.READY_FOR_PRODUCTION,
    (InspectionKind.PRE_PRODUCTION_CHECK, Result.FAILED, _S.READY_FOR_PRE_QC): _S.PRE_QC_REJECTED,
    (InspectionKind.PACKAGING, Result.PASSED, _S.PACKAGING_COMPLETE): _S.READY_FOR_FINAL_QC,
    (InspectionKind.SINK_QUALITY, Result.PASSED, _S.READY_FOR_FINAL_QC): _S.READY_FOR_SHIP,
    (InspectionKind.SINK_QUALITY, Result.FAILED, _S.READY_FOR_FINAL_QC): _S.FINAL_QC_REJECTED,
    (InspectionKind.SINK_QUALITY, Result.FAILED, _S.READY_FOR_SHIP): _S.FINAL_QC_REJECTED,
}
"""Where a build goes with the signature of a form, by the status in which it is signed (DOMAIN §3)."""


@dataclass(frozen=True)
class Answer:
    """What a person gives for one item; nothing is filled in beforehand.

    Parameters: outcome, only where no rule judges, or NA, or FAIL when no value could be had; choice, text, number and
    instrument_id, the one that the kind of item takes; note, a remark, what is wrong, or why it does not apply.
    """

    outcome: Outcome | None = None
    choice: str | None = None
    text: str | None = None
    number: Decimal | None = None
    instrument_id: int | None = None
    note: str = ""

    def values(self) -> dict[str, Any]:
        """Every column that an answer sets, so that nothing of an earlier one stays."""
        return {
            "outcome": self.outcome,
            "choice": self.choice,
            "text_value": self.text,
            "number_value": self.number,
            "instrument_id": self.instrument_id,
            "note": self.note,
        }


@dataclass(frozen=True)
class SavedAnswer:
    """An answer as it was recorded.

    Parameters: outcome, also where the rule judged; version, for the next change; inspection_version, for signing.
    """

    id: int
    item_id: int
    outcome: Outcome
    version: int
    inspection_version: int


@dataclass(frozen=True)
class SignedInspection:
    """What a signature did.

    Parameters: status, of the build afterwards, and its version; opened and closed, keys of the nonconformances that it
    opened and closed.
    """

    id: int
    signature_id: int
    result: Result
    status: BuildStatus
    build_version: int
    opened: tuple[int, ...]
    closed: tuple[int, ...]


@dataclass(frozen=True)
class InspectionRow:
    """An inspection in lists. Parameters: as `Inspection`."""

    id: int
    build_id: int
    kind: InspectionKind
    attempt: int
    cycle: int
    state: str
    result: Result | None
    reopened: bool
    started_at: dt.datetime
    version: int


def list_inspections(session: Session, build_id: int) -> tuple[InspectionRow, ...]:
    """Every attempt of every form of a build, in the order in which they were opened. Errors: Refused."""
    with session.read() as connection:
        rows = connection.execute(
            select(inspection).where(inspection.c.build_id == build_id).order_by(inspection.c.id)
        ).all()
    return tuple(
        InspectionRow(
            row.id,
            row.build_id,
            InspectionKind(row.kind),
            row.attempt,
            row.cycle,
            row.state,
            None if row.result is None else Result(row.result),
            row.change_request_id is not None,
            row.created_at,
            row.version,
        )
        for row in rows
    )


def read_inspection(session: Session, inspection_id: int, language: Language | None = None) -> Inspection:
    """An inspection with its items and answers; a final QC with what assembly answered beside them.

    Parameters: language, of the texts; None is the order's. Errors: NotFound, Refused.
    """
    with session.read() as connection:
        return load_inspection(connection, inspection_id, language)


def start(session: Session, build_id: int, kind: InspectionKind, *, command_id: UUID | None = None) -> int:
    """Open the next attempt of a form for the signed-in person, or find the open one; returns its key.

    Errors: OutOfOrder when the build's status does not ask for this form, when it is passed already, or while a
    nonconformance of the last attempt has no decision; Refused for another role, an assembler without a claim, and for
    the final QC of a build that the person assembled on; NotFound.
    """
    request = {"build_id": build_id, "kind": kind.value}
    with session.write(Command("inspection.start", request, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return int(work.repeated["id"])
        opened: int = work.connection.execute(
            text("SELECT cs.start_inspection(:build, :kind)"), {"build": build_id, "kind": kind.value}
        ).scalar_one()
        work.answer = {"id": opened}
        return opened


def answer(
    session: Session, item_id: int, given: Answer, *, version: int | None = None, command_id: UUID | None = None
) -> SavedAnswer:
    """Record the answer of one item.

    Parameters: version, of the answer that is changed; None for the first one.
    Errors: InvalidInput by field (outcome, choice, text, number, instrument, note, documents); Stale when somebody else
    answered or changed it meanwhile; Frozen when the form is signed or the answer is carried over; OutOfOrder, Refused
    and NotFound as `start`.
    """
    number = None if given.number is None else str(given.number)
    request = {"item_id": item_id, "version": version, **given.values(), "number_value": number}
    with session.write(Command("inspection.answer", request, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return SavedAnswer(**{**work.repeated, "outcome": Outcome(work.repeated["outcome"])})
        saved = _save(work.connection, item_id, given.values(), version)
        work.answer = asdict(saved)
        return saved


def _save(connection: Connection, item_id: int, values: Mapping[str, Any], version: int | None) -> SavedAnswer:
    if version is None:
        fresh = insert(answers).values(inspection_item_id=item_id, **values).on_conflict_do_nothing()
        if connection.execute(fresh.returning(answers.c.id)).scalar() is None:
            raise Stale("Somebody answered this item meanwhile.")
    else:
        found = connection.execute(select(answers.c.id).where(answers.c.inspection_item_id == item_id)).scalar()
        if found is None:
            raise NotFound("This item has no answer yet.")
        change(connection, answers, found, version, **values)
    row = connection.execute(
        text(
            "SELECT a.id, a.outcome, a.version, n.version AS inspection_version FROM cs.answer a "
            "JOIN cs.inspection_item i ON i.id = a.inspection_item_id JOIN cs.inspection n ON n.id = i.inspection_id "
            "WHERE i.id = :item"
        ),
        {"item": item_id},
    ).one()
    return SavedAnswer(row.id, item_id, Outcome(row.outcome), row.version, row.inspection_version)


def sign(
    session: Session, password: str, seen: Seen, result: Result, *, comment: str = "", command_id: UUID | None = None
) -> SignedInspection:
    """Sign an inspection as passed or failed, and carry out what follows, all in one transaction.

    A failed item opens a nonconformance. A pass verifies the decisions on earlier attempts; those that QC verifies so
    are closed. Pre-QC and final QC move the build on or reject it; the statement over the packaging ("checked, ready
    for inspection") hands it to final QC.

    Parameters: password, typed just now; seen, the inspection at the version the person saw; result, which must be what
    the answers give.
    Errors: SignatureRefused for a wrong password, Stale when an answer changed since, OutOfOrder while a required item
    is unanswered or another guard of the move is open, InvalidInput (field meaning) for the other result, Frozen when
    it is signed already, Refused for whoever may not sign it.
    """
    told = read_comment(comment)
    request = {"inspection": asdict(seen), "result": result.value, "comment": told}
    with session.sign(Command("inspection.sign", request, reason=told, id=command_id or uuid4()), password) as work:
        if work.repeated is not None:
            return _signed(work.repeated)
        done = _sign(session, work.connection, seen, result, told)
        work.answer = asdict(done)
        return done


def _sign(session: Session, connection: Connection, seen: Seen, result: Result, comment: str) -> SignedInspection:
    head = connection.execute(
        select(inspection.c.kind, inspection.c.build_id).where(inspection.c.id == seen.id)
    ).one_or_none()
    if head is None:
        raise NotFound("There is no such inspection.")
    kind = InspectionKind(head.kind)
    passed = "READY_FOR_INSPECTION" if kind is InspectionKind.PACKAGING else "INSPECTION_PASSED"
    meaning = passed if result is Result.PASSED else "INSPECTION_FAILED"
    signature_id = add_signature(connection, meaning, "inspection", [seen], comment)
    closed = _close_verified(connection, seen.id) if Role.QC_PERSON in session.person.roles else ()
    opened = connection.execute(
        select(nonconformance.c.id).where(nonconformance.c.inspection_id == seen.id).order_by(nonconformance.c.id)
    ).scalars()
    # The signature holds the build: it stands still until all of this is done.
    place = connection.execute(select(build.c.status, build.c.version).where(build.c.id == head.build_id)).one()
    status, version = BuildStatus(place.status), int(place.version)
    following = MOVES_AFTER_SIGNING.get((kind, result, status))
    if following is not None:
        version = change_status(connection, Seen(head.build_id, version), following).version
    return SignedInspection(seen.id, signature_id, result, following or status, version, tuple(opened.all()), closed)


def _close_verified(connection: Connection, inspection_id: int) -> tuple[int, ...]:
    statement = (
        update(nonconformance)
        .where(nonconformance.c.verified_by_inspection_id == inspection_id, nonconformance.c.state == "VERIFIED")
        .values(state="CLOSED", version=nonconformance.c.version + 1)
        .returning(nonconformance.c.id)
    )
    return tuple(sorted(connection.execute(statement).scalars()))


def _signed(data: Mapping[str, Any]) -> SignedInspection:
    return SignedInspection(
        data["id"],
        data["signature_id"],
        Result(data["result"]),
        BuildStatus(data["status"]),
        data["build_version"],
        tuple(data["opened"]),
        tuple(data["closed"]),
    )
