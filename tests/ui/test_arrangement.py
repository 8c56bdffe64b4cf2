"""What a person arranged at a station: widths of columns and filters are there again, and nobody else has them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QHeaderView, QWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services.orders import SubmittedOrder
from cleanstation_desktop.ui.audit.screen import AuditScreen
from cleanstation_desktop.ui.boms.screen import BomScreen
from cleanstation_desktop.ui.catalogue.screen import CatalogueScreen
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.order_entry.review_page import ReviewPage
from cleanstation_desktop.ui.order_entry.wizard import REVIEW
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.preferences import Preferences
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.widgets.small_table import small_table
from cleanstation_desktop.ui.widgets.table import Column, RowsModel
from tests.support.clusters import Clone
from tests.support.order_entry import go, open_wizard
from tests.support.orders import submit_order
from tests.support.people import TestPerson, make_person
from tests.support.screens import PATIENCE_MS, SIZE

Clients = Callable[..., Client]
OFFICE = (Role.ADMIN, Role.PRODUCTION_COORDINATOR, Role.PROCUREMENT_SPECIALIST)


@pytest.fixture
def order(database: Clone) -> SubmittedOrder:
    """An order, so that there is a bill."""
    return submit_order(database)


@pytest.fixture
def two(database: Clone) -> tuple[TestPerson, TestPerson]:
    """Two people who may both do everything in the office."""
    return make_person(database, *OFFICE), make_person(database, *OFFICE)


def opened(qtbot: QtBot, screen: Screen) -> Screen:
    """A screen, shown and read."""
    qtbot.addWidget(screen)
    screen.resize(*SIZE)
    screen.show()
    screen.load()
    qtbot.wait(50)
    qtbot.waitUntil(lambda: not screen.client.runner.busy, timeout=PATIENCE_MS)
    return screen


def bom_head(qtbot: QtBot, client: Client) -> tuple[QWidget, QHeaderView]:
    """The head of a bill's structure."""
    screen = opened(qtbot, BomScreen(client, Place.of("bom", bom_revision_id=1)))
    assert isinstance(screen, BomScreen)
    return screen, screen._tree.header()


def review_head(qtbot: QtBot, client: Client) -> tuple[QWidget, QHeaderView]:
    """The head of the bill at the end of the order entry."""
    screen = open_wizard(client, qtbot)
    page = go(screen, qtbot, REVIEW)
    assert isinstance(page, ReviewPage)
    return screen, page.tree.header()


def small_head(qtbot: QtBot, client: Client) -> tuple[QWidget, QHeaderView]:
    """The head of a small table."""
    columns = [Column[str](name, name, 150, str) for name in ("a", "b", "c")]
    table = small_table("Small", RowsModel(columns), client.preferences, "small")
    qtbot.addWidget(table)
    return table, table.horizontalHeader()


@pytest.mark.parametrize("head_of", [bom_head, review_head, small_head])
def test_widths_are_remembered_for_each_person(
    qtbot: QtBot,
    database: Clone,
    client_of: Clients,
    two: tuple[TestPerson, TestPerson],
    order: SubmittedOrder,
    head_of: Callable[[QtBot, Client], tuple[QWidget, QHeaderView]],
) -> None:
    """Two people at one station: each finds the own widths after signing in anew, the other's never."""
    plain = 0
    for place, person in enumerate(two):
        client = client_of(database, person=person)
        _owner, head = head_of(qtbot, client)
        plain = plain or head.sectionSize(1)
        assert head.sectionSize(1) == plain
        head.resizeSection(1, 200 + 30 * place)
        qtbot.wait(500)
        client.preferences.save()
    for place, person in enumerate(two):
        _owner, head = head_of(qtbot, client_of(database, person=person))
        assert head.sectionSize(1) == 200 + 30 * place


