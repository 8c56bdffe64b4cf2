"""The calendar in which a day is picked: in the look of the client, with days for a finger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from PySide6.QtCore import QDate, QLocale, Qt
from PySide6.QtGui import QColor, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QToolButton, QWidget

from cleanstation_desktop.ui import theme
from cleanstation_desktop.ui.text import day, language, tr
from cleanstation_desktop.ui.theme.icons import icon
from cleanstation_desktop.ui.widgets.controls import label
from cleanstation_desktop.ui.widgets.dialogs import Dialog

_LOCALES = {"EN": "en_CA", "FR": "fr_CA", "ES": "es_ES"}
# Seven rows of days and the bar above them, each for a finger, within their frame.
_HEIGHT = 8 * 44 + 12


def pick_day(
    parent: QWidget,
    name: str,
    chosen: dt.date | None,
    take: Callable[[dt.date], object],
    *,
    first: dt.date | None = None,
    last: dt.date | None = None,
) -> Dialog:
    """Ask for a day. Parameters: name, what it is; chosen, the day that is marked at first; take, gets the day that was
    picked; first and last, those that can be."""
    dialog = Dialog(parent, name, width=560)
    calendar = QCalendarWidget()
    calendar.setLocale(QLocale(_LOCALES[language().value]))
    calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    calendar.setAccessibleName(name)
    calendar.setMinimumHeight(_HEIGHT)
    _dress(calendar)
    if first is not None:
        calendar.setMinimumDate(_qt(first))
    if last is not None:
        calendar.setMaximumDate(_qt(last))
    if chosen is not None:
        calendar.setSelectedDate(_qt(chosen))
    said = label("", "h3")

    def tell() -> None:
        said.setText(day(_day(calendar.selectedDate())))

    def done() -> None:
        dialog.accept()
        take(_day(calendar.selectedDate()))

    tell()
    calendar.selectionChanged.connect(tell)
    calendar.activated.connect(lambda _day: done())
    dialog.body.addWidget(calendar)
    dialog.body.addWidget(said)
    dialog.add_cancel()
    dialog.add_action(tr("Take this day"), done)
    dialog.open()
    calendar.setFocus()
    return dialog


def _dress(calendar: QCalendarWidget) -> None:
    """Qt's own calendar paints weekends red and its arrows black, whatever the look."""
    plain = QTextCharFormat()
    plain.setForeground(QColor(theme.current().text))
    for weekend in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        calendar.setWeekdayTextFormat(weekend, plain)
    for name, sign, words in (
        ("qt_calendar_prevmonth", "chevron-left", tr("The month before")),
        ("qt_calendar_nextmonth", "chevron-right", tr("The month after")),
    ):
        arrow = calendar.findChild(QToolButton, name)
        if arrow is not None:
            arrow.setIcon(icon(sign))
            arrow.setAccessibleName(words)
            arrow.setToolTip(words)


def _qt(value: dt.date) -> QDate:
    return QDate(value.year, value.month, value.day)


def _day(value: QDate) -> dt.date:
    return dt.date(value.year(), value.month(), value.day())
