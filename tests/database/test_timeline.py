"""The timeline tells what happened to an order and its builds to everybody who reads it."""

from __future__ import annotations

import datetime as dt

import pytest

from cleanstation_desktop.domain.errors import NotFound, Refused
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services import (
    assembly,
    boms,
    comments,
    documents,
    moves,
    nonconformances,
    orders,
    part_issues,
    procurement,
    timeline,
)
from cleanstation_desktop.services.nonconformances import Disposition
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.services.timeline import EventKind, TimelineEntry
from tests.support.clusters import Clone
from tests.support.company import Company, counted
from tests.support.days import today
from tests.support.orders import build_json, submit_order
from tests.support.shop import FINAL, PRE_QC, PRODUCTION, TEST, Shop

K = EventKind


def oldest_first(session: Session, order_id: int) -> list[TimelineEntry]:
    return list(reversed(timeline.order_timeline(session, order_id)))


def of(entries: list[TimelineEntry], kind: EventKind) -> list[tuple[str | None, ...]]:
    return [(entry.what, entry.old, entry.new, entry.detail) for entry in entries if entry.kind is kind]


def test_an_order_tells_its_life_up_to_the_reject_and_the_rework(shop: Shop) -> None:
    made = shop.arrived([build_json("TL-1"), build_json("TL-2")], po_number="PO-TL")
    first = made.builds[0].id
    ask = shop.coordinator.session
    day = (today() + dt.timedelta(days=40)).isoformat()
    orders.change_order(ask, made.id, version=1, changes={"want_date": day}, reason="the customer can wait")
    comments.add_comment(shop.qc.session, made.id, "Ask me first", build_id=first)
    shop.inspect(shop.qc, first, PRE_QC)
    claimed = assembly.claim(shop.assembler.session, first)
    other = shop.worker(Role.ASSEMBLER)
    assembly.hand_over(shop.assembler.session, claimed.claim, other.person.id)
    assembly.claim(shop.assembler.session, first)
    for kind in (PRODUCTION, TEST):
        shop.inspect(shop.assembler, first, kind)
    assembly.report_part_issue(shop.assembler.session, first, "1", assembly.PartFault.DAMAGED, "bent at a corner")
    (reported,) = procurement.list_part_issues(shop.procurement.session, build_id=first)
    settled = part_issues.settle_part_issue(shop.procurement.session, Seen(reported.id, 1), "a new one is in rack 4")
    assert settled.build is not None
    entries = oldest_first(shop.qc.session, made.id)
    assert entries[0].kind is K.ENTERED
    assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
    assert of(entries, K.ENTERED) == [(None, None, "PO-TL", None)]
    ((field, _, new, reason),) = of(entries, K.ANSWER_CHANGED)
    assert (field, new, reason) == ("want_date", day, "the customer can wait")
    assert of(entries, K.CHANGE_REQUESTED) == []
    moves = [(entry.old, entry.new) for entry in entries if entry.kind is K.MOVED and entry.build_id == first]
    assert moves == [
        ("ORDER_CREATED", "SINK_BODY_EXTERNAL_PRODUCTION"),
        ("SINK_BODY_EXTERNAL_PRODUCTION", "READY_FOR_PRE_QC"),
        ("READY_FOR_PRE_QC", "READY_FOR_PRODUCTION"),
        ("READY_FOR_PRODUCTION", "IN_ASSEMBLY"),
        ("IN_ASSEMBLY", "ON_HOLD_PARTS"),
        ("ON_HOLD_PARTS", "IN_ASSEMBLY"),
    ]
    assert [row[:3] for row in of(entries, K.FORM_OPENED)] == [
        (kind.value, None, "1") for kind in (PRE_QC, PRODUCTION, TEST)
    ]
    meanings = [entry for entry in entries if entry.kind is K.SIGNED]
    assert [entry.what for entry in meanings] == ["BOM_APPROVED", *["INSPECTION_PASSED"] * 3]
    # One signature over both BOMs is one entry of the order.
    assert (meanings[0].build_id, len((meanings[0].new or "").split())) == (None, 2)
    assert meanings[1].build_number == "TL-1"
    assert of(entries, K.CLAIM_ENDED) == [("HANDED_OVER", None, other.person.full_name, None)]
    assert len(of(entries, K.CLAIMED)) == 3
    assert [row[0] for row in of(entries, K.PART_ISSUE)] == ["DAMAGED"]
    assert of(entries, K.PART_ISSUE_SETTLED) == [("DAMAGED", None, reported.item, "a new one is in rack 4")]
    (answered,) = (entry for entry in entries if entry.kind is K.PART_ISSUE_SETTLED)
    assert answered.by == shop.procurement.person.full_name
    ((said,),) = ([entry.detail for entry in entries if entry.kind is K.COMMENTED],)
    assert said == "Ask me first"
    by = {entry.by for entry in entries if entry.kind is K.COMMENTED}
    assert by == {shop.qc.person.full_name}
    of_second = timeline.build_timeline(shop.qc.session, made.builds[1].id)
    assert {entry.build_id for entry in of_second} == {None, made.builds[1].id}
    assert K.ANSWER_CHANGED in {entry.kind for entry in of_second}
    assert K.CLAIMED not in {entry.kind for entry in of_second}


