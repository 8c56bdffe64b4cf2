"""The bill of materials as plain rows, for CSV and XLSX alike; labels in the language of the order."""

from __future__ import annotations

from collections.abc import Sequence

from cleanstation_desktop.domain.bom_diff import flat
from cleanstation_desktop.domain.bom_document import BomDocument
from cleanstation_desktop.printing.wording import Wording

Value = str | int
_TREE = (
    "build",
    "revision",
    "state",
    "path",
    "level",
    "item",
    "kind",
    "name",
    "rule",
    "quantity",
    "extended",
    "positions",
    "note",
)
_BY_ITEM = ("build", "revision", "state", "item", "kind", "name", "rule", "extended", "note")


def heads(wording: Wording, *, by_item: bool) -> list[str]:
    """Give the column heads."""
    return [wording(f"bom_{key}") for key in (_BY_ITEM if by_item else _TREE)]


def state_words(document: BomDocument, wording: Wording) -> str:
    """Say how the revision stands: how far its approval is, or which one is in force instead of it."""
    if document.superseded_by is not None:
        return wording("superseded", number=document.superseded_by)
    return wording.code("status", document.status)


def tree_rows(document: BomDocument, wording: Wording) -> list[Sequence[Value]]:
    """Give one row for each line; every row says its build and revision and how that stands, so that lists can be
    put together."""
    state = state_words(document, wording)
    return [
        (
            document.bom.build_number,
            document.revision,
            state,
            line.path,
            line.level,
            line.item,
            wording.code("kind", line.kind),
            line.name,
            line.rule or "",
            line.quantity,
            line.extended_quantity,
            ", ".join(str(position) for position in line.positions),
            line.note or "",
        )
        for line in document.bom.lines
    ]


def item_rows(document: BomDocument, wording: Wording) -> list[Sequence[Value]]:
    """Give one row for each item, with what the whole build takes of it."""
    state = state_words(document, wording)
    return [
        (
            document.bom.build_number,
            document.revision,
            state,
            total.item,
            wording.code("kind", total.kind),
            total.name,
            ", ".join(total.rules),
            total.quantity,
            total.note or "",
        )
        for total in flat(document.bom)
    ]
