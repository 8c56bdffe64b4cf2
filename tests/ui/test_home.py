"""The home page: what waits is said in words, and its button leads there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QLabel, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import inspections, instruments, notifications
from cleanstation_desktop.services.notifications import Notice, Unread
from cleanstation_desktop.services.work_lists import WorkItem, WorkSection
from cleanstation_desktop.services.work_sections import WorkKind
from cleanstation_desktop.ui import text
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.home.about import about_words
from cleanstation_desktop.ui.home.kinds import LOOKS
from cleanstation_desktop.ui.home.notice_words import notice_place, notice_words
from cleanstation_desktop.ui.home.notices_card import NoticesCard
from cleanstation_desktop.ui.home.screen import _SEEN, HomeScreen
from cleanstation_desktop.ui.home.section_card import SectionCard
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.procurement.screen import ProcurementScreen
from tests.support.clusters import Clone
from tests.support.orders import approve, build_json, submit_order
from tests.support.painted import Painted
from tests.support.shop import PRE_QC, Shop
from tests.support.ui import assert_looks_right, named, words_on

Clients = Callable[..., Client]


def opened(qtbot: QtBot, client: Client, words: str) -> HomeScreen:
    """The page, once these words stand on it."""
    screen = HomeScreen(client, Place("home"))
    qtbot.addWidget(screen)
    screen.resize(1072, 700)
    screen.show()
    screen.load()
    qtbot.waitUntil(lambda: words in words_on(screen), timeout=10_000)
    return screen


def test_every_kind_of_work_has_its_look() -> None:
    assert set(LOOKS) == set(WorkKind)


def test_the_button_of_a_bom_leads_to_it(qtbot: QtBot, database: Clone, client_of: Clients) -> None:
    order = submit_order(database)
    client = client_of(database, Role.PROCUREMENT_SPECIALIST)
    wanted: list[Place] = []
    client.place_wanted.connect(wanted.append)
    build = order.builds[0]
    screen = opened(qtbot, client, build.build_number)
    assert_looks_right(screen, touch=True, focus=True)
    qtbot.mouseClick(named(screen, f"Review: {build.build_number}", QPushButton), Qt.MouseButton.LeftButton)
    assert wanted == [Place.of("bom", bom_revision_id=build.bom_revision_id)]


def test_a_calibration_that_runs_out_leads_to_the_instruments(
    qtbot: QtBot, database: Clone, client_of: Clients
) -> None:
    client = client_of(database, Role.ADMIN)
    made = instruments.add_instrument(client.session, "TH-1", "Thermometer", dt.date(2026, 2, 3))
    wanted: list[Place] = []
    client.place_wanted.connect(wanted.append)
    screen = opened(qtbot, client, "Last day of its calibration: 3 Feb 2026")
    assert_looks_right(screen, touch=True)
    qtbot.mouseClick(named(screen, "View: TH-1", QPushButton), Qt.MouseButton.LeftButton)
    assert wanted == [Place.of("instruments", chosen=made.id)]


def test_what_waits_at_procurement_is_chosen_on_arrival(
    qtbot: QtBot, database: Clone, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The button of a build further down than the first rows leads to that build, among the others."""
    monkeypatch.setattr("cleanstation_desktop.ui.procurement.screen._FIRST", 1)
    client = client_of(database, Role.PROCUREMENT_SPECIALIST)
    orders = [submit_order(database) for _ in range(3)]
    for order in orders:
        approve(database, order)
    last = orders[-1].builds[0]
    wanted: list[Place] = []
    client.place_wanted.connect(wanted.append)
    screen = opened(qtbot, client, last.build_number)
    qtbot.mouseClick(named(screen, f"Release: {last.build_number}", QPushButton), Qt.MouseButton.LeftButton)
    there = ProcurementScreen(client, wanted[0])
    qtbot.addWidget(there)
    there.load()
    qtbot.waitUntil(lambda: there.release.table.current_row() is not None, timeout=10_000)
    assert there.current == "release"
    assert there.release.table.current_row().build.id == last.id
    assert there.release.model.rowCount() == 3
    assert there.release.model.picked == []


