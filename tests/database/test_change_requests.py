"""Change requests through the services: asked, drawn up, signed by one or by two, rejected, withdrawn (DOMAIN §3)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.domain.configuration_diff import AnswerChange
from cleanstation_desktop.domain.errors import (
    Duplicate,
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
from cleanstation_desktop.services import (
    boms,
    build_browsing,
    builds,
    change_requests,
    inspection_duty,
    inspections,
    moves,
    order_drafts,
    order_lists,
    procurement,
    where_used,
)
from cleanstation_desktop.services.change_requests import DrawnUpChange
from cleanstation_desktop.services.orders import SubmittedBuild
from cleanstation_desktop.services.signing import Seen
from tests.support.clusters import Clone
from tests.support.company import ODD_TEXTS, Company, nothing_written, put_in_assembly
from tests.support.configurations import basin
from tests.support.orders import approve, arrived_order, build_json, submit_order

WHAT, WHY = "Longer body", "The room is larger than drawn"


@pytest.fixture
def data() -> dict[str, Any]:
    """The configuration of the build under change."""
    return build_json()


@pytest.fixture
def build(database: Clone, company: Company, data: dict[str, Any]) -> SubmittedBuild:
    """A build whose BOM is approved."""
    made = submit_order(company.coordinator, [data])
    approve(database, made)
    return made.builds[0]


def _sign(company: Company, drawn: DrawnUpChange) -> int:
    password = company.password(Role.PROCUREMENT_SPECIALIST)
    return boms.approve(company.procurement, password, [Seen(drawn.revision.id, 1)])


def test_a_change_is_asked_drawn_up_shown_and_signed(
    database: Clone, company: Company, build: SubmittedBuild, data: dict[str, Any]
) -> None:
    asked, drew, changed = uuid4(), uuid4(), {**data, "length": 90}
    request = change_requests.open_change_request(company.coordinator, build.id, what=WHAT, why=WHY, command_id=asked)
    with nothing_written(database):
        again = change_requests.open_change_request(company.coordinator, build.id, what=WHAT, why=WHY, command_id=asked)
    assert again == request
    with pytest.raises(OutOfOrder):
        change_requests.show_difference(company.procurement, request.id)

    drawn = change_requests.draw_up(company.coordinator, request, changed, seen_revision=1, command_id=drew)
    with nothing_written(database):
        assert change_requests.draw_up(company.coordinator, request, changed, seen_revision=1, command_id=drew) == drawn
    difference = change_requests.show_difference(company.procurement, request.id)
    assert {line.item for line in difference.bom.added if line.level == 0} == {"T2-BODY-73-120-HA"}
    assert difference.answers == (AnswerChange("length", data["length"], 90),)

    _sign(company, drawn)

    shown = builds.read_build(company.qc, build.id)
    assert [(row.revision, row.state, row.reason) for row in shown.revisions] == [
        (1, "APPROVED", ""),
        (2, "APPROVED", WHAT),
    ]
    assert shown.configuration == changed
    (closed,) = shown.change_requests
    assert (closed.state, closed.what, closed.why, closed.qc_required) == ("APPROVED", WHAT, WHY, False)
    assert change_requests.list_change_requests(company.qc, open_only=True) == ()


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"width": 41}, ["width"]),
        ({"workflow": "right_to_left"}, ["workflow"]),
        ({"faucets": [{"kind": "wrist_blade", "placement": "between_1_2"}]}, ["faucets[0].placement"]),
        ({"sprayers": [{"kind": "water_gun_turret", "location": "right"}]}, ["sprayers[0].location"]),
    ],
)
def test_a_change_without_a_part_is_seen_before_it_is_signed(
    database: Clone, company: Company, changes: dict[str, Any], fields: list[str]
) -> None:
    data = build_json(
        basins=[basin("e_drain"), basin("e_sink")],
        faucets=[{"kind": "wrist_blade", "placement": "center_1"}],
        sprayers=[{"kind": "water_gun_turret", "location": "left"}],
    )
    made = submit_order(company.coordinator, [data])
    approve(database, made)
    request = change_requests.open_change_request(company.coordinator, made.builds[0].id, what=WHAT, why=WHY)
    change_requests.draw_up(company.coordinator, request, data | changes, seen_revision=1)
    difference = change_requests.show_difference(company.procurement, request.id)
    assert not (difference.bom.added or difference.bom.removed)
    assert [answer.field for answer in difference.answers] == fields
    assert not difference.empty


def test_once_assembly_has_begun_both_sign(
    database: Clone, company: Company, build: SubmittedBuild, data: dict[str, Any]
) -> None:
    put_in_assembly(company, build.id)
    request = change_requests.open_change_request(company.coordinator, build.id, what=WHAT, why=WHY)
    assert change_requests.list_change_requests(company.qc, build_id=build.id)[0].qc_required
    drawn = change_requests.draw_up(company.coordinator, request, {**data, "width": 40}, seen_revision=1)
    seen = Seen(drawn.revision.id, 1)

    _sign(company, drawn)
    assert boms.read_bom(company.qc, seen.id).head.state == "SUBMITTED"
    with nothing_written(database), pytest.raises(Frozen):
        _sign(company, drawn)
    with nothing_written(database), pytest.raises(SignatureRefused):
        change_requests.review(company.qc, "wrong", seen)
    for role in (Role.PROCUREMENT_SPECIALIST, Role.PRODUCTION_COORDINATOR, Role.ASSEMBLER, Role.ADMIN):
        with nothing_written(database), pytest.raises(Refused):
            change_requests.review(company.session(role), company.password(role), seen)
    command = uuid4()
    signature = change_requests.review(company.qc, company.password(Role.QC_PERSON), seen, command_id=command)
    with nothing_written(database):
        assert (
            change_requests.review(company.qc, company.password(Role.QC_PERSON), seen, command_id=command) == signature
        )

    assert boms.read_bom(company.qc, seen.id).head.state == "APPROVED"
    assert change_requests.list_change_requests(company.qc)[0].state == "APPROVED"


def test_a_revision_that_somebody_signed_is_not_sent_back(
    database: Clone, company: Company, build: SubmittedBuild, data: dict[str, Any]
) -> None:
    """Nor one of a request that is closed: then nothing of it is left to be drawn up."""
    put_in_assembly(company, build.id)
    request = change_requests.open_change_request(company.coordinator, build.id, what=WHAT, why=WHY)
    drawn = change_requests.draw_up(company.coordinator, request, {**data, "width": 40}, seen_revision=1)
    _sign(company, drawn)
    with nothing_written(database), pytest.raises(Frozen) as signed:
        boms.send_back(company.procurement, Seen(drawn.revision.id, 1), "Not so")
    assert signed.value.hint == "Reject the change request instead."
    change_requests.reject(company.procurement, Seen(request.id, drawn.version), "Not so")
    following = change_requests.open_change_request(company.coordinator, build.id, what=WHAT, why=WHY)
    drawn = change_requests.draw_up(company.coordinator, following, {**data, "width": 40}, seen_revision=2)
    change_requests.reject(company.procurement, Seen(following.id, drawn.version), "Not so")
    with nothing_written(database), pytest.raises(OutOfOrder):
        boms.send_back(company.procurement, Seen(drawn.revision.id, 1), "Not so")


def test_without_assembly_no_review_is_needed(
    database: Clone, company: Company, build: SubmittedBuild, data: dict[str, Any]
) -> None:
    request = change_requests.open_change_request(company.coordinator, build.id, what=WHAT, why=WHY)
    drawn = change_requests.draw_up(company.coordinator, request, {**data, "width": 40}, seen_revision=1)
    with nothing_written(database), pytest.raises(OutOfOrder):
        change_requests.review(company.qc, company.password(Role.QC_PERSON), Seen(drawn.revision.id, 1))


@pytest.mark.parametrize("closed_by", ["reject", "withdraw"])
def test_a_request_that_is_closed_leaves_the_approved_bill(
    database: Clone, company: Company, build: SubmittedBuild, data: dict[str, Any], closed_by: str
) -> None:
    request = change_requests.open_change_request(company.coordinator, build.id, what=WHAT, why=WHY)
    drawn = change_requests.draw_up(company.coordinator, request, {**data, "width": 40}, seen_revision=1)
    seen, command = Seen(request.id, drawn.version), uuid4()
    right, wrong = (
        (company.procurement, company.coordinator)
        if closed_by == "reject"
        else (company.coordinator, company.procurement)
    )
    close = change_requests.reject if closed_by == "reject" else change_requests.withdraw
    with nothing_written(database), pytest.raises(OutOfOrder) as open_still:
        procurement.release(company.procurement, [Seen(build.id, 1)])
    assert open_still.value.message == "A change request is open."
    with nothing_written(database), pytest.raises(Refused):
        close(wrong, seen, "Not now")
    with nothing_written(database), pytest.raises(Stale):
        close(right, request, "Not now")

    assert close(right, seen, "Not now", command_id=command) == drawn.version + 1
    assert close(right, seen, "Not now", command_id=command) == drawn.version + 1

    with nothing_written(database), pytest.raises(Frozen):
        close(right, Seen(request.id, drawn.version + 1), "Once more")
    with nothing_written(database), pytest.raises(OutOfOrder):
        change_requests.draw_up(company.coordinator, seen, {**data, "width": 41}, seen_revision=2)
    with nothing_written(database), pytest.raises(OutOfOrder):
        _sign(company, drawn)
    (place,) = procurement.release(company.procurement, [Seen(build.id, 1)])
    assert place.status == BuildStatus.SINK_BODY_EXTERNAL_PRODUCTION
    # The next request goes on counting.
    following = change_requests.open_change_request(company.coordinator, build.id, what=WHAT, why=WHY)
    drawn = change_requests.draw_up(company.coordinator, following, {**data, "width": 42}, seen_revision=2)
    assert drawn.revision.revision == 3
    _sign(company, drawn)
    assert builds.read_build(company.qc, build.id).configuration["width"] == 42


def test_a_request_is_drawn_up_anew_while_it_is_open(
    database: Clone, company: Company, build: SubmittedBuild, data: dict[str, Any]
) -> None:
    request = change_requests.open_change_request(company.coordinator, build.id, what=WHAT, why=WHY)
    first = change_requests.draw_up(company.coordinator, request, {**data, "width": 40}, seen_revision=1)
    with nothing_written(database), pytest.raises(Stale):
        change_requests.draw_up(company.coordinator, request, {**data, "width": 41}, seen_revision=2)
    with nothing_written(database), pytest.raises(Stale):
        change_requests.draw_up(
            company.coordinator, Seen(request.id, first.version), {**data, "width": 41}, seen_revision=1
        )
    second = change_requests.draw_up(
        company.coordinator, Seen(request.id, first.version), {**data, "width": 41}, seen_revision=2
    )
    with nothing_written(database), pytest.raises(Stale):
        _sign(company, first)
    _sign(company, second)
    assert builds.read_build(company.qc, build.id).configuration["width"] == 41


def test_asking_is_refused_whole(database: Clone, company: Company, build: SubmittedBuild) -> None:
    unapproved = submit_order(company.coordinator).builds[0]
    with nothing_written(database), pytest.raises(OutOfOrder):
        change_requests.open_change_request(company.coordinator, unapproved.id, what=WHAT, why=WHY)
    for role in (Role.PROCUREMENT_SPECIALIST, Role.QC_PERSON, Role.ASSEMBLER, Role.ADMIN, Role.SERVICE_DEPARTMENT):
        with nothing_written(database), pytest.raises(Refused):
            change_requests.open_change_request(company.session(role), build.id, what=WHAT, why=WHY)
    for field, bad in (("what", "no"), ("why", ""), ("what", "x" * 10_001), ("why", "nul\0 byte")):
        told: dict[str, Any] = {"what": WHAT, "why": WHY, field: bad}
        with nothing_written(database), pytest.raises(InvalidInput) as caught:
            change_requests.open_change_request(company.coordinator, build.id, **told)
        assert caught.value.field == field
    change_requests.open_change_request(company.coordinator, build.id, what=WHAT, why=WHY)
    with nothing_written(database), pytest.raises(Duplicate):
        change_requests.open_change_request(company.coordinator, build.id, what=WHAT, why=WHY)
    password = company.password(Role.PRODUCTION_COORDINATOR)
    gone = submit_order(company.coordinator)
    approve(database, gone)
    place = moves.cancel(company.coordinator, password, Seen(gone.builds[0].id, 1), "Customer withdrew")
    with nothing_written(database), pytest.raises(Frozen):
        change_requests.open_change_request(company.coordinator, place.id, what=WHAT, why=WHY)


def test_drawing_up_with_an_error_makes_no_revision(
    database: Clone, company: Company, build: SubmittedBuild, data: dict[str, Any]
) -> None:
    request = change_requests.open_change_request(company.coordinator, build.id, what=WHAT, why=WHY)
    with nothing_written(database), pytest.raises(InvalidInput) as caught:
        change_requests.draw_up(company.coordinator, request, {**data, "length": 500}, seen_revision=1)
    assert caught.value.field == "length"
    with nothing_written(database), pytest.raises(NotFound):
        change_requests.draw_up(company.coordinator, Seen(999_999, 1), data, seen_revision=1)
    with nothing_written(database), pytest.raises(Refused):
        change_requests.draw_up(company.qc, request, {**data, "width": 40}, seen_revision=1)
    with pytest.raises(NotFound):
        change_requests.show_difference(company.qc, 999_999)


@pytest.mark.parametrize("told", [*ODD_TEXTS, "x" * 10_000])
def test_texts_are_kept_exactly(company: Company, build: SubmittedBuild, data: dict[str, Any], told: str) -> None:
    request = change_requests.open_change_request(company.coordinator, build.id, what=told, why=told)
    drawn = change_requests.draw_up(company.coordinator, request, {**data, "width": 40}, seen_revision=1)
    change_requests.reject(company.procurement, Seen(request.id, drawn.version), told)
    (kept,) = change_requests.list_change_requests(company.qc, build_id=build.id)
    assert (kept.what, kept.why, kept.decision_reason) == (told, told, told)


def test_a_change_of_a_build_that_there_is_not_is_no_bug(database: Clone, company: Company) -> None:
    with nothing_written(database), pytest.raises(NotFound):
        change_requests.open_change_request(company.coordinator, 999_999, what=WHAT, why=WHY)


@pytest.mark.parametrize("ending", ["drawn up", "reject", "withdraw"])
def test_what_is_approved_is_shown_as_what_is_built_until_a_change_is_signed(
    database: Clone, company: Company, ending: str
) -> None:
    """A change that waits for signatures, or was closed without them, stands nowhere in place of the approved BOM."""
    (before, after), data = ("T2-BODY-61-72-HA", "T2-BODY-73-120-HA"), build_json(length=72)
    order = arrived_order(database, [data], coordinator=company.coordinator)
    build_id = order.builds[0].id
    form = inspections.start(company.qc, build_id, InspectionKind.PRE_PRODUCTION_CHECK)
    request = change_requests.open_change_request(company.coordinator, build_id, what=WHAT, why=WHY)
    drawn = change_requests.draw_up(company.coordinator, request, {**data, "length": 84}, seen_revision=1)
    if ending == "reject":
        change_requests.reject(company.procurement, Seen(request.id, drawn.version), "Not now")
    elif ending == "withdraw":
        change_requests.withdraw(company.coordinator, Seen(request.id, drawn.version), "Not now")

    shown = builds.read_build(company.qc, build_id)
    assert shown.configuration["length"] == 72
    assert (shown.head.bom_revision, shown.head.bom_state) == (1, "APPROVED")
    assert builds.configurations_of(company.qc, order.id)[build_id]["length"] == 72
    assert inspection_duty.read_place(company.qc, form).configuration["length"] == 72
    key = order_drafts.repeat_order(company.coordinator, order.id)
    assert [made["length"] for made in order_drafts.load_draft(company.coordinator, key.id).body["builds"]] == [72]
    assert [use.build_id for use in where_used.where_used(company.qc, before).builds] == [build_id]
    assert where_used.where_used(company.qc, after).builds == ()
    (row,) = build_browsing.builds_by_ids(company.qc, [build_id])
    assert (row.bom_revision_id, row.bom_revision, row.bom_state) == (order.builds[0].bom_revision_id, 1, "APPROVED")
    (listed,) = order_lists.list_builds(company.qc)
    assert (listed.bom_revision, listed.bom_state) == (1, "APPROVED")

    if ending == "drawn up":
        _sign(company, drawn)
        assert inspection_duty.read_place(company.qc, form).configuration["length"] == 84
        assert where_used.where_used(company.qc, before).builds == ()
        (use,) = where_used.where_used(company.qc, after).builds
        assert (use.build_id, use.bom_revision_id) == (build_id, drawn.revision.id)
        (row,) = build_browsing.builds_by_ids(company.qc, [build_id])
        assert (row.bom_revision, row.bom_state) == (2, "APPROVED")
