"""The home page: each role is shown what waits for it, from order entry to shipping, and nothing of the others."""

from __future__ import annotations

import datetime as dt

import psycopg
import pytest

from cleanstation_desktop.database.engine import open_direct_engine
from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.operations.service_jobs import Jobs
from cleanstation_desktop.services import (
    assembly,
    boms,
    change_requests,
    inspections,
    instruments,
    nonconformances,
    notifications,
    order_drafts,
    people,
    procurement,
    service_orders,
    work_lists,
)
from cleanstation_desktop.services.moves import cancel, next_moves
from cleanstation_desktop.services.nonconformances import Disposition
from cleanstation_desktop.services.plant import read_today
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.services.work_lists import WorkSection
from cleanstation_desktop.services.work_sections import SECTIONS, WorkKind
from tests.support.clusters import Clone
from tests.support.company import Company, counted
from tests.support.configurations import basin
from tests.support.days import today
from tests.support.orders import approve, build_json, submit_order
from tests.support.people import make_person, session_of
from tests.support.shop import FINAL, PACKAGING, PRE_QC, PRODUCTION, TEST, Shop, Worker

UNCLAIMED = "BUILD_UNCLAIMED"


def waiting(session: Session) -> dict[WorkKind, WorkSection]:
    """Sections that hold something."""
    return {section.kind: section for section in work_lists.read_work(session).sections if section.count}


def kinds(who: Worker) -> set[WorkKind]:
    return set(waiting(who.session))


def moves(who: Worker, section: WorkSection) -> dict[str, str | None]:
    """What somebody may do with the first build of a section."""
    first = section.items[0].build
    assert first is not None
    return {move.to_status.value: move.open_guard for move in next_moves(who.session, first.id)}


def test_an_order_goes_from_desk_to_desk(shop: Shop) -> None:
    made = submit_order(shop.coordinator.session)
    (build,) = made.builds
    found = waiting(shop.procurement.session)
    assert set(found) == {WorkKind.BOMS_TO_APPROVE}
    (item,) = found[WorkKind.BOMS_TO_APPROVE].items
    assert (item.record_id, item.version) == (build.bom_revision_id, 1)
    assert item.build is not None
    assert (item.build.build_number, item.build.model) == (build.build_number, "T2-B1")
    assert kinds(shop.coordinator) == set()
    assert work_lists.read_work(shop.coordinator.session).stages == {BuildStatus.ORDER_CREATED: 1}

    boms.send_back(shop.procurement.session, Seen(build.bom_revision_id, 1), "the other legs, please")
    assert kinds(shop.procurement) == set()
    (sent_back,) = waiting(shop.coordinator.session)[WorkKind.SENT_BACK].items
    assert (sent_back.record_id, sent_back.about) == (build.bom_revision_id, "the other legs, please")
    answers = build_json(build.build_number)
    revision = boms.revise(shop.coordinator.session, build.id, answers, seen_revision=1, reason="other legs")
    assert kinds(shop.coordinator) == set()
    assert kinds(shop.procurement) == {WorkKind.BOMS_TO_APPROVE}

    boms.approve(shop.procurement.session, shop.procurement.password, [Seen(revision.id, 1)])
    found = waiting(shop.procurement.session)
    assert set(found) == {WorkKind.BUILDS_TO_RELEASE}
    assert moves(shop.procurement, found[WorkKind.BUILDS_TO_RELEASE]) == {"SINK_BODY_EXTERNAL_PRODUCTION": None}
    lines = procurement.mark_outsourced(shop.procurement.session, build.id, [{"path": "1"}, {"path": "2"}])
    procurement.release(shop.procurement.session, [shop.seen(build.id)])
    found = waiting(shop.procurement.session)
    assert set(found) == {WorkKind.BODIES_AWAITED}
    assert found[WorkKind.BODIES_AWAITED].items[0].about == "2"
    assert moves(shop.procurement, found[WorkKind.BODIES_AWAITED]) == {
        "READY_FOR_PRE_QC": "Not every outsourced line has arrived."
    }
    procurement.book_arrival(shop.procurement.session, [shop.seen(build.id)], received=lines)
    assert kinds(shop.procurement) == set()
    assert kinds(shop.qc) == {WorkKind.PRE_QC}


