"""The search over everything: by how a number or a name begins, and by a whole number."""

from __future__ import annotations

from contextlib import closing

import pytest

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import search as services
from cleanstation_desktop.services.search import find_exactly, search
from cleanstation_desktop.services.session import Session
from tests.support.clusters import Clone
from tests.support.orders import build_json, submit_order
from tests.support.people import make_person, session_of


@pytest.fixture
def order_of_two(database: Clone) -> tuple[str, str, str]:
    """PO number and build numbers of an order."""
    order = submit_order(database, [build_json("Alpha-1"), build_json("Alpha-22")], customer="Maple Clinic")
    first, second = order.builds
    return order.po_number, first.build_number, second.build_number


def found(session: Session, words: str) -> list[tuple[str, str]]:
    """Kind and number of what is found."""
    return [(hit.kind, hit.number) for hit in search(session, words).hits]


def test_everything_is_found_by_its_beginning(database: Clone, order_of_two: tuple[str, str, str]) -> None:
    """Capitals or not; a single letter is too little; % and _ are ordinary signs."""
    po_number, first, second = order_of_two
    session = session_of(database, make_person(database, Role.QC_PERSON))
    assert found(session, "alpha-") == [("build", first), ("build", second)]
    assert found(session, "maple") == [("order", po_number)]
    assert ("order", po_number) in found(session, po_number[:6].lower())
    parts = search(session, "t2-bsn", limit=3)
    assert [hit.kind for hit in parts.hits] == ["part"] * 3
    assert parts.more == {"part"}
    assert [found(session, words) for words in ("a", "%%", "A_p", "  ")] == [[]] * 4
    session.close()


def test_the_service_department_finds_parts_alone(database: Clone, order_of_two: tuple[str, str, str]) -> None:
    """It reads no orders (DOMAIN §2)."""
    session = session_of(database, make_person(database, Role.SERVICE_DEPARTMENT))
    assert found(session, "alpha") == []
    assert found(session, "t2-")
    session.close()


def test_a_whole_number_stands_before_those_that_begin_so(database: Clone) -> None:
    """Also when the number of an order is typed that many builds begin with; each is found once."""
    with closing(session_of(database, make_person(database, Role.PRODUCTION_COORDINATOR))) as session:
        for number in range(45000, 45008):
            submit_order(session, [build_json(f"4500-{number}")], po_number=str(number))
        submit_order(session, [build_json("4500-4")], po_number="4500", customer="4500 Clinic")
        every = search(session, " 4500 ")
        assert [hit.number for hit in every.hits if hit.exact] == ["4500"]
        assert [hit.kind for hit in every.hits] == ["order"] + ["build"] * 6 + ["order"] * 5
        assert every.more == {"build", "order"}
        one = search(session, "45007")
        assert [(hit.number, hit.exact) for hit in one.hits] == [("45007", True)]
        assert one.more == frozenset()
        part = found(session, "t2-dl27-kit")
        assert part == [("part", "T2-DL27-KIT")]


@pytest.mark.parametrize("glance", [4, 2_000])
def test_the_newest_orders_of_a_customer_are_found(
    database: Clone, monkeypatch: pytest.MonkeyPatch, glance: int
) -> None:
    """And it is said that there are more. With orders of others behind them they are found by the customer's index."""
    monkeypatch.setattr(services, "GLANCE", glance)
    with closing(session_of(database, make_person(database, Role.PRODUCTION_COORDINATOR))) as session:
        for number in range(4):
            submit_order(session, po_number=f"A-{number}", customer="Maple Clinic")
        for number in range(3):
            submit_order(session, po_number=f"B-{number}")
        every = search(session, "maple", limit=3)
        assert [hit.number for hit in every.hits] == ["A-3", "A-2", "A-1"]
        assert every.more == {"order"}
        assert search(session, "maple", limit=4).more == frozenset()


def test_a_whole_number_names_one_record(database: Clone, order_of_two: tuple[str, str, str]) -> None:
    """A beginning is not enough, and a build goes before an order."""
    po_number, first, _ = order_of_two
    session = session_of(database, make_person(database, Role.ASSEMBLER))
    build = find_exactly(session, f" {first.lower()} ")
    assert build is not None
    assert (build.kind, build.number) == ("build", first)
    order = find_exactly(session, po_number.lower())
    assert order is not None
    assert (order.kind, order.number) == ("order", po_number)
    assert find_exactly(session, "Alpha-2") is None
    assert find_exactly(session, first, ("order",)) is None
    session.close()
