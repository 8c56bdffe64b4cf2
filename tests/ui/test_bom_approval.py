"""The BOM of a build is looked at, approved and signed; a change of it too."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import boms, change_requests
from cleanstation_desktop.services.orders import SubmittedOrder
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.ui.boms.compare_dialog import CompareDialog
from cleanstation_desktop.ui.boms.screen import BomScreen
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.widgets.signing import SignDialog
from tests.support.clusters import Clone
from tests.support.configurations import basin
from tests.support.orders import Person, approve, build_json, submit_order
from tests.support.people import TestPerson
from tests.support.screens import PATIENCE_MS, asked, heard
from tests.support.shop import Shop

Clients = Callable[..., Client]


@pytest.fixture
def order(database: Clone) -> SubmittedOrder:
    """An order of the coordinator's, its BOMs waiting for approval."""
    return submit_order(database, [build_json(), build_json(basins=[basin("e_sink")])])


def opened(qtbot: QtBot, client: Client, revision_id: int) -> BomScreen:
    """The screen of a revision, filled."""
    screen = BomScreen(client, Place.of("bom", bom_revision_id=revision_id))
    qtbot.addWidget(screen)
    screen.resize(1280, 740)
    screen.show()
    screen.load()
    qtbot.waitUntil(lambda: screen._foot.text() != "", timeout=10_000)
    return screen


def test_procurement_signs_with_a_password_typed_anew(
    qtbot: QtBot, database: Clone, client_of: Clients, buyer: TestPerson, order: SubmittedOrder
) -> None:
    """A wrong password signs nothing and says so; the right one approves, and the screen shows who signed."""
    client = client_of(database, person=buyer)
    screen = opened(qtbot, client, order.builds[0].bom_revision_id)
    qtbot.mouseClick(screen._approve, Qt.MouseButton.LeftButton)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SignDialog)
    assert dialog.password.text() == ""
    qtbot.keyClicks(dialog.password, "not the password")
    qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.banner.isHidden(), timeout=10_000)
    assert boms.read_bom(client.session, order.builds[0].bom_revision_id).head.state == "SUBMITTED"
    qtbot.keyClicks(dialog.password, buyer.password)
    qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    qtbot.waitUntil(screen._approve.isHidden, timeout=10_000)
    assert boms.read_bom(client.session, order.builds[0].bom_revision_id).head.state == "APPROVED"
    assert buyer.full_name in screen._note.accessibleName()


def test_a_bill_that_was_altered_after_signing_says_so(
    qtbot: QtBot, database: Clone, client_of: Clients, order: SubmittedOrder
) -> None:
    approve(database, order)
    with database.connect() as superuser:
        superuser.execute("ALTER TABLE cs.bom_line DISABLE TRIGGER a_append_only")
        superuser.execute("UPDATE cs.bom_line SET quantity = 9 WHERE sequence = 3")
    note = opened(qtbot, client_of(database, Role.ASSEMBLER), order.builds[0].bom_revision_id)._note
    assert note.accessibleName().startswith("This BOM was altered after it was signed")


def test_procurement_signs_before_quality_does(
    qtbot: QtBot, database: Clone, client_of: Clients, request: pytest.FixtureRequest
) -> None:
    """Once assembly has begun two sign: the first approves nothing, and is not asked for again."""
    shop = Shop(database)
    request.addfinalizer(shop.close)
    data = build_json()
    build_id = shop.in_assembly(data)
    ask = shop.coordinator.session
    wanted = change_requests.open_change_request(ask, build_id, what="wider", why="asked for")
    drawn = change_requests.draw_up(ask, wanted, {**data, "width": 40}, seen_revision=1)
    client = client_of(database, person=shop.procurement.person)
    said = heard(client)
    screen = opened(qtbot, client, drawn.revision.id)
    qtbot.mouseClick(screen._approve, Qt.MouseButton.LeftButton)
    dialog = asked(qtbot)
    assert isinstance(dialog, SignDialog)
    qtbot.keyClicks(dialog.password, shop.procurement.password)
    qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(said) and screen._approve.isHidden(), timeout=PATIENCE_MS)
    number = boms.read_bom(client.session, drawn.revision.id).bom.build_number
    assert said[-1].text == f"The BOM of {number} is signed; the signature of QC is still missing."
    assert boms.read_bom(client.session, drawn.revision.id).head.state == "SUBMITTED"
    said_above = " ".join(made.text() for made in screen._note.findChildren(QLabel))
    assert "It is not approved yet: another signature is missing." in said_above


def test_the_coordinator_may_look_but_not_approve(
    qtbot: QtBot, database: Clone, client_of: Clients, order: SubmittedOrder
) -> None:
    """The buttons of procurement are not there for others."""
    screen = opened(qtbot, client_of(database, Role.PRODUCTION_COORDINATOR), order.builds[0].bom_revision_id)
    assert screen._approve.isHidden()
    assert screen._send_back.isHidden()


@pytest.mark.parametrize("rejected", [False, True])
def test_a_change_is_approved_while_its_request_is_open(
    qtbot: QtBot, database: Clone, client_of: Clients, buyer: TestPerson, rejected: bool
) -> None:
    """Once it is closed nobody may sign its revision: it says which one is in force, and others compare with that."""
    data = build_json(length=72)
    made = submit_order(database, [data, build_json(length=72)])
    approve(database, made, buyer)
    first, other = made.builds
    with Person(database, Role.PRODUCTION_COORDINATOR) as coordinator:
        ask = coordinator.session
        request = change_requests.open_change_request(ask, first.id, what="other size", why="asked for")
        drawn = change_requests.draw_up(ask, request, {**data, "length": 84}, seen_revision=1)
        if rejected:
            change_requests.withdraw(ask, Seen(request.id, drawn.version), "no longer wanted")
    client = client_of(database, person=buyer)
    screen = opened(qtbot, client, drawn.revision.id)
    assert (screen._approve.isHidden(), screen._send_back.isHidden()) == (rejected, rejected)
    assert ("Revision 1 is in force" in screen._note.accessibleName()) == rejected
    stands = opened(qtbot, client, first.bom_revision_id)
    assert "is newer" not in stands._note.accessibleName()
    beside = opened(qtbot, client, other.bom_revision_id)
    beside._open_compare()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, CompareDialog)
    qtbot.keyClicks(dialog.build, first.build_number)
    qtbot.keyClick(dialog.build, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog._sum.text() != "", timeout=10_000)
    assert dialog._sum.text() == "No difference."
    dialog.accept()