def test_the_floor_sees_its_own_and_what_is_free(shop: Shop) -> None:
    build_id = shop.arrived_build()
    shop.inspect(shop.qc, build_id, PRE_QC)
    assert kinds(shop.qc) == set()
    assert kinds(shop.assembler) == {WorkKind.FREE_BUILDS}
    assembly.claim(shop.assembler.session, build_id)
    found = waiting(shop.assembler.session)
    assert set(found) == {WorkKind.OWN_BUILDS}
    assert found[WorkKind.OWN_BUILDS].items[0].since is not None
    assert "TESTING_COMPLETE" in moves(shop.assembler, found[WorkKind.OWN_BUILDS])
    other = shop.worker(Role.ASSEMBLER)
    assert kinds(other) == set()
    assembly.report_part_issue(shop.assembler.session, build_id, "1", assembly.PartFault.MISSING, "not in the box")
    (issue,) = waiting(shop.procurement.session)[WorkKind.PART_ISSUES].items
    assert issue.build is not None
    assert issue.build.held
    assert issue.build.assignees == (shop.assembler.person.initials,)


@pytest.mark.parametrize(
    "status", [BuildStatus.IN_ASSEMBLY, BuildStatus.TESTING_COMPLETE, BuildStatus.PACKAGING_COMPLETE]
)
def test_a_build_that_the_last_assembler_let_go_is_free_again(shop: Shop, status: BuildStatus) -> None:
    """Wherever assemblers work on it: those who can take it over are told of it, and it stands among the free ones."""
    build_id = shop.in_assembly() if status is BuildStatus.IN_ASSEMBLY else shop.tested()
    if status is BuildStatus.PACKAGING_COMPLETE:
        shop.fill(shop.assembler, build_id, PACKAGING)
        assembly.complete_packaging(shop.assembler.session, shop.seen(build_id))
    other = shop.worker(Role.ASSEMBLER)
    beside = assembly.claim(other.session, build_id).claim
    (mine,) = (each for each in assembly.list_claims(shop.qc.session, build_id) if each.person_id != other.person.id)
    assembly.release(shop.assembler.session, Seen(mine.id, mine.version))
    assert kinds(shop.assembler) == set()
    assembly.release(other.session, beside)
    for worker in (shop.assembler, other):
        (free,) = waiting(worker.session)[WorkKind.FREE_BUILDS].items
        assert free.build is not None
        assert (free.build.id, free.build.status) == (build_id, status)
        told = [notice for notice in notifications.read_unread(worker.session).notices if notice.kind == UNCLAIMED]
        assert [notice.record for notice in told] == [f"build:{build_id}"]
    assert not [notice for notice in notifications.read_unread(shop.qc.session).notices if notice.kind == UNCLAIMED]
    assembly.claim(other.session, build_id)
    assert kinds(shop.assembler) == set()


def test_what_somebody_worked_on_is_free_when_the_person_is_disabled(shop: Shop) -> None:
    """Or is no assembler any more: the claims end, for a reason that the audit tells."""
    left, moved_on = shop.worker(Role.ASSEMBLER), shop.worker(Role.ASSEMBLER, Role.QC_PERSON)
    builds = {}
    for who in (left, moved_on):
        build_id = shop.arrived_build()
        shop.inspect(shop.qc, build_id, PRE_QC)
        assembly.claim(who.session, build_id)
        builds[who] = build_id
    assert kinds(shop.assembler) == set()
    admin = shop.admin.session
    version = {person.id: person.version for person in people.list_people(admin)}
    people.disable(admin, left.person.id, version[left.person.id])
    people.set_roles(admin, moved_on.person.id, version[moved_on.person.id], [Role.QC_PERSON])
    free = waiting(shop.assembler.session)[WorkKind.FREE_BUILDS].items
    assert {item.build and item.build.id for item in free} == set(builds.values())
    for build_id in builds.values():
        (claim,) = assembly.list_claims(shop.qc.session, build_id)
        assert (claim.ended_how, claim.ended_at is None) == ("RELEASED", False)
    with shop.database.connect() as connection:
        told = connection.execute(
            "SELECT reason FROM cs_audit.log WHERE table_name = 'assembly_claim' AND action = 'UPDATE' ORDER BY id"
        ).fetchall()
        assert told == [("The person was disabled.",), ("The person is no assembler any more.",)]
        # Whoever was disabled before claims ended with that holds nothing either.
        (build_id, _) = builds.values()
        assembly.claim(shop.assembler.session, build_id)
        connection.execute(
            "UPDATE cs.person SET state = 'DISABLED', version = version + 1 WHERE id = %s", (shop.assembler.person.id,)
        )
        connection.commit()
    other = shop.worker(Role.ASSEMBLER)
    free = waiting(other.session)[WorkKind.FREE_BUILDS].items
    assert {item.build and item.build.id for item in free} == set(builds.values())


