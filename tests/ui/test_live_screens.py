"""Every screen shows by itself what others change, and hears of the tables that it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from unittest.mock import Mock

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QTabWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from cleanstation_desktop.services.live_feed import Change
from cleanstation_desktop.services.nonconformances import Disposition
from cleanstation_desktop.ui.client import Client, StationFacts
from cleanstation_desktop.ui.inspections.screen import InspectionScreen
from cleanstation_desktop.ui.nonconformances.list_screen import NonconformanceListScreen
from cleanstation_desktop.ui.places import REGISTER, Place
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.screens import screen_class
from cleanstation_desktop.ui.widgets.table import TableView
from tests.support.clusters import create_clone, drop_clone
from tests.support.every_place import quiet, told
from tests.support.live_plant import LivePlant
from tests.support.live_tables import changed_alone, tables_read, tables_told
from tests.support.people import session_of
from tests.support.screens import PATIENCE_MS, SIZE
from tests.support.ui import named

_OWN = frozenset({"print_queue", "settings"})
"""They show what is kept at the station itself; nobody elsewhere changes it."""
_STILL = frozenset({"audit"})
"""Each change in the plant is a line of it: a list that moves without end is read by nobody. F5 reads it anew."""


@dataclass(frozen=True)
class Case:
    """Something that others do while a place is open. Parameters: do, does it and returns words that were not there
    before; arguments, of the place; tab, that is looked at."""

    place: str
    do: Callable[[LivePlant], str]
    arguments: Callable[[LivePlant], Mapping[str, Any]] = lambda _plant: {}
    tab: str = ""


def _order(plant: LivePlant) -> Mapping[str, Any]:
    return {"order_id": plant.floor_order.id}


def _build(plant: LivePlant) -> Mapping[str, Any]:
    return {"build_id": plant.floor}


def _bom(plant: LivePlant) -> Mapping[str, Any]:
    return {"bom_revision_id": plant.order.builds[0].bom_revision_id}


CASES = (
    Case("home", lambda plant: plant.wanted_later(plant.floor_order.id)),
    Case("orders", LivePlant.entered),
    Case("order", lambda plant: plant.wanted_later(plant.floor_order.id), _order),
    Case("order", LivePlant.commented, _order, "Comments"),
    Case("order", LivePlant.printed, _order, "Timeline"),
    Case("order_entry", LivePlant.parked, lambda plant: {"draft_id": plant.draft.id}),
    Case("drafts", LivePlant.parked),
    Case("build", lambda plant: plant.wanted_later(plant.floor_order.id), _build),
    Case("build", LivePlant.printed, _build, "Timeline"),
    Case("bom", LivePlant.renumbered, _bom),
    Case("bom", LivePlant.sent_back, _bom),
    Case("where_used", LivePlant.entered, lambda plant: {"item": plant.item}),
    Case("procurement", LivePlant.entered),
    Case("change_request", LivePlant.change_asked, lambda plant: {"build_id": plant.rejected}),
    Case("assembly", lambda plant: plant.wanted_later(plant.floor_order.id), _build),
    Case("inspection", LivePlant.answered, lambda plant: {"inspection_id": plant.form}),
    Case("nonconformances", lambda plant: plant.decided(0, Disposition.USE_AS_IS) and "Use as is"),
    Case(
        "nonconformance",
        lambda plant: plant.decided(1, Disposition.REWORK),
        lambda plant: {"nonconformance_id": plant.ncrs[1].id},
    ),
    Case("service_orders", LivePlant.requested, tab="Requests"),
    Case("people", LivePlant.hired),
    Case("catalogue", LivePlant.aliased, tab="Other names"),
    Case("stations", LivePlant.put_up),
    Case("instruments", LivePlant.bought),
    Case("plant", LivePlant.named),
)

# A table whose rows change only together with one of these.
_COMES_WITH: Mapping[str, frozenset[str]] = {
    "answer": frozenset({"inspection"}),
    "reading": frozenset({"inspection"}),
    "inspection_item": frozenset({"inspection"}),
    "status_history": frozenset({"build"}),
    "order_progress": frozenset({"build"}),
    "configuration": frozenset({"bom_revision"}),
    "bom_line": frozenset({"bom_revision"}),
    "signature_subject": frozenset({"signature"}),
    "order_draft_file": frozenset({"order_draft"}),
    "service_order_step": frozenset({"service_order"}),
    "category": frozenset({"catalogue_import"}),
    "subcategory": frozenset({"catalogue_import"}),
}
_SELDOM = {"person", "setting"}
"""Names are corrected and the plant is set once in a while: the next reading shows it. Zone and lock are taken over at
the next sign-in anyhow."""
_CHOICES = {"item", "item_alias", "item_component", "category", "subcategory", "rule_set"}
"""What can be chosen is read when the choosing begins, and does not change under it; the server checks what is sent."""
_RIGHTS = {"assembly_claim", "nonconformance"}
"""Read by the rule who may see what was signed of a nonconformance; nothing of it is shown."""
_UNWATCHED: Mapping[str, set[str]] = {
    # The form as it was opened, and the numbers of instruments in it, stay.
    "assembly": {"checklist_template", "instrument"},
    # Of its build a BOM shows the number alone, which does not change once it is there.
    "bom": {"build", *_RIGHTS},
    "change_request": _CHOICES,
    # The form as it was opened stays. Who has done a task of the build has claimed it first.
    "inspection": {"checklist_template", "task"},
    # The form in which it was found is signed and stands still, with all that is told of it. Of the moves of its build
    # two are offered, and they hang on the decision.
    "nonconformance": {
        *("inspection", "inspection_item", "answer", "reading", "checklist_template", "instrument"),
        *("assembly_claim", "part_issue", "bom_revision", "configuration", "customer_order"),
    },
    # What is signed of it changes it too.
    "nonconformances": {"signature", "inspection", "inspection_item", "customer_order"},
    "order_entry": _CHOICES,
    # The views are the person's own, and read when the list is opened.
    "orders": {"saved_view"},
    "procurement": _RIGHTS,
}

_READ_AHEAD = (
    *("home", "orders", "order", "build", "bom", "where_used", "procurement", "change_request"),
    *("assembly", "inspection", "nonconformance"),
)
"""Begin to read before their widgets are made."""


@pytest.fixture(scope="module")
def plant(cluster: EmbeddedServer, template_database: str) -> Iterator[LivePlant]:
    """One plant for all tests here: to bring builds so far takes longer than to look at them."""
    clone = create_clone(cluster, template_database)
    made = LivePlant(clone)
    yield made
    made.close()
    drop_clone(clone)


@pytest.fixture(scope="module")
def client(plant: LivePlant, qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Who looks on, with the feed running."""
    folder = tmp_path_factory.mktemp("station")
    made = Client(session_of(plant.shop.database, plant.viewer), StationFacts("bench-1", "demo", "localhost", folder))
    made.live.start()
    yield made
    made.close()
    qapp.sendPostedEvents()
    qapp.processEvents()


