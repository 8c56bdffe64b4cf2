"""Bad days at the checklist: the server goes away, two inspectors answer at once, floods of text, impatient fingers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.checklist import Result
from cleanstation_desktop.domain.checklist_template import ItemKind, Outcome
from cleanstation_desktop.services import inspections
from cleanstation_desktop.services.inspections import Answer
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.ui.client import Client, StationFacts
from cleanstation_desktop.ui.input.number_pad import NumberPadDialog
from cleanstation_desktop.ui.inspections import card_list
from cleanstation_desktop.ui.inspections.item_card import ItemCard
from cleanstation_desktop.ui.inspections.outbox import outbox_of
from cleanstation_desktop.ui.inspections.screen import InspectionScreen
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.shell.window import MainWindow
from tests.support.clusters import Clone
from tests.support.configurations import ADJUSTABLE, PEGBOARD, basin
from tests.support.inspections import answer_everything, item_of, recorded_answers
from tests.support.orders import build_json
from tests.support.people import TestPerson, session_of
from tests.support.screens import asked
from tests.support.shop import PRE_QC, TEST, Shop
from tests.support.slow_proxy import SlowProxy
from tests.support.ui import words_on
from tests.support.windows import work_of

Clients = Callable[..., Client]
WAIT = 15_000


@pytest.fixture
def proxy(database: Clone) -> Iterator[SlowProxy]:
    """The network between the station and the server."""
    url = database.url()
    with SlowProxy(url.host or "127.0.0.1", url.port or 5432) as made:
        yield made


@pytest.fixture
def far_client(qapp: QApplication, database: Clone, shop: Shop, proxy: SlowProxy, tmp_path: Path) -> Iterator[Client]:
    """The QC person's client behind that network."""
    session = session_of(database, shop.qc.person, url=proxy.url(database.url()))
    made = Client(session, StationFacts("bench-1", "demo", "localhost", tmp_path))
    yield made
    made.close()
    qapp.sendPostedEvents()
    qapp.processEvents()


def opened(qtbot: QtBot, client: Client, inspection_id: int, *, left: bool = False) -> InspectionScreen:
    """The screen of an inspection, filled. Parameter: left, the test itself takes it away."""
    screen = InspectionScreen(client, Place.of("inspection", inspection_id=inspection_id))
    if not left:
        qtbot.addWidget(screen)
    screen.resize(1040, 740)
    screen.show()
    screen.load()
    qtbot.waitUntil(lambda: screen.cards.complete, timeout=WAIT)
    return screen


def card_of(qtbot: QtBot, screen: InspectionScreen, code: str) -> ItemCard:
    """The card of an item of the whole sink."""
    assert screen.filling.inspection is not None
    item = item_of(screen.filling.inspection, code)
    screen.go_to(item.id)
    qtbot.waitUntil(lambda: screen.cards.current == item.id and screen.cards.complete, timeout=WAIT)
    return screen.cards.cards[item.id]


def test_the_server_stops_while_a_form_is_filled_in(
    qtbot: QtBot, database: Clone, shop: Shop, proxy: SlowProxy, far_client: Client
) -> None:
    """Answers wait, are shown as such, survive leaving the screen, and are recorded once when the server is back."""
    key = inspections.start(shop.qc.session, shop.arrived_build(), PRE_QC)
    screen = opened(qtbot, far_client, key, left=True)
    proxy.stop_server()
    first, second = card_of(qtbot, screen, "PP-05"), card_of(qtbot, screen, "PP-09")
    first._answers[Outcome.PASS].click()
    qtbot.waitUntil(lambda: first._state.words == "Not yet saved", timeout=WAIT)
    second._answers[Outcome.PASS].click()
    assert "2 not yet saved" in screen.foot.words
    assert screen.foot.again.isVisible()
    assert "Not saved yet: 2 answers" in screen.unsaved()
    screen.foot.sign.click()  # nothing is signed while answers are on their way
    # Changed while it waits: what was asked first is settled first, then the newer answer is sent.
    first._answers[Outcome.FAIL].click()
    assert first._panel is not None
    first._panel.edit.setPlainText("a dent after all")
    first._panel.send()
    items = (first.item.id, second.item.id)
    again = InspectionScreen(far_client, screen.place)  # the person leaves and comes back
    screen.hide()
    screen.deleteLater()
    qtbot.addWidget(again)
    assert recorded_answers(database, items[0]) == []
    assert far_client.unsaved()  # what signing out would lose, wherever the person is by then
    proxy.accept()
    outbox_of(far_client).try_now()
    qtbot.waitUntil(lambda: outbox_of(far_client).unsaved(key) == 0, timeout=WAIT)
    again.show()
    again.load()
    qtbot.waitUntil(lambda: again.cards.complete and again.filling.counts().answered == 2, timeout=WAIT)
    assert recorded_answers(database, items[0]) in ([("FAIL", 1)], [("FAIL", 2)])
    assert recorded_answers(database, items[1]) == [("PASS", 1)]
    assert not far_client.unsaved()
    assert again.foot.words == "All answers are saved"


