"""Drafts: unfinished orders, to be taken up by any coordinator at any station (DOMAIN §4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from cleanstation_desktop.services import order_drafts
from cleanstation_desktop.services.order_drafts import DraftRow
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import moment, tr
from cleanstation_desktop.ui.widgets.controls import button, row
from cleanstation_desktop.ui.widgets.dialogs import confirm
from cleanstation_desktop.ui.widgets.table import Column, RowsModel, TableView


class DraftsScreen(Screen):
    """The list; Enter opens, Delete throws away after a question."""

    watches: ClassVar[frozenset[str]] = frozenset({"order_draft"})

    def __init__(self, client: Client, place: Place) -> None:
        super().__init__(client, place)
        self.set_heading(tr("Drafts"), tr("Orders that are not submitted yet"))
        self.buttons.addWidget(button(tr("New order"), self._new, look="primary", icon="order-new"))
        self.model: RowsModel[DraftRow] = RowsModel(
            [
                Column("title", tr("PO number and customer"), 420, lambda row: row.title or tr("Without a name yet")),
                Column("started_at", tr("Begun"), 220, lambda row: moment(row.started_at)),
                Column("started_by", tr("By|person"), 120, lambda row: row.started_by or ""),
            ]
        )
        self.table = TableView(tr("Drafts"), client.preferences, "drafts")
        self.table.setModel(self.model)
        self.table.opened.connect(self._open)
        self.open_button = button(tr("Open"), self._open_current, icon="edit")
        self.delete_button = button(tr("Throw away"), self._ask_delete, look="danger", icon="delete", shortcut="Del")
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._enable())
        self.body.addWidget(self.table, 1)
        self.body.addLayout(row(None, self.delete_button, self.open_button, spacing=10))

    def load(self) -> None:
        """Read the drafts."""
        self.read(lambda: order_drafts.list_drafts(self.client.session), self._show)

    def state(self) -> Mapping[str, Any]:
        """The place in the list."""
        return {"stand": self.table.stand()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take it over."""
        self.table.take_up(state["stand"])

    def _show(self, rows: tuple[DraftRow, ...]) -> None:
        self.table.show_rows(rows, lambda row: row.key.id, else_first=not self.model.rows)
        self._enable()
        if not rows:
            self.show_empty(
                tr("No drafts"),
                tr("An order that you begin is kept here until you submit it."),
                (tr("New order"), self._new),
            )

    def _enable(self) -> None:
        for made in (self.open_button, self.delete_button):
            made.setEnabled(self.table.current_row() is not None)

    def _new(self) -> None:
        self.client.open("order_entry", draft_id=None)

    def _open(self, row: DraftRow) -> None:
        self.client.open("order_entry", draft_id=row.key.id)

    def _open_current(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self._open(row)

    def _ask_delete(self) -> None:
        row: DraftRow | None = self.table.current_row()
        if row is None:
            return
        text = tr("{title}: its answers and its file are thrown away.", title=row.title or tr("Without a name yet"))

        def delete() -> None:
            self.write(
                lambda command_id: order_drafts.delete_draft(self.client.session, row.key, command_id=command_id),
                lambda _none: self.load(),
                button=self.delete_button,
            )

        confirm(self, tr("Throw this draft away?"), text, tr("Throw away"), delete, danger=True)
