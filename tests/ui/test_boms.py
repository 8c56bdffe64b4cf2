"""The BOM of a build: tree and totals, search, comparison, files, where-used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.bom import diff
from cleanstation_desktop.domain.localization import Language, format_date
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import boms, documents, where_used
from cleanstation_desktop.services.orders import SubmittedOrder
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.ui.boms import exports
from cleanstation_desktop.ui.boms.compare_dialog import CompareDialog
from cleanstation_desktop.ui.boms.line_model import LineFilter, LineModel
from cleanstation_desktop.ui.boms.screen import BomScreen
from cleanstation_desktop.ui.boms.where_used_screen import WhereUsedScreen
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.printing import printable
from cleanstation_desktop.ui.printing.print_dialog import PrintDialog
from tests.support.clusters import Clone
from tests.support.configurations import basin
from tests.support.orders import approve, build_json, submit_order
from tests.support.people import TestPerson, session_of
from tests.support.prints import page_lines, texts
from tests.support.screens import SIZE, places, show
from tests.support.ui import assert_looks_right

Clients = Callable[..., Client]


@pytest.fixture
def order(database: Clone) -> SubmittedOrder:
    """An order of the coordinator's, its BOMs waiting for approval."""
    return submit_order(database, [build_json(), build_json(basins=[basin("e_sink")])])


def opened(qtbot: QtBot, client: Client, revision_id: int) -> BomScreen:
    """The screen of a revision, filled."""
    screen = BomScreen(client, Place.of("bom", bom_revision_id=revision_id))
    qtbot.addWidget(screen)
    screen.resize(1280, 740)
    screen.show()
    screen.load()
    qtbot.waitUntil(lambda: screen._foot.text() != "", timeout=10_000)
    return screen


def paths_in(screen: BomScreen) -> list[str]:
    """The lines in the tree, from the top down."""
    found: list[str] = []
    stack = [QModelIndex()]
    while stack:
        index = stack.pop()
        line = screen._model.line_at(index)
        found += [] if line is None else [line.path]
        stack += [screen._model.index(row, 0, index) for row in reversed(range(screen._model.rowCount(index)))]
    return found


def test_the_tree_shows_every_line_and_finds_one(
    qtbot: QtBot, database: Clone, client_of: Clients, buyer: TestPerson, order: SubmittedOrder
) -> None:
    """All lines at first; a search keeps the lines found and those above them; totals by part on request."""
    client = client_of(database, person=buyer)
    screen = opened(qtbot, client, order.builds[0].bom_revision_id)
    stored = boms.read_bom(client.session, order.builds[0].bom_revision_id)
    assert screen._model.shown == len(stored.bom.lines)
    deepest = max(stored.bom.lines, key=lambda line: line.level)
    qtbot.keyClicks(screen._search, deepest.item)
    qtbot.waitUntil(lambda: screen._model.shown < len(stored.bom.lines))
    found = screen._model.index_of(deepest.path)
    assert found.isValid()
    assert found.parent().isValid()
    screen._search.clear()
    screen._as_totals.click()
    assert screen._totals_model.rowCount() == stored.bom.totals.distinct_items


def test_a_rule_number_stands_beside_its_part_and_finds_it(
    qtbot: QtBot, database: Clone, client_of: Clients, buyer: TestPerson
) -> None:
    """In the structure and in the totals alike, with the basins (DOMAIN §5); in the smallest window none is hidden."""
    client = client_of(database, person=buyer)
    made = submit_order(database, [build_json(basins=[basin("e_drain"), basin("e_sink"), basin("e_drain")])])
    screen = opened(qtbot, client, made.builds[0].bom_revision_id)
    screen.resize(*SIZE)
    lines = boms.read_bom(client.session, made.builds[0].bom_revision_id).bom.lines
    wanted = next(line for line in lines if line.rule and line.positions == (1, 3))
    assert wanted.rule is not None
    for view, choice in ((screen._tree, screen._as_tree), (screen._totals, screen._as_totals)):
        choice.click()
        model = view.model()
        heads = [model.headerData(place, Qt.Orientation.Horizontal) for place in range(model.columnCount())]
        assert heads[:3] == ["Part number", "Rule", "Name"]
        qtbot.waitUntil(lambda view=view: view.horizontalScrollBar().maximum() == 0)  # type: ignore[misc]
        screen._search.clear()
        qtbot.keyClicks(screen._search, wanted.rule)
        qtbot.waitUntil(lambda model=model: model.rowCount() == 1)  # type: ignore[misc]
        shown = [model.index(0, place).data() for place in range(model.columnCount())]
        assert shown[:3] == [wanted.item, wanted.rule, wanted.name]
        assert shown[heads.index("Basins")] == "1, 3"


