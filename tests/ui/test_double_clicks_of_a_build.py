"""Two clicks on each button from the BOM of a build to the truck are one write, and nothing is refused."""

from __future__ import annotations

import json
from collections.abc import Callable

from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import assembly, boms, documents, nonconformances
from cleanstation_desktop.services.inspection_model import Inspection
from cleanstation_desktop.services.nonconformances import Disposition
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.ui.assembly.dialogs import HandOverDialog, PartIssueDialog
from cleanstation_desktop.ui.assembly.screen import AssemblyScreen
from cleanstation_desktop.ui.boms.screen import BomScreen
from cleanstation_desktop.ui.builds.dialogs import NumberDialog, ShipDialog
from cleanstation_desktop.ui.builds.facts import read_facts
from cleanstation_desktop.ui.builds.screen import BuildScreen
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.inspections.screen import InspectionScreen
from cleanstation_desktop.ui.inspections.signing import SignedDialog
from cleanstation_desktop.ui.nonconformances.decision import DecisionDialog
from cleanstation_desktop.ui.nonconformances.screen import NonconformanceScreen
from cleanstation_desktop.ui.nonconformances.words import Deed
from cleanstation_desktop.ui.orders.detail_screen import OrderScreen
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.procurement.screen import ProcurementScreen
from tests.support.counted_writes import OF_A_BUILD
from tests.support.double_clicks import Told, filled, nothing, press_each_twice, signing
from tests.support.orders import build_json, submit_order, unique_number
from tests.support.screens import PATIENCE_MS, asked, deed_of, show
from tests.support.shop import DRAWING, FINAL, PACKAGING, PRE_QC, PRODUCTION, TEST, Shop, Worker


