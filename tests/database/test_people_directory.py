"""What an administrator sees of everybody at one glance: last seen, badge, open sessions."""

from __future__ import annotations

import pytest

from cleanstation_desktop.domain.errors import Refused
from cleanstation_desktop.services import badges
from cleanstation_desktop.services.people_directory import read_directory
from tests.support.company import Company


def test_who_is_here_and_who_was_never(company: Company) -> None:
    """Somebody who is signed in is seen now, with the station; a badge shows as held, never what it says."""
    quality = company.qc
    with quality.read() as connection:
        connection.exec_driver_sql("SELECT 1")
        badges.set_badge(company.admin, quality.person.id, "BADGE-4711", "4711")
        found = {entry.person.id: entry for entry in read_directory(company.admin)}
    here = found[quality.person.id]
    assert here.has_badge
    assert here.last_seen is not None
    assert [session.station for session in here.sessions] == [quality.station]
    never = next(entry for entry in found.values() if not entry.sessions)
    assert never.last_seen is None
    assert not never.has_badge


def test_only_an_administrator_sees_it(company: Company) -> None:
    """Everybody else is refused."""
    with pytest.raises(Refused):
        read_directory(company.qc)