def opened(qtbot: QtBot, client: Client, place: str, arguments: Mapping[str, Any], tab: str = "") -> Screen:
    """A screen with all that it reads, at a tab."""
    qtbot.waitUntil(lambda: client.live.state == "live", timeout=PATIENCE_MS)
    screen = screen_class(place)(client, Place(place, arguments))
    qtbot.addWidget(screen)
    screen.resize(*SIZE)
    screen.show()
    screen.load()
    quiet(qtbot, client)
    for tabs in screen.findChildren(QTabWidget):
        titles = [tabs.tabText(number).partition(" (")[0] for number in range(tabs.count())]
        if tab in titles:
            tabs.setCurrentIndex(titles.index(tab))
    quiet(qtbot, client)
    return screen


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.place}-{case.tab}")
def test_what_others_change_is_shown_without_anybody_pressing_anything(
    qtbot: QtBot, plant: LivePlant, client: Client, case: Case
) -> None:
    """The change is made in another session; the words come by themselves."""
    screen = opened(qtbot, client, case.place, case.arguments(plant), case.tab)
    before = told(screen)
    words = case.do(plant)
    assert words not in before
    qtbot.waitUntil(lambda: words in told(screen), timeout=PATIENCE_MS)


@pytest.mark.parametrize("place", _READ_AHEAD)
def test_a_page_is_read_once_and_made_meanwhile(
    qtbot: QtBot, plant: LivePlant, client: Client, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    made: list[int] = []
    run = client.runner.run

    def note(owner: QObject, *work: Any, **more: Any) -> object:
        made.append(owner.body.count() if isinstance(owner, Screen) else -1)
        return run(owner, *work, **more)

    monkeypatch.setattr(client.runner, "run", note)
    arguments = next(case.arguments for case in CASES if case.place == place)
    screen = screen_class(place)(client, Place(place, arguments(plant)))
    qtbot.addWidget(screen)
    begun = len(made)
    assert made[:1] == [0]
    screen.begin_reading()
    assert len(made) == begun
    quiet(qtbot, client)
    screen.begin_reading()
    assert len(made) > begun
    quiet(qtbot, client)


def test_every_place_is_looked_at() -> None:
    """No screen comes without a case, but those that have a reason."""
    assert {case.place for case in CASES} | _OWN | _STILL == set(REGISTER)


def test_what_procurement_has_signed_leaves_the_page_of_the_other_buyer(
    qtbot: QtBot, plant: LivePlant, client: Client
) -> None:
    """The revision stays as it was until QC has signed too: the signature alone tells of it."""
    plant.change_at_qc()
    screen = opened(qtbot, client, "home", {})
    qtbot.waitUntil(lambda: "Changes to approve" in told(screen), timeout=PATIENCE_MS)
    plant.half_signed()
    qtbot.waitUntil(lambda: "Changes to approve" not in told(screen), timeout=PATIENCE_MS)


def test_a_decision_that_was_carried_out_waits_for_who_verifies_it(
    qtbot: QtBot, plant: LivePlant, client: Client
) -> None:
    """The nonconformance itself does not change when its build is cancelled."""
    screen = opened(qtbot, client, "nonconformances", {})
    assert isinstance(screen, NonconformanceListScreen)
    screen.which.setCurrentIndex(screen.which.findData("waiting"))
    screen.which.activated.emit(screen.which.currentIndex())
    quiet(qtbot, client)
    number = plant.shop.found(plant.scrapped)[0].number

    def is_carried_out() -> bool:
        return next(row for row in screen.model.rows if row.number == number).carried_out

    assert not is_carried_out()
    plant.given_up()
    qtbot.waitUntil(is_carried_out, timeout=PATIENCE_MS)
    client.preferences.set("nonconformances/filters", {})


def test_a_new_instrument_can_be_chosen_in_an_open_form(qtbot: QtBot, plant: LivePlant, client: Client) -> None:
    """Whoever waits for a thermometer that is calibrated does not leave the form for it."""
    screen = opened(qtbot, client, "inspection", {"inspection_id": plant.form})
    assert isinstance(screen, InspectionScreen)
    number = plant.bought()
    qtbot.waitUntil(lambda: number in {each.number for each in screen.answers.instruments}, timeout=PATIENCE_MS)


@pytest.mark.parametrize("place", ["build", "assembly", "inspection"])
def test_an_answer_in_the_form_of_another_build_is_no_concern(
    qtbot: QtBot, plant: LivePlant, client: Client, place: str
) -> None:
    """In a plant somebody answers every second."""
    screen = opened(qtbot, client, place, {"inspection_id": plant.form} if place == "inspection" else _build(plant))
    loaded = Mock(wraps=screen._refreshing._load)
    screen._refreshing._load = loaded
    heard: list[object] = []
    client.live.changed.connect(heard.append)
    plant.answered_elsewhere()
    qtbot.waitUntil(lambda: bool(heard), timeout=PATIENCE_MS)
    client.live.changed.disconnect(heard.append)
    assert not screen._refreshing._gather.isActive()
    plant.answered()
    qtbot.waitUntil(lambda: loaded.call_count > 0, timeout=PATIENCE_MS)


@pytest.mark.parametrize("place", ["order", "build"])
def test_a_page_is_not_read_for_what_others_do(qtbot: QtBot, plant: LivePlant, client: Client, place: str) -> None:
    """Papers, other orders and other builds are no concern of a page that does not show them; its timeline is read when
    somebody looks at it, and what is typed stays."""
    screen = opened(qtbot, client, place, _order(plant) if place == "order" else _build(plant), "Comments")
    editor = named(screen, "New comment", QPlainTextEdit)
    editor.setPlainText("Half a sent")
    build, order = str(plant.floor), str(plant.floor_order.id)
    assert not screen.concerns(Change("print_record", "1", None))
    for table, key in (("build", build), ("customer_order", order)):
        assert not screen.concerns(Change(table, "999999", 2))
        assert screen.concerns(Change(table, "999999", 1))
        assert screen.concerns(Change(table, key, 2))
    why = plant.printed()
    quiet(qtbot, client)
    tabs = screen.findChildren(QTabWidget)[0]
    tabs.setCurrentIndex(tabs.count() - 1)
    qtbot.waitUntil(lambda: why in told(screen), timeout=PATIENCE_MS)
    assert screen.concerns(Change("print_record", "1", None))
    tabs.setCurrentIndex([tabs.tabText(number).startswith("Comments") for number in range(tabs.count())].index(True))
    said = plant.commented()
    qtbot.waitUntil(lambda: said in told(screen), timeout=PATIENCE_MS)
    assert editor.toPlainText() == "Half a sent"


def test_what_others_have_read_is_no_concern(qtbot: QtBot, plant: LivePlant, client: Client) -> None:
    """Each notice that somebody reads would have everybody's first page read anew."""
    screen = screen_class("home")(client, Place("home"))
    assert screen.concerns(Change("notification_read", f"7,{plant.viewer.id}", None))
    assert not screen.concerns(Change("notification_read", f"7,{plant.viewer.id}1", None))
    quiet(qtbot, client)
    screen.deleteLater()


@pytest.mark.parametrize("place", sorted({case.place for case in CASES}))
def test_a_screen_hears_of_the_tables_that_it_reads(qtbot: QtBot, plant: LivePlant, client: Client, place: str) -> None:
    """At all its tabs; the server says what was read, through views, functions and policies alike."""
    screens: list[Screen] = []
    with tables_read() as read:
        for arguments in {str(found): found for found in _arguments(plant, place)}.values():
            screens.append(opened(qtbot, client, place, arguments))
            for tabs in screens[-1].findChildren(QTabWidget):
                for number in range(tabs.count()):
                    tabs.setCurrentIndex(number)
                    quiet(qtbot, client)
    watched = screens[0].watches
    with plant.shop.database.connect() as connection:
        told = tables_told(connection)
    unheard = {table for table in read & told if not watched & {table, *_COMES_WITH.get(table, ())}}
    assert unheard - _SELDOM - _UNWATCHED.get(place, set()) == set()
    assert watched <= told


def _arguments(plant: LivePlant, place: str) -> list[Mapping[str, Any]]:
    """What a place is opened with: as in its cases, and builds at every stage that there is."""
    found = [case.arguments(plant) for case in CASES if case.place == place]
    if place == "build":
        found += [{"build_id": key} for key in (plant.rejected, plant.scrapped, plant.awaited)]
    return found


@pytest.mark.parametrize("table", sorted(_COMES_WITH))
def test_a_table_that_nobody_watches_changes_with_one_that_is_watched(plant: LivePlant, table: str) -> None:
    """As often as it changed here."""
    with plant.shop.database.connect() as connection:
        assert changed_alone(connection, table, _COMES_WITH[table]) == []


@pytest.mark.parametrize(
    ("case", "table"),
    [
        (Case("where_used", LivePlant.entered, lambda plant: {"item": plant.item}), "Open builds that need it"),
        (Case("build", LivePlant.printed, _build, "Timeline"), "Timeline"),
    ],
    ids=["where_used", "timeline"],
)
def test_the_row_under_the_cursor_stays(qtbot: QtBot, plant: LivePlant, client: Client, case: Case, table: str) -> None:
    """A line that comes in above it does not take its place."""
    screen = opened(qtbot, client, case.place, case.arguments(plant), case.tab)
    rows = named(screen, table, TableView)
    rows.selectRow(1)
    chosen = rows.current_row()
    words = case.do(plant)
    qtbot.waitUntil(lambda: words in told(screen), timeout=PATIENCE_MS)
    assert rows.current_row() == chosen
