"""Rules as versions: drafted, checked against the catalogue, put in force, retired; by the admin alone."""

from __future__ import annotations

import copy
import json
from typing import Any
from uuid import uuid4

import pytest

from cleanstation_desktop import resources
from cleanstation_desktop.domain.errors import CleanStationError, Frozen, InvalidInput, NotFound, Refused, Stale
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import rule_versions, rules
from cleanstation_desktop.services.signing import Seen
from tests.support.clusters import Clone
from tests.support.company import Company, nothing_written
from tests.support.orders import submit_order


@pytest.fixture
def body() -> dict[str, Any]:
    """The next version of the rules in force."""
    loaded: dict[str, Any] = json.loads(resources.path("rules", "mdrd.json").read_text(encoding="utf-8"))
    return {**loaded, "version": loaded["version"] + 1}


def test_a_version_is_drafted_checked_and_put_in_force(database: Clone, company: Company, body: dict[str, Any]) -> None:
    (before,) = rule_versions.list_rule_sets(company.admin)
    old = submit_order(company.coordinator)
    drafted, forced = uuid4(), uuid4()
    draft = rule_versions.add_draft(company.admin, body, command_id=drafted)
    with nothing_written(database):
        assert rule_versions.add_draft(company.admin, body, command_id=drafted) == draft
    assert rule_versions.read_rule_set(company.admin, draft.id) == body
    found = rule_versions.check_against_catalogue(company.admin, draft.id)
    # The demo catalogue holds what the demo needs; what it lacks is named, and accepted by the admin only.
    assert all(finding.code in {"rule_item_missing", "alias_of_item"} for finding in found)
    if found:
        with nothing_written(database), pytest.raises(InvalidInput) as caught:
            rule_versions.put_in_force(company.admin, draft)
        assert caught.value.findings == list(found)
    version = rule_versions.put_in_force(company.admin, draft, despite_findings=True, command_id=forced)
    with nothing_written(database):
        again = rule_versions.put_in_force(company.admin, draft, despite_findings=True, command_id=forced)
    assert again == version
    states = {row.number: (row.state, row.in_force_from is None) for row in rule_versions.list_rule_sets(company.qc)}
    assert states == {before.number: ("RETIRED", False), body["version"]: ("IN_FORCE", False)}
    # Builds keep their rules; new ones are judged by the new version.
    new = submit_order(company.coordinator)
    with company.qc.read() as connection:
        assert rules.rules_of_build(connection, old.builds[0].id).id == before.id
        assert rules.rules_of_build(connection, new.builds[0].id).id == draft.id
    for seen in (Seen(draft.id, version), Seen(before.id, 2)):
        with nothing_written(database), pytest.raises(Frozen):
            rule_versions.put_in_force(company.admin, seen, despite_findings=True)


def test_rules_that_name_what_is_not_there_are_stopped(database: Clone, company: Company, body: dict[str, Any]) -> None:
    text = json.dumps(body).replace("T2-BODY-48-60-HA", "T2-BODY-NOWHERE")
    draft = rule_versions.add_draft(company.admin, json.loads(text))
    found = rule_versions.check_against_catalogue(company.admin, draft.id)
    assert any("T2-BODY-NOWHERE" in finding.message for finding in found)
    with nothing_written(database), pytest.raises(InvalidInput) as caught:
        rule_versions.put_in_force(company.admin, draft)
    assert "T2-BODY-NOWHERE" in {finding.field for finding in caught.value.findings}


def test_a_draft_that_cannot_be_read_is_refused(database: Clone, company: Company, body: dict[str, Any]) -> None:
    broken = copy.deepcopy(body)
    broken.pop("rules")
    for bad in (
        {},
        broken,
        {**body, "version": "2"},
        {**body, "version": body["version"] - 1},
        {**body, "version": 99},
    ):
        with nothing_written(database), pytest.raises(CleanStationError):
            rule_versions.add_draft(company.admin, bad)


def test_rules_are_the_admins(database: Clone, company: Company, body: dict[str, Any]) -> None:
    draft = rule_versions.add_draft(company.admin, body)
    for role in (role for role in Role if role is not Role.ADMIN):
        with nothing_written(database), pytest.raises(Refused):
            rule_versions.add_draft(company.session(role), {**body, "version": body["version"] + 1})
        with nothing_written(database), pytest.raises(Refused):
            rule_versions.put_in_force(company.session(role), draft, despite_findings=True)
    with pytest.raises(Refused):
        rule_versions.read_rule_set(company.service, draft.id)
    with nothing_written(database), pytest.raises(Stale):
        rule_versions.put_in_force(company.admin, Seen(draft.id, 5), despite_findings=True)
    for act in (rule_versions.read_rule_set, rule_versions.check_against_catalogue):
        with pytest.raises(NotFound):
            act(company.admin, 999_999)
    with nothing_written(database), pytest.raises(NotFound):
        rule_versions.put_in_force(company.admin, Seen(999_999, 1))
