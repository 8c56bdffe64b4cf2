"""Travelers from the database: what stands on them, copies counted, and who may print."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from cleanstation_desktop.domain.errors import InvalidInput, NotFound, Refused
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.printing.traveler_pdf import traveler_pdf
from cleanstation_desktop.services import assembly, boms, change_requests, labels, moves, travelers
from cleanstation_desktop.services.documents import count_prints
from tests.support.orders import build_json, submit_order
from tests.support.prints import texts
from tests.support.shop import PRE_QC, Shop


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


def test_what_holds_a_build_stands_on_it(shop: Shop) -> None:
    """A page that says nothing would send it on."""
    build_id = shop.arrived_build(build_json("T-5", language="FR"))
    assert travelers.preview_traveler(shop.assembler.session, build_id).status is BuildStatus.READY_FOR_PRE_QC
    shop.inspect(shop.qc, build_id, PRE_QC, fail=["PP-09"])
    rejected = travelers.preview_traveler(shop.assembler.session, build_id)
    assert rejected.status is BuildStatus.PRE_QC_REJECTED
    assert "Pré-CQ refusé" in texts(traveler_pdf(rejected))[0]
    held_id = shop.in_assembly()
    assembly.report_part_issue(
        shop.assembler.session, held_id, path="1", fault=assembly.PartFault.MISSING, description="not in the crate"
    )
    held = travelers.preview_traveler(shop.assembler.session, held_id)
    assert held.status is BuildStatus.ON_HOLD_PARTS
    assert "On hold, parts" in texts(traveler_pdf(held))[0]


@pytest.mark.parametrize("kind", ["TRAVELER", "LABEL"])
def test_nothing_that_goes_with_a_sink_is_printed_once_its_build_is_cancelled(shop: Shop, kind: str) -> None:
    """Such a paper, or a label, could send a scrapped sink on its way again."""
    build_id = shop.arrived_build()
    moves.cancel(shop.coordinator.session, shop.coordinator.password, shop.seen(build_id), "customer withdrew")
    preview: Callable[..., object] = travelers.preview_traveler if kind == "TRAVELER" else labels.preview_label
    made: Callable[..., object] = travelers.print_traveler if kind == "TRAVELER" else labels.print_label
    for deed in (preview, made):
        with pytest.raises(Refused, match="cancelled: no label and no traveler"):
            deed(shop.coordinator.session, build_id)
    assert count_prints(shop.qc.session, kind, f"build:{build_id}") == 0


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
