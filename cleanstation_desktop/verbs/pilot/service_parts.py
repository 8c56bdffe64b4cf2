"""Service parts: the service department asks for them, procurement decides and sends them (DOMAIN §7)."""

from __future__ import annotations

from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.verbs.pilot.walk import Walk

_PART = "T2-"
NOTE = "For the visit to the hospital on Monday."


def request(walk: Walk) -> None:
    """Put two parts into the cart and ask for them."""
    pilot = walk.pilot
    with walk.step("Service parts requested"):
        walk.picture("home-service")
        pilot.click(tr("Request parts"))
        pilot.fill(tr("Search parts and kits by number or name"), _PART)
        pilot.row(tr("Parts that can be ordered"), _PART)
        for _ in range(2):
            pilot.click(tr("Add to cart"))
        pilot.fill(tr("Note for procurement"), NOTE)
        walk.picture("service-cart", main=True)
        pilot.click(tr("Request"))
        pilot.see(NOTE)
        walk.picture("service-requests")


def decide(walk: Walk) -> None:
    """Approve the newest request and mark it as sent."""
    pilot = walk.pilot
    with walk.step("Service request approved and sent"):
        pilot.go(tr("Service orders"))
        pilot.see(NOTE)
        walk.picture("service-decision")
        pilot.click(tr("Approve|service order"))
        walk.picture_of("service-send", lambda: pilot.click(tr("Mark as sent")))
        pilot.answer(tr("Mark as sent"))
        pilot.see(tr("Fulfilled"))
