"""The page of procurement: one signature for an order, release, arrival, part issues, and bad days."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import assembly, builds, change_requests, part_issues, procurement
from cleanstation_desktop.services.procurement_work import IssueOfBuild, read_procurement
from cleanstation_desktop.services.signatures import signatures_of
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.procurement.outsourcing_dialog import FollowDialog, OutsourcingDialog
from cleanstation_desktop.ui.procurement.screen import ProcurementScreen
from cleanstation_desktop.ui.text import set_language
from cleanstation_desktop.ui.widgets.fields import Field
from cleanstation_desktop.ui.widgets.signing import SignDialog
from tests.support.clusters import Clone
from tests.support.orders import approve, build_json, submit_order
from tests.support.people import TestPerson
from tests.support.screens import PATIENCE_MS, asked, client_over_a_line, closed, deed_of, heard, places, show
from tests.support.shop import Shop
from tests.support.ui import assert_looks_right, cut_off, words_on

Clients = Callable[..., Client]


def opened(qtbot: QtBot, client: Client, tab: str = "") -> ProcurementScreen:
    return show(qtbot, ProcurementScreen(client, Place.of("procurement", tab=tab)), lambda made: made._work is not None)


def left(qtbot: QtBot, made: object) -> None:
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)


def test_one_signature_approves_the_boms_of_an_order(
    qtbot: QtBot, database: Clone, client_of: Clients, buyer: TestPerson
) -> None:
    """Ticks of two orders cannot be signed together; those of one are listed in the dialog and signed at once."""
    first = submit_order(database, [build_json(), build_json()])
    second = submit_order(database)
    client = client_of(database, person=buyer)
    screen = opened(qtbot, client)
    tab = screen.approve
    assert screen.tabs.tabText(0) == "Approve (3)"
    assert not tab.sign.isEnabled()
    tab.table.selectRow(0)
    qtbot.keyClick(tab.table, Qt.Key.Key_Space)
    tab.table.selectRow(2)
    qtbot.keyClick(tab.table, Qt.Key.Key_Space)
    assert len(tab.model.picked) == 2
    assert not tab.sign.isEnabled()
    assert "one order" in tab._said.text()
    tab.table.selectRow(0)
    left(qtbot, tab.whole_order)
    assert {item.record_id for item in tab.model.picked} == {build.bom_revision_id for build in first.builds}
    assert_looks_right(screen)
    left(qtbot, tab.sign)
    dialog = asked(qtbot)
    assert isinstance(dialog, SignDialog)
    assert_looks_right(dialog)
    qtbot.keyClicks(dialog.password, "not the password")
    qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.banner.isHidden(), timeout=PATIENCE_MS)
    qtbot.keyClicks(dialog.password, buyer.password)
    qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    closed(qtbot)
    qtbot.waitUntil(lambda: len(tab.model.rows) == 1, timeout=PATIENCE_MS)
    assert tab.model.rows[0].record_id == second.builds[0].bom_revision_id
    signed = {signatures_of(client.session, "bom_revision", build.bom_revision_id)[0].id for build in first.builds}
    assert len(signed) == 1
    went = places(client)
    tab.table.selectRow(0)
    qtbot.keyClick(tab.table, Qt.Key.Key_Return)
    assert went == [Place.of("bom", bom_revision_id=second.builds[0].bom_revision_id)]


def test_lines_are_marked_the_build_released_and_its_arrival_booked(
    qtbot: QtBot, database: Clone, client_of: Clients, buyer: TestPerson
) -> None:
    """The whole way of a body that is made outside, with a double click on each button that writes."""
    order = submit_order(database, [build_json()])
    approve(database, order, buyer)
    (build,) = order.builds
    client = client_of(database, person=buyer)
    said = heard(client)
    screen = opened(qtbot, client)
    tab = screen.release
    assert screen.current == "release"  # the first where something waits
    tab.table.selectRow(0)
    left(qtbot, tab.lines)
    dialog = asked(qtbot)
    assert isinstance(dialog, OutsourcingDialog)
    qtbot.waitUntil(lambda: bool(dialog.model.rows), timeout=PATIENCE_MS)
    assert not dialog.action.isEnabled()
    body = dialog.model.rows[0].line
    dialog.model.toggle(0)
    dialog.search.setText("no such part")
    assert [entry.line.path for entry in dialog.model.rows] == [body.path]  # what is ticked stays in view
    qtbot.keyClicks(dialog.supplier, "Sheet works")
    dialog.expected.line.setText("soon")
    qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
    assert dialog._expected.error
    dialog.expected.line.setText("2030-05-01")
    assert_looks_right(dialog)
    left(qtbot, dialog.action)
    left(qtbot, dialog.action)
    closed(qtbot)
    qtbot.waitUntil(lambda: bool(tab.model.rows[0].lines), timeout=PATIENCE_MS)
    tab.model.pick(tab.model.rows)
    assert_looks_right(screen)
    left(qtbot, tab.release)
    asked(qtbot).accept()
    qtbot.waitUntil(lambda: screen.tabs.tabText(2) == "Arrivals (1)", timeout=PATIENCE_MS)
    screen.choose("arrivals")
    out = screen.arrivals
    out.lines_table.selectRow(0)
    left(qtbot, out.follow)
    follow = asked(qtbot)
    assert isinstance(follow, FollowDialog)
    assert "Per build: 1" in words_on(follow)
    quantity = next(n for n, made in enumerate(out.lines.columns) if made.key == "quantity")
    assert out.lines.index(0, quantity).data() == "1"
    assert_looks_right(follow)
    follow.state.setCurrentIndex(follow.state.findData("ORDERED"))
    follow.expected.set_day(None)
    left(qtbot, follow.action)
    closed(qtbot)
    qtbot.waitUntil(lambda: out.lines.rows[0].state == "ORDERED", timeout=PATIENCE_MS)
    assert out.lines.rows[0].expected_on is None
    out.model.pick(out.model.rows)
    assert_looks_right(screen)
    left(qtbot, out.arrival)
    asked(qtbot).accept()
    qtbot.waitUntil(lambda: screen.tabs.tabText(2) == "Arrivals", timeout=PATIENCE_MS)
    assert builds.read_build(client.session, build.id).head.status == "READY_FOR_PRE_QC"
    (line,) = procurement.list_outsourced(client.session, build.id)
    assert (line.state, line.supplier, str(line.expected_on)) == ("RECEIVED", "Sheet works", "None")
    assert [message.kind for message in said] == ["ok"] * 4


@pytest.mark.parametrize("language", ["EN", "FR", "ES"])
def test_what_is_awaited_can_be_read_whole_in_each_language(
    qtbot: QtBot, database: Clone, client_of: Clients, buyer: TestPerson, language: str
) -> None:
    order = submit_order(database, [build_json("B-2026-0417")], po_number="PO-2026-0417")
    approve(database, order, buyer)
    client = client_of(database, person=buyer)
    procurement.mark_outsourced(client.session, order.builds[0].id, [{"path": "1"}])
    procurement.release(client.session, [Seen(order.builds[0].id, 1)])
    set_language(language)
    screen = opened(qtbot, client, "arrivals")
    screen.resize(1700, 800)
    qtbot.waitUntil(screen.arrivals.lines_table.isVisible, timeout=PATIENCE_MS)
    for table in (screen.arrivals.table, screen.arrivals.lines_table):
        assert cut_off(table) == set()
        assert cut_off(table.horizontalHeader()) == set()


def test_a_line_is_received_only_after_a_question_that_names_it(
    qtbot: QtBot, database: Clone, client_of: Clients, buyer: TestPerson
) -> None:
    """Nothing takes it back: a touch on the wrong button books nothing."""
    order = submit_order(database, [build_json()])
    approve(database, order, buyer)
    (build,) = order.builds
    client = client_of(database, person=buyer)
    procurement.mark_outsourced(client.session, build.id, [{"path": "1"}])
    procurement.release(client.session, [Seen(build.id, 1)])
    tab = opened(qtbot, client, "arrivals").arrivals
    tab.lines_table.selectRow(0)
    left(qtbot, tab.received)
    question = asked(qtbot)
    assert tab.lines.rows[0].item in words_on(question)
    assert build.build_number in words_on(question)
    assert_looks_right(question)
    question.reject()
    closed(qtbot)
    assert [line.state for line in procurement.list_outsourced(client.session, build.id)] == ["MARKED"]
    left(qtbot, tab.received)
    asked(qtbot).accept()
    qtbot.waitUntil(
        lambda: [line.state for line in procurement.list_outsourced(client.session, build.id)] == ["RECEIVED"],
        timeout=PATIENCE_MS,
    )


def test_a_line_that_was_marked_meanwhile_is_not_taken_as_received(
    qtbot: QtBot, database: Clone, client_of: Clients, buyer: TestPerson
) -> None:
    """The question named one line; a colleague marks another one before it is answered."""
    order = submit_order(database, [build_json()])
    approve(database, order, buyer)
    (build,) = order.builds
    client = client_of(database, person=buyer)
    said = heard(client)
    procurement.mark_outsourced(client.session, build.id, [{"path": "1"}])
    procurement.release(client.session, [Seen(build.id, 1)])
    screen = opened(qtbot, client, "arrivals")
    tab = screen.arrivals
    tab.model.pick(tab.model.rows)
    left(qtbot, tab.arrival)
    question = asked(qtbot)
    procurement.mark_outsourced(client.session, build.id, [{"path": "2"}])
    question.accept()
    qtbot.waitUntil(lambda: bool(said), timeout=PATIENCE_MS)
    assert [message.kind for message in said] != ["ok"]
    assert builds.read_build(client.session, build.id).head.status == "SINK_BODY_EXTERNAL_PRODUCTION"
    assert {line.state for line in procurement.list_outsourced(client.session, build.id)} == {"MARKED"}
    screen.load()
    qtbot.waitUntil(lambda: len(tab.model.rows[0].open_lines) == 2, timeout=PATIENCE_MS)
    left(qtbot, tab.arrival)
    asked(qtbot).accept()
    qtbot.waitUntil(lambda: said[-1].kind == "ok", timeout=PATIENCE_MS)


def test_a_line_is_marked_with_the_part_that_was_ticked_though_the_bom_changes(
    qtbot: QtBot, shop: Shop, client_of: Clients
) -> None:
    """Another part stands on the ticked line meanwhile: nothing is marked until it is ticked again."""
    sink = build_json(length=72)
    order = submit_order(shop.coordinator.session, [sink])
    approve(shop.database, order, shop.procurement.person)
    (build,) = order.builds
    client = client_of(shop.database, person=shop.procurement.person)
    screen = opened(qtbot, client, "release")
    screen.release.table.selectRow(0)
    left(qtbot, screen.release.lines)
    dialog = asked(qtbot)
    assert isinstance(dialog, OutsourcingDialog)
    qtbot.waitUntil(lambda: bool(dialog.model.rows), timeout=PATIENCE_MS)
    body = next(entry for entry in dialog.model.rows if entry.line.item == "T2-BODY-61-72-HA")
    legs = next(entry for entry in dialog.model.rows if entry.line.item == "T2-DL27-FH-KIT")
    dialog.model.pick([body, legs])
    qtbot.keyClicks(dialog.supplier, "Sheet works")
    shop.change(build.id, {**sink, "length": 73})
    left(qtbot, dialog.action)
    qtbot.waitUntil(lambda: not client.runner.busy, timeout=PATIENCE_MS)
    assert procurement.list_outsourced(client.session, build.id) == ()
    assert "The BOM was changed; choose the line again." in words_on(dialog)
    qtbot.waitUntil(lambda: [entry.line.item for entry in dialog.model.picked] == [legs.line.item], timeout=PATIENCE_MS)
    dialog.model.pick([entry for entry in dialog.model.rows if entry.line.item == "T2-BODY-73-120-HA"])
    left(qtbot, dialog.action)
    closed(qtbot)
    (line,) = procurement.list_outsourced(client.session, build.id)
    assert (line.item, line.supplier) == ("T2-BODY-73-120-HA", "Sheet works")


def test_the_last_settled_issue_lets_the_build_go_on(qtbot: QtBot, shop: Shop, client_of: Clients) -> None:
    """No text, no settling; somebody who settled it first is told of, and the list is read again."""
    build_id = shop.in_assembly()
    for text in ("left corner bent", "the second one too"):
        assembly.report_part_issue(shop.assembler.session, build_id, "1", assembly.PartFault.DAMAGED, text)
    client = client_of(shop.database, person=shop.procurement.person)
    screen = opened(qtbot, client, "issues")
    tab = screen.issues
    assert_looks_right(screen)
    left(qtbot, tab.resolve)
    dialog = asked(qtbot)
    field = dialog.form.fields["text"]
    assert isinstance(field, Field)
    qtbot.keyClicks(field.editor, "  ")
    qtbot.mouseClick(deed_of(dialog), Qt.MouseButton.LeftButton)
    assert field.error
    other = shop.worker(Role.PROCUREMENT_SPECIALIST)
    first: IssueOfBuild = tab.model.rows[0]
    part_issues.settle_part_issue(other.session, Seen(first.issue.id, first.issue.version), "sent another one")
    qtbot.keyClicks(field.editor, "replaced")
    qtbot.mouseClick(deed_of(dialog), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.banner.isHidden(), timeout=PATIENCE_MS)
    assert field.editor.property("plainText") == "  replaced"  # nothing that was typed is lost
    dialog.done(0)
    closed(qtbot)
    screen.load()
    qtbot.waitUntil(lambda: len(tab.model.rows) == 1, timeout=PATIENCE_MS)
    assert not tab.resolve.isEnabled()  # the one that was chosen is gone; no other takes its place under the hand
    tab.table.selectRow(0)
    left(qtbot, tab.resolve)
    dialog = asked(qtbot)
    qtbot.keyClicks(dialog.form.fields["text"].editor, "replaced")
    qtbot.mouseClick(deed_of(dialog), Qt.MouseButton.LeftButton)
    closed(qtbot)
    qtbot.waitUntil(lambda: screen.tabs.tabText(3) == "Part issues", timeout=PATIENCE_MS)
    assert shop.place(build_id).status == "IN_ASSEMBLY"


def test_a_tab_is_made_when_it_is_looked_at(
    qtbot: QtBot, database: Clone, client_of: Clients, buyer: TestPerson
) -> None:
    """Four at once would hold the window up. All are counted; one made later shows what was read, and searched for."""
    order = submit_order(database, [build_json(), build_json()])
    approve(database, order, buyer)
    screen = opened(qtbot, client_of(database, person=buyer), "issues")
    assert [page.made is not None for page in (screen._approve, screen._release, screen._arrivals)] == [False] * 3
    assert screen.tabs.tabText(1) == "Release (2)"
    screen.search.setText(order.builds[1].build_number)
    screen.choose("release")
    assert [entry.build.id for entry in screen.release.model.rows] == [order.builds[1].id]
    screen.release.model.pick(screen.release.model.rows)
    again = ProcurementScreen(screen.client, screen.place)
    qtbot.addWidget(again)
    again.restore({**screen.state(), "tab": "arrivals"})
    assert again._release.made is None
    assert again.state()["stands"]["release"].marked == {order.builds[1].id}


def test_the_admin_looks_on_and_searches(qtbot: QtBot, database: Clone, client_of: Clients) -> None:
    """No button of procurement's; a search narrows down, one that finds nothing says so, an empty tab says why."""
    orders = [submit_order(database, customer=name) for name in ("North Clinic", "South Clinic")]
    screen = opened(qtbot, client_of(database, Role.ADMIN), "approve")
    assert not screen.approve.sign.isVisible()
    screen.search.setText(f"clinic {orders[1].po_number}")
    assert [item.record_id for item in screen.approve.model.rows] == [orders[1].builds[0].bom_revision_id]
    screen.search.setText("nobody knows")
    assert screen.approve._pages.currentIndex() == 2
    assert_looks_right(screen)
    screen.choose("issues")
    assert screen.issues._pages.currentIndex() == 1
    assert_looks_right(screen)
    kept = screen.state()
    again = ProcurementScreen(screen.client, screen.place)
    qtbot.addWidget(again)
    again.restore(kept)
    assert (again.search.text(), again.current) == ("nobody knows", "issues")


