"""What the page of a build and the workbench offer is what the server accepts, and the other way round (DOMAIN §3)."""

from __future__ import annotations

import json
from typing import Any

import psycopg

from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services import (
    assembly,
    change_requests,
    moves,
    nonconformances,
    part_issues,
    procurement,
    work_lists,
)
from cleanstation_desktop.services.assembly import PartFault
from cleanstation_desktop.services.nonconformances import Disposition
from cleanstation_desktop.services.plant import read_today
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.services.work_sections import WorkKind
from cleanstation_desktop.ui.assembly.bench import read_bench
from cleanstation_desktop.ui.assembly.next_step import next_step
from cleanstation_desktop.ui.builds.deeds import deeds_of
from cleanstation_desktop.ui.builds.facts import read_facts
from cleanstation_desktop.ui.builds.waiting import waiting_words
from cleanstation_desktop.ui.home.kinds import LOOKS
from tests.support.orders import approve, build_json, submit_order
from tests.support.shop import FINAL, PACKAGING, PRE_QC, PRODUCTION, TEST, Shop, Worker

S = BuildStatus
MOVES: dict[str, tuple[set[BuildStatus], BuildStatus]] = {
    "release": ({S.ORDER_CREATED}, S.SINK_BODY_EXTERNAL_PRODUCTION),
    "arrival": ({S.SINK_BODY_EXTERNAL_PRODUCTION}, S.READY_FOR_PRE_QC),
    "next_attempt": ({S.PRE_QC_REJECTED}, S.READY_FOR_PRE_QC),
    "accept": ({S.READY_FOR_PRE_QC}, S.READY_FOR_PRODUCTION),
    "reject": ({S.READY_FOR_FINAL_QC, S.READY_FOR_SHIP}, S.FINAL_QC_REJECTED),
    "ship": ({S.READY_FOR_SHIP}, S.SHIPPED),
    "complete_testing": ({S.IN_ASSEMBLY}, S.TESTING_COMPLETE),
    "complete_packaging": ({S.TESTING_COMPLETE}, S.PACKAGING_COMPLETE),
    "hand_in": ({S.PACKAGING_COMPLETE}, S.READY_FOR_FINAL_QC),
}
"""Deeds that are a move by themselves, from where to where."""
_MOVE = "UPDATE cs.build SET status = %(to)s, version = version + 1 WHERE id = %(build)s RETURNING id"
_SHIP = _MOVE.replace("%(to)s", "%(to)s, shipped_on = cs.plant_today()")
# The first claim is made with the move into assembly.
_CLAIM = "INSERT INTO cs.assembly_claim (build_id) VALUES (%(build)s) ON CONFLICT DO NOTHING RETURNING id"
_SECTIONS = {
    WorkKind.BUILDS_TO_RELEASE: "release",
    WorkKind.REJECTED_TO_RESTART: "next_attempt",
    WorkKind.TO_SHIP: "ship",
    WorkKind.FREE_BUILDS: "claim",
    WorkKind.REWORK: "claim",
    WorkKind.PRE_QC: PRE_QC.value,
    WorkKind.FINAL_QC: FINAL.value,
}
"""What a section of the home page says that its builds wait for."""


