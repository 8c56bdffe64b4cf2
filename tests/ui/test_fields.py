"""Fields: where a fault shows, and how one gets to the search of a page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop.ui.widgets.controls import column
from cleanstation_desktop.ui.widgets.days import DayEdit
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from cleanstation_desktop.ui.widgets.fields import Field, line_edit, search_line
from tests.support.ui import assert_looks_right


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
