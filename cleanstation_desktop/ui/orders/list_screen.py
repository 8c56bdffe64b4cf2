"""All orders and builds: searched as one types, filtered, sorted, grouped by order or build by build, exported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from PySide6.QtWidgets import QButtonGroup, QComboBox, QPushButton, QStackedWidget, QWidget

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services.build_browsing import BuildListRow
from cleanstation_desktop.services.build_filters import EVERYTHING, BuildSort
from cleanstation_desktop.services.order_browsing import OrderGroup
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.file_kinds import kinds_menu
from cleanstation_desktop.ui.orders import list_export
from cleanstation_desktop.ui.orders.filter_bar import FilterBar
from cleanstation_desktop.ui.orders.list_columns import build_columns, order_columns
from cleanstation_desktop.ui.orders.list_models import BuildsModel, LongModel, OrdersModel
from cleanstation_desktop.ui.orders.list_notices import no_orders, nothing_found
from cleanstation_desktop.ui.orders.list_reading import FirstPage, ListReading, Offers
from cleanstation_desktop.ui.orders.list_view import LongTable
from cleanstation_desktop.ui.orders.sort_choice import sort_choice
from cleanstation_desktop.ui.orders.view import ListView, read_view
from cleanstation_desktop.ui.orders.views_menu import ViewsMenu
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import counted, tr
from cleanstation_desktop.ui.widgets.controls import button, give_tip, icon_button, label, row
from cleanstation_desktop.ui.widgets.opening import open_button
from cleanstation_desktop.ui.widgets.stand import Stand
from cleanstation_desktop.ui.widgets.states import Notice

_KEPT = "orders/view"


class OrderListScreen(Screen):
    """Place "orders". Arguments, of who comes for something: search, words; status, of a build."""

    watches = frozenset({"build", "customer_order", "assembly_claim", "bom_revision"})

    def __init__(self, client: Client, place: Place) -> None:
        super().__init__(client, place)
        self.view = _first_view(read_view(client.preferences.get(_KEPT)), place)
        self._shown: ListView | None = None
        self._reading = ListReading(self, self._show_first, self._show_ids, self._show_rows)
        self.load()
        self.set_heading(tr("Orders"))
        self._make_buttons()
        self.filters = FilterBar()
        self.filters.show_filter(self.view.wanted)
        self.views = ViewsMenu(self, lambda: self.view)
        self._make_grouping()
        self._count = label("", "muted")
        self.filters.second.addWidget(self._count)
        self.body.addWidget(self.filters)
        self._pages = QStackedWidget()
        self.body.addWidget(self._pages, 1)
        self.openers: dict[LongTable, QPushButton] = {}
        self.sorts: dict[LongTable, QComboBox] = {}
        self._sort_by = label(tr("Sort by"), "muted")
        self._sorting, self._opening = row(), row()
        self.body.addLayout(row(self._sort_by, self._sorting, None, self._opening))
        self._pages.setCurrentWidget(self.table)
        self._pages.currentChanged.connect(lambda _place: self._show_foot())
        self._show_foot()
        self._stand = Stand()
        self.filters.changed.connect(lambda: self._want(replace(self.view, wanted=self.filters.wanted())))
        self._by_order.toggled.connect(lambda on: self._want(replace(self.view, grouped=on)))
        self.views.chosen.connect(self._choose_view)

    # Made when somebody comes to it: of the tables and notices one at a time is seen, and most people stay with one.

    @cached_property
    def builds(self) -> LongTable:
        """The list build by build."""
        return self._make_table(tr("Builds"), "builds", BuildsModel(build_columns(), self))

    @cached_property
    def orders(self) -> LongTable:
        """The list of orders."""
        return self._make_table(tr("Orders"), "orders", OrdersModel(order_columns(), self))

    @cached_property
    def nothing(self) -> Notice:
        """What stands in place of a list that nothing fits into."""
        return nothing_found(self._clear)

    @cached_property
    def empty(self) -> Notice:
        """What stands in place of the list before the first order."""
        return no_orders(self._new if self.client.holds(Role.PRODUCTION_COORDINATOR) else None)

    @property
    def table(self) -> LongTable:
        """The table in use."""
        return self.orders if self.view.grouped else self.builds

    def load(self) -> None:
        """Read the list, or what changed in it; views and names of people when it opens."""
        if self._shown == self.view:
            self._refresh()
            return
        self._reading.begin(self.view)
        self._reading.read_offers(self._offer)

    def state(self) -> Mapping[str, Any]:
        """What is shown, and where in it one is."""
        return {"view": self.view.to_json(), "stand": self.table.stand()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take it over."""
        self._stand = state["stand"]
        view = read_view(state["view"])
        if view != self.view:
            self._reading.begin(view)
        self._take_view(view)

    def _offer(self, offers: Offers) -> None:
        self.views.offer(offers.views)
        self.filters.offer_assignees(offers.assignees)

    def _make_buttons(self) -> None:
        self.export = button(tr("Export"), icon="export")
        self.export.setMenu(kinds_menu(self.export, list_export.KINDS, self._export))
        self.buttons.addWidget(self.export)
        if self.client.holds(Role.PRODUCTION_COORDINATOR):
            drafts = button(tr("Drafts"), lambda: self.client.open("drafts"), icon="draft")
            new = button(tr("New order"), self._new, look="primary", icon="order-new", shortcut="Ctrl+N")
            self.buttons.addWidget(drafts)
            self.buttons.addWidget(new)

    def _make_grouping(self) -> None:
        self._by_order = icon_button("tree", tr("By order"), checkable=True)
        self._by_build = icon_button("list", tr("Build by build"), checkable=True)
        group = QButtonGroup(self)
        group.addButton(self._by_order)
        group.addButton(self._by_build)
        (self._by_order if self.view.grouped else self._by_build).setChecked(True)
        for made in (self._by_order, self._by_build, self.views):
            self.filters.first.addWidget(made)
        give_tip(self._by_order, tr("By order"))

    def _make_table(self, name: str, key: str, model: LongModel) -> LongTable:
        table = LongTable(name, self.client.preferences, key, model)
        self.openers[table], self.sorts[table] = open_button(table, "orders"), sort_choice(table)
        self._pages.addWidget(table)
        for place, part in ((self._sorting, self.sorts[table]), (self._opening, self.openers[table])):
            part.hide()  # until its table is shown
            place.addWidget(part)
        table.opened.connect(self._open)
        table.looked_at.connect(self._on_looked)
        table.sorted_by.connect(self._on_sorted)
        return table

    def _show_page(self, page: QWidget) -> None:
        if self._pages.indexOf(page) < 0:
            self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)

    def _want(self, view: ListView) -> None:
        if view == self.view:
            return
        self.view = view
        self.client.preferences.set(_KEPT, view.to_json())
        self._reading.begin(view)

    def _choose_view(self, view: ListView) -> None:
        self._take_view(view)
        self.client.preferences.set(_KEPT, view.to_json())
        self._reading.begin(view)

    def _take_view(self, view: ListView) -> None:
        self.view = view
        self.filters.show_filter(view.wanted)
        (self._by_order if view.grouped else self._by_build).setChecked(True)

    def _on_sorted(self, sort: BuildSort) -> None:
        self._want(replace(self.view, sort=sort))

    def _clear(self) -> None:
        self.filters.show_filter(EVERYTHING)
        self.filters.search.setFocus()
        self._want(replace(self.view, wanted=EVERYTHING))

    def _show_first(self, page: FirstPage) -> None:
        self._shown = page.view
        table = self.table
        table.show_sort(page.view.order_sort if page.view.grouped else page.view.sort)
        table.long.begin(page.rows)
        if page.rows:
            table.selectRow(0)
        self._show_page(table if page.rows else self._notice_for(page.view))
        self._tell_count(len(page.rows), whole=page.whole)
        if page.whole:
            self._take_up()

    def _show_foot(self) -> None:
        shown = self._pages.currentWidget()
        self._sort_by.setVisible(shown in self.sorts)
        for made in (self.openers, self.sorts):
            for table, part in made.items():
                part.setVisible(shown is table)

    def _notice_for(self, view: ListView) -> Notice:
        return self.empty if view.wanted == EVERYTHING else self.nothing

    def _show_ids(self, view: ListView, ids: bytes) -> None:
        if view != self.view:
            return
        table = self.table
        stand = table.stand()
        table.long.set_ids(ids)
        self._stay(stand)
        self._take_up()
        lines = len(ids) // 8
        self._show_page(table if lines else self._notice_for(view))
        self._tell_count(lines, whole=True)
        table.look()

    def _stay(self, stand: Stand) -> None:
        """Stay where one stood in the list before its lines were others."""
        if self.table.stand() != stand:
            self.table.take_up(stand)

    def _take_up(self) -> None:
        """Go where the screen before this one stood, once the list is there."""
        if self._stand != Stand():
            self.table.take_up(self._stand)
            self._stand = Stand()

    def _tell_count(self, count: int, *, whole: bool) -> None:
        told = counted(count)
        if whole:
            grouped = tr("{count} {count:order/orders}", count=told)
            flat = tr("{count} {count:build/builds}", count=told)
        else:
            grouped, flat = tr("at least {count} orders", count=told), tr("at least {count} builds", count=told)
        self._count.setText(grouped if self.view.grouped else flat)

    def _on_looked(self, first: int, last: int) -> None:
        model = self.table.long
        if self.sender() not in (None, self.table) or not model.rowCount():
            return
        window, around = model.window, model.places(first, last)
        # What is in doubt is read again when it comes into view, and then what is around it too.
        seen = window.unsure(*model.places(*self.table.in_view()))
        if seen or window.missing(*around):
            self._reading.fill(self.view, list(dict.fromkeys((*seen, *window.unsure(*around))))[:100])

    def _show_rows(self, view: ListView, rows: Sequence[Any]) -> None:
        if view != self.view:
            # Asked for by the list before: its lines may be of the other kind.
            return
        table = self.table
        stand = table.stand()
        table.long.take(rows, *table.in_view())
        self._stay(stand)
        table.look()

    def _refresh(self) -> None:
        """Read the lines in view again, others when somebody comes to them, and soon the whole list."""
        model = self.table.long
        first, last = self.table.in_view()
        if last < 0:
            self._reading.begin(self.view)
            return
        model.window.doubt()
        self._reading.fill(self.view, model.window.ids_of(*model.places(first, last)))
        self._reading.refresh(self.view)

    def _open(self, line: BuildListRow | OrderGroup) -> None:
        if isinstance(line, OrderGroup):
            self.client.open("order", order_id=line.order.id)
        else:
            self.client.open("build", build_id=line.id)

    def _new(self) -> None:
        self.client.open("order_entry", draft_id=None)

    def _export(self, kind: str) -> None:
        view = self.view
        list_export.ask_file(
            self,
            kind,
            tr("builds|file name"),
            lambda path: list_export.ExportDialog(self, self.client, view, path, kind).open(),
        )


def _first_view(kept: ListView, place: Place) -> ListView:
    """What is shown first: what was looked at last, or else what one came for."""
    asked = {"search": place.arguments.get("search"), "statuses": [place.arguments.get("status")]}
    wanted = read_view({"filter": asked}).wanted
    return kept if wanted == EVERYTHING else replace(kept, wanted=wanted)
