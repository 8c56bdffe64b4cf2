"""Where a part is used: the assemblies of the catalogue above it, and the open builds whose BOM holds it."""

from __future__ import annotations

from cleanstation_desktop.domain.catalogue_uses import WhereUsed
from cleanstation_desktop.services import where_used
from cleanstation_desktop.services.where_used import BuildUse, Uses
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import counted, number, tr
from cleanstation_desktop.ui.widgets.controls import label
from cleanstation_desktop.ui.widgets.status import status_kind, status_words
from cleanstation_desktop.ui.widgets.table import Column, RowsModel, TableView


class WhereUsedScreen(Screen):
    """Place "where_used" with item."""

    watches = frozenset(
        {"bom_revision", "build", "customer_order", "item", "item_alias", "item_component", "catalogue_import"}
    )

    def __init__(self, client: Client, place: Place) -> None:
        super().__init__(client, place)
        self._item = str(place.arguments["item"])
        self.load()
        self.set_heading(tr("Where {item} is used", item=self._item))
        self._assemblies = RowsModel(_assembly_columns())
        self._builds = RowsModel(_build_columns())
        self.above = TableView(tr("Assemblies that contain it"), client.preferences, "where-used")
        self.above.setModel(self._assemblies)
        self.builds = TableView(tr("Open builds that need it"), client.preferences, "where-used-builds")
        self.builds.setModel(self._builds)
        self._sum = label("", "muted")
        self.body.addWidget(label(tr("Assemblies that contain it"), "h2"))
        self.body.addWidget(self.above, 1)
        self.body.addWidget(label(tr("Open builds that need it"), "h2"))
        self.body.addWidget(self.builds, 1)
        self.body.addWidget(self._sum)
        self.above.opened.connect(lambda use: client.open("where_used", item=use.item))
        self.builds.opened.connect(lambda use: client.open("bom", bom_revision_id=use.bom_revision_id))

    def load(self) -> None:
        """Read both lists."""
        session, item = self.client.session, self._item
        self.read(lambda: where_used.where_used(session, item), self._show)

    def _show(self, uses: Uses) -> None:
        self.set_heading(tr("Where {item} is used", item=self._item), uses.name)
        self.records = {"build": frozenset(str(use.build_id) for use in uses.builds)}
        self.above.show_rows(uses.assemblies, lambda use: (use.item, use.level))
        self.builds.show_rows(uses.builds, lambda use: use.build_id)
        if not uses.assemblies and not uses.builds:
            self.show_empty(
                tr("Not used"),
                tr("No assembly of the catalogue and no open build contains {item}.", item=self._item),
                drawing="search-nothing",
            )
            return
        pieces = sum(use.quantity for use in uses.builds)
        shown = {"pieces": counted(pieces), "builds": counted(len(uses.builds))}
        self._sum.setText(
            tr("{pieces} {pieces:piece/pieces} in the newest {builds} open builds; there are more", **shown)
            if uses.capped
            else tr("{pieces} {pieces:piece/pieces} in {builds} open {builds:build/builds}", **shown)
        )


def _assembly_columns() -> list[Column[WhereUsed]]:
    return [
        Column("item", tr("Part number"), 300, lambda use: use.item),
        Column("name", tr("Name"), 360, lambda use: use.name, fills=True),
        Column("quantity", tr("Pieces in one"), 120, lambda use: number(use.quantity), right=True),
        Column("level", tr("Levels above"), 150, lambda use: number(use.level), right=True),
    ]


def _build_columns() -> list[Column[BuildUse]]:
    return [
        Column("build", tr("Build"), 160, lambda use: use.build_number),
        Column(
            "status", tr("Status"), 210, lambda use: status_words(use.status), kind=lambda use: status_kind(use.status)
        ),
        Column("customer", tr("Customer"), 300, lambda use: use.customer),
        Column("quantity", tr("Pieces"), 110, lambda use: number(use.quantity), right=True),
    ]
