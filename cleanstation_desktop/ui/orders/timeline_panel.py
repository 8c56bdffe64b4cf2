"""What happened to an order or a build: when, who, what, old → new."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from cleanstation_desktop.services.boms import RevisionRow
from cleanstation_desktop.services.builds import StatusStep
from cleanstation_desktop.services.order_lists import OrderChange
from cleanstation_desktop.ui.boms.kinds import state_words
from cleanstation_desktop.ui.order_entry.names import place_of
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import day, moment, tr
from cleanstation_desktop.ui.widgets.controls import column, label
from cleanstation_desktop.ui.widgets.status import status_kind, status_words
from cleanstation_desktop.ui.widgets.table import Column, RowsModel, TableView


@dataclass(frozen=True)
class Happening:
    """One entry, in words. Parameters: who, name or initials; old and new, empty where nothing stood or stands; kind,
    look of the chip that says what it is; more, reason or remark."""

    at: dt.datetime
    who: str
    what: str
    kind: str = "neutral"
    old: str = ""
    new: str = ""
    more: str = ""


class TimelinePanel(QWidget):
    """A table, newest first."""

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self.model: RowsModel[Happening] = RowsModel(_columns())
        self.table = TableView(tr("Timeline"), screen.client.preferences, "timeline")
        self.table.setModel(self.model)
        self._none = label(tr("Nothing happened yet."), "muted")
        layout = column(self._none, self.table, spacing=0)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def show_happenings(self, found: Sequence[Happening]) -> None:
        """Show entries in any order."""
        self.model.set_rows(sorted(found, key=lambda each: each.at, reverse=True))
        self.table.setVisible(bool(found))
        self._none.setVisible(not found)


def of_moves(steps: Sequence[StatusStep]) -> list[Happening]:
    """Moves of a build as entries."""
    return [
        Happening(
            step.at,
            step.by or "",
            tr("Status"),
            status_kind(step.to_status),
            "" if step.from_status is None else status_words(step.from_status),
            status_words(step.to_status),
            step.reason or "",
        )
        for step in steps
    ]


def of_revisions(revisions: Sequence[RevisionRow]) -> list[Happening]:
    """BOM revisions as entries."""
    return [
        Happening(
            made.created_at,
            made.created_by or "",
            tr("Bill of materials"),
            "info",
            "" if made.revision == 1 else tr("Revision {revision}, {state}", revision=made.revision - 1, state="–"),
            tr("Revision {revision}, {state}", revision=made.revision, state=state_words(made.state)),
            made.reason,
        )
        for made in revisions
    ]


def of_changes(changes: Sequence[OrderChange], numbers: dict[int, str]) -> list[Happening]:
    """Changed answers of an order as entries. Parameters: numbers, build numbers by key."""
    return [
        Happening(
            made.at,
            made.by or "",
            place_of(made.field) if made.build_id is None else numbers.get(made.build_id, ""),
            "info",
            _value(made.field, made.old),
            _value(made.field, made.new),
            made.reason or "",
        )
        for made in changes
    ]


def _value(field: str, value: str | None) -> str:
    if value and field == "want_date":
        return day(dt.date.fromisoformat(value))
    return (value or "").replace("\n", " ")


def _columns() -> list[Column[Happening]]:
    return [
        Column("at", tr("When"), 170, lambda each: moment(each.at)),
        Column("who", tr("Who"), 160, lambda each: each.who),
        Column("what", tr("What"), 150, lambda each: each.what, kind=lambda each: each.kind),
        Column("old", tr("Before"), 180, lambda each: each.old),
        Column("new", tr("After"), 180, lambda each: each.new),
        Column("more", tr("Reason"), 130, lambda each: each.more),
    ]
