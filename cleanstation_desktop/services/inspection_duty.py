"""What stands around an inspection: its order and build, and whether the signed-in person may fill it in now.

The database refuses by itself (cs.demand_duty); this says it beforehand, without trying (DOMAIN §2, §3).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import text

from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.domain.errors import NotFound
from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services.in_force import configuration_in_force
from cleanstation_desktop.services.session import Session

_QC, _ASSEMBLER = Role.QC_PERSON, Role.ASSEMBLER
_S = BuildStatus


@dataclass(frozen=True)
class Duty:
    """Parameters: role, that fills a form in; status, of the build at which it does; later, at which others too when a
    change reopened the form."""

    role: Role
    status: BuildStatus
    later: tuple[BuildStatus, ...]

    def due(self, status: BuildStatus, *, reopened: bool) -> bool:
        """Whether the form is filled in at a status of the build."""
        return status is self.status or (reopened and status in self.later)


_HANDED_IN = (_S.READY_FOR_FINAL_QC, _S.READY_FOR_SHIP)
_PACKING = (_S.TESTING_COMPLETE, _S.PACKAGING_COMPLETE)
_AFTER_PRE_QC = (
    _S.READY_FOR_PRODUCTION,
    _S.IN_ASSEMBLY,
    _S.ON_HOLD_PARTS,
    *_PACKING,
    _S.FINAL_QC_REJECTED,
    *_HANDED_IN,
)
DUTIES: Mapping[InspectionKind, Duty] = {
    InspectionKind.PRE_PRODUCTION_CHECK: Duty(_QC, _S.READY_FOR_PRE_QC, _AFTER_PRE_QC),
    InspectionKind.PRODUCTION: Duty(_ASSEMBLER, _S.IN_ASSEMBLY, (*_PACKING, *_HANDED_IN)),
    InspectionKind.END_OF_LINE_TEST: Duty(_ASSEMBLER, _S.IN_ASSEMBLY, (*_PACKING, *_HANDED_IN)),
    InspectionKind.PACKAGING: Duty(_ASSEMBLER, _S.TESTING_COMPLETE, (_S.PACKAGING_COMPLETE, *_HANDED_IN)),
    InspectionKind.SINK_QUALITY: Duty(_QC, _S.READY_FOR_FINAL_QC, (_S.READY_FOR_SHIP,)),
}
"""Which role fills a form in, and when; twin of cs.inspection_duty."""

_PLACE = text(
    "SELECT n.kind, n.state, n.change_request_id IS NOT NULL AS reopened, b.id AS build_id, b.status, b.version, "
    "o.id AS order_id, o.po_number, o.customer_name, o.language, cs.plant_today() AS today, "
    "cs.find_passing_guard(n.id) AS passing_guard, "
    "(SELECT jsonb_agg(jsonb_build_array(c.id, c.number) ORDER BY c.id) FROM cs.nonconformance c "
    "WHERE c.id IN (SELECT cs.nonconformances_before(n.id))) AS nonconformances, "
    "ARRAY(SELECT m.id FROM cs.inspection m WHERE m.build_id = b.id) AS forms, "
    "EXISTS (SELECT FROM cs.assembly_claim c WHERE c.build_id = b.id AND c.person_id = :person AND c.ended_at IS NULL) "
    "AS claimed, "
    "EXISTS (SELECT FROM cs.assembly_claim c WHERE c.build_id = b.id AND c.person_id = :person) "
    "OR EXISTS (SELECT FROM cs.task t WHERE t.build_id = b.id AND t.done_by = :person) "
    "OR EXISTS (SELECT FROM cs.inspection m JOIN cs.inspection_item i ON i.inspection_id = m.id "
    "JOIN cs.answer a ON a.inspection_item_id = i.id WHERE m.build_id = b.id AND a.answered_by = :person "
    "AND m.kind IN ('PRODUCTION', 'END_OF_LINE_TEST', 'PACKAGING')) AS assembled "
    "FROM cs.inspection n JOIN cs.build b ON b.id = n.build_id JOIN cs.customer_order o ON o.id = b.order_id "
    "WHERE n.id = :inspection"
)


class Hindrance(StrEnum):
    """Why a person may not fill a form in."""

    SIGNED = "signed"
    VOID = "void"
    ROLE = "role"
    STATUS = "status"
    CLAIM = "claim"
    INDEPENDENCE = "independence"


@dataclass(frozen=True)
class InspectionPlace:
    """What stands around an inspection.

    Parameters: forms, keys of all forms of the build; language, of the order; configuration, the one in force
    (canonical JSON); today, the day at the plant; hindrance, what keeps the person from filling it in, None when
    nothing does; may_sign, whether the statement over a packed build is this person's to sign although its items are
    answered; passing_guard, what beside its answers still keeps it from being signed as passed, as a sentence, None
    when nothing does; nonconformances, key and number of those that do, as far as the person may read them.
    """

    build_id: int
    build_status: BuildStatus
    build_version: int
    forms: tuple[int, ...]
    order_id: int
    po_number: str
    customer: str
    language: Language
    configuration: dict[str, Any]
    today: dt.date
    hindrance: Hindrance | None
    may_sign: bool
    passing_guard: str | None
    nonconformances: tuple[tuple[int, str], ...]


def read_place(session: Session, inspection_id: int) -> InspectionPlace:
    """What stands around an inspection, in two statements. Errors: NotFound, Refused."""
    given = {"inspection": inspection_id, "person": session.person.id}
    with session.read() as connection:
        row = connection.execute(_PLACE, given).one_or_none()
        if row is None:
            raise NotFound("There is no such inspection.")
        configuration = configuration_in_force(connection, row.build_id)
    hindrance = _hindrance(row, session.person.roles)
    packed = row.kind == InspectionKind.PACKAGING and row.status == BuildStatus.PACKAGING_COMPLETE
    states_ready = packed and row.state == "OPEN" and row.claimed and _ASSEMBLER in session.person.roles
    return InspectionPlace(
        build_id=row.build_id,
        build_status=BuildStatus(row.status),
        build_version=row.version,
        forms=tuple(row.forms),
        order_id=row.order_id,
        po_number=row.po_number,
        customer=row.customer_name,
        language=Language(row.language),
        configuration=configuration,
        today=row.today,
        hindrance=hindrance,
        may_sign=hindrance is None or states_ready,
        passing_guard=row.passing_guard,
        nonconformances=tuple((key, number) for key, number in row.nonconformances or ()),
    )


def _hindrance(row: Any, roles: frozenset[Role]) -> Hindrance | None:
    kind = InspectionKind(row.kind)
    duty = DUTIES[kind]
    found = {
        Hindrance.SIGNED: row.state == "SIGNED",
        Hindrance.VOID: row.state == "VOID",
        Hindrance.ROLE: duty.role not in roles,
        Hindrance.STATUS: not duty.due(BuildStatus(row.status), reopened=row.reopened),
        Hindrance.CLAIM: duty.role is _ASSEMBLER and not row.claimed,
        Hindrance.INDEPENDENCE: kind is InspectionKind.SINK_QUALITY and row.assembled,
    }
    return next((hindrance for hindrance, holds in found.items() if holds), None)