def test_nothing_waits_is_said(qtbot: QtBot, database: Clone, client_of: Clients) -> None:
    opened(qtbot, client_of(database, Role.ASSEMBLER), "Nothing waits for you")


@pytest.mark.parametrize(
    ("kind", "about", "english", "french"),
    [
        (WorkKind.CATALOGUE_FINDINGS, "1", "1 finding", "1 constat"),
        (WorkKind.CATALOGUE_FINDINGS, "17", "17 findings", "17 constats"),
        (WorkKind.ALARMS, "BREAK_GLASS_USED", "Emergency account used", "Compte d’urgence utilisé"),
        (WorkKind.REOPENED_TESTS, "END_OF_LINE_TEST", "End-of-line test", "Essai de fin de ligne"),
        (WorkKind.BODIES_AWAITED, "2", "2 parts awaited", "2 pièces attendues"),
        (WorkKind.CALIBRATIONS, "2026-12-01 TH 01", "TH 01", "TH 01"),
        (WorkKind.SENT_BACK, "Casters, not feet.", "Casters, not feet.", "Casters, not feet."),
    ],
)
def test_codes_and_counts_are_said_in_words(kind: WorkKind, about: str, english: str, french: str) -> None:
    item = WorkItem(1, 1, about, None, None)
    assert about_words(item, kind) == english
    text.set_language("FR")
    assert about_words(item, kind) == french


