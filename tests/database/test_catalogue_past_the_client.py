"""The catalogue past the client: an admin with psql makes no item that contains itself, and no half pieces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
import pytest

from cleanstation_desktop.domain.people import Role
from tests.support.clusters import Clone
from tests.support.company import Company

Connection = psycopg.Connection[Any]
Edge = tuple[str, str]


@pytest.fixture
def connection(database: Clone, company: Company) -> Any:
    """The admin with psql, at a catalogue with some items more: assemblies A to D, and the part P with its twin."""
    person = company.person(Role.ADMIN)
    with database.connect(person.login, person.password) as made:
        for number, kind in [
            *((f"X-{letter}", "assembly") for letter in "ABCD"),
            ("X-P", "part"),
            ("ASSY-X-P", "assembly"),
        ]:
            made.execute(
                "INSERT INTO cs.item (number, kind, name, type) VALUES (%s, %s, 'made for a test', 'KIT')",
                (number, kind),
            )
        made.commit()
        yield made


def add(connection: Connection, edges: Sequence[Edge], quantity: float = 1) -> None:
    """Components, in the order of the list."""
    for place, (parent, component) in enumerate(edges, 1):
        connection.execute(
            "INSERT INTO cs.item_component (parent_number, position, component_number, quantity) "
            "VALUES (%s, %s, %s, %s)",
            (parent, place, component, quantity),
        )


@pytest.mark.parametrize(
    ("edges", "circle"),
    [
        ([("X-A", "X-A")], "X-A > X-A"),
        ([("X-A", "X-B"), ("X-B", "X-A")], "X-A > X-B > X-A"),
        ([("X-A", "X-B"), ("X-B", "X-C"), ("X-C", "X-D"), ("X-D", "X-B")], "X-B > X-C > X-D > X-B"),
        # Through the twin: the bare part takes what ASSY-<part> is made of.
        ([("ASSY-X-P", "X-A"), ("X-A", "X-P")], "X-P > X-A > X-P"),
        ([("ASSY-X-P", "X-A"), ("X-A", "ASSY-X-P")], "X-P > X-A > X-P"),
        ([("ASSY-X-P", "ASSY-X-P")], "X-P > X-P"),
    ],
)
def test_an_item_that_contains_itself_is_named_at_commit(
    connection: Connection, edges: Sequence[Edge], circle: str
) -> None:
    add(connection, edges)
    with pytest.raises(psycopg.Error) as caught:
        connection.commit()
    assert (caught.value.sqlstate, caught.value.diag.message_detail) == ("CS422", "cycle")
    assert circle in (caught.value.diag.message_primary or "")


def test_an_update_closes_no_circle_either(connection: Connection) -> None:
    add(connection, [("X-A", "X-B"), ("X-B", "X-C")])
    connection.commit()
    connection.execute(
        "UPDATE cs.item_component SET component_number = 'X-A', version = version + 1 "
        "WHERE parent_number = 'X-B' AND component_number = 'X-C'"
    )
    with pytest.raises(psycopg.Error, match="X-"):
        connection.commit()


@pytest.mark.parametrize(
    "edges",
    [
        [("X-A", "X-B"), ("X-A", "X-C"), ("X-B", "X-D"), ("X-C", "X-D")],
        # A twin that contains its own bare part is no cycle but a leaf.
        [("ASSY-X-P", "X-P"), ("X-A", "X-P")],
    ],
)
def test_shared_components_and_twins_with_their_own_part_are_no_circle(
    connection: Connection, edges: Sequence[Edge]
) -> None:
    add(connection, edges)
    connection.commit()


def test_a_circle_that_is_opened_in_the_same_transaction_is_none(connection: Connection) -> None:
    add(connection, [("X-A", "X-B"), ("X-B", "X-A")])
    connection.execute("DELETE FROM cs.item_component WHERE parent_number = 'X-B'")
    connection.commit()


@pytest.mark.parametrize("quantity", [0, -1, 0.5, 1.25])
def test_pieces_are_whole(connection: Connection, quantity: float) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        add(connection, [("X-A", "X-B")], quantity)
