"""The page of a build: what may be done by whom, its tabs, shipping, cancelling, and bad days."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services import (
    assembly,
    boms,
    change_requests,
    comments,
    moves,
    nonconformances,
    part_issues,
    procurement,
)
from cleanstation_desktop.services.assembly import PartFault
from cleanstation_desktop.services.change_requests import DrawnUpChange
from cleanstation_desktop.services.inspection_model import Inspection
from cleanstation_desktop.services.nonconformances import Disposition
from cleanstation_desktop.services.plant import read_today
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.ui.builds.assembly_tab import AssemblyTab
from cleanstation_desktop.ui.builds.dialogs import NumberDialog, ShipDialog
from cleanstation_desktop.ui.builds.facts import read_facts
from cleanstation_desktop.ui.builds.nonconformances_tab import NonconformancesTab
from cleanstation_desktop.ui.builds.order_tabs import CommentsTab, DocumentsTab
from cleanstation_desktop.ui.builds.screen import BuildScreen
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.orders.cancelling import CancelDialog
from cleanstation_desktop.ui.places import Place
from tests.support.clusters import Clone
from tests.support.orders import approve, build_json, submit_order
from tests.support.shop import DRAWING, FINAL, PACKAGING, PRE_QC, PRODUCTION, TEST, Shop
from tests.support.ui import assert_looks_right

Clients = Callable[..., Client]
WAIT = 15_000


def opened(qtbot: QtBot, client: Client, build_id: int, tab: str = "") -> BuildScreen:
    """The page of a build, filled."""
    screen = BuildScreen(client, Place.of("build", build_id=build_id, tab=tab))
    qtbot.addWidget(screen)
    screen.resize(1050, 740)
    screen.show()
    screen.load()
    qtbot.waitUntil(lambda: screen.facts is not None and not client.runner.busy, timeout=WAIT)
    return screen


def place_of(client: Client) -> list[Place]:
    """The places that are asked for from now on."""
    asked: list[Place] = []
    client.place_wanted.connect(asked.append)
    return asked


@pytest.mark.parametrize(
    "status", [BuildStatus.READY_FOR_PRODUCTION, BuildStatus.IN_ASSEMBLY, BuildStatus.READY_FOR_FINAL_QC]
)
def test_a_form_that_a_change_reopened_and_that_failed_is_started_again(
    qtbot: QtBot, client_of: Clients, shop: Shop, status: BuildStatus
) -> None:
    """Wherever the build stands: first the decision, then the next attempt; the build stays where it is."""
    sink = build_json()
    if status is BuildStatus.READY_FOR_PRODUCTION:
        build_id = shop.arrived_build(sink)
        shop.inspect(shop.qc, build_id, PRE_QC)
    else:
        build_id = shop.in_assembly(sink) if status is BuildStatus.IN_ASSEMBLY else shop.at_final_qc(sink)
    shop.change(build_id, {**sink, "length": 84})
    shop.inspect(shop.qc, build_id, PRE_QC, fail=["PP-03"])
    client = client_of(shop.database, person=shop.qc.person)
    screen = opened(qtbot, client, build_id)
    assert not screen.next_steps.buttons[PRE_QC.value].isEnabled()
    assert "no decision of QC yet" in screen.next_steps.buttons[PRE_QC.value].toolTip()
    shop.decide(build_id)
    screen.load()
    qtbot.waitUntil(lambda: screen.next_steps.buttons[PRE_QC.value].isEnabled() is True, timeout=WAIT)
    asked = place_of(client)
    assert "Start again" in screen.next_steps.buttons[PRE_QC.value].text()
    qtbot.mouseClick(screen.next_steps.buttons[PRE_QC.value], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(asked), timeout=WAIT)
    assert asked[0].name == "inspection"
    assert shop.inspect(shop.qc, build_id, PRE_QC).status is status
    screen.load()
    qtbot.waitUntil(lambda: PRE_QC.value not in screen.next_steps.buttons, timeout=WAIT)


def test_each_role_is_offered_its_own_work(qtbot: QtBot, client_of: Clients, database: Clone, shop: Shop) -> None:
    """A new order: procurement reviews, the coordinator changes and cancels, the others read whom it waits for."""
    build_id = submit_order(shop.coordinator.session).builds[0].id
    offered = {
        worker: set(opened(qtbot, client_of(database, person=worker.person), build_id).next_steps.buttons)
        for worker in (shop.procurement, shop.coordinator, shop.qc, shop.assembler, shop.admin)
    }
    assert offered == {
        shop.procurement: {"approve"},
        shop.coordinator: {"configuration", "number", "cancel"},
        shop.qc: set(),
        shop.assembler: set(),
        shop.admin: {"cancel"},
    }


def test_the_answer_to_a_part_issue_is_read_until_the_body_is_replaced(
    qtbot: QtBot, client_of: Clients, database: Clone, shop: Shop
) -> None:
    """Open ones first, then what procurement answered; those of the body before are told by the timeline alone."""
    build_id = shop.in_assembly()
    shop.inspect(shop.assembler, build_id, PRODUCTION)
    shop.inspect(shop.assembler, build_id, TEST)
    for path in ("1", "2"):
        assembly.report_part_issue(shop.assembler.session, build_id, path, PartFault.MISSING, "not in the box")
    first, second = procurement.list_part_issues(shop.procurement.session, build_id=build_id)
    part_issues.settle_part_issue(shop.procurement.session, Seen(first.id, 1), "it is in rack 4")
    screen = opened(qtbot, client_of(database, person=shop.assembler.person), build_id, "assembly")
    (tab,) = screen.findChildren(AssemblyTab)
    table = tab.issues
    shown = [[table.model().index(row, column).data() for column in range(4)] for row in range(2)]
    assert shown == [
        ["Missing", second.item, "", ""],
        ["Settled", first.item, "it is in rack 4", shop.procurement.person.initials],
    ]
    assert_looks_right(screen)
    part_issues.settle_part_issue(shop.procurement.session, Seen(second.id, 1), "came today")
    assembly.complete_testing(shop.assembler.session, shop.seen(build_id))
    shop.pack(build_id)
    assert len(read_facts(shop.qc.session, build_id).settled) == 2
    shop.inspect(shop.qc, build_id, FINAL, fail=["QC-05"])
    shop.decide(build_id, Disposition.REPLACE)
    nonconformances.replace_body(shop.qc.session, shop.seen(build_id))
    facts = read_facts(shop.qc.session, build_id)
    assert (facts.build.cycle, facts.issues, facts.settled) == (2, (), ())


def test_a_form_is_started_by_its_role_and_only_once(
    qtbot: QtBot, client_of: Clients, database: Clone, shop: Shop
) -> None:
    """A double click opens one attempt; the screen leads to it, and offers to go on with it afterwards."""
    build_id = shop.arrived_build()
    client = client_of(database, person=shop.qc.person)
    screen = opened(qtbot, client, build_id)
    asked = place_of(client)
    start = screen.next_steps.buttons[PRE_QC.value]
    qtbot.mouseDClick(start, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not client.runner.busy and bool(asked), timeout=WAIT)
    assert [place.name for place in asked] == ["inspection"]
    screen.load()
    qtbot.waitUntil(lambda: screen.facts is not None and len(screen.facts.inspections) == 1, timeout=WAIT)
    assert screen.facts is not None
    assert screen.facts.inspections[0].kind is InspectionKind.PRE_PRODUCTION_CHECK
    assert "Continue" in screen.next_steps.buttons[PRE_QC.value].text()


def test_what_must_wait_says_why(qtbot: QtBot, client_of: Clients, database: Clone, shop: Shop) -> None:
    """An assembler's own build: the forms are there; somebody else's must be claimed first; QC who assembled waits."""
    build_id = shop.in_assembly()
    own = opened(qtbot, client_of(database, person=shop.assembler.person), build_id)
    assert {"assembly", "PRODUCTION", "END_OF_LINE_TEST"} <= set(own.next_steps.buttons)
    other = opened(qtbot, client_of(database, Role.ASSEMBLER), build_id)
    assert not other.next_steps.buttons["PRODUCTION"].isEnabled()
    assert "Claim the build first." in other.next_steps.buttons["PRODUCTION"].toolTip()
    assert "Claim the build first." in other.next_steps._more.text()
    asked = place_of(other.client)
    qtbot.mouseClick(other.next_steps.buttons["claim"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(asked), timeout=WAIT)
    assert asked[-1] == Place.of("assembly", build_id=build_id)


def test_a_rejected_build_goes_on_after_its_decision(
    qtbot: QtBot, client_of: Clients, database: Clone, shop: Shop
) -> None:
    """Before the decision the next attempt must wait, and QC is led to the nonconformance; afterwards it goes on."""
    other = shop.arrived_build()
    shop.inspect(shop.qc, other, PRE_QC, fail=["PP-09"])
    client = client_of(database, person=shop.qc.person)
    screen = opened(qtbot, client, other, "nonconformances")
    assert not screen.next_steps.buttons["next_attempt"].isEnabled()
    asked = place_of(client)
    tab = screen._pages["nonconformances"].made
    assert isinstance(tab, NonconformancesTab)
    assert not tab.open.isEnabled()
    tab.table.selectRow(0)
    qtbot.mouseClick(tab.open, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(screen.next_steps.buttons["nonconformances"], Qt.MouseButton.LeftButton)
    assert [place.name for place in asked] == ["nonconformance"] * 2
    shop.decide(other)
    screen.load()
    qtbot.waitUntil(lambda: screen.next_steps.buttons["next_attempt"].isEnabled() is True, timeout=WAIT)
    qtbot.mouseClick(screen.next_steps.buttons["next_attempt"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shop.place(other).status == BuildStatus.READY_FOR_PRE_QC, timeout=WAIT)


def fail_past_the_client(shop: Shop, build_id: int, filled: Inspection) -> None:
    """Sign a form as failed as psql does it: the build stands where it stood."""
    person = shop.qc.person
    subject = json.dumps([{"kind": "inspection", "id": filled.id, "version": filled.version}])
    before = shop.place(build_id)
    with shop.database.connect(person.login, person.password) as psql:
        psql.execute("SELECT cs.sign('INSPECTION_FAILED', %s::jsonb, '')", [subject])
    assert shop.place(build_id) == before


@pytest.mark.parametrize("status", [BuildStatus.READY_FOR_FINAL_QC, BuildStatus.READY_FOR_SHIP])
def test_a_final_qc_that_failed_without_rejecting_leads_on(
    qtbot: QtBot, client_of: Clients, shop: Shop, status: BuildStatus
) -> None:
    """QC rejects the build and is not asked to start again what would be refused; then it goes on to be shipped."""
    sink = build_json()
    build_id = shop.at_final_qc(sink)
    if status is BuildStatus.READY_FOR_SHIP:
        shop.inspect(shop.qc, build_id, FINAL)
        shop.change(build_id, {**sink, "sprayers": [{"kind": "water_gun_turret", "location": "left"}]})
        shop.inspect(shop.qc, build_id, PRE_QC)
        assembly.claim(shop.assembler.session, build_id)
        for kind in (PRODUCTION, PACKAGING):
            shop.inspect(shop.assembler, build_id, kind)
    fail_past_the_client(shop, build_id, shop.fill(shop.qc, build_id, FINAL, fail=["QC-05"]))
    screen = opened(qtbot, client_of(shop.database, person=shop.qc.person), build_id)
    assert FINAL.value not in screen.next_steps.buttons
    assert "final QC failed" in screen.next_steps._said.text()
    qtbot.mouseClick(screen.next_steps.buttons["reject"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shop.place(build_id).status == BuildStatus.FINAL_QC_REJECTED, timeout=WAIT)
    qtbot.waitUntil(lambda: "reject" not in screen.next_steps.buttons, timeout=WAIT)
    shop.decide(build_id)
    assembly.claim(shop.assembler.session, build_id)
    for task in assembly.list_tasks(shop.assembler.session, build_id):
        if not task.done:
            assembly.finish_task(shop.assembler.session, Seen(task.id, task.version))
    assembly.complete_testing(shop.assembler.session, shop.seen(build_id))
    shop.pack(build_id)
    screen.load()
    qtbot.waitUntil(lambda: FINAL.value in screen.next_steps.buttons, timeout=WAIT)
    assert "Start again" in screen.next_steps.buttons[FINAL.value].text()
    shop.inspect(shop.qc, build_id, FINAL)
    moves.ship(shop.coordinator.session, shop.seen(build_id), read_today(shop.coordinator.session))
    assert shop.place(build_id).status == BuildStatus.SHIPPED


@pytest.mark.slow
def test_the_coordinator_ships_and_everybody_reads_it(
    qtbot: QtBot, client_of: Clients, database: Clone, shop: Shop
) -> None:
    """No day and a day in the future are told at the field; today is taken, and the page then offers nothing more."""
    build_id = shop.at_final_qc()
    assembler_too = opened(qtbot, client_of(database, person=shop.assembler.person), build_id, "inspections")
    assert FINAL.value not in assembler_too.next_steps.buttons
    shop.inspect(shop.qc, build_id, FINAL)
    client = client_of(database, person=shop.coordinator.person)
    screen = opened(qtbot, client, build_id)
    qtbot.mouseClick(screen.next_steps.buttons["ship"], Qt.MouseButton.LeftButton)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ShipDialog)
    dialog.shipped_on.line.setText("tomorrow")
    qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
    assert dialog.field.error == "Type the day as year-month-day."
    today = read_today(client.session)
    dialog.shipped_on.set_day(today + dt.timedelta(days=3))
    qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "future" in dialog.field.error, timeout=WAIT)
    dialog.shipped_on.set_day(today)
    qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: screen.facts is not None and screen.facts.status is BuildStatus.SHIPPED, timeout=WAIT)
    assert screen.next_steps.buttons == {}
    for name in ("configuration", "bom", "inspections", "nonconformances", "assembly", "timeline"):
        screen._choose(name)
        qtbot.waitUntil(lambda: not client.runner.busy, timeout=WAIT)
        assert_looks_right(screen)
    timeline = screen.tab("timeline")
    assert timeline.panel.model.rowCount() > 15  # type: ignore[attr-defined]
    assert screen.tab("inspections").table.rows.rowCount() == 5  # type: ignore[attr-defined]


def test_a_build_is_cancelled_with_reason_and_signature(
    qtbot: QtBot, client_of: Clients, database: Clone, shop: Shop
) -> None:
    """Without a reason nothing is sent; a wrong password cancels nothing; what was typed stays."""
    build_id = submit_order(shop.coordinator.session).builds[0].id
    client = client_of(database, person=shop.coordinator.person)
    screen = opened(qtbot, client, build_id)
    qtbot.mouseClick(screen.next_steps.buttons["cancel"], Qt.MouseButton.LeftButton)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, CancelDialog)
    qtbot.keyClicks(dialog.password, "wrong")
    qtbot.mouseClick(dialog.sign, Qt.MouseButton.LeftButton)
    assert "3 characters" in dialog.form.fields["reason"].error
    qtbot.keyClicks(dialog.reason, "The customer took it back")
    qtbot.mouseClick(dialog.sign, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.banner.isHidden() and not client.runner.busy, timeout=WAIT)
    assert dialog.reason.toPlainText() == "The customer took it back"
    assert shop.place(build_id).status == BuildStatus.ORDER_CREATED
    qtbot.keyClicks(dialog.password, shop.coordinator.password)
    qtbot.mouseClick(dialog.sign, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: screen.facts is not None and screen.facts.status is BuildStatus.CANCELLED, timeout=WAIT)
    assert "The customer took it back" in screen.next_steps._said.text()


def test_a_wrong_number_is_corrected_before_approval(
    qtbot: QtBot, client_of: Clients, database: Clone, shop: Shop
) -> None:
    """A number that is used is told at the field; a free one makes revision 2, and the heading follows."""
    order = submit_order(shop.coordinator.session, [build_json(), build_json()])
    client = client_of(database, person=shop.coordinator.person)
    screen = opened(qtbot, client, order.builds[0].id, "bom")
    qtbot.mouseClick(screen.next_steps.buttons["number"], Qt.MouseButton.LeftButton)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, NumberDialog)
    dialog.number.setText(order.builds[1].build_number)
    dialog.reason.setPlainText("mixed up")
    qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.form.fields["build_number"].error != "", timeout=WAIT)
    right = f"{order.builds[0].build_number}-X"
    dialog.number.setText(right)
    qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: right in screen.heading.words, timeout=WAIT)
    assert screen.facts is not None
    assert screen.facts.revision.revision == 2


def test_documents_and_comments(qtbot: QtBot, client_of: Clients, database: Clone, shop: Shop, tmp_path: Path) -> None:
    """A file that is none of the four kinds is refused in words; a PDF is attached and opened; a comment goes once."""
    order = submit_order(shop.coordinator.session)
    client = client_of(database, person=shop.coordinator.person)
    screen = opened(qtbot, client, order.builds[0].id, "documents")
    tab = screen.tab("documents")
    assert isinstance(tab, DocumentsTab)
    wrong, right = tmp_path / "notes.pdf", tmp_path / "drawing.pdf"
    wrong.write_text("no PDF at all")
    right.write_bytes(DRAWING)
    dialog = tab.panel.attach_file(wrong)
    assert dialog is not None
    qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
    banner = dialog.banner
    qtbot.waitUntil(lambda: not banner.isHidden(), timeout=WAIT)
    dialog.reject()
    dialog = tab.panel.attach_file(right)
    assert dialog is not None
    qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: tab.panel.model.rowCount() == 1, timeout=WAIT)
    assert tab.panel.model.rows[0].build_id == order.builds[0].id
    screen._choose("comments")
    panel = screen.tab("comments")
    assert isinstance(panel, CommentsTab)
    panel.panel.editor.setPlainText("Gasket\nordered")
    assert screen.unsaved() != ""
    qtbot.mouseDClick(panel.panel.send, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(panel.panel.send, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: screen.unsaved() == "" and not client.runner.busy, timeout=WAIT)
    (said,) = comments.list_comments(client.session, order.id)
    assert (said.body, said.build_id) == ("Gasket\nordered", order.builds[0].id)


def test_a_build_that_is_not_there_and_one_that_moved_on(
    qtbot: QtBot, client_of: Clients, database: Clone, shop: Shop
) -> None:
    """The first is told in place of the content. What somebody else moved on shows when it is read again, and a deed
    offered before is refused in words without anything being lost."""
    client = client_of(database, person=shop.coordinator.person)
    nowhere = BuildScreen(client, Place.of("build", build_id=999_999))
    qtbot.addWidget(nowhere)
    nowhere.load()
    qtbot.waitUntil(lambda: nowhere._notice is not None, timeout=WAIT)
    build_id = submit_order(shop.coordinator.session).builds[0].id
    screen = opened(qtbot, client, build_id)
    moves.cancel(shop.coordinator.session, shop.coordinator.password, shop.seen(build_id), "not wanted")
    said: list[str] = []
    client.messages.shown.connect(lambda message: said.append(message.text))
    screen.tab("comments").panel.editor.setPlainText("kept")  # type: ignore[attr-defined]
    screen.load()
    qtbot.waitUntil(lambda: screen.facts is not None and screen.facts.status is BuildStatus.CANCELLED, timeout=WAIT)
    assert screen.state()["comment"] == "kept"
    again = BuildScreen(client, Place.of("build", build_id=build_id))
    qtbot.addWidget(again)
    again.restore(screen.state())
    assert again.state() == screen.state()


@pytest.mark.parametrize("ending", ["open", "rejected"])
def test_a_change_that_is_not_signed_is_offered_as_a_change(
    qtbot: QtBot, client_of: Clients, database: Clone, shop: Shop, ending: str
) -> None:
    """The approved BOM stands: procurement reviews the change while it is open, and releases once it is rejected."""
    data = build_json(length=72)
    order = submit_order(shop.coordinator.session, [data])
    build_id = order.builds[0].id
    approve(database, order)
    drawn, request = drawn_up(shop, build_id, {**data, "length": 84})
    if ending == "rejected":
        change_requests.reject(shop.procurement.session, Seen(request, drawn.version), "body is cut already")
    client = client_of(database, person=shop.procurement.person)
    screen = opened(qtbot, client, build_id, "configuration")
    assert screen.facts is not None
    assert (screen.facts.revision.revision, screen.facts.build.configuration["length"]) == (1, 72)
    asked, buttons = place_of(client), screen.next_steps.buttons
    if ending == "rejected":
        assert set(buttons) == {"release"}
        assert buttons["release"].isEnabled()
        assert "released" in screen.next_steps._said.text()
        return
    assert set(buttons) == {"review_change", "release"}
    assert not buttons["release"].isEnabled()
    assert "a change is to be reviewed" in screen.next_steps._said.text()
    qtbot.mouseClick(buttons["review_change"], Qt.MouseButton.LeftButton)
    assert asked == [Place.of("change_request", build_id=build_id)]


def test_a_change_that_procurement_signed_is_not_offered_to_procurement_again(
    qtbot: QtBot, client_of: Clients, shop: Shop
) -> None:
    """Assembly has begun, so QC's signature is missing still; that is no more of procurement's."""
    data = build_json(length=72)
    build_id = shop.in_assembly(data)
    drawn, _request = drawn_up(shop, build_id, {**data, "length": 84})
    screen = opened(qtbot, client_of(shop.database, person=shop.procurement.person), build_id)
    assert set(screen.next_steps.buttons) == {"review_change"}
    boms.approve(shop.procurement.session, shop.procurement.password, [Seen(drawn.revision.id, 1)])
    screen.load()
    qtbot.waitUntil(lambda: not screen.next_steps.buttons, timeout=WAIT)


def drawn_up(shop: Shop, build_id: int, data: dict[str, object]) -> tuple[DrawnUpChange, int]:
    """A change of a build that waits for its signatures, and the key of its request."""
    ask = shop.coordinator.session
    request = change_requests.open_change_request(ask, build_id, what="other size", why="asked for")
    return change_requests.draw_up(ask, request, data, seen_revision=1), request.id