def test_a_reopened_form_that_failed_is_started_from_here(qtbot: QtBot, database: Clone, client_of: Clients) -> None:
    """QC's form is opened or started; an assembler comes to the workbench, where the build is claimed first."""
    shop, sink = Shop(database), build_json()
    build_id = shop.at_final_qc(sink)
    shop.change(build_id, {**sink, "sprayers": [{"kind": "water_gun_turret", "location": "left"}]})
    shop.inspect(shop.qc, build_id, PRE_QC, fail=["PP-09"])
    shop.decide(build_id)
    for worker, place in ((shop.qc, "inspection"), (shop.assembler, "assembly")):
        client = client_of(database, person=worker.person)
        wanted: list[Place] = []
        client.place_wanted.connect(wanted.append)
        screen = opened(qtbot, client, "Forms to fill in again")
        fill_in = next(
            made for made in screen.findChildren(QPushButton) if made.accessibleName().startswith("Fill in: ")
        )
        qtbot.mouseClick(fill_in, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(partial(bool, wanted), timeout=10_000)
        assert wanted[0].name == place
    again = [row for row in inspections.list_inspections(shop.qc.session, build_id) if row.kind is PRE_QC][-1]
    assert (again.attempt, again.state) == (3, "OPEN")
    shop.close()


def test_more_of_a_section_is_read_when_it_is_wanted(qtbot: QtBot, database: Clone, client_of: Clients) -> None:
    client = client_of(database, Role.PRODUCTION_COORDINATOR)
    with database.connect() as connection:
        connection.execute(
            "INSERT INTO cs.order_draft (title, body) SELECT 'Draft ' || n, '{}' FROM generate_series(1, 60) n"
        )
    screen = opened(qtbot, client, "Draft 60")
    shown = [f"Go on: Draft {number}" for number in range(60, 0, -1)]
    assert [made.accessibleName() for made in screen.findChildren(QPushButton) if made.accessibleName()] == shown[:6]
    more = next(made for made in screen.findChildren(QPushButton) if made.text() == "Show 44 more")
    qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Draft 11" in words_on(screen), timeout=10_000)
    assert [made.accessibleName() for made in screen.findChildren(QPushButton) if made.accessibleName()] == shown[:50]
    assert screen.focusWidget() is named(screen, "Go on: Draft 54", QPushButton)
    assert not [made for made in screen.findChildren(QPushButton) if made.text().startswith("Show")]


def test_a_card_is_whole_whenever_it_is_painted(
    qtbot: QtBot, qapp: QApplication, database: Clone, client_of: Clients
) -> None:
    """Its entries would lie over each other until the page has made room for them: when it opens, when more of it is
    wanted, when the window gets another width, and when something comes."""
    client = client_of(database, Role.PRODUCTION_COORDINATOR, Role.PROCUREMENT_SPECIALIST)
    for _ in range(3):
        submit_order(database, [build_json() for _ in range(4)])
    painted = Painted(lambda card: isinstance(card, SectionCard | NoticesCard))
    qapp.installEventFilter(painted)
    try:
        screen = opened(qtbot, client, "What you were told")
        for _ in range(2):
            more = next(made for made in screen.findChildren(QPushButton) if made.text().startswith("Show "))
            qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
            qtbot.waitUntil(lambda: not client.runner.busy)
            qtbot.wait(50)
        for width in (1400, 1072):
            screen.resize(width, 700)
            qtbot.wait(50)
        submit_order(database)
        screen.load()
        qtbot.waitUntil(lambda: not client.runner.busy)
        qtbot.wait(50)
    finally:
        qapp.removeEventFilter(painted)
    assert painted.squeezed == []


def test_cards_below_the_window_follow(qtbot: QtBot, database: Clone, client_of: Clients) -> None:
    """More kinds of work than are made at once: all of them come, in their order, and Tab goes through them so."""
    client = client_of(database, *Role)
    with database.connect() as connection:
        connection.execute("INSERT INTO cs.order_draft (title, body) VALUES ('Draft', '{}')")
        connection.execute("SELECT cs_audit.add_event('LOCKED_OUT', 'ALARM', 'somebody', 'five', 'FUNCTION')")
        connection.execute("SELECT cs_audit.seal()")
    submit_order(database)
    screen = opened(qtbot, client, "Draft")
    qtbot.waitUntil(lambda: len(screen._made) == len(screen._told) and not screen._slice.isActive(), timeout=10_000)
    sections = [told for told in screen._told if isinstance(told, WorkSection)]
    assert [made.section for made in screen._made if isinstance(made, SectionCard)] == sections
    cards = [made for made in screen.findChildren(QFrame) if isinstance(made, SectionCard | NoticesCard)]
    assert [*cards, screen._made[-1]] == screen._made
    assert len(screen._made) > _SEEN


def test_long_names_take_the_room_there_is_and_each_button_stays_in_the_window(
    qtbot: QtBot, database: Clone, client_of: Clients
) -> None:
    """In the language of the longest words, in two columns and in one; what is cut off stands in the tooltip."""
    text.set_language("FR")
    customer, title = "Hôpital universitaire " * 9, "Brouillon d’un évier " * 9
    with database.connect() as connection:
        connection.execute("INSERT INTO cs.order_draft (title, body) VALUES (%s, '{}')", (title,))
    build = submit_order(database, customer=customer).builds[0]
    screen = opened(qtbot, client_of(database, *Role), build.build_number)
    qtbot.waitUntil(lambda: len(screen._made) == len(screen._told) and not screen._slice.isActive(), timeout=10_000)
    area = screen.findChild(QScrollArea)
    assert area is not None
    for width in (1920 - 208, 1024 - 208):
        screen.resize(width, 860)
        qtbot.waitUntil(lambda: area.horizontalScrollBar().maximum() == 0, timeout=2_000)
        assert_looks_right(screen, touch=True)
    told = "\n".join(made.toolTip() for made in screen.findChildren(QLabel))
    assert customer.strip() in told
    assert title.strip() in told


def test_what_one_was_told_stands_there_until_it_is_read(qtbot: QtBot, database: Clone, client_of: Clients) -> None:
    first, second = (submit_order(database).builds[0] for _ in range(2))
    client = client_of(database, Role.PROCUREMENT_SPECIALIST)
    wanted: list[Place] = []
    client.place_wanted.connect(wanted.append)
    screen = opened(qtbot, client, "What you were told")
    newer, older = (f"{build.build_number}: Order created" for build in (second, first))
    assert_looks_right(screen, touch=True, focus=True)
    # News of mere moves stands below what can be worked on; what presses stands above it.
    qtbot.waitUntil(lambda: isinstance(screen._made[-1], NoticesCard), timeout=10_000)
    assert screen._shown is not None
    work, unread = screen._shown
    assert isinstance(screen._contents(work, replace(unread, pressing=True))[0], Unread)
    qtbot.mouseClick(named(screen, f"View: {newer}", QPushButton), Qt.MouseButton.LeftButton)
    assert wanted == [Place.of("build", build_id=second.id)]
    qtbot.mouseClick(named(screen, f"Mark as read: {newer}", QPushButton), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: newer not in words_on(screen) and older in words_on(screen), timeout=10_000)
    # As with more notices than are shown: those that nobody saw are not read by one touch.
    work, unread = screen._shown
    screen._shown = (work, replace(unread, count=unread.count + 1))
    card = next(made for made in screen._made if isinstance(made, NoticesCard))
    qtbot.mouseClick(card.all_read, Qt.MouseButton.LeftButton)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QDialog)
    assert "Of 2 notices 1 are shown here." in words_on(dialog)
    qtbot.mouseClick(named(dialog, "Mark all as read", QPushButton), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: older not in words_on(screen), timeout=10_000)
    assert notifications.read_unread(client.session).count == 0