def test_an_answer_whose_reply_was_lost_is_recorded_once(
    qtbot: QtBot, database: Clone, shop: Shop, proxy: SlowProxy, far_client: Client
) -> None:
    """The server recorded it, the line broke before it could say so: the same command is sent again."""
    key = inspections.start(shop.qc.session, shop.arrived_build(), PRE_QC)
    screen = opened(qtbot, far_client, key)
    card = card_of(qtbot, screen, "PP-05")
    proxy.delay = 0.4
    card._answers[Outcome.PASS].click()
    qtbot.waitUntil(lambda: recorded_answers(database, card.item.id) != [], timeout=WAIT)
    proxy.stop_server()
    qtbot.waitUntil(lambda: screen.filling.outbox.waiting, timeout=WAIT)
    proxy.delay = 0.0
    proxy.accept()
    qtbot.waitUntil(lambda: screen.filling.unsaved() == 0 and "Saved" in card._state.words, timeout=WAIT)
    assert recorded_answers(database, card.item.id) == [("PASS", 1)]


def _says(card: ItemCard, words: str) -> bool:
    return words in words_on(card)


def test_two_inspectors_answer_the_same_item(qtbot: QtBot, database: Clone, shop: Shop, client_of: Clients) -> None:
    """Both answers are shown and stay under the hand, neither is lost: one keeps the other's or saves his own."""
    key = inspections.start(shop.qc.session, shop.arrived_build(), PRE_QC)
    client = client_of(database, person=shop.qc.person)
    screen = opened(qtbot, client, key)
    other = shop.worker(*shop.qc.person.roles)
    for code, keep, outcome in (("PP-05", "Keep the other answer", "FAIL"), ("PP-09", "Save mine instead", "PASS")):
        card = card_of(qtbot, screen, code)
        inspections.answer(other.session, card.item.id, Answer(Outcome.FAIL, note="a scratch"))
        card._answers[Outcome.PASS].click()
        qtbot.waitUntil(partial(_says, card, f"{other.person.initials} answered this"), timeout=WAIT)
        assert "a scratch" in words_on(card)
        assert "Your answer, not saved: Pass" in words_on(card)
        assert screen.filling.unsaved() == 1
        chosen = next(made for made in card.findChildren(QPushButton) if made.text() == keep)
        chosen.setFocus()
        screen.load()  # whatever somebody else did in this form meanwhile
        qtbot.waitUntil(lambda: not client.runner.busy, timeout=WAIT)
        assert chosen.isVisible()
        assert chosen.hasFocus()
        chosen.click()
        qtbot.waitUntil(lambda: screen.filling.unsaved() == 0, timeout=WAIT)
        qtbot.waitUntil(partial(_says, card, "Saved"), timeout=WAIT)
        assert [row[0] for row in recorded_answers(database, card.item.id)] == [outcome]


def _said_by(card: ItemCard, person: TestPerson) -> bool:
    return f"{person.initials} answered this" in words_on(card)


def test_a_note_begun_before_somebody_elses_answer(
    qtbot: QtBot, database: Clone, shop: Shop, client_of: Clients
) -> None:
    """What was recorded while the note was written is shown before it is changed."""
    key = inspections.start(shop.qc.session, shop.arrived_build(), PRE_QC)
    screen = opened(qtbot, client_of(database, person=shop.qc.person), key)
    other = shop.worker(*shop.qc.person.roles)
    card = card_of(qtbot, screen, "PP-09")
    card._answers[Outcome.FAIL].click()
    assert card._panel is not None
    card._panel.edit.setPlainText("the basin is too")
    inspections.answer(other.session, card.item.id, Answer(Outcome.PASS, note="measured, within the drawing"))
    screen.load()
    qtbot.waitUntil(lambda: card.item.answer is not None, timeout=WAIT)
    card._panel.edit.setPlainText("the basin is too wide")
    card._panel.send()
    qtbot.waitUntil(lambda: _said_by(card, other.person), timeout=WAIT)
    assert "Pass – measured, within the drawing" in words_on(card)
    assert "Your answer, not saved: Fail – the basin is too wide" in words_on(card)
    assert recorded_answers(database, card.item.id) == [("PASS", 1)]
    next(made for made in card.findChildren(QPushButton) if made.text() == "Save mine instead").click()
    qtbot.waitUntil(lambda: recorded_answers(database, card.item.id) == [("FAIL", 2)], timeout=WAIT)


