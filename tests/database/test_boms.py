"""BOM revisions through the services: read, compare, approve, send back, revise (DOMAIN §3, Changes)."""

from __future__ import annotations

from uuid import uuid4

import pytest

from cleanstation_desktop.domain.bom import explode
from cleanstation_desktop.domain.configuration import parse_configuration
from cleanstation_desktop.domain.errors import (
    Frozen,
    InvalidInput,
    NotFound,
    OutOfOrder,
    Refused,
    SignatureRefused,
    Stale,
)
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import boms, builds, order_lists
from cleanstation_desktop.services.bom_storage import bom_digest
from cleanstation_desktop.services.signing import Seen
from tests.support.clusters import Clone
from tests.support.company import ODD_TEXTS, Company, nothing_written
from tests.support.configurations import PEGBOARD, basin
from tests.support.domain_samples import demo_catalogue, rules
from tests.support.orders import approve, build_json, submit_order

PASSED_ON = "Please take the larger body"


def test_a_stored_bill_is_the_bill_that_was_exploded(database: Clone, company: Company) -> None:
    data = build_json(
        pegboard={**PEGBOARD, "size": {"width": 50, "length": 20}},
        basins=[basin("e_sink_di", light=True), basin("e_drain", size={"width": 28, "length": 20, "depth": 9})],
        accessories=[{"item": "T-OA-BINRAIL-36-KIT", "quantity": 2}],
    )
    made = submit_order(company.coordinator, [data])

    stored = boms.read_bom(company.qc, made.builds[0].bom_revision_id)

    assert stored.bom == explode(parse_configuration(data), rules(), demo_catalogue())
    assert (stored.head.revision, stored.head.state, stored.configuration) == (1, "SUBMITTED", data)
    with database.connect() as connection:
        row = connection.execute("SELECT sha256, totals FROM cs.bom_revision").fetchone()
    assert row == (bom_digest(stored.bom), stored.bom.to_json()["totals"])


def test_a_stored_warning_can_be_said_in_the_language_of_the_order(company: Company) -> None:
    wide = [basin("e_sink", size="30X20X8"), basin("e_drain", size="30X20X8")]
    data = build_json(language="FR", length=48, basins=wide)
    made = submit_order(company.coordinator, [data])

    stored = boms.read_bom(company.qc, made.builds[0].bom_revision_id)

    (warning,) = stored.bom.findings
    assert warning.message == "The basins side by side need 60 in, and the sink is 48 in long."
    assert warning.facts == {"basins.total_width": 60, "length": 48}


def test_one_signature_approves_ten_bills_of_an_order(database: Clone, company: Company) -> None:
    made = submit_order(company.coordinator, [build_json() for _ in range(10)])
    seen = [Seen(build.bom_revision_id, 1) for build in made.builds]
    command = uuid4()
    password = company.password(Role.PROCUREMENT_SPECIALIST)

    signature = boms.approve(company.procurement, password, seen, comment="All checked", command_id=command)

    with nothing_written(database):
        again = boms.approve(company.procurement, password, seen, comment="All checked", command_id=command)
    assert again == signature
    states = {build.bom_state for build in order_lists.read_order(company.qc, made.id).builds}
    assert states == {"APPROVED"}
    with database.connect() as connection:
        rows = connection.execute(
            "SELECT s.meaning, s.comment, count(*) FROM cs.signature s JOIN cs.signature_subject u "
            "ON u.signature_id = s.id GROUP BY s.id"
        ).fetchall()
    assert rows == [("BOM_APPROVED", "All checked", 10)]


def test_a_signature_is_refused_whole(database: Clone, company: Company) -> None:
    made, other = submit_order(company.coordinator, [build_json(), build_json()]), submit_order(company.coordinator)
    first, second = (build.bom_revision_id for build in made.builds)
    session, password = company.procurement, company.password(Role.PROCUREMENT_SPECIALIST)

    with nothing_written(database), pytest.raises(SignatureRefused):
        boms.approve(session, "not my password", [Seen(first, 1)])
    with nothing_written(database), pytest.raises(SignatureRefused):
        boms.approve(session, company.password(Role.QC_PERSON), [Seen(first, 1)])
    with nothing_written(database), pytest.raises(Stale):
        boms.approve(session, password, [Seen(first, 1), Seen(second, 2)])
    with nothing_written(database), pytest.raises(InvalidInput) as caught:
        boms.approve(session, password, [Seen(first, 1), Seen(other.builds[0].bom_revision_id, 1)])
    assert caught.value.field == "subjects"
    with nothing_written(database), pytest.raises(InvalidInput):
        boms.approve(session, password, [])
    with nothing_written(database), pytest.raises(NotFound):
        boms.approve(session, password, [Seen(999_999, 1)])
    with nothing_written(database), pytest.raises(InvalidInput) as caught:
        boms.approve(session, password, [Seen(first, 1)], comment="x" * 10_001)
    assert caught.value.field == "comment"
    with nothing_written(database), pytest.raises(InvalidInput):
        boms.approve(session, password, [Seen(first, 1)], comment="a\0b")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PROCUREMENT_SPECIALIST])
def test_only_procurement_approves_and_sends_back(database: Clone, company: Company, role: Role) -> None:
    made = submit_order(company.coordinator)
    seen = Seen(made.builds[0].bom_revision_id, 1)
    with nothing_written(database), pytest.raises(Refused):
        boms.approve(company.session(role), company.password(role), [seen])
    with nothing_written(database), pytest.raises(Refused):
        boms.send_back(company.session(role), seen, PASSED_ON)