def test_one_column_fills_the_window_and_one_that_says_nothing_keeps_its_width(
    qtbot: QtBot, database: Clone, client_of: Clients, order: SubmittedOrder
) -> None:
    """The names of a bill have what the others leave; no note stands in this bill, so that column is not shown."""
    client = client_of(database, *OFFICE)
    client.preferences.set("columns/bom-structure", {"note": 123, "name": 5})
    screen, head = bom_head(qtbot, client)
    assert isinstance(screen, BomScreen)
    keys = [column.key for column in screen._model.columns]
    name, note = keys.index("name"), keys.index("note")
    assert head.isSectionHidden(note)
    for width in (1280, 1700):
        screen.resize(width, 740)
        qtbot.waitUntil(lambda: head.length() == screen._tree.viewport().width(), timeout=PATIENCE_MS)
    head.resizeSection(0, 300)
    assert head.length() == screen._tree.viewport().width()
    screen.resize(700, 740)
    qtbot.waitUntil(lambda: head.sectionSize(name) == screen._model.columns[name].width, timeout=PATIENCE_MS)
    qtbot.wait(500)
    kept = client.preferences.get("columns/bom-structure", {})
    assert (kept["item"], kept["note"], kept["name"]) == (300, 123, 5)


def narrow_audit(screen: Screen) -> None:
    """Choose in the filters of the audit."""
    assert isinstance(screen, AuditScreen)
    filters = screen.changes.filters
    filters.words.setText("hospital")
    filters.since.line.setText("2026-01-31")
    filters.table.setCurrentIndex(filters.table.findData("build"))
    filters.action.setCurrentIndex(filters.action.findData("INSERT"))


def narrow_catalogue(screen: Screen) -> None:
    """Choose in the filters of the catalogue."""
    assert isinstance(screen, CatalogueScreen)
    items = screen.items
    items.category.setCurrentIndex(items.category.findData("720"))
    items.for_service.setChecked(True)


def filters_of(screen: Screen) -> object:
    """What stands in the filters; not the tab, nor who is chosen."""
    state = dict(screen.state())
    return {name: value for name, value in state.items() if name not in {"tab", "chosen", "stand", "stands", "list"}}


@pytest.mark.parametrize(
    ("make", "place", "narrow"),
    [
        (AuditScreen, Place.of("audit"), narrow_audit),
        (CatalogueScreen, Place.of("catalogue"), narrow_catalogue),
    ],
)
def test_filters_are_remembered_for_each_person(
    qtbot: QtBot,
    database: Clone,
    client_of: Clients,
    two: tuple[TestPerson, TestPerson],
    order: SubmittedOrder,
    make: Callable[[Client, Place], Screen],
    place: Place,
    narrow: Callable[[Screen], None],
) -> None:
    """Two people at one station: the first finds the own filters after signing in anew, the second has none of them."""
    first, second = two
    client = client_of(database, person=first)
    screen = opened(qtbot, make(client, place))
    plain = filters_of(screen)
    narrow(screen)
    chosen = filters_of(screen)
    assert chosen != plain
    qtbot.wait(400)
    qtbot.waitUntil(lambda: not client.runner.busy, timeout=PATIENCE_MS)
    client.preferences.save()
    other = opened(qtbot, make(client_of(database, person=second), place))
    assert filters_of(other) == plain
    again = opened(qtbot, make(client_of(database, person=first), place))
    assert filters_of(again) == chosen


def test_what_was_kept_in_another_shape_counts_as_not_kept(client_of: Clients, database: Clone, two: object) -> None:
    """By an earlier version of the program, or by hand: an arrangement is no record."""
    client = client_of(database, Role.ADMIN)
    plain = {"words": "", "open": False, "depth": -1}
    for kept in ("text", [1], {"words": 4, "open": "yes", "other": 1, "depth": True}):
        client.preferences.set("filters/test", kept)
        assert client.preferences.filled("filters/test", plain) == plain
    client.preferences.set("filters/test", {"words": "rail", "open": 1, "depth": 2})
    assert client.preferences.filled("filters/test", plain) == {"words": "rail", "open": False, "depth": 2}
    assert isinstance(client.preferences, Preferences)
