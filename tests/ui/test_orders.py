"""The page of an order: its builds, changes by two people, cancelling, repeating, and a server that goes away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.errors import EnvironmentFault
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services import comments, documents, order_drafts, order_lists, orders
from cleanstation_desktop.services.builds import configurations_of, list_assignees
from cleanstation_desktop.services.orders import SubmittedOrder
from cleanstation_desktop.ui import text
from cleanstation_desktop.ui.client import Client, StationFacts
from cleanstation_desktop.ui.orders.cancelling import CancelDialog
from cleanstation_desktop.ui.orders.change_dialog import ChangeDialog
from cleanstation_desktop.ui.orders.detail_screen import OrderScreen
from cleanstation_desktop.ui.orders.facts import OrderFacts
from cleanstation_desktop.ui.orders.language_dialog import LanguageDialog
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from tests.support.clusters import Clone
from tests.support.configurations import basin
from tests.support.days import today
from tests.support.orders import build_json, submit_order
from tests.support.people import TestPerson, make_person, session_of
from tests.support.shop import DRAWING
from tests.support.slow_proxy import SlowProxy
from tests.support.ui import assert_looks_right, named, words_on

Clients = Callable[..., Client]
WAIT = 15_000


@pytest.fixture
def coordinator(database: Clone) -> TestPerson:
    """Who entered the order."""
    return make_person(database, Role.PRODUCTION_COORDINATOR)


@pytest.fixture
def order(database: Clone, coordinator: TestPerson) -> SubmittedOrder:
    """An order of two different sinks."""
    session = session_of(database, coordinator)
    made = submit_order(session, [build_json(), build_json(basins=[basin("e_sink")])], notes="Dock at the back")
    session.close()
    return made


def opened(qtbot: QtBot, client: Client, order_id: int) -> OrderScreen:
    """The page of an order, filled."""
    screen = OrderScreen(client, Place.of("order", order_id=order_id))
    qtbot.addWidget(screen)
    screen.resize(1050, 740)
    screen.show()
    screen.load()
    qtbot.waitUntil(lambda: screen.facts is not None and not client.runner.busy, timeout=WAIT)
    return screen


def test_an_order_is_read_by_everybody_and_changed_by_its_coordinator(
    qtbot: QtBot, client_of: Clients, database: Clone, order: SubmittedOrder, coordinator: TestPerson, tmp_path: Path
) -> None:
    """The head, a card for each build with a way to it; the buttons of the coordinator are not there for QC."""
    client = client_of(database, person=coordinator)
    screen = opened(qtbot, client, order.id)
    said = words_on(screen)
    assert "General Hospital" in said
    assert "Dock at the back" in said
    assert "in 90 days" in said
    asked: list[Place] = []
    client.place_wanted.connect(asked.append)
    qtbot.mouseClick(
        named(screen, f"Open build {order.builds[1].build_number}", QPushButton), Qt.MouseButton.LeftButton
    )
    assert asked == [Place.of("build", build_id=order.builds[1].id)]
    assert_looks_right(screen)
    for place in range(screen.tabs.count()):
        screen.tabs.setCurrentIndex(place)
        assert_looks_right(screen)
    text.set_language("FR")
    french = opened(qtbot, client, order.id)
    assert_looks_right(french)
    text.set_language("EN")
    reader = opened(qtbot, client_of(database, Role.QC_PERSON), order.id)
    assert reader.change.isHidden()
    assert reader.repeat.isHidden()
    reader.export_to(tmp_path / "builds.csv", "csv")
    qtbot.waitUntil((tmp_path / "builds.csv").exists, timeout=WAIT)
    assert order.builds[1].build_number in (tmp_path / "builds.csv").read_text(encoding="utf-8-sig")
    assert set(configurations_of(client.session, order.id)) == {made.id for made in order.builds}
    assert list_assignees(client.session) == ()


def test_two_people_change_the_want_date(
    qtbot: QtBot, client_of: Clients, database: Clone, order: SubmittedOrder, coordinator: TestPerson
) -> None:
    """The second sees both sides: what only the other changed is taken over, what both changed stays to be decided."""
    client = client_of(database, person=coordinator)
    screen = opened(qtbot, client, order.id)
    qtbot.mouseClick(screen.change, Qt.MouseButton.LeftButton)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ChangeDialog)
    now = today()
    theirs, mine = (now + dt.timedelta(days=days) for days in (40, 50))
    orders.change_order(
        client.session, order.id, version=1, changes={"want_date": theirs.isoformat(), "notes": "Dock in front"}
    )
    dialog.editors["want_date"].line.setText(mine.isoformat())  # type: ignore[union-attr]
    qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.conflict.isHidden(), timeout=WAIT)
    assert text.day(theirs) in words_on(dialog.conflict)
    assert text.day(mine) in words_on(dialog.conflict)
    assert dialog.given()["notes"] == "Dock in front"
    assert order_lists.read_order(client.session, order.id).head.want_date == theirs
    qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: screen.facts is not None and screen.facts.order.head.want_date == mine, timeout=WAIT)
    assert order_lists.read_order(client.session, order.id).notes == "Dock in front"


def test_a_want_date_in_the_past_is_told_at_its_field(
    qtbot: QtBot, client_of: Clients, database: Clone, order: SubmittedOrder, coordinator: TestPerson
) -> None:
    """So is what is no day; a change of nothing is not sent."""
    screen = opened(qtbot, client_of(database, person=coordinator), order.id)
    screen._ask_change()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ChangeDialog)
    qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
    assert "Nothing was changed" in words_on(dialog.banner)
    for wrong in ("2020-01-01", "next week"):
        dialog.editors["want_date"].line.setText(wrong)  # type: ignore[union-attr]
        qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: dialog.form.fields["want_date"].error != "" and dialog.action.isEnabled(), timeout=WAIT)
        dialog.form.clear()
    dialog.reject()


def test_an_order_is_repeated_and_its_language_corrected(
    qtbot: QtBot, client_of: Clients, database: Clone, order: SubmittedOrder, coordinator: TestPerson
) -> None:
    """A double click makes one draft; the language needs a reason and makes a revision of each build."""
    client = client_of(database, person=coordinator)
    screen = opened(qtbot, client, order.id)
    asked: list[Place] = []
    client.place_wanted.connect(asked.append)
    qtbot.mouseDClick(screen.repeat, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(screen.repeat, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(asked) and not client.runner.busy, timeout=WAIT)
    (draft,) = order_drafts.list_drafts(client.session)
    assert asked == [Place.of("order_entry", draft_id=draft.key.id)]
    screen._ask_language()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, LanguageDialog)
    dialog.language.setCurrentIndex(dialog.language.findData("FR"))
    qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.form.fields["reason"].error != "", timeout=WAIT)
    dialog.reason.setPlainText("asked for on the telephone")
    qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: screen.facts is not None and screen.facts.order.head.language == "FR", timeout=WAIT)
    assert screen.facts is not None
    assert {row.bom_revision for row in screen.facts.rows} == {2}


def test_several_builds_are_cancelled_by_one_dialog(
    qtbot: QtBot, client_of: Clients, database: Clone, order: SubmittedOrder, coordinator: TestPerson
) -> None:
    """Only those that were chosen; the order shows it, and its timeline tells who and why."""
    client = client_of(database, person=coordinator)
    screen = opened(qtbot, client, order.id)
    screen._ask_cancel()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, CancelDialog)
    qtbot.keyClicks(dialog.reason, "One less")
    qtbot.keyClicks(dialog.password, coordinator.password)
    qtbot.mouseClick(dialog.sign, Qt.MouseButton.LeftButton)
    assert "at least one" in words_on(dialog.banner)
    list(dialog.boxes.values())[1].click()
    qtbot.mouseClick(dialog.sign, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: screen.facts is not None and len(screen.facts.open_rows) == 1, timeout=WAIT)
    assert screen.facts is not None
    assert [row.status for row in screen.facts.rows] == [BuildStatus.ORDER_CREATED, BuildStatus.CANCELLED]
    assert screen.timeline.model.rows == []
    screen.tabs.setCurrentIndex(3)
    qtbot.waitUntil(lambda: "Cancelled" in {told.new for told in screen.timeline.model.rows}, timeout=WAIT)
    cancelled = next(told for told in screen.timeline.model.rows if told.new == "Cancelled")
    assert (cancelled.entry.by, cancelled.more) == (coordinator.full_name, "One less")


def test_the_builds_come_first_and_the_rest_behind_them(
    qtbot: QtBot,
    client_of: Clients,
    database: Clone,
    order: SubmittedOrder,
    coordinator: TestPerson,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Files and remarks are counted a moment later, also when nobody looks at them; the timeline is for who does."""
    client = client_of(database, person=coordinator)
    comments.add_comment(client.session, order.id, "Call before delivery")
    screen = OrderScreen(client, Place.of("order", order_id=order.id))
    qtbot.addWidget(screen)
    assert [page.made for page in screen._late] == [None, None, None]
    made: list[object] = []
    show_builds = screen.cards.show_facts

    def shown(facts: OrderFacts) -> None:
        made.extend(page.made for page in screen._late)
        show_builds(facts)

    monkeypatch.setattr(screen.cards, "show_facts", shown)
    screen.load()
    qtbot.waitUntil(lambda: screen.tabs.tabText(2) == "Comments (1)", timeout=WAIT)
    assert made == [None, None, None]
    assert [page.made is not None for page in screen._late] == [True, True, False]


