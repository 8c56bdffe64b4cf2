"""What waits for each role, as queries: a section of the home page each (DOMAIN §2, §3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from cleanstation_desktop.database.build_browsing import RANKS
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import HOLDABLE, BuildStatus
from cleanstation_desktop.services.inspection_duty import DUTIES
from cleanstation_desktop.services.instruments import DUE_SOON_DAYS
from cleanstation_desktop.services.work_queries import (
    APPROVED,
    BODY_KEPT,
    EARLIEST,
    ME,
    NO_CHANGE,
    ONCE_SENT_BACK,
    builds,
    changes,
    claims,
    is_free,
    newest,
    nonconformances,
    only_to_move,
    reopened,
    service_orders,
    unsigned,
)


class WorkKind(StrEnum):
    """What waits, and so which record an item of the section is; a build where nothing else is said."""

    BOMS_TO_APPROVE = "boms_to_approve"  # BOM revisions
    CHANGES_TO_APPROVE = "changes_to_approve"  # change requests
    BUILDS_TO_RELEASE = "builds_to_release"
    BODIES_AWAITED = "bodies_awaited"  # about: how many outsourced lines are open
    REJECTED_TO_RESTART = "rejected_to_restart"
    PART_ISSUES = "part_issues"  # part issues; about: the item
    SERVICE_TO_DECIDE = "service_to_decide"  # service orders; about: the number
    SERVICE_TO_SEND = "service_to_send"
    PRE_QC = "pre_qc"  # about: whether the form is signed, and only the move is missing
    FINAL_QC = "final_qc"  # the same
    NCRS_TO_DECIDE = "ncrs_to_decide"  # nonconformances; about: the number
    CONCESSIONS = "concessions"
    NCRS_TO_CARRY_OUT = "ncrs_to_carry_out"
    NCRS_TO_VERIFY = "ncrs_to_verify"
    NCRS_TO_CLOSE = "ncrs_to_close"
    CHANGES_TO_REVIEW = "changes_to_review"  # change requests; about: what changes
    REOPENED_FORMS = "reopened_forms"  # inspections; about: the form
    OWN_BUILDS = "own_builds"  # claims
    REWORK = "rework"
    REWORK_AWAITED = "rework_awaited"
    FREE_BUILDS = "free_builds"
    REOPENED_TESTS = "reopened_tests"  # inspections; about: the form
    OWN_HANDED_IN = "own_handed_in"  # claims
    SENT_BACK = "sent_back"  # BOM revisions; about: procurement's reason
    CHANGES_TO_DRAW_UP = "changes_to_draw_up"  # change requests
    OWN_OVERDUE = "own_overdue"
    TO_SHIP = "to_ship"
    DRAFTS = "drafts"  # drafts; about: the title
    OWN_REQUESTS = "own_requests"  # service orders that are not done
    OWN_REQUESTS_DONE = "own_requests_done"  # about: the number
    CALIBRATIONS = "calibrations"  # instruments; about: the last day, a blank, the number
    LOCKED_PEOPLE = "locked_people"  # people; about: the full name
    ALARMS = "alarms"  # security events of the last seven days; about: the kind
    CATALOGUE_FINDINGS = "catalogue_findings"  # the newest import; about: how many findings


@dataclass(frozen=True)
class Section:
    """A section.

    Parameters: query, of record, build, what it is about, since when, and version, most urgent first; about, where
    that costs a question for each build: an expression for build n.build_id, asked for the items that are shown alone.
    """

    roles: frozenset[Role]
    query: str
    about: str = "n.about"


_PROCUREMENT = frozenset({Role.PROCUREMENT_SPECIALIST})
_QC = frozenset({Role.QC_PERSON})
_ASSEMBLER = frozenset({Role.ASSEMBLER})
_COORDINATOR = frozenset({Role.PRODUCTION_COORDINATOR})
_SERVICE = frozenset({Role.SERVICE_DEPARTMENT})
_ADMIN = frozenset({Role.ADMIN})

_S = BuildStatus
# The few who left before their claims ended with that are a list of their own: joined, the server would go through
# everybody's claims for each build.
_CLAIMED = (
    "EXISTS (SELECT FROM cs.assembly_claim a WHERE a.build_id = l.build_id AND a.ended_at IS NULL "
    "AND a.person_id NOT IN (SELECT p.id FROM cs.person p WHERE p.state <> 'ACTIVE'))"
)
_WORKED = f"EXISTS (SELECT FROM cs.assembly_claim a WHERE a.build_id = l.build_id AND a.person_id = {ME})"
# Asked of the server as a whole: an assembler reads the nonconformances of the builds that he or she worked on alone.
_UNDECIDED = "l.build_id IN (SELECT u.build_id FROM cs.undecided() u)"
_OPEN_LINES = (
    "(SELECT count(*)::text FROM cs.outsourcing u JOIN cs.build b ON b.id = u.build_id AND b.cycle = u.cycle "
    "WHERE u.build_id = n.build_id AND u.state IN ('MARKED', 'ORDERED'))"
)
_HANDED_IN = ", ".join(str(RANKS[status]) for status in (_S.READY_FOR_FINAL_QC, _S.READY_FOR_SHIP))
_K = WorkKind
OF_NONCONFORMANCES = (_K.NCRS_TO_DECIDE, _K.CONCESSIONS, _K.NCRS_TO_CARRY_OUT, _K.NCRS_TO_VERIFY, _K.NCRS_TO_CLOSE)
"""Sections whose records are nonconformances."""

SECTIONS: Mapping[WorkKind, Section] = {
    _K.BOMS_TO_APPROVE: Section(
        _PROCUREMENT,
        f"{newest('r.reason', 'SUBMITTED')} AND NOT {APPROVED} AND {NO_CHANGE} {EARLIEST}",
    ),
    _K.CHANGES_TO_APPROVE: Section(_PROCUREMENT, changes(unsigned("BOM_APPROVED"))),
    _K.BUILDS_TO_RELEASE: Section(_PROCUREMENT, builds(_S.ORDER_CREATED, f"{APPROVED} AND {NO_CHANGE}")),
    _K.BODIES_AWAITED: Section(_PROCUREMENT, builds(_S.SINK_BODY_EXTERNAL_PRODUCTION), _OPEN_LINES),
    _K.REJECTED_TO_RESTART: Section(
        _PROCUREMENT | _QC, builds(_S.PRE_QC_REJECTED, f"l.build_id {BODY_KEPT} AND NOT {_UNDECIDED}")
    ),
    _K.PART_ISSUES: Section(
        _PROCUREMENT,
        "SELECT p.id, p.build_id, p.item, p.created_at, p.version FROM cs.part_issue p "
        "WHERE p.state = 'OPEN' ORDER BY p.id",
    ),
    _K.SERVICE_TO_DECIDE: Section(_PROCUREMENT, service_orders("o.state = 'PENDING'")),
    _K.SERVICE_TO_SEND: Section(_PROCUREMENT, service_orders("o.state = 'APPROVED'")),
    _K.PRE_QC: Section(_QC, builds(_S.READY_FOR_PRE_QC), only_to_move(_S.READY_FOR_PRODUCTION)),
    # Nobody final-QCs a build that he or she assembled (DOMAIN §2).
    _K.FINAL_QC: Section(
        _QC,
        builds(_S.READY_FOR_FINAL_QC, f"NOT {_WORKED} AND l.build_id {BODY_KEPT}"),
        only_to_move(_S.FINAL_QC_REJECTED),
    ),
    _K.NCRS_TO_DECIDE: Section(_QC, nonconformances("n.state = 'OPEN' AND n.disposition_signature_id IS NULL")),
    _K.CONCESSIONS: Section(
        _QC | _ADMIN,
        nonconformances(
            "n.state = 'OPEN' AND n.disposition = 'USE_AS_IS' AND n.concession_signature_id IS NULL AND EXISTS (SELECT "
            f"FROM cs.signature s WHERE s.id = n.disposition_signature_id AND s.signer_id <> {ME})"
        ),
    ),
    _K.NCRS_TO_CARRY_OUT: Section(_QC, nonconformances("n.state = 'DISPOSITIONED' AND cs.is_to_carry_out(n.id)")),
    _K.NCRS_TO_VERIFY: Section(_QC, nonconformances("n.state = 'DISPOSITIONED' AND cs.is_carried_out(n.id)")),
    _K.NCRS_TO_CLOSE: Section(_QC, nonconformances("n.state = 'VERIFIED'")),
    _K.CHANGES_TO_REVIEW: Section(_QC, changes(f"c.qc_required AND {unsigned('CHANGE_REVIEWED')}")),
    # At their own stage they stand under pre-QC and final QC.
    _K.REOPENED_FORMS: Section(
        _QC, reopened({kind: duty.later for kind, duty in DUTIES.items() if duty.role is Role.QC_PERSON})
    ),
    _K.OWN_BUILDS: Section(_ASSEMBLER, claims(f"l.rank NOT IN ({_HANDED_IN})")),
    _K.REWORK: Section(_ASSEMBLER, builds(_S.FINAL_QC_REJECTED, f"l.build_id {BODY_KEPT} AND NOT {_UNDECIDED}")),
    # Nothing to do yet; whoever built it learns that it comes back.
    _K.REWORK_AWAITED: Section(_ASSEMBLER, builds(_S.FINAL_QC_REJECTED, f"{_WORKED} AND {_UNDECIDED}")),
    _K.FREE_BUILDS: Section(
        _ASSEMBLER, builds((_S.READY_FOR_PRODUCTION, *HOLDABLE), f"NOT {_CLAIMED} AND l.build_id {BODY_KEPT}")
    ),
    _K.REOPENED_TESTS: Section(
        _ASSEMBLER,
        reopened({kind: (duty.status, *duty.later) for kind, duty in DUTIES.items() if duty.role is Role.ASSEMBLER}),
    ),
    # Nothing to do unless QC rejects them; below what there is to do.
    _K.OWN_HANDED_IN: Section(_ASSEMBLER, claims(f"l.rank IN ({_HANDED_IN})")),
    _K.SENT_BACK: Section(
        _COORDINATOR,
        f"{newest('r.send_back_reason', 'SENT_BACK')} AND {ONCE_SENT_BACK} AND NOT {APPROVED} {EARLIEST}",
    ),
    _K.CHANGES_TO_DRAW_UP: Section(_COORDINATOR, changes("(c.bom_revision_id IS NULL OR r.state = 'SENT_BACK')")),
    _K.OWN_OVERDUE: Section(
        _COORDINATOR,
        "SELECT l.build_id, l.build_id, '', NULL::timestamptz, NULL::integer FROM cs.build_listing l "
        f"WHERE l.rank < {RANKS[_S.SHIPPED]} AND l.want_date < (SELECT cs.plant_today()) AND l.entered_by = {ME} "
        f"{EARLIEST}",
    ),
    # Not while a change, a nonconformance or a final QC that failed keeps it here. Asking the server's guard costs a
    # millisecond or two, and most builds have nothing that could.
    _K.TO_SHIP: Section(
        _COORDINATOR,
        builds(
            _S.READY_FOR_SHIP,
            f"(l.build_id NOT IN (SELECT cs.builds_unsettled()) OR {is_free('l.build_id', _S.SHIPPED)})",
        ),
    ),
    _K.DRAFTS: Section(
        _COORDINATOR,
        "SELECT d.id, NULL::bigint, d.title, d.created_at, d.version FROM cs.order_draft d ORDER BY d.id DESC",
    ),
    _K.OWN_REQUESTS: Section(
        _SERVICE, service_orders(f"o.state IN ('PENDING', 'APPROVED') AND o.created_by = {ME}", "o.id DESC")
    ),
    _K.OWN_REQUESTS_DONE: Section(
        _SERVICE, service_orders(f"o.state IN ('FULFILLED', 'REJECTED') AND o.created_by = {ME}", "o.id DESC")
    ),
    _K.CALIBRATIONS: Section(
        _ADMIN,
        "SELECT m.id, NULL::bigint, to_char(m.calibration_due, 'YYYY-MM-DD ') || m.number, m.created_at, m.version "
        "FROM cs.instrument m "
        f"WHERE m.retired_at IS NULL AND m.calibration_due <= (SELECT cs.plant_today()) + {DUE_SOON_DAYS} "
        "ORDER BY m.calibration_due, m.number",
    ),
    _K.LOCKED_PEOPLE: Section(
        _ADMIN,
        "SELECT p.id, NULL::bigint, p.full_name, p.locked_until, p.version FROM cs.person p "
        "WHERE p.locked_until > clock_timestamp() ORDER BY p.locked_until",
    ),
    _K.ALARMS: Section(
        _ADMIN,
        "SELECT e.id, NULL::bigint, e.kind, e.at, NULL::integer FROM cs_audit.security_event e "
        "WHERE e.severity = 'ALARM' AND e.at > clock_timestamp() - interval '7 days' ORDER BY e.at DESC, e.id DESC",
    ),
    _K.CATALOGUE_FINDINGS: Section(
        _ADMIN,
        "SELECT i.id, NULL::bigint, jsonb_array_length(i.findings)::text, i.created_at, NULL::integer "
        "FROM (SELECT * FROM cs.catalogue_import n ORDER BY n.id DESC LIMIT 1) i WHERE i.findings <> '[]'",
    ),
}
