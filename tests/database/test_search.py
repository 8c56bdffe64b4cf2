"""The search over everything: by how a number or a name begins, and by a whole number."""

from __future__ import annotations

import pytest

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services.search import find_exactly, search
from tests.support.clusters import Clone
from tests.support.orders import build_json, submit_order
from tests.support.people import make_person, session_of


@pytest.fixture
def order_of_two(database: Clone) -> tuple[str, str, str]:
    """PO number and build numbers of an order."""
    order = submit_order(database, [build_json("Alpha-1"), build_json("Alpha-22")], customer="Maple Clinic")
    first, second = order.builds
    return order.po_number, first.build_number, second.build_number


def test_everything_is_found_by_its_beginning(database: Clone, order_of_two: tuple[str, str, str]) -> None:
    """Capitals or not; a single letter is too little; % and _ are ordinary signs."""
    po_number, first, second = order_of_two
    session = session_of(database, make_person(database, Role.QC_PERSON))
    assert [(hit.kind, hit.number) for hit in search(session, "alpha-")] == [("build", first), ("build", second)]
    assert [(hit.kind, hit.number) for hit in search(session, "maple")] == [("order", po_number)]
    assert ("order", po_number) in [(hit.kind, hit.number) for hit in search(session, po_number[:6].lower())]
    parts = search(session, "t2-bsn", limit=3)
    assert [hit.kind for hit in parts] == ["part"] * 3
    assert search(session, "a") == search(session, "%%") == search(session, "A_p") == search(session, "  ") == ()
    session.close()


def test_the_service_department_finds_parts_alone(database: Clone, order_of_two: tuple[str, str, str]) -> None:
    """It reads no orders (DOMAIN §2)."""
    session = session_of(database, make_person(database, Role.SERVICE_DEPARTMENT))
    assert search(session, "alpha") == ()
    assert search(session, "t2-")
    session.close()


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
