"""What the production coordinator does: enters the order in five steps, and ships what is ready."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QAbstractButton

from cleanstation_desktop.ui.order_entry.names import placement_name, value_name
from cleanstation_desktop.ui.text import counted, tr
from cleanstation_desktop.verbs.pilot.walk import Walk

Answers = Mapping[str, Any]


def enter_order(walk: Walk, header: Answers, builds: list[dict[str, Any]], purchase_order: Path) -> None:
    """Enter an order in the wizard and submit it. Parameter: purchase_order, the file of the customer's paper."""
    pilot = walk.pilot
    with walk.step("Order entered: customer, sinks"):
        walk.picture("home-coordinator", main=True)
        pilot.click(tr("New order"))
        _customer(walk, header, purchase_order)
        pilot.click(tr("Next"))
        _sinks(walk, header)
    with walk.step("Sinks configured, accessories chosen"):
        pilot.click(tr("Next"))
        for number, build in enumerate(builds, start=1):
            if number > 1:
                pilot.tab(build["build_number"])
            _configure(walk, build)
        pilot.show(f"{tr('Model')}: {value_name(builds[-1]['model'])}")
        walk.picture("order-entry-3-configuration", main=True)
        pilot.click(tr("Next"))
        for number, build in enumerate(builds):
            if number == 0:
                pilot.tab(builds[0]["build_number"])
            else:
                pilot.tab(build["build_number"])
            _choose_accessories(walk, build)
        walk.picture("order-entry-4-accessories")
    with walk.step("Order reviewed and submitted"):
        pilot.click(tr("Next"))
        pilot.see(tr("Nothing to correct."), tr("Draft saved"))
        walk.picture("order-entry-5-review", main=True)
        walk.picture_of("order-entry-submit", lambda: pilot.click(tr("Submit order")))
        pilot.click(tr("Submit order"))
        pilot.see(header["po_number"], builds[0]["build_number"])
        pilot.rest()


def attach_drawing(walk: Walk, build: str, drawing: Path) -> None:
    """Attach the approved drawing to a build."""
    pilot = walk.pilot
    pilot.find_build(build)
    pilot.tab(tr("Documents"))
    walk.turn_look_for("attach-drawing")
    pilot.open_file(drawing, lambda: pilot.click(tr("Attach a file…")))
    pilot.see(tr("Attach {name}", name=drawing.name))
    walk.picture("attach-drawing", looks=False)
    pilot.answer(tr("Attach|verb"))
    pilot.see(drawing.name)
    walk.picture("build-documents")


def ship(walk: Walk, build: str) -> None:
    """Mark a build as shipped today."""
    pilot = walk.pilot
    with walk.step("Shipped"):
        pilot.find_build(build)
        walk.picture("build-ready-to-ship")
        walk.picture_of("ship", lambda: pilot.click(tr("Ship")))
        pilot.answer(tr("Mark as shipped"))
        pilot.see(tr("Shipped"))
        pilot.tab(tr("Timeline"))
        walk.picture("build-timeline")
        pilot.go(tr("Orders"))
        walk.picture("orders", main=True)


def _customer(walk: Walk, header: Answers, purchase_order: Path) -> None:
    """Step 1, by keyboard alone, but for the file."""
    pilot = walk.pilot
    pilot.see(tr("Who buys"))
    pilot.fill(tr("PO number"), header["po_number"], by_tab=True)
    for name, answer in (("Customer", "customer"), ("Project", "project"), ("Sales person", "sales_person")):
        pilot.fill(tr(name), header[answer], by_tab=True)
    pilot.fill(tr("Want date"), header["want_date"], by_tab=True)
    pilot.click(f"{tr('Document language')}: {value_name(header['language'])}")
    pilot.fill(tr("Notes"), header["notes"], by_tab=True)
    pilot.open_file(purchase_order, lambda: pilot.click(tr("Choose file…")))
    pilot.see(purchase_order.name, tr("Draft saved"))
    walk.picture("order-entry-1-customer")


