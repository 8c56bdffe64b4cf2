"""Two clicks on one spot are one write: what stands there after the first does not hear the second."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import people_directory
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.ui.assembly.screen import AssemblyScreen
from cleanstation_desktop.ui.builds.screen import BuildScreen
from cleanstation_desktop.ui.catalogue.aliases_tab import AliasDialog
from cleanstation_desktop.ui.catalogue.screen import CatalogueScreen
from cleanstation_desktop.ui.change_requests.screen import ChangeRequestScreen
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.input.second_taps import is_resting, rest
from cleanstation_desktop.ui.instruments.dialogs import NewInstrumentDialog
from cleanstation_desktop.ui.orders import facts as order_facts
from cleanstation_desktop.ui.orders.cancelling import CancelDialog, Cancellable
from cleanstation_desktop.ui.orders.change_dialog import ChangeDialog
from cleanstation_desktop.ui.orders.detail_screen import OrderScreen
from cleanstation_desktop.ui.orders.list_screen import OrderListScreen
from cleanstation_desktop.ui.people.badge_dialog import BadgeDialog
from cleanstation_desktop.ui.people.edit_dialogs import CreateDialog
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.stations.screen import StationDialog
from cleanstation_desktop.ui.widgets.controls import button
from cleanstation_desktop.ui.widgets.dialogs import Dialog, confirm
from cleanstation_desktop.ui.widgets.file_dialog import file_dialog
from cleanstation_desktop.ui.widgets.menus import Menu, menu_action
from tests.support.counted_writes import FIRST, TABLES, WITHOUT_A_BUTTON
from tests.support.double_clicks import Told, choosing, click_twice, filled, nothing, press_each_twice
from tests.support.issued_commands import issued_commands
from tests.support.people import make_person
from tests.support.screens import PATIENCE_MS, asked, deed_of, show
from tests.support.shop import PRE_QC, Shop
from tests.support.ui import named


class Cases:
    """What is pressed, one after the other. Parameters: ground, an empty window for dialogs."""

    def __init__(self, qtbot: QtBot, shop: Shop, client: Client, password: str, ground: QWidget) -> None:
        self.qtbot, self.client, self.ground = qtbot, client, ground
        self.password = password
        self.order = shop.arrived()
        self.build_id = self.order.builds[0].id
        shop.inspect(shop.qc, self.build_id, PRE_QC)
        self.bench = AssemblyScreen(client, Place.of("assembly", build_id=self.build_id))
        show(qtbot, self.bench, lambda screen: screen.bench is not None)

    def claim(self) -> QAbstractButton:
        """Claim a build; the next deed stands there afterwards."""
        return self.bench.next_card.action

    def release(self) -> QAbstractButton:
        """Answer a question."""
        self.qtbot.waitUntil(self.bench.next_card.release_button.isVisible, timeout=PATIENCE_MS)
        self.bench.next_card.release_button.click()
        return named(asked(self.qtbot), "Release my claim", QAbstractButton)

    def change_order(self) -> QAbstractButton:
        """Save an order."""
        facts = order_facts.read_facts(self.client.session, self.order.id)
        return named(
            filled(ChangeDialog(self.ground, self.client, facts, nothing), notes="Left"), "Save", QAbstractButton
        )

    def save_view(self) -> QAbstractButton:
        """Save a view of the list of orders."""
        screen = show(self.qtbot, OrderListScreen(self.client, Place.of("orders")), lambda screen: screen.isVisible())
        dialog = screen.views.ask_name()
        dialog.form.fields["name"].editor.setProperty("text", "Mine")
        return named(dialog, "Save", QAbstractButton)

    def ask_for_change(self) -> QAbstractButton:
        """Ask for a change of an approved BOM."""
        place = Place.of("change_request", build_id=self.build_id)
        screen = show(self.qtbot, ChangeRequestScreen(self.client, place), lambda screen: screen.facts is not None)
        screen.asking.what.setPlainText("Longer legs")
        screen.asking.why.setPlainText("The floor is low")
        return screen.asking.send

    def claim_on_its_page(self) -> QAbstractButton:
        """Claim a build on its page, where other deeds take the place of this one."""
        screen = BuildScreen(self.client, Place.of("build", build_id=self.build_id))
        show(self.qtbot, screen, lambda screen: "claim" in screen.next_steps.buttons)
        return screen.next_steps.buttons["claim"]

    def comment(self) -> QAbstractButton:
        """Write a comment."""
        screen = OrderScreen(self.client, Place.of("order", order_id=self.order.id))
        show(self.qtbot, screen, lambda screen: screen.facts is not None)
        screen.tabs.setCurrentIndex(2)
        screen.comments.editor.setPlainText("The truck is late")
        return screen.comments.send

    def cancel(self) -> QAbstractButton:
        """Sign that a build is cancelled."""
        (row,) = order_facts.read_facts(self.client.session, self.order.id).rows
        build = Cancellable(Seen(row.id, row.version), row.build_number, row.status)
        dialog = CancelDialog(self.ground, self.client, [build], lambda: None)
        filled(dialog, reason="Not wanted any more")
        dialog.password.setText(self.password)
        return dialog.sign

    def add_station(self) -> QAbstractButton:
        """Add a station."""
        dialog = StationDialog(self.ground, self.client, None, "bench-77", nothing)
        filled(dialog)
        return dialog.action

    def add_instrument(self) -> QAbstractButton:
        """Add an instrument."""
        today = order_facts.read_facts(self.client.session, self.order.id).today
        dialog = NewInstrumentDialog(self.ground, self.client, today, nothing)
        dialog.due.line.setText(today.replace(year=today.year + 1, day=1).isoformat())
        filled(dialog, number="TH-77", name="Thermometer")
        return dialog.action

    def make_person(self) -> QAbstractButton:
        """Make a person."""
        dialog = CreateDialog(self.ground, self.client, nothing)
        filled(dialog, full_name="New Person", login="new.person", initials="NP77")
        dialog.roles.boxes[Role.QC_PERSON].setChecked(True)
        return dialog.action

    def give_badge(self) -> QAbstractButton:
        """Give a badge."""
        entry = people_directory.read_directory(self.client.session)[0]
        dialog = BadgeDialog(self.ground, self.client, entry, nothing)
        filled(dialog, badge="BADGE-0077", pin="4711", again="4711")
        return dialog.action

    def map_name(self) -> QAbstractButton:
        """Map a name to a catalogue number."""
        screen = CatalogueScreen(self.client, Place.of("catalogue"))
        self.qtbot.addWidget(screen)
        screen.show()
        dialog = AliasDialog(screen, None, nothing)
        filled(dialog)
        dialog.name.setText("OLD-NAME")
        dialog.item.setText("T2-CTRL-EDR1")
        dialog.reason.setPlainText("It is called so on paper")
        return dialog.action


def test_two_clicks_are_one_write(qtbot: QtBot, shop: Shop, client_of: Callable[..., Client], ground: QWidget) -> None:
    """One row of cs.command for each, and nothing is open or begun that nobody asked for."""
    person = make_person(shop.database, *Role)
    client = client_of(shop.database, person=person)
    cases = Cases(qtbot, shop, client, person.password, ground)
    press_each_twice(qtbot, shop.database, cases, FIRST, Told(client), lambda: client.runner.busy, pause=40)


def test_a_question_does_not_hear_the_second_click_on_what_asks_it(qtbot: QtBot, ground: QWidget) -> None:
    """Its deed lies where that was pressed. What is pressed again itself hears each click."""
    done: list[str] = []
    asking = button("Ask", lambda: confirm(ground, "Sure?", "It is done then.", "Do it", lambda: done.append("deed")))
    asking.setParent(ground)
    asking.show()
    asking.click()
    spot = ground.mapFromGlobal(deed_of(asked(qtbot)).mapToGlobal(deed_of(asked(qtbot)).rect().center()))
    asked(qtbot).reject()
    asking.setGeometry(QRect(spot - QPoint(60, 20), spot + QPoint(60, 20)))
    qtbot.waitUntil(lambda: not is_resting(ground.mapToGlobal(spot)), timeout=PATIENCE_MS)
    click_twice(qtbot, asking, 100)
    assert QApplication.activeModalWidget() is not None
    assert done == []
    asked(qtbot).reject()
    again = button("More", lambda: done.append("more"))
    again.setParent(ground)
    again.show()
    click_twice(qtbot, again, 100)
    assert done == ["more", "more"]


def click_entry_twice(qtbot: QtBot, ground: QWidget, menu: Menu, spot: QPoint) -> None:
    """Where the only entry of a menu lies over something."""
    qtbot.waitUntil(lambda: not is_resting(spot), timeout=PATIENCE_MS)
    # A hand comes from elsewhere: of a pointer that did not move since another menu Qt closes the next one unheard.
    QTest.mouseMove(ground.windowHandle(), QPoint(1, 1))
    menu.popup(spot - QRect(QPoint(0, 0), menu.sizeHint()).center())
    click_twice(qtbot, menu, 100)


@pytest.mark.parametrize("asks", [True, False])
@pytest.mark.parametrize("inside", [True, False])
def test_what_lies_under_an_entry_of_a_menu_does_not_hear_the_second_click(
    qtbot: QtBot, ground: QWidget, *, asks: bool, inside: bool
) -> None:
    """The deed of the question that it asks; where it asks none, a button of the page. So too in an inner menu."""
    done: list[str] = []

    def ask() -> Dialog:
        return confirm(ground, "Sure?", "It is done then.", "Do it", lambda: done.append("deed"))

    ask()
    deed = deed_of(asked(qtbot))
    spot = deed.mapToGlobal(deed.rect().center())
    asked(qtbot).reject()
    beneath = button("Beneath", lambda: done.append("beneath"))
    beneath.setParent(ground)
    beneath.setGeometry(QRect(ground.mapFromGlobal(spot) - QPoint(60, 20), QSize(120, 40)))
    beneath.show()
    menu = Menu("Inside", Menu(ground)) if inside else Menu(ground)
    menu_action(menu, "An entry", ask if asks else lambda: done.append("entry"))
    click_entry_twice(qtbot, ground, menu, spot)
    assert done == ([] if asks else ["entry"])
    assert (QApplication.activeModalWidget() is not None) == asks
    if asks:
        asked(qtbot).reject()


def test_a_chooser_does_not_hear_the_second_click_on_what_opens_it(
    qtbot: QtBot, ground: QWidget, tmp_path: Path
) -> None:
    """It would write the file under the name that it offers."""
    chosen: list[str] = []

    def choose() -> QFileDialog:
        made = file_dialog(ground, "Export", chosen.append, saves=True)
        made.setDirectory(str(tmp_path))
        made.selectFile("list.csv")
        made.open()
        return made

    made = choose()
    taken = choosing(qtbot, ground, tmp_path / "list.csv")
    spot = taken.mapToGlobal(taken.rect().center())
    made.reject()
    qtbot.waitUntil(lambda: not isValid(made), timeout=PATIENCE_MS)
    menu = Menu(ground)
    menu_action(menu, "CSV", choose)
    click_entry_twice(qtbot, ground, menu, spot)
    assert chosen == []
    left = QApplication.activeModalWidget()
    assert isinstance(left, QFileDialog)
    left.reject()


def test_every_write_of_the_client_is_counted() -> None:
    """A new command that no test of double clicks counts is found here."""
    counted = {name for table in TABLES for names in table.values() for name in names}
    assert sorted([*counted, *WITHOUT_A_BUTTON]) == sorted(issued_commands())


@pytest.mark.parametrize("hung_s", [0.16, 0.5])
def test_a_tap_that_waited_while_the_window_hung_is_nobodys(qtbot: QtBot, hung_s: float) -> None:
    """It was made on what stood there before, however late the window comes to it."""
    taps: list[str] = []
    made = QPushButton("Go on")
    made.clicked.connect(lambda: taps.append("heard"))
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()

    def tap() -> None:
        handle, at = made.windowHandle(), made.rect().center()
        QTest.mouseClick(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)

    rest(made, 100)
    # When the window wakes both are due, the end of the rest first.
    QTimer.singleShot(130, made, tap)
    time.sleep(hung_s)
    qtbot.wait(30)
    assert taps == []
    qtbot.waitUntil(lambda: not is_resting(made.mapToGlobal(made.rect().center())), timeout=PATIENCE_MS)
    tap()
    assert taps == ["heard"]
