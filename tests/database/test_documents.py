"""Files through the services: attached by what they are, read back, taken off; prints counted (DOMAIN §8, §9)."""

from __future__ import annotations

import io
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from PIL import Image

from cleanstation_desktop.domain.checklist import Result
from cleanstation_desktop.domain.checklist_template import InspectionKind, Outcome
from cleanstation_desktop.domain.errors import EnvironmentFault, Frozen, InvalidInput, NotFound, Refused, Stale
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import builds, comments, documents, inspections, moves
from cleanstation_desktop.services.inspections import Answer
from cleanstation_desktop.services.orders import SubmittedOrder
from cleanstation_desktop.services.signing import Seen
from tests.support.clusters import Clone
from tests.support.company import EMOJI_TEXT, ODD_TEXTS, RIGHT_TO_LEFT_TEXT, SQL_TEXT, Company, nothing_written
from tests.support.inspections import item_of
from tests.support.orders import arrived_order, build_json, submit_order
from tests.support.psql_floor import value
from tests.support.shop import PRE_QC, Shop, Worker

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def picture(image_format: str, size: tuple[int, int] = (40, 30)) -> bytes:
    """A real picture."""
    kept = io.BytesIO()
    Image.new("RGB", size, "green").save(kept, image_format)
    return kept.getvalue()


FILES = (
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
)


def test_a_file_is_kept_as_what_it_is(company: Company, subtests: pytest.Subtests) -> None:
    made = submit_order(company.coordinator)
    for name, content, media_type, kept_as in FILES:
        with subtests.test(name=name):
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


UNSOUND = {
    "empty": (b"", "empty_file"),
    "text": (b"hello world", "file_type"),
    "program": (b"MZ" + b"\0" * 100, "file_type"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "file_type"),
    "gif": (picture("GIF"), "file_type"),
    "cut png": (picture("PNG")[:60], "broken_file"),
    "cut jpeg": (picture("JPEG")[:80], "broken_file"),
    "cut pdf": (PDF[:30], "broken_file"),
    "11 MB": (PDF + b"\0" * (10 * 2**20), "too_large"),
    "bomb": (_bomb(), "too_large"),
}


def test_what_is_not_a_sound_file_is_not_attached(database: Clone, company: Company, subtests: pytest.Subtests) -> None:
    made = submit_order(company.coordinator)
    for name, (content, code) in UNSOUND.items():
        with subtests.test(name=name):
            with nothing_written(database), pytest.raises(InvalidInput) as caught:
                documents.attach(company.coordinator, made.id, "scan.pdf", content)
            assert [(finding.field, finding.code) for finding in caught.value.findings] == [("content", code)]


@pytest.mark.parametrize("media_type", ["image/jpeg", "image/png", "image/webp", "application/pdf"])
def test_psql_keeps_no_program_under_the_name_of_a_picture(database: Clone, company: Company, media_type: str) -> None:
    order = submit_order(company.coordinator)
    person = company.person(Role.QC_PERSON)
    sound = {
        "image/jpeg": picture("JPEG"),
        "image/png": picture("PNG"),
        "image/webp": picture("WEBP"),
        "application/pdf": PDF,
    }
    wrong = [b"MZ\x90\x00 a program", b"RIFF\x04\x00\x00\x00AVI LIST", b"\xff\xd8", b"%PDF", b"x"]
    with database.connect(person.login, person.password) as connection:
        for content in [*wrong, *(file for kind, file in sound.items() if kind != media_type)]:
            with pytest.raises(psycopg.Error) as caught:
                _put(connection, order.id, media_type, content)
            assert (caught.value.sqlstate, caught.value.diag.message_detail) == ("CS422", "file_type")
            connection.rollback()
        _put(connection, order.id, media_type, sound[media_type])
        connection.commit()


