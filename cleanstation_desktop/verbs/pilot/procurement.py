"""What procurement does: approves the bills by signature, has lines made outside, releases, books the arrival."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtWidgets import QAbstractItemView

from cleanstation_desktop.ui.text import number, tr
from cleanstation_desktop.verbs.pilot.walk import Walk


def approve(walk: Walk, po_number: str, numbers: Sequence[str], password: str) -> None:
    """Look at one bill, then approve all of the order by one signature."""
    pilot = walk.pilot
    with walk.step("BOMs reviewed and approved by one signature"):
        walk.picture("home-procurement", main=True)
        pilot.go(tr("Procurement"))
        pilot.tab(tr("Approve"))
        pilot.fill(tr("Search PO, build, customer or part"), po_number)
        pilot.row(tr("BOMs to approve"), numbers[-1], open_it=True)
        pilot.control(tr("Structure of the bill"), QAbstractItemView)
        walk.picture("bom", main=True)
        pilot.click(tr("Back"))
        pilot.fill(tr("Search PO, build, customer or part"), po_number)
        pilot.row(tr("BOMs to approve"), numbers[0])
        pilot.click(tr("Choose the whole order"))
        pilot.see(tr("Chosen: {count}", count=number(len(numbers))))
        walk.picture("procurement-approve", main=True)
        walk.picture_of("sign-boms", lambda: pilot.click(tr("Approve and sign")))
        pilot.sign(password, comment=tr("Reviewed"))


def release(walk: Walk, po_number: str, numbers: Sequence[str], today: dt.date) -> None:
    """Mark the sink body of each build as made outside, and release them."""
    pilot = walk.pilot
    with walk.step("Sink bodies outsourced, builds released"):
        pilot.tab(tr("Release|noun"))
        pilot.fill(tr("Search PO, build, customer or part"), po_number)
        for build in numbers:
            pilot.row(tr("Builds to release"), build)
            walk.picture_of("procurement-outsourcing", lambda: pilot.click(tr("Lines made outside…")))
            pilot.tick(tr("Lines of the BOM"), "")
            pilot.fill(tr("Supplier"), "Steel works")
            pilot.fill(tr("Expected on"), (today + dt.timedelta(days=14)).isoformat())
            dialog = pilot.front
            pilot.click(tr("Mark as made outside"))
            pilot.closed(dialog)
        for build in numbers:
            pilot.tick(tr("Builds to release"), build)
        walk.picture("procurement-release")
        walk.picture_of("procurement-release-question", lambda: pilot.click(tr("Release")))
        pilot.answer(tr("Release"))


def arrive(walk: Walk, po_number: str, numbers: Sequence[str]) -> None:
    """Book the arrival of the bodies."""
    pilot = walk.pilot
    with walk.step("Arrival of the sink bodies booked"):
        pilot.tab(tr("Arrivals"))
        pilot.fill(tr("Search PO, build, customer or part"), po_number)
        for build in numbers:
            pilot.tick(tr("Builds in external production"), build)
        walk.picture("procurement-arrivals")
        walk.picture_of("procurement-arrival-question", lambda: pilot.click(tr("Book the arrival")))
        pilot.answer(tr("Receive everything and book"))