class Floor:
    """One build and everybody around it. Parameter: others, who look on beside the people of the shop."""

    def __init__(self, shop: Shop, build_id: int, *others: Worker) -> None:
        self.shop, self.build_id = shop, build_id
        people = (shop.coordinator, shop.procurement, shop.qc, shop.assembler, shop.admin, *others)
        self._doors = [(worker, self._connect(worker)) for worker in people]

    def check(self, place: str) -> None:
        """What is offered to each is what the server accepts from that person, as the build stands now."""
        for worker, door in self._doors:
            whose = f"{place}: {', '.join(sorted(worker.session.person.roles))}"
            offered, waiting = self._offered(worker)
            accepted = {name for name in self._names() if self._accepts(worker, door, name)}
            assert offered == accepted, whose
            led, told = self._at_home(worker)
            assert led <= accepted, f"{whose}, at home"
            assert told <= accepted | waiting, f"{whose}, at home"

    def close(self) -> None:
        """Hang up."""
        for _worker, door in self._doors:
            door.close()

    def _connect(self, worker: Worker) -> psycopg.Connection[Any]:
        return self.shop.database.connect(worker.person.login, worker.person.password)

    def _names(self) -> tuple[str, ...]:
        return (*MOVES, "claim", *(kind.value for kind in InspectionKind))

    def _offered(self, worker: Worker) -> tuple[set[str], set[str]]:
        """What can be done, and what must wait."""
        session = worker.session
        can: set[str] = set()
        waits: set[str] = set()
        for deed in deeds_of(read_facts(session, self.build_id), session.person):
            name = deed.name if deed.form is None else deed.form.value
            (waits if deed.why else can).add(name)
        step = next_step(read_bench(session, self.build_id), session.person)
        name = step.name if step.form is None else step.form.value
        if step.name and not step.why:
            can.add(name)
        names = set(self._names())
        assert not step.why or name not in can, f"{name} waits at the workbench alone: {step.why}"
        return can & names, waits & names

    def _at_home(self, worker: Worker) -> tuple[set[str], set[str]]:
        """What the home page leads to, and what it only shows: the page of the build says what that waits for."""
        found: tuple[set[str], set[str]] = (set(), set())
        for section in work_lists.read_work(worker.session).sections:
            # Where only the move is missing, the button leads to the page of the build as well.
            here = any(item.build and item.build.id == self.build_id and not item.about for item in section.items)
            if section.kind in _SECTIONS and here:
                found[LOOKS[section.kind].action == "View"].add(_SECTIONS[section.kind])
        return found

    def _accepts(self, worker: Worker, door: psycopg.Connection[Any], name: str) -> bool:
        status = BuildStatus(self.shop.place(self.build_id).status)
        given: dict[str, Any] = {"build": self.build_id}
        asked: list[tuple[str, dict[str, Any]]] = []
        if name in MOVES:
            begins, ends = MOVES[name]
            if status not in begins:
                return False
            asked.append((_SHIP if name == "ship" else _MOVE, {**given, "to": ends.value}))
        elif name == "claim":
            asked.append((_CLAIM, given))
            if status in (S.READY_FOR_PRODUCTION, S.FINAL_QC_REJECTED):
                asked.append((_MOVE, {**given, "to": S.IN_ASSEMBLY.value}))
        elif name == PACKAGING.value and status is S.PACKAGING_COMPLETE:
            # It is filled in; the statement is signed.
            return self._states(worker)
        else:
            asked.append(("SELECT cs.start_inspection(%(build)s, %(kind)s)", {**given, "kind": name}))
        try:
            return all(door.execute(query.encode(), values).fetchone() is not None for query, values in asked)
        except psycopg.Error:
            return False
        finally:
            door.rollback()

    def _states(self, worker: Worker) -> bool:
        found = [form for form in read_facts(worker.session, self.build_id).inspections if form.kind is PACKAGING]
        subject = json.dumps([{"kind": "inspection", "id": found[-1].id, "version": found[-1].version}])
        with self._connect(worker) as fresh:
            try:
                fresh.execute("SELECT cs.sign('READY_FOR_INSPECTION', %s::jsonb, '')", [subject])
            except psycopg.Error:
                return False
            finally:
                fresh.rollback()
        return True


def sign_past_the_client(shop: Shop, worker: Worker, inspection: Seen, meaning: str) -> None:
    """Sign a form as psql does it: the build stands where it stood."""
    subject = json.dumps([{"kind": "inspection", "id": inspection.id, "version": inspection.version}])
    with shop.database.connect(worker.person.login, worker.person.password) as psql:
        psql.execute("SELECT cs.sign(%s, %s::jsonb, '')", [meaning, subject])


def test_before_assembly_what_is_offered_is_accepted(shop: Shop) -> None:
    order = submit_order(shop.coordinator.session)
    build_id = order.builds[0].id
    floor = Floor(shop, build_id)
    floor.check("submitted")
    approve(shop.database, order)
    floor.check("approved")
    procurement.release(shop.procurement.session, [shop.seen(build_id)])
    floor.check("released")
    floor.close()

    for decision in (Disposition.REWORK, Disposition.REPLACE):
        build_id = shop.arrived_build()
        floor = Floor(shop, build_id)
        floor.check("arrived")
        shop.inspect(shop.qc, build_id, PRE_QC, fail=["PP-09"])
        floor.check("pre-QC rejected")
        shop.decide(build_id, decision)
        floor.check(f"pre-QC rejected, {decision}")
        if decision is Disposition.REWORK:
            moves.move(shop.qc.session, shop.seen(build_id), S.READY_FOR_PRE_QC)
            floor.check("ready for the next attempt")
            again = {move.to_status: move.open_guard for move in moves.next_moves(shop.qc.session, build_id)}
            assert again[S.PRE_QC_REJECTED] is not None  # the attempt that failed rejected it already
            filled = shop.fill(shop.qc, build_id, PRE_QC)
            sign_past_the_client(shop, shop.qc, Seen(filled.id, filled.version), "INSPECTION_PASSED")
            floor.check("pre-QC passed, not moved")
        else:
            nonconformances.replace_body(shop.qc.session, shop.seen(build_id))
            floor.check("replaced")
        floor.close()


