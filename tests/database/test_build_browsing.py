"""The list of builds: kept in step by triggers, and each filter, order and way to a page gives the same rows."""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Iterator
from typing import Any

import pytest

from cleanstation_desktop.database.build_browsing import build_listing
from cleanstation_desktop.domain.errors import Refused
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.operations import schema
from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from cleanstation_desktop.services import (
    build_browsing,
    build_filters,
    build_finding,
    order_browsing,
    order_corrections,
    order_lists,
    orders,
)
from cleanstation_desktop.services.build_browsing import BuildListRow
from cleanstation_desktop.services.build_filters import EVERYTHING, BuildFilter, BuildSort, SortColumn
from cleanstation_desktop.services.signing import Seen
from tests.support.clusters import Clone, create_clone, drop_clone
from tests.support.company import Company, counted, put_in_assembly
from tests.support.days import today
from tests.support.orders import build_json, submit_order, wanted_by

TODAY = today()
CUSTOMERS = ("Hôpital Sainte-Anne", "General Hospital", "Clínica 50% _Norte_", "ACME / Lab", "Zürich Spital")


@pytest.fixture(scope="module")
def plant(cluster: EmbeddedServer, template_database: str) -> Iterator[Company]:
    """A plant with twelve orders of one to three builds, some at work and late."""
    clone = create_clone(cluster, template_database)
    company = Company(clone)
    for number in range(12):
        builds = [build_json(f"B{number:02}-{place}") for place in range(1, 2 + number % 3)]
        if number % 4 == 0:
            builds = [{**build, "language": "FR"} for build in builds]
        made = submit_order(
            company.coordinator,
            builds,
            po_number=f"PO-{2030 - number}-{700 + number}",
            customer=CUSTOMERS[number % len(CUSTOMERS)],
            project="Wing B" if number % 2 else None,
            want_date=(TODAY + dt.timedelta(days=5 + 7 * number)).isoformat(),
        )
        if number % 5 == 0:
            put_in_assembly(company, made.builds[0].id)
        if number % 3 == 0:
            wanted_by(clone, made.id, TODAY - dt.timedelta(days=number))
    yield company
    company.close()
    drop_clone(clone)


def everything(plant: Company) -> tuple[BuildListRow, ...]:
    return build_browsing.browse_builds(plant.qc, size=500)


def unpacked(ids: bytes) -> list[int]:
    return [number for (number,) in struct.iter_unpack(">q", ids)]


FILTERS: dict[str, tuple[BuildFilter, Any]] = {
    "nothing left out": (EVERYTHING, lambda row: True),
    "status": (
        BuildFilter(statuses=frozenset({BuildStatus.IN_ASSEMBLY})),
        lambda row: row.status is BuildStatus.IN_ASSEMBLY,
    ),
    "at work": (BuildFilter(statuses=build_filters.AT_WORK), lambda row: row.status in build_filters.AT_WORK),
    "at work, by name": (
        BuildFilter(statuses=build_filters.AT_WORK, search="general"),
        lambda row: row.customer == "General Hospital",
    ),
    "number": (BuildFilter(search="b07-"), lambda row: row.build_number.startswith("B07-")),
    "within a PO number": (BuildFilter(search="028-7"), lambda row: "028-7" in row.po_number),
    "by the end of a number": (BuildFilter(search="o-2028-702"), lambda row: row.po_number == "PO-2028-702"),
    "an end that fits another number": (BuildFilter(search="po-2027-702"), lambda row: False),
    "two letters begin a word": (BuildFilter(search="ge"), lambda row: row.customer == "General Hospital"),
    "two letters within a word": (BuildFilter(search="en"), lambda row: False),
    "accents left out": (BuildFilter(search="hopital"), lambda row: row.customer.startswith("Hôpital")),
    "accents typed": (BuildFilter(search="ZURICH spi"), lambda row: row.customer.startswith("Zürich")),
    "all words": (BuildFilter(search=" wing  general "), lambda row: row.customer[0] == "G" and row.project),
    "signs of patterns": (BuildFilter(search="50% _n"), lambda row: row.customer.startswith("Clínica")),
    "no wildcard": (BuildFilter(search="B__-"), lambda row: False),
    "an escape": (BuildFilter(search="/ Lab"), lambda row: row.customer.startswith("ACME")),
    "found nowhere": (BuildFilter(search="no such thing"), lambda row: False),
    "customer": (BuildFilter(customer="spital"), lambda row: "spital" in row.customer.lower()),
    "signs of patterns in a customer": (BuildFilter(customer="50% _N"), lambda row: row.customer.startswith("Clínica")),
    "no wildcard in a customer": (BuildFilter(customer="G%l"), lambda row: False),
    "customer, not project": (BuildFilter(customer="wing"), lambda row: False),
    "language": (BuildFilter(language="FR"), lambda row: row.language == "FR"),
    "days": (
        BuildFilter(want_from=TODAY + dt.timedelta(days=10), want_to=TODAY + dt.timedelta(days=40)),
        lambda row: TODAY + dt.timedelta(days=10) <= row.want_date <= TODAY + dt.timedelta(days=40),
    ),
    "overdue": (BuildFilter(overdue=True), lambda row: row.overdue),
    "due soon": (BuildFilter(due_soon=True), lambda row: row.due_soon),
    "late in either way": (BuildFilter(overdue=True, due_soon=True), lambda row: row.overdue or row.due_soon),
    "rejected or held": (BuildFilter(rejected=True, held=True), lambda row: row.rejected or row.held),
}


