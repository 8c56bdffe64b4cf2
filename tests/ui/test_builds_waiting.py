"""Whom a build waits for, in words: also when nobody is at it, or when what was decided is still to be done."""

from __future__ import annotations

import pytest

from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services import assembly
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.ui import text
from cleanstation_desktop.ui.builds.facts import read_facts
from cleanstation_desktop.ui.builds.waiting import waiting_words
from tests.support.shop import PACKAGING, Shop


@pytest.mark.parametrize(
    ("status", "held", "free"),
    [
        (BuildStatus.IN_ASSEMBLY, "In the hands of", "Waits for an assembler to claim it."),
        (
            BuildStatus.TESTING_COMPLETE,
            "Waits for its assembler: it is to be packed.",
            "Waits for an assembler to claim it: it is to be packed.",
        ),
        (
            BuildStatus.PACKAGING_COMPLETE,
            "Waits for its assembler: “ready for inspection” is to be signed.",
            "Waits for an assembler to claim it: “ready for inspection” is to be signed.",
        ),
    ],
)
def test_a_build_that_was_let_go_waits_for_an_assembler_to_claim_it(
    shop: Shop, status: BuildStatus, held: str, free: str
) -> None:
    build_id = shop.in_assembly() if status is BuildStatus.IN_ASSEMBLY else shop.tested()
    if status is BuildStatus.PACKAGING_COMPLETE:
        shop.fill(shop.assembler, build_id, PACKAGING)
        assembly.complete_packaging(shop.assembler.session, shop.seen(build_id))
    assert waiting_words(read_facts(shop.qc.session, build_id)).startswith(held)
    (claim,) = assembly.list_claims(shop.qc.session, build_id)
    assembly.release(shop.assembler.session, Seen(claim.id, claim.version))
    facts = read_facts(shop.qc.session, build_id)
    assert waiting_words(facts) == free
    text.set_language("FR")
    assert waiting_words(facts).startswith("Attend qu’un assembleur la prenne en charge")
