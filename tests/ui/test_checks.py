"""The checks of a screen find each kind of fault, and nothing on a screen that is right."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDateEdit,
    QFormLayout,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QSpinBox,
    QTableView,
    QTabWidget,
    QTreeView,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from cleanstation_desktop.ui import theme
from cleanstation_desktop.ui.checks import FaultKind, accessible_name, find_faults, find_focus_faults, tab_stops
from cleanstation_desktop.ui.checks.contrast import contrast
from cleanstation_desktop.ui.checks.walk import OVERLAY, POINTER_ONLY
from cleanstation_desktop.ui.widgets.controls import button, card, chip, icon_button, label, row, scrolled
from tests.support.ui import assert_looks_right

LONG = "Overhead light bracket with plastic washers, fitted and swivelling"
Build = Callable[[QVBoxLayout], object]


@pytest.fixture(params=["light", "dark"])
def look(request: pytest.FixtureRequest, qapp: QApplication) -> str:
    """Both looks of the client."""
    theme.apply(qapp, request.param)
    return str(request.param)


def shown(qtbot: QtBot, build: Build, *, width: int = 640, height: int = 480) -> QWidget:
    """A window with a column of what `build` puts there."""
    window = QWidget()
    window.setObjectName("root")
    build(QVBoxLayout(window))
    window.resize(width, height)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


def kinds(window: QWidget, *, touch: bool = True) -> set[FaultKind]:
    return {fault.kind for fault in find_faults(window, touch)}


def sound(column: QVBoxLayout) -> None:
    """Controls of all kinds, made as they should be."""
    form = QFormLayout()
    for name, editor in (
        ("PO number", QLineEdit()),
        ("Quantity", QSpinBox()),
        ("Want date", QDateEdit()),
        ("Notes", QPlainTextEdit()),
    ):
        form.addRow(name, editor)
    language = QComboBox()
    language.addItems(["English", "French", "Spanish"])
    form.addRow("Language", language)
    table = QTableView()
    model = QStandardItemModel(0, 2, table)
    model.setHorizontalHeaderLabels(["Build", "Customer"])
    model.appendRow([QStandardItem("B-1001"), QStandardItem("General Hospital")])
    table.setModel(model)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(44)
    table.horizontalHeader().setFixedHeight(44)
    table.setColumnWidth(1, 220)
    table.setAccessibleName("Builds")
    column.addWidget(label("Order", "h1"))
    column.addWidget(label("One customer purchase order of one to ten sinks. " * 4, "muted", wrap=True))
    column.addLayout(form)
    column.addWidget(QCheckBox("Pegboard"))
    column.addWidget(QRadioButton("Left to right"))
    column.addWidget(table)
    column.addWidget(card(chip("Passed", "ok"), chip("Overdue", "bad"), title="State"))
    column.addWidget(icon_button("search", "Search"))
    column.addWidget(button("Save", look="primary"))


def test_a_sound_screen_has_no_fault(qtbot: QtBot, look: str) -> None:
    assert_looks_right(shown(qtbot, sound, height=1000), touch=True, focus=True)


def test_controls_without_a_name(qtbot: QtBot) -> None:
    def two(column: QVBoxLayout) -> None:
        column.addWidget(QLineEdit())
        column.addWidget(QPushButton("×"))

    window = shown(qtbot, two)
    messages = [fault.message for fault in find_faults(window) if fault.kind is FaultKind.UNNAMED]
    assert len(messages) == 2
    assert "no accessible name" in messages[0]
    assert "the sign “×”" in messages[1]


def _squeezed(widget: QWidget, width: int, height: int | None = None) -> QWidget:
    widget.setFixedWidth(width)
    if height is not None:
        widget.setFixedHeight(height)
    if not widget.accessibleName():
        widget.setAccessibleName("Sample")
    return widget


def _combo(text: str) -> QComboBox:
    box = QComboBox()
    box.addItem(text)
    return box


def _hinted(text: str) -> QLineEdit:
    edit = QLineEdit()
    edit.setPlaceholderText(text)
    return edit


@pytest.mark.parametrize(
    ("make", "too_narrow", "wide_enough"),
    [
        (lambda: QLabel(LONG), 200, 560),
        (lambda: QLabel(f"<b>{LONG}</b>"), 200, 560),
        (lambda: QPushButton(LONG), 200, 560),
        (lambda: icon_text_button(LONG), 200, 560),
        (lambda: QCheckBox(LONG), 200, 560),
        (lambda: QRadioButton(LONG), 200, 560),
        (lambda: _combo(LONG), 200, 560),
        (lambda: _hinted(LONG), 200, 560),
    ],
    ids=["label", "rich label", "button", "icon button", "check box", "radio", "combo box", "placeholder"],
)
def test_text_that_is_cut_off(qtbot: QtBot, make: Callable[[], QWidget], too_narrow: int, wide_enough: int) -> None:
    cut = shown(qtbot, lambda column: column.addWidget(_squeezed(make(), too_narrow)))
    assert FaultKind.CLIPPED in kinds(cut)
    whole = shown(qtbot, lambda column: column.addWidget(_squeezed(make(), wide_enough)))
    assert kinds(whole) == set()


def icon_text_button(text: str) -> QPushButton:
    """A button with an icon before its words."""
    return button(text, icon="search")


def _wrapped(text: str) -> QLabel:
    return label(text, wrap=True)


def test_text_that_wraps(qtbot: QtBot) -> None:
    too_low = shown(qtbot, lambda column: column.addWidget(_squeezed(_wrapped(LONG), 200, 30)))
    assert kinds(too_low) == {FaultKind.CLIPPED}
    unbreakable = QLabel("X" * 40)
    unbreakable.setWordWrap(True)
    one_long_word = shown(qtbot, lambda column: column.addWidget(_squeezed(unbreakable, 200, 60)))
    assert kinds(one_long_word) == {FaultKind.CLIPPED}
    enough = shown(qtbot, lambda column: column.addWidget(_squeezed(_wrapped(LONG), 200, 80)))
    assert kinds(enough) == set()


class Elided(QLabel):
    """A label that cuts its own text."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter.value, text)