class Life:
    """One build from its BOM to the truck, a button after the other, each pressed by the person whose work it is."""

    def __init__(self, qtbot: QtBot, shop: Shop, client_of: Callable[..., Client], ground: QWidget) -> None:
        self.qtbot, self.shop, self.ground = qtbot, shop, ground
        self._clients: dict[str, Client] = {}
        self.told = Told()
        self._client_of = client_of
        shop.worker(Role.ASSEMBLER)  # to whom a build is handed over
        self.sink = build_json()
        self.order = submit_order(shop.coordinator.session, [self.sink])
        self.build_id = self.order.builds[0].id

    def client(self, worker: Worker) -> Client:
        """The client of one of the people."""
        if worker.person.login not in self._clients:
            client = self._client_of(self.shop.database, person=worker.person)
            self.told.hear(client)
            self._clients[worker.person.login] = client
        return self._clients[worker.person.login]

    @property
    def busy(self) -> bool:
        """Whether anybody's client is."""
        return any(client.runner.busy for client in self._clients.values())

    def page(self, worker: Worker, deed: str) -> BuildScreen:
        """The page of the build, on which this is offered."""
        screen = BuildScreen(self.client(worker), Place.of("build", build_id=self.build_id))
        return show(self.qtbot, screen, lambda screen: self._offers(screen, deed))

    @staticmethod
    def _offers(screen: BuildScreen, deed: str) -> bool:
        return deed in screen.next_steps.buttons and screen.next_steps.buttons[deed].isVisible()

    def bench(self, worker: Worker, words: str) -> AssemblyScreen:
        """The workbench, whose big button says this."""
        screen = AssemblyScreen(self.client(worker), Place.of("assembly", build_id=self.build_id))
        return show(self.qtbot, screen, lambda screen: screen.next_card.action.text() == words)

    def procure(self, tab: str) -> ProcurementScreen:
        """A part of the procurement page."""
        screen = ProcurementScreen(self.client(self.shop.procurement), Place.of("procurement", tab=tab))
        return show(self.qtbot, screen, lambda screen: screen._work is not None)

    def yes(self, pressed: QAbstractButton, text: str = "") -> QAbstractButton:
        """The deed of the question that this button asks."""
        pressed.click()
        dialog = asked(self.qtbot)
        if text:
            dialog.form.fields["text"].editor.setProperty("plainText", text)
        return deed_of(dialog)

    def signed(self, worker: Worker) -> QAbstractButton:
        """Sign in the dialog that stands in front."""
        return signing(self.qtbot, worker.password)

    def ncr(self, worker: Worker, deed: Deed) -> NonconformanceScreen:
        """The page of the nonconformance that is used as it is, on which this is offered."""
        place = Place.of("nonconformance", nonconformance_id=self.conceded)
        screen = NonconformanceScreen(self.client(worker), place)
        return show(self.qtbot, screen, lambda screen: screen.deeds[deed].isVisible())

    def correct_number(self) -> QAbstractButton:
        """Correct the number of a build."""
        client = self.client(self.shop.coordinator)
        dialog = NumberDialog(self.ground, client, read_facts(client.session, self.build_id), nothing)
        filled(dialog, build_number=unique_number("D"), reason="as on the drawing")
        return dialog.action

    def send_back(self) -> QAbstractButton:
        """Send a BOM back."""
        key = read_facts(self.shop.coordinator.session, self.build_id).revision.id
        screen = BomScreen(self.client(self.shop.procurement), Place.of("bom", bom_revision_id=key))
        show(self.qtbot, screen, lambda screen: screen._send_back.isVisible() and screen._send_back.isEnabled())
        return self.yes(screen._send_back, "the other legs, please")

    def approve(self) -> QAbstractButton:
        """Approve a BOM."""
        session = self.shop.coordinator.session
        facts = read_facts(session, self.build_id)
        again = {**self.sink, "build_number": facts.build.head.build_number}
        boms.revise(session, self.build_id, again, seen_revision=facts.revision.revision, reason="legs")
        tab = self.procure("approve").approve
        self.qtbot.waitUntil(lambda: len(tab.model.rows) == 1, timeout=PATIENCE_MS)
        tab.model.pick(tab.model.rows)
        tab.sign.click()
        return self.signed(self.shop.procurement)

    def release(self) -> QAbstractButton:
        """Release to external production."""
        tab = self.procure("release").release
        self.qtbot.waitUntil(lambda: len(tab.model.rows) == 1, timeout=PATIENCE_MS)
        tab.model.pick(tab.model.rows)
        return self.yes(tab.release)

    def arrive(self) -> QAbstractButton:
        """Book the arrival."""
        tab = self.procure("arrivals").arrivals
        self.qtbot.waitUntil(lambda: len(tab.model.rows) == 1, timeout=PATIENCE_MS)
        tab.model.pick(tab.model.rows)
        return self.yes(tab.arrival)

    def attach(self) -> None:
        """What pre-QC needs."""
        documents.attach(self.shop.coordinator.session, self.order.id, "drawing.pdf", DRAWING, kind="DRAWING")

    def take_off(self) -> QAbstractButton:
        """Take a document off."""
        self.attach()
        screen = OrderScreen(self.client(self.shop.coordinator), Place.of("order", order_id=self.order.id))
        show(self.qtbot, screen, lambda screen: screen.facts is not None)
        screen.tabs.setCurrentIndex(1)
        panel = screen.documents
        self.qtbot.waitUntil(lambda: panel.table.model().rowCount() == 1, timeout=PATIENCE_MS)
        panel.table.selectRow(0)
        return self.yes(panel.take_off, "not the right one")

    def start(self) -> QAbstractButton:
        """Start a form on the page of the build."""
        return self.page(self.shop.qc, PRE_QC.value).next_steps.buttons[PRE_QC.value]

    def next_attempt(self) -> QAbstractButton:
        """Go on after a reject."""
        self.attach()
        self.shop.inspect(self.shop.qc, self.build_id, PRE_QC, fail=["PP-09"])
        self.shop.decide(self.build_id)
        return self.page(self.shop.qc, "next_attempt").next_steps.buttons["next_attempt"]

    def accept(self) -> QAbstractButton:
        """Release to production what was signed past the client."""
        self.past_the_client(self.shop.qc, self.shop.fill(self.shop.qc, self.build_id, PRE_QC), "INSPECTION_PASSED")
        return self.page(self.shop.qc, "accept").next_steps.buttons["accept"]

    def past_the_client(self, worker: Worker, form: Inspection, meaning: str) -> None:
        """Sign a form as psql does it: the build stands where it stood."""
        subject = json.dumps([{"kind": "inspection", "id": form.id, "version": form.version}])
        with self.shop.database.connect(worker.person.login, worker.person.password) as psql:
            psql.execute("SELECT cs.sign(%s, %s::jsonb, '')", [meaning, subject])

    def report(self) -> QAbstractButton:
        """Report a part."""
        assembly.claim(self.shop.assembler.session, self.build_id)
        dialog = PartIssueDialog(self.ground, self.client(self.shop.assembler), self.build_id, nothing)
        dialog.open()
        self.qtbot.waitUntil(lambda: dialog.model.rowCount() > 0, timeout=PATIENCE_MS)
        dialog.table.selectRow(0)
        dialog.faults.buttons()[0].setChecked(True)
        dialog.description.setPlainText("not in the box")
        return dialog.action

    def resolve(self) -> QAbstractButton:
        """Settle it."""
        tab = self.procure("issues").issues
        self.qtbot.waitUntil(lambda: tab.table.model().rowCount() == 1, timeout=PATIENCE_MS)
        tab.table.selectRow(0)
        return self.yes(tab.resolve, "it was behind the box")

    def hand_over(self) -> QAbstractButton:
        """Hand a build over."""
        screen = self.bench(self.shop.assembler, "Start: Production checklist")
        screen.next_card.hand_over_button.click()
        dialog = asked(self.qtbot)
        assert isinstance(dialog, HandOverDialog)
        self.qtbot.waitUntil(lambda: dialog.people.rowCount() > 0, timeout=PATIENCE_MS)
        dialog.table.selectRow(0)
        return dialog.action

    def start_at_the_bench(self) -> QAbstractButton:
        """Start a form at the workbench."""
        assembly.claim(self.shop.assembler.session, self.build_id)
        return self.bench(self.shop.assembler, "Start: Production checklist").next_card.action

    def complete_testing(self) -> QAbstractButton:
        """Say that testing is complete."""
        for kind in (PRODUCTION, TEST):
            self.shop.inspect(self.shop.assembler, self.build_id, kind)
        return self.bench(self.shop.assembler, "Testing is complete").next_card.action

    def complete_packaging(self) -> QAbstractButton:
        """Say that it is packed."""
        self.packed = self.shop.fill(self.shop.assembler, self.build_id, PACKAGING)
        return self.bench(self.shop.assembler, "Packaging is complete").next_card.action

    def hand_in(self) -> QAbstractButton:
        """Hand to final QC what was stated past the client."""
        self.past_the_client(self.shop.assembler, self.packed, "READY_FOR_INSPECTION")
        return self.bench(self.shop.assembler, "Hand to final QC").next_card.action

    def reject(self) -> QAbstractButton:
        """Reject what failed past the client."""
        form = self.shop.fill(self.shop.qc, self.build_id, FINAL, fail=["QC-05", "QC-06"])
        self.past_the_client(self.shop.qc, form, "INSPECTION_FAILED")
        return self.page(self.shop.qc, "reject").next_steps.buttons["reject"]

    def decide(self) -> QAbstractButton:
        """Decide on one of two faults; the other one is reworked."""
        rework, other = (ncr for ncr in self.shop.found(self.build_id) if ncr.kind is FINAL)
        self.conceded = other.id
        qc = self.shop.qc
        nonconformances.decide(qc.session, qc.password, Seen(rework.id, rework.version), Disposition.REWORK, "mend it")
        self.ncr(self.shop.qc, Deed.DECIDE).deeds[Deed.DECIDE].click()
        dialog = asked(self.qtbot)
        assert isinstance(dialog, DecisionDialog)
        dialog.choices[Disposition.USE_AS_IS].click()
        dialog.reason.setPlainText("only a smear")
        return self.signed(self.shop.qc)

    def concede(self) -> QAbstractButton:
        """Sign the concession."""
        self.ncr(self.shop.admin, Deed.CONCEDE).deeds[Deed.CONCEDE].click()
        return self.signed(self.shop.admin)

    def verify(self) -> QAbstractButton:
        """Verify a nonconformance."""
        return self.yes(self.ncr(self.shop.qc, Deed.VERIFY).deeds[Deed.VERIFY])

    def close(self) -> QAbstractButton:
        """Close it."""
        return self.yes(self.ncr(self.shop.qc, Deed.CLOSE).deeds[Deed.CLOSE])

    def claim_rework(self) -> QAbstractButton:
        """Claim the rework."""
        return self.bench(self.shop.assembler, "Claim this build").next_card.action

    def finish_task(self) -> QAbstractButton:
        """Mark its task as done."""
        return self.yes(self.bench(self.shop.assembler, "Mark the next task as done").next_card.action)

    def sign_form(self) -> QAbstractButton:
        """Sign the final QC on its own page."""
        assembly.complete_testing(self.shop.assembler.session, self.shop.seen(self.build_id))
        self.shop.pack(self.build_id)
        qc = self.shop.qc.session
        for ncr in self.shop.found(self.build_id):
            if ncr.kind is PRE_QC:
                verified = (
                    ncr.version if ncr.state == "VERIFIED" else nonconformances.verify(qc, Seen(ncr.id, ncr.version))
                )
                nonconformances.close(qc, Seen(ncr.id, verified))
        key = self.shop.fill(self.shop.qc, self.build_id, FINAL).id
        screen = InspectionScreen(self.client(self.shop.qc), Place.of("inspection", inspection_id=key))
        show(self.qtbot, screen, lambda screen: screen.cards.complete)
        screen.foot.sign.click()
        return self.signed(self.shop.qc)

    def ship(self) -> QAbstractButton:
        """Ship it."""
        client = self.client(self.shop.coordinator)
        facts = read_facts(client.session, self.build_id)
        dialog = ShipDialog(self.ground, client, facts, nothing)
        dialog.open()
        dialog.shipped_on.set_day(facts.today)
        return dialog.action


def test_from_the_bom_to_the_truck_two_clicks_are_one_write(
    qtbot: QtBot, shop: Shop, client_of: Callable[..., Client], ground: QWidget
) -> None:
    """Nothing is told but that it is done, and nothing is refused; what a signature opens hears no second click."""
    life = Life(qtbot, shop, client_of, ground)
    press_each_twice(
        qtbot, shop.database, life, OF_A_BUILD, life.told, lambda: life.busy, leaves={"sign_form": SignedDialog}
    )
