"""The questions of the home page to the server, of which its sections are made; `l` is a build in a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cleanstation_desktop.database.build_browsing import RANKS
from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.domain.workflow import BuildStatus

ME = "(SELECT cs.current_person_id())"
EARLIEST = "ORDER BY l.want_date, l.order_id, l.position"
NO_CHANGE = "NOT EXISTS (SELECT FROM cs.change_request c WHERE c.build_id = l.build_id AND c.state = 'OPEN')"
# Not those of which a signed decision replaces or scraps the body: only that is done next. Asked once for all builds.
BODY_KEPT = "NOT IN (SELECT cs.builds_given_up())"
# A value and no EXISTS: that the server joins, for all builds before it looks for the first thousand.
APPROVED = (
    "COALESCE((SELECT true FROM cs.bom_revision a WHERE a.build_id = l.build_id AND a.state = 'APPROVED' LIMIT 1), "
    "false)"
)
# A list that is made once: looked up, the few among all builds that wait for approval cost next to nothing. As a value
# again: joined, each revision that ever was sent back would be looked at.
ONCE_SENT_BACK = "(l.build_id IN (SELECT s.build_id FROM cs.bom_revision s WHERE s.state = 'SENT_BACK')) IS TRUE"


def newest(about: str, state: str) -> str:
    """The newest BOM revisions that are in a state, of builds that wait for the approval of one."""
    return (
        f"SELECT r.id, l.build_id, {about}, r.created_at, r.version FROM cs.build_listing l "
        "JOIN LATERAL (SELECT * FROM cs.bom_revision n WHERE n.build_id = l.build_id "
        f"ORDER BY n.revision DESC LIMIT 1) r ON r.state = '{state}' WHERE l.rank = {RANKS[BuildStatus.ORDER_CREATED]}"
    )


def builds(statuses: BuildStatus | Sequence[BuildStatus], condition: str = "true") -> str:
    """Builds in a status, or in one of several; the rank is written out for the index."""
    each = [statuses] if isinstance(statuses, BuildStatus) else statuses
    ranks = ", ".join(str(RANKS[status]) for status in each)
    return (
        "SELECT l.build_id, l.build_id, '', NULL::timestamptz, NULL::integer FROM cs.build_listing l "
        f"WHERE l.rank IN ({ranks}) AND {condition} {EARLIEST}"
    )


def claims(condition: str) -> str:
    """Builds that the signed-in person has claimed."""
    return (
        "SELECT a.id, a.build_id, '', a.claimed_at, a.version FROM cs.assembly_claim a "
        "JOIN cs.build_listing l ON l.build_id = a.build_id "
        f"WHERE a.person_id = {ME} AND a.ended_at IS NULL AND {condition} {EARLIEST}"
    )


def is_free(build_id: str, to_status: BuildStatus) -> str:
    """Whether the server would let the signed-in person move a build there now."""
    return (
        f"EXISTS (SELECT FROM cs.next_moves({build_id}) m "
        f"WHERE m.to_status = '{to_status.value}' AND m.open_guard IS NULL)"
    )


def only_to_move(to_status: BuildStatus) -> str:
    """Of a build whose form is signed, with psql say, and that stands where it stood: SIGNED; else nothing."""
    return f"CASE WHEN {is_free('n.build_id', to_status)} THEN 'SIGNED' ELSE '' END"


def changes(condition: str) -> str:
    """Change requests that are open."""
    return (
        "SELECT c.id, c.build_id, c.what, c.created_at, c.version FROM cs.change_request c "
        f"LEFT JOIN cs.bom_revision r ON r.id = c.bom_revision_id WHERE c.state = 'OPEN' AND {condition} ORDER BY c.id"
    )


def unsigned(meaning: str) -> str:
    """Condition: a revision waits for the signature of this meaning."""
    return (
        "r.state = 'SUBMITTED' AND NOT EXISTS (SELECT FROM cs.signature_subject u JOIN cs.signature s "
        "ON s.id = u.signature_id WHERE u.record_kind = 'bom_revision' AND u.record_id = r.id "
        f"AND s.meaning = '{meaning}')"
    )


def nonconformances(condition: str) -> str:
    """Nonconformances that are not closed."""
    return (
        "SELECT n.id, n.build_id, n.number, n.created_at, n.version FROM cs.nonconformance n "
        f"WHERE n.state <> 'CLOSED' AND {condition} ORDER BY n.id"
    )


def reopened(stages: Mapping[InspectionKind, Sequence[BuildStatus]]) -> str:
    """Forms that a change reopened and that are not passed, with those that failed and are decided upon.

    Parameters: stages, where the build must stand for each form.
    """
    places = " OR ".join(
        f"(i.kind = '{kind}' AND b.status IN ({', '.join(repr(status.value) for status in statuses)}))"
        for kind, statuses in stages.items()
    )
    return (
        "SELECT i.id, i.build_id, i.kind, i.created_at, i.version FROM cs.inspection i "
        "JOIN cs.build b ON b.id = i.build_id AND b.cycle = i.cycle "
        "WHERE i.change_request_id IS NOT NULL AND (i.state = 'OPEN' OR i.result = 'FAILED') "
        f"AND ({places}) AND b.id {BODY_KEPT} "
        "AND i.id NOT IN (SELECT u.inspection_id FROM cs.undecided() u) "
        "AND NOT EXISTS (SELECT FROM cs.inspection m WHERE m.build_id = i.build_id AND m.kind = i.kind "
        "AND m.attempt > i.attempt) ORDER BY i.id"
    )


def service_orders(condition: str, order: str = "o.id") -> str:
    """Service orders; they belong to no build."""
    return (
        "SELECT o.id, NULL::bigint, o.number, o.created_at, o.version FROM cs.service_order o "
        f"WHERE {condition} ORDER BY {order}"
    )