def test_an_elided_label_tells_the_whole_in_its_tooltip(qtbot: QtBot) -> None:
    silent, telling = Elided(LONG), Elided(LONG)
    telling.setToolTip(LONG)
    assert kinds(shown(qtbot, lambda column: column.addWidget(_squeezed(silent, 200)))) == {FaultKind.CLIPPED}
    assert kinds(shown(qtbot, lambda column: column.addWidget(_squeezed(telling, 200)))) == set()


def test_a_typed_text_longer_than_its_field_is_no_fault(qtbot: QtBot) -> None:
    assert kinds(shown(qtbot, lambda column: column.addWidget(_squeezed(QLineEdit(LONG), 200)))) == set()


def _table(view: QTableView | QTreeView, tip: str) -> QWidget:
    model = QStandardItemModel(0, 2, view)
    model.setHorizontalHeaderLabels([LONG, "Build"])
    cell = QStandardItem(LONG)
    cell.setToolTip(tip)
    model.appendRow([cell, QStandardItem("B-1001")])
    model.setHeaderData(0, Qt.Orientation.Horizontal, tip, Qt.ItemDataRole.ToolTipRole)
    view.setModel(model)
    view.setAccessibleName("Builds")
    if isinstance(view, QTableView):
        view.setWordWrap(False)
        view.setColumnWidth(0, 120)
    else:
        view.setColumnWidth(0, 120)
    return view


@pytest.mark.parametrize("kind", [QTableView, QTreeView])
def test_cells_and_headers_that_are_cut_off(qtbot: QtBot, kind: type[QTableView] | type[QTreeView]) -> None:
    silent = shown(qtbot, lambda column: column.addWidget(_table(kind(), "")))
    assert sum(fault.kind is FaultKind.CLIPPED for fault in find_faults(silent)) == 2
    telling = shown(qtbot, lambda column: column.addWidget(_table(kind(), LONG)))
    assert kinds(telling, touch=False) == set()