@pytest.mark.parametrize(
    ("leaves", "reason"),
    [
        ("UPDATE cs.person SET state = 'DISABLED', version = version + 1 WHERE id = %s", "The person was disabled."),
        ("DELETE FROM cs.person_role WHERE person_id = %s", "The person is no assembler any more."),
    ],
)
def test_the_service_ends_the_claims_of_who_left_before_claims_ended_with_that(
    shop: Shop, leaves: str, reason: str
) -> None:
    """Once, with the reason in the audit, and with the notice that somebody must take the build over; no others."""
    left, stays = shop.worker(Role.ASSEMBLER), shop.worker(Role.ASSEMBLER)
    builds = {}
    for who in (left, stays):
        build_id = builds[who] = shop.arrived_build()
        shop.inspect(shop.qc, build_id, PRE_QC)
        assembly.claim(who.session, build_id)
    with shop.database.connect(autocommit=True) as past_the_functions:
        past_the_functions.execute(leaves.encode(), (left.person.id,))
    engine = open_direct_engine(shop.database.url())
    with engine.begin() as connection:
        assert Jobs(None).end_left_claims(connection) == {"people": 1}
        assert Jobs(None).end_left_claims(connection) == {}
    engine.dispose()
    (ended,), (kept,) = (assembly.list_claims(shop.qc.session, builds[who]) for who in (left, stays))
    assert (ended.ended_how, ended.ended_at is None, kept.ended_at) == ("RELEASED", False, None)
    told = [notice for notice in notifications.read_unread(stays.session).notices if notice.kind == UNCLAIMED]
    assert [notice.record for notice in told] == [f"build:{builds[left]}"]
    with shop.database.connect() as superuser:
        audited = superuser.execute(
            "SELECT record, reason FROM cs_audit.log WHERE table_name = 'assembly_claim' AND action = 'UPDATE'"
        ).fetchall()
    assert audited == [(str(ended.id), reason)]


