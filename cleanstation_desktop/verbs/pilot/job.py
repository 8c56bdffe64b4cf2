"""The main job from order to shipping, done on the screens by six people (DOMAIN §3)."""

from __future__ import annotations

import datetime as dt
import secrets
from pathlib import Path

from cleanstation_desktop.verbs import demo_data as data
from cleanstation_desktop.verbs.demo_papers import drawing
from cleanstation_desktop.verbs.pilot import (
    administrator,
    assembler,
    coordinator,
    inspecting,
    papers,
    procurement,
    service_parts,
)
from cleanstation_desktop.verbs.pilot.walk import Walk

SINKS = 2
"""Of the order's sinks one stays where procurement leaves it, the other goes all the way."""


class MainJob:
    """One order in one language. Parameters: walk; language; today, in the plant."""

    def __init__(self, walk: Walk, language: str, today: dt.date) -> None:
        self.walk = walk
        self.language = language
        self.header = data.header(language, today) | {"quantity": SINKS}
        self.today = today
        self.builds = data.builds(language)[:SINKS]
        self.header["build_numbers"] = [build["build_number"] for build in self.builds]

    def run(self) -> None:
        """Do all of it."""
        walk = self.walk
        walk.language = self.language
        po_number, numbers = str(self.header["po_number"]), [str(build["build_number"]) for build in self.builds]
        shipped = numbers[-1]
        with walk.signed_in(data.COORDINATOR):
            self._enter_order(po_number, numbers)
        with walk.signed_in(data.PROCUREMENT) as password:
            procurement.approve(walk, po_number, numbers, password)
            procurement.release(walk, po_number, numbers, self.today)
            procurement.arrive(walk, po_number, numbers)
            papers.save_boms(walk, numbers)
        with walk.signed_in(data.QC) as password:
            inspecting.pre_qc_with_a_fault(walk, shipped, password)
        with walk.signed_in(data.ASSEMBLER) as password:
            assembler.claim_and_produce(walk, shipped, password)
        with walk.signed_in(data.SECOND_ASSEMBLER) as password:
            assembler.claim_and_test(walk, shipped, password)
        with walk.signed_in(data.ASSEMBLER) as password:
            assembler.pack(walk, shipped, password)
        with walk.signed_in(data.QC) as password:
            inspecting.final_qc(walk, shipped, password)
        with walk.signed_in(data.COORDINATOR):
            coordinator.ship(walk, shipped)
        with walk.signed_in(data.SERVICE):
            service_parts.request(walk)
        with walk.signed_in(data.PROCUREMENT):
            service_parts.decide(walk)
        self._administer()

    def _administer(self) -> None:
        """The administrator makes a person, who replaces the one-time password, and proves the audit."""
        walk = self.walk
        newcomer = data.newcomer(self.language)
        with walk.signed_in(data.ADMIN):
            one_time = administrator.make_person(walk, newcomer)
            administrator.look_after_the_plant(walk)
            administrator.prove_the_audit(walk)
        walk.first_time(newcomer, one_time, f"own-{secrets.token_urlsafe(12)}")

    def _enter_order(self, po_number: str, numbers: list[str]) -> None:
        walk = self.walk
        paper = self._paper(po_number)
        coordinator.enter_order(walk, self.header, self.builds, paper)
        paper.unlink()
        with walk.step("Approved drawings attached"):
            walk.picture("order", main=True)
            for number in numbers:
                paper = self._paper(number)
                coordinator.attach_drawing(walk, number, paper)
                paper.unlink()

    def _paper(self, name: str) -> Path:
        """A paper that somebody else drew: the purchase order, a drawing."""
        path = self.walk.out / f"{name}.pdf"
        path.write_bytes(drawing(name))
        return path