def test_tabs_that_are_cut_off(qtbot: QtBot) -> None:
    def tabs(column: QVBoxLayout, elide: bool) -> None:
        pages = QTabWidget()
        pages.setAccessibleName("Forms")
        pages.tabBar().setAccessibleName("Forms")
        pages.setElideMode(Qt.TextElideMode.ElideRight if elide else Qt.TextElideMode.ElideNone)
        pages.setUsesScrollButtons(not elide)
        for name in ("Pre-production check", "End-of-line test", "Packaging and final inspection"):
            pages.addTab(QWidget(), name)
        column.addWidget(pages)

    assert FaultKind.CLIPPED in kinds(shown(qtbot, lambda column: tabs(column, True), width=300))
    assert FaultKind.SIDEWAYS in kinds(shown(qtbot, lambda column: tabs(column, False), width=300))
    assert kinds(shown(qtbot, lambda column: tabs(column, False), width=900)) == set()


def test_controls_too_small_for_a_finger(qtbot: QtBot) -> None:
    window = shown(qtbot, lambda column: column.addWidget(_squeezed(QPushButton("+"), 43)))
    assert kinds(window) == {FaultKind.SMALL}
    assert kinds(window, touch=False) == set()
    table = _table(QTableView(), LONG)
    assert FaultKind.SMALL in kinds(shown(qtbot, lambda column: column.addWidget(table)))


def test_neighbours_on_top_of_each_other(qtbot: QtBot) -> None:
    def two(column: QVBoxLayout, gap: int, overlay: bool = False) -> None:
        box = QWidget()
        first, second = label("First", "", wrap=False), label("Second")
        for place, one in ((0, first), (60 + gap, second)):
            one.setParent(box)
            one.setGeometry(place, 0, 60, 24)
        second.setProperty(OVERLAY, overlay)
        box.setMinimumSize(200, 24)
        column.addWidget(box)

    assert kinds(shown(qtbot, lambda column: two(column, -20))) == {FaultKind.OVERLAP}
    assert kinds(shown(qtbot, lambda column: two(column, 0))) == set()
    assert kinds(shown(qtbot, lambda column: two(column, -20, overlay=True))) == set()
    assert kinds(shown(qtbot, lambda column: two(column, 20), width=110)) == set()  # the window grows with its content


def test_what_sticks_out_of_its_parent(qtbot: QtBot) -> None:
    def panel(column: QVBoxLayout, scrolls: bool) -> None:
        inside = QWidget()
        QVBoxLayout(inside).addWidget(_squeezed(label("Name"), 300))
        if scrolls:
            area = QScrollArea()
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            area.setWidget(inside)
            area.setFixedSize(200, 100)
            column.addWidget(area)
        else:
            inside.setFixedSize(200, 100)
            column.addWidget(inside)

    assert kinds(shown(qtbot, lambda column: panel(column, False))) == {FaultKind.OUTSIDE}
    # Nobody looks for it at the side of what scrolls up and down.
    assert kinds(shown(qtbot, lambda column: panel(column, True))) == {FaultKind.SIDEWAYS}


@pytest.mark.parametrize("policy", [Qt.ScrollBarPolicy.ScrollBarAsNeeded, Qt.ScrollBarPolicy.ScrollBarAlwaysOff])
@pytest.mark.parametrize(("width", "expected"), [(200, {FaultKind.SIDEWAYS}), (480, set())])
def test_a_button_that_is_cut_at_the_side_of_a_column(
    qtbot: QtBot, policy: Qt.ScrollBarPolicy, width: int, expected: set[FaultKind]
) -> None:
    def area(column: QVBoxLayout, inside: QWidget) -> QScrollArea:
        made = scrolled(inside)
        made.setHorizontalScrollBarPolicy(policy)
        made.setFixedSize(width, 300)
        column.addWidget(made)
        return made

    def card_in_a_column(column: QVBoxLayout) -> None:
        inside = QWidget()
        listed = QVBoxLayout(inside)
        for name in ("Pre-production check", "End-of-line test"):
            listed.addWidget(card(row(label(name, "h3"), button("Open", icon="checklist"))))
        listed.addSpacing(400)
        area(column, inside)

    window = shown(qtbot, card_in_a_column)
    assert kinds(window) == expected
    assert all("Open" in fault.message for fault in find_faults(window))


