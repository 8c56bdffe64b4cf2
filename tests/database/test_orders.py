"""Order entry through the services, on a real database with real people (DOMAIN §3, §4)."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from cleanstation_desktop.domain.errors import (
    ContentError,
    Duplicate,
    Frozen,
    InvalidInput,
    NotFound,
    Refused,
    Stale,
)
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services import builds as build_service
from cleanstation_desktop.services import comments, notifications, order_drafts, order_lists, orders
from cleanstation_desktop.services.order_drafts import DraftKey
from cleanstation_desktop.services.paging import Page
from cleanstation_desktop.services.session import Session
from tests.support.clusters import Clone
from tests.support.company import EMOJI_TEXT, ODD_TEXTS, Company, count_rows, counted, nothing_written
from tests.support.configurations import basin
from tests.support.days import today
from tests.support.orders import approve, build_json, header_json, submit_order, unique_number


def test_submits_an_order_with_builds_configurations_and_bills(company: Company) -> None:
    builds = [build_json(), build_json(basins=[basin("e_sink", light=True), basin("e_drain", p_trap=True)])]
    header = header_json(builds, project="New wing", notes="Deliver to the rear gate")

    made = orders.submit(company.coordinator, header, builds)

    detail = order_lists.read_order(company.coordinator, made.id)
    assert (detail.head.po_number, detail.head.project, detail.notes) == (
        header["po_number"],
        "New wing",
        "Deliver to the rear gate",
    )
    assert detail.head.status is BuildStatus.ORDER_CREATED
    assert [build.build_number for build in detail.builds] == header["build_numbers"]
    assert {(build.bom_revision, build.bom_state, build.version) for build in detail.builds} == {(1, "SUBMITTED", 1)}
    assert [build.bom_revision_id for build in detail.builds] == [build.bom_revision_id for build in made.builds]
    shown = build_service.read_build(company.coordinator, made.builds[1].id)
    assert shown.configuration == builds[1]
    assert [(step.from_status, step.to_status) for step in shown.history] == [(None, BuildStatus.ORDER_CREATED)]


def test_procurement_learns_of_a_new_order(company: Company) -> None:
    made = submit_order(company.coordinator)

    told = notifications.read_unread(company.procurement)

    assert [(notice.kind, notice.record) for notice in told.notices] == [
        ("BUILD_ORDER_CREATED", f"build:{made.builds[0].id}")
    ]
    assert (told.count, told.capped, told.newest) == (1, False, told.notices[0].id)
    notifications.mark_read(company.procurement, [told.newest])
    notifications.mark_read(company.procurement, [told.newest])
    assert notifications.read_unread(company.procurement) == notifications.Unread(0, False, 0, (), pressing=False)
    assert notifications.read_unread(company.assembler).notices == ()


def test_submitting_takes_as_many_statements_for_ten_builds_as_for_one(company: Company) -> None:
    submit_order(company.coordinator)
    with counted(company.coordinator) as for_one:
        submit_order(company.coordinator)
    with counted(company.coordinator) as for_ten:
        made = submit_order(company.coordinator, [build_json() for _ in range(10)])

    assert len(made.builds) == 10
    assert len(for_ten) == len(for_one)
    assert len([statement for statement in for_ten if "INSERT" in statement]) == 5


def test_the_same_command_sent_twice_submits_once(database: Clone, company: Company) -> None:
    builds = [build_json()]
    header, command = header_json(builds), uuid4()
    first = orders.submit(company.coordinator, header, builds, command_id=command)

    with nothing_written(database):
        assert orders.submit(company.coordinator, header, builds, command_id=command) == first
    with nothing_written(database), pytest.raises(ContentError):
        orders.submit(company.coordinator, {**header, "notes": "other"}, builds, command_id=command)


def test_two_coordinators_at_once_get_one_order(database: Clone, company: Company) -> None:
    """Both look before either has written: the unique numbers decide, and the other learns which one is taken."""
    sessions = [company.coordinator, company.session(Role.PRODUCTION_COORDINATOR, "other")]
    together = threading.Barrier(2)

    def enter(session: Session) -> str:
        builds = [build_json()]
        together.wait()
        try:
            orders.submit(session, header_json(builds, po_number="PO-RACE"), builds)
        except Duplicate as fault:
            return str(fault.field)
        return "made"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(enter, sessions)) == ["made", "po_number"]
    assert len(order_lists.list_orders(company.qc, search="po-race")) == 1


def test_one_command_sent_by_two_threads_submits_once(company: Company) -> None:
    builds, command = [build_json()], uuid4()
    header = header_json(builds)
    with ThreadPoolExecutor(4) as pool:
        sent = [pool.submit(orders.submit, company.coordinator, header, builds, command_id=command) for _ in range(4)]
        answers = {call.result() for call in sent}
    assert len(answers) == 1
    assert len(order_lists.list_orders(company.qc)) == 1


def test_preview_writes_nothing_and_names_every_finding(database: Clone, company: Company) -> None:
    good = build_json(length=48, basins=[basin("e_sink", size="30X20X8"), basin("e_drain", size="30X20X8")])
    bad = build_json(length=121, legs={"kind": "fixed_height", "model": "LC1"})
    header = header_json([good, bad], po_number="x")

    with nothing_written(database):
        seen = orders.preview(company.coordinator, header, [good, bad])

    errors = {finding.field for finding in seen.findings if finding.severity == "error"}
    assert errors == {"po_number", "builds[1].length", "builds[1].legs.model"}
    assert not seen.submittable
    assert [finding.severity for finding in seen.builds[0].findings] == ["warning"]
    assert seen.builds[0].bom is not None
    assert len(seen.builds[0].bom.lines) > 20


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"length": 47}, "builds[1].length"),
        ({"length": 121}, "builds[1].length"),
        ({"width": 61}, "builds[1].width"),
        ({"surprise": 1}, "builds[1].surprise"),
        ({"basins": "two"}, "builds[1].basins"),
        ({"accessories": [{"item": "T-OA-BINRAIL-24-KIT", "quantity": 100}]}, "builds[1].accessories[0].quantity"),
        ({"accessories": [{"item": "NO-SUCH-ITEM", "quantity": 1}]}, "builds[1].accessories[0].item"),
        ({"language": "FR"}, "builds[1].language"),
        ({"build_number": "OTHER-1"}, "builds[1].build_number"),
    ],
)
def test_an_order_with_an_error_is_not_submitted(
    database: Clone, company: Company, changes: dict[str, Any], field: str
) -> None:
    sound = [build_json(), build_json()]
    header = header_json(sound)

    with nothing_written(database), pytest.raises(InvalidInput) as caught:
        orders.submit(company.coordinator, header, [sound[0], {**sound[1], **changes}])

    assert field in {finding.field for finding in caught.value.findings}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"po_number": "ab"}, "po_number"),
        ({"customer": ""}, "customer"),
        ({"sales_person": "x" * 201}, "sales_person"),
        ({"want_date": "2020-01-01"}, "want_date"),
        ({"want_date": "soon"}, "want_date"),
        ({"language": "DE"}, "language"),
        ({"family": "ENDOSCOPE"}, "family"),
        ({"quantity": 11}, "quantity"),
        ({"quantity": 2}, "build_numbers"),
        ({"notes": "n" * 10_001}, "notes"),
        ({"notes": "nul\0"}, "notes"),
        ({"customer": "half \ud800"}, "customer"),
        ({"unknown": True}, "unknown"),
    ],
)
def test_a_header_with_an_error_is_not_submitted(
    database: Clone, company: Company, changes: dict[str, Any], field: str
) -> None:
    builds = [build_json()]

    with nothing_written(database), pytest.raises(InvalidInput) as caught:
        orders.submit(company.coordinator, {**header_json(builds), **changes}, builds)

    assert field in {finding.field for finding in caught.value.findings}


@pytest.mark.parametrize("told", [*ODD_TEXTS, "n" * 10_000])
def test_texts_are_kept_exactly_as_they_were_given(company: Company, told: str) -> None:
    short = told[:200]

    made = submit_order(
        company.coordinator, po_number=short, customer=short, project=short, sales_person=short, notes=told
    )

    detail = order_lists.read_order(company.coordinator, made.id)
    assert (detail.head.po_number, detail.head.customer, detail.head.project) == (short, short, short)
    assert (detail.sales_person, detail.notes) == (short, told)


@pytest.mark.parametrize("again", ["PO-77é", "po-77É", "  Po-77é "])
def test_a_po_number_is_used_once_whatever_its_capitals_and_blanks(
    database: Clone, company: Company, again: str
) -> None:
    submit_order(company.coordinator, po_number="PO-77é")
    other = submit_order(company.coordinator)

    with nothing_written(database), pytest.raises(Duplicate) as caught:
        submit_order(company.coordinator, po_number=again)
    assert caught.value.field == "po_number"
    with nothing_written(database), pytest.raises(Duplicate) as caught:
        orders.change_order(company.coordinator, other.id, version=1, changes={"po_number": again})
    assert caught.value.field == "po_number"


@pytest.mark.parametrize(
    ("column", "text"),
    [("po_number", " P "), ("customer_name", "  x"), ("project_name", "   "), ("sales_person", " " * 100)],
)
def test_blanks_fill_no_minimum_past_the_client(database: Clone, company: Company, column: str, text: str) -> None:
    made = submit_order(company.coordinator)
    person = company.person(Role.PRODUCTION_COORDINATOR)
    with database.connect(person.login, person.password) as raw, pytest.raises(psycopg.errors.CheckViolation):
        raw.execute(
            f"UPDATE cs.customer_order SET {column} = %s, version = version + 1 WHERE id = %s".encode(), (text, made.id)
        )


def test_a_build_number_is_used_once_whatever_its_capitals(database: Clone, company: Company) -> None:
    submit_order(company.coordinator, [build_json("Sink-9")])

    with nothing_written(database), pytest.raises(Duplicate) as caught:
        submit_order(company.coordinator, [build_json(), build_json("SINK-9")])

    assert caught.value.field == "build_numbers[1]"


def test_the_database_itself_keeps_build_numbers_apart(database: Clone, company: Company) -> None:
    """Two coordinators at the same moment pass the look-up; the unique index decides."""
    made = submit_order(company.coordinator, [build_json("Race-1")])
    with database.connect() as raw, pytest.raises(psycopg.errors.UniqueViolation, match="build_build_number_key"):
        raw.execute("INSERT INTO cs.build (order_id, build_number, position) VALUES (%s, 'RACE-1', 2)", (made.id,))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PRODUCTION_COORDINATOR])
def test_only_the_coordinator_submits(database: Clone, company: Company, role: Role) -> None:
    session = company.session(role)
    with nothing_written(database), pytest.raises(Refused):
        submit_order(session)


def test_the_service_department_sees_no_order(company: Company) -> None:
    made = submit_order(company.coordinator)
    with pytest.raises(Refused):
        order_lists.list_orders(company.service)
    with pytest.raises(Refused):
        order_lists.read_order(company.service, made.id)
    with pytest.raises(Refused):
        comments.add_comment(company.service, made.id, "hello")


def test_a_draft_is_taken_up_by_another_coordinator_and_goes_with_the_order(database: Clone, company: Company) -> None:
    builds = [build_json()]
    header = header_json(builds, customer="Half a hos")
    key = order_drafts.save_draft(company.coordinator, {"order": header, "builds": []})
    other = company.session(Role.PRODUCTION_COORDINATOR, "other")

    taken_up = order_drafts.load_draft(other, key.id)
    assert taken_up.body["order"] == header
    assert [row.title for row in order_drafts.list_drafts(other)] == [f"{header['po_number']} · Half a hos"]
    saved = order_drafts.save_draft(other, {"order": header, "builds": builds}, key=taken_up.key)
    assert saved == DraftKey(key.id, 2)

    with nothing_written(database), pytest.raises(Stale):
        order_drafts.save_draft(company.coordinator, {"order": {}}, key=key)
    with nothing_written(database), pytest.raises(Stale):
        orders.submit(company.coordinator, header, builds, draft=key)
    with nothing_written(database), pytest.raises(Stale):
        order_drafts.delete_draft(company.coordinator, key)
    orders.submit(company.coordinator, header, builds, draft=saved)
    with pytest.raises(NotFound):
        order_drafts.load_draft(company.coordinator, key.id)
    with pytest.raises(NotFound):
        order_drafts.delete_draft(company.coordinator, saved)


def test_a_draft_may_be_unfinished_but_not_unreadable(database: Clone, company: Company) -> None:
    command = uuid4()
    key = order_drafts.save_draft(company.coordinator, {"order": {"quantity": "many"}}, command_id=command)
    assert order_drafts.save_draft(company.coordinator, {"order": {"quantity": "many"}}, command_id=command) == key
    for text in ODD_TEXTS:
        order_drafts.save_draft(company.coordinator, {"order": {"customer": text, "po_number": text}})
    with nothing_written(database), pytest.raises(InvalidInput) as caught:
        order_drafts.save_draft(company.coordinator, {"builds": [{"basins": [{"size": "a\0b"}]}]})
    assert caught.value.field == "builds[0].basins[0].size"
    with nothing_written(database), pytest.raises(InvalidInput):
        order_drafts.save_draft(company.coordinator, {"notes": "x" * 1_000_001})
    with nothing_written(database), pytest.raises(Refused):
        order_drafts.save_draft(company.assembler, {})
    order_drafts.delete_draft(company.coordinator, key, command_id=uuid4())
    assert len(order_drafts.list_drafts(company.coordinator)) == len(ODD_TEXTS)


def test_want_date_and_notes_change_and_the_rest_until_approval(database: Clone, company: Company) -> None:
    made = submit_order(company.coordinator)
    later = (today() + dt.timedelta(days=200)).isoformat()
    command = uuid4()
    change = {"want_date": later, "customer": "Other Hospital", "project": ""}
    version = orders.change_order(company.coordinator, made.id, version=1, changes=change, command_id=command)
    assert version == 2
    assert orders.change_order(company.coordinator, made.id, version=1, changes=change, command_id=command) == 2
    head = order_lists.read_order(company.coordinator, made.id).head
    assert (head.customer, head.want_date.isoformat(), head.project, head.version) == ("Other Hospital", later, None, 2)

    with nothing_written(database), pytest.raises(Stale):
        orders.change_order(company.coordinator, made.id, version=1, changes={"notes": "late"})
    approve(database, made)
    with nothing_written(database), pytest.raises(Frozen):
        orders.change_order(company.coordinator, made.id, version=2, changes={"customer": "Third Hospital"})
    assert orders.change_order(company.coordinator, made.id, version=2, changes={"notes": EMOJI_TEXT}) == 3


def test_what_changed_on_an_order_is_read_by_everybody_who_reads_it(database: Clone, company: Company) -> None:
    made = submit_order(company.coordinator, notes="At the back door")
    head = order_lists.read_order(company.qc, made.id).head
    assert order_lists.read_order(company.qc, made.id).changes == ()
    later = (head.want_date + dt.timedelta(days=30)).isoformat()
    orders.change_order(
        company.coordinator,
        made.id,
        version=1,
        changes={"want_date": later, "notes": EMOJI_TEXT},
        reason="Site is late",
    )
    orders.change_order(company.coordinator, made.id, version=2, changes={"project": "Wing B"})
    for reader in (company.qc, company.assembler, company.procurement, company.admin):
        changes = order_lists.read_order(reader, made.id).changes
        assert {(entry.field, entry.old, entry.new) for entry in changes[:2]} == {
            ("want_date", head.want_date.isoformat(), later),
            ("notes", "At the back door", EMOJI_TEXT),
        }
        assert {(entry.by, entry.reason) for entry in changes[:2]} == {
            (company.coordinator.person.full_name, "Site is late")
        }
        assert [(entry.field, entry.old, entry.new, entry.reason) for entry in changes[2:]] == [
            ("project", None, "Wing B", None)
        ]
    with database.connect() as superuser, pytest.raises(psycopg.Error) as caught:
        superuser.execute("UPDATE cs.order_change SET new = 'something else'")
    assert caught.value.sqlstate == "CS451"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, ""),
        ({"want_date": "2021-05-05"}, "want_date"),
        ({"notes": "x" * 10_001}, "notes"),
        ({"customer": "a\0bc"}, "customer"),
        ({"language": "FR"}, "language"),
    ],
)
def test_a_change_with_an_error_changes_nothing(
    database: Clone, company: Company, changes: dict[str, Any], field: str
) -> None:
    made = submit_order(company.coordinator)
    with nothing_written(database), pytest.raises(InvalidInput) as caught:
        orders.change_order(company.coordinator, made.id, version=1, changes=changes)
    assert caught.value.field == field


def test_a_change_meets_its_limits(database: Clone, company: Company) -> None:
    first, second = submit_order(company.coordinator), submit_order(company.coordinator)
    with nothing_written(database), pytest.raises(Duplicate) as caught:
        orders.change_order(company.coordinator, second.id, version=1, changes={"po_number": first.po_number})
    assert caught.value.field == "po_number"
    with nothing_written(database), pytest.raises(Refused):
        orders.change_order(company.procurement, second.id, version=1, changes={"notes": "mine"})
    with nothing_written(database), pytest.raises(NotFound):
        orders.change_order(company.coordinator, 999_999, version=1, changes={"notes": "none"})
    for reason in ("a\0b", "x" * 10_001):
        with nothing_written(database), pytest.raises(InvalidInput) as unkept:
            orders.change_order(company.coordinator, second.id, version=1, changes={"notes": "new"}, reason=reason)
        assert unkept.value.field == "reason"


def test_an_order_is_repeated_as_a_draft(database: Clone, company: Company) -> None:
    builds = [build_json(), build_json(length=100)]
    made = submit_order(company.coordinator, builds, notes="As before")
    command = uuid4()

    key = order_drafts.repeat_order(company.coordinator, made.id, command_id=command)

    assert order_drafts.repeat_order(company.coordinator, made.id, command_id=command) == key
    body = order_drafts.load_draft(company.coordinator, key.id).body
    assert body["builds"] == [{**build, "build_number": ""} for build in builds]
    numbers = orders.propose_numbers(company.coordinator, 2)
    again = [{**build, "build_number": number} for build, number in zip(body["builds"], numbers, strict=True)]
    header = {**body["order"], "po_number": "PO-AGAIN", "build_numbers": list(numbers), "want_date": "2099-01-01"}
    repeated = orders.submit(company.coordinator, header, again, draft=key)
    assert len(repeated.builds) == 2
    assert orders.propose_numbers(company.coordinator, 1)[0] > max(numbers)
    with nothing_written(database), pytest.raises(NotFound):
        order_drafts.repeat_order(company.coordinator, 999_999)


def test_lists_are_filtered_and_paged(company: Company) -> None:
    made = [submit_order(company.coordinator, customer=f"Clinic {letter}") for letter in "ABCDE"]
    found = order_lists.list_orders
    assert [row.id for row in found(company.qc)] == [order.id for order in reversed(made)]
    assert [row.id for row in found(company.qc, search="clinic c")] == [made[2].id]
    assert [row.id for row in found(company.qc, search=made[1].po_number.lower())] == [made[1].id]
    assert [row.id for row in found(company.qc, search=made[3].builds[0].build_number[:8])] == [made[3].id]
    assert found(company.qc, search="100%_") == ()
    assert [row.id for row in found(company.qc, page=Page(after=made[3].id, size=2))] == [made[2].id, made[1].id]
    assert found(company.qc, statuses=[BuildStatus.SHIPPED]) == ()
    builds = order_lists.list_builds(company.qc, statuses=[BuildStatus.ORDER_CREATED], page=Page(size=2))
    assert [row.id for row in builds] == [made[4].builds[0].id, made[3].builds[0].id]
    assert [row.customer for row in order_lists.list_builds(company.qc, search=made[0].builds[0].build_number)] == [
        "Clinic A"
    ]
    with pytest.raises(InvalidInput):
        found(company.qc, search="nul\0")


def test_lists_and_details_take_a_fixed_number_of_statements(company: Company) -> None:
    made = submit_order(company.coordinator, [build_json() for _ in range(10)])
    for _ in range(5):
        submit_order(company.coordinator)
    session = company.qc
    order_lists.list_orders(session)
    for call, most in (
        (lambda: order_lists.list_orders(session, search="P"), 1),
        (lambda: order_lists.list_builds(session), 1),
        (lambda: order_lists.read_order(session, made.id), 3),
        (lambda: build_service.read_build(session, made.builds[0].id), 5),
    ):
        with counted(session) as statements:
            call()
        asked = [statement for statement in statements if not statement.startswith("SET ")]
        assert len(asked) == most, asked


def test_anybody_who_reads_an_order_comments_on_it(database: Clone, company: Company) -> None:
    made = submit_order(company.coordinator)
    other = submit_order(company.coordinator)
    command = uuid4()
    number = comments.add_comment(company.assembler, made.id, "  Which gate?  ", command_id=command)
    assert comments.add_comment(company.assembler, made.id, "  Which gate?  ", command_id=command) == number
    for text in (*ODD_TEXTS, "x" * 10_000):
        comments.add_comment(company.qc, made.id, text, build_id=made.builds[0].id)
    bodies = [entry.body for entry in comments.list_comments(company.procurement, made.id)]
    assert bodies == ["x" * 10_000, *reversed(ODD_TEXTS), "Which gate?"]
    for bad in ("", "   ", "x" * 10_001, "a\0b"):
        with nothing_written(database), pytest.raises(InvalidInput) as caught:
            comments.add_comment(company.qc, made.id, bad)
        assert caught.value.field == "body"
    with nothing_written(database), pytest.raises(InvalidInput):
        comments.add_comment(company.qc, made.id, "hello", build_id=other.builds[0].id)


def test_proposed_numbers_follow_the_highest_one(company: Company) -> None:
    year = dt.datetime.now(dt.UTC).year
    assert len(orders.propose_numbers(company.coordinator, 3)) == 3
    submit_order(company.coordinator, [build_json(f"B-{year}-9999"), build_json(f"b-{year}-10007")])
    submit_order(company.coordinator, [build_json(unique_number("X"))])
    assert orders.propose_numbers(company.coordinator, 2) == (f"B-{year}-10008", f"B-{year}-10009")


def test_every_row_of_an_order_is_in_the_audit(database: Clone, company: Company) -> None:
    before = count_rows(database)
    submit_order(company.coordinator)
    after = count_rows(database)
    # The last two repeat what is audited elsewhere.
    unaudited = {"cs.command", "cs.change_feed", "cs.build_listing", "cs.search_words"}
    added = {
        name: after[name] - before[name]
        for name in after
        if name.startswith("cs.") and name not in unaudited and after[name] != before[name]
    }
    logged = sum(after[name] - before[name] for name in after if name.startswith("cs_audit.log"))
    assert logged >= sum(added.values()) > 0