def test_rejects_wait_for_a_decision_a_concession_and_the_rework(shop: Shop) -> None:
    both = shop.worker(Role.QC_PERSON, Role.ASSEMBLER)
    build_id = shop.in_assembly()
    assembly.claim(both.session, build_id)
    for kind in (PRODUCTION, TEST):
        shop.inspect(shop.assembler, build_id, kind)
    assembly.complete_testing(shop.assembler.session, shop.seen(build_id))
    shop.pack(build_id)
    assert kinds(shop.qc) == {WorkKind.FINAL_QC}
    # Nobody final-QCs what he or she assembled.
    assert kinds(both) == {WorkKind.OWN_HANDED_IN}
    shop.inspect(shop.qc, build_id, FINAL, fail=["QC-05"])
    assert kinds(shop.qc) == {WorkKind.NCRS_TO_DECIDE}
    # Nobody claims it before QC has decided; who worked on it sees what it waits for, and another assembler nothing.
    other = shop.worker(Role.ASSEMBLER)
    assert (kinds(shop.assembler), kinds(other)) == ({WorkKind.REWORK_AWAITED}, set())
    awaited = waiting(shop.assembler.session)[WorkKind.REWORK_AWAITED]
    assert moves(shop.assembler, awaited)["IN_ASSEMBLY"] is not None
    (ncr,) = shop.found(build_id)
    nonconformances.decide(
        shop.qc.session, shop.qc.password, Seen(ncr.id, ncr.version), Disposition.USE_AS_IS, "no harm in it"
    )
    # The second signature is somebody else's.
    assert kinds(shop.qc) == set()
    assert kinds(shop.admin) - {WorkKind.CATALOGUE_FINDINGS} == {WorkKind.CONCESSIONS}
    assert kinds(both) == {WorkKind.CONCESSIONS, WorkKind.REWORK_AWAITED}
    shop.concede(build_id)
    assert kinds(shop.qc) == {WorkKind.NCRS_TO_VERIFY}
    assert (kinds(shop.assembler), kinds(other)) == ({WorkKind.REWORK}, {WorkKind.REWORK})
    found = waiting(shop.assembler.session)
    assert moves(shop.assembler, found[WorkKind.REWORK]) == {"IN_ASSEMBLY": "You have not claimed this build."}
    (ncr,) = shop.found(build_id)
    version = nonconformances.verify(shop.qc.session, Seen(ncr.id, ncr.version))
    assert kinds(shop.qc) == {WorkKind.NCRS_TO_CLOSE}
    nonconformances.close(shop.qc.session, Seen(ncr.id, version))
    assert kinds(shop.qc) == set()


def test_a_rejected_arrival_can_be_taken_up_again(shop: Shop) -> None:
    build_id = shop.arrived_build()
    shop.inspect(shop.qc, build_id, PRE_QC, fail=["PP-09"])
    assert kinds(shop.qc) == {WorkKind.NCRS_TO_DECIDE}
    assert kinds(shop.procurement) == set()
    shop.decide(build_id)
    assert kinds(shop.qc) == {WorkKind.NCRS_TO_VERIFY, WorkKind.REJECTED_TO_RESTART}
    found = waiting(shop.procurement.session)
    assert moves(shop.procurement, found[WorkKind.REJECTED_TO_RESTART]) == {"READY_FOR_PRE_QC": None}


@pytest.mark.parametrize("stage", [PRE_QC, FINAL])
@pytest.mark.parametrize("decision", [Disposition.REPLACE, Disposition.SCRAP])
def test_a_body_to_replace_or_scrap_waits_for_qc_alone(
    shop: Shop, stage: InspectionKind, decision: Disposition
) -> None:
    """Until it is done nobody else can go on with the build, and so it stands under nobody else's work."""
    build_id = shop.arrived_build() if stage is PRE_QC else shop.at_final_qc()
    shop.inspect(shop.qc, build_id, stage, fail=["PP-09" if stage is PRE_QC else "QC-05"])
    shop.decide(build_id, decision)
    (item,) = waiting(shop.qc.session)[WorkKind.NCRS_TO_CARRY_OUT].items
    (ncr,) = shop.found(build_id)
    assert (item.record_id, item.about, item.build and item.build.id) == (ncr.id, ncr.number, build_id)
    assert ncr.to_carry_out
    assert kinds(shop.qc) == {WorkKind.NCRS_TO_CARRY_OUT}
    assert kinds(shop.procurement) == kinds(shop.assembler) == kinds(shop.worker(Role.ASSEMBLER)) == set()
    if decision is Disposition.REPLACE:
        nonconformances.replace_body(shop.qc.session, shop.seen(build_id))
        assert kinds(shop.procurement) == {WorkKind.BODIES_AWAITED}
    else:
        nonconformances.scrap(shop.qc.session, shop.seen(build_id), "beyond repair")
        assert kinds(shop.procurement) == set()
    assert kinds(shop.qc) == {WorkKind.NCRS_TO_VERIFY}
    (ncr,) = shop.found(build_id)
    assert not ncr.to_carry_out


