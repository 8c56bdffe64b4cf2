"""The list of orders and builds: search, filters, sort, groups, saved views, export, refresh, and nothing there."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services import orders
from cleanstation_desktop.services.build_filters import EVERYTHING, NEWEST_FIRST, BuildFilter, BuildSort, SortColumn
from cleanstation_desktop.services.builds import read_build
from cleanstation_desktop.services.saved_views import list_views
from cleanstation_desktop.ui import text
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.file_kinds import offer
from cleanstation_desktop.ui.files import write_file
from cleanstation_desktop.ui.orders.list_columns import export_heads, export_row
from cleanstation_desktop.ui.orders.list_export import ExportDialog, write_rows
from cleanstation_desktop.ui.orders.list_models import OrdersModel
from cleanstation_desktop.ui.orders.list_screen import OrderListScreen
from cleanstation_desktop.ui.orders.view import SCREEN, ListView
from cleanstation_desktop.ui.places import Place
from tests.support.clusters import Clone, drop_clone
from tests.support.days import today
from tests.support.orders import build_json, submit_order, wanted_by
from tests.support.people import make_person, session_of
from tests.support.shop import Shop
from tests.support.stages import Stages
from tests.support.ui import assert_looks_right, words_on

Clients = Callable[..., Client]
WAIT = 15_000
CUSTOMERS = ("Hôpital du Fleuve", "St. Anne Clinic", "General Hospital", "Clínica del Puerto")


def enter_orders(database: Clone) -> None:
    session = session_of(database, make_person(database, Role.PRODUCTION_COORDINATOR))
    for number in range(12):
        builds = [build_json(f"B-{number:03}-{place}") for place in range(1 + number % 3)]
        submit_order(
            session, builds, po_number=f"PO-{number:03}", customer=CUSTOMERS[number % 4], project=f"Wing {number}"
        )
    session.close()


@pytest.fixture
def shop_of_orders(stages: Stages) -> Iterator[Clone]:
    """Twelve orders of one to three builds, for four customers, wanted at different times."""
    clone = stages.clone("orders", enter_orders)
    yield clone
    drop_clone(clone)


def opened(qtbot: QtBot, client: Client) -> OrderListScreen:
    """The list, filled."""
    screen = OrderListScreen(client, Place.of("orders"))
    qtbot.addWidget(screen)
    screen.resize(1050, 740)
    screen.show()
    screen.load()
    settle(qtbot, client)
    return screen


def settle(qtbot: QtBot, client: Client) -> None:
    """Wait until nothing is typed, asked or read any more."""
    qtbot.wait(120)
    qtbot.waitUntil(lambda: not client.runner.busy, timeout=WAIT)


def numbers(screen: OrderListScreen) -> list[str]:
    """What stands in the first column."""
    model = screen.table.long
    return [str(model.index(row, 0).data()).strip() for row in range(model.rowCount())]


def test_orders_open_to_their_builds_and_lead_there(qtbot: QtBot, client_of: Clients, shop_of_orders: Clone) -> None:
    """By keyboard: Right opens, Enter goes to what is under the cursor, Left closes; by finger the button opens it."""
    client = client_of(shop_of_orders, Role.PRODUCTION_COORDINATOR)
    screen = opened(qtbot, client)
    assert numbers(screen) == [f"PO-{number:03}" for number in range(11, -1, -1)]
    asked: list[Place] = []
    client.place_wanted.connect(asked.append)
    screen.orders.setFocus()
    qtbot.keyClick(screen.orders, Qt.Key.Key_Right)
    assert numbers(screen)[:5] == ["PO-011", "B-011-0", "B-011-1", "B-011-2", "PO-010"]
    assert_looks_right(screen)
    qtbot.keyClick(screen.orders, Qt.Key.Key_Return)
    qtbot.keyClick(screen.orders, Qt.Key.Key_Down)
    qtbot.keyClick(screen.orders, Qt.Key.Key_Return)
    qtbot.mouseClick(screen.openers[screen.orders], Qt.MouseButton.LeftButton)
    assert [place.name for place in asked] == ["order", "build", "build"]
    qtbot.keyClick(screen.orders, Qt.Key.Key_Left)
    assert len(numbers(screen)) == 12


def test_what_is_typed_is_found_and_the_newest_wins(qtbot: QtBot, client_of: Clients, shop_of_orders: Clone) -> None:
    """Accents or not; each letter narrows down; nothing found says so and offers to clear the filters."""
    client = client_of(shop_of_orders, Role.QC_PERSON)
    screen = opened(qtbot, client)
    screen._by_build.click()
    settle(qtbot, client)
    assert len(numbers(screen)) == 24
    qtbot.keyClicks(screen.filters.search, "hopital 008")
    settle(qtbot, client)
    assert numbers(screen) == ["B-008-0", "B-008-1", "B-008-2"]
    assert "3 builds" in screen._count.text()
    qtbot.keyClicks(screen.filters.search, "zzz")
    settle(qtbot, client)
    assert screen._pages.currentWidget() is screen.nothing
    assert_looks_right(screen)
    assert screen.nothing.action is not None
    qtbot.mouseClick(screen.nothing.action, Qt.MouseButton.LeftButton)
    settle(qtbot, client)
    assert len(numbers(screen)) == 24
    screen.filters.search.setText("x" * 10_000 + "\nline")
    settle(qtbot, client)
    assert screen._pages.currentWidget() is screen.nothing


def test_filters_and_sort_are_remembered(qtbot: QtBot, client_of: Clients, shop_of_orders: Clone) -> None:
    """Statuses, customer and days narrow down; a title sorts, turns round, and goes back; the next list begins so."""
    client = client_of(shop_of_orders, Role.PRODUCTION_COORDINATOR)
    screen = opened(qtbot, client)
    screen._by_build.click()
    screen.filters.more.click()
    assert_looks_right(screen)
    qtbot.keyClicks(screen.filters.customer, "anne")
    screen.filters.statuses.boxes[BuildStatus.ORDER_CREATED].click()
    settle(qtbot, client)
    assert {row.customer for row in map(screen.table.long.line, range(len(numbers(screen))))} == {"St. Anne Clinic"}
    screen.filters.statuses.boxes[BuildStatus.ORDER_CREATED].click()
    screen.filters.statuses.boxes[BuildStatus.SHIPPED].click()
    settle(qtbot, client)
    assert screen._pages.currentWidget() is screen.nothing
    screen.filters.statuses.boxes[BuildStatus.SHIPPED].click()
    screen.filters.want_from.line.setText("2026-1")
    screen.builds._on_header(0)
    settle(qtbot, client)
    assert screen.view.sort == BuildSort(SortColumn.BUILD_NUMBER)
    assert numbers(screen)[0] == "B-001-0"
    screen.builds._on_header(0)
    settle(qtbot, client)
    assert numbers(screen)[-1] == "B-001-0"
    order = screen.sorts[screen.builds]
    assert order.currentText() == "Build, turned round"
    order.setFocus()
    for key, first in ((Qt.Key.Key_Up, "B-001-0"), (Qt.Key.Key_Down, "B-009-0")):
        qtbot.keyClick(order, key)
        settle(qtbot, client)
        assert numbers(screen)[0] == first
    again = opened(qtbot, client)
    assert again.view == screen.view
    assert numbers(again) == numbers(screen)
    assert again.filters.customer.text() == "anne"
    again.builds._on_header(0)
    again.filters.reset.click()
    settle(qtbot, client)
    assert (again.view.wanted, again.view.sort) == (EVERYTHING, NEWEST_FIRST)


@pytest.fixture
def plant_of_five(shop: Shop) -> Shop:
    """Five builds: one late and claimed, in French; one due soon and claimed; one late, in French; two with time."""
    days = {"LATE-CLAIMED": -2, "SOON-CLAIMED": 3, "LATE": -9, "LATER": 90, "LATEST": 120}
    for number, days_left in days.items():
        data = build_json(number, language="FR" if number.startswith("LATE-") or number == "LATE" else "EN")
        header = {"po_number": f"PO-{number}", "customer": CUSTOMERS[0]}
        build_id = (
            shop.in_assembly(data, **header)
            if number.endswith("CLAIMED")
            else submit_order(shop.database, [data], **header).builds[0].id
        )
        order_id = read_build(shop.coordinator.session, build_id).head.order_id
        wanted_by(shop.database, order_id, today() + dt.timedelta(days=days_left))
    return shop


def test_each_filter_behind_the_button_and_each_mark_narrows_the_list_down(
    qtbot: QtBot, client_of: Clients, plant_of_five: Shop
) -> None:
    """Assignee, language, overdue and due soon, alone and together; taken back, everything is there again."""
    client = client_of(plant_of_five.database, person=plant_of_five.procurement.person)
    screen = opened(qtbot, client)
    screen._by_build.click()
    screen.filters.more.click()
    settle(qtbot, client)
    filters = screen.filters
    everything = {"LATE-CLAIMED", "SOON-CLAIMED", "LATE", "LATER", "LATEST"}

    def shown() -> set[str]:
        settle(qtbot, client)
        found = [] if screen._pages.currentWidget() is screen.nothing else numbers(screen)
        assert len(found) == len(set(found))
        return set(found)

    assert shown() == everything
    for combo, words, wanted in (
        (filters.assignee, plant_of_five.assembler.person.full_name, {"LATE-CLAIMED", "SOON-CLAIMED"}),
        (filters.language, "Français", {"LATE-CLAIMED", "LATE"}),
        (filters.language, "English", {"SOON-CLAIMED", "LATER", "LATEST"}),
        (filters.language, "Español", set()),
    ):
        assert combo.findText(words) > 0
        combo.setCurrentText(words)
        assert shown() == wanted
        combo.setCurrentIndex(0)
        assert shown() == everything
    for names, wanted in (
        (("overdue",), {"LATE-CLAIMED", "LATE"}),
        (("due_soon",), {"SOON-CLAIMED"}),
        (("overdue", "due_soon"), {"LATE-CLAIMED", "LATE", "SOON-CLAIMED"}),
    ):
        for name in names:
            qtbot.mouseClick(filters.marks[name], Qt.MouseButton.LeftButton)
        assert shown() == wanted
        assert {row.overdue or row.due_soon for row in map(screen.table.long.line, range(len(wanted)))} == {True}
        for name in names:
            qtbot.mouseClick(filters.marks[name], Qt.MouseButton.LeftButton)
    assert shown() == everything
    filters.assignee.setCurrentText(plant_of_five.assembler.person.full_name)
    filters.language.setCurrentText("Français")
    qtbot.mouseClick(filters.marks["overdue"], Qt.MouseButton.LeftButton)
    assert shown() == {"LATE-CLAIMED"}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_chosen_in_the_menu_holds_the_rows_that_are_shown(
    qtbot: QtBot, client_of: Clients, plant_of_five: Shop, tmp_path: Path, kind: str
) -> None:
    """Menu, file, and what stands in it: the builds the filters left, in the order of the list, and no others."""
    client = client_of(plant_of_five.database, person=plant_of_five.procurement.person)
    screen = opened(qtbot, client)
    screen._by_build.click()
    qtbot.mouseClick(screen.filters.marks["overdue"], Qt.MouseButton.LeftButton)
    settle(qtbot, client)
    screen.builds._on_header(0)
    settle(qtbot, client)
    said: list[str] = []
    client.messages.shown.connect(lambda message: said.append(message.text))
    (action,) = (each for each in screen.export.menu().actions() if each.text() == offer(kind))
    action.trigger()
    (dialog,) = (each for each in screen.findChildren(QFileDialog) if each.isVisible())
    assert [Path(name).name for name in dialog.selectedFiles()] == [f"builds.{kind}"]
    file = tmp_path / f"late.{kind}"
    dialog.fileSelected.emit(str(file))
    dialog.close()
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    assert said == [f"2 builds are saved as late.{kind}."]
    rows = read_rows(file)
    shown = [screen.builds.long.line(row) for row in range(screen.builds.long.rowCount())]
    assert [row.build_number for row in shown] == ["LATE", "LATE-CLAIMED"]
    assert rows[0] == export_heads()
    assert rows[1:] == [[str(value) for value in export_row(row)] for row in shown]
    assert [row[rows[0].index("Assigned to")] for row in rows[1:]] == ["", plant_of_five.assembler.person.initials]


def read_rows(file: Path) -> list[list[str]]:
    """The rows of an exported list."""
    if file.suffix == ".csv":
        with file.open(encoding="utf-8-sig", newline="") as written:
            return list(csv.reader(written))
    (sheet,) = openpyxl.load_workbook(file).worksheets
    return [["" if value is None else str(value) for value in row] for row in sheet.values]


def test_views_are_saved_under_a_name(qtbot: QtBot, client_of: Clients, shop_of_orders: Clone) -> None:
    """A name that is used is told at the field; choosing a view brings filter, sort and grouping back."""
    client = client_of(shop_of_orders, Role.PRODUCTION_COORDINATOR)
    screen = opened(qtbot, client)
    screen._choose_view(ListView(BuildFilter(customer="Puerto"), BuildSort(SortColumn.WANT_DATE), grouped=False))
    settle(qtbot, client)
    for attempt in range(2):
        dialog = screen.views.ask_name()
        name = dialog.form.fields["name"].editor
        assert isinstance(name, QLineEdit)
        qtbot.keyClicks(name, "The harbour")
        qtbot.keyClick(name, Qt.Key.Key_Return)
        if attempt:
            form = dialog.form
            qtbot.waitUntil(lambda form=form: form.fields["name"].error != "", timeout=WAIT)  # type: ignore[misc]
            dialog.done(0)
        else:
            qtbot.waitUntil(lambda: len(screen.views.views) == 1, timeout=WAIT)
    screen._clear()
    settle(qtbot, client)
    (kept,) = list_views(client.session, SCREEN)
    screen.views._choose(kept)
    settle(qtbot, client)
    assert screen.view.wanted.customer == "Puerto"
    assert screen.filters.customer.text() == "Puerto"
    assert not screen.filters.panel.isHidden()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_list_is_exported_to_the_longest_name_there_is(tmp_path: Path, kind: str) -> None:
    """What it is written to first has a name of its own; the former file gives way, and nothing is left beside."""
    path = tmp_path / f"{'x' * (254 - len(kind))}.{kind}"
    write_file(path, b"before")
    assert write_rows(path, kind, ["Build"], [["L-1"], ["L-2"]]) == 2
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() != b"before"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_filtered_list_is_exported(
    qtbot: QtBot, client_of: Clients, shop_of_orders: Clone, tmp_path: Path, kind: str
) -> None:
    """In the order that is shown, whole or not at all; a folder that is not there is told in the dialog."""
    client = client_of(shop_of_orders, Role.PROCUREMENT_SPECIALIST)
    screen = opened(qtbot, client)
    view = ListView(BuildFilter(customer="Fleuve"), BuildSort(SortColumn.BUILD_NUMBER), grouped=False)
    file = tmp_path / f"list.{kind}"
    said: list[str] = []
    client.messages.shown.connect(lambda message: said.append(message.text))
    ExportDialog(screen, client, view, file, kind).open()
    qtbot.waitUntil(file.exists, timeout=WAIT)
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    assert said == [f"6 builds are saved as list.{kind}."]
    rows = read_rows(file)
    assert rows[0][:3] == ["Build", "PO number", "Position"]
    assert [row[0] for row in rows[1:]] == ["B-000-0", "B-004-0", "B-004-1", "B-008-0", "B-008-1", "B-008-2"]
    lost = ExportDialog(screen, client, view, tmp_path / "gone" / f"list.{kind}", kind)
    lost.open()
    qtbot.waitUntil(lambda: not lost.banner.isHidden(), timeout=WAIT)
    assert "cannot be written" in words_on(lost.banner)
    lost.reject()


def test_what_others_change_shows_without_moving_the_list(
    qtbot: QtBot, client_of: Clients, shop_of_orders: Clone
) -> None:
    """The line under the cursor stays under it; a new order joins the list after a moment."""
    client = client_of(shop_of_orders, Role.QC_PERSON)
    screen = opened(qtbot, client)
    screen.orders.setCurrentIndex(screen.orders.long.index(4, 0))
    submit_order(shop_of_orders, [build_json("B-NEW")], po_number="PO-NEW")
    screen.load()
    screen.load()
    settle(qtbot, client)
    qtbot.waitUntil(lambda: screen.orders.long.rowCount() == 13, timeout=WAIT)
    settle(qtbot, client)
    assert numbers(screen)[0] == "PO-NEW"
    current = screen.orders.current_row()
    assert current is not None
    assert current.order.po_number == "PO-007"
    state = screen.state()
    other = OrderListScreen(client, Place.of("orders"))
    qtbot.addWidget(other)
    other.restore(state)
    other.load()
    settle(qtbot, client)
    assert other.orders.current_row() == current


def test_opened_orders_stay_open_under_a_refresh_and_on_the_way_back(
    qtbot: QtBot, client_of: Clients, shop_of_orders: Clone
) -> None:
    """Somebody else submits an order: the build under the cursor stays there."""
    client = client_of(shop_of_orders, Role.QC_PERSON)
    screen = opened(qtbot, client)
    model = screen.orders.long
    assert isinstance(model, OrdersModel)
    for row in (3, 0):
        model.toggle(row)
    below = numbers(screen).index("B-008-1")
    screen.orders.setCurrentIndex(model.index(below, 0))
    submit_order(shop_of_orders, [build_json("B-NEW")], po_number="PO-NEW")
    screen.load()
    qtbot.waitUntil(lambda: numbers(screen)[0] == "PO-NEW", timeout=WAIT)
    settle(qtbot, client)
    shown = ["PO-NEW", "PO-011", "B-011-0", "B-011-1", "B-011-2", "PO-010", "PO-009", "PO-008", "B-008-0", "B-008-1"]
    assert numbers(screen)[:10] == shown
    assert screen.orders.current_row().build_number == "B-008-1"
    other = OrderListScreen(client, Place.of("orders"))
    qtbot.addWidget(other)
    other.restore(screen.state())
    other.load()
    settle(qtbot, client)
    assert numbers(other)[:10] == shown
    assert other.orders.current_row().build_number == "B-008-1"


def test_what_others_changed_further_down_is_read_when_one_comes_there(
    qtbot: QtBot, client_of: Clients, database: Clone
) -> None:
    """Rows that were read before are read again, also those whose reading was given up for another place."""
    coordinator = session_of(database, make_person(database, Role.PRODUCTION_COORDINATOR))
    made = [
        submit_order(coordinator, [build_json(f"B-{order}-{place}") for place in range(10)], customer="Old name")
        for order in range(4)
    ]
    client = client_of(database, Role.QC_PERSON)
    screen = opened(qtbot, client)
    screen._by_build.click()
    screen.resize(1050, 480)
    settle(qtbot, client)
    assert len(numbers(screen)) == 40
    assert screen.builds.in_view()[1] < 15
    for order in made:
        orders.change_order(coordinator, order.id, version=1, changes={"customer": "New name"})
    coordinator.close()
    screen.load()
    bar = screen.builds.verticalScrollBar()
    for place in (bar.maximum(), bar.maximum() // 2, 0):
        bar.setValue(place)
        # At the last place before the first answer came: another question has taken its place.
        settle(qtbot, client)
        first, last = screen.builds.in_view()
        assert {screen.builds.long.line(row).customer for row in range(first, last + 1)} == {"New name"}


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        ({"search": "anne 005"}, BuildFilter(search="anne 005")),
        ({"status": "SHIPPED"}, BuildFilter(statuses=frozenset({BuildStatus.SHIPPED}))),
    ],
)
def test_who_comes_for_something_finds_it(
    qtbot: QtBot, client_of: Clients, shop_of_orders: Clone, arguments: dict[str, str], wanted: BuildFilter
) -> None:
    """From the search over everything and from the stages at home; what one looked at oneself is still remembered."""
    client = client_of(shop_of_orders, Role.PRODUCTION_COORDINATOR)
    own = ListView(BuildFilter(customer="Fleuve"), BuildSort(SortColumn.WANT_DATE))
    opened(qtbot, client)._want(own)
    screen = OrderListScreen(client, Place.of("orders", **arguments))
    qtbot.addWidget(screen)
    screen.load()
    settle(qtbot, client)
    assert screen.view == replace(own, wanted=wanted)
    assert screen.filters.wanted() == wanted
    assert opened(qtbot, client).view == own


def test_an_empty_plant_says_what_to_do(qtbot: QtBot, client_of: Clients, database: Clone) -> None:
    """A coordinator gets a button, others a sentence, in three languages."""
    coordinator = opened(qtbot, client_of(database, Role.PRODUCTION_COORDINATOR))
    assert "No orders yet" in words_on(coordinator)
    assert coordinator.empty.action is not None
    for code in ("FR", "ES"):
        text.set_language(code)
        reader = opened(qtbot, client_of(database, Role.ADMIN))
        assert "No orders yet" not in words_on(reader)
        assert_looks_right(reader)


def test_the_popup_of_statuses_is_worked_by_keys(qtbot: QtBot, client_of: Clients, shop_of_orders: Clone) -> None:
    """It opens below its button, each box is reached, Escape closes it."""
    client = client_of(shop_of_orders, Role.ADMIN)
    screen = opened(qtbot, client)
    choice = screen.filters.statuses
    qtbot.mouseClick(choice, Qt.MouseButton.LeftButton)
    assert QApplication.activePopupWidget() is choice._popup
    assert_looks_right(choice._popup)
    qtbot.keyClick(choice._popup, Qt.Key.Key_Escape)
    assert choice._popup.isHidden()
    assert screen.table.long.rowCount(QModelIndex()) == 12


@pytest.mark.parametrize("grouped", [True, False], ids=["by order", "build by build"])
def test_rows_that_come_after_the_grouping_was_changed_are_dropped(
    qtbot: QtBot, client_of: Clients, shop_of_orders: Clone, grouped: bool
) -> None:
    """They were asked for by the other table; the one that is shown has lines of another kind."""
    screen = opened(qtbot, client_of(shop_of_orders, Role.QC_PERSON))
    (screen._by_order if grouped else screen._by_build).click()
    settle(qtbot, screen.client)
    before = screen.table
    screen._refresh()
    (screen._by_build if grouped else screen._by_order).click()
    assert screen.table is not before
    settle(qtbot, screen.client)
    assert numbers(screen)
    assert screen.table.isVisible()