def test_the_filters_of_kind_and_level_narrow_the_bill_down(
    qtbot: QtBot, database: Clone, client_of: Clients, buyer: TestPerson, order: SubmittedOrder
) -> None:
    """As deep as the bill is; each choice shows the lines that it names, with those above them, and no others."""
    client = client_of(database, person=buyer)
    screen = opened(qtbot, client, order.builds[0].bom_revision_id)
    bom = boms.read_bom(client.session, order.builds[0].bom_revision_id).bom
    levels = [screen._depth.itemData(place) for place in range(screen._depth.count())]
    assert levels == [None, *range(bom.totals.depth)]
    for level in range(bom.totals.depth):
        screen._depth.setCurrentIndex(level + 1)
        paths = [line.path for line in bom.lines if line.level <= level]
        assert paths_in(screen) == paths
        assert screen._model.shown == len(paths)
    screen._depth.setCurrentIndex(0)
    for kind in ("assembly", "part"):
        screen._kind.setCurrentIndex(screen._kind.findData(kind))
        wanted = [line for line in bom.lines if line.kind == kind]
        assert (screen._model.shown, len(wanted) < len(bom.lines)) == (len(wanted), True)
        above = {line.path[:place] for line in wanted for place, sign in enumerate(line.path) if sign == "."}
        assert set(paths_in(screen)) == {line.path for line in wanted} | above
        screen._as_totals.click()
        assert {(total.item, total.kind) for total in screen._totals_model.rows} == {
            (line.item, kind) for line in wanted
        }
        assert not screen._depth.isEnabled()
        screen._as_tree.click()


def test_the_filters_of_a_deep_bill_go_down_to_its_last_level(
    qtbot: QtBot, client_of: Clients, database: Clone, buyer: TestPerson, order: SubmittedOrder
) -> None:
    """The company's catalogue is deeper than the demonstration's; a new screen of the same bill keeps the level."""
    client = client_of(database, person=buyer)
    screen = opened(qtbot, client, order.builds[0].bom_revision_id)
    loaded = screen._loaded
    assert loaded is not None
    line = loaded.stored.bom.lines[0]
    path = [replace(line, path=".".join(["1"] * (level + 1)), level=level, item=f"L{level}") for level in range(7)]
    deep = replace(loaded, stored=replace(loaded.stored, bom=replace(loaded.stored.bom, lines=tuple(path))))
    screen._show(deep)
    screen._depth.setCurrentIndex(screen._depth.findText("Down to level 5"))
    assert paths_in(screen) == [line.path for line in path[:6]]
    again = BomScreen(client, Place.of("bom", bom_revision_id=order.builds[0].bom_revision_id))
    qtbot.addWidget(again)
    again.restore(screen.state())
    again._show(deep)
    assert paths_in(again) == paths_in(screen)


def test_where_used_is_reached_from_a_line_of_either_view(
    qtbot: QtBot, database: Clone, client_of: Clients, buyer: TestPerson, order: SubmittedOrder
) -> None:
    """By Enter, by a double click and by its button, which waits for a line to be chosen."""
    client = client_of(database, person=buyer)
    screen = opened(qtbot, client, order.builds[0].bom_revision_id)
    went = places(client)
    for view, choice in ((screen._tree, screen._as_tree), (screen._totals, screen._as_totals)):
        choice.click()
        view.setFocus()
        view.setCurrentIndex(QModelIndex())
        assert not screen._where_used.isEnabled()
        qtbot.keyClick(view, Qt.Key.Key_Down)
        item = str(view.currentIndex().siblingAtColumn(0).data())
        qtbot.keyClick(view, Qt.Key.Key_Return)
        qtbot.mouseClick(screen._where_used, Qt.MouseButton.LeftButton)
        at = view.visualRect(view.currentIndex()).center()
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
        qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert went == [Place.of("where_used", item=item)] * 3
        went.clear()
    qtbot.keyClicks(screen._search, "no such part")
    qtbot.waitUntil(lambda: screen._totals_model.rowCount() == 0)
    assert not screen._where_used.isEnabled()


