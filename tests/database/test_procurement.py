"""Procurement through the services: outsourced lines, release, arrival, part issues (DOMAIN §2, §3)."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from cleanstation_desktop.domain.errors import Duplicate, Frozen, InvalidInput, OutOfOrder, Refused, Stale
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services import (
    assembly,
    boms,
    builds,
    change_requests,
    moves,
    notifications,
    order_lists,
    procurement,
)
from cleanstation_desktop.services.orders import SubmittedBuild, SubmittedOrder
from cleanstation_desktop.services.signing import Seen
from tests.support.clusters import Clone
from tests.support.company import EMOJI_TEXT, ODD_TEXTS, SQL_TEXT, Company, nothing_written, put_in_assembly
from tests.support.configurations import PEGBOARD, basin
from tests.support.orders import approve, build_json, release, submit_order


@pytest.fixture
def approved(database: Clone, company: Company) -> SubmittedOrder:
    """An approved order of two builds."""
    made = submit_order(company.coordinator, [build_json(), build_json()])
    approve(database, made)
    return made


def test_lines_are_marked_followed_and_received(company: Company, approved: SubmittedOrder) -> None:
    build, command = approved.builds[0].id, uuid4()
    lines: list[dict[str, object]] = [
        {"path": "1", "supplier": SQL_TEXT, "expected_on": "2099-12-31"},
        {"path": "2"},
    ]

    first, second = procurement.mark_outsourced(company.procurement, build, lines, command_id=command)

    assert procurement.mark_outsourced(company.procurement, build, lines, command_id=command) == (first, second)
    stored = procurement.list_outsourced(company.qc, build)
    bom = boms.read_bom(company.qc, approved.builds[0].bom_revision_id).bom
    assert [(line.path, line.item, line.supplier, line.state) for line in stored] == [
        ("1", bom.lines[0].item, SQL_TEXT, "MARKED"),
        ("2", next(line.item for line in bom.lines if line.path == "2"), "", "MARKED"),
    ]
    command = uuid4()
    day = dt.date(2099, 5, 5)
    follow: dict[str, Any] = {"state": "ORDERED", "supplier": EMOJI_TEXT, "expected_on": day, "command_id": command}
    assert procurement.follow_line(company.procurement, second, **follow) == 2
    assert procurement.follow_line(company.procurement, second, **follow) == 2
    assert procurement.follow_line(company.procurement, Seen(second.id, 2), forget_day=True) == 3
    line = procurement.list_outsourced(company.qc, build)[1]
    assert (line.state, line.supplier, line.expected_on) == ("ORDERED", EMOJI_TEXT, None)
    assert procurement.follow_line(company.procurement, Seen(second.id, 3), expected_on=day) == 4
    assert procurement.follow_line(company.procurement, Seen(second.id, 4), state="RECEIVED") == 5
    line = procurement.list_outsourced(company.qc, build)[1]
    assert (line.state, line.supplier, line.expected_on) == ("RECEIVED", EMOJI_TEXT, day)
    assert line.received_at is not None


def test_marking_is_refused_by_field_and_whole(database: Clone, company: Company, approved: SubmittedOrder) -> None:
    build = approved.builds[0].id
    cases: list[tuple[list[dict[str, object]], str]] = [
        ([], "lines"),
        ([{"path": "1"}, {"path": "1"}], "lines[1].path"),
        ([{"path": "1"}, {"path": "999.9"}], "lines[1].path"),
        ([{"path": ""}], "lines[0].path"),
        ([{"path": "1", "supplier": "x" * 201}], "lines[0].supplier"),
        ([{"path": "1", "supplier": "a\0b"}], "lines[0].supplier"),
        ([{"path": "1", "expected_on": "soon"}], "lines[0].expected_on"),
        ([{"path": "1", "price": 3}], "lines[0].price"),
    ]
    for lines, field in cases:
        with nothing_written(database), pytest.raises(InvalidInput) as caught:
            procurement.mark_outsourced(company.procurement, build, lines)
        assert caught.value.field == field
    procurement.mark_outsourced(company.procurement, build, [{"path": "1"}])
    with nothing_written(database), pytest.raises(Duplicate) as twice:
        procurement.mark_outsourced(company.procurement, build, [{"path": "2"}, {"path": "1"}])
    assert twice.value.field == "path"
    for role in (Role.PRODUCTION_COORDINATOR, Role.QC_PERSON, Role.ASSEMBLER, Role.ADMIN, Role.SERVICE_DEPARTMENT):
        with nothing_written(database), pytest.raises(Refused):
            procurement.mark_outsourced(company.session(role), build, [{"path": "3"}])


def test_a_line_is_marked_with_the_item_that_was_seen(
    database: Clone, company: Company, approved: SubmittedOrder
) -> None:
    """Lines are marked all or none: an item that stands there no more is told with its place in the request."""
    build = approved.builds[0].id
    first = boms.read_approved(company.qc, build).bom.lines[0]
    lines: list[dict[str, object]] = [{"path": first.path, "item": first.item}, {"path": "2", "item": first.item}]
    with nothing_written(database), pytest.raises(InvalidInput, match="BOM was changed") as caught:
        procurement.mark_outsourced(company.procurement, build, lines)
    assert caught.value.field == "lines[1].path"
    procurement.mark_outsourced(company.procurement, build, lines[:1])
    (line,) = procurement.list_outsourced(company.qc, build)
    assert line.item == first.item


def test_only_lines_of_an_approved_bill_are_marked(database: Clone, company: Company) -> None:
    made = submit_order(company.coordinator)
    with nothing_written(database), pytest.raises(InvalidInput):
        procurement.mark_outsourced(company.procurement, made.builds[0].id, [{"path": "1"}])


def test_a_line_is_followed_from_its_newest_state(database: Clone, company: Company, approved: SubmittedOrder) -> None:
    (seen,) = procurement.mark_outsourced(company.procurement, approved.builds[0].id, [{"path": "1"}])
    procurement.follow_line(company.procurement, seen, supplier="Body shop")
    with nothing_written(database), pytest.raises(Stale):
        procurement.follow_line(company.procurement, seen, state="ORDERED")
    with nothing_written(database), pytest.raises(InvalidInput) as caught:
        procurement.follow_line(company.procurement, Seen(seen.id, 2), state="LOST")
    assert caught.value.field == "state"
    for bad in ("x" * 201, "nul\0"):
        with nothing_written(database), pytest.raises(InvalidInput) as caught:
            procurement.follow_line(company.procurement, Seen(seen.id, 2), supplier=bad)
        assert caught.value.field == "supplier"
    procurement.follow_line(company.procurement, Seen(seen.id, 2), state="DROPPED")
    with nothing_written(database), pytest.raises(Frozen):
        procurement.follow_line(company.procurement, Seen(seen.id, 3), state="ORDERED")


def test_builds_are_released_and_arrive_all_or_none(
    database: Clone, company: Company, approved: SubmittedOrder
) -> None:
    seen = [Seen(build.id, 1) for build in approved.builds]
    command = uuid4()
    with nothing_written(database), pytest.raises(Stale):
        procurement.release(company.procurement, [seen[0], Seen(seen[1].id, 5)])
    released = procurement.release(company.procurement, seen, command_id=command)
    assert procurement.release(company.procurement, seen, command_id=command) == released
    assert {place.status for place in released} == {BuildStatus.SINK_BODY_EXTERNAL_PRODUCTION}

    (line,) = procurement.mark_outsourced(company.procurement, approved.builds[1].id, [{"path": "1"}])
    at_two = [Seen(build.id, 2) for build in approved.builds]
    with nothing_written(database), pytest.raises(OutOfOrder) as caught:
        procurement.book_arrival(company.procurement, at_two)
    assert caught.value.message == "Not every outsourced line has arrived."
    with nothing_written(database), pytest.raises(Refused):
        procurement.book_arrival(company.assembler, at_two)
    (other,) = procurement.mark_outsourced(company.procurement, approved.builds[1].id, [{"path": "2"}])
    with nothing_written(database), pytest.raises(OutOfOrder) as caught:
        procurement.book_arrival(company.procurement, at_two, received=[line])
    assert caught.value.message == "Not every outsourced line has arrived."
    with nothing_written(database), pytest.raises(Stale):
        procurement.book_arrival(company.procurement, at_two, received=[line, Seen(other.id, 4)])
    procurement.follow_line(company.procurement, other, state="DROPPED")
    with nothing_written(database), pytest.raises(Frozen):
        procurement.book_arrival(company.procurement, at_two, received=[line, Seen(other.id, 2)])
    command = uuid4()
    arrived = procurement.book_arrival(company.procurement, at_two, received=[line], command_id=command)
    with nothing_written(database):
        again = procurement.book_arrival(company.procurement, at_two, received=[line], command_id=command)
    assert again == arrived
    assert [place.status for place in arrived] == [BuildStatus.READY_FOR_PRE_QC] * 2
    kept, _dropped = procurement.list_outsourced(company.qc, approved.builds[1].id)
    assert (kept.id, kept.state, kept.version) == (line.id, "RECEIVED", 2)
    assert order_lists.read_order(company.qc, approved.id).head.status is BuildStatus.READY_FOR_PRE_QC


def test_a_part_issue_is_resolved_once(database: Clone, company: Company, approved: SubmittedOrder) -> None:
    release(database, approved)
    seen = put_in_assembly(company, approved.builds[0].id)
    reported = assembly.report_part_issue(
        company.assembler, seen.id, "1", assembly.PartFault.DAMAGED, "Scratched all over"
    )
    issue = Seen(reported.issue_id, 1)
    (open_issue,) = procurement.list_part_issues(company.procurement)
    assert (open_issue.id, open_issue.what, open_issue.state) == (issue.id, "DAMAGED", "OPEN")
    with nothing_written(database), pytest.raises(Refused):
        procurement.resolve_part_issue(company.assembler, issue, "Replaced it")
    for bad in ("", "ok", "x" * 10_001, "nul\0 byte"):
        with nothing_written(database), pytest.raises(InvalidInput) as caught:
            procurement.resolve_part_issue(company.procurement, issue, bad)
        assert caught.value.field == "resolution"
    with nothing_written(database), pytest.raises(Stale):
        procurement.resolve_part_issue(company.procurement, Seen(issue.id, 4), "Replaced it")
    held = Seen(reported.build.id, reported.build.version)
    with nothing_written(database), pytest.raises(OutOfOrder):
        moves.move(company.procurement, held, BuildStatus.IN_ASSEMBLY)
    command = uuid4()
    assert procurement.resolve_part_issue(company.procurement, issue, ODD_TEXTS[2], command_id=command) == 2
    assert procurement.resolve_part_issue(company.procurement, issue, ODD_TEXTS[2], command_id=command) == 2
    assert procurement.list_part_issues(company.procurement) == ()
    (resolved,) = procurement.list_part_issues(company.qc, build_id=approved.builds[0].id, open_only=False)
    assert (resolved.state, resolved.resolution) == ("RESOLVED", ODD_TEXTS[2])
    assert resolved.resolved_by == company.person(Role.PROCUREMENT_SPECIALIST).initials
    assert resolved.resolved_at is not None and resolved.resolved_at > resolved.created_at
    with nothing_written(database), pytest.raises(Frozen):
        procurement.resolve_part_issue(company.procurement, Seen(issue.id, 2), "Once more")
    with nothing_written(database), pytest.raises(OutOfOrder):
        moves.move(company.procurement, held, BuildStatus.TESTING_COMPLETE)
    assert moves.move(company.procurement, held, BuildStatus.IN_ASSEMBLY).status == "IN_ASSEMBLY"


def _change(company: Company, build: SubmittedBuild, data: dict[str, Any]) -> None:
    """A change request of this build, drawn up and approved."""
    request = change_requests.open_change_request(company.coordinator, build.id, what="Other body", why="Other room")
    last = builds.read_build(company.coordinator, build.id).revisions[-1].revision
    drawn = change_requests.draw_up(company.coordinator, request, data, seen_revision=last)
    boms.approve(company.procurement, company.password(Role.PROCUREMENT_SPECIALIST), [Seen(drawn.revision.id, 1)])


def test_a_change_drops_the_outsourced_lines_that_are_gone(database: Clone, company: Company) -> None:
    data = build_json(length=72)
    made = submit_order(company.coordinator, [data])
    approve(database, made)
    (build,) = made.builds
    bom = boms.read_bom(company.qc, build.bom_revision_id).bom
    body = next(line for line in bom.lines if line.item == "T2-BODY-61-72-HA")
    legs = next(line for line in bom.lines if line.item == "T2-DL27-FH-KIT")
    ordered, kept = procurement.mark_outsourced(
        company.procurement, build.id, [{"path": body.path, "supplier": "Sheet works"}, {"path": legs.path}]
    )
    procurement.follow_line(company.procurement, ordered, state="ORDERED")
    with nothing_written(database), pytest.raises(Duplicate):
        procurement.mark_outsourced(company.procurement, build.id, [{"path": body.path}])

    _change(company, build, {**data, "length": 73})

    lines = {line.id: line for line in procurement.list_outsourced(company.procurement, build.id)}
    assert (lines[ordered.id].state, lines[kept.id].state) == ("DROPPED", "MARKED")
    (notice,) = [
        notice
        for notice in notifications.read_unread(company.procurement).notices
        if notice.kind == "OUTSOURCING_DROPPED"
    ]
    assert notice.record == f"build:{build.id}"
    assert {name: notice.facts[name] for name in ("item", "path", "supplier", "state")} == {
        "item": "T2-BODY-61-72-HA",
        "path": body.path,
        "supplier": "Sheet works",
        "state": "ORDERED",
    }
    # The dropped line keeps nobody waiting; what stands there now can be marked, once.
    (marked,) = procurement.mark_outsourced(company.procurement, build.id, [{"path": body.path}])
    with nothing_written(database), pytest.raises(Duplicate):
        procurement.mark_outsourced(company.procurement, build.id, [{"path": body.path}])
    procurement.release(company.procurement, [Seen(build.id, 1)])
    for line in (Seen(marked.id, 1), Seen(kept.id, 1)):
        procurement.follow_line(company.procurement, line, state="RECEIVED")
    procurement.book_arrival(company.procurement, [Seen(build.id, 2)])
    # And the first body again, when the change is changed back: the dropped line is no hindrance.
    _change(company, build, data)
    procurement.mark_outsourced(company.procurement, build.id, [{"path": body.path}])


def test_a_change_that_is_not_approved_drops_nothing(database: Clone, company: Company) -> None:
    data = build_json(length=72)
    made = submit_order(company.coordinator, [data])
    approve(database, made)
    (build,) = made.builds
    bom = boms.read_bom(company.qc, build.bom_revision_id).bom
    body = next(line for line in bom.lines if line.item == "T2-BODY-61-72-HA")
    procurement.mark_outsourced(company.procurement, build.id, [{"path": body.path}])
    request = change_requests.open_change_request(company.coordinator, build.id, what="Other body", why="Other room")
    drawn = change_requests.draw_up(company.coordinator, request, {**data, "length": 73}, seen_revision=1)
    change_requests.reject(company.procurement, Seen(request.id, drawn.version), "Body is cut already")
    (line,) = procurement.list_outsourced(company.procurement, build.id)
    assert line.state == "MARKED"


CUSTOM = {"width": 28, "length": 20, "depth": 9}
CUSTOM_ITEM = "T2-ADW-BASIN-28X20X9"


def _path(company: Company, build_id: int, item: str) -> str:
    """Where an item stands in the newest approved BOM."""
    return next(line.path for line in boms.read_approved(company.qc, build_id).bom.lines if line.item == item)


@pytest.mark.parametrize("state", ["MARKED", "ORDERED", "RECEIVED"])
def test_an_outsourced_line_goes_where_its_item_stands_after_a_change(
    database: Clone, company: Company, state: str
) -> None:
    data = build_json(basins=[basin("e_drain", size=CUSTOM)])
    made = submit_order(company.coordinator, [data])
    approve(database, made)
    (build,) = made.builds
    before = _path(company, build.id, CUSTOM_ITEM)
    (marked,) = procurement.mark_outsourced(
        company.procurement, build.id, [{"path": before, "supplier": "Sheet works"}]
    )
    if state != "MARKED":
        procurement.follow_line(company.procurement, marked, state=state)
    procurement.release(company.procurement, [Seen(build.id, 1)])

    _change(company, build, {**data, "pegboard": PEGBOARD})

    (line,) = procurement.list_outsourced(company.procurement, build.id)
    assert before != _path(company, build.id, CUSTOM_ITEM)
    assert (line.state, line.path, line.item, line.quantity, line.supplier) == (
        state,
        _path(company, build.id, CUSTOM_ITEM),
        CUSTOM_ITEM,
        1,
        "Sheet works",
    )
    if state == "RECEIVED":
        assert line.received_at is not None
    else:
        with nothing_written(database), pytest.raises(OutOfOrder):
            procurement.book_arrival(company.procurement, [Seen(build.id, 2)])
    told = {notice.kind for notice in notifications.read_unread(company.procurement).notices}
    assert not told & {"OUTSOURCING_DROPPED", "OUTSOURCING_QUANTITY"}


def test_a_change_that_needs_more_or_less_of_an_outsourced_item_is_told(database: Clone, company: Company) -> None:
    two = build_json(basins=[basin("e_drain", size=CUSTOM), basin("e_drain", size=CUSTOM)])
    made = submit_order(company.coordinator, [two])
    approve(database, made)
    (build,) = made.builds
    path = _path(company, build.id, CUSTOM_ITEM)
    (ordered,) = procurement.mark_outsourced(company.procurement, build.id, [{"path": path, "supplier": "Sheet works"}])
    procurement.follow_line(company.procurement, ordered, state="ORDERED")
    assert procurement.list_outsourced(company.procurement, build.id)[0].quantity == 2

    _change(company, build, {**two, "basins": [two["basins"][0], basin("e_drain")]})

    assert procurement.list_outsourced(company.procurement, build.id)[0].quantity == 1
    (notice,) = [
        notice
        for notice in notifications.read_unread(company.procurement).notices
        if notice.kind == "OUTSOURCING_QUANTITY"
    ]
    assert {name: notice.facts[name] for name in ("item", "supplier", "state", "from", "to")} == {
        "item": CUSTOM_ITEM,
        "supplier": "Sheet works",
        "state": "ORDERED",
        "from": 2,
        "to": 1,
    }


def test_a_line_is_put_nowhere_else_by_hand(database: Clone, company: Company, approved: SubmittedOrder) -> None:
    """Not even past the grants: the line of another item, or one that stands where it was, is no move of a change."""
    build = approved.builds[0].id
    (seen,) = procurement.mark_outsourced(company.procurement, build, [{"path": "1"}])
    with database.connect(autocommit=True) as connection:
        for path in ("2", "1.1", "999"):
            with pytest.raises(psycopg.Error) as refused:
                connection.execute(
                    "UPDATE cs.outsourcing SET path = %s, version = version + 1 WHERE id = %s", (path, seen.id)
                )
            assert refused.value.sqlstate == "CS423"


def test_the_pieces_of_a_line_are_those_of_its_own_build(database: Clone, company: Company) -> None:
    """Two bodies of other lengths: the newest approved BOM of all has only one of them."""
    made = submit_order(company.coordinator, [build_json(length=72), build_json(length=84)])
    approve(database, made)
    for build in made.builds:
        procurement.mark_outsourced(company.procurement, build.id, [{"path": "1"}])
    lines = [line for build in made.builds for line in procurement.list_outsourced(company.qc, build.id)]
    assert [line.quantity for line in lines] == [1, 1]
    assert len({line.item for line in lines}) == 2
