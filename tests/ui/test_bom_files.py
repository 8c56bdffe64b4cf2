"""The BOM's files from the menu to the disk, its screen while the server is away, and how it looks."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.bom import flat
from cleanstation_desktop.domain.bom_model import Bom
from cleanstation_desktop.services import boms
from cleanstation_desktop.services.orders import SubmittedOrder
from cleanstation_desktop.ui import text
from cleanstation_desktop.ui.boms.screen import BomScreen
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.places import Place
from tests.support.clusters import Clone
from tests.support.configurations import basin
from tests.support.orders import build_json, submit_order
from tests.support.people import TestPerson
from tests.support.prints import texts
from tests.support.screens import PATIENCE_MS, client_over_a_line, heard, show
from tests.support.ui import assert_looks_right, words_on

Clients = Callable[..., Client]
Rows = list[list[str]]


@pytest.fixture
def order(database: Clone) -> SubmittedOrder:
    """An order whose BOM waits for approval, with parts of several basins and a coloured one."""
    pegboard = {"type": "perforated", "color": "green", "size": "auto"}
    return submit_order(database, [build_json(basins=[basin("e_drain"), basin("e_sink")], pegboard=pegboard)])


def opened(qtbot: QtBot, client: Client, order: SubmittedOrder) -> BomScreen:
    """The screen of the first build's bill, filled."""
    place = Place.of("bom", bom_revision_id=order.builds[0].bom_revision_id)
    return show(qtbot, BomScreen(client, place), lambda screen: screen._foot.text() != "")


def structure_rows(bom: Bom) -> Rows:
    """What a table of the structure says of the lines: path, level, item, name, rule, quantities, basins and note."""
    return [
        [
            line.path,
            str(line.level),
            line.item,
            line.name,
            line.rule or "",
            str(line.quantity),
            str(line.extended_quantity),
            ", ".join(str(position) for position in line.positions),
            line.note or "",
        ]
        for line in bom.lines
    ]


def total_rows(bom: Bom) -> Rows:
    """What a table of the totals says of each part: item, name, rules, quantity and note."""
    return [
        [total.item, total.name, ", ".join(total.rules), str(total.quantity), total.note or ""] for total in flat(bom)
    ]


STRUCTURE, TOTALS = (3, 4, 5, 7, 8, 9, 10, 11, 12), (3, 5, 6, 7, 8)


def picked(rows: list[tuple[Any, ...]], places: tuple[int, ...]) -> Rows:
    """These columns of a table below its heads, as text."""
    return [["" if row[place] is None else str(row[place]) for place in places] for row in rows[1:]]


def read_csv(data: bytes) -> list[tuple[Any, ...]]:
    """The rows of a file for other programs."""
    return [tuple(row) for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))]


@pytest.mark.parametrize("by_item", [False, True], ids=["structure", "totals"])
@pytest.mark.parametrize("kind", ["pdf", "csv", "xlsx"])
def test_a_file_chosen_in_the_menu_holds_the_whole_bill(
    qtbot: QtBot,
    client_of: Clients,
    database: Clone,
    buyer: TestPerson,
    order: SubmittedOrder,
    tmp_path: Path,
    kind: str,
    by_item: bool,
) -> None:
    """Whatever the screen is narrowed down to: a bill is a paper of its build, not a list."""
    client = client_of(database, person=buyer)
    screen = opened(qtbot, client, order)
    bom = boms.read_bom(client.session, order.builds[0].bom_revision_id).bom
    (screen._as_totals if by_item else screen._as_tree).click()
    screen._kind.setCurrentIndex(screen._kind.findData("assembly"))
    said = heard(client)
    file = tmp_path / f"bill.{kind}"
    (action,) = (
        each
        for each in screen._export.menu().actions()
        if each.text().lower().startswith(kind[:2]) or (kind == "xlsx" and each.text() == "Excel")
    )
    action.trigger()
    (dialog,) = (each for each in screen.findChildren(QFileDialog) if each.isVisible())
    dialog.fileSelected.emit(str(file))
    dialog.close()
    qtbot.waitUntil(lambda: bool(said), timeout=PATIENCE_MS)
    assert [message.text for message in said] == [f"Saved as bill.{kind}."]
    data = file.read_bytes()
    assert any(line.note for line in bom.lines)
    if kind == "pdf":
        pages = " ".join(texts(data))
        assert all(line.item.split()[0] in pages for line in bom.lines)
    elif kind == "csv":
        found = read_csv(data)
        assert picked(found, TOTALS if by_item else STRUCTURE) == (total_rows(bom) if by_item else structure_rows(bom))
        assert {(row[0], row[1]) for row in found[1:]} == {(order.builds[0].build_number, "1")}
    else:
        # One workbook holds both.
        lines, totals = (list(sheet.values) for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets)
        assert picked(lines, STRUCTURE) == structure_rows(bom)
        assert picked(totals, TOTALS) == total_rows(bom)


