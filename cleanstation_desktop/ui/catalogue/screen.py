"""The catalogue: its items, other names of them, and the import of new files (DOMAIN §5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from PySide6.QtWidgets import QTabWidget

from cleanstation_desktop.ui.catalogue.aliases_tab import AliasesTab
from cleanstation_desktop.ui.catalogue.import_tab import ImportTab
from cleanstation_desktop.ui.catalogue.items_tab import ItemsTab
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.tab_page import TabPage

Late = TypeVar("Late", AliasesTab, ImportTab)


class CatalogueScreen(Screen):
    """Place "catalogue"."""

    watches = frozenset({"item", "item_alias", "category", "catalogue_import"})

    def __init__(self, client: Client, place: Place) -> None:
        super().__init__(client, place)
        self.set_heading(tr("Catalogue"))
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(tr("Catalogue"))
        self.tabs.tabBar().setAccessibleName(tr("Parts of the catalogue"))
        self.items = ItemsTab(self)
        self._aliases = TabPage(lambda: self._read_in(AliasesTab(self)))
        self._imports = TabPage(lambda: self._read_in(ImportTab(self)))
        self.tabs.addTab(self.items, tr("Items"))
        self.tabs.addTab(self._aliases, tr("Other names"))
        self.tabs.addTab(self._imports, tr("Import"))
        self.body.addWidget(self.tabs, 1)
        self.tabs.currentChanged.connect(lambda _place: self._look())

    @property
    def aliases(self) -> AliasesTab:
        """Other names of items."""
        return self._aliases.tab()

    @property
    def imports(self) -> ImportTab:
        """The import of new files."""
        return self._imports.tab()

    def load(self) -> None:
        """Read the items, and what else was looked at."""
        self.items.load()
        for made in (self._aliases.made, self._imports.made):
            if made is not None:
                made.load()

    def _look(self) -> None:
        """Make the part that is looked at."""
        page = self.tabs.currentWidget()
        if isinstance(page, TabPage):
            page.tab()

    def _read_in(self, tab: Late) -> Late:
        tab.load()
        return tab

    def state(self) -> Mapping[str, Any]:
        """Which part, and what is searched for."""
        return {"tab": self.tabs.currentIndex(), **self.items.state()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take it over."""
        self.tabs.setCurrentIndex(state["tab"])
        self.items.restore(state)
