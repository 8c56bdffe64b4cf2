"""QC sheets and bills as they are printed from the database: what stands on them, copies, and who may print."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import text

from cleanstation_desktop.domain.checklist import Result
from cleanstation_desktop.domain.checklist_template import Outcome
from cleanstation_desktop.domain.errors import InvalidInput, NotFound, Refused
from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.print_marks import FIRST_COPY
from cleanstation_desktop.domain.sheets import QcSheet, SheetConcession, SheetItem
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.printing.bom_pdf import bom_pdf
from cleanstation_desktop.printing.qc_sheet import qc_sheet_pdf
from cleanstation_desktop.printing.wording import Wording
from cleanstation_desktop.services import (
    assembly,
    boms,
    change_requests,
    documents,
    inspections,
    instruments,
    moves,
    nonconformances,
    sheets,
    signatures,
    timeline,
)
from cleanstation_desktop.services.inspections import Answer
from cleanstation_desktop.services.nonconformances import Disposition
from cleanstation_desktop.services.print_marks import bom_record
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.verbs.demo_answers import good
from tests.support.configurations import ADJUSTABLE, PEGBOARD, basin
from tests.support.inspections import item_of
from tests.support.orders import build_json
from tests.support.prints import texts
from tests.support.shop import FINAL, PACKAGING, PRE_QC, PRODUCTION, TEST, Shop

SINK: dict[str, Any] = {
    "basins": [basin("e_sink", light=True), basin("e_drain", size={"width": 28, "length": 20, "depth": 9})],
    "pegboard": PEGBOARD,
    "legs": ADJUSTABLE,
    "faucets": [{"kind": "wrist_blade", "placement": "center_1"}],
}


def line(sheet: QcSheet, number: str, position: int | None = None) -> SheetItem:
    """One item of a sheet."""
    return next(
        item for section in sheet.sections for item in section.items if (item.number, item.basin) == (number, position)
    )


def test_a_signed_sheet_carries_everything(shop: Shop) -> None:
    build_id = shop.arrived_build(build_json("S-1", language="FR", **SINK), po_number="PO-77", project="Wing B")
    shop.inspect(shop.qc, build_id, PRE_QC, fail=["PP-09"])
    shop.decide(build_id)
    moves.move(shop.qc.session, shop.seen(build_id), BuildStatus.READY_FOR_PRE_QC)
    filled = shop.fill(shop.qc, build_id, PRE_QC)
    told = "The legs are taken from B-7."
    signed = inspections.sign(
        shop.qc.session, shop.qc.password, Seen(filled.id, filled.version), Result.PASSED, comment=told
    )
    with shop.database.connect() as superuser:
        superuser.execute("SELECT cs_audit.seal()")
    sheet = sheets.preview_qc_sheet(shop.qc.session, signed.id)
    assert (sheet.language, sheet.document_number, sheet.version, sheet.attempt) == ("FR", "CLP.T2.001", "V01", 2)
    assert (sheet.po_number, sheet.project, sheet.build_number, sheet.model) == ("PO-77", "Wing B", "S-1", "T2-B2")
    assert (sheet.status, sheet.result, sheet.first_pass) == ("SIGNED", Result.PASSED, None)
    assert [known.description for known in sheet.basins] == ["E-Sink, 24 × 20 × 8 po", "E-Drain, 28 × 20 × 9 po"]
    assert str(sheet.zone) == "America/Toronto" and sheet.company == "Torvan Medical"
    length = line(sheet, "PP-03")
    assert (length.reading, length.target, length.minimum, length.unit) == (
        Decimal(72), Decimal(72), Decimal("71.875"), "in",
    )  # fmt: skip
    assert line(sheet, "PP-10").value == "Pieds parasismiques réglables"
    assert line(sheet, "PP-20", 2).target == 28
    # The nonconformance that this attempt verified stands on it, each step by whom.
    (ncr,) = sheet.nonconformances
    qc = shop.qc.person.initials
    assert (ncr.item, ncr.state, ncr.disposition) == ("PP-09", "CLOSED", "REWORK")
    assert (ncr.opened_by, ncr.dispositioned_by, ncr.verified_by, ncr.closed_by) == (qc, qc, qc, qc)
    (made,) = sheet.signatures
    (kept,) = signatures.signatures_of(shop.qc.session, "inspection", signed.id)
    assert (made.record_sha256, made.signed_at, made.meaning) == (kept.sha256, kept.signed_at, "INSPECTION_PASSED")
    assert made.comment == kept.comment == told
    assert sheet.seal is not None and sheet.seal.number == 1 and len(sheet.seal.sha256) == 64
    pdf = qc_sheet_pdf(sheet)
    assert pdf == qc_sheet_pdf(sheets.preview_qc_sheet(shop.qc.session, signed.id))
    printed = " ".join(texts(pdf))
    for words in ("S-1", "PO-77", "PP-09", ncr.number, made.printed_name, f"Commentaire : {told}"):
        assert words in printed, words


def test_each_step_of_a_nonconformance_stands_there_by_whom_and_when(shop: Shop) -> None:
    build_id = shop.at_final_qc(build_json(**SINK))
    failed = shop.inspect(shop.qc, build_id, FINAL, fail=["QC-05"])
    second = shop.worker(Role.QC_PERSON)
    shop.decide(build_id, Disposition.USE_AS_IS, comment="The customer has agreed.")
    (found,) = shop.found(build_id)
    seen = Seen(found.id, found.version)
    conceded = nonconformances.concede(second.session, second.password, seen, comment="Seen on the sink.")
    version = nonconformances.verify(shop.qc.session, Seen(found.id, conceded))
    nonconformances.close(shop.qc.session, Seen(found.id, version))
    sheet = sheets.preview_qc_sheet(shop.qc.session, failed.id)
    (ncr,) = sheet.nonconformances
    signed = {
        made.meaning: made.signed_at for made in signatures.signatures_of(shop.qc.session, "nonconformance", found.id)
    }
    assert (ncr.dispositioned_at, ncr.concession_at) == (signed["DISPOSITION"], signed["CONCESSION"])
    assert ncr.concession_at is not None and ncr.verified_at is not None and ncr.closed_at is not None
    assert ncr.concession_at < ncr.verified_at < ncr.closed_at
    page, wording = " ".join(" ".join(texts(qc_sheet_pdf(sheet))).split()), Wording(Language.EN)
    assert "Comment: The customer has agreed." in page and "Comment: Seen on the sink." in page
    for step, by, at in (
        ("concession_by", second.person.initials, ncr.concession_at),
        ("verified_by", shop.qc.person.initials, ncr.verified_at),
    ):
        assert f"{wording(step, name=by)}, {wording.utc(at)}".replace("\u00a0", " ") in page.replace("\u00a0", " ")


def test_an_open_form_is_a_draft(shop: Shop) -> None:
    build_id = shop.arrived_build()
    form = inspections.read_inspection(shop.qc.session, inspections.start(shop.qc.session, build_id, PRE_QC))
    sheet = sheets.preview_qc_sheet(shop.qc.session, form.id)
    assert (sheet.status, sheet.result, sheet.signatures, sheet.seal) == ("OPEN", None, (), None)
    assert all(item.outcome is None and not item.initials for section in sheet.sections for item in section.items)
    assert line(sheet, "PP-03").target == 72
    assert "DRAFT" in " ".join(texts(qc_sheet_pdf(sheet)))


def test_a_sheet_says_what_was_true_when_it_was_signed(shop: Shop) -> None:
    data = build_json(**SINK)
    build_id = shop.at_final_qc(data)
    first = shop.inspect(shop.qc, build_id, FINAL, fail=["QC-22"])
    before = sheets.preview_qc_sheet(shop.qc.session, first.id)
    shop.decide(build_id, redo={PRODUCTION: ["SP-06"]})
    assembly.claim(shop.assembler.session, build_id)
    for task in assembly.list_tasks(shop.assembler.session, build_id):
        assembly.finish_task(shop.assembler.session, Seen(task.id, task.version))
    opened_again = inspections.start(shop.assembler.session, build_id, PRODUCTION)
    again = item_of(inspections.read_inspection(shop.qc.session, opened_again), "SP-06")
    inspections.answer(shop.assembler.session, again.id, Answer(Outcome.PASS, note="moved to the left"))
    shop.inspect(shop.assembler, build_id, PRODUCTION)
    shop.change(build_id, {**data, "basins": [basin("e_sink"), basin("e_drain", size="30X20X8")]})
    after = sheets.preview_qc_sheet(shop.qc.session, first.id)
    # Only the nonconformance went on.
    assert replace(after, nonconformances=()) == replace(before, nonconformances=())
    assert (before.first_pass, after.basins[1].description) == (False, "E-Drain, 28 × 20 × 9 in")


def test_the_final_qc_shows_answers_of_assembly_and_the_first_pass(shop: Shop) -> None:
    build_id = shop.in_assembly(build_json(**SINK))
    opened = inspections.start(shop.assembler.session, build_id, PRODUCTION)
    fitted = item_of(inspections.read_inspection(shop.assembler.session, opened), "SP-04")
    noted = replace(good(fitted, shop.thermometer), note="Turned by a quarter")
    inspections.answer(shop.assembler.session, fitted.id, noted)
    shop.inspect(shop.assembler, build_id, PRODUCTION)
    shop.inspect(shop.assembler, build_id, TEST)
    assembly.complete_testing(shop.assembler.session, shop.seen(build_id))
    shop.pack(build_id)
    signed = shop.inspect(shop.qc, build_id, FINAL)
    sheet = sheets.preview_qc_sheet(shop.qc.session, signed.id)
    assert sheet.first_pass is True
    strainers = line(sheet, "QC-61").mirrored
    assert [answer.source for answer in strainers] == ["PK-20 (1)", "PK-20 (2)"]
    assert {answer.initials for answer in strainers} == {shop.assembler.person.initials}
    (lifter,) = line(sheet, "QC-29").mirrored
    assert lifter.value.startswith("DPF1K")
    assert lifter.note == "Turned by a quarter"
    assert "Note: Turned by a quarter" in " ".join(" ".join(texts(qc_sheet_pdf(sheet))).split())


def test_carried_answers_keep_their_limits_and_say_where_they_come_from(shop: Shop) -> None:
    build_id = shop.at_final_qc(build_json(basins=[basin("e_sink")]))
    shop.inspect(shop.qc, build_id, FINAL, fail=["QC-22"])
    shop.decide(build_id, redo={TEST: ["EL-63"]})
    assembly.claim(shop.assembler.session, build_id)
    rows = inspections.list_inspections(shop.qc.session, build_id)
    (again,) = [row.id for row in rows if (row.kind, row.attempt) == (TEST, 2)]
    sheet = sheets.preview_qc_sheet(shop.qc.session, again)
    reading = line(sheet, "EL-43", 1)
    assert (reading.carried_from, reading.target, reading.minimum, reading.maximum) == (
        1, Decimal(20), Decimal(18), Decimal(22),
    )  # fmt: skip
    assert line(sheet, "EL-63", 1).outcome is None
    assert line(sheet, "EL-40").value == "TH-0042"
    assert line(sheet, "EL-40").instrument_due is not None


def test_the_calibration_date_stays_what_it_was_when_the_instrument_was_used(shop: Shop) -> None:
    build_id = shop.in_assembly(build_json(basins=[basin("e_sink")]))
    shop.inspect(shop.assembler, build_id, PRODUCTION)
    filled = shop.fill(shop.assembler, build_id, TEST)
    (known,) = instruments.list_instruments(shop.qc.session)
    old, new = known.calibration_due, known.calibration_due + dt.timedelta(days=200)
    version = instruments.calibrate(shop.admin.session, Seen(known.id, known.version), new)
    # Already while the form is open: it was calibrated as it was.
    assert line(sheets.preview_qc_sheet(shop.qc.session, filled.id), "EL-40").instrument_due == old
    signed = shop.sign(shop.assembler, filled)
    before = sheets.preview_qc_sheet(shop.qc.session, filled.id)
    instruments.calibrate(shop.admin.session, Seen(known.id, version), new + dt.timedelta(days=200))
    assert sheets.preview_qc_sheet(shop.qc.session, filled.id) == before
    assert line(before, "EL-40").instrument_due == old
    image = signatures.signed_image(shop.qc.session, signed.signature_id, "inspection", filled.id)
    (answer,) = (entry["answer"] for entry in image["items"] if entry["code"] == "EL-40")
    assert (answer["instrument"], answer["instrument_due"]) == ("TH-0042", old.isoformat())
    with shop.database.connect() as superuser, pytest.raises(psycopg.Error) as frozen:
        superuser.execute("UPDATE cs.answer SET instrument_due = now(), version = version + 1 WHERE instrument_id > 0")
    assert frozen.value.sqlstate == "CS423"


def test_an_answer_given_anew_takes_the_new_calibration_date(shop: Shop) -> None:
    build_id = shop.in_assembly(build_json(basins=[basin("e_sink")]))
    filled = shop.fill(shop.assembler, build_id, TEST)
    (known,) = instruments.list_instruments(shop.qc.session)
    new = known.calibration_due + dt.timedelta(days=200)
    instruments.calibrate(shop.admin.session, Seen(known.id, known.version), new)
    item = item_of(filled, "EL-40")
    assert item.answer is not None
    again = Answer(instrument_id=known.id)
    inspections.answer(shop.assembler.session, item.id, again, version=item.answer.version)
    assert line(sheets.preview_qc_sheet(shop.qc.session, filled.id), "EL-40").instrument_due == new
    # Nobody types the date.
    with (
        shop.database.connect(shop.assembler.person.login, shop.assembler.password) as psql,
        pytest.raises(psycopg.Error) as refused,
    ):
        psql.execute("UPDATE cs.answer SET instrument_due = '2099-01-01', version = version + 1")
    assert refused.value.sqlstate == "42501"


def test_every_print_is_counted_and_the_second_needs_a_reason(shop: Shop) -> None:
    build_id = shop.arrived_build()
    signed = shop.inspect(shop.qc, build_id, PRE_QC)
    command = uuid4()
    first = sheets.print_qc_sheet(shop.qc.session, signed.id, command_id=command)
    assert sheets.print_qc_sheet(shop.qc.session, signed.id, command_id=command) == first
    assert (first.copy.number, first.copy.reason, first.copy.printed_by) == (1, "", shop.qc.person.full_name)
    assert first.copy.printed_at is not None and first.copy.station == "test-station"
    with pytest.raises(InvalidInput) as refused:
        sheets.print_qc_sheet(shop.qc.session, signed.id)
    assert refused.value.findings[0].field == "reason"
    second = sheets.print_qc_sheet(shop.assembler.session, signed.id, reason="coffee on the first")
    assert (second.copy.number, second.copy.reason) == (2, "coffee on the first")
    assert sheets.preview_qc_sheet(shop.qc.session, signed.id).copy == FIRST_COPY
    assert "coffee on the first" in " ".join(texts(qc_sheet_pdf(second)))


def test_what_is_not_there_counts_no_print(shop: Shop) -> None:
    for print_it in (sheets.print_qc_sheet, sheets.print_bom):
        with pytest.raises(NotFound):
            print_it(shop.qc.session, 10**9)
    with shop.database.connect() as connection:
        assert connection.execute("SELECT count(*) FROM cs.print_record").fetchone() == (0,)


def test_who_reads_no_orders_prints_no_sheets(shop: Shop) -> None:
    build_id = shop.arrived_build()
    signed = shop.inspect(shop.qc, build_id, PRE_QC)
    service = shop.worker(Role.SERVICE_DEPARTMENT)
    with pytest.raises(Refused):
        sheets.preview_qc_sheet(service.session, signed.id)
    with pytest.raises(Refused):
        sheets.print_qc_sheet(service.session, signed.id)
    for worker in (shop.coordinator, shop.procurement, shop.assembler, shop.admin):
        assert sheets.preview_qc_sheet(worker.session, signed.id).signatures
    with pytest.raises(NotFound):
        sheets.preview_qc_sheet(shop.qc.session, 999_999)


@pytest.mark.parametrize("language", list(Language))
def test_who_may_not_read_nonconformances_learns_how_many_the_sheet_lacks(shop: Shop, language: Language) -> None:
    build_id = shop.arrived_build(build_json(language=language.value, **SINK))
    failed = shop.inspect(shop.qc, build_id, PRE_QC, fail=["PP-09", "PP-10"])
    whole = sheets.preview_qc_sheet(shop.qc.session, failed.id)
    assert (len(whole.nonconformances), whole.hidden_nonconformances) == (2, 0)
    stranger = shop.worker(Role.PRODUCTION_COORDINATOR)  # has entered no order
    for worker in (shop.assembler, stranger):
        printed = sheets.print_qc_sheet(worker.session, failed.id, reason="for the folder")
        assert (printed.nonconformances, printed.hidden_nonconformances) == ((), 2)
        page = " ".join(texts(qc_sheet_pdf(printed)))
        assert Wording(language)("nonconformances_hidden", name=worker.person.full_name, count=2) in page
        assert whole.nonconformances[0].number not in page
    for worker in (shop.procurement, shop.admin):
        assert sheets.preview_qc_sheet(worker.session, failed.id).hidden_nonconformances == 0
    # The attempt that verified them lacks them too; a form without any says nothing.
    shop.decide(build_id)
    moves.move(shop.qc.session, shop.seen(build_id), BuildStatus.READY_FOR_PRE_QC)
    passed = shop.inspect(shop.qc, build_id, PRE_QC)
    assert sheets.preview_qc_sheet(shop.assembler.session, passed.id).hidden_nonconformances == 2
    # Who has claimed the build reads them.
    assembly.claim(shop.assembler.session, build_id)
    sheet = sheets.preview_qc_sheet(shop.assembler.session, passed.id)
    assert (len(sheet.nonconformances), sheet.hidden_nonconformances) == (2, 0)
    begun = inspections.start(shop.assembler.session, build_id, PRODUCTION)
    assert sheets.preview_qc_sheet(stranger.session, begun).hidden_nonconformances == 0


def three_attempts(shop: Shop, language: Language = Language.EN) -> tuple[int, list[int]]:
    """A build whose PP-09 failed three times, from the second by a concession that QC verified by hand; PP-05 failed
    once between. Returns: the build, and the keys of its three pre-production checks."""
    build_id = shop.arrived_build(build_json(language=language.value, **SINK))
    keys = [shop.inspect(shop.qc, build_id, PRE_QC, fail=["PP-09"]).id]
    shop.decide(build_id, Disposition.USE_AS_IS)
    shop.concede(build_id)
    (found,) = shop.found(build_id)
    nonconformances.verify(shop.qc.session, Seen(found.id, found.version))
    for fail, result in ((["PP-09", "PP-05"], Result.FAILED), (["PP-09"], Result.PASSED)):
        moves.move(shop.qc.session, shop.seen(build_id), BuildStatus.READY_FOR_PRE_QC)
        filled = shop.fill(shop.qc, build_id, PRE_QC, fail=fail)
        keys.append(shop.sign(shop.qc, filled, result).id)
        shop.decide(build_id)
    return build_id, keys


def test_a_failure_that_a_concession_accepts_says_so_on_every_sheet(shop: Shop) -> None:
    build_id, (first, second, third) = three_attempts(shop)
    known = {ncr.item_code: ncr for ncr in nonconformances.list_nonconformances(shop.qc.session, build_id=build_id)}
    ncr = known["PP-09"]
    accepted = SheetConcession(ncr.number, shop.qc.person.initials, ncr.conceded_by)
    failed, between, passed = (sheets.preview_qc_sheet(shop.qc.session, key) for key in (first, second, third))
    # Nobody had conceded anything when the first attempt was signed.
    assert (line(failed, "PP-09").outcome, line(failed, "PP-09").concession) == (Outcome.FAIL, None)
    assert [found.number for found in failed.nonconformances] == [ncr.number]
    assert (between.result, passed.result) == (Result.FAILED, Result.PASSED)
    assert line(between, "PP-05").concession is None
    for sheet in (between, passed):
        assert (line(sheet, "PP-09").outcome, line(sheet, "PP-09").concession) == (Outcome.FAIL, accepted)
        assert {found.number for found in sheet.nonconformances} == {ncr.number, known["PP-05"].number}
        assert sheet.hidden_nonconformances == 0
        page = " ".join(" ".join(texts(qc_sheet_pdf(sheet))).split())
        assert f"accepted by concession {ncr.number}, signed by {shop.qc.person.initials} and {ncr.conceded_by}" in page


@pytest.mark.parametrize("language", list(Language))
def test_who_may_not_read_a_concession_learns_that_there_is_one(shop: Shop, language: Language) -> None:
    build_id, keys = three_attempts(shop, language)
    known = nonconformances.list_nonconformances(shop.qc.session, build_id=build_id)
    sheet = sheets.preview_qc_sheet(shop.assembler.session, keys[-1])
    assert line(sheet, "PP-09").concession == SheetConcession()
    assert (sheet.nonconformances, sheet.hidden_nonconformances) == ((), 2)
    page, wording = " ".join(" ".join(texts(qc_sheet_pdf(sheet))).split()), Wording(language)
    assert wording("conceded") in page
    assert not [ncr.number for ncr in known if ncr.number in page]


def test_the_service_department_counts_no_nonconformances(shop: Shop) -> None:
    service = shop.worker(Role.SERVICE_DEPARTMENT)
    with pytest.raises(Refused), service.session.read() as connection:
        connection.execute(text("SELECT cs.nonconformances_of(1)"))
    with shop.assembler.session.read() as connection:
        assert connection.execute(text("SELECT cs.nonconformances_of(999999)")).all() == []


def test_a_bill_is_printed_with_its_signatures(shop: Shop) -> None:
    order = shop.arrived([build_json("S-9", language="ES", **SINK)])
    revision = order.builds[0].bom_revision_id
    document = sheets.print_bom(shop.procurement.session, revision)
    assert (document.language, document.revision, document.status) == (Language.ES, 1, "APPROVED")
    assert (document.bom.build_number, document.model, document.copy.number) == ("S-9", "T2-B2", 1)
    (made,) = document.signatures
    assert made.meaning == "BOM_APPROVED"
    assert "S-9" in " ".join(texts(bom_pdf(document)))
    with pytest.raises(NotFound):
        sheets.preview_bom(shop.procurement.session, 999_999)


def test_the_totals_are_counted_as_a_paper_of_their_own(shop: Shop) -> None:
    """Copy 2 of the one is no second copy of the other."""
    order = shop.arrived()
    revision, session = order.builds[0].bom_revision_id, shop.procurement.session
    assert sheets.print_bom(session, revision).copy.number == 1
    assert sheets.print_bom(session, revision, by_item=True).copy.number == 1
    assert sheets.print_bom(session, revision, by_item=True, reason="one for the bench").copy.number == 2
    counted = {by_item: bom_record(revision, by_item=by_item) for by_item in (False, True)}
    assert [documents.count_prints(session, "BOM", record) for record in counted.values()] == [1, 2]
    told = timeline.build_timeline(session, order.builds[0].id)
    printed = [(entry.what, entry.new) for entry in told if entry.kind is timeline.EventKind.PRINTED]
    assert printed == [("BOM_TOTALS", "2"), ("BOM_TOTALS", "1"), ("BOM", "1")]


def test_a_change_that_one_of_two_has_signed_prints_as_a_draft(shop: Shop) -> None:
    data = build_json(**SINK)
    build_id = shop.in_assembly(data)
    ask = shop.coordinator.session
    request = change_requests.open_change_request(ask, build_id, what="wider", why="asked for")
    drawn = change_requests.draw_up(ask, request, {**data, "width": 40}, seen_revision=1)
    revision = drawn.revision.id
    boms.approve(shop.procurement.session, shop.procurement.password, [Seen(revision, 1)], comment="Steel is here.")
    for closed in (False, True):
        if closed:
            change_requests.reject(shop.procurement.session, Seen(request.id, drawn.version), "cut already")
        document = sheets.print_bom(shop.procurement.session, revision, reason="once more")
        assert [made.meaning for made in document.signatures] == ["BOM_APPROVED"]
        pages = texts(bom_pdf(document))
        assert all("NOT APPROVED – DRAFT" in page for page in pages)
        assert "Comment: Steel is here." in " ".join(pages)
        (first, *_) = boms.revisions_of(shop.procurement.session, build_id)
        assert sheets.preview_bom(shop.procurement.session, first.id).superseded_by is None
        assert document.superseded_by is None


@pytest.mark.parametrize("language", list(Language))
def test_a_revision_that_a_change_overtook_says_so_on_every_page(shop: Shop, language: Language) -> None:
    """What a bench might build by shall not look like what is in force (ISO 13485 §4.2.4)."""
    data = build_json(language=language.value, **SINK)
    order = shop.arrived([data])
    build_id, first = order.builds[0].id, order.builds[0].bom_revision_id
    assert sheets.preview_bom(shop.procurement.session, first).superseded_by is None
    shop.change(build_id, {**data, "basins": [basin("e_sink"), basin("e_drain", size="30X20X8")]})
    overtaken = sheets.print_bom(shop.procurement.session, first)
    assert (overtaken.status, overtaken.superseded_by, overtaken.copy.number) == ("APPROVED", 2, 1)
    wording = Wording(language)
    for by_item in (False, True):
        for page in texts(bom_pdf(overtaken, by_item=by_item)):
            assert wording("superseded_mark", number=2) in page
            assert f"{wording('revision', number=1)} · {wording('superseded', number=2)}" in page
    stands = sheets.preview_bom(
        shop.procurement.session, boms.read_approved(shop.procurement.session, build_id).head.id
    )
    assert (stands.revision, stands.superseded_by) == (2, None)


def test_sheets_of_all_five_forms_are_ready_in_time(shop: Shop) -> None:
    build_id = shop.at_final_qc(build_json(**SINK))
    shop.inspect(shop.qc, build_id, FINAL)
    rows = inspections.list_inspections(shop.qc.session, build_id)
    assert [row.kind for row in rows] == [PRE_QC, PRODUCTION, TEST, PACKAGING, FINAL]
    for row in rows:
        begun = dt.datetime.now(dt.UTC)
        pdf = qc_sheet_pdf(sheets.preview_qc_sheet(shop.qc.session, row.id))
        assert pdf.startswith(b"%PDF-")
        assert dt.datetime.now(dt.UTC) - begun < dt.timedelta(seconds=5)
