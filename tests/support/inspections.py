"""Answering whole forms in tests."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import insert

from cleanstation_desktop.database.inspections import answer as answers
from cleanstation_desktop.services import inspections
from cleanstation_desktop.services.inspection_model import Inspection, InspectionItem
from cleanstation_desktop.services.session import Command, Session
from cleanstation_desktop.verbs.demo_answers import failed, good
from tests.support.clusters import Clone


def answer_everything(
    session: Session, inspection_id: int, *, instrument_id: int, fail: Collection[str] = ()
) -> Inspection:
    """Answer every item of a form that has no answer yet; returns it as it then stands, for signing.

    As the person, but all by one command: what one command an item does is tested where one item is answered.

    Parameters: instrument_id, the reference instrument to name; fail, codes of items that fail, or code and basin as
    "PP-20/2" for one basin only.
    """
    given = []
    for item in inspections.read_inspection(session, inspection_id).items:
        if item.answer is None:
            wrong = item.code in fail or f"{item.code}/{item.basin}" in fail
            answer = failed(item) if wrong else good(item, instrument_id)
            given.append({"inspection_item_id": item.id, **answer.values()})
    if given:
        with session.write(Command("inspection.answer", {"inspection_id": inspection_id})) as work:
            work.connection.execute(insert(answers), given)
    return inspections.read_inspection(session, inspection_id)


def item_of(inspection: Inspection, code: str, basin: int | None = None) -> InspectionItem:
    """One item by its code and basin."""
    return next(item for item in inspection.items if (item.code, item.basin) == (code, basin))


def recorded_answers(database: Clone, item_id: int) -> list[tuple[str, int]]:
    """The recorded answers of an item: outcome and version."""
    with database.connect() as connection:
        found = connection.execute(
            "SELECT outcome, version FROM cs.answer WHERE inspection_item_id = %s", [item_id]
        ).fetchall()
    return [(row[0], row[1]) for row in found]