@pytest.fixture
def far(
    database: Clone, coordinator: TestPerson, tmp_path: Path, qapp: QApplication
) -> Iterator[tuple[Client, SlowProxy]]:
    """The coordinator's client, with a network in between that can fail."""
    there = database.url()
    with SlowProxy(str(there.host), int(there.port or 0)) as proxy:
        session = session_of(database, coordinator, url=proxy.url(there))
        client = Client(session, StationFacts("bench-1", "demo", "localhost", tmp_path))
        yield client, proxy
        client.close()
    qapp.sendPostedEvents()


def test_the_server_goes_away_while_the_order_is_shown(
    qtbot: QtBot, far: tuple[Client, SlowProxy], order: SubmittedOrder
) -> None:
    """The page stays readable and says so; what was written is kept and goes out once when the server is back."""
    client, proxy = far
    screen = opened(qtbot, client, order.id)
    screen.comments.editor.setPlainText("Call before delivery")
    said: list[object] = []
    client.messages.shown.connect(said.append)
    proxy.stop_server()
    screen.load()
    qtbot.waitUntil(lambda: not screen.banner.isHidden(), timeout=30_000)
    assert "General Hospital" in words_on(screen)
    qtbot.mouseClick(screen.comments.send, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(said) and not client.runner.busy, timeout=30_000)
    assert screen.comments.editor.toPlainText() == "Call before delivery"
    proxy.accept()
    screen.load()
    qtbot.waitUntil(lambda: screen.banner.isHidden() and not client.runner.busy, timeout=30_000)
    qtbot.mouseClick(screen.comments.send, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: screen.comments.editor.toPlainText() == "", timeout=30_000)
    assert [comment.body for comment in comments.list_comments(client.session, order.id)] == ["Call before delivery"]


