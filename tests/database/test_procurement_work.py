"""The page of procurement: what waits, in full; a part issue that is settled lets the build go on."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import insert

from cleanstation_desktop.database.boms import part_issue
from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.domain.errors import Frozen, InvalidInput, Refused
from cleanstation_desktop.services import (
    assembly,
    boms,
    change_requests,
    moves,
    nonconformances,
    order_choices,
    part_issues,
    procurement,
)
from cleanstation_desktop.services.assembly import PartFault
from cleanstation_desktop.services.nonconformances import Disposition
from cleanstation_desktop.services.part_issues import SettledIssue
from cleanstation_desktop.services.procurement_work import read_procurement
from cleanstation_desktop.services.session import Command
from cleanstation_desktop.services.signing import Seen
from tests.support.orders import build_json, submit_order
from tests.support.shop import Shop


def test_what_waits_is_listed_in_full_at_each_desk(shop: Shop) -> None:
    buyer = shop.procurement
    made = submit_order(shop.coordinator.session, [build_json(), build_json()])
    work = read_procurement(buyer.session)
    assert {item.record_id for item in work.boms} == {build.bom_revision_id for build in made.builds}
    boms.approve(buyer.session, buyer.password, [Seen(item.record_id, item.version or 0) for item in work.boms])
    first, second = made.builds
    line = boms.read_bom(buyer.session, first.bom_revision_id).bom.lines[0]
    (marked,) = procurement.mark_outsourced(buyer.session, first.id, [{"path": line.path, "expected_on": "2030-05-01"}])
    work = read_procurement(buyer.session)
    assert work.boms == ()
    assert [(entry.build.id, len(entry.lines)) for entry in work.release] == [(first.id, 1), (second.id, 0)]
    procurement.release(buyer.session, [Seen(entry.build.id, entry.build.version) for entry in work.release])
    work = read_procurement(shop.admin.session)  # the admin looks on
    assert work.release == ()
    assert str(work.arrivals[0].next_day) == "2030-05-01"
    procurement.follow_line(buyer.session, marked, state="RECEIVED")
    assert read_procurement(buyer.session).arrivals[0].open_lines == ()


def test_the_last_settled_issue_lets_the_build_go_on(shop: Shop) -> None:
    build_id = shop.in_assembly()
    for fault in (PartFault.MISSING, PartFault.DAMAGED):
        assembly.report_part_issue(shop.assembler.session, build_id, "1", fault, "not in the box")
    buyer = shop.procurement.session
    first, second = (Seen(entry.issue.id, entry.issue.version) for entry in read_procurement(buyer).issues)
    with pytest.raises(InvalidInput):
        part_issues.settle_part_issue(buyer, first, "  ")
    with pytest.raises(Refused):
        part_issues.settle_part_issue(shop.assembler.session, first, "found it")
    assert part_issues.settle_part_issue(buyer, first, "another one was sent") == SettledIssue(2, None, True)
    assert shop.place(build_id).status == "ON_HOLD_PARTS"
    command = uuid4()
    settled = part_issues.settle_part_issue(buyer, second, "replaced", command_id=command)
    assert settled.build is not None
    assert not settled.others_open
    assert (settled.build.status, shop.place(build_id).status) == ("IN_ASSEMBLY", "IN_ASSEMBLY")
    assert part_issues.settle_part_issue(buyer, second, "replaced", command_id=command) == settled
    with pytest.raises(Frozen):
        part_issues.settle_part_issue(buyer, Seen(second.id, settled.version), "once more")


@pytest.mark.parametrize("end", ["cancelled", "replaced"])
def test_part_issues_end_with_the_body_that_they_hold(shop: Shop, end: str) -> None:
    build_id = shop.in_assembly()
    buyer = shop.procurement.session
    if end == "replaced":
        shop.inspect(shop.assembler, build_id, InspectionKind.PRODUCTION, fail=["SP-06"])
        shop.decide(build_id, Disposition.REPLACE)
    assembly.report_part_issue(shop.assembler.session, build_id, "1", PartFault.MISSING, "not in the box")
    if end == "cancelled":
        moves.cancel(shop.coordinator.session, shop.coordinator.password, shop.seen(build_id), "customer withdrew")
    else:
        nonconformances.replace_body(shop.qc.session, shop.seen(build_id))
    assert read_procurement(buyer).issues == ()
    (issue,) = procurement.list_part_issues(buyer, build_id=build_id, open_only=False)
    told = {"cancelled": "The build was cancelled.", "replaced": "The sink body was replaced."}
    assert (issue.state, issue.resolution) == ("RESOLVED", told[end])
    with pytest.raises(Frozen):
        part_issues.settle_part_issue(buyer, Seen(issue.id, issue.version), "found it")


def test_an_issue_that_holds_nothing_is_settled_without_a_word_of_others(shop: Shop) -> None:
    """Reported past the client, which puts the build on hold with it."""
    build_id = shop.in_assembly()
    with shop.assembler.session.write(Command("test", {})) as work:
        fresh = insert(part_issue).values(build_id=build_id, path="1", what="MISSING", description="not in the box")
        issue_id = work.connection.execute(fresh.returning(part_issue.c.id)).scalar_one()
        work.answer = {}
    settled = part_issues.settle_part_issue(shop.procurement.session, Seen(issue_id, 1), "found it")
    assert settled == SettledIssue(2, None, False)


def test_a_change_is_looked_at_by_the_rules_of_its_build_and_names_what_it_reopens(shop: Shop) -> None:
    data = build_json()
    build_id = shop.arrived_build(data)
    asked = shop.coordinator.session
    shop.inspect(shop.qc, build_id, InspectionKind.PRE_PRODUCTION_CHECK)
    wider = {**data, "width": data["width"] + 2}
    assert order_choices.read_choices_of_build(asked, build_id).rules.family == "MDRD"
    assert boms.preview_revision(asked, build_id, wider).bom is not None
    fault, *_ = boms.preview_revision(asked, build_id, {**data, "length": 9}).findings
    assert fault.field == "length"
    shop.change(build_id, wider)
    (request,) = change_requests.list_change_requests(asked, build_id=build_id)
    (form,) = change_requests.list_reopened(asked, request.id)
    assert (form.kind, form.attempt, form.state) == (InspectionKind.PRE_PRODUCTION_CHECK, 2, "OPEN")