def test_a_line_typed_before_somebody_elses_answer(
    qtbot: QtBot, database: Clone, shop: Shop, client_of: Clients
) -> None:
    """A text that was typed and not taken yet does not take the place of one that was recorded meanwhile."""
    key = inspections.start(shop.qc.session, shop.arrived_build(), PRE_QC)
    screen = opened(qtbot, client_of(database, person=shop.qc.person), key)
    other = shop.worker(*shop.qc.person.roles)
    card = card_of(qtbot, screen, "PP-01")
    assert card._text is not None
    QTest.keyClicks(card._text.line, "J-7")
    inspections.answer(other.session, card.item.id, Answer(text="J-1"))
    screen.load()
    qtbot.waitUntil(lambda: card.item.answer is not None, timeout=WAIT)
    QTest.keyClicks(card._text.line, "7")
    card._text.send()
    qtbot.waitUntil(lambda: _said_by(card, other.person), timeout=WAIT)
    assert "Pass – J-1" in words_on(card)
    assert "Your answer, not saved: Pass – J-77" in words_on(card)
    assert recorded_answers(database, card.item.id) == [("PASS", 1)]
    next(made for made in card.findChildren(QPushButton) if made.text() == "Keep the other answer").click()
    assert card._text.text == "J-1"
    # Emptied, the line begins anew: by then the card says who answered.
    card._text.line.setFocus()
    card._text.line.selectAll()
    QTest.keyClicks(card._text.line, "J-8")
    inspections.answer(other.session, card.item.id, Answer(text="J-2"), version=1)
    screen.load()
    qtbot.waitUntil(lambda: card.item.answer is not None and card.item.answer.version == 2, timeout=WAIT)
    assert card._state.words == "Not complete yet"
    card._text.line.selectAll()
    QTest.keyClick(card._text.line, Qt.Key.Key_Backspace)
    assert other.person.initials in card._state.words
    QTest.keyClicks(card._text.line, "J-9")
    card._text.send()
    qtbot.waitUntil(lambda: recorded_answers(database, card.item.id) == [("PASS", 3)], timeout=WAIT)


def test_ones_own_answer_recorded_meanwhile_is_no_conflict(
    qtbot: QtBot, database: Clone, shop: Shop, proxy: SlowProxy, far_client: Client
) -> None:
    """Pass is on its way when Fail is pressed: while its note is written, the form shows the Pass."""
    key = inspections.start(shop.qc.session, shop.arrived_build(), PRE_QC)
    screen = opened(qtbot, far_client, key)
    card = card_of(qtbot, screen, "PP-05")
    proxy.delay = 0.1
    card._answers[Outcome.PASS].click()
    card._answers[Outcome.FAIL].click()
    assert card._panel is not None
    qtbot.waitUntil(lambda: screen.filling.entry(card.item) is None, timeout=WAIT)
    card._panel.edit.setPlainText("a dent after all")
    card._panel.send()
    qtbot.waitUntil(lambda: screen.filling.unsaved() == 0 and "Saved" in card._state.words, timeout=WAIT)
    assert recorded_answers(database, card.item.id) == [("FAIL", 2)]


def test_the_same_answer_once_more_keeps_its_note(
    qtbot: QtBot, database: Clone, shop: Shop, client_of: Clients
) -> None:
    """Only the note panel takes a note away."""
    key = inspections.start(shop.qc.session, shop.arrived_build(), PRE_QC)
    screen = opened(qtbot, client_of(database, person=shop.qc.person), key)
    check, line = card_of(qtbot, screen, "PP-05"), card_of(qtbot, screen, "PP-03")
    accepted = "small scratch at the back, accepted"
    inspections.answer(shop.qc.session, check.item.id, Answer(Outcome.PASS, note=accepted))
    inspections.answer(shop.qc.session, line.item.id, Answer(number=Decimal(1), note="far too short"))
    screen.load()
    qtbot.waitUntil(lambda: screen.filling.item(line.item.id).answer is not None, timeout=WAIT)
    check._answers[Outcome.PASS].click()
    assert screen.filling.unsaved() == 0
    assert not screen.filling.drafts
    assert accepted in words_on(check)
    screen.filling.give(line.item, Answer(number=Decimal("1.0")))  # as the number pad hands it over
    # What fails asks what is wrong, and offers what was written.
    assert line._panel is not None
    assert line._panel.edit.toPlainText() == "far too short"
    line._panel.send()
    assert screen.filling.unsaved() == 0
    check._note_button.click()
    assert check._panel is not None
    assert check._panel.edit.toPlainText() == accepted
    check._panel.edit.appendPlainText("by the customer")
    check._answers[Outcome.PASS].click()
    assert check._answers[Outcome.PASS].isChecked()
    assert "by the customer" in check._panel.edit.toPlainText()
    check._panel.edit.clear()
    check._panel.send()
    qtbot.waitUntil(lambda: recorded_answers(database, check.item.id) == [("PASS", 2)], timeout=WAIT)
    qtbot.waitUntil(lambda: accepted not in words_on(check), timeout=WAIT)
    assert recorded_answers(database, line.item.id) == [("FAIL", 1)]


