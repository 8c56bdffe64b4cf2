"""The purchase order that is parked with a draft, at any station, and becomes a document on submit (DOMAIN §4)."""

from __future__ import annotations

import hashlib
from uuid import uuid4

import psycopg
import pytest

from cleanstation_desktop.domain.errors import InvalidInput, NotFound, Refused, Stale
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import documents, draft_files, order_drafts, orders
from cleanstation_desktop.services.order_drafts import DraftFile, DraftKey
from tests.support.clusters import Clone
from tests.support.company import Company, count_rows, nothing_written
from tests.support.orders import build_json, header_json

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def test_a_file_is_parked_replaced_and_submitted(database: Clone, company: Company) -> None:
    other, command = company.session(Role.PRODUCTION_COORDINATOR, "other"), uuid4()
    key = order_drafts.save_draft(company.coordinator, {"order": {}})
    assert order_drafts.load_draft(other, key.id).file is None
    parked = draft_files.park_file(company.coordinator, key, "po.pdf", PDF, command_id=command)
    with nothing_written(database):
        assert draft_files.park_file(company.coordinator, key, "po.pdf", PDF, command_id=command) == parked
    # Another coordinator takes it up, with its file, and puts a better scan in its place.
    better = PDF + b"%better\n%%EOF\n"
    parked = draft_files.park_file(other, parked, "C:\\scans\\po 2.exe", better)
    draft = order_drafts.load_draft(company.admin, key.id)
    assert draft.key == parked
    assert draft.file == DraftFile("po 2.exe.pdf", "application/pdf", len(better))
    assert draft_files.read_file(company.coordinator, key.id) == better
    build = build_json()
    made = orders.submit(other, header_json([build]), [build], draft=parked)
    (document,) = documents.list_documents(company.qc, made.id)
    assert (document.kind, document.file_name, document.attached_by) == (
        "PURCHASE_ORDER",
        "po 2.exe.pdf",
        other.person.initials,
    )
    assert documents.read_document(company.qc, document.id)[1] == better
    assert count_rows(database)["cs.order_draft_file"] == 0
    with database.connect() as superuser:
        images = superuser.execute(
            "SELECT new_row -> 'content' ->> 'sha256' FROM cs_audit.log "
            "WHERE table_name = 'order_draft_file' AND action = 'INSERT' ORDER BY id"
        ).fetchall()
    assert [row[0] for row in images] == [hashlib.sha256(content).hexdigest() for content in (PDF, better)]


def test_a_file_is_dropped_alone_or_with_its_draft(database: Clone, company: Company) -> None:
    key = order_drafts.save_draft(company.coordinator, {"order": {}})
    parked = draft_files.park_file(company.coordinator, key, "po.pdf", PDF)
    dropped = draft_files.drop_file(company.coordinator, parked)
    assert order_drafts.load_draft(company.coordinator, key.id).file is None
    with pytest.raises(NotFound):
        draft_files.read_file(company.coordinator, key.id)
    parked = draft_files.park_file(company.coordinator, draft_files.drop_file(company.coordinator, dropped), "a", PDF)
    order_drafts.delete_draft(company.coordinator, parked)
    assert count_rows(database)["cs.order_draft_file"] == 0


def test_a_file_is_refused_whole(database: Clone, company: Company) -> None:
    key = order_drafts.save_draft(company.coordinator, {"order": {}})
    for content in (b"", b"MZ a program", PDF[:20], b"%PDF-1.4" + b"x" * (10 * 2**20)):
        with nothing_written(database), pytest.raises(InvalidInput) as caught:
            draft_files.park_file(company.coordinator, key, "po.pdf", content)
        assert caught.value.field == "content"
    with nothing_written(database), pytest.raises(Stale):
        draft_files.park_file(company.coordinator, DraftKey(key.id, 7), "po.pdf", PDF)
    with nothing_written(database), pytest.raises(NotFound):
        draft_files.park_file(company.coordinator, DraftKey(999_999, 1), "po.pdf", PDF)
    for role in (Role.PROCUREMENT_SPECIALIST, Role.QC_PERSON, Role.ASSEMBLER, Role.SERVICE_DEPARTMENT, Role.ADMIN):
        with nothing_written(database), pytest.raises(Refused):
            draft_files.park_file(company.session(role), key, "po.pdf", PDF)
    draft_files.park_file(company.coordinator, key, "po.pdf", PDF)
    with pytest.raises(Refused):
        draft_files.read_file(company.qc, key.id)


@pytest.mark.parametrize(
    ("media_type", "content", "announced"),
    [
        ("application/pdf", b"MZ a program", b"MZ a program"),
        ("image/png", PDF, PDF),
        ("application/pdf", PDF, b"another file"),
        ("application/x-msdownload", b"MZ a program", b"MZ a program"),
    ],
)
def test_psql_parks_no_other_file(
    database: Clone, company: Company, media_type: str, content: bytes, announced: bytes
) -> None:
    key = order_drafts.save_draft(company.coordinator, {"order": {}})
    person = company.person(Role.PRODUCTION_COORDINATOR)
    with database.connect(person.login, person.password) as connection, pytest.raises(psycopg.Error) as caught:
        connection.execute(
            "INSERT INTO cs.order_draft_file (order_draft_id, file_name, media_type, sha256, content) "
            "VALUES (%s, 'po.pdf', %s, sha256(%s), %s)",
            (key.id, media_type, announced, content),
        )
    assert caught.value.sqlstate in {"CS422", "23514"}
