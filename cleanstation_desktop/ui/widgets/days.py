"""A day to be typed or picked: 2026-12-31, with a calendar beside it and the day in words below."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from cleanstation_desktop.ui.text import day, tr
from cleanstation_desktop.ui.widgets.calendar import pick_day
from cleanstation_desktop.ui.widgets.controls import icon_button, row

# Days beyond are slips of the hand, and after 9999-12-31 there is none to count to.
_YEARS = (2000, 2999)


class DayEdit(QWidget):
    """A line for a day and a button that opens a calendar. `changed` tells every change.

    Parameters: name, for screen readers and the calendar; first and last, the days that the calendar offers.
    """

    changed = Signal()

    def __init__(
        self, name: str, value: dt.date | None = None, *, first: dt.date | None = None, last: dt.date | None = None
    ) -> None:
        super().__init__()
        self._name = name
        self._first, self._last = first, last
        self.line = QLineEdit("" if value is None else value.isoformat())
        self.line.setAccessibleName(name)
        self.line.setPlaceholderText(tr("YYYY-MM-DD"))
        self.line.setMaxLength(10)
        self.line.setMinimumWidth(124)
        self._pick = icon_button("calendar", tr("{name}: pick a day", name=name), self._open)
        layout = row(self.line, self._pick, spacing=4)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(lambda _text: self.changed.emit())

    @property
    def day(self) -> dt.date | None:
        """The day that stands there; None for none, and for what has a fault."""
        found = self._typed()
        return found if found is not None and _YEARS[0] <= found.year <= _YEARS[1] else None

    @property
    def fault(self) -> str:
        """What is wrong with what was typed; empty for a day or nothing."""
        if not self.line.text().strip() or self.day is not None:
            return ""
        if self._typed() is None:
            return tr("Type the day as year-month-day.")
        return tr("Type a day of the years {first} to {last}.", first=_YEARS[0], last=_YEARS[1])

    def set_day(self, value: dt.date | None) -> None:
        """Put a day in, or nothing."""
        self.line.setText("" if value is None else value.isoformat())

    def words(self) -> str:
        """The day as the reader's language writes it; empty without one."""
        return "" if self.day is None else day(self.day)

    def _typed(self) -> dt.date | None:
        try:
            return dt.date.fromisoformat(self.line.text().strip())
        except ValueError:
            return None

    def _open(self) -> None:
        def take(chosen: dt.date) -> None:
            self.set_day(chosen)
            self.line.setFocus()

        pick_day(self.window(), self._name, self.day, take, first=self._first, last=self._last)
