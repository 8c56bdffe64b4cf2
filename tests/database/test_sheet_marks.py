"""What a QC sheet says of itself: that it was altered, that it no longer stands, and what was there before."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from decimal import Decimal

from cleanstation_desktop.domain.checklist import Result
from cleanstation_desktop.domain.checklist_template import InspectionKind, Outcome
from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.print_marks import uncontrolled
from cleanstation_desktop.domain.sheets import AttemptOpening, QcSheet, SheetDrawing
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.printing.bom_pdf import bom_pdf
from cleanstation_desktop.printing.qc_sheet import qc_sheet_pdf
from cleanstation_desktop.printing.wording import Wording
from cleanstation_desktop.services import (
    assembly,
    builds,
    documents,
    inspections,
    moves,
    nonconformances,
    procurement,
    sheets,
    signatures,
)
from cleanstation_desktop.services.inspection_model import InspectionItem
from cleanstation_desktop.services.inspections import Answer
from cleanstation_desktop.services.nonconformances import Disposition
from cleanstation_desktop.services.signing import Seen
from tests.support.configurations import basin
from tests.support.inspections import item_of
from tests.support.orders import build_json
from tests.support.prints import texts
from tests.support.shop import DRAWING, FINAL, PACKAGING, PRE_QC, PRODUCTION, TEST, Shop, Worker


def printed(sheet: QcSheet) -> str:
    """Every word of a sheet, with plain blanks."""
    return " ".join(" ".join(texts(qc_sheet_pdf(sheet))).split())


def attempts(shop: Shop, build_id: int) -> dict[tuple[InspectionKind, int], QcSheet]:
    """The sheets of all attempts of a build."""
    rows = inspections.list_inspections(shop.qc.session, build_id)
    return {(row.kind, row.attempt): sheets.preview_qc_sheet(shop.qc.session, row.id) for row in rows}


def alter(shop: Shop, table: str, change: str) -> None:
    """Change rows past every guard, as only a superuser can."""
    with shop.database.connect() as superuser:
        for statement in (
            f"ALTER TABLE cs.{table} DISABLE TRIGGER ALL",
            f"UPDATE cs.{table} SET {change}",
            f"ALTER TABLE cs.{table} ENABLE TRIGGER ALL",
        ):
            superuser.execute(statement.encode())


def test_a_record_that_was_altered_after_signing_says_so_on_every_page(shop: Shop) -> None:
    """Whatever was altered: an answer, the signed bytes, the result. Such a paper is no controlled copy."""
    build_id = shop.arrived_build(build_json(language="FR"))
    signed = shop.inspect(shop.qc, build_id, PRE_QC)
    before = sheets.preview_qc_sheet(shop.qc.session, signed.id)
    mark = Wording(Language.FR)("altered_mark")
    assert not before.altered
    assert not [page for page in texts(qc_sheet_pdf(before)) if mark in page]
    for table, change, back in (
        ("answer", "note = note || '!'", "note = left(note, -1)"),
        ("signature_subject", "image = image || ' '::bytea", "image = substring(image FOR length(image) - 1)"),
        ("inspection", "result = 'FAILED'", "result = 'PASSED'"),
    ):
        alter(shop, table, change)
        sheet = sheets.print_qc_sheet(shop.qc.session, signed.id)
        assert sheet.altered and [made.intact for made in sheet.signatures] == [False]
        assert sheet.copy == uncontrolled(shop.qc.person.full_name, "test-station")
        pages = texts(qc_sheet_pdf(sheet))
        assert pages and all(mark in page for page in pages), table
        assert Wording(Language.FR)("altered_record") in " ".join(" ".join(pages).split())
        assert [made.intact for made in signatures.signatures_of(shop.qc.session, "inspection", signed.id)] == [False]
        alter(shop, table, back)
        assert sheets.preview_qc_sheet(shop.qc.session, signed.id) == before
    assert documents.count_prints(shop.qc.session, "QC_SHEET", f"inspection:{signed.id}") == 0


def test_a_bill_that_was_altered_after_signing_says_so_too(shop: Shop) -> None:
    """Whatever was altered: the signed bytes, a line, the configuration, the state."""
    build_id = shop.arrived_build()
    revision = builds.read_build(shop.procurement.session, build_id).revisions[-1].id
    before = sheets.preview_bom(shop.procurement.session, revision)
    assert not before.altered
    for table, change, back in (
        ("signature_subject", "image = image || ' '::bytea", "image = substring(image FOR length(image) - 1)"),
        ("bom_line", "quantity = quantity + 1", "quantity = quantity - 1"),
        ("bom_line", "sequence = -sequence", "sequence = -sequence"),
        ("configuration", "body = body || '{\"length\": 61}'", "body = body || '{\"length\": 72}'"),
        (
            "bom_revision",
            "state = 'SENT_BACK', send_back_reason = 'was it'",
            "state = 'APPROVED', send_back_reason = NULL",
        ),
    ):
        alter(shop, table, change)
        document = sheets.print_bom(shop.procurement.session, revision)
        assert document.altered and document.copy.number == 0, table
        assert all("RECORD ALTERED AFTER SIGNING" in page for page in texts(bom_pdf(document)))
        assert [made.intact for made in signatures.signatures_of(shop.qc.session, "bom_revision", revision)] == [False]
        alter(shop, table, back)
        assert sheets.preview_bom(shop.procurement.session, revision) == before, table


def test_what_a_change_reopened_no_longer_stands_and_says_why(shop: Shop) -> None:
    """The signed attempt and the one under way that gave place, and the attempts that came for them."""
    data = build_json(basins=[basin("e_sink"), basin("e_drain", size="24X20X8")])
    build_id = shop.in_assembly(data)
    shop.fill(shop.assembler, build_id, PRODUCTION)
    begun = attempts(shop, build_id)
    assert {(sheet.opening, sheet.ending) for sheet in begun.values()} == {(None, None)}
    shop.change(build_id, {**data, "basins": [basin("e_sink"), basin("e_drain", size="30X20X8")]})
    found = attempts(shop, build_id)
    why = found[PRE_QC, 2].opening
    assert why is not None and (why.attempt, why.cause, why.detail) == (2, "CHANGE", "other size")
    ending = found[PRE_QC, 1].ending
    assert ending is not None and (ending.cause, ending.opening, ending.at) == ("ATTEMPT", why, why.at)
    stated = f"attempt 2 was opened {Wording(Language.EN).utc(why.at)} UTC (change: other size)".replace("\u00a0", " ")
    assert f"No longer stands: {stated}" in printed(found[PRE_QC, 1])
    assert f"Void: {stated}" in printed(found[PRODUCTION, 1])
    assert "Attempt 2, opened" in printed(found[PRE_QC, 2]) and "change: other size" in printed(found[PRE_QC, 2])
    assert found[PRE_QC, 2].ending is None


def test_what_was_filled_in_on_a_replaced_body_says_so(shop: Shop) -> None:
    build_id = shop.in_assembly(build_json(language="FR"))
    shop.inspect(shop.assembler, build_id, PRODUCTION, fail=["SP-06"])
    shop.fill(shop.assembler, build_id, TEST)
    shop.decide(build_id, Disposition.REPLACE)
    nonconformances.replace_body(shop.qc.session, shop.seen(build_id))
    procurement.book_arrival(shop.procurement.session, [shop.seen(build_id)])
    shop.fill(shop.qc, build_id, PRE_QC)
    moves.cancel(shop.coordinator.session, shop.coordinator.password, shop.seen(build_id), "the hospital is closed")
    found = attempts(shop, build_id)
    for key in ((PRE_QC, 1), (PRODUCTION, 1), (TEST, 1)):
        ending = found[key].ending
        assert ending is not None and ending.cause == "BODY_REPLACED", key
        assert "le corps de l’évier a été remplacé le" in printed(found[key])
    why = found[PRE_QC, 2].opening
    assert isinstance(why, AttemptOpening) and why.cause == "NEW_BODY"
    said = printed(found[PRE_QC, 2])
    assert "Tentative 2, ouverte le" in said and "le corps de l’évier a été remplacé" in said
    assert "Nulle : l’unité a été annulée le" in said and "(the hospital is closed)" in said


def test_what_is_done_again_after_a_reject_says_why(shop: Shop) -> None:
    build_id = shop.at_final_qc()
    shop.inspect(shop.qc, build_id, FINAL, fail=["QC-22"])
    shop.decide(build_id)
    assembly.claim(shop.assembler.session, build_id)
    found = attempts(shop, build_id)
    assert "No longer stands: attempt 2 was opened" in printed(found[PACKAGING, 1])
    assert "rework after final QC attempt 1" in printed(found[PACKAGING, 1])
    assert "Attempt 2, opened" in printed(found[PACKAGING, 2])
    # What failed is a record of its day; only when it is inspected again does it say so.
    assert found[FINAL, 1].ending is None
    for task in assembly.list_tasks(shop.assembler.session, build_id):
        assembly.finish_task(shop.assembler.session, Seen(task.id, task.version))
    assembly.complete_testing(shop.assembler.session, shop.seen(build_id))
    shop.pack(build_id)
    inspections.start(shop.qc.session, build_id, FINAL)
    found = attempts(shop, build_id)
    assert "Done again: attempt 2 was opened" in printed(found[FINAL, 1])
    assert "attempt 1 did not pass" in printed(found[FINAL, 2])


def test_a_sheet_names_the_drawings_that_stood_when_it_was_signed(shop: Shop) -> None:
    """Not one that was taken off before, nor one that came after; and how many photos an answer has."""
    order = shop.arrived([build_json(language="FR"), build_json(language="FR")])
    build_id, other_id = (build.id for build in order.builds)
    ask = shop.coordinator.session
    (first,) = documents.list_documents(ask, order.id)
    documents.take_off(ask, Seen(first.id, first.version), reason="an old one")
    own = documents.attach(ask, order.id, "rev-b.pdf", DRAWING + b"b", kind="DRAWING", build_id=build_id)
    documents.attach(ask, order.id, "other.pdf", DRAWING + b"o", kind="DRAWING", build_id=other_id)
    filled = shop.fill(shop.qc, build_id, PRE_QC, fail=["PP-09"])
    answer = item_of(filled, "PP-09").answer
    assert answer is not None
    for number in (1, 2):
        documents.attach(shop.qc.session, order.id, f"{number}.pdf", DRAWING, kind="PHOTO", answer_id=answer.id)
    shop.sign(shop.qc, filled, Result.FAILED)
    documents.attach(ask, order.id, "rev-c.pdf", DRAWING + b"c", kind="DRAWING")
    documents.take_off(ask, Seen(own.id, 1), reason="rev-c is here")
    sheet = sheets.preview_qc_sheet(shop.qc.session, filled.id)
    digest = hashlib.sha256(DRAWING + b"b").hexdigest()
    assert sheet.drawings == (SheetDrawing("rev-b.pdf", digest),)
    pdf = printed(sheet)
    assert f"Plans en vigueur à la signature : rev-b.pdf (SHA-256 {digest[:16]})" in pdf
    photos = {item.number: item.photos for section in sheet.sections for item in section.items if item.photos}
    assert photos == {"PP-09": 2} and "Photos : 2" in pdf
    # An open form names what stands now.
    shop.decide(build_id)
    moves.move(shop.qc.session, shop.seen(build_id), BuildStatus.READY_FOR_PRE_QC)
    again = sheets.preview_qc_sheet(shop.qc.session, inspections.start(shop.qc.session, build_id, PRE_QC))
    assert [drawing.file_name for drawing in again.drawings] == ["rev-c.pdf"]
    assert "Plans en vigueur à l’impression : rev-c.pdf" in printed(again)


def test_a_reading_that_was_taken_again_shows_what_was_read_before(shop: Shop) -> None:
    """The last three that differ and how many more; also where in the end there is none; and in the next attempt."""
    build_id = shop.arrived_build()
    opened = inspections.read_inspection(shop.qc.session, inspections.start(shop.qc.session, build_id, PRE_QC))
    length, width = item_of(opened, "PP-03"), item_of(opened, "PP-04")
    other, read = shop.worker(Role.QC_PERSON), "read"

    def answer(worker: Worker, item: InspectionItem, *given: Answer) -> None:
        for each in given:
            now = item_of(inspections.read_inspection(shop.qc.session, opened.id), item.code).answer
            version = None if now is None else now.version
            inspections.answer(worker.session, item.id, each, version=version)

    assert length.target == 72
    answer(other, length, Answer(number=Decimal("74.5"), note=read))
    good = Answer(number=Decimal(72))
    answer(shop.qc, length, Answer(number=Decimal("74.5"), note="still"), good, replace(good, note="a remark"))
    wrong = [Answer(number=Decimal(90 + number), note=read) for number in range(5)]
    answer(shop.qc, width, *wrong, Answer(outcome=Outcome.FAIL, note="no tape"))
    sheet = sheets.preview_qc_sheet(shop.qc.session, opened.id)
    found = {item.number: item for section in sheet.sections for item in section.items}
    (before,) = found["PP-03"].earlier
    mine = shop.qc.person.initials
    assert (before.value, before.unit, before.outcome, before.initials) == (
        Decimal("74.5"), "in", Outcome.FAIL, mine,
    )  # fmt: skip
    assert [each.value for each in found["PP-04"].earlier] == [94, 93, 92, 91, 90]
    said, at = printed(sheet), Wording(Language.EN).utc(before.read_at).replace("\u00a0", " ")
    assert f"Before: 74.5 in, Fail, {mine}, {at} UTC" in said
    assert "94 in, Fail" in said and "92 in, Fail" in said and "91 in" not in said
    assert "and 2 more" in said
    assert sum(bool(item.earlier) for item in found.values()) == 2
