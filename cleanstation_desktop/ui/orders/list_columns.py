"""Columns of the lists of builds, and the same as an export."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cleanstation_desktop.services.build_browsing import BuildListRow
from cleanstation_desktop.services.build_filters import SortColumn
from cleanstation_desktop.services.order_browsing import OrderGroup
from cleanstation_desktop.ui.boms.kinds import state_words
from cleanstation_desktop.ui.orders.late import late_kind, late_words
from cleanstation_desktop.ui.text import day, tr
from cleanstation_desktop.ui.widgets.status import status_kind, status_words
from cleanstation_desktop.ui.widgets.table import Column

SORTED_BY = {
    "number": SortColumn.BUILD_NUMBER,
    "po": SortColumn.PO_NUMBER,
    "customer": SortColumn.CUSTOMER,
    "status": SortColumn.STATUS,
    "want": SortColumn.WANT_DATE,
}
"""Columns that can be sorted by, by key."""

Line = BuildListRow | OrderGroup


def build_columns() -> list[Column[BuildListRow]]:
    """Columns of the flat list."""
    return [
        Column("number", tr("Build"), 115, lambda row: row.build_number),
        Column("po", tr("PO number|column"), 115, lambda row: row.po_number),
        Column("customer", tr("Customer"), 190, lambda row: row.customer),
        Column(
            "status", tr("Status"), 195, lambda row: status_words(row.status), kind=lambda row: status_kind(row.status)
        ),
        Column("want", tr("Want date"), 130, lambda row: day(row.want_date)),
        Column("late", tr("Late|column"), 140, late_words, kind=late_kind),
        Column("model", tr("Model"), 75, lambda row: row.model),
        Column("by", tr("Assigned to"), 115, lambda row: ", ".join(row.assignees)),
        Column("bom", tr("BOM"), 180, _bom),
        Column("language", tr("Language|column"), 100, lambda row: row.language),
        Column("project", tr("Project"), 160, lambda row: row.project or ""),
    ]


def order_columns() -> list[Column[Line]]:
    """Columns of the list grouped by order."""
    return [
        Column("po", tr("PO number|column"), 150, _number),
        Column("customer", tr("Customer"), 150, _customer, fills=True),
        Column("status", tr("Status"), 190, _status, kind=_status_kind),
        Column("want", tr("Want date"), 122, _want),
        Column("late", tr("Late|column"), 175, _late, kind=_late_kind),
        Column("builds", tr("Builds"), 170, _builds),
    ]


def export_heads() -> list[str]:
    """Heads of an exported list."""
    return [
        tr("Build"),
        tr("PO number"),
        tr("Position"),
        tr("Customer"),
        tr("Project"),
        tr("Model"),
        tr("Status"),
        tr("Want date"),
        tr("Late|column"),
        tr("Document language"),
        tr("Assigned to"),
        tr("BOM revision"),
        tr("BOM state"),
    ]


def export_row(row: BuildListRow) -> Sequence[str | int]:
    """A build as a row of an export; days as 2026-12-31, so that they sort."""
    return (
        row.build_number,
        row.po_number,
        row.position,
        row.customer,
        row.project or "",
        row.model,
        status_words(row.status),
        row.want_date.isoformat(),
        late_words(row),
        row.language,
        ", ".join(row.assignees),
        row.bom_revision,
        state_words(row.bom_state),
    )


def _bom(row: BuildListRow) -> str:
    return tr("Rev. {revision}, {state}", revision=row.bom_revision, state=state_words(row.bom_state))


def _want(line: Line) -> str:
    # The builds of an order are wanted with it: said once.
    return day(line.order.want_date) if isinstance(line, OrderGroup) else ""


def _number(line: Line) -> str:
    return line.order.po_number if isinstance(line, OrderGroup) else f"        {line.build_number}"


def _customer(line: Line) -> str:
    return line.order.customer if isinstance(line, OrderGroup) else line.model


def _status(line: Line) -> str:
    return status_words(line.order.status if isinstance(line, OrderGroup) else line.status)


def _status_kind(line: Line) -> str:
    return status_kind(line.order.status if isinstance(line, OrderGroup) else line.status)


def _late(line: Line) -> str:
    if isinstance(line, BuildListRow):
        return late_words(line)
    return " · ".join(words for words, _ in _marks(line))


def _late_kind(line: Line) -> str | None:
    if isinstance(line, BuildListRow):
        return late_kind(line)
    kinds = {kind for _, kind in _marks(line)}
    return "bad" if "bad" in kinds else "warn" if kinds else None


def _marks(group: OrderGroup) -> list[tuple[str, str | None]]:
    """What is wrong with an order, each with its look: an order in trouble is late all the same."""
    worst = _worst(group)
    marks = [] if worst is None else [(late_words(worst), late_kind(worst))]
    if group.order.rejected:
        marks.append((tr("Rejected"), "bad"))
    if group.order.held:
        marks.append((tr("On hold"), "warn"))
    return marks


def _worst(group: OrderGroup) -> BuildListRow | None:
    marked = [row for row in group.builds if row.overdue or row.due_soon]
    return max(marked, key=lambda row: row.overdue, default=None)


def _builds(line: Line) -> str:
    if isinstance(line, BuildListRow):
        return "  ·  ".join((*line.assignees, _bom(line)))
    counted = Counter(row.status for row in line.builds)
    told = [tr("{count} × {status}", count=count, status=status_words(status)) for status, count in counted.items()]
    return ", ".join(told)
