"""Everybody with what an administrator wants to see at one glance: last seen, badge, and what is open where."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from cleanstation_desktop.services.people import OpenSession, PersonRecord, list_people, who_is_signed_in
from cleanstation_desktop.services.session import Session


@dataclass(frozen=True)
class DirectoryEntry:
    """A person. Parameters: last_seen, in UTC, None for who never was; has_badge; sessions, open now."""

    person: PersonRecord
    last_seen: datetime | None
    has_badge: bool
    sessions: tuple[OpenSession, ...]


def read_directory(session: Session) -> tuple[DirectoryEntry, ...]:
    """Everybody, by name. Errors: Refused for who is no administrator."""
    people = list_people(session)
    with session.read() as connection:
        rows = connection.execute(text("SELECT person_id, last_seen, has_badge FROM cs_adm.people_facts()"))
        facts = {row.person_id: (row.last_seen, row.has_badge) for row in rows}
    opened: defaultdict[int, list[OpenSession]] = defaultdict(list)
    for each in who_is_signed_in(session):
        opened[each.person_id].append(each)
    return tuple(
        DirectoryEntry(person, *facts.get(person.id, (None, False)), tuple(opened[person.id])) for person in people
    )
