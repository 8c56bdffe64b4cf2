"""Files through the services: attached by what they are, read back, taken off; prints counted (DOMAIN §8, §9)."""

from __future__ import annotations

import io
from uuid import uuid4

import pytest
from PIL import Image

from cleanstation_desktop.domain.errors import EnvironmentFault, Frozen, InvalidInput, NotFound, Refused, Stale
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import documents
from cleanstation_desktop.services.signing import Seen
from tests.support.clusters import Clone
from tests.support.company import EMOJI_TEXT, ODD_TEXTS, RIGHT_TO_LEFT_TEXT, SQL_TEXT, Company, nothing_written
from tests.support.orders import submit_order

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def picture(image_format: str, size: tuple[int, int] = (40, 30)) -> bytes:
    """A real picture."""
    kept = io.BytesIO()
    Image.new("RGB", size, "green").save(kept, image_format)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "media_type", "kept_as"),
    [
        ("po.pdf", PDF, "application/pdf", "po.pdf"),
        ("photo.JPEG", picture("JPEG"), "image/jpeg", "photo.JPEG"),
        ("shot.png", picture("PNG"), "image/png", "shot.png"),
        ("view.webp", picture("WEBP"), "image/webp", "view.webp"),
        ("really a picture.pdf", picture("PNG"), "image/png", "really a picture.pdf.png"),
        ("../../etc/passwd", PDF, "application/pdf", "passwd.pdf"),
        ("C:\\Users\\me\\plan.exe", PDF, "application/pdf", "plan.exe.pdf"),
        ("con.pdf", PDF, "application/pdf", "_con.pdf"),
        ("  .pdf", PDF, "application/pdf", "document.pdf"),
        ("", PDF, "application/pdf", "document.pdf"),
        ("a\0b\nc<d>?.pdf", PDF, "application/pdf", "abc_d__.pdf"),
        ("invoice\u202efdp.exe", PDF, "application/pdf", "invoicefdp.exe.pdf"),
        ("x" * 300 + ".pdf", PDF, "application/pdf", "x" * 116 + ".pdf"),
        (f"{EMOJI_TEXT}.pdf", PDF, "application/pdf", f"{EMOJI_TEXT}.pdf"),
        (f"{RIGHT_TO_LEFT_TEXT}.pdf", PDF, "application/pdf", f"{RIGHT_TO_LEFT_TEXT}.pdf"),
    ],
)
def test_a_file_is_kept_as_what_it_is(
    company: Company, name: str, content: bytes, media_type: str, kept_as: str
) -> None:
    made = submit_order(company.coordinator)
    attached = documents.attach(company.coordinator, made.id, name, content, kind="PURCHASE_ORDER")

    assert (attached.media_type, attached.file_name, attached.size) == (media_type, kept_as, len(content))
    found, stored = documents.read_document(company.qc, attached.id)
    assert stored == content
    assert (found.kind, found.order_id, found.version) == ("PURCHASE_ORDER", made.id, 1)


def _bomb() -> bytes:
    """A small file that unpacks to more than a hundred million points."""
    kept = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(kept, "PNG")
    return kept.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"hello world", "file_type"),
        (b"MZ" + b"\0" * 100, "file_type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "file_type"),
        (picture("GIF"), "file_type"),
        (picture("PNG")[:60], "broken_file"),
        (picture("JPEG")[:80], "broken_file"),
        (PDF[:30], "broken_file"),
        (PDF + b"\0" * (10 * 2**20), "too_large"),
        (_bomb(), "too_large"),
    ],
    ids=["empty", "text", "program", "svg", "gif", "cut png", "cut jpeg", "cut pdf", "11 MB", "bomb"],
)
def test_what_is_not_a_sound_file_is_not_attached(database: Clone, company: Company, content: bytes, code: str) -> None:
    made = submit_order(company.coordinator)
    with nothing_written(database), pytest.raises(InvalidInput) as caught:
        documents.attach(company.coordinator, made.id, "scan.pdf", content)
    assert [(finding.field, finding.code) for finding in caught.value.findings] == [("content", code)]


def test_ten_mebibytes_are_taken(company: Company) -> None:
    made = submit_order(company.coordinator)
    content = PDF + b" " * (10 * 2**20 - len(PDF))
    attached = documents.attach(company.coordinator, made.id, "large.pdf", content)
    assert documents.read_document(company.coordinator, attached.id)[1] == content