def test_the_way_back_leads_to_the_same_place_in_the_tree(
    qtbot: QtBot, database: Clone, order: SubmittedOrder, client_of: Clients
) -> None:
    """From where a part is used one goes on where one was: what was closed is closed, and the same line chosen."""
    client = client_of(database, Role.PROCUREMENT_SPECIALIST)
    screen = opened(qtbot, client, order.builds[0].bom_revision_id)
    tree = screen._tree
    tops = [tree.lines.index(row, 0) for row in range(tree.lines.rowCount())]
    closed = next(index for index in tops if tree.lines.rowCount(index))
    tree.collapse(closed)
    tree.setCurrentIndex(tops[-1])
    tree.verticalScrollBar().setValue(tree.verticalScrollBar().maximum() // 2)
    stand = tree.stand()
    back = BomScreen(client, screen.place)
    back.restore(screen.state())
    assert back.state() == screen.state()  # also before it is read
    show(qtbot, back, lambda made: made._loaded is not None)
    assert back._tree.stand() == stand


@pytest.mark.parametrize("by_item", [False, True])
def test_an_exported_pdf_is_no_copy_one(
    database: Clone, session_of_buyer: Session, buyer: TestPerson, order: SubmittedOrder, by_item: bool
) -> None:
    """It is not counted and says so on each page, as the print dialog's uncontrolled copy does (DOMAIN §8)."""
    approve(database, order, buyer)
    revision = order.builds[0].bom_revision_id
    pages = texts(exports.export(session_of_buyer, revision, "pdf", by_item=by_item))
    assert all("Uncontrolled copy" in page and buyer.full_name in page for page in pages)
    assert all("UNCONTROLLED COPY" in page and "Copy 1" not in page for page in pages)
    assert documents.count_prints(session_of_buyer, "BOM", f"bom_revision:{revision}") == 0


def test_totals_are_printed_again_as_totals(
    session_of_buyer: Session, database: Clone, buyer: TestPerson, order: SubmittedOrder
) -> None:
    """What the print queue keeps of a paper is enough to make the same one again, under a name of its own."""
    approve(database, order, buyer)
    revision = order.builds[0].bom_revision_id
    structure, totals = (printable.bom(session_of_buyer, revision, by_item=by_item) for by_item in (False, True))
    assert structure.pdf_name == "Bill of materials.pdf"
    assert totals.pdf_name == "Bill of materials, totals by part.pdf"
    for document, wanted in ((structure, "Structure"), (totals, "Totals by item")):
        document.print("", uuid4())
        again = printable.of_record(session_of_buyer, document.kind, document.record, document.title)
        assert (again.title, again.record, again.copies_so_far()) == (document.title, document.record, 1)
        assert wanted in texts(again.preview())[0]


def test_the_files_of_totals_have_names_of_their_own(
    qtbot: QtBot, client_of: Clients, database: Clone, buyer: TestPerson, order: SubmittedOrder
) -> None:
    screen = opened(qtbot, client_of(database, person=buyer), order.builds[0].bom_revision_id)
    number = order.builds[0].build_number
    for button, wanted in (
        (screen._as_tree, f"BOM-{number}-R1.pdf"),
        (screen._as_totals, f"BOM-{number}-R1-totals.pdf"),
    ):
        button.click()
        screen._export_as("pdf")
        (dialog,) = (each for each in screen.findChildren(QFileDialog) if each.isVisible())
        assert [Path(file).name for file in dialog.selectedFiles()] == [wanted]
        dialog.close()
    screen._open_print()
    printing = screen.findChild(PrintDialog)
    assert printing is not None
    assert printing._document.pdf_name == f"BOM of {order.builds[0].build_number}, revision 1, totals by part.pdf"
    printing.reject()


def test_an_exported_workbook_says_what_it_is_worth(
    session_of_buyer: Session, buyer: TestPerson, order: SubmittedOrder
) -> None:
    """Nobody has approved it; it is no controlled copy, and was true when it was saved."""
    begun = datetime.now(UTC)
    data = exports.export(session_of_buyer, order.builds[0].bom_revision_id, "xlsx", by_item=False)
    (lines, _) = page_lines(data)
    assert lines.head[1:] == ("UNCONTROLLED COPY", "Submitted")
    days = {format_date(moment.date(), Language.EN) for moment in (begun, datetime.now(UTC))}
    assert any(f"saved {day}" in lines.foot for day in days)
    assert f"{buyer.full_name} · {session_of_buyer.station}" in lines.foot


def test_the_menu_says_what_each_file_is_for(
    qtbot: QtBot, client_of: Clients, database: Clone, buyer: TestPerson, order: SubmittedOrder
) -> None:
    """A spreadsheet takes 711.100 in a CSV for 711.1: the workbook is the one for it."""
    screen = opened(qtbot, client_of(database, person=buyer), order.builds[0].bom_revision_id)
    said = [action.text() for action in screen._export.menu().actions()]
    assert said == ["PDF, an uncontrolled copy", "CSV, for other programs", "Excel"]


def test_a_bom_is_compared_with_that_of_another_build(
    qtbot: QtBot, database: Clone, client_of: Clients, buyer: TestPerson
) -> None:
    """No build or an unknown one is told at the field, beside nothing of an earlier one; a known one gives every
    difference."""
    client = client_of(database, person=buyer)
    bins = "T-OA-BINRAIL-36-KIT"
    made = submit_order(
        database,
        [
            build_json(accessories=[{"item": bins, "quantity": 5}]),
            build_json(basins=[basin("e_sink")], accessories=[{"item": bins, "quantity": 2}]),
        ],
    )
    first, second = made.builds
    screen = opened(qtbot, client, first.bom_revision_id)
    screen._open_compare()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, CompareDialog)
    field = dialog.form.fields["build"]
    assert field.error == ""
    qtbot.keyClick(dialog.build, Qt.Key.Key_Return)
    assert field.error == "Give the number of a build."
    dialog.build.setText(second.build_number)
    qtbot.keyClick(dialog.build, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.model.rowCount() > 0, timeout=10_000)
    assert field.error == ""
    mine, theirs = (boms.read_bom(client.session, build.bom_revision_id).bom for build in (first, second))
    found = diff(theirs, mine)
    assert all((found.added, found.removed, found.changed))
    assert "Per parent: 2 → 5; Per build: 2 → 5" in [row.what for row in dialog.model.rows]
    assert [(row.sign, row.line) for row in dialog.model.rows] == [
        *(("added", line) for line in found.added),
        *(("removed", line) for line in found.removed),
        *(("changed", change.new) for change in found.changed),
    ]
    counts = (len(found.added), len(found.removed), len(found.changed))
    assert dialog._sum.text() == "{} added, {} removed, {} changed".format(*counts)
    assert_looks_right(dialog)
    for wrong, said in (("NO-SUCH-BUILD", "There is no such build."), (" ", "Give the number of a build.")):
        dialog.build.setText(wrong)
        qtbot.keyClick(dialog.build, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda said=said: field.error == said, timeout=10_000)  # type: ignore[misc]
        assert (dialog.model.rowCount(), dialog._sum.text()) == (0, "")
    assert_looks_right(dialog)
    dialog.accept()