@pytest.mark.parametrize(
    ("sheet", "enabled", "expected"),
    [
        ("color: #777777; background: #ffffff", True, {FaultKind.CONTRAST}),  # 4.48
        ("color: #757575; background: #ffffff", True, set()),  # 4.61
        ("color: #b0b0b0; background: #ffffff", False, set()),
        ("color: #8a8a8a; background: #ffffff; font-size: 24px", True, set()),  # 3.45, but large
        ("color: #202020; background: #222222", True, {FaultKind.CONTRAST}),
    ],
)
def test_contrast(qtbot: QtBot, sheet: str, enabled: bool, expected: set[FaultKind]) -> None:
    def one(column: QVBoxLayout) -> None:
        words = QLabel("Inspection")
        words.setStyleSheet(sheet)
        words.setEnabled(enabled)
        column.addWidget(words)

    assert kinds(shown(qtbot, one)) == expected


def test_the_contrast_formula() -> None:
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)


def test_what_the_keyboard_does_not_reach(qtbot: QtBot) -> None:
    def one(column: QVBoxLayout, **properties: bool) -> None:
        key = QPushButton("Fill")
        key.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for name, value in properties.items():
            key.setProperty(name, value)
        column.addWidget(key)

    assert kinds(shown(qtbot, one)) == {FaultKind.UNREACHABLE}
    assert kinds(shown(qtbot, lambda column: one(column, **{POINTER_ONLY: True}))) == set()


def test_a_choice_is_reached_where_tab_enters_it(qtbot: QtBot) -> None:
    def choice(column: QVBoxLayout, exclusive: bool) -> None:
        buttons = [QPushButton(name) for name in ("Pass", "Fail")]
        group = QButtonGroup(column)
        group.setExclusive(exclusive)
        buttons[1].setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for one in buttons:
            group.addButton(one)
            column.addWidget(one)

    assert kinds(shown(qtbot, lambda column: choice(column, True))) == set()
    assert kinds(shown(qtbot, lambda column: choice(column, False))) == {FaultKind.UNREACHABLE}


def test_tab_that_leads_backwards(qtbot: QtBot) -> None:
    def grid(column: QVBoxLayout, swapped: bool) -> None:
        cells = [QPushButton(name) for name in ("One", "Two", "Three", "Four")]
        layout = QGridLayout()
        order = (2, 1, 0, 3) if swapped else (0, 1, 2, 3)
        for at, cell in zip(order, cells, strict=True):
            layout.addWidget(cell, at // 2, at % 2)
        column.addLayout(layout)

    window = shown(qtbot, lambda column: grid(column, False))
    assert kinds(window) == set()
    assert [accessible_name(stop) for stop in tab_stops(window)] == ["One", "Two", "Three", "Four"]
    assert kinds(shown(qtbot, lambda column: grid(column, True))) == {FaultKind.TAB_ORDER}


def test_keys_that_two_have(qtbot: QtBot) -> None:
    def two(column: QVBoxLayout, hidden: bool, enabled: bool) -> None:
        for name in ("Refresh", "Read again"):
            made = QPushButton(name)
            made.setShortcut("F5")
            column.addWidget(made)
        made.setEnabled(enabled)
        made.setHidden(hidden)

    assert kinds(shown(qtbot, lambda column: two(column, False, True))) == {FaultKind.SHARED_KEYS}
    assert kinds(shown(qtbot, lambda column: two(column, True, True))) == set()
    assert kinds(shown(qtbot, lambda column: two(column, False, False))) == set()


def test_controls_that_do_not_show_the_focus(qtbot: QtBot) -> None:
    def one(column: QVBoxLayout) -> None:
        plain, faint, marked = QLineEdit(), QLineEdit(), QLineEdit()
        still = "border: 1px solid gray; padding: 0; min-height: 42px;"
        plain.setStyleSheet(f"QLineEdit {{ {still} }} QLineEdit:focus {{ {still} }}")
        faint.setStyleSheet(f"QLineEdit {{ {still} }} QLineEdit:focus {{ {still} border-color: #9a9a9a; }}")
        for name, edit in (("Plain", plain), ("Faint", faint), ("Marked", marked)):
            edit.setAccessibleName(name)
            column.addWidget(edit)

    faults = find_focus_faults(shown(qtbot, one))
    assert [fault.where.split()[-1] for fault in faults] == ["“Plain”", "“Faint”"]


def test_the_focus_is_only_looked_at_in_the_active_window(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    with pytest.raises(ValueError, match="active"):
        find_focus_faults(window)
