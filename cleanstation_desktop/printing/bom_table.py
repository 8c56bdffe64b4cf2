"""The bill of materials as plain rows, for CSV and XLSX alike; labels in the language of the order."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from cleanstation_desktop.printing.boms import BomDocument, totals
from cleanstation_desktop.printing.wording import Wording

Value = str | int | Decimal
_TREE = (
    "build",
    "revision",
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
_FLAT = ("build", "revision", "item", "kind", "name", "rule", "extended", "positions", "used_in", "note")


def heads(wording: Wording, *, flat: bool) -> list[str]:
    """Give the column heads."""
    return [wording(f"bom_{key}") for key in (_FLAT if flat else _TREE)]


def tree_rows(document: BomDocument, wording: Wording) -> list[Sequence[Value]]:
    """Give one row for each line; every row says its build and revision, so that lists can be put together."""
    return [
        (
            document.build_number,
            document.revision,
            line.path,
            line.level,
            line.item,
            wording.code("kind", line.kind),
            line.name,
            line.rule,
            line.quantity,
            line.extended_quantity,
            _positions(line.positions),
            line.note,
        )
        for line in document.lines
    ]


def flat_rows(document: BomDocument, wording: Wording) -> list[Sequence[Value]]:
    """Give one row for each item."""
    return [
        (
            document.build_number,
            document.revision,
            total.item,
            wording.code("kind", total.kind),
            total.name,
            ", ".join(total.rules),
            total.quantity,
            _positions(total.positions),
            total.places,
            "\n".join(total.notes),
        )
        for total in totals(document.lines)
    ]


def _positions(positions: Sequence[int]) -> str:
    return ", ".join(str(position) for position in positions)