def test_a_revision_that_is_not_there_is_told(
    qtbot: QtBot, database: Clone, client_of: Clients, buyer: TestPerson
) -> None:
    """The screen shows the sentence and a button to try again."""
    screen = BomScreen(client_of(database, person=buyer), Place.of("bom", bom_revision_id=999_999))
    qtbot.addWidget(screen)
    screen.load()
    qtbot.waitUntil(lambda: screen._notice is not None, timeout=10_000)


def test_where_a_part_is_used(
    qtbot: QtBot, database: Clone, client_of: Clients, buyer: TestPerson, order: SubmittedOrder
) -> None:
    """A part deep in a bill has assemblies above it and an open build that needs it."""
    client = client_of(database, person=buyer)
    lines = boms.read_bom(client.session, order.builds[0].bom_revision_id).bom.lines
    part = max(lines, key=lambda line: line.level).item
    screen = WhereUsedScreen(client, Place.of("where_used", item=part))
    qtbot.addWidget(screen)
    screen.load()
    qtbot.waitUntil(lambda: screen._builds.rowCount() > 0, timeout=10_000)
    assert screen._assemblies.rowCount() > 0


def test_more_open_builds_than_are_listed_are_told(
    qtbot: QtBot, database: Clone, client_of: Clients, buyer: TestPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sum under the list is that of the builds in it, and says so; the newest stands first."""
    monkeypatch.setattr(where_used, "MOST", 2)
    client = client_of(database, person=buyer)
    made = submit_order(database, [build_json(f"U-{number}") for number in range(3)])
    part = boms.read_bom(client.session, made.builds[0].bom_revision_id).bom.lines[0].item
    screen = WhereUsedScreen(client, Place.of("where_used", item=part))
    qtbot.addWidget(screen)
    screen.load()
    qtbot.waitUntil(lambda: screen._builds.rowCount() > 0, timeout=10_000)
    newest = sorted(made.builds, key=lambda build: build.id, reverse=True)[:2]
    assert [use.build_id for use in screen._builds.rows] == [build.id for build in newest]
    assert screen._sum.text().endswith(" pieces in the newest 2 open builds; there are more")


def test_the_tree_model_keeps_the_rules_of_qt(qtbot: QtBot, session_of_buyer: Session, order: SubmittedOrder) -> None:
    """Checked by Qt's own tester, with and without a filter."""
    bom = boms.read_bom(session_of_buyer, order.builds[0].bom_revision_id).bom
    model = LineModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_lines(bom.lines, LineFilter())
    model.set_lines(bom.lines, LineFilter(words=bom.lines[-1].item, kind=bom.lines[-1].kind, depth=2))
    model.set_lines((), LineFilter())
    assert tester.model() is model


@pytest.fixture
def session_of_buyer(database: Clone, buyer: TestPerson, request: pytest.FixtureRequest) -> Session:
    """The buyer's session, closed after the test."""
    session = session_of(database, buyer)
    request.addfinalizer(session.close)
    return session
