"""Filling in a form as somebody would who finds everything in order, or one item not."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from cleanstation_desktop.domain.checklist_template import ItemKind, Outcome
from cleanstation_desktop.services import inspections
from cleanstation_desktop.services.inspection_model import Inspection, InspectionItem
from cleanstation_desktop.services.inspections import Answer
from cleanstation_desktop.services.session import Session

JOB_ID = "PP-01"
ROOM_TEMPERATURE = Decimal(20)


def fill_in(
    session: Session, inspection_id: int, *, instrument_id: int, fail: Collection[str] = (), at_most: int | None = None
) -> Inspection:
    """Answer the open items of a form; items whose code is in `fail` are answered as failed, with a note.

    Parameter: at_most, how many are answered, from the first on; None for all.
    Returns: the inspection as it then stands, for signing.
    """
    opened = inspections.read_inspection(session, inspection_id)
    open_items = [item for section in opened.sections for item in section.items if item.answer is None]
    for item in open_items[:at_most]:
        given = failed(item) if item.code in fail else good(item, instrument_id, job=opened.build_number)
        inspections.answer(session, item.id, given)
    return inspections.read_inspection(session, inspection_id)


def good(item: InspectionItem, instrument_id: int, *, job: str = "J-1") -> Answer:
    """An answer that passes. Parameter: job, the number on the paperwork."""
    if item.kind is ItemKind.CHECK:
        return Answer(outcome=Outcome.PASS)
    if item.kind is ItemKind.CHOICE:
        wanted = item.expected or next(choice.code for choice in item.choices if not choice.needs_note)
        return Answer(choice=wanted)
    if item.kind is ItemKind.SERIAL:
        return Answer(text=f"SN-{item.code}-{item.basin or 0}")
    if item.kind is ItemKind.TEXT:
        return Answer(text=job if item.code == JOB_ID else "1.25")
    if item.kind is ItemKind.INSTRUMENT:
        return Answer(instrument_id=instrument_id)
    return Answer(number=_good_reading(item))


def failed(item: InspectionItem) -> Answer:
    """An answer that fails, saying what is wrong."""
    note = "Not as on the approved drawing."
    if item.kind is ItemKind.NUMBER and item.maximum is not None:
        return Answer(number=item.maximum + 1, note=note)
    return Answer(outcome=Outcome.FAIL, note=note)


def _good_reading(item: InspectionItem) -> Decimal:
    if item.target is not None:
        return item.target
    if item.minimum is not None and item.maximum is not None:
        return (item.minimum + item.maximum) / 2
    # A reading beside a reference has no limits before that is taken: both are at room temperature.
    return item.minimum or item.maximum or ROOM_TEMPERATURE
