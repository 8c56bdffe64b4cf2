"""What a QC sheet says of itself: that it was altered, that it no longer stands, and what was there before."""

from __future__ import annotations

from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.domain.print_marks import uncontrolled
from cleanstation_desktop.printing.bom_pdf import bom_pdf
from cleanstation_desktop.printing.qc_sheet import qc_sheet_pdf
from cleanstation_desktop.printing.wording import Wording
from cleanstation_desktop.services import builds, documents, sheets, signatures
from tests.support.orders import build_json
from tests.support.prints import texts
from tests.support.shop import PRE_QC, Shop


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


def test_a_bill_whose_signed_bytes_were_altered_says_so_too(shop: Shop) -> None:
    build_id = shop.arrived_build()
    revision = builds.read_build(shop.procurement.session, build_id).revisions[-1].id
    assert not sheets.preview_bom(shop.procurement.session, revision).altered
    alter(shop, "signature_subject", "image = image || ' '::bytea")
    document = sheets.print_bom(shop.procurement.session, revision)
    assert document.altered and document.copy.number == 0
    assert all("RECORD ALTERED AFTER SIGNING" in page for page in texts(bom_pdf(document)))
