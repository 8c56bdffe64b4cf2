"""The stages of a build's life, each as the person does it whose work it is (DOMAIN §3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence

from cleanstation_desktop.domain.checklist import Result
from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services import (
    assembly,
    boms,
    documents,
    inspections,
    moves,
    nonconformances,
    orders,
    procurement,
)
from cleanstation_desktop.services.assembly import PartFault
from cleanstation_desktop.services.builds import read_build
from cleanstation_desktop.services.inspections import SignedInspection
from cleanstation_desktop.services.nonconformances import Disposition
from cleanstation_desktop.services.orders import SubmittedBuild, SubmittedOrder
from cleanstation_desktop.services.people import NewPerson
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.verbs import demo_data as data
from cleanstation_desktop.verbs.demo_answers import fill_in
from cleanstation_desktop.verbs.demo_people import Cast

PRE_QC_FAULT = "PP-09"
"""Faucet and mounting holes: not where the drawing wants them."""
FINAL_QC_FAULT = "QC-05"
"""No sharp edges, clean: a burr was left."""
Drawing = Callable[[str], bytes]
"""Makes the drawing of a build, as a PDF, from its number."""


class Stages:
    """Takes builds from one stage to the next.

    Parameters: cast, the people, signed in; today, in the plant; drawing, makes a drawing; instrument_id, the reference
    thermometer.
    """

    def __init__(self, cast: Cast, *, today: dt.date, drawing: Drawing, instrument_id: int) -> None:
        self._cast = cast
        self._today = today
        self._drawing = drawing
        self._instrument = instrument_id
        self.inspections: list[tuple[InspectionKind, int]] = []
        """Every form that was filled in, in order."""

    def enter(self, header: Mapping[str, object], builds: Sequence[object]) -> SubmittedOrder:
        """Coordinator: submit an order and attach the drawings of its builds."""
        session = self._cast.session(data.COORDINATOR)
        order = orders.submit(session, header, builds)
        for build in order.builds:
            name = f"{build.build_number}.pdf"
            content = self._drawing(build.build_number)
            documents.attach(session, order.id, name, content, kind="DRAWING", build_id=build.id)
        return order

    def approve(self, order: SubmittedOrder) -> None:
        """Procurement: approve all BOMs of an order by one signature."""
        session = self._cast.session(data.PROCUREMENT)
        revisions = [Seen(build.bom_revision_id, 1) for build in order.builds]
        boms.approve(session, self._cast.password(data.PROCUREMENT), revisions)

    def release(self, order: SubmittedOrder) -> None:
        """Procurement: mark the sink bodies for outsourcing and release the builds."""
        session = self._cast.session(data.PROCUREMENT)
        for build in order.builds:
            procurement.mark_outsourced(session, build.id, [{"path": "1"}])
        procurement.release(session, [self._seen(build) for build in order.builds])

    def arrive(self, order: SubmittedOrder) -> None:
        """Procurement: book the arrival of everything outsourced."""
        session = self._cast.session(data.PROCUREMENT)
        lines = [line for build in order.builds for line in procurement.list_outsourced(session, build.id)]
        received = [Seen(line.id, line.version) for line in lines]
        procurement.book_arrival(session, [self._seen(build) for build in order.builds], received=received)

    def reject_pre_qc(self, build: SubmittedBuild) -> None:
        """QC: sign the pre-production check as failed by one item."""
        self._inspect(data.QC, build, InspectionKind.PRE_PRODUCTION_CHECK, Result.FAILED, fail={PRE_QC_FAULT})

    def decide_rework(self, build: SubmittedBuild) -> None:
        """QC: dispose of the open nonconformances as rework, and bring the build back to pre-QC."""
        session = self._cast.session(data.QC)
        for found in nonconformances.list_nonconformances(session, build_id=build.id, open_only=True):
            seen, why = Seen(found.id, found.version), "Supplier corrects the body on site."
            nonconformances.decide(session, self._cast.password(data.QC), seen, Disposition.REWORK, why)
        moves.move(session, self._seen(build), BuildStatus.READY_FOR_PRE_QC)

    def pass_pre_qc(self, build: SubmittedBuild) -> None:
        """QC: sign the pre-production check as passed."""
        self._inspect(data.QC, build, InspectionKind.PRE_PRODUCTION_CHECK, Result.PASSED)

    def claim(self, build: SubmittedBuild, *people: NewPerson) -> None:
        """Assemblers: claim the build."""
        for person in people:
            assembly.claim(self._cast.session(person), build.id)

    def hold(self, build: SubmittedBuild) -> None:
        """Assembler: report a bad part; the build waits for it."""
        session = self._cast.session(data.ASSEMBLER)
        said = "The valve plate has a scratch across the sealing face."
        assembly.report_part_issue(session, build.id, "5", PartFault.DAMAGED, said)

    def produce(self, build: SubmittedBuild) -> None:
        """Assembler: sign the production checklist."""
        self._inspect(data.ASSEMBLER, build, InspectionKind.PRODUCTION, Result.PASSED)

    def test(self, build: SubmittedBuild) -> None:
        """Second assembler: sign the end-of-line test; testing is complete."""
        self._inspect(data.SECOND_ASSEMBLER, build, InspectionKind.END_OF_LINE_TEST, Result.PASSED)
        assembly.complete_testing(self._cast.session(data.SECOND_ASSEMBLER), self._seen(build))

    def pack(self, build: SubmittedBuild, *, sign: bool = True) -> None:
        """Assembler: fill in the packaging list, complete it, and sign that the build is ready for inspection."""
        session = self._cast.session(data.ASSEMBLER)
        opened = inspections.start(session, build.id, InspectionKind.PACKAGING)
        filled = fill_in(session, opened, instrument_id=self._instrument)
        assembly.complete_packaging(session, self._seen(build))
        if sign:
            password = self._cast.password(data.ASSEMBLER)
            inspections.sign(session, password, Seen(filled.id, filled.version), Result.PASSED)
            self.inspections.append((InspectionKind.PACKAGING, filled.id))

    def reject_final_qc(self, build: SubmittedBuild) -> None:
        """QC: sign final QC as failed by one item."""
        self._inspect(data.QC, build, InspectionKind.SINK_QUALITY, Result.FAILED, fail={FINAL_QC_FAULT})

    def pass_final_qc(self, build: SubmittedBuild) -> None:
        """QC, who assembled nothing: sign final QC as passed."""
        self._inspect(data.QC, build, InspectionKind.SINK_QUALITY, Result.PASSED)

    def ship(self, build: SubmittedBuild) -> None:
        """Coordinator: enter the shipping date."""
        moves.ship(self._cast.session(data.COORDINATOR), self._seen(build), self._today)

    def cancel(self, build: SubmittedBuild) -> None:
        """Coordinator: cancel the build, signed."""
        session, why = self._cast.session(data.COORDINATOR), "The hospital took back this line of its order."
        moves.cancel(session, self._cast.password(data.COORDINATOR), self._seen(build), why)

    def start_form(self, person: NewPerson, build: SubmittedBuild, kind: InspectionKind, answers: int) -> None:
        """Begin a form and answer its first items; it stays open."""
        session = self._cast.session(person)
        opened = inspections.start(session, build.id, kind)
        fill_in(session, opened, instrument_id=self._instrument, at_most=answers)

    def _inspect(
        self,
        person: NewPerson,
        build: SubmittedBuild,
        kind: InspectionKind,
        result: Result,
        *,
        fail: Collection[str] = (),
    ) -> SignedInspection:
        session = self._cast.session(person)
        opened = inspections.start(session, build.id, kind)
        filled = fill_in(session, opened, instrument_id=self._instrument, fail=fail)
        self.inspections.append((kind, opened))
        return inspections.sign(session, self._cast.password(person), Seen(filled.id, filled.version), result)

    def _seen(self, build: SubmittedBuild) -> Seen:
        return Seen(build.id, read_build(self._cast.session(data.COORDINATOR), build.id).head.version)
