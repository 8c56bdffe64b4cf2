"""Filters and orders of a list that a person keeps under a name: the own ones only, at every station."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select

from cleanstation_desktop.database.saved_views import saved_view
from cleanstation_desktop.domain.errors import Finding, InvalidInput
from cleanstation_desktop.services.session import Command, Session
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.services.texts import read_text
from cleanstation_desktop.services.updates import change, demand_version

NAME = (1, 100)
LARGEST = 20_000


@dataclass(frozen=True)
class SavedView:
    """A view. Parameters: filter, as the screen wrote it; version, for the next change."""

    id: int
    screen: str
    name: str
    filter: Mapping[str, Any]
    version: int


def list_views(session: Session, screen: str) -> tuple[SavedView, ...]:
    """The views of the signed-in person for a screen, by name."""
    c = saved_view.c
    wanted = select(c.id, c.screen, c.name, c.filter, c.version).where(c.screen == screen).order_by(c.name, c.id)
    with session.read() as connection:
        return tuple(SavedView(*row) for row in connection.execute(wanted))


def save_view(
    session: Session, screen: str, name: str, wanted: Mapping[str, Any], *, command_id: UUID | None = None
) -> Seen:
    """Keep a view under a new name.

    Parameters: wanted, JSON-able, at most 20 kB. Errors: InvalidInput (name, filter), Duplicate for a name of this
    screen that the person uses already, ContentError for the fifty-first view.
    """
    called = _name(name)
    _demand_small(wanted)
    request = {"screen": screen, "name": called, "filter": wanted}
    with session.write(Command("saved_view.save", request, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return Seen(**work.repeated)
        fresh = insert(saved_view).values(person_id=session.person.id, screen=screen, name=called, filter=wanted)
        added = work.connection.execute(fresh.returning(saved_view.c.id, saved_view.c.version)).one()
        made = Seen(added.id, added.version)
        work.answer = asdict(made)
        return made


def replace_view(session: Session, seen: Seen, wanted: Mapping[str, Any], *, command_id: UUID | None = None) -> Seen:
    """Keep something else under the same name. Errors: InvalidInput (filter), Stale, NotFound."""
    _demand_small(wanted)
    return _change(session, "saved_view.replace", seen, {"filter": wanted}, command_id)


def rename_view(session: Session, seen: Seen, name: str, *, command_id: UUID | None = None) -> Seen:
    """Call a view something else. Errors: InvalidInput (name), Duplicate, Stale, NotFound."""
    return _change(session, "saved_view.rename", seen, {"name": _name(name)}, command_id)


def delete_view(session: Session, seen: Seen, *, command_id: UUID | None = None) -> None:
    """Forget a view. Errors: Stale, NotFound."""
    with session.write(Command("saved_view.delete", asdict(seen), id=command_id or uuid4())) as work:
        if work.repeated is None:
            demand_version(work.connection, saved_view, seen.id, seen.version)
            work.connection.execute(delete(saved_view).where(saved_view.c.id == seen.id))
            work.answer = {}


def _change(session: Session, name: str, seen: Seen, values: Mapping[str, Any], command_id: UUID | None) -> Seen:
    with session.write(Command(name, {**asdict(seen), **values}, id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return Seen(**work.repeated)
        changed = Seen(seen.id, change(work.connection, saved_view, seen.id, seen.version, **values))
        work.answer = asdict(changed)
        return changed


def _name(name: str) -> str:
    return read_text(name, "name", *NAME)


def _demand_small(wanted: Mapping[str, Any]) -> None:
    if len(json.dumps(wanted, ensure_ascii=False).encode(errors="replace")) > LARGEST:
        message = "This view holds more than can be kept; choose fewer filters."
        raise InvalidInput([Finding("error", "too_long", "filter", message)])
