"""Views that people save: the own ones only, a bounded number, under names that differ."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import psycopg
import pytest

from cleanstation_desktop.domain.errors import ContentError, Duplicate, InvalidInput, NotFound, Stale
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import saved_views
from tests.support.company import Company, nothing_written

WANTED = {"filter": {"statuses": ["IN_ASSEMBLY"]}, "sort": "want_date", "name": "naïve"}


def test_a_view_is_saved_replaced_renamed_and_deleted(company: Company) -> None:
    session, command, command_of_delete = company.qc, uuid4(), uuid4()
    made = saved_views.save_view(session, "orders", " Mine ", WANTED, command_id=command)
    assert saved_views.save_view(session, "orders", " Mine ", WANTED, command_id=command) == made
    saved_views.save_view(session, "home", "Mine", {})
    (view,) = saved_views.list_views(session, "orders")
    assert (view.id, view.name, view.filter, view.version) == (made.id, "Mine", WANTED, 1)
    seen = saved_views.replace_view(session, made, {"sort": "customer"})
    seen = saved_views.rename_view(session, seen, "Ours")
    with pytest.raises(Stale):
        saved_views.delete_view(session, made)
    with pytest.raises(Stale):
        saved_views.rename_view(session, made, "Theirs")
    (view,) = saved_views.list_views(session, "orders")
    assert (view.name, view.filter, view.version) == ("Ours", {"sort": "customer"}, seen.version)
    saved_views.delete_view(session, seen, command_id=command_of_delete)
    saved_views.delete_view(session, seen, command_id=command_of_delete)
    assert saved_views.list_views(session, "orders") == ()
    with pytest.raises(NotFound):
        saved_views.rename_view(session, seen, "Gone")


def test_names_differ_and_views_stay_small(company: Company) -> None:
    saved_views.save_view(company.service, "parts", "Pumps", {})
    other = saved_views.save_view(company.service, "parts", "Boxes", {})
    again: Callable[[], object]
    for again in (
        lambda: saved_views.save_view(company.service, "parts", "pumps", {}),
        lambda: saved_views.rename_view(company.service, other, "PUMPS"),
    ):
        with nothing_written(company.database), pytest.raises(Duplicate) as taken:
            again()
        assert taken.value.field == "name"
    for name, wanted, field in (("  ", {}, "name"), ("x" * 101, {}, "name"), ("big", {"a": "é" * 10_000}, "filter")):
        with nothing_written(company.database), pytest.raises(InvalidInput) as refused:
            saved_views.save_view(company.service, "parts", name, wanted)
        assert refused.value.findings[0].field == field


def test_fifty_are_kept_for_each_person(company: Company) -> None:
    for number in range(50):
        saved_views.save_view(company.admin, "orders", f"View {number}", {})
    with nothing_written(company.database), pytest.raises(ContentError, match="50 saved views"):
        saved_views.save_view(company.admin, "people", "One more", {})
    saved_views.save_view(company.qc, "orders", "Another person's", {})


def test_nobody_reads_or_changes_the_views_of_others(company: Company) -> None:
    made = saved_views.save_view(company.assembler, "orders", "Mine", WANTED)
    owner = company.person(Role.ASSEMBLER)
    for role in (Role.ADMIN, Role.QC_PERSON, Role.SERVICE_DEPARTMENT):
        session, person = company.session(role), company.person(role)
        assert saved_views.list_views(session, "orders") == ()
        for act in (saved_views.delete_view, lambda s, seen: saved_views.rename_view(s, seen, "Taken")):
            with nothing_written(company.database), pytest.raises(NotFound):
                act(session, made)
        with company.database.connect(person.login, person.password, autocommit=True) as connection:
            assert connection.execute("SELECT count(*) FROM cs.saved_view").fetchone() == (0,)
            assert connection.execute("DELETE FROM cs.saved_view").rowcount == 0
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(
                    "INSERT INTO cs.saved_view (person_id, screen, name, filter) VALUES (%s, 'orders', 'His', '{}')",
                    (owner.id,),
                )
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("UPDATE cs.saved_view SET person_id = %s", (person.id,))
    assert saved_views.list_views(company.assembler, "orders")[0] == saved_views.SavedView(
        made.id, "orders", "Mine", WANTED, 1
    )
