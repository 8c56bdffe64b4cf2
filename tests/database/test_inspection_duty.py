"""Who may fill a form in, said beforehand, as the database then allows or refuses it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cleanstation_desktop.domain.errors import NotFound, Refused
from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services import assembly, inspections, moves, nonconformances
from cleanstation_desktop.services.inspection_duty import Hindrance, read_place
from cleanstation_desktop.services.inspection_model import InspectionItem
from cleanstation_desktop.services.nonconformances import Disposition
from cleanstation_desktop.verbs.demo_answers import good
from tests.support.clusters import Clone
from tests.support.configurations import basin
from tests.support.inspections import item_of
from tests.support.orders import build_json
from tests.support.shop import FINAL, PACKAGING, PRE_QC, TEST, Shop, Worker


@pytest.fixture
def shop(database: Clone) -> Iterator[Shop]:
    """The people of the floor."""
    made = Shop(database)
    yield made
    made.close()


def may(worker: Worker, shop: Shop, item: InspectionItem) -> bool:
    """Whether the database takes an answer of this person."""
    try:
        inspections.answer(worker.session, item.id, good(item, shop.thermometer))
    except Refused:
        return False
    return True


def test_the_hindrance_agrees_with_the_database(shop: Shop) -> None:
    """Role, claim, status, independence and the signature, each where it is the one that hinders."""
    build_id = shop.in_assembly(build_json(basins=[basin("e_sink")]))
    key = inspections.start(shop.assembler.session, build_id, TEST)
    items = inspections.read_inspection(shop.assembler.session, key).items
    stranger = shop.worker(Role.ASSEMBLER)
    for worker, hindrance, item in (
        (shop.qc, Hindrance.ROLE, items[0]),
        (stranger, Hindrance.CLAIM, items[1]),
        (shop.assembler, None, items[2]),
    ):
        place = read_place(worker.session, key)
        assert place.hindrance is hindrance
        assert may(worker, shop, item) == (hindrance is None)
    assert place.language is Language.EN
    assert place.configuration["model"] == "T2-B1"

    pre_qc = next(row.id for row in inspections.list_inspections(shop.qc.session, build_id) if row.kind is PRE_QC)
    assert read_place(shop.qc.session, pre_qc).hindrance is Hindrance.SIGNED
    both = shop.worker(Role.ASSEMBLER, Role.QC_PERSON)
    with pytest.raises(NotFound):
        read_place(both.session, 999_999)


def test_the_statement_over_a_packed_sink_is_signed_though_nothing_is_answered_any_more(shop: Shop) -> None:
    """A packed build's form takes no answers, but its assembler signs it; who assembled does no final QC."""
    build_id = shop.tested()
    filled = shop.fill(shop.assembler, build_id, PACKAGING)
    place = read_place(shop.assembler.session, filled.id)
    assert (place.hindrance, place.may_sign) == (None, True)
    assembly.complete_packaging(shop.assembler.session, shop.seen(build_id))
    place = read_place(shop.assembler.session, filled.id)
    assert (place.hindrance, place.may_sign) == (Hindrance.STATUS, True)
    assert not read_place(shop.qc.session, filled.id).may_sign
    shop.sign(shop.assembler, filled)
    key = inspections.start(shop.qc.session, build_id, FINAL)
    assert read_place(shop.qc.session, key).hindrance is None
    assert read_place(shop.assembler.session, key).hindrance is Hindrance.ROLE


def test_a_conceded_failure_is_known_as_such(shop: Shop) -> None:
    """A failure that a concession accepts says so in the next attempt; the tolerance comes with the item."""
    build_id = shop.arrived_build()
    first = shop.fill(shop.qc, build_id, PRE_QC, fail=["PP-05"])
    assert not item_of(first, "PP-05").conceded
    shop.inspect(shop.qc, build_id, PRE_QC, fail=["PP-05"])
    shop.decide(build_id, Disposition.USE_AS_IS)
    shop.concede(build_id)
    (ncr,) = shop.found(build_id)
    assert nonconformances.read_nonconformance(shop.qc.session, ncr.id) == ncr
    with pytest.raises(NotFound):
        nonconformances.read_nonconformance(shop.worker(Role.ASSEMBLER).session, ncr.id)
    moves.move(shop.qc.session, shop.seen(build_id), BuildStatus.READY_FOR_PRE_QC)
    assert item_of(shop.fill(shop.qc, build_id, PRE_QC, fail=["PP-05"]), "PP-05").conceded
    tolerance = item_of(first, "PP-03").tolerance
    assert tolerance is not None
    assert (str(tolerance.minus), str(tolerance.plus)) == ("0.125", "0.125")
