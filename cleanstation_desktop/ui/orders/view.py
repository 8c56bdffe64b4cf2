"""What a list of builds shows and in which order, as it is remembered and saved under a name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services.build_filters import EVERYTHING, NEWEST_FIRST, BuildFilter, BuildSort, SortColumn
from cleanstation_desktop.services.order_browsing import ORDER_COLUMNS

SCREEN = "orders"
"""Under which the views are saved."""
_DAYS = ("want_from", "want_to")
_TEXTS = ("search", "customer")
_MARKS = ("overdue", "due_soon", "rejected", "held")


@dataclass(frozen=True)
class ListView:
    """Parameters: grouped, by order instead of build by build."""

    wanted: BuildFilter = EVERYTHING
    sort: BuildSort = NEWEST_FIRST
    grouped: bool = True

    @property
    def order_sort(self) -> BuildSort:
        """The sort of a grouped list, which knows the columns of orders alone."""
        return self.sort if self.sort.column in ORDER_COLUMNS else NEWEST_FIRST

    def to_json(self) -> dict[str, Any]:
        """As a JSON object; what narrows nothing down is left out."""
        told: dict[str, Any] = {}
        for each in fields(BuildFilter):
            value = getattr(self.wanted, each.name)
            if value == getattr(EVERYTHING, each.name):
                continue
            if isinstance(value, frozenset):
                value = sorted(status.value for status in value)
            told[each.name] = value.isoformat() if isinstance(value, dt.date) else value
        sort = {"column": self.sort.column.value, "descending": self.sort.descending}
        return {"filter": told, "sort": sort, "grouped": self.grouped}


def read_view(data: object) -> ListView:
    """Read a view back. What cannot be read (written by another release, say) narrows nothing down."""
    told = data if isinstance(data, Mapping) else {}
    given = told.get("filter")
    sort = told.get("sort")
    return ListView(
        _filter(given if isinstance(given, Mapping) else {}),
        _sort(sort if isinstance(sort, Mapping) else {}),
        told.get("grouped") is not False,
    )


def _filter(given: Mapping[str, Any]) -> BuildFilter:
    known: dict[str, Any] = {name: given[name] for name in _TEXTS if isinstance(given.get(name), str)}
    known |= {name: given[name] is True for name in _MARKS if name in given}
    known |= {name: found for name in _DAYS if (found := _day(given.get(name))) is not None}
    statuses = given.get("statuses")
    if isinstance(statuses, list):
        known["statuses"] = frozenset(BuildStatus(name) for name in statuses if name in set(BuildStatus))
    if given.get("language") in ("EN", "FR", "ES"):
        known["language"] = given["language"]
    if isinstance(given.get("assignee"), int):
        known["assignee"] = given["assignee"]
    return BuildFilter(**known)


def _sort(given: Mapping[str, Any]) -> BuildSort:
    column = given.get("column")
    return BuildSort(SortColumn(column), given.get("descending") is True) if column in set(SortColumn) else NEWEST_FIRST


def _day(value: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
