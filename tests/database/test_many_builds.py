"""The generator of the measured plant, at two thousand builds: every constraint holds, and people read what it made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from cleanstation_desktop.domain.errors import Refused
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import BuildPlace, BuildStatus, OrderStatus, order_status
from cleanstation_desktop.operations import schema
from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from cleanstation_desktop.services import boms, builds, inspections, nonconformances, order_lists, service_orders
from cleanstation_desktop.services import orders as order_entry
from cleanstation_desktop.services.paging import Page
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.services.signatures import signatures_of
from tests.bench import many_builds
from tests.bench.many_builds import Plant
from tests.support.clusters import Clone, create_clone, drop_clone
from tests.support.days import today
from tests.support.orders import submit_order
from tests.support.people import session_of

pytestmark = pytest.mark.slow

BUILDS = 2_000
LARGE: Page[int] = Page(size=500)

# What the triggers would have refused: each question finds nothing.
BREACHES = {
    "an order without builds": "SELECT FROM cs.customer_order o WHERE NOT EXISTS "
    "(SELECT FROM cs.build b WHERE b.order_id = o.id)",
    "a build without configuration or BOM": "SELECT FROM cs.build b WHERE NOT EXISTS (SELECT FROM cs.bom_revision r "
    "JOIN cs.configuration c ON c.id = r.configuration_id AND c.build_id = b.id WHERE r.build_id = b.id)",
    "a configuration of another number or language": "SELECT FROM cs.configuration c JOIN cs.build b "
    "ON b.id = c.build_id JOIN cs.customer_order o ON o.id = b.order_id "
    "WHERE (c.body ->> 'build_number', c.body ->> 'language') IS DISTINCT FROM (b.build_number, o.language)",
    "a BOM with a part of its lines": "SELECT FROM cs.bom_revision r JOIN LATERAL (SELECT count(*) AS number "
    "FROM cs.bom_line l WHERE l.bom_revision_id = r.id) l ON true "
    "WHERE l.number > 0 AND l.number <> (r.totals ->> 'lines')::integer",
    "a released build whose BOM is not approved": "SELECT FROM cs.build b WHERE b.status NOT IN "
    "('ORDER_CREATED', 'CANCELLED') AND cs.approved_configuration(b.id) IS NULL",
    "a history that ends elsewhere": "SELECT FROM cs.build b JOIN LATERAL (SELECT h.to_status FROM cs.status_history h "
    "WHERE h.build_id = b.id ORDER BY h.at DESC, h.id DESC LIMIT 1) h ON h.to_status <> b.status",
    "a move that is none": "SELECT FROM cs.status_history h WHERE h.from_status IS NOT NULL AND NOT EXISTS (SELECT "
    "FROM cs.workflow_transition t WHERE (t.from_status, t.to_status) = (h.from_status, h.to_status))",
    "a move in the future": "SELECT FROM cs.status_history h WHERE h.at > now() + interval '1 minute'",
    "an assembled build that nobody claimed": "SELECT FROM cs.build b WHERE b.status IN ('IN_ASSEMBLY', "
    "'TESTING_COMPLETE', 'PACKAGING_COMPLETE', 'READY_FOR_FINAL_QC') AND NOT EXISTS (SELECT FROM cs.assembly_claim c "
    "WHERE c.build_id = b.id AND c.ended_at IS NULL)",
    "a build that the list has not, or otherwise": "SELECT FROM cs.build b LEFT JOIN cs.build_listing l "
    "ON (l.build_id, l.status, l.build_number) = (b.id, b.status, b.build_number) WHERE l.build_id IS NULL",
    "a listed build whose words nobody finds": "SELECT FROM cs.build_listing l WHERE NOT EXISTS (SELECT "
    "FROM cs.search_words s WHERE s.block = l.order_id / 8 AND strpos(s.words, ' ' || upper(l.build_number)) > 0)",
    "a trigger that was not put back": "SELECT FROM cs_audit.verify_triggers()",
    "an audit row that was changed": "SELECT FROM cs_audit.log l WHERE l.hash <> sha256(cs_audit.image(l))",
    "signed bytes that were changed": "SELECT FROM cs.signature_subject u WHERE u.sha256 <> sha256(u.image)",
}


@pytest.fixture(scope="module")
def small(cluster: EmbeddedServer, template_database: str) -> Iterator[tuple[Clone, Plant]]:
    """Two thousand builds, made once for this module."""
    database = create_clone(cluster, template_database)
    yield database, many_builds.fill(database, BUILDS)
    drop_clone(database)


@pytest.fixture
def coordinator(small: tuple[Clone, Plant]) -> Iterator[Session]:
    """The plant's coordinator, signed in."""
    yield from signed_in(small, Role.PRODUCTION_COORDINATOR)


def signed_in(small: tuple[Clone, Plant], role: Role) -> Iterator[Session]:
    database, plant = small
    session = session_of(database, plant.people[role])
    yield session
    session.close()


