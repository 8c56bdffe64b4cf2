"""Two clicks on each button of the daily work around the orders are one write, and nothing is refused."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import boms, procurement, saved_views
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.ui.boms.screen import BomScreen
from cleanstation_desktop.ui.builds.facts import read_facts
from cleanstation_desktop.ui.change_requests.screen import ChangeRequestScreen
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.home.notices_card import NoticesCard
from cleanstation_desktop.ui.home.screen import HomeScreen
from cleanstation_desktop.ui.orders.detail_screen import OrderScreen
from cleanstation_desktop.ui.orders.language_dialog import LanguageDialog
from cleanstation_desktop.ui.orders.list_screen import OrderListScreen
from cleanstation_desktop.ui.orders.view import SCREEN
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.procurement.arrivals_tab import ArrivalsTab
from cleanstation_desktop.ui.procurement.outsourcing_dialog import FollowDialog, OutsourcingDialog
from cleanstation_desktop.ui.procurement.screen import ProcurementScreen
from cleanstation_desktop.ui.widgets.scrolling import bring_into_view
from tests.support.clusters import Clone
from tests.support.counted_writes import OF_THE_DAY
from tests.support.double_clicks import Told, filled, press_each_twice, signing
from tests.support.orders import build_json, submit_order
from tests.support.people import TestPerson, make_person
from tests.support.screens import PATIENCE_MS, asked, deed_of, show
from tests.support.shop import DRAWING


class Day:
    """What is pressed, one after the other, by somebody of every role."""

    def __init__(self, qtbot: QtBot, client: Client, person: TestPerson, database: Clone, folder: Path) -> None:
        self.qtbot, self.client, self.person = qtbot, client, person
        self.file = folder / "drawing.pdf"
        self.file.write_bytes(DRAWING)
        self.sink = build_json()
        self.order = submit_order(database, [self.sink])
        self.build_id = self.order.builds[0].id
        submit_order(database)
        self.screen = OrderScreen(client, Place.of("order", order_id=self.order.id))
        self.home = HomeScreen(client, Place.of("home"))

    @cached_property
    def list(self) -> OrderListScreen:
        """The list of orders; it reads the views when it opens."""
        return OrderListScreen(self.client, Place.of("orders"))

    @property
    def session(self) -> Session:
        """The person's own."""
        return self.client.session

    def shown(self, made: QAbstractButton) -> QAbstractButton:
        """The button, as soon as it can be pressed; a page that is higher than the window is scrolled to it."""
        self.qtbot.waitUntil(lambda: made.isVisible() and made.isEnabled(), timeout=PATIENCE_MS)
        bring_into_view(made)
        self.qtbot.wait(50)  # until it has found its place
        return made

    def yes(self, pressed: QAbstractButton) -> QAbstractButton:
        """The deed of the question that this button asks."""
        self.shown(pressed).click()
        return deed_of(asked(self.qtbot))

    def _notices(self) -> NoticesCard:
        self.home.setVisible(True)
        return next(made for made in self.home._made if isinstance(made, NoticesCard))

    def read_notice(self) -> QAbstractButton:
        """Mark the newest notice as read; the next one takes its place."""
        show(self.qtbot, self.home, lambda screen: any(isinstance(made, NoticesCard) for made in screen._made))
        found = [
            made
            for made in self._notices().findChildren(QPushButton)
            if made.accessibleName().startswith("Mark as read: ")
        ]
        assert len(found) > 1
        return self.shown(found[0])

    def read_all(self) -> QAbstractButton:
        """Mark the others as read."""
        self.qtbot.waitUntil(lambda: not self.client.runner.busy, timeout=PATIENCE_MS)
        return self.shown(self._notices().all_read)

    def correct_language(self) -> QAbstractButton:
        """Correct the language of the papers."""
        show(self.qtbot, self.screen, lambda screen: screen.facts is not None)
        self.screen._ask_language()
        dialog = asked(self.qtbot)
        assert isinstance(dialog, LanguageDialog)
        dialog.language.setCurrentIndex(dialog.language.findData("ES"))
        dialog.reason.setPlainText("as on the purchase order")
        return deed_of(dialog)

    def repeat(self) -> QAbstractButton:
        """Repeat an order."""
        return self.shown(self.screen.repeat)

    def attach(self) -> QAbstractButton:
        """Attach a file to an order."""
        self.screen.tabs.setCurrentIndex(1)
        dialog = self.screen.documents.attach_file(self.file)
        assert dialog is not None
        return dialog.action

    def replace_file(self) -> QAbstractButton:
        """Put its new version in its place."""
        panel = self.screen.documents
        self.qtbot.waitUntil(lambda: panel.model.row_at(0) is not None, timeout=PATIENCE_MS)
        former = panel.model.row_at(0)
        assert former is not None
        return deed_of(filled(panel.replace_by(former, self.file), text="the drain moved"))

    def replace_view(self) -> QMenu:
        """Replace a saved view, by the entry of a menu."""
        saved_views.save_view(self.session, SCREEN, "Mine", {})
        show(self.qtbot, self.list, lambda screen: bool(screen.views.views))
        views = self.list.views
        (menu,) = [made for made in views.findChildren(QMenu) if made.title() == "Replace by what is shown"]
        menu.popup(views.mapToGlobal(QPoint(0, 200)))
        return menu

    def forget_view(self) -> QAbstractButton:
        """Forget it."""
        self.list.views._ask_forget(self.list.views.views[0])
        return deed_of(asked(self.qtbot))

    def revise(self) -> QAbstractButton:
        """Draw up what was sent back."""
        head = read_facts(self.session, self.build_id).revision
        boms.send_back(self.session, Seen(head.id, 1), "the other legs, please")
        place = Place.of("change_request", build_id=self.build_id)
        screen = show(self.qtbot, ChangeRequestScreen(self.client, place), lambda screen: screen.editor is not None)
        editor = screen.editor
        assert editor is not None
        editor.wizard.put("builds[0].length", 84)
        screen.reason.setText("the other legs")
        self.qtbot.waitUntil(lambda: editor.wizard.is_checked, timeout=PATIENCE_MS)
        self.qtbot.waitUntil(lambda: all(page.is_whole for page in editor.pages.values()), timeout=PATIENCE_MS)
        return self.shown(screen.send)

    def approve(self) -> QAbstractButton:
        """Approve a BOM on its page."""
        key = read_facts(self.session, self.build_id).revision.id
        screen = BomScreen(self.client, Place.of("bom", bom_revision_id=key))
        show(self.qtbot, screen, lambda screen: screen._approve.isVisible() and screen._approve.isEnabled())
        screen._approve.click()
        return signing(self.qtbot, self.person.password)

    def _arrivals(self) -> ArrivalsTab:
        screen = ProcurementScreen(self.client, Place.of("procurement", tab="arrivals"))
        tab = show(self.qtbot, screen, lambda screen: screen._work is not None).arrivals
        self.qtbot.waitUntil(lambda: len(tab.model.rows) == 1, timeout=PATIENCE_MS)
        return tab

    def mark_lines(self) -> QAbstractButton:
        """Say that a line is made outside."""
        procurement.release(self.session, [Seen(self.build_id, read_facts(self.session, self.build_id).seen.version)])
        self.arrivals = self._arrivals()
        self.shown(self.arrivals.add).click()
        dialog = asked(self.qtbot)
        assert isinstance(dialog, OutsourcingDialog)
        self.qtbot.waitUntil(lambda: bool(dialog.model.rows), timeout=PATIENCE_MS)
        dialog.model.toggle(0)
        dialog.supplier.setText("Sheet works")
        return self.shown(dialog.action)

    def follow_line(self) -> QAbstractButton:
        """Say how it stands."""
        self.qtbot.waitUntil(lambda: self.arrivals.lines.rowCount() == 1, timeout=PATIENCE_MS)
        self.arrivals.lines_table.selectRow(0)
        self.shown(self.arrivals.follow).click()
        dialog = asked(self.qtbot)
        assert isinstance(dialog, FollowDialog)
        dialog.state.setCurrentIndex(dialog.state.findData("ORDERED"))
        return dialog.action

    def receive_line(self) -> QAbstractButton:
        """Say that it is here."""
        self.qtbot.waitUntil(lambda: not self.client.runner.busy, timeout=PATIENCE_MS)
        self.arrivals.lines_table.selectRow(0)
        return self.yes(self.arrivals.received)


def test_of_a_day_two_clicks_are_one_write(
    qtbot: QtBot, database: Clone, client_of: Callable[..., Client], tmp_path: Path
) -> None:
    person = make_person(database, *Role)
    client = client_of(database, person=person)
    day = Day(qtbot, client, person, database, tmp_path)
    press_each_twice(qtbot, database, day, OF_THE_DAY, Told(client), lambda: client.runner.busy)
