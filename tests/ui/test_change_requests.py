"""Changes of a build: asked for, drawn up in the wizard's editor, signed by two, withdrawn, and bad days."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QPushButton
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.errors import Finding
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import boms, builds, change_requests, moves
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.ui.boms.screen import BomScreen
from cleanstation_desktop.ui.change_requests.screen import ChangeRequestScreen
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.order_entry.configuration_page import ConfigurationPage
from cleanstation_desktop.ui.order_entry.wizard import CONFIGURATION
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.widgets.signing import SignDialog
from tests.support.orders import approve, build_json, submit_order
from tests.support.screens import PATIENCE_MS, asked, client_over_a_line, closed, deed_of, heard, places, show
from tests.support.shop import PRE_QC, PRODUCTION, Shop
from tests.support.ui import assert_looks_right, words_on

Clients = Callable[..., Client]


def opened(qtbot: QtBot, client: Client, **which: int) -> ChangeRequestScreen:
    made = ChangeRequestScreen(client, Place("change_request", which))
    return show(qtbot, made, lambda screen: screen.facts is not None)


def left(qtbot: QtBot, made: QAbstractButton) -> None:
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)


def give(qtbot: QtBot, screen: ChangeRequestScreen, path: str, value: object) -> None:
    """Answer as the field does, and wait until the rules have looked at it."""
    editor = screen.editor
    assert editor is not None
    editor.wizard.put(f"builds[0].{path}", value)
    qtbot.waitUntil(lambda: editor.wizard.is_checked, timeout=PATIENCE_MS)
    # The page is made from its top on; Tab is led through it when it is whole.
    qtbot.waitUntil(lambda: all(page.is_whole for page in editor.pages.values()), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not editor._tab_order.isActive(), timeout=PATIENCE_MS)


def test_the_window_waits_for_one_card_of_the_editor_at_a_time(qtbot: QtBot, shop: Shop, client_of: Clients) -> None:
    """All at once would hold it up; the rules are asked for one field after the other."""
    order = submit_order(shop.database)
    screen = opened(qtbot, client_of(shop.database, person=shop.coordinator.person), build_id=order.builds[0].id)
    editor = screen.editor
    assert editor is not None
    qtbot.waitUntil(lambda: CONFIGURATION in editor.pages, timeout=PATIENCE_MS)
    page = editor.pages[CONFIGURATION]
    assert isinstance(page, ConfigurationPage)
    page.fill()
    assert len(page.sections) == 1
    assert len(page._waiting) > 1
    qtbot.waitUntil(lambda: page.is_whole and not page._waiting, timeout=PATIENCE_MS)
    assert len(page.sections) > 1


def test_a_change_is_asked_for_drawn_up_and_signed_by_two(qtbot: QtBot, shop: Shop, client_of: Clients) -> None:
    """Once assembly has begun QC reviews too; then the touched forms are opened again, by name."""
    build_id = shop.in_assembly(build_json(length=72))
    shop.inspect(shop.assembler, build_id, PRODUCTION)
    coordinator = client_of(shop.database, person=shop.coordinator.person)
    screen = opened(qtbot, coordinator, build_id=build_id)
    left(qtbot, screen.asking.send)
    qtbot.waitUntil(lambda: bool(screen.form.fields["what"].error), timeout=PATIENCE_MS)
    screen.asking.what.setPlainText("a longer sink")
    screen.asking.why.setPlainText("the customer has another room")
    assert "not sent" in screen.unsaved()
    assert_looks_right(screen)
    left(qtbot, screen.asking.send)
    left(qtbot, screen.asking.send)
    qtbot.waitUntil(lambda: screen.editor is not None, timeout=PATIENCE_MS)
    assert screen.editor is not None
    assert not screen.send.isEnabled()  # nothing is changed yet
    give(qtbot, screen, "length", 9)
    qtbot.waitUntil(lambda: not screen.send.isEnabled(), timeout=PATIENCE_MS)
    assert "length" in screen.editor._fault.text().casefold()
    left(qtbot, screen.editor._fault)
    give(qtbot, screen, "length", 84)
    assert_looks_right(screen)
    kept = screen.state()
    again = opened_with(qtbot, coordinator, screen, kept)
    assert again.editor is not None
    assert again.editor.configuration()["length"] == 84
    left(qtbot, screen.send)
    left(qtbot, screen.send)
    qtbot.waitUntil(lambda: screen.pages.currentWidget() is screen.review, timeout=PATIENCE_MS)
    assert [change.field for change in screen.review.answers.rows] == ["length"]
    assert screen.review.lines.rowCount() > 0
    assert_looks_right(screen)
    buyer = client_of(shop.database, person=shop.procurement.person)
    (request,) = change_requests.list_change_requests(buyer.session, build_id=build_id, open_only=True)
    signs(qtbot, opened(qtbot, buyer, request_id=request.id), shop.procurement.password, "sign")
    quality = opened(qtbot, client_of(shop.database, person=shop.qc.person), request_id=request.id)
    assert quality.sign.isHidden()
    signs(qtbot, quality, shop.qc.password, "sign_qc")
    qtbot.waitUntil(lambda: bool(quality.facts and quality.facts.reopened), timeout=PATIENCE_MS)
    assert quality.facts is not None
    assert {form.kind for form in quality.facts.reopened} >= {PRE_QC}
    assert_looks_right(quality)
    went = places(quality.client)
    (first, *_rest) = [made for made in quality.review.findChildren(QPushButton) if made.text() == "Open"]
    left(qtbot, first)
    assert went[0].name == "inspection"
    assert builds.read_build(buyer.session, build_id).configuration["length"] == 84


def opened_with(qtbot: QtBot, client: Client, screen: ChangeRequestScreen, kept: object) -> ChangeRequestScreen:
    """The screen made anew, as after another language was chosen."""
    assert isinstance(kept, dict)
    made = ChangeRequestScreen(client, screen.place)
    made.restore(kept)
    return show(qtbot, made, lambda again: again.editor is not None)


def signs(qtbot: QtBot, screen: ChangeRequestScreen, password: str, name: str) -> None:
    """Sign in the dialog of this button."""
    made: QPushButton = getattr(screen, name)
    left(qtbot, made)
    dialog = asked(qtbot)
    assert isinstance(dialog, SignDialog)
    assert_looks_right(dialog)
    qtbot.keyClicks(dialog.password, password)
    qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    closed(qtbot)
    qtbot.waitUntil(made.isHidden, timeout=PATIENCE_MS)


def test_a_request_is_rejected_or_withdrawn_with_a_reason(qtbot: QtBot, shop: Shop, client_of: Clients) -> None:
    """Procurement rejects, the coordinator withdraws; the approved BOM stands, and the next change begins with it."""
    data = build_json(length=72)
    build_id = shop.arrived_build(data)
    ask = shop.coordinator.session
    first = change_requests.open_change_request(ask, build_id, what="other size", why="asked for")
    change_requests.draw_up(ask, first, {**data, "length": 84}, seen_revision=1)
    buyer = opened(qtbot, client_of(shop.database, person=shop.procurement.person), request_id=first.id)
    assert buyer.withdraw.isHidden()
    assert buyer.sign_qc.isHidden()  # assembly has not begun
    left(qtbot, buyer.reject)
    dialog = asked(qtbot)
    left(qtbot, deed_of(dialog))
    assert dialog.form.fields["text"].error
    qtbot.keyClicks(dialog.form.fields["text"].editor, "body is cut already")
    left(qtbot, deed_of(dialog))
    closed(qtbot)
    qtbot.waitUntil(buyer.reject.isHidden, timeout=PATIENCE_MS)
    assert "body is cut already" in buyer.card._decision.text()
    change_requests.open_change_request(ask, build_id, what="another size", why="asked for")
    coordinator = client_of(shop.database, person=shop.coordinator.person)
    screen = opened(qtbot, coordinator, build_id=build_id)
    assert screen.editor is not None
    assert screen.editor.configuration()["length"] == 72  # not what was rejected
    give(qtbot, screen, "length", 96)
    looks = opened(qtbot, client_of(shop.database, person=shop.qc.person), build_id=build_id)
    assert looks.pages.currentWidget() is looks._waiting
    assert_looks_right(looks)
    # Somebody else draws up first: what was changed here is kept, and theirs can be shown.
    (request,) = change_requests.list_change_requests(ask, build_id=build_id, open_only=True)
    last = boms.revisions_of(ask, build_id)[-1].revision
    change_requests.draw_up(ask, Seen(request.id, request.version), {**data, "length": 60}, seen_revision=last)
    said = heard(coordinator)
    left(qtbot, screen.send)
    qtbot.waitUntil(lambda: bool(said) and said[-1].kind == "warn", timeout=PATIENCE_MS)
    load = said[-1].action
    assert load is not None
    load[1]()
    qtbot.waitUntil(lambda: not screen._note.isHidden(), timeout=PATIENCE_MS)
    assert screen.editor.configuration()["length"] == 96
    (theirs,) = [made for made in screen._note.findChildren(QPushButton) if not made.isHidden()]
    left(qtbot, theirs)
    left(qtbot, deed_of(asked(qtbot)))
    qtbot.waitUntil(lambda: screen.pages.currentWidget() is screen.review, timeout=PATIENCE_MS)
    assert [change.new for change in screen.review.answers.rows] == [60]
    left(qtbot, screen.withdraw)
    dialog = asked(qtbot)
    qtbot.keyClicks(dialog.form.fields["text"].editor, "no longer wanted")
    left(qtbot, deed_of(dialog))
    closed(qtbot)
    qtbot.waitUntil(screen.withdraw.isHidden, timeout=PATIENCE_MS)


def test_a_change_that_is_sent_back_says_why_and_is_drawn_up_anew(qtbot: QtBot, shop: Shop, client_of: Clients) -> None:
    """Nobody is offered to sign what was sent back; what is signed already is not sent back."""
    data = build_json(length=72)
    build_id = shop.in_assembly(data)
    ask = shop.coordinator.session
    request = change_requests.open_change_request(ask, build_id, what="other size", why="asked for")
    drawn = change_requests.draw_up(ask, request, {**data, "length": 84}, seen_revision=1)
    boms.send_back(shop.procurement.session, Seen(drawn.revision.id, 1), "it says 90 on the drawing")
    for worker in (shop.procurement, shop.qc):
        looks = opened(qtbot, client_of(shop.database, person=worker.person), request_id=request.id)
        assert (looks.sign.isHidden(), looks.sign_qc.isHidden()) == (True, True)
        assert "it says 90 on the drawing" in looks._note.accessibleName()
        assert "✓ Drawn up" not in words_on(looks)
        assert_looks_right(looks)
    screen = opened(qtbot, client_of(shop.database, person=shop.coordinator.person), request_id=request.id)
    left(qtbot, screen.again)
    assert "it says 90 on the drawing" in screen._note.accessibleName()
    give(qtbot, screen, "length", 90)
    left(qtbot, screen.send)
    qtbot.waitUntil(lambda: screen.pages.currentWidget() is screen.review, timeout=PATIENCE_MS)
    assert [change.new for change in screen.review.answers.rows] == [90]
    assert screen._note.isHidden()
    buyer = client_of(shop.database, person=shop.procurement.person)
    signs(qtbot, opened(qtbot, buyer, request_id=request.id), shop.procurement.password, "sign")
    last = boms.revisions_of(ask, build_id)[-1]
    bill = show(
        qtbot, BomScreen(buyer, Place.of("bom", bom_revision_id=last.id)), lambda made: made._loaded is not None
    )
    assert (bill._send_back.isHidden(), bill._approve.isHidden()) == (True, True)


def test_before_approval_the_configuration_is_changed_at_once(qtbot: QtBot, shop: Shop, tmp_path: Path) -> None:
    """With a reason; while the server is away nothing is lost, and sent again it makes one revision."""
    order = submit_order(shop.coordinator.session, [build_json(length=72)])
    build_id = order.builds[0].id
    with client_over_a_line(shop.database, shop.coordinator.person, tmp_path) as (client, line):
        said, went = heard(client), places(client)
        screen = opened(qtbot, client, build_id=build_id)
        assert screen.editor is not None
        give(qtbot, screen, "width", 34)
        left(qtbot, screen.send)
        qtbot.waitUntil(lambda: bool(screen.form.fields["reason"].error), timeout=PATIENCE_MS)
        screen.reason.setText("wider, as the drawing says")
        assert_looks_right(screen)
        line.stop_server()
        left(qtbot, screen.send)
        qtbot.waitUntil(lambda: any(message.action for message in said), timeout=PATIENCE_MS)
        line.accept()
        again = next(message.action for message in said if message.action)
        again[1]()
        again[1]()
        qtbot.waitUntil(lambda: bool(went), timeout=PATIENCE_MS)
        assert went == [Place.of("build", build_id=build_id)]
        made = builds.read_build(client.session, build_id)
        assert [row.revision for row in made.revisions] == [1, 2]
        assert made.configuration["width"] == 34


@pytest.mark.parametrize("way", ["back", "at once"])
def test_what_somebody_else_changed_meanwhile_is_not_taken_back_unasked(
    qtbot: QtBot, shop: Shop, client_of: Clients, way: str
) -> None:
    """Who comes back to a half-made change, also in another language, is told; before it goes over theirs, asked."""
    data = build_json(length=72)
    build_id = submit_order(shop.coordinator.session, [data]).builds[0].id
    coordinator = client_of(shop.database, person=shop.coordinator.person)
    screen = opened(qtbot, coordinator, build_id=build_id)
    give(qtbot, screen, "width", 34)
    boms.revise(shop.coordinator.session, build_id, {**data, "length": 84}, seen_revision=1, reason="a longer room")
    if way == "back":
        screen = opened_with(qtbot, coordinator, screen, screen.state())
    else:
        screen.load()
    qtbot.waitUntil(lambda: not screen._note.isHidden(), timeout=PATIENCE_MS)
    assert "Somebody else made revision 2 meanwhile" in screen._note.accessibleName()
    assert screen.editor is not None
    assert (screen.editor.configuration()["width"], screen.editor.configuration()["length"]) == (34, 72)
    again = opened_with(qtbot, coordinator, screen, screen.state())
    assert not again._note.isHidden()
    screen.reason.setText("wider")
    left(qtbot, screen.send)
    dialog = asked(qtbot)
    assert "Changed against theirs: Width, Length" in words_on(dialog)
    assert_looks_right(dialog)
    dialog.reject()
    assert len(boms.revisions_of(coordinator.session, build_id)) == 2
    went = places(coordinator)
    left(qtbot, screen.send)
    left(qtbot, deed_of(asked(qtbot)))
    qtbot.waitUntil(lambda: bool(went), timeout=PATIENCE_MS)
    made = builds.read_build(coordinator.session, build_id)
    assert [row.revision for row in made.revisions] == [1, 2, 3]
    assert (made.configuration["width"], made.configuration["length"]) == (34, 72)


def test_others_are_told_who_asks(qtbot: QtBot, shop: Shop, client_of: Clients) -> None:
    """Without a request there is nothing to do for anybody but the coordinator."""
    build_id = shop.arrived_build()
    screen = opened(qtbot, client_of(shop.database, Role.ASSEMBLER), build_id=build_id)
    assert "coordinator asks" in screen._waiting.words.text()
    assert_looks_right(screen)


def test_a_fault_of_an_accessory_is_shown_though_nobody_was_at_the_accessories(
    qtbot: QtBot, shop: Shop, client_of: Clients
) -> None:
    shelf = {"item": "T-OA-SSSHELF-1812-BOLT-ON-KIT", "quantity": 1}
    build_id = submit_order(shop.coordinator.session, [build_json(length=72, accessories=[shelf])]).builds[0].id
    screen = opened(qtbot, client_of(shop.database, person=shop.coordinator.person), build_id=build_id)
    qtbot.waitUntil(lambda: screen.editor is not None, timeout=PATIENCE_MS)
    assert screen.editor is not None
    found = Finding("error", "excluded", "accessories[0].quantity", "Not with this body.")
    assert screen.editor.show_findings([found]) == []
    assert screen.editor.tabs.currentIndex() == 1


def test_what_is_changed_is_kept_when_somebody_else_acts(qtbot: QtBot, shop: Shop, client_of: Clients) -> None:
    """Approved before it was sent, then rejected while it was drawn up: it is asked for anew and goes on from there."""
    order = submit_order(shop.coordinator.session, [build_json(length=72)])
    build_id = order.builds[0].id
    screen = opened(qtbot, client_of(shop.database, person=shop.coordinator.person), build_id=build_id)
    give(qtbot, screen, "length", 84)
    approve(shop.database, order)
    screen.load()
    qtbot.waitUntil(lambda: screen.pages.currentWidget() is screen.asking, timeout=PATIENCE_MS)
    assert "What you changed is kept" in screen._note.accessibleName()
    assert "not drawn up" in screen.unsaved()
    assert_looks_right(screen)
    again = ChangeRequestScreen(screen.client, screen.place)
    again.restore(screen.state())
    show(qtbot, again, lambda made: made.facts is not None)
    assert "What you changed is kept" in again._note.accessibleName()
    ask(qtbot, again)
    assert again.editor is not None
    assert again.editor.configuration()["length"] == 84
    assert again._note.isHidden()

    give(qtbot, again, "width", 34)
    (request,) = change_requests.list_change_requests(shop.procurement.session, build_id=build_id, open_only=True)
    change_requests.reject(shop.procurement.session, Seen(request.id, request.version), "body is cut already")
    again.load()
    qtbot.waitUntil(lambda: again.editor is None, timeout=PATIENCE_MS)
    assert "not drawn up" in again.unsaved()
    assert_looks_right(again)
    (anew,) = [made for made in again._note.findChildren(QPushButton) if not made.isHidden()]
    left(qtbot, anew)
    qtbot.waitUntil(lambda: again.pages.currentWidget() is again.asking, timeout=PATIENCE_MS)
    ask(qtbot, again)
    assert again.editor is not None
    assert [change.field for change in again.editor.wizard.changes] == ["width", "length"]


def ask(qtbot: QtBot, screen: ChangeRequestScreen) -> None:
    """Ask for a change, and wait until it can be drawn up."""
    screen.asking.what.setPlainText("another size")
    screen.asking.why.setPlainText("the customer asked")
    left(qtbot, screen.asking.send)
    qtbot.waitUntil(lambda: screen.editor is not None, timeout=PATIENCE_MS)


def test_changes_are_thrown_away_after_a_question_alone(qtbot: QtBot, shop: Shop, client_of: Clients) -> None:
    """With nothing changed there is nothing to ask."""
    data = build_json(length=72)
    build_id = shop.arrived_build(data)
    request = change_requests.open_change_request(shop.coordinator.session, build_id, what="longer", why="asked for")
    change_requests.draw_up(shop.coordinator.session, request, {**data, "length": 84}, seen_revision=1)
    screen = opened(qtbot, client_of(shop.database, person=shop.coordinator.person), build_id=build_id)
    left(qtbot, screen.again)
    left(qtbot, screen.give_up)
    qtbot.waitUntil(lambda: screen.pages.currentWidget() is screen.review, timeout=PATIENCE_MS)
    left(qtbot, screen.again)
    give(qtbot, screen, "length", 96)
    left(qtbot, screen.give_up)
    dialog = asked(qtbot)
    assert_looks_right(dialog)
    dialog.reject()
    closed(qtbot)
    assert screen.editor is not None
    assert screen.editor.configuration()["length"] == 96
    left(qtbot, screen.give_up)
    left(qtbot, deed_of(asked(qtbot)))
    qtbot.waitUntil(lambda: screen.pages.currentWidget() is screen.review, timeout=PATIENCE_MS)
    assert screen.unsaved() == ""
    # Of a build that is cancelled meanwhile nothing can be drawn up: that is told, and nothing is kept.
    left(qtbot, screen.again)
    give(qtbot, screen, "length", 96)
    moves.cancel(shop.coordinator.session, shop.coordinator.password, shop.seen(build_id), "not wanted")
    screen.load()
    qtbot.waitUntil(lambda: screen.editor is None, timeout=PATIENCE_MS)
    assert "cancelled" in screen._note.accessibleName()
    assert screen.unsaved() == ""