def test_no_rule_is_broken(small: tuple[Clone, Plant], subtests: pytest.Subtests) -> None:
    database, _plant = small
    with database.connect() as connection:
        for what, breach in BREACHES.items():
            with subtests.test(what):
                assert connection.execute(breach.encode()).fetchall() == []


def test_the_tables_are_as_they_were(small: tuple[Clone, Plant]) -> None:
    database, _plant = small
    assert schema.drift(database.url()) == []
    keys = "SELECT FROM pg_constraint WHERE contype = 'f' AND connamespace = 'cs'::regnamespace AND convalidated"
    with database.connect() as loaded, loaded.cursor() as cursor:
        assert len(cursor.execute(keys.encode()).fetchall()) > 50


def test_as_many_as_asked_for_in_every_status(coordinator: Session) -> None:
    found = {build.status for build in everything(coordinator)}
    assert found == set(BuildStatus)
    # The prototypes and the builds of the real forms come on top.
    assert BUILDS < len(everything(coordinator)) < BUILDS + 30


def everything(session: Session) -> list[order_lists.BuildRow]:
    rows: list[order_lists.BuildRow] = []
    page = LARGE
    while found := order_lists.list_builds(session, page=page):
        rows += found
        page = Page(found[-1].id, 500)
    return rows


def test_orders_stand_where_their_builds_do(coordinator: Session) -> None:
    of_order: dict[int, list[BuildPlace]] = {}
    for row in everything(coordinator):
        of_order.setdefault(row.order_id, []).append(BuildPlace(row.status, row.held_from))
    listed = order_lists.list_orders(coordinator, page=LARGE)
    assert {row.id: OrderStatus(row.status, row.rejected, row.held) for row in listed} == {
        number: order_status(places) for number, places in of_order.items()
    }
    assert {row.build_count for row in listed} == set(range(1, 11))
    assert {row.language for row in listed} == {"EN", "FR", "ES"}
    now = today()
    assert {row.want_date < now for row in listed if row.status is not BuildStatus.SHIPPED} == {True, False}


def test_people_open_what_is_listed(small: tuple[Clone, Plant]) -> None:
    for role in (Role.PRODUCTION_COORDINATOR, Role.PROCUREMENT_SPECIALIST, Role.QC_PERSON, Role.ASSEMBLER, Role.ADMIN):
        for session in signed_in(small, role):
            newest = order_lists.list_builds(session, page=Page(size=40))
            assert len(newest) == 40
            for row in newest[::8]:
                detail = builds.read_build(session, row.id)
                assert detail.head == row
                assert detail.configuration["build_number"] == row.build_number
                assert detail.history[-1].to_status is row.status
                assert len(boms.read_bom(session, row.bom_revision_id).bom.lines) > 10
                signed = signatures_of(session, "bom_revision", row.bom_revision_id)
                assert [entry.intact for entry in signed] == [True] * (row.bom_state == "APPROVED")
                assert row.order_id == order_lists.read_order(session, row.order_id).head.id
    for session in signed_in(small, Role.SERVICE_DEPARTMENT):
        assert service_orders.list_service_orders(session)
        with pytest.raises(Refused):
            order_lists.list_builds(session)


def test_forms_and_nonconformances_are_there(small: tuple[Clone, Plant]) -> None:
    for session in signed_in(small, Role.QC_PERSON):
        shipped = order_lists.list_builds(session, statuses=[BuildStatus.READY_FOR_SHIP])[0]
        forms = inspections.list_inspections(session, shipped.id)
        assert len({form.kind for form in forms}) == 5
        assert all(entry.answer is not None for entry in inspections.read_inspection(session, forms[0].id).items)
        (rejected, *_others) = order_lists.list_builds(session, statuses=[BuildStatus.FINAL_QC_REJECTED])
        assert [entry.state for entry in nonconformances.list_nonconformances(session, build_id=rejected.id)] == [
            "OPEN"
        ]


def test_work_goes_on_in_it(small: tuple[Clone, Plant], coordinator: Session) -> None:
    database, _plant = small
    made = submit_order(coordinator)
    assert order_lists.list_builds(coordinator, page=Page(size=1))[0].id == made.builds[0].id
    waiting = order_lists.list_orders(coordinator, statuses=[BuildStatus.IN_ASSEMBLY])[0]
    later = (today() + dt.timedelta(days=400)).isoformat()
    version = order_entry.change_order(
        coordinator, waiting.id, version=waiting.version, changes={"want_date": later}, reason="asked for"
    )
    assert version == waiting.version + 1
    with database.connect() as connection:
        row = connection.execute(
            "SELECT count(*) FROM cs_audit.log WHERE table_name = 'customer_order' AND record = %s", (str(waiting.id),)
        ).fetchone()
    assert row == (1,)
