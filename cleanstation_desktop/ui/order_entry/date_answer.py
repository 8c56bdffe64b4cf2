"""The want date: typed as year, month, day, or picked in a calendar."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QDate, QLocale, Qt
from PySide6.QtGui import QColor, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QToolButton

from cleanstation_desktop.ui import theme
from cleanstation_desktop.ui.order_entry.answer_fields import TextAnswer
from cleanstation_desktop.ui.order_entry.wizard import Wizard
from cleanstation_desktop.ui.text import day, language, tr
from cleanstation_desktop.ui.theme.icons import icon
from cleanstation_desktop.ui.widgets.controls import icon_button
from cleanstation_desktop.ui.widgets.dialogs import Dialog

_LOCALES = {"EN": "en_CA", "FR": "fr_CA", "ES": "es_ES"}

# Seven rows of days and the bar above them, each for a finger.
_HEIGHT = 8 * 44


class DateAnswer(TextAnswer):
    """A day such as 2026-12-31, with a calendar beside it and the day in words below."""

    def __init__(self, wizard: Wizard, path: str, name: str) -> None:
        pick = icon_button("calendar", tr("Pick a day"), self._open)
        super().__init__(wizard, path, name, placeholder="2026-12-31", beside=pick)
        self.line.textChanged.connect(self._say)

    def fill(self) -> None:
        """Show the answer."""
        super().fill()
        self._say()

    def read(self, text: str) -> object:
        """The day as it was typed; nothing for an empty field."""
        return text.strip() or None

    def _say(self) -> None:
        try:
            self.tell_hint(day(dt.date.fromisoformat(self.line.text().strip())))
        except ValueError:
            self.tell_hint(tr("Year, month, day"))

    def _open(self) -> None:
        dialog = Dialog(self.window(), tr("Want date"), width=560)
        calendar = QCalendarWidget()
        calendar.setLocale(QLocale(_LOCALES[language().value]))
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setAccessibleName(tr("Want date"))
        calendar.setMinimumHeight(_HEIGHT)
        _dress(calendar)
        tomorrow = self.wizard.choices.today + dt.timedelta(days=1)
        calendar.setMinimumDate(QDate(tomorrow.year, tomorrow.month, tomorrow.day))
        chosen = QDate.fromString(self.line.text().strip(), "yyyy-MM-dd")
        if chosen.isValid():
            calendar.setSelectedDate(chosen)
        dialog.body.addWidget(calendar)
        dialog.add_cancel()

        def take() -> None:
            self.line.setText(calendar.selectedDate().toString("yyyy-MM-dd"))
            dialog.accept()
            self.line.setFocus()

        dialog.add_action(tr("Take this day"), take)
        calendar.activated.connect(lambda _day: take())
        dialog.open()
        calendar.setFocus()


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