def test_older_comments_stay_when_a_new_one_comes(
    qtbot: QtBot, client_of: Clients, database: Clone, order: SubmittedOrder, coordinator: TestPerson
) -> None:
    """Somebody reads far back while somebody else writes."""
    client = client_of(database, person=coordinator)
    for count in range(60):
        comments.add_comment(client.session, order.id, f"Remark {count}")
    screen = opened(qtbot, client, order.id)
    screen.comments.older.click()
    qtbot.waitUntil(lambda: len(screen.comments._shown) == 60, timeout=WAIT)
    comments.add_comment(client.session, order.id, "The newest")
    screen.load()
    qtbot.waitUntil(lambda: screen.comments._shown[0].body == "The newest", timeout=WAIT)
    assert len(screen.comments._shown) == 60
    assert not screen.comments.older.isHidden()


def test_a_drawing_is_replaced_and_the_former_is_still_read(
    qtbot: QtBot, client_of: Clients, order: SubmittedOrder, database: Clone, coordinator: TestPerson, tmp_path: Path
) -> None:
    """The list shows the current one; the former ones too when they are wanted, and what became of them."""
    client = client_of(database, person=coordinator)
    documents.attach(client.session, order.id, "rev-a.pdf", DRAWING, kind="DRAWING")
    screen = opened(qtbot, client, order.id)
    screen.tabs.setCurrentWidget(screen.documents)
    panel = screen.documents
    qtbot.waitUntil(lambda: [file.file_name for file in panel.model.rows] == ["rev-a.pdf"], timeout=WAIT)
    assert not panel.replace.isEnabled()
    panel.table.selectRow(0)
    panel.replace.click()
    chooser = QApplication.activeModalWidget()
    assert isinstance(chooser, QFileDialog)
    newer = tmp_path / "rev-b.pdf"
    newer.write_bytes(DRAWING)
    chooser.fileSelected.emit(str(newer))
    chooser.reject()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, Dialog)
    dialog.form.fields["text"].editor.setProperty("plainText", "the hole moved")
    named(dialog, "Replace", QPushButton).click()
    qtbot.waitUntil(lambda: [file.file_name for file in panel.model.rows] == ["rev-b.pdf"], timeout=WAIT)
    panel.former.click()
    qtbot.waitUntil(lambda: panel.model.rowCount() == 2, timeout=WAIT)
    kinds = [panel.model.index(line, 1).data() for line in range(2)]
    assert kinds == ["Drawing", "Drawing, replaced by rev-b.pdf"]
    panel.table.selectRow(1)
    assert (panel.open.isEnabled(), panel.replace.isEnabled(), panel.take_off.isEnabled()) == (True, False, False)
    assert_looks_right(screen)


def test_that_nothing_is_there_is_said_when_it_is_known(
    qtbot: QtBot,
    client_of: Clients,
    order: SubmittedOrder,
    database: Clone,
    coordinator: TestPerson,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Before the first answer nothing is said; a failed reading is told where it is missed, and can be repeated."""

    def lost(*_given: object, **_more: object) -> object:
        raise EnvironmentFault("The server has no room.")

    with monkeypatch.context() as failing:
        failing.setattr(documents, "list_documents", lost)
        failing.setattr(comments, "list_comments", lost)
        screen = OrderScreen(client_of(database, person=coordinator), Place.of("order", order_id=order.id))
        qtbot.addWidget(screen)
        screen.resize(1050, 740)
        panels = (screen.documents, screen.comments)
        assert all(panel._none.isHidden() and panel._unread.isHidden() for panel in panels)
        screen.show()
        screen.load()
        qtbot.waitUntil(lambda: not any(panel._unread.isHidden() for panel in panels), timeout=WAIT)
        assert all(panel._none.isHidden() for panel in panels)
    for panel in panels:
        panel._unread.findChildren(QPushButton)[0].click()
    qtbot.waitUntil(lambda: not any(panel._none.isHidden() for panel in panels), timeout=WAIT)
    assert all(panel._unread.isHidden() for panel in panels)
    assert_looks_right(screen)
