"""The main job from order to shipping, as six people do it (DOMAIN §3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter

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
from cleanstation_desktop.services.builds import read_build
from cleanstation_desktop.services.inspections import SignedInspection
from cleanstation_desktop.services.nonconformances import Disposition
from cleanstation_desktop.services.orders import SubmittedBuild, SubmittedOrder
from cleanstation_desktop.services.people import NewPerson
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.verbs import demo_data as data
from cleanstation_desktop.verbs.demo_answers import fill_in
from cleanstation_desktop.verbs.demo_people import Cast

FAILED_ITEM = "PP-09"
"""Faucet and mounting holes: not where the drawing wants them."""
Drawing = Callable[[str], bytes]
"""Makes the drawing of a build, as a PDF, from its number."""


_STEP = "{who:<14} {what:<52} {seconds:>8}"


@dataclass
class Record:
    """What the job leaves behind: the keys of what can be printed; and it tells each step when it is done.

    Parameter: tell, prints one line.
    """

    tell: Callable[[str], None]
    orders: list[SubmittedOrder] = field(default_factory=list)
    inspections: list[tuple[InspectionKind, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tell(_STEP.format(who="Who", what="Step", seconds="Seconds"))

    @contextmanager
    def step(self, who: Session | str, what: str) -> Iterator[None]:
        """Time one step of one person."""
        begun = perf_counter()
        yield
        login = who if isinstance(who, str) else who.person.login
        self.tell(_STEP.format(who=login, what=what, seconds=f"{perf_counter() - begun:.2f}"))


class MainJob:
    """One order of three builds; its second build goes all the way.

    Parameters: cast, the people, signed in; language, of the order; today, in the plant; drawing, makes a drawing;
    instrument_id, the reference thermometer.
    """

    def __init__(
        self, cast: Cast, record: Record, *, language: str, today: dt.date, drawing: Drawing, instrument_id: int
    ) -> None:
        self._cast = cast
        self._record = record
        self._language = language
        self._today = today
        self._drawing = drawing
        self._instrument = instrument_id

    def run(self) -> None:
        """Do all of it."""
        order = self._enter_order()
        self._approve_and_release(order)
        build = order.builds[1]
        self._pre_qc(build)
        self._assemble(build)
        self._pack(build)
        self._final_qc_and_ship(build)

    def _enter_order(self) -> SubmittedOrder:
        session = self._cast.session(data.COORDINATOR)
        with self._record.step(session, f"{self._language} order of three builds submitted, BOMs made"):
            order = orders.submit(session, data.header(self._language, self._today), data.builds(self._language))
        with self._record.step(session, "Approved drawings attached"):
            for build in order.builds:
                name = f"{build.build_number}.pdf"
                documents.attach(
                    session, order.id, name, self._drawing(build.build_number), kind="DRAWING", build_id=build.id
                )
        self._record.orders.append(order)
        return order

    def _approve_and_release(self, order: SubmittedOrder) -> None:
        session = self._cast.session(data.PROCUREMENT)
        with self._record.step(session, "Three BOMs approved by one signature"):
            revisions = [Seen(build.bom_revision_id, 1) for build in order.builds]
            boms.approve(session, self._cast.password(data.PROCUREMENT), revisions)
        with self._record.step(session, "Sink body outsourced, released, arrived"):
            for build in order.builds:
                procurement.mark_outsourced(session, build.id, [{"path": "1"}])
            places = procurement.release(session, [Seen(build.id, 1) for build in order.builds])
            procurement.book_arrival(session, [Seen(place.id, place.version) for place in places], receive_all=True)

    def _pre_qc(self, build: SubmittedBuild) -> None:
        session = self._cast.session(data.QC)
        with self._record.step(session, "Pre-production check: one item fails, signed so"):
            signed = self._inspect(
                session, data.QC, build, InspectionKind.PRE_PRODUCTION_CHECK, Result.FAILED, fail={FAILED_ITEM}
            )
        with self._record.step(session, "NCR dispositioned as rework, back to pre-QC"):
            for found in nonconformances.list_nonconformances(session, build_id=build.id, open_only=True):
                nonconformances.decide(
                    session,
                    self._cast.password(data.QC),
                    Seen(found.id, found.version),
                    Disposition.REWORK,
                    "Supplier corrects the body on site.",
                )
            moves.move(session, Seen(build.id, signed.build_version), BuildStatus.READY_FOR_PRE_QC)
        with self._record.step(session, "Pre-production check, attempt 2 passed, NCR closed"):
            self._inspect(session, data.QC, build, InspectionKind.PRE_PRODUCTION_CHECK, Result.PASSED)

    def _assemble(self, build: SubmittedBuild) -> None:
        first = self._cast.session(data.ASSEMBLER)
        second = self._cast.session(data.SECOND_ASSEMBLER)
        with self._record.step(first, "Build claimed"):
            assembly.claim(first, build.id)
        with self._record.step(second, "Build claimed as second assembler"):
            claimed = assembly.claim(second, build.id)
        with self._record.step(first, "Production checklist signed"):
            self._inspect(first, data.ASSEMBLER, build, InspectionKind.PRODUCTION, Result.PASSED)
        with self._record.step(second, "End-of-line test signed, testing complete"):
            self._inspect(second, data.SECOND_ASSEMBLER, build, InspectionKind.END_OF_LINE_TEST, Result.PASSED)
            assembly.complete_testing(second, Seen(build.id, claimed.build.version))

    def _pack(self, build: SubmittedBuild) -> None:
        session = self._cast.session(data.ASSEMBLER)
        with self._record.step(session, "Packed, “ready for inspection” signed"):
            opened = inspections.start(session, build.id, InspectionKind.PACKAGING)
            filled = fill_in(session, opened, instrument_id=self._instrument)
            version = _version_of(session, build.id)
            assembly.complete_packaging(session, Seen(build.id, version))
            inspections.sign(
                session, self._cast.password(data.ASSEMBLER), Seen(filled.id, filled.version), Result.PASSED
            )
            self._record.inspections.append((InspectionKind.PACKAGING, filled.id))

    def _final_qc_and_ship(self, build: SubmittedBuild) -> None:
        session = self._cast.session(data.QC)
        with self._record.step(session, "Final QC by somebody who assembled nothing, signed as passed"):
            signed = self._inspect(session, data.QC, build, InspectionKind.SINK_QUALITY, Result.PASSED)
        coordinator = self._cast.session(data.COORDINATOR)
        with self._record.step(coordinator, "Shipped"):
            moves.ship(coordinator, Seen(build.id, signed.build_version), self._today)

    def _inspect(
        self,
        session: Session,
        person: NewPerson,
        build: SubmittedBuild,
        kind: InspectionKind,
        result: Result,
        *,
        fail: frozenset[str] | set[str] = frozenset(),
    ) -> SignedInspection:
        opened = inspections.start(session, build.id, kind)
        filled = fill_in(session, opened, instrument_id=self._instrument, fail=fail)
        self._record.inspections.append((kind, opened))
        return inspections.sign(session, self._cast.password(person), Seen(filled.id, filled.version), result)


def _version_of(session: Session, build_id: int) -> int:
    return read_build(session, build_id).head.version
