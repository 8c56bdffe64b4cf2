"""Travelers from the database: what stands on them, copies counted, and who may print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from cleanstation_desktop.domain.errors import InvalidInput, NotFound, Refused
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import boms, change_requests, labels, travelers
from cleanstation_desktop.services.documents import count_prints
from tests.support.orders import build_json, submit_order
from tests.support.shop import Shop


def wider(data: Mapping[str, Any]) -> dict[str, Any]:
    """The same sink with one basin more."""
    return {**data, "model": "T2-B2", "length": 96, "basins": data["basins"] * 2}


def test_a_traveler_names_what_is_built(shop: Shop) -> None:
    build_id = shop.arrived([build_json("T-1", language="FR", length=84)], po_number="PO-T").builds[0].id
    made = travelers.preview_traveler(shop.assembler.session, build_id)
    assert (made.build.build_number, made.build.po_number, made.length, made.approved) == ("T-1", "PO-T", 84, True)
    bill = boms.read_approved(shop.assembler.session, build_id).bom
    outermost = [(line.item, line.name, line.extended_quantity) for line in bill.lines if line.level == 0]
    assert [(part.item, part.name, part.quantity) for part in made.parts] == outermost and len(outermost) > 3


def test_before_the_approval_it_is_a_draft(shop: Shop) -> None:
    order = submit_order(shop.coordinator.session, [build_json("T-2")])
    assert not travelers.preview_traveler(shop.coordinator.session, order.builds[0].id).approved


def test_what_is_asked_for_and_not_approved_stands_on_no_paper(shop: Shop) -> None:
    data = build_json("T-3", length=84)
    build_id = shop.arrived([data]).builds[0].id
    request = change_requests.open_change_request(shop.coordinator.session, build_id, what="longer", why="it must fit")
    change_requests.draw_up(shop.coordinator.session, request, wider(data), seen_revision=1)
    made = travelers.preview_traveler(shop.assembler.session, build_id)
    assert (made.revision, made.approved, made.length, made.build.model) == (1, True, 84, "T2-B1")
    assert labels.preview_label(shop.assembler.session, build_id) == made.build


def test_what_is_approved_since_stands_on_both(shop: Shop) -> None:
    data = build_json("T-4", length=84)
    build_id = shop.arrived([data]).builds[0].id
    shop.change(build_id, wider(data))
    made = travelers.preview_traveler(shop.assembler.session, build_id)
    assert (made.revision, made.approved, made.length, made.build.model) == (2, True, 96, "T2-B2")
    assert labels.preview_label(shop.assembler.session, build_id).model == "T2-B2"


def test_every_traveler_is_counted(shop: Shop) -> None:
    build_id = shop.arrived_build()
    assert travelers.print_traveler(shop.coordinator.session, build_id).copy.number == 1
    with pytest.raises(InvalidInput, match="Say why"):
        travelers.print_traveler(shop.assembler.session, build_id)
    again = travelers.print_traveler(shop.assembler.session, build_id, reason="the first one got wet")
    assert (again.copy.number, again.copy.reason) == (2, "the first one got wet")
    assert count_prints(shop.qc.session, "TRAVELER", f"build:{build_id}") == 2


def test_who_may_not_and_what_is_not_there(shop: Shop) -> None:
    build_id = shop.arrived_build()
    service = shop.worker(Role.SERVICE_DEPARTMENT)
    with pytest.raises((NotFound, Refused)):
        travelers.preview_traveler(service.session, build_id)
    with pytest.raises(NotFound):
        travelers.print_traveler(shop.qc.session, 4711)
    assert count_prints(shop.qc.session, "TRAVELER", "build:4711") == 0
