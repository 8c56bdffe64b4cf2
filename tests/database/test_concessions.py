"""Concessions: who signs one, and what it covers: the same finding of the same body, and nothing worse (DOMAIN §1)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from cleanstation_desktop.domain.checklist import Result
from cleanstation_desktop.domain.checklist_template import Outcome
from cleanstation_desktop.domain.errors import Frozen, InvalidInput, OutOfOrder, Refused
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services import inspections, moves, nonconformances, procurement, signatures
from cleanstation_desktop.services.inspection_model import Inspection
from cleanstation_desktop.services.inspections import Answer
from cleanstation_desktop.services.nonconformances import Disposition, Nonconformance
from cleanstation_desktop.services.signing import Seen
from tests.support.inspections import item_of
from tests.support.shop import PRE_QC, Shop

BENT = Answer(Outcome.FAIL, note="hole 3 mm off")


def rejected(shop: Shop, *codes: str) -> tuple[int, list[Nonconformance]]:
    """A build that pre-QC rejected for these items, and its nonconformances."""
    build_id = shop.arrived_build()
    shop.inspect(shop.qc, build_id, PRE_QC, fail=codes or ["PP-09"])
    return build_id, list(shop.found(build_id))


def decide(shop: Shop, ncr: Nonconformance, disposition: Disposition) -> None:
    """Decide as the QC person of the shop."""
    seen = Seen(ncr.id, ncr.version)
    nonconformances.decide(shop.qc.session, shop.qc.password, seen, disposition, "as agreed")


def answered(shop: Shop, build_id: int, code: str, given: Answer) -> Inspection:
    """The next pre-production check with this answer, everything else in order."""
    form = inspections.read_inspection(shop.qc.session, inspections.start(shop.qc.session, build_id, PRE_QC))
    inspections.answer(shop.qc.session, next(item.id for item in form.items if item.code == code), given)
    return shop.fill(shop.qc, build_id, PRE_QC)


def conceded(shop: Shop, code: str, given: Answer) -> tuple[int, int]:
    """A build back before pre-QC with a concession for this finding, and the key of its nonconformance."""
    build_id = shop.arrived_build()
    failed = shop.sign(shop.qc, answered(shop, build_id, code, given), Result.FAILED)
    shop.decide(build_id, Disposition.USE_AS_IS)
    shop.concede(build_id)
    moves.move(shop.qc.session, Seen(build_id, failed.build_version), BuildStatus.READY_FOR_PRE_QC)
    (ncr,) = failed.opened
    return build_id, ncr


def test_a_concession_needs_a_second_person(shop: Shop) -> None:
    build_id, (ncr,) = rejected(shop)
    decide(shop, ncr, Disposition.USE_AS_IS)
    (waiting,) = shop.found(build_id)
    assert waiting.state == "OPEN"
    seen = Seen(ncr.id, waiting.version)
    with pytest.raises(OutOfOrder, match="no signed disposition"):
        moves.move(shop.qc.session, shop.seen(build_id), BuildStatus.READY_FOR_PRE_QC)
    with pytest.raises(Refused, match="a second person"):
        nonconformances.concede(shop.qc.session, shop.qc.password, seen)
    for worker in (shop.assembler, shop.procurement, shop.coordinator):
        with pytest.raises(Refused):
            nonconformances.concede(worker.session, worker.password, seen)
    # The admin may: he or she is the second pair of eyes where one QC person works alone.
    assert nonconformances.concede(shop.admin.session, shop.admin.password, seen) == waiting.version + 1
    (conceded,) = shop.found(build_id)
    assert (conceded.state, conceded.conceded_by) == ("DISPOSITIONED", shop.admin.person.initials)
    with pytest.raises(Frozen, match="signed already"):
        other = shop.worker(Role.QC_PERSON)
        nonconformances.concede(other.session, other.password, Seen(ncr.id, conceded.version))


def test_a_concession_that_nobody_gives_is_decided_anew(shop: Shop) -> None:
    build_id, (ncr,) = rejected(shop)
    decide(shop, ncr, Disposition.USE_AS_IS)
    (waiting,) = shop.found(build_id)
    decide(shop, waiting, Disposition.REWORK)
    (decided,) = shop.found(build_id)
    assert (decided.state, decided.disposition) == ("DISPOSITIONED", Disposition.REWORK)
    meanings = [made.meaning for made in signatures.signatures_of(shop.qc.session, "nonconformance", ncr.id)]
    assert meanings == ["DISPOSITION", "DISPOSITION"]
    with pytest.raises(OutOfOrder, match="follows a signed disposition"):
        other = shop.worker(Role.QC_PERSON)
        nonconformances.concede(other.session, other.password, Seen(ncr.id, decided.version))


def test_a_concession_of_a_reading_accepts_what_was_found_and_nothing_worse(shop: Shop) -> None:
    short = Answer(number=Decimal("71.8"), note="cut short")
    build_id, ncr = conceded(shop, "PP-03", short)
    filled = answered(shop, build_id, "PP-03", replace(short, number=Decimal("71.7")))
    with pytest.raises(InvalidInput, match="The answers give failed"):
        shop.sign(shop.qc, filled)
    item = item_of(filled, "PP-03")
    for same in (Decimal("72.2"), Decimal("71.8")):
        version = item_of(filled, "PP-03").answer.version  # type: ignore[union-attr]
        inspections.answer(shop.qc.session, item.id, replace(short, number=same), version=version)
        filled = inspections.read_inspection(shop.qc.session, filled.id)
        if same > 72:
            with pytest.raises(InvalidInput, match="The answers give failed"):
                shop.sign(shop.qc, filled)
    passed = shop.sign(shop.qc, filled)
    assert (passed.status, passed.opened, passed.closed) == (BuildStatus.READY_FOR_PRODUCTION, (), (ncr,))


def test_a_concession_of_a_check_accepts_the_same_words(shop: Shop) -> None:
    build_id, ncr = conceded(shop, "PP-09", BENT)
    filled = answered(shop, build_id, "PP-09", BENT)
    with pytest.raises(InvalidInput, match="The answers give passed"):
        shop.sign(shop.qc, filled, Result.FAILED)
    passed = shop.sign(shop.qc, filled)
    assert (passed.status, passed.opened, passed.closed) == (BuildStatus.READY_FOR_PRODUCTION, (), (ncr,))
    kept = item_of(inspections.read_inspection(shop.qc.session, filled.id), "PP-09").answer
    assert kept is not None
    assert (kept.outcome, kept.note) == (Outcome.FAIL, BENT.note)


@pytest.mark.parametrize("note", ["hole 3 cm off", "hole 3 mm off, and a crack", "Hole 3 mm off"])
def test_other_words_about_the_same_check_are_another_finding(shop: Shop, note: str) -> None:
    build_id, ncr = conceded(shop, "PP-09", BENT)
    filled = answered(shop, build_id, "PP-09", replace(BENT, note=note))
    with pytest.raises(InvalidInput, match="The answers give failed"):
        shop.sign(shop.qc, filled)
    again = shop.sign(shop.qc, filled, Result.FAILED)
    (fresh,) = again.opened
    assert fresh != ncr
    assert again.status is BuildStatus.PRE_QC_REJECTED
    states = {found.id: (found.state, found.description) for found in shop.found(build_id)}
    assert states == {ncr: ("DISPOSITIONED", BENT.note), fresh: ("OPEN", note)}


def test_a_concession_of_a_choice_that_a_person_judges_accepts_the_same_words_only(shop: Shop) -> None:
    off = Answer(Outcome.FAIL, choice="other", note="drain 10 mm left")
    build_id, _ = conceded(shop, "PP-26", off)
    filled = answered(shop, build_id, "PP-26", replace(off, note="drain rim cracked"))
    with pytest.raises(InvalidInput, match="The answers give failed"):
        shop.sign(shop.qc, filled)
    again = item_of(filled, "PP-26", 1)
    assert again.answer is not None
    inspections.answer(shop.qc.session, again.id, off, version=again.answer.version)
    passed = shop.sign(shop.qc, inspections.read_inspection(shop.qc.session, filled.id))
    assert passed.status is BuildStatus.READY_FOR_PRODUCTION


def test_a_concession_of_a_choice_that_a_rule_judges_accepts_the_same_choice(shop: Shop) -> None:
    other = Answer(choice="casters", note="casters came")
    build_id, ncr = conceded(shop, "PP-10", other)
    passed = shop.sign(shop.qc, answered(shop, build_id, "PP-10", replace(other, note="the customer agrees")))
    assert (passed.status, passed.closed) == (BuildStatus.READY_FOR_PRODUCTION, (ncr,))
    # Without a choice there is nothing to compare but the words.
    missing = Answer(Outcome.FAIL, note="no feet came")
    build_id, _ = conceded(shop, "PP-10", missing)
    with pytest.raises(InvalidInput, match="The answers give failed"):
        shop.sign(shop.qc, answered(shop, build_id, "PP-10", replace(missing, note="one foot is bent")))


def test_a_concession_of_a_text_accepts_that_text(shop: Shop) -> None:
    other = Answer(Outcome.FAIL, text="JOB-17", note="not the number of the order")
    build_id, _ = conceded(shop, "PP-01", other)
    with pytest.raises(InvalidInput, match="The answers give failed"):
        shop.sign(shop.qc, answered(shop, build_id, "PP-01", replace(other, text="JOB-18")))


def test_a_concession_of_one_check_covers_no_other(shop: Shop) -> None:
    build_id, _ = conceded(shop, "PP-09", BENT)
    with pytest.raises(InvalidInput, match="The answers give failed"):
        shop.sign(shop.qc, answered(shop, build_id, "PP-05", BENT))


def test_a_concession_does_not_pass_on_to_a_new_body(shop: Shop) -> None:
    build_id, found = rejected(shop, "PP-05", "PP-09")
    decide(shop, found[0], Disposition.USE_AS_IS)
    shop.concede(build_id)
    decide(shop, found[1], Disposition.REPLACE)
    place = nonconformances.replace_body(shop.qc.session, shop.seen(build_id))
    procurement.book_arrival(shop.procurement.session, [Seen(build_id, place.version)])
    filled = shop.fill(shop.qc, build_id, PRE_QC, fail=["PP-05"])
    with pytest.raises(InvalidInput, match="give failed"):
        shop.sign(shop.qc, filled)
    assert len(shop.sign(shop.qc, filled, Result.FAILED).opened) == 1
