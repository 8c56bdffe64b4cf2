"""The catalogue: its items, other names of them, and the import of new files (DOMAIN §5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QTabWidget

from cleanstation_desktop.ui.catalogue.aliases_tab import AliasesTab
from cleanstation_desktop.ui.catalogue.import_tab import ImportTab
from cleanstation_desktop.ui.catalogue.items_tab import ItemsTab
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import tr


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
        self.aliases = AliasesTab(self)
        self.imports = ImportTab(self)
        self.tabs.addTab(self.items, tr("Items"))
        self.tabs.addTab(self.aliases, tr("Other names"))
        self.tabs.addTab(self.imports, tr("Import"))
        self.body.addWidget(self.tabs, 1)

    def load(self) -> None:
        """Read all three."""
        self.items.load()
        self.aliases.load()
        self.imports.load()

    def state(self) -> Mapping[str, Any]:
        """Which part, and what is searched for."""
        return {"tab": self.tabs.currentIndex(), **self.items.state()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take it over."""
        self.tabs.setCurrentIndex(state["tab"])
        self.items.restore(state)