def test_a_body_is_replaced_once_every_nonconformance_is_decided_upon(shop: Shop) -> None:
    """Before that the server refuses it; and of a build that is cancelled nobody asks for another body."""
    build_id = shop.arrived_build()
    shop.inspect(shop.qc, build_id, PRE_QC, fail=["PP-09", "PP-03"])
    first, second = shop.found(build_id)
    for ncr in (first, second):
        assert WorkKind.NCRS_TO_CARRY_OUT not in kinds(shop.qc)
        nonconformances.decide(
            shop.qc.session, shop.qc.password, Seen(ncr.id, ncr.version), Disposition.REPLACE, "bent beyond repair"
        )
    assert kinds(shop.qc) == {WorkKind.NCRS_TO_CARRY_OUT}
    cancel(shop.coordinator.session, shop.coordinator.password, shop.seen(build_id), "order withdrawn")
    assert kinds(shop.qc) == {WorkKind.NCRS_TO_VERIFY}
    for ncr in shop.found(build_id):
        version = nonconformances.verify(shop.qc.session, Seen(ncr.id, ncr.version))
        nonconformances.close(shop.qc.session, Seen(ncr.id, version))
    assert kinds(shop.qc) == set()


def test_a_change_waits_for_who_must_sign_it_and_reopens_forms(shop: Shop) -> None:
    data = build_json()
    build_id = shop.tested(data)
    ask = shop.coordinator.session
    request = change_requests.open_change_request(ask, build_id, what="longer", why="the customer asked")
    (item,) = waiting(ask)[WorkKind.CHANGES_TO_DRAW_UP].items
    assert (item.record_id, item.about) == (request.id, "longer")
    drawn = change_requests.draw_up(ask, request, {**data, "basins": [basin("e_drain", light=True)]}, seen_revision=1)
    assert kinds(shop.coordinator) == set()
    assert kinds(shop.procurement) == {WorkKind.CHANGES_TO_APPROVE}
    assert kinds(shop.qc) == {WorkKind.CHANGES_TO_REVIEW}
    seen = Seen(drawn.revision.id, 1)
    boms.approve(shop.procurement.session, shop.procurement.password, [seen])
    assert kinds(shop.procurement) == set()
    change_requests.review(shop.qc.session, shop.qc.password, seen)
    assert kinds(shop.qc) == {WorkKind.REOPENED_FORMS}
    (form,) = waiting(shop.qc.session)[WorkKind.REOPENED_FORMS].items
    assert form.about == "PRE_PRODUCTION_CHECK"
    assert {item.about for item in waiting(shop.assembler.session)[WorkKind.REOPENED_TESTS].items} >= {"PRODUCTION"}
    assert form.build is not None
    assert form.build.id == build_id


def test_a_form_that_a_change_reopened_and_that_failed_waits_again_once_it_is_decided_upon(shop: Shop) -> None:
    """Pre-QC of a build that stands past it: rework leads to the next attempt, and that on to the build's own way."""
    data = build_json()
    build_id = shop.at_final_qc(data)
    shop.change(build_id, {**data, "length": 84})
    shop.inspect(shop.qc, build_id, PRE_QC, fail=["PP-03"])
    assert kinds(shop.qc) == {WorkKind.FINAL_QC, WorkKind.NCRS_TO_DECIDE}
    shop.decide(build_id)
    (form,) = waiting(shop.qc.session)[WorkKind.REOPENED_FORMS].items
    assert (form.about, form.build and form.build.id) == ("PRE_PRODUCTION_CHECK", build_id)
    again = inspections.start(shop.qc.session, build_id, PRE_QC)
    (form,) = waiting(shop.qc.session)[WorkKind.REOPENED_FORMS].items
    assert form.record_id == again
    passed = shop.inspect(shop.qc, build_id, PRE_QC)
    assert (passed.status, len(passed.closed)) == (BuildStatus.READY_FOR_FINAL_QC, 1)
    assert kinds(shop.qc) == {WorkKind.FINAL_QC}
    assert shop.inspect(shop.qc, build_id, FINAL).status is BuildStatus.READY_FOR_SHIP