def _sinks(walk: Walk, header: Answers) -> None:
    """Step 2: how many, and their numbers."""
    pilot = walk.pilot
    pilot.see(tr("Which family"))
    for _ in range(header["quantity"] - 1):
        pilot.click(tr("One more: {name}", name=tr("Number of sinks")))
    for number, given in enumerate(header["build_numbers"], start=1):
        pilot.fill(tr("Build number of sink {number}", number=number), given)
    walk.picture("order-entry-2-sinks")


def _configure(walk: Walk, build: Answers) -> None:
    """Step 3 for one sink, from the top down."""
    pilot = walk.pilot

    def pick(name: str, value: object) -> None:
        pilot.click(f"{name}: {value_name(value)}")

    pick(tr("Model"), build["model"])
    pilot.fill(tr("Length"), str(build["length"]))
    pilot.fill(tr("Width"), str(build["width"]))
    pick(tr("Workflow direction"), build["workflow"])
    pick(tr("Height"), build["legs"]["kind"])
    pick(tr("Legs"), build["legs"]["model"])
    pick(tr("Feet"), build["feet"])
    _pegboard(walk, build["pegboard"])
    for number, basin in enumerate(build["basins"], start=1):
        _basin(walk, number, basin)
    for number, faucet in enumerate(build["faucets"], start=1):
        pilot.click(tr("Add a faucet"))
        pick(tr("Faucet {number}, kind", number=number), faucet["kind"])
        place = placement_name(faucet["placement"])
        pilot.click(f"{tr('Faucet {number}, place', number=number)}: {place}")
    for number, sprayer in enumerate(build["sprayers"], start=1):
        pilot.click(tr("Add a sprayer"))
        pick(tr("Sprayer {number}, kind", number=number), sprayer["kind"])
        pick(tr("Sprayer {number}, side", number=number), sprayer["location"])


def _pegboard(walk: Walk, board: Answers | None) -> None:
    pilot = walk.pilot
    if board is None:
        pilot.click(f"{tr('Pegboard')}: {tr('No pegboard')}")
        return
    pilot.click(f"{tr('Pegboard')}: {tr('With a pegboard')}")
    pilot.click(f"{tr('Pegboard type')}: {value_name(board['type'])}")
    pilot.click(f"{tr('Pegboard colour')}: {value_name(board['color'])}")
    if isinstance(board["size"], Mapping):
        pilot.click(f"{tr('Pegboard size')}: {tr('Custom size…')}")
        pilot.fill(tr("Pegboard width"), str(board["size"]["width"]))
        pilot.fill(tr("Pegboard height"), str(board["size"]["length"]))


def _basin(walk: Walk, number: int, basin: Answers) -> None:
    pilot = walk.pilot
    pilot.click(f"{tr('Basin {number}, type', number=number)}: {value_name(basin['type'])}")
    size = basin["size"]
    if isinstance(size, Mapping):
        pilot.click(f"{tr('Basin {number}, size', number=number)}: {tr('Custom size…')}")
        pilot.fill(tr("Basin {number}, width", number=number), str(size["width"]))
        pilot.fill(tr("Basin {number}, length", number=number), str(size["length"]))
        pilot.fill(tr("Basin {number}, depth", number=number), str(size["depth"]))
    else:
        pilot.click(f"{tr('Basin {number}, size', number=number)}: {value_name(size)}")
    if basin["p_trap"]:
        pilot.click(tr("Basin {number}, P-trap", number=number))
    if basin["light"]:
        pilot.click(tr("Basin {number}, light", number=number))


def _choose_accessories(walk: Walk, build: Answers) -> None:
    """Step 4 for one sink: search by number, press plus."""
    pilot = walk.pilot
    for accessory in build["accessories"]:
        pilot.fill(tr("Search by name, number or rule"), accessory["item"])
        for _ in range(accessory["quantity"]):
            pilot.click_on(pilot.beside(accessory["item"], tr("One more: {name}", name=""), QAbstractButton))
    if build["accessories"]:
        pilot.see(tr("{count} {count:kind/kinds}", count=counted(len(build["accessories"]))))
