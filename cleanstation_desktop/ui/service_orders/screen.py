"""Service orders: request parts, follow one's requests, decide them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QTabWidget

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.service_orders.cart_panel import CartPanel
from cleanstation_desktop.ui.service_orders.request_panel import RequestPanel
from cleanstation_desktop.ui.text import tr


class ServiceOrdersScreen(Screen):
    """Place "service_orders"; with chosen and state, a request that is under the cursor at first, among such."""

    watches = frozenset({"service_order", "service_order_line", "item"})

    def __init__(self, client: Client, place: Place) -> None:
        super().__init__(client, place)
        self.set_heading(tr("Service orders"))
        self.requests = RequestPanel(self)
        self.cart: CartPanel | None = None
        self._tabs = QTabWidget()
        self._tabs.setDocumentMode(True)
        if client.holds(Role.SERVICE_DEPARTMENT):
            self.cart = CartPanel(self, self._requested)
            self._tabs.addTab(self.cart, tr("Request parts"))
        self._tabs.addTab(self.requests, tr("Requests"))
        self.body.addWidget(self._tabs, 1)
        if "chosen" in place.arguments:
            self.requests.choose(place.arguments["chosen"], place.arguments.get("state"))
            self._tabs.setCurrentWidget(self.requests)

    def load(self) -> None:
        """Read the catalogue of parts and the requests."""
        if self.cart is not None:
            self.cart.load()
        self.requests.load()

    def unsaved(self) -> str:
        """A cart that was not sent, or quantities that were not approved."""
        if self.cart is None or not self.cart.lines:
            return self.requests.unsaved()
        return tr("The parts in the cart were not requested yet.")

    def state(self) -> Mapping[str, Any]:
        """The cart, the tab, the place in the requests and what was typed there."""
        cart = self.cart.state() if self.cart is not None else {}
        return {"cart": cart, "tab": self._tabs.currentIndex(), "requests": self.requests.state()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take them over."""
        if self.cart is not None:
            self.cart.restore(state["cart"])
        self._tabs.setCurrentIndex(state["tab"])
        self.requests.restore(state["requests"])

    def _requested(self) -> None:
        self._tabs.setCurrentWidget(self.requests)
        self.requests.load()
