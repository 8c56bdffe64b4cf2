"""Initials on records: free to change until they stand on one, then never, so that every print says the same."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from cleanstation_desktop.domain.checklist_template import Outcome
from cleanstation_desktop.domain.errors import Frozen
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import inspections, moves, people, sheets
from cleanstation_desktop.services.inspections import Answer
from cleanstation_desktop.services.people import PersonRecord
from tests.support.inspections import item_of
from tests.support.shop import PRE_QC, Shop, Worker


def record_of(shop: Shop, worker: Worker) -> PersonRecord:
    """The person as the administrator's list shows it."""
    return next(person for person in people.list_people(shop.admin.session) if person.id == worker.person.id)


def rename(shop: Shop, worker: Worker, **change: Any) -> None:
    """Change some details, all others kept."""
    seen = record_of(shop, worker)
    details = {name: getattr(seen, name) for name in ("full_name", "initials", "language", "email")}
    people.update(shop.admin.session, seen.id, seen.version, **{**details, **change})


def refuse_initials(shop: Shop, worker: Worker) -> None:
    """See that they cannot be changed, and everything else can."""
    before = record_of(shop, worker)
    with pytest.raises(Frozen, match="stand on records") as refused:
        rename(shop, worker, initials="ZZ9")
    assert (refused.value.field, record_of(shop, worker)) == ("initials", before)
    rename(shop, worker, full_name="Another Name", language="FR")
    after = record_of(shop, worker)
    assert (after.full_name, after.language, after.initials) == ("Another Name", "FR", before.initials)


def test_initials_change_until_they_stand_on_an_answer(shop: Shop) -> None:
    build_id = shop.arrived_build()
    opened = inspections.start(shop.qc.session, build_id, PRE_QC)
    # Having opened a form is nothing yet: no initials stand on it.
    rename(shop, shop.qc, initials="ZZ8")
    item = item_of(inspections.read_inspection(shop.qc.session, opened), "PP-09")
    inspections.answer(shop.qc.session, item.id, Answer(Outcome.PASS))
    sheet = sheets.preview_qc_sheet(shop.qc.session, opened)
    refuse_initials(shop, shop.qc)
    assert sheets.preview_qc_sheet(shop.admin.session, opened).sections == sheet.sections
    assert {entry.initials for part in sheet.sections for entry in part.items} == {"", "ZZ8"}


def test_initials_change_until_they_stand_under_a_signature(shop: Shop) -> None:
    signer = shop.worker(Role.PRODUCTION_COORDINATOR)
    build_id = shop.arrived_build()
    rename(shop, signer, initials="ZZ8")
    moves.cancel(signer.session, signer.password, shop.seen(build_id), "customer withdrew")
    refuse_initials(shop, signer)


def test_initials_are_kept_from_psql_too(shop: Shop) -> None:
    build_id = shop.arrived_build()
    shop.inspect(shop.qc, build_id, PRE_QC)
    seen = record_of(shop, shop.qc)
    with shop.database.connect(shop.admin.person.login, shop.admin.password) as psql:
        for statement, state in (
            ("SELECT cs_adm.update_person(%s, %s, %s, 'ZZ9', 'EN', NULL)", "CS423"),
            ("UPDATE cs.person SET initials = 'ZZ9', version = %s + 1 WHERE id = %s OR full_name = %s", "42501"),
        ):
            arguments = (seen.id, seen.version, seen.full_name)
            with pytest.raises(psycopg.Error) as refused, psql.transaction():
                psql.execute(statement.encode(), arguments)
            assert refused.value.sqlstate == state
    assert record_of(shop, shop.qc) == seen