@pytest.mark.parametrize("released", [False, True])
def test_a_change_that_is_sent_back_waits_for_the_coordinator_again(shop: Shop, released: bool) -> None:
    """Also before release: there it is no BOM to correct, and once it is withdrawn it waits for nobody."""
    data = build_json()
    if released:
        build_id = shop.arrived_build(data)
    else:
        order = submit_order(shop.coordinator.session, [data])
        approve(shop.database, order)
        build_id = order.builds[0].id
    ask, others = shop.coordinator.session, kinds(shop.procurement)
    request = change_requests.open_change_request(ask, build_id, what="longer", why="the customer asked")
    drawn = change_requests.draw_up(ask, request, {**data, "length": 80}, seen_revision=1)
    assert kinds(shop.coordinator) == set()
    boms.send_back(shop.procurement.session, Seen(drawn.revision.id, 1), "84, says the drawing")
    found = waiting(ask)
    assert set(found) == {WorkKind.CHANGES_TO_DRAW_UP}
    assert found[WorkKind.CHANGES_TO_DRAW_UP].items[0].record_id == request.id
    assert kinds(shop.procurement) == set()
    again = Seen(request.id, drawn.version)
    drawn = change_requests.draw_up(ask, again, {**data, "length": 84}, seen_revision=2)
    assert kinds(shop.coordinator) == set()
    assert kinds(shop.procurement) == {WorkKind.CHANGES_TO_APPROVE}
    boms.send_back(shop.procurement.session, Seen(drawn.revision.id, 1), "no longer wanted")
    change_requests.withdraw(ask, Seen(request.id, drawn.version), "no longer wanted")
    assert kinds(shop.coordinator) == set()
    assert kinds(shop.procurement) == others


def test_finished_builds_wait_to_be_shipped_and_late_ones_are_the_coordinators_own(shop: Shop) -> None:
    build_id = shop.at_final_qc()
    shop.inspect(shop.qc, build_id, FINAL)
    found = waiting(shop.coordinator.session)
    assert set(found) == {WorkKind.TO_SHIP}
    assert "SHIPPED" in moves(shop.coordinator, found[WorkKind.TO_SHIP])
    made = submit_order(shop.coordinator.session)
    with shop.database.connect() as connection:
        connection.execute("ALTER TABLE cs.customer_order DISABLE TRIGGER m_guard")
        yesterday = today() - dt.timedelta(days=2)
        connection.execute(
            "UPDATE cs.customer_order SET want_date = %s, version = version + 1 WHERE id = %s", (yesterday, made.id)
        )
        connection.execute("ALTER TABLE cs.customer_order ENABLE TRIGGER m_guard")
    (late,) = waiting(shop.coordinator.session)[WorkKind.OWN_OVERDUE].items
    assert late.build is not None
    assert late.build.overdue
    order_drafts.save_draft(shop.coordinator.session, {"order": {"po_number": "PO-77"}, "builds": []})
    assert waiting(shop.coordinator.session)[WorkKind.DRAFTS].items[0].about == "PO-77"
    other = shop.worker(Role.PRODUCTION_COORDINATOR)
    assert kinds(other) == {WorkKind.TO_SHIP, WorkKind.DRAFTS}
    assert work_lists.read_work(other.session).stages == {}


def test_service_orders_wait_for_procurement_and_are_followed(company: Company) -> None:
    with company.database.connect() as connection:
        row = connection.execute("SELECT number FROM cs.item WHERE service_orderable AND state = 'ACTIVE'").fetchone()
    assert row is not None
    made = service_orders.request_parts(company.service, [{"item": row[0], "quantity": 2}])
    assert set(waiting(company.service)) == {WorkKind.OWN_REQUESTS}
    (item,) = waiting(company.procurement)[WorkKind.SERVICE_TO_DECIDE].items
    assert (item.record_id, item.about, item.build) == (made.id, made.number, None)
    version = service_orders.approve(company.procurement, Seen(made.id, 1))
    assert set(waiting(company.procurement)) == {WorkKind.SERVICE_TO_SEND}
    service_orders.fulfil(company.procurement, Seen(made.id, version))
    assert set(waiting(company.procurement)) == set()
    assert set(waiting(company.service)) == {WorkKind.OWN_REQUESTS_DONE}
    assert set(waiting(company.session(Role.SERVICE_DEPARTMENT, "another"))) == set()


