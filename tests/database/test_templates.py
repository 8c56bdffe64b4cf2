"""Controlled forms as versions, and instruments: drafts, put in force, frozen afterwards; admin only."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.domain.errors import Duplicate, Frozen, InvalidInput, NotFound, Refused, Stale
from cleanstation_desktop.operations import schema, seed
from cleanstation_desktop.services import instruments, templates
from cleanstation_desktop.services.signing import Seen
from tests.support.forms import form as shipped
from tests.support.shop import PRODUCTION, Shop


def in_force(shop: Shop, kind: InspectionKind = PRODUCTION) -> templates.FormRow:
    """The version of a form that is in force."""
    return next(form for form in templates.list_forms(shop.admin.session, in_force_only=True) if form.kind is kind)


def next_body(shop: Shop, kind: InspectionKind = PRODUCTION) -> dict[str, Any]:
    """The form in force, numbered as the next version."""
    form = in_force(shop, kind)
    return {**templates.read_form(shop.admin.session, form.id), "version": form.number + 1}


def test_all_five_forms_are_in_force_from_the_start(shop: Shop) -> None:
    forms = templates.list_forms(shop.assembler.session, in_force_only=True)
    assert {form.kind for form in forms} == set(InspectionKind)
    assert all(form.in_force_from is not None and form.number == shipped(form.kind).version for form in forms)


def test_a_draft_comes_in_force_and_retires_the_one_before(shop: Shop) -> None:
    body, command, first = next_body(shop), uuid4(), in_force(shop).number
    drafts = [templates.add_draft(shop.admin.session, body, command_id=command) for _ in range(2)]
    assert drafts[0] == drafts[1]
    assert in_force(shop).number == first
    assert templates.read_form(shop.qc.session, drafts[0].id) == body
    with shop.database.connect() as connection:
        row = connection.execute("SELECT sha256 FROM cs.checklist_template WHERE id = %s", [drafts[0].id]).fetchone()
    canonical = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert row == (hashlib.sha256(canonical.encode()).digest(),)
    again = uuid4()
    for _ in range(2):
        assert templates.put_in_force(shop.admin.session, drafts[0], command_id=again) == 2
    states = [(form.number, form.state) for form in templates.list_forms(shop.admin.session) if form.kind is PRODUCTION]
    assert states == [(first, "RETIRED"), (first + 1, "IN_FORCE")]
    with pytest.raises(Stale):
        templates.put_in_force(shop.admin.session, drafts[0])


def test_a_release_brings_its_newer_form_as_a_draft(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {form.id: form.state for form in templates.list_forms(shop.admin.session)}
    body, read = next_body(shop), seed._read
    monkeypatch.setattr(seed, "_read", lambda *parts: body if parts[1] == "production.json" else read(*parts))
    for _ in range(2):
        schema.upgrade(shop.database.url())
    forms = {form.id: form for form in templates.list_forms(shop.admin.session)}
    (fresh,) = forms.keys() - before.keys()
    assert {key: form.state for key, form in forms.items() if key != fresh} == before
    assert (forms[fresh].kind, forms[fresh].number, forms[fresh].state) == (PRODUCTION, body["version"], "DRAFT")
    assert templates.read_form(shop.admin.session, fresh) == body


def test_a_release_brings_its_form_though_the_plant_used_the_number(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes once, as the next version; the plant's own stays what it is."""
    shipped_next, read = next_body(shop), seed._read
    own = templates.add_draft(shop.admin.session, {**shipped_next, "revision": "V88"})
    shipped_next["revision"] = "V99"
    monkeypatch.setattr(seed, "_read", lambda *parts: shipped_next if parts[1] == "production.json" else read(*parts))
    for _ in range(2):
        schema.upgrade(shop.database.url())
    *_, plants, releases = (form for form in templates.list_forms(shop.admin.session) if form.kind is PRODUCTION)
    assert (plants.id, plants.number) == (own.id, shipped_next["version"])
    assert (releases.number, releases.state) == (plants.number + 1, "DRAFT")
    assert templates.read_form(shop.admin.session, releases.id) == {**shipped_next, "version": releases.number}
    templates.put_in_force(shop.admin.session, Seen(releases.id, releases.version))


