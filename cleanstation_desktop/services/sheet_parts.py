"""The parts of a QC sheet, from what is read of an inspection: basins, items with their answers, nonconformances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cleanstation_desktop.domain.checklist_facts import facts
from cleanstation_desktop.domain.localization import Language, unit_symbol
from cleanstation_desktop.domain.sheets import (
    EarlierReading,
    MirroredAnswer,
    SheetBasin,
    SheetConcession,
    SheetItem,
    SheetNonconformance,
)
from cleanstation_desktop.services.inspection_model import InspectionItem, MirroredItem
from cleanstation_desktop.services.nonconformances import Nonconformance

BASIN_NAMES: Mapping[str, str] = {"e_sink": "E-Sink", "e_sink_di": "E-Sink DI", "e_drain": "E-Drain"}
"""Product names, the same in every language."""


def sheet_basins(configuration: Mapping[str, Any]) -> tuple[SheetBasin, ...]:
    """The basins of an approved configuration."""
    found = facts(configuration).basins
    inch = unit_symbol("in", Language(configuration["language"]))
    return tuple(
        SheetBasin(
            position,
            f"{BASIN_NAMES[str(basin['basin_type'])]}, {basin['basin_width']} × {basin['basin_length']} × "
            f"{basin['basin_depth']} {inch}",
        )
        for position, basin in enumerate(found, start=1)
    )


def sheet_item(
    item: InspectionItem,
    concessions: Mapping[int, SheetConcession],
    photos: Mapping[int, int],
    earlier: Mapping[int, tuple[EarlierReading, ...]],
) -> SheetItem:
    """One line of the form.

    Parameters: concessions, those that the reader may read, by nonconformance; photos, how many were taken, and
    earlier readings, by item.
    """
    answer = item.answer
    if answer is None:
        return SheetItem(
            item.code,
            item.text,
            basin=item.basin,
            unit=item.unit,
            target=item.target,
            minimum=item.minimum,
            maximum=item.maximum,
            mirrored=_mirrored(item.mirrored),
        )
    measured = answer.number is not None
    return SheetItem(
        number=item.code,
        text=item.text,
        outcome=answer.outcome,
        basin=item.basin,
        value=item.value,
        reading=answer.number,
        unit=item.unit,
        target=answer.target if measured else item.target,
        minimum=answer.minimum if measured else item.minimum,
        maximum=answer.maximum if measured else item.maximum,
        instrument_due=answer.instrument_due,
        note=answer.note,
        initials=answer.initials,
        answered_at=answer.answered_at,
        carried_from=item.carried_from,
        concession=None if item.concession is None else concessions.get(item.concession, SheetConcession()),
        photos=photos.get(item.id, 0),
        earlier=earlier.get(item.id, ()),
        mirrored=_mirrored(item.mirrored),
    )


def _mirrored(found: Sequence[MirroredItem]) -> tuple[MirroredAnswer, ...]:
    return tuple(
        MirroredAnswer(
            # The column's head says which forms these are; their codes are not used twice.
            source=mirror.code + (f" ({mirror.basin})" if mirror.basin else ""),
            outcome=None if mirror.answer is None else mirror.answer.outcome,
            value=mirror.value,
            initials="" if mirror.answer is None else mirror.answer.initials,
            answered_at=None if mirror.answer is None else mirror.answer.answered_at,
            reading=None if mirror.answer is None else mirror.answer.number,
            unit=mirror.unit,
            note="" if mirror.answer is None else mirror.answer.note,
        )
        for mirror in found
    )


def sheet_nonconformance(found: Nonconformance) -> SheetNonconformance:
    """One nonconformance with its steps."""
    return SheetNonconformance(
        number=found.number,
        item=found.item_code + (f" ({found.basin})" if found.basin else ""),
        description=found.description,
        state=found.state,
        disposition=found.disposition or "",
        reason=found.reason,
        opened_by=found.opened_by,
        opened_at=found.opened_at,
        dispositioned_by=found.decided_by,
        dispositioned_at=found.decided_at,
        disposition_comment=found.decided_comment,
        concession_by=found.conceded_by,
        concession_at=found.conceded_at,
        concession_comment=found.conceded_comment,
        verified_by=found.verified_by,
        verified_at=found.verified_at,
        closed_by=found.closed_by,
        closed_at=found.closed_at,
    )