def test_the_admin_sees_who_is_locked_alarms_findings_and_the_seal(database: Clone, company: Company) -> None:
    locked = make_person(database, Role.ASSEMBLER)
    with database.connect() as connection:
        connection.execute(
            "UPDATE cs.person SET locked_until = now() + interval '9 minutes', version = version + 1 WHERE id = %s",
            (locked.id,),
        )
        connection.execute("SELECT cs_audit.add_event('LOCKED_OUT', 'ALARM', %s, 'five', 'FUNCTION')", (locked.login,))
        connection.execute("SELECT cs_audit.seal()")
    found = waiting(company.admin)
    assert set(found) >= {WorkKind.LOCKED_PEOPLE, WorkKind.ALARMS}
    assert found[WorkKind.LOCKED_PEOPLE].items[0].about == locked.full_name
    assert found[WorkKind.ALARMS].items[0].about == "LOCKED_OUT"
    assert work_lists.read_work(company.admin).sealed_at is not None


def test_the_admin_sees_which_calibrations_run_out(company: Company) -> None:
    """In use, and past their last day or at most thirty days before it; the first to be sent away comes first."""
    today = read_today(company.admin)
    for number, days in (("TH 3", 30), ("TH-1", -400), ("TH-2", 31), ("TH-0", 0), ("TH-9", 5)):
        seen = instruments.add_instrument(company.admin, number, "Thermometer", today + dt.timedelta(days=days))
    instruments.retire(company.admin, seen)
    about = [item.about for item in waiting(company.admin)[WorkKind.CALIBRATIONS].items]
    assert about == [
        f"{today + dt.timedelta(days=days)} {number}" for days, number in ((-400, "TH-1"), (0, "TH-0"), (30, "TH 3"))
    ]
    assert WorkKind.CALIBRATIONS not in waiting(company.qc)


def test_everybody_gets_the_sections_of_all_roles_held_in_few_statements(database: Clone, company: Company) -> None:
    for number in range(3):
        submit_order(company.coordinator, [build_json(f"M-{number}")])
    many = session_of(database, make_person(database, *Role))
    nobody = session_of(database, make_person(database))
    try:
        assert [section.kind for section in work_lists.read_work(many).sections] == list(SECTIONS) == list(WorkKind)
        with counted(many) as statements:
            work_lists.read_work(many)
        assert len(statements) <= 5, statements
        assert work_lists.read_work(nobody).sections == ()
        for role in Role:
            found = work_lists.read_work(company.session(role)).sections
            assert {section.kind for section in found} == {k for k, s in SECTIONS.items() if role in s.roles}
    finally:
        many.close()
        nobody.close()


def test_long_sections_are_cut_and_counted_on(company: Company) -> None:
    with company.database.connect() as connection:
        _drafts(connection, work_lists.COUNTED_AT_HOME)
    section = work_lists.read_work(company.coordinator).section(WorkKind.DRAFTS)
    assert (section.count, section.capped, len(section.items)) == (200, False, work_lists.FIRST)
    assert [item.about for item in section.items[:2]] == ["200", "199"]
    whole = work_lists.read_work(company.coordinator, {WorkKind.DRAFTS}).section(WorkKind.DRAFTS)
    assert (whole.count, whole.capped, len(whole.items)) == (200, False, work_lists.SHOWN)
    assert whole.items[: work_lists.FIRST] == section.items
    with company.database.connect() as connection:
        _drafts(connection, 1)
    section = work_lists.read_work(company.coordinator).section(WorkKind.DRAFTS)
    assert (section.count, section.capped) == (200, True)


def _drafts(connection: psycopg.Connection[tuple[object, ...]], count: int) -> None:
    connection.execute(
        "INSERT INTO cs.order_draft (title, body) SELECT n::text, '{}' FROM generate_series(1, %s) n", (count,)
    )
