"""Fields: where a fault shows, and how one gets to the search of a page."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCalendarWidget, QPushButton, QTableView, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop.ui import theme
from cleanstation_desktop.ui.runner import Runner
from cleanstation_desktop.ui.widgets.controls import column
from cleanstation_desktop.ui.widgets.days import DayEdit
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from cleanstation_desktop.ui.widgets.fields import Field, count_edit, line_edit, search_line
from tests.support.screens import asked
from tests.support.ui import assert_looks_right, named, words_on


def test_a_faulty_day_is_red_where_it_is_typed(qapp: QApplication, qtbot: QtBot) -> None:
    """A day's editor is a line and a button: the line has the look of a fault, as that of other fields."""
    edit = DayEdit("Want date")
    field = Field("want_date", "Want date", edit)
    qtbot.addWidget(field)
    field.tell("Type the day as year-month-day.")
    assert edit.line.property("invalid")
    field.tell("")
    assert not edit.line.property("invalid")


def test_a_dialog_grows_with_what_its_fields_tell(qtbot: QtBot, ground: QWidget) -> None:
    """Sentences of faults that come in later lie over nothing; a red day has its room."""
    dialog = Dialog(ground, "New instrument")
    fields = [Field("day", "Calibrated until", DayEdit("Calibrated until")), Field("name", "Name", line_edit())]
    for field in fields:
        dialog.body.addWidget(field)
    dialog.open()
    before = dialog.height()
    for field in fields:
        field.tell("Type the day as year-month-day, as it stands on the label of the instrument.")
    qtbot.waitUntil(lambda: dialog.height() > before)
    assert_looks_right(dialog)
    dialog.reject()


def test_ctrl_f_goes_to_the_search_of_the_page_that_is_seen(qapp: QApplication, qtbot: QtBot) -> None:
    """Also where another page with a search of its own is behind it."""
    window, shown, hidden = QWidget(), QWidget(), QWidget()
    search, behind, other = search_line("Search parts"), search_line("Search people"), line_edit()
    shown.setLayout(column(other, search))
    hidden.setLayout(column(behind))
    window.setLayout(column(shown, hidden))
    qtbot.addWidget(window)
    hidden.hide()
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    other.setFocus()
    QTest.keyClick(other, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is search


def test_the_word_of_a_search_is_nothing_that_leaving_would_lose(qapp: QApplication, qtbot: QtBot) -> None:
    """What is typed into the dialog's own fields is."""
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = Dialog(parent, "Which part is missing or bad?")
    search, described = search_line("Search part number or name"), line_edit()
    for line in (search, described):
        dialog.body.addWidget(line)
    dialog.open()
    QTest.keyClicks(search, "T2")
    assert dialog.unsaved() == ""
    QTest.keyClicks(described, "bent")
    assert "is not sent yet" in dialog.unsaved()


@pytest.mark.parametrize("look", ["light", "dark"])
def test_a_day_is_picked_in_a_calendar_for_fingers_that_says_it_in_words(
    qapp: QApplication, qtbot: QtBot, ground: QWidget, look: str
) -> None:
    theme.apply(qapp, look)
    edit = DayEdit("Calibrated until", dt.date(2026, 11, 30), first=dt.date(2026, 11, 2))
    edit.setParent(ground)
    edit.show()
    edit._pick.click()
    dialog = asked(qtbot)
    calendar = dialog.findChild(QCalendarWidget)
    assert calendar is not None
    assert_looks_right(dialog, touch=True)
    assert "30 Nov 2026" in words_on(dialog)
    days = calendar.findChild(QTableView)
    assert days is not None
    assert days.rowHeight(3) >= 44
    assert days.columnWidth(3) >= 44
    QTest.keyClick(days, Qt.Key.Key_Left)
    assert "29 Nov 2026" in words_on(dialog)
    arrows = {arrow.accessibleName() for arrow in calendar.findChildren(QToolButton)}
    assert {"The month before", "The month after"} <= arrows
    named(dialog, "Take this day", QPushButton).click()
    assert edit.day == dt.date(2026, 11, 29)


def test_a_number_is_counted_up_and_down_by_buttons_for_fingers(qtbot: QtBot) -> None:
    pieces = count_edit(0, 999, 300, "Pieces")
    qtbot.addWidget(pieces)
    pieces.show()
    assert pieces.width() < 160
    assert pieces.height() >= 44
    for place, counted in ((pieces.width() - 5, 301), (pieces.width() - 40, 302), (pieces.width() - 50, 301)):
        QTest.mouseClick(pieces, Qt.MouseButton.LeftButton, pos=QPoint(place, pieces.height() // 2))
        assert pieces.value() == counted
    assert_looks_right(pieces, touch=True)


def test_a_line_tells_what_is_too_long_and_keeps_it(qtbot: QtBot, ground: QWidget) -> None:
    """What is pasted stays whole, on one line; how much is too much stands at the field until it fits, and nothing is
    sent before that."""
    runner, sent = Runner(), list[UUID]()
    dialog = Dialog(ground, "Change order", runner=runner)
    line = line_edit(longest=200)
    field = dialog.form.add(Field("customer", "Customer", line))
    dialog.body.addWidget(field)
    save = dialog.add_action("Save", lambda: dialog.write(sent.append, lambda _none: None))
    dialog.open()
    QApplication.clipboard().setText(" St. Mary\r\n\tHospital\n" + "x" * 200 + "\n")
    QTest.keyClick(line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert line.text() == "St. Mary Hospital " + "x" * 200
    assert field.error == "Characters too many: 18. At most 200 can be kept here."
    save.click()
    assert (sent, field.error) == ([], "Characters too many: 18. At most 200 can be kept here.")
    assert line.hasFocus() or dialog.focusWidget() is line
    line.setText("x" * 200 + "  ")
    assert field.error == ""
    save.click()
    qtbot.waitUntil(lambda: len(sent) == 1)
    runner.close()