def test_an_approved_bill_is_frozen(database: Clone, company: Company) -> None:
    made = submit_order(company.coordinator)
    approve(database, made, company.person(Role.PROCUREMENT_SPECIALIST))
    seen = Seen(made.builds[0].bom_revision_id, 2)
    with nothing_written(database), pytest.raises(Frozen):
        boms.approve(company.procurement, company.password(Role.PROCUREMENT_SPECIALIST), [seen])
    with nothing_written(database), pytest.raises(Frozen):
        boms.send_back(company.procurement, seen, PASSED_ON)
    changed = build_json(made.builds[0].build_number, length=60)
    with nothing_written(database), pytest.raises(Frozen):
        boms.revise(company.coordinator, made.builds[0].id, changed, seen_revision=1, reason="longer")


def test_a_bill_sent_back_is_revised_and_approved(database: Clone, company: Company) -> None:
    data = build_json()
    made = submit_order(company.coordinator, [data])
    build, command = made.builds[0], uuid4()

    version = boms.send_back(company.procurement, Seen(build.bom_revision_id, 1), PASSED_ON, command_id=command)
    assert version == 2
    assert boms.send_back(company.procurement, Seen(build.bom_revision_id, 1), PASSED_ON, command_id=command) == 2
    with nothing_written(database), pytest.raises(OutOfOrder):
        boms.send_back(company.procurement, Seen(build.bom_revision_id, 2), "Once more")
    with nothing_written(database), pytest.raises(Frozen):
        boms.approve(
            company.procurement, company.password(Role.PROCUREMENT_SPECIALIST), [Seen(build.bom_revision_id, 2)]
        )

    command = uuid4()
    changed = {**data, "length": 80}
    revision = boms.revise(
        company.coordinator, build.id, changed, seen_revision=1, reason=PASSED_ON, command_id=command
    )
    with nothing_written(database):
        again = boms.revise(
            company.coordinator, build.id, changed, seen_revision=1, reason=PASSED_ON, command_id=command
        )
    assert again == revision
    shown = builds.read_build(company.procurement, build.id)
    assert [(row.revision, row.state, row.send_back_reason, row.reason) for row in shown.revisions] == [
        (1, "SENT_BACK", PASSED_ON, ""),
        (2, "SUBMITTED", None, PASSED_ON),
    ]
    assert shown.configuration == changed
    difference = boms.diff_revisions(company.procurement, build.bom_revision_id, revision.id)
    assert {line.item for line in difference.removed if line.level == 0} == {"T2-BODY-61-72-HA"}
    assert {line.item for line in difference.added if line.level == 0} == {"T2-BODY-73-120-HA"}

    boms.approve(company.procurement, company.password(Role.PROCUREMENT_SPECIALIST), [Seen(revision.id, 1)])
    assert builds.read_build(company.procurement, build.id).head.bom_state == "APPROVED"


def test_an_older_revision_is_not_approved_any_more(database: Clone, company: Company) -> None:
    data = build_json()
    made = submit_order(company.coordinator, [data])
    build = made.builds[0]
    boms.revise(company.coordinator, build.id, {**data, "width": 31}, seen_revision=1, reason="wider")
    with nothing_written(database), pytest.raises(Stale):
        boms.approve(
            company.procurement, company.password(Role.PROCUREMENT_SPECIALIST), [Seen(build.bom_revision_id, 1)]
        )
    with nothing_written(database), pytest.raises(Stale):
        boms.revise(company.coordinator, build.id, {**data, "width": 32}, seen_revision=1, reason="wider still")


def test_a_revision_with_an_error_is_not_made(database: Clone, company: Company) -> None:
    data = build_json()
    made = submit_order(company.coordinator, [data])
    build = made.builds[0]
    for changes, field in (
        ({"length": 200}, "length"),
        ({"build_number": "OTHER-7"}, "build_number"),
        ({"language": "ES"}, "language"),
        ({"accessories": [{"item": "GHOST", "quantity": 1}]}, "accessories[0].item"),
        ({"feet": "wheels"}, "feet"),
    ):
        with nothing_written(database), pytest.raises(InvalidInput) as caught:
            boms.revise(company.coordinator, build.id, {**data, **changes}, seen_revision=1, reason="a change")
        assert caught.value.field == field
    with nothing_written(database), pytest.raises(NotFound):
        boms.revise(company.coordinator, 999_999, data, seen_revision=1, reason="a change")
    with nothing_written(database), pytest.raises(Refused):
        boms.revise(company.procurement, build.id, data, seen_revision=1, reason="a change")


def test_reasons_are_kept_as_given_or_refused_by_field(database: Clone, company: Company) -> None:
    for text in (*ODD_TEXTS, "x" * 10_000):
        made = submit_order(company.coordinator)
        seen = Seen(made.builds[0].bom_revision_id, 1)
        boms.send_back(company.procurement, seen, text)
        assert boms.read_bom(company.procurement, seen.id).head.send_back_reason == text
    made = submit_order(company.coordinator)
    seen = Seen(made.builds[0].bom_revision_id, 1)
    for bad in ("", "no", "x" * 10_001, "nul\0 byte"):
        with nothing_written(database), pytest.raises(InvalidInput) as caught:
            boms.send_back(company.procurement, seen, bad)
        assert caught.value.field == "reason"


def test_what_is_not_there_is_not_found(company: Company) -> None:
    made = submit_order(company.coordinator)
    with pytest.raises(NotFound):
        boms.read_bom(company.qc, 999_999)
    with pytest.raises(NotFound):
        boms.diff_revisions(company.qc, made.builds[0].bom_revision_id, 999_999)
    with pytest.raises(Refused):
        boms.read_bom(company.service, made.builds[0].bom_revision_id)
