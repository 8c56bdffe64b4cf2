"""Two clicks on each answer of a form are one answer: the cards move, and no other item is answered for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QPushButton
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.checklist_template import InspectionKind, Outcome
from cleanstation_desktop.services import documents, inspections
from cleanstation_desktop.services.inspections import Answer, SavedAnswer
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.home.kinds import LOOKS
from cleanstation_desktop.ui.home.screen import HomeScreen
from cleanstation_desktop.ui.home.section_card import SectionCard
from cleanstation_desktop.ui.input.number_pad import NumberPadDialog
from cleanstation_desktop.ui.inspections.instrument_dialog import InstrumentDialog
from cleanstation_desktop.ui.inspections.item_card import ItemCard
from cleanstation_desktop.ui.inspections.outbox import Saving
from cleanstation_desktop.ui.inspections.screen import InspectionScreen
from cleanstation_desktop.ui.places import Place
from tests.support.configurations import basin
from tests.support.counted_writes import OF_FAULTS, OF_FORMS, OF_HOME, OF_PACKING, OF_TESTS
from tests.support.double_clicks import Told, choosing, press_each_twice
from tests.support.inspections import item_of
from tests.support.orders import build_json
from tests.support.screens import PATIENCE_MS, asked, places, show
from tests.support.shop import DRAWING, PACKAGING, PRE_QC, TEST, Shop, Worker
from tests.support.ui import named, words_on

Clients = Callable[..., Client]


class Form:
    """One form of a build, answered by the person whose work it is."""

    def __init__(
        self, qtbot: QtBot, shop: Shop, client_of: Clients, worker: Worker, build_id: int, kind: InspectionKind
    ) -> None:
        self.qtbot, self.shop = qtbot, shop
        self.client = client_of(shop.database, person=worker.person)
        key = inspections.start(worker.session, build_id, kind)
        self.screen = InspectionScreen(self.client, Place.of("inspection", inspection_id=key))
        show(qtbot, self.screen, lambda screen: screen.cards.complete)

    def card(self, code: str, basin_position: int | None = None) -> ItemCard:
        """The card of an item; nothing was begun by the clicks before."""
        filling, cards = self.screen.filling, self.screen.cards
        assert filling.drafts == {}
        assert filling.inspection is not None
        item = item_of(filling.inspection, code, basin_position)
        self.screen.go_to(item.id)
        self.qtbot.waitUntil(lambda: cards.current == item.id and cards.complete, timeout=PATIENCE_MS)
        return cards.cards[item.id]

    def seen(self, made: QAbstractButton) -> QAbstractButton:
        """The button, where a finger reaches it."""
        self.qtbot.wait(50)  # until the cards have made room
        self.screen.cards.ensureWidgetVisible(made, 0, 40)
        return made

    def in_panel(self, words: str, note: str) -> QAbstractButton:
        """A button of the panel in which it is said what is wrong."""
        panel = next(card._panel for card in self.screen.cards.cards.values() if card._panel is not None)
        panel.edit.setPlainText(note)
        return self.seen(named(panel, words, QPushButton))


class PreQc(Form):
    """The check of a body, with a basin or two. Attribute: file, a photo."""

    file = Path()

    def passed(self) -> QAbstractButton:
        """Pass an item."""
        return self.seen(self.card("PP-05")._answers[Outcome.PASS])

    def failed(self) -> QAbstractButton:
        """Begin to fail one: what is wrong has to be said first."""
        return self.seen(self.card("PP-06")._answers[Outcome.FAIL])

    def save(self) -> QAbstractButton:
        """Say it: the next card moves up to where that was pressed."""
        return self.in_panel("Save answer", "far too long")

    def cancel(self) -> QAbstractButton:
        """Give it up."""
        self.card("PP-09")._answers[Outcome.FAIL].click()
        return self.in_panel("Cancel", "")

    def note(self) -> QAbstractButton:
        """Begin a note to an answer."""
        return self.seen(self.card("PP-05")._note_button)

    def save_note(self) -> QAbstractButton:
        """Save it."""
        return self.in_panel("Save answer", "looked at twice")

    def not_applicable(self) -> QAbstractButton:
        """Begin to say that an item does not apply."""
        return self.seen(self.card("PP-01")._answers[Outcome.NA])

    def drop(self) -> QAbstractButton:
        """Give that up."""
        return self.in_panel("Cancel", "")

    def text(self) -> QAbstractButton:
        """Take a text."""
        text = self.card("PP-01")._text
        assert text is not None
        self.qtbot.keyClicks(text.line, "J-4711")
        self.qtbot.waitUntil(text._save.isVisible)
        return self.seen(text._save)

    def choice(self) -> QAbstractButton:
        """Choose one of several."""
        card = self.card("PP-02")
        return self.seen(card._answers[card.item.expected])

    def reading(self) -> QAbstractButton:
        """Take a reading by the keys of the number pad."""
        card = self.card("PP-03")
        card._answers["value"].click()
        dialog = asked(self.qtbot)
        assert isinstance(dialog, NumberPadDialog)
        self.qtbot.keyClicks(dialog.pad.field, str(card.item.target))
        return dialog.pad.next_key

    def of_a_basin(self) -> QAbstractButton:
        """Begin to fail an item of a basin, which is at the end of the page."""
        return self.seen(self.card("PP-23", 2)._answers[Outcome.FAIL])

    def save_of_a_basin(self) -> QAbstractButton:
        """Say what is wrong."""
        return self.in_panel("Save answer", "leaks")

    def photo(self) -> QAbstractButton:
        """Attach a photo: the file is opened by two clicks."""
        self.seen(self.card("PP-05")._photo_button).click()
        return choosing(self.qtbot, self.screen, self.file)


class Faults(Form):
    """The check of a body, whose answers are not all saved. Attribute: order_id, of the body."""

    order_id = 0

    def _twice(self, code: str, words: str) -> QAbstractButton:
        """What is chosen of two answers, of which somebody else gave one."""
        card = self.card(code)
        other = self.shop.worker(*self.shop.qc.person.roles)
        inspections.answer(other.session, card.item.id, Answer(Outcome.FAIL, note="a scratch"))
        card._answers[Outcome.PASS].click()
        return self._offered(card, words)

    def _offered(self, card: ItemCard, words: str) -> QAbstractButton:
        self.qtbot.waitUntil(lambda: words in words_on(card), timeout=PATIENCE_MS)
        return self.seen(named(card, words, QPushButton))

    def keep_theirs(self) -> QAbstractButton:
        """Let the other's answer stand: the next card moves up to where that was pressed."""
        return self._twice("PP-05", "Keep the other answer")

    def save_mine(self) -> QAbstractButton:
        """Put one's own in its place."""
        return self._twice("PP-09", "Save mine instead")

    def _refused(self, words: str) -> QAbstractButton:
        """What is done about a text that the server does not take."""
        card = self.card("PP-01")
        assert card._text is not None
        card._text.line.setText("job \u202e 7")
        card._text.send()
        return self._offered(card, words)

    def discard(self) -> QAbstractButton:
        """Give it up."""
        return self._refused("Discard this answer")

    def again_in_vain(self) -> QAbstractButton:
        """Send it once more, to be refused once more: the same buttons come back to where that was pressed."""
        return self._refused("Try again")

    def again(self) -> QAbstractButton:
        """Send what passes by now: the drawing is there again."""
        self.screen.filling.outbox.drop(self.card("PP-01").item.id)
        ask = self.shop.coordinator.session
        (drawing,) = documents.list_documents(ask, self.order_id)
        documents.take_off(ask, Seen(drawing.id, drawing.version), reason="the wrong one")
        card = self.card("PP-06")
        card._answers[Outcome.PASS].click()
        offered = self._offered(card, "Try again")
        documents.attach(ask, self.order_id, "drawing.pdf", DRAWING, kind="DRAWING")
        return offered


