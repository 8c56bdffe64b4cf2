"""The wizard of five steps: the good way, by mouse and by keyboard, on the real server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import documents, order_drafts, order_lists
from cleanstation_desktop.ui import text, theme
from cleanstation_desktop.ui.checks.look import find_faults
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.order_entry.accessories_page import AccessoriesPage
from cleanstation_desktop.ui.order_entry.answer_fields import TextAnswer, focused_path
from cleanstation_desktop.ui.order_entry.basin_sections import FaucetsSection, SprayersSection
from cleanstation_desktop.ui.order_entry.choice_row import ChoiceRow
from cleanstation_desktop.ui.order_entry.configuration_page import ConfigurationPage
from cleanstation_desktop.ui.order_entry.customer_page import CustomerPage
from cleanstation_desktop.ui.order_entry.review_page import ReviewPage
from cleanstation_desktop.ui.order_entry.screen import OrderEntryScreen
from cleanstation_desktop.ui.order_entry.sinks_page import SinksPage
from cleanstation_desktop.ui.order_entry.stepper import Stepper
from cleanstation_desktop.ui.order_entry.way_to_field import WayToField
from cleanstation_desktop.ui.order_entry.wizard import ACCESSORIES, CONFIGURATION, CUSTOMER, REVIEW, SINKS
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.widgets.controls import column, frame, scrolled
from cleanstation_desktop.ui.widgets.fields import Field
from tests.support.clusters import Clone
from tests.support.configurations import ADJUSTABLE, PEGBOARD
from tests.support.order_entry import (
    checked,
    dialog_of,
    error_at,
    fill_customer,
    give,
    go,
    open_wizard,
    opened_by,
    page_of,
    press,
    put_build,
    saved,
    wanted_day,
    wizard_of,
    words_of,
)
from tests.support.screens import SIZE
from tests.support.shop import DRAWING
from tests.support.ui import assert_looks_right


@pytest.fixture
def client(database: Clone, client_of: Callable[..., Client]) -> Client:
    return client_of(database, Role.PRODUCTION_COORDINATOR)


@pytest.fixture
def screen(client: Client, qtbot: QtBot) -> Iterator[OrderEntryScreen]:
    yield open_wizard(client, qtbot)


SINK = {
    "model": "T2-B2",
    "length": 72,
    "width": 30,
    "workflow": "left_to_right",
    "legs.kind": "height_adjustable",
    "legs.model": "DL27",
    "feet": "casters",
    "pegboard": "yes",
    "pegboard.type": "perforated",
    "pegboard.color": "green",
    "basins[0].type": "e_sink_di",
    "basins[0].size": "24X20X8",
    "basins[0].light": True,
    "basins[1].type": "e_drain",
    "basins[1].size": "custom",
    "basins[1].size.width": 28,
    "basins[1].size.length": 20,
    "basins[1].size.depth": 9,
    "basins[1].p_trap": True,
}


def configure(screen: OrderEntryScreen, qtbot: QtBot) -> ConfigurationPage:
    """Answer the third step by its fields: one E-Sink DI, one E-Drain made to measure, a board, a faucet, a sprayer."""
    page = go(screen, qtbot, CONFIGURATION)
    assert isinstance(page, ConfigurationPage)
    for path, value in SINK.items():
        give(screen, f"builds[0].{path}", value)
    faucets, sprayers = page.sections[4], page.sections[5]
    assert isinstance(faucets, FaucetsSection) and isinstance(sprayers, SprayersSection)
    faucets.add.click()
    give(screen, "builds[0].faucets[0].kind", "wrist_blade")
    give(screen, "builds[0].faucets[0].placement", "between_1_2")
    sprayers.add.click()
    give(screen, "builds[0].sprayers[0].kind", "air_gun_turret")
    give(screen, "builds[0].sprayers[0].location", "right")
    return page


def test_from_the_customer_to_the_order(screen: OrderEntryScreen, client: Client, qtbot: QtBot, tmp_path: Path) -> None:
    places = opened_by(client)
    # 1 Customer, with the purchase order as a file.
    fill_customer(screen, "PO-100")
    page = page_of(screen)
    assert isinstance(page, CustomerPage)
    file = tmp_path / "po.pdf"
    file.write_bytes(DRAWING)
    page.document.take(file)
    qtbot.waitUntil(lambda: wizard_of(screen).parking.file is not None, timeout=10_000)
    # 2 Sinks: numbers on request.
    page = go(screen, qtbot, SINKS)
    assert isinstance(page, SinksPage)
    page.propose.click()
    qtbot.waitUntil(lambda: bool(wizard_of(screen).answers.at("build_numbers[0]")), timeout=10_000)
    # 3 Configuration.
    configure(screen, qtbot)
    checked(screen, qtbot)
    assert wizard_of(screen).state_of(CONFIGURATION).errors == 0
    # 4 Accessories.
    page = go(screen, qtbot, ACCESSORIES)
    assert isinstance(page, AccessoriesPage)
    page.rows[0].stepper.more.click()
    page.rows[0].stepper.more.click()
    # 5 Review: the bill, nothing to correct, submitted after a question that sums up.
    page = go(screen, qtbot, REVIEW)
    assert isinstance(page, ReviewPage)
    first = page.tree.topLevelItem(0)
    assert first is not None and first.text(0) == "T2-BODY-61-72-HA"
    assert [found for found in wizard_of(screen).findings if found.severity == "error"] == []
    assert screen.next.isEnabled()
    screen.next.click()
    assert "PO-100" in words_of(dialog_of(screen)) and "General Hospital" in words_of(dialog_of(screen))
    press(dialog_of(screen), "Submit order")
    qtbot.waitUntil(lambda: bool(places), timeout=10_000)
    assert places[0].name == "order"
    order_id = places[0].arguments["order_id"]
    assert [row.po_number for row in order_lists.list_builds(client.session)] == ["PO-100"]
    attached = documents.list_documents(client.session, order_id)
    assert [(entry.kind, entry.file_name) for entry in attached] == [("PURCHASE_ORDER", "po.pdf")]
    assert order_drafts.list_drafts(client.session) == ()
    assert screen.unsaved() == "" and screen.state() == {}


def test_only_possible_choices_are_offered(screen: OrderEntryScreen, qtbot: QtBot) -> None:
    page = configure(screen, qtbot)

    def greyed(path: str) -> set[str]:
        row = page.form.fields[f"builds[0].{path}"].editor
        assert isinstance(row, ChoiceRow)
        return {value for value, button in row.buttons.items() if not button.isEnabled()}

    assert greyed("legs.model") == set()
    give(screen, "builds[0].legs.kind", "fixed_height")
    qtbot.waitUntil(lambda: greyed("legs.model") == {"LC1"})
    assert "LC1" in words_of(page.form.fields["builds[0].legs.model"])
    # Two faucets are all that two basins take: the gooseneck of the E-Sink DI is one of them.
    faucets = page.sections[4]
    assert isinstance(faucets, FaucetsSection)
    assert not faucets.add.isEnabled() and "At most 2 faucets" in words_of(faucets)
    qtbot.waitUntil(lambda: greyed("basins[1].type") == {"e_sink_di"})
    places = page.form.fields["builds[0].faucets[0].placement"].editor
    assert isinstance(places, ChoiceRow)
    assert list(places.buttons) == ["center_1", "center_2", "between_1_2"]
    # What comes by itself says why, with its rule number.
    told = words_of(page.items)
    for part in (
        "T2-BODY-61-72-HA · 709.83",
        "T2-CTRL-EDR1-ESK1 · 719.178",
        "T2-STD-MANUAL",
        "T2-OHL-MDRD-KIT · 716.128",
    ):
        assert (part in told) == (part != "T2-STD-MANUAL"), part
    give_language = wizard_of(screen)
    give_language.put("language", "ES")
    go(screen, qtbot, CUSTOMER)
    go(screen, qtbot, CONFIGURATION)
    assert "T2-STD-MANUAL-SP-KIT" in words_of(page.items)
    assert "For basin 1, an E-Sink DI" in words_of(page.items)


def test_choosing_otherwise_and_back_loses_nothing(screen: OrderEntryScreen, qtbot: QtBot) -> None:
    page = configure(screen, qtbot)
    before = wizard_of(screen).answers.configuration(0)
    for path, other, back in (
        ("model", "T2-B1", "T2-B2"),
        ("pegboard", "no", "yes"),
        ("basins[1].size", "20X20X8", "custom"),
    ):
        give(screen, f"builds[0].{path}", other)
        give(screen, f"builds[0].{path}", back)
    assert wizard_of(screen).answers.configuration(0) == before
    assert page.form.fields["builds[0].basins[1].size.width"].isVisibleTo(page)
    sinks = go(screen, qtbot, SINKS)
    assert isinstance(sinks, SinksPage)
    for step in (sinks.quantity.stepper.more, sinks.quantity.stepper.less):
        step.click()
    give(screen, "build_numbers[0]", "B-KEPT")
    for family in ("ENDOSCOPE", "MDRD"):
        sinks.family.row.buttons[family].click()
        assert ("cannot be ordered here yet" in words_of(sinks)) == (family == "ENDOSCOPE")
    assert wizard_of(screen).answers.configuration(0) == before | {"build_number": "B-KEPT"}


def test_copying_a_sink_to_others(screen: OrderEntryScreen, qtbot: QtBot) -> None:
    wizard = wizard_of(screen)
    wizard.put("quantity", 3)
    put_build(screen, 0, length=84, accessories=[{"item": "T-OA-BINRAIL-24-KIT", "quantity": 2}])
    page = go(screen, qtbot, CONFIGURATION)
    assert isinstance(page, ConfigurationPage)
    page.tabs.copy.click()
    boxes = dialog_of(screen).findChildren(QCheckBox)
    assert [box.isChecked() for box in boxes] == [True, True, True]
    boxes[1].setChecked(False)
    press(dialog_of(screen), "Copy")
    assert wizard.answers.at("builds[1].length") == 84
    assert wizard.answers.at("builds[1].accessories[0].quantity") == 2
    assert wizard.answers.at("builds[2].length") is None
    page.tabs.tabs.setCurrentIndex(1)
    field = page.form.fields["builds[1].length"]
    assert isinstance(field, TextAnswer) and field.line.text() == "84"


def test_a_finding_leads_to_its_field(screen: OrderEntryScreen, qtbot: QtBot) -> None:
    wizard = wizard_of(screen)
    wizard.put("quantity", 2)
    wizard.put("language", "EN")
    put_build(screen, 0)
    put_build(screen, 1, length=130, accessories=[{"item": "T-OA-SSSHELF-1812-BOLT-ON-KIT", "quantity": 1}])
    page = go(screen, qtbot, REVIEW)
    assert not screen.next.isEnabled()
    ways = {way.accessibleName(): way for way in page.findChildren(WayToField)}
    assert "PO number: Please answer this." in ways
    name = "Sink 2: Length: Whole inches from 48 to 120, please."
    ways[name].click()
    qtbot.waitUntil(lambda: wizard.step == CONFIGURATION and wizard.build == 1)
    assert error_at(screen, "builds[1].length") == "Whole inches from 48 to 120, please."
    field = page_of(screen).form.fields["builds[1].length"]
    qtbot.waitUntil(field.editor.hasFocus)
    page = go(screen, qtbot, REVIEW)
    warning = next(way for way in page.findChildren(WayToField) if "hangs on a pegboard" in way.accessibleName())
    warning.click()
    assert (wizard.step, wizard.build) == (ACCESSORIES, 1)
    # The plan leads to fields too.
    page = go(screen, qtbot, CONFIGURATION)
    assert isinstance(page, ConfigurationPage)
    page.plan.clicked.emit("basins[0].type")
    types = page.form.fields["builds[1].basins[0].type"].editor
    qtbot.waitUntil(lambda: types.isAncestorOf(QApplication.focusWidget() or types))


def test_what_is_found_again_leaves_the_keyboard_where_it_is(screen: OrderEntryScreen, qtbot: QtBot) -> None:
    """A check that finds the same changes nothing; one that finds something else leads back to the same field."""
    wizard = wizard_of(screen)
    wizard.put("quantity", 2)
    put_build(screen, 0)
    put_build(screen, 1, length=130)
    page = go(screen, qtbot, REVIEW)

    def way() -> WayToField:
        return next(way for way in page.findChildren(WayToField) if "Sink 2: Length" in way.accessibleName())

    before = way()
    before.setFocus()
    with qtbot.waitSignal(wizard.checked):
        wizard.check()
    assert way() is before
    assert before.hasFocus()
    wizard.put("language", "EN")
    checked(screen, qtbot)
    assert way() is not before
    assert way().hasFocus()
    wizard.put("builds[1].length", 72)
    checked(screen, qtbot)
    assert isinstance(QApplication.focusWidget(), WayToField)  # the first of those that are left


def test_who_holds_a_chosen_accessory_holds_it_again(screen: OrderEntryScreen, qtbot: QtBot) -> None:
    """Another one is taken off, at another station for one; after the own one comes its neighbour, and the search."""
    items = ["T-OA-BINRAIL-36-KIT", "T-OA-SSSHELF-1812-BOLT-ON-KIT"]
    put_build(screen, accessories=[{"item": item, "quantity": 1} for item in [*items, "T-OA-BINRAIL-24-KIT"]])
    page = go(screen, qtbot, ACCESSORIES)
    assert isinstance(page, AccessoriesPage)
    page.form.fields["builds[0].accessories[1]"].focus()
    assert focused_path(page) == "builds[0].accessories[1]"
    page._set(items[0], 0)
    assert focused_path(page) == "builds[0].accessories[0]"
    for left in ("builds[0].accessories[0]", ""):
        page._set(str(page._entries()[0]["item"]), 0)
        assert focused_path(page) == left
    assert page.search.hasFocus()


@pytest.mark.parametrize("language", ["EN", "FR", "ES"])
def test_the_bill_shows_rules_and_notes(client: Client, qtbot: QtBot, language: str) -> None:
    """The rule stands beside the part number (DOMAIN §5), the colour in a column, and nothing of either is cut off."""
    text.set_language(language)
    screen = open_wizard(client, qtbot, size=SIZE)
    wizard_of(screen).put("language", "EN")
    put_build(screen, number="B-1", length=84, pegboard={**PEGBOARD, "size": {"width": 60, "length": 36}})
    page = go(screen, qtbot, REVIEW)
    assert isinstance(page, ReviewPage)
    qtbot.waitUntil(lambda: page.tree.topLevelItemCount() > 0, timeout=10_000)
    preview = wizard_of(screen).preview
    assert preview is not None and preview.builds[0].bom is not None
    lines = preview.builds[0].bom.lines
    page.tree.expandAll()
    rows = list(page.tree.findItems("", Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive))
    assert sorted([row.text(0), row.text(1), row.text(5)] for row in rows) == sorted(
        [line.item, line.rule or "", line.note or ""] for line in lines
    )
    (colour,) = [row for row in rows if row.text(5) == "GREEN"]
    assert (colour.text(1), colour.toolTip(0), colour.toolTip(5)) == ("708.77", colour.text(0), "GREEN")
    assert page.tree.horizontalScrollBar().maximum() == 0
    assert_looks_right(page.tree)


def test_accessories_are_found_and_counted(screen: OrderEntryScreen, qtbot: QtBot) -> None:
    put_build(screen)
    page = go(screen, qtbot, ACCESSORIES)
    assert isinstance(page, AccessoriesPage)
    page.search.setText("bin rail 3")
    qtbot.waitUntil(lambda: [row.accessory.item for row in page.rows if not row.isHidden()] == ["T-OA-BINRAIL-36-KIT"])
    row = next(row for row in page.rows if not row.isHidden())
    row.stepper.line.setText("12")
    row.stepper.line.editingFinished.emit()
    page.search.setText("702.9")
    qtbot.waitUntil(lambda: [entry.accessory.rule for entry in page.rows if not entry.isHidden()] == ["702.9"])
    page.search.setText("nothing like it")
    qtbot.waitUntil(lambda: "No accessory matches" in words_of(page))
    accessories = wizard_of(screen).answers.at("builds[0].accessories")
    assert accessories == [{"item": "T-OA-BINRAIL-36-KIT", "quantity": 12}]
    chosen = page.form.fields["builds[0].accessories[0]"]
    assert "702.5" in words_of(chosen)
    row.stepper.set_value(12)
    press_less = chosen.findChildren(Stepper)[0].less
    press_less.click()
    assert wizard_of(screen).answers.at("builds[0].accessories[0].quantity") == 11
    assert row.stepper.value == 11
    next(button for button in chosen.findChildren(QToolButton) if "Take" in button.accessibleName()).click()
    assert wizard_of(screen).answers.at("builds[0].accessories") == []


def test_another_language_keeps_everything(screen: OrderEntryScreen, client: Client, qtbot: QtBot) -> None:
    wizard = wizard_of(screen)
    wizard.put("quantity", 2)
    put_build(screen, 1, length=90)
    go(screen, qtbot, CONFIGURATION)
    page = page_of(screen)
    assert isinstance(page, ConfigurationPage)
    page.tabs.tabs.setCurrentIndex(1)
    text.set_language("FR")
    again = OrderEntryScreen(client, Place.of("order_entry", draft_id=None))
    qtbot.addWidget(again)
    again.restore(screen.state())
    again.load()
    again.show()
    screen.hide()
    assert (wizard_of(again).step, wizard_of(again).build) == (CONFIGURATION, 1)
    field = page_of(again).form.fields["builds[1].length"]
    assert isinstance(field, TextAnswer) and field.line.text() == "90"
    assert again.next.text() == "Suivant"


@pytest.mark.parametrize("width", [260, 430, 640, 900])
def test_rows_of_choices_have_their_place_at_once(qtbot: QtBot, width: int) -> None:
    """As soon as the width is known: nothing of it waits for the next round of events."""
    rows = [ChoiceRow([(str(number), f"A long choice {number}") for number in range(count)]) for count in (2, 3, 5, 9)]
    fields = [Field(f"of {len(row.buttons)}", "Choice", row) for row in rows]
    area = scrolled(frame(column(*fields, None), "card"))
    area.resize(width, 600)
    qtbot.addWidget(area)
    area.grab()
    assert [str(fault) for fault in find_faults(area, touch=True, colours=False)] == []
    for row in rows:
        assert row.height() == row.heightForWidth(row.width()) == row.childrenRect().height()
    area.resize(width // 2 + 100, 600)
    area.grab()
    assert [row.height() for row in rows] == [row.childrenRect().height() for row in rows]


@pytest.mark.slow
@pytest.mark.parametrize(("language", "look", "size"), [("EN", "light", (1060, 660)), ("FR", "dark", (1060, 740))])
def test_every_step_looks_right(
    client: Client, qapp: QApplication, qtbot: QtBot, language: str, look: str, size: tuple[int, int]
) -> None:
    text.set_language(language)
    theme.apply(qapp, look)
    screen = open_wizard(client, qtbot, size=size)
    wizard_of(screen).put("quantity", 2)
    put_build(
        screen,
        legs=ADJUSTABLE,
        pegboard=PEGBOARD,
        faucets=[{"kind": "wrist_blade", "placement": "center_1"}],
        accessories=[{"item": "T-OA-SSSHELF-1812-BOLT-ON-KIT", "quantity": 1}],
    )
    for step in (CUSTOMER, SINKS, CONFIGURATION, ACCESSORIES, REVIEW, CUSTOMER, CONFIGURATION):
        go(screen, qtbot, step)

        def looks_right(step: int = step) -> None:
            faults = [str(fault) for fault in find_faults(screen, touch=True)]
            assert faults == [], "\n".join([f"step {step + 1}:", *faults])

        # Layout and the order of Tab follow when the events are through; looking alone can take seconds.
        qtbot.wait(50)
        qtbot.waitUntil(looks_right, timeout=20_000)


def test_by_keyboard_alone(screen: OrderEntryScreen, client: Client, qtbot: QtBot) -> None:
    """Only Tab, arrows, Space, letters and the shortcuts that the tooltips name."""
    places = opened_by(client)

    def focus() -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def to(name: str) -> None:
        for _ in range(120):
            if focus().accessibleName() == name:
                return
            qtbot.keyClick(focus(), Qt.Key.Key_Tab)
        pytest.fail(f"Tab does not reach {name}")

    def choose(name: str, steps: int) -> None:
        for _ in range(120):
            if focus().accessibleName().startswith(f"{name}: "):
                break
            qtbot.keyClick(focus(), Qt.Key.Key_Tab)
        for _ in range(steps):
            qtbot.keyClick(focus(), Qt.Key.Key_Right)
        qtbot.keyClick(focus(), Qt.Key.Key_Space)

    def write(name: str, words: str) -> None:
        to(name)
        qtbot.keyClicks(focus(), words)

    def on() -> None:
        assert "Alt+N" in screen.next.toolTip()
        step = wizard_of(screen).step
        QTest.keySequence(focus(), QKeySequence("Alt+N"))
        qtbot.waitUntil(lambda: wizard_of(screen).step == step + 1)  # the button is seen to go down first
        checked(screen, qtbot)
        qtbot.waitUntil(lambda: not screen._ordering.isActive())

    write("PO number", "PO-KEYS")
    write("Customer", "Clinic")
    write("Sales person", "Desk")
    write("Want date", wanted_day())
    choose("Document language", 1)
    on()
    write("Build number of sink 1", "B-KEYS-1")
    on()
    choose("Model", 0)
    QTest.qWait(150)
    write("Length", "60")
    write("Width", "30")
    choose("Workflow direction", 1)
    choose("Height", 1)
    choose("Legs", 1)
    choose("Feet", 0)
    choose("Basin 1, type", 2)
    choose("Basin 1, size", 0)
    on()
    on()
    saved(screen, qtbot)
    assert wizard_of(screen).step == REVIEW
    qtbot.waitUntil(screen.next.isEnabled, timeout=10_000)
    assert "Ctrl+" in screen.next.toolTip()
    QTest.keySequence(focus(), QKeySequence("Ctrl+Return"))
    dialog = dialog_of(screen)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(places), timeout=10_000)
    assert places[0].name == "order"
    build = order_lists.list_builds(client.session)[0]
    assert (build.po_number, build.build_number) == ("PO-KEYS", "B-KEYS-1")