def test_a_bill_stays_in_view_while_the_server_is_away(
    qtbot: QtBot, database: Clone, buyer: TestPerson, order: SubmittedOrder, tmp_path: Path
) -> None:
    """It is searched as before; a file is not begun, which is told; one that was never read says so, and comes back."""
    with client_over_a_line(database, buyer, tmp_path) as (client, line):
        screen = opened(qtbot, client, order)
        said = heard(client)
        line.stop_server()
        screen.load()
        qtbot.waitUntil(lambda: not screen.banner.isHidden(), timeout=PATIENCE_MS)
        assert "No connection." in words_on(screen.banner)
        lines = screen._model.shown
        screen._kind.setCurrentIndex(screen._kind.findData("assembly"))
        assert 0 < screen._model.shown < lines
        file = tmp_path / "bill.csv"
        screen._export_as("csv")
        (dialog,) = (each for each in screen.findChildren(QFileDialog) if each.isVisible())
        dialog.fileSelected.emit(str(file))
        dialog.close()
        screen._open_compare()
        other = BomScreen(client, screen.place)
        qtbot.addWidget(other)
        other.load()
        qtbot.waitUntil(lambda: other._notice is not None, timeout=PATIENCE_MS)
        assert not file.exists()
        line.accept()
        screen.load()
        other.load()
        qtbot.waitUntil(screen.banner.isHidden, timeout=PATIENCE_MS)
        qtbot.waitUntil(lambda: other._foot.text() != "", timeout=PATIENCE_MS)
        assert other._notice is None
        assert not [message for message in said if message.kind == "ok"]


@pytest.mark.parametrize("language", ["EN", "FR", "ES"])
def test_the_bill_looks_right(
    qtbot: QtBot, client_of: Clients, database: Clone, buyer: TestPerson, order: SubmittedOrder, language: str
) -> None:
    """In the smallest window and every language: nothing is cut off, each control has a name, and keys reach it."""
    text.set_language(language)
    screen = opened(qtbot, client_of(database, person=buyer), order)
    assert not screen._approve.isHidden()
    for choice in (screen._as_totals, screen._as_tree):
        choice.click()
        assert_looks_right(screen, focus=language == "EN")
    qtbot.keyClicks(screen._search, "T2")
    qtbot.waitUntil(lambda: screen._model.shown > 0 and "·" in screen._foot.text())
    screen._tree.setCurrentIndex(screen._model.index(0, 0))
    assert_looks_right(screen)
    if language == "EN":
        parts = (screen._kind, screen._depth, screen._search, screen._tree, screen._totals)
        assert [part.accessibleName() for part in parts] == [
            "Kind", "Levels", "Search part number, name or rule", "Structure of the bill", "Totals by part",
        ]  # fmt: skip
        qtbot.keyClick(screen, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(screen._search.hasFocus)
