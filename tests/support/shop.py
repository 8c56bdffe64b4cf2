"""The shop floor for tests: its people signed in, and a build taken through its life step by step (DOMAIN §3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select

from cleanstation_desktop.database.orders import build
from cleanstation_desktop.domain.checklist import Result
from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import (
    assembly,
    boms,
    builds,
    change_requests,
    documents,
    inspections,
    instruments,
    nonconformances,
)
from cleanstation_desktop.services.inspection_model import Inspection
from cleanstation_desktop.services.inspections import SignedInspection
from cleanstation_desktop.services.moves import BuildPlace
from cleanstation_desktop.services.nonconformances import Disposition, Nonconformance
from cleanstation_desktop.services.orders import SubmittedOrder
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.services.signing import Seen
from tests.support.clusters import Clone
from tests.support.days import today
from tests.support.inspections import answer_everything
from tests.support.orders import Person, arrived_order
from tests.support.people import TestPerson, make_person, session_of

PRE_QC = InspectionKind.PRE_PRODUCTION_CHECK
PRODUCTION = InspectionKind.PRODUCTION
TEST = InspectionKind.END_OF_LINE_TEST
PACKAGING = InspectionKind.PACKAGING
FINAL = InspectionKind.SINK_QUALITY

FLOOR = (
    Role.QC_PERSON,
    Role.ASSEMBLER,
    Role.ADMIN,
    Role.PRODUCTION_COORDINATOR,
    Role.PROCUREMENT_SPECIALIST,
)
DRAWING = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass(frozen=True)
class Worker:
    """A person of the floor with a session of its own."""

    person: TestPerson
    session: Session

    @property
    def password(self) -> str:
        """What this person types to sign."""
        return self.person.password


@dataclass(frozen=True)
class Crew:
    """The people of a floor, one of each role there in the order of `FLOOR`, and their thermometer."""

    people: tuple[TestPerson, ...]
    thermometer: int

    def of(self, role: Role) -> TestPerson:
        """The one of this role."""
        return self.people[FLOOR.index(role)]


def hire(database: Clone, *, initials: str = "") -> Crew:
    """Make the people of a floor, and the instrument that they measure with.

    Parameters: initials, what theirs begin with, else they are of no matter.
    """
    people = tuple(
        make_person(database, role, initials=initials and f"{initials}{number}") for number, role in enumerate(FLOOR)
    )
    due = today() + dt.timedelta(days=365)
    with closing(session_of(database, people[FLOOR.index(Role.ADMIN)])) as admin:
        thermometer = instruments.add_instrument(admin, "TH-0042", "Reference thermometer", due).id
    return Crew(people, thermometer)


class Shop:
    """People and steps; close it at the end of the test (fixture `shop`).

    Parameters: crew, who works there already, else people are hired; prepared, gives the order of a build that was
    taken to a step beforehand, if there is one (`tests.support.stages`).
    """

    def __init__(
        self,
        database: Clone,
        crew: Crew | None = None,
        prepared: Callable[[str], SubmittedOrder | None] = lambda _step: None,
    ) -> None:
        self.database = database
        self._crew = crew or hire(database)
        self._prepared = prepared
        self._workers: list[Worker] = []
        self.thermometer = self._crew.thermometer
        self.latest: SubmittedOrder | None = None
        """The order whose builds arrived last."""

    @cached_property
    def qc(self) -> Worker:
        """The QC person."""
        return self._signed_in(self._crew.of(Role.QC_PERSON))

    @cached_property
    def assembler(self) -> Worker:
        """The assembler."""
        return self._signed_in(self._crew.of(Role.ASSEMBLER))

    @cached_property
    def admin(self) -> Worker:
        """The administrator."""
        return self._signed_in(self._crew.of(Role.ADMIN))

    @cached_property
    def coordinator(self) -> Worker:
        """The production coordinator."""
        return self._signed_in(self._crew.of(Role.PRODUCTION_COORDINATOR))

    @cached_property
    def procurement(self) -> Worker:
        """The procurement specialist."""
        return self._signed_in(self._crew.of(Role.PROCUREMENT_SPECIALIST))

    def worker(self, *roles: Role) -> Worker:
        """One more person with these roles."""
        return self._signed_in(make_person(self.database, *roles))

    def _signed_in(self, person: TestPerson) -> Worker:
        worker = Worker(person, session_of(self.database, person))
        self._workers.append(worker)
        return worker

    def close(self) -> None:
        """Sign everybody out."""
        for worker in self._workers:
            worker.session.close()

    def arrived(self, data: Sequence[Mapping[str, Any]] | None = None, **header: Any) -> SubmittedOrder:
        """An order whose builds are READY_FOR_PRE_QC, with the drawing attached."""
        if (found := self._taken("arrived", data, header)) is not None:
            return found
        buyer = Person(self.procurement.session, Role.PROCUREMENT_SPECIALIST, self.procurement.person)
        order = arrived_order(self.database, data, coordinator=self.coordinator.session, buyer=buyer, **header)
        documents.attach(self.coordinator.session, order.id, "drawing.pdf", DRAWING, kind="DRAWING")
        self.latest = order
        return order

    def _taken(self, step: str, data: object, header: Mapping[str, Any]) -> SubmittedOrder | None:
        """An order whose build stands at a step already; None when the test wants one of its own making."""
        return None if data is not None or header else self._prepared(step)

    def arrived_build(self, data: Mapping[str, Any] | None = None, **header: Any) -> int:
        """The build of an order of one."""
        return self.arrived(None if data is None else [data], **header).builds[0].id

    def place(self, build_id: int) -> BuildPlace:
        """Where a build stands now."""
        wanted = select(build.c.build_number, build.c.status, build.c.version).where(build.c.id == build_id)
        with self.admin.session.read() as connection:
            return BuildPlace(build_id, *connection.execute(wanted).one())

    def seen(self, build_id: int) -> Seen:
        """A build at its present version."""
        return Seen(build_id, self.place(build_id).version)

    def fill(self, worker: Worker, build_id: int, kind: InspectionKind, *, fail: Sequence[str] = ()) -> Inspection:
        """Open a form and answer everything."""
        opened = inspections.start(worker.session, build_id, kind)
        return answer_everything(worker.session, opened, instrument_id=self.thermometer, fail=fail)

    def sign(self, worker: Worker, inspection: Inspection, result: Result = Result.PASSED) -> SignedInspection:
        """Sign a form as it stands."""
        return inspections.sign(worker.session, worker.password, Seen(inspection.id, inspection.version), result)

    def inspect(
        self, worker: Worker, build_id: int, kind: InspectionKind, *, fail: Sequence[str] = ()
    ) -> SignedInspection:
        """Open a form, answer everything and sign what comes out."""
        filled = self.fill(worker, build_id, kind, fail=fail)
        return self.sign(worker, filled, Result.FAILED if fail else Result.PASSED)

    def found(self, build_id: int) -> tuple[Nonconformance, ...]:
        """The nonconformances of a build that are not closed."""
        return nonconformances.list_nonconformances(self.qc.session, build_id=build_id, open_only=True)

    def decide(self, build_id: int, disposition: Disposition = Disposition.REWORK, **more: Any) -> None:
        """Decide alike on every nonconformance that is open."""
        for ncr in self.found(build_id):
            if ncr.state == "OPEN":
                nonconformances.decide(
                    self.qc.session, self.qc.password, Seen(ncr.id, ncr.version), disposition, "as agreed", **more
                )

    def concede(self, build_id: int) -> None:
        """Sign every concession that is asked for, as a second QC person."""
        second = self.worker(Role.QC_PERSON)
        for ncr in self.found(build_id):
            if ncr.state == "OPEN" and ncr.disposition is Disposition.USE_AS_IS:
                nonconformances.concede(second.session, second.password, Seen(ncr.id, ncr.version))

    def change(self, build_id: int, data: Mapping[str, Any]) -> None:
        """Change the configuration of a build after approval, signed by procurement, and by QC where that is needed."""
        ask = self.coordinator.session
        request = change_requests.open_change_request(ask, build_id, what="other size", why="customer asked for it")
        (asked,) = change_requests.list_change_requests(ask, build_id=build_id, open_only=True)
        last = builds.read_build(ask, build_id).revisions[-1].revision
        revision = change_requests.draw_up(ask, request, data, seen_revision=last).revision
        seen = Seen(revision.id, 1)
        boms.approve(self.procurement.session, self.procurement.password, [seen])
        if asked.qc_required:
            change_requests.review(self.qc.session, self.qc.password, seen)

    def in_assembly(self, data: Mapping[str, Any] | None = None, **header: Any) -> int:
        """A build that the assembler has claimed."""
        if (found := self._taken("in_assembly", data, header)) is not None:
            return found.builds[0].id
        build_id = self.arrived_build(data, **header)
        self.inspect(self.qc, build_id, PRE_QC)
        assembly.claim(self.assembler.session, build_id)
        return build_id

    def tested(self, data: Mapping[str, Any] | None = None, **header: Any) -> int:
        """A build that is TESTING_COMPLETE."""
        if (found := self._taken("tested", data, header)) is not None:
            return found.builds[0].id
        build_id = self.in_assembly(data, **header)
        self.inspect(self.assembler, build_id, PRODUCTION)
        self.inspect(self.assembler, build_id, TEST)
        assembly.complete_testing(self.assembler.session, self.seen(build_id))
        return build_id

    def pack(self, build_id: int) -> SignedInspection:
        """Fill in the packaging checklist, complete it, and sign that the build is ready for inspection."""
        filled = self.fill(self.assembler, build_id, PACKAGING)
        assembly.complete_packaging(self.assembler.session, self.seen(build_id))
        return self.sign(self.assembler, filled)

    def at_final_qc(self, data: Mapping[str, Any] | None = None, **header: Any) -> int:
        """A build that is READY_FOR_FINAL_QC."""
        if (found := self._taken("at_final_qc", data, header)) is not None:
            return found.builds[0].id
        build_id = self.tested(data, **header)
        self.pack(build_id)
        return build_id