def test_a_file_is_attached_once_and_taken_off_once(database: Clone, company: Company) -> None:
    made = submit_order(company.coordinator)
    command, other = uuid4(), uuid4()
    build = made.builds[0].id
    attached = documents.attach(
        company.qc, made.id, "drawing.pdf", PDF, kind="DRAWING", build_id=build, command_id=command
    )
    with nothing_written(database):
        again = documents.attach(
            company.qc, made.id, "drawing.pdf", PDF, kind="DRAWING", build_id=build, command_id=command
        )
    assert again == attached
    (listed,) = documents.list_documents(company.assembler, made.id)
    assert (listed.id, listed.build_id, listed.attached_by) == (
        attached.id,
        build,
        company.person(Role.QC_PERSON).initials,
    )
    with nothing_written(database), pytest.raises(Refused):
        documents.take_off(company.qc, Seen(attached.id, 1))
    with nothing_written(database), pytest.raises(Stale):
        documents.take_off(company.coordinator, Seen(attached.id, 2))
    assert documents.take_off(company.coordinator, Seen(attached.id, 1), reason=SQL_TEXT, command_id=other) == 2
    assert documents.take_off(company.coordinator, Seen(attached.id, 1), reason=SQL_TEXT, command_id=other) == 2
    with nothing_written(database), pytest.raises(Frozen):
        documents.take_off(company.coordinator, Seen(attached.id, 2))
    assert documents.list_documents(company.qc, made.id) == ()
    (kept,) = documents.list_documents(company.qc, made.id, with_removed=True)
    assert kept.removed_at is not None
    assert documents.read_document(company.qc, attached.id)[1] == PDF


def test_attaching_is_refused_by_field(database: Clone, company: Company) -> None:
    made, other = submit_order(company.coordinator), submit_order(company.coordinator)
    with nothing_written(database), pytest.raises(InvalidInput) as caught:
        documents.attach(company.coordinator, made.id, "a.pdf", PDF, kind="SECRET")
    assert caught.value.field == "kind"
    with nothing_written(database), pytest.raises(InvalidInput) as caught:
        documents.attach(company.coordinator, made.id, "a.pdf", PDF, build_id=other.builds[0].id)
    assert caught.value.field == "build_id"
    with nothing_written(database), pytest.raises(InvalidInput):
        documents.attach(company.coordinator, 999_999, "a.pdf", PDF)
    with nothing_written(database), pytest.raises(Refused):
        documents.attach(company.service, made.id, "a.pdf", PDF)
    with pytest.raises(NotFound):
        documents.read_document(company.qc, 999_999)
    with pytest.raises(Refused):
        documents.list_documents(company.service, made.id)


def test_damaged_content_is_noticed(database: Clone, company: Company) -> None:
    made = submit_order(company.coordinator)
    attached = documents.attach(company.coordinator, made.id, "a.pdf", PDF)
    with database.connect() as connection:
        connection.execute("ALTER TABLE cs.document_content DISABLE TRIGGER ALL")
        connection.execute("UPDATE cs.document_content SET content = content || 'x'")
    with pytest.raises(EnvironmentFault):
        documents.read_document(company.qc, attached.id)


def test_prints_are_counted_and_a_second_one_needs_a_reason(database: Clone, company: Company) -> None:
    command = uuid4()
    first = documents.record_print(company.qc, "BOM", "bom_revision:7", command_id=command)
    with nothing_written(database):
        assert documents.record_print(company.qc, "BOM", "bom_revision:7", command_id=command) == first
    assert first.copy_number == 1
    with nothing_written(database), pytest.raises(InvalidInput) as caught:
        documents.record_print(company.qc, "BOM", "bom_revision:7")
    assert caught.value.field == "reason"
    for count, reason in enumerate(ODD_TEXTS, 2):
        assert documents.record_print(company.procurement, "BOM", "bom_revision:7", reason=reason).copy_number == count
    assert documents.record_print(company.qc, "QC_SHEET", "bom_revision:7").copy_number == 1
    for kind, record, reason, field in (
        ("POSTER", "build:1", "", "document_kind"),
        ("BOM", "", "", "record"),
        ("BOM", "x" * 201, "", "record"),
        ("BOM", "bom_revision:7", "x" * 2_001, "reason"),
        ("BOM", "bom_revision:7", "a\0bc", "reason"),
    ):
        with nothing_written(database), pytest.raises(InvalidInput) as caught:
            documents.record_print(company.qc, kind, record, reason=reason)
        assert caught.value.field == field


def test_the_service_department_prints_pick_lists_only(database: Clone, company: Company) -> None:
    assert documents.record_print(company.service, "PICK_LIST", "service_order:1").copy_number == 1
    with nothing_written(database), pytest.raises(Refused):
        documents.record_print(company.service, "BOM", "bom_revision:7")
