"""`cleanstation form …` and `cleanstation rules …`: which versions there are, and one of them put in force."""

from __future__ import annotations

from typing import Any

import pytest

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import rule_versions, templates
from cleanstation_desktop.services.session import Session
from tests.acceptance.conftest import Office
from tests.support.people import make_person, session_of


def drafts_of_next_versions(session: Session) -> tuple[int, int]:
    """A next version of the production form and one of the rules, both as they are but for their number."""
    form = next(row for row in templates.list_forms(session) if row.kind == "PRODUCTION" and row.state == "IN_FORCE")
    body: dict[str, Any] = {**templates.read_form(session, form.id), "version": form.number + 1}
    templates.add_draft(session, body)
    rules = next(row for row in rule_versions.list_rule_sets(session) if row.state == "IN_FORCE")
    text = {**rule_versions.read_rule_set(session, rules.id), "version": rules.number + 1}
    rule_versions.add_draft(session, text)
    return form.number + 1, rules.number + 1


def test_drafts_are_listed_and_put_in_force(office: Office) -> None:
    session = session_of(office.database, office.admin)
    form, rules = drafts_of_next_versions(session)
    for words, key, number in (("form", "PRODUCTION", form), ("rules", "MDRD", rules)):
        listed = office.run(words, "list", "--json").json
        mine = [row["state"] for row in listed if key in row.values()]
        assert mine[-2:] == ["IN_FORCE", "DRAFT"]
        said = office.run(words, "put-in-force", key.lower() if words == "form" else key, number)
        assert (said.status, said.err) == (0, "")
        assert f"Version {number} of " in said.out
        assert said.out.endswith("is in force.\n")
        again = office.run(words, "put-in-force", key, number)
        assert (again.status, again.out.endswith("is in force already.\n")) == (0, True)
        listed = office.run(words, "list", "--json").json
        assert [row["state"] for row in listed if key in row.values()][-2:] == ["RETIRED", "IN_FORCE"]
        table = office.run(words, "list").out
        assert key in table
        assert "RETIRED" in table
    session.close()


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("form", "put-in-force", "PRODUCTION", 99), 1, "There is no version 99 of PRODUCTION; there are: "),
        (("form", "put-in-force", "CARPENTRY", 1), 2, "CARPENTRY"),
        (("form", "put-in-force", "PRODUCTION", "two"), 2, "valid integer"),
        (("rules", "put-in-force", "MDRD", 99), 1, "There is no version 99 of the rules of MDRD; there are: "),
        (("rules", "put-in-force", "BATHTUB", 1), 1, "there are: none"),
    ],
)
def test_what_is_not_there_is_told(office: Office, words: tuple[object, ...], status: int, told: str) -> None:
    before = [office.run(what, "list", "--json").json for what in ("form", "rules")]
    said = office.run(*words)
    assert (said.status, said.out) == (status, "")
    assert told in said.err
    assert [office.run(what, "list", "--json").json for what in ("form", "rules")] == before


def test_a_retired_version_does_not_come_back_and_only_the_admin_decides(office: Office) -> None:
    session = session_of(office.database, office.admin)
    form, _rules = drafts_of_next_versions(session)
    inspector = make_person(office.database, Role.QC_PERSON)
    refused = office.run("form", "put-in-force", "PRODUCTION", form, person=inspector)
    assert (refused.status, refused.out) == (3, "")
    assert office.run("form", "put-in-force", "PRODUCTION", form).status == 0
    back = office.run("form", "put-in-force", "PRODUCTION", form - 1)
    assert (back.status, back.out) == (1, "")
    session.close()