class EndOfLineTest(Form):
    """The test at the end of the line."""

    def instrument(self) -> QAbstractButton:
        """Name the instrument."""
        self.card("EL-40")._answers["value"].click()
        dialog = asked(self.qtbot)
        assert isinstance(dialog, InstrumentDialog)
        return dialog.buttons[self.shop.thermometer]


class Packing(Form):
    """The packing of a build, all answered."""

    def complete(self) -> QAbstractButton:
        """Say that it is packed; the same button signs afterwards."""
        foot = self.screen.foot
        self.qtbot.waitUntil(lambda: foot.sign.text() == "Complete packaging", timeout=PATIENCE_MS)
        return foot.sign


def test_two_clicks_on_an_answer_answer_nothing_else(
    qtbot: QtBot, shop: Shop, client_of: Clients, tmp_path: Path
) -> None:
    """Nothing is begun at another item either."""
    build_id = shop.arrived_build(build_json(basins=[basin("e_drain"), basin("e_sink")]))
    file = tmp_path / "drawing.pdf"
    file.write_bytes(DRAWING)
    form = PreQc(qtbot, shop, client_of, shop.qc, build_id, PRE_QC)
    form.file = file
    press_each_twice(qtbot, shop.database, form, OF_FORMS, Told(form.client), lambda: form.client.runner.busy)
    assert form.screen.filling.drafts == {}