def test_in_assembly_what_is_offered_is_accepted(shop: Shop) -> None:
    other = shop.worker(Role.ASSEMBLER)
    build_id = shop.arrived_build()
    shop.inspect(shop.qc, build_id, PRE_QC)
    floor = Floor(shop, build_id, other)
    floor.check("ready for production")
    assembly.claim(shop.assembler.session, build_id)
    floor.check("claimed")
    issue = assembly.report_part_issue(shop.assembler.session, build_id, "1", PartFault.MISSING, "not in the box")
    floor.check("on hold")
    part_issues.settle_part_issue(shop.procurement.session, Seen(issue.issue_id, 1), "it came")
    shop.inspect(shop.assembler, build_id, PRODUCTION)
    shop.inspect(shop.assembler, build_id, TEST)
    floor.check("tested")
    assembly.complete_testing(shop.assembler.session, shop.seen(build_id))
    floor.check("testing complete")
    filled = shop.fill(shop.assembler, build_id, PACKAGING)
    floor.check("packed")
    assembly.complete_packaging(shop.assembler.session, shop.seen(build_id))
    floor.check("packaging complete")
    sign_past_the_client(shop, shop.assembler, Seen(filled.id, filled.version), "READY_FOR_INSPECTION")
    floor.check("stated, not handed in")
    floor.close()


def test_at_final_qc_what_is_offered_is_accepted(shop: Shop) -> None:
    both = shop.worker(Role.ASSEMBLER, Role.QC_PERSON)
    build_id = shop.at_final_qc()
    floor = Floor(shop, build_id, both)
    floor.check("at final QC")
    filled = shop.fill(shop.qc, build_id, FINAL, fail=["QC-05"])
    sign_past_the_client(shop, shop.qc, Seen(filled.id, filled.version), "INSPECTION_FAILED")
    floor.check("final QC failed, not rejected")
    moves.move(shop.qc.session, shop.seen(build_id), S.FINAL_QC_REJECTED)
    floor.check("rejected")
    shop.decide(build_id, Disposition.SCRAP)
    floor.check("to be scrapped")
    nonconformances.scrap(shop.qc.session, shop.seen(build_id), "beyond repair")
    floor.check("scrapped")
    floor.close()


def test_before_shipping_what_is_offered_is_accepted(shop: Shop) -> None:
    """Also where a change, or a final QC that failed past the client, keeps the build from being shipped."""
    sink = build_json()
    build_id = shop.at_final_qc(sink)
    shop.inspect(shop.qc, build_id, FINAL)
    floor = Floor(shop, build_id)
    floor.check("ready to ship")
    assert "it can be shipped" in waiting_words(read_facts(shop.qc.session, build_id))
    asked = change_requests.open_change_request(shop.coordinator.session, build_id, what="longer", why="wanted")
    floor.check("a change is open")
    assert "before it can be shipped" in waiting_words(read_facts(shop.qc.session, build_id))
    change_requests.withdraw(shop.coordinator.session, asked, "not wanted")
    floor.check("a change was withdrawn")
    shop.change(build_id, {**sink, "sprayers": [{"kind": "water_gun_turret", "location": "left"}]})
    floor.check("forms are reopened")
    shop.inspect(shop.qc, build_id, PRE_QC)
    assembly.claim(shop.assembler.session, build_id)
    for kind in (PRODUCTION, PACKAGING):
        shop.inspect(shop.assembler, build_id, kind)
    floor.check("final QC is reopened")
    assert "before it can be shipped" in waiting_words(read_facts(shop.qc.session, build_id))
    filled = shop.fill(shop.qc, build_id, FINAL, fail=["QC-05"])
    sign_past_the_client(shop, shop.qc, Seen(filled.id, filled.version), "INSPECTION_FAILED")
    floor.check("final QC failed, not rejected")
    moves.move(shop.qc.session, shop.seen(build_id), S.FINAL_QC_REJECTED)
    shop.decide(build_id)
    floor.check("rejected and decided")
    floor.close()


def test_once_it_is_shipped_nothing_is_offered(shop: Shop) -> None:
    build_id = shop.at_final_qc()
    shop.inspect(shop.qc, build_id, FINAL)
    moves.ship(shop.coordinator.session, shop.seen(build_id), read_today(shop.coordinator.session))
    floor = Floor(shop, build_id)
    floor.check("shipped")
    floor.close()