def test_a_release_while_the_server_is_away_is_sent_again_once(
    qtbot: QtBot, database: Clone, buyer: TestPerson, tmp_path: Path
) -> None:
    """The person is told, presses Send again when it is back, and the build is released once."""
    order = submit_order(database)
    approve(database, order, buyer)
    with client_over_a_line(database, buyer, tmp_path) as (client, line):
        said = heard(client)
        screen = opened(qtbot, client, "release")
        tab = screen.release
        tab.model.pick(tab.model.rows)
        line.stop_server()
        left(qtbot, tab.release)
        asked(qtbot).accept()
        qtbot.waitUntil(lambda: any(message.action for message in said), timeout=PATIENCE_MS)
        line.accept()
        action = next(message.action for message in said if message.action)
        action[1]()
        action[1]()
        qtbot.waitUntil(lambda: any(message.kind == "ok" for message in said), timeout=PATIENCE_MS)
        qtbot.waitUntil(lambda: not client.runner.busy, timeout=PATIENCE_MS)
        assert builds.read_build(client.session, order.builds[0].id).head.version == 2
        assert read_procurement(client.session).release == ()


def test_a_change_request_is_opened_by_its_button(qtbot: QtBot, shop: Shop, client_of: Clients) -> None:
    """A finger has no double click; without a chosen row there is nothing to open."""
    sink = build_json(length=72)
    order = submit_order(shop.coordinator.session, [sink])
    approve(shop.database, order, shop.procurement.person)
    ask, build_id = shop.coordinator.session, order.builds[0].id
    made = change_requests.open_change_request(ask, build_id, what="longer", why="customer asked for it")
    change_requests.draw_up(ask, made, {**sink, "length": 73}, seen_revision=1)
    client = client_of(shop.database, person=shop.procurement.person)
    screen = opened(qtbot, client, "approve")
    tab = screen.approve
    assert tab.open_change.isVisible()
    assert not tab.open_change.isEnabled()
    went = places(client)
    tab.changes_table.selectRow(0)
    left(qtbot, tab.open_change)
    assert went == [Place.of("change_request", request_id=made.id)]
