"""Bills of material on paper and as files, from the BOM screen."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QAbstractItemView

from cleanstation_desktop.ui.file_kinds import offer
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.verbs.pilot.walk import Walk


def save_boms(walk: Walk, numbers: Sequence[str]) -> None:
    """The bill of each build: a counted copy as PDF, the totals as an uncontrolled one, CSV, XLSX."""
    pilot = walk.pilot
    with walk.step("BOMs as PDF, CSV and XLSX"):
        for build in numbers:
            pilot.find_build(build)
            pilot.tab(tr("BOM"))
            pilot.click(tr("Open the BOM"))
            pilot.control(tr("Structure of the bill"), QAbstractItemView)
            stem = f"{build}_BOM_rev-1"
            walk.picture_of("print-bom", lambda: pilot.click(tr("Print")))
            pilot.see(tr("This will be copy {number}.", number=1))
            walk.keep(f"{stem}.pdf", lambda: pilot.click(tr("Save as PDF…")))
            for kind in ("csv", "xlsx"):
                walk.keep(f"{stem}.{kind}", partial(pilot.choose_from_menu, tr("Export"), offer(kind)))
            pilot.click(tr("Totals by part"))
            walk.picture("bom-totals")
            walk.keep(f"{stem}_by-item.pdf", lambda: pilot.choose_from_menu(tr("Export"), offer("pdf")))
