"""Signatures: fresh authentication, the bytes that were signed, and every way in which one must not come about."""

from __future__ import annotations

import hashlib
import json
import time
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import text

from cleanstation_desktop.domain.checklist import Result
from cleanstation_desktop.domain.checklist_template import Outcome
from cleanstation_desktop.domain.errors import (
    ContentError,
    Frozen,
    InvalidInput,
    NotFound,
    OutOfOrder,
    Refused,
    SignatureRefused,
    Stale,
)
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services import boms, inspections, moves, signatures
from cleanstation_desktop.services.inspections import Answer
from cleanstation_desktop.services.session import Command
from cleanstation_desktop.services.signing import Seen, sign
from tests.support.inspections import item_of
from tests.support.orders import build_json, submit_order
from tests.support.shop import PACKAGING, PRE_QC, PRODUCTION, Shop, Worker


def count(shop: Shop, table: str) -> int:
    """Rows of a table."""
    with shop.database.connect() as connection:
        row = connection.execute(f"SELECT count(*) FROM cs.{table}".encode()).fetchone()
    assert row is not None
    return int(row[0])


def raw_sign(connection: psycopg.Connection[Any], meaning: str, subjects: Any, comment: str = "") -> Any:
    """The signing function as psql would call it."""
    return connection.execute("SELECT cs.sign(%s, %s::jsonb, %s)", [meaning, json.dumps(subjects), comment]).fetchone()


def test_a_signature_keeps_the_exact_bytes(shop: Shop) -> None:
    build_id = shop.arrived_build()
    filled = shop.fill(shop.qc, build_id, PRE_QC)
    signed = shop.sign(shop.qc, filled)
    (made,) = signatures.signatures_of(shop.coordinator.session, "inspection", filled.id)
    who = shop.qc.person.full_name
    assert (made.id, made.meaning, made.printed_name) == (
        signed.signature_id,
        "INSPECTION_PASSED",
        who,
    )
    assert (made.record_version, made.intact, made.station) == (filled.version, True, "test-station")
    image = signatures.signed_image(shop.coordinator.session, made.id, "inspection", filled.id)
    assert (image["build_number"], image["version"], image["format"]) == (filled.build_number, filled.version, 1)
    answered = {item["code"]: item["answer"] for item in image["items"]}
    assert answered["PP-03"]["number"] == 72 and answered["PP-09"]["by"] == shop.qc.person.login
    with shop.database.connect() as connection:
        row = connection.execute(
            "SELECT image, sha256 FROM cs.signature_subject WHERE record_kind = 'inspection'"
        ).fetchone()
    assert row is not None
    assert hashlib.sha256(row[0]).digest() == row[1] and made.sha256 == row[1].hex()
    with pytest.raises(NotFound):
        signatures.signed_image(shop.coordinator.session, made.id, "build", filled.id)


def test_bytes_that_were_tampered_with_are_no_longer_intact(shop: Shop) -> None:
    build_id = shop.arrived_build()
    signed = shop.inspect(shop.qc, build_id, PRE_QC)
    with shop.database.connect() as superuser:
        superuser.execute("ALTER TABLE cs.signature_subject DISABLE TRIGGER ALL")
        superuser.execute(
            "UPDATE cs.signature_subject SET image = image || ' '::bytea WHERE record_kind = 'inspection'"
        )
    (made,) = signatures.signatures_of(shop.qc.session, "inspection", signed.id)
    assert not made.intact