@pytest.mark.parametrize("pause", [40, 150])
def test_two_clicks_settle_once_an_answer_that_is_not_saved(
    qtbot: QtBot, shop: Shop, client_of: Clients, monkeypatch: pytest.MonkeyPatch, pause: int
) -> None:
    """One is sent or none, also where it is refused again, and nothing is answered or begun beneath."""
    order = shop.arrived([build_json(basins=[basin("e_drain"), basin("e_sink")])])
    form = Faults(qtbot, shop, client_of, shop.qc, order.builds[0].id, PRE_QC)
    form.order_id = order.id
    sent: list[str] = []

    def save(saving: Saving, session: Session) -> SavedAnswer:
        sent.append(form.screen.filling.item(saving.item_id).code)
        return saved(saving, session)

    saved = Saving.save
    monkeypatch.setattr(Saving, "save", save)
    press_each_twice(
        qtbot, shop.database, form, OF_FAULTS, Told(form.client), lambda: form.client.runner.busy, pause=pause
    )
    assert sent == ["PP-05", "PP-09", "PP-09", "PP-01", "PP-01", "PP-01", "PP-06", "PP-06"]
    assert form.screen.filling.drafts == {}


def test_two_clicks_name_an_instrument_once(qtbot: QtBot, shop: Shop, client_of: Clients) -> None:
    build_id = shop.in_assembly(build_json(basins=[basin("e_sink")]))
    form = EndOfLineTest(qtbot, shop, client_of, shop.assembler, build_id, TEST)
    press_each_twice(qtbot, shop.database, form, OF_TESTS, Told(form.client), lambda: form.client.runner.busy)


def test_two_clicks_on_packed_do_not_begin_to_sign(qtbot: QtBot, shop: Shop, client_of: Clients) -> None:
    build_id = shop.tested()
    shop.fill(shop.assembler, build_id, PACKAGING)
    form = Packing(qtbot, shop, client_of, shop.assembler, build_id, PACKAGING)
    press_each_twice(qtbot, shop.database, form, OF_PACKING, Told(form.client), lambda: form.client.runner.busy)


class Waiting:
    """What waits on the first page."""

    def __init__(self, qtbot: QtBot, client: Client) -> None:
        self.qtbot, self.screen = qtbot, HomeScreen(client, Place.of("home"))

    def start(self) -> QAbstractButton:
        """Start the form of a build."""
        show(self.qtbot, self.screen, lambda screen: bool(screen.findChildren(SectionCard)))
        card = next(made for made in self.screen.findChildren(SectionCard) if LOOKS[made.section.kind].form is PRE_QC)
        return card.buttons[0]


def test_two_clicks_on_what_waits_start_one_form(qtbot: QtBot, shop: Shop, client_of: Clients) -> None:
    shop.arrived_build()
    client = client_of(shop.database, person=shop.qc.person)
    waiting = Waiting(qtbot, client)
    went = places(client)
    press_each_twice(qtbot, shop.database, waiting, OF_HOME, Told(client), lambda: client.runner.busy)
    assert [place.name for place in went] == ["inspection"]
