"""The keys of the checklist: answers by single keys, a scanner that types, notes, and the key that signs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.checklist_template import Outcome
from cleanstation_desktop.services import inspections
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.inspections.item_card import ItemCard
from cleanstation_desktop.ui.inspections.screen import InspectionScreen
from cleanstation_desktop.ui.places import Place
from tests.support.clusters import Clone
from tests.support.inspections import item_of, recorded_answers
from tests.support.screens import asked, heard
from tests.support.shop import PRE_QC, Shop
from tests.support.ui import words_on

Clients = Callable[..., Client]
WAIT = 15_000
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def screen(qtbot: QtBot, database: Clone, shop: Shop, client_of: Clients) -> InspectionScreen:
    """A form that is just begun, in the active window."""
    key = inspections.start(shop.qc.session, shop.arrived_build(), PRE_QC)
    made = InspectionScreen(client_of(database, person=shop.qc.person), Place.of("inspection", inspection_id=key))
    qtbot.addWidget(made)
    made.resize(1040, 740)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.load()
    qtbot.waitUntil(lambda: made.cards.complete, timeout=WAIT)
    return made


@pytest.fixture
def card(qtbot: QtBot, screen: InspectionScreen) -> ItemCard:
    """The card of an item that is answered by pass or fail."""
    assert screen.filling.inspection is not None
    item = item_of(screen.filling.inspection, "PP-05")
    screen.go_to(item.id)
    qtbot.waitUntil(lambda: screen.cards.current == item.id and screen.cards.complete, timeout=WAIT)
    return screen.cards.cards[item.id]


def test_a_note_is_given_up_only_after_asking(
    qtbot: QtBot, database: Clone, screen: InspectionScreen, card: ItemCard
) -> None:
    """Escape in it throws nothing away by itself; a note that nobody changed closes at once."""
    for typed in ("", "a dent at the left"):
        card._answers[Outcome.FAIL].click()
        assert card._panel is not None
        QTest.keyClicks(card._panel.edit, typed)
        QTest.keyClick(card._panel.edit, Qt.Key.Key_Escape)
        assert (card._panel is None) is (not typed)
    for words, left in (("Go on writing", False), ("Throw away", True)):
        assert card._panel is not None
        question = asked(qtbot)
        next(made for made in question.findChildren(QPushButton) if made.text() == words).click()
        assert (card._panel is None) is left
        if not left:
            card._panel.give_up()
    assert recorded_answers(database, card.item.id) == []


@pytest.mark.parametrize("code", ["PO-1234", "1", "FN 12", "  "], ids=["order", "one digit", "all keys", "spaces"])
def test_a_scanner_without_a_prefix_answers_nothing(
    qtbot: QtBot, database: Clone, screen: InspectionScreen, card: ItemCard, code: str
) -> None:
    """Its keys come faster than a person types. A key alone is a person's: no scanner sends one."""
    said = heard(screen.client)
    passed = card._answers[Outcome.PASS]
    passed.setFocus()
    QTest.keyClicks(passed, code)
    QTest.keyClick(passed, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(said) or screen.filling.outcome(card.item) is not None, timeout=WAIT)
    qtbot.waitUntil(lambda: screen.filling.unsaved() == 0, timeout=WAIT)
    assert card._panel is None
    if len(code) == 1:
        assert recorded_answers(database, card.item.id) == [("PASS", 1)]
        assert said == []
        return
    assert recorded_answers(database, card.item.id) == []
    assert [message.text for message in said] == ["Nothing was answered: the keys came as fast as from a scanner."]
    assert "F12" in said[0].hint
    qtbot.wait(200)
    QTest.keyClick(passed, Qt.Key.Key_Space)  # a person, afterwards
    qtbot.waitUntil(lambda: recorded_answers(database, card.item.id) == [("PASS", 1)], timeout=WAIT)


def test_a_key_pressed_just_before_the_page_is_turned_is_an_answer(
    qtbot: QtBot, database: Clone, screen: InspectionScreen, card: ItemCard
) -> None:
    """The card goes while it waits for quiet."""
    key = card.item.id
    QTest.keyClicks(card._answers[Outcome.PASS], "p")
    other = next(page for page in screen.filling.pages if page.key != screen.cards.page_key)
    screen.turn_to(other.key)
    qtbot.waitUntil(lambda: recorded_answers(database, key) == [("PASS", 1)], timeout=WAIT)


def test_the_sign_key_signs_and_in_a_note_it_saves_the_note(
    qtbot: QtBot, database: Clone, screen: InspectionScreen, card: ItemCard
) -> None:
    """Ctrl+Enter, as the buttons say; which of the two is meant, the focus says."""
    card._answers[Outcome.FAIL].click()
    assert card._panel is not None
    card._panel.edit.setFocus()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        QTest.keyClick(card._panel.edit, key, CONTROL)  # without words it is not taken
        assert card._panel.field.error
    QTest.keyClicks(card._panel.edit, "a dent")
    QTest.keyClick(card._panel.edit, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: recorded_answers(database, card.item.id) == [("FAIL", 1)], timeout=WAIT)
    qtbot.wait(200)
    assert QApplication.activeModalWidget() is None
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        card._answers[Outcome.FAIL].setFocus()
        QTest.keyClick(card._answers[Outcome.FAIL], key, CONTROL)
        question = asked(qtbot)
        assert "Still to be answered" in words_on(question)
        question.reject()
