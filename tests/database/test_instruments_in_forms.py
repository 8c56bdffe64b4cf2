"""Reference instruments in a form: which can be named, and which readings stand and fall with them (DOMAIN §6)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from cleanstation_desktop.domain.checklist_template import Outcome
from cleanstation_desktop.domain.errors import InvalidInput, Refused, Stale
from cleanstation_desktop.services import inspections, instruments
from cleanstation_desktop.services.inspection_model import RecordedAnswer
from cleanstation_desktop.services.inspections import Answer
from cleanstation_desktop.services.signing import Seen
from tests.support.configurations import basin
from tests.support.days import today
from tests.support.inspections import item_of
from tests.support.orders import build_json
from tests.support.shop import TEST, Shop

SINK: dict[str, Any] = {"basins": [basin("e_sink")]}


def standing(shop: Shop, inspection_id: int, code: str) -> RecordedAnswer:
    """The answer of an item of the first basin."""
    answer = item_of(inspections.read_inspection(shop.qc.session, inspection_id), code, 1).answer
    assert answer is not None
    return answer


def test_a_reading_is_taken_with_an_instrument_whose_calibration_holds_that_day(shop: Shop) -> None:
    build_id = shop.in_assembly(build_json(language="ES", **SINK))
    opened = inspections.read_inspection(shop.qc.session, inspections.start(shop.assembler.session, build_id, TEST))
    session, named = shop.assembler.session, item_of(opened, "EL-40").id
    first, second, beside = (item_of(opened, code, 1).id for code in ("EL-42", "EL-45", "EL-43"))
    good = Answer(number=Decimal(20))
    with pytest.raises(InvalidInput, match="Record EL-40 first") as refused:
        inspections.answer(session, first, good)
    assert refused.value.findings[0].code == "instrument_missing"
    broken = Answer(Outcome.FAIL, instrument_id=shop.thermometer, note="fell down")
    inspections.answer(session, named, broken)
    with pytest.raises(InvalidInput, match="Record EL-40 first"):
        inspections.answer(session, first, good)
    # The test could not be done: that can be said without a thermometer.
    inspections.answer(session, first, Answer(Outcome.FAIL, note="no thermometer"))
    inspections.answer(session, named, Answer(instrument_id=shop.thermometer), version=1)
    inspections.answer(session, first, good, version=1)
    inspections.answer(session, beside, good)

    # Days go by: its calibration ends between two readings.
    past = today() - dt.timedelta(days=1)
    statement = "UPDATE cs.answer SET instrument_due = %s, version = version + 1 WHERE inspection_item_id = %s"
    with shop.database.connect() as connection:
        connection.execute("SET ROLE cs_owner")
        connection.execute(statement, [past, named])
    with pytest.raises(InvalidInput, match=f"EL-40 was due on {past}") as refused:
        inspections.answer(session, second, good)
    assert (refused.value.findings[0].code, refused.value.field) == ("instrument_overdue", "number")
    # Calibrated since: the instrument is the same, and what it read stands.
    inspections.answer(session, named, Answer(instrument_id=shop.thermometer), version=3)
    inspections.answer(session, second, good)
    assert standing(shop, opened.id, "EL-42").outcome is Outcome.PASS
    # Another one: its readings are taken again, or the form would say that it took those of the first.
    other = instruments.add_instrument(shop.admin.session, "TH-2", "Thermometer", today())
    inspections.answer(session, named, Answer(instrument_id=other.id), version=4)
    for code in ("EL-42", "EL-45"):
        fallen = standing(shop, opened.id, code)
        assert fallen.outcome is Outcome.FAIL and "otro instrumento" in fallen.note
    version = standing(shop, opened.id, "EL-42").version
    assert inspections.answer(session, first, good, version=version).outcome is Outcome.PASS


def test_instruments_must_be_calibrated_and_in_use(shop: Shop) -> None:
    build_id = shop.in_assembly(build_json(**SINK))
    opened = inspections.read_inspection(shop.qc.session, inspections.start(shop.assembler.session, build_id, TEST))
    item = item_of(opened, "EL-40")
    yesterday = today() - dt.timedelta(days=2)
    overdue = instruments.add_instrument(shop.admin.session, "TH-1", "Thermometer", yesterday)
    for bad in (overdue.id, 999_999):
        with pytest.raises(InvalidInput) as refused:
            inspections.answer(shop.assembler.session, item.id, Answer(instrument_id=bad))
        assert refused.value.findings[0].field == "instrument"
    instruments.calibrate(shop.admin.session, overdue, yesterday + dt.timedelta(days=30))
    inspections.answer(shop.assembler.session, item.id, Answer(instrument_id=overdue.id))
    instruments.retire(shop.admin.session, Seen(overdue.id, 2))
    with pytest.raises(InvalidInput, match="not in use"):
        inspections.answer(shop.assembler.session, item.id, Answer(instrument_id=overdue.id), version=1)
    assert [known.number for known in instruments.list_instruments(shop.qc.session)] == ["TH-0042"]
    assert len(instruments.list_instruments(shop.qc.session, with_retired=True)) == 2
    for worker in (shop.qc, shop.assembler):
        with pytest.raises(Refused):
            instruments.add_instrument(worker.session, "TH-2", "Thermometer", yesterday)
        with pytest.raises(Refused):
            instruments.rename(worker.session, Seen(overdue.id, 3), "Other", "no reason of mine")
    for name, reason in (("", "mistyped"), ("Other", ""), ("x" * 201, "mistyped")):
        with pytest.raises(InvalidInput):
            instruments.rename(shop.admin.session, Seen(overdue.id, 3), name, reason)
    with pytest.raises(Stale):
        instruments.rename(shop.admin.session, Seen(overdue.id, 2), "Other", "mistyped")