def test_a_line_half_typed_is_not_taken_by_the_lock(
    qtbot: QtBot, database: Clone, shop: Shop, window: MainWindow
) -> None:
    """Nor by another window, nor by leaving the page: it stays as typed until the person goes on in the form."""
    key = inspections.start(shop.qc.session, shop.arrived_build(), PRE_QC)
    work = work_of(qtbot, window, shop.qc.person)
    work.go(Place.of("inspection", inspection_id=key))
    screen = work.screen_shown
    assert isinstance(screen, InspectionScreen)
    qtbot.waitUntil(lambda: screen.cards.complete, timeout=WAIT)
    card = card_of(qtbot, screen, "PP-01")
    assert card._text is not None
    line = card._text.line
    qtbot.waitUntil(line.hasFocus, timeout=WAIT)
    QTest.keyClicks(line, "J-7")
    ways: list[tuple[Callable[[], None], Callable[[], None]]] = [
        (window.lock, partial(window._open, work)),
        (partial(work.go, Place("home")), lambda: asked(qtbot).reject()),
    ]
    for away, back in ways:
        away()
        qtbot.waitUntil(lambda: not line.hasFocus(), timeout=WAIT)
        assert screen.filling.unsaved() == 0
        back()
        qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None, timeout=WAIT)
        window.activateWindow()
        line.setFocus()
        qtbot.waitUntil(line.hasFocus, timeout=WAIT)
        assert line.text() == "J-7"
        assert "Begun and not finished" in screen.unsaved()
    assert recorded_answers(database, card.item.id) == []
    QTest.keyClicks(line, "7")
    line.clearFocus()  # as any other place in the form takes it away
    qtbot.waitUntil(lambda: recorded_answers(database, card.item.id) == [("PASS", 1)], timeout=WAIT)


def test_a_line_typed_is_taken_when_the_page_is_turned(
    qtbot: QtBot, database: Clone, shop: Shop, client_of: Clients
) -> None:
    """By the keyboard too, where nothing else gets the focus before the line is gone."""
    key = inspections.start(shop.qc.session, shop.arrived_build(), PRE_QC)
    screen = opened(qtbot, client_of(database, person=shop.qc.person), key)
    card = card_of(qtbot, screen, "PP-01")
    assert card._text is not None
    item_id, line = card.item.id, card._text.line
    qtbot.waitUntil(line.hasFocus, timeout=WAIT)
    QTest.keyClicks(line, "J-7")
    screen.turn_to(screen.filling.pages[1].key)
    qtbot.waitUntil(lambda: recorded_answers(database, item_id) == [("PASS", 1)], timeout=WAIT)
    assert not screen.filling.drafts


