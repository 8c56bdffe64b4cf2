"""The answer to a command is lost after its commit: asked for again as a new command it is done once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from cleanstation_desktop.domain.errors import Duplicate, InvalidInput, ServerAway
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import badges, orderable_items, people, service_orders, unanswered
from cleanstation_desktop.services.people import NewPerson
from cleanstation_desktop.services.session import Session
from tests.support.clusters import Clone, unique_login
from tests.support.people import make_person, session_of
from tests.support.slow_proxy import SlowProxy


@pytest.fixture
def line(database: Clone) -> Iterator[SlowProxy]:
    """The line to the server."""
    url = database.url()
    with SlowProxy(url.host or "127.0.0.1", url.port or 5432) as made:
        yield made


def over(database: Clone, line: SlowProxy, *roles: Role) -> Session:
    """A person who works over the line."""
    return session_of(database, make_person(database, *roles), url=line.url(database.url()))


@pytest.fixture
def service(database: Clone, line: SlowProxy) -> Iterator[Session]:
    """Somebody of the service department."""
    session = over(database, line, Role.SERVICE_DEPARTMENT)
    yield session
    session.close()


def request(session: Session, quantity: int = 1, *, command_id: UUID | None = None) -> str:
    """Ask for parts, as a new command unless one is given."""
    item = orderable_items.browse(session, search="")[0].number
    lines = [{"item": item, "quantity": quantity}]
    return service_orders.request_parts(session, lines, command_id=command_id).number


def lose(session: Session, line: SlowProxy, *, command_id: UUID | None = None) -> None:
    """Ask for parts; the server does it and the answer does not come."""
    line.loses = b"COMMIT\0"
    with pytest.raises(ServerAway):
        request(session, command_id=command_id)
    assert line.loses == b""


def numbers(session: Session) -> list[str]:
    """The requests that there are."""
    return sorted(order.number for order in service_orders.list_service_orders(session))


def test_it_is_done_once_and_after_the_answer_it_is_another(service: Session, line: SlowProxy) -> None:
    """The second press has the answer of the first; a third is meant: the same parts are needed again."""
    lose(service, line)
    first = request(service)
    assert numbers(service) == [first]
    second = request(service)
    assert numbers(service) == sorted([first, second])


def test_it_is_once_though_it_is_lost_again_and_sent_again_later(service: Session, line: SlowProxy) -> None:
    """Each message about a lost answer offers to send its own command again."""
    commands = [uuid4() for _ in range(3)]
    for command_id in commands:
        lose(service, line, command_id=command_id)
    assert len({request(service, command_id=command_id) for command_id in reversed(commands)}) == 1
    assert len(numbers(service)) == 1


def test_a_refusal_is_an_answer(service: Session, line: SlowProxy, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lost one had not been carried out; the same request is another deed afterwards."""
    lost = uuid4()
    line.loses = b"begin_command"
    with pytest.raises(ServerAway):
        request(service, 2, command_id=lost)
    assert numbers(service) == []

    def refuse(*_given: object, **_more: object) -> None:
        raise InvalidInput([])

    with monkeypatch.context() as patch:
        patch.setattr(service_orders, "_demand_orderable", refuse)
        with pytest.raises(InvalidInput):
            request(service, 2)
    assert service._unanswered._lost == {}
    assert len({request(service, 2), request(service, 2)}) == 2


def test_what_was_done_since_counts(service: Session, line: SlowProxy) -> None:
    """Another deed of the same kind came between: the lost one may have been undone by it, and is asked for anew."""
    lose(service, line)
    request(service, 3)
    request(service)
    assert len(numbers(service)) == 3


def test_after_a_while_it_is_meant_anew(service: Session, line: SlowProxy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody orders the same parts in vain the next day."""
    lose(service, line)
    monkeypatch.setattr(unanswered, "_KEPT", 0.0)
    request(service)
    assert len(numbers(service)) == 2


def test_what_is_kept_is_a_digest(service: Session, line: SlowProxy) -> None:
    """No request in clear."""
    lose(service, line)
    ((name, digest),) = service._unanswered._lost
    assert name == "service_order.request"
    assert len(digest) == 32


def test_a_person_is_made_once_and_a_password_that_was_lost_is_said_to_be(database: Clone, line: SlowProxy) -> None:
    """The password stood in the lost answer alone; it is not "This sign-in name is already used"."""
    new = NewPerson(unique_login("new"), "Newly Come", "NC9", frozenset({Role.ASSEMBLER}))
    with closing(over(database, line, Role.ADMIN)) as session:
        line.loses = b"COMMIT\0"
        with pytest.raises(ServerAway):
            people.create(session, new)
        made = people.create(session, new)
        assert made.password is None
        assert [person.login for person in people.list_people(session)].count(new.login) == 1
        with pytest.raises(Duplicate, match="already used"):
            people.create(session, replace(new, initials="NC8"))


def test_what_leaves_out_what_decides_is_never_taken_for_another(database: Clone, line: SlowProxy) -> None:
    """A PIN that was typed anew is the one that counts, though no request names it."""
    person = make_person(database, Role.ASSEMBLER)
    with closing(over(database, line, Role.ADMIN)) as session:
        line.loses = b"COMMIT\0"
        with pytest.raises(ServerAway):
            badges.set_badge(session, person.id, "badge-17", "1111")
        badges.set_badge(session, person.id, "badge-17", "2222")
    with closing(session_of(database, person)) as own:
        assert badges.verify(own, "badge-17", "1111") is badges.Unlocking.REFUSED
        assert badges.verify(own, "badge-17", "2222") is badges.Unlocking.OPEN