LINE = {"build_number": "B-1", "item": "T2-X", "supplier": "Sheet works", "state": "ORDERED", "from": 2, "to": 1}


@pytest.mark.parametrize(
    ("kind", "facts", "english", "french"),
    [
        (
            "OUTSOURCING_DROPPED",
            LINE,
            "B-1: after a change T2-X is needed no more. It is on order: cancel it with Sheet works",
            "annulez-la auprès de",
        ),
        (
            "OUTSOURCING_DROPPED",
            LINE | {"state": "MARKED"},
            "B-1: after a change T2-X is needed no more; it was marked.",
            "était marquée",
        ),
        (
            "OUTSOURCING_QUANTITY",
            LINE | {"supplier": ""},
            "B-1: after a change 1 of T2-X are needed, before 2. It is made outside: no supplier named",
            "aucun fournisseur",
        ),
        (
            "BUILD_CANCELLED",
            {"build_number": "B-1", "to": "CANCELLED", "outsourced": [LINE, LINE | {"supplier": ""}]},
            "B-1: Cancelled. Cancel with the supplier: T2-X (Sheet works), T2-X",
            "À annuler auprès du fournisseur",
        ),
        ("BUILD_SHIPPED", {"build_number": "B-1", "to": "SHIPPED"}, "B-1: Shipped", "Expédiée"),
        (
            "INSPECTION_REOPENED",
            {"build_number": "B-1", "kind": "PACKAGING"},
            "B-1: a change reopened a form: Packaging checklist",
            "a rouvert",
        ),
        (
            "SERVICE_ORDER_REJECTED",
            {"number": "SO-7", "reason": "Discontinued"},
            "Service order SO-7: Rejected. Discontinued",
            "Commande de service",
        ),
        (
            "BUILD_UNCLAIMED",
            {"build_number": "B-1", "status": "IN_ASSEMBLY"},
            "B-1: nobody works on it any more. It can be claimed.",
            "plus personne",
        ),
        ("BREAK_GLASS_USED", {"login": "glass"}, "Emergency account used: glass", "Compte d’urgence"),
        ("PASSWORD_RESET", {"by": "admin"}, "Password reset", "Mot de passe"),
    ],
)
def test_a_notice_is_said_in_words(kind: str, facts: Mapping[str, object], english: str, french: str) -> None:
    notice = Notice(1, kind, "build:1", facts, dt.datetime.now(dt.UTC))
    assert notice_words(notice) == english
    text.set_language("FR")
    assert french in notice_words(notice)


@pytest.mark.parametrize(
    ("role", "record", "place"),
    [
        (Role.ASSEMBLER, "build:12", Place.of("build", build_id=12)),
        (Role.SERVICE_DEPARTMENT, "service_order:3", Place.of("service_orders")),
        (Role.ADMIN, "person:4", Place.of("audit")),
        (Role.QC_PERSON, "person:4", None),
    ],
)
def test_a_notice_leads_to_what_it_tells_of(
    database: Clone, client_of: Clients, role: Role, record: str, place: Place | None
) -> None:
    notice = Notice(1, "ANY", record, {}, dt.datetime.now(dt.UTC))
    assert notice_place(notice, client_of(database, role)) == place