def _put(connection: psycopg.Connection[Any], order_id: int, media_type: str, content: bytes) -> None:
    """A document past the client, announced as this type."""
    key = value(
        connection,
        "INSERT INTO cs.document (order_id, kind, file_name, media_type, size, sha256) "
        "VALUES (%s, 'DRAWING', 'drawing', %s, %s, sha256(%s)) RETURNING id",
        order_id,
        media_type,
        len(content),
        content,
    )
    connection.execute("INSERT INTO cs.document_content (document_id, content) VALUES (%s, %s)", (key, content))


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


def test_a_drawing_is_replaced_in_one_go_and_the_former_stays(database: Clone, company: Company) -> None:
    made = submit_order(company.coordinator)
    build, command = made.builds[0].id, uuid4()
    first = documents.attach(company.qc, made.id, "rev-a.pdf", PDF, kind="DRAWING", build_id=build)

    def replace() -> documents.AttachedDocument:
        ask, seen = company.coordinator, Seen(first.id, 1)
        return documents.replace(ask, seen, "rev-b.pdf", picture("PNG"), reason="the hole moved", command_id=command)

    second = replace()
    with nothing_written(database):
        assert replace() == second
    (current,) = documents.list_documents(company.assembler, made.id)
    assert (current.id, current.file_name, current.kind, current.build_id) == (
        second.id,
        "rev-b.pdf.png",
        "DRAWING",
        build,
    )
    former = documents.list_documents(company.assembler, made.id, with_removed=True)[0]
    assert (former.id, former.replaced_by, former.removed_reason) == (first.id, "rev-b.pdf.png", "the hole moved")
    assert documents.read_document(company.assembler, first.id)[1] == PDF
    with nothing_written(database), pytest.raises(Frozen):
        documents.replace(company.coordinator, Seen(first.id, 2), "rev-c.pdf", PDF, reason="once more")
    with nothing_written(database), pytest.raises(Stale):
        documents.replace(company.coordinator, Seen(second.id, 2), "rev-c.pdf", PDF, reason="once more")
    with nothing_written(database), pytest.raises(Refused):
        documents.replace(company.qc, Seen(second.id, 1), "rev-c.pdf", PDF, reason="once more")
    with nothing_written(database), pytest.raises(InvalidInput):
        documents.replace(company.coordinator, Seen(second.id, 1), "rev-c.pdf", b"no PDF", reason="once more")
    with nothing_written(database), pytest.raises(NotFound):
        documents.replace(company.coordinator, Seen(999_999, 1), "rev-c.pdf", PDF, reason="once more")
    # What is taken off alone is replaced by nothing, whatever is attached later.
    documents.take_off(company.coordinator, Seen(second.id, 1), reason="the wrong sink")
    documents.attach(company.qc, made.id, "rev-c.pdf", PDF, kind="DRAWING", build_id=build)
    assert [each.replaced_by for each in documents.list_documents(company.qc, made.id, with_removed=True)] == [
        "rev-b.pdf.png",
        None,
        None,
    ]


def test_the_photo_of_an_answer_is_replaced_by_nobody_who_may_not_give_one(shop: Shop) -> None:
    build_id = shop.arrived_build()
    filled = shop.fill(shop.qc, build_id, PRE_QC)
    item = item_of(filled, "PP-09")
    assert item.answer is not None
    order_id = builds.read_build(shop.qc.session, build_id).head.order_id
    photo = documents.attach(
        shop.qc.session, order_id, "leg.pdf", PDF, kind="PHOTO", build_id=build_id, answer_id=item.answer.id
    )
    with pytest.raises(Refused):
        documents.replace(shop.coordinator.session, Seen(photo.id, 1), "other.pdf", PDF, reason="a sharper one")


