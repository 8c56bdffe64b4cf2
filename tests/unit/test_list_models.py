"""The list of orders without a server: the window on a million ids, both models, views, and the export."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.printing.list_table import list_csv, list_xlsx
from cleanstation_desktop.services.build_browsing import BuildListRow
from cleanstation_desktop.services.build_filters import BuildFilter, BuildSort, SortColumn
from cleanstation_desktop.services.order_browsing import OrderGroup
from cleanstation_desktop.services.order_lists import OrderRow
from cleanstation_desktop.ui.orders.late import days_words
from cleanstation_desktop.ui.orders.list_columns import build_columns, order_columns
from cleanstation_desktop.ui.orders.list_models import BuildsModel, OrdersModel
from cleanstation_desktop.ui.orders.list_window import ListWindow, packed
from cleanstation_desktop.ui.orders.view import ListView, read_view

DAY = dt.date(2026, 12, 1)
NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


def build(key: int, order: int = 1) -> BuildListRow:
    """A row of a list."""
    return BuildListRow(
        key, order, f"PO-{order}", "General Hospital", None, f"B-{key}", 1, "T2-B1", BuildStatus.IN_ASSEMBLY, None, DAY,
        False, True, "EN", ("AB",), key, 1, "APPROVED", 1, 1,
    )  # fmt: skip


def group(key: int, builds: int = 2) -> OrderGroup:
    """An order with builds."""
    head = OrderRow(
        key, f"PO-{key}", "General Hospital", None, DAY, "EN", BuildStatus.IN_ASSEMBLY, False, False, builds, NOW, 1
    )
    return OrderGroup(head, tuple(build(key * 10 + number, key) for number in range(builds)))


@given(st.lists(st.integers(1, 2**40), unique=True, max_size=60), st.data())
def test_a_key_is_found_where_it_stands(keys: list[int], data: st.DataObject) -> None:
    """Also where the bytes of two neighbours together look like it."""
    window: ListWindow[BuildListRow] = ListWindow(lambda row: row.id)
    window.set_ids(packed(keys))
    assert [window.id_at(place) for place in range(len(window))] == keys
    assert [window.place_of(key) for key in keys] == list(range(len(keys)))
    other = data.draw(st.integers(1, 2**40).filter(lambda key: key not in keys))
    assert window.place_of(other) == -1


def test_a_million_ids_keep_few_rows() -> None:
    """What was not looked at for long goes; what is missing around a place is told."""
    window: ListWindow[BuildListRow] = ListWindow(lambda row: row.id)
    window.set_ids(packed(range(1, 1_000_001)))
    assert len(window) == 1_000_000
    assert window.missing(999_990, 2_000_000) == list(range(999_991, 1_000_001))
    for start in range(0, 5_000, 100):
        window.take([build(key) for key in range(start + 1, start + 101)])
    assert window.row_at(0) is None
    assert window.row_at(4_999) == build(5_000)
    with pytest.raises(IndexError):
        window.id_at(1_000_000)


def test_a_row_in_doubt_is_shown_until_it_was_read_again() -> None:
    """Nothing that is here goes; what was changed elsewhere meanwhile is asked for once more."""
    window: ListWindow[BuildListRow] = ListWindow(lambda row: row.id)
    window.begin([build(key) for key in range(1, 6)])
    window.set_ids(packed(range(1, 8)))
    assert window.missing(0, 6) == window.unsure(0, 6) == [6, 7]
    window.doubt()
    assert window.row_at(0) == build(1)
    assert window.missing(0, 6) == [6, 7]
    window.take([build(2), build(6)])
    assert window.unsure(0, 6) == [1, 3, 4, 5, 7]
    window.begin([build(1)])
    assert window.unsure(0, 0) == []


@pytest.mark.parametrize(
    ("marks", "words", "kind"),
    [
        ({}, "", None),
        ({"rejected": True}, "Rejected", "bad"),
        ({"held": True}, "On hold", "warn"),
        ({"overdue": True}, "Overdue", "bad"),
        ({"overdue": True, "rejected": True}, "Overdue · Rejected", "bad"),
        ({"overdue": True, "held": True}, "Overdue · On hold", "bad"),
        ({"due_soon": True, "held": True}, "Due soon · On hold", "warn"),
        ({"due_soon": True, "rejected": True, "held": True}, "Due soon · Rejected · On hold", "bad"),
    ],
)
def test_an_order_in_trouble_is_still_late(marks: dict[str, bool], words: str, kind: str | None) -> None:
    """Every mark is said in the column, the worst one gives the look."""
    made = group(1)
    head = replace(made.order, rejected=marks.get("rejected", False), held=marks.get("held", False))
    overdue, due_soon = marks.get("overdue", False), marks.get("due_soon", False)
    builds = tuple(replace(row, overdue=overdue, due_soon=due_soon) for row in made.builds)
    line = replace(made, order=head, builds=builds)
    column = next(column for column in order_columns() if column.key == "late")
    assert column.kind is not None
    assert (column.text(line), column.kind(line)) == (words, kind)


def test_the_models_keep_the_rules_of_qt(qapp: QApplication) -> None:
    """Both, while they grow, change, open and close."""
    builds = BuildsModel(build_columns())
    orders = OrdersModel(order_columns())
    testers = [
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        for model in (builds, orders)
    ]
    builds.begin([build(key) for key in range(1, 101)])
    builds.set_ids(packed(range(1, 5_001)))
    assert builds.rowCount() == 5_000
    assert builds.index(3_000, 0).data() == "…"
    builds.take([build(3_001)], 2_990, 3_010)
    assert builds.index(3_000, 0).data() == "B-3001"
    builds.set_ids(packed(range(2, 4_000)))
    orders.begin([group(key) for key in range(1, 6)])
    orders.toggle(1)
    orders.toggle(5)
    assert [orders.index(row, 0).data().strip() for row in range(orders.rowCount())] == [
        "PO-1", "PO-2", "B-20", "B-21", "PO-3", "PO-4", "B-40", "B-41", "PO-5",
    ]  # fmt: skip
    assert [orders.key_of(row) for row in range(9)] == [1, 2, 2, 2, 3, 4, 4, 4, 5]
    assert [orders.row_of(key) for key in range(1, 7)] == [0, 1, 4, 5, 8, -1]
    orders.set_ids(packed(range(1, 1_001)))
    assert orders.rowCount() == 1_004
    orders.take([group(2, builds=3)], 0, 8)
    assert (orders.is_open(1), orders.rowCount()) == (True, 1_005)
    orders.set_ids(packed([9, 4, 8, 2, 7]))
    assert [orders.key_of(row) for row in range(orders.rowCount())] == [9, 4, 4, 4, 8, 2, 2, 2, 2, 7]
    assert [orders.row_marked(orders.mark_of(row)) for row in range(10)] == list(range(10))
    orders.set_ids(packed([9, 8, 7]))
    assert orders.rowCount() == 3
    orders.begin([])
    assert [tester.model() for tester in testers] == [builds, orders]


def test_a_cell_is_read_aloud_with_its_column(qapp: QApplication) -> None:
    """Screen readers get the title of the column with what stands in it."""
    model = BuildsModel(build_columns())
    model.begin([build(7)])
    spoken = [model.index(0, place).data(Qt.ItemDataRole.AccessibleTextRole) for place in range(model.columnCount())]
    assert spoken[0] == "Build: B-7"
    assert "Late: Due soon" in spoken


def test_a_view_comes_back_as_it_was_saved() -> None:
    """Everything in it; what cannot be read narrows nothing down."""
    wanted = BuildFilter(
        search="clinic", statuses=frozenset({BuildStatus.SHIPPED, BuildStatus.CANCELLED}), customer="St",
        want_from=DAY, want_to=DAY, language="FR", assignee=7, overdue=True, held=True,
    )  # fmt: skip
    view = ListView(wanted, BuildSort(SortColumn.WANT_DATE, descending=True), grouped=False)
    assert read_view(view.to_json()) == view
    assert read_view(None) == read_view({"filter": 3, "sort": {"column": "colour"}}) == ListView()
    broken = {"filter": {"want_from": "soon", "statuses": ["LOST", "SHIPPED"], "language": "DE", "assignee": "x"}}
    assert read_view(broken).wanted == BuildFilter(statuses=frozenset({BuildStatus.SHIPPED}))
    assert ListView(sort=BuildSort(SortColumn.STATUS)).order_sort == BuildSort()


@pytest.mark.parametrize(
    ("days", "words"),
    [(-5, "5 days late"), (-1, "1 day late"), (0, "due today"), (1, "due tomorrow"), (9, "in 9 days")],
)
def test_how_late_it_is_in_words(days: int, words: str) -> None:
    """Until it is shipped or cancelled."""
    wanted = DAY + dt.timedelta(days=days)
    assert days_words(wanted, BuildStatus.IN_ASSEMBLY, DAY) == words
    assert days_words(wanted, BuildStatus.SHIPPED, DAY) == ""


def test_an_exported_list_is_safe_in_a_spreadsheet(tmp_path: Path) -> None:
    """No text runs as a formula, control characters go, numbers stay numbers; both files hold the same."""
    rows = [("=1+1", 3, "a\x00b\nc"), ("Hôpital", -2, "")]
    assert list_csv(tmp_path / "list.csv", ["Build", "Position", "Note"], rows) == 2
    written = (tmp_path / "list.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))
    assert read == [["Build", "Position", "Note"], ["'=1+1", "3", "ab\nc"], ["Hôpital", "-2", ""]]
    assert list_xlsx(tmp_path / "list.xlsx", ["Build", "Position", "Note"], rows) == 2
    sheet = load_workbook(tmp_path / "list.xlsx").active
    assert sheet is not None
    values = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert values == [["Build", "Position", "Note"], ["=1+1", 3, "ab\nc"], ["Hôpital", -2, None]]
    assert sheet["A2"].data_type == "s"