def test_a_form_that_is_signed_while_an_answer_is_given(
    qtbot: QtBot, database: Clone, shop: Shop, client_of: Clients
) -> None:
    """A note, a reading and a line that are given after somebody else signed are refused in words, and not lost."""
    key = inspections.start(shop.qc.session, shop.arrived_build(), PRE_QC)
    filled = answer_everything(shop.qc.session, key, instrument_id=shop.thermometer)
    screen = opened(qtbot, client_of(database, person=shop.qc.person), key)
    check, reading = card_of(qtbot, screen, "PP-05").item, item_of(filled, "PP-03")
    screen.cards.cards[check.id]._answers[Outcome.FAIL].click()
    screen.answers.ask_reading(reading.id)
    pad = screen.findChildren(NumberPadDialog)[0]
    line = card_of(qtbot, screen, "PP-01")
    assert line._text is not None
    line._text.line.clear()
    QTest.keyClicks(line._text.line, "J-7")
    other = shop.worker(*shop.qc.person.roles)
    seen = Seen(key, filled.version)
    inspections.sign(other.session, other.password, seen, Result.PASSED)
    screen.load()
    qtbot.waitUntil(lambda: not screen.filling.editable and screen.cards.complete, timeout=WAIT)
    QTest.keyClicks(pad.pad.field, "1000")
    QTest.keyClick(pad.pad.field, Qt.Key.Key_Return)
    line = card_of(qtbot, screen, "PP-01")
    qtbot.waitUntil(partial(_says, line, "This inspection is signed"), timeout=WAIT)
    assert "J-7" in words_on(line)
    next(made for made in line.findChildren(QPushButton) if made.text() == "Discard this answer").click()
    for item, note in ((check, "a dent after all"), (reading, "far too long")):
        card = card_of(qtbot, screen, item.code)
        assert card._panel is not None
        card._panel.edit.setPlainText(note)
        card._panel.send()
        qtbot.waitUntil(partial(_says, card, "This inspection is signed"), timeout=WAIT)
        assert note in words_on(card)
        assert recorded_answers(database, item.id) == [("PASS", 1)]
        next(made for made in card.findChildren(QPushButton) if made.text() == "Discard this answer").click()
    assert screen.unsaved() == ""


def test_impatient_fingers_and_floods_of_text(qtbot: QtBot, database: Clone, shop: Shop, client_of: Clients) -> None:
    """Two clicks are one answer; 10,000 characters are told and kept; an answer the server refuses says why."""
    order = shop.arrived()
    key = inspections.start(shop.qc.session, order.builds[0].id, PRE_QC)
    client = client_of(database, person=shop.qc.person)
    screen = opened(qtbot, client, key)
    card = card_of(qtbot, screen, "PP-05")
    for _ in range(4):
        QTest.mouseClick(card._answers[Outcome.PASS], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Saved" in card._state.words, timeout=WAIT)
    assert recorded_answers(database, card.item.id) == [("PASS", 1)]
    card._answers[Outcome.FAIL].click()
    assert card._panel is not None
    QApplication.clipboard().setText("x" * 10_000)
    card._panel.edit.paste()
    card._panel.send()
    assert "at most 1,000 characters; this one has 10,000" in card._panel.field.error
    assert len(card._panel.edit.toPlainText()) == 10_000
    card._panel.edit.setPlainText("too short a weld")
    card._panel.send()
    qtbot.waitUntil(lambda: recorded_answers(database, card.item.id) == [("FAIL", 2)], timeout=WAIT)
    line = card_of(qtbot, screen, "PP-01")
    assert line._text is not None
    line._text.line.setFocus()
    line._text.line.paste()
    line._text.send()
    assert "At most 200 characters" in words_on(line)
    assert recorded_answers(database, line.item.id) == []
    line._text.line.setText("job \u202e 7")  # turns the direction of writing: only the server looks for that
    line._text.send()
    qtbot.waitUntil(partial(_says, line, "cannot be printed"), timeout=WAIT)
    assert "Not saved" in line._state.words
    next(made for made in line.findChildren(QPushButton) if made.text() == "Discard this answer").click()
    assert screen.filling.unsaved() == 0


def test_a_long_form_is_made_in_slices(
    qtbot: QtBot, database: Clone, shop: Shop, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The end-of-line test of three E-Sinks, walked page by page: what a person does comes in between the cards.

    With slices of no time each turn of the loop makes one card. How long a slice takes is measured in tests/bench.
    """
    monkeypatch.setattr(card_list, "_SLICE_S", 0.0)
    three = [basin("e_sink", light=True) for _ in range(3)]
    build = build_json(basins=three, model="T2-B3", length=110, legs=ADJUSTABLE, pegboard=PEGBOARD)
    key = inspections.start(shop.assembler.session, shop.in_assembly(build), TEST)
    client = client_of(database, person=shop.assembler.person)
    screen = opened(qtbot, client, key)
    assert len(screen.filling.items) > 80
    qtbot.waitUntil(lambda: screen.cards.complete, timeout=WAIT)
    slices = [0]
    screen.cards.made.connect(lambda _card: slices.append(slices.pop() + 1))
    screen.cards._filler.timeout.connect(lambda: slices.append(0))  # after the slice: it was connected later
    for page in screen.filling.pages:
        slices.append(0)
        screen.turn_to(page.key)  # makes the first slice by itself
        slices.append(0)
        qtbot.waitUntil(lambda: screen.cards.complete, timeout=WAIT)
    assert sum(slices) >= len(screen.filling.items) - len(screen.filling.pages[0].items)
    assert max(slices) == 1
    assert any(item.kind is ItemKind.SERIAL for item in screen.filling.items)
