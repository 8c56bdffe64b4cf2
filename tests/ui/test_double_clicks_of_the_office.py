"""Two clicks on each button of the lists that the office and the admin keep are one write, and nothing is refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import (
    badges,
    catalogue,
    change_requests,
    instruments,
    order_drafts,
    service_orders,
    stations,
)
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.ui.audit.screen import AuditScreen
from cleanstation_desktop.ui.catalogue.screen import CatalogueScreen
from cleanstation_desktop.ui.change_requests.screen import ChangeRequestScreen
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.instruments.dialogs import CalibrationDialog, NameDialog
from cleanstation_desktop.ui.instruments.screen import InstrumentsScreen
from cleanstation_desktop.ui.order_entry.drafts_screen import DraftsScreen
from cleanstation_desktop.ui.people.badge_dialog import BadgeDialog
from cleanstation_desktop.ui.people.edit_dialogs import EditDialog, RolesDialog
from cleanstation_desktop.ui.people.handing_over import HandOverDialog
from cleanstation_desktop.ui.people.person_card import PersonCard
from cleanstation_desktop.ui.people.screen import PeopleScreen
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.plant.screen import PlantScreen
from cleanstation_desktop.ui.service_orders.screen import ServiceOrdersScreen
from cleanstation_desktop.ui.stations.screen import StationDialog, StationsScreen
from tests.support.clusters import Clone
from tests.support.counted_writes import OF_THE_OFFICE
from tests.support.days import today
from tests.support.double_clicks import Told, press_each_twice
from tests.support.orders import approve, build_json, catalogue_folder, submit_order
from tests.support.people import TestPerson, make_person, session_of
from tests.support.screens import PATIENCE_MS, asked, deed_of, show
from tests.support.ui import named


class Office:
    """What is pressed, one after the other, by somebody of every role. Parameters: folder, a copy of the catalogue;
    somebody, who is disabled and gets a password."""

    def __init__(self, qtbot: QtBot, client: Client, database: Clone, folder: Path, somebody: TestPerson) -> None:
        self.qtbot, self.client, self.database, self.folder = qtbot, client, database, folder
        self.somebody, self.sink = somebody, build_json()
        order = submit_order(database, [self.sink])
        approve(database, order)
        self.build_id = order.builds[0].id
        self.stations = StationsScreen(client, Place.of("stations"))
        self.instruments = InstrumentsScreen(client, Place.of("instruments"))
        self.people = PeopleScreen(client, Place.of("people"))

    @property
    def session(self) -> Session:
        """The person's own."""
        return self.client.session

    def shown(self, made: QAbstractButton) -> QAbstractButton:
        """The button, as soon as it can be pressed."""
        self.qtbot.waitUntil(lambda: made.isVisible() and made.isEnabled(), timeout=PATIENCE_MS)
        self.qtbot.wait(50)  # until it has found its place
        return made

    def yes(self, pressed: QAbstractButton, text: str = "") -> QAbstractButton:
        """The deed of the question that this button asks."""
        self.shown(pressed).click()
        dialog = asked(self.qtbot)
        if text:
            dialog.form.fields["text"].editor.setProperty("plainText", text)
        return deed_of(dialog)

    def retire_station(self) -> QAbstractButton:
        """Retire a station."""
        stations.add_station(self.session, "bench-77")
        self.stations.with_retired.setChecked(True)
        show(self.qtbot, self.stations, lambda screen: screen.row is not None)
        self.stations.table.selectRow([line.name for line in self.stations.model.rows].index("bench-77"))
        return self.yes(self.stations.retire)

    def use_station_again(self) -> QAbstractButton:
        """Take it back; retiring stands there afterwards."""
        return self.shown(self.stations.take_back)

    def change_station(self) -> QAbstractButton:
        """Say where it stands."""
        self.shown(self.stations.change).click()
        dialog = asked(self.qtbot)
        assert isinstance(dialog, StationDialog)
        dialog.location.setText("Hall 2")
        return deed_of(dialog)

    def retire_instrument(self) -> QAbstractButton:
        """Retire an instrument."""
        instruments.add_instrument(self.session, "TH-77", "Thermometer", today().replace(year=today().year + 1, day=1))
        self.instruments.with_retired.setChecked(True)
        show(self.qtbot, self.instruments, lambda screen: bool(screen.model.rows))
        self.instruments.table.selectRow([each.number for each in self.instruments.model.rows].index("TH-77"))
        return self.yes(self.instruments.retire)

    def use_instrument_again(self) -> QAbstractButton:
        """Take it back."""
        return self.shown(self.instruments.take_back)

    def calibrate(self) -> QAbstractButton:
        """Say until when it is calibrated now."""
        self.shown(self.instruments.calibrate).click()
        dialog = asked(self.qtbot)
        assert isinstance(dialog, CalibrationDialog)
        dialog.due.set_day(today().replace(year=today().year + 2, day=1))
        return deed_of(dialog)

    def rename_instrument(self) -> QAbstractButton:
        """Correct what it is called."""
        self.shown(self.instruments.rename).click()
        dialog = asked(self.qtbot)
        assert isinstance(dialog, NameDialog)
        dialog.name.setText("Reference thermometer")
        dialog.reason.setText("as on its label")
        return deed_of(dialog)

    def change_person(self) -> QAbstractButton:
        """Change a person's name."""
        self._chosen().edit.click()
        dialog = asked(self.qtbot)
        assert isinstance(dialog, EditDialog)
        dialog.full_name.setText("Another Name")
        return deed_of(dialog)

    def give_roles(self) -> QAbstractButton:
        """Give a person one more role."""
        self._chosen().roles.click()
        dialog = asked(self.qtbot)
        assert isinstance(dialog, RolesDialog)
        dialog.roles.boxes[Role.ASSEMBLER].click()
        return deed_of(dialog)

    def take_badge_back(self) -> QAbstractButton:
        """Take a badge back."""
        badges.set_badge(self.session, self.somebody.id, "BADGE-0077", "4711")
        self.people.load()
        card = self._chosen()
        self.qtbot.waitUntil(lambda: self.people.entry is not None and self.people.entry.has_badge)
        card.badge.click()
        dialog = asked(self.qtbot)
        assert isinstance(dialog, BadgeDialog)
        return dialog.back

    def end_sessions(self) -> QAbstractButton:
        """End what a person has open elsewhere."""
        self.elsewhere = session_of(self.database, self.somebody, station="FLOOR-7")
        with self.elsewhere.read() as connection:
            connection.exec_driver_sql("SELECT 1")
        self.people.load()
        return self.yes(self._chosen().end)

    def unlock(self) -> QAbstractButton:
        """End a lockout."""
        until = "locked_until = now() + interval '9 minutes', version = version + 1"
        self.database.prepare().execute(f"UPDATE cs.person SET {until} WHERE id = %s", [self.somebody.id])
        self.people.load()
        return self.shown(self._chosen().unlock)

    def disable(self) -> QAbstractButton:
        """Disable a person."""
        return self.yes(self._chosen().disable)

    def _chosen(self) -> PersonCard:
        """The card of the person that is worked on."""
        if not self.people.isVisible():
            show(self.qtbot, self.people, lambda screen: bool(screen.model.rows))
        found = [entry.person.id for entry in self.people.model.rows].index(self.somebody.id)
        self.people.table.selectRow(found)
        return self.people.card

    def enable(self) -> QAbstractButton:
        """Let that person in again."""
        return self.shown(self.people.card.enable)

    def reset(self) -> QAbstractButton:
        """Give a new password, which stands in a dialog of its own afterwards."""
        return self.yes(self.people.card.reset)

    def seal(self) -> QAbstractButton:
        """Seal the audit."""
        return self.shown(show(self.qtbot, AuditScreen(self.client, Place.of("audit")), lambda screen: True).seal)

    def save_plant(self) -> QAbstractButton:
        """Save the plant's settings."""
        screen = PlantScreen(self.client, Place.of("plant"))
        show(self.qtbot, screen, lambda screen: screen.company.text() != "")
        screen.company.setText("Another company")
        return self.yes(screen.save)

    def let_service_order(self) -> QAbstractButton:
        """Switch an item: the same button switches it back."""
        screen = show(self.qtbot, CatalogueScreen(self.client, Place.of("catalogue")), lambda screen: True)
        self.qtbot.waitUntil(lambda: screen.items.table.model().rowCount() > 0, timeout=PATIENCE_MS)
        screen.items.table.selectRow(0)
        return self.shown(screen.items.switch)

    def remove_name(self) -> QAbstractButton:
        """Remove another name of an item."""
        catalogue.map_alias(self.session, "OLD-NAME", "T2-CTRL-EDR1", reason="It is called so on paper")
        screen = show(self.qtbot, CatalogueScreen(self.client, Place.of("catalogue")), lambda screen: True)
        screen.tabs.setCurrentIndex(1)
        self.qtbot.waitUntil(lambda: screen.aliases.table.model().rowCount() > 0, timeout=PATIENCE_MS)
        screen.aliases.table.selectRow(0)
        return self.yes(screen.aliases.remove)

    def import_catalogue(self) -> QAbstractButton:
        """Import a catalogue."""
        path = self.folder / "parts.json"
        loaded = json.loads(path.read_text(encoding="utf-8"))
        next(iter(loaded["parts"].values()))["name"] = "Renamed by the test"
        path.write_text(json.dumps(loaded), encoding="utf-8")
        screen = show(self.qtbot, CatalogueScreen(self.client, Place.of("catalogue")), lambda screen: True)
        screen.tabs.setCurrentIndex(2)
        screen.imports.look_through(str(self.folder))
        return self.yes(screen.imports.bring_in)

    def request_parts(self) -> QAbstractButton:
        """Request service parts."""
        screen = show(self.qtbot, ServiceOrdersScreen(self.client, Place.of("service_orders")), lambda screen: True)
        cart = screen.cart
        assert cart is not None
        self.qtbot.waitUntil(lambda: bool(cart.model.rows), timeout=PATIENCE_MS)
        self.item = cart.model.rows[0].number
        cart.add(cart.model.rows[0])
        return self.shown(cart.send)

    def approve_request(self) -> QAbstractButton:
        """Approve the request: sending it stands there afterwards."""
        return self._of_request("Approve")

    def send_request(self) -> QAbstractButton:
        """Mark it as sent."""
        return self.yes(self._of_request("Mark as sent"))

    def reject_request(self) -> QAbstractButton:
        """Reject another one."""
        service_orders.request_parts(self.session, [{"item": self.item, "quantity": 1}])
        return self.yes(self._of_request("Reject"), "not sold any more")

    def _of_request(self, words: str) -> QAbstractButton:
        screen = ServiceOrdersScreen(self.client, Place.of("service_orders"))
        show(self.qtbot, screen, lambda screen: bool(screen.requests.model.rows))
        screen._tabs.setCurrentWidget(screen.requests)
        screen.requests.table.selectRow(0)
        self.qtbot.waitUntil(lambda: not self.client.runner.busy, timeout=PATIENCE_MS)
        return self.shown(named(screen.requests, words, QAbstractButton))

    def withdraw(self) -> QAbstractButton:
        """Withdraw a change that is drawn up."""
        request = change_requests.open_change_request(self.session, self.build_id, what="longer", why="wanted so")
        change_requests.draw_up(self.session, request, {**self.sink, "length": 80}, seen_revision=1)
        place = Place.of("change_request", build_id=self.build_id)
        screen = show(self.qtbot, ChangeRequestScreen(self.client, place), lambda screen: screen.facts is not None)
        return self.yes(screen.withdraw, "not wanted any more")

    def throw_draft_away(self) -> QAbstractButton:
        """Throw a draft away."""
        order_drafts.save_draft(self.session, {"order": {"po_number": "PO-77"}, "builds": []})
        screen = show(self.qtbot, DraftsScreen(self.client, Place.of("drafts")), lambda screen: True)
        self.qtbot.waitUntil(lambda: screen.table.model().rowCount() == 1, timeout=PATIENCE_MS)
        screen.table.selectRow(0)
        return self.yes(screen.delete_button)


def test_in_the_office_two_clicks_are_one_write(
    qtbot: QtBot, database: Clone, client_of: Callable[..., Client], tmp_path: Path
) -> None:
    client = client_of(database, person=make_person(database, *Role))
    folder = tmp_path / "catalogue"
    shutil.copytree(catalogue_folder("demo"), folder)
    office = Office(qtbot, client, database, folder, make_person(database, Role.QC_PERSON))
    leaves = {"reset": HandOverDialog}
    press_each_twice(qtbot, database, office, OF_THE_OFFICE, Told(client), lambda: client.runner.busy, leaves=leaves)
    office.elsewhere.close()