def test_attaching_is_refused_by_field(database: Clone, company: Company) -> None:
    made, other = submit_order(company.coordinator), submit_order(company.coordinator)
    with nothing_written(database), pytest.raises(InvalidInput) as caught:
        documents.attach(company.coordinator, made.id, "a.pdf", PDF, kind="SECRET")
    assert caught.value.field == "kind"
    with nothing_written(database), pytest.raises(InvalidInput) as caught:
        documents.attach(company.coordinator, made.id, "a.pdf", PDF, build_id=other.builds[0].id)
    assert caught.value.field == "build_id"
    with nothing_written(database), pytest.raises(InvalidInput) as caught:
        documents.attach(company.coordinator, 999_999, "a.pdf", PDF)
    assert caught.value.field == "order_id"
    with nothing_written(database), pytest.raises(Refused):
        documents.attach(company.service, made.id, "a.pdf", PDF)
    with pytest.raises(NotFound):
        documents.read_document(company.qc, 999_999)
    with pytest.raises(Refused):
        documents.list_documents(company.service, made.id)


def _answered(company: Company, build_id: int) -> int:
    """Key of an answer that was given about a build which is READY_FOR_PRE_QC."""
    opened = inspections.start(company.qc, build_id, InspectionKind.PRE_PRODUCTION_CHECK)
    item = inspections.read_inspection(company.qc, opened).items[0]
    return inspections.answer(company.qc, item.id, Answer(outcome=Outcome.FAIL, note="not as drawn")).id


def test_a_photo_stands_with_the_order_and_build_of_its_answer(database: Clone, company: Company) -> None:
    made = arrived_order(database, [build_json(), build_json()])
    other = submit_order(company.coordinator)
    inspected, beside = (build.id for build in made.builds)
    answer = _answered(company, inspected)
    for build_id in (None, inspected):
        documents.attach(
            company.qc, made.id, "p.png", picture("PNG"), kind="PHOTO", build_id=build_id, answer_id=answer
        )
    for order_id, build_id in ((other.id, None), (made.id, beside)):
        with nothing_written(database), pytest.raises(InvalidInput) as caught:
            documents.attach(
                company.qc, order_id, "p.png", picture("PNG"), kind="PHOTO", build_id=build_id, answer_id=answer
            )
        assert caught.value.field == "answer_id"


def test_what_proves_an_answer_of_a_closed_form_stays_with_it(shop: Shop) -> None:
    build_id = shop.arrived_build()
    order_id = builds.read_build(shop.qc.session, build_id).head.order_id
    filled = shop.fill(shop.qc, build_id, InspectionKind.PRE_PRODUCTION_CHECK, fail=["PP-09"])
    item = item_of(filled, "PP-09")
    assert item.answer is not None
    kept, doubled = (
        documents.attach(
            shop.qc.session,
            order_id,
            "p.png",
            picture("PNG"),
            kind="PHOTO",
            build_id=build_id,
            answer_id=item.answer.id,
        )
        for _ in range(2)
    )
    # While the form is filled in, a photo too many is taken off.
    documents.take_off(shop.coordinator.session, Seen(doubled.id, 1), reason="blurred")
    shop.sign(shop.qc, filled, Result.FAILED)
    with nothing_written(shop.database), pytest.raises(Frozen) as refused:
        documents.take_off(shop.coordinator.session, Seen(kept.id, 1), reason="not needed")
    assert refused.value.message == "This document belongs to an answer of a form that is closed, and stays with it."
    # A document of the order goes, though an answer was given by it: the record says who took it off, and why.
    drawing = next(each for each in documents.list_documents(shop.qc.session, order_id) if each.kind == "DRAWING")
    assert documents.take_off(shop.coordinator.session, Seen(drawing.id, drawing.version), reason="replaced") == 2


