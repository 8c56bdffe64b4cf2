"""Correcting language and build numbers before approval: order and configurations together, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from cleanstation_desktop.domain.errors import Duplicate, Frozen, InvalidInput, NotFound, Refused, Stale
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import boms, builds, moves, order_corrections, order_lists
from cleanstation_desktop.services.signing import Seen
from tests.support.clusters import Clone
from tests.support.company import Company, nothing_written
from tests.support.orders import approve, build_json, submit_order

WHY = "The hospital reads French"
OTHERS = [role for role in Role if role is not Role.PRODUCTION_COORDINATOR]


def _manuals(company: Company, revision_id: int) -> set[str]:
    return {
        line.item
        for line in boms.read_bom(company.qc, revision_id).bom.lines
        if line.level == 0 and "MANUAL" in line.item
    }


def test_the_language_changes_with_every_build(database: Clone, company: Company) -> None:
    made = submit_order(company.coordinator, [build_json(), build_json(length=100)])
    seen, command = Seen(made.id, 1), uuid4()
    correction = order_corrections.change_language(company.coordinator, seen, "FR", reason=WHY, command_id=command)
    with nothing_written(database):
        again = order_corrections.change_language(company.coordinator, seen, "FR", reason=WHY, command_id=command)
    assert again == correction
    assert (correction.version, [new.revision for new in correction.revisions]) == (2, [2, 2])
    detail = order_lists.read_order(company.qc, made.id)
    assert (detail.head.language, detail.head.version) == ("FR", 2)
    for build in detail.builds:
        assert builds.read_build(company.qc, build.id).configuration["language"] == "FR"
        assert boms.read_bom(company.qc, build.bom_revision_id).head.reason == WHY
        assert _manuals(company, build.bom_revision_id) == {"T2-STD-MANUAL-FR-KIT"}
    # Procurement signs the new revisions, and cannot sign the old ones any more.
    password = company.password(Role.PROCUREMENT_SPECIALIST)
    with nothing_written(database), pytest.raises(Stale):
        boms.approve(company.procurement, password, [Seen(build.bom_revision_id, 1) for build in made.builds])
    boms.approve(company.procurement, password, [Seen(new.id, 1) for new in correction.revisions])
    with nothing_written(database), pytest.raises(Frozen):
        order_corrections.change_language(company.coordinator, Seen(made.id, 2), "ES", reason=WHY)


def test_a_cancelled_build_keeps_its_language(company: Company) -> None:
    made = submit_order(company.coordinator, [build_json(), build_json()])
    password = company.password(Role.PRODUCTION_COORDINATOR)
    moves.cancel(company.coordinator, password, Seen(made.builds[0].id, 1), "Customer wants one only")
    correction = order_corrections.change_language(company.coordinator, Seen(made.id, 1), "ES", reason=WHY)
    assert [new.build_id for new in correction.revisions] == [made.builds[1].id]
    assert builds.read_build(company.qc, made.builds[0].id).configuration["language"] == "EN"


@pytest.mark.parametrize(
    ("language", "reason", "field"),
    [("EN", WHY, "language"), ("DE", WHY, "language"), ("", WHY, "language"), ("FR", "no", "reason")],
)
def test_a_language_that_cannot_be_is_refused(
    database: Clone, company: Company, language: str, reason: str, field: str
) -> None:
    made = submit_order(company.coordinator)
    with nothing_written(database), pytest.raises(InvalidInput) as caught:
        order_corrections.change_language(company.coordinator, Seen(made.id, 1), language, reason=reason)
    assert caught.value.field == field


def test_what_no_longer_fits_the_catalogue_stops_the_language_of_all(database: Clone, company: Company) -> None:
    made = submit_order(company.coordinator, [build_json(), build_json(length=100)])
    with database.connect(autocommit=True) as superuser:
        superuser.execute(
            "UPDATE cs.item SET state = 'WITHDRAWN', version = version + 1 WHERE number = 'T2-BODY-73-120-HA'"
        )
    with nothing_written(database), pytest.raises(InvalidInput) as caught:
        order_corrections.change_language(company.coordinator, Seen(made.id, 1), "FR", reason=WHY)
    assert caught.value.findings[0].field == "builds[1].length"


def test_a_build_number_is_corrected(database: Clone, company: Company) -> None:
    made = submit_order(company.coordinator, [build_json("WRONG-1"), build_json("KEPT-1")])
    build, command = made.builds[0], uuid4()
    correction = order_corrections.change_build_number(
        company.coordinator, Seen(build.id, 1), " RIGHT-1 ", reason="Typed wrong", command_id=command
    )
    with nothing_written(database):
        again = order_corrections.change_build_number(
            company.coordinator, Seen(build.id, 1), " RIGHT-1 ", reason="Typed wrong", command_id=command
        )
    assert again == correction
    shown = builds.read_build(company.qc, build.id)
    assert (shown.head.build_number, shown.head.version, shown.configuration["build_number"]) == (
        "RIGHT-1",
        2,
        "RIGHT-1",
    )
    assert [row.revision for row in shown.revisions] == [1, 2]
    with nothing_written(database), pytest.raises(Duplicate) as caught:
        order_corrections.change_build_number(company.coordinator, Seen(build.id, 2), "kept-1", reason="Typed wrong")
    assert caught.value.field == "build_number"
    with nothing_written(database), pytest.raises(Stale):
        order_corrections.change_build_number(company.coordinator, Seen(build.id, 1), "LATE-1", reason="Typed wrong")
    # The old number is free again.
    submit_order(company.coordinator, [build_json("WRONG-1")])


@pytest.mark.parametrize("number", ["", "-1", "A B", "x" * 41, "A\0B", "SAME-1"])
def test_a_number_that_cannot_be_is_refused(database: Clone, company: Company, number: str) -> None:
    made = submit_order(company.coordinator, [build_json("SAME-1")])
    with nothing_written(database), pytest.raises(InvalidInput) as caught:
        order_corrections.change_build_number(company.coordinator, Seen(made.builds[0].id, 1), number, reason=WHY)
    assert caught.value.field == "build_number"


def test_after_approval_of_one_build_nothing_of_the_order_is_corrected(database: Clone, company: Company) -> None:
    made = submit_order(company.coordinator, [build_json(), build_json()])
    password = company.password(Role.PROCUREMENT_SPECIALIST)
    boms.approve(company.procurement, password, [Seen(made.builds[0].bom_revision_id, 1)])
    with nothing_written(database), pytest.raises(Frozen):
        order_corrections.change_language(company.coordinator, Seen(made.id, 1), "FR", reason=WHY)
    for build in made.builds:
        with nothing_written(database), pytest.raises(Frozen):
            order_corrections.change_build_number(company.coordinator, Seen(build.id, 1), "NEW-1", reason=WHY)


def test_corrections_are_the_coordinators(database: Clone, company: Company) -> None:
    made = submit_order(company.coordinator)
    for role in OTHERS:
        with nothing_written(database), pytest.raises(Refused):
            order_corrections.change_language(company.session(role), Seen(made.id, 1), "FR", reason=WHY)
        with nothing_written(database), pytest.raises(Refused):
            order_corrections.change_build_number(company.session(role), Seen(made.builds[0].id, 1), "N-1", reason=WHY)
    with nothing_written(database), pytest.raises(NotFound):
        order_corrections.change_language(company.coordinator, Seen(999_999, 1), "FR", reason=WHY)
    with nothing_written(database), pytest.raises(NotFound):
        order_corrections.change_build_number(company.coordinator, Seen(999_999, 1), "N-1", reason=WHY)


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE cs.customer_order SET language = 'FR', version = version + 1 WHERE id = %(order)s", "CS412"),
        ("UPDATE cs.build SET build_number = 'PSQL-1', version = version + 1 WHERE id = %(build)s", "CS412"),
        (
            "INSERT INTO cs.configuration (build_id, revision, body, rule_set_id) SELECT build_id, 2, "
            'body || \'{"language": "ES"}\', rule_set_id FROM cs.configuration WHERE build_id = %(build)s',
            "CS412",
        ),
        (
            "UPDATE cs.build SET build_number = 'PSQL-1', status = 'CANCELLED', cancel_reason = 'both at once', "
            "version = version + 1 WHERE id = %(build)s",
            "CS403",
        ),
    ],
)
def test_psql_changes_neither_by_itself(database: Clone, company: Company, statement: str, code: str) -> None:
    made = submit_order(company.coordinator)
    keys: Mapping[str, Any] = {"order": made.id, "build": made.builds[0].id}
    person = company.person(Role.PRODUCTION_COORDINATOR)
    with (
        nothing_written(database),
        pytest.raises(psycopg.Error) as caught,
        database.connect(person.login, person.password) as connection,
    ):
        connection.execute(statement.encode(), keys)
        connection.commit()
    assert caught.value.sqlstate == code


def test_psql_gives_no_new_number_to_an_approved_build(database: Clone, company: Company) -> None:
    made = submit_order(company.coordinator)
    approve(database, made)
    person = company.person(Role.PRODUCTION_COORDINATOR)
    with database.connect(person.login, person.password) as connection, pytest.raises(psycopg.Error) as caught:
        connection.execute(
            "UPDATE cs.build SET build_number = 'PSQL-2', version = version + 1 WHERE id = %s", [made.builds[0].id]
        )
    assert caught.value.sqlstate == "CS423"
