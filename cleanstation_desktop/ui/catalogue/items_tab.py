"""Items of the catalogue: looked up page by page, where they are used, and whether service may order them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QWidget

from cleanstation_desktop.services import catalogue
from cleanstation_desktop.services.catalogue_browsing import CatalogueItem, browse_items, list_categories
from cleanstation_desktop.ui.paging import Paging
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import counted, number, tr
from cleanstation_desktop.ui.widgets.controls import button, column, row
from cleanstation_desktop.ui.widgets.fields import choice, search_line
from cleanstation_desktop.ui.widgets.pace import Pace
from cleanstation_desktop.ui.widgets.table import Column, RowsModel, TableView

_PAUSE_MS = 120
_KEPT = "filters/catalogue"


class ItemsTab(QWidget):
    """The first part of the catalogue screen."""

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self._screen = screen
        self._wanted_category = ""
        self.search = search_line(tr("Search part number or name"))
        self.category = choice([("", tr("All categories"))], name=tr("Category"))
        self.for_service = QCheckBox(tr("Service may order"))
        self.model = RowsModel(_columns())
        self.table = TableView(tr("Items"), screen.client.preferences, "catalogue-items")
        self.table.setModel(self.model)
        self._paging = Paging[CatalogueItem, str](
            screen, self.table, lambda item: item.number, question="items", words=_count_words, shown=self._choose
        )
        self.more = self._paging.more
        self.where_used = button(tr("Where used"), self._open, icon="where-used")
        self.switch = button(tr("Let service order it"), self._switch, icon="service")
        filters = row(self.search, self.category, self.for_service, spacing=10)
        filters.setStretch(0, 1)
        foot = row(self._paging.sum, self.more, None, self.where_used, self.switch)
        self.setLayout(column(filters, self.table, foot, margins=(0, 12, 0, 0)))
        kept = screen.client.preferences.filled(_KEPT, self._filters())
        self._wanted_category = kept["category"]
        self.for_service.setChecked(kept["service"])
        self._pace = Pace(self, _PAUSE_MS)
        self._pace.due.connect(self._look)
        self.search.textChanged.connect(lambda _text: self._pace.ask())
        self.category.currentIndexChanged.connect(lambda _index: self._pace.ask())
        self.for_service.toggled.connect(lambda _on: self._pace.ask())
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._choose())
        self.table.opened.connect(lambda _item: self._open())
        self._choose()

    def load(self) -> None:
        """Read the categories, then the first page."""
        session = self._screen.client.session
        self._screen.read(lambda: list_categories(session), self._show_categories, key="categories")

    def state(self) -> Mapping[str, Any]:
        """What is looked for, and the place in the list."""
        return {**self._filters(), "words": self.search.text(), "list": self._paging.state()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take it over."""
        self._wanted_category = state["category"]
        with QSignalBlocker(self.for_service), QSignalBlocker(self.search):  # what is looked for is read by `load`
            self.for_service.setChecked(state["service"])
            self.search.setText(state["words"])
        self._paging.restore(state["list"])

    @property
    def item(self) -> CatalogueItem | None:
        """The chosen item."""
        found = self.table.current_row()
        return found if isinstance(found, CatalogueItem) else None

    def _show_categories(self, found: tuple[tuple[str, str], ...]) -> None:
        chosen = self._wanted_category or self.category.currentData()
        self._wanted_category = ""
        self.category.blockSignals(True)  # the list is filled, nobody chose
        self.category.clear()
        self.category.addItem(tr("All categories"), "")
        for code, name in found:
            self.category.addItem(f"{code}  {name}", code)
        self.category.setCurrentIndex(max(0, self.category.findData(chosen)))
        self.category.blockSignals(False)
        self._read()

    def _filters(self) -> dict[str, Any]:
        """What is kept for the next time; what is searched for is another thing then."""
        category = self._wanted_category or self.category.currentData() or ""
        return {"category": category, "service": self.for_service.isChecked()}

    def _look(self) -> None:
        self._screen.client.preferences.set(_KEPT, self._filters())
        self._read()

    def _read(self) -> None:
        session = self._screen.client.session
        words, category, for_service = (
            self.search.text(),
            self.category.currentData() or None,
            self.for_service.isChecked(),
        )
        self._paging.read(
            (words, category, for_service),
            lambda page: browse_items(
                session, search=words, category_code=category, for_service=for_service, page=page
            ),
        )

    def _choose(self) -> None:
        item = self.item
        self.where_used.setEnabled(item is not None)
        self.switch.setEnabled(item is not None and item.state == "ACTIVE")
        orderable = item is not None and item.service_orderable
        self.switch.setText(tr("Stop ordering by service") if orderable else tr("Let service order it"))

    def _open(self) -> None:
        if self.item is not None:
            self._screen.client.open("where_used", item=self.item.number)

    def _switch(self) -> None:
        item, session = self.item, self._screen.client.session
        if item is None:
            return
        orderable = not item.service_orderable

        def done(_version: int) -> None:
            said = (
                tr("Service may order {item} now.", item=item.number)
                if orderable
                else tr("Service cannot order {item} any more.", item=item.number)
            )
            self._screen.client.messages.success(said)
            self._read()

        self._screen.write(
            lambda command_id: catalogue.switch_service_orderable(
                session, item.number, orderable=orderable, version=item.version, command_id=command_id
            ),
            done,
            button=self.switch,
        )


def _count_words(shown: int, whole: bool) -> str:
    if whole:
        return tr("{count} {count:item/items}", count=counted(shown))
    return tr("The first {count} items", count=number(shown))


def _service(item: CatalogueItem) -> str:
    if item.service_switched:
        return tr("Yes, by hand") if item.service_orderable else tr("No, by hand")
    return tr("Yes") if item.service_orderable else tr("No")


def _columns() -> list[Column[CatalogueItem]]:
    kinds = {"assembly": tr("Assembly|item"), "part": tr("Part|item")}
    return [
        Column("number", tr("Part number"), 240, lambda item: item.number),
        Column("name", tr("Name"), 280, lambda item: item.name, fills=True),
        Column("kind", tr("Kind"), 116, lambda item: kinds.get(item.kind, item.kind)),
        Column("category", tr("Category"), 96, lambda item: item.category or "–"),
        Column(
            "service",
            tr("Service"),
            130,
            _service,
            kind=lambda item: "ok" if item.service_orderable else "neutral",
        ),
        Column(
            "state",
            tr("State"),
            100,
            lambda item: tr("Withdrawn") if item.state == "WITHDRAWN" else tr("In force"),
            kind=lambda item: "warn" if item.state == "WITHDRAWN" else None,
        ),
    ]