def test_nothing_is_added_to_an_answer_by_who_may_not_give_it(shop: Shop) -> None:
    build_id = shop.arrived_build()
    order_id = builds.read_build(shop.qc.session, build_id).head.order_id
    filled = shop.fill(shop.qc, build_id, InspectionKind.PRE_PRODUCTION_CHECK, fail=["PP-09"])
    answer = item_of(filled, "PP-09").answer
    assert answer is not None

    def attach(worker: Worker) -> None:
        documents.attach(
            worker.session, order_id, "p.png", picture("PNG"), kind="PHOTO", build_id=build_id, answer_id=answer.id
        )

    for other in (shop.assembler, shop.coordinator, shop.admin):
        with nothing_written(shop.database), pytest.raises(Refused, match="Your role does not fill in this form"):
            attach(other)
    attach(shop.qc)
    # Not after the signature, on the screen or past it: what is there stands beside what was signed.
    shop.sign(shop.qc, filled, Result.FAILED)
    with nothing_written(shop.database), pytest.raises(Frozen, match="closed, and takes no more"):
        attach(shop.qc)
    with shop.database.connect(shop.qc.person.login, shop.qc.password) as psql, pytest.raises(psycopg.Error) as refused:
        psql.execute(
            "INSERT INTO cs.document (order_id, answer_id, kind, file_name, media_type, size, sha256) "
            "VALUES (%s, %s, 'PHOTO', 'a.png', 'image/png', 3, sha256('abc'))",
            [order_id, answer.id],
        )
    assert (refused.value.sqlstate, refused.value.diag.message_detail) == ("CS423", "document_frozen")
    # The order's own documents come as before.
    documents.attach(shop.assembler.session, order_id, "p.png", picture("PNG"), kind="PHOTO", build_id=build_id)


def test_psql_puts_no_document_and_no_remark_at_a_build_of_another_order(database: Clone, company: Company) -> None:
    made, other = submit_order(company.coordinator), submit_order(company.coordinator)
    person = company.person(Role.ASSEMBLER)
    remark = b"INSERT INTO cs.comment (order_id, build_id, body) VALUES (%s, %s, 'look here')"
    file = (
        b"INSERT INTO cs.document (order_id, build_id, kind, file_name, media_type, size, sha256) "
        b"VALUES (%s, %s, 'OTHER', 'a.pdf', 'application/pdf', 3, sha256('abc'))"
    )
    for statement in (remark, file):
        with (
            pytest.raises(psycopg.Error) as refused,
            database.connect(person.login, person.password) as connection,
        ):
            connection.execute(statement, [made.id, other.builds[0].id])
        assert (refused.value.sqlstate, refused.value.diag.column_name) == ("CS422", "build_id")
    with database.connect(person.login, person.password) as connection:
        connection.execute(remark, [made.id, made.builds[0].id])
        connection.execute(remark, [made.id, None])
        assert value(connection, "SELECT count(*) FROM cs.comment WHERE order_id = %s", made.id) == 2


def _cancel(company: Company, order: SubmittedOrder, build: int) -> None:
    password = company.password(Role.PRODUCTION_COORDINATOR)
    moves.cancel(company.coordinator, password, Seen(order.builds[build].id, 1), "no longer wanted")


def test_documents_change_until_the_last_build_of_their_order_is_gone(database: Clone, company: Company) -> None:
    made = submit_order(company.coordinator, [build_json(), build_json()])
    first = documents.attach(company.coordinator, made.id, "a.pdf", PDF)
    _cancel(company, made, 0)
    second = documents.attach(company.coordinator, made.id, "b.pdf", PDF, build_id=made.builds[0].id)
    assert documents.take_off(company.coordinator, Seen(second.id, 1)) == 2
    _cancel(company, made, 1)

    with nothing_written(database), pytest.raises(Frozen):
        documents.attach(company.coordinator, made.id, "c.pdf", PDF)
    with nothing_written(database), pytest.raises(Frozen):
        documents.take_off(company.coordinator, Seen(first.id, 1))
    person = company.person(Role.ADMIN)
    with (
        pytest.raises(psycopg.Error, match="shipped or cancelled") as refused,
        database.connect(person.login, person.password) as connection,
    ):
        connection.execute(
            b"UPDATE cs.document SET removed_at = now(), version = version + 1 WHERE id = %s", [first.id]
        )
    assert refused.value.sqlstate == "CS423"
    comments.add_comment(company.qc, made.id, "kept for the next order")
    assert documents.read_document(company.qc, first.id)[1] == PDF


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
