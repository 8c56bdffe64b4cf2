"""Where one can go in the client: each place with its title, icon, roles and the screen that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.ui.text import tr_later


@dataclass(frozen=True)
class Place:
    """A place to go to. Parameters: name, of the register below; arguments, which record it shows."""

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, **arguments: Any) -> Place:
        """A place with its arguments by name."""
        return cls(name, arguments)


@dataclass(frozen=True)
class Entry:
    """Parameters: title, English, for the sidebar; icon; screen, "package:Class" below ui, imported when first opened;
    roles, who may go there; listed, whether the sidebar shows it; under, the listed place that it belongs to."""

    title: str
    icon: str
    screen: str
    roles: frozenset[Role]
    listed: bool = False
    under: str = ""


EVERYBODY = frozenset(Role)
READERS = EVERYBODY - {Role.SERVICE_DEPARTMENT}
_COORDINATOR = frozenset({Role.PRODUCTION_COORDINATOR})
_BUYER = frozenset({Role.PROCUREMENT_SPECIALIST})
_ADMIN = frozenset({Role.ADMIN})

REGISTER: Mapping[str, Entry] = {
    "home": Entry(tr_later("Home"), "home", "home.screen:HomeScreen", EVERYBODY, listed=True),
    "orders": Entry(tr_later("Orders"), "orders", "orders.list_screen:OrderListScreen", READERS, listed=True),
    "order": Entry(tr_later("Order"), "orders", "orders.detail_screen:OrderScreen", READERS, under="orders"),
    "order_entry": Entry(
        tr_later("New order"), "order-new", "order_entry.screen:OrderEntryScreen", _COORDINATOR, under="orders"
    ),
    "drafts": Entry(tr_later("Drafts"), "edit", "order_entry.drafts_screen:DraftsScreen", _COORDINATOR, under="orders"),
    "build": Entry(tr_later("Build"), "build", "builds.screen:BuildScreen", READERS, under="orders"),
    "bom": Entry(tr_later("Bill of materials"), "bom", "boms.screen:BomScreen", READERS, under="orders"),
    "where_used": Entry(tr_later("Where used"), "where-used", "boms.where_used_screen:WhereUsedScreen", EVERYBODY),
    "procurement": Entry(
        tr_later("Procurement"), "procurement", "procurement.screen:ProcurementScreen", _BUYER | _ADMIN, listed=True
    ),
    "change_request": Entry(
        tr_later("Change request"),
        "change-request",
        "change_requests.screen:ChangeRequestScreen",
        READERS,
        under="orders",
    ),
    "assembly": Entry(tr_later("Assembly"), "assembly", "assembly.screen:AssemblyScreen", READERS, under="home"),
    "inspection": Entry(
        tr_later("Inspection"), "checklist", "inspections.screen:InspectionScreen", READERS, under="home"
    ),
    "nonconformances": Entry(
        tr_later("Nonconformances"),
        "nonconformance",
        "nonconformances.list_screen:NonconformanceListScreen",
        READERS,
        listed=True,
    ),
    "nonconformance": Entry(
        tr_later("Nonconformance"),
        "nonconformance",
        "nonconformances.screen:NonconformanceScreen",
        READERS,
        under="nonconformances",
    ),
    "service_orders": Entry(
        tr_later("Service orders"),
        "service",
        "service_orders.screen:ServiceOrdersScreen",
        frozenset({Role.SERVICE_DEPARTMENT, Role.PROCUREMENT_SPECIALIST, Role.ADMIN}),
        listed=True,
    ),
    "print_queue": Entry(
        tr_later("Print queue"), "printer", "printing.queue_screen:PrintQueueScreen", EVERYBODY, listed=True
    ),
    "people": Entry(tr_later("People"), "people", "people.screen:PeopleScreen", _ADMIN, listed=True),
    "catalogue": Entry(tr_later("Catalogue"), "catalogue", "catalogue.screen:CatalogueScreen", _ADMIN, listed=True),
    "stations": Entry(tr_later("Stations"), "stations", "stations.screen:StationsScreen", _ADMIN, listed=True),
    "instruments": Entry(
        tr_later("Instruments"), "instrument", "instruments.screen:InstrumentsScreen", _ADMIN, listed=True
    ),
    "audit": Entry(tr_later("Audit"), "audit", "audit.screen:AuditScreen", _ADMIN, listed=True),
    "plant": Entry(tr_later("Plant settings"), "settings", "plant.screen:PlantScreen", _ADMIN, under="settings"),
    "settings": Entry(tr_later("My settings"), "settings", "my_settings.screen:MySettingsScreen", EVERYBODY),
}


def listed_for(roles: frozenset[Role]) -> list[str]:
    """Names of the places that the sidebar shows to a person with these roles, in its order."""
    return [name for name, entry in REGISTER.items() if entry.listed and entry.roles & roles]