def test_nonconformances_are_told_to_who_reads_them(shop: Shop) -> None:
    build_id = shop.at_final_qc()
    shop.inspect(shop.qc, build_id, FINAL, fail=["QC-05"])
    shop.decide(build_id, Disposition.USE_AS_IS)
    shop.concede(build_id)
    (ncr,) = shop.found(build_id)
    version = nonconformances.verify(shop.qc.session, Seen(ncr.id, ncr.version))
    nonconformances.close(shop.qc.session, Seen(ncr.id, version))
    told = timeline.build_timeline(shop.procurement.session, build_id)
    kinds = {entry.kind for entry in told}
    assert {K.NCR_OPENED, K.NCR_VERIFIED, K.NCR_CLOSED} <= kinds
    (verified,) = (entry for entry in told if entry.kind is K.NCR_VERIFIED)
    assert (verified.by, verified.what, verified.new) == (shop.qc.person.full_name, ncr.number, "USE_AS_IS")
    assert "DISPOSITION" in {entry.what for entry in told}
    # Another assembler did not work on it.
    other = timeline.build_timeline(shop.worker(Role.ASSEMBLER).session, build_id)
    assert {entry.kind for entry in other} & {K.NCR_OPENED, K.NCR_VERIFIED, K.NCR_CLOSED} == set()
    assert "DISPOSITION" not in {entry.what for entry in other}


def test_a_nonconformance_that_an_inspection_verified_is_told_with_its_signer(shop: Shop) -> None:
    build_id = shop.arrived_build()
    shop.inspect(shop.qc, build_id, PRE_QC, fail=["PP-09"])
    shop.decide(build_id)
    moves.move(shop.qc.session, shop.seen(build_id), BuildStatus.READY_FOR_PRE_QC)
    other = shop.worker(Role.QC_PERSON)
    shop.inspect(other, build_id, PRE_QC)
    told = timeline.build_timeline(shop.qc.session, build_id)
    assert [entry.by for entry in told if entry.kind is K.NCR_VERIFIED] == [other.person.full_name]


def test_documents_prints_and_revisions_are_told(company: Company) -> None:
    made = submit_order(company.coordinator)
    (build,) = made.builds
    drawing = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    kept = documents.attach(company.qc, made.id, "drawing.pdf", drawing, kind="DRAWING")
    documents.record_print(company.qc, "LABEL", f"build:{build.id}")
    documents.record_print(company.qc, "BOM", f"bom_revision:{build.bom_revision_id}")
    documents.record_print(company.qc, "LABEL", f"build:{build.id}", reason="smudged")
    boms.revise(company.coordinator, build.id, build_json(build.build_number), seen_revision=1, reason="other legs")
    entries = oldest_first(company.procurement, made.id)
    assert of(entries, K.ATTACHED) == [("DRAWING", None, "drawing.pdf", None)]
    assert of(entries, K.PRINTED) == [
        ("LABEL", None, "1", None),
        ("BOM", None, "1", None),
        ("LABEL", None, "2", "smudged"),
    ]
    assert [(new, detail) for _, _, new, detail in of(entries, K.BOM_REVISION)] == [("1", None), ("2", "other legs")]
    # Who took it off, and why.
    documents.take_off(company.coordinator, Seen(kept.id, 1), reason="the wrong sink")
    newest = timeline.order_timeline(company.procurement, made.id)[0]
    assert (newest.kind, newest.old, newest.detail) == (K.TAKEN_OFF, "drawing.pdf", "the wrong sink")
    assert newest.by == company.person(Role.PRODUCTION_COORDINATOR).full_name
    # A new version stands with the one that it replaced.
    former = documents.attach(company.qc, made.id, "rev-a.pdf", drawing, kind="DRAWING")
    documents.replace(company.coordinator, Seen(former.id, 1), "rev-b.pdf", drawing, reason="the hole moved")
    newest = timeline.order_timeline(company.procurement, made.id)[1]
    assert (newest.kind, newest.what, newest.old, newest.new) == (K.REPLACED, "DRAWING", "rev-a.pdf", "rev-b.pdf")
    assert newest.detail == "the hole moved"


def test_pages_go_on_and_statements_are_few(company: Company) -> None:
    made = submit_order(company.coordinator)
    for number in range(6):
        comments.add_comment(company.coordinator, made.id, f"Remark {number}")
    whole = timeline.order_timeline(company.qc, made.id)
    first = timeline.order_timeline(company.qc, made.id, limit=4)
    assert [entry.detail for entry in first] == [f"Remark {number}" for number in (5, 4, 3, 2)]
    rest = timeline.order_timeline(company.qc, made.id, offset=4)
    assert first + rest == whole
    assert timeline.order_timeline(company.qc, made.id, offset=len(whole)) == ()
    with counted(company.qc) as statements:
        timeline.order_timeline(company.qc, made.id)
    assert len([each for each in statements if "event" in each]) == 1
    assert len(statements) <= 2


def test_who_reads_no_orders_reads_no_timeline(database: Clone, company: Company) -> None:
    made = submit_order(company.coordinator)
    with pytest.raises(Refused):
        timeline.order_timeline(company.service, made.id)
    with pytest.raises(Refused):
        timeline.build_timeline(company.service, made.builds[0].id)
    with pytest.raises(NotFound):
        timeline.order_timeline(company.admin, 10**9)
    with pytest.raises(NotFound):
        timeline.build_timeline(company.admin, 10**9)
