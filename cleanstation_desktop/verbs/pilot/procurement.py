"""What procurement does: approves the bills by signature, has lines made outside, releases, books the arrival."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtWidgets import QAbstractItemView

from cleanstation_desktop.ui.text import number, tr
from cleanstation_desktop.verbs.pilot.walk import Walk

_COMMENT = "Reviewed against the drawing."


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
        walk.picture("procurement-approve", main=True)

        def ask() -> None:
            pilot.row(tr("BOMs to approve"), numbers[0])
            pilot.click(tr("Choose the whole order"))
            pilot.see(tr("Chosen: {count}", count=number(len(numbers))))
            pilot.click(tr("Approve and sign"))

        walk.picture_of("sign-boms", ask)
        pilot.sign(password, comment=_COMMENT)


def release(walk: Walk, po_number: str, numbers: Sequence[str], today: dt.date) -> None:
    """Mark the sink body of each build as made outside, and release them."""
    pilot = walk.pilot
    with walk.step("Sink bodies outsourced, builds released"):
        pilot.tab(tr("Release|noun"))
        pilot.fill(tr("Search PO, build, customer or part"), po_number)
        for build in numbers:

            def mark(build: str = build) -> None:
                pilot.row(tr("Builds to release"), build)
                pilot.click(tr("Lines made outside…"))

            walk.picture_of("procurement-outsourcing", mark)
            pilot.tick(tr("Lines of the BOM"), "")
            pilot.fill(tr("Supplier"), "Steel works")
            pilot.fill(tr("Expected on"), (today + dt.timedelta(days=14)).isoformat())
            dialog = pilot.front
            pilot.click(tr("Mark as made outside"))
            pilot.closed(dialog)
        walk.picture("procurement-release")

        def ask() -> None:
            for build in numbers:
                pilot.tick(tr("Builds to release"), build)
            pilot.click(tr("Release"))

        walk.picture_of("procurement-release-question", ask)
        pilot.answer(tr("Release"))


def arrive(walk: Walk, po_number: str, numbers: Sequence[str]) -> None:
    """Book the arrival of the bodies."""
    pilot = walk.pilot
    with walk.step("Arrival of the sink bodies booked"):
        pilot.tab(tr("Arrivals"))
        pilot.fill(tr("Search PO, build, customer or part"), po_number)
        walk.picture("procurement-arrivals", main=True)

        def ask() -> None:
            for build in numbers:
                pilot.tick(tr("Builds in external production"), build)
            pilot.click(tr("Book the arrival"))

        walk.picture_of("procurement-arrival-question", ask)
        pilot.answer(tr("Receive everything and book"))