@pytest.mark.parametrize("how", ["glance", "left", "words", "few words", "indexes", "in order"])
@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_lets_the_same_rows_through_in_every_way(
    plant: Company, monkeypatch: pytest.MonkeyPatch, name: str, how: str
) -> None:
    if how != "glance":
        monkeypatch.setattr(build_finding, "GLANCE", 1)
        monkeypatch.setattr(build_finding, "FEW", -1 if "words" in how else 10**9)
        if how == "few words":
            monkeypatch.setattr(build_finding, "BLOCKS", 1)
            monkeypatch.setattr(build_finding, "MORE_BLOCKS", 2)
        monkeypatch.setattr(build_finding, "LEFT", 10**9 if how == "left" else -1)
        for limit in ("MANY", "MOST"):
            monkeypatch.setattr(build_finding, limit, 10**9 if how == "indexes" else -1)
    wanted, lets_through = FILTERS[name]
    expected = [row for row in everything(plant) if lets_through(row)]
    assert build_browsing.browse_builds(plant.qc, wanted, size=500) == tuple(expected)
    assert unpacked(build_browsing.build_ids(plant.qc, wanted)) == [row.id for row in expected]
    groups = order_browsing.browse_orders(plant.qc, wanted)
    assert [row for group in groups for row in group.builds] == expected
    assert unpacked(order_browsing.order_ids(plant.qc, wanted)) == [group.order.id for group in groups]


def test_a_customer_is_found_as_it_was_typed() -> None:
    """Else the accents of each name that the index finds are left out first, which takes several times as long."""
    *_by_index, name = build_filters.conditions(BuildFilter(customer="50% General"), build_listing.c)
    assert "%50/% General%" in name.compile().params.values()


def test_filters_are_worth_their_test(plant: Company) -> None:
    rows = everything(plant)
    kept = {name: sum(1 for row in rows if lets_through(row)) for name, (_, lets_through) in FILTERS.items()}
    empty = {name for name, count in kept.items() if not count}
    assert empty == {
        *("two letters within a word", "no wildcard", "found nowhere", "customer, not project", "rejected or held"),
        *("an end that fits another number", "no wildcard in a customer"),
    }
    assert len(rows) == 24
    assert rows[0].model == "T2-B1"
    assert rows[0].bom_state == "SUBMITTED"


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("column", SortColumn)
def test_pages_and_jumps_follow_the_order(plant: Company, column: SortColumn, descending: bool) -> None:
    sort = BuildSort(column, descending)
    rows = list(everything(plant))
    keys = {
        SortColumn.NEWEST: lambda row: (-row.order_id, row.position),
        SortColumn.BUILD_NUMBER: lambda row: row.build_number.upper(),
        SortColumn.PO_NUMBER: lambda row: (row.po_number.upper(), row.position),
        SortColumn.CUSTOMER: lambda row: (row.customer.upper(), row.order_id, row.position),
        SortColumn.WANT_DATE: lambda row: (row.want_date, row.order_id, row.position),
        SortColumn.STATUS: lambda row: (list(BuildStatus).index(row.status), row.want_date, row.order_id, row.position),
    }
    expected = sorted(rows, key=keys[column], reverse=descending)
    ids = unpacked(build_browsing.build_ids(plant.qc, EVERYTHING, sort))
    assert ids == [row.id for row in expected]
    paged = [
        row
        for offset in range(0, 24, 7)
        for row in build_browsing.browse_builds(plant.qc, BuildFilter(search="b"), sort, offset=offset, size=7)
    ]
    assert paged == expected
    assert build_browsing.builds_by_ids(plant.qc, ids[9:4:-1]) == tuple(expected[9:4:-1])


@pytest.mark.parametrize("column", order_browsing.ORDER_COLUMNS)
def test_orders_are_sorted_too(plant: Company, column: SortColumn) -> None:
    sort = BuildSort(column, descending=True)
    ids = unpacked(order_browsing.order_ids(plant.qc, EVERYTHING, sort))
    pages = [
        group for at in (0, 5, 10) for group in order_browsing.browse_orders(plant.qc, sort=sort, offset=at, size=5)
    ]
    assert [group.order.id for group in pages] == ids
    rows = build_browsing.browse_builds(plant.qc, sort=sort, size=500)
    assert ids == list(dict.fromkeys(row.order_id for row in rows))
    assert order_browsing.orders_by_ids(plant.qc, ids[3:6]) == tuple(pages[3:6])
    assert {row.id for row in pages[0].builds} == {row.id for row in rows if row.order_id == ids[0]}