def test_a_version_that_was_in_force_never_changes_or_comes_back(shop: Shop) -> None:
    first = in_force(shop)
    templates.put_in_force(shop.admin.session, templates.add_draft(shop.admin.session, next_body(shop)))
    with pytest.raises(Frozen):
        templates.put_in_force(shop.admin.session, Seen(first.id, 2))
    for statement in (
        "UPDATE cs.checklist_template SET body = '{}', version = version + 1 WHERE state = 'IN_FORCE'",
        "UPDATE cs.checklist_template SET state = 'DRAFT', version = version + 1 WHERE state = 'IN_FORCE'",
        "UPDATE cs.checklist_template SET state = 'IN_FORCE', version = version + 1 WHERE state = 'RETIRED'",
    ):
        for login in (None, shop.admin.person):
            user = (login.login, login.password) if login else (None, None)
            with shop.database.connect(*user) as connection, pytest.raises(psycopg.Error) as refused:
                connection.execute(statement.encode())
            assert refused.value.sqlstate == "CS423"


def test_faulty_drafts_are_refused_with_every_finding(shop: Shop) -> None:
    body = next_body(shop)
    changes: tuple[dict[str, Any], ...] = (
        {"version": body["version"] + 1},
        {"version": body["version"] - 1},
        {"sections": []},
        {"kind": "HOMEWORK"},
        {"surprise": True},
        {"title": {"EN": "x" * 10_000, "FR": "a\x00b", "ES": ""}},
    )
    for change in changes:
        with pytest.raises(InvalidInput):
            templates.add_draft(shop.admin.session, {**body, **change})
    assert len(templates.list_forms(shop.admin.session)) == len(InspectionKind)


def test_a_form_whose_answers_final_qc_shows_cannot_drop_them(shop: Shop) -> None:
    body, number = next_body(shop), in_force(shop).number
    first = {**body["sections"][0], "items": [item for item in body["sections"][0]["items"] if item["code"] != "SP-07"]}
    draft = templates.add_draft(shop.admin.session, {**body, "sections": [first, *body["sections"][1:]]})
    with pytest.raises(InvalidInput, match="SP-07"):
        templates.put_in_force(shop.admin.session, draft)
    assert in_force(shop).number == number


def test_only_the_admin_changes_forms(shop: Shop) -> None:
    body = next_body(shop)
    for worker in (shop.qc, shop.assembler, shop.coordinator, shop.procurement):
        with pytest.raises(Refused):
            templates.add_draft(worker.session, body)
    draft = templates.add_draft(shop.admin.session, body)
    with pytest.raises(Refused):
        templates.put_in_force(shop.qc.session, draft)
    for missing in (templates.read_form, lambda session, key: templates.put_in_force(session, Seen(key, 1))):
        with pytest.raises(NotFound):
            missing(shop.admin.session, 999_999)


def test_instruments_are_kept_by_number(shop: Shop) -> None:
    due, command = dt.date(2027, 1, 31), uuid4()
    added = [instruments.add_instrument(shop.admin.session, "T-1", "Probe", due, command_id=command) for _ in range(2)]
    assert added[0] == added[1]
    with pytest.raises(Duplicate):
        instruments.add_instrument(shop.admin.session, "T-1", "Another probe", due)
    for number, name in (("", "Probe"), ("x" * 61, "Probe"), ("T-2", ""), ("T-2", "a\x00b")):
        with pytest.raises(InvalidInput):
            instruments.add_instrument(shop.admin.session, number, name, due)
    assert instruments.calibrate(shop.admin.session, added[0], due + dt.timedelta(days=365)) == 2
    with pytest.raises(Stale):
        instruments.calibrate(shop.admin.session, added[0], due)
    retire = uuid4()
    for _ in range(2):
        assert instruments.retire(shop.admin.session, Seen(added[0].id, 2), command_id=retire) == 3
    again = uuid4()
    for _ in range(2):
        assert instruments.take_back(shop.admin.session, Seen(added[0].id, 3), command_id=again) == 4
    with pytest.raises(Refused):
        instruments.take_back(shop.qc.session, Seen(added[0].id, 4))
    for deed in (instruments.retire, instruments.take_back):
        with pytest.raises(NotFound):
            deed(shop.admin.session, Seen(999_999, 1))
