"""The checklist on the screen: filled in by touch and by keyboard, judged at once, signed, and read by others."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.checklist import Result
from cleanstation_desktop.domain.checklist_template import Outcome
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services import assembly, documents, inspections, moves, nonconformances
from cleanstation_desktop.services.inspection_model import InspectionItem
from cleanstation_desktop.services.inspections import Answer
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.ui import text, theme
from cleanstation_desktop.ui.checks import FaultKind
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.input.number_pad import NumberPadDialog
from cleanstation_desktop.ui.inspections.answer_keys import QUIET
from cleanstation_desktop.ui.inspections.instrument_dialog import InstrumentDialog
from cleanstation_desktop.ui.inspections.item_card import ItemCard
from cleanstation_desktop.ui.inspections.screen import InspectionScreen
from cleanstation_desktop.ui.inspections.signing import SignedDialog
from cleanstation_desktop.ui.messages import Message
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.printing.print_dialog import PrintDialog
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from cleanstation_desktop.ui.widgets.signing import SignDialog
from cleanstation_desktop.verbs.demo_answers import fill_in
from tests.support.clusters import Clone
from tests.support.configurations import basin
from tests.support.inspections import item_of
from tests.support.orders import build_json
from tests.support.screens import places
from tests.support.shop import DRAWING, FINAL, PACKAGING, PRE_QC, PRODUCTION, TEST, Shop
from tests.support.ui import assert_looks_right, words_on

Clients = Callable[..., Client]
WAIT = 10_000
CONTROL = Qt.KeyboardModifier.ControlModifier


def opened(qtbot: QtBot, client: Client, inspection_id: int, size: tuple[int, int] = (1040, 740)) -> InspectionScreen:
    """The screen of an inspection, filled, in the active window."""
    screen = InspectionScreen(client, Place.of("inspection", inspection_id=inspection_id))
    qtbot.addWidget(screen)
    screen.resize(*size)
    with qtbot.waitActive(screen):
        screen.show()
        screen.activateWindow()
    screen.load()
    qtbot.waitUntil(lambda: screen.cards.complete, timeout=WAIT)
    qtbot.wait(100)  # until the cards have found their sizes
    return screen


def card_of(qtbot: QtBot, screen: InspectionScreen, code: str, basin_position: int | None = None) -> ItemCard:
    """The card of an item, with the focus in it."""
    assert screen.filling.inspection is not None
    item = item_of(screen.filling.inspection, code, basin_position)
    screen.go_to(item.id)
    qtbot.waitUntil(lambda: screen.cards.current == item.id and screen.cards.complete, timeout=WAIT)
    return screen.cards.cards[item.id]


def recorded(client: Client, card: ItemCard) -> InspectionItem:
    """The item of a card as the server has it."""
    key = next(
        screen.filling.inspection_id
        for screen in QApplication.topLevelWidgets()
        if isinstance(screen, InspectionScreen) and card.item in screen.filling.items
    )
    found = inspections.read_inspection(client.session, key)
    return item_of(found, card.item.code, card.item.basin)


def wait_saved(qtbot: QtBot, screen: InspectionScreen, card: ItemCard) -> None:
    """Wait until an answer is recorded and shown as such."""
    qtbot.waitUntil(
        lambda: screen.filling.unsaved() == 0 and screen.filling.item(card.item.id).answer is not None, timeout=WAIT
    )


def dialog_of(qtbot: QtBot, kind: type[Any]) -> Any:
    """The dialog that is open."""
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind), timeout=WAIT)
    return QApplication.activeModalWidget()


def press_button(dialog: QWidget, words: str) -> None:
    """Click the button of a dialog by its words."""
    next(made for made in dialog.findChildren(QPushButton) if made.text().startswith(words)).click()


def test_a_form_is_filled_in_by_keyboard_and_signed(qtbot: QtBot, shop: Shop, client_of: Clients) -> None:
    """P, F and N answer; a fail and N/A ask why; what is outside tolerance is told; the result is computed."""
    build_id = shop.arrived_build(build_json(basins=[basin("e_drain")]))
    key = inspections.start(shop.qc.session, build_id, PRE_QC)
    client = client_of(shop.database, person=shop.qc.person)
    screen = opened(qtbot, client, key)
    assert screen.filling.counts().answered == 0  # nothing is filled in beforehand

    job = card_of(qtbot, screen, "PP-01")
    QTest.keyClicks(job._answers[Outcome.NA], "n")
    qtbot.waitUntil(lambda: job._panel is not None)
    assert job._panel is not None
    QTest.keyClick(job._panel.edit, Qt.Key.Key_Return, CONTROL)  # without a reason it is not taken
    assert screen.filling.unsaved() == 0
    assert job._panel.field.error
    QTest.keyClicks(job._panel.edit, "no paperwork number here")
    QTest.keyClick(job._panel.edit, Qt.Key.Key_Return, CONTROL)
    wait_saved(qtbot, screen, job)

    check = card_of(qtbot, screen, "PP-05")
    # Some keyboards have it: it looks like a digit and is no key of an answer.
    squared = QKeyEvent(QEvent.Type.KeyPress, 0xB2, Qt.KeyboardModifier.NoModifier, "²")
    QApplication.sendEvent(check._answers[Outcome.PASS], squared)
    qtbot.wait(2 * QUIET)
    QTest.keyClicks(check._answers[Outcome.PASS], "p")
    wait_saved(qtbot, screen, check)
    assert shop.qc.person.initials in check._state.words
    QTest.keyClick(check._answers[Outcome.PASS], Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: screen.filling.item(screen.cards.current or 0).code == "PP-06")

    reading = card_of(qtbot, screen, "PP-03")
    QTest.keyClicks(reading._answers["value"], "1")
    pad = dialog_of(qtbot, NumberPadDialog)
    assert "± 0.125" in words_on(pad)
    QTest.keyClicks(pad.pad.field, "1000")
    assert "Outside tolerance" in words_on(pad)
    QTest.keyClick(pad.pad.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: reading._panel is not None)
    assert reading._panel is not None
    QTest.keyClicks(reading._panel.edit, "far too long")
    QTest.keyClick(reading._panel.edit, Qt.Key.Key_Return, CONTROL)
    wait_saved(qtbot, screen, reading)
    answer = recorded(client, reading).answer
    assert answer is not None
    assert (answer.outcome, answer.note) == (Outcome.FAIL, "far too long")

    screen.foot.sign.click()
    listed = dialog_of(qtbot, Dialog)
    press_button(listed, "PP-10")
    qtbot.waitUntil(lambda: screen.filling.item(screen.cards.current or 0).code == "PP-10", timeout=WAIT)
    fill_in(shop.qc.session, key, instrument_id=shop.thermometer)
    screen.load()
    qtbot.waitUntil(lambda: not screen.foot.next.isEnabled(), timeout=WAIT)
    screen.foot.sign.click()
    dialog = dialog_of(qtbot, SignDialog)
    assert "Failed" in words_on(dialog)
    assert "1 nonconformance is opened" in words_on(dialog)
    QTest.keyClicks(dialog.password, "not my password")
    QTest.keyClick(dialog.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.banner.isHidden(), timeout=WAIT)
    assert inspections.read_inspection(client.session, key).state == "OPEN"
    QTest.keyClicks(dialog.password, shop.qc.password)
    for _ in range(2):
        QTest.mouseClick(dialog.sign, Qt.MouseButton.LeftButton)
    told = dialog_of(qtbot, SignedDialog)
    assert "Pre-QC rejected" in words_on(told)
    with qtbot.waitSignal(client.place_wanted) as wanted:
        press_button(told, "NCR-")
    assert wanted.args[0].name == "nonconformance"
    qtbot.waitUntil(lambda: not screen.filling.editable and screen.cards.complete, timeout=WAIT)
    qtbot.waitUntil(lambda: "Intact" in words_on(screen), timeout=WAIT)
    assert screen.foot.isHidden()
    assert inspections.read_inspection(client.session, key).result is Result.FAILED


def test_each_attempt_is_printed_under_a_name_of_its_own(qtbot: QtBot, shop: Shop, client_of: Clients) -> None:
    build_id = shop.arrived_build()
    keys = [shop.inspect(shop.qc, build_id, PRE_QC, fail=["PP-09"]).id]
    shop.decide(build_id)
    moves.move(shop.qc.session, shop.seen(build_id), BuildStatus.READY_FOR_PRE_QC)
    keys.append(inspections.start(shop.qc.session, build_id, PRE_QC))
    client = client_of(shop.database, person=shop.qc.person)
    names = []
    for key in keys:
        screen = opened(qtbot, client, key)
        screen.print_sheet()
        dialog = dialog_of(qtbot, PrintDialog)
        names.append(dialog._document.pdf_name)
        dialog.reject()
    number = shop.place(build_id).build_number
    assert names == [f"Pre-production check of build {number}, attempt {attempt}.pdf" for attempt in (1, 2)]


def test_readings_beside_a_reference_serials_and_instruments(
    qtbot: QtBot, shop: Shop, client_of: Clients, database: Clone
) -> None:
    """A scan becomes the serial; a code of a build does not; an overdue instrument is refused; a reading waits for its
    reference and is then held against it."""
    build_id = shop.in_assembly(build_json(basins=[basin("e_sink")]))
    key = inspections.start(shop.assembler.session, build_id, TEST)
    with database.connect(autocommit=True) as connection:
        connection.execute(
            "INSERT INTO cs.instrument (number, name, calibration_due) VALUES ('TH-OLD', 'Old', '2020-01-01')"
        )
    client = client_of(database, person=shop.assembler.person)
    screen = opened(qtbot, client, key)
    serial = card_of(qtbot, screen, "EL-23", 1)
    assert screen.take_scan("cleanstation://build/B-1")
    assert serial._text is not None
    assert serial._text.text == ""
    assert screen.take_scan("x" * 65)
    assert "At most 64 characters" in words_on(serial)
    assert screen.take_scan("TS7-000123")
    wait_saved(qtbot, screen, serial)
    answer = recorded(client, serial).answer
    assert answer is not None
    assert answer.text == "TS7-000123"

    reading = card_of(qtbot, screen, "EL-42", 1)
    assert "Choose the instrument in EL-40 first." in words_on(reading)
    reading._answers["value"].click()
    pad = dialog_of(qtbot, NumberPadDialog)
    QTest.keyClicks(pad.pad.field, "20")
    assert "Choose the instrument in EL-40 first." in words_on(pad)
    assert pad.pad.reading.number is None
    pad.reject()
    instrument = card_of(qtbot, screen, "EL-40")
    instrument._answers["value"].click()
    chooser = dialog_of(qtbot, InstrumentDialog)
    assert chooser.take_scan("TH-OLD")
    assert "Take another instrument" in words_on(chooser)
    chooser.buttons[shop.thermometer].click()
    wait_saved(qtbot, screen, instrument)

    beside = card_of(qtbot, screen, "EL-43", 1)
    beside._answers["value"].click()
    pad = dialog_of(qtbot, NumberPadDialog)
    assert "Take the reference reading first" in words_on(pad)
    pad.reject()
    for code, typed in (("EL-42", "20.1"), ("EL-43", "21")):
        card = card_of(qtbot, screen, code, 1)
        card._answers["value"].click()
        pad = dialog_of(qtbot, NumberPadDialog)
        QTest.keyClicks(pad.pad.field, typed)
        QTest.keyClick(pad.pad.field, Qt.Key.Key_Return)
    wait_saved(qtbot, screen, card)
    answer = recorded(client, card).answer
    assert answer is not None
    assert answer.outcome is Outcome.PASS
    # The reference is read again: the same reading beside it is a new one, not a repetition.
    for code, typed in (("EL-42", "20.2"), ("EL-43", "21")):
        card = card_of(qtbot, screen, code, 1)
        card._answers["value"].click()
        pad = dialog_of(qtbot, NumberPadDialog)
        QTest.keyClicks(pad.pad.field, typed)
        QTest.keyClick(pad.pad.field, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: screen.filling.unsaved() == 0 and not screen.filling.to_be_read, timeout=WAIT)
    answer = recorded(client, card).answer
    assert answer is not None
    assert (answer.outcome, answer.note, answer.version) == (Outcome.PASS, "", 3)


def test_a_thermometer_is_named_anew_when_its_calibration_ended_between_two_readings(
    qtbot: QtBot, shop: Shop, client_of: Clients, database: Clone
) -> None:
    """Also the same one, when it was calibrated since: the form keeps the day that held when it was named."""
    build_id = shop.in_assembly(build_json(basins=[basin("e_sink")]))
    key = inspections.start(shop.assembler.session, build_id, TEST)
    named = item_of(inspections.read_inspection(shop.assembler.session, key), "EL-40")
    inspections.answer(shop.assembler.session, named.id, Answer(instrument_id=shop.thermometer))
    with database.connect(autocommit=True) as connection:
        connection.execute("SET ROLE cs_owner")
        statement = "UPDATE cs.answer SET instrument_due = '2020-01-01', version = 2 WHERE inspection_item_id = %s"
        connection.execute(statement, [named.id])
    client = client_of(database, person=shop.assembler.person)
    screen = opened(qtbot, client, key)
    ended = "The calibration of TH-0042 was due on 1 Jan 2020. Choose in EL-40 the instrument that you use."
    reading = card_of(qtbot, screen, "EL-42", 1)
    assert ended in words_on(reading)
    reading._answers["value"].click()
    pad = dialog_of(qtbot, NumberPadDialog)
    QTest.keyClicks(pad.pad.field, "20")
    assert pad.pad.reading.words == ended
    pad.reject()
    instrument = card_of(qtbot, screen, "EL-40")
    instrument._answers["value"].click()
    dialog_of(qtbot, InstrumentDialog).buttons[shop.thermometer].click()
    qtbot.waitUntil(lambda: screen.filling.unsaved() == 0 and not screen.filling.to_be_read, timeout=WAIT)
    qtbot.waitUntil(lambda: ended not in words_on(card_of(qtbot, screen, "EL-42", 1)), timeout=WAIT)


def test_the_packing_is_completed_and_stated_by_the_assembler(
    qtbot: QtBot, shop: Shop, client_of: Clients, tmp_path: Any
) -> None:
    """Photo on an answer, a film refused; a failed item keeps it from being packed; then complete, then stated."""
    build_id = shop.tested()
    key = inspections.start(shop.assembler.session, build_id, PACKAGING)
    fill_in(shop.assembler.session, key, instrument_id=shop.thermometer, fail=["PK-01"])
    client = client_of(shop.database, person=shop.assembler.person)
    screen = opened(qtbot, client, key)
    assert screen.foot.sign.text() == "Complete packaging"
    mat = card_of(qtbot, screen, "PK-01")
    said: list[Message] = []
    client.messages.shown.connect(said.append)
    film = tmp_path / "film.png"
    film.touch()
    os.truncate(film, 2**40)
    screen.answers.attach_photo(mat.item.id, str(film))
    qtbot.waitUntil(lambda: any("larger than 10 MiB" in message.text for message in said), timeout=WAIT)
    photo = tmp_path / "mat.png"
    Image.new("RGB", (640, 480), "grey").save(photo)
    screen.answers.attach_photo(mat.item.id, str(photo))
    qtbot.waitUntil(lambda: screen.filling.photos != {}, timeout=WAIT)
    assert screen.filling.place is not None
    kinds = [each.kind for each in documents.list_documents(client.session, screen.filling.place.order_id)]
    assert "PHOTO" in kinds
    screen.foot.sign.click()
    listed = dialog_of(qtbot, Dialog)
    assert "must be put right" in words_on(listed)
    press_button(listed, "PK-01")
    QTest.keyClicks(mat._answers[Outcome.PASS], "1")
    qtbot.waitUntil(lambda: screen.filling.counts().failed == 0, timeout=WAIT)
    wait_saved(qtbot, screen, mat)
    screen.foot.sign.click()
    qtbot.waitUntil(lambda: screen.foot.sign.text() == "Sign: ready for inspection", timeout=WAIT)
    assert shop.place(build_id).status == BuildStatus.PACKAGING_COMPLETE
    screen.foot.sign.click()
    dialog = dialog_of(qtbot, SignDialog)
    assert "ready for inspection" in words_on(dialog)
    QTest.keyClicks(dialog.password, shop.assembler.password)
    QTest.keyClick(dialog.password, Qt.Key.Key_Return)
    told = dialog_of(qtbot, SignedDialog)
    told.accept()
    assert shop.place(build_id).status == BuildStatus.READY_FOR_FINAL_QC


def test_each_form_is_filled_in_by_its_role_and_read_by_others(qtbot: QtBot, shop: Shop, client_of: Clients) -> None:
    """The coordinator reads with a sentence why; final QC shows what assembly answered; the assembler cannot do it."""
    build_id = shop.at_final_qc(build_json(basins=[basin("e_sink")]))
    key = inspections.start(shop.qc.session, build_id, FINAL)
    own = opened(qtbot, client_of(shop.database, person=shop.qc.person), key)
    own.turn_to(("G", None))
    # A card is in sight once the layout has found its size.
    qtbot.waitUntil(lambda: "Answered by assembly" in words_on(own.cards), timeout=WAIT)
    assert shop.assembler.person.initials in words_on(own.cards)
    for person, words in (
        (shop.coordinator.person, "QC fills it in"),
        (shop.assembler.person, "QC fills it in"),
    ):
        screen = opened(qtbot, client_of(shop.database, person=person), key)
        assert words in words_on(screen)
        assert not any(card._answers for card in screen.cards.cards.values())
        assert screen.foot.isHidden()
    both = shop.worker(Role.ASSEMBLER, Role.QC_PERSON)
    other = client_of(shop.database, person=both.person)
    production = next(row.id for row in inspections.list_inspections(other.session, build_id) if row.kind is PRODUCTION)
    screen = opened(qtbot, other, production)
    assert "Intact" in words_on(screen)


def test_final_qc_waits_for_what_a_change_reopened(qtbot: QtBot, shop: Shop, client_of: Clients) -> None:
    """The page says beforehand that it cannot be signed as passed, and what is missing; no password is asked for."""
    sink = build_json()
    build_id = shop.at_final_qc(sink)
    shop.inspect(shop.qc, build_id, FINAL)
    shop.change(build_id, {**sink, "sprayers": [{"kind": "water_gun_turret", "location": "left"}]})
    filled = shop.fill(shop.qc, build_id, FINAL)
    client = client_of(shop.database, person=shop.qc.person)
    screen = opened(qtbot, client, filled.id)
    why = 'This form cannot be signed as passed yet. The statement "ready for inspection" is not signed.'
    assert why in words_on(screen)
    assert (screen.foot.sign.isEnabled(), screen.foot.sign.toolTip()) == (False, why)
    # Forms that are signed elsewhere meanwhile are read as they come.
    assembly.claim(shop.assembler.session, build_id)
    shop.inspect(shop.qc, build_id, PRE_QC)
    for kind in (PRODUCTION, PACKAGING):
        shop.inspect(shop.assembler, build_id, kind)
    screen.load()
    qtbot.waitUntil(lambda: "cannot be signed" not in words_on(screen), timeout=WAIT)
    screen.foot.sign.click()
    dialog_of(qtbot, SignDialog).reject()


def test_final_qc_says_from_its_beginning_which_nonconformance_it_waits_for(
    qtbot: QtBot, shop: Shop, client_of: Clients
) -> None:
    """It leads there, can be signed as failed, and comes free by itself when the nonconformance is closed."""
    build_id = shop.in_assembly()
    shop.inspect(shop.assembler, build_id, PRODUCTION, fail=["SP-06"])
    shop.decide(build_id)
    shop.inspect(shop.assembler, build_id, PRODUCTION)
    shop.inspect(shop.assembler, build_id, TEST)
    assembly.complete_testing(shop.assembler.session, shop.seen(build_id))
    shop.pack(build_id)
    (ncr,) = shop.found(build_id)
    client = client_of(shop.database, person=shop.qc.person)
    screen = opened(qtbot, client, inspections.start(shop.qc.session, build_id, FINAL))
    assert f"A nonconformance of this build is not closed. {ncr.number}" in words_on(screen)
    assert not screen.foot.sign.isEnabled()
    went = places(client)
    press_button(screen, f"Open {ncr.number}")
    assert went == [Place.of("nonconformance", nonconformance_id=ncr.id)]
    client.live.start()
    item = card_of(qtbot, screen, "QC-05").item.id
    saved = inspections.answer(shop.qc.session, item, Answer(Outcome.FAIL, note="a scratch"))
    qtbot.waitUntil(screen.foot.sign.isEnabled, timeout=WAIT)
    inspections.answer(shop.qc.session, item, Answer(Outcome.PASS), version=saved.version)
    qtbot.waitUntil(lambda: not screen.foot.sign.isEnabled(), timeout=WAIT)
    nonconformances.close(shop.qc.session, Seen(ncr.id, ncr.version))
    qtbot.waitUntil(screen.foot.sign.isEnabled, timeout=WAIT)
    assert "not closed" not in words_on(screen)


@pytest.mark.parametrize(("look", "code", "size"), [("light", "EN", (1040, 740)), ("dark", "FR", (1000, 620))])
def test_it_looks_right(
    qtbot: QtBot, qapp: QApplication, shop: Shop, client_of: Clients, look: str, code: str, size: tuple[int, int]
) -> None:
    """Large enough for gloves, nothing cut off, all named and reached, in both looks; state survives a new screen."""
    build_id = shop.arrived_build(build_json(basins=[basin("e_sink"), basin("e_drain")]))
    key = inspections.start(shop.qc.session, build_id, PRE_QC)
    fill_in(shop.qc.session, key, instrument_id=shop.thermometer, fail=["PP-07", "PP-09"], at_most=9)
    theme.apply(qapp, look)
    text.set_language(code)
    client = client_of(shop.database, person=shop.qc.person)
    screen = opened(qtbot, client, key, size)
    # What is scrolled away stands above or below what is in sight.
    assert_looks_right(screen, touch=True, but={FaultKind.TAB_ORDER})
    for made in (made for card in screen.cards.cards.values() for made in card._answers.values()):
        assert made.width() >= 120
        assert made.height() >= 60
    card = card_of(qtbot, screen, "PP-09")
    QTest.keyClicks(card._answers[Outcome.FAIL], "2")
    qtbot.waitUntil(lambda: card._panel is not None)
    assert card._panel is not None
    card._panel.edit.setPlainText("begun, not saved")
    assert "1" in screen.unsaved()
    screen._toggle_papers()
    QTest.qWait(50)
    screen.resize(1900, 900)
    assert_looks_right(screen, touch=True, but={FaultKind.TAB_ORDER})
    again = InspectionScreen(client, screen.place)
    qtbot.addWidget(again)
    again.restore(screen.state())
    again.load()
    qtbot.waitUntil(lambda: again.cards.complete, timeout=WAIT)
    assert again.filling.drafts[card.item.id].note == "begun, not saved"
    assert again.cards.page_key == screen.cards.page_key


def test_the_newest_drawing_is_shown_first_and_says_whose_it_is(qtbot: QtBot, shop: Shop, client_of: Clients) -> None:
    """A drawing that comes later is the one in view, until a person chooses another."""
    order = shop.arrived([build_json()])
    build_id = order.builds[0].id
    key = inspections.start(shop.qc.session, build_id, PRE_QC)
    ask = shop.coordinator.session
    documents.attach(ask, order.id, "drawing.pdf", DRAWING, kind="DRAWING", build_id=build_id)
    screen = opened(qtbot, client_of(shop.database, person=shop.qc.person), key, (1900, 900))
    screen.papers.as_papers.click()
    listed = screen.papers.documents
    assert listed is not None

    def entries() -> list[str]:
        return [listed.chooser.itemText(number) for number in range(listed.chooser.count())]

    found = documents.list_documents(ask, order.id)
    assert entries() == [f"Drawing: drawing.pdf · {text.moment(each.attached_at)}" for each in reversed(found)]
    assert listed.chooser.currentData() == found[1].id
    assert f"Attached to this build {text.moment(found[1].attached_at)} by " in words_on(listed)
    later = documents.attach(ask, order.id, "rev-b.pdf", DRAWING, kind="DRAWING")
    screen.load()
    qtbot.waitUntil(lambda: listed.chooser.currentData() == later.id, timeout=WAIT)
    assert "Attached to the whole order " in words_on(listed)
    listed.chooser.setCurrentIndex(2)
    listed.chooser.activated.emit(2)
    documents.attach(ask, order.id, "rev-c.pdf", DRAWING, kind="DRAWING")
    screen.load()
    qtbot.waitUntil(lambda: listed.chooser.count() == 4, timeout=WAIT)
    assert (listed.chooser.currentData(), entries()[0][:18]) == (found[0].id, "Drawing: rev-c.pdf")
    assert_looks_right(screen, touch=True, but={FaultKind.TAB_ORDER})