def test_orders_are_not_sorted_by_what_their_builds_have(plant: Company) -> None:
    with pytest.raises(ValueError, match="not sorted by status"):
        order_browsing.browse_orders(plant.qc, sort=BuildSort(SortColumn.STATUS))


def test_who_has_claimed_a_build_is_shown_and_filtered_by(plant: Company) -> None:
    assembler = plant.person(Role.ASSEMBLER)
    rows = build_browsing.browse_builds(plant.qc, BuildFilter(assignee=assembler.id))
    assert rows == build_browsing.browse_builds(plant.qc, BuildFilter(statuses=frozenset({BuildStatus.IN_ASSEMBLY})))
    assert {row.assignees for row in rows} == {(assembler.initials,)}
    assert build_browsing.browse_builds(plant.qc, BuildFilter(assignee=plant.person(Role.QC_PERSON).id)) == ()


def test_what_is_not_there_is_left_out_and_nothing_asks_nothing(plant: Company) -> None:
    first = everything(plant)[0]
    assert build_browsing.builds_by_ids(plant.qc, [0, first.id, -1]) == (first,)
    with counted(plant.qc) as statements:
        assert build_browsing.builds_by_ids(plant.qc, []) == ()
        assert order_browsing.orders_by_ids(plant.qc, []) == ()
    assert [each for each in statements if "build" in each] == []


def test_a_page_takes_a_fixed_number_of_statements(plant: Company) -> None:
    everything(plant)
    for ask, most in (
        (lambda: everything(plant), 2),
        (lambda: order_browsing.browse_orders(plant.qc, size=5), 3),
        (lambda: build_browsing.browse_builds(plant.qc, BuildFilter(search="gen")), 4),
        (lambda: order_browsing.browse_orders(plant.qc, BuildFilter(search="gen")), 6),
    ):
        with counted(plant.qc) as statements:
            ask()
        assert len(statements) <= most, statements


def test_the_service_department_reads_no_list(plant: Company) -> None:
    for ask in (
        build_browsing.browse_builds,
        build_browsing.build_ids,
        order_browsing.browse_orders,
        order_browsing.order_ids,
    ):
        with pytest.raises(Refused):
            ask(plant.service)
    with pytest.raises(Refused):
        build_browsing.builds_by_ids(plant.service, [1])


def test_the_list_follows_builds_and_orders(database: Clone, company: Company) -> None:
    made = submit_order(company.coordinator, [build_json("OLD-1"), build_json("OLD-2")], po_number="PO-BEFORE")
    detail = order_lists.read_order(company.coordinator, made.id)
    put_in_assembly(company, made.builds[1].id)
    answers = {"customer": "Élan Clinic", "po_number": "PO-AFTER"}
    day = (TODAY + dt.timedelta(days=3)).isoformat()
    orders.change_order(
        company.coordinator, made.id, version=detail.head.version, changes={**answers, "want_date": day}
    )
    order_corrections.change_build_number(
        company.coordinator, Seen(made.builds[0].id, 1), "NEW-1", reason="typed wrong"
    )
    rows = build_browsing.browse_builds(company.qc, BuildFilter(search="elan po-after", due_soon=True))
    assert [(row.build_number, row.status) for row in rows] == [
        ("NEW-1", BuildStatus.ORDER_CREATED),
        ("OLD-2", BuildStatus.IN_ASSEMBLY),
    ]
    assert build_browsing.browse_builds(company.qc, BuildFilter(search="before")) == ()
    _agrees(database)


def test_an_upgrade_knows_who_entered_what_is_listed(database: Clone, company: Company) -> None:
    submit_order(company.coordinator, [build_json(), build_json()])
    company.close()
    schema.downgrade(database.url(), "0004")
    assert schema.upgrade(database.url()).current
    _agrees(database)
    with database.connect() as connection:
        entered = connection.execute("SELECT DISTINCT entered_by FROM cs.build_listing").fetchall()
        assert entered == connection.execute("SELECT created_by FROM cs.customer_order").fetchall()


def _agrees(database: Clone) -> None:
    """What triggers keep is what the whole list made anew would be."""
    with database.connect() as connection:
        before = connection.execute("SELECT * FROM cs.build_listing ORDER BY 1").fetchall()
        connection.execute("DELETE FROM cs.build_listing")
        connection.execute("SELECT cs.list_builds(ARRAY(SELECT b.id FROM cs.build b))")
        assert connection.execute("SELECT * FROM cs.build_listing ORDER BY 1").fetchall() == before
        ranks = connection.execute("SELECT DISTINCT status, rank FROM cs.build_listing").fetchall()
    assert {(status, list(BuildStatus).index(BuildStatus(status)) + 1) for status, _ in ranks} == set(ranks)
