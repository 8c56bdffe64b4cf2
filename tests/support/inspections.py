"""Answering whole forms in tests, through the service, one command an item."""

from __future__ import annotations

from collections.abc import Collection

from cleanstation_desktop.services import inspections
from cleanstation_desktop.services.inspection_model import Inspection, InspectionItem
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.verbs.demo_answers import failed, good


def answer_everything(
    session: Session, inspection_id: int, *, instrument_id: int, fail: Collection[str] = ()
) -> Inspection:
    """Answer every item of a form that has no answer yet; returns it as it then stands, for signing.

    Parameters: instrument_id, the reference instrument to name; fail, codes of items that fail, or code and basin as
    "PP-20/2" for one basin only.
    """
    for item in inspections.read_inspection(session, inspection_id).items:
        if item.answer is None:
            wrong = item.code in fail or f"{item.code}/{item.basin}" in fail
            inspections.answer(session, item.id, failed(item) if wrong else good(item, instrument_id))
    return inspections.read_inspection(session, inspection_id)


def item_of(inspection: Inspection, code: str, basin: int | None = None) -> InspectionItem:
    """One item by its code and basin."""
    return next(item for item in inspection.items if (item.code, item.basin) == (code, basin))