def test_the_same_signing_sent_twice_signs_once(shop: Shop) -> None:
    build_id = shop.arrived_build()
    filled = shop.fill(shop.qc, build_id, PRE_QC)
    command = uuid4()
    answers = [
        inspections.sign(
            shop.qc.session, shop.qc.password, Seen(filled.id, filled.version), Result.PASSED, command_id=command
        )
        for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert len(signatures.signatures_of(shop.qc.session, "inspection", filled.id)) == 1
    # As another action it is refused: it is signed.
    with pytest.raises((Frozen, Stale)):
        shop.sign(shop.qc, filled)
    with pytest.raises(Frozen, match="already signed"):
        shop.sign(shop.qc, inspections.read_inspection(shop.qc.session, filled.id))
    with pytest.raises(ContentError, match="already used for something else"):
        inspections.sign(
            shop.qc.session, shop.qc.password, Seen(filled.id, filled.version), Result.FAILED, command_id=command
        )


def test_wrong_passwords_sign_nothing(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    # Where nothing is typed the driver would take this one, or one out of ~/.pgpass.
    monkeypatch.setenv("PGPASSWORD", shop.qc.password)
    build_id = shop.arrived_build()
    filled = shop.fill(shop.qc, build_id, PRE_QC)
    before = count(shop, "signature")
    other = shop.worker(Role.QC_PERSON)
    for password in ("wrong", "", "a\0b", other.password, "'; DROP TABLE cs.signature; --", "пароль"):
        with pytest.raises(SignatureRefused, match="password is not right"):
            inspections.sign(shop.qc.session, password, Seen(filled.id, filled.version), Result.PASSED)
    assert count(shop, "signature") == before
    assert shop.place(build_id).status == BuildStatus.READY_FOR_PRE_QC


def test_signing_what_changed_meanwhile_is_stale(shop: Shop) -> None:
    build_id = shop.arrived_build()
    filled = shop.fill(shop.qc, build_id, PRE_QC)
    item = item_of(filled, "PP-09")
    other = shop.worker(Role.QC_PERSON)
    # The other person's answer is not what the signer saw.
    inspections.answer(other.session, item.id, Answer(Outcome.PASS, note="looked at it again"), version=1)
    with pytest.raises(Stale, match="changed since it was read"):
        shop.sign(shop.qc, filled)
    with pytest.raises(Stale):
        inspections.sign(shop.qc.session, shop.qc.password, Seen(filled.id, 0), Result.PASSED)
    assert shop.sign(shop.qc, inspections.read_inspection(shop.qc.session, filled.id)).status == "READY_FOR_PRODUCTION"


def test_the_result_must_be_what_the_answers_give(shop: Shop) -> None:
    build_id = shop.arrived_build()
    opened = inspections.read_inspection(shop.qc.session, inspections.start(shop.qc.session, build_id, PRE_QC))
    with pytest.raises(OutOfOrder, match=f"{len(opened.items)} required items have no answer"):
        shop.sign(shop.qc, opened)
    with pytest.raises(OutOfOrder, match="required items have no answer"):
        shop.sign(shop.qc, opened, Result.FAILED)
    filled = shop.fill(shop.qc, build_id, PRE_QC)
    with pytest.raises(InvalidInput, match="give passed"):
        shop.sign(shop.qc, filled, Result.FAILED)
    item = item_of(filled, "PP-09")
    inspections.answer(shop.qc.session, item.id, Answer(Outcome.FAIL, note="bent"), version=1)
    filled = inspections.read_inspection(shop.qc.session, filled.id)
    with pytest.raises(InvalidInput, match="give failed"):
        shop.sign(shop.qc, filled)
    assert len(shop.sign(shop.qc, filled, Result.FAILED).opened) == 1


def test_signing_somebody_elses_form(shop: Shop) -> None:
    build_id = shop.arrived_build()
    filled = shop.fill(shop.qc, build_id, PRE_QC)
    for worker in (shop.assembler, shop.admin, shop.coordinator, shop.procurement):
        with pytest.raises(Refused):
            shop.sign(worker, filled)
    with pytest.raises(Refused):
        shop.sign(shop.worker(Role.SERVICE_DEPARTMENT), filled)
    # Another QC person may finish what one began.
    assert shop.sign(shop.worker(Role.QC_PERSON), filled).result is Result.PASSED


@pytest.mark.parametrize(("subjects", "state"), [
    (None, "CS422"), ({}, "CS422"), ([], "CS422"), ("inspection", "CS422"), ([{"kind": "inspection"}] * 51, "CS422"),
    ([{"kind": "person", "id": 1, "version": 1}], "CS422"),
    ([{"kind": "inspection", "id": 999999, "version": 1}], "CS404"),
    ([{"kind": "inspection", "id": None, "version": 1}], "CS404"), ([{"id": 1}], "CS422"), ([{}], "CS422"),
    ([{"kind": "build", "id": "'; DROP TABLE cs.build; --", "version": 1}], "22P02"), ([1], "22023"),
])  # fmt: skip
def test_odd_subjects(shop: Shop, subjects: Any, state: str) -> None:
    with shop.database.connect(shop.qc.person.login, shop.qc.password) as connection, pytest.raises(psycopg.Error) as e:
        raw_sign(connection, "INSPECTION_PASSED", subjects)
    assert e.value.sqlstate == state


def test_odd_meanings(shop: Shop, subtests: pytest.Subtests) -> None:
    filled = shop.fill(shop.qc, shop.arrived_build(), PRE_QC)
    subject = {"kind": "inspection", "id": filled.id, "version": filled.version}
    meanings: tuple[Any, ...] = ("", "APPROVED_BY_ME", "inspection_passed", "'; DROP TABLE cs.signature; --", None)
    for meaning in meanings:
        with (
            subtests.test(meaning=meaning),
            shop.database.connect(shop.qc.person.login, shop.qc.password) as connection,
        ):
            with pytest.raises(psycopg.Error) as e:
                raw_sign(connection, meaning, [subject])
            assert e.value.sqlstate in {"23514", "23502", "CS403"}


FOREIGN_MEANINGS = [
    ("BOM_APPROVED", "inspection"), ("READY_FOR_INSPECTION", "inspection"), ("DISPOSITION", "inspection"),
    ("INSPECTION_PASSED", "build"), ("CANCELLATION", "build"), ("CANCELLATION", "inspection"), ("CONCESSION", "build"),
]  # fmt: skip


def test_a_meaning_belongs_to_its_record_and_role(shop: Shop, subtests: pytest.Subtests) -> None:
    build_id = shop.arrived_build()
    filled = shop.fill(shop.qc, build_id, PRE_QC)
    records = {"inspection": Seen(filled.id, filled.version), "build": shop.seen(build_id)}
    for meaning, kind in FOREIGN_MEANINGS:
        with subtests.test(meaning=meaning, kind=kind), pytest.raises((Refused, InvalidInput)):
            sign(shop.qc.session, shop.qc.password, "test.sign", meaning, kind, [records[kind]])
    assert count(shop, "signature WHERE meaning <> 'BOM_APPROVED'") == 0


def test_the_comment_is_kept_as_text(shop: Shop) -> None:
    build_id = shop.arrived_build()
    filled = shop.fill(shop.qc, build_id, PRE_QC)
    said = "'); DELETE FROM cs.signature; -- 😀 הכיור %s :x"
    inspections.sign(shop.qc.session, shop.qc.password, Seen(filled.id, filled.version), Result.PASSED, comment=said)
    (made,) = signatures.signatures_of(shop.qc.session, "inspection", filled.id)
    assert made.comment == said
    with pytest.raises(InvalidInput):
        inspections.sign(shop.qc.session, shop.qc.password, Seen(filled.id, 1), Result.PASSED, comment="x" * 10_001)


def test_one_signature_covers_one_order(shop: Shop) -> None:
    one = submit_order(shop.database, [build_json(), build_json()])
    other = submit_order(shop.database)
    first, second, foreign = (Seen(build.bom_revision_id, 1) for order in (one, other) for build in order.builds)
    with pytest.raises(InvalidInput, match="one order"):
        boms.approve(shop.procurement.session, shop.procurement.password, [first, foreign])
    with pytest.raises(ContentError):
        boms.approve(shop.procurement.session, shop.procurement.password, [first, first])
    assert count(shop, "signature") == 0
    boms.approve(shop.procurement.session, shop.procurement.password, [first, second])
    assert count(shop, "signature") == 1
    assert count(shop, "signature_subject") == 2


def test_nobody_signs_on_a_signed_in_connection_or_writes_a_signature(shop: Shop) -> None:
    with shop.database.connect(shop.qc.person.login, shop.qc.password) as connection:
        for statement in (
            "INSERT INTO cs.signature (meaning, signer_id, printed_name, signed_at, authenticated_at) "
            "VALUES ('INSPECTION_PASSED', 1, 'x', now(), now())",
            "UPDATE cs.inspection SET state = 'SIGNED'",
            "SELECT cs.apply_signature('INSPECTION_PASSED', 'inspection', 1, 1)",
            "SELECT cs.settle_nonconformances(1)",
            "SELECT cs.open_inspection(1, 'PACKAGING', '')",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
                connection.execute(statement.encode())


def test_somebody_who_must_change_the_password_or_is_disabled_signs_nothing(shop: Shop) -> None:
    build_id = shop.arrived_build()
    filled = shop.fill(shop.qc, build_id, PRE_QC)
    for change in ("must_change_password = true", "must_change_password = false, state = 'DISABLED'"):
        with shop.database.connect() as superuser:
            superuser.execute(
                f"UPDATE cs.person SET {change}, version = version + 1 WHERE id = %s".encode(), [shop.qc.person.id]
            )
        with pytest.raises(Refused, match="good standing"):
            shop.sign(shop.qc, filled)


def test_the_statement_over_the_packaging_has_its_own_meaning(shop: Shop) -> None:
    build_id = shop.tested()
    signed = shop.pack(build_id)
    (made,) = signatures.signatures_of(shop.qc.session, "inspection", signed.id)
    assert made.meaning == "READY_FOR_INSPECTION"
    other = shop.tested()
    filled = shop.fill(shop.assembler, other, PACKAGING)
    with pytest.raises(InvalidInput, match="not the meaning"):
        sign(shop.assembler.session, shop.assembler.password, "test.sign", "INSPECTION_PASSED", "inspection",
             [Seen(filled.id, filled.version)])  # fmt: skip
    released = shop.worker(Role.ASSEMBLER)
    with pytest.raises(Refused, match="not claimed"):
        shop.sign(released, filled)


def test_a_form_under_way_is_signed_by_an_assembler_with_a_claim_only(shop: Shop) -> None:
    build_id = shop.in_assembly()
    filled = shop.fill(shop.assembler, build_id, PRODUCTION)
    with pytest.raises(Refused, match="not claimed"):
        shop.sign(shop.worker(Role.ASSEMBLER), filled)
    assert shop.sign(shop.assembler, filled).status is BuildStatus.IN_ASSEMBLY


def test_the_signature_on_a_cancellation_is_bound_to_the_version_that_was_seen(shop: Shop) -> None:
    build_id = shop.arrived_build()
    seen = shop.seen(build_id)
    coordinator = shop.coordinator
    sign(coordinator.session, coordinator.password, "test.sign", "CANCELLATION", "build", [seen], comment="none")
    shop.inspect(shop.qc, build_id, PRE_QC)
    # The build went on since: the old signature cancels nothing.
    with (
        pytest.raises(OutOfOrder, match="needs a signature"),
        shop.coordinator.session.write(Command("test.cancel", {})) as work,
    ):
        cancel = "UPDATE cs.build SET status = 'CANCELLED', cancel_reason = 'none', version = version + 1"
        work.connection.execute(text(cancel))
    place = moves.cancel(shop.coordinator.session, shop.coordinator.password, shop.seen(build_id), "customer withdrew")
    assert place.status == BuildStatus.CANCELLED


@pytest.mark.slow
def test_sixty_seconds_after_the_password_was_typed_nobody_signs(shop: Shop) -> None:
    build_id = shop.arrived_build()
    filled = shop.fill(shop.qc, build_id, PRE_QC)
    subject = [{"kind": "inspection", "id": filled.id, "version": filled.version}]
    with shop.database.connect(shop.qc.person.login, shop.qc.password, autocommit=True) as connection:
        time.sleep(61)
        with pytest.raises(psycopg.Error, match="typed too long ago") as refused:
            raw_sign(connection, "INSPECTION_PASSED", subject)
        assert refused.value.sqlstate == "CS401"
        # Neither a new transaction nor a reset makes the session young again.
        connection.execute("DISCARD ALL")
        with pytest.raises(psycopg.Error, match="typed too long ago"):
            raw_sign(connection, "INSPECTION_PASSED", subject)
    worker: Worker = shop.qc
    assert shop.sign(worker, filled).result is Result.PASSED
